import Foundation

/// Joins the differently written names of one unit into one number.
///
/// Names count as one when their folded keys are equal. Of the spellings met, the name shown is one in
/// upper and lower case before one in a single case, then the first by its scalars, so that it does
/// not depend on the order of rows.
struct UnitIndex: Sendable {
  private(set) var levels: [String] = []
  private var known: [String: Int32] = [:]

  mutating func number(_ text: String) -> Int32 {
    let name = Self.displayForm(text)
    let key = FoldedText(text).key
    if let number = known[key] {
      levels[Int(number)] = Self.preferred(levels[Int(number)], name)
      return number
    }
    let number = Int32(levels.count)
    known[key] = number
    levels.append(name)
    return number
  }

  /// The one of two spellings that is shown.
  static func preferred(_ one: String, _ other: String) -> String {
    isPreferred(other, over: one) ? other : one
  }

  private static func isPreferred(_ name: String, over other: String) -> Bool {
    let (isMixed, otherIsMixed) = (hasBothCases(name), hasBothCases(other))
    if isMixed != otherIsMixed { return isMixed }
    return name.unicodeScalars.lexicographicallyPrecedes(other.unicodeScalars)
  }

  private static func hasBothCases(_ name: String) -> Bool {
    name.contains(where: \.isUppercase) && name.contains(where: \.isLowercase)
  }

  /// The numbers of a part's ids.
  mutating func numbers(of codes: [Int32], texts: [String]) -> [Int32] {
    var table = [Int32](repeating: -1, count: texts.count)
    return codes.map { code in
      if table[Int(code)] < 0 { table[Int(code)] = number(texts[Int(code)]) }
      return table[Int(code)]
    }
  }

  /// Composed form with single blanks; letters keep their case and tone marks their place.
  static func displayForm(_ text: String) -> String {
    text.precomposedStringWithCanonicalMapping
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
