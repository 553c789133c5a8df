/// The weighted correlation of two variables, with the influence values of its variance.
///
///     r   = cov_w(x, y) / sqrt(var_w(x) var_w(y))
///     z_i = (a_i b_i - r (a_i^2 + b_i^2) / 2) / sum w    a, b the standardised x and y
///
/// Rows where either is NaN are left out; their influence is zero. The variance of the total of
/// `w_i z_i` is that of r (Binder 1983). Same value as `cov.wt(cor = TRUE)` in R, same standard
/// error as `svycontrast` on the five means that r is made of.
public struct WeightedCorrelation: Hashable, Sendable {
  /// The correlation, in -1...1.
  public let value: Double
  /// One influence value per row.
  public let influence: [Double]
  /// Rows with both variables and a positive weight.
  public let n: Int

  /// Correlates two variables; `nil` when one of them does not vary.
  public init?(_ x: [Double], _ y: [Double], weights: [Double]) {
    precondition(x.count == y.count && x.count == weights.count, "columns of equal length")
    let rows = x.indices.filter { weights[$0] > 0 && !x[$0].isNaN && !y[$0].isNaN }
    let total = orderFreeSum(rows.map { weights[$0] })
    guard total > 0 else { return nil }
    func mean(_ value: (Int) -> Double) -> Double {
      orderFreeSum(rows.map { weights[$0] * value($0) }) / total
    }
    let meanX = mean { x[$0] }
    let meanY = mean { y[$0] }
    let varianceX = mean { (x[$0] - meanX) * (x[$0] - meanX) }
    let varianceY = mean { (y[$0] - meanY) * (y[$0] - meanY) }
    guard varianceX > 0, varianceY > 0 else { return nil }
    let spread = varianceX.squareRoot() * varianceY.squareRoot()
    let correlation = min(max(mean { (x[$0] - meanX) * (y[$0] - meanY) } / spread, -1), 1)
    var influence = [Double](repeating: 0, count: x.count)
    for row in rows {
      let a = (x[row] - meanX) / varianceX.squareRoot()
      let b = (y[row] - meanY) / varianceY.squareRoot()
      influence[row] = (a * b - correlation * (a * a + b * b) / 2) / total
    }
    value = correlation
    self.influence = influence
    n = rows.count
  }
}

/// Where an item stands in the importance-performance list (Martilla & James 1977).
public enum DriverGroup: String, Codable, Hashable, Sendable {
  /// Important and below the average rate: improve these first.
  case actFirst = "act-first"
  /// Important and rated well.
  case keepUp = "keep-up"
  /// Less important and below the average rate.
  case lowPriority = "low-priority"
  /// Less important and rated well.
  case noHurry = "no-hurry"
}

/// One item's bearing on overall satisfaction.
public struct Driver: Hashable, Sendable {
  /// Name of the item.
  public let name: String
  /// Weighted correlation with overall satisfaction.
  public let importance: Double
  /// Standard error of the importance under the design; `nil` when it was not asked for.
  public internal(set) var standardError: Double?
  /// Weighted satisfaction rate of the item.
  public let performance: Double
  /// Rows with both answers.
  public let n: Int
  /// Its group, by the mean importance and the mean rate of all items.
  public let group: DriverGroup

  /// Lists items from the one to act on first to the least pressing.
  ///
  /// The order is by group, and within a group by importance times the share not satisfied, the
  /// largest first. Items that do not vary, or nobody answered, are left out.
  ///
  /// - Parameters:
  ///   - items: Names and, for every row, the item's score (NaN where missing) and its rate's
  ///     indicator (1 satisfied, 0 not, 2 left out).
  ///   - overall: Overall satisfaction of every row, a score or 0/1; NaN where missing.
  ///   - weights: One weight per row, zero outside the domain.
  public static func ranked(
    _ items: [(name: String, scores: [Double], satisfied: [UInt8])], overall: [Double],
    weights: [Double]
  ) -> [Driver] {
    let measured = items.compactMap { item -> (String, Double, Double, Int)? in
      guard let correlation = WeightedCorrelation(item.scores, overall, weights: weights) else {
        return nil
      }
      let rows = item.satisfied.indices.filter { item.satisfied[$0] < 2 && weights[$0] > 0 }
      let answered = orderFreeSum(rows.map { weights[$0] })
      guard answered > 0 else { return nil }
      let satisfied = orderFreeSum(rows.map { weights[$0] * Double(item.satisfied[$0]) })
      return (item.name, correlation.value, satisfied / answered, correlation.n)
    }
    guard !measured.isEmpty else { return [] }
    let count = Double(measured.count)
    let meanImportance = orderFreeSum(measured.map(\.1)) / count
    let meanPerformance = orderFreeSum(measured.map(\.2)) / count
    let drivers = measured.map { name, importance, performance, n in
      let group: DriverGroup =
        switch (importance >= meanImportance, performance >= meanPerformance) {
        case (true, false): .actFirst
        case (true, true): .keepUp
        case (false, false): .lowPriority
        case (false, true): .noHurry
        }
      return Driver(
        name: name, importance: importance, standardError: nil, performance: performance, n: n,
        group: group)
    }
    return drivers.sorted {
      ($0.group.rank, -$0.pressure, $0.name) < ($1.group.rank, -$1.pressure, $1.name)
    }
  }

  /// Importance times the share that is not satisfied.
  private var pressure: Double { importance * (1 - performance) }
}

extension DriverGroup {
  fileprivate var rank: Int {
    switch self {
    case .actFirst: 0
    case .keepUp: 1
    case .lowPriority: 2
    case .noHurry: 3
    }
  }
}
