import SurveyEstimation
import TestSupport
import Testing

@Suite("Calibration of random samples")
struct CalibrationPropertyTests {
  /// A sample whose margins are those of other weights, so that a solution exists.
  private struct Sample {
    var weights: [Double]
    var margins: [Margin]

    init(seed: UInt64) {
      var generator = RepeatableRandomNumberGenerator(seed: seed)
      let rows = Int.random(in: 60...400, using: &generator)
      weights = (0..<rows).map { _ in Double.random(in: 1..<50, using: &generator) }
      // Factors within 0.75...1.4, so that bounds of 0.5 and 2 leave room.
      let wanted = weights.map { $0 * Double.random(in: 0.75..<1.4, using: &generator) }
      margins = []
      for variable in 0..<Int.random(in: 1...4, using: &generator) {
        let count = Int.random(in: 2...6, using: &generator)
        let codes = (0..<rows).map { row in
          row < count ? Int32(row) : Int32.random(in: 0..<Int32(count), using: &generator)
        }
        var totals = [Double](repeating: 0, count: count)
        for row in 0..<rows { totals[Int(codes[row])] += wanted[row] }
        margins.append(
          .categorical(
            CategoricalMargin(
              variable: "v\(variable)", categories: totals.indices.map { "\($0)" },
              totals: totals, codes: codes)))
      }
      if Bool.random(using: &generator) {
        // Large values that vary little: the kind that ill-conditioned equations come from.
        let values = (0..<rows).map { _ in 2000 + Double.random(in: 0..<25, using: &generator) }
        let total = zip(values, wanted).reduce(0) { $0 + $1.0 * $1.1 }
        margins.append(.numeric(NumericMargin(variable: "year", total: total, values: values)))
      }
    }
  }

  @Test("all methods hit all margins within their bounds", arguments: UInt64(1)...40)
  func marginsAreHit(seed: UInt64) throws {
    let sample = Sample(seed: seed)
    let bounds = CalibrationBounds(lower: 0.5, upper: 2)
    for method in [
      CalibrationMethod.linear(nil), .raking(nil), .linear(bounds), .raking(bounds), .logit(bounds),
    ] {
      let calibration = try Calibration(sample.weights, to: sample.margins, method: method)
      for margin in calibration.margins {
        expectClose(margin.after, margin.target, relative: 1e-10, "seed \(seed), \(method)")
      }
      if method.bounds != nil {
        #expect(calibration.adjustments.allSatisfy { $0 > 0.5 - 1e-9 && $0 < 2 + 1e-9 })
      }
      // Residuals are orthogonal to the calibration variables under the design weights.
      let residuals = calibration.residuals(of: sample.weights.map { 1 / $0 })
      for case .categorical(let margin) in sample.margins {
        for category in margin.categories.indices {
          let rows = residuals.indices.filter { Int(margin.codes[$0]) == category }
          let total = rows.reduce(0) { $0 + sample.weights[$1] * residuals[$1] }
          #expect(abs(total) < 1e-9 * Double(rows.count))
        }
      }
    }
  }
}
