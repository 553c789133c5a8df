public import PlanModel
public import SurveyData
import SurveyEstimation

/// What a publication profile allows of all the figures that one survey prints together: service
/// areas, the figures of the indicators, and their units.
///
/// They are judged as one system: an area withheld in one table must not come out of an indicator
/// that is printed in another.
public struct SurveyPublication: Sendable {
  /// The areas, parallel to ``SurveyData/SurveyEstimates/areas``.
  public let areas: [PublicationDecision]
  /// The figures, parallel to ``SurveyData/SurveyEstimates/figures``.
  public let figures: [PublicationDecision]
  /// The units of each figure, parallel to its units.
  public let units: [[PublicationDecision]]

  /// Judges the figures of a survey.
  public init(_ estimates: SurveyEstimates, profile: PublicationProfile) {
    var table = PublishedTable()
    let areas = estimates.areas.map { table.add($0.estimate, respondents: $0.respondents) }
    let figures = estimates.figures.map { table.add($0.estimate, respondents: $0.respondents) }
    let units = estimates.figures.map { figure in
      figure.units.map { table.add($0.estimate, respondents: $0.respondents) }
    }
    // How many people answered at all is told with the file.
    table.addSum(
      total: table.addKnown(estimates.areas.reduce(0) { $0 + $1.respondents }), parts: areas)
    for (index, figure) in estimates.figures.enumerated() {
      let own = figure.figure
      if !figure.units.isEmpty { table.addSum(total: figures[index], parts: units[index]) }
      // Another measure or a single element may be answered by other people.
      guard own.element == nil, (own.measure ?? estimates.measure) == estimates.measure else {
        continue
      }
      let parts = zip(estimates.areas, areas).filter {
        own.areas.isEmpty || own.areas.contains($0.0.area)
      }
      table.addSum(total: figures[index], parts: parts.map(\.1))
    }
    var decisions = table.decisions(profile)[...]
    func next(_ count: Int) -> [PublicationDecision] {
      defer { decisions = decisions.dropFirst(count) }
      return Array(decisions.prefix(count))
    }
    self.areas = next(areas.count)
    self.figures = next(figures.count)
    self.units = units.map { next($0.count) }
  }
}
