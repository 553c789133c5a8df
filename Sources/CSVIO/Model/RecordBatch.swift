/// Consecutive records of a file, as columns in the order of the request (slots).
///
/// A batch is valid only during ``RecordConsumer/consume(_:)``: its memory is used again for the
/// next one. Positions, raw bytes and unrequested fields are found on demand by going over the
/// batch's bytes once more, which is meant for findings, not for every row.
public final class RecordBatch {
  /// Number of records.
  public internal(set) var count = 0
  /// Index of the part of the file to which the records belong, from 0.
  public let part: Int
  let store: ColumnStore
  private let sinkBox: RecordSinkBox
  private var sink: UnsafeMutablePointer<RecordSink> { sinkBox.sink }
  private let window: RecordWindow
  private let delimiter: UInt8
  /// Set while blank records of a one-column file are handed on: all cells are empty.
  var isBlankRun = false
  /// Blank lines of the run that were handed on before.
  var blankRunOffset = 0
  private var cursor = Cursor()

  private struct Cursor {
    var isSet = false
    var event: UInt32 = 0
    var index = 0
  }

  init(
    store: ColumnStore, sinkBox: RecordSinkBox, window: RecordWindow,
    delimiter: UInt8, part: Int
  ) {
    self.store = store
    self.sinkBox = sinkBox
    self.window = window
    self.delimiter = delimiter
    self.part = part
  }

  /// Number of requested columns.
  public var slotCount: Int { store.requests.count }

  func rewind(count: Int) {
    self.count = count
    cursor = Cursor()
  }

  private func action(_ slot: Int, _ kind: ColumnKind) -> ColumnAction {
    precondition(store.requests[slot].kind == kind, "slot \(slot) was not requested as \(kind)")
    return store.actions[store.actionOfSlot[slot]]
  }

  /// Dictionary ids of a slot requested as ``ColumnKind/codes``, one per record.
  ///
  /// - Parameter slot: Place of the column in the request.
  /// - Returns: A copy; ``withCodes(_:_:)`` makes none.
  public func codes(_ slot: Int) -> [Int32] {
    Array(codeCells(slot))
  }

  /// Lends the dictionary ids of a slot without copying.
  ///
  /// - Parameters:
  ///   - slot: Place of the column in the request.
  ///   - body: Takes the ids, one per record.
  /// - Returns: What `body` returns.
  @inlinable
  public func withCodes<R, E: Error>(
    _ slot: Int, _ body: (Span<Int32>) throws(E) -> R
  ) throws(E) -> R {
    try body(codeCells(slot).span)
  }

  /// The ids in place; valid as long as the batch.
  @usableFromInline
  func codeCells(_ slot: Int) -> UnsafeBufferPointer<Int32> {
    let cells = action(slot, .codes).cells.assumingMemoryBound(to: Int32.self)
    return UnsafeBufferPointer(start: cells, count: count)
  }

  /// The distinct texts of a slot requested as ``ColumnKind/codes``.
  ///
  /// - Parameter slot: Place of the column in the request.
  /// - Returns: The dictionary, which grows during the part but never changes an id.
  public func dictionary(_ slot: Int) -> FieldDictionary {
    guard let box = store.boxes[slot] else {
      preconditionFailure("slot \(slot) was not requested as codes")
    }
    return FieldDictionary(box: box)
  }

  /// Numbers of a slot requested as ``ColumnKind/number``; NaN where ``numberState(_:_:)`` is not
  /// `ok` or `ambiguous`.
  ///
  /// - Parameter slot: Place of the column in the request.
  /// - Returns: A copy; ``withNumbers(_:_:)`` makes none.
  public func numbers(_ slot: Int) -> [Double] {
    Array(numberCells(slot))
  }

  /// Lends the numbers of a slot without copying.
  ///
  /// - Parameters:
  ///   - slot: Place of the column in the request.
  ///   - body: Takes the numbers, one per record.
  /// - Returns: What `body` returns.
  @inlinable
  public func withNumbers<R, E: Error>(
    _ slot: Int, _ body: (Span<Double>) throws(E) -> R
  ) throws(E) -> R {
    try body(numberCells(slot).span)
  }

  /// The numbers in place; valid as long as the batch.
  @usableFromInline
  func numberCells(_ slot: Int) -> UnsafeBufferPointer<Double> {
    let cells = action(slot, .number).cells.assumingMemoryBound(to: Double.self)
    return UnsafeBufferPointer(start: cells, count: count)
  }

  /// Whether a cell read as a number is one.
  ///
  /// - Parameters:
  ///   - slot: Place of the column in the request.
  ///   - row: Record in the batch, from 0.
  /// - Returns: The state of the cell.
  public func numberState(_ slot: Int, _ row: Int) -> NumberState {
    precondition(row >= 0 && row < count, "no such row")
    return action(slot, .number).extra.assumingMemoryBound(to: NumberState.self)[row]
  }

  /// The text of a cell of a slot requested as ``ColumnKind/text`` or ``ColumnKind/codes``.
  ///
  /// - Parameters:
  ///   - slot: Place of the column in the request.
  ///   - row: Record in the batch, from 0.
  /// - Returns: The cell's text without quotes; unquoted blanks around it are trimmed.
  public func text(_ slot: Int, _ row: Int) -> String {
    precondition(row >= 0 && row < count, "no such row")
    if store.requests[slot].kind == .codes {
      let action = action(slot, .codes)
      return dictionary(slot).text(of: action.cells.assumingMemoryBound(to: Int32.self)[row])
    }
    let cell = action(slot, .text).cells.assumingMemoryBound(to: TextCell.self)[row]
    return String(
      decoding: UnsafeBufferPointer(
        start: sink.pointee.arena + Int(cell.start), count: Int(cell.length)), as: UTF8.self)
  }

  /// Hashes of the cells of a slot requested as ``ColumnKind/fingerprint``.
  ///
  /// - Parameter slot: Place of the column in the request.
  /// - Returns: One hash per record.
  public func fingerprints(_ slot: Int) -> [Fingerprint] {
    let action = action(slot, .fingerprint)
    return Array(
      UnsafeBufferPointer(
        start: action.cells.assumingMemoryBound(to: Fingerprint.self), count: count))
  }

  /// The physical line on which a record begins, from 1.
  ///
  /// - Parameter row: Record in the batch, from 0.
  /// - Returns: The line.
  /// - Complexity: Over all rows in ascending order, one pass over the batch; for a file, the
  ///   bytes since the last question are read again.
  public func line(_ row: Int) -> Int {
    precondition(row >= 0 && row < count, "no such row")
    if isBlankRun {
      let next = line(ofEvent: sink.pointee.leadingEvent)
      return next - sink.pointee.leadingInline - sink.pointee.leadingBlank + blankRunOffset + row
    }
    let end = sink.pointee.rowEnds[row]
    guard end & RecordSink.blankMark != 0 else { return line(ofEvent: end) }
    var following = row + 1
    while following < count, sink.pointee.rowEnds[following] == end { following += 1 }
    return line(ofEvent: end & ~RecordSink.blankMark) - (following - row)
  }

  private func line(ofEvent event: UInt32) -> Int {
    (try? window.line(at: range(event).lowerBound)) ?? 0
  }

  /// The bytes of a record as they stood (UTF-8 after decoding), without its line break.
  ///
  /// - Parameter row: Record in the batch, from 0.
  /// - Returns: The bytes.
  public func rawRecord(_ row: Int) -> [UInt8] {
    precondition(row >= 0 && row < count, "no such row")
    if isBlankRun || sink.pointee.rowEnds[row] & RecordSink.blankMark != 0 { return [] }
    return window.bytes(range(sink.pointee.rowEnds[row]), limit: .max)
  }

  /// All fields of a record, wanted or not, parsed again.
  ///
  /// - Parameter row: Record in the batch, from 0.
  /// - Returns: The texts; invalid bytes become U+FFFD.
  public func allFields(_ row: Int) -> [String] {
    let raw = rawRecord(row)
    if raw.isEmpty { return [""] }
    return SmallParser.records(of: raw[...], delimiter: delimiter, limit: 1).records.first ?? []
  }

  /// The bytes of the record that an event of the window ended.
  private func range(_ event: UInt32) -> Range<Int> {
    // A local copy, because two parts of a class's property cannot be lent at once.
    var place = cursor
    if !place.isSet || event <= place.event {
      place = Cursor(isSet: true, event: 0, index: window.base)
    }
    defer { cursor = place }
    return window.range(ofEvent: event, cursorEvent: &place.event, cursorIndex: &place.index)
  }
}

extension RecordWindow {
  /// The record that an unquoted line break ended.
  ///
  /// - Parameters:
  ///   - event: Ordinal of the line break in the window, from 1.
  ///   - cursorEvent: Line breaks passed so far.
  ///   - cursorIndex: Index after the last one passed.
  func range(ofEvent event: UInt32, cursorEvent: inout UInt32, cursorIndex: inout Int) -> Range<Int>
  {
    while cursorEvent + 1 < event, let next = terminator(from: cursorIndex, to: parsed) {
      cursorEvent += 1
      cursorIndex = next + 1
    }
    return cursorIndex..<(terminator(from: cursorIndex, to: parsed) ?? parsed)
  }
}
