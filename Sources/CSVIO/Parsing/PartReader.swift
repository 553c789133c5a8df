internal import Clibcsv

/// What a part's reader needs to know about the file.
struct ReadPlan: Sendable {
  var name: String
  var columnCount: Int
  var requests: [ColumnRequest]
  var delimiter: UInt8
  var mark: DecimalMark
  /// Whether the mark was found in the file rather than given.
  var isMarkFound: Bool
  var limits: CSVLimits
  var chunkBytes: Int

  /// Longest stretch of bytes from the start of a record that is looked at before it is given up.
  var lineLimit: Int { min(limits.fieldBytes, limits.recordBytes) }
}

/// Reads one part of a file with one libcsv parser and hands on batches.
///
/// Not `Sendable`: a part belongs to one thread.
final class PartReader {
  let plan: ReadPlan
  let window: RecordWindow
  private let reader: any ByteReader
  private let parser: UnsafeMutablePointer<csv_parser>
  private let sinkBox: RecordSinkBox
  private var sink: UnsafeMutablePointer<RecordSink> { sinkBox.sink }
  let store: ColumnStore
  let batch: RecordBatch
  private let part: Int
  private var chunk: Int
  /// Decoded bytes to pass over before the first record.
  private var bytesToSkip: Int
  /// State at the start of the window, from which it can be parsed again.
  private var settled: (terminator: Int32, blankLines: Int, pendingBlank: Int) = (0, 0, 0)
  /// A record whose first line goes on beyond the window; the rest of the line is passed over.
  private var unfinished: MalformedRecord?
  private(set) var summary = CSVReadSummary()

  static let rawLimit = 1 << 16
  private static let bufferStep = 1 << 14
  /// libcsv's parser states (`csv_parser.pstate`), which its header does not name.
  private static let rowNotBegun: Int32 = 0
  private static let fieldBegun: Int32 = 2
  private static let fieldMightHaveEnded: Int32 = 3

  init(
    plan: ReadPlan, reader: any ByteReader, window: RecordWindow, skipping bytesToSkip: Int,
    part: Int
  ) {
    self.plan = plan
    self.reader = reader
    self.window = window
    self.bytesToSkip = bytesToSkip
    self.part = part
    chunk = max(1, min(plan.chunkBytes, plan.limits.recordBytes))
    let rows = chunk / max(1, plan.columnCount) + 4
    let boxes = plan.requests.map { $0.kind == .codes ? FieldCoderBox() : nil }
    store = ColumnStore(
      plan.requests, columnCount: plan.columnCount, capacity: rows, boxes: boxes)
    sinkBox = RecordSinkBox(
      RecordSink(
        actions: store.actions, columnCount: plan.columnCount, fieldLimit: plan.limits.fieldBytes,
        rowEnds: .allocate(capacity: rows), refused: .allocate(capacity: chunk / 2 + 4),
        arenaCapacity: 1024, delimiter: plan.delimiter, mark: plan.mark,
        isMarkFound: plan.isMarkFound))
    batch = RecordBatch(
      store: store, sinkBox: sinkBox, window: window, delimiter: plan.delimiter, part: part)
    parser = .allocate(capacity: 1)
    startParser()
  }

  deinit {
    csv_free(parser)
    parser.deallocate()
  }

  private func startParser() {
    csv_init(parser, UInt8(CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL))
    csv_set_delim(parser, plan.delimiter)
    csv_set_blk_size(parser, Self.bufferStep)
  }

  /// Starts a new parser at the base of the window, as it was when the window was settled.
  private func restart() {
    csv_free(parser)
    startParser()
    sink.pointee.beginRecord()
    sink.pointee.row = 0
    sink.pointee.events = 0
    sink.pointee.refusedCount = 0
    sink.pointee.isTooLong = false
    sink.pointee.arenaUsed = 0
    sink.pointee.arenaRowStart = 0
    sink.pointee.pendingBlank = 0
    sink.pointee.leadingBlank = 0
    sink.pointee.lastTerminator = settled.terminator
    sink.pointee.blankLines = settled.blankLines
    sink.pointee.pendingBlankBefore = settled.pendingBlank
  }

  /// Whether the reader stands between two records.
  private var isBetweenRecords: Bool {
    unfinished == nil && parser.pointee.pstate == Self.rowNotBegun && window.parsed == window.base
  }

  /// Reads to the end of the part.
  ///
  /// - Parameters:
  ///   - consumer: Takes the batches.
  ///   - atEnd: Called when the reader ran dry, with whether it stands between two records;
  ///     returns whether there is more to read.
  func run<C: RecordConsumer>(
    _ consumer: inout C, atEnd: (_ isBetweenRecords: Bool) -> PartEnd
  ) throws {
    while true {
      if window.parsed == window.filled {
        if try window.refill(from: reader, count: chunk) == 0 {
          switch atEnd(isBetweenRecords) {
          case .more: continue
          case .nextPart:
            // Every part begins with a record, so the blank lines before it are within the file.
            RecordSink.flushPendingBlank(sink, before: sink.pointee.events + 1, currentRow: false)
            try settle(&consumer)
            return finishSummary()
          case .endOfInput:
            if try finish(&consumer) { continue }
            return finishSummary()
          }
        }
        if bytesToSkip > 0 {
          let available = window.filled - window.base
          window.skip(bytesToSkip)
          bytesToSkip -= min(bytesToSkip, available)
          continue
        }
      }
      if unfinished != nil {
        try skipRestOfLine(&consumer)
        continue
      }
      try parseNext(&consumer)
    }
  }

  private func parseNext<C: RecordConsumer>(_ consumer: inout C) throws {
    let count = min(chunk, window.filled - window.parsed)
    let done = csv_parse(
      parser, window.memory + window.parsed, count, csvFieldCallback, csvRecordCallback, sink)
    window.parsed += done
    if done < count && parser.pointee.status != CSV_EPARSE {
      throw CSVError(file: plan.name, kind: .outOfMemory)
    }
    if let start = overlongRecordStart() {
      try fail(at: start, stray: nil, &consumer)
    } else if done < count {
      let start = window.recordStart(before: window.parsed, isQuoted: false)
      try fail(at: start, stray: window.parsed, &consumer)
    } else {
      try settle(&consumer)
    }
  }

  /// Where the first record begins that is over a limit, if any.
  private func overlongRecordStart() -> Int? {
    var start: Int?
    if sink.pointee.isTooLong {
      start = eventEnd(sink.pointee.tooLongEvent)
    } else if fieldInProgress > plan.limits.fieldBytes {
      start = window.recordStart(before: window.parsed, isQuoted: isInsideQuotes)
    }
    guard window.parsed - window.base > plan.limits.recordBytes else { return start }
    var begin = window.base
    while begin < start ?? window.parsed {
      let end = window.terminator(from: begin, to: window.parsed)
      if (end ?? window.parsed) - begin > plan.limits.recordBytes { return begin }
      guard let end else { break }
      begin = end + 1
    }
    return start
  }

  /// Bytes of the field that libcsv is collecting, without what it will trim.
  private var fieldInProgress: Int {
    let p = parser.pointee
    switch p.pstate {
    case Self.fieldBegun: return p.entry_pos - (p.quoted != 0 ? 0 : p.spaces)
    case Self.fieldMightHaveEnded: return p.entry_pos - p.spaces - 1
    default: return 0
    }
  }

  private var isInsideQuotes: Bool {
    parser.pointee.pstate == Self.fieldBegun && parser.pointee.quoted != 0
  }

  /// Index after the given unquoted line break of the window (0: its base).
  private func eventEnd(_ event: UInt32) -> Int {
    var passed: UInt32 = 0
    var index = window.base
    while passed < event, let next = window.terminator(from: index, to: window.parsed) {
      passed += 1
      index = next + 1
    }
    return index
  }

  /// Hands on the finished records of the window and moves its base to the one in progress.
  private func settle<C: RecordConsumer>(_ consumer: inout C) throws {
    guard sink.pointee.events > 0 || sink.pointee.row > 0 || sink.pointee.leadingBlank > 0 else {
      return
    }
    let start = window.recordStart(before: window.parsed, isQuoted: isInsideQuotes)
    try deliver(&consumer)
    window.base = start
    let row = sink.pointee.row
    if row > 0 { store.moveToFront(from: row) }
    let text = sink.pointee.arenaRowStart
    if text > 0 {
      let kept = sink.pointee.arenaUsed - text
      sink.pointee.arena.update(from: sink.pointee.arena + text, count: kept)
      store.shiftText(by: text, row: 0)
      sink.pointee.arenaUsed = kept
      sink.pointee.arenaRowStart = 0
    }
    sink.pointee.row = 0
    sink.pointee.events = 0
    sink.pointee.refusedCount = 0
    sink.pointee.leadingBlank = 0
    sink.pointee.pendingBlankBefore += sink.pointee.pendingBlank
    sink.pointee.pendingBlank = 0
    settled = (
      sink.pointee.lastTerminator, sink.pointee.blankLines, sink.pointee.pendingBlankBefore
    )
  }

  private func deliver<C: RecordConsumer>(_ consumer: inout C) throws {
    try checkDistinctValues()
    if sink.pointee.leadingBlank > 0 { try deliverBlankRun(&consumer) }
    if sink.pointee.row > 0 {
      batch.rewind(count: sink.pointee.row)
      summary.records += sink.pointee.row
      try consumer.consume(batch)
    }
    var index = window.base
    var passed: UInt32 = 0
    for i in 0..<sink.pointee.refusedCount {
      let refused = sink.pointee.refused[i]
      let isKept =
        summary.malformed.count < plan.limits.keptMalformedRecords || consumer.wantsMalformedRecords
      guard isKept else {
        summary.records += 1
        summary.malformedCount += 1
        continue
      }
      let range = window.range(
        ofEvent: refused.event, cursorEvent: &passed, cursorIndex: &index)
      let fields = Int(refused.fields)
      let kind: MalformedRecord.Kind =
        refused.isEncoding
        ? .invalidEncoding
        : fields < plan.columnCount
          ? .tooFewFields(expected: plan.columnCount, found: fields)
          : .tooManyFields(expected: plan.columnCount, found: fields)
      let column = refused.isEncoding ? window.columnOfInvalidByte(in: range) : 1
      try report(
        MalformedRecord(
          line: try window.line(at: range.lowerBound), column: column, kind: kind,
          raw: window.bytes(range, limit: Self.rawLimit)), &consumer)
    }
  }

  private func checkDistinctValues() throws(CSVError) {
    for (slot, box) in store.boxes.enumerated() {
      guard let coder = box?.coder else { continue }
      let column = plan.requests[slot].index
      if coder.pointee.count - 1 > plan.limits.distinctValues {
        throw CSVError(
          file: plan.name,
          kind: .tooManyDistinctValues(column: column, limit: plan.limits.distinctValues))
      }
      if coder.pointee.textBytes > plan.limits.distinctBytes {
        throw CSVError(
          file: plan.name,
          kind: .tooMuchDistinctText(column: column, limit: plan.limits.distinctBytes))
      }
    }
  }

  /// Hands on blank records that lie before the window, with empty cells.
  private func deliverBlankRun<C: RecordConsumer>(_ consumer: inout C) throws {
    let size = 1024
    let blank = ColumnStore(
      plan.requests, columnCount: plan.columnCount, capacity: size, boxes: store.boxes)
    for place in blank.actionOfSlot {
      for row in 0..<size { blank.actions[place].storeEmpty(row) }
    }
    let run = RecordBatch(
      store: blank, sinkBox: sinkBox, window: window, delimiter: plan.delimiter, part: part)
    run.isBlankRun = true
    while run.blankRunOffset < sink.pointee.leadingBlank {
      run.rewind(count: min(size, sink.pointee.leadingBlank - run.blankRunOffset))
      summary.records += run.count
      try consumer.consume(run)
      run.blankRunOffset += run.count
    }
  }

  private func report<C: RecordConsumer>(
    _ record: MalformedRecord, _ consumer: inout C
  ) throws {
    summary.records += 1
    summary.malformedCount += 1
    if summary.malformed.count < plan.limits.keptMalformedRecords {
      summary.malformed.append(record)
    }
    if consumer.wantsMalformedRecords { try consumer.consume(malformed: record) }
  }

  /// Gives up the record at `start`: hands on what lies before it, rejects its first physical line
  /// and goes on with the next one, so that an open quote cannot swallow records.
  ///
  /// - Parameters:
  ///   - start: Where the record begins.
  ///   - stray: Where libcsv met a stray quote; `nil` when a limit was passed or the input ended.
  ///   - isOpenAtEnd: Whether the input ended inside quotes.
  private func fail<C: RecordConsumer>(
    at start: Int, stray: Int?, isOpenAtEnd: Bool = false, _ consumer: inout C
  ) throws {
    restart()
    let before = start - window.base
    _ = csv_parse(
      parser, window.memory + window.base, before, csvFieldCallback, csvRecordCallback, sink)
    window.parsed = start
    RecordSink.flushPendingBlank(sink, before: sink.pointee.events + 1, currentRow: false)
    try settle(&consumer)
    window.base = start

    let lineEnd = window.lineBreak(from: start)
    let kind: MalformedRecord.Kind
    var place = start
    if let stray, stray < lineEnd ?? .max {
      kind = .strayQuote
      place = stray
    } else if isOpenAtEnd || stray != nil || (lineEnd ?? .max) - start <= plan.lineLimit {
      kind = .unclosedQuote
      place = window.openingQuote(from: start, to: lineEnd ?? window.filled)
    } else if window.isFieldTooLong(
      from: start, field: plan.limits.fieldBytes, record: plan.limits.recordBytes,
      delimiter: plan.delimiter)
    {
      kind = .fieldTooLong(limit: plan.limits.fieldBytes)
    } else {
      kind = .recordTooLong(limit: plan.limits.recordBytes)
    }
    let record = MalformedRecord(
      line: try window.line(at: start), column: window.column(of: place), kind: kind,
      raw: window.bytes(start..<(lineEnd ?? window.filled), limit: Self.rawLimit))
    restart()
    if let lineEnd {
      try resume(after: lineEnd, record, &consumer)
    } else {
      unfinished = record
      window.base = window.filled
      window.parsed = window.filled
    }
  }

  /// Reports a record that was given up and continues behind the end of its first line.
  private func resume<C: RecordConsumer>(
    after lineEnd: Int, _ record: MalformedRecord, _ consumer: inout C
  ) throws {
    try report(record, &consumer)
    unfinished = nil
    settled.terminator = Int32(window.memory[lineEnd])
    sink.pointee.lastTerminator = settled.terminator
    window.base = lineEnd + 1
    window.parsed = lineEnd + 1
  }

  private func skipRestOfLine<C: RecordConsumer>(_ consumer: inout C) throws {
    guard var record = unfinished else { return }
    let start = window.base
    let lineEnd = window.lineBreak(from: start)
    let rest = start..<(lineEnd ?? window.filled)
    record.raw += window.bytes(rest, limit: max(0, Self.rawLimit - record.raw.count))
    unfinished = record
    if let lineEnd {
      try resume(after: lineEnd, record, &consumer)
    } else {
      window.base = window.filled
      window.parsed = window.filled
    }
  }

  /// Ends the input; returns whether bytes remain to be read after a recovery.
  private func finish<C: RecordConsumer>(_ consumer: inout C) throws -> Bool {
    if let record = unfinished {
      unfinished = nil
      try report(record, &consumer)
      return false
    }
    if isInsideQuotes {
      let start = window.recordStart(before: window.parsed, isQuoted: true)
      try fail(at: start, stray: nil, isOpenAtEnd: true, &consumer)
      if let record = unfinished {
        unfinished = nil
        try report(record, &consumer)
      }
      return window.parsed < window.filled
    }
    csv_fini(parser, csvFieldCallback, csvRecordCallback, sink)
    try settle(&consumer)
    // Blank lines at the end of a one-column file are no records.
    sink.pointee.blankLines += sink.pointee.pendingBlankBefore
    sink.pointee.pendingBlankBefore = 0
    return false
  }

  private func finishSummary() {
    summary.blankLines = sink.pointee.blankLines
  }
}

/// What follows when a reader has run dry.
enum PartEnd {
  /// The range was extended.
  case more
  /// Another part begins here.
  case nextPart
  /// The input ends.
  case endOfInput
}
