public import CSVIO

/// Keeps the coded rows of one part of a file.
struct TableConsumer<Screen: ResponseScreen>: RecordConsumer {
  var coder: BatchCoder
  var rows = CodedBatch()
  var screen: Screen

  init(_ coder: BatchCoder, screen: Screen) {
    self.coder = coder
    self.screen = screen
  }

  var wantsMalformedRecords: Bool { screen.wantsMalformedRecords }

  mutating func consume(malformed record: MalformedRecord) throws { screen.note(malformed: record) }

  mutating func consume(_ batch: RecordBatch) throws {
    rows.append(coder.code(batch, isAccepted: screen.accepted(batch, plan: coder.plan)))
  }
}

extension ResponseScreen {
  /// The rows that the screen leaves; `nil` when it looks at nothing.
  mutating func accepted(_ batch: RecordBatch, plan: ColumnPlan) -> [Bool]? {
    if self is NoScreen { return nil }
    var accepted = [Bool](repeating: true, count: batch.count)
    screen(batch, slots: plan.screen, accepted: &accepted)
    return accepted
  }
}

/// The screen that lets everything pass.
public struct NoScreen: ResponseScreen {
  /// Makes the screen.
  public init() {}
  /// None.
  public func columns(in header: [HeaderColumn], file: String) throws -> [ColumnRequest] { [] }
  /// Does nothing.
  public mutating func screen(_ batch: RecordBatch, slots: [Int], accepted: inout [Bool]) {}
  /// Does nothing.
  public mutating func merge(_ other: NoScreen) {}
}
