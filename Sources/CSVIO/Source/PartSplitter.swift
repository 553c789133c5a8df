/// Guesses where a file can be cut into parts that begin with a record.
///
/// A guess looks at one window: both hypotheses, that the window begins inside or outside quotes,
/// are followed, and the one that breaks a rule of quoting later wins. The reader of the part
/// before verifies every guess: unless it arrives at the cut between two records, it reads on and
/// the guessed part is dropped. A wrong guess therefore costs time, never correctness.
struct PartSplitter {
  let handle: InputHandle
  let delimiter: UInt8
  /// Bytes looked at behind a cut.
  static let windowLimit = 1 << 20

  /// Starts of parts, the first being `start`.
  ///
  /// - Parameters:
  ///   - start: Offset of the first record.
  ///   - end: Size of the file.
  ///   - count: Number of parts wanted.
  /// - Returns: Ascending offsets; fewer than `count` where no boundary was found.
  func starts(from start: Int, to end: Int, count: Int) throws(CSVError) -> [Int] {
    var starts = [start]
    guard count > 1 else { return starts }
    for part in 1..<count {
      let nominal = start + (end - start) / count * part
      guard nominal > starts[starts.count - 1] else { continue }
      if let cut = try boundary(after: nominal, end: end), cut > starts[starts.count - 1], cut < end
      {
        starts.append(cut)
      }
    }
    return starts
  }

  private func boundary(after offset: Int, end: Int) throws(CSVError) -> Int? {
    var size = min(1 << 16, end - offset)
    while true {
      let bytes = try window(at: offset, size)
      let outside = follow(bytes, isQuoted: false)
      let inside = follow(bytes, isQuoted: true)
      let best = inside.violation > outside.violation ? inside : outside
      if let cut = best.cut { return offset + cut }
      // A violation before any record begins: no boundary can be told from here.
      if best.violation < bytes.count { return nil }
      if size >= min(Self.windowLimit, end - offset) { return nil }
      size = min(size * 4, Self.windowLimit, end - offset)
    }
  }

  private func window(at offset: Int, _ size: Int) throws(CSVError) -> [UInt8] {
    let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, size))
    defer { buffer.deallocate() }
    var filled = 0
    while filled < size {
      let read = try handle.read(at: offset + filled, into: buffer + filled, size - filled)
      if read == 0 { break }
      filled += read
    }
    return Array(UnsafeBufferPointer(start: buffer, count: filled))
  }

  /// Follows the quoting under one hypothesis.
  ///
  /// - Returns: Index of the first quote that strict CSV does not allow (the end if there is none;
  ///   behind it the hypothesis tells nothing more), and of the first byte of the first record
  ///   that begins in the window with something other than a blank line.
  private func follow(_ bytes: [UInt8], isQuoted: Bool) -> (violation: Int, cut: Int?) {
    var quoted = isQuoted
    var cut: Int?
    var isAtLineStart = false
    var last: UInt8 = delimiter
    var index = 0
    // At the very start of the window what stands before the first byte is not known.
    var isKnown = false
    while index < bytes.count {
      let byte = bytes[index]
      let next = index + 1 < bytes.count ? bytes[index + 1] : UInt8(0x0A)
      if quoted {
        if byte == 0x22 {
          if next == 0x22 {
            index += 1
          } else {
            quoted = false
            last = byte
            if !isFieldEnd(next) { return (index, cut) }
          }
        }
        isKnown = true
      } else {
        if byte == 0x22 {
          if isKnown && last != delimiter && last != 0x0A && last != 0x0D { return (index, cut) }
          quoted = true
        }
        if isAtLineStart && cut == nil && !isBlank(byte) && byte != 0x0A && byte != 0x0D {
          // Blanks before the first field belong to the record.
          cut = index
          while let c = cut, c > 0, isBlank(bytes[c - 1]) { cut = c - 1 }
        }
        if byte == 0x0A || byte == 0x0D {
          isAtLineStart = true
        } else if !isBlank(byte) {
          isAtLineStart = false
        }
        if !isBlank(byte) {
          last = byte
          isKnown = true
        }
      }
      index += 1
    }
    return (bytes.count, cut)
  }

  private func isBlank(_ byte: UInt8) -> Bool {
    (byte == 0x20 || byte == 0x09) && byte != delimiter
  }

  private func isFieldEnd(_ byte: UInt8) -> Bool {
    byte == delimiter || byte == 0x0A || byte == 0x0D || isBlank(byte)
  }
}
