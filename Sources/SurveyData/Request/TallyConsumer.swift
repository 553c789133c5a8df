internal import CSVIO
public import SurveyEstimation

/// Tallies the records of one part of a file as they are read; no row is kept.
struct TallyConsumer<Screen: ResponseScreen>: RecordConsumer {
  var recorder: TallyRecorder
  var screen: Screen

  init(_ coder: BatchCoder, definition: TallyDefinition, screen: Screen) {
    recorder = TallyRecorder(coder, definition: definition)
    self.screen = screen
  }

  var wantsMalformedRecords: Bool { screen.wantsMalformedRecords }

  mutating func consume(malformed record: MalformedRecord) throws { screen.note(malformed: record) }

  mutating func consume(_ batch: RecordBatch) throws {
    recorder.add(batch, isAccepted: screen.accepted(batch, plan: recorder.coder.plan))
  }
}

/// Codes and tallies the accepted records of one part of a file.
///
/// Apart from the consumer, because the code of a generic type finds its own layout at run time.
struct TallyRecorder {
  var coder: BatchCoder
  var tally: Tally
  private(set) var accepted = 0
  private let names: TallyNames
  private var pairs = PairTable()
  private var cellPairs = PairTable()
  /// The tally's stratum of every id of the stratum column.
  private var stratumOfCode: [Int32] = []
  /// The tally's PSU of every pair of stratum and cluster id.
  private var unitOfPair: [Int32] = []
  private var domainOfNumber: [Int32] = []
  private var cellOfPair: [Int32] = []
  /// What every id of an indicator's column sets in a row's word, by the indicator's place.
  private var marksOfCode: [[UInt64]]

  init(_ coder: BatchCoder, definition: TallyDefinition) {
    self.coder = coder
    tally = Tally(definition)
    names = TallyNames(coder.request, definition)
    marksOfCode = names.indicators.map { _ in [] }
  }

  /// Codes and tallies the accepted records of a batch.
  mutating func add(_ batch: RecordBatch, isAccepted: [Bool]?) {
    coder.readTexts(batch)
    var weights: [Double] = []
    let kept = coder.keptRows(batch, isAccepted: isAccepted, weights: &weights)
    let count = kept?.count ?? batch.count
    var design = CodedBatch()
    design.count = count
    design.strata = coder.plan.strata.prefix(1).map { coder.codes(batch, $0, kept) }
    design.clusters = coder.plan.clusters.prefix(1).map { coder.codes(batch, $0, kept) }
    design.populations = coder.plan.populations.prefix(1).map { coder.numbers(batch, $0, kept) }
    coder.noteGaps(batch, design, kept)
    let units = units(design)
    let domains = domains(coder.domains(batch, kept, count: count))
    let (marks, numbers) = variables(batch, kept, count: count)
    tally.add(
      TallyRows(
        count: count, weights: weights, units: units, domains: domains, marks: marks,
        numbers: numbers), cells: cells(units: units, domains: domains))
    accepted += count
  }

  // MARK: Numbers of units, domains and cells

  private mutating func units(_ design: CodedBatch) -> [Int32] {
    if coder.plan.strata.isEmpty, stratumOfCode.isEmpty { stratumOfCode = [tally.stratum("")] }
    if let slot = coder.plan.strata.first {
      let texts = coder.texts(slot: slot)
      for id in stratumOfCode.count..<max(texts.count, stratumOfCode.count) {
        // Id 0, the empty cell, is in every dictionary whether it occurs or not.
        stratumOfCode.append(id == 0 ? -1 : tally.stratum(texts[id].trimmedBlanks))
      }
      // Where it does, the file is refused after reading, with all its gaps counted.
      if stratumOfCode[0] < 0, design.strata[0].contains(0) { stratumOfCode[0] = tally.stratum("") }
    }
    let stratumCodes = design.strata.first
    let strata = stratumCodes.map { Self.looked(up: stratumOfCode, $0) }
    var units = strata ?? [Int32](repeating: 0, count: design.count)
    if let slot = coder.plan.clusters.first {
      let texts = coder.texts(slot: slot)
      let strata = strata ?? [Int32](repeating: stratumOfCode[0], count: design.count)
      let clusters = design.clusters[0]
      pairs.reserve(firstCount: stratumOfCode.count, secondCount: texts.count)
      if pairs.lookUp(strata, clusters, in: unitOfPair, into: &units) {
        for row in units.indices where units[row] == PairTable.unknown {
          let pair = Int(pairs.id(strata[row], clusters[row]))
          if pair == unitOfPair.count {
            unitOfPair.append(
              tally.unit(texts[Int(clusters[row])].trimmedBlanks, inStratum: strata[row]))
          }
          units[row] = unitOfPair[pair]
        }
      }
    }
    if let populations = design.populations.first {
      for (row, population) in populations.enumerated() where !population.isNaN {
        let stratum = stratumCodes.map { stratumOfCode[Int($0[row])] } ?? stratumOfCode[0]
        tally.note(population: population, stratum: stratum)
      }
    }
    return units
  }

  private mutating func domains(_ numbers: [Int32]) -> [Int32] {
    for number in domainOfNumber.count..<max(coder.domainCount, domainOfNumber.count) {
      domainOfNumber.append(tally.domain(coder.levels(ofDomain: Int32(number))))
    }
    return Self.looked(up: domainOfNumber, numbers)
  }

  private mutating func cells(units: [Int32], domains: [Int32]) -> [Int32] {
    cellPairs.reserve(
      firstCount: max(tally.frame.unitCount, 1), secondCount: max(tally.frame.domains.count, 1))
    var cells = units
    if cellPairs.lookUp(units, domains, in: cellOfPair, into: &cells) {
      for row in cells.indices where cells[row] == PairTable.unknown {
        let pair = Int(cellPairs.id(units[row], domains[row]))
        if pair == cellOfPair.count {
          cellOfPair.append(tally.cell(unit: units[row], domain: domains[row]))
        }
        cells[row] = cellOfPair[pair]
      }
    }
    return cells
  }

  /// The entry of every number; -1 stays.
  private static func looked(up table: [Int32], _ numbers: [Int32]) -> [Int32] {
    numbers.map { $0 < 0 ? -1 : table[Int($0)] }
  }

  // MARK: Variables

  private mutating func variables(
    _ batch: RecordBatch, _ kept: [Int]?, count: Int
  ) -> (marks: [[UInt64]], numbers: [[Double]]) {
    let perWord = TallyRows.indicatorsPerWord
    let words = (names.indicators.count + perWord - 1) / perWord
    var marks = [[UInt64]](repeating: [UInt64](repeating: 0, count: count), count: words)
    guard names.needsColumns || kept != nil else {
      for word in marks.indices { mark(&marks[word], word, batch) }
      return (marks, [])
    }
    var numbers: [[Double]] = []
    var coded = CodedBatch()
    coded.count = count
    coder.codeVariables(batch, kept, into: &coded)
    for (place, variable) in names.indicators.enumerated() {
      guard case .indicator(let values) = coded.variables[variable] else { continue }
      for row in values.indices {
        marks[place / perWord][row] |= Self.mark(values[row], place: place)
      }
    }
    for variable in names.numbers {
      if case .numeric(let values) = coded.variables[variable] { numbers.append(values) }
    }
    return (marks, numbers)
  }

  /// What an indicator's class sets in a row's word.
  private static func mark(_ value: UInt8, place: Int) -> UInt64 {
    let bit = UInt64(place % TallyRows.indicatorsPerWord)
    let gap = UInt64(value >> 1) << (bit + UInt64(TallyRows.indicatorsPerWord))
    return UInt64(value & 1) << bit | gap
  }

  /// Sets a word's bits from the columns of its indicators, four at a time.
  private mutating func mark(_ marks: inout [UInt64], _ word: Int, _ batch: RecordBatch) {
    let first = word * TallyRows.indicatorsPerWord
    let last = min(first + TallyRows.indicatorsPerWord, names.indicators.count)
    var slots: [Int] = []
    for place in first..<last {
      let variable = names.indicators[place]
      guard case .indicator(let slot) = coder.plan.variables[variable] else { continue }
      slots.append(slot)
      let classes = coder.indicatorTable(variable)
      for id in marksOfCode[place].count..<max(classes.count, marksOfCode[place].count) {
        marksOfCode[place].append(Self.mark(classes[id], place: place))
      }
    }
    for start in stride(from: 0, to: slots.count, by: 4) {
      let tables = (0..<4).map { start + $0 < slots.count ? marksOfCode[first + start + $0] : nil }
      // A column too few is taken twice, and its marks not at all.
      let own = (0..<4).map { slots[min(start + $0, slots.count - 1)] }
      func table(_ index: Int) -> [UInt64] {
        tables[index] ?? [UInt64](repeating: 0, count: coder.texts(slot: own[index]).count)
      }
      Self.mark(&marks, batch, own, (table(0), table(1), table(2), table(3)))
    }
  }

  private static func mark(
    _ marks: inout [UInt64], _ batch: RecordBatch, _ slots: [Int],
    _ tables: ([UInt64], [UInt64], [UInt64], [UInt64])
  ) {
    var marks = marks.mutableSpan
    let (t0, t1, t2, t3) = (tables.0.span, tables.1.span, tables.2.span, tables.3.span)
    batch.withCodes(slots[0]) { c0 in
      batch.withCodes(slots[1]) { c1 in
        batch.withCodes(slots[2]) { c2 in
          batch.withCodes(slots[3]) { c3 in
            for row in 0..<marks.count {
              marks[row] |=
                t0[Int(c0[row])] | t1[Int(c1[row])] | t2[Int(c2[row])] | t3[Int(c3[row])]
            }
          }
        }
      }
    }
  }
}

/// Which variables of a request are indicators, which are numbers.
struct TallyNames {
  let indicators: [Int]
  let numbers: [Int]
  /// Whether some variable is not simply an indicator of one column.
  let needsColumns: Bool

  init(_ request: EstimationRequest, _ definition: TallyDefinition) {
    indicators = definition.variables.indices.filter { definition.variables[$0] == .indicator }
    numbers = definition.variables.indices.filter { definition.variables[$0] == .number }
    needsColumns = request.variables.contains {
      if case .indicator = $0 { false } else { true }
    }
  }
}

extension EstimationRequest {
  /// The definition of a tally that answers the request; `nil` when it needs the rows in memory.
  ///
  /// Several stages with populations, weights from populations, calibration, replicates and
  /// quantiles need the rows, and so do statistics beyond ``TallyDefinition/isAnswerable``.
  public var tallyDefinition: TallyDefinition? {
    guard design.replicates == nil, design.calibration == nil, quantiles.isEmpty,
      !hasComparisons,
      !statistics.isEmpty, design.clusters.count <= 1 || design.populations.isEmpty,
      design.populations.isEmpty || design.weight != nil,
      design.strata.count <= max(design.clusters.count, 1),
      design.populations.count <= max(design.clusters.count, 1)
    else { return nil }
    let definition = TallyDefinition(
      variables: variables.map { variable in
        switch variable {
        case .indicator, .allSatisfied: .indicator
        case .number, .score, .satisfiedCount, .answeredCount, .meanScore: .number
        }
      },
      statistics: statistics, domainVariables: domains.map { $0.name ?? $0.column.text },
      rowsAreUnits: design.clusters.isEmpty, isStratified: !design.strata.isEmpty,
      isNested: design.isNested, hasPopulations: !design.populations.isEmpty,
      weight: design.weight?.text, request: questions)
    return definition.isAnswerable ? definition : nil
  }
}
