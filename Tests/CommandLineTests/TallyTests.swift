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
    #expect(run.errors.contains("version 99; this program reads versions 2 to 3"))
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

  private func decoded(_ path: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path))
  }

  @Test("--minimum-cell leaves the values as they are and says what it did, in both languages")
  func smallCells() throws {
    var random = RepeatableRandomNumberGenerator(seed: 11)
    let rows = rows(900, using: &random) + ["2,P0,P0-1,hiếm,4,4,10", "2,P1,P1-1,hiếm,5,4,10"]
    let file = try write("a.csv", rows)
    let options = Self.design + Self.statistics
    let plain = try runHaiLong(["tally", file, "-o", path("plain.tally")] + options)
    #expect(plain.status == 0)
    #expect(plain.errors.contains("cells hold fewer than 5 responses, "), "\(plain.errors)")
    #expect(plain.errors.contains("a person's answers; --minimum-cell 5 protects them"))
    let kept = try runHaiLong(
      ["tally", file, "-o", path("kept.tally"), "--minimum-cell", "7"] + options)
    #expect(kept.status == 0, "\(kept.errors)")
    #expect(!kept.errors.contains("a person's answers"))
    #expect(kept.errors.contains("stay in the design: "), "\(kept.errors)")
    #expect(kept.errors.contains("hiếm"))
    #expect(kept.errors.contains("small PSUs were put together"))
    let vietnamese = try runHaiLong(
      ["tally", file, "-o", path("vi.tally"), "--minimum-cell", "7"] + options,
      environment: ["LC_ALL": "vi_VN.UTF-8"])
    #expect(vietnamese.errors.contains("ghi chú: các cụm nhỏ đã được ghép"))
    #expect(vietnamese.errors.contains("ghi chú: nhóm được bỏ ra"))
    #expect(try decoded(path("vi.tally")) == decoded(path("kept.tally")))

    func table(_ files: [String]) throws -> (lines: [Substring], errors: String) {
      let run = try runHaiLong(["estimate"] + files + ["--format", "csv", "--publish", "none"])
      #expect(run.status == 0, "\(run.errors)")
      return (run.text.split(separator: "\n"), run.errors)
    }
    // Statistic, domain, value and answers; errors are those of fewer PSUs.
    let whole = try table([path("plain.tally")])
    let found = try table([path("kept.tally")])
    let header = whole.lines[0].split(separator: ",", omittingEmptySubsequences: false)
    let places = try ["name", "area", "value", "n"].map { name in
      try #require(header.firstIndex(of: Substring(name)))
    }
    func values(_ lines: [Substring]) -> Set<[Substring]> {
      Set(
        lines.map { line in
          let cells = line.split(separator: ",", omittingEmptySubsequences: false)
          return places.map { cells[$0] }
        })
    }
    #expect(values(found.lines).isSubset(of: values(whole.lines)))
    #expect(found.lines.count > 5 && found.lines.count < whole.lines.count)
    #expect(!found.lines.contains { $0.contains("hiếm") })
    #expect(found.errors.contains("note: small PSUs were put together"))

    // Another sender's part, in any order; the domain that is out stays out.
    let second = try write("b.csv", self.rows(300, using: &random) + ["1,P2,P2-1,hiếm,4,4,9"])
    let other = try tally(second, options)
    let forward = try merge([path("kept.tally"), other], "forward.tally")
    let backward = try merge([other, path("kept.tally")], "backward.tally")
    #expect(try decoded(forward) == decoded(backward))
    #expect(!(try table([forward]).lines.contains { $0.contains("hiếm") }))
  }

  @Test("what --minimum-cell cannot protect is refused with 65, a hint, and nothing written")
  func unprotectable() throws {
    var random = RepeatableRandomNumberGenerator(seed: 12)
    let file = try write("a.csv", rows(300, using: &random))
    let counted = path("counted.csv")
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
    let wide = lines.enumerated().map { "\($1),\($0 == 0 ? "offices" : "40")" }
    try Data(wide.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: counted))
    let out = ["-o", path("no.tally")]
    let options = Self.design + Self.statistics
    for (arguments, english, vietnamese) in [
      (
        [file, "--minimum-cell", "100"], "stratum 'P0' has 60 responses, fewer than 100",
        "tầng 'P0' có 60 phiếu, ít hơn 100"
      ),
      (
        [file, "--minimum-cell", "40"], "every domain would be left out", "mọi nhóm sẽ bị bỏ ra"
      ),
      (
        [counted, "--minimum-cell", "3", "--fpc", "offices"], "cannot be put together",
        "cột tổng thể đếm các cụm"
      ),
    ] {
      let run = try runHaiLong(["tally"] + arguments + out + options)
      #expect(run.status == 65, "\(run.errors)")
      #expect(run.errors.contains("error: ") && run.errors.contains(english), "\(run.errors)")
      #expect(run.errors.contains("\n  hint: "))
      let translated = try runHaiLong(["tally"] + arguments + out + options + ["--lang", "vi"])
      #expect(translated.status == 65)
      #expect(translated.errors.contains("lỗi: "), "\(translated.errors)")
      #expect(translated.errors.contains(vietnamese), "\(translated.errors)")
      #expect(translated.errors.contains("\n  gợi ý: "))
    }
    #expect(!FileManager.default.fileExists(atPath: path("no.tally")))
    for name in ["--minimum-cell", "--minimum-domain"] {
      #expect(try runHaiLong(["tally", file, "\(name)=-2"] + out + options).status == 64)
    }
    #expect(try runHaiLong(["tally", file, "--lang", "fr"] + out + options).status == 64)
  }

  @Test("errors of merging are said in Vietnamese too")
  func vietnamese() throws {
    var random = RepeatableRandomNumberGenerator(seed: 13)
    let options = Self.design + ["--rate", "q1=4|5"]
    let a = try tally(try write("a.csv", rows(60, using: &random)), options)
    let b = try tally(
      try write("b.csv", rows(60, using: &random)), options + ["--by", "area"])
    let cut = path("cut.tally")
    try decoded(a).dropLast(9).write(to: URL(fileURLWithPath: cut))
    for (files, words) in [
      ([a, b], "các bảng cộng dồn không cùng định nghĩa: chia nhóm theo các cột khác nhau"),
      ([a, a], "có trong cả hai bảng cộng dồn và sẽ bị tính hai lần"),
      ([a, cut], "bảng cộng dồn bị cụt ở cuối"), ([a, path("a.csv")], "không trộn bảng cộng dồn"),
      ([path("a.csv")], "không phải bảng cộng dồn"), ([a, path("none.tally")], "không có tệp"),
    ] {
      let run = try runHaiLong(["merge"] + files + ["-o", path("all.tally"), "--lang", "vi"])
      #expect(run.status >= 64, "\(files)")
      #expect(run.errors.hasPrefix("lỗi: "), "\(run.errors)")
      #expect(run.errors.contains(words), "\(run.errors)")
      if run.status != 66 { #expect(run.errors.contains("\n  gợi ý: "), "\(run.errors)") }
    }
    let skipped = try runHaiLong(
      ["merge", a, a, "-o", path("all.tally"), "--known", "skip", "--lang", "vi"])
    #expect(skipped.status == 0)
    #expect(skipped.errors.contains("cảnh báo: \(a): bỏ qua"), "\(skipped.errors)")
  }

  @Test("a tally of version 2 is read, and is written anew as this version makes it")
  func earlierVersion() throws {
    let rows = [
      "1.5,P1,a,đất đai,5,10", "2,P1,a,y tế,3,20", "2.5,P1,b,đất đai,4,12", "1,P2,a,y tế,5,31",
      "3,P2,c,đất đai,1,7", "0.5,P2,c,y tế,,9",
    ]
    let text = (["weight,province,office,area,q1,minutes"] + rows).joined(separator: "\n") + "\n"
    try Data(text.utf8).write(to: folder.appendingPathComponent("a.csv"))
    // Written by commit 6472830 of the same file and options.
    let earlier =
      "SExUQUxMWQACAZoEAZYEAgABAgZxMT00fDUEcmF0ZQABAQAAAAAAAPA/AAABAAdtaW51dGVzBG1lYW4AAAEA"
      + "AAAAAADwPwABAQEBBGFyZWECC3JhdGUgcTE9NHw1DG1lYW4gbWludXRlcwABAQABBndlaWdodAEFYS5jc3ZA"
      + "NGY3ODY1YzZhYTE0ZTc2YjUwZjI5ODhjNjY3MjgzOWU5MmYwNDQ3NWFlNGRhNTljMmEyMDBhNjAwODU5YTE4"
      + "NwVVVEYtOAEsBgYCAlAxAwAAAAAAAPB/AAAAAAAA8P8CUDIDAAAAAAAA8H8AAAAAAADw/wQAAWEAAWIBAWEB"
      + "AWMCBnkgdOG6vwMBAAYAAAAAAAAAgAkHAAAAAAAABgAAAAAAAACASwAAAAAAAAALxJHhuqV0IMSRYWkDAAAE"
      + "kQIAAAAAAAAEQgAAAAAAAAAGAAABBAIAAAAAAAAAAAQoAAAAAAAAAAAAAAEBBgAAAAAAAACAAQAAAAAAAAAG"
      + "AAAAAAAAAIABAAAAAAAAAAQPAAAAAAAAAAAAAQEBBgAAAAAAAACAAgAAAAAAAAAGAAAAAAAAAIACAAAAAAAA"
      + "AAQeAAAAAAAAAAAAAgABBAEAAAAAAAAABAEAAAAAAAAABB8AAAAAAAAAAAADAAECAAAAAAAAAIAABgAAAAAA"
      + "AACABAAAAAAAAAACAAAAAAAAAIAAAwEBBAMAAAAAAAAAAAQVAAAAAAAAAAAAAHvYoMPMXU/U"
    try #require(Data(base64Encoded: earlier)).write(to: folder.appendingPathComponent("v2.tally"))
    let options = ["--rate", "q1=4|5", "--mean", "minutes", "--by", "area", "--nest"]
    let made = try runHaiLong(
      ["tally", "a.csv", "-o", "v3.tally"] + options + Self.design, directory: folder)
    #expect(made.status == 0, "\(made.errors)")
    let copied = try runHaiLong(["merge", "v2.tally", "-o", "copy.tally"], directory: folder)
    #expect(copied.status == 0, "\(copied.errors)")
    #expect(try decoded(path("copy.tally")) == decoded(path("v3.tally")))
    #expect(try decoded(path("v2.tally")) != decoded(path("v3.tally")))
    #expect(try answer([path("v2.tally")]) == answer([path("v3.tally")]))
  }
}
