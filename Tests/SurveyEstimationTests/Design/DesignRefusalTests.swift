import SurveyEstimation
import Testing

@Suite("Designs that cannot be right")
struct DesignRefusalTests {
  private func column(_ names: [String]) -> CategoricalColumn {
    let levels = Set(names).sorted()
    return CategoricalColumn(
      codes: names.map { name in Int32(levels.firstIndex(of: name) ?? 0) }, levels: levels)
  }

  private func refusal(
    strata: [String]? = nil, clusters: [[String]], populations: [[Double]] = [],
    isNested: Bool = false, policy: SinglePSUPolicy = .fail
  ) -> EstimationError? {
    do throws(EstimationError) {
      _ = try SurveyDesign(
        rowCount: clusters.first?.count ?? strata?.count ?? 0, weights: nil,
        strata: strata.map { [column($0)] } ?? [], clusters: clusters.map(column),
        isNested: isNested, populations: populations, singlePSU: policy)
      return nil
    } catch {
      return error
    }
  }

  @Test("ids that repeat between strata, unless nested")
  func repeatedIds() {
    let strata = ["a", "a", "b", "b"]
    #expect(
      refusal(strata: strata, clusters: [["1", "2", "1", "2"]])
        == .unitsRepeatBetweenStrata(unit: "1", strata: ["a", "b"]))
    #expect(refusal(strata: strata, clusters: [["1", "2", "1", "2"]], isNested: true) == nil)
  }

  @Test("a population smaller than the sample, or varying in a stratum")
  func populations() {
    let units = [["1", "2", "3"]]
    #expect(
      refusal(clusters: units, populations: [[2, 2, 2]])
        == .populationTooSmall(stratum: "(whole sample)", stage: 1, population: 2, sampled: 3))
    #expect(
      refusal(clusters: units, populations: [[9, 9, 8]])
        == .populationVaries(stratum: "(whole sample)", stage: 1, values: [8, 9]))
    #expect(
      refusal(clusters: units, populations: [[0, 0, 0]])
        == .invalidPopulation(stratum: "(whole sample)", stage: 1, value: 0))
    #expect(refusal(clusters: units, populations: [[0.5, 0.5, 0.5]]) == nil)
    #expect(refusal(clusters: units, populations: [[3, 3, 3]]) == nil)
  }

  @Test(
    "a stratum with one unit under fail, unless it is taken as a whole",
    arguments: SinglePSUPolicy.allCases)
  func singleUnit(policy: SinglePSUPolicy) {
    let strata = ["a", "a", "b"]
    let units = [["1", "2", "3"]]
    let expected: EstimationError? =
      policy == .fail ? .singleUnit(stratum: "\"b\"", stage: 1) : nil
    #expect(refusal(strata: strata, clusters: units, policy: policy) == expected)
    #expect(
      refusal(strata: strata, clusters: units, populations: [[5, 5, 1]], policy: policy) == nil)
  }

  @Test("a single unit at a later stage that the variance reaches")
  func laterStages() {
    let stages = [["1", "1", "2", "2"], ["a", "b", "a", "a"]]
    #expect(
      refusal(clusters: stages, populations: [[9, 9, 9, 9], [4, 4, 4, 4]])
        == .singleUnit(stratum: "(unit \"2\")", stage: 2))
    #expect(refusal(clusters: stages, populations: [[9, 9, 9, 9], [4, 4, 1, 1]]) == nil)
    // With replacement the first stage is all there is.
    #expect(refusal(clusters: stages) == nil)
    // A first stage with a population reaches the second, which is then with replacement.
    #expect(
      refusal(clusters: stages, populations: [[9, 9, 9, 9]])
        == .singleUnit(stratum: "(unit \"2\")", stage: 2))
  }

  @Test("a stratum within a unit is named with the unit, whatever the order of the rows")
  func laterStrata() {
    let rows = [
      ("a", "1", "x", "p"), ("a", "1", "x", "q"), ("a", "2", "x", "p"), ("a", "2", "y", "q"),
      ("b", "1", "x", "p"), ("b", "1", "x", "q"), ("b", "2", "x", "p"), ("b", "2", "x", "q"),
    ]
    for ordered in [rows, rows.reversed()] {
      do throws(EstimationError) {
        _ = try SurveyDesign(
          rowCount: ordered.count, weights: nil,
          strata: [column(ordered.map(\.0)), column(ordered.map(\.2))],
          clusters: [column(ordered.map(\.1)), column(ordered.map(\.3))], isNested: true,
          populations: [[Double](repeating: 9, count: ordered.count)])
        Issue.record("accepted")
      } catch {
        #expect(
          error
            == .singleUnit(stratum: "\"x\" in unit \"2\" of stratum \"a\"", stage: 2))
      }
    }
  }

  @Test("one PSU, no rows, more columns than stages")
  func shape() {
    #expect(refusal(clusters: [["1", "1"]]) == .singlePSUDesign)
    #expect(refusal(clusters: [["1", "1"]], policy: .remove) == .singlePSUDesign)
    #expect(refusal(clusters: []) == .noRows)
    #expect(
      refusal(clusters: [["1", "2"]], populations: [[5, 5], [5, 5]])
        == .tooManyStages(kind: .population, columns: 2, stages: 1))
  }

  @Test("without weights they are the product of N/n over the stages")
  func defaultWeights() throws {
    let design = try SurveyDesign(
      rowCount: 4, weights: nil,
      clusters: [column(["1", "1", "2", "2"]), column(["a", "b", "a", "b"])],
      populations: [[10, 10, 10, 10], [4, 4, 6, 6]])
    #expect(design.weights == [10, 10, 15, 15])
    #expect(design.degreesOfFreedom == 1)
    #expect(try SurveyDesign(rowCount: 2, weights: nil).weights == [1, 1])
  }
}
