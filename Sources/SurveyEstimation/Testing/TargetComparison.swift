/// An estimate tested against a target, with the p values adjusted for all estimates tested.
///
/// The rows of a family are judged together: "below" and "above" are two families, each adjusted on
/// its own, because a reader asks one of the two questions of all units.
public struct TargetComparison: Hashable, Sendable {
  /// Name of the statistic.
  public var name: String
  /// The domain.
  public var domain: [DomainLevel]
  /// The value tested.
  public var value: Double?
  /// The target, in the unit of the value.
  public var target: Double
  /// Where value and target were compared.
  public var scale: TargetScale
  /// The test; `nil` where it is undefined: no value, no variance, no degrees of freedom, or a rate
  /// of 0 or 1 on the logit scale.
  public var test: TargetTest?
  /// Adjusted p value of "below the target"; `nil` without adjustment.
  public var adjustedPValueBelow: Double?
  /// Adjusted p value of "above the target"; `nil` without adjustment.
  public var adjustedPValueAbove: Double?

  /// Tests every rate among estimates.
  ///
  /// - Parameters:
  ///   - estimates: The estimates; means (a mean score over its top is no share), totals and ratios
  ///     are passed over.
  ///   - target: The target, a share.
  ///   - scale: Where to compare.
  ///   - adjustment: How the p values are adjusted for the number of tests; `nil` for not at all.
  ///   - degreesOfFreedom: In place of the estimates' own.
  /// - Returns: One row per rate, in the order of the estimates.
  public static func tests(
    of estimates: [Estimate], target: Double, scale: TargetScale,
    adjustment: MultipleTesting? = nil, degreesOfFreedom: Double? = nil
  ) -> [TargetComparison] {
    var rows = estimates.filter { $0.statistic == "rate" }.map { estimate in
      var row = TargetComparison(
        name: estimate.name, domain: estimate.domain, value: estimate.value, target: target,
        scale: scale)
      if let value = estimate.value, let error = estimate.standardError {
        row.test = TargetTest(
          value: value, standardError: error, target: target,
          degreesOfFreedom: degreesOfFreedom ?? estimate.degreesOfFreedom, scale: scale)
      }
      return row
    }
    if let adjustment {
      let below = adjustment.adjusted(rows.map { $0.test?.pValueBelow ?? .nan })
      let above = adjustment.adjusted(rows.map { $0.test?.pValueAbove ?? .nan })
      for index in rows.indices where rows[index].test != nil {
        rows[index].adjustedPValueBelow = below[index]
        rows[index].adjustedPValueAbove = above[index]
      }
    }
    return rows
  }
}
