#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The scale on which a rate is compared with its target.
public enum TargetScale: String, Codable, Hashable, Sendable, CaseIterable {
  /// `t = (p - p0) / se(p)`.
  case rate
  /// `t = (logit p - logit p0) / (se(p) / (p (1 - p)))`; better near 0 and 1.
  case logit
}

/// A one-sided test of an estimate against a target.
///
/// Both tails are given, so that either claim can be judged: a small `pValueBelow` is evidence that
/// the population's value lies below the target, a small `pValueAbove` that it lies above. They
/// add up to 1.
///
/// Source: Korn & Graubard (1999), section 2.3, for t with design degrees of freedom; the delta
/// method for the logit. The statistic of R's `svyttest` on `y - target` (rate scale).
public struct TargetTest: Hashable, Sendable {
  /// Distance from the target in standard errors, negative below it.
  public let statistic: Double
  /// Degrees of freedom of Student's t.
  public let degreesOfFreedom: Double
  /// P(T <= statistic): small when the value is convincingly below the target.
  public let pValueBelow: Double
  /// P(T >= statistic): small when the value is convincingly above the target.
  public let pValueAbove: Double

  /// Tests an estimate; `nil` where the test is not defined.
  ///
  /// Undefined without degrees of freedom, without a positive standard error, and on the logit
  /// scale when the rate or the target is 0 or 1.
  ///
  /// - Parameters:
  ///   - value: The estimate, in the target's unit.
  ///   - standardError: Its standard error.
  ///   - target: The target.
  ///   - degreesOfFreedom: Those of the estimate; infinity for the normal distribution.
  ///   - scale: Where to compare.
  public init?(
    value: Double, standardError: Double, target: Double, degreesOfFreedom: Double,
    scale: TargetScale = .rate
  ) {
    guard standardError > 0, degreesOfFreedom > 0 else { return nil }
    let statistic: Double
    switch scale {
    case .rate:
      statistic = (value - target) / standardError
    case .logit:
      guard value > 0, value < 1, target > 0, target < 1 else { return nil }
      let distance = log(value / (1 - value)) - log(target / (1 - target))
      statistic = distance * value * (1 - value) / standardError
    }
    guard statistic.isFinite else { return nil }
    self.statistic = statistic
    self.degreesOfFreedom = degreesOfFreedom
    pValueBelow = Distributions.tCumulative(statistic, df: degreesOfFreedom)
    pValueAbove = Distributions.tCumulative(-statistic, df: degreesOfFreedom)
  }
}
