import PlanModel
import Testing

@Suite("Scores")
struct ScoreTests {
  func example() throws -> ScoreSet {
    try ScoreSet(yaml: PlanFiles.text("surveys/scores/example.yaml"), file: "example.yaml")
  }

  @Test("the example is labelled as one and fits the plan of Cần Thơ")
  func exampleIsLabelled() throws {
    let set = try example()
    #expect(set.isExample)
    let plan = try PlanFiles.plan("can-tho-2025")
    #expect(set.items.allSatisfy { plan.indicator($0.indicator) != nil })
  }

  @Test("every rule gives its points, and no value is no zero")
  func sheet() throws {
    let sheet = try ScoreSheet(
      set: example(), year: 2025,
      values: [
        "procedures": 0.87, "agency-service": 0.81, "health-services": 0.9,
        "education-services": 0.75,
      ])
    let points = sheet.lines.map(\.points)
    #expect(abs(try #require(points[0]) - 8.7) < 1e-12)
    #expect(abs(try #require(points[1]) - 4.5) < 1e-12)
    #expect(points[2...] == [3, 2, nil])
    #expect(sheet.total.maximum == 25 && sheet.total.scored == 21)
    #expect(sheet.areas.map(\.area) == ["III", "V", "VI", "I"])
    #expect(sheet.areas[2].sum.points == 5)
    #expect(sheet.grade == nil)
  }

  @Test("the edge of a band belongs to it, for values and for totals")
  func edges() throws {
    let bands = ScoreSet.Item(
      id: "b", title: "b", indicator: "b", points: 2,
      rule: .bands([.init(edge: 0.9, points: 2), .init(edge: 0.8, points: 1)]))
    let values = [0.9, 0.8999999, 0.8, 0.79, 0.1 + 0.7 + 0.1]
    #expect(
      try values.map { (v) throws in try bands.points(for: v, stageTarget: nil) } == [
        2, 1, 1, 0, 2,
      ])
    // The cut-offs of the 18-point one-stop assessment.
    let grades = ScoreSet(
      id: "g", title: "g", items: [],
      grades: [
        .init(from: 6, title: "Trung bình"), .init(from: 15, title: "Xuất sắc"),
        .init(from: 9, title: "Khá"), .init(from: 12, title: "Tốt"), .init(from: 0, title: "Yếu"),
      ])
    #expect(
      [15, 14.99, 12, 9, 6, 5.9].map { grades.grade(of: $0) } == [
        "Xuất sắc", "Tốt", "Tốt", "Khá", "Trung bình", "Yếu",
      ])
  }

  @Test("units are ranked by total, equal totals share a place")
  func ranking() throws {
    let set = ScoreSet(
      id: "s", title: "s",
      items: [.init(id: "a", title: "a", indicator: "a", points: 10, rule: .proportional)])
    let sheets = try [("x", 0.5), ("y", 0.9), ("z", 0.5), ("w", 0.1)].map { (unit, value) throws in
      try ScoreSheet(set: set, year: 2025, unit: unit, values: ["a": value])
    }
    let ranking = ScoreSheet.ranking(sheets)
    #expect(ranking.map(\.sheet.unit) == ["y", "x", "z", "w"])
    #expect(ranking.map(\.place) == [1, 2, 2, 4])
  }

  @Test(
    "a stage without a target, bands out of order and a verified rule without source are refused")
  func refused() throws {
    let text = try PlanFiles.text("surveys/scores/example.yaml")
    #expect(throws: PlanError.self) {
      try ScoreSheet(set: example(), year: 2035, values: ["agency-service": 0.9])
    }
    for (old, new) in [
      ("{from: 0.75, points: 2}", "{from: 0.95, points: 2}"),
      ("basis: recalled", "basis: verified"),
      ("{from: 0.85, points: 3}", "{from: 0.85, points: 30}"), ("from: 2026", "from: 2025"),
      ("points: 10", "points: 0"), ("id: agency", "id: sipas"),
    ] {
      let changed = text.replacing(old, with: new)
      #expect(changed != text)
      #expect(throws: PlanError.self) { try ScoreSet(yaml: changed, file: "s.yaml") }
    }
  }
}
