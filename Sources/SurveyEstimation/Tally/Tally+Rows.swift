/// Coded rows to be added to a tally; all columns are parallel.
public struct TallyRows: Sendable {
  /// Number of rows.
  public var count: Int
  /// Weights; empty where all rows weigh 1.
  public var weights: [Double]
  /// The tally's number of each row's PSU (of its stratum where rows are PSUs).
  public var units: [Int32]
  /// The tally's number of each row's domain; -1 outside all.
  public var domains: [Int32]
  /// Bit k of word i: the indicator at place 64 i + k among the tally's indicators is 1.
  public var ones: [[UInt64]]
  /// Bit k of word i: that indicator has no value.
  public var gaps: [[UInt64]]
  /// Values of the numeric variables, one column each, NaN where missing.
  public var numbers: [[Double]]

  /// Rows to be tallied.
  public init(
    count: Int, weights: [Double], units: [Int32], domains: [Int32], ones: [[UInt64]],
    gaps: [[UInt64]], numbers: [[Double]]
  ) {
    self.count = count
    self.weights = weights
    self.units = units
    self.domains = domains
    let none = [UInt64](repeating: 0, count: count)
    self.ones = ones.isEmpty ? [none] : ones
    self.gaps = gaps.isEmpty ? [none] : gaps
    self.numbers = numbers
  }
}

extension Tally {
  /// Adds rows.
  ///
  /// - Parameters:
  ///   - rows: Coded rows; units and domains must have been entered.
  ///   - cells: The cell of every row by `cell(unit:domain:)`, -1 outside all domains.
  /// - Complexity: O(rows x variables).
  public mutating func add(_ rows: TallyRows, cells: [Int32]) {
    countRows(rows, cells: cells)
    addWeights(rows, cells: cells, square: false)
    if definition.rowsAreUnits { addWeights(rows, cells: cells, square: true) }
    addNumbers(rows, cells: cells)
    addMoments(rows)
  }

  private mutating func countRows(_ rows: TallyRows, cells: [Int32]) {
    Self.count(rows.units, as: unitStrata, in: &stratumRows)
    Self.count(cells, as: nil, in: &cellRows)
    let domains = zip(rows.domains, cells).map { $1 < 0 ? -1 : $0 }
    Self.count(domains, as: nil, in: &domainRows)
    let indicators = definition.indices(.indicator)
    for word in rows.gaps.indices {
      Self.countGaps(
        rows.gaps[word], domains: domains, width: definition.variables.count,
        variables: Array(indicators.dropFirst(word << 6)), in: &domainMissing)
    }
  }

  /// Counts numbers, or what they stand for; -1 is none.
  ///
  /// Counts are lent as a span, here and below, because they would be checked for sharing at every
  /// row.
  private static func count(_ numbers: [Int32], as table: [Int32]?, in counts: inout [Int]) {
    var counts = counts.mutableSpan
    for number in numbers where number >= 0 {
      if let table {
        counts[Int(table[Int(number)])] &+= 1
      } else {
        counts[Int(number)] &+= 1
      }
    }
  }

  private static func countGaps(
    _ gaps: [UInt64], domains: [Int32], width: Int, variables: [Int], in counts: inout [Int]
  ) {
    var counts = counts.mutableSpan
    for row in gaps.indices where gaps[row] != 0 && domains[row] >= 0 {
      let start = Int(domains[row]) &* width
      var bits = gaps[row]
      while bits != 0 {
        counts[start &+ variables[bits.trailingZeroBitCount]] &+= 1
        bits &= bits &- 1
      }
    }
  }

  /// Adds the weights (or their squares) to the cells and the indicators' sums.
  ///
  /// Without indicators there is still one word, of no bits.
  private mutating func addWeights(_ rows: TallyRows, cells: [Int32], square: Bool) {
    let order = square ? 1 : 0
    let base = square ? firstOrderStride : 0
    let slots = definition.indices(.indicator).map { base + valueSlot($0) }
    let toMissing = definition.variables.count
    if recent.isFull(adding: rows.count) { settle() }
    let weights = rows.weights.isEmpty ? [Double](repeating: 1, count: rows.count) : rows.weights
    let terms = recent.terms(square ? weights.map { $0 * $0 } : weights, order: order)
    for word in rows.ones.indices {
      let first = min(word << 6, slots.count)
      var places = Array(slots[first..<min(first + 64, slots.count)])
      // Bits beyond the indicators are not set.
      places += [Int](repeating: base, count: 64 - places.count)
      recent.add(
        terms, cells: cells, ones: rows.ones[word], gaps: rows.gaps[word], onePlaces: places,
        gapPlaces: places.map { $0 == base ? base : $0 + toMissing },
        always: word == 0 ? base : nil)
    }
    guard terms.high.contains(RecentSums.Terms.unusual) else { return }
    for row in 0..<rows.count where terms.high[row] == RecentSums.Terms.unusual && cells[row] >= 0 {
      makeRoomForSums()
      addUnusual(
        square ? weights[row] * weights[row] : weights[row], rows, row: row,
        start: Int(cells[row]) * stride, base: base, slots: slots)
    }
  }

  /// The same for a weight that is very small or very large.
  private mutating func addUnusual(
    _ weight: Double, _ rows: TallyRows, row: Int, start: Int, base: Int, slots: [Int]
  ) {
    let term = ExactSum(weight)
    sums[start + base].add(term)
    for word in rows.ones.indices {
      var bits = rows.ones[word][row]
      while bits != 0 {
        sums[start + slots[word << 6 | bits.trailingZeroBitCount]].add(term)
        bits &= bits &- 1
      }
      bits = rows.gaps[word][row]
      while bits != 0 {
        let slot = slots[word << 6 | bits.trailingZeroBitCount] + definition.variables.count
        sums[start + slot].add(term)
        bits &= bits &- 1
      }
    }
  }

  private mutating func addNumbers(_ rows: TallyRows, cells: [Int32]) {
    let width = definition.variables.count
    let numbers = definition.indices(.number)
    if !numbers.isEmpty { makeRoomForSums() }
    for (column, variable) in numbers.enumerated() {
      let values = rows.numbers[column]
      let slot = valueSlot(variable)
      for row in 0..<rows.count {
        let cell = Int(cells[row])
        if cell < 0 { continue }
        let weight = rows.weights.isEmpty ? 1 : rows.weights[row]
        let value = values[row]
        if value.isNaN {
          sums[cell * stride + missingSlot(variable)].add(weight)
          domainMissing[Int(rows.domains[row]) * width + variable] += 1
        } else if value != 0 {
          sums[cell * stride + slot].add(weight * value)
        }
      }
    }
  }

  /// Sums of w a b over the rows of a domain, as exact as the products are.
  private mutating func addMoments(_ rows: TallyRows) {
    if momentPairs.isEmpty { return }
    let places = definition.indices(.number)
    func column(_ component: Component) -> (values: [Double], isCount: Bool)? {
      guard let place = places.firstIndex(of: component.variable) else { return nil }
      if case .count = component { return (rows.numbers[place], true) }
      return (rows.numbers[place], false)
    }
    for (index, pair) in momentPairs.enumerated() {
      guard let first = column(pair.first), let second = column(pair.second) else { continue }
      for row in 0..<rows.count {
        let domain = Int(rows.domains[row])
        if domain < 0 || first.values[row].isNaN || second.values[row].isNaN { continue }
        let a = first.isCount ? 1 : first.values[row]
        let b = second.isCount ? 1 : second.values[row]
        let weight = rows.weights.isEmpty ? 1 : rows.weights[row]
        let product = a * b
        let place = domain * momentPairs.count + index
        moments[place].addProduct(weight, product)
        // What rounding took from a b.
        moments[place].add(weight * (-product).addingProduct(a, b))
      }
    }
  }
}
