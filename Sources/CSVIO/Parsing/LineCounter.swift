/// A place in the input and its physical line; CR LF, LF and CR each end one line.
struct LineCounter {
  /// Offset in the input, in decoded bytes.
  private(set) var offset: Int
  /// Physical line at that offset, from 1.
  private(set) var line: Int
  private var afterCarriageReturn = false

  /// Starts at an offset that begins a line.
  init(offset: Int, line: Int) {
    self.offset = offset
    self.line = line
  }

  /// Counts the line breaks of bytes that begin at the current offset.
  mutating func advance(over bytes: UnsafePointer<UInt8>, count: Int, to target: Int) {
    guard count > 0 else { return }
    let (feeds, returns) = Self.lineBreakBytes(bytes, count)
    var pairs = afterCarriageReturn && bytes[0] == 0x0A ? 1 : 0
    if returns > 0 {
      for i in 1..<max(count, 1) where bytes[i] == 0x0A && bytes[i - 1] == 0x0D { pairs += 1 }
    }
    line += feeds + returns - pairs
    afterCarriageReturn = bytes[count - 1] == 0x0D
    offset = target
  }

  /// Counts on by reading the input again.
  mutating func advance(to target: Int, in handle: InputHandle) throws(CSVError) {
    let size = 1 << 16
    let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
    defer { buffer.deallocate() }
    while offset < target {
      let read = try handle.read(at: offset, into: buffer, min(size, target - offset))
      if read == 0 { return }
      advance(over: buffer, count: read, to: offset + read)
    }
  }

  /// Numbers of line feeds and of carriage returns.
  ///
  /// In blocks whose counts fit one byte, so that the compiler can count 16 bytes at a time: every
  /// byte of a pipe passes here.
  private static func lineBreakBytes(
    _ bytes: UnsafePointer<UInt8>, _ count: Int
  ) -> (feeds: Int, returns: Int) {
    var feeds = 0
    var returns = 0
    var at = 0
    while at < count {
      let end = min(count, at &+ 240)
      var feedsInBlock: UInt8 = 0
      var returnsInBlock: UInt8 = 0
      while at < end {
        feedsInBlock &+= bytes[at] == 0x0A ? 1 : 0
        returnsInBlock &+= bytes[at] == 0x0D ? 1 : 0
        at &+= 1
      }
      feeds &+= Int(feedsInBlock)
      returns &+= Int(returnsInBlock)
    }
    return (feeds, returns)
  }
}
