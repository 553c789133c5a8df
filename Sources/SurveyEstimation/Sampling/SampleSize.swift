/// How many answers settle whether a rate meets its target, and what a number of answers settles.
///
/// A shortfall of d points from the target p0 counts as settled when the interval of a rate of
/// `p = p0 - d` ends at or before the target. With probability `power` a sample from such a
/// population gives such an interval:
///
///     V = (d / (z_(1+level)/2 + z_power))^2           variance that is needed
///     V = deff (1 - n/N) N/(N-1) p (1 - p) / n        variance that n answers give
///
/// `power` 0.5 asks only that the interval is short enough at the expected rate (z_power = 0).
///
/// Source: Cochran (1977), sections 4.4 and 4.5, with the design effect of Kish (1965), section
/// 8.2; for a margin of error d around a rate p the same formula with `power` 0.5.
public struct SampleSize: Hashable, Sendable {
  /// Confidence level of the interval, such as 0.95.
  public var level: Double
  /// Probability that a shortfall of the size asked for is found.
  public var power: Double
  /// Design effect expected.
  public var designEffect: Double
  /// Population size; `nil` for a population so large that it does not matter.
  public var population: Double?
  /// Share of those asked who answer.
  public var responseRate: Double

  /// Assumptions about the survey.
  ///
  /// - Throws: ``SamplingError/outOfRange(name:value:range:)`` for a level or power outside 0...1,
  ///   a design effect not above 0, a response rate outside 0...1, a population below 2.
  public init(
    level: Double = 0.95, power: Double = 0.5, designEffect: Double = 1, population: Double? = nil,
    responseRate: Double = 1
  ) throws(SamplingError) {
    guard level > 0, level < 1 else {
      throw .outOfRange(name: .level, value: level, range: .share)
    }
    guard power >= 0.5, power < 1 else {
      throw .outOfRange(name: .power, value: power, range: .halfToOne)
    }
    guard designEffect > 0, designEffect.isFinite else {
      throw .outOfRange(name: .designEffect, value: designEffect, range: .positive)
    }
    guard responseRate > 0, responseRate <= 1 else {
      throw .outOfRange(
        name: .responseRate, value: responseRate, range: .positiveShare)
    }
    if let population, !(population >= 2) {
      throw .outOfRange(name: .population, value: population, range: .twoOrMore)
    }
    self.level = level
    self.power = power
    self.designEffect = designEffect
    self.population = population
    self.responseRate = responseRate
  }

  private var criticalValue: Double {
    Distributions.normalQuantile((1 + level) / 2) + Distributions.normalQuantile(power)
  }

  /// Answers needed to know a rate to within a margin of error.
  ///
  /// - Parameters:
  ///   - rate: The rate expected; 0.5 asks for the most.
  ///   - margin: Half the width of the interval, above 0.
  /// - Returns: The number of answers, rounded up, at most the population.
  public func answers(rate: Double, margin: Double) throws(SamplingError) -> Int {
    guard rate >= 0, rate <= 1 else {
      throw .outOfRange(name: .rate, value: rate, range: .share)
    }
    guard margin > 0 else {
      throw .outOfRange(name: .margin, value: margin, range: .positive)
    }
    let z = criticalValue
    let simple = designEffect * z * z * rate * (1 - rate) / (margin * margin)
    var needed = simple
    if let population {
      let unlimited = simple * population / (population - 1)
      needed = min(unlimited / (1 + unlimited / population), population)
    }
    // A hair's breadth of rounding error must not ask for one more answer.
    let count = (needed * (1 - 1e-12)).rounded(.up)
    guard count < 1e15 else {
      throw .outOfRange(name: .margin, value: margin, range: .larger)
    }
    return max(Int(count), 1)
  }

  /// Answers needed so that a shortfall from a target is conclusive.
  ///
  /// - Parameters:
  ///   - shortfall: Distance of the rate from the target, in shares (0.03 for three points).
  ///   - target: The target, in shares.
  ///   - isMinimum: Whether the target is "at least"; else a rate above it is the shortfall.
  /// - Returns: The number of answers, rounded up, at most the population.
  public func answers(
    settlingShortfall shortfall: Double, from target: Double, isMinimum: Bool = true
  ) throws(SamplingError) -> Int {
    let rate = isMinimum ? target - shortfall : target + shortfall
    guard target >= 0, target <= 1 else {
      throw .outOfRange(name: .target, value: target, range: .share)
    }
    guard shortfall > 0, rate >= 0, rate <= 1 else {
      throw .outOfRange(
        name: .shortfall, value: shortfall, range: .withinRates)
    }
    return try answers(rate: rate, margin: shortfall)
  }

  /// People to ask for a number of answers, at the response rate expected.
  public func invitations(for answers: Int) -> Int {
    Int((Double(answers) / responseRate * (1 - 1e-12)).rounded(.up))
  }

  /// The smallest shortfall from a target that a number of answers settles.
  ///
  /// The root d of `d^2 = k (p0 - d)(1 - p0 + d)`, `k` the variance factor times the squared
  /// critical value: the distance from the target to Wilson's limit.
  ///
  /// - Parameters:
  ///   - answers: The number of answers, at least 1.
  ///   - target: The target, between 0 and 1.
  ///   - isMinimum: Whether the target is "at least".
  /// - Returns: The shortfall in shares. Below some thirty effective answers, or where it leaves
  ///   fewer than five satisfied or dissatisfied answers, it is only an indication.
  public func shortfall(
    settledBy answers: Int, target: Double, isMinimum: Bool = true
  ) throws(SamplingError) -> Double {
    guard answers > 0 else {
      throw .outOfRange(name: .answers, value: Double(answers), range: .oneOrMore)
    }
    guard target >= 0, target <= 1 else {
      throw .outOfRange(name: .target, value: target, range: .share)
    }
    let n = Double(answers)
    var factor = designEffect / n
    if let population {
      guard n <= population else {
        throw .populationTooSmall(asked: answers, available: Int(population))
      }
      factor *= (1 - n / population) * population / (population - 1)
    }
    let k = factor * criticalValue * criticalValue
    let p0 = isMinimum ? target : 1 - target
    let slope = k * (2 * p0 - 1)
    let root = (slope * slope + 4 * (1 + k) * k * p0 * (1 - p0)).squareRoot()
    return (slope + root) / (2 * (1 + k))
  }

  /// Effective answers (of a simple random sample) that would settle an estimate against a target
  /// if the rate stays; `nil` when the estimate equals the target.
  ///
  ///     n = z^2 p (1 - p) / (p - p0)^2
  ///
  /// - Parameters:
  ///   - estimate: The rate.
  ///   - target: The target.
  ///   - level: Confidence level.
  public static func effectiveAnswers(
    settling estimate: Double, against target: Double, level: Double
  ) -> Double? {
    guard estimate != target else { return nil }
    let z = Distributions.normalQuantile((1 + level) / 2)
    let gap = estimate - target
    return z * z * estimate * (1 - estimate) / (gap * gap)
  }
}
