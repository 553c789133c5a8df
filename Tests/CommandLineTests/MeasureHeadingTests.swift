import Foundation
import TestSupport
import Testing

/// The heading over the values is that of the measure's kind, in every form of the report.
@Suite("Headings by kind of measure")
struct MeasureHeadingTests {
  private let folder: URL

  init() throws {
    folder = try temporaryFolder()
    let form = try String(
      contentsOf: packageRoot.appendingPathComponent("surveys/samples/by-hand.yaml"),
      encoding: .utf8)
    let parts = form.split(separator: "measures:\n")
    let rest = try #require(parts.last?.range(of: "serviceAreas:")?.lowerBound)
    for (name, kind) in [("points", "mean-score"), ("share", "mean-over-top")] {
      let measure =
        "  - {id: own, kind: \(kind), title: {vi: Cách tính, en: Measure}, default: true, source: test}\n"
      try write(
        "form-\(name).yaml", parts[0] + "measures:\n" + measure + (parts.last ?? "")[rest...])
    }
    let plan = """
      schema: hailong.plan/1
      id: points-2025
      title: Kế hoạch thử
      number: null
      issuer: UBND thử
      level: district
      unit: {code: null, name: Thử}
      date: null
      year: 2025
      calendar: "581/BNV-CCHC"
      contentAreas: [{id: III, title: Thủ tục}]
      indicators:
        - id: whole
          title: Mức độ hài lòng
          clause: "I.1"
          contentArea: III
          kind: survey
          unit: UNIT
          direction: higher
          target: {op: ">=", value: TARGET}
          binding: {families: [one-stop], rates: services, measure: own}
      tasks: []
      """
    for (name, unit, target) in [
      ("points", "points", "4.2"), ("share", "percent", "0.9"),
    ] {
      try write(
        "\(name).yaml",
        plan.replacing("UNIT", with: unit).replacing("TARGET", with: target))
    }
    let rows = (0..<200).map { "1,\($0 % 2 == 0 ? "land" : "civil-status"),\($0 % 5 + 1)\n" }
    try write("a.csv", "weight,area,q1\n" + rows.joined())
  }

  private func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
  }

  private func run(_ verb: String, _ plan: String, _ more: [String]) throws -> CommandResult {
    try runHaiLong(
      [
        verb, "\(folder.path)/a.csv", "--survey", "\(folder.path)/form-\(plan).yaml", "--plan",
        "\(folder.path)/\(plan).yaml",
      ] + more)
  }

  @Test("A mean score is headed so, and its target and gap are in points")
  func meanScore() throws {
    let vietnamese = try run("compare", "points", ["--lang", "vi", "--format", "markdown"])
    #expect(vietnamese.text.contains("| Lĩnh vực | Điểm trung bình |"), "\(vietnamese.errors)")
    #expect(vietnamese.text.contains("| Chênh lệch |"))
    #expect(!vietnamese.text.contains("Tỷ lệ hài lòng") && !vietnamese.text.contains("điểm %"))
    let english = try run("compare", "points", ["--lang", "en", "--format", "markdown"])
    #expect(english.text.contains("| Mean score |"))
    #expect(!english.text.contains("Satisfaction rate"))
    let store = folder.path + "/s.sqlite"
    let fed = try run("feed", "points", ["--period", "2025-H1", "--store", store])
    #expect(fed.status == 0, "\(fed.errors)")
    let html = try runHaiLong([
      "report", "--store", store, "--plan", "points-2025", "--period", "2025-H1", "--format",
      "html",
      "--lang", "vi",
    ]).text
    #expect(html.contains(">Điểm trung bình<"))
    #expect(!html.contains("420%") && html.contains("≥ 4,2"))
    // Mean 3 of the area is no rate of 300 %.
    #expect(!html.contains("300,0%"))
  }

  @Test("The width rules for rates withhold no mean score, neither in compare nor in the store")
  func wideInterval() throws {
    // 40 answers of one area: the interval is nearly a point wide.
    try write("a.csv", "weight,area,q1\n" + (0..<40).map { "1,land,\($0 % 5 + 1)\n" }.joined())
    func statuses(_ run: CommandResult) throws -> [String] {
      let object = try #require(
        try JSONSerialization.jsonObject(with: run.output) as? [String: Any], "\(run.errors)")
      let lines = (object["indicators"] ?? object["verdicts"]) as? [[String: Any]]
      return try #require(lines, "\(object.keys)").compactMap {
        ($0["verdict"] as? [String: Any] ?? $0)["status"] as? String
      }
    }
    #expect(try statuses(run("compare", "points", ["--format", "json"])) == ["below"])
    let store = folder.path + "/s.sqlite"
    let fed = try run("feed", "points", ["--period", "2025-H1", "--store", store])
    #expect(fed.status == 0, "\(fed.errors)")
    let board = try runHaiLong([
      "plan", "status", "--store", store, "--plan", "points-2025", "--period", "2025-H1",
      "--format", "json",
    ])
    #expect(try statuses(board) == ["below"])
  }

  @Test("A share that is no rate of satisfaction is not called one")
  func otherShare() throws {
    let run = try run("compare", "share", ["--lang", "vi", "--format", "markdown"])
    #expect(run.text.contains("| Lĩnh vực | Kết quả |"), "\(run.text)\(run.errors)")
    #expect(!run.text.contains("Tỷ lệ hài lòng"))
  }
}
