import SurveyEstimation
import Testing

@Suite("Trimming, non-response and diagnostics")
struct WeightAdjustmentTests {
  @Test("trimming spreads the excess equally over the untrimmed")
  func trimming() throws {
    let trimmed = try TrimmedWeights([1, 2, 3, 10], lower: 1.5, upper: 6)
    // Cut 4, raised 0.5: 3.5 over two weights.
    #expect(trimmed.weights == [1.5, 3.75, 4.75, 6])
    #expect(trimmed.raised == 1 && trimmed.cut == 1 && trimmed.spread == 1.75)
    #expect(throws: WeightingError.invalidTrimming(lower: 3, upper: 2)) {
      try TrimmedWeights([1], lower: 3, upper: 2)
    }
    #expect(throws: WeightingError.invalidTrimming(lower: 3, upper: 4)) {
      try TrimmedWeights([1, 5], lower: 3, upper: 4)
    }
  }

  @Test("rows that a replicate drops stay dropped")
  func trimmingZeros() throws {
    let trimmed = try TrimmedWeights([0, 2, 3, 10], lower: 1, upper: 6)
    #expect(trimmed.weights == [0, 4, 5, 6])
    #expect(trimmed.raised == 0)
    #expect(try TrimmedWeights([0, 0], lower: 1, upper: 2).weights == [0, 0])
  }

  @Test("negative weights of an unbounded linear calibration are not hidden")
  func negativeWeights() throws {
    let diagnostics = try #require(WeightDiagnostics([-1, 2, 3, 0]))
    #expect(diagnostics.count == 3 && diagnostics.minimum == -1)
    expectClose(diagnostics.designEffect, 3 * 14 / 16)
  }

  @Test("limits that nothing exceeds leave the weights alone")
  func trimmingNothing() throws {
    #expect(try TrimmedWeights([1, 2], lower: 0, upper: 9).weights == [1, 2])
  }

  @Test("respondents take up the weight of their cell's non-respondents")
  func nonresponse() throws {
    let adjusted = try NonresponseAdjustment(
      weights: [10, 20, 30, 5, 5], responded: [true, false, true, true, true],
      codes: [0, 0, 0, 1, 1], cells: ["A", "B", "C"])
    expectClose(adjusted.factors, [1.5, 1, 1])
    expectClose(adjusted.weights, [15, 0, 45, 5, 5])
    #expect(adjusted.responseRates[1] == 1 && adjusted.responseRates[2] == nil)
    #expect(throws: WeightingError.noRespondents(cell: "A")) {
      try NonresponseAdjustment(weights: [1], responded: [false], codes: [0], cells: ["A"])
    }
  }

  @Test("Kish's design effect is n sum of squares over squared sum")
  func kish() throws {
    let weights = [1.0, 2, 3, 4, 0]
    let diagnostics = try #require(WeightDiagnostics(weights))
    expectClose(diagnostics.designEffect, 4 * 30 / 100)
    expectClose(diagnostics.effectiveSize, 100 / 30)
    #expect(diagnostics.count == 4 && diagnostics.minimum == 1 && diagnostics.maximum == 4)
    #expect(WeightDiagnostics([0, 0]) == nil)
  }

  @Test("the largest changes are by factor, up or down")
  func largestChanges() {
    let changes = WeightChange.largest(
      before: [1, 4, 2, 3, 1], after: [2, 1, 2, 3.3, 2], limit: 3)
    #expect(changes.map(\.row) == [1, 0, 4])
  }
}
