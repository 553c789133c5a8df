internal import CSVIO

/// Turns the records of one part of a file into coded rows.
///
/// Every distinct text is classified once; a row costs one table look-up per column.
struct BatchCoder {
  let request: EstimationRequest
  let plan: ColumnPlan
  let file: String
  /// Rejected rows, the first of them with their lines.
  private(set) var rejected: [RejectedRecord] = []
  private(set) var rejectedCounts: [RejectedRecord.Reason: Int] = [:]
  /// Rows without a value in a design column: count and first line per slot.
  private(set) var gaps: [Int: (count: Int, line: Int)] = [:]
  /// Cells of number variables that are neither numbers nor empty, per variable.
  private(set) var invalidNumbers: [Int: (count: Int, line: Int)] = [:]
  /// Rows in the filters but without a level of a domain variable.
  private(set) var rowsWithoutDomain = 0
  private var indicatorTables: [[UInt8]]
  private var scoreTables: [[Double]]
  private var filterTables: [[Bool]]
  private var levelTables: [LevelTable]
  private var pairs: [PairTable]
  private var texts: [[String]]
  private var missingTables: [[Bool]]

  /// Rejected rows that are kept with their lines, per part.
  private static let keptRejections = 1000

  /// Whether nothing says how the file writes decimals, so that `1.234` can be two numbers.
  let isMarkUnknown: Bool
  /// First cell of a number column with two readings: slot and line.
  private(set) var ambiguous: (slot: Int, line: Int)?

  init(_ request: EstimationRequest, plan: ColumnPlan, file: String, isMarkUnknown: Bool) {
    self.isMarkUnknown = isMarkUnknown
    self.request = request
    self.plan = plan
    self.file = file
    indicatorTables = request.variables.map { _ in [] }
    scoreTables = request.variables.map { _ in [] }
    filterTables = request.filters.map { _ in [] }
    levelTables = request.domains.map { _ in LevelTable() }
    pairs = request.domains.dropFirst().map { _ in PairTable() }
    texts = plan.requests.map { _ in [] }
    missingTables = plan.requests.map { _ in [] }
  }

  /// The texts of the ids of a slot read as codes.
  func texts(slot: Int) -> [String] { texts[slot] }

  /// The levels of the domain with a number of this part, one per domain variable.
  func levels(ofDomain domain: Int32) -> [String] {
    if request.domains.isEmpty { return [] }
    var id = domain
    var levels: [String] = []
    for index in pairs.indices.reversed() {
      levels.append(levelTables[index + 1].names[Int(pairs[index].seconds[Int(id)])])
      id = pairs[index].firsts[Int(id)]
    }
    levels.append(levelTables[0].names[Int(id)])
    return levels.reversed()
  }

  /// Number of domains met so far.
  var domainCount: Int { pairs.last?.count ?? levelTables.first?.names.count ?? 1 }

  /// All levels of each domain variable, met in any accepted row or not.
  func levelNames(_ variable: Int) -> [String] { levelTables[variable].names }

  // MARK: Coding

  /// Codes the accepted records of a batch.
  ///
  /// - Parameters:
  ///   - batch: The records.
  ///   - isAccepted: What a screen left, or `nil` without one.
  mutating func code(_ batch: RecordBatch, isAccepted: [Bool]?) -> CodedBatch {
    readTexts(batch)
    var coded = CodedBatch()
    let kept = keptRows(batch, isAccepted: isAccepted, weights: &coded.weights)
    coded.count = kept?.count ?? batch.count
    coded.strata = plan.strata.map { codes(batch, $0, kept) }
    coded.clusters = plan.clusters.map { codes(batch, $0, kept) }
    coded.populations = plan.populations.map { numbers(batch, $0, kept) }
    coded.replicates = plan.replicates.map { numbers(batch, $0, kept) }
    noteGaps(batch, coded, kept)
    coded.domains = domains(batch, kept, count: coded.count)
    codeVariables(batch, kept, into: &coded)
    for (index, margin) in (request.design.calibration?.margins ?? []).enumerated() {
      let slots = plan.margins[index]
      coded.marginCodes.append(margin.isNumeric ? [] : slots.map { codes(batch, $0, kept) })
      coded.marginNumbers.append(margin.isNumeric ? slots.map { numbers(batch, $0, kept) } : [])
    }
    return coded
  }

  /// Takes the texts that a batch has added to the part's dictionaries.
  mutating func readTexts(_ batch: RecordBatch) {
    if isMarkUnknown, ambiguous == nil { noteAmbiguous(batch) }
    for slot in plan.requests.indices where plan.requests[slot].kind == .codes {
      let dictionary = batch.dictionary(slot)
      for id in texts[slot].count..<max(dictionary.count, texts[slot].count) {
        texts[slot].append(dictionary.text(of: Int32(id)))
      }
    }
  }

  /// Remembers the first cell with two readings; it stops the run.
  private mutating func noteAmbiguous(_ batch: RecordBatch) {
    for slot in plan.requests.indices where plan.requests[slot].kind == .number {
      for row in 0..<batch.count where batch.numberState(slot, row) == .ambiguous {
        ambiguous = (slot, batch.line(row))
        return
      }
    }
  }

  /// The class of every text of an indicator's column.
  mutating func indicatorTable(_ index: Int) -> [UInt8] {
    if case .indicator(_, let classify, _) = request.variables[index],
      case .indicator(let slot) = plan.variables[index]
    {
      for id in indicatorTables[index].count..<texts[slot].count {
        indicatorTables[index].append(classify(texts[slot][id]))
      }
    }
    return indicatorTables[index]
  }

  /// The rows that are kept, `nil` for all; rejects rows whose weight is none.
  mutating func keptRows(
    _ batch: RecordBatch, isAccepted: [Bool]?, weights: inout [Double]
  ) -> [Int]? {
    var all: [Double] = []
    var isFine = isAccepted?.allSatisfy { $0 } ?? true
    if let slot = plan.weight {
      all = batch.numbers(slot)
      // NaN fails the comparison, too.
      if isFine { isFine = all.allSatisfy { $0 > 0 && $0 < .infinity } }
    }
    if isFine {
      weights = all
      return nil
    }
    var kept: [Int] = []
    for row in 0..<batch.count {
      if let isAccepted, !isAccepted[row] {
        rejectedCounts[.screened, default: 0] += 1
        continue
      }
      guard let slot = plan.weight, !(all[row] > 0 && all[row] < .infinity) else {
        kept.append(row)
        continue
      }
      let isNumber = !all[row].isNaN
      let reason: RejectedRecord.Reason = isNumber ? .weightNotPositive : .weightMissing
      rejectedCounts[reason, default: 0] += 1
      if rejected.count < Self.keptRejections {
        rejected.append(
          RejectedRecord(
            file: file, line: batch.line(row), reason: reason,
            detail: isNumber
              ? BilingualText(vi: "trọng số \(all[row])", en: "weight \(all[row])")
              : batch.numberState(slot, row) == .empty
                ? BilingualText(vi: "không có trọng số", en: "no weight")
                : BilingualText(vi: "trọng số không phải là số", en: "the weight is not a number")
          ))
      }
    }
    weights = plan.weight == nil ? [] : kept.map { all[$0] }
    return kept
  }

  func codes(_ batch: RecordBatch, _ slot: Int, _ kept: [Int]?) -> [Int32] {
    let all = batch.codes(slot)
    return kept.map { $0.map { all[$0] } } ?? all
  }

  func numbers(_ batch: RecordBatch, _ slot: Int, _ kept: [Int]?) -> [Double] {
    let all = batch.numbers(slot)
    return kept.map { $0.map { all[$0] } } ?? all
  }

  mutating func noteGaps(_ batch: RecordBatch, _ coded: CodedBatch, _ kept: [Int]?) {
    func note(_ slot: Int, _ position: Int) {
      if let known = gaps[slot] {
        gaps[slot] = (known.count + 1, known.line)
      } else {
        gaps[slot] = (1, batch.line(kept?[position] ?? position))
      }
    }
    for (slots, columns) in [(plan.strata, coded.strata), (plan.clusters, coded.clusters)] {
      for (slot, codes) in zip(slots, columns) {
        for id in missingTables[slot].count..<texts[slot].count {
          missingTables[slot].append(DomainVariable.isMissing(texts[slot][id]))
        }
        let isMissing = missingTables[slot]
        guard isMissing.dropFirst().contains(true) || codes.contains(0) else { continue }
        for (position, code) in codes.enumerated() where isMissing[Int(code)] {
          note(slot, position)
        }
      }
    }
    for (slots, columns) in [
      (plan.populations, coded.populations), (plan.replicates, coded.replicates),
    ] {
      for (slot, values) in zip(slots, columns) {
        for (position, value) in values.enumerated() where value.isNaN {
          note(slot, position)
        }
      }
    }
  }

  // MARK: Domains

  mutating func domains(_ batch: RecordBatch, _ kept: [Int]?, count: Int) -> [Int32] {
    var ids = [Int32](repeating: 0, count: count)
    for (index, variable) in request.domains.enumerated() {
      let slot = plan.domains[index]
      levelTables[index].extend(with: texts[slot], level: variable.level)
      let codes = codes(batch, slot, kept)
      let table = levelTables[index].levelOfCode
      if index == 0 {
        for row in 0..<count { ids[row] = table[Int(codes[row])] }
        continue
      }
      let before = index == 1 ? levelTables[0].names.count : pairs[index - 2].count
      pairs[index - 1].reserve(
        firstCount: before, secondCount: levelTables[index].names.count)
      for row in 0..<count {
        let level = table[Int(codes[row])]
        ids[row] = ids[row] < 0 || level < 0 ? -1 : pairs[index - 1].id(ids[row], level)
      }
    }
    var isIn = [Bool](repeating: true, count: request.filters.isEmpty ? 0 : count)
    for (index, filter) in request.filters.enumerated() {
      let slot = plan.filters[index]
      for id in filterTables[index].count..<texts[slot].count {
        filterTables[index].append(filter.isIn(texts[slot][id]))
      }
      let codes = codes(batch, slot, kept)
      for row in 0..<count where !filterTables[index][Int(codes[row])] { isIn[row] = false }
    }
    for row in 0..<count {
      if !isIn.isEmpty, !isIn[row] {
        ids[row] = -1
      } else if ids[row] < 0 {
        rowsWithoutDomain += 1
      }
    }
    return ids
  }

  // MARK: Variables

  mutating func codeVariables(
    _ batch: RecordBatch, _ kept: [Int]?, into coded: inout CodedBatch
  ) {
    for (index, source) in request.variables.enumerated() {
      switch (source, plan.variables[index]) {
      case (.indicator, .indicator(let slot)):
        coded.variables.append(
          .indicator(Self.looked(up: indicatorTable(index), batch, slot, kept)))
      case (.score(_, let score), .score(let slot)):
        for id in scoreTables[index].count..<texts[slot].count {
          scoreTables[index].append(score(texts[slot][id]))
        }
        coded.variables.append(.numeric(Self.looked(up: scoreTables[index], batch, slot, kept)))
      case (.number(_, _, let missing), .number(let slot, let together)):
        var values = numbers(batch, slot, kept)
        noteInvalid(batch, slot, index, kept, values)
        if !missing.isEmpty {
          for row in values.indices where missing.contains(values[row]) { values[row] = .nan }
        }
        if let together {
          let others = numbers(batch, together, kept)
          for row in values.indices where others[row].isNaN || missing.contains(others[row]) {
            values[row] = .nan
          }
        }
        coded.variables.append(.numeric(values))
      default:
        coded.variables.append(
          DerivedVariable.column(source, from: coded.variables, count: coded.count))
      }
    }
  }

  private static func looked<Value>(
    up table: [Value], _ batch: RecordBatch, _ slot: Int, _ kept: [Int]?
  ) -> [Value] {
    batch.withCodes(slot) { codes in
      if let kept { return kept.map { table[Int(codes[$0])] } }
      var values: [Value] = []
      values.reserveCapacity(codes.count)
      for row in codes.indices { values.append(table[Int(codes[row])]) }
      return values
    }
  }

  private mutating func noteInvalid(
    _ batch: RecordBatch, _ slot: Int, _ variable: Int, _ kept: [Int]?, _ values: [Double]
  ) {
    for (position, value) in values.enumerated() where value.isNaN {
      let row = kept?[position] ?? position
      guard batch.numberState(slot, row) != .empty else { continue }
      if let known = invalidNumbers[variable] {
        invalidNumbers[variable] = (known.count + 1, known.line)
      } else {
        invalidNumbers[variable] = (1, batch.line(row))
      }
    }
  }
}

/// The level of every dictionary id of a domain column.
struct LevelTable {
  /// Texts of the levels in order of first occurrence.
  private(set) var names: [String] = []
  /// Level of every id; -1 for none.
  private(set) var levelOfCode: [Int32] = []
  private var known: [String: Int32] = [:]

  mutating func extend(with texts: [String], level: (String) -> String?) {
    for id in levelOfCode.count..<max(texts.count, levelOfCode.count) {
      guard let name = level(texts[id]) else {
        levelOfCode.append(-1)
        continue
      }
      if let number = known[name] {
        levelOfCode.append(number)
      } else {
        let number = Int32(names.count)
        known[name] = number
        names.append(name)
        levelOfCode.append(number)
      }
    }
  }
}

/// Variables that are made of other variables of the same row.
enum DerivedVariable {
  static func column(
    _ source: VariableSource, from columns: [VariableColumn], count: Int
  ) -> VariableColumn {
    func indicators(_ indices: [Int]) -> [[UInt8]] {
      indices.compactMap { if case .indicator(let values) = columns[$0] { values } else { nil } }
    }
    switch source {
    case .allSatisfied(let parts, let minimum):
      let values = indicators(parts)
      return .indicator(
        (0..<count).map { row in
          var answered = 0
          var satisfied = 0
          for value in values where value[row] < 2 {
            answered += 1
            satisfied += Int(value[row])
          }
          return answered < max(minimum, 1) ? 2 : satisfied == answered ? 1 : 0
        })
    case .satisfiedCount(let parts), .answeredCount(let parts):
      let values = indicators(parts)
      let countsAnswered = if case .answeredCount = source { true } else { false }
      return .numeric(
        (0..<count).map { row in
          var answered = 0
          var satisfied = 0
          for value in values where value[row] < 2 {
            answered += 1
            satisfied += Int(value[row])
          }
          return answered == 0 ? .nan : Double(countsAnswered ? answered : satisfied)
        })
    case .meanScore(let parts, let minimum):
      let values = parts.compactMap { (index: Int) -> [Double]? in
        if case .numeric(let values) = columns[index] { values } else { nil }
      }
      return .numeric(
        (0..<count).map { row in
          let answered = values.map { $0[row] }.filter { !$0.isNaN }
          return answered.count < max(minimum, 1)
            ? .nan : answered.reduce(0, +) / Double(answered.count)
        })
    case .indicator, .number, .score:
      return .numeric([Double](repeating: .nan, count: count))
    }
  }
}
