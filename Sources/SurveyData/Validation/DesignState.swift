import CSVIO

/// Which PSUs and strata one part of a file has.
struct DesignState: Sendable {
  private var texts: [Int: [String]] = [:]
  private var blankIds: [Int: Set<Int32>] = [:]
  /// Stratum id and PSU id of every pair met, with the line of its first record.
  private var pairs: [Pair: Int] = [:]
  private var records: [Int32: (count: Int, line: Int)] = [:]
  /// The first stratum met with each PSU id, -1 for none: nearly every record is settled by it.
  private var stratumOfPSU: [Int32] = []
  private var file = ""
  private var columns: (stratum: Int?, psu: Int?) = (nil, nil)

  private struct Pair: Hashable {
    let stratum: Int32
    let psu: Int32
  }

  /// The ids of a design column that hold no value.
  mutating func blanks(_ column: Int, slot: Int, _ batch: RecordBatch) -> Set<Int32> {
    let dictionary = batch.dictionary(slot)
    var known = texts[column] ?? []
    if dictionary.count > known.count {
      for id in known.count..<dictionary.count {
        let text = dictionary.text(of: Int32(id))
        known.append(text)
        if FoldedText(text).isEmpty || text == "NA" {
          blankIds[column, default: []].insert(Int32(id))
        }
      }
      texts[column] = known
    }
    return blankIds[column] ?? []
  }

  /// Counts the accepted records by stratum and PSU of the first stage.
  mutating func count(
    _ batch: RecordBatch, _ plan: ScreenPlan, _ slots: [Int], _ accepted: [Bool], isNested: Bool
  ) {
    guard let stratum = plan.strata.first else { return }
    file = plan.file
    columns = (stratum, plan.clusters.first)
    let strata = batch.codes(slots[stratum])
    guard let cluster = plan.clusters.first else {
      for row in accepted.indices where accepted[row] {
        if let known = records[strata[row]] {
          records[strata[row]] = (known.count + 1, known.line)
        } else {
          records[strata[row]] = (1, batch.line(row))
        }
      }
      return
    }
    let psus = batch.codes(slots[cluster])
    let known = batch.dictionary(slots[cluster]).count
    if known > stratumOfPSU.count {
      stratumOfPSU += Array(repeating: -1, count: known - stratumOfPSU.count)
    }
    for row in accepted.indices where accepted[row] {
      let first = stratumOfPSU[Int(psus[row])]
      if first == strata[row] { continue }
      if first < 0 { stratumOfPSU[Int(psus[row])] = strata[row] }
      let pair = Pair(stratum: strata[row], psu: psus[row])
      if pairs[pair] == nil { pairs[pair] = batch.line(row) }
    }
  }

  /// Puts what was counted by id under its text.
  mutating func flush(into tally: inout ScreenTally) {
    if let stratum = columns.stratum, let names = texts[stratum] {
      for (id, record) in records.sorted(by: { $0.key < $1.key }) {
        let place = ScreenTally.Place(file: file, line: record.line)
        let known = tally.recordsByStratum[names[Int(id)]]
        tally.recordsByStratum[names[Int(id)]] = (
          (known?.count ?? 0) + record.count, known?.place ?? place
        )
      }
      if let psu = columns.psu, let clusters = texts[psu] {
        for (pair, line) in pairs.sorted(by: { $0.value < $1.value }) {
          let key = ScreenTally.PSUKey(
            stratum: names[Int(pair.stratum)], psu: clusters[Int(pair.psu)])
          if tally.psus[key] == nil { tally.psus[key] = ScreenTally.Place(file: file, line: line) }
        }
      }
    }
    pairs = [:]
    records = [:]
    stratumOfPSU = []
  }
}

extension ScreenTally.Weights {
  mutating func add(_ values: [Double], where accepted: [Bool]) {
    for row in accepted.indices where accepted[row] {
      count += 1
      minimum = min(minimum, values[row])
      maximum = max(maximum, values[row])
      sum += values[row]
      sumOfSquares += values[row] * values[row]
    }
  }
}
