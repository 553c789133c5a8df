public import CSVIO
internal import SurveyEstimation

extension EstimationRequest {
  /// Reads files as one data set and estimates what the request asks for.
  ///
  /// - Parameters:
  ///   - inputs: The files; each finds its own dialect and header.
  ///   - options: What is known of the files, and how many threads to use.
  /// - Throws: `CSVError` for the files, `RequestError`, `EstimationError` and `WeightingError` for
  ///   what does not fit; in a `RefusedReading` when records had been rejected before.
  public func run(
    _ inputs: [CSVInput], options: CSVReadOptions = CSVReadOptions()
  ) throws -> EstimationResult {
    try run(inputs, options: options, screen: NoScreen()).result
  }

  /// The same, with a screen that looks at whole records first.
  ///
  /// - Returns: The result, and the screen with all that its parts have found.
  public func run<Screen: ResponseScreen>(
    _ inputs: [CSVInput], options: CSVReadOptions = CSVReadOptions(), screen: Screen
  ) throws -> (result: EstimationResult, screen: Screen) {
    let reading = try read(inputs, options: options, screen: screen, into: tallyDefinition)
    do {
      return (try result(of: reading, threads: options.threads), reading.screen)
    } catch  where !reading.rejectedCounts.isEmpty {
      throw RefusedReading(
        cause: error, rejected: reading.rejected, rejectedCounts: reading.rejectedCounts)
    }
  }

  private func result<Screen: ResponseScreen>(
    of reading: Reading<Screen>, threads: Int
  ) throws -> EstimationResult {
    if let tally = reading.tally {
      let (design, estimates) = try TallyEstimation(
        request: self, tally: tally, domainNames: reading.domainNames, threads: threads
      ).estimates(levels: reading.levels(of: self))
      return reading.result(design: design, estimates: estimates)
    }
    let (design, estimates, comparisons) = try TableEstimation(self, reading: reading.data)
      .estimates()
    var result = reading.result(design: design, estimates: estimates)
    result.comparisons = comparisons
    return result
  }
}

extension EstimationRequest {
  /// Reads files and tallies their rows, or keeps them when there is no definition.
  func read<Screen: ResponseScreen>(
    _ inputs: [CSVInput], options: CSVReadOptions, screen: Screen, into definition: TallyDefinition?
  ) throws -> Reading<Screen> {
    var reading = Reading(screen: screen)
    var opened: [Int: CSVFile] = [:]
    func open(_ index: Int) throws -> (file: CSVFile, coder: BatchCoder) {
      let file = try CSVFile(inputs[index], options: options)
      let plan = try ColumnPlan(
        self, header: file.header, file: file.name,
        screenColumns: try screen.columns(in: file.header, file: file.name))
      if reading.domainNames.isEmpty { reading.domainNames = plan.domainNames }
      opened[index] = file
      let coder = BatchCoder(
        self, plan: plan, file: file.name, isMarkUnknown: !file.isDecimalMarkGiven)
      return (file, coder)
    }
    if let definition {
      try CSVFile.read(count: inputs.count, threads: options.threads) { index in
        let (file, coder) = try open(index)
        return FileReading(file, columns: coder.plan.requests) { _ in
          TallyConsumer(coder, definition: definition, screen: screen)
        }
      } take: { index, parts, summary in
        guard let file = opened.removeValue(forKey: index) else { return }
        try reading.add(tallied: &parts, definition, of: file, summary)
      }
    } else {
      try CSVFile.read(count: inputs.count, threads: options.threads) { index in
        let (file, coder) = try open(index)
        return FileReading(file, columns: coder.plan.requests) { _ in
          TableConsumer(coder, screen: screen)
        }
      } take: { index, parts, summary in
        guard let file = opened.removeValue(forKey: index) else { return }
        reading.add(kept: parts, of: file, summary)
      }
    }
    try reading.check(self)
    return reading
  }
}

/// What reading the files has given so far.
struct Reading<Screen: ResponseScreen> {
  var coders: [BatchCoder] = []
  var batches: [CodedBatch] = []
  var screen: Screen
  var domainNames: [String] = []
  var tally: Tally?
  private(set) var sources: [SourceSummary] = []
  private var notes: [BilingualText] = []
  private(set) var rejected: [RejectedRecord] = []
  private(set) var rejectedCounts: [RejectedRecord.Reason: Int] = [:]

  init(screen: Screen) { self.screen = screen }

  /// The coded rows, without the screen.
  var data: CodedParts {
    CodedParts(coders: coders, batches: batches, domainNames: domainNames)
  }

  /// The levels of every domain variable that occur.
  func levels(of request: EstimationRequest) -> [[String]] {
    request.domains.indices.map { index in coders.flatMap { $0.levelNames(index) } }
  }

  /// Adds the rows of a file.
  mutating func add(
    kept parts: [TableConsumer<Screen>], of file: CSVFile, _ summary: CSVReadSummary
  ) {
    for part in parts {
      coders.append(part.coder)
      batches.append(part.rows)
      screen.merge(part.screen)
    }
    add(
      summary, of: file, coders: parts.map(\.coder),
      accepted: parts.reduce(0) { $0 + $1.rows.count })
  }

  /// Adds the tallies of a file's parts.
  mutating func add(
    tallied parts: inout [TallyConsumer<Screen>], _ definition: TallyDefinition, of file: CSVFile,
    _ summary: CSVReadSummary
  ) throws {
    for index in parts.indices {
      // Taken out of its part, so that the first is merged into in place and others are freed.
      let part = parts[index].recorder.tally
      parts[index].recorder.tally = Tally(definition)
      if tally == nil { tally = part } else { try tally?.merge(part) }
      screen.merge(parts[index].screen)
    }
    let recorders = parts.map(\.recorder)
    coders += recorders.map(\.coder)
    add(
      summary, of: file, coders: recorders.map(\.coder),
      accepted: recorders.reduce(0) { $0 + $1.accepted })
  }

  /// Enters the summary of a file.
  mutating func add(
    _ summary: CSVReadSummary, of file: CSVFile, coders: [BatchCoder], accepted: Int
  ) {
    let dialect = file.dialect
    sources.append(
      SourceSummary(
        file: file.name, sha256: summary.sha256, rows: summary.records, accepted: accepted,
        encoding: dialect.encoding.rawValue, delimiter: dialect.delimiterName))
    rejected += summary.malformed.map {
      RejectedRecord(file: file.name, line: $0.line, reason: .malformed, detail: $0.text)
    }
    if summary.malformedCount > 0 {
      rejectedCounts[.malformed, default: 0] += summary.malformedCount
    }
    for coder in coders {
      rejected += coder.rejected
      rejectedCounts.merge(coder.rejectedCounts, uniquingKeysWith: +)
    }
  }

  /// Refuses gaps in the design columns and values that occur nowhere.
  mutating func check(_ request: EstimationRequest) throws {
    for coder in coders {
      guard let (slot, line) = coder.ambiguous else { continue }
      throw RequestError.twoReadings(
        file: coder.file, line: line, column: coder.plan.names[slot] ?? "")
    }
    var gaps: [String: (count: Int, place: String)] = [:]
    for coder in coders {
      for (slot, gap) in coder.gaps {
        let name = coder.plan.names[slot] ?? ""
        let place = gaps[name]?.place ?? "\(coder.file):\(gap.line)"
        gaps[name] = ((gaps[name]?.count ?? 0) + gap.count, place)
      }
    }
    if let name = gaps.keys.sorted().first, let gap = gaps[name] {
      throw RequestError(
        .unusable, at: gap.place,
        "\(gap.count) row\(gap.count == 1 ? " has" : "s have") no value in the design column "
          + "\"\(name)\"",
        fix: "fill in the column, or take the rows out of the file",
        vi: "\(gap.count) dòng không có giá trị trong cột thiết kế mẫu \"\(name)\"",
        viFix: "điền cột này, hoặc bỏ các dòng đó khỏi tệp")
    }
    let coders = coders
    func texts(_ slot: (ColumnPlan) -> Int?) -> [String] {
      Array(
        Set(coders.flatMap { coder in slot(coder.plan).map { coder.texts(slot: $0) } ?? [] }))
    }
    for (index, variable) in request.variables.enumerated() {
      guard case .indicator(_, _, let absence?) = variable else { continue }
      let found = texts {
        if case .indicator(let slot) = $0.variables[index] { slot } else { nil }
      }
      guard let missing = absence(found) else { continue }
      // A value near one that occurs is a slip; another one may be an answer that nobody gave.
      if missing.nearest != nil { throw missing.error }
      if !notes.contains(missing.note) { notes.append(missing.note) }
    }
    for (index, filter) in request.filters.enumerated() {
      if let missing = filter.absence?(texts { $0.filters[index] }) { throw missing.error }
    }
  }

  /// What a reader should know of the files, in words.
  var allNotes: [BilingualText] {
    var notes = notes
    let without = coders.reduce(0) { $0 + $1.rowsWithoutDomain }
    if without > 0 {
      notes.append(
        BilingualText(
          vi: "\(without) dòng không có giá trị của \(domainNames.joined(separator: ", "))"
            + " và không thuộc miền ước lượng nào",
          en: "\(without) row\(without == 1 ? " has" : "s have") no level of "
            + domainNames.joined(separator: ", ")
            + " and belong\(without == 1 ? "s" : "") to no domain"))
    }
    return notes
  }

  /// The result, with all that reading has found.
  func result(design: DesignSummary, estimates: [Estimate]) -> EstimationResult {
    EstimationResult(
      sources: sources, design: design, estimates: estimates, rejected: rejected,
      rejectedCounts: rejectedCounts, notes: allNotes)
  }
}

/// The coded rows of all parts of all files.
struct CodedParts {
  var coders: [BatchCoder]
  var batches: [CodedBatch]
  var domainNames: [String]
}
