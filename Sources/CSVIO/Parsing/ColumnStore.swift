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

  init(_ requests: [ColumnRequest], columnCount: Int, capacity: Int, boxes: [FieldCoderBox?]) {
    self.requests = requests
    self.columnCount = columnCount
    self.capacity = capacity
    self.boxes = boxes
    actionCount = columnCount + requests.count
    actions = .allocate(capacity: max(1, actionCount))
    // because an unwanted column's addresses are never followed
    let nowhere = UnsafeMutableRawPointer(actions)
    actions.initialize(
      repeating: ColumnAction(cells: nowhere, extra: nowhere), count: max(1, actionCount))
    var places: [Int] = []
    var used = columnCount
    for (slot, request) in requests.enumerated() {
      var place = request.index
      if actions[place].kind != .skip {
        while actions[place].next != 0 { place = Int(actions[place].next) }
        actions[place].next = Int32(used)
        actions[place].singles = nil
        place = used
        used += 1
      }
      places.append(place)
      switch request.kind {
      case .codes:
        let cells = UnsafeMutablePointer<Int32>.allocate(capacity: capacity)
        actions[place] = ColumnAction(kind: .codes, cells: cells, extra: nowhere)
        if let box = boxes[slot] {
          actions[place].extra = UnsafeMutableRawPointer(box.coder)
          // The first request of a column comes first; a chained one is reached through it.
          if place == request.index { actions[place].singles = box.coder.pointee.singles }
        }
      case .number:
        actions[place] = ColumnAction(
          kind: .number, cells: UnsafeMutablePointer<Double>.allocate(capacity: capacity),
          extra: UnsafeMutablePointer<NumberState>.allocate(capacity: capacity))
      case .text:
        actions[place] = ColumnAction(
          kind: .text, cells: UnsafeMutablePointer<TextCell>.allocate(capacity: capacity),
          extra: nowhere)
      case .fingerprint:
        actions[place] = ColumnAction(
          kind: .fingerprint, cells: UnsafeMutablePointer<Fingerprint>.allocate(capacity: capacity),
          extra: nowhere)
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
