extension ResponseTable {
  /// Quantiles of a numeric variable in every domain, with Woodruff intervals.
  ///
  /// In each domain the share of the population at or below the quantile is estimated with the
  /// design's variance (calibration and replicates included); the symmetric t interval of the share
  /// is read back through the weighted distribution, see
  /// ``WeightedDistribution/interval(shareLow:shareHigh:criticalValue:)``.
  ///
  /// Same numbers as `svyquantile(interval.type = "mean", qrule = "math")` in R survey, with the
  /// degrees of freedom of all rows of the domain, missing answers included.
  ///
  /// Flags: `no-answers`, `no-df`, `single-psu` as for other statistics; `no-low`, `no-high` where
  /// the share's interval leaves 0...1 and the quantile so has no limit on that side.
  ///
  /// - Parameters:
  ///   - variable: Index of the variable.
  ///   - probability: Between 0 and 1.
  ///   - name: Name in the output.
  ///   - domains: The levels of every domain, in order of the domains' indices.
  ///   - options: Level and degrees of freedom; the interval method is always Woodruff's.
  /// - Returns: One estimate per domain.
  /// - Complexity: O(rows log rows).
  public func quantiles(
    of variable: Int, at probability: Double, name: String, domains: [[DomainLevel]],
    options: EstimateOptions
  ) -> [Estimate] {
    let rowsOfDomain = rowsOfDomains()
    precondition(domains.count == rowsOfDomain.count, "levels for every domain")
    let source = variables[variable]
    var isBelow = [UInt8](repeating: 2, count: design.rowCount)
    var distributions: [WeightedDistribution] = []
    for rows in rowsOfDomain {
      let values = rows.map { source.value(Int($0)) ?? .nan }
      let distribution = WeightedDistribution(
        values: values, weights: rows.map { design.weights[Int($0)] })
      distributions.append(distribution)
      guard let quantile = distribution.quantile(probability) else { continue }
      for (row, value) in zip(rows, values) where !value.isNaN {
        isBelow[Int(row)] = value <= quantile ? 1 : 0
      }
    }
    // Domains are disjoint, so one indicator serves all of them.
    var table = self
    table.variables = [.indicator(isBelow)]
    let shares = table.estimates([.rate(name, of: 0)]).map { $0[0] }
    return shares.indices.map { index in
      Self.quantile(
        shares[index], of: distributions[index], at: probability, name: name,
        domain: domains[index], options: options)
    }
  }

  private static func quantile(
    _ share: RawEstimate, of distribution: WeightedDistribution, at probability: Double,
    name: String, domain: [DomainLevel], options: EstimateOptions
  ) -> Estimate {
    let value = distribution.quantile(probability)
    let df = options.degreesOfFreedom ?? share.degreesOfFreedom
    var flags = share.flags
    var interval: QuantileInterval?
    if share.n == 0 { flags.append("no-answers") }
    if value != nil, !(df > 0) { flags.append("no-df") }
    if value != nil, df > 0, let p = share.value, let variance = share.variance {
      let critical = Distributions.tQuantile(0.5 + options.level / 2, df: df)
      let half = critical * variance.squareRoot()
      let found = distribution.interval(
        shareLow: p - half, shareHigh: p + half, criticalValue: critical)
      if found.low == nil { flags.append("no-low") }
      if found.high == nil { flags.append("no-high") }
      interval = found
    }
    return Estimate(
      name: name, statistic: "quantile", domain: domain, n: share.n, weighted: share.weighted,
      value: value, standardError: interval?.standardError, low: interval?.low,
      high: interval?.high, intervalMethod: "woodruff", level: options.level,
      degreesOfFreedom: share.degreesOfFreedom, missing: share.domainRows - share.n, flags: flags)
  }
}
