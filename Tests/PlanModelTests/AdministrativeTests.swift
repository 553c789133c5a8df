import PlanModel
import SurveyEstimation
import Testing

@Suite("766/QĐ-TTg")
struct Satisfaction766Tests {
  @Test("the three rows give 6 points each, row 3 against the stage target")
  func points() throws {
    let records = try Satisfaction766(
      petitions: 200, petitionsOnTime: 190, petitionsUnsatisfied: 20, dossiers: 1000,
      dossiersLate: 100, dossiersDisliked: 35)
    #expect(records.onTimeRatio == 0.95)
    #expect(records.petitionRatio == 0.9)
    #expect(records.procedureRatio == 0.865)
    let points = records.points()
    #expect(abs(points[0] - 5.7) < 1e-12 && abs(points[1] - 5.4) < 1e-12)
    #expect(abs(points[2] - 6 * 0.865 / 0.9) < 1e-12)
    #expect(abs(records.points(target: 0.8)[2] - 6) < 1e-12)
  }

  @Test("nothing to count gives 6, 6 and 0")
  func zeroDenominators() throws {
    let empty = try Satisfaction766(
      petitions: 0, petitionsOnTime: 0, petitionsUnsatisfied: 0, dossiers: 0, dossiersLate: 0,
      dossiersDisliked: 0)
    #expect(empty.points() == [6, 6, 0])
    #expect(empty.procedureRatio == nil)
  }

  @Test("a part larger than its whole is refused")
  func impossible() {
    #expect(throws: PlanError.self) {
      try Satisfaction766(
        petitions: 1, petitionsOnTime: 2, petitionsUnsatisfied: 0, dossiers: 0, dossiersLate: 0,
        dossiersDisliked: 0)
    }
  }
}

@Suite("Administrative figures")
struct AdministrativeFigureTests {
  func figures(
    _ rows: [AdministrativeRow], comma: Bool = false
  ) throws -> (measurements: [IndicatorMeasurement], errors: [PlanError]) {
    var plan = try PlanFile(yaml: planText(), name: "t").checked()
    plan.indicators += [
      Indicator(id: "on-time", title: "Đúng hạn", clause: "I", kind: .administrative),
      Indicator(
        id: "papi", title: "PAPI", clause: "I", kind: .rank, unit: .rank, direction: .lower),
      Indicator(id: "done", title: "Xong", clause: "I", kind: .milestone, unit: .milestone),
      Indicator(id: "days", title: "Ngày", clause: "I", kind: .administrative, unit: .days),
    ]
    return AdministrativeFigures(
      plan: plan, file: "f.csv", provenance: Provenance(sources: [], program: "test"),
      numbers: comma ? .comma : .automatic
    ).measurements(from: rows)
  }

  func row(
    _ indicator: String, _ value: String = "", parts: (String, String) = ("", ""),
    period: String = "2025-Q1", line: Int = 2
  ) -> AdministrativeRow {
    AdministrativeRow(
      line: line, indicator: indicator, period: period, numerator: parts.0, denominator: parts.1,
      value: value)
  }

  @Test("shares come as parts, fractions or per cent")
  func shares() throws {
    let (measurements, errors) = try figures([
      row("on-time", parts: ("98", "100")), row("on-time", "0.97", period: "2025-H1"),
      row("on-time", " 96.5 %", period: "2025-Q3"), row("papi", "12"), row("done", "1"),
      row("days", "12.5"),
    ])
    #expect(errors == [])
    #expect(measurements.map(\.value) == [0.98, 0.97, 0.965, 12, 1, 12.5])
    #expect(measurements[0].numerator == 98 && measurements[0].denominator == 100)
    #expect(measurements.allSatisfy { $0.origin == .administrative })
    let comma = try figures([row("on-time", "96,5%")], comma: true)
    #expect(comma.measurements.map(\.value) == [0.965])
  }

  @Test("what cannot be right is refused with its line, and the rest is read")
  func refused() throws {
    let bad: [(AdministrativeRow, PlanError.Kind, String)] = [
      (row("on-time", parts: ("101", "100")), .invalidFigure, "more than 100 %"),
      (row("on-time", parts: ("1", "0")), .invalidFigure, "must be above 0"),
      (row("on-time", parts: ("1", "")), .invalidFigure, "is no number"),
      (row("on-time", "98"), .invalidFigure, "fractions"),
      (row("on-time", "-0.1"), .invalidFigure, "less than 0 %"),
      (row("on-time", "nan"), .invalidFigure, "is no number"),
      (row("on-time", "0x1p3"), .invalidFigure, "is no number"),
      (row("on-time"), .invalidFigure, "has no figure"),
      (row("on-time", "0.5", parts: ("1", "2")), .invalidFigure, "both a value and its parts"),
      (row("ontime", "0.5"), .unknownReference, "did you mean `on-time`?"),
      (row("on-time", "0.5", period: "2024-Q1"), .invalidPeriod, "outside the plan"),
      (row("on-time", "0.5", period: "Quý I"), .invalidPeriod, "is no period"),
      (row("papi", "12.5"), .invalidFigure, "no rank"),
      (row("papi", parts: ("1", "2")), .invalidFigure, "is no share"),
      (row("done", "0.5"), .invalidFigure, "neither done nor not done"),
      (row("days", "5%"), .invalidFigure, "not per cent"),
    ]
    for (bad, kind, words) in bad {
      let (measurements, errors) = try figures([bad, row("papi", "3", period: "2025", line: 3)])
      #expect(measurements.map(\.value) == [3])
      #expect(errors.map(\.kind) == [kind], "\(errors)")
      #expect(errors.first?.description.contains(words) == true, "\(errors)")
      #expect(errors.first?.description.hasPrefix("f.csv:2:1: error: ") == true)
    }
    #expect(
      try figures([row("days", "1.234")], comma: true).errors.first?.cause.contains("two ways")
        == true)
    for text in ["1.234", "1,234", "12.345", "1.234,5"] {
      let ambiguous = try figures([row("days", text)])
      #expect(ambiguous.errors.first?.cause.contains("two ways") == true, "\(text)")
    }
    let plain = ["0.925", "0,925", "12,5", "1234.567", "1e3"]
    let read = try plain.map { text throws in
      try figures([row("days", text)]).measurements.first?.value
    }
    #expect(read == [0.925, 0.925, 12.5, 1234.567, 1000])
  }

  @Test("a row that is given twice is an error that names the first")
  func duplicates() throws {
    let (measurements, errors) = try figures([row("papi", "3"), row("papi", "4", line: 7)])
    #expect(measurements.count == 1)
    #expect(
      errors.map(\.description) == [
        "f.csv:7:1: error: papi in 2025-Q1 is already on line 2\n  hint: keep one of the rows"
      ])
  }
}

@Suite("766/QĐ-TTg rows")
struct Satisfaction766RowTests {
  func read(
    _ rows: [(String, String, String)], indicator: String = "procedures"
  ) throws -> (
    figures: [(measurement: IndicatorMeasurement, counts: Satisfaction766)], errors: [PlanError]
  ) {
    AdministrativeFigures(
      plan: try PlanFile(yaml: planText(), name: "t").checked(), file: "766.csv",
      provenance: Provenance(sources: [], program: "test")
    ).satisfaction766(
      from: rows.enumerated().map { index, row in
        Satisfaction766Row(
          line: index + 2, period: row.0, unit: row.1,
          counts: row.2.split(separator: " ").map(String.init))
      }, indicator: indicator)
  }

  @Test("row 3 becomes a figure of the records, with its parts")
  func figure() throws {
    let (figures, errors) = try read([
      ("2025-Q1", "", "200 190 20 1000 100 35"), ("2025-Q1", "A", "0 0 0 0 0 0"),
    ])
    #expect(errors == [])
    #expect(figures[0].measurement.value == 0.865)
    #expect(figures[0].measurement.numerator == 865 && figures[0].measurement.denominator == 1000)
    #expect(figures[0].measurement.measure == "766/QĐ-TTg")
    #expect(figures[0].measurement.origin == .administrative)
    #expect(figures[1].measurement.value == nil && figures[1].counts.points() == [6, 6, 0])
  }

  @Test("impossible counts are refused with their line")
  func refused() throws {
    for (counts, words) in [
      ("1 2 0 0 0 0", "petitions on time of 1"), ("1 1 x 0 0 0", "is no count"),
      ("1 1 -1 0 0 0", "is no count"), ("1 1 1", "a count is missing"),
    ] {
      let (figures, errors) = try read([("2025-Q1", "", counts)])
      #expect(figures.isEmpty)
      #expect(errors.first?.description.hasPrefix("766.csv:2:1: error: ") == true)
      #expect(errors.first?.description.contains(words) == true, "\(errors)")
    }
    let row = "1 1 0 1 0 0"
    #expect(try read([("2025-Q1", "", row), ("2025-q1", "", row)]).errors.count == 1)
    #expect(try read([("2025-Q1", "", row)], indicator: "x").errors.count == 1)
  }
}

@Suite("Points")
struct PointsTests {
  private func plan(target: String = "7.5") throws -> Plan {
    try PlanFile(
      yaml: """
        schema: hailong.plan/1
        id: p
        title: P
        issuer: UBND P
        level: province
        unit: {name: P}
        year: 2025
        indicators:
          - {id: papi, title: PAPI, clause: I, kind: administrative, unit: points, target: {op: ">=", value: \(target)}}
        """, name: "p.yaml"
    ).checked()
  }

  private func figures(_ value: String) throws -> ([Double?], [PlanError]) {
    let (measurements, errors) = AdministrativeFigures(
      plan: try plan(), file: "p.csv",
      provenance: Provenance(sources: [], program: "hailong")
    ).measurements(from: [
      AdministrativeRow(line: 2, indicator: "papi", period: "2025", value: value)
    ])
    return (measurements.map(\.value), errors)
  }

  @Test("points stay on their own scale: never per cent, never a share of counts, never negative")
  func points() throws {
    let (values, errors) = try figures("7,42")
    #expect(values == [7.42] && errors.isEmpty)
    #expect(try figures("74.2%").1.first?.cause == "papi counts points, not per cent")
    #expect(try figures("-1").1.first?.cause.contains("negative") == true)
    #expect(throws: PlanError.self) { try plan(target: "-1") }
  }

  @Test("the figure of 766/QĐ-TTg is a share and no figure in points")
  func not766() throws {
    let (figures, errors) = AdministrativeFigures(
      plan: try plan(), file: "p.csv", provenance: Provenance(sources: [], program: "hailong")
    ).satisfaction766(
      from: [
        Satisfaction766Row(
          line: 2, period: "2025", unit: "", counts: ["1", "1", "0", "10", "1", "0"])
      ], indicator: "papi")
    #expect(figures.isEmpty && errors.first?.cause.contains("is a share") == true)
  }
}
