/// The design that a tally describes, to be checked as ``SurveyDesign`` checks the rows'.
struct TallyDesign {
  /// Strata with their rows and populations, PSUs with their members.
  let frame: TallyFrame
  let isStratified: Bool
  let isNested: Bool
  let hasPopulations: Bool

  /// The stage with the PSUs as its rows; without rows where rows are the PSUs.
  func stage(singlePSU: SinglePSUPolicy) throws(EstimationError) -> SamplingStage {
    let names = frame.strata.map { isStratified ? "\"\($0)\"" : "(whole sample)" }
    var sampled = frame.stratumRows
    if !frame.rowsAreUnits {
      sampled = [Int](repeating: 0, count: frame.strata.count)
      for stratum in frame.unitStrata { sampled[Int(stratum)] += 1 }
      if !isNested { try checkNames() }
    }
    var sizes = [Double](repeating: .infinity, count: sampled.count)
    if hasPopulations {
      for (stratum, extremes) in frame.populations.enumerated() where !(extremes.smallest > 0) {
        throw .invalidPopulation(stratum: names[stratum], stage: 1, value: extremes.smallest)
      }
      sizes = try SurveyDesign.checkedSizes(
        smallest: frame.populations.map(\.smallest), largest: frame.populations.map(\.largest),
        stage: 1,
        sampled: sampled, names: names)
    }
    let units = frame.rowsAreUnits ? [] : frame.unitStrata
    let stage = SamplingStage(
      stratumOfRow: units, unitOfRow: (0..<Int32(units.count)).map { $0 }, stratumOfUnit: units,
      sampled: sampled, population: sizes,
      parentOfStratum: [Int32](repeating: 0, count: sampled.count), stratumNames: names,
      unitNames: [], hasPopulation: hasPopulations)
    try SurveyDesign.checkUnitCounts([stage], singlePSU: singlePSU)
    return stage
  }

  private func checkNames() throws(EstimationError) {
    var found: [String: [Int32]] = [:]
    for (names, stratum) in zip(frame.unitMembers, frame.unitStrata) {
      for name in names { found[name, default: []].append(stratum) }
    }
    // The first name in order is reported, so that the message does not depend on row order.
    let repeated = found.filter { $0.value.count > 1 }.keys.min()
    if let repeated {
      throw .unitsRepeatBetweenStrata(
        unit: repeated,
        strata: Array((found[repeated] ?? []).map { frame.strata[Int($0)] }.sorted().prefix(2)))
    }
  }
}
