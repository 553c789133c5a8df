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
    (file, self.profile) = try Self.open(input, options: options, profile: profile)
    map = try ColumnMap(instrument: instrument, header: file.header, file: file.name)
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
}
