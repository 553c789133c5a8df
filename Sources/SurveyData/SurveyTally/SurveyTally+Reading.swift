public import CSVIO

extension SurveyTally {
  /// Reads files and makes the tally of their responses, some ten thousands of which are in memory at
  /// a time for each thread.
  ///
  /// - Parameters:
  ///   - inputs: The files.
  ///   - instrument: The instrument that they follow.
  ///   - definition: What is tallied.
  ///   - options: What is known of the files; the tally names files by their SHA-256, so it is asked
  ///     for in any case.
  ///   - profile: The platform that made the files; `nil` finds it.
  ///   - screening: Period, register, key of the ids.
  /// - Returns: The tally and what the check of the files found.
  /// - Throws: as ``SurveyReading``; ``SurveyTallyError`` when the design cannot be tallied, or the
  ///   files of one data set differ in their design columns.
  public static func read(
    _ inputs: [CSVInput], instrument: Instrument, definition: SurveyTallyDefinition,
    options: CSVReadOptions, profile: PlatformProfile? = nil,
    screening: ScreenOptions = ScreenOptions()
  ) throws -> (tally: SurveyTally, check: CheckReport) {
    var options = options
    options.digest = true
    // A day without a response is a day.
    options.allowsNoRecords = true
    var screening = screening
    screening.isNested = definition.isNested
    let tallying = SurveyTallying(instrument, definition)
    let (reading, found) = try SurveyReading.read(
      inputs, instrument: instrument, options: options, profile: profile, screening: screening
    ) { _ in tallying }
    var tally = found ?? tallying.empty
    tally.accounts.add(reading.check, instrument)
    tally.ids = reading.ids
    return (tally, reading.check)
  }
}
