/// A sum in twice the working precision, so that the order of the terms does not show.
///
/// The error-free transformation of Knuth keeps what each addition rounds away
/// (Ogita, Rump & Oishi 2005, algorithm 4.4, "Sum2"): the result is as if computed in about
/// 106 bits and rounded once.
struct OrderFreeSum: Sendable {
  private var high = 0.0
  private var low = 0.0

  init() {}

  /// The rounded sum.
  var value: Double { high + low }

  mutating func add(_ term: Double) {
    let sum = high + term
    let back = sum - high
    low += (high - (sum - back)) + (term - back)
    high = sum
  }

  static func sum(_ terms: [Double]) -> Double {
    var total = OrderFreeSum()
    for term in terms { total.add(term) }
    return total.value
  }
}
