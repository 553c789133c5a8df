public import CSVIO

/// Checks records by an instrument: which count, and what is wrong with the others.
///
/// One pass over batches of columns; a text is judged once and a cell costs a table look-up. Personal
/// columns are not read. What is kept grows with the number of distinct values, units and PSUs, and with the number
/// of records only where ids or contents are compared (16 bytes each).
public struct InstrumentScreen: ResponseScreen {
  let plan: ScreenPlan
  let options: ScreenOptions
  private(set) var tally: ScreenTally
  private var states: [ColumnState]
  private var design: DesignState
  private var days: [String: CalendarDate?] = [:]
  private var ids: Set<Fingerprint> = []
  private var uniqueIds: [Set<Fingerprint>]
  private var contents: [ScreenTally.Content] = []
  /// Findings of the last batch by row, when they are wanted for a file of rejects.
  private(set) var rowFindings: [Int: [CheckFinding]] = [:]
  private let keepsRowFindings: Bool

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
      plan: ScreenPlan(instrument: instrument, map: map, file: file, profile: profile, options: options),
      options: options, keepsRowFindings: false)
  }

  init(plan: ScreenPlan, options: ScreenOptions, keepsRowFindings: Bool) {
    self.plan = plan
    self.options = options
    self.keepsRowFindings = keepsRowFindings
    tally = ScreenTally(questions: plan.instrument.questions.count)
    states = plan.columns.map { _ in ColumnState() }
    design = DesignState()
    uniqueIds = plan.uniques.map { _ in [] }
  }

  /// The columns that the screen needs.
  public func columns(in header: [HeaderColumn], file: String) throws -> [ColumnRequest] { plan.requests }

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
    let rule = CheckRule(rawValue: record.rule) ?? .strayQuote
    return CheckFinding(
      file: plan.file, line: record.line, column: "", value: "", rule: rule,
      message: BilingualText(vi: rule.title.vi, en: record.message), suggestion: nil)
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

  /// Adds what another part's screen has found.
  public mutating func merge(_ other: InstrumentScreen) {
    finish()
    var other = other
    other.finish()
    tally.merge(other.tally, limit: options.listedPerRule)
  }

  /// The tally with everything that was counted by dictionary id put under its text.
  mutating func finish() {
    for (position, column) in plan.columns.enumerated() { flush(&states[position], column) }
    design.flush(into: &tally)
    if !contents.isEmpty {
      tally.contents.append((plan.file, contents))
      contents = []
    }
  }

  private mutating func flush(_ state: inout ColumnState, _ column: CheckedColumn) {
    var answers = ScreenTally.Answers()
    answers.isPresent = true
    for (id, count) in state.counts.enumerated() where count > 0 {
      let verdict = state.verdicts[id]
      if verdict < CheckedColumn.Verdict.excluded {
        answers.valid += count
      } else if verdict < CheckedColumn.Verdict.missing {
        answers.excluded += count
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
          count: count, file: plan.file, line: state.firstLines[id] ?? 0, suggestion: broken.suggestion)
      }
    }
    for id in state.counts.indices { state.counts[id] = 0 }
    guard case .question(let question, _, _, _) = column.role else { return }
    tally.answers[question].valid += answers.valid
    tally.answers[question].excluded += answers.excluded
    tally.answers[question].missing += answers.missing
    tally.answers[question].invalid += answers.invalid
    tally.answers[question].isPresent = true
  }
}

/// The rows of one batch while they are screened.
struct ScreenRows {
  /// A finding whose line is not known yet.
  struct Pending {
    let row: Int
    let rule: CheckRule
    let slot: Int?
    let value: String
    let message: BilingualText
    let suggestion: String?
  }

  let count: Int
  /// Bits of the rules that each row breaks.
  var broken: [UInt64]
  var inScope: [Bool]
  var allInScope = true
  /// For straight-lining: valid ratings, the first of them, whether another differs.
  var answered: [UInt16]
  var first: [UInt8]
  var varied: [Bool]
  var pending: [Pending] = []
  /// First rows of ids that break a rule: (column, id, row).
  var firstRows: [(column: Int, id: Int, row: Int)] = []

  init(count: Int) {
    self.count = count
    broken = [UInt64](repeating: 0, count: count)
    inScope = [Bool](repeating: true, count: count)
    answered = [UInt16](repeating: 0, count: count)
    first = [UInt8](repeating: 0, count: count)
    varied = [Bool](repeating: false, count: count)
  }
}
extension InstrumentScreen {
  // MARK: Noting

  /// Counts a broken rule and keeps the finding while there is room.
  private mutating func note(
    _ rows: inout ScreenRows, _ row: Int, _ rule: CheckRule, slot: Int?, value: @autoclosure () -> String = "",
    message: @autoclosure () -> BilingualText? = nil, suggestion: @autoclosure () -> String? = nil
  ) {
    rows.broken[row] |= rule.bit
    tally.findingCounts[rule.position] += 1
    let isListed = tally.findingCounts[rule.position] <= options.listedPerRule
    guard isListed || keepsRowFindings else { return }
    rows.pending.append(
      ScreenRows.Pending(
        row: row, rule: rule, slot: slot, value: PersonalPatterns.shown(value()), message: message() ?? rule.title,
        suggestion: suggestion()))
  }

  // MARK: Rules

  private mutating func filter(_ batch: RecordBatch, _ slots: [Int], _ rows: inout ScreenRows) {
    for filter in plan.filters {
      let slot = slots[filter.slot]
      let dictionary = batch.dictionary(slot)
      var passes: [Int32: Bool] = [:]
      let codes = batch.codes(slot)
      for row in 0..<rows.count {
        let code = codes[row]
        let isListed: Bool
        if let known = passes[code] {
          isListed = known
        } else {
          isListed = filter.keys.contains(FoldedText(dictionary.text(of: code)).key)
          passes[code] = isListed
        }
        guard isListed != filter.keepsListed, rows.inScope[row] else { continue }
        rows.inScope[row] = false
        rows.allInScope = false
        note(&rows, row, filter.rule, slot: filter.slot, value: dictionary.text(of: code))
      }
    }
  }

  private mutating func check(
    _ position: Int, _ batch: RecordBatch, _ slots: [Int], _ rows: inout ScreenRows
  ) {
    let column = plan.columns[position]
    let slot = slots[column.slot]
    // Taken out while it is worked on, so that its arrays are not copied.
    var state = states[position]
    states[position] = ColumnState()
    state.extend(column, slot: slot, batch, hashes: plan.findsDuplicateContent)
    let isRated = column.isRated
    var odd: [(row: Int, id: Int)] = []
    batch.withCodes(slot) { codes in
      for row in 0..<rows.count {
        guard rows.inScope[row] else { continue }
        let id = Int(codes[row])
        state.counts[id] += 1
        let verdict = state.verdicts[id]
        if verdict < CheckedColumn.Verdict.excluded {
          guard isRated else { continue }
          if rows.answered[row] == 0 {
            rows.first[row] = verdict
          } else if rows.first[row] != verdict {
            rows.varied[row] = true
          }
          rows.answered[row] &+= 1
        } else if verdict >= CheckedColumn.Verdict.missing {
          odd.append((row, id))
        }
      }
    }
    for (row, id) in odd {
      guard let rule = column.rule(of: state.verdicts[id]) else { continue }
      let broken = state.broken[id]
      if state.firstLines[id] == nil {
        state.firstLines[id] = 0
        rows.firstRows.append((position, id, row))
      }
      note(
        &rows, row, rule, slot: column.slot, value: broken?.text ?? "", suggestion: broken?.suggestion)
    }
    states[position] = state
  }

  private mutating func check(
    _ numeric: ScreenPlan.Numeric, _ batch: RecordBatch, _ slots: [Int], _ rows: inout ScreenRows
  ) {
    let slot = slots[numeric.slot]
    let values = batch.numbers(slot)
    var answers = ScreenTally.Answers()
    for row in 0..<rows.count where rows.inScope[row] {
      switch batch.numberState(slot, row) {
      case .empty:
        answers.missing += 1
        if numeric.isRequired { note(&rows, row, .requiredMissing, slot: numeric.slot) }
      case .ok where values[row] >= numeric.minimum && values[row] <= numeric.maximum:
        answers.valid += 1
      case .ok:
        answers.invalid += 1
        note(
          &rows, row, .answerOutOfRange, slot: numeric.slot, value: "\(values[row])",
          message: Self.outside(numeric.minimum, numeric.maximum))
      case .invalid:
        answers.invalid += 1
        note(&rows, row, .answerUnmapped, slot: numeric.slot, message: Self.notANumber)
      case .ambiguous:
        answers.invalid += 1
        note(&rows, row, .answerUnmapped, slot: numeric.slot, message: Self.ambiguousNumber)
      }
    }
    tally.answers[numeric.question].valid += answers.valid
    tally.answers[numeric.question].missing += answers.missing
    tally.answers[numeric.question].invalid += answers.invalid
    tally.answers[numeric.question].isPresent = true
  }

  private mutating func check(
    _ range: ScreenPlan.Range, _ batch: RecordBatch, _ slots: [Int], _ rows: inout ScreenRows
  ) {
    let slot = slots[range.slot]
    let values = batch.numbers(slot)
    for row in 0..<rows.count where rows.inScope[row] {
      let state = batch.numberState(slot, row)
      if state == .empty || (state == .ok && values[row] >= range.minimum && values[row] <= range.maximum) { continue }
      note(
        &rows, row, .valueOutOfRange, slot: range.slot, value: state == .ok ? "\(values[row])" : "",
        message: state == .ok ? Self.outside(range.minimum, range.maximum) : Self.notANumber)
    }
  }

  private mutating func checkWeights(_ batch: RecordBatch, _ slots: [Int], _ rows: inout ScreenRows) {
    guard let weight = plan.weight else { return }
    let slot = slots[weight]
    let values = batch.numbers(slot)
    for row in 0..<rows.count where rows.inScope[row] {
      // NaN fails the comparison.
      if values[row] > 0, values[row] < .infinity, batch.numberState(slot, row) == .ok { continue }
      switch batch.numberState(slot, row) {
      case .empty: note(&rows, row, .weightMissing, slot: weight)
      case .invalid: note(&rows, row, .weightMissing, slot: weight, message: Self.notANumber)
      case .ambiguous: note(&rows, row, .weightMissing, slot: weight, message: Self.ambiguousNumber)
      case .ok: note(&rows, row, .weightNotPositive, slot: weight, value: "\(values[row])")
      }
    }
  }

  private mutating func checkDesignCells(_ batch: RecordBatch, _ slots: [Int], _ rows: inout ScreenRows) {
    for column in plan.strata + plan.clusters {
      let slot = slots[column]
      let codes = batch.codes(slot)
      let blanks = design.blanks(column, slot: slot, batch)
      for row in 0..<rows.count where rows.inScope[row] && blanks.contains(codes[row]) {
        note(&rows, row, .designMissing, slot: column)
      }
    }
    for column in plan.populations {
      let slot = slots[column]
      for row in 0..<rows.count where rows.inScope[row] && batch.numberState(slot, row) != .ok {
        note(&rows, row, .designMissing, slot: column)
      }
    }
  }

  private mutating func checkDates(_ batch: RecordBatch, _ slots: [Int], _ rows: inout ScreenRows) {
    guard let date = plan.date, let formats = plan.instrument.date?.formats else { return }
    let slot = slots[date]
    let unit = plan.columns.firstIndex { if case .unit(.some(let register)) = $0.role { register.hasDates } else { false } }
    for row in 0..<rows.count where rows.inScope[row] {
      let text = batch.text(slot, row)
      guard let day = formats.lazy.compactMap({ $0.date(from: text) }).first else {
        note(&rows, row, .dateInvalid, slot: date, value: text)
        continue
      }
      if let period = options.period, !period.contains(day) {
        note(&rows, row, .periodOutside, slot: date, value: text)
      }
      if let unit, case .unit(.some(let register)) = plan.columns[unit].role {
        let slot = slots[plan.columns[unit].slot]
        let name = batch.text(slot, row)
        if case .notValid(let code, _, let successors) = register.match(name, on: day) {
          note(
            &rows, row, .unitNotValid, slot: plan.columns[unit].slot, value: name,
            message: Self.notValid(code, day), suggestion: successors.first)
        }
      }
    }
  }

  private mutating func checkIds(_ batch: RecordBatch, _ slots: [Int], _ rows: inout ScreenRows) {
    let empty = Fingerprint(of: "")
    if let column = plan.recordId {
      let place = DuplicateIndex.Place(file: options.fileIndex, part: batch.part)
      for (row, id) in batch.fingerprints(slots[column]).enumerated() where rows.inScope[row] && id != empty {
        if let duplicates = options.duplicates {
          guard let first = duplicates.place(of: id) else { continue }
          // In the part that has the first record, the first one met is it.
          if first == place, ids.insert(id).inserted { continue }
          note(&rows, row, .duplicateId, slot: column, value: batch.text(id: column, slots, row))
        } else if !ids.insert(id).inserted {
          note(&rows, row, .duplicateId, slot: column, value: batch.text(id: column, slots, row))
        }
      }
    }
    for (position, column) in plan.uniques.enumerated() where column != plan.recordId {
      for (row, id) in batch.fingerprints(slots[column]).enumerated() where rows.inScope[row] && id != empty {
        if !uniqueIds[position].insert(id).inserted { note(&rows, row, .duplicateId, slot: column) }
      }
    }
  }

  private mutating func checkConduct(_ batch: RecordBatch, _ slots: [Int], _ rows: inout ScreenRows) {
    if let minimum = plan.straightLiningMinimum {
      for row in 0..<rows.count
      where rows.inScope[row] && !rows.varied[row] && Int(rows.answered[row]) >= minimum {
        note(&rows, row, .straightLining, slot: nil)
      }
    }
    if let minimum = plan.minimumAnswered {
      for row in 0..<rows.count where rows.inScope[row] && Int(rows.answered[row]) < minimum {
        note(&rows, row, .minimumAnswered, slot: nil)
      }
    }
    if let (column, minimum) = plan.duration {
      let slot = slots[column]
      let seconds = batch.numbers(slot)
      for row in 0..<rows.count where rows.inScope[row] && seconds[row] < minimum {
        note(&rows, row, .speeding, slot: column, value: "\(seconds[row])")
      }
    }
    if plan.findsDuplicateContent { noteContents(batch, slots, rows) }
  }

  /// Keeps the hash of every record with enough different answers to be told from others.
  private mutating func noteContents(_ batch: RecordBatch, _ slots: [Int], _ rows: ScreenRows) {
    let wanted = (0..<rows.count).filter {
      rows.inScope[$0] && rows.varied[$0] && rows.answered[$0] >= ScreenPlan.standardStraightLining
    }
    guard !wanted.isEmpty else { return }
    var hashes = [Fingerprint](repeating: Fingerprint(high: 0, low: 0), count: rows.count)
    for (position, column) in plan.columns.enumerated() {
      let table = states[position].hashes
      batch.withCodes(slots[column.slot]) { codes in
        for row in wanted { hashes[row] = hashes[row].followed(by: table[Int(codes[row])]) }
      }
    }
    if let date = plan.dateFingerprint {
      let dates = batch.fingerprints(slots[date])
      for row in wanted { hashes[row] = hashes[row].followed(by: dates[row]) }
    }
    for row in wanted {
      contents.append(
        ScreenTally.Content(
          high: hashes[row].high, low: UInt32(truncatingIfNeeded: hashes[row].low),
          line: UInt32(clamping: batch.line(row))))
    }
  }

  // MARK: Settling

  /// Decides on every row, gives the kept findings their lines, and counts the design.
  private mutating func settle(
    _ batch: RecordBatch, _ slots: [Int], _ rows: inout ScreenRows, _ accepted: inout [Bool]
  ) {
    rowFindings.removeAll(keepingCapacity: true)
    tally.wellFormed += rows.count
    let filters = CheckRule.filterExcluded.bit | CheckRule.previewRecord.bit
    for row in 0..<rows.count where rows.broken[row] != 0 {
      let bits = rows.broken[row]
      for rule in CheckRule.allCases where bits & rule.bit != 0 { tally.recordCounts[rule.position] += 1 }
      if bits & filters != 0 { tally.filtered += 1 }
      if bits & (plan.rejecting | filters) != 0 { accepted[row] = false }
    }
    var lines: [Int: Int] = [:]
    for row in (rows.pending.map(\.row) + rows.firstRows.map(\.row)).sorted() where lines[row] == nil {
      lines[row] = batch.line(row)
    }
    for (column, id, row) in rows.firstRows { states[column].firstLines[id] = lines[row] ?? 0 }
    for item in rows.pending.enumerated().sorted(by: { ($0.element.row, $0.offset) < ($1.element.row, $1.offset) }) {
      let pending = item.element
      let finding = CheckFinding(
        file: plan.file, line: lines[pending.row] ?? 0, column: pending.slot.map { plan.name($0) } ?? "",
        value: pending.value, rule: pending.rule, message: pending.message, suggestion: pending.suggestion)
      tally.list(finding, limit: options.listedPerRule)
      if keepsRowFindings { rowFindings[pending.row, default: []].append(finding) }
    }
    for row in 0..<rows.count where accepted[row] { tally.accepted += 1 }
    if let weight = plan.weight { tally.weights.add(batch.numbers(slots[weight]), where: accepted) }
    design.count(batch, plan, slots, accepted, isNested: options.isNested)
  }
}
