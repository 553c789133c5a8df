import SurveyEstimation
import Testing

@Suite("Quantiles of a table")
struct TableQuantileTests {
  @Test("quantiles by domain equal R's", arguments: ["whole", "north", "equal"])
  func equalsReference(design name: String) throws {
    let fixture = try Reference.load("quantiles", as: WeightedDistributionTests.Fixture.self)
    let data = fixture.data
    let isEqual = name == "equal"
    let rows = isEqual ? 120 : data.y.count
    func column(_ codes: [Int], count: Int) -> CategoricalColumn {
      CategoricalColumn(codes: codes.map { Int32($0 - 1) }, levels: (1...count).map { "\($0)" })
    }
    let design =
      isEqual
      ? try SurveyDesign(rowCount: rows, weights: [Double](repeating: 1, count: rows))
      : try SurveyDesign(
        rowCount: rows, weights: data.weight, strata: [column(data.stratum, count: 3)],
        clusters: [column(data.psu, count: 15)])
    let table = try ResponseTable(
      design: design, domainOfRow: name == "north" ? data.area : [],
      domainCount: name == "north" ? 2 : 1,
      variables: [.numeric(Array(data.y.prefix(rows))), .numeric(Array(data.score.prefix(rows)))])
    for expected in fixture.cases where expected.design == name {
      let estimate = try #require(
        table.quantiles(
          of: expected.variable == "y" ? 0 : 1, at: expected.p, name: "q",
          domains: Array(repeating: [], count: table.domainCount), options: EstimateOptions()
        ).first)
      #expect(estimate.value == expected.value)
      #expect(estimate.low == expected.low)
      #expect(estimate.high == expected.high)
      #expect(estimate.degreesOfFreedom == expected.df)
      #expect(estimate.flags.contains("no-low") == (expected.low == nil))
      if let se = expected.se {
        expectClose(try #require(estimate.standardError), se, absolute: 1e-15)
      } else {
        #expect(estimate.standardError == nil)
      }
    }
  }

  @Test("missing answers are left out, an empty domain says so")
  func missingAnswers() throws {
    let table = try ResponseTable(
      design: try SurveyDesign(rowCount: 5, weights: [1, 1, 1, 1, 1]),
      domainOfRow: [0, 0, 0, 1, 1], domainCount: 3,
      variables: [.numeric([5, .nan, 7, .nan, .nan])])
    let found = table.quantiles(
      of: 0, at: 0.5, name: "median", domains: [[], [], []], options: EstimateOptions())
    #expect(found[0].value == 5 && found[0].n == 2 && found[0].missing == 1)
    #expect(found[1].value == nil && found[1].missing == 2 && found[1].flags.contains("no-answers"))
    #expect(found[2].value == nil && found[2].n == 0)
  }
}
