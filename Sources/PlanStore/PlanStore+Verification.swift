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
    /// The run recorded no such figure.
    case notRecorded
    /// The run recorded a figure that was not made again.
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

  /// Compares figures that were made again with those that a run recorded.
  ///
  /// - Parameters:
  ///   - run: Number of the run.
  ///   - measurements: The figures made again from the run's files.
  /// - Returns: One entry for each figure of the run, then one for each that it did not record.
  public func verify(
    run: Int64, against measurements: [IndicatorMeasurement]
  ) throws(PlanStoreError) -> [Verification] {
    try read { database in
      var made: [String: IndicatorMeasurement] = [:]
      for measurement in measurements {
        made[MeasurementRecord.series(of: measurement)] = measurement
      }
      let recorded = try MeasurementRecord.measurements(
        database, where: "run = ?", arguments: [run])
      var entries = recorded.map { stored in
        let again = made.removeValue(forKey: MeasurementRecord.series(of: stored.measurement))
        let isSame = again.map { Self.agree(stored.measurement, $0) } ?? false
        return Verification(
          name: Self.name(of: stored.measurement),
          outcome: again == nil ? .notMade : isSame ? .same : .different, id: stored.id,
          stored: stored.measurement.value, made: again?.value)
      }
      // A second figure for a series that the store had already was not recorded by this run.
      for measurement in measurements
      where made[MeasurementRecord.series(of: measurement)] != nil {
        let isKnown = try MeasurementRecord.measurements(
          database, where: "contentKey = ?",
          arguments: [MeasurementRecord.contentKey(of: measurement)]
        ).contains { Self.agree($0.measurement, measurement) }
        if !isKnown {
          entries.append(
            Verification(
              name: Self.name(of: measurement), outcome: .notRecorded, made: measurement.value))
        }
      }
      return entries
    }
  }

  private static func name(of measurement: IndicatorMeasurement) -> String {
    [measurement.indicator, measurement.period.description, measurement.unit, measurement.area]
      .compactMap { $0 }.joined(separator: " · ")
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
