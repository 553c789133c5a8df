import Foundation
import TestSupport
import Testing

/// Every command that a document shows is run, on the files of the checkout.
@Suite("Commands in the documents")
struct DocumentationTests {
  private static let documents = ["README.md", "surveys/README.md", "docs/reading.md", "docs/weighting.md"]

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
    for command in try Self.commands(in: document) {
      let run = try runShell(command, directory: folder)
      #expect([0, 3, 4].contains(run.status), "\(document): \(command)\n\(run.errors)")
    }
  }

  @Test("The changelog names the program's version")
  func changelog() throws {
    let version = try runHaiLong(["--version"]).text.trimmingCharacters(in: .whitespacesAndNewlines)
    let text = try String(contentsOf: packageRoot.appendingPathComponent("CHANGELOG.md"), encoding: .utf8)
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
