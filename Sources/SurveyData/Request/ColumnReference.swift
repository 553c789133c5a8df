public import CSVIO

/// A column as a request names it: by the text of its header, or by position (`#12`).
public struct ColumnReference: Hashable, Sendable, CustomStringConvertible {
  /// The reference as written, without escapes.
  public let text: String
  /// Position from 0, when the text is `#` and a number.
  public let position: Int?

  /// Reads a reference; blanks around it do not count.
  public init(_ text: String) {
    let trimmed = text.trimmedBlanks
    self.text = trimmed
    if trimmed.first == "#", let number = Int(trimmed.dropFirst()), number > 0 {
      position = number - 1
    } else {
      position = nil
    }
  }

  /// The reference as written.
  public var description: String { text }

  /// Finds the column in a header.
  ///
  /// A name matches as it stands, else after folding; `#12` is a position unless a column is
  /// called so.
  /// - Throws: `RequestError` when no column, or more than one, has the name; it suggests the
  ///   nearest one.
  public func index(in header: [HeaderColumn], file: String) throws(RequestError) -> Int {
    let exact = header.filter { $0.name.trimmedBlanks == text }
    if exact.count == 1 { return exact[0].index }
    if exact.isEmpty, let position {
      guard position < header.count else {
        throw RequestError(
          .unusable, at: file, "there is no column \(text): the file has \(header.count) columns",
          vi: "không có cột \(text): tệp có \(header.count) cột")
      }
      return position
    }
    var matches = exact
    if matches.isEmpty {
      let wanted = FoldedText(text)
      if !wanted.isEmpty { matches = header.filter { FoldedText($0.name) == wanted } }
    }
    if matches.count == 1 { return matches[0].index }
    if matches.isEmpty {
      let nearest = NearestName.nearest(to: text, among: header.map(\.name))
      throw RequestError(
        .unusable, at: file, "there is no column \"\(text)\"",
        fix: nearest.map { "did you mean \"\($0)\"?" }
          ?? "the columns are " + Self.list(header.map(\.name)), vi: "không có cột \"\(text)\"",
        viFix: nearest.map { "có phải là \"\($0)\"?" } ?? "các cột là "
          + Self.list(header.map(\.name)))
    }
    let places = matches.map { "#\($0.index + 1)" }.joined(separator: ", ")
    throw RequestError(
      .unusable, at: file, "\(matches.count) columns are called \"\(text)\": \(places)",
      fix: "name the one you mean by its position, such as #\(matches[0].index + 1)",
      vi: "\(matches.count) cột cùng tên \"\(text)\": \(places)",
      viFix: "chỉ cột cần dùng bằng vị trí, như #\(matches[0].index + 1)")
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(12).map { "\"\($0)\"" }.joined(separator: ", ")
    return names.count > 12 ? shown + ", …" : shown
  }

  /// The name to show for the column: its header, or the reference where the header is empty.
  public func displayName(in header: [HeaderColumn], index: Int) -> String {
    let name = header[index].name.trimmedBlanks
    return name.isEmpty ? text : name
  }
}

extension StringProtocol {
  /// The text without blanks at either end.
  var trimmedBlanks: String {
    let isBlank: (Character) -> Bool = { $0.isWhitespace || $0 == "\u{FEFF}" }
    guard let first = firstIndex(where: { !isBlank($0) }),
      let last = lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(self[first...last])
  }
}
