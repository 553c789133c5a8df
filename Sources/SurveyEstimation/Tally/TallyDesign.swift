/// The design that a tally describes, to be checked as ``SurveyDesign`` checks the rows'.
struct TallyDesign {
  /// Names of the strata.
  let strata: [String]
  /// Rows of every stratum.
  let rows: [Int]
  /// Extremes of the population column of every stratum.
  let populations: [(smallest: Double, largest: Double)]
  /// The names of every PSU; empty where rows are the PSUs.
  let unitNames: [[String]]
  /// Stratum of every PSU.
  let unitStrata: [Int32]
  let rowsAreUnits: Bool
  let isStratified: Bool
  let isNested: Bool
  let hasPopulations: Bool

  /// The stage with the PSUs as its rows; without rows where rows are the PSUs.
  func stage(singlePSU: SinglePSUPolicy) throws(EstimationError) -> SamplingStage {
    let names = strata.map { isStratified ? "\"\($0)\"" : "(whole sample)" }
    var sampled = rows
    if !rowsAreUnits {
      sampled = [Int](repeating: 0, count: strata.count)
      for stratum in unitStrata { sampled[Int(stratum)] += 1 }
      if !isNested { try checkNames() }
    }
    var sizes = [Double](repeating: .infinity, count: sampled.count)
    if hasPopulations {
      for (stratum, extremes) in populations.enumerated() where !(extremes.smallest > 0) {
        throw .invalidPopulation(stratum: names[stratum], stage: 1, value: extremes.smallest)
      }
      sizes = try SurveyDesign.checkedSizes(
        smallest: populations.map(\.smallest), largest: populations.map(\.largest), stage: 1,
        sampled: sampled, names: names)
    }
    let units = rowsAreUnits ? [] : unitStrata
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
    for (names, stratum) in zip(unitNames, unitStrata) {
      for name in names { found[name, default: []].append(stratum) }
    }
    // The first name in order is reported, so that the message does not depend on row order.
    let repeated = found.filter { $0.value.count > 1 }.keys.min()
    if let repeated {
      throw .unitsRepeatBetweenStrata(
        unit: repeated,
        strata: Array((found[repeated] ?? []).map { strata[Int($0)] }.sorted().prefix(2)))
    }
  }
}
