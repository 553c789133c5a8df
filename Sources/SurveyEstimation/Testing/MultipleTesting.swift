/// P values adjusted for having judged many units at once.
public enum MultipleTesting: String, Codable, Hashable, Sendable, CaseIterable {
  /// Controls the chance of any false alarm (Holm 1979).
  case holm
  /// Controls the expected share of false alarms among the alarms (Benjamini & Hochberg 1995).
  case benjaminiHochberg = "benjamini-hochberg"

  /// Adjusts p values; NaN (no test) stays NaN and does not count.
  ///
  /// With m tests and p values in ascending order, Holm's is `max_(j<=i) (m - j + 1) p_j`, Benjamini
  /// and Hochberg's `min_(j>=i) m p_j / j`, both at most 1. Same numbers as `p.adjust` in R.
  ///
  /// - Parameter pValues: One p value per test, in any order.
  /// - Returns: Adjusted p values, parallel to `pValues`.
  public func adjusted(_ pValues: [Double]) -> [Double] {
    let order = pValues.indices.filter { !pValues[$0].isNaN }
      .sorted { (pValues[$0], $0) < (pValues[$1], $1) }
    var result = pValues
    let count = Double(order.count)
    switch self {
    case .holm:
      var largest = 0.0
      for (rank, index) in order.enumerated() {
        largest = max(largest, (count - Double(rank)) * pValues[index])
        result[index] = min(largest, 1)
      }
    case .benjaminiHochberg:
      var smallest = 1.0
      for (rank, index) in order.enumerated().reversed() {
        smallest = min(smallest, pValues[index] * count / Double(rank + 1))
        result[index] = smallest
      }
    }
    return result
  }
}
