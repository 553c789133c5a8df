/// The bytes from the start of the first record not yet settled to the last byte read.
///
/// Three indices: `base` (start of the window), `parsed` (given to libcsv) and `filled` (read).
/// The parser knows no positions; this type finds record boundaries, line numbers and raw records
/// afterwards, and only when asked. It looks at quotes and line breaks alone, which is exact for
/// bytes that the strict parser has accepted: there every quote opens, closes or is doubled.
final class RecordWindow {
  private(set) var memory: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  var base = 0
  var parsed = 0
  private(set) var filled = 0
  /// Offset in the input of `memory[0]`, in decoded bytes.
  private var origin: Int
  /// Line at the start of the memory, or (for a file) at some earlier place.
  private var lines: LineCounter
  /// The last place in the window that was asked for, because questions come in ascending order.
  private var ahead: LineCounter
  private let handle: InputHandle?

  /// A window.
  ///
  /// - Parameters:
  ///   - offset: Offset of the first byte that will be read.
  ///   - lines: Line count at the start of the data.
  ///   - handle: Input from which skipped bytes can be counted again, or `nil` when bytes pass
  ///     only once (a pipe, decoded text) and lines must be counted on the way.
  init(offset: Int, lines: LineCounter, handle: InputHandle?) {
    memory = .allocate(capacity: 4096)
    capacity = 4096
    origin = offset
    self.lines = lines
    ahead = lines
    self.handle = handle
  }

  deinit { memory.deallocate() }

  /// Offset in the input of an index.
  func offset(_ index: Int) -> Int { origin + index }

  /// Reads at most `count` further bytes; 0 at the end.
  func refill(from reader: any ByteReader, count: Int) throws(CSVError) -> Int {
    if filled + count > capacity {
      if base > 0 {
        drop()
      }
      if filled + count > capacity {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: (filled + count) * 2)
        larger.update(from: memory, count: filled)
        memory.deallocate()
        memory = larger
        capacity = (filled + count) * 2
      }
    }
    let read = try reader.read(into: memory + filled, count)
    filled += read
    return read
  }

  private func drop() {
    if handle == nil { lines.advance(over: memory, count: base, to: origin + base) }
    memory.update(from: memory + base, count: filled - base)
    origin += base
    parsed -= base
    filled -= base
    base = 0
  }

  /// Takes bytes that were decoded but do not belong to the records (the header).
  func skip(_ count: Int) {
    base = min(base + count, filled)
    parsed = base
  }

  /// Physical line of an index at or after `base`, from 1.
  func line(at index: Int) throws(CSVError) -> Int {
    if let handle, lines.offset < origin + base { try lines.advance(to: origin + base, in: handle) }
    let target = origin + index
    if ahead.offset > target || ahead.offset < lines.offset { ahead = lines }
    ahead.advance(over: memory + (ahead.offset - origin), count: target - ahead.offset, to: target)
    return ahead.line
  }

  /// Index after the last unquoted line break before `end`, or `base`.
  ///
  /// - Parameters:
  ///   - end: An index up to which the parser has accepted everything.
  ///   - isQuoted: Whether `end` lies inside quotes.
  func recordStart(before end: Int, isQuoted: Bool) -> Int {
    // Local copies here and below, because a class's property is checked at every access.
    let memory = self.memory
    let base = self.base
    var quoted = isQuoted
    var index = end
    while index > base {
      let byte = memory[index - 1]
      if byte == 0x22 {
        quoted.toggle()
      } else if !quoted && (byte == 0x0A || byte == 0x0D) {
        return index
      }
      index -= 1
    }
    return base
  }

  /// Index of the next unquoted line break at or after `start`, which is outside quotes.
  func terminator(from start: Int, to end: Int) -> Int? {
    let memory = self.memory
    var quoted = false
    var index = start
    while index < end {
      let byte = memory[index]
      if byte == 0x22 {
        quoted.toggle()
      } else if !quoted && (byte == 0x0A || byte == 0x0D) {
        return index
      }
      index += 1
    }
    return nil
  }

  /// Index of the next line break, quoted or not.
  func lineBreak(from start: Int) -> Int? {
    let memory = self.memory
    let end = filled
    var index = start
    while index < end {
      if memory[index] == 0x0A || memory[index] == 0x0D { return index }
      index += 1
    }
    return nil
  }

  /// Index of the quote that is open at `end`, starting outside quotes.
  func openingQuote(from start: Int, to end: Int) -> Int {
    var opened = start
    var quoted = false
    for index in start..<end where memory[index] == 0x22 {
      quoted.toggle()
      if quoted { opened = index }
    }
    return opened
  }

  /// Whether a field of the record at `start` passes the limit before the record passes its own.
  func isFieldTooLong(from start: Int, field: Int, record: Int, delimiter: UInt8) -> Bool {
    let memory = self.memory
    var quoted = false
    var begin = start
    var index = start
    let end = min(filled, start + record)
    while index < end {
      let byte = memory[index]
      if byte == 0x22 {
        quoted.toggle()
      } else if !quoted && byte == delimiter {
        begin = index + 1
      }
      index += 1
      if index - begin > field { return true }
    }
    return false
  }

  /// Character position of an index in its line, from 1.
  func column(of index: Int) -> Int {
    var begin = index
    while begin > base, memory[begin - 1] != 0x0A, memory[begin - 1] != 0x0D { begin -= 1 }
    var column = 1
    for i in begin..<index where memory[i] & 0xC0 != 0x80 { column += 1 }
    return column
  }

  /// A copy of bytes, at most `limit` of them.
  func bytes(_ range: Range<Int>, limit: Int) -> [UInt8] {
    Array(UnsafeBufferPointer(start: memory + range.lowerBound, count: min(range.count, limit)))
  }
}

extension RecordWindow {
  /// Character position in its line of the first byte that is not UTF-8, or 1.
  func columnOfInvalidByte(in range: Range<Int>) -> Int {
    let at = firstInvalidUTF8(memory + range.lowerBound, range.count)
    return at < range.count ? column(of: range.lowerBound + at) : 1
  }
}
