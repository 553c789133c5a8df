import Foundation
import TestSupport
import Testing

/// Bad input gets one clear message with place, cause and fix, its own status, and leaves everything
/// as it was.
@Suite("Bad input")
final class BadInputTests {
  private let folder: URL

  init() throws { folder = try temporaryFolder() }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func write(_ name: String, _ text: String) throws -> String {
    let url = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: url)
    return url.path
  }

  private func compare(_ file: String, _ more: [String] = []) throws -> CommandResult {
    try runHaiLong(
      [
        "compare", file, "--survey", "surveys/samples/by-hand.yaml", "--plan", "can-tho-2025",
        "--indicator", "procedures",
      ] + more)
  }

  @Test("A missing file is 66 and is named")
  func missingFile() throws {
    let run = try compare("no-such-file.csv")
    #expect(run.status == 66)
    #expect(run.errors.contains("no-such-file.csv"))
    #expect(run.output.isEmpty)
  }

  @Test("With --lang vi the account of the file and the errors are Vietnamese")
  func vietnameseMessages() throws {
    let missing = try compare("no-such-file.csv", ["--lang", "vi"])
    #expect(missing.status == 66)
    #expect(missing.errors.contains("no-such-file.csv: lỗi: không mở được"))
    #expect(missing.errors.contains("gợi ý: kiểm tra đường dẫn"))
    let oneColumn = try compare(
      try write("semicolon.csv", "weight;area;q1\n1;land;5\n2;land;4\n"),
      ["--lang", "vi", "--delimiter", ","])
    #expect(oneColumn.status == 65)
    #expect(oneColumn.errors.contains("chỉ cho một cột"), "\(oneColumn.errors)")
    let plan = try runHaiLong([
      "compare", "surveys/samples/by-hand.csv", "--survey", "surveys/samples/by-hand.yaml",
      "--plan", "can-tho-2026", "--lang=vi",
    ])
    #expect(plan.status == 66)
    #expect(plan.errors.contains("có phải là 'can-tho-2025'?"))
    let done = try compare("surveys/samples/by-hand.csv", ["--lang", "vi"])
    #expect(done.errors.contains("đọc 10 phiếu, chấp nhận 10, loại 0"))
    #expect(!done.errors.contains("note:") && !done.errors.contains("rows read"))
  }

  @Test("An empty file, a folder and a header without rows are unusable data")
  func emptyFiles() throws {
    for file in [try write("empty.csv", ""), try write("header.csv", "weight,area,q1\n")] {
      let run = try compare(file)
      #expect(run.status == 65, "\(file): \(run.errors)")
      #expect(run.errors.contains(file))
    }
    let run = try compare(folder.path)
    #expect(run.status == 65 || run.status == 66, "\(run.errors)")
  }

  @Test("A column that the instrument needs is named with the nearest ones")
  func missingColumn() throws {
    let file = try write("a.csv", "weight,area,q9\n1,land,5\n2,land,4\n")
    let run = try compare(file)
    #expect(run.status == 65)
    #expect(run.errors.contains("\(file):1"))
    #expect(run.errors.contains("'q9'"))
    let area = try compare(try write("b.csv", "weight,aera,q1\n1,land,5\n2,land,4\n"))
    #expect(area.status == 65)
    #expect(area.errors.contains("aera"))
  }

  @Test("A misspelt label rejects its row with line, value and the nearest accepted answer")
  func misspeltLabel() throws {
    let rows = (0..<50).map { _ in "1,land,Hài lòng" }.joined(separator: "\n")
    let file = try write("a.csv", "weight,area,q1\n1,land,Hài lònng\n\(rows)\n")
    let check = try runHaiLong(["check", file, "--survey", "surveys/samples/by-hand.yaml"])
    #expect(check.status == 0)
    #expect(check.text.contains("Hài lònng"))
    #expect(check.text.contains("“Hài lòng”"))
    #expect(check.text.contains("line 2: q1"))
  }

  @Test("When most records are rejected the rest is not judged, and no store appears")
  func mostlyRejected() throws {
    let file = try write("a.csv", "weight,area,q1\n1,land,5\n0,land,4\n-1,land,4\n")
    let store = folder.appendingPathComponent("s.sqlite")
    let run = try runHaiLong([
      "feed", file, "--survey", "surveys/samples/by-hand.yaml", "--plan", "can-tho-2025",
      "--indicator", "procedures", "--period", "2025-H1", "--store", store.path,
    ])
    #expect(run.status == 65)
    #expect(run.errors.contains("weight-not-positive"))
    #expect(!FileManager.default.fileExists(atPath: store.path))
  }

  @Test("A plan with a target of 950 % is refused with its line")
  func wrongTarget() throws {
    let plan = try String(
      contentsOf: packageRoot.appendingPathComponent("surveys/plans/can-tho-2025.yaml"),
      encoding: .utf8)
    let file = try write(
      "plan.yaml",
      plan.replacingOccurrences(of: "{op: \">=\", value: 0.90}", with: "{op: \">=\", value: 9.50}"))
    let run = try runHaiLong([
      "compare", "surveys/samples/by-hand.csv", "--survey", "surveys/samples/by-hand.yaml",
      "--plan",
      file,
    ])
    #expect(run.status == 65)
    #expect(run.errors.contains("plan.yaml:"))
  }

  @Test("A store that is no database is refused and stays as it was")
  func notADatabase() throws {
    let store = try write("s.sqlite", "this is no database, but it is somebody's file\n")
    let run = try runHaiLong([
      "feed", "surveys/samples/by-hand.csv", "--survey", "surveys/samples/by-hand.yaml", "--plan",
      "can-tho-2025", "--indicator", "procedures", "--period", "2025-H1", "--store", store,
    ])
    #expect(run.status == 65, "\(run.errors)")
    #expect(
      try String(contentsOfFile: store, encoding: .utf8)
        == "this is no database, but it is somebody's file\n")
  }

  @Test("Policy items cannot answer a services target, and the reason is given")
  func policyBinding() throws {
    let run = try runHaiLong([
      "compare", "surveys/samples/sipas-2025-h1.csv", "--survey", "sipas-33", "--plan",
      "can-tho-2025", "--indicator", "health-services",
    ])
    #expect(run.status == 65)
    #expect(run.errors.contains("health-services"))
    #expect(run.errors.contains("policy"))
  }

  @Test("Unknown verbs, options and names are answered with the nearest one")
  func suggestions() throws {
    let measure = try compare(
      "surveys/samples/by-hand.csv", ["--measure", "poled"])
    #expect(measure.status == 65)
    #expect(measure.errors.contains("pooled"))
    let column = try runHaiLong(["estimate", "surveys/samples/by-hand.csv", "--rate", "q2>=4"])
    #expect(column.status == 64 || column.status == 65)
    #expect(column.errors.contains("q1"))
    let value = try runHaiLong([
      "estimate", "surveys/samples/by-hand.csv", "--rate", "q1>=4", "--where", "area=lnad",
    ])
    #expect(value.status == 64 || value.status == 65)
    #expect(value.errors.contains("land"))
  }

  @Test("A number with two readings is refused until the notation is said")
  func ambiguousNumber() throws {
    let file = try write("a.csv", "w;q1\n1.234;5\n2.345;4\n1.111;2\n")
    let run = try runHaiLong(["estimate", file, "--rate", "q1>=4", "--weight", "w"])
    #expect(run.status == 65)
    #expect(run.errors.contains("--decimal"))
    let said = try runHaiLong([
      "estimate", file, "--rate", "q1>=4", "--weight", "w", "--decimal", "point", "--format",
      "json",
    ])
    #expect(said.status == 0, "\(said.errors)")
  }

  @Test("A file in which another delimiter stands on most lines is refused, not read as one column")
  func wrongDelimiter() throws {
    let file = try write("a.csv", "w;q1\n1;5\n2;4\n")
    let run = try runHaiLong(["estimate", file, "--rate", "q1>=4", "--delimiter", ","])
    #expect(run.status == 65 || run.status == 64, "\(run.errors)")
  }

  @Test("An output folder that is not there is 73, and nothing is left behind")
  func cannotCreate() throws {
    let run = try runHaiLong([
      "check", "surveys/samples/by-hand.csv", "--survey", "surveys/samples/by-hand.yaml",
      "--rejects", folder.appendingPathComponent("no/such/folder/x.csv").path,
    ])
    #expect(run.status == 73, "\(run.errors)")
  }

  @Test("Without an instrument check tells encoding, delimiter and broken records; compare refuses")
  func withoutInstrument() throws {
    let file = try write("a.csv", "w;note\n1;fine\n2;a \"stray\" quote\n3;fine\n")
    let check = try runHaiLong(["check", file, "--format", "json"])
    #expect(check.status == 0, "\(check.errors)")
    let sources =
      (try JSONSerialization.jsonObject(with: check.output) as? [String: Any])?["sources"]
      as? [[String: Any]]
    let source = try #require(sources?.first)
    #expect(source["delimiter"] as? String == ";")
    #expect(source["encoding"] as? String == "UTF-8")
    let rows = try #require(source["rows"] as? [String: Any])
    #expect(rows["read"] as? Int == 3)
    #expect(rows["accepted"] as? Int == 2)
    #expect(rows["malformed"] as? Int == 1)
    let compare = try runHaiLong(["compare", file, "--plan", "can-tho-2025"])
    #expect(compare.status == 64)
    #expect(compare.errors.contains("--survey"))
  }

  @Test("A design refused because of rejected rows lists them first")
  func refusedAfterRejection() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("w.csv")
    try Data("q,w\n4,0\n5,-1\n3,abc\n2,\n5,2\n".utf8).write(to: file)
    for weights in [["--weight", "w"], ["--weight", "w", "--mean", "q"]] {
      let run = try runHaiLong(["estimate", file.path, "--rate", "q>=4"] + weights)
      #expect(run.status == 65)
      #expect(run.output.isEmpty)
      #expect(run.errors.contains("4 records rejected (weight-missing 2, weight-not-positive 2)"))
      #expect(run.errors.contains("w.csv:2: weight-not-positive: weight 0.0"))
      #expect(run.errors.contains("w.csv:4: weight-missing"))
      #expect(run.errors.contains("error: the design has only one PSU"))
    }
  }
}
