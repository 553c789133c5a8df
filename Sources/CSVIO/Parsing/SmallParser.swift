internal import Clibcsv

/// Parses a few records into texts: headers, single records, samples.
enum SmallParser {
  /// Why a sample could not be parsed to its end.
  struct Failure: Error {
    var offset: Int
  }

  private struct Collector {
    var records: [[String]] = []
    var fields: [String] = []
    var limit: Int
    var fieldLimit: Int
    var isFull: Bool { records.count >= limit }
  }

  /// Parses records with libcsv, strictly.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8 text.
  ///   - delimiter: Field separator.
  ///   - limit: Most records to return.
  ///   - fieldLimit: Most fields kept of a record.
  ///   - isWhole: Whether an open quote at the end is an error.
  /// - Returns: The records.
  static func records(
    of bytes: [UInt8], delimiter: UInt8, limit: Int, fieldLimit: Int = .max, isWhole: Bool = true
  ) throws(Failure) -> [[String]] {
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
    // Small steps, because the parser cannot be stopped from a callback.
    var at = 0
    while at < bytes.count, !collector.pointee.isFull {
      let count = min(4096, bytes.count - at)
      let done = bytes.withUnsafeBytes { buffer in
        csv_parse(
          parser, buffer.baseAddress.map { $0 + at }, count, Self.onField, Self.onRow, collector)
      }
      at += done
      if done < count {
        if collector.pointee.isFull { break }
        throw Failure(offset: at)
      }
    }
    if !collector.pointee.isFull {
      if csv_fini(parser, Self.onField, Self.onRow, collector) != 0, isWhole {
        throw Failure(offset: at)
      }
    }
    return Array(collector.pointee.records.prefix(limit))
  }

  private static let onField:
    @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeMutableRawPointer?) -> Void = {
      field, length, context in
      // because the context is the collector that `csv_parse` was given, never null
      let collector = context.unsafelyUnwrapped.assumingMemoryBound(to: Collector.self)
      guard !collector.pointee.isFull,
        collector.pointee.fields.count < collector.pointee.fieldLimit
      else { return }
      collector.pointee.fields.append(
        String(decoding: UnsafeRawBufferPointer(start: field, count: length), as: UTF8.self))
    }

  private static let onRow: @convention(c) (CInt, UnsafeMutableRawPointer?) -> Void = { _, context in
    // because the context is the collector that `csv_parse` was given, never null
    let collector = context.unsafelyUnwrapped.assumingMemoryBound(to: Collector.self)
    guard !collector.pointee.isFull else { return }
    collector.pointee.records.append(collector.pointee.fields)
    collector.pointee.fields = []
  }
}
