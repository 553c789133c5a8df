/// Tables of the bytes 0x80...0xFF; 0 stands for a byte that the encoding does not use.
enum CodePages {
  /// Windows-1252 (Western Europe), as published by Microsoft and the Unicode Consortium.
  static let windows1252: [UInt16] =
    [
      0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
      0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC,
      0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
    ] + (0xA0...0xFF).map { UInt16($0) }

  /// Windows-1258 (Vietnamese): as 1252, with five combining tone marks and the extra letters.
  static let windows1258: [UInt16] = {
    var table = windows1252
    let changes: [(Int, UInt16)] = [
      (0x8A, 0), (0x8E, 0), (0x9A, 0), (0x9E, 0), (0xC3, 0x0102), (0xCC, 0x0300), (0xD0, 0x0110),
      (0xD2, 0x0309), (0xD5, 0x01A0), (0xDD, 0x01AF), (0xDE, 0x0303), (0xE3, 0x0103),
      (0xEC, 0x0301), (0xF0, 0x0111), (0xF2, 0x0323), (0xF5, 0x01A1), (0xFD, 0x01B0),
      (0xFE, 0x20AB),
    ]
    for (byte, scalar) in changes { table[byte - 0x80] = scalar }
    return table
  }()

  /// The Vietnamese standard TCVN 5712:1993.
  ///
  /// The "ABC" fonts (VN3) use the part from 0xA1 on; their capital fonts show the small letters
  /// as capitals, which bytes cannot tell.
  static let tcvn3: [UInt16] = Array(
    ("ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨ" + "ÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ" + "\u{A0}ĂÂÊÔƠƯĐăâêôơưđẰ"
      + "\u{300}\u{309}\u{303}\u{301}\u{323}àảãáạẲằẳẵắẴ" + "ẮẦẨẪẤỀặầẩẫấậèỂẻẽ" + "éẹềểễếệìỉỄẾỒĩíịò"
      + "Ổỏõóọồổỗốộờởỡớợù" + "ỖủũúụừửữứựỳỷỹýỵỐ").utf16)

  /// VNI-Windows: letters that stand alone.
  static let vniLetters: [UInt8: UInt16] = [
    0xF4: 0x01A1, 0xD4: 0x01A0,  // ơ Ơ
    0xF6: 0x01B0, 0xD6: 0x01AF,  // ư Ư
    0xF1: 0x0111, 0xD1: 0x0110,  // đ Đ
    0xED: 0x00ED, 0xEC: 0x00EC, 0xE6: 0x1EC9, 0xF3: 0x0129, 0xF2: 0x1ECB,  // í ì ỉ ĩ ị
    0xCD: 0x00CD, 0xCC: 0x00CC, 0xC6: 0x1EC8, 0xD3: 0x0128, 0xD2: 0x1ECA,
    0xEE: 0x1EF5, 0xCE: 0x1EF4,  // ỵ Ỵ
  ]

  /// VNI-Windows: what a byte adds to the letter before it.
  enum VNIMark {
    case tone(VietnameseLetters.Tone)
    case circumflex(VietnameseLetters.Tone)
    case breve(VietnameseLetters.Tone)
  }

  /// The mark of a byte; capitals use the bytes 0x20 below.
  static func vniMark(_ byte: UInt8) -> VNIMark? {
    switch byte | 0x20 {
    case 0xF9: .tone(.acute)
    case 0xF8: .tone(.grave)
    case 0xFB: .tone(.hook)
    case 0xF5: .tone(.tilde)
    case 0xEF: .tone(.dot)
    case 0xE2: .circumflex(.level)
    case 0xE1: .circumflex(.acute)
    case 0xE0: .circumflex(.grave)
    case 0xE5: .circumflex(.hook)
    case 0xE3: .circumflex(.tilde)
    case 0xE4: .circumflex(.dot)
    case 0xEA: .breve(.level)
    case 0xE9: .breve(.acute)
    case 0xE8: .breve(.grave)
    case 0xFA: .breve(.hook)
    case 0xFC: .breve(.tilde)
    case 0xEB: .breve(.dot)
    default: nil
    }
  }

  /// A letter of VNI-Windows with the mark that the next byte adds, or `nil` where none fits.
  static func vniLetter(_ base: UInt16, _ mark: VNIMark) -> UInt16? {
    switch mark {
    case .tone(let tone): return VietnameseLetters.composed(base, tone)
    case .circumflex(let tone):
      guard let hat = circumflexed[base] else { return nil }
      return VietnameseLetters.composed(hat, tone)
    case .breve(let tone):
      guard base == 0x61 || base == 0x41 else { return nil }
      return VietnameseLetters.composed(base == 0x61 ? 0x0103 : 0x0102, tone)
    }
  }

  private static let circumflexed: [UInt16: UInt16] = [
    0x61: 0xE2, 0x65: 0xEA, 0x6F: 0xF4, 0x41: 0xC2, 0x45: 0xCA, 0x4F: 0xD4,
  ]

  /// Whether a letter of VNI-Windows can take a mark.
  static func takesVNIMark(_ base: UInt16) -> Bool {
    switch base {
    case 0x61, 0x65, 0x6F, 0x75, 0x79, 0x41, 0x45, 0x4F, 0x55, 0x59, 0x01A0, 0x01A1, 0x01AF, 0x01B0:
      true
    default: false
    }
  }
}
