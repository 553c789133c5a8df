/// Why weights cannot be made.
public enum WeightingError: Error, Hashable, Sendable {
  /// `found` values where one for each of `expected` rows (or categories) is needed.
  case lengthMismatch(name: String, expected: Int, found: Int)
  /// A weight is negative, infinite or not a number.
  case invalidWeight(row: Int, weight: Double)
  /// All weights are zero, or there are no rows.
  case noWeight
  /// No margins were given.
  case noMargins
  /// A row has no category of a margin, or a numeric value that is not finite.
  case rowOutsideMargin(variable: String, row: Int)
  /// A row is in none of the non-response cells.
  case rowOutsideCells(row: Int)
  /// A population total is negative, infinite or not a number.
  case invalidTotal(variable: String, category: String, total: Double)
  /// A category has a population but no row, so that no weights can reach its total.
  case categoryAbsent(variable: String, category: String, total: Double)
  /// A category has rows but a population of zero, which positive weights cannot reach.
  case populationZero(variable: String, category: String)
  /// Two margins describe populations of different size.
  case marginsDisagree(first: String, firstSum: Double, second: String, secondSum: Double)
  /// A total cannot be reached because the margins before it already fix it at `implied`.
  case contradiction(variable: String, category: String, total: Double, implied: Double)
  /// No solution was found; the named total is missed by the most.
  case notConverged(
    variable: String, category: String, total: Double, reached: Double, iterations: Int)
  /// Bounds must enclose 1.
  case invalidBounds(lower: Double, upper: Double)
  /// The lower trimming limit exceeds the upper one, or no weight lies between them.
  case invalidTrimming(lower: Double, upper: Double)
  /// A non-response cell has nobody who answered.
  case noRespondents(cell: String)
  /// The same failure, in a column of replicate weights (1-based).
  indirect case replicate(Int, WeightingError)
}

extension WeightingError: CustomStringConvertible {
  /// What is wrong and with which margin.
  public var description: String {
    switch self {
    case .lengthMismatch(let name, let expected, let found):
      return "\(name) has \(found) values where \(expected) are needed"
    case .invalidWeight(let row, let weight):
      return "row \(row + 1) has the weight \(weight); weights must be finite and not negative"
    case .noWeight:
      return "the weights sum to zero"
    case .noMargins:
      return "no margins were given"
    case .rowOutsideMargin(let variable, let row):
      return "row \(row + 1) has no value of \(variable) that the margins know"
    case .rowOutsideCells(let row):
      return "row \(row + 1) is in none of the non-response cells"
    case .invalidTotal(let variable, let category, let total):
      return "the total of \(Self.name(variable, category)) is \(total)"
    case .categoryAbsent(let variable, let category, let total):
      return
        "\(Self.name(variable, category)) has a population of \(total) but no row in the sample"
    case .populationZero(let variable, let category):
      return "\(Self.name(variable, category)) has rows in the sample but a population of 0"
    case .marginsDisagree(let first, let firstSum, let second, let secondSum):
      return
        "margins disagree on the population: \(first) sums to \(firstSum), \(second) to \(secondSum)"
    case .contradiction(let variable, let category, let total, let implied):
      return "the other margins fix the total of \(Self.name(variable, category)) at \(implied), "
        + "but \(total) is asked for"
    case .notConverged(let variable, let category, let total, let reached, let iterations):
      return "no weights found after \(iterations) iterations: "
        + "\(Self.name(variable, category)) should be \(total) but stays at \(reached)"
    case .invalidBounds(let lower, let upper):
      return "bounds must enclose 1, got \(lower) and \(upper)"
    case .invalidTrimming(let lower, let upper):
      return "no weight lies between the trimming limits \(lower) and \(upper)"
    case .noRespondents(let cell):
      return "nobody answered in the non-response cell \(cell)"
    case .replicate(let number, let failure):
      return "replicate \(number): \(failure)"
    }
  }

  /// What to do about it.
  public var fix: String {
    switch self {
    case .lengthMismatch: "give one value per row"
    case .invalidWeight, .noWeight: "correct the weight column"
    case .noMargins: "give at least one variable with its totals"
    case .rowOutsideMargin: "add the category to the margins, or correct the row"
    case .rowOutsideCells: "fill in the columns of --cells"
    case .invalidTotal: "give a total that is a number, zero or more"
    case .categoryAbsent: "merge the category with a similar one in the margins and in the file"
    case .populationZero: "remove these rows, or correct the total"
    case .marginsDisagree, .contradiction: "use margins of the same population and date"
    case .notConverged:
      "merge small categories of this variable, drop a margin, or widen the bounds"
    case .invalidBounds: "use bounds such as 0.3,3"
    case .invalidTrimming: "widen the limits"
    case .noRespondents: "merge the cell with a similar one"
    case .replicate(_, let failure): failure.fix
    }
  }

  static func name(_ variable: String, _ category: String) -> String {
    category.isEmpty ? variable : "\(variable)=\(category)"
  }
}
