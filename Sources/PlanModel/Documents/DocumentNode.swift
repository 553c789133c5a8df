/// One node of a YAML or JSON document with the place where it stands.
///
/// Both formats are read into the same nodes, so one decoder serves them and errors name the line.
struct DocumentNode: Sendable {
  struct Entry: Sendable {
    var key: String
    var place: SourcePlace
    var value: DocumentNode
  }

  enum Content: Sendable {
    /// A scalar; `isPlain` when it was written without quotes.
    case scalar(String, isPlain: Bool)
    case sequence([DocumentNode])
    case mapping([Entry])
  }

  var content: Content
  var place: SourcePlace

  /// Whether the node is the null of YAML 1.1 or JSON.
  var isNull: Bool {
    if case .scalar(let text, isPlain: true) = content {
      return text.isEmpty || text == "null" || text == "~" || text == "Null" || text == "NULL"
    }
    return false
  }

  /// What the node is, in the words of an error message.
  var kindName: String {
    switch content {
    case .scalar: isNull ? "null" : "a single value"
    case .sequence: "a list"
    case .mapping: "a group of keys"
    }
  }
}

/// A place in a file, counted from 1; column counts Unicode scalars.
public struct SourcePlace: Hashable, Sendable {
  /// Name of the file as the caller gave it.
  public var file: String
  /// Line, from 1.
  public var line: Int
  /// Column, from 1.
  public var column: Int

  /// Names a place.
  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }
}
