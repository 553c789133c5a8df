internal import CSVIO
internal import SurveyEstimation

/// Estimates from a tally, for the domains that the levels found make.
struct TallyEstimation {
  let request: EstimationRequest
  let tally: Tally
  let domainNames: [String]
  /// Threads that share the domains.
  var threads = 1

  /// Sums of a cell below which a second thread is not worth its start.
  private static let smallestShare = 1 << 14

  /// The design and the estimates of all domains.
  ///
  /// - Parameter levels: The levels of every domain variable that occur, in any order.
  func estimates(levels: [[String]]) throws -> (DesignSummary, [Estimate]) {
    let estimator = try TallyEstimator(tally, singlePSU: request.design.singlePSU)
    let domains = DomainIndex(variables: levels, occurring: tally.frame.domains).levels
    let summary = DesignSummary(
      strata: estimator.stratumCount, psus: estimator.psuCount,
      degreesOfFreedom: estimator.degreesOfFreedom, weight: request.design.weight?.text,
      singlePSU: request.design.singlePSU,
      hasFinitePopulation: tally.definition.hasPopulations)
    let work = tally.frame.cellCount * request.statistics.count
    let shares = max(1, min(threads, domains.count, work / Self.smallestShare))
    let results = (0..<shares).map { _ in Handover<[Estimate]>() }
    runSideBySide(
      results.indices.map { share in
        let part = domains[domains.count * share / shares..<domains.count * (share + 1) / shares]
        return { results[share].value = estimates(part, estimator) }
      })
    return (summary, results.flatMap { $0.value ?? [] })
  }

  private func estimates(
    _ domains: ArraySlice<[String]>, _ estimator: TallyEstimator
  ) -> [Estimate] {
    var estimator = estimator
    var quantiles = StudentQuantiles()
    var estimates: [Estimate] = []
    for combination in domains {
      let domain = zip(domainNames, combination).map { DomainLevel(variable: $0, value: $1) }
      for (definition, raw) in zip(request.statistics, estimator.estimates(of: combination)) {
        estimates.append(
          raw.finished(
            definition, domain: domain, options: request.options, quantiles: &quantiles))
      }
    }
    return estimates
  }
}
