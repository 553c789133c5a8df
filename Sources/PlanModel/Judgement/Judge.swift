public import SurveyEstimation

/// Judges values against the targets of a plan.
///
///     let judge = Judge(profile: .nchs, isStrict: false)
///     let verdict = judge.verdict(on: indicator, estimate: estimate, source: ["sha256:…"])
public struct Judge: Sendable {
  /// Rules by which a value may be shown at all.
  public var profile: PublicationProfile
  /// Whether only conclusive results count.
  public var isStrict: Bool

  /// Makes a judge.
  public init(profile: PublicationProfile = .nchs, isStrict: Bool = false) {
    self.profile = profile
    self.isStrict = isStrict
  }

  /// The verdict on one indicator from one estimate of a survey.
  ///
  /// The status follows from the unrounded value alone; the interval decides the evidence. Without
  /// an interval the evidence is `inconclusive` and nothing can be said of further answers.
  ///
  /// - Parameters:
  ///   - indicator: The indicator with its target.
  ///   - estimate: The estimate; `nil` or without answers gives `noData`.
  ///   - respondents: People behind the estimate, where answers are not people.
  ///   - source: Files behind the estimate, as `sha256:…`.
  public func verdict(
    on indicator: Indicator, estimate: Estimate?, respondents: Int? = nil, source: [String] = []
  ) -> Verdict {
    verdict(
      on: indicator, estimate: estimate,
      decision: estimate.map { profile.decision(for: $0, respondents: respondents) }, source: source
    )
  }

  /// The verdict where the publication is decided already, as for the cells of a table.
  public func verdict(
    on indicator: Indicator, estimate: Estimate?, decision: PublicationDecision?, source: [String]
  ) -> Verdict {
    var verdict = Verdict(on: indicator, origin: .survey)
    verdict.source = source
    guard let estimate, let decision else { return verdict }
    verdict.measure = estimate.measure
    verdict.n = estimate.n
    guard let value = estimate.value else { return verdict }
    verdict.notes = decision.notes
    if decision.publication == .suppress || (isObeyed && estimate.publication == .suppress) {
      verdict.status = .suppressed
      // The number of respondents of a small cell is itself what must not be printed.
      if decision.hidesCount || decision.publication != .suppress { verdict.n = nil }
      return verdict
    }
    verdict.value = value
    verdict.low = estimate.low
    verdict.high = estimate.high
    verdict.nEffective = estimate.nEffective
    verdict.intervalMethod = estimate.intervalMethod
    verdict.level = estimate.level
    guard let target = indicator.target else { return verdict }
    apply(target, value: value, to: &verdict)
    if let low = estimate.low, let high = estimate.high {
      verdict.evidence = evidence(target, reached: verdict.status == .met, low: low, high: high)
      if verdict.evidence == .inconclusive {
        verdict.moreNeeded = FurtherAnswers.needed(for: estimate, threshold: target.value)
      }
    } else {
      verdict.evidence = .inconclusive
    }
    verdict.isFlagged = isFlagged(verdict)
    return verdict
  }

  /// The verdict on an indicator whose service areas are judged each.
  ///
  /// The whole is met when every part is, and below when one part is. It shows the figures of the
  /// part that decides: the one furthest below, or the one nearest to the target when all are met.
  /// A part without a value leaves the whole undecided unless another part is below.
  ///
  /// - Parameters:
  ///   - indicator: The indicator, whose binding has `combine: each`.
  ///   - areas: Area and estimate, in the order of the plan.
  ///   - decisions: What the tables that they stand in allow, parallel to `areas`; empty judges each
  ///     by itself.
  ///   - source: Files behind the estimates.
  public func verdict(
    on indicator: Indicator, areas: [(area: String, estimate: Estimate?)],
    decisions: [PublicationDecision?] = [], source: [String] = []
  ) -> Verdict {
    let parts = areas.enumerated().map { index, part in
      var verdict =
        decisions.indices.contains(index)
        ? verdict(
          on: indicator, estimate: part.estimate, decision: decisions[index], source: source)
        : verdict(on: indicator, estimate: part.estimate, source: source)
      verdict.area = part.area
      return verdict
    }
    guard parts.count > 1 else {
      var only = parts.first ?? Verdict(on: indicator, origin: .survey)
      only.area = nil
      return only
    }
    return combined(parts, on: indicator)
  }

  private func combined(_ parts: [Verdict], on indicator: Indicator) -> Verdict {
    func isWorse(_ left: Verdict, _ right: Verdict) -> Bool {
      let sign = indicator.direction == .higher ? 1.0 : -1.0
      return (left.value ?? .infinity) * sign < (right.value ?? .infinity) * sign
    }
    let order: [Verdict.Status] = [.below, .suppressed, .noData, .met, .noTarget]
    let status = order.first { status in parts.contains { $0.status == status } } ?? .noData
    let deciding = parts.filter { $0.status == status }
    // `min(by:)` keeps the first of equals, so the order of the plan breaks ties.
    var whole = deciding.min(by: isWorse) ?? parts[0]
    if status == .met, deciding.contains(where: { $0.evidence == .inconclusive }) {
      whole.evidence = .inconclusive
      whole.moreNeeded = deciding.compactMap(\.moreNeeded).max()
    }
    if status == .below, deciding.contains(where: { $0.evidence == .conclusive }) {
      // One area that is conclusively below settles the whole.
      whole = deciding.filter { $0.evidence == .conclusive }.min(by: isWorse) ?? whole
    }
    whole.parts = parts
    whole.isFlagged = isFlagged(whole)
    return whole
  }

  /// The verdict on a figure from administrative records, a rank or a milestone.
  ///
  /// Such a figure is no sample: it has no interval, and its evidence is conclusive.
  ///
  /// - Parameters:
  ///   - indicator: The indicator with its target.
  ///   - value: The figure in the indicator's unit; `nil` gives `noData`.
  ///   - measure: How the figure is counted, such as `766/QĐ-TTg`.
  ///   - source: Files behind the figure.
  public func verdict(
    on indicator: Indicator, administrative value: Double?, measure: String? = nil,
    source: [String] = []
  ) -> Verdict {
    var verdict = Verdict(on: indicator, origin: .administrative)
    verdict.source = source
    verdict.measure = measure
    guard let value else { return verdict }
    verdict.value = value
    guard let target = indicator.target else { return verdict }
    apply(target, value: value, to: &verdict)
    verdict.evidence = .conclusive
    verdict.isFlagged = isFlagged(verdict)
    return verdict
  }

  /// Whether marks that the estimate already carries are obeyed; not for one's own eyes.
  private var isObeyed: Bool { profile.id != PublicationProfile.none.id }

  private func apply(_ target: Target, value: Double, to verdict: inout Verdict) {
    verdict.status = target.isReached(by: value) ? .met : .below
    verdict.gap = value - target.value
  }

  func isFlagged(_ verdict: Verdict) -> Bool {
    verdict.status == .below && (!isStrict || verdict.evidence == .conclusive)
  }

  /// Conclusive when every value of the interval gives the same answer as the value itself.
  private func evidence(
    _ target: Target, reached: Bool, low: Double, high: Double
  ) -> Verdict.Evidence {
    let isSettled: Bool =
      switch (target.op, reached) {
      case (.exactly, true): target.isReached(by: low) && target.isReached(by: high)
      case (.exactly, false): low > target.value || high < target.value
      default: target.isReached(by: low) == reached && target.isReached(by: high) == reached
      }
    return isSettled ? .conclusive : .inconclusive
  }
}
