/// The outside of every tally file: what it is, whether this version can read it, whether it is whole.
///
/// Layout: the magic `HLTALLY` and a zero byte, a version, a kind, the length of the body, the body,
/// and a 64-bit FNV-1a checksum of kind, version (from 3 on) and body. Numbers are variable-length
/// integers (7 bits a byte, least significant first).
public struct TallyContainer: Sendable {
  /// What a tally was made for.
  public enum Kind: Int, Sendable {
    /// Statistics that the command line asked for (``TallyFile``).
    case statistics = 1
    /// The measures of an instrument.
    case survey = 2
  }

  /// What the tally was made for.
  public let kind: Kind
  /// The parts of the body.
  public let parts: [[UInt8]]
  /// Words of 64 bits.
  public let words: [UInt64]
  /// The version that the parts are written in.
  public let version: Int

  /// The first bytes of every tally.
  public static let magic: [UInt8] = Array("HLTALLY".utf8) + [0]
  /// The version that is written.
  public static let version = 3
  /// The earliest version that is read: without PSUs put together and domains left out in tallies of
  /// the kind `statistics`.
  public static let earliestVersion = 2

  private static var readable: ClosedRange<Int> { earliestVersion...version }

  /// Puts parts together.
  public init(
    kind: Kind, parts: [[UInt8]], words: [UInt64] = [], version: Int = TallyContainer.version
  ) {
    self.kind = kind
    self.parts = parts
    self.words = words
    self.version = version
  }

  /// Whether bytes begin like a tally.
  public static func isTally(_ start: some Sequence<UInt8>) -> Bool {
    Array(start.prefix(magic.count)) == magic
  }

  /// The kind that the first bytes of a file name; `nil` for anything that is no readable tally.
  public static func kind(of start: [UInt8]) -> Kind? {
    guard isTally(start), start.count > magic.count + 1,
      readable.contains(Int(start[magic.count]))
    else { return nil }
    return Kind(rawValue: Int(start[magic.count + 1]))
  }

  /// The file.
  public var bytes: [UInt8] {
    var body = TallyWriter()
    body.write(parts.count)
    for part in parts {
      body.write(part.count)
      body.bytes += part
    }
    body.write(words.count)
    for word in words { body.writeWord(word) }
    var whole = TallyWriter()
    whole.bytes = Self.magic
    whole.write(version)
    whole.write(kind.rawValue)
    whole.write(body.bytes.count)
    whole.bytes += body.bytes
    whole.writeWord(Self.checksum(body.bytes[...], kind, version: version))
    return whole.bytes
  }

  /// 64-bit FNV-1a (Fowler, Noll & Vo): finds accidents, not forgeries.
  static func checksum(_ bytes: ArraySlice<UInt8>, _ kind: Kind, version: Int) -> UInt64 {
    let prime: UInt64 = 0x100_0000_01b3
    var start = (0xcbf2_9ce4_8422_2325 ^ UInt64(kind.rawValue)) &* prime
    if version > earliestVersion { start = (start ^ UInt64(version)) &* prime }
    return bytes.reduce(start) { ($0 ^ UInt64($1)) &* prime }
  }

  /// Reads a file; whatever it is, the answer is its parts or an error.
  public init(bytes: [UInt8]) throws(TallyError) {
    guard Self.isTally(bytes) else { throw .notATally }
    var head = TallyReader(bytes[Self.magic.count...])
    let version = try head.count()
    guard Self.readable.contains(version) else { throw .unknownVersion(version) }
    guard let kind = Kind(rawValue: try head.count()) else { throw .corrupt }
    let length = try head.count()
    guard head.rest.count >= length + 8 else { throw .truncated }
    guard head.rest.count == length + 8 else { throw .corrupt }
    var body = TallyReader(head.rest.prefix(length))
    var tail = TallyReader(head.rest.suffix(8))
    guard try tail.word() == Self.checksum(body.rest, kind, version: version) else {
      throw .corrupt
    }
    var parts: [[UInt8]] = []
    for _ in 0..<(try body.itemCount()) {
      let length = try body.itemCount()
      parts.append(Array(body.rest.prefix(length)))
      body.skip(length)
    }
    var words: [UInt64] = []
    for _ in 0..<(try body.itemCount()) { words.append(try body.word()) }
    guard body.rest.isEmpty else { throw .corrupt }
    self.init(kind: kind, parts: parts, words: words, version: version)
  }
}
