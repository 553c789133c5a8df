import Foundation
import TestSupport
import Testing

@Suite("The main job: CSV in, verdicts and measurements out")
struct MainJobTests {
  private static let samples = [
    ("mot-cua-2025-h1.csv", "one-stop"), ("sipas-2025-h1.csv", "sipas-33"),
    ("ngoai-tru-2025-h1.csv", "byt-outpatient-2024"),
    ("giao-duc-2025-h1.csv", "education-services"),
  ]

  private func feed(_ store: URL, _ sample: (String, String)) throws -> [String: Any] {
    let run = try runHaiLong([
      "feed", "surveys/samples/\(sample.0)", "--survey", sample.1, "--plan", "can-tho-2025",
      "--period", "2025-H1", "--by", "unit", "--store", store.path, "--format", "json",
    ])
    #expect(run.status == 0, "\(run.errors)")
    return try #require(try JSONSerialization.jsonObject(with: run.output) as? [String: Any])
  }

  @Test("Four surveys of one period fill the scoreboard; a second run records nothing new")
  func fourSurveys() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = folder.appendingPathComponent("s.sqlite")
    for sample in Self.samples {
      #expect(try feed(store, sample)["added"] as? Int ?? 0 > 0)
    }
    for sample in Self.samples {
      let again = try feed(store, sample)
      #expect(again["added"] as? Int == 0)
      #expect(again["alreadyRecorded"] as? Int ?? 0 > 0)
    }
    let status = try runHaiLong([
      "plan", "status", "--plan", "can-tho-2025", "--store", store.path, "--period", "2025-H1",
      "--as-of", "2025-06-20", "--format", "json",
    ])
    let board = try #require(
      try JSONSerialization.jsonObject(with: status.output) as? [String: Any])
    let indicators = try #require(board["indicators"] as? [[String: Any]])
    func verdict(_ id: String) throws -> [String: Any] {
      try #require(indicators.first { $0["id"] as? String == id })
    }
    // What the samples are built to show (surveys/samples/README.md).
    #expect(try verdict("procedures")["status"] as? String == "met")
    #expect(try verdict("procedures")["evidence"] as? String == "conclusive")
    #expect(try verdict("land-construction-investment")["status"] as? String == "below")
    #expect(try verdict("land-construction-investment")["evidence"] as? String == "conclusive")
    #expect(try verdict("education-services")["evidence"] as? String == "inconclusive")
    #expect(try verdict("education-services")["moreNeeded"] as? Int ?? 0 > 0)
    let report = try runHaiLong([
      "report", "--store", store.path, "--plan", "can-tho-2025", "--period", "2025-H1",
      "--as-of", "2025-06-20", "--format", "html", "--lang", "vi",
    ])
    #expect(report.status == 0)
    #expect(report.text.contains("Chưa đạt"))
    #expect(report.text.contains("<svg"))
    #expect(!report.text.contains("<script"))
  }

  @Test("A corrected file makes a revision that names what it replaces")
  func revision() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("answers.csv")
    func feed(_ answers: String) throws -> CommandResult {
      try Data(answers.utf8).write(to: file)
      return try runHaiLong([
        "feed", file.path, "--survey", "surveys/samples/by-hand.yaml", "--plan", "can-tho-2025",
        "--indicator", "procedures", "--period", "2025-H1",
        "--store", folder.appendingPathComponent("s.sqlite").path,
      ])
    }
    let rows = (1...60).map { "1,land,\($0 % 4 == 0 ? 2 : 4)" }.joined(separator: "\n")
    #expect(try feed("weight,area,q1\n\(rows)\n").status == 0)
    let corrected = try feed("weight,area,q1\n\(rows)\n1,land,5\n")
    #expect(corrected.status == 0)
    #expect(corrected.text.contains("1 revised"))
    #expect(corrected.text.contains("replaces"))
  }

  @Test("A folder that is fed again records nothing; a new file makes a revision from all files")
  func nightly() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    func write(_ name: String, _ satisfied: Int) throws {
      let rows = (1...60).map { "1,land,\($0 <= satisfied ? 4 : 2)" }.joined(separator: "\n")
      try Data("weight,area,q1\n\(rows)\n".utf8).write(to: folder.appendingPathComponent(name))
    }
    func feed(_ names: [String]) throws -> String {
      let run = try runHaiLong(
        ["feed"] + names.map { folder.appendingPathComponent($0).path } + [
          "--survey", "surveys/samples/by-hand.yaml", "--plan", "can-tho-2025", "--lang", "en",
          "--indicator", "procedures", "--period", "2025-H1",
          "--store", folder.appendingPathComponent("s.sqlite").path,
        ])
      #expect(run.status == 0, "\(run.errors)")
      return run.text
    }
    try write("1.csv", 30)
    try write("2.csv", 40)
    #expect(try feed(["1.csv", "2.csv"]).contains("1 new, 0 revised"))
    #expect(try feed(["1.csv", "2.csv"]).contains("Nothing new"))
    try FileManager.default.moveItem(
      at: folder.appendingPathComponent("1.csv"), to: folder.appendingPathComponent("9.csv"))
    #expect(try feed(["2.csv", "9.csv"]).contains("Nothing new"))
    try write("3.csv", 50)
    #expect(try feed(["2.csv", "3.csv", "9.csv"]).contains("0 new, 1 revised"))
    #expect(try feed(["9.csv", "3.csv", "2.csv"]).contains("Nothing new"))
  }

  @Test("The ten answers by hand give 0.80, standard error 0.12, below and inconclusive")
  func byHand() throws {
    let run = try runHaiLong([
      "estimate", "surveys/samples/by-hand.csv", "--rate", "q1>=4", "--weight", "weight",
      "--format",
      "json",
    ])
    let result = try #require(try JSONSerialization.jsonObject(with: run.output) as? [String: Any])
    let estimate = try #require((result["estimates"] as? [[String: Any]])?.first)
    #expect(estimate["value"] as? Double == 0.8)
    #expect(abs((estimate["se"] as? Double ?? 0) - 0.12) < 1e-15)
    let compare = try runHaiLong([
      "compare", "surveys/samples/by-hand.csv", "--survey", "surveys/samples/by-hand.yaml",
      "--plan",
      "can-tho-2025", "--indicator", "procedures", "--publish", "none", "--format", "json",
    ])
    #expect(compare.status == 3)
    let verdict = try #require(
      ((try JSONSerialization.jsonObject(with: compare.output) as? [String: Any])?["indicators"]
        as? [[String: Any]])?.first)
    #expect(verdict["status"] as? String == "below")
    #expect(verdict["evidence"] as? String == "inconclusive")
  }

  @Test("estimate --survey gives the instrument's measure, overall and by area")
  func estimateByInstrument() throws {
    func estimates(_ more: [String]) throws -> [[String: Any]] {
      let run = try runHaiLong(
        [
          "estimate", "surveys/samples/by-hand.csv", "--survey", "surveys/samples/by-hand.yaml",
          "--format", "json",
        ] + more)
      #expect(run.status == 0, "\(run.errors)")
      let result = try JSONSerialization.jsonObject(with: run.output) as? [String: Any]
      return try #require(result?["estimates"] as? [[String: Any]])
    }
    #expect(try estimates([]).first?["value"] as? Double == 0.8)
    let areas = try estimates(["--by", "area"])
    #expect(areas.compactMap { $0["value"] as? Double } == [0.68, 0.92])
    let refused = try runHaiLong([
      "estimate", "surveys/samples/by-hand.csv", "--survey", "surveys/samples/by-hand.yaml",
      "--rate",
      "q1>=4",
    ])
    #expect(refused.status == 64)
  }

  @Test("The example of library use gives the same")
  func example() throws {
    let run = try runProduct("satisfaction-example", [])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text == "procedures 0.8 below inconclusive\nstandard error 0.12\n")
  }

  @Test("Two routes to one number: the instrument's pooled rate and a ratio of hand-made columns")
  func twoRoutes() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var random = RepeatableRandomNumberGenerator(seed: 7)
    var rows = ["w,s,c,area,q1,q2,satisfied,answered"]
    for row in 0..<400 {
      let answers = (0..<2).map { _ in Int.random(in: 0...5, using: &random) }
      let valid = answers.filter { $0 > 0 }
      rows.append(
        "\(Int.random(in: 1...9, using: &random)),\(row % 4),\(row % 20),land,"
          + answers.map { $0 == 0 ? "" : "\($0)" }.joined(separator: ",")
          + (valid.isEmpty ? ",," : ",\(valid.count { $0 >= 4 }),\(valid.count)"))
    }
    let data = folder.appendingPathComponent("a.csv")
    try Data((rows.joined(separator: "\n") + "\n").utf8).write(to: data)
    let definition = folder.appendingPathComponent("a.yaml")
    var form = try String(
      contentsOf: packageRoot.appendingPathComponent("surveys/samples/by-hand.yaml"),
      encoding: .utf8)
    form = form.replacingOccurrences(
      of: "  - {id: q1, element: all, text: {vi: Mức độ hài lòng chung, en: Overall satisfaction}}",
      with: "  - {id: q1, element: all, text: {vi: Câu một, en: One}}\n"
        + "  - {id: q2, element: all, text: {vi: Câu hai, en: Two}}")
    form = form.replacingOccurrences(
      of: "  weight: {id: weight, title: {vi: Trọng số, en: Weight}}",
      with: "  weight: {id: w}\n  strata: {id: s}\n  cluster: {id: c}")
    try Data(form.utf8).write(to: definition)
    let compare = try runHaiLong([
      "compare", data.path, "--survey", definition.path, "--plan", "can-tho-2025", "--indicator",
      "procedures", "--publish", "none", "--ci", "mean", "--format", "json",
    ])
    let verdict = try #require(
      ((try JSONSerialization.jsonObject(with: compare.output) as? [String: Any])?["indicators"]
        as? [[String: Any]])?.first, "\(compare.errors)")
    let estimate = try runHaiLong([
      "estimate", data.path, "--ratio", "satisfied/answered", "--weight", "w", "--strata", "s",
      "--cluster", "c", "--format", "json",
    ])
    let ratio = try #require(
      ((try JSONSerialization.jsonObject(with: estimate.output) as? [String: Any])?["estimates"]
        as? [[String: Any]])?.first, "\(estimate.errors)")
    for key in ["value", "low", "high"] {
      let ours = try #require(verdict[key] as? Double)
      let theirs = try #require(ratio[key] as? Double)
      #expect(abs(ours - theirs) <= 1e-12 * abs(theirs), "\(key): \(ours) and \(theirs)")
    }
  }

  @Test("a survey may have more files than may be open without asking")
  func manyFiles() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    for number in 0..<80 {
      let rows = (0..<5).map { "D\(number * 5 + $0),Đất đai,Phường A,4,5,3,4,5" }
      let text = (["Mã phiếu,Lĩnh vực,Đơn vị,C1,C2,C3,C7,C9"] + rows).joined(separator: "\n")
      try Data(text.utf8).write(to: folder.appendingPathComponent("\(number).csv"))
    }
    let run = try runShell(
      "ulimit -Sn 64; hailong check *.csv --survey one-stop --format json", directory: folder)
    #expect(run.status == 0, "\(run.errors)")
    let report = try #require(
      try JSONSerialization.jsonObject(with: run.output) as? [String: Any])
    #expect((report["rows"] as? [String: Any])?["accepted"] as? Int == 400)
  }

  @Test("two pipes that one program fills one after the other are read one after the other")
  func pipesInTurn() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    // More than is read of a pipe to find out what it is, and more than a pipe holds.
    let text =
      "q,comment\n" + String(repeating: "4,\(String(repeating: "x", count: 90))\n", count: 20_000)
    try Data(text.utf8).write(to: folder.appendingPathComponent("a.csv"))
    let run = try runShell(
      """
      mkfifo one two
      (cat a.csv > one; cat a.csv > two) &
      timeout 60 hailong estimate one two --rate 'q>=4' --threads 2 --format csv
      """, directory: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text.contains("40000"), "\(run.text)")
  }
}
