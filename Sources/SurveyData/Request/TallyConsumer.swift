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

  init(_ coder: BatchCoder, definition: TallyDefinition) {
    self.coder = coder
    tally = Tally(definition)
    names = TallyNames(coder.request, definition)
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
    let (ones, gaps, numbers) = variables(batch, kept, count: count)
    tally.add(
      TallyRows(
        count: count, weights: weights, units: units, domains: domains, ones: ones, gaps: gaps,
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
      let stratum = stratumOfCode[0]
      pairs.reserve(firstCount: stratumOfCode.count, secondCount: texts.count)
      units = pairs.ids(
        strata ?? [Int32](repeating: stratum, count: design.count), design.clusters[0])
      for pair in unitOfPair.count..<max(pairs.count, unitOfPair.count) {
        unitOfPair.append(
          tally.unit(
            texts[Int(pairs.seconds[pair])].trimmedBlanks, inStratum: pairs.firsts[pair]))
      }
      units = Self.looked(up: unitOfPair, units)
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
      firstCount: max(tally.unitCount, 1), secondCount: max(tally.domains.count, 1))
    let cells = cellPairs.ids(units, domains)
    for pair in cellOfPair.count..<max(cellPairs.count, cellOfPair.count) {
      cellOfPair.append(
        tally.cell(unit: cellPairs.firsts[pair], domain: cellPairs.seconds[pair]))
    }
    return Self.looked(up: cellOfPair, cells)
  }

  /// The entry of every number; -1 stays.
  private static func looked(up table: [Int32], _ numbers: [Int32]) -> [Int32] {
    numbers.map { $0 < 0 ? -1 : table[Int($0)] }
  }

  // MARK: Variables

  private mutating func variables(
    _ batch: RecordBatch, _ kept: [Int]?, count: Int
  ) -> (ones: [[UInt64]], gaps: [[UInt64]], numbers: [[Double]]) {
    let words = (names.indicators.count + 63) / 64
    var ones = [[UInt64]](repeating: [UInt64](repeating: 0, count: count), count: words)
    var gaps = ones
    var numbers: [[Double]] = []
    if names.needsColumns {
      var coded = CodedBatch()
      coded.count = count
      coder.codeVariables(batch, kept, into: &coded)
      for (place, variable) in names.indicators.enumerated() {
        guard case .indicator(let values) = coded.variables[variable] else { continue }
        Self.pack(values, place: place, ones: &ones[place >> 6], gaps: &gaps[place >> 6])
      }
      for variable in names.numbers {
        if case .numeric(let values) = coded.variables[variable] { numbers.append(values) }
      }
      return (ones, gaps, numbers)
    }
    for (place, variable) in names.indicators.enumerated() {
      guard case .indicator(let slot) = coder.plan.variables[variable] else { continue }
      let table = coder.indicatorTable(variable)
      if let kept {
        let codes = batch.codes(slot)
        Self.pack(
          kept.map { table[Int(codes[$0])] }, place: place, ones: &ones[place >> 6],
          gaps: &gaps[place >> 6])
      } else {
        Self.pack(
          batch, slot: slot, table: table, place: place, ones: &ones[place >> 6],
          gaps: &gaps[place >> 6])
      }
    }
    return (ones, gaps, numbers)
  }

  private static func pack(
    _ values: [UInt8], place: Int, ones: inout [UInt64], gaps: inout [UInt64]
  ) {
    let shift = UInt64(place & 63)
    for row in values.indices {
      let value = UInt64(values[row])
      ones[row] |= (value & 1) << shift
      gaps[row] |= (value >> 1) << shift
    }
  }

  private static func pack(
    _ batch: RecordBatch, slot: Int, table: [UInt8], place: Int, ones: inout [UInt64],
    gaps: inout [UInt64]
  ) {
    let shift = UInt64(place & 63)
    var ones = ones.mutableSpan
    var gaps = gaps.mutableSpan
    let table = table.span
    batch.withCodes(slot) { codes in
      for row in 0..<min(codes.count, ones.count) {
        let value = UInt64(table[Int(codes[row])])
        ones[row] |= (value & 1) << shift
        gaps[row] |= (value >> 1) << shift
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
