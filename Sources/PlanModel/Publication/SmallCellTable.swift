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

  /// Makes a table.
  ///
  /// - Throws: ``PlanError`` of kind `invalidFigure` when a count is negative, an index does not
  ///   exist or a total is not the sum of its parts.
  public init(counts: [Int], sums: [Sum]) throws(PlanError) {
    guard counts.allSatisfy({ $0 >= 0 }) else {
      throw PlanError(.invalidFigure, cause: "a count of respondents is negative")
    }
    for sum in sums {
      guard ([sum.total] + sum.parts).allSatisfy(counts.indices.contains),
        counts[sum.total] == sum.parts.reduce(0, { $0 + counts[$1] })
      else {
        throw PlanError(
          .invalidFigure, cause: "a total of the table is not the sum of its parts")
      }
    }
    self.counts = counts
    self.sums = sums
  }

  /// A two-way table with its row totals, column totals and grand total.
  ///
  /// The cells come row by row, then the row totals, the column totals, and the grand total.
  ///
  /// - Throws: ``PlanError`` when the rows differ in length or a count is negative.
  public static func crossTable(_ rows: [[Int]]) throws(PlanError) -> SmallCellTable {
    let width = rows.first?.count ?? 0
    guard rows.allSatisfy({ $0.count == width }) else {
      throw PlanError(.invalidFigure, cause: "the rows of the table differ in length")
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

  /// What becomes of every cell, parallel to ``counts``.
  ///
  /// - Parameter minimum: Cells of fewer respondents are small; 0 or 1 withholds nothing.
  public func marks(minimum: Int = 5) -> [Mark] {
    var protection = Protection(table: self, minimum: minimum)
    protection.protect()
    return protection.marks
  }
}

/// Withholds cells until every small one is safe.
private struct Protection {
  let table: SmallCellTable
  let minimum: Int
  var marks: [SmallCellTable.Mark]
  /// Signed members of every equation: parts count +1, the total -1.
  private let equations: [[(cell: Int, sign: Int)]]
  private let equationsOfCell: [[Int]]
  private let isTotal: [Bool]

  init(table: SmallCellTable, minimum: Int) {
    self.table = table
    self.minimum = minimum
    marks = table.counts.map { $0 > 0 && $0 < minimum ? .small : .shown }
    equations = table.sums.map { sum in sum.parts.map { ($0, 1) } + [(sum.total, -1)] }
    var ofCell = [[Int]](repeating: [], count: table.counts.count)
    var total = [Bool](repeating: false, count: table.counts.count)
    for (index, sum) in table.sums.enumerated() {
      for cell in Set(sum.parts + [sum.total]).sorted() { ofCell[cell].append(index) }
      total[sum.total] = true
    }
    equationsOfCell = ofCell
    isTotal = total
  }

  mutating func protect() {
    while true {
      if let lonely = equations.indices.first(where: isExposed), hideOne(in: [lonely]) { continue }
      guard let unsafe = marks.indices.first(where: { marks[$0] == .small && !isSafe($0) }),
        hideOne(in: connected(to: unsafe))
      else { return }
    }
  }

  private func isHidden(_ cell: Int) -> Bool { marks[cell] != .shown }

  /// One withheld cell in an equation is what the others leave over.
  private func isExposed(_ equation: Int) -> Bool {
    equations[equation].count { isHidden($0.cell) } == 1
      && equations[equation].contains { !isHidden($0.cell) && table.counts[$0.cell] > 0 }
  }

  /// Withholds the cell that does most good and least harm; false when there is none left.
  private mutating func hideOne(in candidates: [Int]) -> Bool {
    let cells = Set(candidates.flatMap { equations[$0].map(\.cell) })
      .filter { !isHidden($0) && table.counts[$0] > 0 }.sorted()
    let best = cells.min { left, right in
      let (a, b) = (exposure(left), exposure(right))
      if a != b { return a > b }
      if isTotal[left] != isTotal[right] { return !isTotal[left] }
      return (table.counts[left], left) < (table.counts[right], right)
    }
    guard let best else { return false }
    marks[best] = .complementary
    return true
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
    table.counts[cell] > (marks[cell] == .complementary ? minimum : 1)
  }

  /// Whether another table agrees with all that is printed and differs in this cell.
  private func isSafe(_ cell: Int) -> Bool {
    for step in [1, -1] where step > 0 ? canRise(cell) : canFall(cell) {
      var budget = 20_000
      if balance([cell: step], budget: &budget) { return true }
    }
    return false
  }

  /// Extends a change of some withheld cells by ±1 until every equation holds again.
  private func balance(_ change: [Int: Int], budget: inout Int) -> Bool {
    budget -= 1
    guard budget > 0 else { return false }
    for equation in equations {
      let rest = equation.reduce(0) { $0 + $1.sign * (change[$1.cell] ?? 0) }
      guard rest != 0 else { continue }
      for (cell, sign) in equation where isHidden(cell) && change[cell] == nil {
        let step = rest > 0 ? -sign : sign
        guard step > 0 ? canRise(cell) : canFall(cell) else { continue }
        var extended = change
        extended[cell] = step
        if balance(extended, budget: &budget) { return true }
      }
      return false
    }
    return true
  }
}
