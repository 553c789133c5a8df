/// The weighted distribution function of a variable, and its quantiles.
///
/// The p-quantile is the smallest value at which the distribution function reaches p:
///
///     q(p) = min { y : sum of w over y_i <= y  >=  p * sum of w }
///
/// the mathematical inverse, R survey's `qrule = "math"` (type 1 of Hyndman & Fan 1996 with equal
/// weights). Does not depend on the order of the rows.
public struct WeightedDistribution: Sendable {
  /// The distinct values, ascending.
  public let values: [Double]
  /// Sum of the weights up to and including each value.
  public let cumulativeWeights: [Double]

  /// Sum of all weights.
  public var totalWeight: Double { cumulativeWeights.last ?? 0 }

  /// The distribution of values with weights; rows with a weight of zero or a NaN value are left
  /// out.
  public init(values: [Double], weights: [Double]) {
    precondition(values.count == weights.count, "one weight per value")
    let rows = values.indices.filter { weights[$0] > 0 && !values[$0].isNaN }
      .sorted { values[$0] < values[$1] }
    var distinct: [Double] = []
    var cumulative: [Double] = []
    var total = ExactSum()
    for row in rows {
      total.add(weights[row])
      if distinct.last == values[row] {
        cumulative[cumulative.count - 1] = total.value
      } else {
        distinct.append(values[row])
        cumulative.append(total.value)
      }
    }
    self.values = distinct
    cumulativeWeights = cumulative
  }

  /// The quantile at `probability`; `nil` without values or outside 0...1.
  public func quantile(_ probability: Double) -> Double? {
    guard let last = values.last, probability >= 0, probability <= 1 else { return nil }
    let target = probability * totalWeight
    // The last value whose cumulative weight is within the target, by bisection.
    var low = -1
    var high = values.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if cumulativeWeights[middle] <= target { low = middle } else { high = middle }
    }
    // Divided rather than multiplied: of the two ways to compare, R's rule asks both.
    if low >= 0, probability - cumulativeWeights[low] / totalWeight <= 0 { return values[low] }
    return high < values.count ? values[high] : last
  }

  /// Limits and standard error of a quantile from those of the share below it (Woodruff 1952).
  ///
  /// With `[low, high]` an interval for the share of the population at or below the quantile, the
  /// quantiles at its ends are limits for the quantile, and their distance divided by twice the
  /// critical value serves as standard error.
  ///
  /// Same numbers as `svyquantile(interval.type = "mean")` in R survey when the share's interval is
  /// `p +- t(df) se(p)`.
  ///
  /// - Parameters:
  ///   - low: Lower limit of the share; below 0 (or NaN) the quantile has no lower limit.
  ///   - high: Upper limit of the share; above 1 (or NaN) it has no upper limit.
  ///   - criticalValue: t or z quantile of the interval.
  public func interval(
    shareLow low: Double, shareHigh high: Double, criticalValue: Double
  ) -> QuantileInterval {
    let lower = quantile(low)
    let upper = quantile(high)
    var standardError: Double?
    if let lower, let upper { standardError = (upper - lower) / (2 * criticalValue) }
    return QuantileInterval(low: lower, high: upper, standardError: standardError)
  }
}

/// The limits of a quantile and the standard error that they imply.
public struct QuantileInterval: Hashable, Sendable {
  /// Lower limit; `nil` where the share's interval leaves 0...1.
  public let low: Double?
  /// Upper limit; `nil` where the share's interval leaves 0...1.
  public let high: Double?
  /// Width divided by twice the critical value; `nil` when a limit is.
  public let standardError: Double?
}
