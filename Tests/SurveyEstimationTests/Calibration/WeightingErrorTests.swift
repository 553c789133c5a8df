import SurveyEstimation
import Testing

@Suite("Weighting that cannot be done")
struct WeightingErrorTests {
  private func margin(
    _ variable: String, _ totals: [Double], _ codes: [Int32]
  ) -> CategoricalMargin {
    CategoricalMargin(
      variable: variable, categories: totals.indices.map { "\($0 + 1)" }, totals: totals,
      codes: codes)
  }

  private func failure(
    _ margins: [CategoricalMargin], _ method: CalibrationMethod = .raking(nil),
    weights: [Double] = [1, 1, 1, 1]
  ) -> WeightingError? {
    do throws(WeightingError) {
      _ = try Calibration(weights, to: margins.map { .categorical($0) }, method: method)
      return nil
    } catch {
      return error
    }
  }

  @Test("a category without rows is named")
  func categoryAbsent() {
    #expect(
      failure([margin("age", [3, 3, 4], [0, 0, 1, 1])])
        == .categoryAbsent(variable: "age", category: "3", total: 4))
  }

  @Test("post-stratification leaves cells without rows out and names them")
  func absentCells() throws {
    let cells = margin("sex x age", [30, 20, 50], [0, 0, 1, 1])
    let calibration = try Calibration.postStratified([1, 2, 1, 1], to: cells)
    #expect(calibration.absentCells == ["3"])
    expectClose(calibration.weights, [10, 20, 10, 10])
  }

  @Test("rows in a cell without population are refused")
  func populationZero() {
    #expect(
      failure([margin("age", [0, 10], [0, 0, 1, 1])], .postStratification)
        == .populationZero(variable: "age", category: "1"))
    #expect(
      failure([margin("age", [0, 10], [0, 0, 1, 1])])
        == .populationZero(variable: "age", category: "1"))
  }

  @Test("margins of different populations are refused")
  func marginsDisagree() {
    #expect(
      failure([margin("age", [5, 5], [0, 0, 1, 1]), margin("sex", [5, 6], [0, 1, 0, 1])])
        == .marginsDisagree(first: "age", firstSum: 10, second: "sex", secondSum: 11))
  }

  @Test("margins that no positive weights reach are refused, with the total that is missed")
  func notConverged() throws {
    // Both margins are the same variable, so they must have the same totals.
    let found = failure([
      margin("age", [5, 5], [0, 0, 1, 1]), margin("old", [6, 4], [0, 0, 1, 1]),
    ])
    guard case .contradiction(let variable, _, let total, let implied)? = found else {
      Issue.record("\(String(describing: found))")
      return
    }
    #expect(variable == "old")
    #expect(total == 6)
    expectClose(implied, 5)
    // A cell (1,1) is missing: sex 1 must take 9 from age 2, which has 5.
    let unreachable = failure([
      margin("age", [5, 5], [0, 0, 1, 1]), margin("sex", [1, 9], [0, 0, 0, 1]),
    ])
    guard case .notConverged(let blamed, _, _, _, _)? = unreachable else {
      Issue.record("\(String(describing: unreachable))")
      return
    }
    #expect(["age", "sex"].contains(blamed))
  }

  @Test("bounds out of reach are refused")
  func boundsOutOfReach() {
    let bounds = CalibrationBounds(lower: 0.9, upper: 1.1)
    for method in [CalibrationMethod.linear(bounds), .raking(bounds), .logit(bounds)] {
      let found = failure([margin("age", [5, 1], [0, 0, 1, 1])], method)
      guard case .notConverged? = found else {
        Issue.record("\(method): \(String(describing: found))")
        continue
      }
    }
    #expect(
      failure(
        [margin("age", [2, 2], [0, 0, 1, 1])], .logit(CalibrationBounds(lower: 1, upper: 2)))
        == .invalidBounds(lower: 1, upper: 2))
  }

  @Test("weights that are negative or missing are refused with their row")
  func invalidWeights() {
    let age = margin("age", [2, 2], [0, 0, 1, 1])
    #expect(failure([age], weights: [1, -1, 1, 1]) == .invalidWeight(row: 1, weight: -1))
    #expect(failure([age], weights: [0, 0, 0, 0]) == .noWeight)
  }

  @Test("a replicate that loses a category is named")
  func replicate() throws {
    let age = margin("age", [2, 2], [0, 0, 1, 1])
    let calibration = try Calibration([1, 1, 1, 1], to: [.categorical(age)], method: .raking(nil))
    #expect(
      throws: WeightingError.replicate(
        3, .categoryAbsent(variable: "age", category: "2", total: 2))
    ) {
      try calibration.calibrated(replicate: [1, 1, 0, 0], number: 3)
    }
  }

  @Test("messages name the margin and say what to do")
  func messages() {
    let error = WeightingError.categoryAbsent(variable: "age", category: "60+", total: 12.5)
    #expect(error.description == "age=60+ has a population of 12.5 but no row in the sample")
    #expect(
      error.fix == "merge the category with a similar one in the margins and in the file")
  }
}
