/// One thing wrong in a definition file: place, cause and fix.
public struct DefinitionIssue: Sendable, Hashable, Codable, CustomStringConvertible {
  /// The file as given by the caller.
  public var file: String
  /// Line, from 1; 0 when the whole file is meant.
  public var line: Int
  /// Column in characters, from 1.
  public var column: Int
  /// Where in the definition (`questions[3].scale`).
  public var path: String
  /// What is wrong.
  public var message: String
  /// How to put it right.
  public var fix: String
  /// What is wrong, in Vietnamese.
  public var vietnameseMessage: String
  /// How to put it right, in Vietnamese.
  public var vietnameseFix: String

  /// `file:line:column: error: path: message` and the fix on a line of its own.
  public var description: String {
    let place = line > 0 ? "\(file):\(line):\(column)" : file
    let subject = path.isEmpty ? "" : "\(path): "
    return "\(place): error: \(subject)\(message)" + (fix.isEmpty ? "" : "\n  hint: \(fix)")
  }

  /// The description in Vietnamese.
  public var vietnamese: String {
    let place = line > 0 ? "\(file):\(line):\(column)" : file
    let subject = path.isEmpty ? "" : "\(path): "
    return "\(place): lỗi: \(subject)\(vietnameseMessage)"
      + (vietnameseFix.isEmpty ? "" : "\n  gợi ý: \(vietnameseFix)")
  }
}

/// A definition file (instrument, unit register) that cannot be used.
public struct DefinitionError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Everything found wrong, in file order, at most ``limit``.
  public var issues: [DefinitionIssue]
  /// How many issues are collected before reading stops.
  public static let limit = 50

  /// An error of several issues.
  public init(_ issues: [DefinitionIssue]) { self.issues = issues }

  /// An error of one issue.
  public init(
    file: String, line: Int = 0, column: Int = 0, path: String = "", message: String, fix: String,
    vi: String, viFix: String
  ) {
    issues = [
      DefinitionIssue(
        file: file, line: line, column: column, path: path, message: message, fix: fix,
        vietnameseMessage: vi, vietnameseFix: viFix)
    ]
  }

  /// One issue per paragraph.
  public var description: String { issues.map(\.description).joined(separator: "\n") }

  /// The description in Vietnamese.
  public var vietnamese: String { issues.map(\.vietnamese).joined(separator: "\n") }
}
