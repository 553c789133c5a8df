public import CSVIO

/// Checks records by an instrument: which count, and what is wrong with the others.
///
/// One pass over batches of columns; a text is judged once and a cell costs a table look-up. Personal
/// columns are not read. What is kept grows with the number of distinct values, units and PSUs, and with the number
/// of records only where ids or contents are compared (16 bytes each).
public struct InstrumentScreen: ResponseScreen {
  let plan: ScreenPlan
  let options: ScreenOptions
  var tally: ScreenTally
  var states: [ColumnState]
  var design: DesignState
  var ids: Set<Fingerprint> = []
  var contents: [ScreenTally.Content] = []
  /// Hashes of ids and contents, while it is not known what is repeated.
  var hashes = (ids: [Fingerprint](), contents: [Fingerprint]())
  var part = 0
  /// Findings of the last batch by row, when they are wanted for a file of rejects.
  var rowFindings: [Int: [CheckFinding]] = [:]
  let keepsRowFindings: Bool

  /// A screen for one file.
  ///
  /// - Parameters:
  ///   - instrument: The instrument.
  ///   - map: Where its columns stand in the file.
  ///   - file: The opened file.
  ///   - profile: The platform that made it.
  ///   - options: Period, register, repeated ids, limits.
  public init(
    instrument: Instrument, map: ColumnMap, file: CSVFile, profile: PlatformProfile = .plain,
    options: ScreenOptions = ScreenOptions()
  ) {
    self.init(
      plan: ScreenPlan(
        instrument: instrument, map: map, file: file, profile: profile, options: options),
      options: options, keepsRowFindings: false)
  }

  init(plan: ScreenPlan, options: ScreenOptions, keepsRowFindings: Bool) {
    self.plan = plan
    var options = options
    options.isNested = options.isNested || plan.instrument.design.isNested
    self.options = options
    self.keepsRowFindings = keepsRowFindings
    tally = ScreenTally(questions: plan.instrument.questions.count)
    states = plan.columns.map { _ in ColumnState() }
    design = DesignState()
  }

  /// The columns that the screen needs.
  public func columns(in header: [HeaderColumn], file: String) throws -> [ColumnRequest] {
    plan.requests
  }

  /// Every malformed record is counted by its rule.
  public var wantsMalformedRecords: Bool { true }

  /// Takes note of a record that is no record.
  public mutating func note(malformed record: MalformedRecord) {
    tally.malformed += 1
    guard let rule = CheckRule(rawValue: record.rule) else { return }
    tally.findingCounts[rule.position] += 1
    tally.recordCounts[rule.position] += 1
    tally.list(finding(of: record), limit: options.listedPerRule)
  }

  func finding(of record: MalformedRecord) -> CheckFinding {
    CheckFinding(malformed: record, file: plan.file)
  }

  /// Clears `accepted` for the records that a rule rejects or a filter leaves out.
  public mutating func screen(_ batch: RecordBatch, slots: [Int], accepted: inout [Bool]) {
    var rows = ScreenRows(count: batch.count)
    filter(batch, slots, &rows)
    for position in plan.columns.indices { check(position, batch, slots, &rows) }
    for numeric in plan.numeric { check(numeric, batch, slots, &rows) }
    for range in plan.ranges { check(range, batch, slots, &rows) }
    checkWeights(batch, slots, &rows)
    checkDesignCells(batch, slots, &rows)
    checkDates(batch, slots, &rows)
    checkIds(batch, slots, &rows)
    checkConduct(batch, slots, &rows)
    settle(batch, slots, &rows, &accepted)
  }

  /// Knows the ids that the screen of an earlier file has seen.
  mutating func remember(idsOf earlier: InstrumentScreen?) {
    if options.isOnePass, let earlier { ids = earlier.ids }
  }

  /// Adds what another part's screen has found.
  public mutating func merge(_ other: InstrumentScreen) {
    finish()
    var other = other
    other.finish()
    tally.merge(other.tally, limit: options.listedPerRule)
    if options.isOnePass { ids = other.ids }
  }

  /// The tally with everything that was counted by dictionary id put under its text.
  mutating func finish() {
    for (position, column) in plan.columns.enumerated() {
      var state = states[position]
      states[position] = ColumnState()
      flush(&state, column)
      states[position] = state
    }
    design.flush(into: &tally)
    if !contents.isEmpty {
      tally.contents.append((plan.file, contents))
      contents = []
    }
    if !hashes.ids.isEmpty || !hashes.contents.isEmpty {
      tally.hashes.append(
        DuplicateIndex.Part(
          place: DuplicateIndex.Place(file: options.fileIndex, part: part), ids: hashes.ids,
          contents: hashes.contents))
      hashes = ([], [])
    }
  }

  /// What is repeated among the records of all merged parts and files.
  ///
  /// A screen without ``ScreenOptions/duplicates`` lets repeated ids pass and collects their hashes. Where
  /// this is not empty, the files are to be read again with it as ``ScreenOptions/duplicates``.
  public func duplicates() -> DuplicateIndex {
    var finished = self
    finished.finish()
    return DuplicateIndex(finished.tally.hashes)
  }

  /// Counts records with repeated contents that are not listed.
  mutating func countRepeatedContents(_ count: Int) {
    tally.findingCounts[CheckRule.duplicateContent.position] += count
    tally.recordCounts[CheckRule.duplicateContent.position] += count
  }

  private mutating func flush(_ state: inout ColumnState, _ column: CheckedColumn) {
    var answers = ScreenTally.Answers()
    answers.isPresent = true
    for (id, count) in state.counts.enumerated() where count > 0 {
      let verdict = state.verdicts[id]
      if verdict < CheckedColumn.Verdict.excluded {
        answers.valid += count
        if column.isRated, verdict < 64 { answers.levels |= 1 << UInt64(verdict) }
      } else if verdict < CheckedColumn.Verdict.missing {
        answers.excluded += count
        if let reason = CheckedColumn.Verdict.reason(of: verdict) {
          answers.reasons[reason, default: 0] += count
        }
      } else if verdict == CheckedColumn.Verdict.missing {
        answers.missing += count
      } else {
        answers.invalid += count
      }
      guard verdict > CheckedColumn.Verdict.missing, let rule = column.rule(of: verdict),
        let broken = state.broken[id]
      else { continue }
      let key = ScreenTally.ValueKey(
        rule: rule, column: plan.name(column.slot), value: PersonalPatterns.shown(broken.text))
      if tally.values[key] != nil {
        tally.values[key]?.count += count
      } else {
        tally.values[key] = ScreenTally.ValueTally(
          count: count, file: plan.file, line: state.firstLines[id] ?? 0,
          suggestion: broken.suggestion)
      }
    }
    for id in state.counts.indices { state.counts[id] = 0 }
    guard let question = column.question else { return }
    tally.answers[question].add(answers)
  }
}
