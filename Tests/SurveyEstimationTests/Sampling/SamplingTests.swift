import SurveyEstimation
import Testing

@Suite("Sample size")
struct SampleSizeTests {
  /// Cochran (1977), section 4.4: p = 50 %, d = 5 points, t = 2; 400, and 356 of 3200 people.
  @Test("Cochran's island")
  func cochran() throws {
    let level = 2 * Distributions.normalCumulative(2) - 1
    #expect(try SampleSize(level: level).answers(rate: 0.5, margin: 0.05) == 400)
    #expect(
      try SampleSize(level: level, population: 3200).answers(rate: 0.5, margin: 0.05) == 356)
  }

  @Test("answers and shortfall are each other's inverse", arguments: [0.6, 0.85, 0.95])
  func inverse(target: Double) throws {
    for shortfall in [0.01, 0.03, 0.1] {
      for population in [nil, 5000.0] {
        let assumptions = try SampleSize(power: 0.8, designEffect: 1.6, population: population)
        let answers = try assumptions.answers(settlingShortfall: shortfall, from: target)
        let settled = try assumptions.shortfall(settledBy: answers, target: target)
        let oneLess = try assumptions.shortfall(settledBy: answers - 1, target: target)
        #expect(settled <= shortfall && shortfall < oneLess)
      }
    }
  }

  @Test("a target that must not be exceeded mirrors one that must be reached")
  func mirrored() throws {
    let assumptions = try SampleSize()
    #expect(
      try assumptions.answers(settlingShortfall: 0.04, from: 0.2, isMinimum: false)
        == assumptions.answers(settlingShortfall: 0.04, from: 0.8))
    let least = try assumptions.shortfall(settledBy: 300, target: 0.8)
    let most = try assumptions.shortfall(settledBy: 300, target: 0.2, isMinimum: false)
    expectClose(least, most)
  }

  @Test("the response rate multiplies the people to ask, not the answers")
  func responseRate() throws {
    let assumptions = try SampleSize(responseRate: 0.4)
    #expect(assumptions.invitations(for: 400) == 1000)
    #expect(assumptions.invitations(for: 401) == 1003)
    #expect(try assumptions.answers(rate: 0.5, margin: 0.05) == 385)
  }

  @Test("a census settles everything")
  func extremes() throws {
    let assumptions = try SampleSize(population: 100)
    #expect(try assumptions.answers(rate: 0.5, margin: 1e-9) == 100)
    #expect(try assumptions.shortfall(settledBy: 100, target: 0.8) == 0)
    #expect(throws: SamplingError.self) { try SampleSize(level: 1) }
    #expect(throws: SamplingError.self) {
      try assumptions.answers(settlingShortfall: 0.9, from: 0.8)
    }
    #expect(throws: SamplingError.populationTooSmall(asked: 101, available: 100)) {
      try assumptions.shortfall(settledBy: 101, target: 0.8)
    }
  }

  @Test("effective answers that settle an estimate")
  func effectiveAnswers() throws {
    let needed = try #require(
      SampleSize.effectiveAnswers(settling: 0.831, against: 0.85, level: 0.95))
    let z = 1.959963984540054
    expectClose(z * (0.831 * 0.169 / needed).squareRoot(), 0.019)
    #expect(SampleSize.effectiveAnswers(settling: 0.8, against: 0.8, level: 0.95) == nil)
  }
}

@Suite("Allocation")
struct AllocationTests {
  /// Cochran (1977), section 5.6: 64 cities, n = 24; S^2 = 53 843 and 5 581.
  @Test("Cochran's cities")
  func cochran() throws {
    let deviations = [53_843, 5_581].map { Double($0).squareRoot() }
    #expect(
      try Allocation(total: 24, populations: [16, 48], rule: .proportional).sizes == [6, 18])
    #expect(
      try Allocation(
        total: 24, populations: [16, 48], standardDeviations: deviations, rule: .neyman
      ).sizes == [12, 12])
  }

  @Test("equal, square root and proportional stand in that order")
  func power() throws {
    let populations = [100, 400, 1600]
    func sizes(_ rule: AllocationRule) throws -> [Int] {
      try Allocation(total: 210, populations: populations, rule: rule).sizes
    }
    #expect(try sizes(.equal) == [70, 70, 70])
    #expect(try sizes(.power(0)) == [70, 70, 70])
    #expect(try sizes(.power(0.5)) == [30, 60, 120])
    #expect(try sizes(.proportional) == [10, 40, 160])
    #expect(try sizes(.power(1)) == [10, 40, 160])
  }

  @Test("minima and small strata are respected, and the total is exact")
  func limits() throws {
    let allocation = try Allocation(
      total: 100, populations: [8, 30, 500, 5000], rule: .proportional, minimum: 10)
    #expect(allocation.sizes == [8, 10, 10, 72])
    let neyman = try Allocation(
      total: 30, populations: [5, 100], standardDeviations: [100, 1], rule: .neyman)
    #expect(neyman.sizes == [5, 25])
  }

  @Test("the total is exact for any total")
  func exactTotal() throws {
    for total in 0...120 {
      for rule in [AllocationRule.equal, .proportional, .neyman, .power(0.3)] {
        let allocation = try Allocation(
          total: total, populations: [7, 13, 41, 59], standardDeviations: [3, 1, 2, 0.5],
          rule: rule)
        #expect(allocation.sizes.reduce(0, +) == total)
        #expect(zip(allocation.sizes, [7, 13, 41, 59]).allSatisfy { $0 <= $1 && $0 >= 0 })
      }
    }
  }

  @Test("what cannot be allocated is refused")
  func refusals() {
    #expect(throws: SamplingError.populationTooSmall(asked: 11, available: 10)) {
      try Allocation(total: 11, populations: [4, 6], rule: .equal)
    }
    #expect(throws: SamplingError.minimaExceedTotal(total: 5, minima: 7)) {
      try Allocation(total: 5, populations: [3, 6], rule: .equal, minimum: 4)
    }
    #expect(throws: SamplingError.noShares) {
      try Allocation(total: 5, populations: [3, 6], standardDeviations: [0, 0], rule: .neyman)
    }
  }
}

@Suite("Drawing samples")
struct SampleDrawTests {
  @Test("the same seed draws the same sample")
  func reproducible() throws {
    let sizes = (0..<50).map { Double($0 % 7 + 1) }
    for method in [DrawMethod.simpleRandom, .systematic, .proportionalToSize(sizes)] {
      var first = SampleDraw(seed: 5)
      var second = SampleDraw(seed: 5)
      var other = SampleDraw(seed: 6)
      let sample = try first.sample(12, from: 50, by: method)
      #expect(try second.sample(12, from: 50, by: method) == sample)
      #expect(try other.sample(12, from: 50, by: method) != sample)
      #expect(Set(sample.map(\.index)).count == 12)
    }
  }

  @Test("units are drawn as often as their probability says")
  func frequencies() throws {
    let sizes: [Double] = [1, 2, 3, 4, 5, 0, 10, 100]
    for method in [DrawMethod.simpleRandom, .systematic, .proportionalToSize(sizes)] {
      var draw = SampleDraw(seed: 99)
      var counts = [Int](repeating: 0, count: 8)
      var probabilities = [Double](repeating: 0, count: 8)
      for _ in 0..<20_000 {
        for unit in try draw.sample(3, from: 8, by: method) {
          counts[unit.index] += 1
          probabilities[unit.index] = unit.probability
        }
      }
      for index in counts.indices {
        #expect(abs(Double(counts[index]) / 20_000 - probabilities[index]) < 0.015)
      }
      expectClose(probabilities.reduce(0, +), 3, relative: 1e-12)
    }
  }

  @Test("units too large for their share are certain, the rest keep exact proportions")
  func certainty() throws {
    var draw = SampleDraw(seed: 1)
    let sample = try draw.sample(4, from: 6, by: .proportionalToSize([100, 40, 10, 10, 10, 10]))
    #expect(sample.filter(\.isCertain).map(\.index) == [0, 1])
    #expect(sample.filter { !$0.isCertain }.allSatisfy { $0.probability == 0.5 && $0.weight == 2 })
    #expect(sample.count == 4)
  }

  @Test("each stratum gets its number")
  func stratified() throws {
    let strata: [Int32] = (0..<30).map { $0 % 3 }
    var draw = SampleDraw(seed: 8)
    let sample = try draw.stratifiedSample([2, 0, 5], strata: strata, by: .simpleRandom)
    #expect(sample.map { strata[$0.index] }.sorted() == [0, 0, 2, 2, 2, 2, 2])
    #expect(sample.allSatisfy { $0.probability == (strata[$0.index] == 0 ? 0.2 : 0.5) })
    #expect(sample.map(\.index) == sample.map(\.index).sorted())
    #expect(throws: SamplingError.stratumWithoutAllocation(stratum: 2)) {
      try draw.stratifiedSample([2, 2], strata: strata, by: .simpleRandom)
    }
    #expect(throws: SamplingError.populationTooSmall(asked: 11, available: 10)) {
      try draw.stratifiedSample([11, 0, 0], strata: strata, by: .systematic)
    }
  }
}
