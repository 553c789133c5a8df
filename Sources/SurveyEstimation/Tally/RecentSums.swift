/// The sums of a tally's cells in 96 bits each, for weights of similar size.
///
/// A sum counts multiples of a power of two, the unit, chosen so that every weight met is one: it
/// is exact, and takes less than half the memory of an ``ExactSum``. Every row of a file touches a
/// cell, so that its size decides how fast rows are tallied. Weights that are no multiple of the
/// unit, or too many of it, are unusual and go into exact sums.
struct RecentSums: Sendable {
  /// The lower 64 bits of every sum.
  private(set) var low: [UInt64] = []
  /// The upper 32 bits, which few rows touch.
  private(set) var high: [UInt32] = []
  private var scales: [Scale]
  /// What was read ahead of the additions; it has no meaning, but the reading must not be left out.
  private var readAhead: UInt64 = 0
  /// Sums per cell and order.
  private let width: Int

  /// The unit of the weights (order 0) or of their squares (order 1).
  private struct Scale {
    /// The unit is 2^exponent; `nil` before the first weight.
    var exponent: Int?
    /// No upper half is above this.
    var bound: UInt64 = 0
  }

  /// Terms in multiples of the unit.
  struct Terms {
    var low: [UInt64] = []
    var high: [UInt32] = []
    /// In `high`: no multiple that fits.
    static let unusual = UInt32.max
  }

  /// How often the largest weight can be doubled before larger ones are unusual.
  ///
  /// Units are as large as can be otherwise, so that few sums carry into their upper halves.
  private static let headroom = 4
  /// The mantissa is moved up by at most this, so that 74 bits hold every term.
  private static let largestShift = 21
  /// 127 bits of these units are exact sums.
  private static let exponents = -128...(-20)

  init(width: Int, orders: Int) {
    self.width = width
    scales = [Scale](repeating: Scale(), count: orders)
  }

  private var stride: Int { width * scales.count }

  /// Adds the sums of a new cell.
  mutating func appendCell() {
    low.append(contentsOf: repeatElement(0, count: stride))
    high.append(contentsOf: repeatElement(0, count: stride))
  }

  /// The sum at a place, in multiples of the unit of its order.
  @inline(__always)
  func multiples(_ place: Int) -> UInt128 {
    UInt128(high[place]) << 64 | UInt128(low[place])
  }

  /// A number of multiples, exactly.
  func exact(_ multiples: UInt128, order: Int) -> ExactSum {
    ExactSum(multiples, exponent: scales[order].exponent ?? 0)
  }

  /// The sum at a place, exactly.
  func exact(_ place: Int) -> ExactSum {
    exact(multiples(place), order: place % stride < width ? 0 : 1)
  }

  /// A number of multiples as the nearest double, ties to even.
  func value(_ multiples: UInt128, order: Int) -> Double {
    let exponent = scales[order].exponent ?? 0
    if multiples >> 64 == 0 {
      return Double(UInt64(truncatingIfNeeded: multiples))
        * Double(sign: .plus, exponent: exponent, significand: 1)
    }
    let shift = 64 - multiples.leadingZeroBitCount
    var head = UInt64(truncatingIfNeeded: multiples >> UInt128(shift))
    // What is below the 64 bits is kept as one sticky bit.
    if UInt128(head) << UInt128(shift) != multiples { head |= 1 }
    return Double(head) * Double(sign: .plus, exponent: exponent + shift, significand: 1)
  }

  /// Sets the sum at a place to zero.
  mutating func clear(_ place: Int) {
    low[place] = 0
    high[place] = 0
  }

  /// To be called when all sums were cleared.
  mutating func noteCleared() {
    for order in scales.indices { scales[order].bound = 0 }
  }

  // MARK: Adding rows

  /// The terms of rows, for which the unit is changed when need be.
  ///
  /// - Returns: The terms of the rows, in order.
  mutating func terms(_ weights: [Double], order: Int) -> Terms {
    chooseUnit(weights, order: order)
    guard let unit = scales[order].exponent else {
      return Terms(
        low: [UInt64](repeating: 0, count: weights.count),
        high: [UInt32](repeating: Terms.unusual, count: weights.count))
    }
    var terms = Terms()
    terms.low.reserveCapacity(weights.count)
    terms.high.reserveCapacity(weights.count)
    var largest: UInt32 = 0
    for weight in weights {
      let bits = weight.bitPattern
      let shift = Int(bits >> 52) &- (1075 &+ unit)
      let mantissa = (bits & 0xF_FFFF_FFFF_FFFF) | 0x10_0000_0000_0000
      // A negative or non-finite weight has a shift beyond the largest.
      if shift >= 0 && shift <= Self.largestShift {
        let term = UInt128(mantissa) << UInt128(truncatingIfNeeded: shift)
        let upper = UInt32(truncatingIfNeeded: term >> 64)
        largest = max(largest, upper)
        terms.low.append(UInt64(truncatingIfNeeded: term))
        terms.high.append(upper)
      } else if shift < 0, shift > -53, bits >> 52 > 0, mantissa.trailingZeroBitCount >= -shift {
        terms.low.append(mantissa >> UInt64(-shift))
        terms.high.append(0)
      } else {
        terms.low.append(0)
        terms.high.append(Terms.unusual)
      }
    }
    scales[order].bound += UInt64(weights.count) * (UInt64(largest) + 1)
    return terms
  }

  /// Whether more rows could overflow a sum.
  func isFull(adding rows: Int) -> Bool {
    scales.contains { $0.bound + UInt64(rows) << 10 > UInt64(UInt32.max) }
  }

  private mutating func chooseUnit(_ weights: [Double], order: Int) {
    var smallest = Double.infinity
    var largest = 0.0
    for weight in weights where weight > 0 && weight < .infinity {
      smallest = min(smallest, weight)
      largest = max(largest, weight)
    }
    guard largest > 0 else { return }
    let lowest = Int(smallest.exponent) - 52
    let highest = Int(largest.exponent) - 52
    // The largest weight must still fit; smaller ones are unusual then.
    let wanted = max(lowest, highest - Self.largestShift + Self.headroom)
    guard let unit = scales[order].exponent else {
      if Self.exponents.contains(wanted) { scales[order].exponent = wanted }
      return
    }
    if wanted < unit { _ = changeUnit(order: order, to: wanted) }
  }

  /// Counts in smaller units from now on, if the sums have room for that.
  private mutating func changeUnit(order: Int, to exponent: Int) -> Bool {
    guard let unit = scales[order].exponent, exponent <= unit,
      Self.exponents.contains(exponent), unit - exponent <= 24,
      (scales[order].bound + 1) << UInt64(unit - exponent) < UInt64(UInt32.max) / 2
    else { return false }
    let shift = UInt128(unit - exponent)
    guard shift > 0 else { return true }
    for place in low.indices where (place % stride < width) == (order == 0) {
      let moved = multiples(place) << shift
      low[place] = UInt64(truncatingIfNeeded: moved)
      high[place] = UInt32(truncatingIfNeeded: moved >> 64)
    }
    scales[order] = Scale(
      exponent: exponent, bound: (scales[order].bound + 1) << UInt64(truncatingIfNeeded: shift))
    return true
  }

  /// Adds the terms of rows to the sums of their cells.
  ///
  /// - Parameters:
  ///   - cells: The cell of every row, -1 for none.
  ///   - ones: Bits of the sums that take the row's term, by `onePlaces`.
  ///   - gaps: The same by `gapPlaces`.
  ///   - onePlaces: 64 places in a cell.
  ///   - gapPlaces: 64 places in a cell.
  ///   - always: A place that takes all terms, or `nil`.
  mutating func add(
    _ terms: Terms, cells: [Int32], ones: [UInt64], gaps: [UInt64], onePlaces: [Int],
    gapPlaces: [Int], always: Int?
  ) {
    let stride = stride
    let count = cells.count
    precondition(onePlaces.count == 64 && gapPlaces.count == 64, "64 places are needed")
    precondition((onePlaces + gapPlaces + [always ?? 0]).allSatisfy { $0 >= 0 && $0 < stride })
    precondition(terms.low.count == count && terms.high.count == count)
    precondition(ones.count == count && gaps.count == count)
    let size = self.low.count
    // Lines of eight sums up to the last that a one is added to.
    let lines = min((onePlaces.max() ?? 0) / 8 + 1, (stride + 7) / 8)
    // Taken out, because parts of a struct cannot be lent as spans at the same time.
    var lowSums: [UInt64] = []
    var highSums: [UInt32] = []
    swap(&lowSums, &self.low)
    swap(&highSums, &self.high)
    defer {
      swap(&lowSums, &self.low)
      swap(&highSums, &self.high)
    }
    var low = lowSums.mutableSpan
    var high = highSums.mutableSpan
    let onePlaces = onePlaces.span
    let gapPlaces = gapPlaces.span
    let cells = cells.span
    let ones = ones.span
    let gaps = gaps.span
    let lowTerms = terms.low.span
    let highTerms = terms.high.span
    // The sums of the batch's cells are read first, because these reads wait for memory together;
    // in the loop below each row's would wait behind the branches of the row before.
    var ahead: UInt64 = 0
    for row in 0..<count where cells[row] >= 0 {
      let start = Int(cells[row]) &* stride
      precondition(start &+ stride <= size, "no such cell")
      for line in 0..<lines { ahead |= low[unchecked: start &+ line &* 8] }
    }
    readAhead = ahead
    for row in 0..<count {
      let cell = Int(cells[row])
      if cell < 0 { continue }
      let term = lowTerms[row]
      let upper = highTerms[row]
      if upper == Terms.unusual { continue }
      let start = cell &* stride
      // Unchecked from here on, because the cells and the places were looked at above.
      if let always { Self.add(term, upper, start &+ always, &low, &high) }
      var bits = ones[row]
      while bits != 0 {
        let place = start &+ onePlaces[unchecked: bits.trailingZeroBitCount]
        Self.add(term, upper, place, &low, &high)
        bits &= bits &- 1
      }
      bits = gaps[row]
      while bits != 0 {
        let place = start &+ gapPlaces[unchecked: bits.trailingZeroBitCount]
        Self.add(term, upper, place, &low, &high)
        bits &= bits &- 1
      }
    }
  }

  @inline(__always)
  private static func add(
    _ term: UInt64, _ upper: UInt32, _ place: Int, _ low: inout MutableSpan<UInt64>,
    _ high: inout MutableSpan<UInt32>
  ) {
    let (sum, carries) = low[unchecked: place].addingReportingOverflow(term)
    low[unchecked: place] = sum
    if carries || upper != 0 {
      high[unchecked: place] = high[unchecked: place] &+ upper &+ (carries ? 1 : 0)
    }
  }

  // MARK: Merging

  /// Makes the sums of another tally addable by ``add(_:cell:to:)``; sums must not overflow.
  ///
  /// - Returns: Whether that is so; else exact sums are needed.
  mutating func prepare(toAdd other: RecentSums) -> Bool {
    for order in scales.indices {
      guard let theirs = other.scales[order].exponent else { continue }
      guard let mine = scales[order].exponent else {
        scales[order].exponent = theirs
        scales[order].bound += other.scales[order].bound + 1
        continue
      }
      if theirs < mine, !changeUnit(order: order, to: theirs) { return false }
      let shift = UInt64(max(theirs - mine, 0))
      guard shift <= 24 else { return false }
      let bound = scales[order].bound + (other.scales[order].bound + 1) << shift
      guard bound <= UInt64(UInt32.max) else { return false }
      scales[order].bound = bound
    }
    return true
  }

  /// Adds the sums of a cell of another tally, after ``prepare(toAdd:)``.
  mutating func add(_ other: RecentSums, cell: Int, to target: Int) {
    let stride = stride
    var shifts: [UInt128] = []
    for order in scales.indices {
      let unit = scales[order].exponent ?? 0
      shifts.append(UInt128((other.scales[order].exponent ?? unit) - unit))
    }
    for slot in 0..<stride {
      let theirs = other.multiples(cell * stride + slot)
      if theirs == 0 { continue }
      let place = target * stride + slot
      let sum = multiples(place) + theirs << shifts[slot < width ? 0 : 1]
      low[place] = UInt64(truncatingIfNeeded: sum)
      high[place] = UInt32(truncatingIfNeeded: sum >> 64)
    }
  }
}
