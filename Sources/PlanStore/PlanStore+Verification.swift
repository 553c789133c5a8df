internal import GRDB
public import PlanModel

/// A figure that was made again from its files, beside the one that the store has.
public struct Verification: Hashable, Sendable {
  /// How the two stand to each other.
  public enum Outcome: String, Hashable, Sendable, CaseIterable {
    /// The figures agree.
    case same
    /// A figure differs.
    case different
    /// The store has no figure from these files and definitions.
    case notRecorded
    /// The store has a figure from these files and definitions that was not made again.
    case notMade
  }

  /// Indicator, unit and area.
  public var name: String
  /// How they stand to each other.
  public var outcome: Outcome
  /// Number of the store's figure.
  public var id: Int64?
  /// The store's value.
  public var stored: Double?
  /// The value made again.
  public var made: Double?
}

extension PlanStore {
  /// Relative difference up to which two figures are the same: sums in another order and no more.
  public static let verificationTolerance = 1e-9

  /// Compares figures that were made again with those of the store.
  ///
  /// - Parameters:
  ///   - measurements: Figures of one plan and period, made from the same files.
  /// - Returns: One entry for each figure given, then one for each figure that the store has from
  ///   these files and that was not given.
  public func verify(
    _ measurements: [IndicatorMeasurement]
  ) throws(PlanStoreError) -> [Verification] {
    try read { database in
      var entries: [Verification] = []
      var found: Set<Int64> = []
      for measurement in measurements {
        let stored = try MeasurementRecord.measurements(
          database, where: "contentKey = ?",
          arguments: [MeasurementRecord.contentKey(of: measurement)]
        ).last
        if let stored { found.insert(stored.id) }
        let isSame = stored.map { Self.agree($0.measurement, measurement) } ?? false
        entries.append(
          Verification(
            name: Self.name(of: measurement),
            outcome: stored == nil ? .notRecorded : isSame ? .same : .different, id: stored?.id,
            stored: stored?.measurement.value, made: measurement.value))
      }
      guard let first = measurements.first else { return entries }
      let files = first.provenance.sources.map(\.sha256).sorted()
      let others = try MeasurementRecord.measurements(
        database,
        where: """
          measurement.plan = ? AND period = ? AND origin = 'survey'
          AND run IN (SELECT run FROM source WHERE sha256 = ?)
          """, arguments: [first.plan, first.period.description, files.first])
      for other in others
      where !found.contains(other.id)
        && other.measurement.provenance.sources.map(\.sha256).sorted() == files
        && other.measurement.provenance.options == first.provenance.options
        && other.measurement.provenance.instrument == first.provenance.instrument
      {
        entries.append(
          Verification(
            name: Self.name(of: other.measurement), outcome: .notMade, id: other.id,
            stored: other.measurement.value))
      }
      return entries
    }
  }

  private static func name(of measurement: IndicatorMeasurement) -> String {
    [measurement.indicator, measurement.unit, measurement.area].compactMap { $0 }
      .joined(separator: " · ")
  }

  private static func agree(_ left: IndicatorMeasurement, _ right: IndicatorMeasurement) -> Bool {
    let pairs = [
      (left.value, right.value), (left.standardError, right.standardError), (left.low, right.low),
      (left.high, right.high), (left.weighted, right.weighted),
      (left.nEffective, right.nEffective),
    ]
    return left.n == right.n && left.respondents == right.respondents
      && left.status == right.status && left.evidence == right.evidence
      && pairs.allSatisfy { first, second in
        guard let first, let second else { return first == nil && second == nil }
        return abs(first - second) <= verificationTolerance * max(abs(first), abs(second))
      }
  }
}
