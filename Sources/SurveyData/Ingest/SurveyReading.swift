public import CSVIO
import SurveyEstimation

/// Reads survey files by an instrument: one reading gives what the check found and the accepted
/// responses.
public struct SurveyReading: Sendable {
  /// The accepted responses of all files; none where only their sums were kept.
  public let responses: CodedResponses
  /// Their sums, where these were asked for and are enough.
  private let tally: SurveyTally?
  /// What the check found, every record accounted for.
  public let check: CheckReport
  /// What became of each file.
  public let sources: [SourceSummary]
  /// The files as they were opened.
  public let files: [SurveyFile]
  /// Keyed hashes of the ids that are new, sorted; empty without ``ScreenOptions/idKey``.
  public let ids: [UInt64]

  /// Reads files as one data set; each finds its own dialect, platform, header and column order.
  ///
  /// - Parameters:
  ///   - inputs: The files.
  ///   - instrument: The instrument that they follow.
  ///   - options: What is known of the files, and how many threads to use.
  ///   - profile: The platform that made the files; `nil` finds it.
  ///   - screening: Period, register and limits of the check.
  ///   - answering: What will be estimated, where nothing else will be: then only the sums for it are
  ///     kept, and memory does not grow with the responses, unless the design needs them all at once.
  /// - Throws: `CSVError` and ``ColumnMatchError`` for files that cannot be read by the instrument,
  ///   `RequestError` when files of one data set differ in their design columns.
  public init(
    _ inputs: [CSVInput], instrument: Instrument, options: CSVReadOptions,
    profile: PlatformProfile? = nil, screening: ScreenOptions = ScreenOptions(),
    answering estimates: SurveyEstimateOptions? = nil
  ) throws {
    (self, _) = try Self.read(
      inputs, instrument: instrument, options: options, profile: profile, screening: screening
    ) { files in
      let shapes = Set(files.map { SurveyShape($0.map) })
      guard let estimates, instrument.noSurvey == nil, shapes.allSatisfy(\.isTalliable),
        shapes.count == 1
      else { return nil }
      return SurveyTallying(
        instrument, SurveyTallyDefinition(instrument: instrument, options: estimates))
    }
  }

  /// Estimates the survey that was read; see ``CodedResponses/estimates(_:)``.
  ///
  /// - Parameter options: Those that the reading was made for, if it was made for some.
  public func estimates(
    _ options: SurveyEstimateOptions
  ) throws -> SurveyEstimates {
    guard let tally else { return try responses.estimates(options) }
    return try tally.estimates(options, by: responses.instrument)
  }

  /// Reads files, and tallies the responses instead of keeping them where `tallying` says what.
  static func read(
    _ inputs: [CSVInput], instrument: Instrument, options: CSVReadOptions,
    profile: PlatformProfile?, screening: ScreenOptions,
    tallying: ([SurveyFile]) -> SurveyTallying?
  ) throws -> (reading: SurveyReading, tally: SurveyTally?) {
    let (opened, isOnePass) = try SurveyFile.openAll(inputs, options: options, profile: profile)
    let files = try opened.map { try SurveyFile($0, instrument: instrument) }
    let tallying = tallying(files)
    var screening = try screening.completed(for: instrument)
    screening.isOnePass = isOnePass
    var ids: Set<UInt64> = []
    if !isOnePass {
      let parts = try DuplicateIndex.hashes(files, instrument: instrument)
      var duplicates = DuplicateIndex(parts)
      if let key = screening.idKey {
        let empty = Fingerprint(of: "")
        for id in parts.flatMap(\.ids) where id != empty {
          let hash = key.hash(id)
          if screening.earlierIds.contains(hash) {
            duplicates.add(readEarlier: [id])
          } else {
            ids.insert(hash)
          }
        }
      }
      screening.duplicates = duplicates
    }
    let classifiers = instrument.classifiers
    var responses = CodedResponses(instrument: instrument)
    var categories = Categories()
    var tally = tallying?.empty
    var screen: InstrumentScreen?
    var checked: [CheckReport.Source] = []
    var sources: [SourceSummary] = []
    var slots: [Int: ResponseSlots] = [:]
    // Ids are compared on the way in one pass: then a file is read after the other.
    try CSVFile.read(count: files.count, threads: isOnePass ? 1 : options.threads) { index in
      let opened = files[index]
      screening.fileIndex = index
      var own = InstrumentScreen(
        instrument: instrument, map: opened.map, file: opened.file, profile: opened.profile,
        options: screening)
      own.remember(idsOf: screen)
      let wanted = ResponseSlots(
        instrument: instrument, map: opened.map,
        screen: try own.columns(in: opened.file.header, file: opened.file.name))
      slots[index] = wanted
      return FileReading(opened.file, columns: wanted.requests) { [own] _ in
        ResponseCollector(
          classifiers: classifiers, slots: wanted, screen: own, tallying: tallying)
      }
    } take: { index, parts, summary in
      guard let slots = slots.removeValue(forKey: index) else { return }
      let opened = files[index]
      let file = opened.file
      if let weight = opened.map.weight { responses.weightColumn = file.header[weight].name }
      var accepted = 0
      for index in parts.indices {
        accepted += parts[index].accepted
        if tallying == nil {
          try responses.append(
            parts[index], slots: slots, categories: &categories, file: file.name)
        } else if let part = parts[index].tally {
          try tally?.merge(part)
        }
      }
      if accepted > 0, let weight = opened.map.weight {
        tally?.note(weightColumn: file.header[weight].name)
      }
      guard var whole = parts.first?.screen else { return }
      whole.finish()
      for part in parts.dropFirst() { whole.merge(part.screen) }
      checked.append(
        CheckReport.Source(
          file: file, summary: summary, screen: whole, map: opened.map, profile: opened.profile))
      if screen == nil { screen = whole } else { screen?.merge(whole) }
      sources.append(
        SourceSummary(
          file: file.name, sha256: summary.sha256, rows: summary.records, accepted: accepted,
          encoding: file.dialect.encoding.rawValue, delimiter: file.dialect.delimiterName))
    }
    guard let screen else {
      throw RequestError(
        .usage, at: "files", "no file was named", fix: "name at least one CSV file",
        vi: "chưa ghi tên tệp nào", viFix: "ghi ít nhất một tệp CSV")
    }
    responses.finish(categories)
    let reading = SurveyReading(
      responses: responses,
      check: CheckReport(instrument: instrument, screen: screen, sources: checked),
      sources: sources, files: files, ids: ids.sorted(), tally: tally)
    return (reading, tally)
  }

  private init(
    responses: CodedResponses, check: CheckReport, sources: [SourceSummary], files: [SurveyFile],
    ids: [UInt64], tally: SurveyTally?
  ) {
    self.tally = tally
    self.responses = responses
    self.check = check
    self.sources = sources
    self.files = files
    self.ids = ids
  }
}

/// The numbering of categories over all files.
struct Categories {
  var areas = CategoryIndex()
  var units = UnitIndex()
  var strata: [CategoryIndex] = []
  var clusters: [CategoryIndex] = []
}

extension CodedResponses {
  /// Adds the responses of one part.
  ///
  /// - Throws: `RequestError` when the files of one data set have different design columns.
  mutating func append(
    _ part: ResponseCollector, slots: ResponseSlots, categories: inout Categories,
    file: String
  ) throws {
    guard part.count > 0 else { return }
    let isFirst = count == 0
    func same(_ has: Bool, _ had: Bool, _ what: String, vi: String) throws {
      guard !isFirst, has != had else { return }
      throw RequestError(
        .unusable, at: file,
        "the file \(has ? "has" : "lacks") the \(what) that earlier files \(has ? "lack" : "have")",
        fix:
          "files of one data set need the same design columns; estimate them apart, or add the column",
        vi: "tệp \(has ? "có" : "không có") \(vi) mà các tệp trước \(has ? "không có" : "có")",
        viFix:
          "các tệp của một bộ số liệu cần cùng cột thiết kế mẫu; ước lượng riêng từng tệp, hoặc thêm cột"
      )
    }
    try same(slots.weight != nil, !weights.isEmpty, "weight column", vi: "cột trọng số")
    try same(!slots.strata.isEmpty, !strata.isEmpty, "stratum columns", vi: "cột tầng")
    try same(!slots.clusters.isEmpty, !clusters.isEmpty, "cluster columns", vi: "cột cụm")
    try same(slots.unit != nil, units != nil, "unit column", vi: "cột đơn vị")
    weights += part.weights
    for (position, values) in part.answers.enumerated() {
      extend(&answers[position], by: values, part: part.count, blank: Self.missing)
    }
    for (position, values) in part.numbers.enumerated() {
      extend(&numbers[position], by: values, part: part.count, blank: .nan)
    }
    if isFirst {
      populations = part.populations.map { _ in [] }
      strata = slots.strata.map { _ in CategoricalColumn(codes: [], levels: []) }
      clusters = slots.clusters.map { _ in CategoricalColumn(codes: [], levels: []) }
      categories.strata = strata.map { _ in CategoryIndex() }
      categories.clusters = clusters.map { _ in CategoryIndex() }
      if slots.unit != nil { units = CategoricalColumn(codes: [], levels: []) }
      if instrument.serviceAreas != nil { areas = CategoricalColumn(codes: [], levels: []) }
    }
    for stage in part.populations.indices { populations[stage] += part.populations[stage] }
    for (stage, slot) in slots.strata.enumerated() {
      let column = part.column(slot)
      strata[stage].codes += categories.strata[stage].numbers(of: column.codes, texts: column.texts)
    }
    for (stage, slot) in slots.clusters.enumerated() {
      let column = part.column(slot)
      clusters[stage].codes += categories.clusters[stage].numbers(
        of: column.codes, texts: column.texts)
    }
    if let slot = slots.unit {
      let column = part.column(slot)
      units?.codes += categories.units.numbers(of: column.codes, texts: column.texts)
    }
    if let matcher = AreaMatcher(instrument) {
      if let slot = slots.area {
        let column = part.column(slot)
        areas?.codes += categories.areas.numbers(
          of: column.codes, texts: column.texts.map { matcher.id(of: $0) })
      } else {
        let code = categories.areas.number(matcher.fixed ?? "")
        areas?.codes += Array(repeating: code, count: part.count)
      }
    }
    count += part.count
  }

  /// A column that one file lacks is blank for its responses.
  private func extend<Value>(
    _ column: inout [Value], by values: [Value], part: Int, blank: Value
  ) {
    if values.isEmpty {
      if !column.isEmpty { column += Array(repeating: blank, count: part) }
      return
    }
    if column.isEmpty { column = Array(repeating: blank, count: count) }
    column += values
  }

  mutating func finish(_ categories: Categories) {
    areas?.levels = categories.areas.levels
    units?.levels = categories.units.levels
    for stage in strata.indices { strata[stage].levels = categories.strata[stage].levels }
    for stage in clusters.indices { clusters[stage].levels = categories.clusters[stage].levels }
  }
}
