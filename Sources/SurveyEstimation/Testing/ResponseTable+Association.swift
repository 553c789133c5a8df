extension ResponseTable {
  /// Tests whether the rate of an indicator differs between the domains.
  ///
  /// Rao and Scott's second-order test of the table of domains by the indicator, over the rows that
  /// have a domain and an answer; degrees of freedom are those of the rows that have a domain, answered
  /// or not. Same numbers as `svychisq(~group + answer, statistic = "F")` in R
  /// survey for a design of these rows.
  ///
  /// - Parameter variable: Index of an indicator variable.
  /// - Returns: The test; `nil` with fewer than two domains with answers, without variance, or for
  ///   a variable that is no indicator.
  /// - Complexity: O(rows x domains^2).
  public func association(of variable: Int) -> RaoScottTest? {
    guard case .indicator(let answers) = variables[variable], domainCount > 1 else { return nil }
    let rows = answers.indices.filter { answers[$0] < 2 && domainOfRow[$0] >= 0 }
    var table = self
    // Not all rows: the degrees of freedom are those of the rows that have a domain.
    table.domainOfRow = domainOfRow.map { $0 < 0 ? -1 : 0 }
    table.domainCount = 1
    let cells = 0..<2 * domainCount
    table.variables = cells.map { cell in
      var column = [UInt8](repeating: 2, count: answers.count)
      for row in rows {
        column[row] = 2 * Int(domainOfRow[row]) + Int(answers[row]) == cell ? 1 : 0
      }
      return .indicator(column)
    }
    let joint = table.jointEstimates(
      cells.map { DomainStatistic(domain: 0, definition: .rate("cell", of: $0)) })
    let shares = joint.estimates.map { $0.value ?? 0 }
    return RaoScottTest(
      shares: (0..<domainCount).map { [shares[2 * $0], shares[2 * $0 + 1]] },
      covariance: joint.covariance.map { $0.map { $0.isNaN ? 0 : $0 } }, rows: rows.count,
      degreesOfFreedom: joint.degreesOfFreedom)
  }
}
