import Foundation
import TestSupport
import Testing

/// `compare`, `feed` and `estimate` on tallies say what they say on the files.
@Suite("Tallies of surveys on the command line")
final class SurveyTallyTests {
  private let folder: URL

  init() throws { folder = try temporaryFolder() }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  private static let sample = "surveys/samples/mot-cua-2025-h1.csv"
  private static let survey = ["--survey", "one-stop"]
  private static let plan = ["--plan", "can-tho-2025", "--period", "2025-H1"]

  /// The sample cut into files that each keep its byte order mark and header; records with one id, of
  /// which all but the first are rejected, stay together.
  private func parts(_ count: Int) throws -> [String] {
    let data = try Data(contentsOf: packageRoot.appendingPathComponent(Self.sample))
    let lines = String(decoding: data, as: UTF8.self).split(
      separator: "\r\n", omittingEmptySubsequences: true)
    return try (0..<count).map { part in
      let own = lines.dropFirst().filter { line in
        line.prefix { $0 != ";" }.utf8.reduce(0) { ($0 * 31 + Int($1)) % 1009 } % count == part
      }
      let text = ([lines[0]] + own).joined(separator: "\r\n") + "\r\n"
      let name = path("part-\(part).csv")
      try Data(text.utf8).write(to: URL(fileURLWithPath: name))
      return name
    }
  }

  private func tally(_ files: [String], _ name: String, _ options: [String]) throws -> String {
    let run = try runHaiLong(["tally"] + files + ["-o", path(name)] + options)
    #expect(run.status == 0, "\(run.errors)")
    return path(name)
  }

  /// JSON without the parts that name files.
  private func answer(_ text: String) throws -> String {
    func strip(_ value: Any) -> Any {
      if let object = value as? [String: Any] {
        return object.filter { !["source", "store"].contains($0.key) }.mapValues(strip)
      }
      if let list = value as? [Any] { return list.map(strip) }
      return value
    }
    let value = strip(try JSONSerialization.jsonObject(with: Data(text.utf8)))
    let data = try JSONSerialization.data(
      withJSONObject: value, options: [.sortedKeys, .prettyPrinted])
    return String(decoding: data, as: UTF8.self)
  }

  @Test("compare says of tallies what it says of the files, to the last digit and status")
  func compare() throws {
    let files = try parts(3)
    let options = Self.survey + Self.plan + ["--by", "unit", "--lonely-psu", "average"]
    let whole = try runHaiLong(["compare"] + files + options + ["--format", "json"])
    #expect(whole.status == 3, "\(whole.errors)")
    let making = Self.survey + Self.plan + ["--by", "unit"]
    let tallies = try files.enumerated().map {
      try tally([$1], "\($0).tally", making)
    }
    let judging = Self.plan + ["--by", "unit", "--lonely-psu", "average", "--format", "json"]
    for order in [[0, 1, 2], [2, 0, 1]] {
      let run = try runHaiLong(["compare"] + order.map { tallies[$0] } + judging)
      #expect(run.status == 3, "\(run.errors)")
      #expect(try answer(run.text) == answer(whole.text))
      #expect(run.errors.contains("was not looked for"))
    }
    let merged = path("merged.tally")
    #expect(try runHaiLong(["merge", tallies[2], tallies[1], "-o", merged]).status == 0)
    let both = try runHaiLong(["compare", merged, tallies[0]] + judging)
    #expect(try answer(both.text) == answer(whole.text))
    // The tables are the same text.
    let table = ["compare", merged, tallies[0]] + judging.dropLast(2)
    #expect(
      try runHaiLong(Array(table)).text == runHaiLong(["compare"] + files + options).text)
  }

  @Test("feed records from a tally what it records from the files, and then has nothing new")
  func feed() throws {
    let files = try parts(2)
    let making = Self.survey + Self.plan + ["--by", "unit"]
    let tallies = try files.enumerated().map { try tally([$1], "\($0).tally", making) }
    let judging = Self.plan + ["--by", "unit", "--lonely-psu", "average", "--format", "json"]
    let one = try runHaiLong(
      ["feed"] + files + Self.survey + judging + ["--store", path("files.sqlite")])
    let other = try runHaiLong(["feed"] + tallies + judging + ["--store", path("tally.sqlite")])
    #expect(one.status == 0 && other.status == 0, "\(one.errors)\(other.errors)")
    #expect(try answer(one.text) == answer(other.text))
    let again = try runHaiLong(
      ["feed"] + tallies.reversed() + judging + ["--store", path("files.sqlite")])
    #expect(again.text.contains("\"added\": 0"))
    #expect(again.text.contains("\"revised\": 0"))
    // The pages differ in nothing but the findings that name records, which a tally does not hold.
    let pages = try ["files.sqlite", "tally.sqlite"].map { store in
      try runHaiLong(
        ["report", "--store", path(store)] + Self.plan + ["--format", "markdown", "--lang", "en"]
      ).text
    }
    #expect(pages[0].contains("Land"))
    let figures = pages.map { page in
      page.split(separator: "\n").prefix { !$0.contains("| row rejected |") }
    }
    #expect(figures[0].count > 100)
    #expect(figures[0] == figures[1])
  }

  @Test("estimate of a survey's tally is that of the files")
  func estimate() throws {
    let files = try parts(2)
    let tallies = try files.enumerated().map {
      try tally([$1], "\($0).tally", Self.survey + ["--by", "unit"])
    }
    for by in [[], ["--by", "area,unit"], ["--by", "question,element"]] {
      let options = by + ["--lonely-psu", "average", "--format", "csv"]
      let whole = try runHaiLong(["estimate"] + files + Self.survey + options)
      let run = try runHaiLong(["estimate"] + tallies + options)
      #expect(run.status == 0 && whole.status == 0, "\(run.errors)\(whole.errors)")
      #expect(run.text == whole.text)
    }
    let rate = try runHaiLong(["estimate"] + tallies + ["--rate", "C1=4"])
    #expect(rate.status == 64)
    let mixed = try runHaiLong(["check"] + tallies + Self.survey)
    #expect(mixed.status == 65)
  }

  @Test("what a tally cannot answer is refused with 65 and the reason")
  func refusals() throws {
    let file = try parts(1)[0]
    let mine = try tally([file], "mine.tally", Self.survey + Self.plan)
    func refused(_ words: some Sequence<String>, _ reason: String, status: Int32 = 65) throws {
      let arguments = Array(words)
      let run = try runHaiLong(arguments)
      #expect(run.status == status, "\(arguments) \(run.errors)")
      #expect(run.errors.contains(reason), "\(run.errors)")
      #expect(run.text.isEmpty)
    }
    let base = ["compare", mine] + Self.plan
    try refused(base + ["--by", "unit"], "does not answer units")
    try refused(base + ["--measure", "mean-of-questions"], "does not answer measure")
    try refused(["compare", mine, "--plan", "can-tho-2025", "--period", "2025"], "not made for")
    try refused(base + ["--nest"], "without --nest")
    try refused(base + ["--survey", "one-stop-rating"], "the tally is not of this instrument")
    try refused(
      base.prefix(2) + [file, "--survey", "one-stop"] + Self.plan, "cannot be mixed", status: 64)
    // The same instrument in another wording, under its own name.
    let folder = packageRoot.appendingPathComponent("surveys/instruments/one-stop.yaml")
    let text = try String(contentsOf: folder, encoding: .utf8)
      .replacingOccurrences(of: "version: \"1\"", with: "version: \"1.1\"")
    try Data(text.utf8).write(to: URL(fileURLWithPath: path("one-stop.yaml")))
    try refused(base + ["--survey", path("one-stop.yaml")], "version 1 in one, 1.1 in the other")
    let plain = try tally(
      [file], "plain.tally", ["--rate", "Đơn vị=x", "--weight", "Trọng số", "--strata", "Tầng"])
    try refused(["compare", plain] + Self.plan, "questions of its own")
    try refused(["merge", mine, plain, "-o", path("x.tally")], "questions of its own")
    let other = try tally([file], "other.tally", Self.survey + Self.plan + ["--by", "unit"])
    try refused(["merge", mine, other, "-o", path("x.tally")], "tells units apart")
    try refused(["merge", mine, mine, "-o", path("x.tally")], "would count twice")
    #expect(!FileManager.default.fileExists(atPath: path("x.tally")))
    // Newer, cut short, damaged.
    let bytes = try Data(contentsOf: URL(fileURLWithPath: mine))
    var newer = bytes
    newer[8] = 77
    var damaged = bytes
    damaged[bytes.count / 2] ^= 4
    for (data, words) in [
      (newer, "version 77"), (bytes.prefix(bytes.count - 20), "ends too early"),
      (damaged, "does not match its checksum"),
    ] {
      try Data(data).write(to: URL(fileURLWithPath: path("bad.tally")))
      try refused(["compare", path("bad.tally")] + Self.plan, words)
      try refused(["merge", path("bad.tally"), mine, "-o", path("x.tally")], words)
    }
  }

  @Test("a tally that is merged already is left out with a warning when that is asked for")
  func knownTallies() throws {
    let files = try parts(2)
    let tallies = try files.enumerated().map { try tally([$1], "\($0).tally", Self.survey) }
    let both = path("both.tally")
    #expect(try runHaiLong(["merge"] + tallies + ["-o", both]).status == 0)
    let run = try runHaiLong(
      ["merge", both, tallies[1], "-o", path("again.tally"), "--known", "skip"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("left out"))
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: both))
        == Data(contentsOf: URL(fileURLWithPath: path("again.tally"))))
    // Of which only a part is merged: never.
    let partly = try runHaiLong(
      ["merge", tallies[1], both, "-o", path("partly.tally"), "--known", "skip"])
    #expect(partly.status == 65)
  }

  @Test("--minimum-cell is told of, and tallies that hold single persons say so")
  func smallCells() throws {
    let file = try parts(1)[0]
    let run = try runHaiLong(
      ["tally", file, "-o", path("open.tally"), "--by", "unit"] + Self.survey)
    #expect(run.errors.contains("a person's answers; --minimum-cell 5 protects them"))
    let kept = try runHaiLong(
      ["tally", file, "-o", path("kept.tally"), "--by", "unit", "--minimum-cell", "5"]
        + Self.survey)
    #expect(kept.status == 0, "\(kept.errors)")
    #expect(!kept.errors.contains("a person's answers"))
    #expect(kept.errors.contains("withheld") || kept.errors.contains("put together"))
    let small = try runHaiLong(
      ["tally", file, "-o", path("no.tally"), "--minimum-cell", "100000"] + Self.survey)
    #expect(small.status == 65)
    #expect(!FileManager.default.fileExists(atPath: path("no.tally")))
  }

  @Test("ids are hashed with the sender's secret, and the same response in two parts is refused")
  func sharedResponses() throws {
    let file = try parts(1)[0]
    try Data("0123456789abcdef0123\n".utf8).write(to: URL(fileURLWithPath: path("key")))
    let keyed = Self.survey + ["--id-key", path("key")]
    let whole = try tally([file], "a.tally", keyed)
    var text = try String(contentsOfFile: file, encoding: .utf8)
    text += "\r\n"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path("again.csv")))
    let again = try tally([path("again.csv")], "b.tally", keyed)
    let run = try runHaiLong(["merge", whole, again, "-o", path("x.tally")])
    #expect(run.status == 65)
    #expect(run.errors.contains("are in the other tallies too"), "\(run.errors)")
    try Data("short".utf8).write(to: URL(fileURLWithPath: path("key")))
    #expect(try runHaiLong(["tally", file, "-o", path("c.tally")] + keyed).status == 65)
  }
}
