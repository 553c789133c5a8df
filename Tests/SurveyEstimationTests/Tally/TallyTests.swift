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
    "merged parts give the bits of the whole, however cut and ordered",
    arguments: 1...12 as ClosedRange<UInt64>)
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
    #expect(throws: TallyError.differentDefinitions(.statistics)) {
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

  @Test(
    "weights of widely different size give the exact sums, however cut and ordered",
    arguments: 1...24 as ClosedRange<UInt64>)
  func unequalWeights(seed: UInt64) throws {
    var generator = RepeatableRandomNumberGenerator(seed: seed)
    let isRows = seed % 3 == 0
    let definition = TallyDefinition(
      variables: [.indicator], statistics: [.rate("r", of: 0)], rowsAreUnits: isRows, weight: "w")
    // From weights of one size to weights that no common unit counts.
    let spread = [0, 3, 12, 40, 80][Int(seed) % 5]
    let weights = (0..<400).map { _ in
      Double(
        sign: .plus, exponent: Int.random(in: -spread...spread, using: &generator) / 2,
        significand: Double.random(in: 1..<2, using: &generator))
    }
    let ones = weights.map { _ in UInt64.random(in: 0...1, using: &generator) }
    let gaps = ones.map { $0 == 0 ? UInt64.random(in: 0...1, using: &generator) : 0 }
    func tally(_ rows: [Int], batch: Int) -> Tally {
      var tally = Tally(definition)
      let stratum = tally.stratum("")
      for start in stride(from: 0, to: rows.count, by: batch) {
        let rows = rows[start..<min(start + batch, rows.count)]
        let units = rows.map { tally.unit("\($0 % 7)", inStratum: stratum) }
        let domain = tally.domain([])
        tally.add(
          TallyRows(
            count: rows.count, weights: rows.map { weights[$0] }, units: units,
            domains: units.map { _ in domain },
            marks: [rows.map { ones[$0] | gaps[$0] << 32 }], numbers: []),
          cells: units.map { tally.cell(unit: $0, domain: domain) })
      }
      return tally
    }
    func bytes(_ tally: Tally) -> [UInt8] { TallyFile(tally, sources: []).bytes }
    let order = Array(weights.indices)
    let whole = tally(order, batch: 400)
    var estimator = try TallyEstimator(whole, singlePSU: .fail)
    let estimates = estimator.estimates(domain: 0)
    var satisfied = ExactSum()
    var answered = ExactSum()
    for row in order where gaps[row] == 0 {
      answered.add(weights[row])
      if ones[row] == 1 { satisfied.add(weights[row]) }
    }
    #expect(estimates[0].weighted == answered.value)
    #expect(estimates[0].value == satisfied.value / answered.value)
    for size in [1, 7, 64] {
      let shuffled = order.shuffled(using: &generator)
      let cut = Int.random(in: 1..<400, using: &generator)
      var left = tally(Array(shuffled[..<cut]), batch: size)
      try left.merge(tally(Array(shuffled[cut...]), batch: size + 5))
      #expect(bytes(left) == bytes(whole))
      var other = try TallyEstimator(left, singlePSU: .fail)
      #expect(other.estimates(domain: 0) == estimates)
    }
  }

  @Test(
    "indicators of every frequency, more than a word of them, give the exact sums however cut",
    arguments: 1...8 as ClosedRange<UInt64>)
  func manyIndicators(seed: UInt64) throws {
    var generator = RepeatableRandomNumberGenerator(seed: seed)
    let width = [1, 31, 32, 33, 64, 70][Int(seed) % 6]
    let definition = TallyDefinition(
      variables: Array(repeating: .indicator, count: width),
      statistics: (0..<width).map { .rate("r\($0)", of: $0) }, rowsAreUnits: seed % 2 == 0,
      weight: "w")
    // From never to always, so that some sums are kept of the ones and some of the zeros; the
    // frequency changes along the rows, so that parts decide differently.
    let answers = (0..<300).map { row in
      (0..<width).map { place -> Int? in
        let chance = Double((place + row / 100) % 10) / 9
        let draw = Double.random(in: 0..<1, using: &generator)
        return draw < 0.1 ? nil : Double.random(in: 0..<1, using: &generator) < chance ? 1 : 0
      }
    }
    let weights = answers.map { _ in Double.random(in: 0.5..<90, using: &generator) }
    func tally(_ rows: ArraySlice<Int>) -> Tally {
      var tally = Tally(definition)
      let stratum = tally.stratum("")
      let units = rows.map { tally.unit("\($0 % 5)", inStratum: stratum) }
      let domain = tally.domain([])
      let marks = (0..<(width + 31) / 32).map { word in
        rows.map { row in
          (32 * word..<min(32 * word + 32, width)).reduce(UInt64(0)) { mark, place in
            let bit = UInt64(place - 32 * word)
            return mark | (answers[row][place].map { UInt64($0) << bit } ?? 1 << (bit + 32))
          }
        }
      }
      tally.add(
        TallyRows(
          count: rows.count, weights: rows.map { weights[$0] }, units: units,
          domains: units.map { _ in domain }, marks: marks, numbers: []),
        cells: units.map { tally.cell(unit: $0, domain: domain) })
      return tally
    }
    let order = Array(answers.indices)
    let whole = tally(order[...])
    var estimator = try TallyEstimator(whole, singlePSU: .fail)
    let estimates = estimator.estimates(domain: 0)
    for place in 0..<width {
      var satisfied = ExactSum()
      var answered = ExactSum()
      for row in order {
        guard let answer = answers[row][place] else { continue }
        answered.add(weights[row])
        if answer == 1 { satisfied.add(weights[row]) }
      }
      #expect(estimates[place].weighted == answered.value)
      #expect(estimates[place].value == satisfied.value / answered.value)
    }
    // Parts from the end and from the middle first, and joined both ways round.
    let parts = [200..<300, 0..<100, 100..<200].map { tally(order[$0]) }
    var forward = Tally(definition)
    for part in parts { try forward.merge(part) }
    var backward = parts[2]
    try backward.merge(parts[1])
    try backward.merge(parts[0])
    for joined in [forward, backward] {
      #expect(TallyFile(joined, sources: []).bytes == TallyFile(whole, sources: []).bytes)
      var other = try TallyEstimator(joined, singlePSU: .fail)
      #expect(other.estimates(domain: 0) == estimates)
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
          domains: [Int32](repeating: domain, count: 6), marks: [],
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

@Suite("Tally files")
struct TallyFileTests {
  private let statistics = ["rate", "cases", "mean", "total", "ratio"]
    .compactMap { DesignReference.statistics[$0] }

  private func file(rows: [Int]? = nil, name: String = "a.csv", design: String = "clusters_fpc")
    throws -> TallyFile
  {
    let fixture = try TallyFixture(try DesignReference.load(), design)
    let asked = design == "rows" ? Array(statistics.prefix(2)) : statistics
    return TallyFile(
      fixture.tally(asked, rows: rows),
      sources: [
        TallyFile.Source(
          file: name, sha256: "hash of \(name)", rows: 130, accepted: 122, encoding: "UTF-8",
          delimiter: ",")
      ])
  }

  @Test("a tally reads back and answers the same", arguments: ["clusters_fpc", "rows"])
  func readsBack(design: String) throws {
    let file = try file(design: design)
    let copy = try TallyFile(bytes: file.bytes)
    #expect(copy.bytes == file.bytes)
    #expect(copy.sources == file.sources)
    #expect(copy.tally.definition == file.tally.definition)
    var left = try TallyEstimator(file.tally, singlePSU: .fail)
    var right = try TallyEstimator(copy.tally, singlePSU: .fail)
    for area in 1...3 {
      #expect(left.estimates(of: ["\(area)"]) == right.estimates(of: ["\(area)"]))
    }
  }

  @Test("the order of merging does not show in the bytes")
  func canonicalBytes() throws {
    let rows = Array(0..<122)
    let parts = [Array(rows[..<30]), Array(rows[30..<31]), Array(rows[31...])]
    let files = try parts.enumerated().map { try file(rows: $1, name: "part \($0)") }
    var forward = files[0]
    try forward.merge(files[1])
    try forward.merge(files[2])
    var tail = files[2]
    try tail.merge(files[1])
    var backward = try TallyFile(bytes: tail.bytes)
    try backward.merge(files[0])
    #expect(forward.bytes == backward.bytes)
  }

  @Test("the same file is not counted twice")
  func sameSource() throws {
    var file = try file()
    let again = file
    #expect(throws: TallyError.sameSource("a.csv")) { try file.merge(again) }
  }

  /// A file with PSUs put together and domains left out.
  private func protectedFile() throws -> TallyFile {
    let tally = try SmallCellFixture(seed: 21, rows: 150, variables: 2).tally()
      .protected(minimum: 3)
    #expect(tally.frame.joinsUnits && !tally.leftOut.isEmpty)
    return TallyFile(tally, sources: try file().sources)
  }

  @Test("PSUs put together and domains left out read back")
  func protectedReadsBack() throws {
    let file = try protectedFile()
    let copy = try TallyFile(bytes: file.bytes)
    #expect(copy.bytes == file.bytes)
    #expect(copy.tally.leftOut == file.tally.leftOut)
    #expect(Set(copy.tally.frame.unitMembers) == Set(file.tally.frame.unitMembers))
  }

  @Test("damaged bytes are refused, wherever the damage", arguments: [true, false])
  func corruption(isProtected: Bool) throws {
    let bytes = try isProtected ? protectedFile().bytes : file().bytes
    var generator = RepeatableRandomNumberGenerator(seed: 77)
    for attempt in 0..<300 {
      var damaged = bytes
      // The version and the kind in any case.
      let place =
        attempt < 24 ? 8 + attempt % 3 : Int.random(in: 0..<bytes.count, using: &generator)
      damaged[place] ^= UInt8.random(in: 1...255, using: &generator)
      #expect(throws: TallyError.self) { try TallyFile(bytes: damaged) }
    }
    for length in stride(from: 0, to: bytes.count, by: 97) {
      #expect(throws: TallyError.self) { try TallyFile(bytes: Array(bytes[..<length])) }
    }
    #expect(throws: TallyError.notATally) { try TallyFile(bytes: Array("id,area\n".utf8)) }
  }

  @Test(
    "bytes with a right checksum and a wrong body never trap", arguments: [true, false], [2, 3])
  func hostileBody(isProtected: Bool, version: Int) throws {
    let bytes = try isProtected ? protectedFile().bytes : file().bytes
    var generator = RepeatableRandomNumberGenerator(seed: 78)
    let body = try #require(try TallyContainer(bytes: bytes).parts.first)
    for attempt in 0..<400 {
      var part = body
      // Names and what is left out are at the ends.
      let range =
        attempt % 4 == 0 ? max(0, part.count - 200)..<part.count : 0..<part.count
      let place = Int.random(in: range, using: &generator)
      part[place] = UInt8.random(in: 0...255, using: &generator)
      let damaged = TallyContainer(kind: .statistics, parts: [part], version: version).bytes
      if let read = try? TallyFile(bytes: damaged) {
        _ = try? read.tally.protected(minimum: 4)
        var merged = read.tally
        try merged.merge(read.tally)
        if var estimator = try? TallyEstimator(merged, singlePSU: .remove) {
          for domain in read.tally.frame.domains { _ = estimator.estimates(of: domain) }
        }
      }
    }
  }

  @Test("small domains are left out, the design stays")
  func smallDomains() throws {
    let tally = try file().tally
    var whole = try TallyEstimator(tally, singlePSU: .fail)
    let counts = (1...3).map { whole.estimates(of: ["\($0)"])[0].domainRows }
    let smallest = try #require(counts.min())
    let kept = tally.withoutDomains(below: smallest + 1)
    #expect(kept.leftOut.count == counts.count { $0 == smallest })
    var rest = try TallyEstimator(kept, singlePSU: .fail)
    #expect(rest.psuCount == whole.psuCount)
    for (area, count) in zip(1...3, counts) {
      let expected = count > smallest ? whole.estimates(of: ["\(area)"]) : nil
      if let expected { #expect(rest.estimates(of: ["\(area)"]) == expected) }
      #expect((rest.estimates(of: ["\(area)"])[0].n > 0) == (expected != nil))
    }
  }
}
