internal import SurveyEstimation

/// How a figure changed since the last comparable period.
///
/// Comparable are figures of the same indicator, area, origin, measure and length of period. The
/// two samples are taken as independent: the standard error of the difference is the root of the
/// sum of the squared standard errors, its interval t on the smaller degrees of freedom.
public struct Trend: Hashable, Sendable {
  /// The earlier period.
  public var period: Period
  /// The earlier value.
  public var previous: Double
  /// Value now minus value then.
  public var difference: Double
  /// Lower limit of the difference; `nil` for figures without sampling error.
  public var low: Double?
  /// Upper limit of the difference.
  public var high: Double?
  /// Whether the interval leaves 0 out; `nil` without an interval.
  public var isSignificant: Bool? {
    guard let low, let high else { return nil }
    return low > 0 || high < 0
  }

  /// Compares two figures; `nil` when one of them has no value or may not be shown.
  public init?(from earlier: IndicatorMeasurement, to later: IndicatorMeasurement) {
    guard let before = earlier.value, let now = later.value, !earlier.isWithheld, !later.isWithheld
    else { return nil }
    period = earlier.period
    previous = before
    difference = now - before
    guard let first = earlier.standardError, let second = later.standardError else { return }
    let df = min(earlier.degreesOfFreedom ?? .infinity, later.degreesOfFreedom ?? .infinity)
    guard df > 0 else { return }
    let tail = 1 - (1 - (later.level ?? 0.95)) / 2
    let quantile =
      df.isFinite
      ? Distributions.tQuantile(tail, df: df) : Distributions.normalQuantile(tail)
    let half = quantile * (first * first + second * second).squareRoot()
    low = difference - half
    high = difference + half
  }

  /// The trend as JSON.
  public var json: JSONValue {
    .object([
      .init("period", .string(period.description)), .init("previous", .number(previous)),
      .init("difference", .number(difference)), .init("low", .real(low)),
      .init("high", .real(high)),
      .init("significant", isSignificant.map(JSONValue.bool) ?? .null),
    ])
  }

  /// The newest figure before `later` with which it can be compared.
  static func lastComparable(
    to later: IndicatorMeasurement, among earlier: [IndicatorMeasurement]
  ) -> IndicatorMeasurement? {
    earlier.filter { candidate in
      candidate.indicator == later.indicator && candidate.origin == later.origin
        && candidate.measure == later.measure && candidate.area == later.area
        && candidate.unit == later.unit && candidate.period.kind == later.period.kind
        && candidate.period < later.period && candidate.value != nil
    }.max { $0.period < $1.period }
  }
}
