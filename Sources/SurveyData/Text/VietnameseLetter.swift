/// How a Vietnamese letter is made: a base letter, a vowel or consonant sign, and a tone.
///
/// The table covers the 134 accented letters of the Vietnamese alphabet in lower case. It is what
/// lets the fold work on precomposed (NFC), decomposed (NFD) and mixed text (the letter-plus-tone
/// form that Windows-1258 decodes to) without a full Unicode normalizer.
struct VietnameseLetter: Sendable {
  /// The unaccented letter, `a`...`z`.
  let base: Unicode.Scalar
  /// Circumflex, breve or horn as a combining scalar, or nil.
  let sign: Unicode.Scalar?
  /// One of the five tones as a combining scalar, or nil for the level tone.
  let tone: Unicode.Scalar?

  /// The five tones in the order of the rows below: grave, acute, hook, tilde, dot below.
  static let tones: [Unicode.Scalar] = ["\u{300}", "\u{301}", "\u{309}", "\u{303}", "\u{323}"]

  /// Letters by precomposed scalar, lower case.
  static let byScalar: [Unicode.Scalar: VietnameseLetter] = {
    // Each row: the letter without tone, then the letter with the five tones.
    let rows: [(base: Unicode.Scalar, sign: Unicode.Scalar?, letters: String)] = [
      ("a", nil, "aàáảãạ"), ("a", "\u{306}", "ăằắẳẵặ"), ("a", "\u{302}", "âầấẩẫậ"),
      ("e", nil, "eèéẻẽẹ"), ("e", "\u{302}", "êềếểễệ"), ("i", nil, "iìíỉĩị"),
      ("o", nil, "oòóỏõọ"), ("o", "\u{302}", "ôồốổỗộ"), ("o", "\u{31B}", "ơờớởỡợ"),
      ("u", nil, "uùúủũụ"), ("u", "\u{31B}", "ưừứửữự"), ("y", nil, "yỳýỷỹỵ"),
    ]
    var table: [Unicode.Scalar: VietnameseLetter] = [:]
    for row in rows {
      for (position, scalar) in row.letters.unicodeScalars.enumerated() where !scalar.isASCII {
        let tone = position == 0 ? nil : tones[position - 1]
        table[scalar] = VietnameseLetter(base: row.base, sign: row.sign, tone: tone)
      }
    }
    return table
  }()

  /// Whether a tone may sit on the letter.
  static func isVowel(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a", "e", "i", "o", "u", "y": true
    default: false
    }
  }

  /// Whether the scalar is one of the five combining tones.
  static func isTone(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x300, 0x301, 0x303, 0x309, 0x323: true
    default: false
    }
  }

  /// Whether the scalar is a combining mark that stays on its letter in the folded key.
  static func isCombining(_ scalar: Unicode.Scalar) -> Bool {
    (0x300...0x36F).contains(scalar.value)
  }
}
