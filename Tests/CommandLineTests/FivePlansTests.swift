import Foundation
import TestSupport
import Testing

@Suite("The five plans load, show their scoreboard and take results")
struct FivePlansTests {
  @Test(
    "A survey enters the plan, its scoreboard and its report",
    arguments: [
      ("can-tho-2025", "2025", true), ("minh-duc-2025", "2025", true),
      ("quang-ngai-2024", "2024", false), ("dong-thap-2022", "2022", false),
      ("sa-dec-2024", "2024", false),
    ])
  func takesResults(plan: String, period: String, hasTarget: Bool) throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = folder.appendingPathComponent("s.sqlite").path
    // 80 answers, 60 of them satisfied: 75 %, below 90 % and 95 % whatever the interval.
    let answers = folder.appendingPathComponent("a.csv")
    let rows = (0..<80).map { "1,civil-status,\($0 % 4 == 0 ? 2 : 4)" }.joined(separator: "\n")
    try Data("weight,area,q1\n\(rows)\n".utf8).write(to: answers)
    let feed = try runHaiLong([
      "feed", answers.path, "--survey", "surveys/samples/by-hand.yaml", "--plan", plan,
      "--indicator",
      "procedures", "--period", period, "--store", store,
    ])
    #expect(feed.status == 0, "\(feed.errors)")
    let status = try runHaiLong([
      "plan", "status", "--plan", plan, "--store", store, "--period", period, "--as-of",
      "2025-06-20", "--format", "json",
    ])
    let board = try #require(
      try JSONSerialization.jsonObject(with: status.output) as? [String: Any], "\(status.errors)")
    let indicators = try #require(board["indicators"] as? [[String: Any]])
    let procedures = try #require(indicators.first { $0["id"] as? String == "procedures" })
    #expect(procedures["value"] as? Double == 0.75)
    #expect(procedures["status"] as? String == (hasTarget ? "below" : "noTarget"))
    #expect(indicators.count { $0["id"] as? String == "procedures" } == 1)
    // The page of the report names the figure.
    let report = try runHaiLong([
      "report", "--store", store, "--plan", plan, "--period", period, "--as-of", "2025-06-20",
      "--format", "markdown", "--lang", "vi",
    ])
    #expect(report.status == 0, "\(report.errors)")
    #expect(report.text.contains("75"))
  }
}
