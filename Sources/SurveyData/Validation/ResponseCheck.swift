public import CSVIO

/// Checks survey files by an instrument and accounts for every record.
///
///     let report = try ResponseCheck(instrument: instrument)
///       .run([.file("khao-sat.csv")], reading: CSVReadOptions(threads: 4, digest: true))
///
/// Files are read in parts side by side; findings, counts and their order do not depend on the number of
/// threads. Memory grows with distinct values, and by 16 bytes a record where ids or contents are compared.
public struct ResponseCheck: Sendable {
  /// Takes bytes of a CSV file in order.
  public typealias Sink = @Sendable ([UInt8]) throws -> Void

  private let instrument: Instrument
  private let options: ScreenOptions
  private let profile: PlatformProfile?

  /// A check.
  ///
  /// - Parameters:
  ///   - instrument: The instrument.
  ///   - options: Period, register, limits.
  ///   - profile: The platform of the files; nil finds it for each.
  public init(
    instrument: Instrument, options: ScreenOptions = ScreenOptions(),
    profile: PlatformProfile? = nil
  ) {
    self.instrument = instrument
    self.options = options
    self.profile = profile
  }

  /// Bytes beyond which repeated contents are counted but not listed.
  ///
  /// The list needs a second reading; repeated ids always have one.
  private static let largestListed = 64 << 20

  /// Reads and checks files as one data set.
  ///
  /// - Parameters:
  ///   - inputs: The files; each finds its own dialect, platform and column order.
  ///   - reading: What is known of the files. Where records are written, one thread is used.
  ///   - rejects: Takes the rejected records with file, line, key, rule, column, value and message
  ///     before their own columns; personal columns are left out.
  ///   - accepted: Takes the accepted records as they stood; personal columns are left out.
  ///   - isVietnamese: Language of the messages in the file of rejects.
  /// - Returns: The report.
  /// - Throws: `CSVError`, ``ColumnMatchError``, and what the sinks throw.
  public func run(
    _ inputs: [CSVInput], reading: CSVReadOptions = CSVReadOptions(digest: true),
    rejects: Sink? = nil,
    accepted: Sink? = nil, isVietnamese: Bool = false
  ) throws -> CheckReport {
    var options = try options.completed(for: instrument)
    var reading = reading
    if rejects != nil || accepted != nil { reading.threads = 1 }
    let (files, isOnePass) = try SurveyFile.openAll(inputs, options: reading, profile: profile)
    options.isOnePass = isOnePass
    let maps = try files.map { try SurveyFile($0, instrument: instrument).map }
    // Where ids are compared on the way or records are written, a file is read after the other.
    let reader = CheckReading(
      instrument: instrument, files: files, maps: maps, threads: isOnePass ? 1 : reading.threads)
    let output = CheckOutput(
      files.map(\.file), maps: maps, rejects: rejects, accepted: accepted,
      isVietnamese: isVietnamese)
    // What is written must know what is repeated, unless a pipe lets it be read but once.
    var (screen, sources) = try reader.read(options, output: isOnePass ? output : nil)
    let duplicates = screen.duplicates()
    let bytes = sources.reduce(0) { $0 + $1.bytes }
    let isUnlisted = duplicates.repeatedIds == 0 && output == nil && bytes > Self.largestListed
    if isOnePass || isUnlisted {
      screen.countRepeatedContents(duplicates.repeatedContents)
    } else if !duplicates.isEmpty || output != nil {
      var options = options
      options.duplicates = duplicates
      (screen, sources) = try reader.read(options, output: output)
    }
    return CheckReport(instrument: instrument, screen: screen, sources: sources)
  }
}

/// One reading of all files of a check.
private struct CheckReading {
  let instrument: Instrument
  let files: [(file: CSVFile, profile: PlatformProfile)]
  let maps: [ColumnMap]
  /// Most threads for several files.
  let threads: Int

  func read(
    _ options: ScreenOptions, output: CheckOutput?
  ) throws -> (screen: InstrumentScreen, sources: [CheckReport.Source]) {
    var options = options
    if let first = files.first { try output?.begin(first.file, maps[0], isOnly: files.count == 1) }
    var whole: InstrumentScreen?
    var sources: [CheckReport.Source] = []
    try CSVFile.read(count: files.count, threads: threads) { number in
      let opened = files[number]
      let map = maps[number]
      options.fileIndex = number
      let plan = ScreenPlan(
        instrument: instrument, map: map, file: opened.file, profile: opened.profile,
        options: options)
      var screen = InstrumentScreen(
        plan: plan, options: options, keepsRowFindings: output?.rejects != nil)
      screen.remember(idsOf: whole)
      let positions = output?.positions(opened.file, map, isOnly: files.count == 1) ?? []
      return FileReading(opened.file, columns: plan.requests) { [screen] _ in
        CheckConsumer(screen: screen, output: output, positions: positions, map: map)
      }
    } take: { number, parts, summary in
      guard var own = parts.first?.screen else { return }
      own.finish()
      for part in parts.dropFirst() { own.merge(part.screen) }
      sources.append(
        CheckReport.Source(
          file: files[number].file, summary: summary, screen: own, map: maps[number],
          profile: files[number].profile))
      if whole == nil { whole = own } else { whole?.merge(own) }
    }
    guard let whole else {
      throw DefinitionError(
        file: "files", message: "no file was named", fix: "name at least one CSV file",
        vi: "chưa ghi tên tệp nào", viFix: "ghi ít nhất một tệp CSV")
    }
    return (whole, sources)
  }
}

/// Screens one part of a file and writes its records where that is asked for.
private struct CheckConsumer: RecordConsumer {
  var screen: InstrumentScreen
  let output: CheckOutput?
  let positions: [Int?]
  let map: ColumnMap
  private let slots: [Int]

  init(screen: InstrumentScreen, output: CheckOutput?, positions: [Int?], map: ColumnMap) {
    self.screen = screen
    self.output = output
    self.positions = positions
    self.map = map
    slots = Array(screen.plan.requests.indices)
  }

  var wantsMalformedRecords: Bool { true }

  mutating func consume(_ batch: RecordBatch) throws {
    var accepted = [Bool](repeating: true, count: batch.count)
    screen.screen(batch, slots: slots, accepted: &accepted)
    try output?.write(
      batch, accepted: accepted, findings: screen.rowFindings, positions: positions,
      keyColumn: map.recordId,
      file: screen.plan.file)
  }

  mutating func consume(malformed record: MalformedRecord) throws {
    screen.note(malformed: record)
    try output?.write(
      malformed: record, screen.finding(of: record), hasPersonal: !map.personal.isEmpty)
  }
}
