internal import SurveyEstimation

/// The figure of a clause that names several objects and is meant on average: the plain mean of the
/// indicators that stand for the objects (``Indicator/averageOf``).
///
///     value = sum x_k / K,   se = sqrt(sum se_k^2) / K
///
/// The surveys of the objects are taken as independent. There is no mean without all of them, nor
/// when one is withheld: it could be worked out.
enum MeanOfIndicators {
  /// Figures of the means, one for each period in which all objects have one.
  static func measurements(
    of indicator: Indicator, from measurements: [StoredMeasurement]
  ) -> [StoredMeasurement] {
    let own = measurements.filter {
      $0.measurement.origin == .survey && $0.measurement.unit == nil && $0.measurement.area == nil
    }
    return Dictionary(grouping: own) { [$0.measurement.plan, $0.measurement.period.description] }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .compactMap { mean(indicator, of: $0.value) }
  }

  private static func mean(
    _ indicator: Indicator, of figures: [StoredMeasurement]
  ) -> StoredMeasurement? {
    let parts = indicator.averageOf.compactMap { id in
      figures.first { $0.measurement.indicator == id }
    }
    let values = parts.compactMap(\.measurement.value)
    guard parts.count == indicator.averageOf.count, values.count == parts.count,
      !parts.contains(where: \.measurement.isWithheld),
      let newest = parts.max(by: { $0.id < $1.id })
    else { return nil }
    let count = Double(values.count)
    var result = newest.measurement
    result.indicator = indicator.id
    result.value = values.reduce(0, +) / count
    let errors = parts.compactMap(\.measurement.standardError)
    result.standardError =
      errors.count == parts.count
      ? errors.reduce(0) { $0 + $1 * $1 }.squareRoot() / count : nil
    result.level = parts.compactMap(\.measurement.level).max() ?? 0.95
    result.degreesOfFreedom = parts.compactMap(\.measurement.degreesOfFreedom).min()
    result.n = sum(parts.map(\.measurement.n))
    result.respondents = sum(parts.map(\.measurement.respondents))
    result.weighted = nil
    result.designEffect = nil
    result.stage =
      parts.contains { $0.measurement.stage == .provisional } ? .provisional : .final
    let measures = Set(parts.map(\.measurement.measure))
    result.measure = (measures.count == 1 ? measures.first ?? "" : "") + suffix
    result.status = nil
    result.evidence = nil
    result.flags = ["mean-of-indicators"]
    result.setSymmetricInterval()
    var sources: [SourceFile] = []
    for file in parts.flatMap(\.measurement.provenance.sources) where !sources.contains(file) {
      sources.append(file)
    }
    result.provenance.sources = sources
    return StoredMeasurement(
      id: newest.id, measurement: result, revision: newest.revision, supersedes: nil,
      run: newest.run, recordedAt: newest.recordedAt)
  }

  /// What the name of the measure gets: it travels with the number.
  private static let suffix = "/mean-of-indicators"

  private static func sum(_ numbers: [Int?]) -> Int? {
    numbers.contains { $0 == nil } ? nil : numbers.reduce(0) { $0 + ($1 ?? 0) }
  }
}
