import SurveyEstimation
import TestSupport
import Testing

@Suite("Exact sums")
struct ExactSumTests {
  /// Terms of very different size and both signs.
  private func terms(_ count: Int, seed: UInt64) -> [Double] {
    var generator = RepeatableRandomNumberGenerator(seed: seed)
    return (0..<count).map { _ in
      let size = Double(
        sign: .plus, exponent: Int.random(in: -60...60, using: &generator), significand: 1)
      return Double.random(in: -1...1, using: &generator) * size
    }
  }

  private func sum(_ terms: [Double]) -> ExactSum {
    var sum = ExactSum()
    for term in terms { sum.add(term) }
    return sum
  }

  @Test("the same bits in any order and any grouping", arguments: 1...20 as ClosedRange<UInt64>)
  func orderNeverShows(seed: UInt64) {
    var generator = RepeatableRandomNumberGenerator(seed: seed)
    let terms = terms(200, seed: seed)
    let whole = sum(terms)
    let shuffled = terms.shuffled(using: &generator)
    let cut = Int.random(in: 0...terms.count, using: &generator)
    var joined = sum(Array(shuffled[cut...]))
    joined.add(sum(Array(shuffled[..<cut])))
    #expect(joined == whole)
    #expect(orderFreeSum(shuffled) == orderFreeSum(terms))
  }

  @Test("what was added can be taken away without a trace")
  func subtractionIsExact() {
    let first = terms(50, seed: 3)
    let second = terms(50, seed: 4)
    var both = sum(first + second)
    both.subtract(sum(second))
    #expect(both == sum(first))
    both.subtract(sum(first))
    #expect(both == ExactSum())
    #expect(both.value == 0)
  }

  @Test(
    "a single term reads back as it is",
    arguments: [
      1, -1, 0.1, -0.1, 1e-20, 0x1p-128, -0x1.fffffffffffffp125, 0x1p125, 12345.6789, 1e37,
      0x1.fffffffffffffp63, 0x1.8p-65,
    ])
  func termReadsBack(term: Double) {
    #expect(ExactSum(term).value == term)
  }

  @Test("small terms survive between large ones that cancel")
  func cancellationIsExact() {
    #expect(sum([1e30, 1, -1e30]).value == 1)
    #expect(sum([0x1p100, 0x1p-100, -0x1p100]).value == 0x1p-100)
  }

  @Test("values are rounded to nearest, ties to even")
  func roundsToNearestEven() {
    #expect(sum([0x1p53, 1]).value == 0x1p53)
    #expect(sum([0x1p53, 2, 1]).value == 0x1p53 + 4)
    #expect(sum([0x1p53, 1, 0x1p-60]).value == 0x1p53 + 2)
    #expect(sum([-0x1p53, -1, -0x1p-60]).value == -0x1p53 - 2)
  }

  @Test("out of range is said, and stays", arguments: [Double.infinity, -.infinity, .nan, 0x1p126])
  func overflowIsSticky(term: Double) {
    var sum = ExactSum(1)
    sum.add(term)
    sum.add(-1)
    #expect(sum.isOverflown)
    #expect(sum.value.isNaN)
    var other = ExactSum(2)
    other.add(sum)
    #expect(other.isOverflown)
  }

  @Test("a sum that grows out of range is overflown, not wrapped")
  func accumulationOverflows() {
    var sum = ExactSum(0x1p125)
    for _ in 0..<3 { sum.add(0x1p125) }
    #expect(sum.isOverflown)
  }

  @Test("products are added without rounding")
  func productsAreExact() {
    var sum = ExactSum()
    sum.addProduct(0.1, 0.3)
    sum.addProduct(-0.1, 0.3)
    #expect(sum == ExactSum())
    sum.addProduct(1 + 0x1p-40, 1 - 0x1p-40)
    sum.add(-1)
    #expect(sum.value == -0x1p-80)
  }

  @Test("infinities and NaN among the terms of a scaled sum give NaN")
  func scaledSumOfNonNumbers() {
    #expect(orderFreeSum([1, .nan]).isNaN)
    #expect(orderFreeSum([1, .infinity]).isNaN)
    #expect(orderFreeSum([]) == 0)
    #expect(orderFreeSum([1e200, 1e200]) == 2e200)
  }
}
