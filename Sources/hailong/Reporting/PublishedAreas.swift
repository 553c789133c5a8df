import PlanModel
import SurveyData
import SurveyEstimation

extension SurveyEstimates {
  /// The areas' estimates marked by a profile, also against working a small area out from the whole.
  func publishedAreas(_ profile: PublicationProfile) -> [Estimate] {
    profile.applied(
      toParts: areas.map { ($0.estimate, $0.respondents) }, whole: overall)
  }

  /// The areas that may be shown, in the instrument's order.
  func shownAreas(_ profile: PublicationProfile) -> [AreaEstimate] {
    zip(areas, publishedAreas(profile)).filter { $0.1.publication != .suppress }.map(\.0)
  }
}
