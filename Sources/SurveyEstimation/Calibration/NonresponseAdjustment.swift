/// Weights of those who answered, raised to stand for those who did not, cell by cell.
///
///     w'_i = w_i (sum of w over the cell) / (sum of w over the cell's respondents), else 0
///
/// Assumes that within a cell those who answered are like those who did not (Sarndal, Swensson &
/// Wretman 1992, section 15.6: response homogeneity groups).
public struct NonresponseAdjustment: Hashable, Sendable {
  /// Adjusted weights; zero for rows that did not respond.
  public let weights: [Double]
  /// The factor of each cell, parallel to the cells' names; 1 for a cell with no rows.
  public let factors: [Double]
  /// Weighted response rate of each cell; `nil` for a cell with no rows.
  public let responseRates: [Double?]

  /// Adjusts weights for non-response.
  ///
  /// - Parameters:
  ///   - weights: One weight per sampled row, respondents or not.
  ///   - responded: Whether the row responded.
  ///   - codes: The row's cell, an index into `cells`.
  ///   - cells: Names of the cells.
  /// - Throws: ``WeightingError/noRespondents(cell:)`` when nobody of a sampled cell responded.
  public init(
    weights: [Double], responded: [Bool], codes: [Int32], cells: [String]
  ) throws(WeightingError) {
    guard responded.count == weights.count else {
      throw .lengthMismatch(name: "responded", expected: weights.count, found: responded.count)
    }
    guard codes.count == weights.count else {
      throw .lengthMismatch(name: "cells", expected: weights.count, found: codes.count)
    }
    var sampled = [ExactSum](repeating: ExactSum(), count: cells.count)
    var answered = sampled
    for row in weights.indices {
      guard weights[row] >= 0, weights[row].isFinite else {
        throw .invalidWeight(row: row, weight: weights[row])
      }
      let cell = Int(codes[row])
      guard cells.indices.contains(cell) else {
        throw .rowOutsideCells(row: row)
      }
      sampled[cell].add(weights[row])
      if responded[row] { answered[cell].add(weights[row]) }
    }
    var factors: [Double] = []
    var rates: [Double?] = []
    for (cell, name) in cells.enumerated() {
      let all = sampled[cell].value
      let some = answered[cell].value
      guard all == 0 || some > 0 else { throw .noRespondents(cell: name) }
      factors.append(all == 0 ? 1 : all / some)
      rates.append(all == 0 ? nil : some / all)
    }
    self.factors = factors
    responseRates = rates
    self.weights = weights.indices.map {
      responded[$0] ? weights[$0] * factors[Int(codes[$0])] : 0
    }
  }
}
