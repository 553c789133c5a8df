/// Weights cut at two limits in one pass, the excess given to the weights in between.
///
///     w'_i = L            where w_i < L
///     w'_i = U            where w_i > U
///     w'_i = w_i + e / m  elsewhere: e the sum of what was cut (may be negative), m their number
///
/// Weights of zero (rows that a replicate drops, or that did not answer) stay zero and take no part.
/// The sum of the weights stays. Because the excess is spread after cutting, a weight may end
/// above `U`; one pass is what R survey's `trimWeights(strict = FALSE)` makes.
public struct TrimmedWeights: Hashable, Sendable {
  /// The weights after trimming.
  public let weights: [Double]
  /// Rows raised to the lower limit.
  public let raised: Int
  /// Rows cut to the upper limit.
  public let cut: Int
  /// What every untrimmed weight was changed by.
  public let spread: Double

  /// Trims weights.
  ///
  /// - Parameters:
  ///   - weights: One weight per row.
  ///   - lower: Weights below it are raised to it.
  ///   - upper: Weights above it are cut to it.
  /// - Throws: ``WeightingError/invalidTrimming(lower:upper:)`` when `lower > upper`, or no weight
  ///   lies between them to take up the excess.
  public init(_ weights: [Double], lower: Double, upper: Double) throws(WeightingError) {
    guard lower <= upper else { throw .invalidTrimming(lower: lower, upper: upper) }
    var excess = ExactSum()
    var raised = 0
    var cut = 0
    var zeros = 0
    for (row, weight) in weights.enumerated() {
      guard weight.isFinite else { throw .invalidWeight(row: row, weight: weight) }
      if weight == 0 {
        zeros += 1
        continue
      }
      if weight < lower {
        raised += 1
        excess.add(weight - lower)
      } else if weight > upper {
        cut += 1
        excess.add(weight - upper)
      }
    }
    let untouched = weights.count - zeros - raised - cut
    guard untouched > 0 || raised + cut == 0 else {
      throw .invalidTrimming(lower: lower, upper: upper)
    }
    let spread = raised + cut == 0 ? 0 : excess.value / Double(untouched)
    self.weights = weights.map {
      $0 == 0 ? 0 : $0 < lower ? lower : $0 > upper ? upper : $0 + spread
    }
    self.raised = raised
    self.cut = cut
    self.spread = spread
  }
}
