import Foundation
import SurveyEstimation
import Testing

@Suite("Intervals for proportions")
struct IntervalMethodTests {
  private let evidence = ProportionEvidence(
    value: 0.83, variance: 0.0009, n: 260, domainRows: 270, degreesOfFreedom: 41)

  @Test("all methods enclose the rate and stay within 0 and 1", arguments: IntervalMethod.allCases)
  func enclose(method: IntervalMethod) throws {
    for p in [0.001, 0.2, 0.5, 0.97] {
      for df in [1.0, 3, 40, .infinity] {
        let own = ProportionEvidence(
          value: p, variance: p * (1 - p) / 30, n: 60, domainRows: 60, degreesOfFreedom: df)
        let limits = try #require(method.interval(own, level: 0.95))
        #expect(limits.low <= p && p <= limits.high)
        if method != .mean { #expect(limits.low >= 0 && limits.high <= 1) }
      }
    }
  }

  @Test("a higher level is a wider interval", arguments: IntervalMethod.allCases)
  func level(method: IntervalMethod) throws {
    let narrow = try #require(method.interval(evidence, level: 0.9))
    let wide = try #require(method.interval(evidence, level: 0.99))
    #expect(wide.low < narrow.low && narrow.high < wide.high)
  }

  @Test("the complement has the mirrored interval", arguments: IntervalMethod.allCases)
  func mirrored(method: IntervalMethod) throws {
    var other = evidence
    other.value = 1 - evidence.value
    let limits = try #require(method.interval(evidence, level: 0.95))
    let mirror = try #require(method.interval(other, level: 0.95))
    expectClose(mirror.low, 1 - limits.high, relative: 1e-11)
    expectClose(mirror.high, 1 - limits.low, relative: 1e-11)
  }

  @Test("no interval without degrees of freedom", arguments: IntervalMethod.allCases)
  func noDegreesOfFreedom(method: IntervalMethod) {
    var own = evidence
    own.degreesOfFreedom = 0
    #expect(method.interval(own, level: 0.95) == nil)
  }

  @Test("the Wilson limits solve the score equation")
  func wilson() throws {
    let limits = try #require(IntervalMethod.wilson.interval(evidence, level: 0.95))
    let size = evidence.value * (1 - evidence.value) / evidence.variance
    let t = Distributions.tQuantile(0.975, df: 41)
    for q in [limits.low, limits.high] {
      expectClose(abs(evidence.value - q) / (q * (1 - q) / size).squareRoot(), t, relative: 1e-12)
    }
  }

  @Test("the likelihood limits reach the scaled deviance")
  func likelihood() throws {
    let limits = try #require(IntervalMethod.likelihood.interval(evidence, level: 0.95))
    let p = evidence.value
    let t = Distributions.tQuantile(0.975, df: 41)
    let wanted = 260.0 / 259 * t * t * evidence.variance / (p * (1 - p))
    for q in [limits.low, limits.high] {
      let deviance = 2 * (p * log(p / q) + (1 - p) * log((1 - p) / (1 - q)))
      expectClose(deviance, wanted, relative: 1e-11)
    }
  }

  @Test("Korn-Graubard at full size is Clopper-Pearson")
  func clopperPearson() throws {
    // 8 of 10 in a simple random sample: 0.4439 to 0.9748 (Clopper & Pearson 1934).
    let own = ProportionEvidence(
      value: 0.8, variance: 0.016, n: 10, domainRows: 10, degreesOfFreedom: 9)
    let limits = try #require(IntervalMethod.beta.interval(own, level: 0.95))
    expectClose(limits.low, 0.44390454, relative: 1e-7)
    expectClose(limits.high, 0.97478927, relative: 1e-7)
  }

  @Test("at 0 and 1 the NCHS branch is the exact binomial interval at n")
  func boundary() throws {
    let none = ProportionEvidence(
      value: 0, variance: 0, n: 30, domainRows: 30, degreesOfFreedom: 29)
    let low = try #require(IntervalMethod.nchs.interval(none, level: 0.95))
    #expect(low.low == 0)
    expectClose(low.high, 1 - pow(0.025, 1.0 / 30), relative: 1e-12)
    let all = ProportionEvidence(
      value: 1, variance: 0, n: 30, domainRows: 30, degreesOfFreedom: 29)
    let high = try #require(IntervalMethod.nchs.interval(all, level: 0.95))
    expectClose(high.low, pow(0.025, 1.0 / 30), relative: 1e-12)
    #expect(high.high == 1)
  }

  @Test("NCHS never takes more than n, and the df make it less")
  func cappedSize() throws {
    let precise = ProportionEvidence(
      value: 0.5, variance: 0.25 / 1000, n: 100, domainRows: 100, degreesOfFreedom: 99)
    let capped = try #require(IntervalMethod.nchs.interval(precise, level: 0.95))
    let plain = try #require(
      IntervalMethod.beta.interval(
        ProportionEvidence(
          value: 0.5, variance: 0.25 / 100, n: 100, domainRows: 100, degreesOfFreedom: 99),
        level: 0.95))
    expectClose(capped.low, plain.low, relative: 1e-12)
    var few = precise
    few.degreesOfFreedom = 4
    few.variance = 0.25 / 100
    let wider = try #require(IntervalMethod.nchs.interval(few, level: 0.95))
    #expect(wider.low < capped.low)
  }
}
