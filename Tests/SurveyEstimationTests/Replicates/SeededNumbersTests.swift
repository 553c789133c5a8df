import SurveyEstimation
import Testing

@Suite("Seeded numbers")
struct SeededNumbersTests {
  /// First outputs for seed 1234567, as published with the algorithm (rosettacode and xoshiro site).
  @Test("the published sequence")
  func published() {
    var numbers = SeededNumbers(seed: 1_234_567)
    #expect(numbers.next() == 6_457_827_717_110_365_317)
    #expect(numbers.next() == 3_203_168_211_198_807_973)
  }

  @Test("bounded integers are even")
  func bounded() {
    var numbers = SeededNumbers(seed: 9)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[numbers.below(7)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 10_000) < 500 })
    #expect((0..<1000).allSatisfy { _ in (0..<1).contains(numbers.fraction()) })
  }

  @Test("a shuffle keeps all elements")
  func shuffle() {
    var numbers = SeededNumbers(seed: 3)
    var values = Array(0..<50)
    numbers.shuffle(&values)
    #expect(values.sorted() == Array(0..<50))
    #expect(values != Array(0..<50))
  }
}
