/// Turns bytes of another encoding into UTF-8, piece by piece.
///
/// Runs of ASCII are copied as they are; the few other bytes go through a table. Pointers are used
/// because pieces lie in buffers that are filled by the system; no index leaves its piece.
final class Transcoder {
  private let encoding: TextEncoding
  private var pendingByte: UInt8?
  private var highSurrogate: UInt32?
  /// A letter that the next byte may complete; 0 is none.
  private var base: UInt16 = 0
  private let table: [UInt16]
  /// Text decoded so far and not yet taken.
  private(set) var output: [UInt8] = []

  init(_ encoding: TextEncoding) {
    self.encoding = encoding
    switch encoding {
    case .windows1258: table = CodePages.windows1258
    case .tcvn3: table = CodePages.tcvn3
    default: table = CodePages.windows1252
    }
  }

  /// Byte that is written where the input allows no character, so that the record is rejected.
  static let invalid: UInt8 = 0xFF

  /// Forgets the text that was taken.
  func removeOutput() { output.removeAll(keepingCapacity: true) }

  /// Decodes a piece, appending to `output`.
  func decode(_ bytes: UnsafeBufferPointer<UInt8>) {
    // A local array, because a class's property is checked at every access.
    var text: [UInt8] = []
    swap(&text, &output)
    switch encoding {
    case .utf8: text.append(contentsOf: bytes)
    case .utf16LE, .utf16BE: decodeUTF16(bytes, into: &text)
    case .windows1252, .windows1258, .tcvn3, .vni: decodePage(bytes, into: &text)
    }
    swap(&text, &output)
  }

  /// Ends the input.
  func finish() {
    Self.flush(&base, &output)
    if pendingByte != nil || highSurrogate != nil { output.append(Self.invalid) }
    pendingByte = nil
    highSurrogate = nil
  }

  private static func flush(_ base: inout UInt16, _ text: inout [UInt8]) {
    if base != 0 {
      append(UInt32(base), &text)
      base = 0
    }
  }

  // MARK: Code pages

  private func decodePage(_ bytes: UnsafeBufferPointer<UInt8>, into text: inout [UInt8]) {
    let isVNI = encoding == .vni
    let hasMarks = encoding != .windows1252
    var held = base
    var index = 0
    while index < bytes.count {
      var end = index
      while end < bytes.count, bytes[end] < 0x80 { end += 1 }
      if end > index {
        Self.flush(&held, &text)
        // The last letter of the run is held back, because a mark may follow.
        let last = bytes[end - 1]
        let isHeld = hasMarks && last | 0x20 >= 0x61 && last | 0x20 <= 0x7A
        text.append(contentsOf: bytes[index..<(isHeld ? end - 1 : end)])
        if isHeld { held = UInt16(last) }
        index = end
        continue
      }
      if isVNI {
        decodeVNI(bytes[index], &held, &text)
      } else {
        decodeSingle(bytes[index], &held, &text)
      }
      index += 1
    }
    base = held
  }

  /// One byte above ASCII; a combining tone mark joins the letter before it.
  private func decodeSingle(_ byte: UInt8, _ held: inout UInt16, _ text: inout [UInt8]) {
    let scalar = table[Int(byte) - 0x80]
    if held != 0, let tone = VietnameseLetters.tone(ofMark: scalar),
      let letter = VietnameseLetters.composed(held, tone)
    {
      Self.append(UInt32(letter), &text)
      held = 0
      return
    }
    Self.flush(&held, &text)
    if scalar == 0 {
      text.append(Self.invalid)
    } else if scalar >= 0xC0 && encoding != .windows1252 {
      held = scalar
    } else {
      Self.append(UInt32(scalar), &text)
    }
  }

  private func decodeVNI(_ byte: UInt8, _ held: inout UInt16, _ text: inout [UInt8]) {
    if held != 0, let mark = CodePages.vniMark(byte),
      let letter = CodePages.vniLetter(held, mark)
    {
      Self.append(UInt32(letter), &text)
      held = 0
      return
    }
    Self.flush(&held, &text)
    let scalar = CodePages.vniLetters[byte] ?? table[Int(byte) - 0x80]
    if scalar == 0 {
      text.append(Self.invalid)
    } else if CodePages.takesVNIMark(scalar) {
      held = scalar
    } else {
      Self.append(UInt32(scalar), &text)
    }
  }

  // MARK: UTF-16

  private func decodeUTF16(_ bytes: UnsafeBufferPointer<UInt8>, into text: inout [UInt8]) {
    let isLittle = encoding == .utf16LE
    var index = 0
    if let first = pendingByte, !bytes.isEmpty {
      pendingByte = nil
      decodeUnit(isLittle ? Self.unit(bytes[0], first) : Self.unit(first, bytes[0]), &text)
      index = 1
    }
    while index + 1 < bytes.count {
      let high = isLittle ? bytes[index + 1] : bytes[index]
      let low = isLittle ? bytes[index] : bytes[index + 1]
      index += 2
      if high == 0, low < 0x80, highSurrogate == nil {
        text.append(low)
      } else {
        decodeUnit(Self.unit(high, low), &text)
      }
    }
    if index < bytes.count { pendingByte = bytes[index] }
  }

  private static func unit(_ high: UInt8, _ low: UInt8) -> UInt32 {
    UInt32(high) << 8 | UInt32(low)
  }

  private func decodeUnit(_ unit: UInt32, _ text: inout [UInt8]) {
    if let high = highSurrogate {
      highSurrogate = nil
      if unit & 0xFC00 == 0xDC00 {
        Self.append(0x10000 + (high & 0x3FF) << 10 + (unit & 0x3FF), &text)
        return
      }
      text.append(Self.invalid)
    }
    switch unit & 0xFC00 {
    case 0xD800: highSurrogate = unit
    case 0xDC00: text.append(Self.invalid)
    default: Self.append(unit, &text)
    }
  }

  private static func append(_ scalar: UInt32, _ text: inout [UInt8]) {
    switch scalar {
    case 0..<0x80: text.append(UInt8(scalar))
    case 0x80..<0x800:
      text.append(UInt8(0xC0 | scalar >> 6))
      text.append(UInt8(0x80 | scalar & 0x3F))
    case 0x800..<0x10000:
      text.append(UInt8(0xE0 | scalar >> 12))
      text.append(UInt8(0x80 | scalar >> 6 & 0x3F))
      text.append(UInt8(0x80 | scalar & 0x3F))
    default:
      text.append(UInt8(0xF0 | scalar >> 18))
      text.append(UInt8(0x80 | scalar >> 12 & 0x3F))
      text.append(UInt8(0x80 | scalar >> 6 & 0x3F))
      text.append(UInt8(0x80 | scalar & 0x3F))
    }
  }
}
