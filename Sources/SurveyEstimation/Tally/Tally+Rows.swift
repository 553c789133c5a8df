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
  ///
  /// Columns are lent as spans, once per batch: element by element they would be checked for
  /// sharing. Without indicators there is still one word, of no bits.
  private mutating func addWeights(_ rows: TallyRows, cells: [Int32], square: Bool) {
    let stride = stride
    let base = square ? firstOrderStride : 0
    let slots = definition.indices(.indicator).map { base + valueSlot($0) }
    let toMissing = definition.variables.count
    var unusual: [Int] = []
    for word in rows.ones.indices {
      let onesColumn = rows.ones[word]
      let gapsColumn = rows.gaps[word]
      let ones = onesColumn.span
      let gaps = gapsColumn.span
      let weights = rows.weights.span
      let cells = cells.span
      let first = min(word << 6, slots.count)
      let slots = Array(slots[first..<min(first + 64, slots.count)])
      let places = slots.span
      var recent = recent.mutableSpan
      var term: UInt128 = 1 << 64
      for row in 0..<rows.count {
        let cell = Int(cells[row])
        if cell < 0 { continue }
        if !weights.isEmpty {
          let weight = square ? weights[row] * weights[row] : weights[row]
          guard let ordinary = Self.multiples(weight) else {
            if word == 0 { unusual.append(row) }
            continue
          }
          term = ordinary
        }
        let start = cell &* stride
        if word == 0 { recent[start &+ base] &+= term }
        var bits = ones[row]
        while bits != 0 {
          recent[start &+ places[bits.trailingZeroBitCount]] &+= term
          bits &= bits &- 1
        }
        bits = gaps[row]
        while bits != 0 {
          recent[start &+ places[bits.trailingZeroBitCount] &+ toMissing] &+= term
          bits &= bits &- 1
        }
      }
    }
    if !unusual.isEmpty { makeRoomForSums() }
    for row in unusual {
      let weight = square ? rows.weights[row] * rows.weights[row] : rows.weights[row]
      addUnusual(weight, rows, row: row, start: Int(cells[row]) * stride, base: base, slots: slots)
    }
    // Ordinary weights are below 2^32, so 2^32 rows fit before the sums must be settled.
    rowsSinceSettling += rows.count
    if rowsSinceSettling > 1 << 31 {
      settle()
      rowsSinceSettling = 0
    }
  }

  /// A weight below 2^32 in multiples of 2^-64; `nil` for others.
  @inline(__always)
  private static func multiples(_ weight: Double) -> UInt128? {
    // 2^-11 and more have their last bit at 2^-63 or above.
    guard weight >= 0x1p-11, weight < 0x1p32 else { return nil }
    let bits = weight.bitPattern
    let mantissa = UInt128((bits & 0xF_FFFF_FFFF_FFFF) | 0x10_0000_0000_0000)
    return mantissa << UInt128((bits >> 52) &- (1075 - 64))
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
