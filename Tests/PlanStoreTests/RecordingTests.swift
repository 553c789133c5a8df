import PlanModel
import PlanStore
import Testing

@Suite("Recording")
struct RecordingTests {
  @Test("the same file twice changes nothing and says so, even under another name")
  func idempotent() throws {
    try withStore { store, _ in
      let first = try store.record([try survey(0.91)], at: now)
      #expect(first.entries[0].outcome == .added)
      let before = try store.document()
      let again = try store.record(
        [try survey(0.91, name: "copy.csv")], at: "2025-07-01T00:00:00Z")
      #expect(again.isUnchanged)
      #expect(again.entries[0].outcome == .alreadyRecorded(supersededBy: nil))
      #expect(again.entries[0].id == first.entries[0].id)
      #expect(try store.document() == before)
    }
  }

  @Test("a corrected file makes a revision that names what it replaces")
  func revision() throws {
    try withStore { store, _ in
      let first = try store.record([try survey(0.91)], at: now)
      let second = try store.record([try survey(0.88, hash: "c")], at: now, note: "sửa lỗi nhập")
      #expect(
        second.entries[0].outcome
          == .revised(supersedes: first.entries[0].id, previousValue: 0.91))
      #expect(second.entries[0].revision == 2)
      let history = try store.history(plan: "test-2025", indicator: "procedures")
      #expect(history.map(\.revision) == [1, 2])
      #expect(history[1].supersedes == history[0].id)
      #expect(history[1].note == "sửa lỗi nhập")
      #expect(try store.current(plan: "test-2025").map(\.measurement.value) == [0.88])
    }
  }

  @Test("a file that was replaced since does not come back by accident")
  func replacedFileStaysReplaced() throws {
    try withStore { store, _ in
      _ = try store.record([try survey(0.91)], at: now)
      _ = try store.record([try survey(0.88, hash: "c")], at: now)
      let again = try store.record([try survey(0.91)], at: now)
      #expect(again.isUnchanged)
      #expect(again.entries[0].outcome == .alreadyRecorded(supersededBy: 2))
      let back = try store.record([try survey(0.91)], at: now, reinstating: true)
      #expect(back.entries[0].revision == 3)
      #expect(try store.current(plan: "test-2025").map(\.measurement.value) == [0.91])
    }
  }

  @Test("another value from the same file is a revision, not a silent change")
  func otherValueFromTheSameFile() throws {
    try withStore { store, _ in
      _ = try store.record([try survey(0.91)], at: now)
      let changed = try store.record([try survey(0.912)], at: now)
      #expect(changed.entries[0].revision == 2)
    }
  }

  @Test("survey and administrative figures stay apart")
  func originsStayApart() throws {
    try withStore { store, _ in
      _ = try store.record([try survey(0.91)], at: now)
      let other = try store.record([try records("procedures", 0.97)], at: now)
      #expect(other.entries[0].outcome == .added)
      let board = try store.scoreboard(
        plan: "test-2025", period: try #require(Period("2025-H1")),
        today: try #require(PlanDate("2025-06-20")))
      let line = try #require(board.lines.first { $0.indicator.id == "procedures" })
      #expect(line.verdict.value == 0.91 && line.verdict.origin == .survey)
      #expect(line.otherOrigin?.value == 0.97 && line.otherOrigin?.origin == .administrative)
    }
  }

  @Test("one bad figure among many: nothing is recorded")
  func allOrNothing() throws {
    try withStore { store, _ in
      let before = try store.document()
      func refused(
        _ change: (inout IndicatorMeasurement) -> Void
      ) throws -> PlanStoreError.Kind? {
        var bad = try survey(0.91, period: "2025-Q1")
        change(&bad)
        let error = #expect(throws: PlanStoreError.self) {
          try store.record([try survey(0.91), bad], at: now)
        }
        return error?.kind
      }
      #expect(try refused { $0.indicator = "procedure" } == .unknownIndicator)
      #expect(try refused { $0.plan = "other" } == .unknownPlan)
      #expect(try refused { $0.value = 9.5 } == .invalidFigure)
      #expect(try refused { $0.value = .nan } == .invalidFigure)
      #expect(try refused { $0.indicator = "on-time" } == .invalidFigure)
      #expect(try refused { $0.denominator = 0 } == .invalidFigure)
      #expect(try refused { $0.period = Period("2024-Q1") ?? $0.period } == .invalidPeriod)
      #expect(try refused { $0.period = Period("2025-H1") ?? $0.period } == .invalidFigure)
      #expect(try refused { $0.provenance.sources[0].accepted = 1 } == .invalidFigure)
      #expect(try store.document() == before)
    }
  }

  @Test("an unknown indicator suggests the nearest, an unknown plan lists those there are")
  func suggestions() throws {
    try withStore { store, _ in
      var bad = try survey(0.9)
      bad.indicator = "procedurs"
      let error = #expect(throws: PlanStoreError.self) { try store.record([bad], at: now) }
      #expect(error?.fix == "did you mean `procedures`?")
      let plan = #expect(throws: PlanStoreError.self) { try store.plan("nothing") }
      #expect(plan?.fix == "plans of the store: test-2025")
    }
  }

  @Test("a changed plan is a new version, an equal one is not")
  func planVersions() throws {
    try withStore { store, _ in
      var plan = samplePlan()
      #expect(try store.importPlan(plan, at: now) == .unchanged)
      _ = try store.record([try survey(0.91)], at: now)
      plan.indicators[0].target = Target(.atLeast, 0.95)
      #expect(try store.importPlan(plan, at: now) == .changed(version: 2))
      #expect(try store.plan("test-2025") == plan)
      let listing = try store.plans()
      #expect(listing.map(\.version) == [2] && listing[0].measurements == 1)
      plan.indicators.append(plan.indicators[0])
      let error = #expect(throws: PlanStoreError.self) { try store.importPlan(plan, at: now) }
      #expect(error?.kind == .invalidPlan)
    }
  }

  @Test("task reports are added once and only for tasks that exist")
  func taskReports() throws {
    try withStore { store, _ in
      let date = try #require(PlanDate("2025-03-20"))
      let report = TaskReport(
        plan: "test-2025", task: "T1", state: .done, date: date, product: "Báo cáo 12/BC",
        recordedAt: now)
      #expect(try store.record(taskReports: [report]) == 1)
      #expect(try store.record(taskReports: [report]) == 0)
      var unknown = report
      unknown.task = "T9"
      #expect(throws: PlanStoreError.self) { try store.record(taskReports: [report, unknown]) }
      #expect(try store.taskReports(plan: "test-2025") == [report])
    }
  }

  @Test("a trace leads from the figure to its files and to what it replaced")
  func trace() throws {
    try withStore { store, _ in
      _ = try store.record([try survey(0.91)], at: now, by: "Lan")
      let second = try store.record([try survey(0.88, hash: "c")], at: now, by: "Minh")
      let trace = try store.trace(second.entries[0].id)
      #expect(trace.measurement.recordedBy == "Minh")
      #expect(trace.measurement.measurement.provenance == provenance("c"))
      #expect(trace.replaced.map(\.measurement.value) == [0.91])
      #expect(trace.planVersion == 1)
      let fromFile = try store.measurements(fromFile: String(repeating: "a", count: 64))
      #expect(fromFile.map(\.measurement.value) == [0.91])
      #expect(throws: PlanStoreError.self) { try store.trace(99) }
    }
  }
}

@Suite("Feeding")
struct FeedingTests {
  @Test("a plan and its figures come in one transaction, or neither does")
  func oneTransaction() throws {
    let store = try PlanStore()
    var wrong = try survey(0.9)
    wrong.value = 1.5
    #expect(throws: PlanStoreError.self) {
      try store.record([wrong], at: now, importing: samplePlan())
    }
    #expect(try store.plans().isEmpty)
    _ = try store.record([try survey(0.9)], at: now, importing: samplePlan())
    #expect(try store.plans().map(\.measurements) == [1])
  }
}

@Suite("Verification")
struct VerificationTests {
  @Test("figures made again are the same, different, new or missing")
  func outcomes() throws {
    try withStore { store, _ in
      let run = try #require(
        try store.record([try survey(0.91), try survey(0.8, unit: "A")], at: now).runs.last)
      func outcomes(_ measurements: [IndicatorMeasurement]) throws -> [Verification.Outcome] {
        try store.verify(run: run, against: measurements).map(\.outcome)
      }
      let whole = try survey(0.91)
      #expect(try outcomes([whole, survey(0.8, unit: "A")]) == [.same, .same])
      #expect(try outcomes([survey(0.91 + 1e-12), survey(0.8, unit: "A")]) == [.same, .same])
      #expect(try outcomes([survey(0.9101), survey(0.8, unit: "A")]) == [.different, .same])
      #expect(try outcomes([whole]) == [.same, .notMade])
      #expect(
        try outcomes([whole, survey(0.8, unit: "A"), survey(0.7, unit: "B")])
          == [.same, .same, .notRecorded])
    }
  }
}
