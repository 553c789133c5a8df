import SurveyEstimation
import Testing

/// Figures that can be looked up in print; the data, sources and R's own figures are in
/// `Reference/published.json`, made by scripts/reference/published.R.
struct PublishedFixture: Decodable {
  struct TwoStage: Decodable {
    var cluster: [Int], clusters: [Double], unit: [Int], units: [Double], y: [Double]
    var printedTotal: Double, total: Double, variance: Double, mean: Double, meanSE: Double
  }
  struct Weighting: Decodable {
    var sampled: [Int], population: [Double], lower: Double, upper: Double
    var printed: [String: [Double]], exact: [String: [Double]]
  }
  struct Binomial: Decodable {
    var successes: [Double], trials: [Int]
    var scoreLow: [Double], scoreHigh: [Double], exactLow: [Double], exactHigh: [Double]
  }
  var mu284: TwoStage
  var kalton: Weighting
  var newcombe: Binomial
}

@Suite("Published examples")
struct PublishedExampleTests {
  let fixture: PublishedFixture

  init() throws { fixture = try Reference.load("published", as: PublishedFixture.self) }

  @Test("the two-stage sample of municipalities of Särndal, Swensson & Wretman, example 4.3.2")
  func municipalities() throws {
    let example = fixture.mu284
    func column(_ ids: [Int]) -> CategoricalColumn {
      let levels = Set(ids).sorted()
      return CategoricalColumn(
        codes: ids.map { id in Int32(levels.firstIndex(of: id) ?? 0) },
        levels: levels.map { "\($0)" })
    }
    let design = try SurveyDesign(
      rowCount: example.y.count, weights: nil,
      clusters: [column(example.cluster), column(example.unit)],
      populations: [example.clusters, example.units])
    let table = try ResponseTable(design: design, variables: [.numeric(example.y)])
    let estimates = table.estimates([.total("y", of: 0), .mean("y", of: 0)])[0]
    #expect(try #require(estimates[0].value) == example.printedTotal)
    expectClose(try #require(estimates[0].variance), example.variance)
    expectClose(try #require(estimates[1].value), example.mean)
    expectClose(try #require(estimates[1].variance).squareRoot(), example.meanSE)

    // The book's formula for simple random sampling at both stages, written out.
    func variance(_ values: [Double]) -> Double {
      let mean = values.reduce(0, +) / Double(values.count)
      return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    }
    let clusters = Set(example.cluster).sorted().map { cluster in
      let rows = example.y.indices.filter { example.cluster[$0] == cluster }
      let values = rows.map { example.y[$0] }
      let size = example.units[rows[0]]
      let sampled = Double(values.count)
      return (
        total: size * values.reduce(0, +) / sampled,
        within: size * size * (1 - sampled / size) / sampled * variance(values)
      )
    }
    let all = example.clusters[0]
    let drawn = Double(clusters.count)
    let between = all * all * (1 - drawn / all) / drawn * variance(clusters.map(\.total))
    let within = all / drawn * clusters.map(\.within).reduce(0, +)
    expectClose(try #require(estimates[0].variance), between + within, relative: 1e-12)
  }

  @Test(
    "the weights of Kalton & Flores-Cervantes to the printed decimals, and R's to all of them",
    arguments: ["cells", "raking", "greg", "linear", "logit", "truncated"])
  func weighting(method: String) throws {
    let example = fixture.kalton
    let cellOfRow = example.sampled.indices.flatMap { cell in
      [Int32](repeating: Int32(cell), count: example.sampled[cell])
    }
    func margin(_ name: String, _ levels: Int, _ level: (Int) -> Int) -> Margin {
      .categorical(
        CategoricalMargin(
          variable: name, categories: (1...levels).map { "\($0)" },
          totals: (0..<levels).map { wanted in
            example.population.indices.filter { level($0) == wanted }
              .reduce(0) { $0 + example.population[$1] }
          }, codes: cellOfRow.map { Int32(level(Int($0))) }))
    }
    func scores(_ name: String, _ level: (Int) -> Int) -> Margin {
      .numeric(
        NumericMargin(
          variable: name,
          total: example.population.indices.reduce(0) {
            $0 + example.population[$1] * Double(level($1) + 1)
          }, values: cellOfRow.map { Double(level(Int($0)) + 1) }))
    }
    let ofA = { (cell: Int) in cell % 4 }
    let ofB = { (cell: Int) in cell / 4 }
    let both = [margin("a", 4, ofA), margin("b", 3, ofB)]
    let bounds = CalibrationBounds(lower: example.lower, upper: example.upper)
    let ones = [Double](repeating: 1, count: cellOfRow.count)
    let made: Calibration =
      switch method {
      case "cells":
        try Calibration(ones, to: [margin("a x b", 12) { $0 }], method: .postStratification)
      case "raking": try Calibration(ones, to: both, method: .raking(nil))
      case "greg":
        try Calibration(
          ones, to: [margin("all", 1) { _ in 0 }, scores("a", ofA), scores("b", ofB)],
          method: .linear(nil))
      case "linear": try Calibration(ones, to: both, method: .linear(nil))
      case "logit": try Calibration(ones, to: both, method: .logit(bounds))
      default: try Calibration(ones, to: both, method: .linear(bounds))
      }
    let weights = try example.sampled.indices.map { cell in
      made.weights[try #require(cellOfRow.firstIndex(of: Int32(cell)))]
    }
    let printed = try #require(example.printed[method])
    // Half a unit of the last printed decimal; 1.375 is printed as 1.38.
    expectClose(weights, printed, relative: 0, absolute: 0.005 + 1e-9)
    expectClose(weights, try #require(example.exact[method]))
  }

  /// Where the variance is p(1 - p)/n and df are n - 1, the survey forms are the plain ones.
  @Test("Newcombe's table of score and Clopper-Pearson limits")
  func binomial() throws {
    let table = fixture.newcombe
    for (index, trials) in table.trials.enumerated() {
      let n = Double(trials)
      let p = table.successes[index] / n
      func limits(_ method: IntervalMethod, df: Double) throws -> (low: Double, high: Double) {
        try #require(
          method.interval(
            ProportionEvidence(
              value: p, variance: p * (1 - p) / n, n: trials, domainRows: trials,
              degreesOfFreedom: df), level: 0.95))
      }
      // Every method has the exact limits at 0 and 1, so Wilson's own row for 0 of 20 has no place.
      if p > 0 {
        let score = try limits(.wilson, df: .infinity)
        expectClose(score.low, table.scoreLow[index], relative: 0, absolute: 0.00005)
        expectClose(score.high, table.scoreHigh[index], relative: 0, absolute: 0.00005)
        let exact = try limits(.beta, df: n - 1)
        expectClose(exact.low, table.exactLow[index], relative: 0, absolute: 0.00005)
        expectClose(exact.high, table.exactHigh[index], relative: 0, absolute: 0.00005)
      }
      let nchs = try limits(.nchs, df: n - 1)
      expectClose(nchs.low, table.exactLow[index], relative: 0, absolute: 0.00005)
      expectClose(nchs.high, table.exactHigh[index], relative: 0, absolute: 0.00005)
    }
  }
}
