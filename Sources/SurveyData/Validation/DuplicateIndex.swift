public import CSVIO

/// Which ids of a data set stand in more than one record, and where each stands first.
///
/// Found by a reading of its own before the records are screened, because parts of a file are
/// screened side by side and cannot know what the others hold. It keeps 16 bytes for each record while it
/// reads, and afterwards only the repeated ids.
public struct DuplicateIndex: Sendable {
  /// File and part of the first record with a repeated id.
  private var first: [Fingerprint: Place] = [:]

  struct Place: Sendable, Hashable {
    let file: Int
    let part: Int
  }

  /// No repeated id.
  public init() {}

  /// Number of ids that stand in more than one record.
  public var count: Int { first.count }

  func place(of id: Fingerprint) -> Place? { first[id] }

  /// Reads the id columns of files and finds what is repeated.
  ///
  /// - Parameters:
  ///   - files: The opened files, in the order in which they are screened. Pipes are passed over:
  ///     they can be read only once, and their repeats are found while they are screened.
  ///   - columns: The id column of each file; nil where it has none.
  public static func scan(_ files: [CSVFile], columns: [Int?]) throws -> DuplicateIndex {
    var parts: [(place: Place, ids: [Fingerprint])] = []
    for (number, file) in files.enumerated() where file.isRereadable {
      guard let column = columns[number] else { continue }
      let requests = [
        ColumnRequest(index: column, kind: .fingerprint)
      ]
      let (consumers, _) = try file.read(requests) { IdConsumer(part: $0) }
      for consumer in consumers {
        parts.append((Place(file: number, part: consumer.part), consumer.ids))
      }
    }
    return DuplicateIndex(parts)
  }

  private init(_ parts: [(place: Place, ids: [Fingerprint])]) {
    var keys: [UInt64] = []
    keys.reserveCapacity(parts.reduce(0) { $0 + $1.ids.count })
    for part in parts { for id in part.ids { keys.append(id.high) } }
    keys.sort()
    var suspects: Set<UInt64> = []
    for index in keys.indices.dropFirst() where keys[index] == keys[index - 1] { suspects.insert(keys[index]) }
    guard !suspects.isEmpty else { return }
    var seen: [Fingerprint: (place: Place, isRepeated: Bool)] = [:]
    for part in parts {
      for id in part.ids where suspects.contains(id.high) {
        if seen[id] == nil {
          seen[id] = (part.place, false)
        } else {
          seen[id]?.isRepeated = true
        }
      }
    }
    // A record without an id repeats nothing.
    seen[Fingerprint(of: "")] = nil
    first = seen.filter(\.value.isRepeated).mapValues(\.place)
  }

  private struct IdConsumer: RecordConsumer {
    let part: Int
    var ids: [Fingerprint] = []

    init(part: Int) { self.part = part }

    mutating func consume(_ batch: RecordBatch) { ids += batch.fingerprints(0) }
  }
}
