/// Degrees of freedom of replicate weights.
public enum ReplicateRank {
  /// Norm that a column must keep, relative to its own, after the columns before it are taken out.
  ///
  /// R survey's `degf` asks its QR decomposition for the same.
  public static let tolerance = 1e-5

  /// The rank of the matrix of replicate weights over some rows, minus one.
  ///
  /// Rows are folded into a triangle with the same cross-products by Householder reflections, which
  /// keep all digits; cross-products themselves would lose half of them, and count a column that
  /// the columns before it span. Reading stops as soon as the rank cannot grow.
  ///
  /// - Parameters:
  ///   - columns: Replicate weights, one array per replicate, one value per row of the sample.
  ///   - rows: The rows of the domain.
  /// - Returns: Rank - 1; -1 when there is no row or no weight.
  /// - Complexity: O(rows x replicates^2) at worst.
  public static func degreesOfFreedom(_ columns: [[Double]], rows: [Int]) -> Int {
    let size = columns.count
    guard size > 0 else { return -1 }
    var triangle = ColumnTriangle(size: size)
    var rank = 0
    var next = rows.startIndex
    var batch = 4 * size
    while next < rows.endIndex {
      let end = rows.index(next, offsetBy: batch, limitedBy: rows.endIndex) ?? rows.endIndex
      for start in stride(from: next, to: end, by: 4 * size) {
        let part = rows[start..<min(start + 4 * size, end)]
        triangle.fold(columns.map { column in part.map { column[$0] } })
      }
      next = end
      batch *= 4
      rank = triangle.rank(tolerance: tolerance)
      if rank == size { break }
    }
    return rank - 1
  }
}

/// An upper triangular matrix with the column norms and angles of all rows folded into it so far.
struct ColumnTriangle {
  /// Row by row, zeros below the diagonal included.
  private var values: [Double]
  private let size: Int

  init(size: Int) {
    self.size = size
    values = [Double](repeating: 0, count: size * size)
  }

  /// Adds rows, given as one array per column.
  mutating func fold(_ columns: [[Double]]) {
    var columns = columns
    for j in 0..<size {
      let below = columns[j]
      let squares = below.reduce(0) { $0 + $1 * $1 }
      if squares == 0 { continue }
      let corner = values[j * size + j]
      let norm = (corner * corner + squares).squareRoot()
      // The reflection that turns (corner, below) into (∓norm, 0).
      let top = corner < 0 ? corner - norm : corner + norm
      values[j * size + j] = corner < 0 ? norm : -norm
      let scale = 2 / (top * top + squares)
      for k in j + 1..<max(size, j + 1) {
        var product = top * values[j * size + k]
        for row in below.indices { product += below[row] * columns[k][row] }
        let share = scale * product
        values[j * size + k] -= share * top
        for row in below.indices { columns[k][row] -= share * below[row] }
      }
    }
  }

  /// The number of columns that keep more than `tolerance` of their norm when the columns before
  /// them are taken out.
  func rank(tolerance: Double) -> Int {
    var columns = (0..<size).map { k in (0...k).map { values[$0 * size + k] } }
    var basis: [[Double]] = []
    for k in 0..<size {
      let own = Self.norm(columns[k])
      // Twice: the second pass takes out what rounding left of the first.
      for _ in 0..<2 {
        for vector in basis {
          let share = zip(vector, columns[k]).reduce(0) { $0 + $1.0 * $1.1 }
          for row in vector.indices { columns[k][row] -= share * vector[row] }
        }
      }
      let left = Self.norm(columns[k])
      if left > tolerance * own { basis.append(columns[k].map { $0 / left }) }
    }
    return basis.count
  }

  private static func norm(_ values: [Double]) -> Double {
    values.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}
