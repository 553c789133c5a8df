internal import SurveyEstimation

/// Estimates from a tally, for the domains that the levels found make.
struct TallyEstimation {
  let request: EstimationRequest
  let tally: Tally
  let domainNames: [String]

  /// The design and the estimates of all domains.
  ///
  /// - Parameter levels: The levels of every domain variable that occur, in any order.
  func estimates(levels: [[String]]) throws -> (DesignSummary, [Estimate]) {
    var estimator = try TallyEstimator(tally, singlePSU: request.design.singlePSU)
    let domains = DomainIndex(variables: levels, occurring: tally.domains)
    var estimates: [Estimate] = []
    for combination in domains.levels {
      let domain = zip(domainNames, combination).map { DomainLevel(variable: $0, value: $1) }
      for (definition, raw) in zip(request.statistics, estimator.estimates(of: combination)) {
        estimates.append(raw.finished(definition, domain: domain, options: request.options))
      }
    }
    let summary = DesignSummary(
      strata: estimator.stratumCount, psus: estimator.psuCount,
      degreesOfFreedom: estimator.degreesOfFreedom, weight: request.design.weight?.text,
      singlePSU: request.design.singlePSU,
      hasFinitePopulation: tally.definition.hasPopulations)
    return (summary, estimates)
  }
}
