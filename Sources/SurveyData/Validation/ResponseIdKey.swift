import CSVIO

/// A secret under which the ids of responses are hashed, so that tallies can tell whether they share a
/// response and nobody without the key can tell whose it is.
///
/// HMAC-SHA-256 (RFC 2104) of the id's fingerprint, of which 64 bits are kept: two different ids among
/// 10 million have the same hash with a probability of 3 in a million.
public struct ResponseIdKey: Sendable {
  private let inner: [UInt8]
  private let outer: [UInt8]
  /// Tells keys apart without giving them away.
  public let digest: String

  /// A key of at least 16 bytes.
  public init?(_ key: [UInt8]) {
    guard key.count >= 16 else { return nil }
    let block = (key.count > 64 ? Self.digest(key) : key)
    let padded = block + [UInt8](repeating: 0, count: 64 - block.count)
    inner = padded.map { $0 ^ 0x36 }
    outer = padded.map { $0 ^ 0x5c }
    digest = String(sha256(of: Array("hailong response ids".utf8) + key).prefix(32))
  }

  /// The hash of an id.
  func hash(_ id: Fingerprint) -> UInt64 {
    var message = inner
    for word in [id.high, id.low] {
      for shift in stride(from: 0, to: 64, by: 8) {
        message.append(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    return Self.digest(outer + Self.digest(message)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func digest(_ bytes: [UInt8]) -> [UInt8] {
    let digits = Array(sha256(of: bytes).utf8).map { $0 < 58 ? $0 - 48 : $0 - 87 }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
