import CSVIO

/// Which columns of one file a screen reads, in which form and for what.
///
/// Slots are positions in ``requests``.
final class ScreenPlan: Sendable {
  /// A question read as a number.
  struct Numeric: Sendable {
    let slot: Int
    let question: Int
    let minimum: Double
    let maximum: Double
    let isRequired: Bool
  }

  /// A filter: the rows whose value passes (or, for previews, does not).
  struct Filter: Sendable {
    let slot: Int
    let keys: Set<String>
    let rule: CheckRule
    let keepsListed: Bool
  }

  /// A declared range of a column.
  struct Range: Sendable {
    let slot: Int
    let minimum: Double
    let maximum: Double
  }

  /// A column other than the record's id whose values may not be repeated.
  struct UniqueColumn: Sendable {
    let slot: Int
    /// Tells the column's values from ids and from those of other columns.
    let salt: Fingerprint

    func key(_ value: Fingerprint) -> Fingerprint { value.followed(by: salt) }

    static func salt(rule position: Int) -> Fingerprint { Fingerprint(of: "unique \(position)") }
  }

  let instrument: Instrument
  let map: ColumnMap
  let file: String
  let isRereadable: Bool
  let header: [HeaderColumn]
  let requests: [ColumnRequest]
  /// Columns whose cells are judged by their text: questions, areas, units, choices, listed values.
  let columns: [CheckedColumn]
  let numeric: [Numeric]
  let filters: [Filter]
  let ranges: [Range]
  let uniques: [UniqueColumn]
  let weight: Int?
  let strata: [Int]
  let clusters: [Int]
  let populations: [Int]
  let date: Int?
  let dateFingerprint: Int?
  let dateReading: DateReading?
  let recordId: Int?
  let duration: (slot: Int, minimum: Double)?
  let straightLiningMinimum: Int?
  let minimumAnswered: Int?
  let findsDuplicateContent: Bool
  /// Severities after the instrument's own rules.
  let rejecting: UInt64

  /// Ratings below which equal answers say nothing.
  static let standardStraightLining = 5

  init(
    instrument: Instrument, map: ColumnMap, file: CSVFile, profile: PlatformProfile,
    options: ScreenOptions
  ) {
    self.instrument = instrument
    self.map = map
    self.file = file.name
    isRereadable = file.isRereadable && !options.isOnePass
    header = file.header
    var requests: [ColumnRequest] = []
    func slot(_ index: Int, _ kind: ColumnKind) -> Int {
      let request = ColumnRequest(index: index, kind: kind)
      if let known = requests.firstIndex(of: request) { return known }
      requests.append(request)
      return requests.count - 1
    }
    let classifiers = instrument.classifiers
    var columns: [CheckedColumn] = []
    var numeric: [Numeric] = []
    for (position, question) in instrument.questions.enumerated() {
      guard let index = map.questions[position] else { continue }
      switch question.kind {
      case .rating, .choice:
        columns.append(
          CheckedColumn(
            slot: slot(index, .codes),
            role: .question(
              position, classifiers[position],
              isRated: question.kind == .rating && question.isInRate,
              isRequired: question.isRequired)))
      case .percent, .number:
        numeric.append(
          Numeric(
            slot: slot(index, .number), question: position, minimum: question.minimum ?? -.infinity,
            maximum: question.maximum ?? .infinity, isRequired: question.isRequired))
      case .multi:
        guard let scale = instrument.scale(of: question) else { continue }
        columns.append(
          CheckedColumn(
            slot: slot(index, .codes),
            role: .multi(
              position, Self.index(of: scale),
              choices: scale.levels.flatMap { [$0.label.vi, $0.label.en] },
              profile)))
      case .text: break
      }
    }
    self.numeric = numeric
    for (position, column) in instrument.respondent.enumerated() where !column.choices.isEmpty {
      guard let index = map.respondent[position] else { continue }
      columns.append(
        CheckedColumn(slot: slot(index, .codes), role: .choice(Self.index(of: column.choices))))
    }
    if case .column(_, let areas, _) = instrument.serviceAreas, let index = map.area {
      columns.append(CheckedColumn(slot: slot(index, .codes), role: .area(Self.index(of: areas))))
    }
    if let index = map.unit {
      columns.append(CheckedColumn(slot: slot(index, .codes), role: .unit(options.register)))
    }
    var filters: [Filter] = []
    for (position, filter) in instrument.filters.enumerated() {
      guard let index = map.filters[position] else { continue }
      filters.append(
        Filter(
          slot: slot(index, .codes), keys: Set(filter.values.map { FoldedText($0).key }),
          rule: .filterExcluded,
          keepsListed: true))
    }
    if let dropped = profile.droppedRecords,
      let column = file.header.first(where: { $0.rows.first == dropped.column })
    {
      filters.append(
        Filter(
          slot: slot(column.index, .codes), keys: Set(dropped.values.map { FoldedText($0).key }),
          rule: .previewRecord,
          keepsListed: false))
    }
    self.filters = filters
    weight = map.weight.map { slot($0, .number) }
    strata = map.strata.map { slot($0, .codes) }
    clusters = map.clusters.map { slot($0, .codes) }
    populations = map.populationSizes.map { slot($0, .number) }
    recordId = map.recordId.map { slot($0, .fingerprint) }
    let needsDay = options.period != nil || instrument.rules.contains { $0.kind == .period }
    date = needsDay || options.register?.hasDates == true ? map.date.map { slot($0, .text) } : nil
    if let column = instrument.date, let index = map.date, date != nil {
      dateReading = DateReading(
        declared: column.formats, profile: profile,
        sample: file.sample.compactMap { index < $0.count ? $0[index] : nil })
    } else {
      dateReading = nil
    }
    let duplicates = instrument.rules.first { $0.kind == .duplicateContent }
    findsDuplicateContent = duplicates != nil && options.findsDuplicateContent
    dateFingerprint = findsDuplicateContent ? map.date.map { slot($0, .fingerprint) } : nil
    let speeding = instrument.rules.first { $0.kind == .speeding }
    if let minimum = speeding?.minimum, let index = map.duration {
      duration = (slot(index, .number), minimum)
    } else {
      duration = nil
    }
    straightLiningMinimum = instrument.rules.first { $0.kind == .straightLining }.map {
      $0.minimum.map { Int($0) } ?? Self.standardStraightLining
    }
    minimumAnswered = instrument.rules.first { $0.kind == .minimumAnswered }.flatMap(\.minimum).map
    { Int($0) }
    var ranges: [Range] = []
    var uniques: [UniqueColumn] = []
    for (position, rule) in instrument.rules.enumerated() {
      guard let index = map.rules[position] else { continue }
      switch rule.kind {
      case .range:
        ranges.append(
          Range(
            slot: slot(index, .number), minimum: rule.minimum ?? -.infinity,
            maximum: rule.maximum ?? .infinity))
      case .allowed:
        var allowed = FoldedIndex<Int>()
        for (number, value) in rule.values.enumerated() { allowed.insert(value, for: number) }
        columns.append(CheckedColumn(slot: slot(index, .codes), role: .allowed(allowed)))
      case .required: columns.append(CheckedColumn(slot: slot(index, .codes), role: .required))
      case .unique where index != map.recordId:
        uniques.append(
          UniqueColumn(slot: slot(index, .fingerprint), salt: UniqueColumn.salt(rule: position)))
      default: break
      }
    }
    self.columns = columns
    self.ranges = ranges
    self.uniques = uniques
    self.requests = requests
    rejecting = Self.rejectingMask(instrument, hasPeriod: options.period != nil)
  }

  private static func index(of scale: ResponseScale) -> FoldedIndex<Int> {
    var index = FoldedIndex<Int>()
    for (position, level) in scale.levels.enumerated() {
      for name in [level.code, level.label.vi, level.label.en] + level.aliases {
        index.insert(name, for: position)
      }
    }
    return index
  }

  private static func index(of areas: [ServiceArea]) -> FoldedIndex<Int> {
    var index = FoldedIndex<Int>()
    for (position, area) in areas.enumerated() {
      for name in [area.id, area.title.vi, area.title.en] + area.aliases {
        index.insert(name, for: position)
      }
    }
    return index
  }

  private static func rejectingMask(_ instrument: Instrument, hasPeriod: Bool) -> UInt64 {
    var severities: [CheckRule: FindingSeverity] = [:]
    for rule in instrument.rules {
      switch rule.kind {
      case .required: severities[.requiredMissing] = rule.severity
      case .range: severities[.valueOutOfRange] = rule.severity
      case .allowed: severities[.valueNotAllowed] = rule.severity
      case .unique: severities[.duplicateId] = rule.severity
      // Repeats of content are known only when all parts are read, so they cannot reject.
      case .duplicateContent: break
      case .straightLining: severities[.straightLining] = rule.severity
      case .speeding: severities[.speeding] = rule.severity
      case .unitRegister:
        for unit in [CheckRule.unitUnknown, .unitLeadingZeros, .unitNotValid, .unitMissing] {
          severities[unit] = rule.severity
        }
      case .period: severities[.periodOutside] = rule.severity
      case .minimumAnswered: severities[.minimumAnswered] = rule.severity
      }
    }
    if instrument.onInvalidAnswer == .blank {
      severities[.answerUnmapped] = .warning
      severities[.answerOutOfRange] = .warning
    }
    if case .column(let column, _, let unlisted) = instrument.serviceAreas {
      if unlisted == .reject { severities[.areaUnknown] = .reject }
      if column.isRequired { severities[.areaMissing] = .reject }
    }
    if instrument.unit?.column.isRequired ?? false { severities[.unitMissing] = .reject }
    // A record that cannot be dated cannot be put in the period.
    if hasPeriod { severities[.dateInvalid] = .reject }
    var mask: UInt64 = 0
    for rule in CheckRule.allCases where (severities[rule] ?? rule.standardSeverity) == .reject {
      mask |= rule.bit
    }
    return mask
  }

  func severity(_ rule: CheckRule) -> FindingSeverity {
    rejecting & rule.bit != 0 ? .reject : .warning
  }

  /// The header of the column in a slot, shortened for messages.
  func name(_ slot: Int) -> String {
    let name = header[requests[slot].index].name
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return name.unicodeScalars.count <= 80 ? name : String(name.prefix(77)) + "..."
  }
}
