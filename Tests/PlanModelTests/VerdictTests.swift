import PlanModel
import SurveyEstimation
import Testing

/// A rate with its Korn-Graubard interval at an effective sample size.
func rate(
  _ value: Double?, n: Int = 400, effective: Double? = nil, method: String = "beta",
  df: Double = 399, level: Double = 0.95, area: String? = nil
) -> Estimate {
  let size = effective ?? Double(n)
  var low: Double?
  var high: Double?
  var error: Double?
  if let value {
    let x = value * size
    let tail = (1 - level) / 2
    error = (value * (1 - value) / size).squareRoot()
    switch method {
    case "mean":
      let half = Distributions.tQuantile(1 - tail, df: df) * (error ?? 0)
      (low, high) = (value - half, value + half)
    default:
      low = value <= 0 ? 0 : Distributions.betaQuantile(tail, x, size - x + 1)
      high = value >= 1 ? 1 : Distributions.betaQuantile(1 - tail, x + 1, size - x)
    }
  }
  return Estimate(
    name: "rate", statistic: "rate", measure: "pooled",
    domain: area.map { [DomainLevel(variable: "area", value: $0)] } ?? [], n: n, nEffective: size,
    weighted: Double(n), value: value, standardError: error, low: low, high: high,
    intervalMethod: method, level: level, degreesOfFreedom: df)
}

func indicator(_ target: Target?, direction: Indicator.Direction = .higher) -> Indicator {
  Indicator(
    id: "i", title: "Mức độ hài lòng", clause: "I.2.d", contentArea: "III", kind: .survey,
    direction: direction, target: target, lead: ["Văn phòng"],
    binding: SurveyBinding(families: ["one-stop"]))
}

@Suite("Verdict")
struct VerdictTests {
  let judge = Judge()

  @Test("the status follows from the unrounded value")
  func statusFromUnroundedValue() {
    let target = indicator(Target(.atLeast, 0.85))
    #expect(judge.verdict(on: target, estimate: rate(0.85)).status == .met)
    #expect(judge.verdict(on: target, estimate: rate(0.8499)).status == .below)
    #expect(judge.verdict(on: target, estimate: rate(0.849999999)).status == .below)
    #expect(judge.verdict(on: target, estimate: rate(0.8499999999999999)).status == .met)
    #expect(judge.verdict(on: indicator(nil), estimate: rate(0.5)).status == .noTarget)
    #expect(judge.verdict(on: target, estimate: nil).status == .noData)
    #expect(judge.verdict(on: target, estimate: rate(nil, n: 0)).status == .noData)
  }

  @Test("every operator compares as written")
  func operators() {
    let cases: [(Target.Operator, [Bool])] = [
      (.atLeast, [false, true, true]), (.above, [false, false, true]),
      (.atMost, [true, true, false]), (.below, [true, false, false]),
      (.exactly, [false, true, false]),
    ]
    for (op, expected) in cases {
      #expect([0.4, 0.5, 0.6].map { Target(op, 0.5).isReached(by: $0) } == expected)
    }
  }

  @Test("evidence is conclusive when the whole interval lies on the value's side")
  func evidence() {
    let target = indicator(Target(.atLeast, 0.85))
    #expect(judge.verdict(on: target, estimate: rate(0.95)).evidence == .conclusive)
    #expect(judge.verdict(on: target, estimate: rate(0.86)).evidence == .inconclusive)
    #expect(judge.verdict(on: target, estimate: rate(0.84)).evidence == .inconclusive)
    #expect(judge.verdict(on: target, estimate: rate(0.70)).evidence == .conclusive)
    let most = indicator(Target(.atMost, 0.1), direction: .lower)
    #expect(judge.verdict(on: most, estimate: rate(0.02)).evidence == .conclusive)
    #expect(judge.verdict(on: most, estimate: rate(0.5)).evidence == .conclusive)
    #expect(judge.verdict(on: most, estimate: rate(0.5)).status == .below)
    let exact = indicator(Target(.exactly, 1))
    #expect(judge.verdict(on: exact, estimate: rate(1)).evidence == .inconclusive)
    #expect(judge.verdict(on: exact, estimate: rate(0.9)).evidence == .conclusive)
  }

  @Test(
    "the further answers are exactly those that settle it",
    arguments: [0.86, 0.88, 0.84, 0.80, 0.8533], ["beta", "mean"])
  func furtherAnswersSettle(value: Double, method: String) throws {
    // With many degrees of freedom, so that the quantile does not move with the sample.
    let before = rate(value, n: 150, method: method, df: 1e9)
    let more = try #require(FurtherAnswers.needed(for: before, threshold: 0.85))
    func straddles(_ size: Double) throws -> Bool {
      let after = rate(value, n: 150, effective: size, method: method, df: 1e9)
      let low = try #require(after.low)
      let high = try #require(after.high)
      return low < 0.85 && 0.85 < high
    }
    #expect(try straddles(150 + Double(more) - 1.001))
    #expect(try !straddles(150 + Double(more) + 0.001))
  }

  @Test("further answers are asked for only where they help")
  func furtherAnswersOnlyWhereTheyHelp() {
    let target = indicator(Target(.atLeast, 0.85))
    #expect(judge.verdict(on: target, estimate: rate(0.95)).moreNeeded == nil)
    #expect(judge.verdict(on: target, estimate: rate(0.85)).moreNeeded == nil)
    #expect(judge.verdict(on: target, estimate: rate(0.85)).evidence == .inconclusive)
    // A rate of 100 % on 33 answers does not rule out 90 %: 0.9^n = 0.025 needs 35.01 answers.
    let perfect = judge.verdict(
      on: indicator(Target(.atLeast, 0.90)), estimate: rate(1, n: 33, df: 32))
    #expect(perfect.moreNeeded == 3)
  }

  @Test("every interval method answers consistently with its interval")
  func methodsAreConsistent() throws {
    for method in ["beta", "mean", "logit", "wilson", "asin", "likelihood", "xlogit", "nchs"] {
      var estimate = rate(0.88, n: 200, method: "beta")
      estimate.intervalMethod = method
      let bound = try #require(estimate.low)
      // On the limit itself nothing more is needed, a little further in, very little.
      let inside = try #require(FurtherAnswers.needed(for: estimate, threshold: bound + 1e-6))
      #expect(inside == 1)
      let p = try #require(FurtherAnswers.pValue(of: estimate, threshold: bound))
      #expect(abs(p - 0.05) < 1e-9, "\(method): \(p)")
      let outside = try #require(FurtherAnswers.pValue(of: estimate, threshold: bound - 0.01))
      #expect(outside < 0.05)
    }
  }

  @Test("a cell of four respondents is suppressed, and its size with it")
  func smallCellIsSuppressed() {
    let judge = Judge(profile: PublicationProfile(id: "own", title: "own"))
    let verdict = judge.verdict(on: indicator(Target(.atLeast, 0.5)), estimate: rate(0.5, n: 4))
    #expect(verdict.status == .suppressed)
    #expect(verdict.value == nil && verdict.n == nil && verdict.low == nil)
    #expect(verdict.evidence == nil && !verdict.isFlagged)
    let pooled = judge.verdict(
      on: indicator(Target(.atLeast, 0.5)), estimate: rate(0.5, n: 40), respondents: 4)
    #expect(pooled.status == .suppressed && pooled.n == nil)
  }

  @Test("areas judged each: one below makes the whole below")
  func eachArea() {
    let target = indicator(Target(.atLeast, 0.85))
    let mixed = judge.verdict(
      on: target,
      areas: [("land", rate(0.80)), ("construction", rate(0.95)), ("investment", rate(0.84))])
    #expect(mixed.status == .below)
    #expect(mixed.value == 0.80)
    #expect(mixed.parts.map(\.area) == ["land", "construction", "investment"])
    #expect(mixed.isFlagged)
    let met = judge.verdict(
      on: target, areas: [("land", rate(0.86)), ("construction", rate(0.95))])
    #expect(met.status == .met && met.evidence == .inconclusive && met.value == 0.86)
    let open = judge.verdict(on: target, areas: [("land", rate(0.95)), ("construction", nil)])
    #expect(open.status == .noData)
    let one = judge.verdict(on: target, areas: [("land", rate(0.95))])
    #expect(one.parts.isEmpty && one.status == .met)
  }

  @Test("administrative figures, ranks and milestones are conclusive")
  func administrativeFigures() {
    var top = indicator(Target(.atMost, 20), direction: .lower)
    top.kind = .rank
    top.unit = .rank
    let reached = judge.verdict(on: top, administrative: 20)
    #expect(reached.status == .met && reached.evidence == .conclusive && reached.gap == 0)
    #expect(judge.verdict(on: top, administrative: 21).isFlagged)
    #expect(judge.verdict(on: top, administrative: nil).status == .noData)
    #expect(reached.origin == .administrative)
  }
}

@Suite("Verdict report")
struct VerdictReportTests {
  func report(_ verdicts: [Verdict], strict: Bool = false) -> VerdictReport {
    VerdictReport(
      plan: "p", period: Period("2025-H1"), isStrict: strict, indicators: verdicts)
  }

  @Test("the outcome is 3 when one is below, 4 when one is open, else 0")
  func outcome() {
    let target = indicator(Target(.atLeast, 0.85))
    func verdicts(_ values: [Double?], strict: Bool = false) -> VerdictReport {
      let judge = Judge(isStrict: strict)
      return report(
        values.map { judge.verdict(on: target, estimate: $0.map { rate($0) }) }, strict: strict)
    }
    #expect(verdicts([0.95, 0.86]).outcome == .clear)
    #expect(verdicts([0.95, 0.84]).outcome == .below)
    #expect(verdicts([0.95, 0.84], strict: true).outcome == .undecided)
    #expect(verdicts([0.95, 0.70], strict: true).outcome == .below)
    #expect(verdicts([0.95, 0.86], strict: true).outcome == .undecided)
    #expect(verdicts([0.95, nil]).outcome == .undecided)
    #expect(verdicts([0.84, nil]).outcome == .below)
    #expect(report([Judge().verdict(on: indicator(nil), estimate: rate(0.1))]).outcome == .clear)
    #expect(verdicts([0.84], strict: true).indicators[0].isFlagged == false)
    #expect(VerdictReport.Outcome.below.rawValue == 3)
  }

  @Test("the JSON has the keys of the contract")
  func jsonKeys() throws {
    let verdict = Judge().verdict(
      on: indicator(Target(.atLeast, 0.85)), estimate: rate(0.831, n: 812, effective: 640.2),
      source: ["sha256:00"])
    let json = report([verdict]).json
    #expect(json["schema"] == .string("hailong.verdict/1"))
    #expect(json["plan"] == .string("p"))
    #expect(json["period"] == .string("2025-H1"))
    #expect(
      json["summary"]?.serialized(indented: false)
        == #"{"met":0,"below":1,"undecided":0,"noTarget":0,"noData":0}"#)
    guard case .array(let indicators) = json["indicators"] else {
      Issue.record("no indicators")
      return
    }
    let entry = indicators[0]
    for key in [
      "id", "target", "value", "low", "high", "n", "nEffective", "status", "evidence", "gap",
      "moreNeeded", "flagged", "lead", "clause", "source",
    ] {
      #expect(entry[key] != nil && entry[key] != .null, "\(key)")
    }
    #expect(entry["target"]?.serialized(indented: false) == #"{"op":">=","value":0.85}"#)
    #expect(entry["status"] == .string("below"))
    #expect(entry["evidence"] == .string("inconclusive"))
  }
}

@Suite("Units")
struct UnitTests {
  @Test("ranks carry their uncertainty")
  func ranks() {
    let units = [rate(0.95), rate(0.94), rate(0.60), rate(nil, n: 0), rate(0.94)]
    let ranks = UnitRanking.ranks(of: units)
    #expect(ranks[0] == RankInterval(rank: 1, best: 1, worst: 3))
    #expect(ranks[1] == RankInterval(rank: 2, best: 1, worst: 3))
    #expect(ranks[2] == RankInterval(rank: 4, best: 4, worst: 4))
    #expect(ranks[3] == nil)
    #expect(ranks[4]?.rank == 2)
    let lower = UnitRanking.ranks(of: units, direction: .lower)
    #expect(lower[2] == RankInterval(rank: 1, best: 1, worst: 1))
  }

  @Test("ranks agree with Holm over all pairs, worked out one by one")
  func ranksAgreeWithHolm() {
    let units = [0.95, 0.93, 0.90, 0.86, 0.85, 0.80].map { rate($0, n: 300) }
    var tests: [Double] = []
    var pairs: [(Int, Int)] = []
    for i in units.indices {
      for j in units.indices where j > i {
        let a = units[i].value ?? 0
        let b = units[j].value ?? 0
        let first = a * (1 - a) / 300
        let second = b * (1 - b) / 300
        let df = 399 * (first + second) * (first + second) / (first * first + second * second)
        tests.append(
          2 * Distributions.tCumulative(-(a - b) / (first + second).squareRoot(), df: df))
        pairs.append((i, j))
      }
    }
    var best = [Int](repeating: 1, count: units.count)
    var worst = [Int](repeating: units.count, count: units.count)
    for (pair, p) in zip(pairs, MultipleTesting.holm.adjusted(tests)) where p < 0.05 {
      best[pair.1] += 1
      worst[pair.0] -= 1
    }
    let ranks = UnitRanking.ranks(of: units)
    #expect(ranks.map { $0?.best } == best && ranks.map { $0?.worst } == worst)
    #expect(Set(best).count > 1)
  }

  @Test("the difference of two units has Welch's degrees of freedom")
  func welch() {
    // Equal variances and equal df add up; a variance of nothing leaves the other's df.
    #expect(UnitRanking.welchDegreesOfFreedom(0.01, 7, 0.01, 7) == 14)
    #expect(abs(UnitRanking.welchDegreesOfFreedom(0.01, 7, 1e-12, 3) - 7) < 1e-9)
    // Standard errors 3 and 4 points, df 6 and 8: 625 / (81 / 6 + 256 / 8) = 625 / 45.5.
    #expect(abs(UnitRanking.welchDegreesOfFreedom(0.03, 6, 0.04, 8) - 625 / 45.5) < 1e-12)
    #expect(UnitRanking.welchDegreesOfFreedom(0.03, .infinity, 0.04, .infinity) == .infinity)
  }

  @Test("the number of units judged is allowed for")
  func adjustedForNumberOfUnits() {
    let target = indicator(Target(.atLeast, 0.85))
    let edge = rate(0.89)
    #expect(Judge().verdict(on: target, estimate: edge).evidence == .conclusive)
    let many = (0..<40).map { (unit: "u\($0)", estimate: Optional(edge), respondents: nil as Int?) }
    let verdicts = Judge().verdicts(on: target, units: many)
    #expect(verdicts.allSatisfy { $0.evidence == .inconclusive })
    #expect(verdicts.allSatisfy { ($0.adjustedP ?? 0) > 0.05 })
    #expect(verdicts.map(\.unit) == many.map(\.unit))
  }

  @Test("a small unit takes another one with it when the whole is printed")
  func smallUnitTakesAnotherOne() {
    let target = indicator(Target(.atLeast, 0.85))
    let units = [("a", rate(0.95, n: 300)), ("b", rate(1, n: 3)), ("c", rate(0.9, n: 200))]
      .map { (unit: $0.0, estimate: Optional($0.1), respondents: nil as Int?) }
    let alone = Judge().verdicts(on: target, units: units)
    #expect(alone.map(\.status) == [.met, .met, .suppressed])
    let beside = Judge().verdicts(on: target, units: units, whole: (rate(0.93, n: 503), nil))
    #expect(beside.map(\.unit) == ["a", "b", "c"])
    #expect(beside.map(\.status) == [.met, .suppressed, .suppressed])
    #expect(beside[2].notes == [.complementary] && beside[2].n == nil && beside[2].value == nil)
    // Respondents without a unit leave nothing to subtract from.
    #expect(
      Judge().verdicts(on: target, units: units, whole: (rate(0.93, n: 510), nil)).count {
        $0.status == .suppressed
      } == 1)
    #expect(
      Judge(profile: .none).verdicts(on: target, units: units, whole: (rate(0.93, n: 503), nil))
        .allSatisfy { $0.status == .met })
  }

  @Test("a unit that may not be shown has no rank and moves nobody")
  func hiddenUnitsHaveNoRank() {
    let target = indicator(Target(.atLeast, 0.85))
    let verdicts = Judge().verdicts(
      on: target, units: [("a", rate(0.95), nil), ("b", rate(1, n: 3), nil), ("c", rate(0.5), nil)])
    #expect(verdicts.map(\.unit) == ["a", "c", "b"])
    #expect(verdicts[2].status == .suppressed && verdicts[2].rank == nil)
    #expect(verdicts[1].rank == RankInterval(rank: 2, best: 2, worst: 2))
  }
}
