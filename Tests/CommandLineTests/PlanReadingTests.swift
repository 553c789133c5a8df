import Foundation
import TestSupport
import Testing

@Suite("hailong plan show, plan validate, and clauses over several areas")
struct PlanReadingTests {
  private let plan = """
    schema: hailong.plan/1
    id: own-2025
    title: Kế hoạch thử
    number: 1/KH-UBND
    issuer: UBND phường Thử
    level: commune
    unit: {name: Phường Thử}
    year: 2025
    legalBasis:
      - {number: 257/KH-UBND, issuer: UBND thành phố Cần Thơ, date: 2024-12-23}
    contentAreas: [{id: III, title: Cải cách TTHC}]
    indicators:
      - {id: pooled, title: Gộp, clause: "1", kind: survey, target: {op: ">=", value: 0.80}, binding: {families: [one-stop], rates: services, areas: [land, civil-status], combine: pooled}}
      - {id: average, title: Trung bình, clause: "1", kind: survey, target: {op: ">=", value: 0.80}, binding: {families: [one-stop], rates: services, areas: [land, civil-status], combine: average}}
      - {id: each, title: Từng lĩnh vực, clause: "1", kind: survey, target: {op: ">=", value: 0.80}, binding: {families: [one-stop], rates: services, areas: [land, civil-status]}}
    """

  private func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  private func write(_ text: String, _ name: String, in folder: URL) throws -> String {
    let url = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: url)
    return url.path
  }

  @Test("One clause over two areas: pooled, on average, and each are three figures")
  func combinations() throws {
    try inFolder { folder in
      let file = try write(plan, "own.yaml", in: folder)
      // Land: 36 of 40 satisfied. Civil status: 120 of 160. Pooled 156 of 200.
      let rows =
        (0..<40).map { "Đất đai,\($0 < 36 ? 4 : 2)" }
        + (0..<160).map { "Hộ tịch,\($0 < 120 ? 4 : 2)" }
      let answers = try write(
        "Lĩnh vực,C7\n" + rows.joined(separator: "\n") + "\n", "a.csv", in: folder)
      let run = try runHaiLong([
        "compare", answers, "--survey", "one-stop", "--plan", file, "--format", "json", "--ci",
        "mean",
      ])
      #expect(run.status == 3)
      let report = try #require(
        try JSONSerialization.jsonObject(with: run.output) as? [String: Any])
      let verdicts = try #require(report["indicators"] as? [[String: Any]])
      #expect(verdicts.map { $0["value"] as? Double } == [0.78, 0.825, 0.75])
      #expect(verdicts.map { $0["status"] as? String } == ["below", "met", "below"])
      #expect(verdicts[1]["measure"] as? String == "pooled-answers/mean-of-areas")
      // The two areas share a sample of 200 people, whose influence values make up the variance.
      let low = try #require(verdicts[1]["low"] as? Double)
      let error = (200.0 / 199 / 4 * (0.09 / 40 + 0.1875 / 160)).squareRoot()
      #expect(abs(low - (0.825 - 1.9719565442517533 * error)) < 1e-9)
      let table = try runHaiLong([
        "compare", answers, "--survey", "one-stop", "--plan", file, "--format", "csv",
      ]).text.split(separator: "\n")
      #expect(
        table.first?.hasPrefix("kind,id,area,unit,clause,title,op,target,value,low,high,n") == true)
      #expect(table.count { $0.hasPrefix("part,each,") } == 2)
      #expect(table.contains { $0.hasPrefix("area,,land,,,Land,,,0.9,") })
    }
  }

  @Test("plan validate holds a plan against other plans and against the instruments")
  func validate() throws {
    try inFolder { folder in
      let good = try write(plan, "own.yaml", in: folder)
      let run = try runHaiLong(["plan", "validate", good, "--lang", "vi"])
      #expect(run.status == 0)
      #expect(run.text.hasSuffix("own.yaml: 0 lỗi, 1 cảnh báo, 3 chỉ tiêu, 0 nhiệm vụ\n"))
      #expect(run.errors.contains("own.yaml:10:5: cảnh báo: own-2025 dẫn 257/KH-UBND"))
      let area = try write(
        plan.replacing("[land, civil", with: "[lnad, civil"), "b.yaml", in: folder)
      let unknown = try runHaiLong(["plan", "validate", area, "--lang", "en"])
      #expect(unknown.errors.contains("did you mean 'land'?"))
      // Two plans that are each other's parents.
      let a = try write(plan + "\nparent: {plan: own-b}\n", "c.yaml", in: folder)
      let b = try write(
        plan.replacing("own-2025", with: "own-b").replacing("1/KH", with: "2/KH")
          + "\nparent: {plan: own-2025}\n", "d.yaml", in: folder)
      let circle = try runHaiLong(["plan", "validate", a, b])
      #expect(circle.status == 65)
      #expect(circle.errors.contains("own-2025 → own-b → own-2025"))
    }
  }

  @Test("plan show prints what a plan is, its tasks, and an indicator in the plan's words")
  func show() throws {
    let identity = try runHaiLong(["plan", "show", "dong-thap-2022", "--lang", "vi"]).text
    #expect(identity.hasPrefix("367/KH-UBND · Kế hoạch Cải cách hành chính năm 2022\n"))
    #expect(identity.contains("1389/QĐ-UBND-HC, Ủy ban nhân dân tỉnh Đồng Tháp, 11/09/2021"))
    #expect(identity.contains("Nhiệm vụ: 76"))
    let tasks = try runHaiLong(["plan", "show", "dong-thap-2022", "--tasks", "--format", "csv"])
      .text
    #expect(tasks.split(separator: "\n").count == 77)
    #expect(
      tasks.split(separator: "\n").contains {
        $0.hasPrefix("PL-II-3.9,") && $0.contains("150 triệu") && $0.contains("Sở Nội vụ")
      })
    let indicator = try runHaiLong([
      "plan", "show", "land-construction-investment", "--plan", "can-tho-2025", "--lang", "vi",
    ]).text
    #expect(indicator.contains("lĩnh vực đất đai, xây dựng, đầu tư đạt tối thiểu 85%"))
    #expect(indicator.contains("TC-4-03 · "))
    #expect(
      try runHaiLong(["plan", "show", "x", "--plan", "can-tho-2025", "--tasks"]).status == 64)
  }
}
