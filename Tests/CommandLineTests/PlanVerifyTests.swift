import Foundation
import TestSupport
import Testing

@Suite("hailong plan verify")
struct PlanVerifyTests {
  /// A folder with a survey, its instrument, a file of figures, and a store that has both.
  func withStore(_ body: (URL, [String]) throws -> Void) throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let samples = packageRoot.appending(path: "surveys/samples")
    for name in ["by-hand.csv", "by-hand.yaml"] {
      try FileManager.default.copyItem(
        at: samples.appending(path: name), to: folder.appending(path: name))
    }
    try "chỉ tiêu;kỳ;tử số;mẫu số\nfull-online-dossiers;2025-H1;60;100\n"
      .write(to: folder.appending(path: "so-lieu.csv"), atomically: true, encoding: .utf8)
    let store = ["--plan", "can-tho-2025", "--store", folder.appending(path: "s.db").path]
    let feed = try runHaiLong(
      [
        "feed", folder.appending(path: "by-hand.csv").path, "--survey",
        folder.appending(path: "by-hand.yaml").path, "--period", "2025-H1", "--publish", "none",
        "--ci", "wilson",
      ] + store)
    #expect(feed.status == 0, "\(feed.errors)")
    let record = try runHaiLong(
      ["plan", "record", folder.appending(path: "so-lieu.csv").path] + store)
    #expect(record.status == 0, "\(record.errors)")
    try body(
      folder,
      ["plan", "verify", folder.path, "--survey", folder.appending(path: "by-hand.yaml").path]
        + store)
  }

  struct Report: Decodable {
    struct Run: Decodable {
      struct File: Decodable { var file, state: String }
      struct Figure: Decodable { var outcome: String }
      var files: [File]
      var figures: [Figure]
      var instrumentState: String?
      var problem: String?
    }
    var runs: [Run]
  }

  func report(_ arguments: [String]) throws -> (status: Int32, report: Report) {
    let result = try runHaiLong(arguments + ["--format", "json"])
    return (result.status, try JSONDecoder().decode(Report.self, from: result.output))
  }

  @Test("everything is made again from the store's own words, wherever the files lie")
  func same() throws {
    try withStore { folder, verify in
      let first = try report(verify)
      #expect(first.status == 0)
      #expect(first.report.runs.flatMap(\.files).map(\.state) == ["found", "found"])
      #expect(first.report.runs.flatMap(\.figures).map(\.outcome) == ["same", "same"])
      #expect(first.report.runs[0].instrumentState == "same")
      let moved = folder.appending(path: "cũ")
      try FileManager.default.createDirectory(at: moved, withIntermediateDirectories: false)
      try FileManager.default.moveItem(
        at: folder.appending(path: "by-hand.csv"), to: moved.appending(path: "tên khác.csv"))
      let second = try report(verify + [moved.path])
      #expect(second.status == 0)
      #expect(second.report.runs[0].files[0].state == "renamed")
    }
  }

  @Test("a changed or missing file, a changed or missing instrument are named")
  func changed() throws {
    try withStore { folder, verify in
      let figures = folder.appending(path: "so-lieu.csv")
      let text = try String(contentsOf: figures, encoding: .utf8)
      try text.replacing("60", with: "61").write(to: figures, atomically: true, encoding: .utf8)
      let edited = try report(verify)
      #expect(edited.status == 65 && edited.report.runs[1].files[0].state == "changed")
      #expect(edited.report.runs[1].figures.isEmpty)
      try FileManager.default.removeItem(at: figures)
      let gone = try report(verify)
      #expect(gone.status == 66 && gone.report.runs[1].files[0].state == "missing")
      try text.write(to: figures, atomically: true, encoding: .utf8)
      let form = folder.appending(path: "by-hand.yaml")
      let definition = try String(contentsOf: form, encoding: .utf8)
      try definition.replacing("satisfied: [\"4\", \"5\"]", with: "satisfied: [\"5\"]")
        .write(to: form, atomically: true, encoding: .utf8)
      let other = try report(verify)
      #expect(other.status == 65 && other.report.runs[0].instrumentState == "changed")
      #expect(other.report.runs[0].figures.map(\.outcome) == ["different"])
      try (definition + "# no more than a comment\n")
        .write(to: form, atomically: true, encoding: .utf8)
      let comment = try report(verify)
      #expect(comment.status == 0 && comment.report.runs[0].instrumentState == "changed")
      let unknown = try report(verify.filter { $0 != "--survey" && $0 != form.path })
      #expect(unknown.status == 65)
      #expect(unknown.report.runs[0].problem?.contains("give its file with --survey") == true)
    }
  }
}
