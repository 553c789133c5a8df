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
  /// What each row says of the indicators, 32 of them to a word: bit k of word i is set where the
  /// one at place 32 i + k among the tally's indicators is 1, bit 32 + k where it has no value.
  public var marks: [[UInt64]]
  /// Values of the numeric variables, one column each, NaN where missing.
  public var numbers: [[Double]]

  /// Indicators to a word of `marks`.
  public static let indicatorsPerWord = 32

  /// Rows to be tallied.
  public init(
    count: Int, weights: [Double], units: [Int32], domains: [Int32], marks: [[UInt64]],
    numbers: [[Double]]
  ) {
    self.count = count
    self.weights = weights
    self.units = units
    self.domains = domains
    self.marks = marks.isEmpty ? [[UInt64](repeating: 0, count: count)] : marks
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
    frame.count(units: rows.units, domains: rows.domains, cells: cells)
    let indicators = definition.indices(.indicator)
    for word in rows.marks.indices {
      let variables = indicators.dropFirst(word * TallyRows.indicatorsPerWord)
      Self.countGaps(
        rows.marks[word], rows.domains, cells: cells, width: definition.variables.count,
        variables: Array(variables.prefix(TallyRows.indicatorsPerWord)), in: &domainMissing)
    }
  }

  /// Counts are lent as spans, because they would be checked for sharing at every row.
  private static func countGaps(
    _ marks: [UInt64], _ domains: [Int32], cells: [Int32], width: Int, variables: [Int],
    in counts: inout [Int]
  ) {
    var counts = counts.mutableSpan
    let marks = marks.span
    let domains = domains.span
    let cells = cells.span
    let variables = variables.span
    for row in 0..<marks.count {
      var bits = marks[row] >> UInt64(TallyRows.indicatorsPerWord)
      if bits == 0 || cells[row] < 0 { continue }
      let start = Int(domains[row]) &* width
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
    let indicators = definition.indices(.indicator)
    if recent.isFull(adding: rows.count) { settle() }
    let weights = rows.weights.isEmpty ? [Double](repeating: 1, count: rows.count) : rows.weights
    let terms = recent.terms(square ? weights.map { $0 * $0 } : weights, order: order)
    recent.begin(rows.marks, indicators: indicators)
    for word in rows.marks.indices {
      let own = indicators.dropFirst(word * TallyRows.indicatorsPerWord)
      recent.add(
        terms, cells: cells, marks: rows.marks[word],
        indicators: own.prefix(TallyRows.indicatorsPerWord), order: order, isFirst: word == 0)
    }
    guard terms.high.contains(RecentSums.Terms.unusual) else { return }
    for row in 0..<rows.count where terms.high[row] == RecentSums.Terms.unusual && cells[row] >= 0 {
      makeRoomForSums()
      addUnusual(
        square ? weights[row] * weights[row] : weights[row], rows, row: row,
        start: Int(cells[row]) * stride + (square ? firstOrderStride : 0), indicators)
    }
  }

  /// The same for a weight that is very small or very large.
  private mutating func addUnusual(
    _ weight: Double, _ rows: TallyRows, row: Int, start: Int, _ indicators: [Int]
  ) {
    let term = ExactSum(weight)
    sums[start].add(term)
    for word in rows.marks.indices {
      var bits = rows.marks[word][row]
      while bits != 0 {
        let bit = bits.trailingZeroBitCount
        let isGap = bit >= TallyRows.indicatorsPerWord
        let place = word * TallyRows.indicatorsPerWord + bit % TallyRows.indicatorsPerWord
        let variable = indicators[place]
        sums[start + (isGap ? missingSlot(variable) : valueSlot(variable))].add(term)
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
