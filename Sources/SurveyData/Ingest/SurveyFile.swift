public import CSVIO

/// A survey export, opened: its platform is known, its header complete, the instrument's columns found.
public struct SurveyFile: Sendable {
  /// The file.
  public let file: CSVFile
  /// The platform that made it.
  public let profile: PlatformProfile
  /// Where the instrument's columns stand.
  public let map: ColumnMap

  /// Opens a file; the platform is found first, because it says how many header rows there are.
  ///
  /// - Parameters:
  ///   - input: The file.
  ///   - instrument: The instrument that it follows.
  ///   - options: What is known of it; header rows given there are kept.
  ///   - profile: The platform; `nil` finds it.
  /// - Throws: `CSVError` when the file is missing or unreadable, ``ColumnMatchError`` when columns
  ///   of the instrument are missing or ambiguous.
  public init(
    _ input: CSVInput, instrument: Instrument, options: CSVReadOptions,
    profile: PlatformProfile? = nil
  ) throws {
    try self.init(
      Self.open(input, options: options, profile: profile), instrument: instrument)
  }

  /// Finds the instrument's columns in an opened file.
  init(
    _ opened: (file: CSVFile, profile: PlatformProfile), instrument: Instrument
  ) throws(ColumnMatchError) {
    (file, profile) = opened
    map = try ColumnMap(
      instrument: instrument, header: file.header, file: file.name, profile: profile,
      sample: file.sample)
  }

  /// Opens a file without an instrument.
  public static func open(
    _ input: CSVInput, options: CSVReadOptions, profile: PlatformProfile? = nil
  ) throws(CSVError) -> (file: CSVFile, profile: PlatformProfile) {
    let file = try CSVFile(input, options: options)
    let header = file.header.map { $0.rows.first ?? $0.name }
    let platform =
      profile
      ?? PlatformProfile.detect(dialect: file.dialect, header: header, firstRecords: file.sample)
    let rows = platform.headerRows(header: header, firstRecords: file.sample)
    guard options.headerRows == nil, rows != file.dialect.headerRows else {
      return (file, platform)
    }
    var complete = options
    complete.headerRows = rows
    return (try file.reopened(options: complete), platform)
  }

  /// Opens files that make one data set.
  ///
  /// Repeated ids are found by reading a second time. Where one of the files is a pipe, which can be read
  /// only once, all files are read in order by one thread each, and ids are compared on the way.
  ///
  /// - Returns: The files, and whether they are to be read in one pass.
  static func openAll(
    _ inputs: [CSVInput], options: CSVReadOptions, profile: PlatformProfile?
  ) throws(CSVError) -> (files: [(file: CSVFile, profile: PlatformProfile)], isOnePass: Bool) {
    var files: [(file: CSVFile, profile: PlatformProfile)] = []
    for input in inputs {
      files.append(try open(input, options: options, profile: profile))
    }
    let isOnePass = !files.allSatisfy(\.file.isRereadable)
    guard isOnePass, options.threads > 1 else { return (files, isOnePass) }
    for (number, input) in inputs.enumerated() where files[number].file.isRereadable {
      var single = options
      single.threads = 1
      files[number] = try open(input, options: single, profile: profile)
    }
    return (files, isOnePass)
  }
}
