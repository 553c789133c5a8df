import CSVIO

extension InstrumentScreen {
  // MARK: Noting

  /// Counts a broken rule and keeps the finding while there is room.
  mutating func note(
    _ rows: inout ScreenRows, _ row: Int, _ rule: CheckRule, slot: Int?,
    value: @autoclosure () -> String = "",
    message: @autoclosure () -> BilingualText? = nil, suggestion: @autoclosure () -> String? = nil
  ) {
    rows.broken[row] |= rule.bit
    tally.findingCounts[rule.position] += 1
    let isListed = tally.findingCounts[rule.position] <= options.listedPerRule
    guard isListed || keepsRowFindings else { return }
    rows.pending.append(
      ScreenRows.Pending(
        row: row, rule: rule, slot: slot,
        value: rule == .duplicateId
          ? PersonalPatterns.shown(id: value()) : PersonalPatterns.shown(value()),
        message: message() ?? rule.title,
        suggestion: suggestion()))
  }

  // MARK: Rules

  mutating func filter(_ batch: RecordBatch, _ slots: [Int], _ rows: inout ScreenRows) {
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

  mutating func check(
    _ position: Int, _ batch: RecordBatch, _ slots: [Int], _ rows: inout ScreenRows
  ) {
    let column = plan.columns[position]
    let slot = slots[column.slot]
    // Taken out while it is worked on, so that its arrays are not copied.
    var state = states[position]
    states[position] = ColumnState()
    state.extend(column, slot: slot, batch, hashes: plan.findsDuplicateContent)
    let odd = batch.withCodes(slot) { codes in
      state.count(codes, &rows, isRated: column.isRated)
    }
    for (row, id) in odd {
      guard let rule = column.rule(of: state.verdicts[id]) else { continue }
      let broken = state.broken[id]
      if state.firstLines[id] == nil {
        state.firstLines[id] = 0
        rows.firstRows.append((position, id, row))
      }
      note(
        &rows, row, rule, slot: column.slot, value: broken?.text ?? "",
        suggestion: broken?.suggestion)
    }
    states[position] = state
  }

  mutating func check(
    _ numeric: ScreenPlan.Numeric, _ batch: RecordBatch, _ slots: [Int], _ rows: inout ScreenRows
  ) {
    let slot = slots[numeric.slot]
    let values = batch.numbers(slot)
    let plan = plan
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
          &rows, row, .answerOutOfRange, slot: numeric.slot, value: Self.shown(values[row]),
          message: Self.outside(numeric.minimum, numeric.maximum))
      case .invalid:
        answers.invalid += 1
        note(
          &rows, row, .answerUnmapped, slot: numeric.slot,
          value: plan.text(numeric.slot, batch, row),
          message: Self.notANumber)
      case .ambiguous:
        answers.invalid += 1
        note(
          &rows, row, .answerUnmapped, slot: numeric.slot,
          value: plan.text(numeric.slot, batch, row),
          message: Self.ambiguousNumber)
      }
    }
    answers.isPresent = true
    tally.answers[numeric.question].add(answers)
  }

  mutating func check(
    _ range: ScreenPlan.Range, _ batch: RecordBatch, _ slots: [Int], _ rows: inout ScreenRows
  ) {
    let slot = slots[range.slot]
    let values = batch.numbers(slot)
    let plan = plan
    for row in 0..<rows.count where rows.inScope[row] {
      let state = batch.numberState(slot, row)
      if state == .empty
        || (state == .ok && values[row] >= range.minimum && values[row] <= range.maximum)
      {
        continue
      }
      note(
        &rows, row, .valueOutOfRange, slot: range.slot,
        value: state == .ok ? Self.shown(values[row]) : plan.text(range.slot, batch, row),
        message: state == .ok ? Self.outside(range.minimum, range.maximum) : Self.notANumber)
    }
  }

  mutating func checkWeights(_ batch: RecordBatch, _ slots: [Int], _ rows: inout ScreenRows) {
    guard let weight = plan.weight else { return }
    let slot = slots[weight]
    let values = batch.numbers(slot)
    let plan = plan
    for row in 0..<rows.count where rows.inScope[row] {
      // NaN fails the comparison.
      if values[row] > 0, values[row] < .infinity, batch.numberState(slot, row) == .ok { continue }
      switch batch.numberState(slot, row) {
      case .empty: note(&rows, row, .weightMissing, slot: weight)
      case .invalid:
        note(
          &rows, row, .weightMissing, slot: weight, value: plan.text(weight, batch, row),
          message: Self.notANumber)
      case .ambiguous:
        note(
          &rows, row, .weightMissing, slot: weight, value: plan.text(weight, batch, row),
          message: Self.ambiguousNumber)
      case .ok: note(&rows, row, .weightNotPositive, slot: weight, value: Self.shown(values[row]))
      }
    }
  }

  mutating func checkDesignCells(_ batch: RecordBatch, _ slots: [Int], _ rows: inout ScreenRows) {
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

  mutating func checkDates(_ batch: RecordBatch, _ slots: [Int], _ rows: inout ScreenRows) {
    guard let date = plan.date, let formats = plan.dateReading?.formats else { return }
    let slot = slots[date]
    let unit = plan.columns.firstIndex {
      if case .unit(.some(let register)) = $0.role { register.hasDates } else { false }
    }
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

  mutating func checkIds(_ batch: RecordBatch, _ slots: [Int], _ rows: inout ScreenRows) {
    let empty = Fingerprint(of: "")
    let plan = plan
    if let column = plan.recordId {
      let place = DuplicateIndex.Place(file: options.fileIndex, part: batch.part)
      let found = batch.fingerprints(slots[column])
      if let duplicates = options.duplicates {
        for (row, id) in found.enumerated() where rows.inScope[row] {
          guard let first = duplicates.place(of: id) else { continue }
          // In the part that has the first record, the first one met is it.
          if first == place, ids.insert(id).inserted { continue }
          note(&rows, row, .duplicateId, slot: column, value: plan.text(column, batch, row))
        }
      } else if plan.isRereadable {
        if rows.allInScope {
          hashes.ids += found
        } else {
          for (row, id) in found.enumerated() where rows.inScope[row] { hashes.ids.append(id) }
        }
        part = place.part
      } else {
        for (row, id) in found.enumerated() where rows.inScope[row] && id != empty {
          if !ids.insert(id).inserted {
            note(&rows, row, .duplicateId, slot: column, value: plan.text(column, batch, row))
          }
        }
      }
    }
    for column in plan.uniques {
      let place = DuplicateIndex.Place(file: options.fileIndex, part: batch.part)
      for (row, value) in batch.fingerprints(slots[column.slot]).enumerated()
      where rows.inScope[row] && value != empty {
        let key = column.key(value)
        if let duplicates = options.duplicates {
          guard let first = duplicates.place(of: key) else { continue }
          if first == place, ids.insert(key).inserted { continue }
        } else if plan.isRereadable {
          hashes.ids.append(key)
          part = place.part
          continue
        } else if ids.insert(key).inserted {
          continue
        }
        note(
          &rows, row, .duplicateId, slot: column.slot, value: plan.text(column.slot, batch, row))
      }
    }
  }

  mutating func checkConduct(_ batch: RecordBatch, _ slots: [Int], _ rows: inout ScreenRows) {
    if let minimum = plan.straightLiningMinimum {
      for row in 0..<rows.count
      where rows.inScope[row] && Int(rows.answered[row]) >= minimum && !rows.isVaried(row) {
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
        note(&rows, row, .speeding, slot: column, value: Self.shown(seconds[row]))
      }
    }
    if plan.findsDuplicateContent { noteContents(batch, slots, rows) }
  }

  /// Keeps the hash of every record with enough different answers to be told from others.
  mutating func noteContents(_ batch: RecordBatch, _ slots: [Int], _ rows: ScreenRows) {
    let wanted = (0..<rows.count).filter {
      rows.inScope[$0] && rows.broken[$0] & CheckRule.duplicateId.bit == 0 && rows.isVaried($0)
        && rows.answered[$0] >= ScreenPlan.standardStraightLining
    }
    guard !wanted.isEmpty else { return }
    var found = [Fingerprint](repeating: Fingerprint(high: 0, low: 0), count: wanted.count)
    for (position, column) in plan.columns.enumerated() {
      let table = states[position].hashes
      batch.withCodes(slots[column.slot]) { codes in
        for (place, row) in wanted.enumerated() {
          found[place] = found[place].followed(by: table[Int(codes[row])])
        }
      }
    }
    if let date = plan.dateFingerprint {
      let dates = batch.fingerprints(slots[date])
      for (place, row) in wanted.enumerated() {
        found[place] = found[place].followed(by: dates[row])
      }
    }
    guard let duplicates = options.duplicates else {
      hashes.contents += found
      part = batch.part
      return
    }
    for (place, row) in wanted.enumerated() where duplicates.holds(content: found[place]) {
      contents.append(ScreenTally.Content(hash: found[place], line: batch.line(row)))
    }
  }
}
