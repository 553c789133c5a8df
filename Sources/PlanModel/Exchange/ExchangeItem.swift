internal import SurveyEstimation

/// What an exchange format could not take, and why.
public struct ExchangeRemark: Hashable, Sendable {
  /// Id of the indicator.
  public var indicator: String
  /// Period of the figure.
  public var period: Period
  /// Why it was left out.
  public var reason: String
  /// Why, in Vietnamese.
  public var vietnameseReason: String
}

/// A figure as other systems want it: per cent for shares, and the uncertainty in words.
struct ExchangeFigure {
  let stored: StoredMeasurement
  let indicator: Indicator

  var measurement: IndicatorMeasurement { stored.measurement }

  /// Newest figures that belong to the plan, in the plan's order, then by period, unit and area.
  static func figures(of plan: Plan, in measurements: [StoredMeasurement]) -> [ExchangeFigure] {
    plan.indicators.flatMap { indicator in
      measurements.filter {
        $0.measurement.plan == plan.id && $0.measurement.indicator == indicator.id
      }.sorted { left, right in
        let (a, b) = (left.measurement, right.measurement)
        if a.period != b.period { return a.period < b.period }
        return (a.unit ?? "", a.area ?? "", a.origin.rawValue, left.id)
          < (b.unit ?? "", b.area ?? "", b.origin.rawValue, right.id)
      }.map { ExchangeFigure(stored: $0, indicator: indicator) }
    }
  }

  /// Whether the publication rules let it out.
  var isWithheld: Bool { measurement.isWithheld }

  /// The value as text: shares in per cent.
  var value: String? { text(measurement.value) }
  var low: String? { text(measurement.low) }
  var high: String? { text(measurement.high) }
  var standardError: String? { text(measurement.standardError) }

  var target: String? { text(indicator.target?.value) }

  private func text(_ number: Double?) -> String? {
    number.map { Self.decimal(indicator.unit == .percent ? $0 * 100 : $0) }
  }

  /// Twelve significant digits, without exponent: 83.1, not 83.10000000000001.
  static func decimal(_ number: Double) -> String {
    guard number.isFinite, number != 0 else { return "0" }
    var scale = 1.0
    var digits = 0
    while abs(number) * scale < 1e11, digits < 15 {
      scale *= 10
      digits += 1
    }
    let whole = (abs(number) * scale).rounded()
    guard whole < 9e15 else { return "\(number)" }
    var text = String(Int(whole))
    if text.count <= digits {
      text = String(repeating: "0", count: digits + 1 - text.count) + text
    }
    let point = text.index(text.endIndex, offsetBy: -digits)
    var fraction = String(text[point...])
    while fraction.hasSuffix("0") { fraction.removeLast() }
    let sign = number < 0 && whole > 0 ? "-" : ""
    return sign + text[..<point] + (fraction.isEmpty ? "" : "." + fraction)
  }

  /// Uncertainty and origin in words, for formats without room for them.
  ///
  /// - Parameter calendar: Names the days of the period, for formats whose periods are those of the
  ///   calendar year.
  func comment(_ calendar: ReportingCalendar? = nil) -> String {
    var parts: [String] = []
    if let low = measurement.low, let high = measurement.high {
      let level = Self.decimal((measurement.level ?? 0.95) * 100)
      let scale = indicator.unit == .percent ? 100.0 : 1
      let limits = [low, high].map { Self.decimal(($0 * scale * 100).rounded() / 100) }
      parts.append("\(level)% CI \(limits[0]) to \(limits[1])")
    }
    if let n = measurement.n { parts.append("n=\(n)") }
    if let effective = measurement.nEffective {
      parts.append("effective n=\(Self.decimal((effective * 10).rounded() / 10))")
    }
    parts.append("measure: \(measurement.measure)")
    parts.append("origin: \(measurement.origin.rawValue)")
    if let calendar {
      let period = measurement.period
      parts.append("covers \(calendar.start(of: period)) to \(calendar.end(of: period))")
    }
    if measurement.stage == .provisional { parts.append("provisional") }
    if let status = measurement.status { parts.append("verdict: \(status.rawValue)") }
    if let evidence = measurement.evidence { parts.append("evidence: \(evidence.rawValue)") }
    return parts.joined(separator: "; ")
  }
}

/// Codes as other systems take them.
enum ExchangeCode {
  /// Whether a text is a code, not a name: ASCII letters, digits, `_`, `-`, `.`, `@` and `$`.
  static func isCode(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { isSDMX($0) || $0 == UInt8(ascii: ".") }
  }

  /// The identifier that SDMX allows (`[A-Za-z0-9_@$-]+`); other characters become `_`.
  static func sdmx(_ code: String) -> String {
    String(
      decoding: code.utf8.map { isSDMX($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
  }

  private static func isSDMX(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"),
      UInt8(ascii: "@"), UInt8(ascii: "$"):
      true
    default: false
    }
  }
}
