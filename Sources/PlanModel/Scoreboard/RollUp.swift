internal import SurveyEstimation

/// Puts the figures of units together into one for the level above, by stated weights only.
///
///     value = sum w_u x_u / sum w_u,   se = sqrt(sum (w_u se_u)^2) / sum w_u
///
/// The weights (population, or sample size) are the caller's; there are no weights of one's own,
/// because a plain mean of rates is not right. The units' samples are taken as independent.
public enum RollUp {
  /// One figure out of those of several units.
  ///
  /// - Parameters:
  ///   - measurements: Newest figures of one indicator, period, origin and measure, one for each
  ///     unit.
  ///   - weights: Weight of every unit, above 0.
  ///   - unit: Name of the level above; `nil` for the plan's own unit.
  /// - Returns: The figure, flagged `rolled-up`, with the symmetric interval, and the units without
  ///   a value, which are left out.
  /// - Throws: ``PlanError`` when a weight is missing or not above 0, when units are repeated, or
  ///   when figures are not of one kind.
  public static func combined(
    _ measurements: [IndicatorMeasurement], weights: [String: Double], unit: String? = nil
  ) throws(PlanError) -> (measurement: IndicatorMeasurement, withoutValue: [String]) {
    guard var result = measurements.first else {
      throw PlanError(.invalidFigure, cause: "there is no figure to put together")
    }
    try check(measurements, weights: weights)
    let sorted = measurements.sorted { ($0.unit ?? "") < ($1.unit ?? "") }
    let used = sorted.filter { $0.value != nil && !$0.isWithheld }
    let total = used.reduce(0) { $0 + (weights[$1.unit ?? ""] ?? 0) }
    guard total > 0 else {
      throw PlanError(.invalidFigure, cause: "no unit has a value")
    }
    var value = 0.0
    var variance: Double? = 0
    for measurement in used {
      let share = (weights[measurement.unit ?? ""] ?? 0) / total
      value += share * (measurement.value ?? 0)
      if let sum = variance, let error = measurement.standardError {
        variance = sum + share * share * error * error
      } else {
        variance = nil
      }
    }
    result.unit = unit
    result.value = value
    result.standardError = variance?.squareRoot()
    result.level = result.level ?? 0.95
    result.degreesOfFreedom = used.compactMap(\.degreesOfFreedom).min()
    result.n = sum(used.map(\.n))
    result.respondents = sum(used.map(\.respondents))
    result.numerator = nil
    result.denominator = nil
    result.designEffect = nil
    result.weighted = total
    result.status = nil
    result.evidence = nil
    result.flags = ["rolled-up"]
    result.setSymmetricInterval()
    var files: [SourceFile] = []
    for file in used.flatMap(\.provenance.sources) where !files.contains(file) {
      files.append(file)
    }
    result.provenance.sources = files
    return (result, sorted.filter { !used.contains($0) }.compactMap(\.unit))
  }

  private static func sum(_ numbers: [Int?]) -> Int? {
    numbers.contains { $0 == nil } ? nil : numbers.reduce(0) { $0 + ($1 ?? 0) }
  }

  private static func check(
    _ measurements: [IndicatorMeasurement], weights: [String: Double]
  ) throws(PlanError) {
    var units: Set<String> = []
    for measurement in measurements {
      guard let unit = measurement.unit, let weight = weights[unit], weight > 0, weight.isFinite
      else {
        throw PlanError(
          .invalidFigure, cause: "the unit `\(measurement.unit ?? "")` has no weight above 0",
          fix: "state a weight for every unit; a plain mean of rates is not right")
      }
      guard units.insert(unit).inserted else {
        throw PlanError(.duplicate, cause: "the unit `\(unit)` occurs twice")
      }
      let first = measurements[0]
      guard measurement.indicator == first.indicator, measurement.period == first.period,
        measurement.origin == first.origin, measurement.measure == first.measure
      else {
        throw PlanError(
          .invalidFigure,
          cause: "figures of different indicator, period, origin or measure are "
            + "never put together")
      }
    }
  }

  /// Figures for the plan's own unit where a period only has those of units.
  static func missingWholes(
    of plan: Plan, in period: Period, from measurements: [StoredMeasurement],
    weights: [String: Double]
  ) throws(PlanError) -> [StoredMeasurement] {
    var wholes: [StoredMeasurement] = []
    for indicator in plan.indicators {
      for origin in IndicatorMeasurement.Origin.allCases {
        let own = measurements.filter {
          $0.measurement.plan == plan.id && $0.measurement.indicator == indicator.id
            && $0.measurement.period == period && $0.measurement.origin == origin
            && $0.measurement.area == nil
        }
        let units = own.filter { $0.measurement.unit != nil }
        guard let newest = units.max(by: { $0.id < $1.id }), units.count == own.count else {
          continue
        }
        let (measurement, _) = try combined(units.map(\.measurement), weights: weights)
        wholes.append(
          StoredMeasurement(
            id: newest.id, measurement: measurement, revision: newest.revision, supersedes: nil,
            run: newest.run, recordedAt: newest.recordedAt))
      }
    }
    return wholes
  }
}
