public import CSVIO

extension SurveyTally {
  /// Reads files and makes the tally of their responses; one file's answers are in memory at a time.
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
    let layout = SurveyTallyLayout(instrument, definition)
    var tally = SurveyTally(definition, questions: instrument.questions.count)
    let reading = try SurveyReading(
      inputs, instrument: instrument, options: options, profile: profile, screening: screening
    ) { responses in
      try tally.add(responses, layout: layout)
    }
    tally.accounts.add(reading.check, instrument)
    tally.ids = reading.ids
    return (tally, reading.check)
  }
}
