import SurveyEstimation
import Testing

/// The made-up sample of scripts/reference/designs.R and what R makes of it.
struct DesignReference: Decodable {
  struct Columns: Decodable {
    var province: [Double], psu: [Double], district: [Double], commune: [Double]
    var household: [Double], N0: [Double], N1: [Double], N2: [Double], N3: [Double]
    var weight: [Double], y: [Double?], x: [Double], ok: [Double?], area: [Double]

    func column(_ name: String) -> [Double] {
      switch name {
      case "province": province
      case "psu": psu
      case "district": district
      case "commune": commune
      case "household": household
      case "area": area
      case "N0": N0
      case "N1": N1
      case "N2": N2
      case "N3": N3
      default: []
      }
    }

    func categories(_ name: String) -> CategoricalColumn {
      let values = column(name)
      let levels = Set(values).sorted()
      return CategoricalColumn(
        codes: values.map { value in Int32(levels.firstIndex(of: value) ?? 0) },
        levels: levels.map { "\(Int($0))" })
    }
  }

  struct Design: Decodable {
    var data: String
    var clusters: [String]
    var strata: [String]
    var weight: String?
    var fpc: [String]
    var nest: Bool
    var lonely: String
  }

  struct Case: Decodable {
    var design: String
    var area: Int
    var statistic: String
    var value: Double
    var se: Double
    var low: Double?
    var high: Double?
    var method: IntervalMethod
    var deff: Double?
    var df: Double
  }

  var data: [String: Columns]
  var designs: [String: Design]
  var cases: [Case]

  static func load() throws -> DesignReference {
    try Reference.load("designs", as: DesignReference.self)
  }

  /// The sample under one of the designs, domain 0 being area 1.
  func table(_ name: String) throws -> ResponseTable {
    let design = try #require(designs[name])
    let columns = try #require(data[design.data])
    let survey = try SurveyDesign(
      rowCount: columns.x.count, weights: design.weight == nil ? nil : columns.weight,
      strata: design.strata.map(columns.categories),
      clusters: design.clusters.map(columns.categories), isNested: design.nest,
      populations: design.fpc.map(columns.column),
      singlePSU: try #require(SinglePSUPolicy(rawValue: design.lonely)))
    let y = columns.y.map { $0 ?? .nan }
    return try ResponseTable(
      design: survey, domainOfRow: columns.area.map { Int32($0) - 1 }, domainCount: 3,
      variables: [
        .numeric(y), .indicator(columns.ok.map { $0.map { UInt8($0) } ?? 2 }),
        .numeric(zip(columns.x, y).map { $1.isNaN ? .nan : $0 }),
      ])
  }

  static let statistics: [String: StatisticDefinition] = [
    "mean": .mean("y", of: 0), "total": .total("y", of: 0), "cases": .total("ok", of: 1),
    "ratio": .ratio("y/x", of: 0, over: 2), "rate": .rate("ok", of: 1),
  ]

  /// Our estimate for a case.
  func estimate(_ item: Case) throws -> Estimate {
    var table = try table(item.design)
    if item.area == 0 {
      table.domainOfRow = []
      table.domainCount = 1
    }
    let definition = try #require(Self.statistics[item.statistic])
    let raw = table.estimates([definition])[max(item.area - 1, 0)][0]
    return raw.finished(
      definition, domain: [],
      options: EstimateOptions(intervalMethod: item.method, wantsDesignEffect: true))
  }
}

@Suite("Designs against R survey")
struct DesignReferenceTests {
  @Test("values, errors, intervals, design effects and df of all designs")
  func everyCase() throws {
    let reference = try DesignReference.load()
    #expect(reference.cases.count > 400)
    for item in reference.cases {
      let estimate = try reference.estimate(item)
      let what: Comment = "\(item.design) \(item.statistic) area \(item.area) \(item.method)"
      // R's logit and its rate come from an iterated fit that stops early.
      let relative = item.method == .logit ? 1e-7 : 1e-9
      expectClose(try #require(estimate.value), item.value, relative: relative, what)
      expectClose(try #require(estimate.standardError), item.se, relative: 1e-9, what)
      #expect(estimate.degreesOfFreedom == item.df, what)
      if let deff = item.deff {
        expectClose(try #require(estimate.designEffect), deff, relative: 1e-9, what)
      }
      guard let low = item.low, let high = item.high, item.value > 0,
        item.value < 1 || !estimateIsRate(item)
      else { continue }
      // R's limits are reflected at 0 and 1 where ours stop.
      if item.method == .asin, isReflected(item) { continue }
      let slack = relative * item.se
      expectClose(try #require(estimate.low), low, relative: relative, absolute: slack, what)
      expectClose(try #require(estimate.high), high, relative: relative, absolute: slack, what)
    }
  }

  private func estimateIsRate(_ item: DesignReference.Case) -> Bool { item.statistic == "rate" }

  private func isReflected(_ item: DesignReference.Case) -> Bool {
    let half =
      Distributions.tQuantile(0.975, df: item.df) * item.se
      / (2 * (item.value * (1 - item.value)).squareRoot())
    let center = Double.pi / 2 - 2 * (1 - item.value.squareRoot()).squareRoot()
    // Near enough to tell: asin(sqrt(p)) lies within 0.2 of the expression above.
    return center - half < 0.2 || center + half > Double.pi / 2 - 0.2
  }

  @Test(
    "every design gives the same whether its rows are tallied or kept",
    arguments: [
      "rows", "rows_fpc", "simple", "clusters", "clusters_fpc", "clusters_nested", "lonely_remove",
      "lonely_certainty", "lonely_adjust", "lonely_average",
    ])
  func tallyAgrees(name: String) throws {
    let reference = try DesignReference.load()
    let design = try #require(reference.designs[name])
    // Without a weight column the weights come from the populations, which needs all rows first.
    guard design.weight != nil else { return }
    let table = try reference.table(name)
    let names =
      design.clusters.isEmpty ? ["rate", "cases"] : ["rate", "cases", "mean", "total", "ratio"]
    let statistics = try names.map { try #require(DesignReference.statistics[$0]) }
    let tally = try TallyFixture(reference, name).tally(statistics)
    var estimator = try TallyEstimator(
      tally, singlePSU: try #require(SinglePSUPolicy(rawValue: design.lonely)))
    for (domain, kept) in table.estimates(statistics).enumerated() {
      let tallied = estimator.estimates(of: ["\(domain + 1)"])
      for (left, right) in zip(tallied, kept) {
        #expect(left.n == right.n)
        #expect(left.domainRows == right.domainRows)
        #expect(left.degreesOfFreedom == right.degreesOfFreedom)
        #expect(left.isAtBoundary == right.isAtBoundary)
        expectClose(left.weighted, right.weighted, relative: 1e-14)
        expectClose(try #require(left.value), try #require(right.value), relative: 1e-13)
        expectClose(
          try #require(left.variance), try #require(right.variance), relative: 1e-12,
          absolute: 1e-18)
        expectClose(
          try #require(left.simpleRandomVariance), try #require(right.simpleRandomVariance),
          relative: 1e-12)
      }
    }
  }
}
