/// A text reduced to the key under which its usual spellings are one.
///
/// Two keys are equal when the texts differ only in: Unicode form (NFC, NFD, Windows-1258 mixture),
/// case, kind and number of blanks, dashes and underscores, the place of a tone inside its syllable
/// (`hoà`/`hòa`, `thuý`/`thúy`, `uỷ`/`ủy`), width of ASCII letters, quotation marks, a leading bullet, trailing
/// dots, colons, asterisks or an ellipsis, blanks around a slash, and emoji presentation selectors.
/// The raw text is kept for reports.
///
/// The tone of a syllable is moved to the syllable's end, so `hoà` and `hòa` both give `hoa` + grave
/// and every spelling of `quý` gives `quy` + acute: no rule on vowel groups is needed, and a
/// letter never changes into another.
///
/// ``plainKey`` is the second, coarser level (`rat_hai_long` for "Rất hài lòng", also `RatHaiLong`):
/// no accents and no separators. It is for texts that carry no accents themselves, and only where
/// a single candidate has it; ``FoldedIndex`` holds to that rule.
///
/// Complexity: O(*n*) in the number of scalars.
public struct FoldedText: Hashable, Sendable {
  /// The text as it stood.
  public let raw: String
  /// The first-level key, accents kept and spelling variants folded; empty for blank text.
  public let key: String
  /// The second-level key, without accents and separators, `đ` as `d`.
  public let plainKey: String
  /// Whether the text carries a Vietnamese sign, tone or `đ`.
  public let hasAccents: Bool

  /// Folds a text.
  public init(_ raw: String) {
    self.raw = raw
    var folder = Folder()
    folder.fold(raw)
    (key, plainKey, hasAccents) = folder.finish()
  }

  /// Whether nothing but blanks and marks without meaning stood in the text.
  public var isEmpty: Bool { key.isEmpty }

  /// Two texts are the same when their keys are.
  public static func == (left: FoldedText, right: FoldedText) -> Bool { left.key == right.key }

  /// Feeds the key.
  public func hash(into hasher: inout Hasher) { hasher.combine(key) }
}

/// The state of one fold.
private struct Folder {
  private var key = String.UnicodeScalarView()
  private var plain = String.UnicodeScalarView()
  private var tones: [Unicode.Scalar] = []
  private var lastBase: Unicode.Scalar?
  private var separatorPending = false
  private var hasAccents = false

  mutating func fold(_ raw: String) {
    let scalars = raw.unicodeScalars
    var index = scalars.startIndex
    while index < scalars.endIndex {
      let scalar = scalars[index]
      let next = scalars.index(after: index)
      take(scalar, followedBy: next < scalars.endIndex ? scalars[next] : nil)
      index = next
    }
  }

  mutating func finish() -> (String, String, Bool) {
    flushTones()
    trimTrailingMarks()
    return (String(key), String(plain), hasAccents)
  }

  private mutating func take(_ original: Unicode.Scalar, followedBy next: Unicode.Scalar?) {
    // Full-width forms of ASCII.
    let scalar =
      (0xFF01...0xFF5E).contains(original.value)
      ? Unicode.Scalar(original.value - 0xFEE0) ?? original : original
    switch Self.role(of: scalar) {
    case .ignored: return
    case .separator:
      flushTones()
      if scalar == "-", key.isEmpty, let next, ("0"..."9").contains(next) {
        append(scalar)  // a negative code is not a positive one
      } else {
        separatorPending = !key.isEmpty
      }
    case .bullet:
      flushTones()
      if key.isEmpty, next.map({ Self.role(of: $0) == .separator }) ?? false { return }
      append(scalar)
    case .combining:
      if VietnameseLetter.isTone(scalar), let lastBase, VietnameseLetter.isVowel(lastBase) {
        tones.append(scalar)
        hasAccents = true
      } else {
        key.append(scalar)
        hasAccents = true
      }
    case .other:
      if scalar.isASCII {
        append(Self.lowercasedASCII(scalar))
      } else {
        for lower in scalar.properties.lowercaseMapping.unicodeScalars { takeLower(lower) }
      }
    }
  }

  private mutating func takeLower(_ scalar: Unicode.Scalar) {
    if let letter = VietnameseLetter.byScalar[scalar] {
      append(letter.base)
      hasAccents = true
      if let sign = letter.sign { key.append(sign) }
      if let tone = letter.tone { tones.append(tone) }
    } else if scalar == "đ" {
      append(scalar, plainAs: "d")
      hasAccents = true
    } else {
      append(scalar)
    }
  }

  private mutating func append(_ scalar: Unicode.Scalar, plainAs plainScalar: Unicode.Scalar? = nil)
  {
    let isLetter = scalar.isASCII ? Self.isASCIILetter(scalar) : scalar.properties.isAlphabetic
    if !isLetter { flushTones() }
    if scalar == "/" {
      separatorPending = false
    } else if separatorPending, key.last != "/" {
      key.append(" ")
    }
    separatorPending = false
    key.append(scalar)
    plain.append(plainScalar ?? scalar)
    lastBase = isLetter ? scalar : nil
  }

  /// Ends a syllable: its tones follow its letters, whichever vowel they stood on.
  private mutating func flushTones() {
    if !tones.isEmpty { key.append(contentsOf: tones) }
    tones.removeAll(keepingCapacity: true)
    lastBase = nil
  }

  /// Takes off dots, colons and required-marks at the end, unless nothing else would be left.
  private mutating func trimTrailingMarks() {
    guard key.contains(where: { !Self.isTrailingMark($0) && $0 != " " }) else { return }
    while let last = key.last, Self.isTrailingMark(last) || last == " " { key.removeLast() }
    while let last = plain.last, Self.isTrailingMark(last) { plain.removeLast() }
  }

  private enum Role { case ignored, separator, bullet, combining, other }

  private static func role(of scalar: Unicode.Scalar) -> Role {
    switch scalar.value {
    case 0x20, 0x09...0x0D, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
      .separator
    case 0x2D, 0x5F, 0x2010...0x2015, 0x2212, 0xFE58, 0xFF0D, 0xFF3F: .separator
    // Soft hyphen, zero-width marks, byte order mark, variation selectors, keycap, skin tones.
    case 0xAD, 0x200B...0x200F, 0x2060, 0xFEFF, 0xFE00...0xFE0F, 0x20E3, 0x1F3FB...0x1F3FF: .ignored
    // Quotation marks.
    case 0x22, 0x27, 0x60, 0xB4, 0x2018...0x201F, 0xAB, 0xBB: .ignored
    case 0x2A, 0x2B, 0x2022, 0x25CF, 0x25AA, 0xB7: .bullet
    case 0x300...0x36F: .combining
    default: .other
    }
  }

  private static func isTrailingMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case ".", "…", ":", ";", ",", "!", "?", "*", "。": true
    default: false
    }
  }

  private static func isASCIILetter(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
  }

  private static func lowercasedASCII(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    ("A"..."Z").contains(scalar) ? Unicode.Scalar(scalar.value + 32) ?? scalar : scalar
  }
}
