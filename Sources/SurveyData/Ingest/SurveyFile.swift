public import CSVIO

/// Opens a survey export: the platform is found first, because it says how many header rows there are.
public enum SurveyFile {
  /// Opens a file and finds the platform that made it.
  ///
  /// - Parameters:
  ///   - input: The file.
  ///   - options: What is known of it; header rows given there are kept.
  ///   - profile: The platform; `nil` finds it.
  /// - Returns: The opened file, its header complete, and the platform.
  public static func open(
    _ input: CSVInput, options: CSVReadOptions, profile: PlatformProfile? = nil
  ) throws(CSVError) -> (file: CSVFile, profile: PlatformProfile) {
    let file = try CSVFile(input, options: options)
    let header = file.header.map { $0.rows.first ?? $0.name }
    let platform =
      profile
      ?? PlatformProfile.detect(dialect: file.dialect, header: header, firstRecords: file.sample)
    let rows = platform.headerRows(header: header, firstRecords: file.sample)
    guard options.headerRows == nil, rows != file.dialect.headerRows else { return (file, platform) }
    var complete = options
    complete.headerRows = rows
    return (try file.reopened(options: complete), platform)
  }
}
