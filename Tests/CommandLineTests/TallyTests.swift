import Foundation
import TestSupport
import Testing

/// Tallies of parts, merged in any order, give what one file gives.
@Suite("Tallies on the command line")
final class TallyTests {
  private let folder: URL

  init() throws { folder = try temporaryFolder() }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private static let header = "weight,province,office,area,q1,q2,minutes"
  private static let statistics = [
    "--by", "area", "--rate", "q1=4|5 of 1|2|3|4|5", "--rate", "q2>=4", "--mean", "minutes",
    "--total", "q1=1", "--ratio", "minutes/q2",
  ]
  private static let design = ["--weight", "weight", "--strata", "province", "--cluster", "office"]

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  private func write(_ name: String, _ rows: [String]) throws -> String {
    let text = ([Self.header] + rows).joined(separator: "\n") + "\n"
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    return path(name)
  }

  /// Rows of 5 provinces with 8 offices each; every office answers on every area.
  private func rows(_ count: Int, using random: inout RepeatableRandomNumberGenerator) -> [String] {
    let answers = ["", "1", "2", "3", "4", "4", "5", "5", "không dùng"]
    return (0..<count).map { row in
      let province = row % 5
      let weight = Double.random(in: 0.01...900, using: &random)
      let office = Int.random(in: 0..<8, using: &random)
      let area = ["đất đai", "y tế", "giáo dục"].randomElement(using: &random) ?? ""
      let first = answers.randomElement(using: &random) ?? ""
      let second = answers.prefix(8).randomElement(using: &random) ?? ""
      let minutes = Double.random(in: 0...240, using: &random)
      return "\(weight),P\(province),P\(province)-\(office),\(area),\(first),\(second),\(minutes)"
    }
  }

  private func tally(_ file: String, _ options: [String]) throws -> String {
    let made = file + ".tally"
    let run = try runHaiLong(["tally", file, "-o", made] + options)
    #expect(run.status == 0, "\(run.errors)")
    return made
  }

  private func merge(_ tallies: [String], _ name: String) throws -> String {
    let run = try runHaiLong(["merge"] + tallies + ["-o", path(name)])
    #expect(run.status == 0, "\(run.errors)")
    return path(name)
  }

  /// The design and the estimates, as printed; what stands before them names the files.
  private func answer(_ files: [String], _ options: [String] = []) throws -> String {
    let run = try runHaiLong(
      ["estimate"] + files + ["--deff", "--format", "json"] + options)
    #expect(run.status == 0, "\(run.errors)")
    let start = try #require(run.text.range(of: "\"design\""))
    return String(run.text[start.lowerBound...])
  }

  @Test(
    "Twenty random parts, merged in random order and in two trees, are the whole file to the byte",
    arguments: [3, 4] as [UInt64])
  func parts(seed: UInt64) throws {
    var random = RepeatableRandomNumberGenerator(seed: seed)
    let rows = rows(3000, using: &random)
    // Rows that are their own PSUs can be tallied for rates and counts.
    let options =
      seed == 3
      ? Self.design + Self.statistics
      : ["--weight", "weight", "--strata", "province"] + Self.statistics.prefix(6)
    let whole = try answer([try write("whole.csv", rows)], options)
    #expect(whole.contains("\"value\": 0."))

    var parts = [[String]](repeating: [], count: 20)
    for (place, row) in rows.shuffled(using: &random).enumerated() {
      parts[place < 20 ? place : Int.random(in: 0..<20, using: &random)].append(row)
    }
    var tallies: [String] = []
    for (number, part) in parts.enumerated() {
      tallies.append(try tally(try write("part-\(number).csv", part), options))
    }
    tallies.shuffle(using: &random)

    // One after another.
    var left = tallies[0]
    for (number, tally) in tallies.dropFirst().enumerated() {
      left = try merge([left, tally], "left-\(number).tally")
    }
    // By pairs of neighbours.
    var level = tallies.shuffled(using: &random)
    var made = 0
    while level.count > 1 {
      var next: [String] = []
      for start in stride(from: 0, to: level.count, by: 2) {
        let pair = Array(level[start..<min(start + 2, level.count)])
        made += 1
        next.append(pair.count == 1 ? pair[0] : try merge(pair, "pair-\(made).tally"))
      }
      level = next
    }
    #expect(try answer([left]) == whole)
    #expect(try answer(level) == whole)
    #expect(try answer(tallies) == whole)
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: left))
        == Data(contentsOf: URL(fileURLWithPath: level[0])),
      "the merged tallies are the same bytes")
    #expect(try answer(Array(tallies.dropFirst())) != whole, "a part that is left out shows")
  }

  @Test("Tallies of different definitions are refused")
  func differentDefinitions() throws {
    var random = RepeatableRandomNumberGenerator(seed: 5)
    let first = try write("a.csv", rows(60, using: &random))
    let second = try write("b.csv", rows(60, using: &random))
    let a = try tally(first, Self.design + ["--rate", "q1=4|5"])
    let others = [
      Self.design + ["--rate", "q1=5"], Self.design + ["--rate", "q2=4|5"],
      Self.design + ["--rate", "q1=4|5", "--by", "area"],
      Self.design + ["--rate", "q1=4|5", "--where", "area=y tế"],
      ["--weight", "weight", "--strata", "province", "--rate", "q1=4|5"],
      ["--strata", "province", "--cluster", "office", "--rate", "q1=4|5"],
    ]
    for options in others {
      let b = try tally(second, options)
      for run in [
        try runHaiLong(["merge", a, b, "-o", path("all.tally")]),
        try runHaiLong(["estimate", a, b]),
      ] {
        #expect(run.status == 65, "\(options)")
        #expect(run.errors.contains("\(b): the tallies are of different definitions"))
        #expect(run.errors.contains("hint: make all tallies with the same options"))
        #expect(run.output.isEmpty)
      }
      #expect(!FileManager.default.fileExists(atPath: path("all.tally")))
    }
  }

  @Test("A file whose rows are in two tallies is refused")
  func sameRowsTwice() throws {
    var random = RepeatableRandomNumberGenerator(seed: 6)
    let rows = rows(60, using: &random)
    let options = Self.design + ["--rate", "q1=4|5"]
    let a = try tally(try write("a.csv", rows), options)
    let b = try tally(try write("copy.csv", rows), options)
    let run = try runHaiLong(["merge", a, b, "-o", path("all.tally")])
    #expect(run.status == 65)
    #expect(run.errors.contains("copy.csv are in both tallies and would count twice"))
  }

  @Test("A tally with a flipped bit or a lost end is refused, wherever the damage is")
  func damage() throws {
    var random = RepeatableRandomNumberGenerator(seed: 7)
    let whole = try tally(
      try write("a.csv", rows(200, using: &random)), Self.design + Self.statistics)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: whole))
    let damaged = folder.appendingPathComponent("damaged.tally")
    for attempt in 0..<12 {
      var copy = bytes
      // Beyond the magic, whose damage makes the file some other file.
      let place = Int.random(in: 8..<bytes.count, using: &random)
      if attempt % 4 == 3 {
        copy = copy.prefix(place)
      } else {
        copy[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      }
      try copy.write(to: damaged)
      let run = try runHaiLong(["merge", damaged.path, "-o", path("all.tally")])
      #expect(run.status == 65, "byte \(place) of \(bytes.count)")
      #expect(run.errors.contains("damaged.tally: the tally"), "\(run.errors)")
      #expect(run.errors.contains("hint:"))
    }
    var version = bytes
    version[8] = 99
    try version.write(to: damaged)
    let run = try runHaiLong(["estimate", damaged.path])
    #expect(run.status == 65)
    #expect(run.errors.contains("version 99; this program reads version 2"))
    #expect(!FileManager.default.fileExists(atPath: path("all.tally")))
  }

  @Test("A tally where CSV is read, or asked for what it does not hold, is refused in words")
  func wrongPlace() throws {
    var random = RepeatableRandomNumberGenerator(seed: 8)
    let file = try write("a.csv", rows(60, using: &random))
    let made = try tally(file, Self.design + ["--rate", "q1=4|5"])
    for arguments in [
      ["check", made, "--survey", "one-stop"],
      ["tally", made, "-o", path("all.tally"), "--rate", "q1=4|5"],
    ] {
      let run = try runHaiLong(arguments)
      #expect(run.status == 65, "\(arguments)")
      #expect(run.errors.contains("a.csv.tally: this is a tally, not CSV"), "\(run.errors)")
      #expect(run.errors.contains("hint:"))
    }
    for arguments in [
      ["compare", made, "--survey", "one-stop", "--plan", "can-tho-2025"],
      ["feed", made, "--survey", "one-stop", "--plan", "can-tho-2025", "--period", "2025-H1"]
        + ["--store", path("s.sqlite")],
    ] {
      let run = try runHaiLong(arguments)
      #expect(run.status == 65, "\(arguments)")
      #expect(run.errors.contains("questions of its own"), "\(run.errors)")
      #expect(run.errors.contains("make it with hailong tally --survey"))
    }
    for arguments in [
      ["estimate", made, file], ["estimate", made, "--survey", "one-stop"],
      ["estimate", made, "--by", "area"],
    ] {
      let run = try runHaiLong(arguments)
      #expect(run.status == 64, "\(arguments): \(run.errors)")
      #expect(run.output.isEmpty)
    }
    #expect(!FileManager.default.fileExists(atPath: path("s.sqlite")))
    #expect(!FileManager.default.fileExists(atPath: path("all.tally")))
  }

  @Test("A tally holds nobody's answer to a question that was not asked, and no other column")
  func noRows() throws {
    let rows = (0..<40).map { "1.5,P0,P0-\($0 % 4),y tế,\($0 % 5 + 1),4,bí mật \($0)" }
    let made = try tally(
      try write("a.csv", rows), Self.design + ["--rate", "q1=4|5", "--by", "area"])
    let bytes = try Data(contentsOf: URL(fileURLWithPath: made))
    #expect(bytes.range(of: Data("bí mật".utf8)) == nil)
    #expect(bytes.range(of: Data("P0-3".utf8)) != nil)
  }
}
