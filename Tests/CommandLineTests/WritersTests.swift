import Foundation
import TestSupport
import Testing

/// Several processes that write into one store, and make it, at the same time.
@Suite("Writers at once")
struct WritersTests {
  @Test("Four feeds into one store that is not there yet: all end well, every measurement is there")
  func fourFeeds() async throws {
    let folder = try temporaryFolder()
    for round in 0..<5 {
      let store = folder.appendingPathComponent("\(round).sqlite").path
      let results = try await withThrowingTaskGroup(of: CommandResult.self) { group in
        for quarter in 1...4 {
          group.addTask {
            try runHaiLong([
              "feed", "surveys/samples/by-hand.csv", "--survey", "surveys/samples/by-hand.yaml",
              "--plan", "can-tho-2025", "--indicator", "procedures", "--period", "2025-Q\(quarter)",
              "--store", store,
            ])
          }
        }
        return try await group.reduce(into: [CommandResult]()) { $0.append($1) }
      }
      for result in results { #expect(result.status == 0, "\(result.errors)") }
      let history = try runHaiLong([
        "plan", "history", "procedures", "--plan", "can-tho-2025", "--store", store, "--format",
        "csv",
      ])
      #expect(history.status == 0, "\(history.errors)")
      for quarter in 1...4 { #expect(history.text.contains("2025-Q\(quarter)")) }
      let beside = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(beside.filter { $0.hasPrefix("\(round).") } == ["\(round).sqlite"])
    }
  }
}
