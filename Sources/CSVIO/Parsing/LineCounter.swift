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
  /// 32 bytes at a time, because every byte of a pipe passes here; a lane counts to 255 before it
  /// is added up. Reads no byte beyond `count`.
  private static func lineBreakBytes(
    _ bytes: UnsafePointer<UInt8>, _ count: Int
  ) -> (feeds: Int, returns: Int) {
    typealias Lanes = SIMD32<UInt8>
    let raw = UnsafeRawPointer(bytes)
    let ones = Lanes(repeating: 1)
    let zeros = Lanes(repeating: 0)
    var feeds = 0
    var returns = 0
    var at = 0
    while at &+ 32 <= count {
      var feedLanes = zeros
      var returnLanes = zeros
      let end = min(count &- 31, at &+ 32 &* 255)
      while at < end {
        let lanes = raw.loadUnaligned(fromByteOffset: at, as: Lanes.self)
        feedLanes &+= zeros.replacing(with: ones, where: lanes .== 0x0A)
        returnLanes &+= zeros.replacing(with: ones, where: lanes .== 0x0D)
        at &+= 32
      }
      for lane in 0..<32 {
        feeds &+= Int(feedLanes[lane])
        returns &+= Int(returnLanes[lane])
      }
    }
    while at < count {
      feeds &+= bytes[at] == 0x0A ? 1 : 0
      returns &+= bytes[at] == 0x0D ? 1 : 0
      at &+= 1
    }
    return (feeds, returns)
  }
}
