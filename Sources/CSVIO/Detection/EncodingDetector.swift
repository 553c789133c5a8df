/// Finds the encoding of the first bytes of a file and decodes them.
enum EncodingDetector {
  /// The outcome.
  struct Found {
    var encoding: TextEncoding
    var markLength: Int
    /// The prefix as UTF-8, without byte order mark.
    var text: [UInt8]
    var notes: [String] = []
  }

  static func detect(
    _ bytes: [UInt8], isWhole: Bool, given: TextEncoding?, file: String
  ) throws(CSVError) -> Found {
    let mark = byteOrderMark(bytes)
    let encoding = given ?? mark?.encoding ?? utf16ByZeros(bytes) ?? .utf8
    let markLength = mark?.encoding == encoding ? mark?.length ?? 0 : 0
    let body = Array(bytes[markLength...])
    if encoding == .utf8 {
      return Found(encoding: .utf8, markLength: markLength, text: body)
    }
    return Found(
      encoding: encoding, markLength: markLength, text: decoded(body, encoding, isWhole: isWhole))
  }

  static func decoded(_ bytes: [UInt8], _ encoding: TextEncoding, isWhole: Bool) -> [UInt8] {
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

  /// UTF-16 without mark: text of mostly Latin letters has a zero in every other byte.
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
}
