extension CSVFile {
  /// Records per batch that are aimed at.
  static let rowsPerBatch = 1024
  static let chunkRange = (1 << 14)...(1 << 18)

  /// Reads all records, once.
  ///
  /// A file is cut into as many parts as ``CSVReadOptions/threads`` allow, each read by its own
  /// libcsv parser on its own thread into its own consumer. Cuts lie between records under any
  /// quoting; which records are read, in which order and with which findings, never depends on
  /// the number of threads. Pipes and decoded text are read as one part.
  ///
  /// - Parameters:
  ///   - columns: The wanted columns; their places are the slots of the batches. Other columns
  ///     are parsed and passed over.
  ///   - makeConsumer: Makes the consumer of a part, given its index from 0.
  /// - Returns: The consumers in file order, and the accounts: accepted and malformed records
  ///   add up to the records read.
  /// - Throws: ``CSVError``, or what a consumer throws.
  public func read<C: RecordConsumer>(
    _ columns: [ColumnRequest], makeConsumer: @escaping @Sendable (Int) -> C
  ) throws -> (consumers: [C], summary: CSVReadSummary) {
    for request in columns where request.index < 0 || request.index >= header.count {
      throw CSVError(file: name, kind: .noSuchColumn(request.index, count: header.count))
    }
    let plan = ReadPlan(
      name: name, columnCount: header.count, requests: columns, delimiter: dialect.delimiter,
      mark: decimalMark, isMarkFound: !isDecimalMarkGiven, limits: options.limits,
      chunkBytes: chunkBytes)
    let progress = ProgressCounter(options.progress)
    guard handle.isSeekable, dialect.encoding == .utf8, let size = handle.size else {
      return try readAsStream(plan, progress, makeConsumer)
    }
    let splitter = PartSplitter(handle: handle, delimiter: dialect.delimiter)
    let starts = try splitter.starts(from: dataStart, to: size, count: wantedParts)
    return try readParts(plan, starts: starts, size: size, progress, makeConsumer)
  }

  /// Parts that the file is to be cut into, each with a thread of its own.
  var wantedParts: Int {
    guard handle.isSeekable, dialect.encoding == .utf8, let size = handle.size else { return 1 }
    return max(1, min(options.threads, (size - dataStart) / max(1, options.smallestPartBytes)))
  }

  private var chunkBytes: Int {
    if let bytes = options.chunkBytes { return max(1, bytes) }
    let aim = typicalRecordBytes * Self.rowsPerBatch
    return min(max(aim, Self.chunkRange.lowerBound), Self.chunkRange.upperBound)
  }

  /// One parser over bytes that pass once: a pipe, or text that is decoded on the way.
  private func readAsStream<C: RecordConsumer>(
    _ plan: ReadPlan, _ progress: ProgressCounter, _ makeConsumer: @Sendable (Int) -> C
  ) throws -> (consumers: [C], summary: CSVReadSummary) {
    let digest = options.digest ? Digest() : nil
    let isDecoded = dialect.encoding != .utf8
    let start = isDecoded ? markLength : dataStart
    let raw: any ByteReader
    var pipe: StreamReader?
    if let size = handle.size {
      raw = RangeReader(handle, from: start, to: size, digest: digest, progress: progress)
    } else {
      try handle.takeStream()
      let reader = StreamReader(handle, from: start, digest: digest, progress: progress)
      pipe = reader
      raw = reader
    }
    let reader: any ByteReader =
      isDecoded ? DecodingReader(raw, Transcoder(dialect.encoding)) : raw
    let window = RecordWindow(
      offset: isDecoded ? 0 : dataStart,
      lines: LineCounter(offset: isDecoded ? 0 : dataStart, line: isDecoded ? 1 : firstLine),
      handle: nil)
    let part = PartReader(
      plan: plan, reader: reader, window: window, skipping: isDecoded ? dataStart : 0, part: 0)
    var consumer = makeConsumer(0)
    try part.run(&consumer) { _ in .endOfInput }
    try consumer.finish()
    var summary = part.summary
    summary.bytes = handle.size ?? pipe?.total ?? 0
    if let digest { summary.sha256 = digest.finish() }
    return ([consumer], summary)
  }

  /// What a part's thread leaves behind.
  private struct PartResult<C> {
    var consumer: C
    var summary: CSVReadSummary
    /// Index of the part that follows, past those that were guessed wrongly.
    var next: Int
  }

  private func readParts<C: RecordConsumer>(
    _ plan: ReadPlan, starts: [Int], size: Int, _ progress: ProgressCounter,
    _ makeConsumer: @escaping @Sendable (Int) -> C
  ) throws -> (consumers: [C], summary: CSVReadSummary) {
    let results = starts.map { _ in Handover<Result<PartResult<C>, any Error>>() }
    // One part makes the digest of the bytes as they pass.
    let digest = options.digest && starts.count > 1 ? FileDigest(handle, size: size) : nil
    runSideBySide(
      starts.indices.map { index in
        { [self] in
          results[index].value = Result {
            try readPart(
              index, plan, starts: starts, size: size, digest, progress, makeConsumer)
          }
        }
      })
    var consumers: [C] = []
    var summary = CSVReadSummary(bytes: size)
    var part = 0
    while part < starts.count {
      guard let result = try results[part].value?.get() else { break }
      consumers.append(result.consumer)
      summary.add(result.summary, keeping: options.limits.keptMalformedRecords)
      part = result.next
    }
    if let digest { summary.sha256 = try digest.finish() }
    return (consumers, summary)
  }

  private func readPart<C: RecordConsumer>(
    _ index: Int, _ plan: ReadPlan, starts: [Int], size: Int, _ sharedDigest: FileDigest?,
    _ progress: ProgressCounter, _ makeConsumer: @Sendable (Int) -> C
  ) throws -> PartResult<C> {
    var next = index + 1
    let digest = options.digest && starts.count == 1 ? Digest() : nil
    func end(_ part: Int) -> Int { part < starts.count ? starts[part] : size }
    let reader = RangeReader(
      handle, from: starts[index], to: end(next), digest: digest, sharedDigest: sharedDigest,
      progress: progress)
    let window = RecordWindow(
      offset: starts[index], lines: LineCounter(offset: dataStart, line: firstLine), handle: handle)
    let part = PartReader(plan: plan, reader: reader, window: window, skipping: 0, part: index)
    var consumer = makeConsumer(index)
    try part.run(&consumer) { isBetweenRecords in
      if next >= starts.count { return .endOfInput }
      if isBetweenRecords { return .nextPart }
      next += 1
      reader.extend(to: end(next))
      return .more
    }
    try consumer.finish()
    var summary = part.summary
    if let digest { summary.sha256 = digest.finish() }
    return PartResult(consumer: consumer, summary: summary, next: next)
  }
}

extension CSVReadSummary {
  /// Adds the accounts of the next part.
  mutating func add(_ next: CSVReadSummary, keeping limit: Int) {
    records += next.records
    malformedCount += next.malformedCount
    blankLines += next.blankLines
    if sha256.isEmpty { sha256 = next.sha256 }
    malformed += next.malformed.prefix(max(0, limit - malformed.count))
  }
}
