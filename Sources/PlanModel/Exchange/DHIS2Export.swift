/// Writes measurements as a DHIS2 data value set (`/api/dataValueSets`, JSON).
///
/// Data elements are named by code, `PLAN.INDICATOR`, figures of records with the suffix `.ADM`;
/// organisation units by the unit's code. Shares are per cent, as DHIS2's PERCENTAGE wants them.
/// The format has no place for an interval, so it stands in the comment. Nine months are no DHIS2
/// period, service areas have no category option that could be known here, and withheld figures
/// stay at home: all these are left out and named.
public enum DHIS2Export {
  /// The data value set.
  ///
  /// - Parameters:
  ///   - plan: The plan.
  ///   - measurements: Newest revisions.
  ///   - completed: Date of completion to state, if any.
  public static func dataValueSet(
    plan: Plan, measurements: [StoredMeasurement], completed: PlanDate? = nil
  ) -> (json: JSONValue, remarks: [ExchangeRemark]) {
    var values: [JSONValue] = []
    var remarks: [ExchangeRemark] = []
    for figure in ExchangeFigure.figures(of: plan, in: measurements) {
      let measurement = figure.measurement
      func leaveOut(_ reason: String) {
        remarks.append(
          ExchangeRemark(
            indicator: measurement.indicator, period: measurement.period, reason: reason))
      }
      guard let period = isoPeriod(measurement.period) else {
        leaveOut("DHIS2 has no period of nine months")
        continue
      }
      guard !figure.isWithheld else {
        leaveOut("withheld by the publication rules")
        continue
      }
      guard let value = figure.value else {
        leaveOut("no value")
        continue
      }
      guard measurement.area == nil else {
        leaveOut("the figure of a single service area")
        continue
      }
      let suffix = measurement.origin == .administrative && figure.indicator.kind == .survey
      values.append(
        .object([
          .init(
            "dataElement",
            .string("\(plan.id).\(measurement.indicator)" + (suffix ? ".ADM" : ""))),
          .init("period", .string(period)),
          .init("orgUnit", .string(measurement.unit ?? plan.unit.code ?? plan.unit.name)),
          .init("value", .string(value)), .init("comment", .string(figure.comment)),
        ]))
    }
    var members: [JSONValue.Member] = [
      .init("dataElementIdScheme", .string("CODE")), .init("orgUnitIdScheme", .string("CODE")),
    ]
    if let completed { members.append(.init("completeDate", .string(completed.description))) }
    members.append(.init("dataValues", .array(values)))
    return (.object(members), remarks)
  }

  /// DHIS2's name of a period: 2025, 2025S1, 2025Q1, 202503; `nil` for nine months.
  static func isoPeriod(_ period: Period) -> String? {
    switch period.kind {
    case .year: "\(period.year)"
    case .halfYear: "\(period.year)S\(period.number)"
    case .quarter: "\(period.year)Q\(period.number)"
    case .month: "\(period.year)\(period.code)"
    case .nineMonths: nil
    }
  }
}
