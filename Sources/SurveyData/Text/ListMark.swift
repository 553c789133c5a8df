/// A list mark that a form put beside a label: `1. Nam`, `a) Có`, `5 - Rất hài lòng`,
/// `5 (Hoàn toàn đồng ý)`, `(5) Tốt`, `Rất hài lòng (5)`.
public struct ListMark: Hashable, Sendable {
  /// How surely the mark is a mark.
  public enum Strength: Hashable, Sendable {
    /// Set off by a dot, bracket, colon, slash or dash.
    case delimited
    /// Set off by a blank alone (`5 Rất hài lòng`); to be trusted only when it is a code in use.
    case blankOnly
  }

  /// The mark without its punctuation: `1`, `a`, `A1`.
  public let mark: String
  /// The label without the mark.
  public let label: String
  /// How the mark was set off.
  public let strength: Strength

  /// Finds the list mark of a text, or nil where there is none.
  ///
  /// A mark is one to three digits, a letter, or a letter and one or two digits. What follows must
  /// begin with a letter, so `18-25` and `1.5` have none.
  public init?(_ text: String) {
    let scalars = Array(text.unicodeScalars.filter { $0 != "\u{FEFF}" })
    var start = 0
    var end = scalars.count
    while start < end, Self.isBlank(scalars[start]) { start += 1 }
    while end > start, Self.isBlank(scalars[end - 1]) { end -= 1 }
    guard let found = Self.leading(scalars[start..<end]) ?? Self.trailing(scalars[start..<end])
    else {
      return nil
    }
    (mark, label, strength) = found
  }

  private typealias Slice = ArraySlice<Unicode.Scalar>

  private static func leading(_ text: Slice) -> (String, String, Strength)? {
    var index = text.startIndex
    let isBracketed = text.first == "("
    if isBracketed { index += 1 }
    let markStart = index
    if index < text.endIndex, isLetter(text[index]) { index += 1 }
    let letterEnd = index
    while index < text.endIndex, ("0"..."9").contains(text[index]), index - letterEnd < 3 {
      index += 1
    }
    guard index > markStart, index < text.endIndex else { return nil }
    let mark = text[markStart..<index]
    let afterMark = index
    while index < text.endIndex, isBlank(text[index]) { index += 1 }
    guard index < text.endIndex else { return nil }
    if isBracketed {
      guard text[index] == ")" else { return nil }
      return remainder(text[(index + 1)...], mark: mark, strength: .delimited)
    }
    if isDelimiter(text[index]) {
      while index < text.endIndex, isDelimiter(text[index]) || isBlank(text[index]) { index += 1 }
      return remainder(text[index...], mark: mark, strength: .delimited)
    }
    let isDigits = letterEnd == markStart
    if isDigits, text[index] == "(", text.last == ")" {
      return remainder(text[(index + 1)..<(text.endIndex - 1)], mark: mark, strength: .delimited)
    }
    guard isDigits, index > afterMark else { return nil }
    return remainder(text[index...], mark: mark, strength: .blankOnly)
  }

  /// `Rất hài lòng (5)`.
  private static func trailing(_ text: Slice) -> (String, String, Strength)? {
    guard text.last == ")", let open = text.lastIndex(of: "("), open > text.startIndex else {
      return nil
    }
    let digits = text[(open + 1)..<(text.endIndex - 1)]
    guard (1...3).contains(digits.count), digits.allSatisfy({ ("0"..."9").contains($0) }) else {
      return nil
    }
    return remainder(text[..<open], mark: digits, strength: .delimited)
  }

  private static func remainder(
    _ rest: Slice, mark: Slice, strength: Strength
  ) -> (String, String, Strength)? {
    var rest = rest
    while let first = rest.first, isBlank(first) { rest.removeFirst() }
    while let last = rest.last, isBlank(last) { rest.removeLast() }
    guard let first = rest.first,
      first.properties.isAlphabetic || first.properties.isEmojiPresentation
    else { return nil }
    return (string(mark), string(rest), strength)
  }

  private static func string(_ scalars: Slice) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
  }

  private static func isDelimiter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case ".", ")", ":", "-", "–", "—", "/", "=", "_": true
    default: false
    }
  }
}
