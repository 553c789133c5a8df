import SurveyEstimation
import TestSupport
import Testing

@Suite("Replicate weights")
struct ReplicateTests {
  struct Fixture: Decodable {
    struct Margins: Decodable {
      var cells: [Double]
      var sex: [Double]
      var age: [Double]
    }
    struct Design: Decodable {
      var weights: [[Double]]
      var full: [Double]
      var scale: Double
      var rscales: [Double]
      var mean: Double
      var meanSE: Double
      var meanMSE: Double
      var north: Double
      var northSE: Double
      var df: Int
      var northDF: Int
    }
    struct Calibrated: Decodable {
      var weights: [[Double]]
      var full: [Double]
      var meanSE: Double
      var northSE: Double
      var northDF: Int
    }
    struct Rank: Decodable {
      var columns: [[Double]]
      var rank: Int
    }
    var data: SyntheticSurvey
    var ranks: [Rank]
    var margins: Margins
    var paired: Int
    var designs: [String: Design]
    var calibrated: [String: Calibrated]
  }

  let fixture: Fixture
  var data: SyntheticSurvey { fixture.data }
  var strata: [Int32] { data.stratum.map { Int32($0) } }
  var psus: [Int32] { data.psu.map { Int32($0) } }
  var pairs: [Int32] { psus.prefix(fixture.paired).map { ($0 + 1) / 2 } }

  init() throws { fixture = try Reference.load("replicates", as: Fixture.self) }

  private func mean(_ weights: [Double], _ rows: [Int]) -> Double {
    rows.reduce(0) { $0 + weights[$1] * data.y[$1] } / rows.reduce(0) { $0 + weights[$1] }
  }

  @Test(
    "variances and degrees of freedom equal R's", arguments: ["jk1", "jkn", "brr", "fay", "boot"])
  func equalsReference(name: String) throws {
    let expected = try #require(fixture.designs[name])
    let variance = ReplicateVariance(scale: expected.scale, replicateScales: expected.rscales)
    let error = ReplicateVariance(
      scale: expected.scale, replicateScales: expected.rscales, isMeanSquaredError: true)
    let all = Array(expected.full.indices)
    let north = all.filter { data.area[$0] == 0 }
    let means = expected.weights.map { mean($0, all) }
    let full = mean(expected.full, all)
    expectClose(full, expected.mean)
    expectClose(
      try #require(variance.variance(of: means, full: full)).squareRoot(), expected.meanSE)
    expectClose(try #require(error.variance(of: means, full: full)).squareRoot(), expected.meanMSE)
    expectClose(
      try #require(
        variance.variance(
          of: expected.weights.map { mean($0, north) }, full: mean(expected.full, north))
      ).squareRoot(), expected.northSE)
    #expect(ReplicateRank.degreesOfFreedom(expected.weights, rows: all) == expected.df)
    #expect(ReplicateRank.degreesOfFreedom(expected.weights, rows: north) == expected.northDF)
  }

  @Test("jackknife weights and scales equal R's", arguments: ["jk1", "jkn"])
  func jackknifeWeights(name: String) throws {
    let expected = try #require(fixture.designs[name])
    let design =
      try name == "jk1"
      ? ReplicateDesign.jackknife(psus: psus)
      : ReplicateDesign.stratifiedJackknife(strata: strata, psus: psus)
    #expect(design.count == expected.weights.count)
    for replicate in 0..<design.count {
      expectClose(
        design.weights(replicate: replicate, from: data.weight), expected.weights[replicate])
    }
    expectClose(design.variance.scale, expected.scale)
    expectClose(design.variance.replicateScales, expected.rscales)
  }

  @Test("default scales equal R's")
  func defaultScales() throws {
    for (name, kind) in [
      ("jk1", ReplicateKind.jackknife), ("jkn", .stratifiedJackknife), ("brr", .balanced),
      ("fay", .fay(rho: 0.3)), ("boot", .bootstrap),
    ] {
      let expected = try #require(fixture.designs[name])
      let count = expected.weights.count
      // R's own bootstrap weights carry the factor of their scale in `rscales` or not at all.
      expectClose(kind.scale(count: count), expected.scale, relative: 1e-12, "\(name)")
    }
  }

  @Test(
    "balanced half-samples give the linearised variance of a total exactly", arguments: [0, 0.3])
  func balancedIsExact(rho: Double) throws {
    let rows = Array(0..<fixture.paired)
    let weights = rows.map { data.weight[$0] }
    let design = try ReplicateDesign.balanced(
      strata: pairs, psus: Array(psus.prefix(fixture.paired)), rho: rho)
    #expect(design.count == 8)
    let totals = (0..<design.count).map { replicate in
      let column = design.weights(replicate: replicate, from: weights)
      return rows.reduce(0) { $0 + column[$1] * data.y[$1] }
    }
    var paired = data
    paired.stratum = pairs.map { Int($0) }
    let expected = paired.variance(ofWeighted: rows.map { weights[$0] * data.y[$0] })
    expectClose(try #require(design.variance.variance(of: totals, full: 0)), expected)
  }

  @Test("half-samples are balanced for any number of strata", arguments: 1...40)
  func hadamard(count: Int) throws {
    let strata = (0..<2 * count).map { Int32($0 / 2) }
    let design = try ReplicateDesign.balanced(strata: strata, psus: Array(0..<Int32(2 * count)))
    #expect(design.count >= count + 1)
    for h in 0..<count {
      let signs = (0..<design.count).map { design.factors[$0][2 * h] - 1 }
      #expect(signs.reduce(0, +) == 0)
      for other in 0..<h {
        let products = (0..<design.count).map { signs[$0] * (design.factors[$0][2 * other] - 1) }
        #expect(products.reduce(0, +) == 0)
      }
    }
  }

  @Test("the bootstrap repeats with its seed and keeps the strata's sizes")
  func bootstrap() throws {
    let design = try ReplicateDesign.bootstrap(
      strata: strata, psus: psus, replicates: 200, seed: 42)
    let again = try ReplicateDesign.bootstrap(
      strata: strata, psus: psus, replicates: 200, seed: 42)
    let other = try ReplicateDesign.bootstrap(
      strata: strata, psus: psus, replicates: 200, seed: 43)
    #expect(design.factors == again.factors)
    #expect(design.factors != other.factors)
    for column in design.factors {
      expectClose(column[0..<4].reduce(0, +), 4, relative: 1e-14)
      expectClose(column[9..<15].reduce(0, +), 6, relative: 1e-14)
    }
    // With 4000 replicates the variance of a total is the linearised one within some per cent.
    let many = try ReplicateDesign.bootstrap(
      strata: strata, psus: psus, replicates: 4000, seed: 1)
    let totals = (0..<many.count).map { replicate in
      zip(many.weights(replicate: replicate, from: data.weight), data.y)
        .reduce(0) { $0 + $1.0 * $1.1 }
    }
    let variance = try #require(many.variance.variance(of: totals, full: 0))
    let expected = data.variance(ofWeighted: zip(data.weight, data.y).map { $0 * $1 })
    expectClose(variance, expected, relative: 0.08)
  }

  @Test("successive differences give half the squared differences around each loop")
  func successiveDifference() throws {
    let values: [Double] = [3, 1, 4, 1, 5, 9, 2, 6]
    let strata: [Int32] = [0, 0, 0, 0, 0, 1, 1, 1]
    let design = try ReplicateDesign.successiveDifference(strata: strata, psus: Array(0..<8))
    let totals = design.factors.map { factors in
      zip(factors, values).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let loops = [4, 9, 9, 16, 4.0].reduce(0, +) + [49, 16, 9.0].reduce(0, +)
    let variance = design.variance.variance(of: totals, full: values.reduce(0, +))
    expectClose(try #require(variance), loops / 2)
  }

  @Test("each replicate is calibrated as R does", arguments: ["post", "linear", "raking"])
  func calibratedReplicates(name: String) throws {
    let expected = try #require(fixture.calibrated[name])
    let base = try #require(fixture.designs[["post": "jk1", "linear": "jkn"][name] ?? "boot"])
    let sex = CategoricalMargin(
      variable: "sex", categories: ["f", "m"], totals: fixture.margins.sex, codes: data.sex)
    let age = CategoricalMargin(
      variable: "age", categories: ["a", "b", "c"], totals: fixture.margins.age, codes: data.age)
    let cells = CategoricalMargin(
      variable: "sex x age", categories: (0..<6).map { "\($0)" }, totals: fixture.margins.cells,
      codes: zip(data.sex, data.age).map { $0 + 2 * $1 })
    let margins: [Margin] = [.categorical(sex), .categorical(age)]
    let calibration =
      switch name {
      case "post": try Calibration.postStratified(base.full, to: cells)
      case "linear": try Calibration(base.full, to: margins, method: .linear(nil))
      default: try Calibration(base.full, to: margins, method: .raking(nil))
      }
    expectClose(calibration.weights, expected.full)
    let columns = try base.weights.enumerated().map {
      try calibration.calibrated(replicate: $1, number: $0 + 1)
    }
    for (ours, theirs) in zip(columns, expected.weights) {
      expectClose(ours, theirs, absolute: 1e-10)
    }
    let all = Array(data.y.indices)
    let north = all.filter { data.area[$0] == 0 }
    let variance = ReplicateVariance(scale: base.scale, replicateScales: base.rscales)
    for (rows, standardError) in [(all, expected.meanSE), (north, expected.northSE)] {
      let value = variance.variance(of: columns.map { mean($0, rows) }, full: 0)
      expectClose(try #require(value).squareRoot(), standardError)
    }
    #expect(ReplicateRank.degreesOfFreedom(columns, rows: north) == expected.northDF)
  }

  @Test("the rank is R's where a column is nearly spanned by those before it", arguments: 0..<5)
  func rank(index: Int) {
    let expected = fixture.ranks[index]
    let rows = Array(expected.columns[0].indices)
    #expect(ReplicateRank.degreesOfFreedom(expected.columns, rows: rows) == expected.rank - 1)
    #expect(
      ReplicateRank.degreesOfFreedom(expected.columns, rows: rows.reversed()) == expected.rank - 1)
    // Far more rows than are looked at in one go.
    let many = expected.columns.map { column in (0..<60).flatMap { _ in column } }
    #expect(
      ReplicateRank.degreesOfFreedom(many, rows: Array(many[0].indices)) == expected.rank - 1)
  }

  @Test("a replicate without an estimate is left out")
  func undefinedReplicate() throws {
    let variance = ReplicateVariance(.balanced, count: 3)
    let value = try #require(variance.variance(of: [1, .nan, 3], full: 2))
    expectClose(value, 2 / 3)
    #expect(variance.variance(of: [.nan, .nan, .nan], full: 2) == nil)
  }

  @Test("designs that cannot be replicated are refused")
  func refusals() {
    #expect(throws: ReplicateError.notTwoPSUs(stratum: 1, count: 3)) {
      try ReplicateDesign.balanced(strata: [0, 0, 1, 1, 1], psus: [0, 1, 2, 3, 4])
    }
    #expect(throws: ReplicateError.singlePSU(stratum: 1)) {
      try ReplicateDesign.stratifiedJackknife(strata: [0, 0, 1], psus: [0, 1, 2])
    }
    #expect(throws: ReplicateError.psuInTwoStrata(psu: 0)) {
      try ReplicateDesign.bootstrap(strata: [0, 1], psus: [0, 0], replicates: 5, seed: 1)
    }
    #expect(throws: ReplicateError.invalidRho(1)) {
      try ReplicateDesign.balanced(strata: [0, 0], psus: [0, 1], rho: 1)
    }
  }
}
