import Foundation
import TestSupport
import Testing

/// What `check` says of files as a whole: none of their records accepted, or another coding.
@Suite("hailong check of whole files")
struct CheckCommandTests {
  private let folder: URL

  init() throws { folder = try temporaryFolder() }

  private func write(_ name: String, _ text: String) throws -> String {
    let url = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: url)
    return url.path
  }

  /// Ratings at a desk with the codes given, in turn.
  private func ratings(_ name: String, _ codes: [String], count: Int) throws -> String {
    let rows = (0..<count).map { "1,land,\(codes[$0 % codes.count])\n" }.joined()
    return try write(name, "weight,area,q1\n" + rows)
  }

  private func check(_ file: String, _ more: [String] = []) throws -> CommandResult {
    try runHaiLong(["check", file, "--survey", "surveys/samples/by-hand.yaml"] + more)
  }

  @Test("Files of which no record is accepted are unusable, after the account of them")
  func nothingAccepted() throws {
    let file = try write("a.csv", "weight,area,q1\n0,land,5\n-1,land,4\n1,land,9\n")
    let run = try check(file)
    #expect(run.status == 65)
    #expect(run.text.contains("weight-not-positive"))
    #expect(run.errors.contains("error: none of the 3 records read is accepted\n  hint: "))
    let json = try check(file, ["--format", "json", "--lang", "vi"])
    #expect(json.status == 65)
    #expect(json.text.hasPrefix("{"))
    #expect(json.errors.contains("lỗi: không phiếu nào trong 3 phiếu"))
    let one = try check(try write("b.csv", "weight,area,q1\n0,land,5\n1,land,4\n"))
    #expect(one.status == 0, "\(one.errors)")
    // Without an instrument, records that are no records.
    let bare = try runHaiLong(["check", try write("c.csv", "a,b\n1,2,3\n4,5,6\n")])
    #expect(bare.status == 65)
    #expect(bare.errors.contains("none of the 2 records"))
  }

  @Test("Three levels read as five are noticed by check, compare, feed and estimate")
  func otherCoding() throws {
    let file = try ratings("desk.csv", ["3", "3", "2", "3", "1"], count: 120)
    let run = try check(file)
    #expect(run.status == 0)
    #expect(
      run.errors.contains(
        "note: none of 120 answers on the scale 'satisfaction-5' is 4, 5, only 1, 2, 3 occur"))
    #expect(run.errors.contains("scales: levels:"))
    #expect(run.text.contains("top-levels-unused"))
    let json = try check(file, ["--format", "json"])
    let report = try #require(
      try JSONSerialization.jsonObject(with: json.output) as? [String: Any])
    let unused = try #require((report["unusedLevels"] as? [[String: Any]])?.first)
    #expect(unused["codes"] as? [String] == ["4", "5"])
    #expect(unused["used"] as? [String] == ["1", "2", "3"])
    #expect(unused["answers"] as? Int == 120)
    #expect((report["rows"] as? [String: Any])?["accepted"] as? Int == 120)
    let survey = ["--survey", "surveys/samples/by-hand.yaml"]
    let plan = ["--plan", "can-tho-2025", "--indicator", "procedures", "--lang", "vi"]
    let store = ["--period", "2025-H1", "--store", folder.path + "/s.sqlite"]
    for words in [
      ["compare", file] + survey + plan, ["feed", file] + survey + plan + store,
      ["estimate", file, "--lang", "vi"] + survey,
    ] {
      let run = try runHaiLong(words)
      #expect(run.status == 0 || run.status == 3, "\(run.errors)")
      #expect(
        run.errors.contains(
          "ghi chú: không câu nào trong 120 câu trả lời theo thang 'satisfaction-5' ở mức 4, 5"),
        "\(words): \(run.errors)")
    }
  }

  @Test("Merged days are looked at together; what each day is too small to say")
  func mergedDays() throws {
    let days = try ["a", "b"].map {
      try ratings("\($0).csv", ["3", "2", $0 == "a" ? "1" : "3"], count: 60)
    }
    for day in days { #expect(try check(day).errors.isEmpty) }
    var tallies: [String] = []
    for day in days {
      tallies.append(day + ".tally")
      let made = try runHaiLong([
        "tally", day, "--survey", "surveys/samples/by-hand.yaml", "-o", day + ".tally",
      ])
      #expect(made.status == 0, "\(made.errors)")
    }
    let run = try runHaiLong(
      ["compare"] + tallies + [
        "--survey", "surveys/samples/by-hand.yaml", "--plan", "can-tho-2025", "--indicator",
        "procedures",
      ])
    #expect(run.errors.contains("none of 120 answers on the scale"), "\(run.errors)")
  }

  @Test(
    "Satisfied answers, few answers, one unused level and labels of the top are no sign",
    arguments: [
      (["5", "4", "5", "3"], 200), (["5"], 200), (["1", "2", "3"], 99),
      (["4", "3", "2", "1"], 200),
      (["1", "2", "Hài lòng"], 200),
    ])
  func falseAlarms(codes: [String], count: Int) throws {
    let run = try check(try ratings("a.csv", codes, count: count))
    #expect(run.status == 0)
    #expect(!run.errors.contains("note:"), "\(run.errors)")
    #expect(!run.text.contains("top-levels-unused"))
  }
}
