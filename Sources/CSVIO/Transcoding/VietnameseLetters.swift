/// The Vietnamese vowels with their tone marks, composed (NFC).
enum VietnameseLetters {
  /// Tone marks in the order of the rows below.
  enum Tone: Int, CaseIterable {
    case level = 0, grave, hook, tilde, acute, dot
  }

  /// Each row: a vowel without tone, then with grave, hook above, tilde, acute, dot below.
  static let rows: [[UInt16]] = [
    "aàảãáạ", "ăằẳẵắặ", "âầẩẫấậ", "eèẻẽéẹ", "êềểễếệ", "iìỉĩíị", "oòỏõóọ", "ôồổỗốộ", "ơờởỡớợ",
    "uùủũúụ", "ưừửữứự", "yỳỷỹýỵ", "AÀẢÃÁẠ", "ĂẰẲẴẮẶ", "ÂẦẨẪẤẬ", "EÈẺẼÉẸ", "ÊỀỂỄẾỆ", "IÌỈĨÍỊ",
    "OÒỎÕÓỌ", "ÔỒỔỖỐỘ", "ƠỜỞỠỚỢ", "UÙỦŨÚỤ", "ƯỪỬỮỨỰ", "YỲỶỸÝỴ",
  ].map { row in row.utf16.map { $0 } }

  private static let rowOfVowel: [UInt16: Int] = Dictionary(
    uniqueKeysWithValues: rows.enumerated().map { ($1[0], $0) })

  private static let parts: [UInt16: (vowel: UInt16, tone: Tone)] = {
    var parts: [UInt16: (vowel: UInt16, tone: Tone)] = [:]
    for row in rows {
      for tone in Tone.allCases { parts[row[tone.rawValue]] = (row[0], tone) }
    }
    return parts
  }()

  /// A vowel with a tone mark, or `nil` where there is no such letter.
  static func composed(_ vowel: UInt16, _ tone: Tone) -> UInt16? {
    rowOfVowel[vowel].map { rows[$0][tone.rawValue] }
  }

  /// A letter's vowel without tone, and its tone; `nil` for consonants and other letters.
  static func decomposed(_ letter: UInt16) -> (vowel: UInt16, tone: Tone)? { parts[letter] }

  /// The tone of a combining mark (U+0300, U+0309, U+0303, U+0301, U+0323).
  static func tone(ofMark mark: UInt16) -> Tone? {
    switch mark {
    case 0x0300: .grave
    case 0x0309: .hook
    case 0x0303: .tilde
    case 0x0301: .acute
    case 0x0323: .dot
    default: nil
    }
  }
}
