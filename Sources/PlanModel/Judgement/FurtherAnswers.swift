public import SurveyEstimation

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// How many more answers would settle on which side of a threshold a rate lies.
///
/// The interval of the estimate fixes a sample size for its method: the one at which the method's
/// interval around the rate ends where the estimate's interval ends. The size at which it would end
/// on the threshold is found the same way. Their quotient k, times the effective sample, is what is
/// needed in all; `moreNeeded` is the part that is not there yet,
///
///     moreNeeded = ceiling(nEffective (k - 1)).
///
/// Working with a quotient keeps the method's own treatment of degrees of freedom, and makes the
/// answer positive exactly when the interval straddles the threshold.
///
///     method       size at which the interval around p ends on t is proportional to
///     beta, nchs   n with P(X >= pn; n, t) equal to the same tail as for the estimate
///                  (Clopper-Pearson with n effective, as Korn & Graubard 1998), by bisection
///     logit        1 / (logit p - logit t)^2
///     xlogit       the same
///     wilson       t (1 - t) / (p - t)^2
///     asin         1 / (asin sqrt p - asin sqrt t)^2
///     likelihood   1 / (p ln(p/t) + (1 - p) ln((1 - p)/(1 - t)))
///     mean, others 1 / (p - t)^2
public enum FurtherAnswers {
  /// More than this is no advice; nobody can ask so many people.
  static let largestAnswer = 1e9

  /// Further effective answers until the interval lies wholly on the value's side of `threshold`.
  ///
  /// - Returns: `nil` when the interval does not straddle the threshold, when the value lies on it
  ///   (no sample would ever settle it), when there is no interval, or when more than 10^9 answers
  ///   would be needed.
  public static func needed(for estimate: Estimate, threshold: Double) -> Int? {
    guard let value = estimate.value, let low = estimate.low, let high = estimate.high,
      value != threshold, low <= threshold, threshold <= high
    else { return nil }
    let answers = estimate.nEffective ?? Double(estimate.n)
    guard answers > 0, let factor = factor(for: estimate, threshold: threshold),
      factor.isFinite
    else { return nil }
    let more = (answers * (factor - 1)).rounded(.up)
    guard more <= largestAnswer else { return nil }
    return max(1, Int(more))
  }

  /// The k by which the sample must grow; above 1 exactly when the interval straddles.
  static func factor(for estimate: Estimate, threshold: Double) -> Double? {
    guard let value = estimate.value, let low = estimate.low, let high = estimate.high else {
      return nil
    }
    let bound = value > threshold ? low : high
    guard bound != value else { return nil }
    let isExtreme = value <= 0 || value >= 1
    switch estimate.intervalMethod {
    case "logit" where !isExtreme, "xlogit" where !isExtreme:
      return square(logit(value) - logit(bound)) / square(logit(value) - logit(threshold))
    case "wilson":
      return (threshold * (1 - threshold) / square(value - threshold))
        / (bound * (1 - bound) / square(value - bound))
    case "asin" where !isExtreme:
      return square(arcsine(value) - arcsine(bound)) / square(arcsine(value) - arcsine(threshold))
    case "likelihood":
      return deviance(value, bound) / deviance(value, threshold)
    case "beta", "nchs", "logit", "xlogit", "asin":
      return binomialFactor(value, bound: bound, threshold: threshold, level: estimate.level)
    default:
      return square(value - bound) / square(value - threshold)
    }
  }

  /// Two-sided p-value of an estimate against a threshold, by the estimate's own interval method.
  ///
  /// It is below 1 - level exactly when the interval leaves the threshold out. For `beta` it is
  /// twice the binomial tail; for the other methods the distance on the method's scale is counted
  /// in units of the distance to the interval's end, which is t(df) at the interval's level.
  ///
  /// - Returns: `nil` when the estimate has no interval.
  public static func pValue(of estimate: Estimate, threshold: Double) -> Double? {
    guard let value = estimate.value, let low = estimate.low, let high = estimate.high else {
      return nil
    }
    guard value != threshold else { return 1 }
    let bound = value > threshold ? low : high
    guard bound != value else { return 0 }
    let isBinomial =
      ["beta", "nchs"].contains(estimate.intervalMethod) || value <= 0 || value >= 1
    if isBinomial, threshold > 0, threshold < 1,
      let size = binomialSize(value, threshold: bound, tail: (1 - estimate.level) / 2)
    {
      return min(1, 2 * binomialTail(value, size: size, threshold: threshold))
    }
    if isBinomial { return 0 }
    guard let factor = factor(for: estimate, threshold: threshold), factor >= 0 else { return nil }
    let df = estimate.degreesOfFreedom
    let critical = Distributions.tQuantile(1 - (1 - estimate.level) / 2, df: df)
    let statistic = critical / factor.squareRoot()
    return min(1, 2 * Distributions.tCumulative(-statistic, df: df))
  }

  // MARK: Clopper-Pearson with a real-valued sample size

  /// Tail probability whose value of alpha/2 defines the Clopper-Pearson limit at `threshold`.
  private static func binomialTail(_ value: Double, size: Double, threshold: Double) -> Double {
    let successes = value * size
    return value > threshold
      ? Distributions.betaCumulative(threshold, successes, size - successes + 1)
      : 1 - Distributions.betaCumulative(threshold, successes + 1, size - successes)
  }

  /// The sample size at which the limit falls on `threshold`, by bisection on its logarithm.
  private static func binomialSize(_ value: Double, threshold: Double, tail: Double) -> Double? {
    guard threshold > 0, threshold < 1 else { return nil }
    // At 0 and 100 % the tail is a power: (1 - t)^n, t^n.
    if value <= 0 { return log(tail) / log(1 - threshold) }
    if value >= 1 { return log(tail) / log(threshold) }
    var low = -7.0
    var high = 28.0  // exp(28) is about 10^12
    guard binomialTail(value, size: exp(high), threshold: threshold) < tail else { return nil }
    for _ in 0..<200 where high - low > 1e-12 {
      let middle = (low + high) / 2
      if binomialTail(value, size: exp(middle), threshold: threshold) > tail {
        low = middle
      } else {
        high = middle
      }
    }
    return exp((low + high) / 2)
  }

  private static func binomialFactor(
    _ value: Double, bound: Double, threshold: Double, level: Double
  ) -> Double? {
    let tail = (1 - level) / 2
    guard let present = binomialSize(value, threshold: bound, tail: tail),
      let wanted = binomialSize(value, threshold: threshold, tail: tail)
    else { return nil }
    return wanted / present
  }

  // MARK: Scales

  private static func square(_ x: Double) -> Double { x * x }
  private static func logit(_ p: Double) -> Double { log(p / (1 - p)) }
  private static func arcsine(_ p: Double) -> Double { asin(p.squareRoot()) }

  private static func deviance(_ p: Double, _ q: Double) -> Double {
    (p > 0 ? p * log(p / q) : 0) + (p < 1 ? (1 - p) * log((1 - p) / (1 - q)) : 0)
  }
}
