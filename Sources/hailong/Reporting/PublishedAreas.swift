import PlanFeed
import PlanModel
import SurveyData
import SurveyEstimation

extension SurveyEstimates {
  /// The areas' estimates marked by a profile, also against working a small area out from what else
  /// is printed of the survey.
  func publishedAreas(_ profile: PublicationProfile) -> [Estimate] {
    zip(areas, SurveyPublication(self, profile: profile).areas).map { $1.marking($0.estimate) }
  }

  /// The areas that may be shown, in the instrument's order.
  func shownAreas(_ profile: PublicationProfile) -> [AreaEstimate] {
    zip(areas, publishedAreas(profile)).filter { $0.1.publication != .suppress }.map(\.0)
  }
}
