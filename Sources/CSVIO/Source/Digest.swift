internal import Clibcrypto

/// SHA-256 of a stream of bytes, by OpenSSL (which uses the processor's SHA instructions).
final class Digest {
  private let context: OpaquePointer?

  init() {
    context = EVP_MD_CTX_new()
    EVP_DigestInit_ex(context, EVP_sha256(), nil)
  }

  deinit { EVP_MD_CTX_free(context) }

  func update(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    EVP_DigestUpdate(context, bytes, count)
  }

  func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { _ = EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
  }

  /// The digest in hexadecimal; ends the stream.
  func finish() -> String {
    var bytes = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var count: UInt32 = 0
    EVP_DigestFinal_ex(context, &bytes, &count)
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes.prefix(Int(count)) {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}

/// SHA-256 of bytes in hexadecimal.
///
/// - Parameter bytes: The bytes.
/// - Returns: 64 hexadecimal digits in lower case.
public func sha256(of bytes: [UInt8]) -> String {
  let digest = Digest()
  digest.update(bytes)
  return digest.finish()
}

/// SHA-256 of a file's bytes in hexadecimal, read in pieces of 1 MiB.
///
/// - Parameter path: The file; a pipe is not one.
/// - Returns: 64 hexadecimal digits in lower case.
/// - Throws: ``CSVError`` when the file cannot be opened or read.
public func sha256(ofFile path: String) throws(CSVError) -> String {
  let handle = try InputHandle(.file(path))
  let digest = Digest()
  let capacity = 1 << 20
  let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
  defer { buffer.deallocate() }
  var offset = 0
  while true {
    let count = try handle.read(at: offset, into: buffer, capacity)
    guard count > 0 else { return digest.finish() }
    digest.update(buffer, count)
    offset += count
  }
}
