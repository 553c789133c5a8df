/// Quantiles of Student's t that were asked for before.
///
/// The estimates of a domain share their degrees of freedom, and a quantile takes longer than all else
/// that an interval is made of.
public struct StudentQuantiles: Sendable {
  private struct Key: Hashable {
    var probability: Double
    var df: Double
  }

  private var known: [Key: Double] = [:]
  /// Quantiles that are kept at most.
  private static let limit = 1024

  /// No quantiles yet.
  public init() {}

  /// As ``Distributions/tQuantile(_:df:)``, which gives the same bits.
  public mutating func quantile(_ probability: Double, df: Double) -> Double {
    let key = Key(probability: probability, df: df)
    if let found = known[key] { return found }
    let found = Distributions.tQuantile(probability, df: df)
    if known.count == Self.limit { known.removeAll(keepingCapacity: true) }
    // NaN is never found again, and would fill the table.
    if !df.isNaN { known[key] = found }
    return found
  }
}
