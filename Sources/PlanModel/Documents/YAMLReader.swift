internal import Yams

/// Reads a YAML document into nodes, within limits that no input can talk its way around.
///
/// Aliases are refused: a plan needs none, and a chain of them can stand for more memory than there
/// is. Size and depth are limited before the parser sees the text, because it recurses.
enum YAMLReader {
  /// A plan of several hundred indicators is about 0.2 MB.
  static let maximumBytes = 8 << 20
  static let maximumDepth = 100

  static func read(_ text: String, file: String) throws(PlanError) -> DocumentNode {
    try checkLimits(text, file: file)
    let root: Node?
    do {
      // The basic resolver leaves scalars as text; typing is the decoder's, and it is faster.
      root = try Parser(
        yaml: text, resolver: .basic, constructor: .default, encoding: .utf8
      ).singleRoot()
    } catch let error as YamlError {
      throw planError(error, file: file)
    } catch {
      throw PlanError(.syntax, at: SourcePlace(file: file, line: 1, column: 1), cause: "\(error)")
    }
    guard let root else {
      throw PlanError(
        .syntax, at: SourcePlace(file: file, line: 1, column: 1), cause: "the file is empty",
        fix: "a definition starts with a line such as `schema: hailong.plan/1`")
    }
    return try convert(root, file: file)
  }

  private static func convert(_ node: Node, file: String) throws(PlanError) -> DocumentNode {
    let mark = node.mark
    let place = SourcePlace(file: file, line: mark?.line ?? 1, column: mark?.column ?? 1)
    switch node {
    case .scalar(let scalar):
      return DocumentNode(
        content: .scalar(scalar.string, isPlain: scalar.style == .plain), place: place)
    case .sequence(let sequence):
      var items: [DocumentNode] = []
      for item in sequence { items.append(try convert(item, file: file)) }
      return DocumentNode(content: .sequence(items), place: place)
    case .mapping(let mapping):
      var entries: [DocumentNode.Entry] = []
      for (key, value) in mapping {
        let keyNode = try convert(key, file: file)
        guard case .scalar(let name, _) = keyNode.content else {
          throw PlanError(
            .syntax, at: keyNode.place,
            cause: "a key must be a single word, not \(keyNode.kindName)")
        }
        entries.append(
          .init(key: name, place: keyNode.place, value: try convert(value, file: file)))
      }
      return DocumentNode(content: .mapping(entries), place: place)
    case .alias:
      throw aliasError(at: place)
    }
  }

  private static func aliasError(at place: SourcePlace) -> PlanError {
    PlanError(
      .syntax, at: place, cause: "YAML anchors and aliases are not read",
      fix: "write the value out where it is used")
  }

  private static func planError(_ error: YamlError, file: String) -> PlanError {
    func at(_ line: Int, _ column: Int) -> SourcePlace {
      SourcePlace(file: file, line: max(1, line), column: max(1, column))
    }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return PlanError(
        .syntax, at: at(mark.line, mark.column), cause: problem,
        fix: "texts that contain `: `, ` #` or start with a mark such as `-` or `%` need quotes")
    case .reader(let problem, let offset, _, let yaml):
      let before = yaml.prefix(offset ?? 0)
      let line = before.unicodeScalars.count { $0 == "\n" } + 1
      let column = before.unicodeScalars.reversed().prefix { $0 != "\n" }.count + 1
      return PlanError(.syntax, at: at(line, column), cause: problem)
    case .duplicatedKeysInMapping(let duplicates, let context):
      return PlanError(
        .duplicate, at: at(context.mark.line, context.mark.column),
        cause: "the key `\(duplicates.first ?? "")` occurs twice in one group",
        fix: "keep one of them")
    default:
      return PlanError(.syntax, at: at(1, 1), cause: "the file is no readable YAML")
    }
  }

  /// Refuses what would exhaust the parser: size, depth of nesting, and aliases.
  ///
  /// The depth is counted without regard to quotes, so it is an upper bound.
  private static func checkLimits(_ text: String, file: String) throws(PlanError) {
    var scan = LimitScan()
    for byte in text.utf8 {
      scan.take(byte)
      if scan.bytes > maximumBytes {
        throw PlanError(
          .syntax, at: SourcePlace(file: file, line: scan.line, column: 1),
          cause: "the file is larger than \(maximumBytes >> 20) MB",
          fix: "a definition is a small text file; was a data file given instead?")
      }
      if scan.depth > maximumDepth || scan.indent > 2 * maximumDepth {
        throw PlanError(
          .syntax, at: SourcePlace(file: file, line: scan.line, column: 1),
          cause: "the text is nested more than \(maximumDepth) levels deep")
      }
    }
    if let name = scan.sharedName() {
      throw aliasError(at: SourcePlace(file: file, line: name, column: 1))
    }
  }
}

/// One pass over the bytes of a YAML text that bounds what the parser will have to do.
private struct LimitScan {
  var bytes = 0
  var line = 1
  var depth = 0
  /// Blanks and block indicators at the start of the line.
  var indent = 0
  private var isAtLineStart = true
  private var previous: UInt8 = 0x0A
  private var name: [UInt8]?
  private var nameIsAlias = false
  private var anchors: Set<[UInt8]> = []
  private var aliases: [(name: [UInt8], line: Int)] = []

  mutating func take(_ byte: UInt8) {
    bytes += 1
    if var current = name {
      if Self.isNameByte(byte), current.count < 64 {
        current.append(byte)
        name = current
      } else {
        endName()
      }
    }
    switch byte {
    case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
    case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
    case UInt8(ascii: "&"), UInt8(ascii: "*"):
      if Self.startsToken(after: previous) {
        name = []
        nameIsAlias = byte == UInt8(ascii: "*")
      }
    default: break
    }
    if byte == 0x0A {
      line += 1
      isAtLineStart = true
      indent = 0
    } else if isAtLineStart {
      if byte == 0x20 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "?")
        || byte == UInt8(ascii: ":")
      {
        indent += 1
      } else {
        isAtLineStart = false
        indent = 0
      }
    }
    previous = byte
  }

  /// The line of the first alias whose anchor stands in the text too.
  mutating func sharedName() -> Int? {
    endName()
    return aliases.first { anchors.contains($0.name) }?.line
  }

  private mutating func endName() {
    if let name, !name.isEmpty {
      if nameIsAlias { aliases.append((name, line)) } else { anchors.insert(name) }
    }
    name = nil
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "-"), 0x80...0xFF:
      true
    default: false
    }
  }

  private static func startsToken(after byte: UInt8) -> Bool {
    switch byte {
    case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","),
      UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "?"):
      true
    default: false
    }
  }
}
