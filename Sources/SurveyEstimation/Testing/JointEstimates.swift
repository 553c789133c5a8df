/// A statistic in one domain of a table.
public struct DomainStatistic: Hashable, Sendable {
  /// Index of the domain.
  public var domain: Int
  /// The statistic.
  public var definition: StatisticDefinition

  /// Names a statistic in a domain.
  public init(domain: Int, definition: StatisticDefinition) {
    self.domain = domain
    self.definition = definition
  }
}

/// Estimates from one sample with their covariances.
///
/// The covariance of two linearised estimates follows from three variances of the same form,
///
///     cov(a, b) = (v(a + b) - v(a - b)) / 4
///
/// with a and b brought to the same size first; under replicate weights it is the mean product of
/// the replicates' deviations. Units without a value, or with no rows, have NaN throughout.
/// Same numbers as `svyby(covmat = TRUE)` with `vcov` in R survey.
public struct JointEstimates: Sendable {
  /// The estimates, in the order asked for.
  public let estimates: [RawEstimate]
  /// Their covariance matrix.
  public let covariance: [[Double]]
  /// Degrees of freedom of all domains' rows together: PSUs minus strata, or the rank of the
  /// replicate weights less one.
  public let degreesOfFreedom: Double

  /// The difference (or another weighted sum) of the estimates; `nil` where one is undefined.
  ///
  /// - Parameter coefficients: One per estimate; zero leaves an estimate out.
  public func contrast(_ coefficients: [Double]) -> LinearContrast? {
    precondition(coefficients.count == estimates.count, "one coefficient per estimate")
    let used = coefficients.indices.filter { coefficients[$0] != 0 }
    let values = used.compactMap { estimates[$0].value }
    guard values.count == used.count else { return nil }
    let matrix = used.map { row in used.map { covariance[row][$0] } }
    guard matrix.allSatisfy({ $0.allSatisfy { !$0.isNaN } }) else { return nil }
    return LinearContrast(
      estimates: values, covariance: matrix, coefficients: used.map { coefficients[$0] })
  }
}

extension ResponseTable {
  /// Estimates of several statistics, in the same domain or in different ones, with covariances.
  ///
  /// - Parameter items: The statistics with their domains.
  /// - Complexity: O(rows x items^2) time.
  public func jointEstimates(_ items: [DomainStatistic]) -> JointEstimates {
    let rows = rowsOfDomains()
    var evaluator = TableEvaluator(self)
    let estimates = items.map {
      evaluator.estimates([$0.definition], rows: rows[$0.domain])[0]
    }
    let union = Set(items.map(\.domain)).sorted().flatMap { rows[$0] }.sorted()
    let degreesOfFreedom = evaluator.scope(of: union).degreesOfFreedom
    var matrix = [[Double]](
      repeating: [Double](repeating: .nan, count: items.count), count: items.count)
    if let replicates {
      let values = items.map { evaluator.replicateValues($0.definition, rows: rows[$0.domain]) }
      for k in items.indices {
        for l in items.indices {
          guard let first = estimates[k].value, let second = estimates[l].value else { continue }
          matrix[k][l] =
            replicates.variance.covariance(
              of: values[k], full: first, with: values[l], full: second) ?? .nan
        }
      }
    } else {
      let influences = items.map {
        evaluator.weightedInfluence($0.definition, rows: rows[$0.domain])
      }
      var variance = LinearizedVariance(design)
      let everyRow = calibration == nil ? union : (0..<Int32(design.rowCount)).map { $0 }
      for k in items.indices where estimates[k].value != nil {
        matrix[k][k] = estimates[k].variance ?? .nan
        for l in 0..<k where estimates[l].value != nil {
          guard let a = estimates[k].variance, let b = estimates[l].variance else { continue }
          matrix[k][l] =
            a > 0 && b > 0
            ? Self.covariance(
              influences[k], a.squareRoot(), influences[l], b.squareRoot(), rows: everyRow,
              variance: &variance) : 0
          matrix[l][k] = matrix[k][l]
        }
      }
    }
    return JointEstimates(
      estimates: estimates, covariance: matrix, degreesOfFreedom: degreesOfFreedom)
  }

  private static func covariance(
    _ first: [Double], _ firstError: Double, _ second: [Double], _ secondError: Double,
    rows: [Int32], variance: inout LinearizedVariance
  ) -> Double {
    let sums = rows.map { first[Int($0)] / firstError + second[Int($0)] / secondError }
    let differences = rows.map { first[Int($0)] / firstError - second[Int($0)] / secondError }
    guard let ofSum = variance.variance(rows: rows, values: sums),
      let ofDifference = variance.variance(rows: rows, values: differences)
    else { return .nan }
    return (ofSum - ofDifference) / 4 * firstError * secondError
  }
}

extension TableEvaluator {
  /// The weighted linearised values of a statistic, one per row of the table, zero outside the
  /// domain; residuals of the calibration where there is one.
  fileprivate func weightedInfluence(_ definition: StatisticDefinition, rows: [Int32]) -> [Double] {
    let weights = table.design.weights
    let valid = rows.filter { hasAnswer(definition, Int($0)) }
    let totals = totals(definition, rows: valid, weights: valid.map { weights[Int($0)] })
    var dense = [Double](repeating: 0, count: weights.count)
    for (row, value) in zip(valid, influence(definition.form, totals, rows: valid)) {
      dense[Int(row)] = weights[Int(row)] * value
    }
    return table.calibration?.weightedResiduals(of: dense) ?? dense
  }

  /// The statistic under every replicate; NaN where undefined.
  fileprivate func replicateValues(_ definition: StatisticDefinition, rows: [Int32]) -> [Double] {
    let valid = rows.filter { hasAnswer(definition, Int($0)) }
    return (table.replicates?.columns ?? []).map { column in
      let totals = totals(definition, rows: valid, weights: valid.map { column[Int($0)] })
      return Self.point(definition.form, totals) ?? .nan
    }
  }
}
