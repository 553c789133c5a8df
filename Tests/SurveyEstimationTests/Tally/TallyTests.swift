import SurveyEstimation
import TestSupport
import Testing

@Suite("Tallies")
struct TallyTests {
  private let statistics = ["rate", "cases", "mean", "total", "ratio"]
    .compactMap { DesignReference.statistics[$0] }

  private func estimates(_ tally: Tally) throws -> [[RawEstimate]] {
    var estimator = try TallyEstimator(tally, singlePSU: .remove)
    return (1...3).map { estimator.estimates(of: ["\($0)"]) }
  }

  @Test(
    "merged parts give the bits of the whole, however cut and ordered", arguments: 1...12 as ClosedRange<UInt64>)
  func mergingIsExact(seed: UInt64) throws {
    var generator = RepeatableRandomNumberGenerator(seed: seed)
    let reference = try DesignReference.load()
    let isRows = seed % 2 == 0
    let fixture = try TallyFixture(reference, isRows ? "rows" : "clusters_fpc")
    let asked = isRows ? Array(statistics.prefix(2)) : statistics
    let whole = try estimates(fixture.tally(asked))
    var parts = [[Int]](repeating: [], count: Int.random(in: 1...9, using: &generator))
    for row in (0..<fixture.rowCount).shuffled(using: &generator) {
      parts[Int.random(in: 0..<parts.count, using: &generator)].append(row)
    }
    var tallies = parts.map { fixture.tally(asked, rows: $0) }
    tallies.append(Tally(fixture.definition(asked)))
    tallies.shuffle(using: &generator)
    // A random tree of merges.
    while tallies.count > 1 {
      let right = tallies.remove(at: Int.random(in: 0..<tallies.count, using: &generator))
      let left = Int.random(in: 0..<tallies.count, using: &generator)
      try tallies[left].merge(right)
    }
    #expect(try estimates(tallies[0]) == whole)
  }

  @Test("the empty tally changes nothing on either side")
  func emptyIsIdentity() throws {
    let fixture = try TallyFixture(try DesignReference.load(), "clusters")
    let whole = fixture.tally(statistics)
    var left = Tally(fixture.definition(statistics))
    try left.merge(whole)
    var right = whole
    try right.merge(Tally(fixture.definition(statistics)))
    #expect(try estimates(left) == estimates(whole))
    #expect(try estimates(right) == estimates(whole))
  }

  @Test("tallies of different questions do not merge")
  func differentDefinitionsAreRefused() throws {
    let fixture = try TallyFixture(try DesignReference.load(), "clusters")
    var tally = fixture.tally(statistics)
    #expect(throws: TallyError.differentDefinitions) {
      try tally.merge(fixture.tally(Array(statistics.prefix(1))))
    }
  }

  @Test(
    "weights of any size give the same rates and errors",
    arguments: [1e-9, 0x1p-20, 1, 1000, 1e9, 1e12])
  func scaleOfWeights(scale: Double) throws {
    let fixture = try TallyFixture(try DesignReference.load(), "clusters")
    let rate = Array(statistics.prefix(1))
    let plain = try estimates(fixture.tally(rate))
    let scaled = try estimates(fixture.tally(rate, scale: scale))
    for (left, right) in zip(plain, scaled) {
      expectClose(try #require(right[0].value), try #require(left[0].value), relative: 1e-12)
      expectClose(try #require(right[0].variance), try #require(left[0].variance), relative: 1e-11)
    }
  }

  @Test("a mean far from zero keeps the digits of its design effect")
  func designEffectOfDistantMean() throws {
    var tally = Tally(
      TallyDefinition(
        variables: [.number], statistics: [.mean("y", of: 0)], rowsAreUnits: false, weight: "w"))
    let unit = tally.unit("p", inStratum: tally.stratum(""))
    let other = tally.unit("q", inStratum: 0)
    let domain = tally.domain([])
    let values = [0.1, 0.4, -0.2, 0.3, 0.25, -0.6]
    func deff(offset: Double) throws -> Double {
      var tally = tally
      let units = [unit, unit, unit, other, other, other]
      let cells = units.map { tally.cell(unit: $0, domain: domain) }
      tally.add(
        TallyRows(
          count: 6, weights: [3, 2, 5, 4, 2, 9], units: units,
          domains: [Int32](repeating: domain, count: 6), ones: [], gaps: [],
          numbers: [values.map { $0 + offset }]), cells: cells)
      var estimator = try TallyEstimator(tally, singlePSU: .fail)
      return try #require(estimator.estimates(of: [])[0].simpleRandomVariance)
    }
    // Offsets that leave the values exact: multiples of a power of two would, these round at 1e-10.
    expectClose(try deff(offset: 1_048_576), try deff(offset: 0), relative: 1e-8)
  }

  @Test("a domain that no row is in has no answers")
  func unknownDomain() throws {
    let fixture = try TallyFixture(try DesignReference.load(), "clusters")
    var estimator = try TallyEstimator(fixture.tally(statistics), singlePSU: .fail)
    let raw = estimator.estimates(of: ["nowhere"])[0]
    #expect(raw.n == 0 && raw.value == nil)
    let estimate = raw.finished(statistics[0], domain: [], options: EstimateOptions())
    #expect(estimate.flags == ["no-answers"])
  }
}
