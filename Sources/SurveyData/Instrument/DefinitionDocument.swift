import Yams

/// A definition file read as YAML, with what is needed to say where something is wrong.
///
/// Definition files are data from others. The size is limited, and anchors with aliases are
/// refused before anything is built from them, so that no file can make the reader expand without bound.
struct DefinitionDocument {
  let root: Node
  let file: String

  /// Largest definition file, in bytes.
  ///
  /// The largest built-in one has under 40 KB.
  static let maximumBytes = 1 << 20

  /// Reads a YAML document.
  init(yaml source: String, file: String) throws(DefinitionError) {
    var text = source
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    guard text.utf8.count <= Self.maximumBytes else {
      throw DefinitionError(
        file: file,
        message: "the file has \(text.utf8.count) bytes; at most \(Self.maximumBytes) are read",
        fix: "check that this is a definition and not a data file")
    }
    if let alias = Self.firstAlias(in: text) {
      throw DefinitionError(
        file: file, line: alias.line, column: alias.column,
        message: "the alias *\(alias.name) is not accepted",
        fix:
          "write the value out where it is needed; definitions do not use YAML anchors and aliases")
    }
    do {
      guard let root = try Yams.compose(yaml: text) else {
        throw DefinitionError(
          file: file, message: "the file is empty",
          fix: "begin with: schema: \(Instrument.schema)")
      }
      self.root = root
      self.file = file
    } catch let error as DefinitionError {
      throw error
    } catch {
      throw Self.syntaxError(error, file: file)
    }
  }

  private static func syntaxError(_ error: any Error, file: String) -> DefinitionError {
    let fix = "check indentation (blanks, no tabs) and quote texts that contain ': ' or ' #'"
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return DefinitionError(
        file: file, line: mark.line, column: mark.column, message: "not valid YAML: \(problem)",
        fix: fix)
    case .reader(let problem, _, _, _):
      return DefinitionError(
        file: file, message: "not valid YAML: \(problem)", fix: "save the file as UTF-8")
    case .duplicatedKeysInMapping(let keys, let context):
      return DefinitionError(
        file: file, line: context.mark.line, column: context.mark.column,
        message: "the key \(keys.joined(separator: ", ")) stands twice in one mapping",
        fix: "keep one of them")
    default:
      return DefinitionError(file: file, message: "not valid YAML: \(error)", fix: fix)
    }
  }

  /// The first alias whose anchor also stands in the text, found without parsing.
  static func firstAlias(in text: String) -> (name: String, line: Int, column: Int)? {
    guard text.utf8.contains(UInt8(ascii: "&")) else { return nil }
    var anchors: Set<String> = []
    var aliases: [(name: String, line: Int, column: Int)] = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      var previous: Character = " "
      var column = 0
      var rest = line[...]
      while let character = rest.first {
        column += 1
        rest = rest.dropFirst()
        defer { previous = character }
        guard character == "&" || character == "*", " \t[{,:-?".contains(previous) else { continue }
        let name = String(rest.prefix { !" \t\r,[]{}:".contains($0) })
        guard !name.isEmpty else { continue }
        if character == "&" {
          anchors.insert(name)
        } else {
          aliases.append((name, number + 1, column))
        }
      }
    }
    return aliases.first { anchors.contains($0.name) }
  }
}

/// Collects what is wrong while a definition is read, so that one run shows everything.
final class DefinitionReport {
  let file: String
  private(set) var issues: [DefinitionIssue] = []

  init(file: String) { self.file = file }

  /// Notes an issue at a node.
  func add(_ node: Node?, path: String, _ message: String, fix: String) {
    guard issues.count < DefinitionError.limit else { return }
    issues.append(
      DefinitionIssue(
        file: file, line: node?.mark?.line ?? 0, column: node?.mark?.column ?? 0, path: path,
        message: message, fix: fix))
  }

  /// Throws what was noted, in file order.
  func check() throws(DefinitionError) {
    guard !issues.isEmpty else { return }
    throw DefinitionError(issues.sorted { ($0.line, $0.column) < ($1.line, $1.column) })
  }
}
