internal import SurveyEstimation

/// How a figure changed since the last comparable period.
///
/// Comparable are figures of the same indicator, area, origin, length of period, measure and
/// instrument in the same version (``Incomparable``). The two samples are taken as independent: the standard error of the difference is the root of the
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
    before(later, among: earlier).filter { Incomparable(from: $0, to: later) == nil }
      .max { $0.period < $1.period }
  }

  /// Earlier figures of the same indicator, unit and area for a period of the same length.
  fileprivate static func before(
    _ later: IndicatorMeasurement, among earlier: [IndicatorMeasurement]
  ) -> [IndicatorMeasurement] {
    earlier.filter { candidate in
      candidate.indicator == later.indicator && candidate.area == later.area
        && candidate.unit == later.unit && candidate.period.kind == later.period.kind
        && candidate.period < later.period && candidate.value != nil
    }
  }
}

/// An earlier figure with which a figure cannot be compared, and why.
public struct Incomparable: Hashable, Sendable {
  /// What differs.
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    /// One is a survey's, the other comes from records.
    case origin
    /// They are different measures.
    case measure
    /// They come from different instruments, or from different versions of one.
    case instrument
  }

  /// The earlier period.
  public var period: Period
  /// What differs.
  public var reason: Reason
  /// What it was then: origin, measure or instrument.
  public var then: String
  /// What it is now.
  public var now: String

  /// Says why two figures cannot be compared; `nil` when they can.
  ///
  /// The same number needs the same measure of the same elements and the same instrument in the same
  /// version: a version is raised when questions, scale or formula change, and 33 items are not 51.
  public init?(from earlier: IndicatorMeasurement, to later: IndicatorMeasurement) {
    period = earlier.period
    if earlier.origin != later.origin {
      reason = .origin
      (then, now) = (earlier.origin.rawValue, later.origin.rawValue)
    } else if earlier.fullMeasure != later.fullMeasure {
      reason = .measure
      (then, now) = (earlier.fullMeasure, later.fullMeasure)
    } else if earlier.provenance.instrument != later.provenance.instrument {
      reason = .instrument
      then = earlier.provenance.instrument ?? ""
      now = later.provenance.instrument ?? ""
    } else {
      return nil
    }
  }

  /// The newest earlier figure that cannot be compared, if it is newer than the one that can.
  ///
  /// A figure of the other origin counts only when the period has none of the same origin.
  static func newest(
    to later: IndicatorMeasurement, among earlier: [IndicatorMeasurement]
  ) -> Incomparable? {
    let before = Trend.before(later, among: earlier)
    guard let last = before.map(\.period).max() else { return nil }
    let findings = before.filter { $0.period == last }.map { Incomparable(from: $0, to: later) }
    guard !findings.contains(nil) else { return nil }
    return findings.compactMap { $0 }.first { $0.reason != .origin } ?? findings.first ?? nil
  }

  /// The finding as JSON.
  public var json: JSONValue {
    .object([
      .init("period", .string(period.description)), .init("reason", .string(reason.rawValue)),
      .init("then", .string(then)), .init("now", .string(now)),
    ])
  }
}

extension IndicatorMeasurement {
  /// Options that choose what is measured, not how its uncertainty is worked out.
  private static let measuringOptions = ["--measure ", "--element "]

  /// The measure in full: its kind, and the id or element where one was chosen.
  var fullMeasure: String {
    let chosen = provenance.options.filter { option in
      Self.measuringOptions.contains { option.hasPrefix($0) }
    }
    return ([measure] + chosen).joined(separator: " ")
  }
}
