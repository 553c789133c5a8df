/// The Cholesky factor of a symmetric matrix whose dependent columns are left out.
///
/// Columns are taken in order; one that the earlier ones already span (its remaining squared
/// length is below `tolerance` of the original) is dropped and gets coefficient zero, as
/// pivoted QR in regression software does.
struct CholeskyFactor: Sendable {
  /// Squared sine of the angle below which a column counts as spanned by the earlier ones.
  static let tolerance = 1e-10

  let size: Int
  /// Columns kept, ascending.
  let kept: [Int]
  /// Row-major lower triangle over the kept columns.
  private let lower: [Double]
  /// Square roots of the diagonal, by which the matrix is scaled to unit diagonal.
  private let scale: [Double]

  /// Factors `matrix` (row-major, `size` x `size`, symmetric, non-negative definite).
  init(_ matrix: [Double], size: Int, tolerance: Double = Self.tolerance) {
    let scale = (0..<size).map { matrix[$0 * size + $0].squareRoot() }
    var kept: [Int] = []
    var rows: [[Double]] = []
    for column in 0..<size where scale[column] > 0 && scale[column].isFinite {
      var row: [Double] = []
      var remaining = 1.0
      for (position, earlier) in kept.enumerated() {
        var value = matrix[column * size + earlier] / (scale[column] * scale[earlier])
        for k in 0..<position { value -= row[k] * rows[position][k] }
        value /= rows[position][position]
        row.append(value)
        remaining -= value * value
      }
      guard remaining > tolerance else { continue }
      row.append(remaining.squareRoot())
      rows.append(row)
      kept.append(column)
    }
    self.size = size
    self.kept = kept
    self.scale = scale
    lower = rows.enumerated().flatMap { $1 + Array(repeating: 0, count: kept.count - $0 - 1) }
  }

  /// Solves for the kept columns; dropped ones get zero.
  func solve(_ right: [Double]) -> [Double] {
    let count = kept.count
    var x = kept.map { right[$0] / scale[$0] }
    for i in 0..<count {
      for k in 0..<i { x[i] -= lower[i * count + k] * x[k] }
      x[i] /= lower[i * count + i]
    }
    for i in stride(from: count - 1, through: 0, by: -1) {
      for k in i + 1..<max(count, i + 1) { x[i] -= lower[k * count + i] * x[k] }
      x[i] /= lower[i * count + i]
    }
    var solution = [Double](repeating: 0, count: size)
    for (position, column) in kept.enumerated() { solution[column] = x[position] / scale[column] }
    return solution
  }
}
