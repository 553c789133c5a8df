import SurveyEstimation
import TestSupport
import Testing

@Suite("Calibration")
struct CalibrationTests {
  struct Fixture: Decodable {
    struct Margins: Decodable {
      var sex: [Double]
      var age: [Double]
      var cells: [Double]
      var x: Double
    }
    struct Design: Decodable {
      var weights: [Double]
      var total: Double
      var totalSE: Double
      var mean: Double
      var meanSE: Double
      var north: Double
      var northSE: Double
      var lower: Double?
      var upper: Double?
    }
    var data: SyntheticSurvey
    var margins: Margins
    var designs: [String: Design]
    var iterative: [Double]
    var trimmed: Design

    var sex: CategoricalMargin {
      CategoricalMargin(
        variable: "sex", categories: ["f", "m"], totals: margins.sex, codes: data.sex)
    }
    var age: CategoricalMargin {
      CategoricalMargin(
        variable: "age", categories: ["a", "b", "c"], totals: margins.age, codes: data.age)
    }
    var cells: CategoricalMargin {
      CategoricalMargin(
        variable: "sex x age", categories: ["f a", "m a", "f b", "m b", "f c", "m c"],
        totals: margins.cells, codes: zip(data.sex, data.age).map { $0 + 2 * $1 })
    }
    var x: NumericMargin { NumericMargin(variable: "x", total: margins.x, values: data.x) }
    var all: [Margin] { [.categorical(sex), .categorical(age), .numeric(x)] }

    func calibration(_ name: String) throws -> Calibration {
      switch name {
      case "post": try .postStratified(data.weight, to: cells)
      case "linear": try Calibration(data.weight, to: all, method: .linear(nil))
      case "raking": try Calibration(data.weight, to: all, method: .raking(nil))
      case "raked":
        try Calibration(
          data.weight, to: [.categorical(sex), .categorical(age)], method: .raking(nil))
      case "logit":
        try Calibration(
          data.weight, to: all, method: .logit(CalibrationBounds(lower: 0.5, upper: 2.2)))
      case "bounded":
        try Calibration(
          data.weight, to: all, method: .linear(CalibrationBounds(lower: 0.9, upper: 1.3)))
      case "rescaled":
        try Calibration(
          data.weight.map { $0 / 1000 }, to: all,
          method: .logit(CalibrationBounds(lower: 0.5, upper: 2)))
      default: try Calibration(data.weight, to: [.numeric(x)], method: .linear(nil))
      }
    }
  }

  let fixture: Fixture

  init() throws { fixture = try Reference.load("calibration", as: Fixture.self) }

  /// R stops at a misfit of 1e-13 here, so that iterated weights, too, agree to 1e-9.
  @Test(
    "weights and standard errors equal R's",
    arguments: ["post", "linear", "raking", "raked", "logit", "bounded", "numeric", "rescaled"])
  func equalsReference(name: String) throws {
    let expected = try #require(fixture.designs[name])
    let calibration = try fixture.calibration(name)
    let weights = calibration.weights
    let y = fixture.data.y
    expectClose(weights, expected.weights)
    let total = zip(weights, y).reduce(0) { $0 + $1.0 * $1.1 }
    let size = weights.reduce(0, +)
    let mean = total / size
    expectClose(total, expected.total)
    expectClose(mean, expected.mean)
    func standardError(_ influence: [Double]) -> Double {
      let residuals = calibration.residuals(of: influence)
      return fixture.data.variance(ofWeighted: zip(weights, residuals).map { $0 * $1 }).squareRoot()
    }
    expectClose(standardError(y), expected.totalSE)
    expectClose(standardError(y.map { ($0 - mean) / size }), expected.meanSE)
    let inNorth = fixture.data.area.map { $0 == 0 ? 1.0 : 0 }
    let northSize = zip(weights, inNorth).reduce(0) { $0 + $1.0 * $1.1 }
    let north = y.indices.reduce(0) { $0 + weights[$1] * inNorth[$1] * y[$1] } / northSize
    expectClose(north, expected.north)
    expectClose(
      standardError(y.indices.map { inNorth[$0] * (y[$0] - north) / northSize }), expected.northSE)
  }

  @Test("weights trimmed after calibration keep the residual variance of R")
  func trimmedAfterwards() throws {
    let expected = fixture.trimmed
    let calibration = try fixture.calibration("linear")
    let trimmed = try TrimmedWeights(
      calibration.weights, lower: #require(expected.lower), upper: #require(expected.upper))
    expectClose(trimmed.weights, expected.weights)
    #expect(trimmed.cut > 0 && trimmed.raised > 0)
    let residuals = calibration.weightedResiduals(
      of: zip(trimmed.weights, fixture.data.y).map { $0 * $1 })
    expectClose(fixture.data.variance(ofWeighted: residuals).squareRoot(), expected.totalSE)
    expectClose(trimmed.weights.reduce(0, +), calibration.weights.reduce(0, +))
  }

  @Test("raking by iterative fitting gives the weights of the raking distance")
  func iterativeFittingAgrees() throws {
    let weights = try fixture.calibration("raked").weights
    expectClose(weights, fixture.iterative, relative: 1e-8)
    var fitted = fixture.data.weight
    for _ in 0..<200 {
      for margin in [fixture.sex, fixture.age] {
        fitted = try Calibration.postStratified(fitted, to: margin).weights
      }
    }
    expectClose(weights, fitted, relative: 1e-12)
  }

  @Test(
    "every margin is hit, and the report says so",
    arguments: ["post", "linear", "raking", "raked", "logit", "bounded", "numeric"])
  func marginsAreHit(name: String) throws {
    let calibration = try fixture.calibration(name)
    for total in calibration.margins {
      expectClose(total.after, total.target, relative: 1e-13)
      #expect(abs(total.before - total.target) > 1)
    }
    if let bounds = calibration.method.bounds {
      #expect(calibration.adjustments.allSatisfy { $0 >= bounds.lower - 1e-12 })
      #expect(calibration.adjustments.allSatisfy { $0 <= bounds.upper + 1e-12 })
    }
  }

  @Test("calibrating a second time changes nothing", arguments: ["post", "linear", "raking"])
  func calibratingTwice(name: String) throws {
    let once = try fixture.calibration(name)
    let twice = try once.calibrated(replicate: once.weights, number: 1)
    expectClose(twice, once.weights, relative: 1e-14)
  }

  @Test("the scale of the design weights does not matter", arguments: ["post", "linear", "raking"])
  func scaleInvariance(name: String) throws {
    let calibration = try fixture.calibration(name)
    let scaled = try calibration.calibrated(
      replicate: fixture.data.weight.map { $0 * 1e-3 }, number: 1)
    expectClose(scaled, calibration.weights, relative: 1e-11)
  }

  @Test("the order of rows does not matter, to the last bit")
  func permutation() throws {
    var generator = RepeatableRandomNumberGenerator(seed: 7)
    let order = fixture.data.weight.indices.shuffled(using: &generator)
    let weights = order.map { fixture.data.weight[$0] }
    var sex = fixture.sex
    sex.codes = order.map { sex.codes[$0] }
    var x = fixture.x
    x.values = order.map { x.values[$0] }
    let method = CalibrationMethod.raking(nil)
    let original = try Calibration(
      fixture.data.weight, to: [.categorical(fixture.sex), .numeric(fixture.x)], method: method)
    let permuted = try Calibration(weights, to: [.categorical(sex), .numeric(x)], method: method)
    #expect(permuted.weights == order.map { original.weights[$0] })
    let residuals = permuted.residuals(of: order.map { fixture.data.y[$0] })
    let expected = original.residuals(of: fixture.data.y)
    #expect(residuals == order.map { expected[$0] })
  }

  @Test("a calibration variable has no residual")
  func calibrationVariableHasNoVariance() throws {
    let residuals = try fixture.calibration("linear").residuals(of: fixture.data.x)
    #expect(residuals.allSatisfy { abs($0) < 1e-12 * 50 })
  }
}
