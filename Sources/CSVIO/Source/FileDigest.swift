internal import Synchronization

/// SHA-256 of a file that several threads read in parts, made by those threads as they go.
///
/// A digest needs the bytes in order, the parts are read side by side. So every reader takes over
/// as much of the digest as it has read, wherever in the file that is: the work is spread evenly
/// without a thread of its own, and a reader never waits for another.
final class FileDigest: Sendable {
  private struct Progress: ~Copyable {
    let digest = Digest()
    let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: FileDigest.step)
    var offset = 0
    deinit { buffer.deallocate() }
  }

  private static let step = 1 << 18
  private let handle: InputHandle
  private let size: Int
  /// Bytes that the readers have read, and the digest therefore should have reached.
  private let due = Atomic<Int>(0)
  /// Bytes that are in the digest.
  private let reached = Atomic<Int>(0)
  private let progress = Mutex(Progress())

  init(_ handle: InputHandle, size: Int) {
    self.handle = handle
    self.size = size
  }

  /// Takes over the share of a reader that has read `count` bytes; leaves it to another that is
  /// at work on the digest.
  func share(_ count: Int) throws(CSVError) {
    let goal = due.add(count, ordering: .relaxed).newValue
    guard goal - reached.load(ordering: .relaxed) >= Self.step else { return }
    let result = progress.withLockIfAvailable { progress in advance(&progress, to: goal) }
    try result?.get()
  }

  /// The digest in hexadecimal, after the bytes that are left; to be called once.
  func finish() throws(CSVError) -> String {
    let result = progress.withLock { progress in
      advance(&progress, to: size).map { progress.digest.finish() }
    }
    return try result.get()
  }

  private func advance(_ progress: inout Progress, to goal: Int) -> Result<Void, CSVError> {
    do throws(CSVError) {
      while progress.offset < min(goal, size) {
        let wanted = min(Self.step, size - progress.offset)
        let read = try handle.read(at: progress.offset, into: progress.buffer, wanted)
        if read == 0 { break }
        progress.digest.update(progress.buffer, read)
        progress.offset += read
      }
    } catch {
      return .failure(error)
    }
    reached.store(progress.offset, ordering: .relaxed)
    return .success(())
  }
}
