import SurveyEstimation
import Testing

@Suite("Satisfaction measures")
struct CompositeTests {
  let fixture: TestingFixture

  init() throws { fixture = try Reference.load("testing", as: TestingFixture.self) }

  private var satisfied: [[UInt8]] {
    fixture.items.map { $0.map { $0 < 0 ? 2 : $0 >= 4 ? 1 : 0 } }
  }

  private func columns(_ items: Range<Int>) -> [ResponseVariable] {
    let columns = ElementColumns(
      items: Array(satisfied[items]), scores: Array(fixture.items[items]),
      rowCount: fixture.data.y.count)
    return [columns.satisfied, columns.answered, columns.points, columns.allSatisfied]
      .map { .numeric($0) }
  }

  @Test(
    "each measure and its standard error equal R's",
    arguments: SatisfactionMeasure.allCases)
  func equalsReference(measure: SatisfactionMeasure) throws {
    let data = fixture.data
    let design = try SurveyDesign(
      rowCount: data.y.count, weights: data.weight,
      strata: [
        CategoricalColumn(codes: data.stratum.map { Int32($0 - 1) }, levels: ["1", "2", "3"])
      ],
      clusters: [
        CategoricalColumn(
          codes: data.psu.map { Int32($0 - 1) }, levels: (1...15).map { "\($0)" })
      ])
    let table = try ResponseTable(
      design: design, variables: columns(0..<4) + columns(0..<2) + columns(2..<4))
    func element(_ first: Int) -> ElementVariables {
      ElementVariables(
        satisfied: first, answered: first + 1, points: first + 2, allSatisfied: first + 3)
    }
    let elements = measure == .meanOfElementRates ? [element(4), element(8)] : [element(0)]
    let definition = try #require(measure.definition(name: "all", elements: elements))
    #expect(definition.measure == measure.rawValue)
    let estimate = try #require(table.estimates([definition]).first?.first)
    let expected = try #require(fixture.composites[measure.rawValue])
    expectClose(try #require(estimate.value), expected.value)
    expectClose(try #require(estimate.variance).squareRoot(), expected.se)
  }

  @Test("the measures differ on the same answers")
  func measuresDiffer() throws {
    // All answers 4: everybody satisfied, mean score 4 of 5.
    let columns = ElementColumns(
      items: [[1, 1], [1, 2]], scores: [[4, 4], [4, .nan]], rowCount: 2)
    #expect(columns.satisfied == [2, 1])
    #expect(columns.answered == [2, 1])
    #expect(columns.points == [8, 4])
    #expect(columns.allSatisfied == [1, 1])
  }

  @Test("a row without answers is missing, not dissatisfied")
  func rowWithoutAnswers() {
    let columns = ElementColumns(items: [[2, 0]], rowCount: 2)
    #expect(columns.satisfied[0].isNaN && columns.answered[0].isNaN)
    #expect(columns.allSatisfied[0].isNaN && columns.allSatisfied[1] == 0)
    #expect(columns.points[1].isNaN)
  }

  @Test("a measure needs its variables and one element, or several")
  func unsuitableElements() {
    let element = ElementVariables(satisfied: 0, answered: 1)
    #expect(SatisfactionMeasure.meanScore.definition(name: "x", elements: [element]) == nil)
    #expect(
      SatisfactionMeasure.pooledAnswers.definition(name: "x", elements: [element, element]) == nil)
    #expect(SatisfactionMeasure.meanOfElementRates.definition(name: "x", elements: []) == nil)
  }
}

@Suite("Drivers")
struct DriverTests {
  @Test("the weighted correlation and its standard error equal R's")
  func correlation() throws {
    let fixture = try Reference.load("testing", as: TestingFixture.self)
    let data = fixture.data
    let correlation = try #require(WeightedCorrelation(data.x, data.y, weights: data.weight))
    expectClose(correlation.value, fixture.correlation.value)
    let weighted = zip(data.weight, correlation.influence).map { $0 * $1 }
    expectClose(data.variance(ofWeighted: weighted).squareRoot(), fixture.correlation.se)
    #expect(WeightedCorrelation([1, 1], [1, 2], weights: [1, 1]) == nil)
  }

  @Test("the importance has the standard error of the design")
  func standardError() throws {
    let fixture = try Reference.load("testing", as: TestingFixture.self)
    let data = fixture.data
    let design = try SurveyDesign(
      rowCount: data.y.count, weights: data.weight,
      strata: [
        CategoricalColumn(codes: data.stratum.map { Int32($0 - 1) }, levels: ["1", "2", "3"])
      ],
      clusters: [
        CategoricalColumn(codes: data.psu.map { Int32($0 - 1) }, levels: (1...15).map { "\($0)" })
      ])
    var table = try ResponseTable(design: design, variables: [.numeric(data.x), .numeric(data.y)])
    let driver = try #require(
      table.drivers([(name: "x", variable: 0)], overall: 1, satisfiedFrom: 40).first)
    expectClose(driver.importance, fixture.correlation.value)
    expectClose(try #require(driver.standardError), fixture.correlation.se)
    // The jackknife comes near the linearised value, by another route.
    let jackknife = try ReplicateDesign.stratifiedJackknife(
      strata: data.stratum.map { Int32($0) }, psus: data.psu.map { Int32($0) })
    table.replicates = ReplicateWeights(
      columns: (0..<jackknife.count).map { jackknife.weights(replicate: $0, from: data.weight) },
      variance: jackknife.variance)
    let replicated = try #require(
      table.drivers([(name: "x", variable: 0)], overall: 1, satisfiedFrom: 40).first)
    expectClose(
      try #require(replicated.standardError), fixture.correlation.se, relative: 0.2)
  }

  @Test("the important items that are rated low come first")
  func ranking() throws {
    let overall: [Double] = [1, 2, 3, 4, 5, 5]
    let drivers = Driver.ranked(
      [
        (name: "waiting", scores: [1, 1, 2, 3, 4, 5], satisfied: [0, 0, 0, 0, 1, 1]),
        (name: "staff", scores: [2, 3, 4, 4, 5, 5], satisfied: [0, 1, 1, 1, 1, 1]),
        (name: "parking", scores: [5, 1, 5, 1, 5, 1], satisfied: [1, 0, 0, 0, 1, 0]),
        (name: "signs", scores: [5, 4, 4, 5, 4, 4], satisfied: [1, 1, 1, 1, 1, 1]),
        (name: "nobody asked", scores: [1, 1, 1, 1, 1, 1], satisfied: [2, 2, 2, 2, 2, 2]),
      ], overall: overall, weights: [1, 1, 1, 1, 1, 1])
    #expect(drivers.map(\.name) == ["waiting", "staff", "parking", "signs"])
    #expect(drivers.map(\.group) == [.actFirst, .keepUp, .lowPriority, .noHurry])
    expectClose(drivers[0].performance, 1 / 3)
  }
}
