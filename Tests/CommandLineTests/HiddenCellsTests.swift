import Foundation
import TestSupport
import Testing

/// A reader who knows every number that was printed, the sums that hold, and which of the withheld
/// cells are small, and who tries to work the small ones out.
struct CellAttack {
  /// Value of every cell, `nil` where it was withheld.
  var cells: [String: Int?] = [:]
  /// Withheld cells that are said to be small.
  var small: Set<String> = []
  /// Each sum: the total's cell or number, and its parts.
  var sums: [(total: String, parts: [String])] = []

  /// Small cells of which only one value fits all that is printed.
  func solved() -> [String] {
    let unknown = small.sorted()
    var possible: [String: Set<Int>] = [:]
    search(unknown[...], [:], &possible)
    return unknown.filter { (possible[$0] ?? []).count < 2 }
  }

  private func search(
    _ rest: ArraySlice<String>, _ fixed: [String: Int], _ possible: inout [String: Set<Int>]
  ) {
    guard let cell = rest.first else {
      if isFeasible(fixed) {
        for (name, value) in fixed { possible[name, default: []].insert(value) }
      }
      return
    }
    for value in 1...4 {
      search(rest.dropFirst(), fixed.merging([cell: value]) { $1 }, &possible)
    }
  }

  /// Whether the other withheld cells, each 5 or more, leave a solution: bounds are tightened by
  /// every sum until nothing moves.
  private func isFeasible(_ fixed: [String: Int]) -> Bool {
    var low: [String: Int] = [:]
    var high: [String: Int] = [:]
    for (name, value) in cells {
      low[name] = value ?? fixed[name] ?? 5
      high[name] = value ?? fixed[name] ?? 1_000_000
    }
    var moves = true
    while moves {
      moves = false
      for (total, parts) in sums {
        let lowest = parts.reduce(0) { $0 + (low[$1] ?? 0) }
        let highest = parts.reduce(0) { $0 + (high[$1] ?? 0) }
        func tighten(_ name: String, _ from: Int, _ to: Int) {
          if from > low[name] ?? 0 { (low[name], moves) = (from, true) }
          if to < high[name] ?? 0 { (high[name], moves) = (to, true) }
        }
        tighten(total, lowest, highest)
        for part in parts {
          tighten(
            part, (low[total] ?? 0) - (highest - (high[part] ?? 0)),
            (high[total] ?? 0) - (lowest - (low[part] ?? 0)))
        }
        if ([total] + parts).contains(where: { (low[$0] ?? 0) > (high[$0] ?? 0) }) { return false }
      }
    }
    return true
  }
}

@Suite("Withheld cells cannot be worked out of what is printed")
struct HiddenCellsTests {
  static let areas = ["Đất đai", "Xây dựng", "Đầu tư", "Hộ tịch"]
  static let units = ["Phường A", "Phường B", "Xã C"]

  /// Answers to one question, so that answers are people; some cells are small.
  final class Answers {
    let counts: [[Int]]
    let folder: URL
    var file: String { folder.appendingPathComponent("a.csv").path }
    var profile: String { folder.appendingPathComponent("own.yaml").path }
    var all: Int { counts.flatMap { $0 }.reduce(0, +) }

    init(seed: UInt64) throws {
      var random = RepeatableRandomNumberGenerator(seed: seed)
      counts = HiddenCellsTests.areas.map { _ in
        HiddenCellsTests.units.map { _ in
          switch Int.random(in: 0..<10, using: &random) {
          case 0: 0
          case 1...3: Int.random(in: 1...4, using: &random)
          case 4...5: Int.random(in: 5...9, using: &random)
          default: Int.random(in: 30...60, using: &random)
          }
        }
      }
      folder = try temporaryFolder()
      var text = "Lĩnh vực,Đơn vị,C7\n"
      for (area, row) in zip(HiddenCellsTests.areas, counts) {
        for (unit, count) in zip(HiddenCellsTests.units, row) {
          for index in 0..<count {
            text += "\(area),\(unit),\(index % 5 == 0 ? "Bình thường" : "Hài lòng")\n"
          }
        }
      }
      try Data(text.utf8).write(to: URL(fileURLWithPath: file))
      // No rule but the minimum cell, so that as much as possible is printed.
      try Data("schema: hailong.publication/1\nid: own\ntitle: Own\n".utf8).write(
        to: URL(fileURLWithPath: profile))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func area(_ name: String) -> Int {
      counts[HiddenCellsTests.areas.firstIndex(of: name) ?? 0].reduce(0, +)
    }

    func unit(_ name: String) -> Int {
      counts.reduce(0) { $0 + $1[HiddenCellsTests.units.firstIndex(of: name) ?? 0] }
    }
  }

  /// The tables of a Markdown text: rows of cells, the heading first.
  private func tables(_ text: String) -> [[[String]]] {
    var tables: [[[String]]] = []
    var current: [[String]] = []
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for line in lines + [""] {
      if line.hasPrefix("|") {
        let cells = line.dropFirst().dropLast().split(
          separator: "|", omittingEmptySubsequences: false
        ).map { $0.trimmingCharacters(in: .whitespaces).replacing("\\", with: "") }
        if !cells.allSatisfy({ $0.allSatisfy { "-: ".contains($0) } }) { current.append(cells) }
      } else if !current.isEmpty {
        tables.append(current)
        current = []
      }
    }
    return tables
  }

  /// Printed numbers of answers by the text of some columns; a withheld one is `nil`.
  private func printed(_ table: [[String]], _ labels: [String]) -> [String: Int?] {
    let heading = table[0]
    guard let count = heading.firstIndex(where: { $0 == "Số trả lời" || $0 == "Answers" }) else {
      return [:]
    }
    let places = labels.compactMap { heading.firstIndex(of: $0) }
    return Dictionary(
      table.dropFirst().map { row in
        (
          places.map { row[$0] }.joined(separator: "+"),
          Int(row[count].replacing(".", with: "").replacing(",", with: ""))
        )
      }, uniquingKeysWith: { first, _ in first })
  }

  @Test("neither by areas, indicators and units together", arguments: 0..<12 as Range<UInt64>)
  func compare(seed: UInt64) throws {
    let answers = try Answers(seed: seed)
    defer { try? FileManager.default.removeItem(at: answers.folder) }
    let run = try runHaiLong([
      "compare", answers.file, "--survey", "one-stop", "--plan", "can-tho-2025", "--by", "unit",
      "--publish", answers.profile, "--format", "markdown", "--lang", "vi",
    ])
    let tables = tables(run.text)
    #expect(tables.count == 4, "\(run.errors)")
    var attack = CellAttack()
    let part = Self.areas.prefix(3).reduce(0) { $0 + answers.area($1) }
    func add(_ name: String, _ printed: Int??, _ truth: Int) {
      let value = printed ?? nil
      if truth > 0 { attack.cells[name] = value }
      if truth == 0 { attack.cells[name] = 0 }
      #expect(value == nil || value == truth, "\(name)")
      if truth > 0, truth < 5 {
        #expect(value == nil, "\(name) has \(truth) people and is printed")
        attack.small.insert(name)
      }
    }
    let areas = printed(tables[0], ["Lĩnh vực"])
    for area in Self.areas { add(area, areas[area], answers.area(area)) }
    let indicators = printed(tables[1], ["Mục tiêu"])
    add("all", answers.all, answers.all)
    add("whole", indicators["≥ 90%"], answers.all)
    add("part", indicators["≥ 85%"], part)
    for (index, table) in tables[2...].enumerated() {
      let units = printed(table, ["Đơn vị"])
      for unit in Self.units {
        let truth =
          index == 0
          ? answers.unit(unit)
          : answers.counts.prefix(3).reduce(0) {
            $0 + $1[Self.units.firstIndex(of: unit) ?? 0]
          }
        add("\(index) \(unit)", units[unit], truth)
      }
    }
    attack.sums = [
      ("all", ["whole"]), ("whole", Self.areas), ("part", Array(Self.areas.prefix(3))),
      ("whole", Self.units.map { "0 \($0)" }), ("part", Self.units.map { "1 \($0)" }),
    ]
    #expect(attack.solved() == [], "\(answers.counts)\n\(run.text)")
  }

  @Test("nor from a table of two columns and its margins", arguments: 0..<12 as Range<UInt64>)
  func estimate(seed: UInt64) throws {
    let answers = try Answers(seed: seed + 100)
    defer { try? FileManager.default.removeItem(at: answers.folder) }
    func table(_ by: String, _ labels: [String]) throws -> [String: Int?] {
      let run = try runHaiLong([
        "estimate", answers.file, "--rate", "C7=Hài lòng", "--by", by, "--publish",
        answers.profile, "--format", "markdown", "--lang", "en",
      ])
      #expect(run.status == 0, "\(run.errors)")
      return printed(try #require(tables(run.text).first), labels)
    }
    let cells = try table("Lĩnh vực,Đơn vị", ["Lĩnh vực", "Đơn vị"])
    let areas = try table("Lĩnh vực", ["Lĩnh vực"])
    let units = try table("Đơn vị", ["Đơn vị"])
    var attack = CellAttack()
    func add(_ name: String, _ printed: Int??, _ truth: Int) {
      let value = printed ?? nil
      attack.cells[name] = truth == 0 ? 0 : value
      if truth > 0, truth < 5 {
        #expect(value == nil, "\(name) has \(truth) people and is printed")
        attack.small.insert(name)
      }
    }
    for (row, area) in Self.areas.enumerated() {
      add(area, areas[area], answers.area(area))
      for (column, unit) in Self.units.enumerated() {
        add("\(area)+\(unit)", cells["\(area)+\(unit)"], answers.counts[row][column])
      }
      attack.sums.append((area, Self.units.map { "\(area)+\($0)" }))
    }
    for unit in Self.units {
      add(unit, units[unit], answers.unit(unit))
      attack.sums.append((unit, Self.areas.map { area in "\(area)+\(unit)" }))
    }
    attack.cells["all"] = answers.all
    attack.sums += [("all", Self.areas), ("all", Self.units)]
    #expect(attack.solved() == [], "\(answers.counts)")
  }

  @Test("the attack works where only the small cells are withheld")
  func naive() {
    var attack = CellAttack()
    attack.cells = ["a": nil, "b": 40, "c": 57, "all": 100]
    attack.small = ["a"]
    attack.sums = [("all", ["a", "b", "c"])]
    #expect(attack.solved() == ["a"])
    attack.cells["b"] = nil as Int?
    #expect(attack.solved() == [])
  }

  @Test("the count of a withheld cell is in no format, nor in the store's scoreboard and report")
  func everyFormat() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("a.csv").path
    // Land: 3 people; investment: 79 people, withheld with it. 79 occurs nowhere else.
    var text = "Lĩnh vực,Đơn vị,C7,C8\n"
    for (area, unit, count) in [
      ("Đất đai", "Phường A", 3), ("Đầu tư", "Phường B", 79), ("Xây dựng", "Phường C", 88),
      ("Hộ tịch", "Phường C", 391),
    ] {
      for index in 0..<count {
        let answer = index % 7 == 0 ? "Bình thường" : "Hài lòng"
        text += "\(area),\(unit),\(answer),\(answer)\n"
      }
    }
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    let store = folder.appendingPathComponent("s.db").path
    let survey = ["--survey", "one-stop", "--plan", "can-tho-2025", "--by", "unit"]
    let feed = try runHaiLong(
      ["feed", file] + survey + ["--period", "2025-H1", "--store", store, "--lang", "vi"])
    #expect(feed.status == 0, "\(feed.errors)")
    var outputs: [(String, String)] = [("feed", feed.text)]
    for format in ["table", "json", "csv", "markdown"] {
      outputs.append(
        (
          "compare \(format)",
          try runHaiLong(["compare", file] + survey + ["--format", format, "--lang", "vi"]).text
        ))
      outputs.append(
        (
          "status \(format)",
          try runHaiLong([
            "plan", "status", "--plan", "can-tho-2025", "--period", "2025-H1", "--store", store,
            "--as-of", "2025-06-20", "--format", format, "--lang", "vi",
          ]).text
        ))
    }
    outputs.append(
      (
        "estimate",
        try runHaiLong(["estimate", file, "--survey", "one-stop", "--by", "area,unit"]).text
      ))
    for format in ["markdown", "html"] {
      outputs.append(
        (
          "report \(format)",
          try runHaiLong([
            "report", "--store", store, "--plan", "can-tho-2025", "--period", "2025-H1", "--as-of",
            "2025-06-20", "--format", format, "--lang", "vi",
          ]).text
        ))
    }
    outputs.append(
      (
        "export csv",
        try runHaiLong(["plan", "export", "--store", store, "--format", "csv"]).text
      ))
    // Two questions: 158 answers of the 79. Neither number can be part of a time of day.
    for (name, output) in outputs {
      #expect(!output.isEmpty, "\(name)")
      // The drawing of a page has coordinates, and digests have digits; only the text is read.
      // So do the names of temporary folders.
      let text = output.replacing(folder.path, with: "").replacing(
        folder.lastPathComponent, with: ""
      ).replacing(
        /<style>[\s\S]*?<\/style>|<[^>]*>|[0-9a-f]{12,}/, with: " ")
      let numbers = Set(
        text.split { !$0.isNumber && $0 != "." && $0 != "," }.map(String.init))
      for number in ["79", "158"] {
        #expect(!numbers.contains(number), "\(name) prints \(number)")
      }
    }
  }
}
