/// Numbers the pairs of two small ids in order of first occurrence, fast enough for every row.
struct PairTable {
  /// First ids of the pairs.
  private(set) var firsts: [Int32] = []
  /// Second ids of the pairs.
  private(set) var seconds: [Int32] = []
  private var dense: [Int32] = []
  private var rows = 0
  private var stride = 0
  private var sparse: [Int64: Int32] = [:]
  private var isDense = true

  /// Entries of the dense table at most, 16 MiB; beyond it a dictionary takes over.
  private static let largestTable = 1 << 22

  /// Number of pairs.
  var count: Int { firsts.count }

  /// Makes room for ids below the given counts.
  mutating func reserve(firstCount: Int, secondCount: Int) {
    guard isDense, firstCount > rows || secondCount > stride else { return }
    let newRows = Self.roomy(firstCount, old: rows)
    let newStride = Self.roomy(secondCount, old: stride)
    guard newRows.multipliedReportingOverflow(by: newStride).partialValue <= Self.largestTable,
      newRows <= Self.largestTable, newStride <= Self.largestTable
    else {
      isDense = false
      dense = []
      for (index, first) in firsts.enumerated() {
        sparse[Self.key(first, seconds[index])] = Int32(index)
      }
      return
    }
    rows = newRows
    stride = newStride
    dense = [Int32](repeating: -1, count: rows * stride)
    for (index, first) in firsts.enumerated() {
      dense[Int(first) * stride + Int(seconds[index])] = Int32(index)
    }
  }

  private static func roomy(_ needed: Int, old: Int) -> Int {
    needed <= old ? old : max(needed, 2 * old, 16)
  }

  private static func key(_ first: Int32, _ second: Int32) -> Int64 {
    Int64(first) << 32 | Int64(UInt32(bitPattern: second))
  }

  /// The numbers of the pairs of two columns, or what a table gives for them; -1 where the second
  /// id is -1, and ``unknown`` where the pair is new.
  ///
  /// - Parameters:
  ///   - table: An entry for every number given so far.
  /// - Returns: Whether a pair is new.
  func lookUp(
    _ firsts: [Int32], _ seconds: [Int32], in table: [Int32], into numbers: inout [Int32]
  ) -> Bool {
    guard isDense else {
      for row in numbers.indices {
        let second = seconds[row]
        let known = second < 0 ? nil : sparse[Self.key(firsts[row], second)]
        numbers[row] = second < 0 ? -1 : known.map { table[Int($0)] } ?? Self.unknown
      }
      return numbers.contains(Self.unknown)
    }
    var hasNew = false
    var numbers = numbers.mutableSpan
    let firsts = firsts.span
    let seconds = seconds.span
    let dense = dense.span
    let table = table.span
    for row in 0..<numbers.count {
      let second = seconds[row]
      if second < 0 {
        numbers[row] = -1
        continue
      }
      let number = dense[Int(firsts[row]) &* stride &+ Int(second)]
      if number >= 0 {
        numbers[row] = table[Int(number)]
      } else {
        numbers[row] = Self.unknown
        hasNew = true
      }
    }
    return hasNew
  }

  /// In the answer of ``lookUp(_:_:in:into:)``: the pair has no number yet.
  static let unknown: Int32 = -2

  /// The number of a pair, given at its first occurrence; `reserve` must cover both ids.
  @inline(__always)
  mutating func id(_ first: Int32, _ second: Int32) -> Int32 {
    if isDense {
      let place = Int(first) &* stride &+ Int(second)
      let known = dense[place]
      if known >= 0 { return known }
      let new = Int32(firsts.count)
      dense[place] = new
      firsts.append(first)
      seconds.append(second)
      return new
    }
    let key = Self.key(first, second)
    if let known = sparse[key] { return known }
    let new = Int32(firsts.count)
    sparse[key] = new
    firsts.append(first)
    seconds.append(second)
    return new
  }
}
