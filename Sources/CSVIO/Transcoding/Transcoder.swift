/// Turns bytes of another encoding into UTF-8, piece by piece.
final class Transcoder {
  private let encoding: TextEncoding
  private var pendingByte: UInt8?
  private var highSurrogate: UInt32?
  /// A letter that the next byte may complete; 0 is none.
  private var base: UInt16 = 0
  private let table: [UInt16]
  var output: [UInt8] = []

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

  /// Decodes a piece, appending to `output`.
  func decode(_ bytes: UnsafeBufferPointer<UInt8>) {
    switch encoding {
    case .utf8: output.append(contentsOf: bytes)
    case .utf16LE, .utf16BE: decodeUTF16(bytes)
    case .vni: for byte in bytes { decodeVNI(byte) }
    case .windows1252, .windows1258, .tcvn3: for byte in bytes { decodeSingle(byte) }
    }
  }

  /// Ends the input.
  func finish() {
    flushBase()
    if pendingByte != nil || highSurrogate != nil { output.append(Self.invalid) }
    pendingByte = nil
    highSurrogate = nil
  }

  private func flushBase() {
    if base != 0 {
      append(UInt32(base))
      base = 0
    }
  }

  /// One byte of a code page; a combining tone mark joins the letter before it.
  private func decodeSingle(_ byte: UInt8) {
    let scalar = byte < 0x80 ? UInt16(byte) : table[Int(byte) - 0x80]
    if byte >= 0x80 {
      if scalar == 0 {
        flushBase()
        output.append(Self.invalid)
        return
      }
      if let tone = VietnameseLetters.tone(ofMark: scalar) {
        if base != 0, let letter = VietnameseLetters.composed(base, tone) {
          append(UInt32(letter))
          base = 0
          return
        }
      }
    }
    flushBase()
    if encoding != .windows1252, Self.isLetter(scalar) {
      base = scalar
    } else {
      append(UInt32(scalar))
    }
  }

  /// Letters are held back, because a tone mark may follow; everything else is written at once.
  private static func isLetter(_ scalar: UInt16) -> Bool {
    scalar >= 0xC0 || (scalar | 0x20 >= 0x61 && scalar | 0x20 <= 0x7A)
  }

  private func decodeVNI(_ byte: UInt8) {
    if base != 0, byte >= 0x80, let mark = CodePages.vniMark(byte),
      let letter = CodePages.vniLetter(base, mark)
    {
      append(UInt32(letter))
      base = 0
      return
    }
    flushBase()
    var scalar = UInt16(byte)
    if byte >= 0x80 { scalar = CodePages.vniLetters[byte] ?? table[Int(byte) - 0x80] }
    if scalar == 0 && byte != 0 {
      output.append(Self.invalid)
    } else if CodePages.takesVNIMark(scalar) {
      base = scalar
    } else {
      append(UInt32(scalar))
    }
  }

  private func decodeUTF16(_ bytes: UnsafeBufferPointer<UInt8>) {
    for byte in bytes {
      guard let first = pendingByte else {
        pendingByte = byte
        continue
      }
      pendingByte = nil
      let unit =
        encoding == .utf16LE
        ? UInt32(byte) << 8 | UInt32(first) : UInt32(first) << 8 | UInt32(byte)
      if let high = highSurrogate {
        highSurrogate = nil
        if unit & 0xFC00 == 0xDC00 {
          append(0x10000 + (high & 0x3FF) << 10 + (unit & 0x3FF))
          continue
        }
        output.append(Self.invalid)
      }
      switch unit & 0xFC00 {
      case 0xD800: highSurrogate = unit
      case 0xDC00: output.append(Self.invalid)
      default: append(unit)
      }
    }
  }

  private func append(_ scalar: UInt32) {
    switch scalar {
    case 0..<0x80: output.append(UInt8(scalar))
    case 0x80..<0x800:
      output.append(UInt8(0xC0 | scalar >> 6))
      output.append(UInt8(0x80 | scalar & 0x3F))
    case 0x800..<0x10000:
      output.append(UInt8(0xE0 | scalar >> 12))
      output.append(UInt8(0x80 | scalar >> 6 & 0x3F))
      output.append(UInt8(0x80 | scalar & 0x3F))
    default:
      output.append(UInt8(0xF0 | scalar >> 18))
      output.append(UInt8(0x80 | scalar >> 12 & 0x3F))
      output.append(UInt8(0x80 | scalar >> 6 & 0x3F))
      output.append(UInt8(0x80 | scalar & 0x3F))
    }
  }
}

/// Decodes what another reader reads.
final class DecodingReader: ByteReader {
  private let source: any ByteReader
  private let transcoder: Transcoder
  private let piece: UnsafeMutablePointer<UInt8>
  private var handedOn = 0
  private var isAtEnd = false
  private static let pieceBytes = 1 << 16

  init(_ source: any ByteReader, _ transcoder: Transcoder) {
    self.source = source
    self.transcoder = transcoder
    piece = .allocate(capacity: Self.pieceBytes)
  }

  deinit { piece.deallocate() }

  func read(into target: UnsafeMutablePointer<UInt8>, _ count: Int) throws(CSVError) -> Int {
    while handedOn == transcoder.output.count, !isAtEnd {
      transcoder.output.removeAll(keepingCapacity: true)
      handedOn = 0
      let read = try source.read(into: piece, Self.pieceBytes)
      if read == 0 {
        isAtEnd = true
        transcoder.finish()
      } else {
        transcoder.decode(UnsafeBufferPointer(start: piece, count: read))
      }
    }
    let available = min(count, transcoder.output.count - handedOn)
    transcoder.output.withUnsafeBufferPointer { buffer in
      if let start = buffer.baseAddress { target.update(from: start + handedOn, count: available) }
    }
    handedOn += available
    return available
  }
}
