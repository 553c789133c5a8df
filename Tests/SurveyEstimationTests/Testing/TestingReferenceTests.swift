import SurveyEstimation
import TestSupport
import Testing

struct TestingFixture: Decodable {
  struct Chi: Decodable {
    var F: Double
    var ndf: Double
    var ddf: Double
    var p: Double
  }
  struct Pair: Decodable {
    var value: Double
    var se: Double
  }
  struct Difference: Decodable {
    var value: Double
    var se: Double
    var estimates: [Double]
    var covariance: [[Double]]
  }
  struct Target: Decodable {
    var t: Double
    var df: Double
    var p: Double
    var value: Double
    var se: Double
  }
  var data: SyntheticSurvey
  /// Four items, one list per item; -1 where missing.
  var items: [[Double]]
  var shares: [Double]
  var covariance: [[Double]]
  var df: Double
  var chi: Chi
  var chiOfTwoStrata: Chi
  var difference: Difference
  var target: Target
  var p: [Double]
  var holm: [Double]
  var bh: [Double]
  var correlation: Pair
  var composites: [String: Pair]
}

@Suite("Tests of estimates")
struct TestingReferenceTests {
  let fixture: TestingFixture

  init() throws { fixture = try Reference.load("testing", as: TestingFixture.self) }

  @Test("the one-sided tails are halves of R's two-sided test")
  func target() throws {
    let expected = fixture.target
    let test = try #require(
      TargetTest(
        value: expected.value, standardError: expected.se, target: 0.6,
        degreesOfFreedom: expected.df))
    expectClose(test.statistic, expected.t)
    expectClose(2 * test.pValueBelow, expected.p)
    expectClose(test.pValueAbove, 1 - expected.p / 2)
  }

  @Test("on the logit scale the distance is that of the log odds")
  func logitTarget() throws {
    let test = try #require(
      TargetTest(
        value: 0.8, standardError: 0.04, target: 0.5, degreesOfFreedom: .infinity, scale: .logit))
    // logit 0.8 = ln 4; se of the logit is 0.04 / 0.16.
    expectClose(test.statistic, 1.3862943611198906 / 0.25)
    #expect(test.pValueAbove < 1e-7)
    #expect(
      TargetTest(value: 1, standardError: 0.1, target: 0.9, degreesOfFreedom: 5, scale: .logit)
        == nil)
    #expect(TargetTest(value: 0.7, standardError: 0, target: 0.9, degreesOfFreedom: 5) == nil)
    #expect(TargetTest(value: 0.7, standardError: 0.1, target: 0.9, degreesOfFreedom: 0) == nil)
  }

  @Test("a difference takes the covariance into account, as R's svycontrast")
  func difference() throws {
    let expected = fixture.difference
    let contrast = LinearContrast(
      estimates: expected.estimates, covariance: expected.covariance, coefficients: [1, -1])
    expectClose(contrast.value, expected.value)
    expectClose(contrast.standardError, expected.se)
    let plain = LinearContrast(
      expected.estimates[0], variance: expected.covariance[0][0], minus: expected.estimates[1],
      variance: expected.covariance[1][1], covariance: expected.covariance[0][1])
    expectClose(plain.variance, contrast.variance)
    let interval = try #require(contrast.interval(level: 0.95, degreesOfFreedom: .infinity))
    expectClose(interval.low, expected.value - 1.959963984540054 * expected.se)
    let p = try #require(contrast.pValue(degreesOfFreedom: fixture.df))
    let same = try #require(
      TargetTest(
        value: contrast.value, standardError: contrast.standardError, target: 0,
        degreesOfFreedom: fixture.df))
    expectClose(p, 2 * min(same.pValueBelow, same.pValueAbove))
  }

  @Test("Holm and Benjamini-Hochberg equal R's p.adjust")
  func multipleTesting() {
    expectClose(MultipleTesting.holm.adjusted(fixture.p), fixture.holm)
    expectClose(MultipleTesting.benjaminiHochberg.adjusted(fixture.p), fixture.bh)
    let withoutTest = MultipleTesting.holm.adjusted([0.01, .nan, 0.02])
    #expect(withoutTest[1].isNaN)
    expectClose([withoutTest[0], withoutTest[2]], [0.02, 0.02])
  }

  @Test("Rao and Scott's F equals R's svychisq")
  func raoScott() throws {
    let test = try #require(
      RaoScottTest(
        shares: [Array(fixture.shares[0..<3]), Array(fixture.shares[3..<6])],
        covariance: fixture.covariance, rows: fixture.data.y.count, degreesOfFreedom: fixture.df))
    expectClose(test.statistic, fixture.chi.F)
    expectClose(test.numeratorDF, fixture.chi.ndf)
    expectClose(test.denominatorDF, fixture.chi.ddf)
    expectClose(test.pValue, fixture.chi.p)
  }

  @Test("with simple random sampling Rao and Scott's test is Pearson's")
  func raoScottOfSimpleSample() throws {
    let counts = [[20.0, 30], [35, 15]]
    let shares = counts.map { $0.map { $0 / 100 } }
    let flat = shares.flatMap { $0 }
    let covariance = flat.indices.map { k in
      flat.indices.map { l in ((k == l ? flat[k] : 0) - flat[k] * flat[l]) / 100 }
    }
    let test = try #require(
      RaoScottTest(shares: shares, covariance: covariance, rows: 100, degreesOfFreedom: 99))
    // Pearson's chi-square by the four-cell formula.
    let cross: Double = 20 * 15 - 30 * 35
    let margins: Double = 50 * 50 * 55 * 45
    let pearson = 100 * cross * cross / margins
    expectClose(test.pearson, pearson)
    expectClose(test.statistic, pearson)
    expectClose(test.numeratorDF, 1)
    #expect(
      RaoScottTest(
        shares: [[0.4, 0.6], [0, 0]], covariance: covariance, rows: 100, degreesOfFreedom: 99)
        == nil)
  }
}
