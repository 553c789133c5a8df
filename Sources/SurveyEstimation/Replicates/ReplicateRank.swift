/// Degrees of freedom of replicate weights.
public enum ReplicateRank {
  /// Norm that a column must keep, relative to its own, after the columns before it are taken out.
  ///
  /// R survey's `degf` asks its QR decomposition for the same.
  public static let tolerance = 1e-5

  /// The rank of the matrix of replicate weights over some rows, minus one.
  ///
  /// Counted by a Cholesky decomposition of the columns' cross-products, which drops a column that
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
    // Plain sums: their order shifts them by 1e-15 or so, the tolerance is 1e-10 of the diagonal.
    var sums = [Double](repeating: 0, count: size * size)
    var rank = 0
    var next = rows.startIndex
    var batch = 4 * size
    var weights = [Double](repeating: 0, count: size)
    while next < rows.endIndex {
      let end = rows.index(next, offsetBy: batch, limitedBy: rows.endIndex) ?? rows.endIndex
      for row in rows[next..<end] {
        for i in 0..<size { weights[i] = columns[i][row] }
        for i in 0..<size where weights[i] != 0 {
          let weight = weights[i]
          for j in 0..<size { sums[i * size + j] += weight * weights[j] }
        }
      }
      next = end
      batch *= 4
      rank = CholeskyFactor(sums, size: size, tolerance: tolerance * tolerance).kept.count
      if rank == size { break }
    }
    return rank - 1
  }
}
