/// A number held as an unevaluated sum of two doubles, about 106 bits, where sums of squares would
/// otherwise cancel (Dekker 1971; Knuth 1981, section 4.2.2).
struct DoubleDouble {
  var high: Double
  var low: Double

  init(_ high: Double, _ low: Double = 0) {
    self.high = high
    self.low = low
  }

  /// The first 106 bits or so of an exact sum.
  init(_ sum: ExactSum) {
    high = sum.value
    var rest = sum
    rest.subtract(ExactSum(high))
    low = rest.value
  }

  var value: Double { high + low }

  private static func normalized(_ a: Double, _ b: Double) -> DoubleDouble {
    let sum = a + b
    return DoubleDouble(sum, b - (sum - a))
  }

  static func + (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble {
    let sum = x.high + y.high
    let back = sum - x.high
    let error = (x.high - (sum - back)) + (y.high - back)
    return normalized(sum, error + (x.low + y.low))
  }

  static prefix func - (x: DoubleDouble) -> DoubleDouble { DoubleDouble(-x.high, -x.low) }

  static func - (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble { x + -y }

  static func * (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble {
    let product = x.high * y.high
    let error = (-product).addingProduct(x.high, y.high)
    return normalized(product, error + (x.high * y.low + x.low * y.high))
  }

  static func / (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble {
    let first = x.high / y.high
    let rest = x - y * DoubleDouble(first)
    return normalized(first, rest.high / y.high)
  }
}
