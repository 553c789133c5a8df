internal import Synchronization

/// Hands on bytes in order.
protocol ByteReader: AnyObject {
  /// Reads up to `count` bytes; 0 at the end.
  func read(into target: UnsafeMutablePointer<UInt8>, _ count: Int) throws(CSVError) -> Int
}

/// Reads a range of a file or of memory; the range can be extended.
final class RangeReader: ByteReader {
  private let handle: InputHandle
  private var offset: Int
  private(set) var end: Int
  private let progress: ProgressCounter
  private let digest: Digest?
  private let sharedDigest: FileDigest?

  /// Reads from `start` to `end`; a digest gets the bytes before `start`, too, which lie in the
  /// kept prefix, and makes sense only for a reader of the whole file.
  init(
    _ handle: InputHandle, from start: Int, to end: Int, digest: Digest?,
    sharedDigest: FileDigest? = nil, progress: ProgressCounter
  ) {
    self.handle = handle
    self.digest = digest
    self.sharedDigest = sharedDigest
    digest?.update(Array(handle.prefix[..<start]))
    offset = start
    self.end = end
    self.progress = progress
  }

  func extend(to newEnd: Int) { end = max(end, newEnd) }

  func read(into target: UnsafeMutablePointer<UInt8>, _ count: Int) throws(CSVError) -> Int {
    let wanted = min(count, end - offset)
    if wanted <= 0 { return 0 }
    let read = try handle.read(at: offset, into: target, wanted)
    offset += read
    digest?.update(target, read)
    try sharedDigest?.share(read)
    progress.add(read)
    return read
  }
}

/// Reads the kept prefix and then the rest of a pipe.
final class StreamReader: ByteReader {
  private let handle: InputHandle
  private var offset: Int
  private let digest: Digest?
  private let progress: ProgressCounter
  private(set) var total: Int

  init(_ handle: InputHandle, from start: Int, digest: Digest?, progress: ProgressCounter) {
    self.handle = handle
    offset = start
    total = handle.prefix.count
    self.digest = digest
    self.progress = progress
    digest?.update(handle.prefix)
    progress.add(handle.prefix.count)
  }

  func read(into target: UnsafeMutablePointer<UInt8>, _ count: Int) throws(CSVError) -> Int {
    if offset < handle.prefix.count {
      let read = try handle.read(
        at: offset, into: target, min(count, handle.prefix.count - offset))
      offset += read
      return read
    }
    // A pipe gives small pieces; fill the request so that batches stay large.
    var filled = 0
    while filled < count {
      let read = try handle.readStream(into: target + filled, count - filled)
      if read == 0 { break }
      filled += read
    }
    digest?.update(target, filled)
    progress.add(filled)
    total += filled
    return filled
  }
}

/// Adds up the bytes read by all threads and tells the caller now and then.
final class ProgressCounter: Sendable {
  private let report: (@Sendable (Int) -> Void)?
  private let total = Atomic<Int>(0)
  private static let step = 1 << 22

  init(_ report: (@Sendable (Int) -> Void)?) { self.report = report }

  func add(_ count: Int) {
    guard let report, count > 0 else { return }
    let (old, new) = total.add(count, ordering: .relaxed)
    if old / Self.step != new / Self.step { report(new) }
  }
}
