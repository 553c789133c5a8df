import SurveyEstimation
import TestSupport
import Testing

@Suite("Quantiles")
struct WeightedDistributionTests {
  struct Fixture: Decodable {
    struct Case: Decodable {
      var design: String
      var variable: String
      var p: Double
      var value: Double
      var low: Double?
      var high: Double?
      var se: Double?
      var df: Double
    }
    var data: SyntheticSurvey
    var cases: [Case]
  }

  @Test("quantiles, Woodruff limits and standard errors equal R's")
  func equalsReference() throws {
    let fixture = try Reference.load("quantiles", as: Fixture.self)
    for expected in fixture.cases {
      var data = fixture.data
      let values = expected.variable == "y" ? data.y : data.score
      var weights = data.weight
      if expected.design == "north" {
        weights = zip(weights, data.area).map { $1 == 0 ? $0 : 0 }
      } else if expected.design == "equal" {
        weights = weights.indices.map { $0 < 120 ? 1 : 0 }
        data.stratum = weights.indices.map { $0 < 120 ? 0 : 1 }
        data.psu = Array(weights.indices)
      }
      let distribution = WeightedDistribution(values: values, weights: weights)
      let quantile = try #require(distribution.quantile(expected.p))
      #expect(quantile == expected.value, "\(expected)")
      let total = weights.reduce(0, +)
      let below = values.map { $0 <= quantile ? 1.0 : 0 }
      let share = zip(weights, below).reduce(0) { $0 + $1.0 * $1.1 } / total
      let influence = weights.indices.map { weights[$0] * (below[$0] - share) / total }
      let critical = Distributions.tQuantile(0.975, df: expected.df)
      let half = critical * data.variance(ofWeighted: influence).squareRoot()
      let interval = distribution.interval(
        shareLow: share - half, shareHigh: share + half, criticalValue: critical)
      #expect(interval.low == expected.low, "\(expected)")
      #expect(interval.high == expected.high, "\(expected)")
      if let se = expected.se {
        expectClose(try #require(interval.standardError), se, absolute: 1e-15)
      } else {
        #expect(interval.standardError == nil)
      }
    }
  }

  @Test("the smallest value that reaches the share")
  func definition() {
    let distribution = WeightedDistribution(values: [3, 1, 2, 2], weights: [1, 5, 1, 1])
    #expect(distribution.quantile(0) == 1)
    #expect(distribution.quantile(0.1) == 1)
    #expect(distribution.quantile(0.625) == 1)
    #expect(distribution.quantile(0.626) == 2)
    #expect(distribution.quantile(0.875) == 2)
    #expect(distribution.quantile(1) == 3)
    #expect(distribution.quantile(1.1) == nil)
    #expect(WeightedDistribution(values: [.nan, 2], weights: [1, 0]).quantile(0.5) == nil)
  }

  @Test("rows may come in any order")
  func permutation() {
    var generator = RepeatableRandomNumberGenerator(seed: 11)
    let values = (0..<500).map { _ in Double(Int.random(in: 0..<50, using: &generator)) }
    let weights = values.map { _ in Double.random(in: 0.1..<9, using: &generator) }
    let original = WeightedDistribution(values: values, weights: weights)
    let order = values.indices.shuffled(using: &generator)
    let shuffled = WeightedDistribution(
      values: order.map { values[$0] }, weights: order.map { weights[$0] })
    #expect(original.values == shuffled.values)
    #expect(original.cumulativeWeights == shuffled.cumulativeWeights)
  }
}
