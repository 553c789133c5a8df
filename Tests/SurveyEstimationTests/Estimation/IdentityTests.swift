import SurveyEstimation
import TestSupport
import Testing

@Suite("Identities")
struct IdentityTests {
  /// Made-up rows: 12 PSUs in 3 strata, uneven weights, some answers missing.
  struct Rows {
    var weights: [Double] = []
    var strata: [Int32] = []
    var psus: [Int32] = []
    var domains: [Int32] = []
    var answers: [UInt8] = []
    var numbers: [Double] = []

    init(seed: UInt64) {
      var generator = RepeatableRandomNumberGenerator(seed: seed)
      for psu in 0..<Int32(12) {
        for _ in 0..<Int.random(in: 2...9, using: &generator) {
          weights.append(Double(Int.random(in: 1...900, using: &generator)) / 64)
          strata.append(psu % 3)
          psus.append(psu)
          domains.append(Int32.random(in: 0...1, using: &generator))
          answers.append([0, 1, 1, 2].randomElement(using: &generator) ?? 0)
          numbers.append(
            Bool.random(using: &generator)
              ? Double(Int.random(in: 0...400, using: &generator)) / 8 : .nan)
        }
      }
    }

    func design(clusters: [Int32]? = nil, weights: [Double]? = nil) throws -> SurveyDesign {
      let clusters = clusters ?? psus
      return try SurveyDesign(
        rowCount: strata.count, weights: weights ?? self.weights,
        strata: [CategoricalColumn(codes: strata, levels: ["a", "b", "c"])],
        clusters: [
          CategoricalColumn(
            codes: clusters, levels: (0...(clusters.max() ?? 0)).map { "\($0)" })
        ])
    }

    /// Every row twice.
    var doubled: Rows {
      var rows = self
      func twice<Value>(_ values: [Value]) -> [Value] { values.flatMap { [$0, $0] } }
      rows.weights = twice(weights)
      rows.strata = twice(strata)
      rows.psus = twice(psus)
      rows.domains = twice(domains)
      rows.answers = twice(answers)
      rows.numbers = twice(numbers)
      return rows
    }
  }

  private let statistics: [StatisticDefinition] = [
    .rate("rate", of: 0), .mean("mean", of: 1), .total("total", of: 1),
  ]

  private func expectSame(_ left: [RawEstimate], _ right: [RawEstimate]) {
    for (left, right) in zip(left, right) {
      expectClose(left.value ?? .nan, right.value ?? .nan, relative: 1e-14)
      expectClose(left.variance ?? .nan, right.variance ?? .nan, relative: 1e-12)
      #expect(left.degreesOfFreedom == right.degreesOfFreedom)
    }
  }

  @Test("a domain mean is the ratio of two totals of the whole sample", arguments: 1...10)
  func domainMeanIsRatio(seed: Int) throws {
    let rows = Rows(seed: UInt64(seed))
    for domain in Int32(0)...1 {
      let inside = rows.domains.map { $0 == domain }
      let table = try ResponseTable(
        design: try rows.design(),
        variables: [
          .numeric(zip(rows.numbers, inside).map { $1 && !$0.isNaN ? $0 : 0 }),
          .numeric(zip(rows.numbers, inside).map { $1 && !$0.isNaN ? 1 : 0 }),
        ])
      let domains = try ResponseTable(
        design: try rows.design(), domainOfRow: rows.domains, domainCount: 2,
        variables: [.numeric(rows.numbers)])
      let mean = domains.estimates([.mean("mean", of: 0)])[Int(domain)][0]
      let ratio = table.estimates([.ratio("ratio", of: 0, over: 1)])[0][0]
      expectClose(try #require(mean.value), try #require(ratio.value), relative: 1e-14)
      expectClose(try #require(mean.variance), try #require(ratio.variance), relative: 1e-12)
    }
  }

  @Test("doubling each row into a PSU changes nothing", arguments: 1...10)
  func doubledRows(seed: Int) throws {
    let rows = Rows(seed: UInt64(seed))
    let doubled = rows.doubled
    let count = Int32(rows.weights.count)
    let single = try ResponseTable(
      design: try rows.design(clusters: (0..<count).map { $0 }), domainOfRow: rows.domains,
      domainCount: 2, variables: [.indicator(rows.answers), .numeric(rows.numbers)]
    ).estimates(statistics)
    let pairs = try ResponseTable(
      design: try doubled.design(
        clusters: (0..<count).flatMap { [$0, $0] }, weights: doubled.weights.map { $0 / 2 }),
      domainOfRow: doubled.domains, domainCount: 2,
      variables: [.indicator(doubled.answers), .numeric(doubled.numbers)]
    ).estimates(statistics)
    for domain in 0..<2 { expectSame(pairs[domain], single[domain]) }
    // The same with PSUs of several rows: each row's twin joins its PSU.
    let clusters = try ResponseTable(
      design: try rows.design(), domainOfRow: rows.domains, domainCount: 2,
      variables: [.indicator(rows.answers), .numeric(rows.numbers)]
    ).estimates(statistics)
    let larger = try ResponseTable(
      design: try doubled.design(weights: doubled.weights.map { $0 / 2 }),
      domainOfRow: doubled.domains, domainCount: 2,
      variables: [.indicator(doubled.answers), .numeric(doubled.numbers)]
    ).estimates(statistics)
    for domain in 0..<2 { expectSame(larger[domain], clusters[domain]) }
  }

  @Test("with a population of the size of the sample there is no variance")
  func census() throws {
    let rows = Rows(seed: 3)
    let design = try SurveyDesign(
      rowCount: rows.weights.count, weights: rows.weights,
      strata: [CategoricalColumn(codes: rows.strata, levels: ["a", "b", "c"])],
      clusters: [CategoricalColumn(codes: rows.psus, levels: (0..<12).map { "\($0)" })],
      populations: [[Double](repeating: 4, count: rows.weights.count)])
    let table = try ResponseTable(design: design, variables: [.indicator(rows.answers)])
    #expect(table.estimates([.rate("rate", of: 0)])[0][0].variance == 0)
  }
}
