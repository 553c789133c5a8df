internal import Definitions

/// Collects what is wrong while a definition is read, so that one run shows everything.
final class DefinitionReport {
  let file: String
  private(set) var issues: [DefinitionIssue] = []

  init(file: String) { self.file = file }

  /// The top of a definition file, or why it cannot be read.
  static func root(yaml text: String, file: String) throws(DefinitionError) -> DocumentNode {
    do {
      return try YAMLReader.read(text, file: file, schema: Instrument.schema)
    } catch {
      throw DefinitionError(
        file: file, line: error.place.line, column: error.place.column, message: error.cause,
        fix: error.fix ?? "", vi: error.vietnameseCause, viFix: error.vietnameseFix ?? "")
    }
  }

  /// Notes an issue at a node.
  func add(
    _ node: DocumentNode?, path: String, _ message: String, fix: String, vi: String, viFix: String
  ) {
    add(at: node?.place, path: path, message, fix: fix, vi: vi, viFix: viFix)
  }

  /// Notes an issue at a place; the whole file is meant without one.
  func add(
    at place: SourcePlace?, path: String, _ message: String, fix: String, vi: String, viFix: String
  ) {
    guard issues.count < DefinitionError.limit else { return }
    issues.append(
      DefinitionIssue(
        file: file, line: place?.line ?? 0, column: place?.column ?? 0, path: path,
        message: message, fix: fix, vietnameseMessage: vi, vietnameseFix: viFix))
  }

  /// Throws what was noted, in file order.
  func check() throws(DefinitionError) {
    guard !issues.isEmpty else { return }
    throw DefinitionError(issues.sorted { ($0.line, $0.column) < ($1.line, $1.column) })
  }
}
