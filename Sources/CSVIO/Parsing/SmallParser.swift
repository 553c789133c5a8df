internal import Clibcsv

/// Parses a few records into texts: headers, single records, samples.
enum SmallParser {
  /// What parsing a sample came to.
  struct Outcome {
    var records: [[String]]
    /// Numbers of fields of the records.
    var counts: [Int]
    /// Where libcsv met a stray quote, or where the sample ended inside quotes.
    var failure: Int?
  }

  private struct Collector {
    var records: [[String]] = []
    var counts: [Int] = []
    var fields: [String] = []
    var count = 0
    var limit: Int
    var fieldLimit: Int
    var isFull: Bool { counts.count >= limit }
  }

  /// Parses records with libcsv, strictly.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8 text.
  ///   - delimiter: Field separator.
  ///   - limit: Most records to return.
  ///   - fieldLimit: Most fields whose texts are kept of a record; 0 counts fields only.
  ///   - isWhole: Whether the last record is complete, so that an open quote there is a failure.
  /// - Returns: The records before the first failure.
  static func records(
    of bytes: ArraySlice<UInt8>, delimiter: UInt8, limit: Int, fieldLimit: Int = .max,
    isWhole: Bool = true
  ) -> Outcome {
    let collector = UnsafeMutablePointer<Collector>.allocate(capacity: 1)
    collector.initialize(to: Collector(limit: limit, fieldLimit: fieldLimit))
    defer {
      collector.deinitialize(count: 1)
      collector.deallocate()
    }
    let parser = UnsafeMutablePointer<csv_parser>.allocate(capacity: 1)
    csv_init(parser, UInt8(CSV_STRICT | CSV_STRICT_FINI))
    csv_set_delim(parser, delimiter)
    defer {
      csv_free(parser)
      parser.deallocate()
    }
    var failure: Int?
    bytes.withUnsafeBytes { buffer in
      // Small steps, because the parser cannot be stopped from a callback.
      var at = 0
      while at < buffer.count, !collector.pointee.isFull {
        let count = min(4096, buffer.count - at)
        let done = csv_parse(
          parser, buffer.baseAddress.map { $0 + at }, count, Self.onField, Self.onRow, collector)
        at += done
        if done < count {
          failure = bytes.startIndex + at
          return
        }
      }
      guard isWhole, !collector.pointee.isFull else { return }
      if csv_fini(parser, Self.onField, Self.onRow, collector) != 0 { failure = bytes.endIndex }
    }
    if collector.pointee.isFull { failure = nil }
    return Outcome(
      records: collector.pointee.records, counts: collector.pointee.counts, failure: failure)
  }

  private static let onField:
    @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeMutableRawPointer?) -> Void = {
      field, length, context in
      // because the context is the collector that `csv_parse` was given, never null
      let collector = context.unsafelyUnwrapped.assumingMemoryBound(to: Collector.self)
      collector.pointee.count &+= 1
      guard collector.pointee.count <= collector.pointee.fieldLimit,
        !collector.pointee.isFull
      else { return }
      collector.pointee.fields.append(
        String(decoding: UnsafeRawBufferPointer(start: field, count: length), as: UTF8.self))
    }

  private static let onRow: @convention(c) (CInt, UnsafeMutableRawPointer?) -> Void = {
    _, context in
    // because the context is the collector that `csv_parse` was given, never null
    let collector = context.unsafelyUnwrapped.assumingMemoryBound(to: Collector.self)
    defer { collector.pointee.count = 0 }
    guard !collector.pointee.isFull else { return }
    collector.pointee.counts.append(collector.pointee.count)
    guard collector.pointee.fieldLimit > 0 else { return }
    collector.pointee.records.append(collector.pointee.fields)
    collector.pointee.fields = []
  }
}
