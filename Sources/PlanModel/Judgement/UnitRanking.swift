public import SurveyEstimation

/// The places that a unit may have, given the sampling error: "hạng 3-9".
public struct RankInterval: Hashable, Sendable {
  /// Place by the values alone; equal values share the better place.
  public var rank: Int
  /// Best place that is not ruled out.
  public var best: Int
  /// Worst place that is not ruled out.
  public var worst: Int

  /// Makes an interval of places.
  public init(rank: Int, best: Int, worst: Int) {
    self.rank = rank
    self.best = best
    self.worst = worst
  }
}

/// Ranks units with the uncertainty of their places.
///
/// Every pair of units is tested for a difference, the p-values are adjusted with Holm over all
/// pairs, and a unit's best place is one more than the number of units that are significantly
/// better, its worst place the number of units less those that are significantly worse. All the
/// intervals together are right with at least the confidence level (Mogstad, Romano, Shaikh &
/// Wilhelm 2024, "Inference for Ranks with Applications to Mobility across Neighbourhoods and
/// Academic Achievement across Countries").
///
/// The estimates are taken as independent, which holds when units are strata or are sampled apart;
/// the difference is tested with t on Welch's degrees of freedom (Welch 1947, Biometrika 34). A
/// pair of which one standard error is missing is never significant.
public enum UnitRanking {
  /// Places of units, parallel to `estimates`; `nil` for a unit without a value.
  ///
  /// - Parameters:
  ///   - estimates: One estimate for each unit.
  ///   - direction: Which direction is better.
  ///   - level: Confidence level of all intervals together.
  /// - Complexity: O(units^2 log units).
  public static func ranks(
    of estimates: [Estimate], direction: Indicator.Direction = .higher, level: Double = 0.95
  ) -> [RankInterval?] {
    let sign = direction == .higher ? 1.0 : -1.0
    let known = estimates.indices.filter { estimates[$0].value != nil }
    let values = estimates.map { ($0.value ?? 0) * sign }
    // A pair whose own p-value is not below alpha cannot be below it after adjustment.
    var pairs: [(p: Double, left: Int, right: Int)] = []
    for (position, left) in known.enumerated() {
      for right in known[(position + 1)...] {
        let p = differenceP(estimates[left], estimates[right])
        if p < 1 - level { pairs.append((p, left, right)) }
      }
    }
    pairs.sort { ($0.p, $0.left, $0.right) < ($1.p, $1.left, $1.right) }
    var better = [Int](repeating: 0, count: estimates.count)
    var worse = better
    let tests = known.count * (known.count - 1) / 2
    for (step, pair) in pairs.enumerated() {
      guard Double(tests - step) * pair.p < 1 - level else { break }
      let (winner, loser) =
        values[pair.left] > values[pair.right] ? (pair.left, pair.right) : (pair.right, pair.left)
      better[loser] += 1
      worse[winner] += 1
    }
    var ranks = [RankInterval?](repeating: nil, count: estimates.count)
    for index in known {
      let ahead = known.count { values[$0] > values[index] }
      ranks[index] = RankInterval(
        rank: ahead + 1, best: better[index] + 1, worst: known.count - worse[index])
    }
    return ranks
  }

  /// Two-sided p-value of the difference of two independent estimates.
  static func differenceP(_ left: Estimate, _ right: Estimate) -> Double {
    guard let a = left.value, let b = right.value, a != b, let first = standardError(left),
      let second = standardError(right)
    else { return 1 }
    let error = (first * first + second * second).squareRoot()
    guard error > 0 else { return 0 }
    guard left.degreesOfFreedom > 0, right.degreesOfFreedom > 0 else { return 1 }
    let df = welchDegreesOfFreedom(
      first, left.degreesOfFreedom, second, right.degreesOfFreedom)
    let statistic = abs(a - b) / error
    return min(
      1,
      2
        * (df.isFinite
          ? Distributions.tCumulative(-statistic, df: df)
          : Distributions.normalCumulative(-statistic)))
  }

  /// Degrees of freedom of the difference of two independent estimates.
  ///
  /// They lie between the smaller of the two and their sum:
  ///
  ///     (s1^2 + s2^2)^2 / (s1^4 / df1 + s2^4 / df2)
  ///
  /// - Parameters:
  ///   - first: Standard error of the first, in the unit of the second's; above 0 when that is 0.
  ///   - firstDF: Its degrees of freedom, above 0.
  ///   - second: Standard error of the second.
  ///   - secondDF: Its degrees of freedom, above 0.
  public static func welchDegreesOfFreedom(
    _ first: Double, _ firstDF: Double, _ second: Double, _ secondDF: Double
  ) -> Double {
    let a = first * first
    let b = second * second
    let sum = a + b
    let loss = a / sum * (a / sum) / firstDF + b / sum * (b / sum) / secondDF
    return loss > 0 ? 1 / loss : .infinity
  }

  /// The standard error; at 0 and 100 % half the interval in units of its quantile, never zero.
  private static func standardError(_ estimate: Estimate) -> Double? {
    guard let error = estimate.standardError else { return nil }
    guard error == 0, let low = estimate.low, let high = estimate.high, high > low else {
      return error
    }
    return (high - low) / Distributions.normalQuantile(1 - (1 - estimate.level) / 2)
  }
}

extension Judge {
  /// Verdicts on the units of one indicator, ranked with uncertainty and adjusted for their number.
  ///
  /// The order is by rank; units without a value come last, in the order given. Units that may not
  /// be shown take part neither in the ranks nor in the adjustment: a place would tell their value.
  /// The evidence is that of the Holm-adjusted p-value, so it allows for the number of units judged.
  ///
  /// - Parameters:
  ///   - indicator: The indicator with its target.
  ///   - units: Unit, estimate and, where answers are not people, the respondents behind it.
  ///   - whole: Estimate of the whole that the units make up, if it is printed too, with the
  ///     respondents behind it; a small unit then takes another one with it.
  ///   - source: Files behind the estimates.
  public func verdicts(
    on indicator: Indicator, units: [(unit: String, estimate: Estimate?, respondents: Int?)],
    whole: (estimate: Estimate, respondents: Int?)? = nil, source: [String] = []
  ) -> [Verdict] {
    var table = PublishedTable()
    var parts: [Int] = []
    for unit in units {
      if let estimate = unit.estimate {
        parts.append(table.add(estimate, respondents: unit.respondents))
      }
    }
    if let whole {
      table.addSum(total: table.add(whole.estimate, respondents: whole.respondents), parts: parts)
    }
    var decisions = table.decisions(profile)[...]
    return verdicts(
      on: indicator, units: units.map { ($0.unit, $0.estimate) },
      decisions: units.map { $0.estimate == nil ? nil : decisions.popFirst() }, source: source)
  }

  /// The same where the publication is decided already, as for units that stand in several tables.
  public func verdicts(
    on indicator: Indicator, units: [(unit: String, estimate: Estimate?)],
    decisions: [PublicationDecision?], source: [String] = []
  ) -> [Verdict] {
    var verdicts = zip(units, decisions).map { unit, decision in
      var verdict = verdict(
        on: indicator, estimate: unit.estimate, decision: decision, source: source)
      verdict.unit = unit.unit
      return verdict
    }
    let shown = verdicts.indices.filter { verdicts[$0].value != nil }
    let estimates = shown.compactMap { units[$0].estimate }
    let ranks = UnitRanking.ranks(of: estimates, direction: indicator.direction)
    for (index, rank) in zip(shown, ranks) { verdicts[index].rank = rank }
    if let target = indicator.target {
      let tested = zip(shown, estimates).compactMap { index, estimate in
        FurtherAnswers.pValue(of: estimate, threshold: target.value).map { (index, $0) }
      }
      let holm = MultipleTesting.holm.adjusted(tested.map(\.1))
      let rate = MultipleTesting.benjaminiHochberg.adjusted(tested.map(\.1))
      for (position, test) in tested.enumerated() {
        verdicts[test.0].adjustedP = holm[position]
        verdicts[test.0].falseDiscoveryP = rate[position]
        let alpha = 1 - (verdicts[test.0].level ?? 0.95)
        verdicts[test.0].evidence = holm[position] < alpha ? .conclusive : .inconclusive
        verdicts[test.0].isFlagged = isFlagged(verdicts[test.0])
      }
    }
    return verdicts.enumerated().sorted { left, right in
      (left.element.rank?.rank ?? .max, left.offset) < (
        right.element.rank?.rank ?? .max, right.offset
      )
    }.map(\.element)
  }
}
