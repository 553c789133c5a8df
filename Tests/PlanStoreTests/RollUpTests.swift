import PlanModel
import PlanStore
import SurveyEstimation
import Testing

@Suite("Rolling up")
struct RollUpTests {
  /// Two districts above communes: A (a1, a2) and B, measured itself.
  func tree(
    _ changes: [String: Double?] = [:], parents: [String: String] = [:]
  ) throws -> UnitTree {
    func unit(_ code: String, _ level: String, _ parent: String?, _ weight: Double?)
      -> UnitTree.Unit
    {
      UnitTree.Unit(
        code: code, name: "Xã \(code)", level: level, parent: parents[code] ?? parent,
        weight: changes[code] ?? weight)
    }
    return try UnitTree([
      unit("A", "district", "00001", 40), unit("B", "district", "00001", 60),
      unit("a1", "ward", "A", 1), unit("a2", "ward", "A", 3),
    ])
  }

  func board(
    _ store: PlanStore, _ tree: UnitTree, level: String = "commune", coverage: Double = 1,
    period: String = "2025-H1"
  ) throws -> Scoreboard {
    try store.scoreboard(
      plan: "test-2025", period: try #require(Period(period)),
      today: try #require(PlanDate("2025-06-20")),
      rollUp: RollUp(tree: tree, level: level, minimumCoverage: coverage))
  }

  @Test("communes and districts make the whole by the weights of the register, by hand")
  func whole() throws {
    try withStore { store, _ in
      _ = try store.record(
        [
          try survey(0.6, unit: "a1"), try survey(0.9, unit: "a2"), try survey(0.8, unit: "B"),
        ], at: now)
      let line = try board(store, tree()).lines[1]
      // A = (0.6 + 3 * 0.9) / 4 = 0.825; whole = (40 * 0.825 + 60 * 0.8) / 100 = 0.81
      #expect(abs(try #require(line.verdict.value) - 0.81) < 1e-15)
      // Shares 0.1, 0.3 and 0.6; se of each sqrt(p (1 - p) / 400).
      let variance =
        0.01 * 0.6 * 0.4 / 400 + 0.09 * 0.9 * 0.1 / 400 + 0.36 * 0.8 * 0.2 / 400
      let half = 1.965927296 * variance.squareRoot()
      #expect(abs(try #require(line.verdict.high) - 0.81 - half) < 1e-9)
      #expect(line.verdict.n == 1200 && line.verdict.status == .below)
      #expect(line.rollUps.count == 1 && line.rollUps[0].coverage == 1)
      #expect(line.rollUps[0].used == ["Xã a1", "Xã a2", "Xã B"])
      // A measured whole is never replaced.
      _ = try store.record([try survey(0.95)], at: now)
      let measured = try board(store, tree()).lines[1]
      #expect(measured.verdict.value == 0.95 && measured.rollUps.isEmpty)
    }
  }

  @Test("the level in between has figures of its own, and those below it are not listed")
  func between() throws {
    try withStore { store, _ in
      _ = try store.record(
        [
          try survey(0.6, unit: "a1"), try survey(0.9, unit: "a2"), try survey(0.8, unit: "B"),
        ], at: now)
      let line = try board(store, tree(), level: "district").lines[1]
      #expect(line.units.map(\.unit) == ["A", "B"])
      #expect(abs(try #require(line.units[0].value) - 0.825) < 1e-15)
      #expect(line.verdict.status == .noData)
      #expect(line.rollUps.map(\.unit) == ["A"])
    }
  }

  @Test("what cannot be computed says why")
  func reasons() throws {
    try withStore { store, _ in
      _ = try store.record(
        [try survey(0.6, unit: "a1"), try survey(0.8, unit: "B"), try records("papi", 3)], at: now)
      func result(_ tree: UnitTree, coverage: Double = 1) throws -> RollUp.Result {
        let line = try board(store, tree, coverage: coverage).lines[1]
        return try #require(line.rollUps.first)
      }
      let missing = try result(tree())
      #expect(missing.measurement == nil)
      // 40 * 1/4 + 60 of 100
      #expect(missing.reason == .coverage(0.7, withoutFigure: ["Xã a2"]))
      let partial = try result(tree(), coverage: 0.7)
      // a1 has 10 of 70, B 60 of 70.
      let value = try #require(partial.measurement?.value)
      #expect(abs(value - 54.0 / 70) < 1e-15)
      #expect(partial.withoutFigure == ["Xã a2"])
      #expect(try result(tree(["B": nil])).reason == .noWeight(["Xã B"]))
      _ = try store.record([try survey(0.9, unit: "a2", measure: "all-satisfied")], at: now)
      #expect(try result(tree()).reason == .differentMeasures(["all-satisfied", "pooled"]))
      var other = try survey(0.9, unit: "a2", hash: "b")
      other.provenance.instrument = "one-stop 2"
      _ = try store.record([other], at: now)
      #expect(try result(tree()).reason == .differentMeasures(["one-stop 1", "one-stop 2"]))
    }
  }

  @Test("a withheld figure is none, so that it cannot be worked out")
  func withheld() throws {
    try withStore { store, _ in
      var hidden = try survey(0.9, unit: "a2")
      hidden.publication = .suppress
      _ = try store.record(
        [try survey(0.6, unit: "a1"), hidden, try survey(0.8, unit: "B")], at: now)
      let line = try board(store, tree()).lines[1]
      #expect(line.rollUps[0].reason == .coverage(0.7, withoutFigure: ["Xã a2"]))
    }
  }

  @Test("a district without a weight takes that of its communes, if all have one")
  func sums() throws {
    let tree = try tree(["A": nil])
    #expect(tree.unit("A").flatMap { tree.weight(of: $0) } == 4)
    let open = try self.tree(["A": nil, "a1": nil])
    #expect(open.unit("A").flatMap { open.weight(of: $0) } == nil)
  }

  @Test("a register that contradicts itself is refused, and so is a level that nobody has")
  func refused() throws {
    #expect(throws: PlanError.self) { try tree(["A": -1]) }
    #expect(throws: PlanError.self) { try tree(parents: ["A": "a1"]) }
    #expect(throws: PlanError.self) {
      try UnitTree([
        .init(code: "A", name: "x", level: "ward"), .init(code: "A", name: "y", level: "ward"),
      ])
    }
    try withStore { store, _ in
      let error = #expect(throws: PlanStoreError.self) {
        try board(store, tree(), level: "distict")
      }
      #expect(error?.fix == "did you mean `district`?")
    }
  }

  @Test("the trend compares rolled-up figures of both periods")
  func trend() throws {
    try withStore { store, _ in
      try store.importPlan(samplePlan(id: "test-2024", year: 2024), at: now)
      for (period, plan, value) in [("2024-H1", "test-2024", 0.7), ("2025-H1", "test-2025", 0.8)] {
        _ = try store.record(
          [
            try survey(value, period: period, plan: plan, unit: "A"),
            try survey(value, period: period, plan: plan, unit: "B"),
          ], at: now)
      }
      let trend = try #require(try board(store, tree()).lines[1].trend)
      #expect(abs(trend.difference - 0.1) < 1e-12 && trend.low != nil)
    }
  }
}
