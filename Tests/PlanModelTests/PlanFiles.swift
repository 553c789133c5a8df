import Foundation
import PlanModel
import Testing

/// The plan files of the repository.
enum PlanFiles {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  static let ids = [
    "can-tho-2025", "dong-thap-2022", "minh-duc-2025", "quang-ngai-2024", "sa-dec-2024",
  ]

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  static func file(_ id: String) throws -> PlanFile {
    try PlanFile(yaml: text("surveys/plans/\(id).yaml"), name: "\(id).yaml")
  }

  static func plan(_ id: String) throws -> Plan { try file(id).checked() }
}

/// A small plan as text, with one piece exchanged.
func planText(replacing old: String = "", with new: String = "") -> String {
  let text = """
    schema: hailong.plan/1
    id: test-2025
    title: Kế hoạch thử
    number: 1/KH-UBND
    issuer: Ủy ban nhân dân xã Thử
    level: commune
    unit: {code: "00001", name: Xã Thử}
    date: 2025-01-02
    year: 2025
    legalBasis:
      - {number: 76/NQ-CP, issuer: Chính phủ, date: 2021-07-15, title: Chương trình tổng thể}
    parent: {number: 2/KH-UBND, issuer: Ủy ban nhân dân tỉnh Thử, date: 2024-12-30, title: Kế hoạch tỉnh}
    calendar: 581/BNV-CCHC
    contentAreas:
      - {id: III, title: Cải cách thủ tục hành chính}
    indicators:
      - id: procedures
        title: Mức độ hài lòng về giải quyết thủ tục hành chính
        clause: I.2
        contentArea: III
        kind: survey
        unit: percent
        target: {op: ">=", value: 0.90}
        lead: [Văn phòng]
        binding: {families: [one-stop], rates: services}
      - id: land
        title: Trong đó đất đai
        clause: I.2
        contentArea: III
        kind: survey
        target: {op: ">=", value: 0.85}
        partOf: procedures
        binding: {families: [one-stop], rates: services, areas: [land]}
    tasks:
      - id: PL-1
        contentArea: III
        section: annex
        clause: PL.1
        task: Khảo sát
        product: Báo cáo
        lead: [Văn phòng]
        due: {text: Quý I, kind: period, from: 2025-01-01, to: 2025-03-31}
        indicators: [procedures]
    """
  return old.isEmpty ? text : text.replacing(old, with: new)
}
