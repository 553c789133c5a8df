#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// How an interval for a proportion is made; `t` is the quantile of Student's t at the domain's df.
///
/// Sources: Korn & Graubard (1998), "Confidence intervals for proportions with small expected
/// number of positive counts estimated from survey data"; NCHS Series 2 no. 175 (2017);
/// Wilson (1927); Rao & Scott (1984) for the likelihood.
public enum IntervalMethod: String, Codable, Hashable, Sendable, CaseIterable {
  /// Symmetric on the logit scale; with replicates the replicate variance of logit(p).
  case logit
  /// Symmetric on the logit scale, with SE / (p (1 - p)).
  case xlogit
  /// Korn & Graubard: Clopper-Pearson at the effective sample size.
  case beta
  /// Wilson's score interval at the effective sample size.
  case wilson
  /// Where the scaled binomial deviance reaches t^2.
  case likelihood
  /// Symmetric on the scale of asin(sqrt(p)), stopping at 0 and 1.
  case asin
  /// Symmetric: value ± t SE. The one for means, totals and ratios.
  case mean
  /// Korn & Graubard as NCHS applies it: effective size at most n, and n itself at 0 and 1.
  case nchs
}

/// What a confidence interval for a proportion is computed from.
public struct ProportionEvidence: Hashable, Sendable {
  /// The proportion, in 0...1.
  public var value: Double
  /// Its sampling variance.
  public var variance: Double
  /// Number of answers in the denominator.
  public var n: Int
  /// Rows of the domain, missing answers included.
  public var domainRows: Int
  /// Degrees of freedom, positive; may be infinite.
  public var degreesOfFreedom: Double
  /// Replicate variance of logit(p); `nil` without replicates.
  public var logitVariance: Double?
  /// Whether the variance comes from replicates.
  public var usesReplicates: Bool

  /// Gathers the evidence.
  public init(
    value: Double, variance: Double, n: Int, domainRows: Int, degreesOfFreedom: Double,
    logitVariance: Double? = nil, usesReplicates: Bool = false
  ) {
    self.value = value
    self.variance = variance
    self.n = n
    self.domainRows = domainRows
    self.degreesOfFreedom = degreesOfFreedom
    self.logitVariance = logitVariance
    self.usesReplicates = usesReplicates
  }
}

extension IntervalMethod {
  /// The confidence interval of a proportion; `nil` where the method has none.
  ///
  /// - Parameters:
  ///   - evidence: The proportion and what is known of its precision; df must be positive.
  ///   - level: Confidence level, such as 0.95.
  /// - Returns: Limits within 0...1 (for `mean`, symmetric and unbounded).
  public func interval(
    _ evidence: ProportionEvidence, level: Double
  ) -> (low: Double, high: Double)? {
    var quantiles = StudentQuantiles()
    return interval(evidence, level: level, quantiles: &quantiles)
  }

  /// The same, with quantiles that were made for other intervals.
  func interval(
    _ evidence: ProportionEvidence, level: Double, quantiles: inout StudentQuantiles
  ) -> (low: Double, high: Double)? {
    let p = evidence.value
    let v = evidence.variance
    let df = evidence.degreesOfFreedom
    guard df > 0, v >= 0, p >= 0, p <= 1 else { return nil }
    let t = quantiles.quantile(0.5 + level / 2, df: df)
    let isInside = p > 0 && p < 1
    switch self {
    case .mean:
      let half = t * v.squareRoot()
      return (p - half, p + half)
    case .logit, .xlogit:
      guard isInside else { return nil }
      let own = v.squareRoot() / (p * (1 - p))
      let error = self == .logit ? evidence.logitVariance?.squareRoot() ?? own : own
      // logit(p) may come out between replicates of 0 or 1, which have none.
      guard error.isFinite else { return nil }
      let center = log(p / (1 - p))
      return (Self.inverseLogit(center - t * error), Self.inverseLogit(center + t * error))
    case .asin:
      guard isInside else { return nil }
      let center = Foundationless.asin(p.squareRoot())
      let half = t * (v / (4 * p * (1 - p))).squareRoot()
      let low = sin(max(center - half, 0))
      let high = sin(min(center + half, Double.pi / 2))
      return (low * low, high * high)
    case .wilson:
      guard isInside, v > 0 else { return v == 0 && isInside ? (p, p) : nil }
      let size = p * (1 - p) / v
      let share = t * t / size
      let middle = (p + share / 2) / (1 + share)
      let half = t / (1 + share) * (p * (1 - p) / size + share / (4 * size)).squareRoot()
      return (max(middle - half, 0), min(middle + half, 1))
    case .likelihood:
      return likelihoodInterval(evidence, t: t)
    case .beta:
      guard isInside else { return nil }
      if v == 0 { return (p, p) }
      return Self.kornGraubard(
        p, size: p * (1 - p) / v * Self.sizeScale(evidence, level: level, &quantiles), level: level)
    case .nchs:
      let n = Double(evidence.n)
      guard n > 0 else { return nil }
      let size = isInside && v > 0 ? min(p * (1 - p) / v, n) : n
      let scaled = min(size * Self.sizeScale(evidence, level: level, &quantiles), n)
      return Self.kornGraubard(p, size: scaled, level: level)
    }
  }

  /// (t(n-1) / t(df))^2, with n the domain's rows; 1 when n is 1.
  private static func sizeScale(
    _ evidence: ProportionEvidence, level: Double, _ quantiles: inout StudentQuantiles
  ) -> Double {
    guard evidence.domainRows > 1 else { return 1 }
    let above = quantiles.quantile(0.5 + level / 2, df: Double(evidence.domainRows - 1))
    let below = quantiles.quantile(0.5 + level / 2, df: evidence.degreesOfFreedom)
    return above / below * (above / below)
  }

  private static func kornGraubard(
    _ p: Double, size: Double, level: Double
  ) -> (low: Double, high: Double)? {
    let alpha = (1 - level) / 2
    let low = Distributions.betaQuantile(alpha, size * p, size * (1 - p) + 1)
    let high = Distributions.betaQuantile(1 - alpha, size * p + 1, size * (1 - p))
    return low.isNaN || high.isNaN ? nil : (low, high)
  }

  /// The roots in q of `2 (p ln(p/q) + (1-p) ln((1-p)/(1-q))) = phi t^2 v / (p (1-p))`.
  private func likelihoodInterval(
    _ evidence: ProportionEvidence, t: Double
  ) -> (low: Double, high: Double)? {
    let p = evidence.value
    guard p > 0, p < 1 else { return nil }
    if evidence.variance == 0 { return (p, p) }
    let n = Double(evidence.n)
    let phi = evidence.usesReplicates || n <= 1 ? 1 : n / (n - 1)
    let limit = phi * t * t * evidence.variance / (p * (1 - p))
    // In the logit of q, where both ends have all their digits.
    func miss(_ logit: Double) -> Double {
      // -ln q and -ln(1 - q)
      let left = log1p(exp(-logit.magnitude)) + max(-logit, 0)
      let right = log1p(exp(-logit.magnitude)) + max(logit, 0)
      return 2 * (p * (log(p) + left) + (1 - p) * (log1p(-p) + right)) - limit
    }
    let center = log(p / (1 - p))
    func limitBeyond(_ direction: Double) -> Double? {
      var width = 1.0
      while miss(center + direction * width) < 0 {
        width *= 2
        if width > 1e6 { return nil }
      }
      return findRoot(from: center, to: center + direction * width, of: miss)
    }
    guard let low = limitBeyond(-1), let high = limitBeyond(1) else { return nil }
    return (Self.inverseLogit(low), Self.inverseLogit(high))
  }

  private static func inverseLogit(_ x: Double) -> Double {
    x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x))
  }
}

/// `asin` of the C library, which the case of the same name would hide.
private enum Foundationless {
  static func asin(_ x: Double) -> Double { atan2(x, (1 - x * x).squareRoot()) }
}
