/// How uneven weights are, and what that costs.
///
/// Kish's approximate design effect of unequal weighting (Kish 1965, section 11.7; Kish 1992):
///
///     deff = n sum w^2 / (sum w)^2 = 1 + CV^2,   effective n = n / deff
///
/// over the rows whose weight is not zero. Linear calibration without bounds can make weights
/// negative; `minimum` tells.
public struct WeightDiagnostics: Hashable, Sendable {
  /// Rows with a weight other than zero.
  public let count: Int
  /// Sum of the weights.
  public let sum: Double
  /// Smallest weight, zeros aside.
  public let minimum: Double
  /// Largest weight.
  public let maximum: Double
  /// Mean of these weights, positive.
  public let mean: Double
  /// Coefficient of variation, with the population (n) variance.
  public let coefficientOfVariation: Double
  /// Kish's design effect of unequal weighting.
  public let designEffect: Double
  /// `count` divided by the design effect.
  public let effectiveSize: Double

  /// Describes weights; `nil` when their sum is not positive.
  public init?(_ weights: [Double]) {
    var total = ExactSum()
    var count = 0
    var minimum = Double.infinity
    var maximum = -Double.infinity
    for weight in weights where weight != 0 {
      count += 1
      total.add(weight)
      minimum = min(minimum, weight)
      maximum = max(maximum, weight)
    }
    guard total.value > 0 else { return nil }
    let mean = total.value / Double(count)
    var squares = ExactSum()
    for weight in weights where weight != 0 {
      let deviation = weight / mean - 1
      squares.add(deviation * deviation)
    }
    let relativeVariance = squares.value / Double(count)
    self.count = count
    sum = total.value
    self.minimum = minimum
    self.maximum = maximum
    self.mean = mean
    coefficientOfVariation = relativeVariance.squareRoot()
    designEffect = 1 + relativeVariance
    effectiveSize = Double(count) / (1 + relativeVariance)
  }
}

/// A row whose weight an adjustment changed.
public struct WeightChange: Hashable, Sendable {
  /// The row, counted from 0.
  public let row: Int
  /// Its weight before.
  public let before: Double
  /// Its weight after.
  public let after: Double

  /// The rows whose weights changed by the largest factor up or down, the largest first.
  ///
  /// Rows with a weight of zero before are left out; a weight cut to zero or below counts as the
  /// largest change. Equal changes stand in the order of the rows.
  ///
  /// - Parameters:
  ///   - before: Weights before the adjustment.
  ///   - after: Weights after it, parallel to `before`.
  ///   - limit: The most rows to return.
  public static func largest(
    before: [Double], after: [Double], limit: Int
  ) -> [WeightChange] {
    precondition(before.count == after.count, "one weight per row before and after")
    let changes = before.indices.filter { before[$0] > 0 && after[$0] != before[$0] }.map { row in
      let factor = after[row] / before[row]
      return (size: factor > 0 ? max(factor, 1 / factor) : .infinity, row: row)
    }
    return changes.sorted { ($1.size, $0.row) < ($0.size, $1.row) }.prefix(limit).map {
      WeightChange(row: $0.row, before: before[$0.row], after: after[$0.row])
    }
  }
}
