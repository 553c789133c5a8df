/// The rows of one batch while they are screened.
struct ScreenRows {
  /// A finding whose line is not known yet.
  struct Pending {
    let row: Int
    let rule: CheckRule
    let slot: Int?
    let value: String
    let message: BilingualText
    let suggestion: String?
  }

  let count: Int
  /// Bits of the rules that each row breaks.
  var broken: [UInt64]
  var inScope: [Bool]
  var allInScope = true
  /// Number of valid ratings of each row.
  var answered: [UInt16]
  /// One bit for each level that a row's ratings have.
  var levels: [UInt32]
  var pending: [Pending] = []
  /// First rows of ids that break a rule: (column, id, row).
  var firstRows: [(column: Int, id: Int, row: Int)] = []

  init(count: Int) {
    self.count = count
    broken = [UInt64](repeating: 0, count: count)
    inScope = [Bool](repeating: true, count: count)
    answered = [UInt16](repeating: 0, count: count)
    levels = [UInt32](repeating: 0, count: count)
  }

  /// Whether a row's ratings have more than one level.
  func isVaried(_ row: Int) -> Bool { levels[row] & (levels[row] &- 1) != 0 }
}
