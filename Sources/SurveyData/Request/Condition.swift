/// A condition on one column, as the command line writes it.
///
/// `[NAME:=]COL=VALUE[|VALUE…][ of VALUE[|VALUE…]]` or `[NAME:=]COL>=NUMBER` (also `>`, `<`, `<=`,
/// `!=`). The text is split at the first operator; the rest is literal. A backslash takes the
/// meaning from `|`, `=`, the blank before `of`, and itself.
public struct Condition: Hashable, Sendable {
  /// How a cell is compared.
  public enum Operator: String, Hashable, Sendable {
    /// One of the values.
    case equal = "="
    /// None of the values.
    case notEqual = "!="
    /// Not less than the number.
    case atLeast = ">="
    /// More than the number.
    case above = ">"
    /// Not more than the number.
    case atMost = "<="
    /// Less than the number.
    case below = "<"
  }

  /// What a cell is for the condition.
  public enum Outcome: UInt8, Hashable, Sendable {
    /// In the denominator, condition not met.
    case isFalse = 0
    /// Condition met.
    case isTrue = 1
    /// Missing, or outside the `of` list: not in the denominator.
    case isExcluded = 2
  }

  /// The condition as written.
  public let text: String
  /// The name before `:=`, or the condition as written.
  public let name: String
  /// The column.
  public let column: ColumnReference
  /// The comparison.
  public let comparison: Operator
  /// The values on the right, for `=` and `!=`.
  public let values: [CellValue]
  /// The valid values named after ` of `; empty when all are.
  public let valid: [CellValue]
  /// The number on the right, for the other operators.
  public let bound: Double

  /// Reads a condition.
  ///
  /// - Throws: `RequestError` of category usage when there is no operator, column or value.
  public init(_ text: String) throws(RequestError) {
    self.text = text
    var name = text
    var rest = Substring(text)
    if let split = ConditionText.nameAndRest(text) {
      name = split.name
      rest = split.rest
    }
    self.name = name
    guard let parts = ConditionText.splitAtOperator(rest) else {
      throw RequestError(
        .usage, at: text, "a condition needs an operator",
        fix: "write COL=VALUE, COL=VALUE|VALUE of VALUE|VALUE, or COL>=NUMBER",
        vi: "điều kiện cần có toán tử so sánh",
        viFix: "viết COL=GIÁ_TRỊ, COL=GIÁ_TRỊ|GIÁ_TRỊ of GIÁ_TRỊ|GIÁ_TRỊ, hoặc COL>=SỐ")
    }
    column = ColumnReference(ConditionText.unescaped(parts.left))
    guard !column.text.isEmpty else {
      throw RequestError(
        .usage, at: text, "there is no column before \(parts.comparison.rawValue)",
        vi: "thiếu tên cột trước \(parts.comparison.rawValue)")
    }
    comparison = parts.comparison
    switch comparison {
    case .equal, .notEqual:
      let (values, valid) = ConditionText.values(parts.right)
      self.values = values.map(CellValue.init)
      self.valid = valid.map(CellValue.init)
      bound = .nan
      if self.values.contains(where: { $0.text.isEmpty })
        || self.valid.contains(where: { $0.text.isEmpty })
      {
        throw RequestError(
          .usage, at: text, "a value is empty",
          fix: "empty cells are always missing; name the values that count",
          vi: "có một giá trị để trống",
          viFix: "ô trống luôn là thiếu trả lời; ghi rõ các giá trị được tính")
      }
    case .atLeast, .above, .atMost, .below:
      values = []
      valid = []
      guard let number = CellValue.number(parts.right.trimmedBlanks) else {
        throw RequestError(
          .usage, at: text, "\"\(parts.right)\" after \(comparison.rawValue) is not a number",
          fix: "compare texts with = or !=",
          vi: "\"\(parts.right)\" sau \(comparison.rawValue) không phải là số",
          viFix: "so sánh chữ thì dùng = hoặc !=")
      }
      bound = number
    }
  }

  /// What a cell's text means; `missing` are the codes of missing answers besides empty and `NA`.
  ///
  /// Texts that are no numbers are left out of numeric comparisons.
  public func outcome(_ cell: String, missing: [CellValue] = []) -> Outcome {
    let cell = CellValue(cell)
    if cell.isMissing || missing.contains(where: { $0.matches(cell) }) { return .isExcluded }
    switch comparison {
    case .equal:
      if values.contains(where: { $0.matches(cell) }) { return .isTrue }
      if valid.isEmpty || valid.contains(where: { $0.matches(cell) }) { return .isFalse }
      return .isExcluded
    case .notEqual:
      if values.contains(where: { $0.matches(cell) }) { return .isFalse }
      if valid.isEmpty || valid.contains(where: { $0.matches(cell) }) { return .isTrue }
      return .isExcluded
    case .atLeast, .above, .atMost, .below:
      guard let number = cell.number else { return .isExcluded }
      let isMet =
        switch comparison {
        case .atLeast: number >= bound
        case .above: number > bound
        case .atMost: number <= bound
        default: number < bound
        }
      return isMet ? .isTrue : .isFalse
    }
  }

  /// What is wrong when none of the named values occurs among the texts of the column.
  ///
  /// With an `of` list one of its values suffices, because a valid answer that nobody gave is a
  /// rate of zero, not a mistake.
  func absence(among texts: [String]) -> ValueAbsence? {
    guard comparison == .equal || comparison == .notEqual else { return nil }
    let cells = texts.map(CellValue.init).filter { !$0.isMissing }
    if cells.isEmpty { return nil }
    let wanted = values + valid
    if wanted.contains(where: { value in cells.contains { value.matches($0) } }) { return nil }
    let names = cells.map(\.text).sorted()
    return ValueAbsence(
      condition: text, column: column.text, value: values[0].text, present: names,
      nearest: NearestName.nearest(to: values[0].text, among: names))
  }
}

/// A value that a condition names and no row has.
public struct ValueAbsence: Hashable, Sendable {
  /// The condition as written.
  public var condition: String
  /// The column.
  public var column: String
  /// The value.
  public var value: String
  /// The values that occur, sorted.
  public var present: [String]
  /// The value that was probably meant; `nil` when none is near.
  public var nearest: String?

  /// The absence as an error.
  public var error: RequestError {
    let shown = present.prefix(12).map { "\"\($0)\"" }.joined(separator: ", ")
    return RequestError(
      .unusable, at: condition, "no row has \"\(value)\" in column \(column)",
      fix: (nearest.map { "did you mean \"\($0)\"? " } ?? "")
        + "the column has \(shown)\(present.count > 12 ? ", …" : "")",
      vi: "không dòng nào có \"\(value)\" trong cột \(column)",
      viFix: (nearest.map { "có phải là \"\($0)\"? " } ?? "")
        + "cột này có \(shown)\(present.count > 12 ? ", …" : "")")
  }

  /// The absence as a remark.
  public var note: BilingualText {
    BilingualText(
      vi: "không dòng nào có \"\(value)\" trong cột \(column) (\(condition)); "
        + "nếu đó là câu trả lời hợp lệ mà không ai chọn, ghi các câu trả lời hợp lệ sau \" of \"",
      en: "no row has \"\(value)\" in column \(column) (\(condition)); "
        + "if it is a valid answer that nobody gave, name the valid ones after \" of \"")
  }
}

/// A value of a condition or a cell, in the forms in which they are compared.
public struct CellValue: Hashable, Sendable {
  /// The text without blanks at its ends.
  public let text: String
  /// The folded key; the text itself where folding leaves nothing.
  let key: String
  /// The number that the text is, if it is one.
  let number: Double?

  /// Reads a value.
  public init(_ text: String) {
    self.text = text.trimmedBlanks
    let folded = FoldedText(self.text)
    key = folded.isEmpty ? self.text : folded.key
    number = Self.number(self.text)
  }

  /// Whether the cell holds no answer: empty, or `NA`.
  public var isMissing: Bool { text.isEmpty || text == "NA" }

  /// Whether two values are the same: as texts after folding, or as numbers (`1` and `1.0`).
  ///
  /// A number padded with zeros (`007`) is a code, which only its own text matches.
  public func matches(_ other: CellValue) -> Bool {
    if key == other.key { return true }
    guard let number, let theirs = other.number else { return false }
    return number == theirs && !isZeroPadded && !other.isZeroPadded
  }

  /// The number that the text is; `nil` when it is none.
  public var numericValue: Double? { number }

  private var isZeroPadded: Bool {
    let bytes = text.utf8
    guard let second = bytes.dropFirst().first else { return false }
    return bytes.first == UInt8(ascii: "0")
      && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(second)
  }

  /// A decimal number in the text; `nil` for anything else, infinities and hexadecimal included.
  static func number(_ text: String) -> Double? {
    guard
      let first = text.utf8.first(where: { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "+") }),
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) || first == UInt8(ascii: "."),
      text.utf8.allSatisfy({ byte in
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || ".+-eE".utf8.contains(byte)
      }), let value = Double(text), value.isFinite
    else { return nil }
    return value
  }
}

/// The punctuation of conditions.
enum ConditionText {
  /// Splits `NAME:=REST`, where `:=` comes before any other operator and REST has one of its own.
  static func nameAndRest(_ text: String) -> (name: String, rest: Substring)? {
    guard let parts = splitAtOperator(Substring(text)), parts.comparison == .equal,
      parts.left.last == ":"
    else { return nil }
    let name = parts.left.dropLast().trimmedBlanks
    // A column whose name ends in a colon has no second operator behind it.
    guard !name.isEmpty, splitAtOperator(parts.right) != nil else { return nil }
    return (unescaped(name[...]), parts.right)
  }

  /// Splits at the first operator that no backslash escapes.
  static func splitAtOperator(
    _ text: Substring
  ) -> (left: Substring, comparison: Condition.Operator, right: Substring)? {
    var index = text.startIndex
    while index < text.endIndex {
      let character = text[index]
      let next = text.index(after: index)
      if character == "\\" {
        index = next < text.endIndex ? text.index(after: next) : next
        continue
      }
      let isDouble = next < text.endIndex && text[next] == "="
      let found: Condition.Operator? =
        switch character {
        case "=": .equal
        case ">": isDouble ? .atLeast : .above
        case "<": isDouble ? .atMost : .below
        case "!": isDouble ? .notEqual : nil
        default: nil
        }
      if let found {
        let end = found.rawValue.count == 2 ? text.index(after: next) : next
        return (text[..<index], found, text[end...])
      }
      index = next
    }
    return nil
  }

  /// The alternatives before and after ` of `.
  static func values(_ text: Substring) -> (values: [String], valid: [String]) {
    var lists: [[String]] = [[""]]
    var index = text.startIndex
    while index < text.endIndex {
      let character = text[index]
      let next = text.index(after: index)
      if character == "\\", next < text.endIndex, #"|=\ "#.contains(text[next]) {
        lists[lists.count - 1][lists[lists.count - 1].count - 1].append(text[next])
        index = text.index(after: next)
      } else if character == "|" {
        lists[lists.count - 1].append("")
        index = next
      } else if lists.count == 1, text[index...].hasPrefix(" of ") {
        lists.append([""])
        index = text.index(index, offsetBy: 4)
      } else {
        lists[lists.count - 1][lists[lists.count - 1].count - 1].append(character)
        index = next
      }
    }
    return (lists[0], lists.count > 1 ? lists[1] : [])
  }

  /// The text without the backslashes that escape.
  static func unescaped(_ text: Substring) -> String {
    var result = ""
    var index = text.startIndex
    while index < text.endIndex {
      let next = text.index(after: index)
      if text[index] == "\\", next < text.endIndex, #"|=\ ,/:"#.contains(text[next]) {
        result.append(text[next])
        index = text.index(after: next)
      } else {
        result.append(text[index])
        index = next
      }
    }
    return result
  }
}
