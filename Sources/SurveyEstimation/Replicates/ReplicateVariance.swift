/// The variance of an estimate from its values under replicate weights.
///
///     v(a, b) = scale * sum_r rscale_r (a_r - a_0) (b_r - b_0)
///
/// `a_0` is the mean of the replicates (of those with `rscale_r > 0`) or, for the mean squared
/// error, the full-sample value. A replicate whose estimate is undefined (NaN) is left out.
///
/// Source: Wolter (2007), chapters 3 to 5. Same numbers as `svrVar` in R survey.
public struct ReplicateVariance: Hashable, Sendable {
  /// Multiplier of the whole sum.
  public let scale: Double
  /// Multiplier of each replicate.
  public let replicateScales: [Double]
  /// Whether deviations are from the full-sample value rather than the replicates' mean.
  public let isMeanSquaredError: Bool

  /// The number of replicates.
  public var count: Int { replicateScales.count }

  /// A variance from its scales.
  ///
  /// - Parameters:
  ///   - scale: Multiplier of the whole sum.
  ///   - replicateScales: Multiplier of each replicate.
  ///   - isMeanSquaredError: Whether deviations are from the full-sample value.
  public init(scale: Double, replicateScales: [Double], isMeanSquaredError: Bool = false) {
    self.scale = scale
    self.replicateScales = replicateScales
    self.isMeanSquaredError = isMeanSquaredError
  }

  /// The default scales of a kind of replicate weights.
  public init(_ kind: ReplicateKind, count: Int, isMeanSquaredError: Bool = false) {
    self.init(
      scale: kind.scale(count: count), replicateScales: Array(repeating: 1, count: count),
      isMeanSquaredError: isMeanSquaredError)
  }

  /// The variance of an estimate.
  ///
  /// - Parameters:
  ///   - replicates: The estimate under each replicate; NaN where undefined.
  ///   - full: The estimate under the full-sample weights.
  /// - Returns: The variance; `nil` when no replicate is defined.
  public func variance(of replicates: [Double], full: Double) -> Double? {
    covariance(of: replicates, full: full, with: replicates, full: full)
  }

  /// The covariance of two estimates made with the same replicates.
  ///
  /// - Parameters:
  ///   - first: The first estimate under each replicate; NaN where undefined.
  ///   - firstFull: The first estimate under the full-sample weights.
  ///   - second: The second estimate under each replicate.
  ///   - secondFull: The second estimate under the full-sample weights.
  /// - Returns: The covariance over the replicates where both are defined; `nil` without any.
  public func covariance(
    of first: [Double], full firstFull: Double, with second: [Double], full secondFull: Double
  ) -> Double? {
    precondition(first.count == count && second.count == count, "one estimate per replicate")
    let defined = first.indices.filter { first[$0].isFinite && second[$0].isFinite }
    guard !defined.isEmpty else { return nil }
    var centres = (firstFull, secondFull)
    if !isMeanSquaredError {
      let used = defined.filter { replicateScales[$0] > 0 }
      guard !used.isEmpty else { return nil }
      centres = (
        orderFreeSum(used.map { first[$0] }) / Double(used.count),
        orderFreeSum(used.map { second[$0] }) / Double(used.count)
      )
    }
    let products = defined.map {
      replicateScales[$0] * (first[$0] - centres.0) * (second[$0] - centres.1)
    }
    return scale * orderFreeSum(products)
  }
}
