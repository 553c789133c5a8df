/// The sums of a tally's cells in 96 bits each, for weights of similar size.
///
/// A sum counts multiples of a power of two, the unit, chosen so that every weight met is one: it
/// is exact, and takes less than half the memory of an ``ExactSum``. Every row of a file touches a
/// cell, so that its size decides how fast rows are tallied. Weights that are no multiple of the
/// unit, or too many of it, are unusual and go into exact sums.
///
/// A cell holds, per order, the sum of all weights, one sum per variable for its values and one
/// for the rows without a value. Of an indicator that is mostly 1, as satisfaction is, the sum for
/// the values is kept of the rows that are 0: fewer additions, and the other is what is left.
struct RecentSums: Sendable {
  /// The lower 64 bits of every sum.
  private var low: [UInt64] = []
  /// The upper 32 bits, which few rows touch.
  private var high: [UInt32] = []
  private var scales: [Scale]
  /// What was read ahead of the additions; it has no meaning, but the reading must not be left out.
  private var readAhead: UInt64 = 0
  /// Sums per cell and order.
  private let width: Int
  private let stride: Int
  private let variables: Int
  /// Whether the sum for the values of a variable is kept of the rows that are 0.
  private var countsZeros: [Bool]
  /// Whether rows were added, from when on `countsZeros` is fixed.
  private var isBegun = false

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

  /// Sums for cells of a number of variables, of the weights and up to order 2 of their squares.
  init(variables: Int, orders: Int) {
    self.variables = variables
    width = 1 + 2 * variables
    stride = width * orders
    scales = [Scale](repeating: Scale(), count: orders)
    countsZeros = [Bool](repeating: false, count: variables)
  }

  /// Number of cells.
  var cellCount: Int { low.count / stride }

  /// Adds the sums of a new cell.
  ///
  /// - Parameter expected: Number of cells that there may be in the end.
  mutating func appendCell(expected: Int) {
    if low.count + stride > low.capacity {
      // Enough at once, because growing moves everything; bounded, because it is a guess.
      let room = max(2 * low.count, min(expected * stride, 16 * low.count), 64 * stride)
      low.reserveCapacity(room)
      high.reserveCapacity(room)
    }
    low.append(contentsOf: repeatElement(0, count: stride))
    high.append(contentsOf: repeatElement(0, count: stride))
  }

  /// What is kept at a place.
  @inline(__always)
  private func kept(_ place: Int) -> UInt128 {
    UInt128(high[place]) << 64 | UInt128(low[place])
  }

  private mutating func keep(_ multiples: UInt128, at place: Int) {
    low[place] = UInt64(truncatingIfNeeded: multiples)
    high[place] = UInt32(truncatingIfNeeded: multiples >> 64)
  }

  /// The sum in a slot of a cell, in multiples of the unit of its order.
  func multiples(cell: Int, slot: Int) -> UInt128 {
    let start = cell * stride
    let base = slot < width ? 0 : width
    let variable = slot - base - 1
    guard variable >= 0, variable < variables, countsZeros[variable] else {
      return kept(start + slot)
    }
    return kept(start + base) - kept(start + slot + variables) - kept(start + slot)
  }

  /// A number of multiples, exactly.
  func exact(_ multiples: UInt128, order: Int) -> ExactSum {
    ExactSum(multiples, exponent: scales[order].exponent ?? 0)
  }

  /// The sum in a slot of a cell, exactly.
  func exact(cell: Int, slot: Int) -> ExactSum {
    exact(multiples(cell: cell, slot: slot), order: slot < width ? 0 : 1)
  }

  /// Whether a cell has no sum but zero.
  func isZero(cell: Int) -> Bool {
    (cell * stride..<(cell + 1) * stride).allSatisfy { low[$0] == 0 && high[$0] == 0 }
  }

  /// Sets the sums of a cell to zero.
  mutating func clear(cell: Int) {
    for place in cell * stride..<(cell + 1) * stride { keep(0, at: place) }
  }

  /// To be called when all sums were cleared.
  mutating func noteCleared() {
    for order in scales.indices { scales[order].bound = 0 }
  }

  // MARK: Reading sums

  /// The first-order sums of all slots over cells, in multiples.
  func totals(_ cells: [Int]) -> [UInt128] {
    // 2^31 cells of 96 bits fit.
    var totals = [UInt128](repeating: 0, count: width)
    for cell in cells {
      let start = cell * stride
      for slot in 0..<width { totals[slot] &+= kept(start + slot) }
    }
    for variable in 0..<variables where countsZeros[variable] {
      totals[1 + variable] = totals[0] - totals[1 + variables + variable] - totals[1 + variable]
    }
    return totals
  }

  /// A sum of one cell as a combination of what is kept of a variable.
  struct Combination {
    fileprivate var value: Int
    fileprivate var gap: Int
    /// Whether the rows with a value are taken.
    fileprivate var isOfCount: Bool
    /// How what is kept of the values is taken: 1, 0 or -1.
    fileprivate var sign: Int
    fileprivate var order: Int
  }

  /// The combination for the values of a variable, its rows with a value, or what is between them.
  ///
  /// - Parameters:
  ///   - variable: The variable.
  ///   - values: 1 for the sum of the values, 0 for none of it, -1 to take it off.
  ///   - count: 1 for the rows with a value, 0 for none of them.
  ///   - order: 0 for the weights, 1 for their squares.
  func combination(variable: Int, values: Int, count: Int, order: Int) -> Combination {
    let base = order * width
    let isOfZeros = countsZeros[variable]
    return Combination(
      value: base + 1 + variable, gap: base + 1 + variables + variable,
      isOfCount: (isOfZeros ? values + count : count) != 0, sign: isOfZeros ? -values : values,
      order: order)
  }

  /// A combination for cells as the nearest doubles, ties to even.
  func values(_ combination: Combination, cells: [Int], into values: inout [Double]) {
    let base = combination.order * width
    let unit = scales[combination.order].exponent ?? 0
    let scale = Double(sign: .plus, exponent: unit, significand: 1)
    precondition(values.count == cells.count, "one value for every cell")
    var values = values.mutableSpan
    let low = low.span
    let high = high.span
    for position in cells.indices {
      let start = cells[position] &* stride
      var sum: UInt128 = 0
      // Modulo 2^128; the result is not negative.
      if combination.isOfCount {
        let whole = Self.joined(low, high, start &+ base)
        sum = whole &- Self.joined(low, high, start &+ combination.gap)
      }
      if combination.sign > 0 {
        sum &+= Self.joined(low, high, start &+ combination.value)
      } else if combination.sign < 0 {
        sum &-= Self.joined(low, high, start &+ combination.value)
      }
      values[position] =
        sum >> 64 == 0
        ? Double(UInt64(truncatingIfNeeded: sum)) * scale : Self.nearest(sum, unit: unit)
    }
  }

  @inline(__always)
  private static func joined(_ low: Span<UInt64>, _ high: Span<UInt32>, _ place: Int) -> UInt128 {
    UInt128(high[place]) << 64 | UInt128(low[place])
  }

  private static func nearest(_ multiples: UInt128, unit: Int) -> Double {
    let shift = 64 - multiples.leadingZeroBitCount
    var head = UInt64(truncatingIfNeeded: multiples >> UInt128(shift))
    // What is below the 64 bits is kept as one sticky bit.
    if UInt128(head) << UInt128(shift) != multiples { head |= 1 }
    return Double(head) * Double(sign: .plus, exponent: unit + shift, significand: 1)
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
      keep(kept(place) << shift, at: place)
    }
    scales[order] = Scale(
      exponent: exponent, bound: (scales[order].bound + 1) << UInt64(truncatingIfNeeded: shift))
    return true
  }

  /// Adds the terms of rows to the sums of their cells.
  ///
  /// - Parameters:
  ///   - cells: The cell of every row, -1 for none.
  ///   - marks: What the rows say of 32 indicators at most, as ``TallyRows/marks``.
  ///   - indicators: Those variables.
  ///   - order: 0 for the weights, 1 for their squares.
  ///   - isFirst: Whether the sum of all weights takes the terms, too.
  mutating func add(
    _ terms: Terms, cells: [Int32], marks: [UInt64], indicators: ArraySlice<Int>, order: Int,
    isFirst: Bool
  ) {
    let stride = stride
    let count = cells.count
    precondition(indicators.count <= TallyRows.indicatorsPerWord, "too many indicators for a word")
    precondition(terms.low.count == count && terms.high.count == count && marks.count == count)
    let base = order * width
    let always = isFirst ? base : nil
    var flips: UInt64 = 0
    // Bits beyond the indicators are not set.
    var placeOfBit = [Int](repeating: base, count: 64)
    for (bit, variable) in indicators.enumerated() {
      if countsZeros[variable] { flips |= 1 << UInt64(bit) }
      placeOfBit[bit] = base + 1 + variable
      placeOfBit[bit + TallyRows.indicatorsPerWord] = base + 1 + variables + variable
    }
    let size = self.low.count
    // Lines of eight sums up to the last value's.
    let firstLine = base / 8
    let lastLine = min((base + variables) / 8, (stride - 1) / 8)
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
    let places = placeOfBit.span
    let cells = cells.span
    let marks = marks.span
    let lowTerms = terms.low.span
    let highTerms = terms.high.span
    // The sums of the batch's cells are read first, because these reads wait for memory together;
    // in the loop below each row's would wait behind the branches of the row before.
    var ahead: UInt64 = 0
    for row in 0..<count where cells[row] >= 0 {
      let start = Int(cells[row]) &* stride
      precondition(start &+ stride <= size, "no such cell")
      var line = firstLine
      while line <= lastLine {
        ahead |= low[start &+ line &* 8]
        line &+= 1
      }
    }
    readAhead = ahead
    for row in 0..<count {
      let cell = Int(cells[row])
      if cell < 0 { continue }
      let term = lowTerms[row]
      let upper = highTerms[row]
      if upper == Terms.unusual { continue }
      let start = cell &* stride
      if let always { Self.add(term, upper, start &+ always, &low, &high) }
      let mark = marks[row]
      // Zeros instead of ones where they are counted: neither 1 nor without a value.
      var bits = (mark ^ flips) & ~((mark >> UInt64(TallyRows.indicatorsPerWord)) & flips)
      while bits != 0 {
        let place = start &+ places[bits.trailingZeroBitCount]
        Self.add(term, upper, place, &low, &high)
        bits &= bits &- 1
      }
    }
  }

  /// Decides of which indicators the zeros are counted, by the first rows.
  mutating func begin(_ marks: [[UInt64]], indicators: [Int]) {
    guard !isBegun else { return }
    isBegun = true
    for (place, variable) in indicators.enumerated() {
      let bit = UInt64(place % TallyRows.indicatorsPerWord)
      let word = marks[place / TallyRows.indicatorsPerWord]
      let ones = word.count { $0 >> bit & 1 == 1 }
      let gaps = word.count { $0 >> (bit + UInt64(TallyRows.indicatorsPerWord)) & 1 == 1 }
      countsZeros[variable] = 2 * ones > word.count - gaps
    }
  }

  @inline(__always)
  private static func add(
    _ term: UInt64, _ upper: UInt32, _ place: Int, _ low: inout MutableSpan<UInt64>,
    _ high: inout MutableSpan<UInt32>
  ) {
    let (sum, carries) = low[place].addingReportingOverflow(term)
    low[place] = sum
    if carries || upper != 0 {
      high[place] = high[place] &+ upper &+ (carries ? 1 : 0)
    }
  }

  // MARK: Merging

  /// Makes the sums of another tally addable by ``add(_:cell:to:)``; sums must not overflow.
  ///
  /// - Returns: Whether that is so; else exact sums are needed.
  mutating func prepare(toAdd other: RecentSums) -> Bool {
    if !isBegun {
      countsZeros = other.countsZeros
      isBegun = other.isBegun
    }
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
    let start = target * stride
    let otherStart = cell * stride
    let isAlike = countsZeros == other.countsZeros
    for order in scales.indices {
      let unit = scales[order].exponent ?? 0
      let shift = (other.scales[order].exponent ?? unit) - unit
      let base = order * width
      if isAlike, shift == 0 {
        Self.add(
          other.low.span.extracting(otherStart + base..<otherStart + base + width),
          other.high.span.extracting(otherStart + base..<otherStart + base + width),
          &low, &high, at: start + base)
        continue
      }
      for slot in base..<(base + width) {
        var theirs = other.kept(otherStart + slot)
        let variable = slot - base - 1
        if variable >= 0, variable < variables, countsZeros[variable] != other.countsZeros[variable]
        {
          // Ones are what zeros leave, and zeros what ones leave.
          let gaps = other.kept(otherStart + slot + variables)
          theirs = other.kept(otherStart + base) - gaps - theirs
        }
        if theirs != 0 { keep(kept(start + slot) + theirs << UInt128(shift), at: start + slot) }
      }
    }
  }

  /// Adds neighbouring sums that count the same.
  private static func add(
    _ otherLow: Span<UInt64>, _ otherHigh: Span<UInt32>, _ low: inout [UInt64],
    _ high: inout [UInt32], at start: Int
  ) {
    precondition(start >= 0 && start + otherLow.count <= min(low.count, high.count))
    var low = low.mutableSpan
    var high = high.mutableSpan
    for slot in 0..<otherLow.count {
      add(otherLow[slot], otherHigh[slot], start &+ slot, &low, &high)
    }
  }
}
