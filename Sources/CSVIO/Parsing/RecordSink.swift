internal import Clibcsv

/// What to do with the fields of one column of the file.
struct ColumnAction {
  enum Kind: UInt8 {
    case skip, codes, number, text, fingerprint
    /// The place behind the last column, where further fields of a record arrive.
    case beyond
  }
  /// Ids of the cells of at most one byte, by ``singleSlot(_:_:)``; negative where the cell is
  /// not known or more than its code is wanted of the column.
  var singles: UnsafeMutablePointer<Int32>
  /// Cells by row: `Int32`, `Double`, `TextCell` or `Fingerprint`.
  var cells: UnsafeMutableRawPointer
  /// The `FieldCoder` of a column of codes, the states of a column of numbers.
  var extra: UnsafeMutableRawPointer
  /// A second request for the same column, as an index into the table; 0 is none.
  var next: Int32 = 0
  var kind = Kind.skip

  /// Entries of `singles`: one for every byte, and the empty cell's.
  static let singleCount = 257
  static let emptySlot = 256
  static let unknownSingle: Int32 = -1
}

/// Where a text cell lies in the arena.
struct TextCell {
  var start: UInt32
  var length: UInt32
}

/// A record that the callbacks refused.
struct RefusedRecord {
  var event: UInt32
  var fields: UInt32
  var isEncoding: Bool
}

/// Receives libcsv's callbacks and writes wanted cells straight into column storage.
///
/// A struct behind a raw pointer, because a class context costs an exclusivity check and a
/// retain per field. Positions are not known here; every unquoted CR or LF is an "event", and a
/// row remembers the ordinal of the event that ended it, from which ``RecordWindow`` finds its
/// bytes and its line on demand.
struct RecordSink {
  // Hot fields first: they share a cache line.
  /// The action of the next field; stays at the place behind the last column.
  var cursor: UnsafeMutablePointer<ColumnAction>
  var row = 0
  /// Longer fields are looked at: they may be over the limit, or hold records that an open quote
  /// swallowed.
  let inspectedLength: Int
  let actions: UnsafeMutablePointer<ColumnAction>
  /// Where a record of the right number of fields ends.
  let end: UnsafeMutablePointer<ColumnAction>
  /// Fields of the record beyond the last column.
  var extraFields = 0
  var events: UInt32 = 0
  /// Non-zero when the record cannot simply be accepted: further non-empty fields, bad encoding,
  /// and always in a file of one column.
  var trouble: UInt8
  let ordinaryTrouble: UInt8
  var rowEnds: UnsafeMutablePointer<UInt32>

  var lastTerminator: Int32 = 0
  var blankLines = 0
  /// Blank lines of a one-column file that become records if another record follows.
  var pendingBlank = 0
  /// The same, from windows that are already settled.
  var pendingBlankBefore = 0
  /// Blank records that must be handed on before the rows of this window.
  var leadingBlank = 0
  /// Blank records of this window that follow those, and the event of the record behind them.
  var leadingInline = 0
  var leadingEvent: UInt32 = 0
  let fieldLimit: Int
  let delimiter: UInt8
  /// Whether a field over the limit, or one that swallowed records, ended; everything after
  /// `tooLongEvent` is void.
  var isTooLong = false
  var tooLongEvent: UInt32 = 0
  var refused: UnsafeMutablePointer<RefusedRecord>
  var refusedCount = 0
  var arena: UnsafeMutablePointer<UInt8>
  var arenaCapacity: Int
  var arenaUsed = 0
  var arenaRowStart = 0
  var mark: DecimalMark
  /// Whether the mark was found in the file rather than given.
  var isMarkFound: Bool

  /// Marks a blank record in `rowEnds`; the rest is the event of the record behind it.
  static let blankMark: UInt32 = 1 << 31
  static let extraField: UInt8 = 1
  static let badEncoding: UInt8 = 2
  static let oneColumn: UInt8 = 4

  /// Columns of the file.
  var columnCount: Int { end - actions }

  init(
    actions: UnsafeMutablePointer<ColumnAction>, columnCount: Int, fieldLimit: Int,
    rowEnds: UnsafeMutablePointer<UInt32>, refused: UnsafeMutablePointer<RefusedRecord>,
    arenaCapacity: Int, delimiter: UInt8, mark: DecimalMark, isMarkFound: Bool
  ) {
    self.actions = actions
    cursor = actions
    end = actions + columnCount
    self.fieldLimit = fieldLimit
    inspectedLength = SwallowedRecords.inspectedLength(columns: columnCount, limit: fieldLimit)
    self.delimiter = delimiter
    ordinaryTrouble = columnCount == 1 ? Self.oneColumn : 0
    trouble = ordinaryTrouble
    self.rowEnds = rowEnds
    self.refused = refused
    arena = .allocate(capacity: arenaCapacity)
    self.arenaCapacity = arenaCapacity
    self.mark = mark
    self.isMarkFound = isMarkFound
  }

  /// Forgets the fields of the record in progress.
  mutating func beginRecord() {
    cursor = actions
    extraFields = 0
    trouble = ordinaryTrouble
  }

  /// Takes a field from libcsv.
  @inline(__always)
  static func take(
    _ sink: UnsafeMutablePointer<RecordSink>, _ field: UnsafeMutableRawPointer?, _ length: Int
  ) {
    let action = sink.pointee.cursor
    sink.pointee.cursor = action + 1
    if length <= 1 {
      var slot = ColumnAction.emptySlot
      if length == 1 {
        // because libcsv passes its buffer, which exists once a byte was stored
        slot = Int(field.unsafelyUnwrapped.load(as: UInt8.self))
      }
      let id = action.pointee.singles[slot]
      if id >= 0 {
        action.pointee.cells.assumingMemoryBound(to: Int32.self)[sink.pointee.row] = id
        return
      }
    } else if length <= sink.pointee.inspectedLength {
      if action.pointee.kind == .skip { return }
    }
    takeOther(sink, action, field, length)
  }

  /// Takes a cell of more than one byte; apart, so that the usual cell saves no registers.
  @inline(never)
  private static func takeOther(
    _ sink: UnsafeMutablePointer<RecordSink>, _ action: UnsafeMutablePointer<ColumnAction>,
    _ field: UnsafeMutableRawPointer?, _ length: Int
  ) {
    if length > 1, length <= FieldCoder.longestShort, action.pointee.kind == .codes,
      action.pointee.next == 0, length <= sink.pointee.inspectedLength, let field
    {
      let coder = action.pointee.extra.assumingMemoryBound(to: FieldCoder.self)
      let id = coder.pointee.knownShort(field.assumingMemoryBound(to: UInt8.self), length)
      if id > 0 {
        action.pointee.cells.assumingMemoryBound(to: Int32.self)[sink.pointee.row] = id
        return
      }
    }
    takeUnusual(sink, action, field, length)
  }

  @inline(never)
  private static func takeUnusual(
    _ sink: UnsafeMutablePointer<RecordSink>, _ action: UnsafeMutablePointer<ColumnAction>,
    _ field: UnsafeMutableRawPointer?, _ length: Int
  ) {
    let isVoid = length > sink.pointee.inspectedLength && isVoid(sink, field, length)
    if action.pointee.kind == .beyond {
      sink.pointee.cursor = action
      sink.pointee.extraFields &+= 1
      if length > 0 { sink.pointee.trouble |= extraField }
    } else if !isVoid {
      store(sink, action, field, length)
    }
  }

  /// Takes the end of a record, or of a blank line, from libcsv.
  @inline(__always)
  static func endRecord(_ sink: UnsafeMutablePointer<RecordSink>, _ terminator: CInt) {
    let event = sink.pointee.events &+ 1
    sink.pointee.events = event
    if sink.pointee.cursor != sink.pointee.end || sink.pointee.trouble != 0
      || sink.pointee.extraFields != 0
    {
      endUnusual(sink, terminator)
      return
    }
    let row = sink.pointee.row
    sink.pointee.rowEnds[row] = event
    sink.pointee.row = row &+ 1
    sink.pointee.cursor = sink.pointee.actions
    sink.pointee.lastTerminator = terminator
    sink.pointee.arenaRowStart = sink.pointee.arenaUsed
  }

  /// Stores a cell in every form that is wanted of its column.
  private static func store(
    _ sink: UnsafeMutablePointer<RecordSink>, _ first: UnsafeMutablePointer<ColumnAction>,
    _ field: UnsafeMutableRawPointer?, _ length: Int
  ) {
    let row = sink.pointee.row
    var action = first
    while true {
      switch action.pointee.kind {
      case .skip, .beyond: break
      case .codes:
        let cells = action.pointee.cells.assumingMemoryBound(to: Int32.self)
        if length == 0 {
          cells[row] = 0
        } else if let field {
          let coder = action.pointee.extra.assumingMemoryBound(to: FieldCoder.self)
          let id = coder.pointee.code(field.assumingMemoryBound(to: UInt8.self), length)
          if id < 0 { sink.pointee.trouble |= badEncoding }
          cells[row] = id
        }
      case .number:
        let cells = action.pointee.cells.assumingMemoryBound(to: Double.self)
        let states = action.pointee.extra.assumingMemoryBound(to: NumberState.self)
        if length == 0 {
          cells[row] = .nan
          states[row] = .empty
        } else if let field {
          let parsed = parseNumber(
            field.assumingMemoryBound(to: UInt8.self), length, mark: sink.pointee.mark,
            isMarkFound: sink.pointee.isMarkFound)
          cells[row] = parsed.value
          states[row] = parsed.state
        }
      case .text:
        storeText(sink, action, field, length)
      case .fingerprint:
        let cells = action.pointee.cells.assumingMemoryBound(to: Fingerprint.self)
        if length > 0, let field {
          cells[row] = fingerprint(field.assumingMemoryBound(to: UInt8.self), length)
        } else {
          action.pointee.storeEmpty(row)
        }
      }
      if action.pointee.next == 0 { return }
      action = sink.pointee.actions + Int(action.pointee.next)
    }
  }

  private static func storeText(
    _ sink: UnsafeMutablePointer<RecordSink>, _ action: UnsafeMutablePointer<ColumnAction>,
    _ field: UnsafeMutableRawPointer?, _ length: Int
  ) {
    let used = sink.pointee.arenaUsed
    if used + length > sink.pointee.arenaCapacity {
      let capacity = max(sink.pointee.arenaCapacity * 2, used + length)
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
      larger.update(from: sink.pointee.arena, count: used)
      sink.pointee.arena.deallocate()
      sink.pointee.arena = larger
      sink.pointee.arenaCapacity = capacity
    }
    if length > 0, let field {
      let bytes = field.assumingMemoryBound(to: UInt8.self)
      if !isValidUTF8(bytes, length) { sink.pointee.trouble |= badEncoding }
      (sink.pointee.arena + used).update(from: bytes, count: length)
    }
    action.pointee.cells.assumingMemoryBound(to: TextCell.self)[sink.pointee.row] =
      TextCell(start: UInt32(truncatingIfNeeded: used), length: UInt32(truncatingIfNeeded: length))
    sink.pointee.arenaUsed = used + length
  }

  /// Whether a field makes its record void: it is over the limit, or it holds records.
  @inline(never)
  private static func isVoid(
    _ sink: UnsafeMutablePointer<RecordSink>, _ field: UnsafeMutableRawPointer?, _ length: Int
  ) -> Bool {
    let isVoid =
      length > sink.pointee.fieldLimit
      || field.map {
        SwallowedRecords.stand(
          in: UnsafeRawBufferPointer(start: $0, count: length), delimiter: sink.pointee.delimiter,
          columns: sink.pointee.columnCount)
      } ?? false
    if isVoid, !sink.pointee.isTooLong {
      sink.pointee.isTooLong = true
      sink.pointee.tooLongEvent = sink.pointee.events
    }
    return isVoid
  }

  /// A line without a field: the second half of CR LF, or a blank line.
  @inline(never)
  private static func blank(_ sink: UnsafeMutablePointer<RecordSink>, _ terminator: CInt) {
    let isPair = terminator == CSV_LF && sink.pointee.lastTerminator == CSV_CR
    // LF after CR ends the pair, so that the next LF is a line of its own.
    sink.pointee.lastTerminator = terminator
    if isPair { return }
    if sink.pointee.columnCount == 1 {
      sink.pointee.pendingBlank &+= 1
    } else {
      sink.pointee.blankLines &+= 1
    }
  }

  /// Ends a record that is not plainly acceptable, any record of a one-column file, or a line
  /// without a field.
  @inline(never)
  private static func endUnusual(_ sink: UnsafeMutablePointer<RecordSink>, _ terminator: CInt) {
    let column = sink.pointee.cursor - sink.pointee.actions + sink.pointee.extraFields
    if column == 0 {
      blank(sink, terminator)
      return
    }
    let expected = sink.pointee.columnCount
    let trouble = sink.pointee.trouble
    sink.pointee.beginRecord()
    sink.pointee.lastTerminator = terminator
    flushPendingBlank(sink, before: sink.pointee.events, currentRow: true)
    let ragged = column < expected || (column > expected && trouble & extraField != 0)
    if ragged || trouble & badEncoding != 0 {
      sink.pointee.refused[sink.pointee.refusedCount] = RefusedRecord(
        event: sink.pointee.events, fields: UInt32(truncatingIfNeeded: column), isEncoding: !ragged)
      sink.pointee.refusedCount &+= 1
      sink.pointee.arenaUsed = sink.pointee.arenaRowStart
      return
    }
    sink.pointee.rowEnds[sink.pointee.row] = sink.pointee.events
    sink.pointee.row &+= 1
    sink.pointee.arenaRowStart = sink.pointee.arenaUsed
  }

  /// Turns the blank lines before a record of a one-column file into records with an empty cell.
  ///
  /// - Parameters:
  ///   - event: The event that ends the record behind the blank ones; their lines are counted
  ///     back from its line.
  ///   - currentRow: Whether the cells of the record that follows are already stored at `row` and
  ///     must move behind the blank ones.
  static func flushPendingBlank(
    _ sink: UnsafeMutablePointer<RecordSink>, before event: UInt32, currentRow: Bool
  ) {
    let blanks = sink.pointee.pendingBlank
    if sink.pointee.pendingBlankBefore > 0 {
      sink.pointee.leadingBlank = sink.pointee.pendingBlankBefore
      sink.pointee.leadingInline = blanks
      sink.pointee.leadingEvent = event
      sink.pointee.pendingBlankBefore = 0
    }
    guard blanks > 0 else { return }
    sink.pointee.pendingBlank = 0
    let row = sink.pointee.row
    var index = 0
    while true {
      let action = sink.pointee.actions[index]
      if currentRow { action.moveCell(from: row, to: row + blanks) }
      for blank in row..<(row + blanks) {
        action.storeEmpty(blank)
        sink.pointee.rowEnds[blank] = event | blankMark
      }
      if action.next == 0 { break }
      index = Int(action.next)
    }
    sink.pointee.row = row + blanks
  }
}

extension ColumnAction {
  /// Moves a cell to another row.
  func moveCell(from source: Int, to target: Int) {
    switch kind {
    case .skip, .beyond: break
    case .codes:
      let cells = cells.assumingMemoryBound(to: Int32.self)
      cells[target] = cells[source]
    case .number:
      let cells = cells.assumingMemoryBound(to: Double.self)
      let states = extra.assumingMemoryBound(to: NumberState.self)
      cells[target] = cells[source]
      states[target] = states[source]
    case .text:
      let cells = cells.assumingMemoryBound(to: TextCell.self)
      cells[target] = cells[source]
    case .fingerprint:
      let cells = cells.assumingMemoryBound(to: Fingerprint.self)
      cells[target] = cells[source]
    }
  }

  /// Stores what an empty cell gives.
  func storeEmpty(_ row: Int) {
    switch kind {
    case .skip, .beyond: break
    case .codes: cells.assumingMemoryBound(to: Int32.self)[row] = 0
    case .number:
      cells.assumingMemoryBound(to: Double.self)[row] = .nan
      extra.assumingMemoryBound(to: NumberState.self)[row] = .empty
    case .text: cells.assumingMemoryBound(to: TextCell.self)[row] = TextCell(start: 0, length: 0)
    case .fingerprint:
      withUnsafePointer(to: UInt8(0)) {
        cells.assumingMemoryBound(to: Fingerprint.self)[row] = fingerprint($0, 0)
      }
    }
  }
}

/// Owns a sink and its buffers for the reader and its batches.
final class RecordSinkBox {
  let sink: UnsafeMutablePointer<RecordSink>

  init(_ value: RecordSink) {
    sink = .allocate(capacity: 1)
    sink.initialize(to: value)
  }

  deinit {
    sink.pointee.rowEnds.deallocate()
    sink.pointee.refused.deallocate()
    sink.pointee.arena.deallocate()
    sink.deallocate()
  }
}

// The attribute that lets C call the functions directly has its name since Swift 6.3.
#if compiler(>=6.3)
@c(hailong_csv_field)
#else
@_cdecl("hailong_csv_field")
#endif
func csvFieldCallback(
  _ field: UnsafeMutableRawPointer?, _ length: Int, _ context: UnsafeMutableRawPointer?
) {
  // because the context is the sink that `csv_parse` was given, never null
  RecordSink.take(
    context.unsafelyUnwrapped.assumingMemoryBound(to: RecordSink.self), field, length)
}

#if compiler(>=6.3)
@c(hailong_csv_record)
#else
@_cdecl("hailong_csv_record")
#endif
func csvRecordCallback(_ terminator: CInt, _ context: UnsafeMutableRawPointer?) {
  // because the context is the sink that `csv_parse` was given, never null
  RecordSink.endRecord(
    context.unsafelyUnwrapped.assumingMemoryBound(to: RecordSink.self), terminator)
}
