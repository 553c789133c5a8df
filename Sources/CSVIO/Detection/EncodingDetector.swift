/// Finds the encoding of the first bytes of a file and decodes them.
///
/// In this order: the encoding that was given; a byte order mark; the zero bytes of UTF-16; valid
/// UTF-8; else a legacy encoding, if one reading alone makes words. What stays undecided is
/// refused rather than guessed.
enum EncodingDetector {
  /// The outcome.
  struct Found {
    var encoding: TextEncoding
    var markLength: Int
    /// The prefix as UTF-8, without byte order mark.
    var text: [UInt8]
    var notes: [String] = []
  }

  /// Share of marked words that must be Vietnamese syllables.
  static let certainShare = 0.8
  /// By how much that share must surpass every other reading's.
  static let certainLead = 0.25
  /// Share of well-formed sequences above which stray bytes are damage, not another encoding.
  static let damagedShare = 0.95
  private static let sampleBytes = 1 << 18

  static func detect(
    _ bytes: [UInt8], isWhole: Bool, given: TextEncoding?, file: String
  ) throws(CSVError) -> Found {
    let mark = byteOrderMark(bytes)
    if given == nil,
      bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF])
    {
      throw CSVError(file: file, kind: .binary(.utf32))
    }
    if let encoding = given ?? mark?.encoding ?? utf16ByZeros(bytes) {
      let length = mark?.encoding == encoding ? mark?.length ?? 0 : 0
      return Found(
        encoding: encoding, markLength: length,
        text: decoded(Array(bytes[length...]), encoding, isWhole: isWhole))
    }
    let zeros = bytes.prefix(sampleBytes).count { $0 == 0 }
    if zeros * 10 > min(bytes.count, sampleBytes) {
      throw CSVError(file: file, kind: .binary(.zeros))
    }
    let utf8 = utf8Shape(bytes, isWhole: isWhole)
    if utf8.invalid == 0 { return Found(encoding: .utf8, markLength: 0, text: bytes) }
    if Double(utf8.valid) >= damagedShare * Double(utf8.valid + utf8.invalid) {
      return Found(
        encoding: .utf8, markLength: 0, text: bytes,
        notes: ["the file is UTF-8 with \(utf8.invalid) damaged bytes in its first part"])
    }
    let encoding = try legacy(Array(bytes.prefix(sampleBytes)), file: file)
    return Found(
      encoding: encoding, markLength: 0, text: decoded(bytes, encoding, isWhole: isWhole),
      notes: ["the encoding \(encoding.rawValue) was found by its words"])
  }

  /// The encoding that the bytes seem to be in where they cannot be in the one that was given.
  ///
  /// UTF-16 and encodings of single bytes are never taken for one another: a line break of UTF-16
  /// holds a zero byte, and text in single bytes holds none.
  static func contradiction(
    of given: TextEncoding, in bytes: [UInt8], isWhole: Bool
  ) -> TextEncoding? {
    let isUTF16 = given == .utf16LE || given == .utf16BE
    let seen = byteOrderMark(bytes)?.encoding ?? utf16ByZeros(bytes)
    if let seen, seen != given, isUTF16 || seen != .utf8 { return seen }
    guard isUTF16, !bytes.contains(0) else { return nil }
    return unaided(bytes, isWhole: isWhole)
  }

  /// The encoding that would be found if none were given; nil where none can be told.
  static func unaided(_ bytes: [UInt8], isWhole: Bool) -> TextEncoding? {
    (try? detect(bytes, isWhole: isWhole, given: nil, file: ""))?.encoding
  }

  static func decoded(_ bytes: [UInt8], _ encoding: TextEncoding, isWhole: Bool) -> [UInt8] {
    if encoding == .utf8 { return bytes }
    let transcoder = Transcoder(encoding)
    bytes.withUnsafeBufferPointer { transcoder.decode($0) }
    if isWhole { transcoder.finish() }
    return transcoder.output
  }

  private static func byteOrderMark(_ bytes: [UInt8]) -> (encoding: TextEncoding, length: Int)? {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
    if bytes.starts(with: [0xFF, 0xFE]) { return (.utf16LE, 2) }
    if bytes.starts(with: [0xFE, 0xFF]) { return (.utf16BE, 2) }
    return nil
  }

  /// UTF-16 without mark: delimiters, digits and Latin letters have a zero in every other byte.
  private static func utf16ByZeros(_ bytes: [UInt8]) -> TextEncoding? {
    let count = min(bytes.count, 4096) & ~1
    guard count >= 4 else { return nil }
    var even = 0
    var odd = 0
    for i in 0..<count where bytes[i] == 0 {
      if i & 1 == 0 { even += 1 } else { odd += 1 }
    }
    if odd * 4 > count && even * 20 < odd { return .utf16LE }
    if even * 4 > count && odd * 20 < even { return .utf16BE }
    return nil
  }

  /// Numbers of well-formed sequences of several bytes and of bytes that belong to none.
  private static func utf8Shape(_ bytes: [UInt8], isWhole: Bool) -> (valid: Int, invalid: Int) {
    bytes.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return (0, 0) }
      var valid = 0
      var invalid = 0
      var at = 0
      while at < buffer.count {
        let stop = at + firstInvalidUTF8(start + at, buffer.count - at)
        if stop == buffer.count && invalid == 0 { return (1, 0) }
        valid += buffer[at..<stop].count { $0 >= 0xC0 }
        if stop == buffer.count { break }
        // A sequence that the end of the prefix cuts off is no damage.
        if !isWhole && buffer.count - stop < 4 && buffer[stop] >= 0xC2 { break }
        invalid += 1
        at = stop + 1
      }
      return (valid, invalid)
    }
  }

  /// The only legacy encoding under which the text makes words.
  private static func legacy(_ bytes: [UInt8], file: String) throws(CSVError) -> TextEncoding {
    var shares: [(encoding: TextEncoding, share: Double)] = []
    for encoding in [TextEncoding.windows1258, .tcvn3, .vni] {
      let words = markedWords(decoded(bytes, encoding, isWhole: true))
      let good = words.count { VietnameseSyllable.isMarked($0) }
      shares.append((encoding, words.isEmpty ? 0 : Double(good) / Double(words.count)))
    }
    let ranked = shares.sorted { $0.share > $1.share }
    if ranked[0].share >= certainShare, ranked[0].share - ranked[1].share >= certainLead {
      return ranked[0].encoding
    }
    if ranked[0].share < 0.5 {
      let words = markedWords(decoded(bytes, .windows1252, isWhole: true))
      if words.allSatisfy(isWestern) { return .windows1252 }
    }
    let readings = ranked.map { "\($0.encoding.rawValue) \(Int(($0.share * 100).rounded())) %" }
    throw CSVError(
      file: file,
      kind: .uncertainEncoding(readings.joined(separator: ", ")))
  }

  /// Runs of letters and of signs above ASCII, with at least one of the latter.
  private static func markedWords(_ text: [UInt8]) -> [[UInt16]] {
    var words: [[UInt16]] = []
    var word: [UInt16] = []
    var isMarked = false
    for unit in String(decoding: text, as: UTF8.self).utf16 {
      let isLetter = (unit | 0x20 >= 0x61 && unit | 0x20 <= 0x7A) || (unit >= 0x80 && !isSign(unit))
      if isLetter {
        word.append(unit)
        if unit >= 0x80 { isMarked = true }
        continue
      }
      if isMarked { words.append(word) }
      word = []
      isMarked = false
      if words.count >= 5000 { break }
    }
    if isMarked { words.append(word) }
    return words
  }

  /// Signs that stand between words in any language: quotes, dashes, dots, no-break space, euro.
  private static func isSign(_ unit: UInt16) -> Bool {
    (0x2010...0x2026).contains(unit) || unit == 0xA0 || unit == 0xAB || unit == 0xBB
      || unit == 0xB0 || unit == 0x20AC || unit == 0x20AB
  }

  /// Whether a word may be of a Western European language: accented letters among plain ones.
  ///
  /// ÿ is left out: as the byte 0xFF it is far more often damage than a letter.
  private static func isWestern(_ word: [UInt16]) -> Bool {
    let accented = word.filter { $0 >= 0x80 }
    return accented.allSatisfy {
      ((0xC0...0xFE).contains($0) && $0 != 0xD7 && $0 != 0xF7) || $0 == 0x152 || $0 == 0x153
        || $0 == 0x160 || $0 == 0x161 || $0 == 0x17D || $0 == 0x17E || $0 == 0x178
    } && (accented.count * 2 <= word.count || word.count == 1)
  }
}
