/// A tally with what it was made from, as bytes that another machine can read.
///
/// The one part of a ``TallyContainer`` of the kind `statistics`. Numbers are variable-length integers
/// (7 bits a byte, least significant first), texts UTF-8 with their length, sums the words of
/// ``ExactSum`` that are not filled by the sign. Strata, PSUs, domains and cells are written in the order of their names, so
/// equal tallies are equal bytes, whatever the order in which they were merged.
///
/// The tally holds sums per PSU and domain and no row. A PSU with a single row in a domain still
/// tells that row's answers: ``Tally/protected(minimum:)`` leaves no such cell.
public struct TallyFile: Sendable {
  /// A file that rows were tallied from.
  public struct Source: Hashable, Sendable {
    /// The file as named.
    public var file: String
    /// SHA-256 of its bytes.
    public var sha256: String
    /// Records read.
    public var rows: Int
    /// Records tallied.
    public var accepted: Int
    /// Encoding.
    public var encoding: String
    /// Delimiter.
    public var delimiter: String

    /// Describes a source.
    public init(
      file: String, sha256: String, rows: Int, accepted: Int, encoding: String, delimiter: String
    ) {
      self.file = file
      self.sha256 = sha256
      self.rows = rows
      self.accepted = accepted
      self.encoding = encoding
      self.delimiter = delimiter
    }
  }

  /// The tally.
  public var tally: Tally
  /// The files behind it, sorted by name and hash.
  public var sources: [Source]

  /// Puts a tally together with its sources.
  public init(_ tally: Tally, sources: [Source]) {
    self.tally = tally
    self.sources = sources
  }

  /// Adds another tally of the same definition.
  ///
  /// - Throws: `TallyError.differentDefinitions`, or `.sameSource` when both hold the same file,
  ///   whose rows would count twice.
  public mutating func merge(_ other: TallyFile) throws(TallyError) {
    for source in other.sources where !source.sha256.isEmpty {
      if sources.contains(where: { $0.sha256 == source.sha256 }) {
        throw .sameSource(source.file)
      }
    }
    try tally.merge(other.tally)
    sources += other.sources
  }

  // MARK: Writing

  /// The bytes.
  public var bytes: [UInt8] {
    var body = TallyWriter()
    body.write(tally.definition)
    let sorted = sources.sorted { ($0.file, $0.sha256) < ($1.file, $1.sha256) }
    body.write(sorted.count)
    for source in sorted {
      for text in [source.file, source.sha256, source.encoding, source.delimiter] {
        body.write(text)
      }
      body.write(source.rows)
      body.write(source.accepted)
    }
    var settled = tally
    settled.settle()
    settled.write(to: &body)
    return TallyContainer(kind: .statistics, parts: [body.bytes]).bytes
  }

  // MARK: Reading

  /// Reads bytes; whatever they are, the answer is a tally or an error.
  public init(bytes: [UInt8]) throws(TallyError) {
    let container = try TallyContainer(bytes: bytes)
    guard container.kind == .statistics, container.parts.count == 1 else { throw .corrupt }
    var body = TallyReader(container.parts[0][...])
    let definition = try body.definition()
    sources = []
    for _ in 0..<(try body.count()) {
      let texts = [try body.text(), try body.text(), try body.text(), try body.text()]
      let rows = try body.count()
      sources.append(
        Source(
          file: texts[0], sha256: texts[1], rows: rows, accepted: try body.count(),
          encoding: texts[2], delimiter: texts[3]))
    }
    tally = try Tally(definition, from: &body, version: container.version)
    guard body.rest.isEmpty else { throw .corrupt }
  }
}
