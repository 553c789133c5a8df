/// Why a sample cannot be planned or drawn.
public enum SamplingError: Error, Hashable, Sendable {
  /// A number outside the range in which it makes sense.
  case outOfRange(name: Quantity, value: Double, range: Range)
  /// Fewer units than asked for.
  case populationTooSmall(asked: Int, available: Int)
  /// The minima of the strata ask for more than the total.
  case minimaExceedTotal(total: Int, minima: Int)
  /// Arrays that should be parallel are not.
  case lengthMismatch(name: String, expected: Int, found: Int)
  /// A measure of size is negative, infinite or not a number.
  case invalidSize(row: Int, size: Double)
  /// A stratum of the frame has no entry in the allocation.
  case stratumWithoutAllocation(stratum: Int)
  /// Nothing to allocate by: all shares are zero.
  case noShares

  /// The numbers that a sample is planned by.
  public enum Quantity: String, Hashable, Sendable, CaseIterable {
    case level = "the confidence level"
    case power = "the power"
    case designEffect = "the design effect"
    case responseRate = "the response rate"
    case population = "the population"
    case rate = "the rate"
    case margin = "the margin of error"
    case target = "the target"
    case shortfall = "the shortfall"
    case answers = "the number of answers"
    case standardDeviation = "a standard deviation"
    case stratumPopulation = "a population"
    case sampleSize = "the sample size"
  }

  /// The ranges in which they make sense.
  public enum Range: String, Hashable, Sendable, CaseIterable {
    case share = "between 0 and 1"
    case halfToOne = "at least 0.5 and below 1"
    case positive = "above 0"
    case positiveShare = "above 0 and at most 1"
    case oneOrMore = "at least 1"
    case twoOrMore = "at least 2"
    case larger = "larger"
    case withinRates = "above 0 and not beyond a rate of 0 or 1"
    case notNegative = "zero or more"
  }
}

extension SamplingError: CustomStringConvertible {
  /// What is wrong.
  public var description: String {
    switch self {
    case .outOfRange(let name, let value, let range):
      "\(name.rawValue) is \(value); it must be \(range.rawValue)"
    case .populationTooSmall(let asked, let available):
      "\(asked) units asked for, but the population has \(available)"
    case .minimaExceedTotal(let total, let minima):
      "the minimum per stratum needs \(minima) units, the total is \(total)"
    case .lengthMismatch(let name, let expected, let found):
      "\(name) has \(found) values where \(expected) are needed"
    case .invalidSize(let row, let size): "the measure of size of unit \(row + 1) is \(size)"
    case .stratumWithoutAllocation(let stratum):
      "stratum \(stratum + 1) of the frame has no sample size"
    case .noShares: "all strata have share zero"
    }
  }

  /// What to do about it.
  public var fix: String {
    switch self {
    case .outOfRange(let name, _, _): "correct \(name.rawValue)"
    case .populationTooSmall: "ask for fewer units"
    case .minimaExceedTotal: "lower the minimum or raise the total"
    case .lengthMismatch: "give one value per unit"
    case .invalidSize: "give a size of zero or more for every unit"
    case .stratumWithoutAllocation: "give a sample size for every stratum, zero if none"
    case .noShares: "give population sizes and standard deviations above zero"
    }
  }
}
