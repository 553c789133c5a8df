/// Finds telephone numbers, citizen numbers and e-mail addresses inside a text.
///
/// Numbers are told by their form in Viet Nam: telephones have ten digits, landlines eleven, and begin with
/// 0 or +84; citizen cards have twelve digits and begin with 0; identity cards have nine without gaps. Digits
/// may be set in groups by a blank, dot or hyphen. Dates, amounts and codes have none of these forms.
enum PersonalRuns {
  /// The text with the mask in place of what is personal.
  static func masked(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 0x40 || isDigit($0) }) else { return text }
    let scalars = Array(text.unicodeScalars)
    var output = String.UnicodeScalarView()
    var copied = 0
    var index = 0
    while index < scalars.count {
      guard let end = end(ofRunAt: index, in: scalars) else {
        index += 1
        continue
      }
      output.append(contentsOf: scalars[copied..<index])
      output.append(contentsOf: PersonalPatterns.mask.unicodeScalars)
      index = end
      copied = end
    }
    if copied == 0 { return text }
    output.append(contentsOf: scalars[copied...])
    return String(output)
  }

  /// What a value is as a whole, or nil.
  static func kind(ofWhole value: String) -> PersonalKind? {
    var scalars = Array(value.unicodeScalars)[...]
    while let first = scalars.first, first == " " || first == "'" { scalars.removeFirst() }
    while scalars.last == " " { scalars.removeLast() }
    let all = Array(scalars)
    guard !all.isEmpty else { return nil }
    if let end = endOfAddress(at: 0, in: all) { return end == all.count ? .email : nil }
    guard let found = number(at: 0, in: all), found.end == all.count else { return nil }
    return found.kind
  }

  private static func end(ofRunAt index: Int, in text: [Unicode.Scalar]) -> Int? {
    let previous = index > 0 ? text[index - 1] : " "
    if isWord(text[index]), !isWord(previous), !".-+_".unicodeScalars.contains(previous),
      let end = endOfAddress(at: index, in: text)
    {
      return end
    }
    guard !isWord(previous), previous != "+", previous != ".", previous != "," else { return nil }
    return number(at: index, in: text)?.end
  }

  /// The end of `name@host.tld` that begins at an index.
  private static func endOfAddress(at start: Int, in text: [Unicode.Scalar]) -> Int? {
    var index = start
    while index < text.count, isWord(text[index]) || ".-+_%".unicodeScalars.contains(text[index]) {
      index += 1
    }
    guard index > start, index < text.count, text[index] == "@" else { return nil }
    index += 1
    let host = index
    var dots = 0
    while index < text.count, isWord(text[index]) || text[index] == "-" || text[index] == "." {
      if text[index] == "." { dots += 1 }
      index += 1
    }
    while index > host, text[index - 1] == "." {
      index -= 1
      dots -= 1
    }
    return dots > 0 && index > host + 2 ? index : nil
  }

  /// The number that begins at an index, if it has the form of a telephone or identity number.
  private static func number(
    at start: Int, in text: [Unicode.Scalar]
  ) -> (kind: PersonalKind, end: Int)? {
    var index = start
    let isInternational = text[index] == "+"
    if isInternational { index += 1 }
    var digits: [Unicode.Scalar] = []
    var groups: [Int] = []
    var end = index
    while index < text.count {
      let group = index
      while index < text.count, isDigit(text[index]) {
        digits.append(text[index])
        index += 1
      }
      guard index > group else { break }
      groups.append(index - group)
      end = index
      guard index < text.count, " .-".unicodeScalars.contains(text[index]) else { break }
      index += 1
    }
    guard digits.count >= 9, end == text.count || !isWord(text[end]) else { return nil }
    // 0.912345678 is a number with decimals.
    if groups.count == 2, text[start..<end].contains(".") { return nil }
    // 01-06-2025 08 is a date with an hour.
    if groups.count > 2, groups[0] <= 2, groups[1] <= 2, groups[2] == 4 { return nil }
    let isVietnam = digits.starts(with: ["8", "4"])
    if isInternational { return (9...15).contains(digits.count) ? (.phone, end) : nil }
    if digits[0] == "0" {
      switch digits.count {
      case 10, 11: return (.phone, end)
      case 12: return (.identity, end)
      default: return nil
      }
    }
    if isVietnam, digits.count == 11 { return (.phone, end) }
    return nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 <= 9 }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    isDigit(scalar) || scalar.properties.isAlphabetic
  }
}
