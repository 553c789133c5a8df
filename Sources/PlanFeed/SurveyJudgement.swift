public import PlanModel
public import SurveyData
import SurveyEstimation

/// A survey judged against a plan: verdicts on the indicators that it answers, and on their units.
public struct SurveyJudgement: Sendable {
  /// The verdicts with their summary.
  public let report: VerdictReport
  /// The indicators and figures that were judged.
  public let bindings: [PlanBinding]

  /// Judges the estimates of a survey.
  ///
  /// - Parameters:
  ///   - estimates: What the survey says; it must hold the figures of `bindings`.
  ///   - bindings: The indicators that the survey answers.
  ///   - plan: The plan.
  ///   - period: The reporting period.
  ///   - judge: Publication profile and strictness.
  ///   - sources: Hashes of the files, as `sha256:…`.
  public init(
    _ estimates: SurveyEstimates, bindings: PlanBindings, plan: Plan, period: Period? = nil,
    judge: Judge, sources: [String]
  ) {
    let publication = SurveyPublication(estimates, profile: judge.profile)
    let positions = Dictionary(
      estimates.figures.enumerated().map { ($0.element.figure, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    var indicators: [Verdict] = []
    var units: [Verdict] = []
    for binding in bindings.bound {
      let places = binding.figures.compactMap { positions[$0] }
      let figures = places.map { estimates.figures[$0] }
      if binding.figures.count > 1 {
        indicators.append(
          judge.verdict(
            on: binding.indicator,
            areas: figures.map { ($0.figure.areas.joined(separator: "+"), $0.estimate) },
            decisions: places.map { publication.figures[$0] }, source: sources))
      } else {
        indicators.append(
          judge.verdict(
            on: binding.indicator, estimate: figures.first?.estimate,
            decision: places.first.map { publication.figures[$0] }, source: sources))
      }
      // A clause that is judged for each area has no single figure per unit.
      if let only = figures.first, let place = places.first, figures.count == 1,
        !only.units.isEmpty
      {
        units += judge.verdicts(
          on: binding.indicator, units: only.units.map { ($0.unit, $0.estimate) },
          decisions: publication.units[place], source: sources)
      }
    }
    var remarks = bindings.refused.map { "\($0.indicator.id): \($0.refusal.reason.en)" }
    if !estimates.isProbability {
      remarks.append("intervals are model-based: the instrument declares no probability design")
    }
    let instrument = "\(estimates.instrument) \(estimates.version)"
    for position in indicators.indices { indicators[position].setInstrument(instrument) }
    for position in units.indices { units[position].setInstrument(instrument) }
    report = VerdictReport(
      plan: plan.id, period: period, isStrict: judge.isStrict, indicators: indicators,
      units: units, remarks: remarks)
    self.bindings = bindings.bound
  }
}
