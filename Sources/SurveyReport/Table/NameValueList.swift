/// Names with their values, one below the other; long values go on under themselves.
///
///     chủ trì   Sở Nội vụ
///     nhiệm vụ  Xây dựng và triển khai Kế hoạch kiểm tra
///               CCHC năm 2025
public struct NameValueList: Sendable {
  private var lines: [(name: String, value: String)] = []

  /// Starts an empty list.
  public init() {}

  /// Adds a line; without a value it is left out.
  ///
  /// A name that stands above already is not repeated.
  public mutating func add(_ name: String, _ value: String?) {
    if let value, !value.isEmpty { lines.append((name, value)) }
  }

  /// The list as text.
  ///
  /// - Parameter width: Cells of the terminal; `nil` leaves every value on one line.
  public func text(width: Int? = nil) -> String {
    let column = lines.map { DisplayWidth.of($0.name) }.max() ?? 0
    let indent = column + 4
    var previous: String?
    var text = ""
    for (name, value) in lines {
      let shown = name == previous ? "" : name
      previous = name
      let clean = TerminalText.sanitized(value)
      let parts = width.map { DisplayWidth.wrapped(clean, to: max(20, $0 - indent)) } ?? [clean]
      for (index, part) in parts.enumerated() {
        let head = index == 0 ? shown : ""
        let blanks = String(repeating: " ", count: column - DisplayWidth.of(head) + 2)
        text += "  \(head)\(blanks)\(part)\n"
      }
    }
    return text
  }
}
