import Foundation
import SurveyEstimation
import Testing

@testable import SurveyReport

@Suite("Charts") struct ChartTests {
  @Test(
    "A scale holds all values and has four to nine round ticks",
    arguments: [
      [0.84, 0.86, 0.85], [0.0, 1.0], [0.5], [], [0.999, 1.0], [0.0, 0.001], [0.31, 0.95],
      [.nan, 0.9],
    ])
  func scale(_ values: [Double]) {
    let scale = ShareScale(values, left: 100, right: 700)
    #expect(scale.lower >= 0 && scale.upper <= 1 && scale.lower < scale.upper)
    for value in values where value.isFinite {
      #expect(scale.lower <= value && value <= scale.upper)
      #expect((100...700).contains(scale.x(value)))
    }
    #expect((3...10).contains(scale.ticks.count), "\(scale.ticks)")
  }

  @Test("A value beyond the scale is drawn at its edge, never outside the picture")
  func clamping() {
    let scale = ShareScale([0.8, 0.9], left: 0, right: 10)
    #expect(scale.x(-5) == 0)
    #expect(scale.x(7) == 10)
  }

  @Test("Every level has a colour, satisfied ones on the blue side", arguments: 1...7)
  func levels(_ count: Int) {
    for satisfied in 0...count {
      let levels = (0..<count).map {
        AnswerDistribution.Level(label: "\($0)", share: 0.1, isSatisfied: $0 >= count - satisfied)
      }
      #expect(ChartStyle.levelColors(levels).count == count)
    }
  }

  @Test("Tables with one target for all rows get one line, others a mark per row")
  func targets() {
    var table = SamplePage.areas
    #expect(table.commonTarget == SamplePage.eightyFive)
    table.rows[0].target = SamplePage.eightyFive
    #expect(table.commonTarget == SamplePage.eightyFive)
    table.rows[0].target = SamplePage.ninety
    #expect(table.commonTarget == nil)
    let svg = SVGChart.intervals(table, language: .english)
    #expect(svg.contains("≥ 90%") && svg.contains("≥ 85%"))
  }

  @Test("Charts are recorded as files of their own")
  func files() {
    expectGolden(SVGChart.intervals(SamplePage.areas, language: .vietnamese), "areas.vi.svg")
    expectGolden(SVGChart.intervals(SamplePage.units, language: .english), "units.en.svg")
    expectGolden(
      SVGChart.answers(
        SamplePage.flagged[0].distributions, title: "Đất đai", language: .vietnamese),
      "answers.vi.svg")
  }

  @Test("A chart without anything to draw is still a picture")
  func empty() {
    let empty = RateTable(kind: .area, title: "", rows: [])
    #expect(SVGChart.intervals(empty, language: .english).contains("<svg"))
    #expect(SVGChart.answers([], title: "", language: .english).contains("<svg"))
    let nothing = ReportFigure(value: nil)
    let row = RateTable.Row(id: "a", label: "A", figure: nothing, status: .noData)
    let table = RateTable(kind: .area, title: "T", rows: [row])
    #expect(SVGChart.intervals(table, language: .english).contains("No data"))
  }
}
