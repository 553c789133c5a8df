import Foundation
import PlanModel
import PlanStore
import SurveyEstimation
import Testing

@Suite("Export and import")
struct DocumentTests {
  func filled() throws -> PlanStore {
    let store = try PlanStore()
    var plan = samplePlan()
    try store.importPlan(plan, at: now)
    _ = try store.record([try survey(0.91), try records("on-time", 0.99)], at: now, by: "Lan")
    _ = try store.record(
      [try survey(1.0 / 3.0, hash: "c")], at: now, note: "sửa",
      survey: SurveyRecord(
        plan: plan.id, period: try #require(Period("2025-H1")), instrument: "one-stop",
        content: "{\"n\": 1}"))
    _ = try store.record(
      [try survey(0.7, unit: "00002"), try survey(0.1 + 0.2, unit: "00003")], at: now)
    plan.title = "Kế hoạch \"sửa\"\n2"
    try store.importPlan(plan, at: "2025-07-01T00:00:00Z")
    let date = try #require(PlanDate("2025-03-20"))
    _ = try store.record(
      taskReports: [
        TaskReport(plan: plan.id, task: "T1", state: .done, date: date, recordedAt: now)
      ])
    return store
  }

  @Test("the round trip through JSON is exact, to the last bit of every number")
  func roundTrip() throws {
    let store = try filled()
    let document = try store.document()
    let text = document.json.serialized()
    let read = try StoreDocument(json: text, name: "export.json")
    #expect(read == document)
    let copy = try PlanStore()
    #expect(try copy.importDocument(read) == 5)
    #expect(try copy.document().json.serialized() == text)
    #expect(try copy.history(plan: "test-2025") == store.history(plan: "test-2025"))
    let period = try #require(Period("2025-H1"))
    #expect(try copy.surveys(plan: "test-2025", period: period).map(\.content) == ["{\"n\": 1}"])
    #expect(try copy.importDocument(read) == 0)
    #expect(try copy.document() == document)
  }

  @Test("a contradicting document changes nothing")
  func conflict() throws {
    let store = try filled()
    let before = try store.document()
    var other = before
    other.runs[0].measurements[0].measurement.value = 0.5
    let error = #expect(throws: PlanStoreError.self) { try store.importDocument(other) }
    #expect(error?.kind == .conflict)
    var gap = StoreDocument(plans: before.plans, runs: [before.runs[1]])
    gap.runs[0].measurements[0].revision = 2
    let empty = try PlanStore()
    #expect(throws: PlanStoreError.self) { try empty.importDocument(gap) }
    #expect(try empty.document() == StoreDocument())
    #expect(try store.document() == before)
  }

  @Test("measurements go through CSV and come back the same, revisions and runs with them")
  func throughCSV() throws {
    let store = try filled()
    let history = try store.history(plan: "test-2025")
    let rows = MeasurementTable.rows(history, hidesWithheld: false)
    let (document, withheld) = try StoreDocument.reading(
      csv: MeasurementTable.header, rows: rows.enumerated().map { ($0.offset + 2, $0.element) },
      name: "m.csv")
    #expect(withheld == 0)
    let copy = try PlanStore()
    #expect(throws: PlanStoreError.self) { try copy.importDocument(document) }
    for version in try store.versions(ofPlan: "test-2025") {
      try copy.importPlan(version.plan, at: now)
    }
    #expect(try copy.importDocument(document) == 5)
    #expect(try copy.history(plan: "test-2025") == history)
    #expect(try copy.importDocument(document) == 0)
    let error = #expect(throws: PlanError.self) {
      try StoreDocument.reading(csv: ["plan"], rows: [], name: "m.csv")
    }
    #expect(error?.description.hasPrefix("m.csv:1:1: error: the table lacks the column") == true)
    var hidden = history
    hidden[0].measurement.publication = .suppress
    let left = try StoreDocument.reading(
      csv: MeasurementTable.header, rows: MeasurementTable.rows(hidden).map { (2, $0) },
      name: "m.csv")
    #expect(left.withheld == 1 && left.document.runs.map(\.measurements.count).reduce(0, +) == 4)
    var broken = rows
    broken[0][8] = "n/a"
    let line = #expect(throws: PlanError.self) {
      try StoreDocument.reading(
        csv: MeasurementTable.header, rows: broken.map { (7, $0) }, name: "m.csv")
    }
    #expect(line?.description.hasPrefix("m.csv:7:1: error: `value` is `n/a`") == true)
  }

  @Test("a document of the first schema is still read")
  func firstSchema() throws {
    let store = try filled()
    let text = try store.document().json.serialized()
      .replacing("hailong.store/2", with: "hailong.store/1")
      .replacing("\"instrumentDigest\": \"\(String(repeating: "f", count: 64))\",", with: "")
      .replacing("\"instrumentDigest\": null,", with: "")
      .replacing(try Regex("\"recipe\": \\[[^\\]]*\\],"), with: "")
    #expect(!text.contains("recipe") && !text.contains("instrumentDigest"))
    let copy = try PlanStore()
    #expect(try copy.importDocument(StoreDocument(json: text, name: "e.json")) == 5)
    #expect(
      try copy.history(plan: "test-2025").map(\.measurement.value)
        == store.history(plan: "test-2025").map(\.measurement.value))
  }

  @Test("a document of another kind is refused with its place")
  func otherKind() {
    let error = #expect(throws: PlanError.self) {
      try StoreDocument(json: "{\"schema\": \"x/1\"}", name: "e.json")
    }
    #expect(
      error?.description.hasPrefix("e.json:1:12: error: the document is not hailong.store/2")
        == true)
  }
}
