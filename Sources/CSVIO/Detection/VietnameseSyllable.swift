/// Tells Vietnamese words from noise by the language's small stock of syllables.
///
/// A syllable is an initial consonant and a rhyme with one tone. The rhymes are those of standard
/// orthography (Đoàn Thiện Thuật, Ngữ âm tiếng Việt); names and loan words may fall outside, so
/// only shares of words are judged.
enum VietnameseSyllable {
  private static let onsets: Set<String> = [
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh",
    "p", "ph", "qu", "r", "s", "t", "th", "tr", "v", "x",
  ]

  private static let rhymes: Set<String> = Set(
    """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om
    on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uê uêch uênh uơ uôc uôi uôm uôn uông uôt uc ui um un ung up ut
    uy uya uych uyên uyêt uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ưt ưu
    ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu
    """.split(whereSeparator: \.isWhitespace).map { (rhyme: Substring) in String(rhyme) })

  /// Whether a word can be a Vietnamese syllable that is written with a mark or with đ.
  ///
  /// - Parameter word: Letters in composed form.
  static func isMarked(_ word: [UInt16]) -> Bool {
    var plain: [UInt16] = []
    var tones = 0
    var isMarked = false
    for letter in word {
      let small = lowercased(letter)
      guard let (vowel, tone) = VietnameseLetters.decomposed(small) else {
        if small == 0x0111 { isMarked = true }
        plain.append(small)
        continue
      }
      if tone != .level { tones += 1 }
      if vowel >= 0x80 { isMarked = true }
      plain.append(vowel)
    }
    guard tones <= 1, isMarked || tones == 1, plain.count <= 7 else { return false }
    let text = String(decoding: plain, as: UTF16.self)
    for length in 0...min(3, text.count) where onsets.contains(String(text.prefix(length))) {
      if rhymes.contains(String(text.dropFirst(length))) { return true }
    }
    // "gì", "giếng": the i of gi serves as the vowel, too.
    return text.hasPrefix("g") && rhymes.contains(String(text.dropFirst()))
  }

  private static func lowercased(_ letter: UInt16) -> UInt16 {
    guard let scalar = UnicodeScalar(letter) else { return letter }
    return scalar.properties.lowercaseMapping.utf16.first ?? letter
  }
}
