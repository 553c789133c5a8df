/// A table of respondent counts whose small cells must not be printed, nor worked out.
///
/// Cells and margins are one linear system: every sum says that one cell is the total of others.
/// Any table fits, with subtotals and any number of dimensions. Cells of 1 to `minimum` - 1
/// respondents are withheld, and then further cells until none of the first can be worked out, even
/// by a reader who knows the rule, who can tell the two reasons apart (the footnotes say them), and
/// who solves the whole system.
///
/// How that is assured: for every small cell there must be another table that agrees with
/// everything that is printed, keeps small cells within 1 ... minimum - 1 and the other withheld
/// cells at minimum or more, and in which this cell has another value. The other table is searched
/// among those that differ from the true one by 1 in some withheld cells. Where none is found, more
/// is withheld; so the search may withhold too much, never too little. Empty cells are printed:
/// they are nobody.
///
/// Source: Willenborg & de Waal (2001), "Elements of Statistical Disclosure Control", chapter 4,
/// for complementary suppression as alternating cycles.
public struct SmallCellTable: Hashable, Sendable {
  /// One cell is the sum of others.
  public struct Sum: Hashable, Sendable {
    /// Index of the total.
    public var total: Int
    /// Indices of the cells that it adds up.
    public var parts: [Int]

    /// Says that a cell is the sum of others.
    public init(total: Int, parts: [Int]) {
      self.total = total
      self.parts = parts
    }
  }

  /// What becomes of a cell.
  public enum Mark: String, Hashable, Sendable {
    /// Printed.
    case shown
    /// Withheld because it is small.
    case small
    /// Withheld because a small cell could be worked out from it.
    case complementary
  }

  /// Counts of all cells, margins included.
  public let counts: [Int]
  /// Which cells add up to which.
  public let sums: [Sum]
  /// Indices of cells that stand in no printed table, such as respondents without a unit.
  ///
  /// Nothing is
  /// known of them but that they are not negative.
  public let unprinted: Set<Int>
  /// Indices of cells that are known from elsewhere and cannot be withheld.
  ///
  /// The number of rows read is one.
  public let known: Set<Int>

  /// Makes a table.
  ///
  /// - Throws: ``PlanError`` of kind `invalidFigure` when a count is negative, an index does not
  ///   exist or a total is not the sum of its parts.
  public init(
    counts: [Int], sums: [Sum], unprinted: Set<Int> = [], known: Set<Int> = []
  ) throws(PlanError) {
    guard counts.allSatisfy({ $0 >= 0 }) else {
      throw PlanError(
        .invalidFigure, cause: "a count of respondents is negative",
        vi: "một số đếm người trả lời là số âm")
    }
    for sum in sums {
      guard ([sum.total] + sum.parts).allSatisfy(counts.indices.contains),
        !sum.parts.contains(sum.total),
        counts[sum.total] == sum.parts.reduce(0, { $0 + counts[$1] })
      else {
        throw PlanError(
          .invalidFigure, cause: "a total of the table is not the sum of its parts",
          vi: "một tổng của bảng không bằng tổng các phần")
      }
    }
    self.counts = counts
    self.sums = sums
    self.unprinted = unprinted
    self.known = known
  }

  /// A two-way table with its row totals, column totals and grand total.
  ///
  /// The cells come row by row, then the row totals, the column totals, and the grand total.
  ///
  /// - Throws: ``PlanError`` when the rows differ in length or a count is negative.
  public static func crossTable(_ rows: [[Int]]) throws(PlanError) -> SmallCellTable {
    let width = rows.first?.count ?? 0
    guard rows.allSatisfy({ $0.count == width }) else {
      throw PlanError(
        .invalidFigure, cause: "the rows of the table differ in length",
        vi: "các dòng của bảng dài ngắn khác nhau")
    }
    let inner = rows.count * width
    let rowTotals = rows.map { $0.reduce(0, +) }
    let columnTotals = (0..<width).map { column in rows.reduce(0) { $0 + $1[column] } }
    let grand = inner + rows.count + width
    var sums: [Sum] = rows.indices.map { row in
      Sum(total: inner + row, parts: (0..<width).map { row * width + $0 })
    }
    sums += (0..<width).map { column in
      Sum(total: inner + rows.count + column, parts: rows.indices.map { $0 * width + column })
    }
    sums.append(Sum(total: grand, parts: rows.indices.map { inner + $0 }))
    sums.append(Sum(total: grand, parts: (0..<width).map { inner + rows.count + $0 }))
    return try SmallCellTable(
      counts: rows.flatMap { $0 } + rowTotals + columnTotals + [rowTotals.reduce(0, +)], sums: sums)
  }

  /// What becomes of every cell, parallel to ``counts``; unprinted cells are `complementary`.
  ///
  /// - Parameter minimum: Cells of fewer respondents are small; 0 or 1 withholds nothing.
  public func marks(minimum: Int = 5) -> [Mark] {
    var protection = Protection(table: self, minimum: minimum)
    protection.protect()
    return protection.marks
  }
}

/// Withholds cells until every small one is safe.
///
/// Withholding more never makes a safe cell unsafe: the other table still agrees with what is
/// printed. So one pass over the small cells is enough.
private struct Protection {
  let table: SmallCellTable
  let minimum: Int
  var marks: [SmallCellTable.Mark]
  /// Signed members of every equation: parts count +1, the total -1.
  private let equations: [[(cell: Int, sign: Int)]]
  private let equationsOfCell: [[Int]]
  private let isTotal: [Bool]
  /// Withheld cells of every equation, and printed ones that are somebody.
  private var hiddenCount: [Int]
  private var printedCount: [Int]

  init(table: SmallCellTable, minimum: Int) {
    self.table = table
    self.minimum = minimum
    let marks: [SmallCellTable.Mark] = table.counts.enumerated().map { index, count in
      if table.unprinted.contains(index) { return .complementary }
      if table.known.contains(index) { return .shown }
      return count > 0 && count < minimum ? .small : .shown
    }
    self.marks = marks
    equations = table.sums.map { sum in sum.parts.map { ($0, 1) } + [(sum.total, -1)] }
    var ofCell = [[Int]](repeating: [], count: table.counts.count)
    var total = [Bool](repeating: false, count: table.counts.count)
    for (index, sum) in table.sums.enumerated() {
      for cell in Set(sum.parts + [sum.total]).sorted() { ofCell[cell].append(index) }
      total[sum.total] = true
    }
    equationsOfCell = ofCell
    isTotal = total
    hiddenCount = equations.map { $0.count { marks[$0.cell] != .shown } }
    printedCount = equations.map {
      $0.count { marks[$0.cell] == .shown && table.counts[$0.cell] > 0 }
    }
  }

  mutating func protect() {
    for index in equations.indices { close(from: index) }
    for cell in marks.indices where marks[cell] == .small {
      while !isSafe(cell), hideOne(in: connected(to: cell)) {}
    }
  }

  private func isHidden(_ cell: Int) -> Bool { marks[cell] != .shown }

  /// One withheld cell in an equation is what the others leave over.
  private func isExposed(_ equation: Int) -> Bool {
    hiddenCount[equation] == 1 && printedCount[equation] > 0
  }

  /// Withholds cells until neither this equation nor those that it touches are exposed.
  private mutating func close(from start: Int) {
    var open = [start]
    while let equation = open.popLast() {
      guard isExposed(equation), let cell = best(in: [equation]) else { continue }
      hide(cell)
      open += equationsOfCell[cell]
    }
  }

  private mutating func hide(_ cell: Int) {
    marks[cell] = .complementary
    for equation in equationsOfCell[cell] {
      hiddenCount[equation] += 1
      if table.counts[cell] > 0 { printedCount[equation] -= 1 }
    }
  }

  /// Withholds one more cell of some equations; false when there is none left.
  private mutating func hideOne(in candidates: [Int]) -> Bool {
    guard let cell = best(in: candidates) else { return false }
    hide(cell)
    for equation in equationsOfCell[cell] { close(from: equation) }
    return true
  }

  /// The cell whose withholding does most good and least harm.
  private func best(in candidates: [Int]) -> Int? {
    let cells = Set(candidates.flatMap { equations[$0].map(\.cell) })
      .filter { !isHidden($0) && !table.known.contains($0) && table.counts[$0] > 0 }.sorted()
    return cells.min { left, right in
      let (a, b) = (exposure(left), exposure(right))
      if a != b { return a > b }
      if isTotal[left] != isTotal[right] { return !isTotal[left] }
      return (table.counts[left], left) < (table.counts[right], right)
    }
  }

  /// How many exposed equations the cell would help.
  private func exposure(_ cell: Int) -> Int { equationsOfCell[cell].count(where: isExposed) }

  /// Equations that hang together with a cell through withheld cells.
  private func connected(to start: Int) -> [Int] {
    var found: Set<Int> = []
    var open = [start]
    while let cell = open.popLast() {
      for equation in equationsOfCell[cell] where found.insert(equation).inserted {
        open += equations[equation].map(\.cell).filter(isHidden)
      }
    }
    return found.sorted()
  }

  private func canRise(_ cell: Int) -> Bool {
    marks[cell] == .complementary || table.counts[cell] < minimum - 1
  }

  private func canFall(_ cell: Int) -> Bool {
    if table.unprinted.contains(cell) { return table.counts[cell] > 0 }
    return table.counts[cell] > (marks[cell] == .complementary ? minimum : 1)
  }

  /// Whether another table agrees with all that is printed and differs in this cell.
  ///
  /// Small changes are tried first: in a table with margins four cells at the corners of a rectangle
  /// nearly always do.
  private func isSafe(_ cell: Int) -> Bool {
    for limit in Self.changedCells {
      for step in [1, -1] where step > 0 ? canRise(cell) : canFall(cell) {
        var change = Change()
        extend(&change, cell, by: step)
        var budget = Self.searchBudget
        if balance(change, limit: limit, budget: &budget) { return true }
      }
    }
    return false
  }

  /// Numbers of changed cells up to which the search goes, one after the other.
  private static let changedCells = [4, 6, 10, Int.max]

  /// Steps of one search after which it is given up; a cell without a find counts as not safe, so
  /// that more is withheld.
  private static let searchBudget = 5_000

  /// A change of some withheld cells by 1 with what it leaves over in every equation that it touches.
  private struct Change {
    var steps: [Int: Int] = [:]
    var rests: [Int: Int] = [:]
  }

  private func extend(_ change: inout Change, _ cell: Int, by step: Int) {
    change.steps[cell] = step
    for equation in equationsOfCell[cell] {
      let sign = table.sums[equation].total == cell ? -1 : 1
      let rest = (change.rests[equation] ?? 0) + sign * step
      change.rests[equation] = rest == 0 ? nil : rest
    }
  }

  /// Extends a change until every equation holds again.
  private func balance(_ change: Change, limit: Int, budget: inout Int) -> Bool {
    budget -= 1
    guard budget > 0 else { return false }
    // The shortest equation leaves the fewest ways.
    let open = change.rests.min { left, right in
      (equations[left.key].count, left.key) < (equations[right.key].count, right.key)
    }
    guard let (equation, rest) = open else { return true }
    guard change.steps.count < limit else { return false }
    // Cells that close a second equation as well come first.
    for wantsSecond in [true, false] {
      for (cell, sign) in equations[equation] where isHidden(cell) && change.steps[cell] == nil {
        let step = rest > 0 ? -sign : sign
        guard step > 0 ? canRise(cell) : canFall(cell),
          closesAnother(cell, by: step, than: equation, of: change) == wantsSecond
        else { continue }
        var extended = change
        extend(&extended, cell, by: step)
        if balance(extended, limit: limit, budget: &budget) { return true }
        guard budget > 0 else { return false }
      }
    }
    return false
  }

  private func closesAnother(
    _ cell: Int, by step: Int, than equation: Int, of change: Change
  ) -> Bool {
    equationsOfCell[cell].contains { other in
      guard other != equation, let rest = change.rests[other] else { return false }
      return rest + (table.sums[other].total == cell ? -step : step) == 0
    }
  }
}
