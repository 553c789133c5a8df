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
    self.ones = ones
    self.gaps = gaps
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
    let indicators = definition.indices(.indicator)
    let width = definition.variables.count
    for row in 0..<rows.count {
      stratumRows[Int(unitStrata[Int(rows.units[row])])] += 1
      let cell = Int(cells[row])
      if cell < 0 { continue }
      cellRows[cell] += 1
      let domain = Int(rows.domains[row])
      domainRows[domain] += 1
      for word in rows.gaps.indices {
        var bits = rows.gaps[word][row]
        while bits != 0 {
          let place = word << 6 | bits.trailingZeroBitCount
          domainMissing[domain * width + indicators[place]] += 1
          bits &= bits &- 1
        }
      }
    }
  }

  /// Adds the weights (or their squares) to the cells and the indicators' sums.
  private mutating func addWeights(_ rows: TallyRows, cells: [Int32], square: Bool) {
    let stride = stride
    let base = square ? firstOrderStride : 0
    let slots = definition.indices(.indicator).map { base + Self.valueSlot($0) }
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 1, 0)
    let ones = rows.ones
    let gaps = rows.gaps
    var sums = sums.mutableSpan
    for row in 0..<rows.count {
      let cell = Int(cells[row])
      if cell < 0 { continue }
      if !rows.weights.isEmpty {
        let weight = rows.weights[row]
        words = ExactSum.fixedPoint(square ? weight * weight : weight)
      }
      let start = cell &* stride
      // Nearly all weights are multiples of 2^-64 below 2^64: two words instead of four.
      if words.0 | words.3 == 0 {
        sums[start &+ base].addMiddle(words.1, words.2)
        for word in ones.indices {
          var bits = ones[word][row]
          while bits != 0 {
            let slot = slots[word << 6 | bits.trailingZeroBitCount]
            sums[start &+ slot].addMiddle(words.1, words.2)
            bits &= bits &- 1
          }
          bits = gaps[word][row]
          while bits != 0 {
            let slot = slots[word << 6 | bits.trailingZeroBitCount] &+ 1
            sums[start &+ slot].addMiddle(words.1, words.2)
            bits &= bits &- 1
          }
        }
        continue
      }
      let term = ExactSum(limbs: words)
      sums[start &+ base].add(term)
      for word in ones.indices {
        var bits = ones[word][row]
        while bits != 0 {
          sums[start &+ slots[word << 6 | bits.trailingZeroBitCount]].add(term)
          bits &= bits &- 1
        }
        bits = gaps[word][row]
        while bits != 0 {
          sums[start &+ slots[word << 6 | bits.trailingZeroBitCount] &+ 1].add(term)
          bits &= bits &- 1
        }
      }
    }
  }

  private mutating func addNumbers(_ rows: TallyRows, cells: [Int32]) {
    let width = definition.variables.count
    for (column, variable) in definition.indices(.number).enumerated() {
      let values = rows.numbers[column]
      let slot = Self.valueSlot(variable)
      for row in 0..<rows.count {
        let cell = Int(cells[row])
        if cell < 0 { continue }
        let weight = rows.weights.isEmpty ? 1 : rows.weights[row]
        let value = values[row]
        if value.isNaN {
          sums[cell * stride + slot + 1].add(weight)
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
