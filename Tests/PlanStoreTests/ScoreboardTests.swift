import PlanModel
import PlanStore
import Testing

@Suite("Scoreboard")
struct ScoreboardTests {
  let day = PlanDate("2025-06-20")

  func board(_ store: PlanStore, _ period: String = "2025-H1") throws -> Scoreboard {
    try store.scoreboard(
      plan: "test-2025", period: try #require(Period(period)), today: try #require(day))
  }

  @Test("every indicator has a line, and what is missing is asked of its lead")
  func linesAndMissing() throws {
    try withStore { store, _ in
      let empty = try board(store)
      #expect(empty.lines.map(\.indicator.id) == ["papi", "procedures", "on-time"])
      #expect(empty.areas.map(\.area?.id) == [nil, "III"])
      #expect(empty.report.summary.noData == 3)
      #expect(
        empty.missing == [
          .init(agency: "Văn phòng", indicators: ["procedures", "on-time"]),
          .init(agency: "Sở Nội vụ", indicators: ["on-time"]),
          .init(agency: nil, indicators: ["papi"]),
        ])
      _ = try store.record([try survey(0.95), try records("papi", 12)], at: now)
      let after = try board(store)
      #expect(after.missing.flatMap(\.indicators) == ["on-time", "on-time"])
      #expect(after.report.summary.met == 2)
      #expect(after.report.outcome == .undecided)
      #expect(after.reportDue?.description == "2025-06-20")
      #expect(after.lines[1].verdict.source == ["sha256:" + String(repeating: "a", count: 64)])
    }
  }

  @Test("a measure of other elements is another number; the verdict names its instrument")
  func otherElements() throws {
    try withStore { store, _ in
      try store.importPlan(samplePlan(id: "test-2024", year: 2024), at: now)
      var before = try survey(0.80, period: "2024-H1", plan: "test-2024")
      before.provenance.options.append("--element access")
      _ = try store.record([before, try survey(0.90)], at: now)
      let line = try board(store).lines[1]
      #expect(line.trend == nil && line.incomparable?.reason == .measure)
      #expect(line.incomparable?.then.contains("--element access") == true)
      #expect(line.verdict.instrument == "one-stop 1")
      #expect(line.json["instrument"] == .string("one-stop 1"))
    }
  }

  @Test("the trend compares with the last figure of the same kind of period and measure")
  func trend() throws {
    try withStore { store, _ in
      try store.importPlan(samplePlan(id: "test-2024", year: 2024), at: now)
      _ = try store.record(
        [
          try survey(0.80, period: "2024-H1", plan: "test-2024"),
          try survey(0.99, period: "2024-H2", plan: "test-2024", measure: "all-satisfied"),
          try survey(0.99, period: "2025-Q1"), try survey(0.91),
        ], at: now)
      let trend = try #require(try board(store).lines[1].trend)
      #expect(trend.period == Period("2024-H1"))
      #expect(abs(trend.difference - 0.11) < 1e-15)
      // sqrt(0.8 * 0.2 / 400 + 0.91 * 0.09 / 400) = 0.024592..., t(399) at 97.5 % = 1.96593...
      let half = try #require(trend.high) - trend.difference
      #expect(abs(half - 1.965927296 * 0.0245916) < 1e-6)
      #expect(trend.isSignificant == true)
      #expect(try board(store, "2025-Q1").lines[1].trend == nil)
    }
  }

  @Test("tasks are overdue, due, continuous or done")
  func tasks() throws {
    try withStore { store, _ in
      #expect(try board(store).tasks.map(\.term) == [.overdue, .later, .continuous])
      #expect(try board(store, "2025-Q3").tasks.map(\.term) == [.overdue, .due, .continuous])
      #expect(try board(store).tasks.map(\.hasNoProduct) == [false, true, true])
      _ = try store.record(
        taskReports: [
          TaskReport(
            plan: "test-2025", task: "T1", state: .done, date: try #require(day), recordedAt: now)
        ])
      #expect(try board(store).tasks[0].term == .done)
    }
  }

  @Test("units are ranked, and the JSON has the keys of the contract")
  func unitsAndJSON() throws {
    try withStore { store, _ in
      _ = try store.record(
        [try survey(0.8), try survey(0.7, unit: "A"), try survey(0.95, unit: "B")], at: now)
      let board = try board(store)
      #expect(board.lines[1].units.map(\.unit) == ["B", "A"])
      let json = board.json
      #expect(json["schema"] == .string("hailong.verdict/1"))
      #expect(json["summary"]?["below"] == .integer(1))
      guard case .array(let entries) = json["indicators"] else {
        Issue.record("no indicators")
        return
      }
      #expect(entries[1]["status"] == .string("below"))
      #expect(entries[1]["trend"] == .null)
      #expect(json["tasks"]?["summary"]?["overdue"] == .integer(1))
    }
  }

  @Test("a figure of another measure or instrument is named, not compared")
  func incomparable() throws {
    try withStore { store, _ in
      try store.importPlan(samplePlan(id: "test-2024", year: 2024), at: now)
      _ = try store.record(
        [try survey(0.80, period: "2024-H1", plan: "test-2024", measure: "all-satisfied")], at: now)
      _ = try store.record([try survey(0.91)], at: now)
      let line = try board(store).lines[1]
      #expect(line.trend == nil)
      #expect(line.incomparable?.reason == .measure && line.incomparable?.then == "all-satisfied")
      var other = try survey(0.85, period: "2024-H2", plan: "test-2024", hash: "d")
      other.provenance.instrument = "one-stop 2"
      _ = try store.record([other, try survey(0.84, period: "2025-H2", hash: "e")], at: now)
      let second = try board(store, "2025-H2").lines[1]
      // The half year before is comparable and newer than the one that is not.
      #expect(second.trend?.period == Period("2025-H1") && second.incomparable == nil)
      let first = try board(store).lines[1]
      #expect(first.incomparable?.reason == .instrument && first.incomparable?.now == "one-stop 1")
    }
  }

  @Test("a period outside the plan is refused")
  func outside() throws {
    try withStore { store, _ in
      let error = #expect(throws: PlanStoreError.self) { try board(store, "2026-Q1") }
      #expect(error?.kind == .invalidPeriod)
    }
  }
}
