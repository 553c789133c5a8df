import Foundation

/// Vietnamese text in the encodings of the time before Unicode, made from the published tables and
/// independently of the decoder under test.
public enum LegacyVietnamese: String, CaseIterable, Sendable {
  /// Windows-1258: letters with sign, tones as marks behind them.
  case windows1258
  /// TCVN 5712 as ABC fonts have it: one byte for each small letter; capitals with a tone are small letters
  /// in a font of capitals.
  case tcvn3
  /// VNI-Windows: base letter and a byte for sign and tone.
  case vni

  /// The bytes of a text; characters that the encoding lacks become `?`.
  public func bytes(_ text: String) -> [UInt8] {
    text.flatMap { character -> [UInt8] in
      if let ascii = character.asciiValue, character != "\r\n" { return [ascii] }
      if character == "\r\n" { return [0x0D, 0x0A] }
      let letter = Letter(character)
      return switch self {
      case .windows1258: letter.windows1258
      case .tcvn3: letter.tcvn3(character)
      case .vni: letter.vni
      }
    }
  }

  private static let smallTCVN3: [Character: UInt8] = {
    let rows: [(UInt8, String)] = [
      (0xA8, "ăâêôơưđ"), (0xB5, "àảãáạ"), (0xBB, "ằẳẵắ"), (0xC6, "ặầẩẫấậè"), (0xCE, "ẻẽéẹềểễếệìỉ"),
      (0xDC, "ĩíịò"), (0xE1, "ỏõóọồổỗốộờởỡớợù"), (0xF1, "ủũúụừửữứựỳỷỹý"), (0xFE, "ỵ"),
      (0xA1, "ĂÂÊÔƠƯĐ"),
    ]
    var table: [Character: UInt8] = [:]
    for (start, letters) in rows {
      for (offset, letter) in letters.enumerated() { table[letter] = start + UInt8(offset) }
    }
    return table
  }()

  /// A letter in its parts.
  private struct Letter {
    var base: UInt8 = UInt8(ascii: "?")
    var sign: Unicode.Scalar?
    var tone: Unicode.Scalar?
    var isCapital = false
    var isStroked = false

    init(_ character: Character) {
      isCapital = character.isUppercase
      if character == "đ" || character == "Đ" {
        isStroked = true
        base = UInt8(ascii: isCapital ? "D" : "d")
        return
      }
      for scalar in String(character).decomposedStringWithCanonicalMapping.unicodeScalars {
        switch scalar {
        case "\u{300}", "\u{301}", "\u{303}", "\u{309}", "\u{323}": tone = scalar
        case "\u{302}", "\u{306}", "\u{31B}": sign = scalar
        default: if scalar.isASCII { base = UInt8(scalar.value) }
        }
      }
    }

    var windows1258: [UInt8] {
      let small: UInt8 = isCapital ? 0 : 0x20
      var bytes: [UInt8]
      switch (base | 0x20, sign) {
      case (UInt8(ascii: "d"), _) where isStroked: bytes = [0xD0 + small]
      case (UInt8(ascii: "a"), "\u{302}"): bytes = [0xC2 + small]
      case (UInt8(ascii: "a"), "\u{306}"): bytes = [0xC3 + small]
      case (UInt8(ascii: "e"), "\u{302}"): bytes = [0xCA + small]
      case (UInt8(ascii: "o"), "\u{302}"): bytes = [0xD4 + small]
      case (UInt8(ascii: "o"), "\u{31B}"): bytes = [0xD5 + small]
      case (UInt8(ascii: "u"), "\u{31B}"): bytes = [0xDD + small]
      default: bytes = [base]
      }
      switch tone {
      case "\u{300}": bytes.append(0xCC)
      case "\u{309}": bytes.append(0xD2)
      case "\u{303}": bytes.append(0xDE)
      case "\u{301}": bytes.append(0xEC)
      case "\u{323}": bytes.append(0xF2)
      default: break
      }
      return bytes
    }

    func tcvn3(_ character: Character) -> [UInt8] {
      let table = LegacyVietnamese.smallTCVN3
      if let byte = table[character] { return [byte] }
      if let byte = character.lowercased().first.flatMap({ table[$0] }) { return [byte] }
      return [base]
    }

    private static let tones: [Unicode.Scalar] = [
      "\u{300}", "\u{301}", "\u{309}", "\u{303}", "\u{323}",
    ]

    var vni: [UInt8] {
      let capital: UInt8 = isCapital ? 0x20 : 0
      if isStroked { return [0xF1 - capital] }
      let place = tone.flatMap { Self.tones.firstIndex(of: $0) }
      let plain: [UInt8] = [0xF8, 0xF9, 0xFB, 0xF5, 0xEF]
      switch sign {
      case "\u{302}":
        return [base, (place.map { [0xE0, 0xE1, 0xE5, 0xE3, 0xE4][$0] } ?? 0xE2) - capital]
      case "\u{306}":
        return [base, (place.map { [0xE8, 0xE9, 0xFA, 0xFC, 0xEB][$0] } ?? 0xEA) - capital]
      case "\u{31B}":
        let letter: UInt8 = (base | 0x20 == UInt8(ascii: "o") ? 0xF4 : 0xF6) - capital
        return [letter] + (place.map { [plain[$0] - capital] } ?? [])
      default: break
      }
      guard let place else { return [base] }
      if base | 0x20 == UInt8(ascii: "i") {
        return [[0xEC, 0xED, 0xE6, 0xF3, 0xF2][place] - capital]
      }
      if base | 0x20 == UInt8(ascii: "y"), place == 4 { return [0xEE - capital] }
      return [base, plain[place] - capital]
    }
  }
}
