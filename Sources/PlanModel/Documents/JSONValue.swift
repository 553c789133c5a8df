/// A JSON value whose objects keep their order, so that output is the same on every machine.
public enum JSONValue: Hashable, Sendable {
  /// The JSON literal null.
  case null
  /// A truth value.
  case bool(Bool)
  /// A whole number.
  case integer(Int)
  /// A number; one that is not finite is written as null.
  case number(Double)
  /// A text.
  case string(String)
  /// A list.
  case array([JSONValue])
  /// An object, in the order in which it is written.
  case object([Member])

  /// One key of an object with its value.
  public struct Member: Hashable, Sendable {
    /// The key.
    public var key: String
    /// What stands under it.
    public var value: JSONValue

    /// Pairs a key with a value.
    public init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// A text, or null when there is none.
  public static func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }

  /// A number, or null when there is none or it is not finite.
  public static func real(_ number: Double?) -> JSONValue { number.map(JSONValue.number) ?? .null }

  /// A whole number, or null when there is none.
  public static func count(_ number: Int?) -> JSONValue { number.map(JSONValue.integer) ?? .null }

  /// A list of texts.
  public static func texts(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }

  /// The value under `key`; `nil` when this is no object or has no such key.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The value written as JSON.
  ///
  /// Numbers read back to the same double. Lists of plain values stay on one line.
  ///
  /// - Parameter indented: Whether objects are spread over lines, two blanks a level.
  public func serialized(indented: Bool = true) -> String {
    var text = ""
    write(to: &text, level: indented ? 0 : nil)
    return text
  }

  private var isPlain: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }

  private func write(to text: inout String, level: Int?) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value): text += value.isFinite ? "\(value)" : "null"
    case .string(let value): Self.quote(value, to: &text)
    case .array(let values):
      let inner = values.allSatisfy(\.isPlain) ? nil : level.map { $0 + 1 }
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += inner == nil && level != nil ? ", " : "," }
        Self.breakLine(inner, to: &text)
        value.write(to: &text, level: inner)
      }
      if inner != nil { Self.breakLine(level, to: &text) }
      text += "]"
    case .object(let members):
      let inner = level.map { $0 + 1 }
      text += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { text += "," }
        Self.breakLine(inner, to: &text)
        Self.quote(member.key, to: &text)
        text += level == nil ? ":" : ": "
        member.value.write(to: &text, level: inner)
      }
      if !members.isEmpty { Self.breakLine(level, to: &text) }
      text += "}"
    }
  }

  private static func breakLine(_ level: Int?, to text: inout String) {
    guard let level else { return }
    text += "\n" + String(repeating: "  ", count: level)
  }

  private static func quote(_ value: String, to text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      // U+2028 and U+2029 end a line in JavaScript, where JSON is often pasted.
      case "\u{2028}", "\u{2029}", "\u{0}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
