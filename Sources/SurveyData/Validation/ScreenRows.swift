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
  /// For straight-lining: valid ratings, the first of them, whether another differs.
  var answered: [UInt16]
  var first: [UInt8]
  var varied: [Bool]
  var pending: [Pending] = []
  /// First rows of ids that break a rule: (column, id, row).
  var firstRows: [(column: Int, id: Int, row: Int)] = []

  init(count: Int) {
    self.count = count
    broken = [UInt64](repeating: 0, count: count)
    inScope = [Bool](repeating: true, count: count)
    answered = [UInt16](repeating: 0, count: count)
    first = [UInt8](repeating: 0, count: count)
    varied = [Bool](repeating: false, count: count)
  }
}
