/// Writes a plan's indicators and measurements as results of an IATI activity (version 2.03).
///
/// One indicator becomes one `result` with one `indicator`; every period has the plan's target and
/// the figures as `actual`, with the unit, service area and origin as dimensions and the uncertainty
/// as a comment. Indicators without a number have no target; withheld figures are left out, because
/// an `actual` without a value would be read as a qualitative one.
public struct IATIExport: Sendable {
  /// Id of the reporting organisation.
  public var organisation: String
  /// Its name.
  public var organisationName: String
  /// Code of the organisation's type; 10 is government, 11 local government.
  public var organisationType: String
  /// Calendar that says which days the periods have.
  public var calendar: ReportingCalendar

  /// Public sector policy and administrative management, in the OECD DAC list of five digits.
  static let sector = "15110"

  /// Prepares an export.
  public init(
    organisation: String, organisationName: String, organisationType: String = "11",
    calendar: ReportingCalendar = .ministry581
  ) {
    self.organisation = organisation
    self.organisationName = organisationName
    self.organisationType = organisationType
    self.calendar = calendar
  }

  /// The document and what it leaves out.
  ///
  /// - Parameters:
  ///   - plan: The plan.
  ///   - measurements: Newest revisions.
  ///   - time: When the document is made, ISO 8601.
  public func xml(
    plan: Plan, measurements: [StoredMeasurement], at time: String
  ) -> (text: String, remarks: [ExchangeRemark]) {
    var writer = XMLWriter()
    var remarks: [ExchangeRemark] = []
    let figures = ExchangeFigure.figures(of: plan, in: measurements)
    writer.open(
      "iati-activities", [("version", "2.03"), ("generated-datetime", time)])
    writer.open("iati-activity", [("xml:lang", "vi"), ("last-updated-datetime", time)])
    writer.leaf("iati-identifier", text: "\(organisation)-\(plan.id)")
    writer.open("reporting-org", [("ref", organisation), ("type", organisationType)])
    writer.leaf("narrative", text: organisationName)
    writer.close()
    writer.narrative("title", plan.title)
    writer.narrative(
      "description", [plan.number, plan.title].compactMap { $0 }.joined(separator: " · "))
    writer.open("participating-org", [("role", "4"), ("type", organisationType)])
    writer.leaf("narrative", text: plan.issuer)
    writer.close()
    writer.leaf("activity-status", [("code", "2")])
    let year = Period(year: plan.year, kind: .year)
    if let year {
      writer.leaf(
        "activity-date",
        [("iso-date", calendar.start(of: year).description), ("type", "1")])
      writer.leaf(
        "activity-date", [("iso-date", calendar.end(of: year).description), ("type", "3")])
    }
    writer.leaf("recipient-country", [("code", "VN"), ("percentage", "100")])
    writer.leaf("sector", [("vocabulary", "1"), ("code", Self.sector), ("percentage", "100")])
    for indicator in plan.indicators {
      let own = figures.filter { $0.indicator.id == indicator.id }
      write(indicator, figures: own, year: year, to: &writer, remarks: &remarks)
    }
    writer.close()
    writer.close()
    return (writer.text, remarks)
  }

  private func write(
    _ indicator: Indicator, figures: [ExchangeFigure], year: Period?, to writer: inout XMLWriter,
    remarks: inout [ExchangeRemark]
  ) {
    var shown: [ExchangeFigure] = []
    for figure in figures {
      if figure.value != nil, !figure.isWithheld {
        shown.append(figure)
      } else {
        remarks.append(
          ExchangeRemark(
            indicator: indicator.id, period: figure.measurement.period,
            reason: figure.isWithheld ? "withheld by the publication rules" : "no value",
            vietnameseReason: figure.isWithheld ? "không công bố theo quy tắc" : "không có giá trị")
        )
      }
    }
    writer.open("result", [("type", "2"), ("aggregation-status", "0")])
    writer.narrative("title", indicator.title)
    writer.open(
      "indicator",
      [
        ("measure", Self.measure(indicator.unit)),
        ("ascending", indicator.direction == .higher ? "1" : "0"), ("aggregation-status", "0"),
      ])
    writer.narrative("title", indicator.title)
    if let quote = indicator.quote { writer.narrative("description", quote) }
    writer.leaf("reference", [("vocabulary", "99"), ("code", indicator.id)])
    var periods: [Period] = []
    for figure in shown where !periods.contains(figure.measurement.period) {
      periods.append(figure.measurement.period)
    }
    if periods.isEmpty, indicator.target != nil, let year { periods = [year] }
    for period in periods {
      write(
        period, indicator: indicator, figures: shown.filter { $0.measurement.period == period },
        to: &writer)
    }
    writer.close()
    writer.close()
  }

  private func write(
    _ period: Period, indicator: Indicator, figures: [ExchangeFigure], to writer: inout XMLWriter
  ) {
    writer.open("period")
    writer.leaf("period-start", [("iso-date", calendar.start(of: period).description)])
    writer.leaf("period-end", [("iso-date", calendar.end(of: period).description)])
    if let target = indicator.target {
      let share = indicator.unit == .percent ? target.value * 100 : target.value
      writer.open("target", [("value", ExchangeFigure.decimal(share))])
      writer.narrative("comment", "\(target.op.rawValue) · \(indicator.clause)")
      writer.close()
    }
    for figure in figures {
      writer.open("actual", [("value", figure.value ?? "")])
      if let unit = figure.measurement.unit {
        writer.leaf("dimension", [("name", "unit"), ("value", unit)])
      }
      if let area = figure.measurement.area {
        writer.leaf("dimension", [("name", "service area"), ("value", area)])
      }
      writer.leaf(
        "dimension", [("name", "origin"), ("value", figure.measurement.origin.rawValue)])
      writer.narrative("comment", figure.comment(), language: "en")
      writer.close()
    }
    writer.close()
  }

  /// IATI's code of a measure: 1 unit, 2 per cent, 3 nominal, 4 ordinal.
  private static func measure(_ unit: Indicator.Unit) -> String {
    switch unit {
    case .percent: "2"
    case .count, .days, .places, .points: "1"
    case .rank: "4"
    case .milestone: "3"
    }
  }
}

/// Writes escaped XML, one element a line.
struct XMLWriter {
  private(set) var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
  private var path: [String] = []

  mutating func open(_ name: String, _ attributes: [(String, String)] = []) {
    indent()
    text += "<\(name)\(Self.attributes(attributes))>\n"
    path.append(name)
  }

  mutating func close() {
    guard let name = path.popLast() else { return }
    indent()
    text += "</\(name)>\n"
  }

  mutating func leaf(
    _ name: String, _ attributes: [(String, String)] = [], text content: String? = nil
  ) {
    indent()
    if let content {
      text += "<\(name)\(Self.attributes(attributes))>\(Self.escaped(content))</\(name)>\n"
    } else {
      text += "<\(name)\(Self.attributes(attributes))/>\n"
    }
  }

  /// An element with one narrative, in the document's language unless another is named.
  mutating func narrative(_ name: String, _ content: String, language: String? = nil) {
    open(name)
    leaf("narrative", language.map { [("xml:lang", $0)] } ?? [], text: content)
    close()
  }

  private mutating func indent() { text += String(repeating: "  ", count: path.count) }

  private static func attributes(_ attributes: [(String, String)]) -> String {
    attributes.map { " \($0.0)=\"\(escaped($0.1))\"" }.joined()
  }

  private static func escaped(_ content: String) -> String {
    var result = ""
    for scalar in content.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\t", "\n", "\r": result += "&#\(scalar.value);"
      // XML 1.0 has no way to write other control characters and non-characters.
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
