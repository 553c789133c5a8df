import PlanModel
import Testing

@Suite("Periods")
struct PeriodTests {
  let calendar = ReportingCalendar.ministry581

  func day(_ text: String) throws -> PlanDate { try #require(PlanDate(text)) }

  @Test(
    "581/BNV-CCHC cuts off on the 14th",
    arguments: [
      ("2025-Q1", "2024-12-15", "2025-03-14"), ("2025-H1", "2024-12-15", "2025-06-14"),
      ("2025-Q3", "2025-06-15", "2025-09-14"), ("2025", "2024-12-15", "2025-12-14"),
      ("2025-9M", "2024-12-15", "2025-09-14"), ("2025-Q2", "2025-03-15", "2025-06-14"),
      ("2025-01", "2024-12-15", "2025-01-14"), ("2025-12", "2025-11-15", "2025-12-14"),
    ])
  func cutOffs(text: String, start: String, end: String) throws {
    let period = try #require(Period(text))
    #expect(period.description == text)
    #expect(calendar.start(of: period).description == start)
    #expect(calendar.end(of: period).description == end)
  }

  @Test("a day belongs to one period of each kind, across the turn of the year")
  func periodsOfADay() throws {
    func periods(_ text: String) throws -> [String] {
      try calendar.periods(containing: day(text)).map(\.description)
    }
    #expect(try periods("2024-12-20") == ["2025-01", "2025-Q1", "2025-H1", "2025-9M", "2025"])
    #expect(try periods("2024-12-14") == ["2024-12", "2024-Q4", "2024-H2", "2024"])
    #expect(try periods("2025-06-15") == ["2025-07", "2025-Q3", "2025-H2", "2025-9M", "2025"])
  }

  @Test("every day of four years belongs to exactly one month, quarter, half and year")
  func partition() throws {
    for kind in [Period.Kind.month, .quarter, .halfYear, .year] {
      for calendar in ReportingCalendar.builtIn {
        let first = try day("2023-01-01").dayNumber
        for number in first..<(first + 1461) {
          let date = PlanDate(dayNumber: number)
          #expect(calendar.periods(containing: date).count { $0.kind == kind } == 1)
        }
      }
    }
  }

  @Test("dates count days right across centuries")
  func dayNumbers() throws {
    #expect(try day("1970-01-01").dayNumber == 0)
    #expect(try day("2000-03-01").dayNumber == 11017)
    #expect(PlanDate("2025-02-29") == nil && PlanDate("2024-02-29") != nil)
    #expect(PlanDate("1900-02-29") == nil && PlanDate("2025-1-1") == nil)
    for number in stride(from: -700_000, to: 2_900_000, by: 997) {
      #expect(PlanDate(dayNumber: number).dayNumber == number)
    }
  }

  @Test(
    "what is no period is refused",
    arguments: [
      "2025-Q5", "2025-H0", "25-Q1", "2025-13", "2025-", "Q1", "", "2025-Q1-1", "2025-Q01",
    ])
  func refused(text: String) {
    #expect(Period(text) == nil)
  }

  @Test("a calendar of one's own is read, and a report is due on its day")
  func ownCalendar() throws {
    let own = try ReportingCalendar(
      yaml: """
        schema: hailong.calendar/1
        id: own
        title: Lịch riêng
        cutOffDay: 31
        dueDay: 31
        reportedPeriods: [Q1, 9M]
        """, file: "c.yaml")
    let quarter = try #require(Period("2024-Q1"))
    #expect(own.start(of: quarter).description == "2024-01-01")
    let february = try #require(Period("2024-02"))
    #expect(own.end(of: february).description == "2024-02-29")
    #expect(calendar.due(of: quarter)?.description == "2024-03-20")
    let second = try #require(Period("2024-Q2"))
    #expect(own.isReported(quarter) && !own.isReported(second))
  }

  @Test("a period outside the plan's year is refused")
  func outsideThePlan() throws {
    let plan = try PlanFile(yaml: planText(), name: "t").checked()
    try plan.check(try #require(Period("2025-Q1")))
    let error = #expect(throws: PlanError.self) { try plan.check(try #require(Period("2024-Q1"))) }
    #expect(error?.kind == .invalidPeriod)
  }
}

@Suite("Inheritance")
struct InheritanceTests {
  func plan(_ id: String, _ change: (inout Plan) -> Void = { _ in }) -> Plan {
    var plan = Plan(
      id: id, title: id, number: "\(id)/KH", issuer: "Ủy ban nhân dân tỉnh A", level: .province,
      unit: AdministrativeUnit(name: "A"), year: 2025,
      indicators: [indicator(Target(.atLeast, 0.9))])
    change(&plan)
    return plan
  }

  @Test("documents match by number and issuer, and a differing date is warned of")
  func matching() throws {
    let parent = plan("cha") { $0.date = PlanDate("2024-01-01") }
    let child = plan("con") {
      $0.parent = LegalDocument(
        number: "CHA/KH", issuer: "Uỷ ban nhân dân tỉnh A", date: PlanDate("2024-01-02"))
    }
    #expect(child.parentPlan(in: [child, parent])?.id == "cha")
    let warnings = child.differingDates(in: [child, parent])
    #expect(warnings.count == 1)
    #expect(warnings[0].severity == .warning)
    #expect(
      !DocumentMatch.isSame(
        LegalDocument(number: "1/KH", issuer: "Sở A"), LegalDocument(number: "1/KH", issuer: "Sở B")
      ))
  }

  @Test("targets and indicators come from the parent as asked")
  func inherits() throws {
    let parent = plan("cha") {
      var other = indicator(nil)
      other.id = "khac"
      $0.indicators.append(other)
    }
    var child = plan("con") {
      $0.indicators = [indicator(nil)]
      $0.parent = LegalDocument(number: nil, issuer: "", plan: "cha")
    }
    #expect(try child.resolved(in: [parent]) == child)
    child.inherits = .targets
    #expect(try child.resolved(in: [parent]).indicators.map(\.target) == [Target(.atLeast, 0.9)])
    child.inherits = .all
    let all = try child.resolved(in: [parent])
    #expect(all.indicators.map(\.id) == ["i", "khac"])
    #expect(all.indicators[1].inheritedFrom == "cha")
    #expect(all.inherits == .none)
    #expect(try all.resolved(in: []) == all)
    #expect(throws: PlanError.self) { try child.resolved(in: []) }
  }

  @Test("plans that are each other's parents are refused")
  func circle() {
    let a = plan("a") {
      $0.inherits = .all
      $0.parent = LegalDocument(number: nil, issuer: "", plan: "b")
    }
    let b = plan("b") {
      $0.inherits = .all
      $0.parent = LegalDocument(number: nil, issuer: "", plan: "a")
    }
    let error = #expect(throws: PlanError.self) { try a.resolved(in: [a, b]) }
    #expect(error?.kind == .circularReference)
  }
}
