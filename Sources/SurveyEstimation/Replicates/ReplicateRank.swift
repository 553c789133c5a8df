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
    var sums = [OrderFreeSum](repeating: OrderFreeSum(), count: size * size)
    var rank = 0
    var next = rows.startIndex
    var batch = 4 * size
    while next < rows.endIndex {
      let end = rows.index(next, offsetBy: batch, limitedBy: rows.endIndex) ?? rows.endIndex
      for row in rows[next..<end] {
        let weights = columns.map { $0[row] }
        for i in 0..<size where weights[i] != 0 {
          for j in 0...i { sums[i * size + j].add(weights[i] * weights[j]) }
        }
      }
      next = end
      batch *= 4
      var gram = [Double](repeating: 0, count: size * size)
      for i in 0..<size {
        for j in 0...i {
          gram[i * size + j] = sums[i * size + j].value
          gram[j * size + i] = gram[i * size + j]
        }
      }
      rank = CholeskyFactor(gram, size: size, tolerance: tolerance * tolerance).kept.count
      if rank == size { break }
    }
    return rank - 1
  }
}
