/// Writes measurements as a DHIS2 data value set (`/api/dataValueSets`, JSON).
///
/// Data elements are named by code, `PLAN.INDICATOR`, figures of records with the suffix `.ADM`;
/// organisation units by code, or by name where not every unit has a code, and the set says which.
/// Shares are per cent, as DHIS2's PERCENTAGE wants them. The format has no place for an interval,
/// so it stands in the comment. Nine months are no DHIS2 period, service areas have no category
/// option that could be known here, a code has at most 50 characters, and withheld figures stay at
/// home: all these are left out and named.
public enum DHIS2Export {
  /// Most characters of a code in DHIS2.
  static let codeLimit = 50

  /// The data value set.
  ///
  /// - Parameters:
  ///   - plan: The plan.
  ///   - measurements: Newest revisions.
  ///   - calendar: Calendar that says which days the periods have; the comment names them.
  ///   - unitCodes: Codes of units that were recorded by name.
  ///   - completed: Date of completion to state, if any.
  public static func dataValueSet(
    plan: Plan, measurements: [StoredMeasurement], calendar: ReportingCalendar = .ministry581,
    unitCodes: [String: String] = [:], completed: PlanDate? = nil
  ) -> (json: JSONValue, remarks: [ExchangeRemark]) {
    var values: [JSONValue] = []
    var remarks: [ExchangeRemark] = []
    let figures = ExchangeFigure.figures(of: plan, in: measurements)
    let units = Set(figures.compactMap(\.measurement.unit))
    let usesCodes =
      (plan.unit.code != nil || figures.allSatisfy { $0.measurement.unit != nil })
      && units.allSatisfy { ExchangeCode.isCode(unitCodes[$0] ?? $0) }
    for figure in figures {
      let measurement = figure.measurement
      func leaveOut(_ reason: String, vi: String) {
        remarks.append(
          ExchangeRemark(
            indicator: measurement.indicator, period: measurement.period, reason: reason,
            vietnameseReason: vi))
      }
      guard let period = isoPeriod(measurement.period) else {
        leaveOut(
          "DHIS2 has no period of nine months", vi: "DHIS2 không có kỳ chín tháng")
        continue
      }
      guard !figure.isWithheld else {
        leaveOut("withheld by the publication rules", vi: "không công bố theo quy tắc")
        continue
      }
      guard let value = figure.value else {
        leaveOut("no value", vi: "không có giá trị")
        continue
      }
      guard measurement.area == nil else {
        leaveOut("the figure of a single service area", vi: "số liệu của riêng một lĩnh vực")
        continue
      }
      let suffix = measurement.origin == .administrative && figure.indicator.kind == .survey
      let element = "\(plan.id).\(measurement.indicator)" + (suffix ? ".ADM" : "")
      guard element.count <= codeLimit else {
        leaveOut(
          "the code \(element) is longer than \(codeLimit) characters",
          vi: "mã \(element) dài hơn \(codeLimit) ký tự")
        continue
      }
      let unit =
        measurement.unit.map { usesCodes ? unitCodes[$0] ?? $0 : $0 }
        ?? (usesCodes ? plan.unit.code : nil) ?? plan.unit.name
      values.append(
        .object([
          .init("dataElement", .string(element)), .init("period", .string(period)),
          .init("orgUnit", .string(unit)),
          .init("value", .string(value)), .init("comment", .string(figure.comment(calendar))),
        ]))
    }
    var members: [JSONValue.Member] = [
      .init("dataElementIdScheme", .string("CODE")),
      .init("orgUnitIdScheme", .string(usesCodes ? "CODE" : "NAME")),
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
