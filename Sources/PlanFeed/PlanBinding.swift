public import PlanModel
public import SurveyData

/// An indicator of a plan with the figures of a survey that answer it.
public struct PlanBinding: Hashable, Sendable {
  /// The indicator.
  public let indicator: Indicator
  /// The figures: one over all areas of the indicator (pooled, or their mean), or one for each area
  /// when each is judged.
  public let figures: [SurveyFigure]
}

/// Which indicators of a plan an instrument can answer.
public struct PlanBindings: Sendable {
  /// The indicators that it answers, in the plan's order.
  public private(set) var bound: [PlanBinding] = []
  /// Survey indicators of other families; another instrument answers them.
  public private(set) var otherFamilies: [Indicator] = []
  /// Indicators of the right family that the instrument must not answer, with the reason.
  public private(set) var refused: [(indicator: Indicator, refusal: BindingRefusal)] = []
  /// Survey indicators that are the mean of others; the scoreboard works them out.
  public private(set) var averages: [Indicator] = []

  /// Matches a plan with an instrument.
  ///
  /// - Parameters:
  ///   - plan: The plan.
  ///   - instrument: The instrument.
  ///   - indicators: Ids of the indicators that are wanted; empty for every one that fits.
  ///   - measure: Id of a measure to use in place of the binding's or the instrument's own.
  /// - Throws: ``PlanFeedError`` when a wanted indicator does not exist or cannot be answered, or
  ///   when none can.
  public init(
    plan: Plan, instrument: Instrument, indicators: [String] = [], measure: String? = nil
  ) throws(PlanFeedError) {
    let survey = plan.indicators.filter { $0.kind == .survey }
    for id in indicators where !survey.contains(where: { $0.id == id }) {
      throw .unknownIndicator(id, plan: plan.id, known: survey.map(\.id))
    }
    for indicator in survey where indicators.isEmpty || indicators.contains(indicator.id) {
      guard let binding = indicator.binding else {
        if !indicator.averageOf.isEmpty { averages.append(indicator) }
        continue
      }
      do {
        let chosen = try instrument.measure(
          forFamilies: binding.families, rates: binding.rates.rawValue,
          measure: measure ?? binding.measure, element: binding.element, areas: binding.areas,
          asShare: indicator.unit == .percent,
          isOwnMeasure: binding.measure != nil && (measure ?? binding.measure) == binding.measure)
        let id = measure ?? binding.measure == nil ? nil : chosen.id
        func figure(_ areas: [String]) -> SurveyFigure {
          SurveyFigure(measure: id, element: binding.element, areas: areas)
        }
        var figures = [figure(binding.areas)]
        if binding.areas.count > 1 {
          switch binding.combine {
          case .each: figures = binding.areas.map { figure([$0]) }
          case .average: figures[0].isAverage = true
          case .pooled: break
          }
        }
        bound.append(PlanBinding(indicator: indicator, figures: figures))
      } catch {
        if indicators.contains(indicator.id) {
          throw .refused(indicator: indicator.id, instrument: instrument.id, refusal: error)
        }
        if binding.families.contains(instrument.family.rawValue) {
          refused.append((indicator, error))
        } else {
          otherFamilies.append(indicator)
        }
      }
    }
    if bound.isEmpty {
      if let average = averages.first, !indicators.isEmpty {
        throw .isAverage(indicator: average.id, of: average.averageOf)
      }
      if let (indicator, refusal) = refused.first {
        throw .refused(indicator: indicator.id, instrument: instrument.id, refusal: refusal)
      }
      throw .nothingToAnswer(
        plan: plan.id, instrument: instrument.id, family: instrument.family.rawValue,
        families: Array(Set(survey.flatMap { $0.binding?.families ?? [] })).sorted())
    }
  }

  /// The figures that the survey has to give.
  public var figures: [SurveyFigure] { bound.flatMap(\.figures) }
}

/// Why a survey cannot be judged against a plan.
public enum PlanFeedError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The plan has no such survey indicator.
  case unknownIndicator(String, plan: String, known: [String])
  /// The instrument must not answer the indicator.
  case refused(indicator: String, instrument: String, refusal: BindingRefusal)
  /// The indicator is the mean of others, which have surveys of their own.
  case isAverage(indicator: String, of: [String])
  /// The plan has no indicator of the instrument's family.
  case nothingToAnswer(plan: String, instrument: String, family: String, families: [String])

  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .unknownIndicator(let id, let plan, let known):
      "plan '\(plan)' has no survey indicator '\(id)'\n  hint: its survey indicators are "
        + known.joined(separator: ", ")
    case .refused(let indicator, let instrument, let refusal):
      "indicator '\(indicator)' cannot be answered by instrument '\(instrument)': "
        + "\(refusal.reason.en)\n  hint: \(refusal.fix.en)"
    case .isAverage(let indicator, let parts):
      "indicator '\(indicator)' is the mean of \(parts.joined(separator: ", ")) and has no survey of its own\n"
        + "  hint: feed the surveys of these; `hailong plan status` shows the mean"
    case .nothingToAnswer(let plan, let instrument, let family, let families):
      "plan '\(plan)' has no survey indicator of the family '\(family)' of instrument '\(instrument)'\n"
        + "  hint: its indicators ask for "
        + (families.isEmpty ? "no survey at all" : families.joined(separator: ", "))
    }
  }
}
