import Foundation
import TestSupport
import Testing

/// Every command that a document shows is run, on the files of the checkout.
@Suite("Commands in the documents")
struct DocumentationTests {
  private static let documents = [
    "README.md", "surveys/README.md", "docs/reading.md", "docs/weighting.md", "docs/scale.md",
  ]

  /// The `hailong` commands of the `sh` blocks of a document, continued lines joined.
  private static func commands(in document: String) throws -> [String] {
    let text = try String(
      contentsOf: packageRoot.appendingPathComponent(document), encoding: .utf8
    ).replacingOccurrences(of: "\\\n", with: " ")
    var commands: [String] = []
    var isShell = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isShell = line == "```sh"
      } else if isShell, line.hasPrefix("hailong ") {
        commands.append(String(line))
      }
    }
    return commands
  }

  @Test("README has commands to run")
  func readmeHasCommands() throws {
    #expect(try Self.commands(in: "README.md").count >= 5)
  }

  @Test("They run", arguments: documents)
  func run(document: String) throws {
    guard FileManager.default.fileExists(atPath: packageRoot.appendingPathComponent(document).path)
    else {
      Issue.record("\(document) is not there")
      return
    }
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["surveys", "docs"] {
      try FileManager.default.createSymbolicLink(
        at: folder.appendingPathComponent(name),
        withDestinationURL: packageRoot.appendingPathComponent(name))
    }
    try writeExamples(in: folder)
    for command in try Self.commands(in: document) {
      let run = try runShell(command, directory: folder)
      #expect([0, 3, 4].contains(run.status), "\(document): \(command)\n\(run.errors)")
    }
  }

  /// The files that the examples of docs/weighting.md speak of: a sample of 400, its census, a frame.
  private func writeExamples(in folder: URL) throws {
    func write(_ name: String, _ lines: [String]) throws {
      try Data((lines.joined(separator: "\n") + "\n").utf8)
        .write(to: folder.appendingPathComponent(name))
    }
    var random = RepeatableRandomNumberGenerator(seed: 11)
    let ages = ["18-39", "40-59", "60+"]
    try write(
      "answers.csv",
      ["weight,sex,age,district,office,q1"]
        + (0..<400).map { row in
          "\(Int.random(in: 200...400, using: &random)),\(row % 2 == 0 ? "nữ" : "nam"),"
            + "\(ages[Int.random(in: 0..<3, using: &random)]),D\(row % 4),O\(row % 40),"
            + "\(Int.random(in: 1...5, using: &random))"
        })
    try write(
      "census.csv",
      [
        "variable,category,total", "sex,nữ,61200", "sex,nam,58800", "age,18-39,52000",
        "age,40-59,44000", "age,60+,24000",
      ])
    try write(
      "districts.csv",
      ["stratum,population", "D0,40000", "D1,30000", "D2,30000", "D3,20000"])
    try write(
      "offices.csv",
      ["office,district"] + (0..<4000).map { "O\($0),D\($0 % 4)" })
  }

  @Test("The changelog names the program's version")
  func changelog() throws {
    let version = try runHaiLong(["--version"]).text.trimmingCharacters(in: .whitespacesAndNewlines)
    let text = try String(
      contentsOf: packageRoot.appendingPathComponent("CHANGELOG.md"), encoding: .utf8)
    #expect(text.contains("## [\(version)]"))
  }

  @Test("Nothing below the command line prints, exits, or reads the environment or the clock")
  func librariesAreQuiet() throws {
    let sources = packageRoot.appendingPathComponent("Sources")
    let files = try #require(FileManager.default.enumerator(atPath: sources.path))
    let forbidden = ["print(", "exit(", "ProcessInfo.", "Date()", "Date.now", "fatalError("]
    for case let file as String in files
    where file.hasSuffix(".swift") && !file.hasPrefix("hailong/") {
      let text = try String(contentsOf: sources.appendingPathComponent(file), encoding: .utf8)
      for line in text.split(separator: "\n") where !line.contains("///") && !line.contains("// ") {
        for word in forbidden where line.contains(" \(word)") || line.contains("(\(word)") {
          Issue.record("\(file): \(word) in: \(line)")
        }
      }
    }
  }
}
