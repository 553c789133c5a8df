public import CSVIO

extension CheckReport {
  /// The report of a screen that has seen all records.
  ///
  /// - Parameters:
  ///   - instrument: The instrument.
  ///   - screen: The merged screen.
  ///   - sources: The files.
  public init(instrument: Instrument, screen: InstrumentScreen, sources: [Source]) {
    var screen = screen
    screen.finish()
    var tally = screen.tally
    let limit = screen.options.listedPerRule
    tally.findRepeatedContents(limit: limit)
    design = tally.findDesignProblems(isNested: screen.options.isNested, limit: limit)
    self.instrument = InstrumentName(
      id: instrument.id, version: instrument.version, title: instrument.title)
    self.sources = sources
    rows = Rows(tally)
    var findings: [RuleFindings] = []
    for rule in CheckRule.allCases where tally.findingCounts[rule.position] > 0 {
      let items = tally.findings[rule] ?? []
      findings.append(
        RuleFindings(
          rule: rule, severity: screen.plan.severity(rule), title: rule.title, fix: rule.fix,
          count: tally.findingCounts[rule.position], records: tally.recordCounts[rule.position],
          isCut: items.count < tally.findingCounts[rule.position], items: items))
    }
    unmappedCount = tally.values.count
    let values = tally.values.map { key, value in
      UnmappedValue(
        column: key.column, value: key.value, rule: key.rule, count: value.count, file: value.file,
        line: value.line, suggestion: value.suggestion)
    }
    unmapped = Array(
      values.sorted {
        ($1.count, $0.column, $0.value, $0.rule.position) < (
          $0.count, $1.column, $1.value, $1.rule.position
        )
      }.prefix(Self.listedValues))
    nonresponse = zip(instrument.questions, tally.answers).compactMap { question, answers in
      guard answers.isPresent else { return nil }
      let asked = answers.valid + answers.missing + answers.excluded + answers.invalid
      return QuestionAnswers(
        question: question.id, text: question.text, asked: asked, valid: answers.valid,
        missing: answers.missing,
        excluded: answers.excluded,
        excludedByReason: Dictionary(
          uniqueKeysWithValues: answers.reasons.map { ($0.key.rawValue, $0.value) }),
        invalid: answers.invalid, levels: instrument.codes(of: question, answers.levels),
        nonresponseRate: asked == 0 ? 0 : Double(answers.missing) / Double(asked))
    }
    unusedLevels = UnusedLevels.found(instrument, nonresponse)
    if let found = CheckReport.findings(of: unusedLevels, in: sources) { findings.append(found) }
    self.findings =
      findings.filter { $0.severity == .reject } + findings.filter { $0.severity == .warning }
    let weights = tally.weights
    self.weights =
      weights.count == 0
      ? nil
      : WeightSummary(
        minimum: weights.minimum, maximum: weights.maximum,
        mean: weights.sum / Double(weights.count),
        kishDesignEffect: Double(weights.count) * weights.sumOfSquares / (weights.sum * weights.sum)
      )
  }
}

extension CheckReport {
  /// Scales with unused levels as findings of their rule; nil where there are none.
  static func findings(of unused: [UnusedLevels], in sources: [Source]) -> RuleFindings? {
    guard !unused.isEmpty else { return nil }
    let rule = CheckRule.topLevelsUnused
    return RuleFindings(
      rule: rule, severity: rule.standardSeverity, title: rule.title, fix: rule.fix,
      count: unused.count, records: 0, isCut: false,
      items: unused.map {
        CheckFinding(
          file: sources.first?.file ?? "", line: 1, column: $0.scale,
          value: $0.codes.joined(separator: ", "), rule: rule, message: $0.text)
      })
  }
}

extension Instrument {
  /// The codes of the levels of a question's scale that a mask names; nil for other questions.
  func codes(of question: Question, _ mask: UInt64) -> [String]? {
    guard question.kind == .rating, let scale = scale(of: question) else { return nil }
    return scale.levels.enumerated().filter { $0.offset < 64 && mask >> UInt64($0.offset) & 1 == 1 }
      .map(\.element.code)
  }
}

extension CheckReport.Rows {
  init(_ tally: ScreenTally) {
    let read = tally.wellFormed + tally.malformed
    self.init(
      read: read, accepted: tally.accepted, rejected: read - tally.accepted,
      malformed: tally.malformed,
      filtered: tally.filtered)
  }
}

extension CheckReport.Source {
  /// The account of one file.
  ///
  /// - Parameters:
  ///   - file: The opened file.
  ///   - summary: What reading it came to.
  ///   - screen: The screen that saw this file alone.
  ///   - map: Where the instrument's columns stand.
  ///   - profile: The platform.
  public init(
    file: CSVFile, summary: CSVReadSummary, screen: InstrumentScreen, map: ColumnMap,
    profile: PlatformProfile
  ) {
    self.file = file.name
    sha256 = summary.sha256
    bytes = summary.bytes
    encoding = file.dialect.encoding.rawValue
    delimiter = file.dialect.delimiterName
    lineEnding = file.dialect.lineEnding.rawValue
    hasByteOrderMark = file.dialect.hasByteOrderMark
    headerRows = file.dialect.headerRows
    self.profile = profile
    rows = CheckReport.Rows(screen.tally)
    blankLines = summary.blankLines
    columns = map.named(screen.plan.instrument).sorted { $0.index < $1.index }.map {
      CheckReport.Column(id: $0.id, header: file.header[$0.index].name, position: $0.index + 1)
    }
    personal = map.personal.map { CheckReport.Personal(header: $0.name, kind: $0.kind) }
    unused = map.unused.map { file.header[$0].name }
    notes = file.notes + map.notes + [screen.plan.dateReading?.note].compactMap(\.self)
  }
}

extension ColumnMap {
  /// Every column that was found, with the id of what it was taken for.
  func named(_ instrument: Instrument) -> [(id: String, index: Int)] {
    var named: [(id: String, index: Int)] = []
    func add(_ id: String?, _ index: Int?) {
      if let id, let index { named.append((id, index)) }
    }
    for (question, index) in zip(instrument.questions, questions) { add(question.id, index) }
    for (column, index) in zip(instrument.respondent, respondent) { add(column.column.id, index) }
    for (filter, index) in zip(instrument.filters, filters) { add(filter.column.id, index) }
    if case .column(let column, _, _) = instrument.serviceAreas { add(column.id, area) }
    add(instrument.unit?.column.id, unit)
    add(instrument.design.weight?.id, weight)
    for (column, index) in zip(instrument.design.strata, strata) { add(column.id, index) }
    for (column, index) in zip(instrument.design.clusters, clusters) { add(column.id, index) }
    for (column, index) in zip(instrument.design.populationSizes, populationSizes) {
      add(column.id, index)
    }
    add(instrument.date?.column.id, date)
    add(instrument.idColumn?.id, recordId)
    add(instrument.durationColumn?.id, duration)
    return named
  }
}

extension ScreenTally {
  /// Finds records whose content an earlier record has already, over all parts and files.
  mutating func findRepeatedContents(limit: Int) {
    var all: [(record: Content, file: Int)] = []
    all.reserveCapacity(contents.reduce(0) { $0 + $1.records.count })
    var files: [String] = []
    for (file, records) in contents {
      if files.last != file { files.append(file) }
      for record in records { all.append((record, files.count - 1)) }
    }
    all.sort { left, right in
      if left.record.hash != right.record.hash { return left.record.hash < right.record.hash }
      return (left.file, left.record.line) < (right.file, right.record.line)
    }
    var repeats: [(file: Int, line: Int, first: (file: Int, line: Int))] = []
    var first = 0
    for index in all.indices.dropFirst() {
      let (record, file) = all[index]
      if record.hash == all[first].record.hash {
        repeats.append((file, record.line, (all[first].file, all[first].record.line)))
      } else {
        first = index
      }
    }
    repeats.sort { ($0.file, $0.line) < ($1.file, $1.line) }
    let rule = CheckRule.duplicateContent
    findingCounts[rule.position] += repeats.count
    recordCounts[rule.position] += repeats.count
    for found in repeats.prefix(limit) {
      let place = "\(files[found.first.file]):\(found.first.line)"
      list(
        CheckFinding(
          file: files[found.file], line: found.line, column: "", value: "", rule: rule,
          message: BilingualText(vi: "trùng nội dung với \(place)", en: "same content as \(place)"),
          suggestion: nil),
        limit: limit)
    }
  }

  /// Finds PSUs in two strata and strata with a single PSU; nil where there are no strata.
  mutating func findDesignProblems(isNested: Bool, limit: Int) -> CheckReport.DesignCounts? {
    var strataOfPSU: [String: [(stratum: String, place: Place)]] = [:]
    var psusOfStratum: [String: (count: Int, place: Place)] = [:]
    for (key, place) in psus {
      strataOfPSU[key.psu, default: []].append((key.stratum, place))
      let known = psusOfStratum[key.stratum]
      psusOfStratum[key.stratum] = (
        (known?.count ?? 0) + 1, known.map { earlier($0.place, place) } ?? place
      )
    }
    let isClustered = !psus.isEmpty
    if !isClustered { psusOfStratum = recordsByStratum }
    guard !psusOfStratum.isEmpty else { return nil }
    var shared: [String] = []
    if !isNested {
      for (psu, strata) in strataOfPSU.sorted(by: { $0.key < $1.key }) where strata.count > 1 {
        shared.append(psu)
        let places = strata.sorted { ($0.place.line, $0.stratum) < ($1.place.line, $1.stratum) }
        add(
          .psuInTwoStrata, places[1].place, value: psu,
          BilingualText(
            vi: "cụm '\(psu)' nằm ở các tầng \(places.map(\.stratum).joined(separator: ", "))",
            en: "PSU '\(psu)' stands in the strata \(places.map(\.stratum).joined(separator: ", "))"
          ), limit)
      }
    }
    var single: [String] = []
    for (stratum, psus) in psusOfStratum.sorted(by: { $0.key < $1.key }) where psus.count == 1 {
      single.append(stratum)
      add(
        .singlePSUStratum, psus.place, value: stratum,
        BilingualText(
          vi: "tầng '\(stratum)' chỉ có một cụm", en: "stratum '\(stratum)' has a single PSU"),
        limit)
    }
    return CheckReport.DesignCounts(
      strata: psusOfStratum.count, psus: psusOfStratum.values.reduce(0) { $0 + $1.count },
      singlePSUStrata: single,
      psusInTwoStrata: shared)
  }

  private func earlier(_ left: Place, _ right: Place) -> Place {
    (left.file, left.line) <= (right.file, right.line) ? left : right
  }

  private mutating func add(
    _ rule: CheckRule, _ place: Place, value: String, _ message: BilingualText, _ limit: Int
  ) {
    findingCounts[rule.position] += 1
    recordCounts[rule.position] += 1
    list(
      CheckFinding(
        file: place.file, line: place.line, column: "", value: value, rule: rule, message: message,
        suggestion: nil),
      limit: limit)
  }
}
