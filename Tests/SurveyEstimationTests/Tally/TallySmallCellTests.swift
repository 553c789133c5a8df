import TestSupport
import Testing

@testable import SurveyEstimation

/// A made-up sample of many small PSUs, in which some domains are rare.
struct SmallCellFixture {
  struct Row {
    var weight: Double
    var stratum: Int
    var unit: Int
    var domain: [String]
    /// 0, 1 or no answer.
    var answer: UInt64?
    var number: Double
  }

  var rows: [Row] = []
  let definition: TallyDefinition

  init(
    seed: UInt64, rows count: Int = 600, rowsAreUnits: Bool = false, variables: Int = 1,
    hasPopulations: Bool = false
  ) {
    var random = RepeatableRandomNumberGenerator(seed: seed)
    for _ in 0..<count {
      // Every area is half as frequent as the one before.
      let rarity = UInt8.random(in: 1...255, using: &random).leadingZeroBitCount
      var domain = ["area \(rarity)"]
      if variables > 1 { domain.append("unit \(Int.random(in: 0..<3, using: &random))") }
      rows.append(
        Row(
          weight: Double.random(in: 0.2...30, using: &random),
          stratum: Int.random(in: 0..<3, using: &random),
          unit: Int.random(in: 0..<9, using: &random), domain: Array(domain.prefix(variables)),
          answer: [nil, 0, 1, 1].randomElement(using: &random) ?? nil,
          number: Double.random(in: -2...9, using: &random)))
    }
    definition = TallyDefinition(
      variables: rowsAreUnits ? [.indicator] : [.indicator, .number],
      statistics: [.rate("r", of: 0)] + (rowsAreUnits ? [] : [.mean("m", of: 1)]),
      domainVariables: Array(["area", "unit"].prefix(variables)), rowsAreUnits: rowsAreUnits,
      isStratified: true, isNested: true, hasPopulations: hasPopulations, weight: "w")
  }

  func tally(_ chosen: [Int]? = nil) -> Tally {
    var tally = Tally(definition)
    let rows = (chosen ?? Array(self.rows.indices)).map { self.rows[$0] }
    let units = rows.map { row -> Int32 in
      let stratum = tally.stratum("s\(row.stratum)")
      if definition.hasPopulations { tally.note(population: 40, stratum: stratum) }
      return tally.unit("p\(row.unit)", inStratum: stratum)
    }
    let domains = rows.map { tally.domain($0.domain) }
    let cells = zip(units, domains).map { tally.cell(unit: $0, domain: $1) }
    tally.add(
      TallyRows(
        count: rows.count, weights: rows.map(\.weight), units: units, domains: domains,
        marks: [rows.map { $0.answer ?? 1 << 32 }],
        numbers: definition.rowsAreUnits ? [] : [rows.map(\.number)]), cells: cells)
    return tally
  }

  static func bytes(_ tally: Tally) -> [UInt8] { TallyFile(tally, sources: []).bytes }

  /// Estimates of a domain but for what depends on the PSUs.
  static func values(_ tally: Tally, _ domain: [String]) throws -> [[Double?]] {
    var estimator = try TallyEstimator(tally, singlePSU: .average)
    return estimator.estimates(of: domain).map {
      [Double($0.n), $0.weighted, $0.value, $0.simpleRandomVariance]
    }
  }

  /// The groups of rows, by a key, that are not empty.
  func counts(_ key: (Row) -> [String]?) -> [[String]: Int] {
    var counts: [[String]: Int] = [:]
    for row in rows { if let key = key(row) { counts[key, default: 0] += 1 } }
    return counts
  }
}

@Suite("Small cells of tallies")
struct TallySmallCellTests {
  @Test(
    "protection leaves no small cell in the file, and what is still answered as it was",
    arguments: 1...12 as ClosedRange<UInt64>, [2, 5, 10])
  func noSmallCell(seed: UInt64, minimum: Int) throws {
    let fixture = SmallCellFixture(
      seed: seed, rowsAreUnits: seed % 3 == 0, variables: seed % 4 == 0 ? 2 : 1)
    let whole = fixture.tally()
    let kept = try TallyFile(
      bytes: SmallCellFixture.bytes(try whole.protected(minimum: minimum))
    ).tally
    #expect(whole.frame.smallestCell < minimum)
    #expect(kept.frame.smallestCell >= minimum)
    #expect(kept.frame.cells(below: minimum) == 0)
    #expect(kept.frame.rowCount == whole.frame.rowCount)
    #expect(!kept.leftOut.isEmpty || kept.frame.joinsUnits)
    #expect(kept.leftOut.isDisjoint(with: kept.frame.domains))
    #expect(kept.leftOut.union(kept.frame.domains) == Set(whole.frame.domains))
    var before = try TallyEstimator(whole, singlePSU: .average)
    var after = try TallyEstimator(kept, singlePSU: .average)
    for domain in kept.frame.domains {
      #expect(
        try SmallCellFixture.values(kept, domain) == SmallCellFixture.values(whole, domain))
      for (old, new) in zip(before.estimates(of: domain), after.estimates(of: domain)) {
        #expect(new.degreesOfFreedom <= old.degreesOfFreedom)
        if fixture.definition.rowsAreUnits { #expect(new == old) }
      }
    }
    for domain in kept.leftOut { #expect(after.estimates(of: domain)[0].n == 0) }
    // Protecting again, or less, changes nothing.
    let again = try kept.protected(minimum: minimum)
    #expect(SmallCellFixture.bytes(again) == SmallCellFixture.bytes(kept))
  }

  @Test(
    "what is left out cannot be worked out of sums over domains, by stratum, by PSU or by variable",
    arguments: 1...16 as ClosedRange<UInt64>)
  func complements(seed: UInt64) throws {
    let minimum = 4 + Int(seed % 5)
    let fixture = SmallCellFixture(
      seed: seed, rows: 900, rowsAreUnits: seed % 3 == 0, variables: seed % 2 == 0 ? 2 : 1)
    let kept = try fixture.tally().protected(minimum: minimum)
    func left(_ key: (SmallCellFixture.Row) -> [String]) -> [[String]: Int] {
      fixture.counts { kept.leftOut.contains($0.domain) ? key($0) : nil }
    }
    #expect(!kept.leftOut.isEmpty)
    for (key, count) in left({ ["s\($0.stratum)"] }) { #expect(count >= minimum, "\(key)") }
    for variable in fixture.definition.domainVariables.indices {
      // A sum over one variable: nothing of it is told, or what is left out of it is not small.
      let sums = left { ["s\($0.stratum)", $0.domain[variable]] }
      for (key, count) in sums where count < minimum {
        #expect(!kept.frame.domains.contains { $0[variable] == key[1] }, "\(key)")
      }
    }
    guard !fixture.definition.rowsAreUnits else { return }
    let rows = left { ["s\($0.stratum)", "p\($0.unit)"] }
    for (members, stratum) in zip(kept.frame.unitMembers, kept.frame.unitStrata) {
      let name = kept.frame.strata[Int(stratum)]
      let count = members.reduce(0) { $0 + (rows[[name, $1]] ?? 0) }
      #expect(count == 0 || count >= minimum, "\(members)")
    }
  }

  @Test(
    "parts that their senders have protected, or not, merge to the same bytes in any order",
    arguments: 1...24 as ClosedRange<UInt64>)
  func mergingProtectedParts(seed: UInt64) throws {
    var random = RepeatableRandomNumberGenerator(seed: seed)
    let fixture = SmallCellFixture(
      seed: seed, rows: 900, rowsAreUnits: seed % 4 == 0, variables: seed % 3 == 0 ? 2 : 1)
    var rows = [[Int]](repeating: [], count: Int.random(in: 2...6, using: &random))
    for row in fixture.rows.indices {
      rows[Int.random(in: 0..<rows.count, using: &random)].append(row)
    }
    // By domains, by PSUs, or not at all; what a sender cannot protect goes as it is.
    let parts = rows.map { rows -> Tally in
      let part = fixture.tally(rows)
      switch Int.random(in: 0...3, using: &random) {
      case 0: return part
      case 1: return part.withoutDomains(below: 3)
      default: return (try? part.protected(minimum: Int.random(in: 2...6, using: &random))) ?? part
      }
    }
    var merged: [[UInt8]] = []
    for _ in 0..<5 {
      var tallies = parts + [Tally(fixture.definition)]
      tallies.shuffle(using: &random)
      while tallies.count > 1 {
        let right = tallies.remove(at: Int.random(in: 0..<tallies.count, using: &random))
        let left = Int.random(in: 0..<tallies.count, using: &random)
        try tallies[left].merge(right)
        if Bool.random(using: &random) {
          let copy = try TallyFile(bytes: SmallCellFixture.bytes(tallies[left])).tally
          #expect(SmallCellFixture.bytes(copy) == SmallCellFixture.bytes(tallies[left]))
          tallies[left] = copy
        }
      }
      merged.append(SmallCellFixture.bytes(tallies[0]))
    }
    #expect(Set(merged).count == 1)
    let tally = try TallyFile(bytes: merged[0]).tally
    let whole = fixture.tally()
    #expect(tally.leftOut == parts.reduce(into: []) { $0.formUnion($1.leftOut) })
    #expect(tally.leftOut.isDisjoint(with: tally.frame.domains))
    #expect(tally.frame.rowCount == whole.frame.rowCount)
    for domain in tally.frame.domains {
      #expect(
        try SmallCellFixture.values(tally, domain) == SmallCellFixture.values(whole, domain))
    }
    // PSUs that some part has put together are together.
    for part in parts {
      for members in part.frame.unitMembers where members.count > 1 {
        #expect(tally.frame.unitMembers.contains { Set($0).isSuperset(of: members) })
      }
    }
    if parts.allSatisfy({ !$0.frame.joinsUnits && $0.leftOut.isEmpty }) {
      #expect(merged[0] == SmallCellFixture.bytes(whole))
    }
  }

  @Test("protection does not depend on the order in which rows came")
  func orderOfRows() throws {
    for seed in 1...6 as ClosedRange<UInt64> {
      var random = RepeatableRandomNumberGenerator(seed: seed)
      let fixture = SmallCellFixture(seed: seed, variables: 2)
      let expected = SmallCellFixture.bytes(try fixture.tally().protected(minimum: 6))
      let shuffled = fixture.tally(fixture.rows.indices.shuffled(using: &random))
      #expect(SmallCellFixture.bytes(try shuffled.protected(minimum: 6)) == expected)
    }
  }

  @Test(
    "a stratum that is small itself, PSUs that populations count, and domains all small are refused"
  )
  func refusals() throws {
    var fixture = SmallCellFixture(seed: 3)
    #expect(throws: SmallCellError.nothingLeft(minimum: 180)) {
      try fixture.tally().protected(minimum: 180)
    }
    fixture.rows += fixture.rows.prefix(3).map { row in
      var row = row
      row.stratum = 8
      return row
    }
    let tally = fixture.tally()
    #expect(throws: SmallCellError.stratumTooSmall("s8", rows: 3, minimum: 5)) {
      try tally.protected(minimum: 5)
    }
    let populations = SmallCellFixture(seed: 3, hasPopulations: true)
    #expect(throws: SmallCellError.unitsWithPopulations(minimum: 5)) {
      try populations.tally().protected(minimum: 5)
    }
    // Without small cells nothing has to be put together.
    let large = populations.rows.indices.filter { populations.rows[$0].domain == ["area 0"] }
    let smallest = populations.tally(large).frame.smallestCell
    #expect(try !populations.tally(large).protected(minimum: smallest).frame.joinsUnits)
    // A sample without rows has no cell.
    #expect(try fixture.tally([]).protected(minimum: 5).frame.cellCount == 0)
  }

  @Test("domains left out for their few rows count among those that must not be worked out")
  func fewRowsAndSmallCells() throws {
    for seed in 1...6 as ClosedRange<UInt64> {
      let fixture = SmallCellFixture(seed: seed, rowsAreUnits: seed % 2 == 0)
      let whole = fixture.tally()
      // No more than the rarest domain, which has rows enough in every stratum for this minimum.
      let fewest = try #require(whole.frame.domainRows.min()) + 1
      let plain = whole.withoutDomains(below: fewest)
      let kept = try whole.protected(minimum: 2, domainsBelow: fewest)
      #expect(kept.leftOut.isSuperset(of: plain.leftOut) && !plain.leftOut.isEmpty)
      let left = fixture.counts { kept.leftOut.contains($0.domain) ? ["\($0.stratum)"] : nil }
      #expect(left.values.allSatisfy { $0 >= 2 })
      #expect(kept.frame.smallestCell >= 2)
      let same = try whole.protected(minimum: 1, domainsBelow: fewest)
      #expect(SmallCellFixture.bytes(same) == SmallCellFixture.bytes(plain))
    }
  }

  @Test("a domain that one part leaves out is not estimated from the others alone")
  func leftOutStaysOut() throws {
    let fixture = SmallCellFixture(seed: 5)
    let rare = Set(fixture.rows.indices.filter { fixture.rows[$0].domain == ["area 3"] }.prefix(4))
    let one = fixture.tally(fixture.rows.indices.filter { $0 < 100 || rare.contains($0) })
      .withoutDomains(below: 1000)
    let other = fixture.tally(fixture.rows.indices.filter { $0 >= 100 && !rare.contains($0) })
    #expect(one.leftOut.contains(["area 3"]) && other.frame.domains.contains(["area 3"]))
    var merged = other
    try merged.merge(one)
    #expect(!merged.frame.domains.contains(["area 3"]))
    #expect(merged.frame.rowCount == 600)
  }

  @Test("names that are equal in Unicode and not in bytes are joined to the same bytes")
  func canonicalNames() throws {
    let composed = "Th\u{1EEB}a Thi\u{EA}n Hu\u{1EBF}"
    let decomposed = "Th\u{1B0}\u{300}a Thie\u{302}n Hue\u{302}\u{301}"
    let definition = TallyDefinition(
      variables: [.indicator], statistics: [.rate("r", of: 0)], domainVariables: ["area"],
      rowsAreUnits: false, isStratified: true, isNested: true)
    func tally(_ name: String, leavesOut: Bool = false) -> Tally {
      var tally = Tally(definition)
      let unit = tally.unit(name, inStratum: tally.stratum(name))
      let domain = tally.domain([name])
      let cell = tally.cell(unit: unit, domain: domain)
      tally.add(
        TallyRows(
          count: 1, weights: [], units: [unit], domains: [domain], marks: [[1]], numbers: []),
        cells: [cell])
      return leavesOut ? tally.withoutDomains(below: 2) : tally
    }
    for leavesOut in [false, true] {
      let parts = [tally(composed, leavesOut: leavesOut), tally(decomposed, leavesOut: leavesOut)]
      var forward = parts[0]
      try forward.merge(parts[1])
      var backward = parts[1]
      try backward.merge(parts[0])
      #expect(forward.frame.strata.count == 1 && forward.frame.unitCount == 1)
      #expect(SmallCellFixture.bytes(forward) == SmallCellFixture.bytes(backward))
    }
  }
}
