/// A square matrix of +1 and -1 whose rows are orthogonal; the first row and column are +1.
///
/// Made by Paley's two constructions from a prime and by Sylvester's doubling (Hedayat & Wallis
/// 1978, sections 3 and 4).
struct HadamardMatrix: Sendable {
  let order: Int
  private let isPositive: [Bool]

  /// The entry, +1 or -1.
  subscript(row: Int, column: Int) -> Double { isPositive[row * order + column] ? 1 : -1 }

  /// The smallest matrix of at least this order that the constructions can make.
  init(orderAtLeast minimum: Int) {
    var order = max(minimum, 1)
    while true {
      if let entries = Self.entries(order: order) {
        self.order = order
        isPositive = Self.normalized(entries, order: order)
        return
      }
      order += 1
    }
  }

  private static func entries(order: Int) -> [Bool]? {
    switch order {
    case 1: return [true]
    case 2: return [true, true, true, false]
    default:
      guard order.isMultiple(of: 4) else { return nil }
      if isPrime(order - 1) { return paleyFirst(order - 1) }
      if isPrime(order / 2 - 1), order / 2 % 4 == 2 { return paleySecond(order / 2 - 1) }
      return entries(order: order / 2).map { doubled($0, order: order / 2) }
    }
  }

  private static func isPrime(_ number: Int) -> Bool {
    guard number > 1 else { return false }
    var divisor = 2
    while divisor * divisor <= number {
      if number.isMultiple(of: divisor) { return false }
      divisor += 1
    }
    return true
  }

  private static func residues(_ prime: Int) -> Set<Int> {
    Set((1..<prime).map { $0 * $0 % prime })
  }

  /// Order p + 1 for a prime p that leaves 3 when divided by 4: I + S, S skew.
  private static func paleyFirst(_ prime: Int) -> [Bool] {
    let squares = residues(prime)
    let order = prime + 1
    return (0..<order * order).map { index in
      let (row, column) = (index / order, index % order)
      if row == column || row == 0 { return true }
      if column == 0 { return false }
      return squares.contains((row - column + prime) % prime)
    }
  }

  /// Order 2 (p + 1) for a prime p that leaves 1 when divided by 4: C x [+ +; + -] + I x [+ -; - -].
  private static func paleySecond(_ prime: Int) -> [Bool] {
    let squares = residues(prime)
    let order = 2 * (prime + 1)
    return (0..<order * order).map { index in
      let (row, column) = (index / order, index % order)
      let (i, j) = (row / 2, column / 2)
      let isLower = row % 2 == 1
      let isRight = column % 2 == 1
      if i == j { return !isLower && !isRight }
      let conference = i == 0 || j == 0 || squares.contains((i - j + prime) % prime)
      return isLower && isRight ? !conference : conference
    }
  }

  private static func doubled(_ entries: [Bool], order: Int) -> [Bool] {
    let size = 2 * order
    return (0..<size * size).map { index in
      let (row, column) = (index / size, index % size)
      let entry = entries[row % order * order + column % order]
      return row >= order && column >= order ? !entry : entry
    }
  }

  /// Changes signs of rows and columns until the first row and column are +1.
  private static func normalized(_ entries: [Bool], order: Int) -> [Bool] {
    var result = entries
    for row in 0..<order where !result[row * order] {
      for column in 0..<order { result[row * order + column].toggle() }
    }
    for column in 0..<order where !result[column] {
      for row in 0..<order { result[row * order + column].toggle() }
    }
    return result
  }
}
