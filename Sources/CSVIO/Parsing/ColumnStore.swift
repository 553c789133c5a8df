/// Owns the memory into which the callbacks write the wanted cells of one batch.
///
/// Manual memory, because the callbacks need stable addresses that cost nothing to reach.
final class ColumnStore {
  let requests: [ColumnRequest]
  let columnCount: Int
  /// Rows that fit.
  let capacity: Int
  let actions: UnsafeMutablePointer<ColumnAction>
  private let actionCount: Int
  /// Index into `actions` of each slot.
  let actionOfSlot: [Int]
  let boxes: [FieldCoderBox?]
  /// Cells of columns of which nothing is wanted: written, never read.
  private let unread: UnsafeMutablePointer<Int32>
  /// `singles` of such columns, where every cell is known, and of those without codes, where none is.
  private let known: UnsafeMutablePointer<Int32>
  private let unknown: UnsafeMutablePointer<Int32>

  init(_ requests: [ColumnRequest], columnCount: Int, capacity: Int, boxes: [FieldCoderBox?]) {
    self.requests = requests
    self.columnCount = columnCount
    self.capacity = capacity
    self.boxes = boxes
    // The columns, the place behind them, and second requests for the same column.
    actionCount = columnCount + 1 + requests.count
    actions = .allocate(capacity: actionCount)
    unread = .allocate(capacity: capacity)
    known = .allocate(capacity: ColumnAction.singleCount)
    known.initialize(repeating: 0, count: ColumnAction.singleCount)
    unknown = .allocate(capacity: ColumnAction.singleCount)
    unknown.initialize(
      repeating: ColumnAction.unknownSingle, count: ColumnAction.singleCount)
    // because only a column of codes or numbers has more to point at
    let nowhere = UnsafeMutableRawPointer(unread)
    actions.initialize(
      repeating: ColumnAction(singles: known, cells: nowhere, extra: nowhere), count: actionCount)
    actions[columnCount] = ColumnAction(
      singles: unknown, cells: nowhere, extra: nowhere, kind: .beyond)
    var places: [Int] = []
    var used = columnCount + 1
    for (slot, request) in requests.enumerated() {
      var place = request.index
      if actions[place].kind != .skip {
        while actions[place].next != 0 { place = Int(actions[place].next) }
        actions[place].next = Int32(used)
        actions[request.index].singles = unknown
        place = used
        used += 1
      }
      places.append(place)
      switch request.kind {
      case .codes:
        let cells = UnsafeMutablePointer<Int32>.allocate(capacity: capacity)
        actions[place] = ColumnAction(
          singles: unknown, cells: cells, extra: nowhere, kind: .codes)
        if let box = boxes[slot] {
          actions[place].extra = UnsafeMutableRawPointer(box.coder)
          // The first request of a column comes first; a chained one is reached through it.
          if place == request.index { actions[place].singles = box.coder.pointee.singles }
        }
      case .number:
        actions[place] = ColumnAction(
          singles: unknown, cells: UnsafeMutablePointer<Double>.allocate(capacity: capacity),
          extra: UnsafeMutablePointer<NumberState>.allocate(capacity: capacity), kind: .number)
      case .text:
        actions[place] = ColumnAction(
          singles: unknown, cells: UnsafeMutablePointer<TextCell>.allocate(capacity: capacity),
          extra: nowhere, kind: .text)
      case .fingerprint:
        actions[place] = ColumnAction(
          singles: unknown, cells: UnsafeMutablePointer<Fingerprint>.allocate(capacity: capacity),
          extra: nowhere, kind: .fingerprint)
      }
    }
    actionOfSlot = places
  }

  deinit {
    for (slot, request) in requests.enumerated() {
      let action = actions[actionOfSlot[slot]]
      action.cells.deallocate()
      if request.kind == .number { action.extra.deallocate() }
    }
    actions.deallocate()
    unread.deallocate()
    known.deallocate()
    unknown.deallocate()
  }

  /// Moves the cells of the record in progress to row 0.
  func moveToFront(from row: Int) {
    guard row > 0 else { return }
    for place in actionOfSlot { actions[place].moveCell(from: row, to: 0) }
  }

  /// Takes the bytes before `start` out of the positions of the text cells of row 0.
  func shiftText(by start: Int, row: Int) {
    guard start > 0 else { return }
    for (slot, request) in requests.enumerated() where request.kind == .text {
      let cells = actions[actionOfSlot[slot]].cells.assumingMemoryBound(to: TextCell.self)
      // Cells of fields that are still to come hold old positions; they are written before use.
      if cells[row].start >= UInt32(start) { cells[row].start -= UInt32(start) }
    }
  }
}
