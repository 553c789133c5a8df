import Foundation
import PlanModel
import PlanStore
import SurveyEstimation
import TestSupport
import Testing

let now = "2025-06-20T08:00:00Z"

/// A plan with one survey, one administrative, one rank indicator and three tasks.
func samplePlan(id: String = "test-2025", year: Int = 2025) -> Plan {
  Plan(
    id: id, title: "Kế hoạch thử", number: "1/KH-UBND", issuer: "UBND xã Thử", level: .commune,
    unit: AdministrativeUnit(code: "00001", name: "Xã Thử"), year: year,
    contentAreas: [ContentArea(id: "III", title: "Cải cách thủ tục hành chính")],
    indicators: [
      Indicator(
        id: "procedures", title: "Mức độ hài lòng", clause: "I.2", contentArea: "III",
        kind: .survey, target: Target(.atLeast, 0.90), lead: ["Văn phòng"],
        binding: SurveyBinding(families: ["one-stop"])),
      Indicator(
        id: "on-time", title: "Hồ sơ đúng hạn", clause: "I.3", contentArea: "III",
        kind: .administrative, target: Target(.atLeast, 0.98), lead: ["Văn phòng", "Sở Nội vụ"]),
      Indicator(
        id: "papi", title: "PAPI", clause: "I.1", kind: .rank, unit: .rank, direction: .lower,
        target: Target(.atMost, 20)),
    ],
    tasks: [
      PlanTask(
        id: "T1", contentArea: "III", section: .annex, clause: "PL.1", task: "Khảo sát",
        product: "Báo cáo", lead: ["Văn phòng"],
        due: Due(
          text: "Quý I", kind: .period, from: PlanDate("2025-01-01"), to: PlanDate("2025-03-31"))),
      PlanTask(
        id: "T2", contentArea: "III", section: .annex, clause: "PL.2", task: "Công khai",
        due: Due(text: "Quý II", kind: .period, to: PlanDate("2025-06-30"))),
      PlanTask(
        id: "T3", section: .body, clause: "II.1", task: "Tuyên truyền",
        due: Due(text: "Thường xuyên", kind: .continuous)),
    ])
}

func provenance(_ hash: Character = "a", name: String = "phieu.csv") -> Provenance {
  Provenance(
    sources: [
      SourceFile(
        name: name, sha256: String(repeating: hash, count: 64), rows: 410, accepted: 400,
        rejected: 10)
    ], instrument: "one-stop 1", instrumentDigest: String(repeating: "f", count: 64),
    options: ["--weight w"], recipe: ["--by", "unit"], program: "hailong 0.1.0")
}

func survey(
  _ value: Double, period: String = "2025-H1", plan: String = "test-2025", unit: String? = nil,
  hash: Character = "a", name: String = "phieu.csv", measure: String = "pooled"
) throws -> IndicatorMeasurement {
  let error = (value * (1 - value) / 400).squareRoot()
  return IndicatorMeasurement(
    plan: plan, indicator: "procedures", period: try #require(Period(period)), unit: unit,
    estimate: Estimate(
      name: "procedures", statistic: "rate", measure: measure, n: 400, nEffective: 400,
      weighted: 400.5, value: value, standardError: error, low: value - 2 * error,
      high: min(1, value + 2 * error), intervalMethod: "beta", degreesOfFreedom: 399),
    provenance: provenance(hash, name: name))
}

func records(
  _ indicator: String, _ value: Double, period: String = "2025-H1", hash: Character = "b"
) throws -> IndicatorMeasurement {
  var measurement = IndicatorMeasurement(
    plan: "test-2025", indicator: indicator, period: try #require(Period(period)),
    origin: .administrative, measure: "records",
    provenance: Provenance(
      sources: [
        SourceFile(
          name: "so-lieu.csv", sha256: String(repeating: hash, count: 64), rows: 1, accepted: 1,
          rejected: 0)
      ], program: "hailong 0.1.0"))
  measurement.value = value
  return measurement
}

/// A store in a folder of its own that is removed afterwards.
func withStore<Value>(
  _ body: (PlanStore, String) throws -> Value
) throws -> Value {
  let folder = try temporaryFolder()
  defer { try? FileManager.default.removeItem(at: folder) }
  let path = folder.appending(path: "store.db").path
  let store = try PlanStore(path: path, access: .create)
  try store.importPlan(samplePlan(), at: now)
  return try body(store, path)
}
