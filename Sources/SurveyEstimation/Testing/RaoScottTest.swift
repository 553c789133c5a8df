/// Whether two categorical variables are associated in the population, given a complex sample.
///
/// Pearson's statistic of the weighted table, scaled to the number of rows n, is divided by the
/// mean of its generalised design effects (first order) and its degrees of freedom corrected by
/// their variation (second order):
///
///     X2    = n sum_ij (p_ij - p_i. p_.j)^2 / (p_i. p_.j)
///     Delta = n (C' D^-1 C)^-1 (C' D^-1 V D^-1 C)
///     F     = X2 / tr(Delta),  d0 = tr(Delta)^2 / tr(Delta^2)
///
/// with `D = diag(p)`, `V` the covariance matrix of the cell shares and `C` a basis of the
/// interaction contrasts. F has d0 and d0 nu degrees of freedom, nu those of the design.
///
/// Source: Rao & Scott (1984); Thomas & Rao (1987) for F. Same numbers as
/// `svychisq(statistic = "F")` in R survey.
public struct RaoScottTest: Hashable, Sendable {
  /// Pearson's chi-square of the weighted table, scaled to n rows.
  public let pearson: Double
  /// The F statistic.
  public let statistic: Double
  /// Numerator degrees of freedom, a fraction as a rule.
  public let numeratorDF: Double
  /// Denominator degrees of freedom.
  public let denominatorDF: Double
  /// P(F >= statistic).
  public let pValue: Double

  /// Tests a table; `nil` where the test is not defined (fewer than two rows or columns with
  /// answers, no variance, no degrees of freedom).
  ///
  /// - Parameters:
  ///   - shares: Estimated share of each cell of the population, `shares[i][j]`, summing to 1.
  ///   - covariance: Covariances of the shares, cells numbered `i * columns + j`.
  ///   - rows: Number of sample rows in the table.
  ///   - degreesOfFreedom: Those of the design, PSUs minus strata.
  public init?(
    shares: [[Double]], covariance: [[Double]], rows: Int, degreesOfFreedom: Double
  ) {
    let height = shares.count
    let width = shares.first?.count ?? 0
    precondition(shares.allSatisfy { $0.count == width }, "a rectangular table")
    precondition(covariance.count == height * width, "one covariance row per cell")
    let rowShares = shares.map { orderFreeSum($0) }
    let columnShares = (0..<width).map { j in orderFreeSum(shares.map { $0[j] }) }
    let usedRows = (0..<height).filter { rowShares[$0] > 0 }
    let usedColumns = (0..<width).filter { columnShares[$0] > 0 }
    guard usedRows.count > 1, usedColumns.count > 1, degreesOfFreedom > 0,
      let lastRow = usedRows.last, let lastColumn = usedColumns.last
    else { return nil }
    let n = Double(rows)
    var chi = ExactSum()
    for i in usedRows {
      for j in usedColumns {
        let expected = rowShares[i] * columnShares[j]
        let deviation = shares[i][j] - expected
        chi.add(n * deviation * deviation / expected)
      }
    }
    // A contrast is four cells: + at (i, j) and the last corner, - at the two other corners.
    func cells(_ i: Int, _ j: Int) -> [(cell: Int, sign: Double)] {
      [
        (i * width + j, 1), (lastRow * width + lastColumn, 1), (i * width + lastColumn, -1),
        (lastRow * width + j, -1),
      ].map { (cell: $0.0, sign: $0.1) }
    }
    func inverse(_ cell: Int) -> Double {
      let share = shares[cell / width][cell % width]
      return share > 0 ? 1 / share : 0
    }
    let contrasts = usedRows.dropLast().flatMap { i in usedColumns.dropLast().map { cells(i, $0) } }
    let size = contrasts.count
    var simple = [Double](repeating: 0, count: size * size)
    var actual = simple
    for (k, left) in contrasts.enumerated() {
      for (l, right) in contrasts.enumerated() {
        var first = ExactSum()
        var second = ExactSum()
        for a in left {
          for b in right {
            let sign = a.sign * b.sign
            if a.cell == b.cell { first.add(sign * inverse(a.cell) / n) }
            second.add(
              sign * inverse(a.cell) * covariance[a.cell][b.cell] * inverse(b.cell))
          }
        }
        simple[k * size + l] = first.value
        actual[k * size + l] = second.value
      }
    }
    let factor = CholeskyFactor(simple, size: size)
    let delta = (0..<size).map { l in factor.solve((0..<size).map { actual[$0 * size + l] }) }
    let trace = orderFreeSum((0..<size).map { delta[$0][$0] })
    let traceOfSquare = orderFreeSum(
      (0..<size).flatMap { k in (0..<size).map { delta[k][$0] * delta[$0][k] } })
    guard trace > 0, traceOfSquare > 0 else { return nil }
    pearson = chi.value
    statistic = chi.value / trace
    numeratorDF = trace * trace / traceOfSquare
    denominatorDF = numeratorDF * degreesOfFreedom
    pValue = Distributions.fUpperTail(statistic, numeratorDF, denominatorDF)
  }
}
