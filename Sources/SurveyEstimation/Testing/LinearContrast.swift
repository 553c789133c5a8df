/// A weighted sum of estimates with the variance that their covariances give, such as a difference.
///
///     c = sum_k a_k theta_k,   v(c) = sum_k sum_l a_k a_l cov(theta_k, theta_l)
///
/// Estimates from the same sample (two domains, two units that share PSUs, two rounds of a panel)
/// are correlated; leaving the covariance out makes the difference look too uncertain or too sure.
/// Same numbers as `svycontrast` in R survey.
public struct LinearContrast: Hashable, Sendable {
  /// The weighted sum.
  public let value: Double
  /// Its variance.
  public let variance: Double
  /// Its standard error.
  public var standardError: Double { max(variance, 0).squareRoot() }

  /// A weighted sum of estimates.
  ///
  /// - Parameters:
  ///   - estimates: The estimates.
  ///   - covariance: Their covariance matrix, one row per estimate.
  ///   - coefficients: The multiplier of each estimate.
  public init(estimates: [Double], covariance: [[Double]], coefficients: [Double]) {
    precondition(estimates.count == coefficients.count, "one coefficient per estimate")
    precondition(
      covariance.count == estimates.count && covariance.allSatisfy { $0.count == estimates.count },
      "a square covariance matrix")
    value = orderFreeSum(zip(estimates, coefficients).map { $0 * $1 })
    variance = orderFreeSum(
      coefficients.indices.flatMap { k in
        coefficients.indices.map { coefficients[k] * coefficients[$0] * covariance[k][$0] }
      })
  }

  /// The difference of two estimates, the first minus the second.
  public init(
    _ first: Double, variance firstVariance: Double, minus second: Double,
    variance secondVariance: Double, covariance: Double
  ) {
    value = first - second
    variance = firstVariance + secondVariance - 2 * covariance
  }

  /// The t statistic of "the sum is zero"; `nil` without a positive variance.
  public var statistic: Double? { variance > 0 ? value / variance.squareRoot() : nil }

  /// The two-sided p value of "the sum is zero"; `nil` where undefined.
  public func pValue(degreesOfFreedom: Double) -> Double? {
    guard let statistic, degreesOfFreedom > 0 else { return nil }
    return 2 * Distributions.tCumulative(-statistic.magnitude, df: degreesOfFreedom)
  }

  /// The symmetric interval `value +- t se`; `nil` without degrees of freedom.
  public func interval(level: Double, degreesOfFreedom: Double) -> (low: Double, high: Double)? {
    guard degreesOfFreedom > 0 else { return nil }
    let half = Distributions.tQuantile((1 + level) / 2, df: degreesOfFreedom) * standardError
    return (value - half, value + half)
  }
}
