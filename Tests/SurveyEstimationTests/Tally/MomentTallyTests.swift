import TestSupport
import Testing

@testable import SurveyEstimation

/// A small survey with made-up answers: three rated questions in two elements, scores, and a number.
struct MomentFixture {
  static let quantities: [MomentQuantity] = [
    MomentQuantity(.indicator),  // 0: some answer
    MomentQuantity(.count),  // 1: answers of the first element (two questions)
    MomentQuantity(.count),  // 2: satisfied ones
    MomentQuantity(.indicator, within: 0),  // 3: an answer of the second element (one question)
    MomentQuantity(.indicator, within: 3),  // 4: it is satisfied
    MomentQuantity(.real),  // 5: points of the first element
    MomentQuantity(.indicator, within: 0),  // 6: an answer of the first element
    MomentQuantity(.indicator, within: 4),  // 7: the third is of the highest level; by domain only
  ]
  static let statistics = [
    definition("pooled", [(2, 1)]), definition("single", [(4, 3)]),
    definition("elements", [(2, 1), (4, 3)]), definition("score", [(5, 1)], isProportion: false),
  ]

  static func definition(
    _ name: String, _ terms: [(Int, Int)], isProportion: Bool = true
  ) -> StatisticDefinition {
    StatisticDefinition(
      name: name, statistic: "rate",
      form: .meanOfRatios(terms.map { RatioTerm(.value($0.0), over: .value($0.1)) }, scale: 1),
      isProportion: isProportion)
  }

  struct Row {
    var weight: Double
    var stratum: Int
    var unit: Int
    var domain: [String]
    /// Answers 0 or 1, `nil` where there is none, with the level of the third.
    var answers: [Int?]
    var points: Double
    var isTop: Bool
  }

  var rows: [Row] = []
  let isClustered: Bool
  let hasPopulations: Bool

  init(seed: UInt64, rows count: Int, isClustered: Bool, hasPopulations: Bool = false) {
    var random = RepeatableRandomNumberGenerator(seed: seed)
    self.isClustered = isClustered
    self.hasPopulations = hasPopulations
    for row in 0..<count {
      let answers = (0..<3).map { _ in
        Int.random(in: 0..<10, using: &random) < 2 ? nil : Int.random(in: 0...1, using: &random)
      }
      let given = answers[..<2].filter { $0 != nil }.count
      rows.append(
        Row(
          weight: [1, 2.5, 0.333333333333, Double.random(in: 0.001...50, using: &random)][row % 4],
          stratum: row % 3, unit: Int.random(in: 0..<5, using: &random),
          domain: [
            ["land", "health"][Int.random(in: 0...1, using: &random)],
            "u\(Int.random(in: 0..<3, using: &random))",
          ], answers: answers,
          points: (0..<given).reduce(0) { sum, _ in
            sum + Double.random(in: 1...5, using: &random)
          }, isTop: answers[2] == 1 && row % 2 == 0))
    }
  }

  var definition: MomentDefinition {
    MomentDefinition(
      quantities: Self.quantities, cellQuantities: 7, statistics: Array(Self.statistics[..<2]),
      overall: Array(Self.statistics[2...]), rowsAreUnits: !isClustered, isStratified: true,
      isNested: true, hasPopulations: hasPopulations)
  }

  /// Values of the quantities.
  private func values(_ row: Row) -> [Double] {
    let first = row.answers[..<2].compactMap { $0 }
    return [
      row.answers.contains { $0 != nil } ? 1 : 0, Double(first.count), Double(first.reduce(0, +)),
      row.answers[2] == nil ? 0 : 1, row.answers[2] == 1 ? 1 : 0, row.points,
      first.isEmpty ? 0 : 1, row.isTop ? 1 : 0,
    ]
  }

  func tally(_ chosen: [Int]? = nil, scale: Double = 1) -> MomentTally {
    var tally = MomentTally(definition)
    let rows = (chosen ?? Array(self.rows.indices)).map { self.rows[$0] }
    for start in stride(from: 0, to: rows.count, by: 100) {
      let some = Array(rows[start..<min(start + 100, rows.count)])
      var units: [Int32] = []
      for row in some {
        let stratum = tally.stratum("s\(row.stratum)")
        if hasPopulations {
          tally.note(population: Double(400 + row.stratum), stratum: stratum)
        }
        units.append(tally.unit("p\(row.unit)", inStratum: stratum))
      }
      let domains = some.map { tally.domain($0.domain) }
      let columns = some.map(values)
      tally.add(
        MomentRows(
          count: some.count, weights: some.map { $0.weight * scale }, units: units,
          domains: domains,
          integers: [0, 1, 2, 3, 4, 6, 7].map { place in columns.map { Int32($0[place]) } },
          reals: [columns.map { $0[5] }]))
    }
    return tally
  }

  /// The indicator of the rows that take part in a statistic.
  static func answeredPlace(_ statistic: StatisticDefinition) -> Int {
    switch statistic.name {
    case "pooled", "score": 6
    case "single": 3
    default: 0
    }
  }

  /// The estimates of the statistics over some domains: those for all rows only over all.
  func estimates(
    _ tally: MomentTally, singlePSU: SinglePSUPolicy = .remove,
    where isWanted: ([String]) -> Bool = { _ in true }
  ) throws -> [RawEstimate] {
    var estimator = try MomentEstimator(tally, singlePSU: singlePSU)
    let domains = tally.frame.domains.indices.filter { isWanted(tally.frame.domains[$0]) }
    let isAll = domains.count == tally.frame.domains.count
    let union = estimator.union(of: domains)
    return Self.statistics.prefix(isAll ? 4 : 2).map {
      estimator.estimate($0, answered: Self.answeredPlace($0), in: union)
    }
  }

  /// The same from the rows.
  func tableEstimates(
    singlePSU: SinglePSUPolicy = .remove, where isWanted: ([String]) -> Bool = { _ in true }
  ) throws -> [RawEstimate] {
    let strata = CategoricalColumn(
      codes: rows.map { Int32($0.stratum) }, levels: ["s0", "s1", "s2"])
    let clusters = CategoricalColumn(
      codes: rows.map { Int32($0.unit) }, levels: (0..<5).map { "p\($0)" })
    let design = try SurveyDesign(
      rowCount: rows.count, weights: rows.map(\.weight), strata: [strata],
      clusters: isClustered ? [clusters] : [], isNested: true,
      populations: hasPopulations ? [rows.map { Double(400 + $0.stratum) }] : [],
      singlePSU: singlePSU)
    let columns = rows.map(values)
    func column(_ place: Int, where indicator: Int) -> ResponseVariable {
      .numeric(columns.map { $0[indicator] == 0 ? .nan : $0[place] })
    }
    let table = try ResponseTable(
      design: design, domainOfRow: rows.map { isWanted($0.domain) ? 0 : -1 }, domainCount: 1,
      variables: [
        column(0, where: 0), column(1, where: 6), column(2, where: 6), column(3, where: 3),
        column(4, where: 3), column(5, where: 6),
      ])
    let isAll = rows.allSatisfy { isWanted($0.domain) }
    return table.estimates(Array(Self.statistics.prefix(isAll ? 4 : 2)))[0]
  }
}

@Suite("Tallies of moments")
struct MomentTallyTests {
  private func expectClose(_ found: [RawEstimate], _ expected: [RawEstimate]) throws {
    #expect(found.count == expected.count)
    for (one, other) in zip(found, expected) {
      #expect(one.n == other.n)
      #expect(one.domainRows == other.domainRows)
      #expect(one.degreesOfFreedom == other.degreesOfFreedom)
      #expect(one.isCensus == other.isCensus)
      for key in [\RawEstimate.value, \.variance, \.simpleRandomVariance] {
        let (a, b) = (one[keyPath: key], other[keyPath: key])
        #expect((a == nil) == (b == nil))
        if let a, let b { #expect(abs(a - b) <= 1e-11 * max(abs(a), abs(b))) }
      }
      #expect(abs(one.weighted - other.weighted) <= 1e-12 * other.weighted)
    }
  }

  @Test(
    "the moments give what the rows give, with clusters and without, with populations, by domain",
    arguments: [true, false], [true, false])
  func agreesWithRows(isClustered: Bool, hasPopulations: Bool) throws {
    let fixture = MomentFixture(
      seed: 5, rows: 700, isClustered: isClustered, hasPopulations: hasPopulations)
    let tally = fixture.tally()
    for policy in [SinglePSUPolicy.remove, .adjust, .average] {
      try expectClose(
        fixture.estimates(tally, singlePSU: policy), fixture.tableEstimates(singlePSU: policy))
      for area in ["land", "health"] {
        try expectClose(
          fixture.estimates(tally, singlePSU: policy) { $0[0] == area },
          fixture.tableEstimates(singlePSU: policy) { $0[0] == area })
      }
      try expectClose(
        fixture.estimates(tally, singlePSU: policy) { $0 == ["land", "u1"] },
        fixture.tableEstimates(singlePSU: policy) { $0 == ["land", "u1"] })
    }
  }

  @Test("a domain of few rows, some strata without an answer, gives what the rows give")
  func agreesOnSparseDomains() throws {
    for seed in 1...6 as ClosedRange<UInt64> {
      for isClustered in [true, false] {
        let fixture = MomentFixture(seed: seed, rows: 40, isClustered: isClustered)
        let tally = fixture.tally()
        for key in Set(fixture.rows.map(\.domain)) {
          for policy in [SinglePSUPolicy.remove, .adjust, .average] {
            try expectClose(
              fixture.estimates(tally, singlePSU: policy) { $0 == key },
              fixture.tableEstimates(singlePSU: policy) { $0 == key })
          }
        }
      }
    }
  }

  @Test(
    "merged parts are the bytes of the whole, however cut, ordered and put together",
    arguments: 1...12 as ClosedRange<UInt64>)
  func mergingIsExact(seed: UInt64) throws {
    var random = RepeatableRandomNumberGenerator(seed: seed)
    let fixture = MomentFixture(seed: seed, rows: 300, isClustered: seed % 2 == 0)
    // Weights far below what doubles add exactly are no exception.
    let scale = seed % 3 == 0 ? 1e-32 : 1
    let whole = fixture.tally(scale: scale)
    var parts = [[Int]](repeating: [], count: Int.random(in: 1...9, using: &random))
    for row in fixture.rows.indices.shuffled(using: &random) {
      parts[Int.random(in: 0..<parts.count, using: &random)].append(row)
    }
    var tallies = parts.map { fixture.tally($0, scale: scale) } + [MomentTally(fixture.definition)]
    tallies.shuffle(using: &random)
    while tallies.count > 1 {
      let right = tallies.remove(at: Int.random(in: 0..<tallies.count, using: &random))
      let left = Int.random(in: 0..<tallies.count, using: &random)
      try tallies[left].merge(right)
    }
    #expect(tallies[0].bytes == whole.bytes)
    #expect(try fixture.estimates(tallies[0]) == fixture.estimates(whole))
  }

  @Test("tallies with PSUs put together merge to the same, whichever comes first")
  func mergingGroups() throws {
    let fixture = MomentFixture(seed: 9, rows: 240, isClustered: true)
    let parts = (0..<4).map { part in
      fixture.tally(fixture.rows.indices.filter { $0 % 4 == part })
    }
    // Two of the parts have groups, and not the same ones.
    let grouped = [
      parts[0].withUnitsPutTogether(minimum: 6), parts[1],
      parts[2].withUnitsPutTogether(minimum: 4), parts[3],
    ]
    #expect(grouped[0].frame.unitMembers.contains { $0.count > 1 })
    var forward = grouped[0]
    for part in grouped.dropFirst() { try forward.merge(part) }
    var backward = grouped[3]
    for part in grouped.dropLast().reversed() { try backward.merge(part) }
    var pairs = grouped[1]
    try pairs.merge(grouped[0])
    var others = grouped[3]
    try others.merge(grouped[2])
    try pairs.merge(others)
    #expect(forward.bytes == backward.bytes)
    #expect(forward.bytes == pairs.bytes)
    // Values do not change, and no PSU is lost.
    let whole = try fixture.estimates(fixture.tally())
    let merged = try fixture.estimates(forward)
    #expect(merged.map(\.value) == whole.map(\.value))
    #expect(merged.map(\.n) == whole.map(\.n))
    #expect(
      Set(forward.frame.unitMembers.flatMap { $0 }).count
        == Set(fixture.tally().frame.unitMembers.flatMap { $0 }).count)
  }

  @Test("putting PSUs together leaves no small cell where strata allow it")
  func smallCells() throws {
    let fixture = MomentFixture(seed: 4, rows: 500, isClustered: true)
    let tally = fixture.tally()
    let smallestByStratum = try #require(tally.frame.rowsByStratum().map(\.rows).min())
    for minimum in [3, 8, smallestByStratum] {
      let kept = tally.withUnitsPutTogether(minimum: minimum)
      #expect(kept.frame.smallestCell >= minimum)
      #expect(kept.frame.joinsUnits == (tally.frame.smallestCell < minimum))
      #expect(kept.frame.rowCount == tally.frame.rowCount)
      #expect(kept.frame.cellRows.reduce(0, +) == fixture.rows.count)
    }
  }

  @Test("bytes read back, and damaged ones are refused or harmless")
  func bytes() throws {
    let fixture = MomentFixture(seed: 2, rows: 60, isClustered: true, hasPopulations: true)
    let bytes = fixture.tally().bytes
    #expect(try MomentTally(bytes: bytes[...]).bytes == bytes)
    for length in stride(from: 0, to: bytes.count, by: 53) {
      #expect(throws: TallyError.self) { try MomentTally(bytes: bytes[..<length]) }
    }
    var random = RepeatableRandomNumberGenerator(seed: 3)
    for _ in 0..<400 {
      var damaged = bytes
      damaged[Int.random(in: 0..<bytes.count, using: &random)] = .random(
        in: 0...255, using: &random)
      if let read = try? MomentTally(bytes: damaged[...]), read.definition == fixture.definition {
        _ = try? fixture.estimates(read)
      }
    }
  }

  @Test("a container of a later version, cut short or of another kind says so")
  func container() throws {
    let bytes = TallyContainer(kind: .survey, parts: [[1, 2, 3], []], words: [7, .max]).bytes
    let read = try TallyContainer(bytes: bytes)
    #expect(read.parts == [[1, 2, 3], []])
    #expect(read.words == [7, .max])
    #expect(TallyContainer.kind(of: bytes) == .survey)
    var later = bytes
    later[TallyContainer.magic.count] = 9
    #expect(throws: TallyError.unknownVersion(9)) { try TallyContainer(bytes: later) }
    #expect(throws: TallyError.truncated) { try TallyContainer(bytes: bytes.dropLast(3)) }
    #expect(throws: TallyError.truncated) { try TallyContainer(bytes: Array(bytes.prefix(9))) }
    for place in TallyContainer.magic.count..<bytes.count {
      var damaged = bytes
      damaged[place] ^= 1
      #expect(throws: TallyError.self) { try TallyContainer(bytes: damaged) }
    }
    #expect(throws: TallyError.corrupt) { try TallyFile(bytes: bytes) }
  }
}
