/// Writes measurements as SDMX-CSV 1.0.
///
/// Dimensions are FREQ, REF_AREA, PLAN, INDICATOR, SERVICE_AREA, ORIGIN and TIME_PERIOD; their codes
/// keep to SDMX identifiers, so a dot in an indicator's id becomes `_`. The interval, its level, the
/// standard error and the sample sizes are attributes of the observation. OBS_STATUS is A (normal),
/// P (provisional), O (missing) or Q (suppressed), CONF_STATUS is F (free) or C (withheld, without a
/// value). Shares are per cent (UNIT_MEASURE PT). A unit that is known by name only has no code for
/// REF_AREA: its figures are left out and named.
public enum SDMXExport {
  static let columns = [
    "DATAFLOW", "FREQ", "REF_AREA", "PLAN", "INDICATOR", "SERVICE_AREA", "ORIGIN", "TIME_PERIOD",
    "OBS_VALUE", "UNIT_MEASURE", "OBS_STATUS", "CONF_STATUS", "CI_LOWER", "CI_UPPER", "CI_LEVEL",
    "STD_ERROR", "SAMPLE_SIZE", "EFFECTIVE_SAMPLE_SIZE", "MEASURE", "COMMENT_OBS",
  ]

  /// The file's text, lines ended with CR LF, and what it leaves out.
  ///
  /// - Parameters:
  ///   - plan: The plan.
  ///   - measurements: Newest revisions.
  ///   - calendar: Calendar whose first day names periods of nine months.
  ///   - agency: Id of the agency that maintains the dataflow.
  ///   - unitCodes: Codes of units that were recorded by name.
  public static func csv(
    plan: Plan, measurements: [StoredMeasurement], calendar: ReportingCalendar = .ministry581,
    agency: String = "HAILONG", unitCodes: [String: String] = [:]
  ) -> (text: String, remarks: [ExchangeRemark]) {
    let flow = "\(agency):PLAN_INDICATORS(1.0)"
    var rows = [columns]
    var remarks: [ExchangeRemark] = []
    for figure in ExchangeFigure.figures(of: plan, in: measurements) {
      let unit = figure.measurement.unit
      let area = unit.map { unitCodes[$0] ?? $0 } ?? plan.unit.code ?? plan.id
      guard ExchangeCode.isCode(area) else {
        remarks.append(
          ExchangeRemark(
            indicator: figure.measurement.indicator, period: figure.measurement.period,
            reason: "the unit \(area) has no code",
            vietnameseReason: "đơn vị \(area) không có mã"))
        continue
      }
      rows.append(row(figure, area: area, plan: plan, calendar: calendar, flow: flow))
    }
    return (rows.map { $0.map(quoted).joined(separator: ",") + "\r\n" }.joined(), remarks)
  }

  private static func row(
    _ figure: ExchangeFigure, area: String, plan: Plan, calendar: ReportingCalendar, flow: String
  ) -> [String] {
    let measurement = figure.measurement
    let isShown = !figure.isWithheld && figure.value != nil
    func shown(_ text: String?) -> String { isShown ? text ?? "" : "" }
    let status =
      figure.isWithheld
      ? "Q" : figure.value == nil ? "O" : measurement.stage == .provisional ? "P" : "A"
    return [
      flow, frequency(measurement.period), ExchangeCode.sdmx(area), ExchangeCode.sdmx(plan.id),
      ExchangeCode.sdmx(measurement.indicator), measurement.area.map(ExchangeCode.sdmx) ?? "_T",
      measurement.origin.rawValue.uppercased(),
      timePeriod(measurement.period, calendar: calendar), shown(figure.value),
      unitMeasure(figure.indicator.unit), status, figure.isWithheld ? "C" : "F",
      shown(figure.low), shown(figure.high),
      shown(figure.low == nil ? nil : measurement.level.map(ExchangeFigure.decimal)),
      shown(figure.standardError), shown(measurement.n.map(String.init)),
      shown(measurement.nEffective.map(ExchangeFigure.decimal)), measurement.measure,
      shown(figure.comment(calendar)),
    ]
  }

  static func frequency(_ period: Period) -> String {
    switch period.kind {
    case .year: "A"
    case .halfYear: "S"
    case .quarter: "Q"
    case .month: "M"
    case .nineMonths: "_O"
    }
  }

  static func timePeriod(_ period: Period, calendar: ReportingCalendar) -> String {
    switch period.kind {
    case .halfYear: "\(period.year)-S\(period.number)"
    case .nineMonths: "\(calendar.start(of: period))/P9M"
    default: period.description
    }
  }

  static func unitMeasure(_ unit: Indicator.Unit) -> String {
    switch unit {
    case .percent: "PT"
    case .days: "DAYS"
    case .rank, .places: "RANK"
    case .count, .points: "NUMBER"
    case .milestone: "PURE_NUMB"
    }
  }

  private static func quoted(_ field: String) -> String {
    guard field.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return field }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}
