internal import Yams

/// Why a definition file cannot be read at all: place, cause and fix.
package struct DefinitionSyntaxError: Error, Hashable, Sendable {
  /// Where it is.
  package var place: SourcePlace
  /// What is wrong, in one sentence without a final full stop.
  package var cause: String
  /// What to do about it; nil when the cause says it all.
  package var fix: String?
  /// What is wrong, in Vietnamese.
  package var vietnameseCause: String
  /// What to do about it, in Vietnamese.
  package var vietnameseFix: String?
  /// Whether a key occurs twice in one group.
  package var isDuplicateKey: Bool

  init(
    _ place: SourcePlace, _ cause: String, fix: String? = nil, isDuplicateKey: Bool = false,
    vi: String, viFix: String? = nil
  ) {
    assert((fix == nil) == (viFix == nil), "a hint is said in both languages or in none")
    self.place = place
    self.cause = cause
    self.fix = fix
    vietnameseCause = vi
    vietnameseFix = viFix
    self.isDuplicateKey = isDuplicateKey
  }
}

/// Reads a YAML document into nodes, within limits that no input can talk its way around.
///
/// Aliases are refused: a definition needs none, and a chain of them can stand for more memory than there
/// is. Size and depth are limited before the parser sees the text, because it recurses.
package enum YAMLReader {
  /// Largest file that is read; a plan of several hundred indicators is about 0.2 MB.
  package static let maximumBytes = 8 << 20
  static let maximumDepth = 100

  /// Reads the one document of a file.
  ///
  /// - Parameters:
  ///   - source: The file's content, UTF-8 decoded; a byte order mark is passed over.
  ///   - file: Its name, for messages.
  ///   - schema: The schema word that such a file begins with, for the message on an empty file.
  package static func read(
    _ source: String, file: String, schema: String
  ) throws(DefinitionSyntaxError) -> DocumentNode {
    var text = source
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    try checkLimits(text, file: file)
    let root: Node?
    do {
      // The basic resolver leaves scalars as text; typing is the decoder's, and it is faster.
      root = try Parser(
        yaml: text, resolver: .basic, constructor: .default, encoding: .utf8
      ).singleRoot()
    } catch let error as YamlError {
      throw syntaxError(error, file: file)
    } catch {
      throw DefinitionSyntaxError(
        SourcePlace(file: file, line: 1, column: 1), "\(error)",
        vi: "không đọc được tệp YAML: \(error)")
    }
    guard let root else {
      throw DefinitionSyntaxError(
        SourcePlace(file: file, line: 1, column: 1), "the file is empty",
        fix: "its first line is `schema: \(schema)`", vi: "tệp rỗng",
        viFix: "dòng đầu của tệp là `schema: \(schema)`")
    }
    return try convert(root, file: file)
  }

  private static func convert(_ node: Node, file: String) throws(DefinitionSyntaxError)
    -> DocumentNode
  {
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
          throw DefinitionSyntaxError(
            keyNode.place, "a key must be a single word, not \(keyNode.kindName)",
            vi: "khóa phải là một từ đơn, không phải \(keyNode.vietnameseKindName)")
        }
        entries.append(
          .init(key: name, place: keyNode.place, value: try convert(value, file: file)))
      }
      return DocumentNode(content: .mapping(entries), place: place)
    case .alias:
      throw aliasError(at: place)
    }
  }

  private static func aliasError(at place: SourcePlace) -> DefinitionSyntaxError {
    DefinitionSyntaxError(
      place, "YAML anchors and aliases are not read",
      fix: "write the value out where it is used",
      vi: "không đọc neo và bí danh (anchor, alias) của YAML",
      viFix: "viết hẳn giá trị ra ở chỗ dùng")
  }

  private static func syntaxError(_ error: YamlError, file: String) -> DefinitionSyntaxError {
    func at(_ line: Int, _ column: Int) -> SourcePlace {
      SourcePlace(file: file, line: max(1, line), column: max(1, column))
    }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return DefinitionSyntaxError(
        at(mark.line, mark.column), "not valid YAML: \(problem)",
        fix:
          "check the indentation (blanks, no tabs); texts that contain `: `, ` #` or start with a mark"
          + " such as `-` or `%` need quotes", vi: "YAML không hợp lệ: \(problem)",
        viFix:
          "kiểm tra thụt dòng (dùng dấu cách, không dùng tab); chữ có `: `, ` #` hoặc bắt đầu bằng dấu như `-`, `%` cần đặt trong ngoặc kép"
      )
    case .reader(let problem, let offset, _, let yaml):
      let before = yaml.prefix(offset ?? 0)
      let line = before.unicodeScalars.count { $0 == "\n" } + 1
      let column = before.unicodeScalars.reversed().prefix { $0 != "\n" }.count + 1
      return DefinitionSyntaxError(
        at(line, column), "not valid YAML: \(problem)", fix: "save the file as UTF-8 text",
        vi: "YAML không hợp lệ: \(problem)", viFix: "lưu tệp thành văn bản UTF-8")
    case .duplicatedKeysInMapping(let duplicates, let context):
      return DefinitionSyntaxError(
        at(context.mark.line, context.mark.column),
        "the key `\(duplicates.first ?? "")` occurs twice in one group", fix: "keep one of them",
        isDuplicateKey: true, vi: "khóa `\(duplicates.first ?? "")` có hai lần trong một nhóm",
        viFix: "chỉ giữ một")
    default:
      return DefinitionSyntaxError(
        at(1, 1), "the file is no readable YAML", vi: "tệp không phải YAML đọc được")
    }
  }

  /// Refuses what would exhaust the parser: size, depth of nesting, and aliases.
  ///
  /// The depth is counted without regard to quotes, so it is an upper bound.
  private static func checkLimits(_ text: String, file: String) throws(DefinitionSyntaxError) {
    var scan = LimitScan()
    for byte in text.utf8 {
      scan.take(byte)
      if scan.bytes > maximumBytes {
        throw DefinitionSyntaxError(
          SourcePlace(file: file, line: scan.line, column: 1),
          "the file is larger than \(maximumBytes >> 20) MB",
          fix: "a definition is a small text file; was a data file given instead?",
          vi: "tệp lớn hơn \(maximumBytes >> 20) MB",
          viFix: "tệp định nghĩa là tệp chữ nhỏ; có phải đã ghi nhầm tệp số liệu?")
      }
      if scan.depth > maximumDepth || scan.indent > 2 * maximumDepth {
        throw DefinitionSyntaxError(
          SourcePlace(file: file, line: scan.line, column: 1),
          "the text is nested more than \(maximumDepth) levels deep",
          vi: "các nhóm lồng nhau quá \(maximumDepth) tầng")
      }
    }
    if let alias = scan.sharedName() {
      throw aliasError(at: SourcePlace(file: file, line: alias.line, column: alias.column))
    }
  }
}
