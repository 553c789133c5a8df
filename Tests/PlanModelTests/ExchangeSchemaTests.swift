import Foundation
import PlanModel
import SurveyEstimation
import TestSupport
import Testing

/// What DHIS2 says of a data value set and SDMX of a CSV message, as far as it can be checked here.
enum DataValueSetSchema {
  static let members: Set<String> = [
    "dataSet", "completeDate", "period", "orgUnit", "attributeOptionCombo", "idScheme",
    "dataElementIdScheme", "orgUnitIdScheme", "categoryOptionComboIdScheme", "dryRun",
    "dataValues",
  ]
  static let valueMembers: Set<String> = [
    "dataElement", "period", "orgUnit", "categoryOptionCombo", "attributeOptionCombo", "value",
    "storedBy", "created", "lastUpdated", "comment", "followup",
  ]

  static func violations(_ text: String) throws -> [String] {
    var violations: [String] = []
    let set = try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    violations += set.keys.filter { !members.contains($0) }.map { "unknown member \($0)" }
    for scheme in ["dataElementIdScheme", "orgUnitIdScheme"] {
      let name = set[scheme] as? String ?? ""
      if !["UID", "CODE", "NAME"].contains(name) { violations.append("\(scheme) is \(name)") }
    }
    let values = try #require(set["dataValues"] as? [[String: Any]])
    var keys: Set<[String]> = []
    for value in values {
      guard let texts = value as? [String: String] else {
        violations.append("a member is no text: \(value)")
        continue
      }
      violations += texts.keys.filter { !valueMembers.contains($0) }.map { "unknown \($0)" }
      let key = ["dataElement", "period", "orgUnit"].map { texts[$0] ?? "" }
      if key.contains("") { violations.append("incomplete key \(key)") }
      if !keys.insert(key).inserted { violations.append("\(key) twice") }
      if key[0].count > 50 { violations.append("\(key[0]) is too long for a code") }
      if key[1].wholeMatch(of: /\d{4}(0[1-9]|1[0-2]|Q[1-4]|S[12])?/) == nil {
        violations.append("\(key[1]) is no period")
      }
      if (texts["value"] ?? "").wholeMatch(of: /-?\d+(\.\d+)?/) == nil {
        violations.append("\(key) has the value \(texts["value"] ?? "")")
      }
      if set["orgUnitIdScheme"] as? String == "CODE", key[2].contains(" ") {
        violations.append("\(key[2]) is no code")
      }
    }
    return violations
  }
}

enum SDMXSchema {
  static let dimensions = [
    "FREQ", "REF_AREA", "PLAN", "INDICATOR", "SERVICE_AREA", "ORIGIN", "TIME_PERIOD",
  ]
  static let codes: [String: Set<String>] = [
    "FREQ": ["A", "S", "Q", "M", "_O"],
    "OBS_STATUS": ["A", "P", "O", "Q"],
    "CONF_STATUS": ["F", "C"],
  ]

  static func violations(_ text: String) throws -> [String] {
    var violations: [String] = []
    let rows = try records(text)
    let header = try #require(rows.first)
    if header.first != "DATAFLOW" { violations.append("the first column is \(header[0])") }
    if Array(header.dropFirst().prefix(dimensions.count)) != dimensions {
      violations.append("dimensions are \(header)")
    }
    if Set(header).count != header.count { violations.append("a column occurs twice") }
    for name in header where name.wholeMatch(of: /[A-Z][A-Z0-9_]*/) == nil {
      violations.append("\(name) is no component")
    }
    var keys: Set<[String]> = []
    for row in rows.dropFirst() {
      guard row.count == header.count else {
        violations.append("\(row.count) fields for \(header.count) columns")
        continue
      }
      let cells = Dictionary(uniqueKeysWithValues: zip(header, row))
      if row[0].wholeMatch(of: /[A-Za-z][A-Za-z0-9_.-]*:[A-Za-z0-9_@$-]+\([0-9]+(\.[0-9]+)+\)/)
        == nil
      {
        violations.append("\(row[0]) is no dataflow")
      }
      let key = dimensions.map { cells[$0] ?? "" }
      if !keys.insert(key).inserted { violations.append("\(key) twice") }
      for (dimension, code) in zip(dimensions, key) where dimension != "TIME_PERIOD" {
        if code.wholeMatch(of: /[A-Za-z0-9_@$-]+/) == nil {
          violations.append("\(dimension) is \(code)")
        }
      }
      let time = cells["TIME_PERIOD"] ?? ""
      if time.wholeMatch(of: /\d{4}(-(0[1-9]|1[0-2]|Q[1-4]|S[12]))?|\d{4}-\d\d-\d\d\/P\d+M/) == nil
      {
        violations.append("TIME_PERIOD is \(time)")
      }
      for (name, allowed) in codes where !allowed.contains(cells[name] ?? "") {
        violations.append("\(name) is \(cells[name] ?? "")")
      }
      let value = cells["OBS_VALUE"] ?? ""
      let isMissing = ["O", "Q"].contains(cells["OBS_STATUS"] ?? "")
      if value.isEmpty != isMissing { violations.append("\(key): value and status disagree") }
      let numbers = ["OBS_VALUE", "CI_LOWER", "CI_UPPER", "CI_LEVEL", "STD_ERROR", "SAMPLE_SIZE"]
      for name in numbers {
        let number = cells[name] ?? ""
        if !number.isEmpty, number.wholeMatch(of: /-?\d+(\.\d+)?/) == nil {
          violations.append("\(name) is \(number)")
        }
      }
    }
    return violations
  }

  /// Records by RFC 4180: CR LF, quotes doubled.
  private static func records(_ text: String) throws -> [[String]] {
    var rows: [[String]] = [[""]]
    var isQuoted = false
    var previousQuote = false
    for character in text {
      if isQuoted, character == "\"" {
        isQuoted = false
        previousQuote = true
        continue
      }
      if character == "\"" {
        if previousQuote { rows[rows.count - 1][rows[rows.count - 1].count - 1] += "\"" }
        isQuoted = true
      } else if !isQuoted, character == "," {
        rows[rows.count - 1].append("")
      } else if !isQuoted, character == "\r\n" {
        rows.append([""])
      } else {
        rows[rows.count - 1][rows[rows.count - 1].count - 1].append(character)
      }
      previousQuote = false
    }
    try #require(!isQuoted && rows.last == [""])
    return rows.dropLast()
  }
}

@Suite("Exchange against the public schemas")
struct ExchangeSchemaTests {
  /// Figures of all kinds for every indicator of a plan: shown, withheld, without a value, of units
  /// and areas, provisional, of every length of period.
  func measurements(_ plan: Plan, units: [String]) throws -> [StoredMeasurement] {
    var stored: [StoredMeasurement] = []
    for (position, indicator) in plan.indicators.enumerated() {
      for (index, name) in [
        "\(plan.year)-Q1", "\(plan.year)-H1", "\(plan.year)-9M", "\(plan.year)-03", "\(plan.year)",
      ].enumerated() {
        for unit in [nil] + units.map(Optional.some) {
          let value: Double =
            switch indicator.unit {
            case .percent: 1.0 / Double(position + 2)
            case .milestone: 1
            default: Double(position + index + 1)
            }
          let isSurvey = indicator.kind == .survey && index % 2 == 0
          var measurement = IndicatorMeasurement(
            plan: plan.id, indicator: indicator.id, period: try #require(Period(name)), unit: unit,
            area: isSurvey && index == 4 ? "land+construction" : nil,
            origin: isSurvey ? .survey : .administrative,
            stage: index == 0 ? .provisional : .final, measure: "a, \"b\"\nc",
            provenance: Provenance(sources: [], program: "test"))
          measurement.value = (position + index) % 7 == 6 ? nil : value
          if isSurvey {
            measurement.standardError = 0.01
            measurement.low = value - 0.02
            measurement.high = value + 0.02
            measurement.level = 0.95
            measurement.n = 100
            measurement.nEffective = 90.5
          }
          if (position + index) % 5 == 4 { measurement.publication = .suppress }
          stored.append(
            StoredMeasurement(
              id: Int64(stored.count + 1), measurement: measurement, revision: 1, supersedes: nil,
              run: 1, recordedAt: "2025-06-20T00:00:00Z"))
        }
      }
    }
    return stored
  }

  func plans() throws -> [Plan] {
    let folder = packageRoot.appending(path: "surveys/plans")
    return try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".yaml") }.sorted().map { name in
        let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        return try PlanFile(yaml: text, name: name).checked()
      }
  }

  @Test("every plan's figures keep to the formats, whatever they are", arguments: [true, false])
  func allPlans(hasCodes: Bool) throws {
    let units = hasCodes ? ["31117", "31120"] : ["Huyện Cờ Đỏ", "Quận \"Ô\", Môn & <khác>"]
    for plan in try plans() {
      let figures = try measurements(plan, units: units)
      let dhis2 = DHIS2Export.dataValueSet(plan: plan, measurements: figures)
      #expect(try DataValueSetSchema.violations(dhis2.json.serialized()) == [])
      let sdmx = SDMXExport.csv(plan: plan, measurements: figures)
      #expect(try SDMXSchema.violations(sdmx.text) == [])
      #expect(sdmx.remarks.isEmpty == hasCodes)
      let named = SDMXExport.csv(
        plan: plan, measurements: figures,
        unitCodes: Dictionary(uniqueKeysWithValues: zip(units, ["31117", "31120"])))
      #expect(try SDMXSchema.violations(named.text) == [])
      #expect(named.remarks.isEmpty)
      let iati = IATIExport(organisation: "VN-GOV-1", organisationName: "Sở Nội vụ <&>")
        .xml(plan: plan, measurements: figures, at: "2025-06-20T00:00:00Z")
      #expect(try IATISchema.violations(iati.text) == [])
    }
  }

  @Test("the checks find what breaks a format")
  func checksBite() throws {
    let plan = try #require(try plans().first)
    let figures = try measurements(plan, units: [])
    let iati = IATIExport(organisation: "VN-GOV-1", organisationName: "x")
      .xml(plan: plan, measurements: figures, at: "2025-06-20T00:00:00Z").text
    for (broken, fixed) in [
      ("<result type=\"2\"", "<result type=\"5\""), ("measure=\"2\"", "measure=\"7\""),
      ("<period-end iso-date", "<period-end date"), ("<activity-status code=\"2\"/>", ""),
      ("T00:00:00Z\"", "\""), ("<iati-identifier>VN", "<iati-identifier>XX"),
    ] {
      #expect(try IATISchema.violations(iati.replacing(broken, with: fixed)) != [], "\(fixed)")
    }
    let sdmx = SDMXExport.csv(plan: plan, measurements: figures).text
    for (broken, fixed) in [
      ("DATAFLOW", "FLOW"), ("(1.0)", ""), (",F,", ",X,"), ("-Q1", "-Q5"),
      (",ADMINISTRATIVE", ",A B"),
    ] {
      #expect(try SDMXSchema.violations(sdmx.replacing(broken, with: fixed)) != [], "\(fixed)")
    }
    let dhis2 = DHIS2Export.dataValueSet(plan: plan, measurements: figures).json.serialized()
    for (broken, fixed) in [
      ("\"orgUnit\"", "\"unit\""), ("\"CODE\"", "\"KEY\""), ("Q1\"", "Q7\""),
      ("\"comment\"", "\"note\""),
    ] {
      #expect(
        try DataValueSetSchema.violations(dhis2.replacing(broken, with: fixed)) != [], "\(fixed)")
    }
  }
}
