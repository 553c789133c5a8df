import PlanModel
import SurveyEstimation
import Testing

/// A plan with two more survey indicators and one that is the mean of all.
private func planOfOneClause(_ mean: String) -> String {
  planText(
    replacing: "tasks:",
    with: """
        - id: online
          title: Dịch vụ công trực tuyến
          clause: I.2
          kind: survey
          binding: {families: [online-service], rates: services}
        - id: mean
          title: Trung bình
          clause: I.2
          kind: survey
          target: {op: ">=", value: 0.90}
          \(mean)
      tasks:
      """.replacing("\n  tasks", with: "\ntasks"))
}

@Suite("A clause that names several objects")
struct ClauseTests {
  private func figure(
    _ indicator: String, _ value: Double, error: Double = 0.02, period: String = "2025-H1",
    id: Int64 = 1, withheld: Bool = false
  ) throws -> StoredMeasurement {
    var estimate = rate(value, n: 400)
    estimate.standardError = error
    estimate.degreesOfFreedom = 100
    var measurement = IndicatorMeasurement(
      plan: "test-2025", indicator: indicator, period: try #require(Period(period)),
      estimate: estimate, provenance: Provenance(sources: [], program: "test"))
    if withheld { measurement.status = .suppressed }
    return StoredMeasurement(
      id: id, measurement: measurement, revision: 1, supersedes: nil, run: 1,
      recordedAt: "2025-06-20")
  }

  private func board(_ figures: [StoredMeasurement]) throws -> Scoreboard {
    let text = planOfOneClause("averageOf: [procedures, online]")
    return try Scoreboard(
      plan: PlanFile(yaml: text, name: "t.yaml").checked(),
      period: try #require(Period("2025-H1")),
      today: try #require(PlanDate("2025-06-20")), measurements: figures)
  }

  @Test("may be meant on average: the plain mean with the independent error")
  func mean() throws {
    let board = try board([
      figure("procedures", 0.95, error: 0.03), figure("online", 0.83, error: 0.04, id: 2),
    ])
    let verdict = try #require(board.lines.first { $0.indicator.id == "mean" }).verdict
    #expect(abs(try #require(verdict.value) - 0.89) < 1e-12)
    // sqrt(0.03^2 + 0.04^2) / 2 = 0.025, times t(100, 0.975) = 1.98397151
    #expect(abs(try #require(verdict.low) - (0.89 - 0.025 * 1.983971518523552)) < 1e-9)
    #expect(verdict.status == .below && verdict.evidence == .inconclusive)
    #expect(verdict.n == 800)
    #expect(verdict.measure?.hasSuffix("/mean-of-indicators") == true)
    #expect(!board.missing.flatMap(\.indicators).contains("mean"))
  }

  @Test("has no mean without all its figures, nor when one is withheld or of another period")
  func incomplete() throws {
    let lone = try board([figure("procedures", 0.95)])
    #expect(lone.lines.first { $0.indicator.id == "mean" }?.verdict.status == .noData)
    #expect(lone.missing.flatMap(\.indicators).contains("online"))
    let hidden = try board([
      figure("procedures", 0.95), figure("online", 0.83, id: 2, withheld: true),
    ])
    #expect(hidden.lines.first { $0.indicator.id == "mean" }?.verdict.value == nil)
    let earlier = try board([
      figure("procedures", 0.95), figure("online", 0.83, period: "2025-Q1", id: 2),
    ])
    #expect(earlier.lines.first { $0.indicator.id == "mean" }?.verdict.value == nil)
  }

  @Test("survives JSON, with a term of its own")
  func roundTrip() throws {
    let text = planOfOneClause(
      "averageOf: [procedures, online]\n    due: {text: năm 2026, kind: date, to: 2026-12-31}")
    let plan = try PlanFile(yaml: text, name: "t.yaml").checked()
    let mean = try #require(plan.indicator("mean"))
    #expect(mean.averageOf == ["procedures", "online"])
    #expect(mean.due?.to == PlanDate(year: 2026, month: 12, day: 31))
    #expect(try PlanFile(json: plan.json.serialized(), name: "p.json").checked() == plan)
  }

  @Test(
    "is refused where the mean cannot be meant",
    arguments: [
      ("averageOf: [procedures, mean]", "is the mean of itself"),
      ("averageOf: [procedures, onlin]", "did you mean `online`?"),
      ("averageOf: [online, online]", "names one twice"),
      (
        "averageOf: [procedures, online]\n    binding: {families: [one-stop], rates: services}",
        "not measured itself"
      ),
    ])
  func refused(mean: String, words: String) {
    let error = #expect(throws: PlanError.self) {
      try PlanFile(yaml: planOfOneClause(mean), name: "t.yaml").checked()
    }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    #expect(error?.description.hasPrefix("t.yaml:") == true)
  }

  @Test("never mixes policy with services in a mean")
  func mixed() {
    let text = planOfOneClause("averageOf: [procedures, online]")
      .replacing(
        "families: [online-service], rates: services", with: "families: [sipas], rates: policy")
    let error = #expect(throws: PlanError.self) {
      try PlanFile(yaml: text, name: "t.yaml").checked()
    }
    #expect(error?.description.contains("never mixed") == true)
  }
}

@Suite("A plan beside other plans")
struct PlanRelationTests {
  private func plan(_ changes: (String, String)...) throws -> PlanFile {
    var text = planText()
    for (old, new) in changes {
      #expect(text.contains(old))
      text = text.replacing(old, with: new)
    }
    return try PlanFile(yaml: text, name: "t.yaml")
  }

  @Test("a document cited under another date than a plan has is warned of, with its place")
  func differingDates() throws {
    let province = try plan(
      ("id: test-2025", "id: tinh"), ("number: 1/KH-UBND", "number: 2/KH-UBND"),
      ("issuer: Ủy ban nhân dân xã Thử\n", "issuer: UBND tỉnh Thử\n"),
      ("date: 2025-01-02", "date: 2024-12-31"),
      (
        "parent: {number: 2/KH-UBND, issuer: Ủy ban nhân dân tỉnh Thử, date: 2024-12-30, title: Kế hoạch tỉnh}",
        "parent: null"
      )
    ).plan
    let findings = try plan().findings(among: [province])
    #expect(findings.map(\.severity) == [.warning])
    #expect(
      findings[0].description.hasPrefix(
        "t.yaml:12:9: warning: test-2025 cites 2/KH-UBND with the date 2024-12-30; "
          + "the plan tinh is of 2024-12-31"))
    // Another plan's citation of the same document counts too.
    let other = try plan(("id: test-2025", "id: khac"), ("date: 2021-07-15", "date: 2022-07-15"))
    #expect(
      try plan().findings(among: [other.plan]).first?.description.contains(
        "cites 76/NQ-CP with the date 2021-07-15; the plan khac has it of 2022-07-15") == true)
  }

  @Test("plans that are each other's parents are refused, whatever is inherited")
  func circle() throws {
    let parent =
      "parent: {number: 2/KH-UBND, issuer: Ủy ban nhân dân tỉnh Thử, date: 2024-12-30, title: Kế hoạch tỉnh}"
    let a = try plan((parent, "parent: {plan: b}"), ("id: test-2025", "id: a"))
    let b = try plan(
      (parent, "parent: {plan: a}"), ("id: test-2025", "id: b"), ("1/KH-UBND", "3/KH-UBND"))
    let findings = a.findings(among: [a.plan, b.plan])
    #expect(
      findings.map(\.description) == [
        "t.yaml:12:9: error: plans are each other's parents: a → b → a"
      ])
  }

  @Test("a parent that is needed and not there is refused with its place")
  func missingParent() throws {
    let file = try plan(("year: 2025", "year: 2025\ninherits: targets"))
    let findings = file.findings(among: [])
    #expect(findings.first?.error.kind == .unknownReference)
    #expect(findings.first?.description.hasPrefix("t.yaml:13:9: error:") == true)
    #expect(try plan().findings(among: []).isEmpty)
  }

  @Test("a calendar that is not built in is warned of with the nearest one")
  func calendar() throws {
    let file = try plan(("calendar: 581/BNV-CCHC", "calendar: 581/BNV-CCH"))
    #expect(
      file.findings.map(\.description) == [
        "t.yaml:13:11: warning: the reporting calendar `581/BNV-CCH` is not built in\n"
          + "  hint: did you mean `581/BNV-CCHC`?; one of your own is given with --calendar FILE"
      ])
  }
}
