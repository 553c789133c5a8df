import Foundation
import PlanModel
import SurveyEstimation
import Testing

@Suite("Exchange")
struct ExchangeTests {
  func plan() throws -> Plan {
    var plan = try PlanFile(yaml: planText(), name: "t").checked()
    plan.title = "Kế hoạch \"A & B\" <1>"
    return plan
  }

  func stored(
    _ id: Int64, _ value: Double?, _ period: String = "2025-H1", indicator: String = "procedures",
    unit: String? = nil, area: String? = nil, publication: Publication = .show
  ) throws -> StoredMeasurement {
    var measurement = IndicatorMeasurement(
      plan: "test-2025", indicator: indicator, period: try #require(Period(period)), unit: unit,
      area: area, estimate: rate(value, n: 812, effective: 640),
      provenance: Provenance(sources: [], program: "test"))
    measurement.publication = publication
    return StoredMeasurement(
      id: id, measurement: measurement, revision: 1, supersedes: nil, run: 1,
      recordedAt: "2025-06-20T00:00:00Z")
  }

  func sample() throws -> [StoredMeasurement] {
    [
      try stored(1, 0.831), try stored(2, 0.9, "2025-9M"), try stored(3, 0.7, unit: "00002"),
      try stored(4, 0.6, "2025-Q1", publication: .suppress),
      try stored(5, 0.8, "2025-Q1", indicator: "land", area: "land"),
      try stored(6, nil, "2025", indicator: "land"),
    ]
  }

  @Test("DHIS2: shares in per cent, the interval in the comment, the rest is named")
  func dhis2() throws {
    let (json, remarks) = DHIS2Export.dataValueSet(plan: try plan(), measurements: try sample())
    struct Set: Decodable {
      struct Value: Decodable {
        var dataElement, period, orgUnit, value, comment: String
      }
      var dataElementIdScheme, orgUnitIdScheme: String
      var dataValues: [Value]
    }
    let set = try JSONDecoder().decode(Set.self, from: Data(json.serialized().utf8))
    #expect(set.dataElementIdScheme == "CODE")
    #expect(set.dataValues.map(\.dataElement) == ["test-2025.procedures", "test-2025.procedures"])
    #expect(set.dataValues.map(\.period) == ["2025S1", "2025S1"])
    #expect(set.dataValues.map(\.orgUnit) == ["00001", "00002"])
    #expect(set.dataValues.map(\.value) == ["83.1", "70"])
    #expect(
      set.dataValues[0].comment.contains("95% CI ") && set.dataValues[0].comment.contains("n=812"))
    #expect(set.dataValues[0].comment.contains("covers 2024-12-15 to 2025-06-14"))
    #expect(
      remarks.map(\.reason) == [
        "withheld by the publication rules", "DHIS2 has no period of nine months",
        "the figure of a single service area", "no value",
      ])
  }

  @Test("SDMX-CSV: one row each, every row as long as the header, nothing withheld leaks")
  func sdmx() throws {
    let (text, remarks) = SDMXExport.csv(plan: try plan(), measurements: try sample())
    #expect(remarks.isEmpty)
    let lines = text.split(separator: "\r\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(lines.count == 7)
    let header = lines[0]
    #expect(
      header.prefix(8) == [
        "DATAFLOW", "FREQ", "REF_AREA", "PLAN", "INDICATOR", "SERVICE_AREA", "ORIGIN",
        "TIME_PERIOD",
      ])
    #expect(lines.allSatisfy { $0.count == header.count })
    func column(_ name: String) throws -> [String] {
      let index = try #require(header.firstIndex(of: name))
      return lines.dropFirst().map { $0[index] }
    }
    #expect(
      try column("TIME_PERIOD") == [
        "2025-Q1", "2025-S1", "2025-S1", "2024-12-15/P9M", "2025-Q1", "2025",
      ])
    #expect(try column("OBS_VALUE") == ["", "83.1", "70", "90", "80", ""])
    #expect(try column("CONF_STATUS") == ["C", "F", "F", "F", "F", "F"])
    #expect(try column("OBS_STATUS") == ["Q", "A", "A", "A", "A", "O"])
    #expect(try column("SAMPLE_SIZE")[0] == "" && column("CI_LOWER")[0] == "")
    #expect(try column("SERVICE_AREA")[4] == "land")
  }

  @Test("IATI: escaped, with target, actual and comment")
  func iati() throws {
    let export = IATIExport(organisation: "VN-GOV-1", organisationName: "Sở Nội vụ & khác")
    let (text, remarks) = export.xml(
      plan: try plan(), measurements: try sample(), at: "2025-06-20T00:00:00Z")
    let collector = try ElementCollector.reading(text)
    #expect(collector.elements(named: "narrative").contains { $0.text == "Kế hoạch \"A & B\" <1>" })
    #expect(
      collector.elements(named: "target").allSatisfy {
        ["90", "85"].contains($0.attributes["value"])
      })
    #expect(
      collector.elements(named: "actual").map { $0.attributes["value"] } == [
        "83.1", "70", "90", "80",
      ])
    #expect(collector.elements(named: "period-start")[0].attributes["iso-date"] == "2024-12-15")
    #expect(remarks.map(\.indicator) == ["procedures", "land"])
    #expect(text.contains("95% CI"))
  }

  @Test("the CSV table hides what is withheld and otherwise reads back to the same doubles")
  func table() throws {
    let rows = MeasurementTable.rows(try sample())
    #expect(rows.allSatisfy { $0.count == MeasurementTable.header.count })
    let value = try #require(MeasurementTable.header.firstIndex(of: "value"))
    #expect(rows.map { Double($0[value]) } == [0.831, 0.9, 0.7, nil, 0.8, nil])
    let all = MeasurementTable.rows(try sample(), hidesWithheld: false)
    #expect(Double(all[3][value]) == 0.6)
  }
}
