import CSVIO

extension InstrumentScreen {
  /// Decides on every row, gives the kept findings their lines, and counts the design.
  mutating func settle(
    _ batch: RecordBatch, _ slots: [Int], _ rows: inout ScreenRows, _ accepted: inout [Bool]
  ) {
    rowFindings.removeAll(keepingCapacity: true)
    tally.wellFormed += rows.count
    let filters = CheckRule.filterExcluded.bit | CheckRule.previewRecord.bit
    for row in 0..<rows.count where rows.broken[row] != 0 {
      let bits = rows.broken[row]
      var rest = bits
      while rest != 0 {
        tally.recordCounts[rest.trailingZeroBitCount] += 1
        rest &= rest - 1
      }
      if bits & filters != 0 { tally.filtered += 1 }
      if bits & (plan.rejecting | filters) != 0 { accepted[row] = false }
    }
    var lines: [Int: Int] = [:]
    for row in (rows.pending.map(\.row) + rows.firstRows.map(\.row)).sorted()
    where lines[row] == nil {
      lines[row] = batch.line(row)
    }
    for (column, id, row) in rows.firstRows { states[column].firstLines[id] = lines[row] ?? 0 }
    for item in rows.pending.enumerated().sorted(by: {
      ($0.element.row, $0.offset) < ($1.element.row, $1.offset)
    }) {
      let pending = item.element
      let finding = CheckFinding(
        file: plan.file, line: lines[pending.row] ?? 0,
        column: pending.slot.map { plan.name($0) } ?? "",
        value: pending.value, rule: pending.rule, message: pending.message,
        suggestion: pending.suggestion)
      tally.list(finding, limit: options.listedPerRule)
      if keepsRowFindings { rowFindings[pending.row, default: []].append(finding) }
    }
    for row in 0..<rows.count where accepted[row] { tally.accepted += 1 }
    if let weight = plan.weight { tally.weights.add(batch.numbers(slots[weight]), where: accepted) }
    design.count(batch, plan, slots, accepted, isNested: options.isNested)
  }
}
