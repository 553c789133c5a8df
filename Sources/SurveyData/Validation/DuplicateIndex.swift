import CSVIO

/// Which ids and contents of a data set stand in more than one record, and where each id stands first.
///
/// Parts of a file are screened side by side and cannot know what the others hold. So a first reading
/// collects hashes (16 bytes for each record), and only where something is repeated a second one
/// is made with this index, which holds the repeated ids and contents alone.
public struct DuplicateIndex: Sendable {
  /// File and part of the first record with a repeated id.
  private var firstIds: [Fingerprint: Place] = [:]
  private var contents: Set<Fingerprint> = []

  struct Place: Sendable, Hashable {
    let file: Int
    let part: Int
  }

  /// Hashes of one part of a file.
  struct Part: Sendable {
    let place: Place
    var ids: [Fingerprint] = []
    var contents: [Fingerprint] = []
  }

  /// Nothing repeated.
  public init() {}

  /// Whether no id and no content is repeated.
  public var isEmpty: Bool { firstIds.isEmpty && contents.isEmpty }

  /// Number of ids that stand in more than one record.
  public var repeatedIds: Int { firstIds.count }

  /// Number of records whose content an earlier record has already.
  private(set) var repeatedContents = 0

  func place(of id: Fingerprint) -> Place? { firstIds[id] }

  func holds(content: Fingerprint) -> Bool { contents.contains(content) }

  /// Reads the columns of files whose values may not be repeated and finds what is.
  ///
  /// - Parameters:
  ///   - files: The files, in the order in which they are screened. Pipes are passed over:
  ///     they can be read only once, and their repeats are found while they are screened.
  ///   - instrument: The instrument, for its `unique` rules.
  public static func scan(
    _ files: [SurveyFile], instrument: Instrument
  ) throws -> DuplicateIndex {
    DuplicateIndex(try hashes(files, instrument: instrument))
  }

  /// The hashes of those columns, ids without salt.
  static func hashes(_ files: [SurveyFile], instrument: Instrument) throws -> [Part] {
    let wanted = files.enumerated().compactMap { number, opened in
      let columns = opened.map.uniqueColumns(instrument)
      return opened.file.isRereadable && !columns.isEmpty ? (number, opened.file, columns) : nil
    }
    var parts: [Part] = []
    let threads = files.map(\.file.options.threads).max() ?? 1
    try CSVFile.read(count: wanted.count, threads: threads) { index in
      let (number, file, columns) = wanted[index]
      let requests = columns.map { ColumnRequest(index: $0.index, kind: .fingerprint) }
      return FileReading(file, columns: requests) {
        IdConsumer(
          part: Part(place: Place(file: number, part: $0)), salts: columns.map(\.salt))
      }
    } take: { _, consumers, _ in
      parts += consumers.map(\.part)
    }
    return parts
  }

  /// Takes ids of responses that were read earlier, all of whose records are repeats.
  mutating func add(readEarlier ids: [Fingerprint]) {
    for id in ids { firstIds[id] = Place(file: -1, part: -1) }
    firstIds[Fingerprint(of: "")] = nil
  }

  /// Finds what is repeated among the hashes of parts in file order.
  init(_ parts: [Part]) {
    let ids = Self.repeated(parts.map(\.ids))
    for part in parts {
      for id in part.ids where ids.contains(id) && firstIds[id] == nil { firstIds[id] = part.place }
    }
    // A record without an id repeats nothing.
    firstIds[Fingerprint(of: "")] = nil
    contents = Self.repeated(parts.map(\.contents))
    if !contents.isEmpty {
      let records = parts.reduce(0) { $0 + $1.contents.count { contents.contains($0) } }
      repeatedContents = records - contents.count
    }
  }

  /// The hashes that stand more than once.
  ///
  /// A table of bits tells those that may be repeated, which are few; only they are compared in full.
  private static func repeated(_ parts: [[Fingerprint]]) -> Set<Fingerprint> {
    let count = parts.reduce(0) { $0 + $1.count }
    guard count > 1 else { return [] }
    // 16 to 32 bits for each hash: about one in thirty is compared in full without being repeated.
    var words = 64
    while words * 4 < count { words *= 2 }
    var bits = [UInt64](repeating: 0, count: words)
    let mask = UInt64(words * 64 - 1)
    var suspects: Set<UInt64> = []
    for part in parts {
      for hash in part {
        let bit = hash.high & mask
        let word = Int(bit >> 6)
        let flag = UInt64(1) << (bit & 63)
        if bits[word] & flag != 0 { suspects.insert(bit) } else { bits[word] |= flag }
      }
    }
    guard !suspects.isEmpty else { return [] }
    var seen: Set<Fingerprint> = []
    var found: Set<Fingerprint> = []
    for part in parts {
      for hash in part where suspects.contains(hash.high & mask) {
        if !seen.insert(hash).inserted { found.insert(hash) }
      }
    }
    return found
  }

  private struct IdConsumer: RecordConsumer {
    var part: Part
    let salts: [Fingerprint?]

    mutating func consume(_ batch: RecordBatch) {
      for (slot, salt) in salts.enumerated() {
        guard let salt else {
          part.ids += batch.fingerprints(slot)
          continue
        }
        let empty = Fingerprint(of: "")
        for value in batch.fingerprints(slot) where value != empty {
          part.ids.append(value.followed(by: salt))
        }
      }
    }
  }
}

extension ColumnMap {
  /// The columns whose values may not be repeated: the record's id, then those of `unique` rules, each with
  /// what tells its values from the others'.
  fileprivate func uniqueColumns(
    _ instrument: Instrument
  ) -> [(index: Int, salt: Fingerprint?)] {
    var columns: [(index: Int, salt: Fingerprint?)] = []
    if let recordId { columns.append((recordId, nil)) }
    for (position, rule) in instrument.rules.enumerated() where rule.kind == .unique {
      guard let index = rules[position], index != recordId else { continue }
      columns.append((index, ScreenPlan.UniqueColumn.salt(rule: position)))
    }
    return columns
  }
}
