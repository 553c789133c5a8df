import Foundation
import PlanModel
import SurveyEstimation
import SurveyReport
import Testing

@Suite("From verdicts to rows and pages") struct ReportComposerTests {
  private let indicator = Indicator(
    id: "land", title: "Đất đai", titleEn: "Land", clause: "I.2.d", kind: .survey,
    target: Target(.atLeast, 0.85), lead: ["Sở A"])

  private func estimate(
    _ value: Double, _ low: Double, _ high: Double, n: Int = 800,
    publication: Publication = .show, flags: [String] = []
  ) -> Estimate {
    Estimate(
      name: "rate", statistic: "rate", measure: "pooled", n: n, nEffective: Double(n) / 1.4,
      weighted: Double(n), value: value, standardError: (high - low) / 3.92, low: low, high: high,
      intervalMethod: "beta", degreesOfFreedom: 60, publication: publication, flags: flags)
  }

  @Test("An open result is undecided only in a strict judgement")
  func strictness() {
    let open = Judge().verdict(on: indicator, estimate: estimate(0.84, 0.82, 0.86))
    let lenient = ReportComposer(language: .vietnamese)
    let strict = ReportComposer(language: .vietnamese, isStrict: true)
    #expect(lenient.row(open, indicator: indicator).status == .below)
    #expect(lenient.row(open, indicator: indicator).evidence == .inconclusive)
    #expect(strict.row(open, indicator: indicator).status == .undecided)
    let clear = Judge().verdict(on: indicator, estimate: estimate(0.80, 0.78, 0.82))
    #expect(strict.row(clear, indicator: indicator).status == .below)
  }

  @Test("Every status of a verdict has a row", arguments: Verdict.Status.allCases)
  func statuses(_ status: Verdict.Status) {
    var verdict = Verdict(on: indicator, origin: .survey)
    verdict.status = status
    let row = ReportComposer(language: .english).row(verdict, indicator: indicator)
    #expect(row.status.rawValue == status.rawValue)
    #expect(row.title == "Land")
    #expect((row.figure == nil) == (status != .suppressed))
  }

  @Test("A withheld value is in no part of the row")
  func withheld() throws {
    let verdict = Judge().verdict(
      on: indicator, estimate: estimate(0.7319, 0.4, 0.95, n: 12))
    let row = ReportComposer(language: .vietnamese).row(verdict, indicator: indicator)
    #expect(row.status == .suppressed)
    let figure = try #require(row.figure)
    #expect(figure.value == nil && figure.low == nil && figure.isSuppressed)
    #expect(!figure.footnotes.isEmpty)
    #expect(row.gap == nil)
  }

  @Test("Flags become footnotes in the words of the profile, each once")
  func footnotes() {
    let flagged = estimate(
      0.9, 0.8, 0.95, flags: ["single-psu", "few-degrees-of-freedom", "unknown-word"])
    let figure = ReportFigure(flagged, language: .english)
    #expect(
      figure.footnotes == [
        .reason(.singlePSU),
        .text(PublicationNote.fewDegreesOfFreedom.text(.en, profile: .nchs)),
      ])
  }

  @Test("Periods read as people say them")
  func periods() throws {
    let titles = try ["2025-03", "2025-Q3", "2025-H1", "2025-H2", "2025-9M", "2025"].map {
      Wording(.vietnamese).periodTitle(try #require(Period($0)))
    }
    #expect(
      titles == [
        "Tháng 3 năm 2025", "Quý III năm 2025", "6 tháng đầu năm 2025", "6 tháng cuối năm 2025",
        "9 tháng đầu năm 2025", "Năm 2025",
      ])
  }

  @Test("A scoreboard of the plan of Cần Thơ becomes a page with all of its indicators")
  func page() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let file = folder.appending(path: "surveys/plans/can-tho-2025.yaml")
    let plan = try PlanFile(
      yaml: String(contentsOf: file, encoding: .utf8), name: "can-tho-2025.yaml"
    ).plan
    let period = try #require(Period("2025-H1"))
    let earlier = try #require(Period("2024-H1"))
    let today = try #require(PlanDate("2025-06-20"))
    let surveys = plan.indicators.filter { $0.kind == .survey }
    #expect(surveys.count >= 5)
    let rates = [
      (0.9245, 0.920, 0.929), (0.8121, 0.798, 0.826), (0.9406, 0.936, 0.945),
      (0.8764, 0.866, 0.887), (0.8436, 0.827, 0.860),
    ]
    var stored: [StoredMeasurement] = []
    for (index, pair) in zip(surveys, rates).enumerated() {
      for (offset, time) in [earlier, period].enumerated() {
        let shift = offset == 0 ? 0.02 : 0
        let measurement = IndicatorMeasurement(
          plan: time == period ? plan.id : "can-tho-2024", indicator: pair.0.id, period: time,
          stage: .provisional,
          estimate: estimate(pair.1.0 - shift, pair.1.1 - shift, pair.1.2 - shift, n: 4_000),
          provenance: Provenance(
            sources: [
              SourceFile(
                name: "a.csv", sha256: String(repeating: "ab", count: 32), rows: 10, accepted: 9,
                rejected: 1)
            ], program: "hailong"))
        stored.append(
          StoredMeasurement(
            id: Int64(2 * index + offset), measurement: measurement, revision: 1, supersedes: nil,
            run: 1, recordedAt: "2025-06-20T08:00:00Z"))
      }
    }
    let scoreboard = try Scoreboard(
      plan: plan, period: period, today: today, measurements: stored)
    let composer = ReportComposer(language: .vietnamese)
    let page = composer.page(
      scoreboard, generatedAt: "20/6/2025",
      provenance: ReportPage.Provenance(program: "hailong 0.1.0"))
    #expect(page.indicators.count == plan.indicators.count)
    #expect(page.period.title == "6 tháng đầu năm 2025")
    #expect(page.period.from == "15/12/2024" && page.period.to == "14/6/2025")
    #expect(page.indicators.count { $0.figure != nil } == 5)
    #expect(page.missing.count == plan.indicators.count - 5)
    #expect(page.tasks.contains { $0.state == .overdue })
    let trend = try #require(page.indicators.first { $0.figure != nil }?.trend)
    #expect(trend.comparedWith == "2024-H1")
    let html = HTMLReport(page).render()
    for indicator in plan.indicators { #expect(html.contains(indicator.clause)) }
    if let copy = ProcessInfo.processInfo.environment["PAGE_COPY"] {
      try html.write(toFile: copy, atomically: true, encoding: .utf8)
    }
  }
}
