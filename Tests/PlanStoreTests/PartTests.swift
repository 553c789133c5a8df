import PlanModel
import PlanStore
import Testing

@Suite("Parts of surveys")
struct PartTests {
  private func part(_ name: String, _ hash: String, definition: String = "d") throws -> SurveyPart {
    SurveyPart(
      plan: "test-2025", period: try #require(Period("2025-05")), definition: definition,
      name: name, sha256: hash, content: Array("tally \(hash)".utf8))
  }

  @Test("parts are kept by content, replaced by name, and come back")
  func parts() throws {
    let store = try PlanStore()
    try store.importPlan(samplePlan(), at: now)
    let period = try #require(Period("2025-05"))
    try store.put(part("a", "1"), at: now)
    try store.put(part("b", "2"), at: now)
    try store.put(part("a", "1", definition: "e"), at: now)
    try store.put(part("a", "3"), replacing: ["1"], at: now)
    var known = try store.parts(plan: "test-2025", period: period)
    #expect(known.count == 4)
    #expect(known.filter { $0.definition == "d" && !$0.isReplaced }.map(\.sha256) == ["3", "2"])
    #expect(known.filter { $0.definition == "e" }.allSatisfy { !$0.isReplaced })
    try store.put(part("z", "1"), replacing: ["3"], at: now)
    known = try store.parts(plan: "test-2025", period: period).filter { $0.definition == "d" }
    #expect(known.filter { !$0.isReplaced }.map(\.name) == ["b", "z"])
    #expect(known.first { $0.name == "z" }?.content == Array("tally 1".utf8))
    let other = try #require(Period("2025-06"))
    #expect(try store.parts(plan: "test-2025", period: other).isEmpty)
  }

  @Test("a part of an unknown plan is refused, a secret is made once")
  func secret() throws {
    let store = try PlanStore()
    #expect(throws: PlanStoreError.self) { try store.put(part("a", "1"), at: now) }
    #expect(try store.secret("key", orElse: [1, 2]) == [1, 2])
    #expect(try store.secret("key", orElse: [3]) == [1, 2])
  }
}
