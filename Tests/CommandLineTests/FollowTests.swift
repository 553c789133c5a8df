import Foundation
import TestSupport
import Testing

/// `feed --follow`: a folder to which files are added.
@Suite("Following a folder")
final class FollowTests {
  private let folder: URL

  init() throws {
    folder = try temporaryFolder()
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("inbox"), withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// A day of ratings: ids from `first` on.
  private func day(_ number: Int, first: Int? = nil, count: Int = 60, shift: Int = 0) -> String {
    var random = RepeatableRandomNumberGenerator(seed: UInt64(number))
    var lines = ["Mã phiếu,Lĩnh vực,Đơn vị,C1,C2,C3,C7,C9"]
    for row in 0..<count {
      let answers = (0..<5).map { _ in
        ["1", "3", "4", "5", "5", ""].randomElement(using: &random) ?? ""
      }
      let area = ["Đất đai", "Xây dựng", "Đầu tư", "Hộ tịch"].randomElement(using: &random) ?? ""
      let unit = ["Phường A", "Phường B"].randomElement(using: &random) ?? ""
      lines.append(
        "D\((first ?? number * 1000) + row),\(area),\(unit)," + answers.joined(separator: ","))
    }
    if shift > 0 { lines[1] += " " }
    return lines.joined(separator: "\n") + "\n"
  }

  private func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path("inbox/\(name)")))
  }

  private static let options = [
    "--survey", "one-stop", "--plan", "can-tho-2025", "--period", "2025-05", "--by", "unit",
    "--format", "json",
  ]

  private func follow(_ more: [String] = ["--settle", "0"]) throws -> CommandResult {
    try runHaiLong(
      ["feed", "--follow", path("inbox"), "--store", path("store.sqlite")] + Self.options + more)
  }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private func outcomes(_ run: CommandResult) throws -> [String: String] {
    let files = try #require(try object(run.text)["files"] as? [[String: Any]])
    return Dictionary(
      uniqueKeysWithValues: files.compactMap { file in
        (file["name"] as? String).flatMap { name in
          (file["outcome"] as? String).map { (name, $0) }
        }
      })
  }

  /// The verdicts of `feed` on files named one by one, in another store.
  private func oneShot(_ names: [String]) throws -> String {
    let store = path("one-\(UUID().uuidString).sqlite")
    let run = try runHaiLong(
      ["feed"] + names.map { path("inbox/\($0)") } + ["--store", store] + Self.options)
    #expect(run.status == 0, "\(run.errors)")
    return try verdicts(run)
  }

  private func verdicts(_ run: CommandResult) throws -> String { try verdicts(run.text) }

  private func verdicts(_ text: String) throws -> String {
    func strip(_ value: Any) -> Any {
      if let object = value as? [String: Any] {
        return object.filter { $0.key != "source" }.mapValues(strip)
      }
      if let list = value as? [Any] { return list.map(strip) }
      return value
    }
    let value = strip(try #require(try object(text)["verdicts"]))
    return String(
      decoding: try JSONSerialization.data(withJSONObject: value, options: .sortedKeys),
      as: UTF8.self)
  }

  @Test("only new files are read, and the month is the answer of all files at once")
  func monthOfDays() throws {
    for number in 1...3 { try write("2025-05-0\(number).csv", day(number)) }
    let first = try follow()
    #expect(first.status == 0, "\(first.errors)")
    #expect(try Set(outcomes(first).values) == ["added"])
    #expect(
      try verdicts(first) == oneShot(["2025-05-01.csv", "2025-05-02.csv", "2025-05-03.csv"]))
    // Nothing has come: nothing is read, nothing is recorded.
    let again = try follow()
    #expect(try outcomes(again).isEmpty)
    #expect(try object(again.text)["added"] as? Int == 0)
    #expect(try object(again.text)["revised"] as? Int == 0)
    // The first day is moved away after it was read; the fourth comes, with answers of the third.
    try FileManager.default.moveItem(atPath: path("inbox/2025-05-01.csv"), toPath: path("done.csv"))
    try write("2025-05-04.csv", day(4, first: 3050))
    let later = try follow()
    #expect(later.status == 0, "\(later.errors)")
    #expect(try outcomes(later) == ["2025-05-04.csv": "added"])
    #expect(later.errors.contains("50 accepted, 10 rejected"))
    try FileManager.default.moveItem(atPath: path("done.csv"), toPath: path("inbox/2025-05-01.csv"))
    #expect(try verdicts(later) == oneShot((1...4).map { "2025-05-0\($0).csv" }))
    #expect(try (object(later.text)["revised"] as? Int ?? 0) > 0)
  }

  @Test("a file that cannot be used is reported and stops no other; the status says so")
  func badFile() throws {
    try write("a.csv", day(1))
    try write("b.csv", "this is no survey\n1\n")
    try write("c.csv", day(2))
    let run = try follow()
    #expect(run.status == 65)
    #expect(try outcomes(run) == ["a.csv": "added", "b.csv": "failed", "c.csv": "added"])
    #expect(run.errors.contains("b.csv:1: error"))
    #expect(try verdicts(run) == oneShot(["a.csv", "c.csv"]))
    // It is reported every time until it is mended or taken away.
    #expect(try follow().status == 65)
    try write("b.csv", day(3))
    let mended = try follow()
    #expect(mended.status == 0)
    #expect(try verdicts(mended) == oneShot(["a.csv", "b.csv", "c.csv"]))
  }

  @Test("a corrected file takes the place of the one before, under its name, and makes a revision")
  func correction() throws {
    try write("a.csv", day(1))
    try write("b.csv", day(2))
    #expect(try follow().status == 0)
    try write("b.csv", day(7, first: 2000, count: 55))
    let run = try follow()
    #expect(try outcomes(run) == ["b.csv": "replaced"])
    #expect(run.errors.contains("in place of what this name held before"))
    #expect(try (object(run.text)["revised"] as? Int ?? 0) > 0)
    #expect(try verdicts(run) == oneShot(["a.csv", "b.csv"]))
    // A correction that cannot be used leaves what was.
    try write("b.csv", "???\n")
    let bad = try follow()
    #expect(bad.status == 65)
    #expect(try verdicts(bad) == verdicts(run))
    // What comes back is known.
    try write("b.csv", day(2))
    let back = try follow()
    #expect(try outcomes(back) == ["b.csv": "replaced"])
    #expect(try verdicts(back) == oneShot(["a.csv", "b.csv"]))
  }

  @Test("copies, links, files being copied and files just changed are no files of the survey")
  func otherFiles() throws {
    try write("a.csv", day(1))
    try write("copy of a.csv", day(1))
    try write("b.csv.part", day(2))
    try write(".c.csv", day(3))
    try write("notes.md", "notes\n")
    try FileManager.default.createSymbolicLink(
      atPath: path("inbox/link.csv"), withDestinationPath: "/etc/hostname")
    let run = try follow()
    #expect(run.status == 0, "\(run.errors)")
    #expect(
      try outcomes(run) == [
        "a.csv": "added", "copy of a.csv": "sameContent", "link.csv": "notAFile",
      ])
    try write("d.csv", day(4))
    let soon = try follow(["--settle", "3600"])
    #expect(soon.status == 0)
    #expect(try outcomes(soon)["d.csv"] == "changing")
    #expect(try verdicts(soon) == verdicts(run))
  }

  @Test("another definition reads the files again, and refuses when they are gone")
  func otherDefinition() throws {
    try write("a.csv", day(1))
    try write("b.csv", day(2))
    #expect(try follow().status == 0)
    let measure = ["--settle", "0", "--measure", "all-satisfied"]
    let other = try follow(measure)
    #expect(other.status == 0, "\(other.errors)")
    #expect(try outcomes(other) == ["a.csv": "added", "b.csv": "added"])
    try FileManager.default.removeItem(atPath: path("inbox/a.csv"))
    #expect(try follow(["--settle", "0", "--measure", "mean-of-elements"]).status == 65)
    // The definition before still knows both.
    #expect(try follow().status == 0)
  }

  /// Waits until a followed folder has come to something; a minute at most.
  private func wait(for condition: () throws -> Bool) async throws {
    for _ in 0..<1200 {
      if try condition() { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    Issue.record("nothing came within a minute")
  }

  @Test("--poll looks again, takes what has come, tells a problem once and gets over it")
  func polling() async throws {
    try write("a.csv", day(1))
    let command = try startHaiLong(
      ["feed", "--follow", path("inbox"), "--store", path("store.sqlite")] + Self.options
        + ["--settle", "0", "--poll", "0.1"])
    func looks() throws -> Int {
      String(decoding: try command.written.output, as: UTF8.self).components(separatedBy: "\n}\n")
        .count - 1
    }
    try await wait { try looks() == 1 }
    // A file comes under its name only when it is whole.
    try write("b.csv.part", day(2))
    try write("c.csv", "no survey\n1\n")
    try await wait { try command.written.errors.contains("c.csv:1: error") }
    try FileManager.default.moveItem(
      atPath: path("inbox/b.csv.part"), toPath: path("inbox/b.csv"))
    try await wait { try looks() == 2 }
    try await Task.sleep(for: .milliseconds(500))
    #expect(command.isRunning)
    #expect(try command.written.errors.components(separatedBy: "no column fits").count == 2)
    try write("c.csv", day(3))
    try await wait { try looks() == 3 }
    let end = try command.kill()
    #expect(end.status != 0)
    let last = String(decoding: end.output, as: UTF8.self).components(separatedBy: "\n}\n")[2]
    #expect(try verdicts(last + "\n}") == oneShot(["a.csv", "b.csv", "c.csv"]))
    // The store was left whole, and nothing is new.
    let again = try follow()
    #expect(again.status == 0, "\(again.errors)")
    #expect(try outcomes(again).isEmpty)
    #expect(try object(again.text)["added"] as? Int == 0)
    #expect(try object(again.text)["revised"] as? Int == 0)
  }

  @Test("an empty folder, a missing one, and files beside the folder")
  func usage() throws {
    let empty = try follow()
    #expect(empty.status == 0)
    #expect(empty.errors.contains("no response counts yet"))
    let missing = try runHaiLong(
      ["feed", "--follow", path("nowhere"), "--store", path("s.sqlite")] + Self.options)
    #expect(missing.status == 66)
    #expect(try follow([path("inbox/x.csv")]).status == 64)
    #expect(try runHaiLong(["feed", "--store", path("s.sqlite")] + Self.options).status == 64)
  }
}
