internal import Synchronization

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// An opened input: the first bytes, kept, and a way to read the rest.
///
/// Regular files and memory are read at any offset (`pread`), so several threads and several
/// passes are possible; a pipe is read once, after the kept prefix.
///
/// Nothing in it changes but the flag that lets one reader have the rest of a pipe, so parts of a
/// file can share it.
final class InputHandle: Sendable {
  enum Storage {
    case memory([UInt8])
    case regular(Int32)
    case stream(Int32)
  }

  /// Bytes that are read and kept for finding out encoding and dialect.
  static let prefixLimit = 1 << 20

  let name: String
  let storage: Storage
  let prefix: [UInt8]
  /// Size in bytes, `nil` for a pipe that did not end within the prefix.
  let size: Int?
  private let isStreamTaken = Atomic<Bool>(false)

  init(_ input: CSVInput) throws(CSVError) {
    name = input.name
    switch input {
    case .bytes(let bytes, _):
      storage = .memory(bytes)
      prefix = Array(bytes.prefix(Self.prefixLimit))
      size = bytes.count
    case .file(let path):
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else {
        throw CSVError(file: input.name, kind: .cannotOpen(Self.reason(errno)))
      }
      do {
        (storage, prefix, size) = try Self.inspect(descriptor, name: name)
      } catch {
        close(descriptor)
        throw error
      }
    case .standardInput:
      (storage, prefix, size) = try Self.inspect(0, name: name)
    }
  }

  deinit {
    switch storage {
    case .regular(let descriptor), .stream(let descriptor):
      if descriptor > 2 { close(descriptor) }
    case .memory: break
    }
  }

  /// Whether the bytes can be read at any offset and again.
  var isSeekable: Bool {
    if case .stream = storage { return size != nil }
    return true
  }

  /// Reads at an offset; 0 at the end.
  func read(
    at offset: Int, into target: UnsafeMutablePointer<UInt8>, _ count: Int
  ) throws(CSVError) -> Int {
    switch storage {
    case .memory(let bytes): return Self.copy(bytes, offset, target, count)
    case .stream:
      // Only the prefix of a pipe can be read at an offset.
      return Self.copy(prefix, offset, target, count)
    case .regular(let descriptor):
      while true {
        let read = pread(descriptor, target, count, off_t(offset))
        if read >= 0 { return read }
        if errno != EINTR { throw CSVError(file: name, kind: .readFailed(Self.reason(errno))) }
      }
    }
  }

  /// Reads what follows in a pipe; 0 at the end.
  func readStream(into target: UnsafeMutablePointer<UInt8>, _ count: Int) throws(CSVError) -> Int {
    guard case .stream(let descriptor) = storage, size == nil else { return 0 }
    return try Self.readOnce(descriptor, target, count, name: name)
  }

  /// Lets one reader have the rest of a pipe.
  func takeStream() throws(CSVError) {
    if isStreamTaken.exchange(true, ordering: .acquiringAndReleasing) {
      throw CSVError(file: name, kind: .alreadyRead)
    }
  }

  private static func copy(
    _ bytes: [UInt8], _ offset: Int, _ target: UnsafeMutablePointer<UInt8>, _ count: Int
  ) -> Int {
    let n = max(0, min(count, bytes.count - offset))
    if n > 0 {
      bytes.withUnsafeBufferPointer { buffer in
        // because the range is inside the buffer, a non-empty buffer has an address
        target.update(from: buffer.baseAddress.unsafelyUnwrapped + offset, count: n)
      }
    }
    return n
  }

  private static func inspect(
    _ descriptor: Int32, name: String
  ) throws(CSVError) -> (Storage, [UInt8], Int?) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw CSVError(file: name, kind: .cannotOpen(reason(errno)))
    }
    let type = status.st_mode & S_IFMT
    if type == S_IFDIR { throw CSVError(file: name, kind: .isDirectory) }
    // A redirected file at a later position must not be read from its beginning.
    let isRegular = type == S_IFREG && lseek(descriptor, 0, SEEK_CUR) == 0
    let size = isRegular ? Int(status.st_size) : prefixLimit
    let wanted = min(prefixLimit, size)
    let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: max(wanted, 1))
    defer { buffer.deallocate() }
    var filled = 0
    var ended = false
    while filled < wanted {
      let read: Int
      if isRegular {
        read = pread(descriptor, buffer + filled, wanted - filled, off_t(filled))
        if read < 0 && errno != EINTR {
          throw CSVError(file: name, kind: .readFailed(reason(errno)))
        }
      } else {
        read = try readOnce(descriptor, buffer + filled, wanted - filled, name: name)
      }
      if read == 0 {
        ended = true
        break
      }
      filled += max(read, 0)
    }
    let prefix = Array(UnsafeBufferPointer(start: buffer, count: filled))
    if isRegular { return (.regular(descriptor), prefix, ended ? filled : size) }
    return (.stream(descriptor), prefix, ended ? filled : nil)
  }

  private static func readOnce(
    _ descriptor: Int32, _ target: UnsafeMutablePointer<UInt8>, _ count: Int, name: String
  ) throws(CSVError) -> Int {
    while true {
      #if canImport(Glibc)
      let read = Glibc.read(descriptor, target, count)
      #elseif canImport(Musl)
      let read = Musl.read(descriptor, target, count)
      #else
      let read = Darwin.read(descriptor, target, count)
      #endif
      if read >= 0 { return read }
      if errno != EINTR { throw CSVError(file: name, kind: .readFailed(reason(errno))) }
    }
  }

  static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
