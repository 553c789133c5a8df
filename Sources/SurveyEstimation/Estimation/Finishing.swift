/// What is made of a raw estimate: interval, level, degrees of freedom.
public struct EstimateOptions: Hashable, Sendable {
  /// Interval method for proportions; everything else has the symmetric t interval.
  public var intervalMethod: IntervalMethod
  /// Confidence level in (0, 1).
  public var level: Double
  /// Degrees of freedom in place of the design's; infinite for the normal.
  public var degreesOfFreedom: Double?
  /// Whether design effects are wanted.
  public var wantsDesignEffect: Bool

  /// Options with the defaults of the command line.
  public init(
    intervalMethod: IntervalMethod = .beta, level: Double = 0.95, degreesOfFreedom: Double? = nil,
    wantsDesignEffect: Bool = false
  ) {
    self.intervalMethod = intervalMethod
    self.level = level
    self.degreesOfFreedom = degreesOfFreedom
    self.wantsDesignEffect = wantsDesignEffect
  }
}

extension RawEstimate {
  /// The estimate with interval, design effect and effective sample size.
  ///
  /// At a rate of exactly 0 or 1 every method takes the NCHS branch (Korn & Graubard at n), because
  /// an interval of width zero would be false; `intervalMethod` then says `nchs`. A census has no
  /// sampling error and keeps its value as both limits.
  ///
  /// Flags: `no-answers` (nothing in the denominator), `no-df` (df <= 0, so no interval),
  /// `no-interval` (the method has none here), `single-psu` (no variance), `overflow`.
  public func finished(
    _ definition: StatisticDefinition, domain: [DomainLevel], options: EstimateOptions
  ) -> Estimate {
    var quantiles = StudentQuantiles()
    return finished(definition, domain: domain, options: options, quantiles: &quantiles)
  }

  /// The same, with quantiles that were made for other estimates.
  public func finished(
    _ definition: StatisticDefinition, domain: [DomainLevel], options: EstimateOptions,
    quantiles: inout StudentQuantiles
  ) -> Estimate {
    let df = options.degreesOfFreedom ?? degreesOfFreedom
    var flags = flags
    var method = definition.isProportion ? options.intervalMethod : .mean
    let finiteValue = value.flatMap { $0.isFinite ? $0 : nil }
    let finiteVariance = finiteValue == nil ? nil : variance.flatMap { $0.isFinite ? $0 : nil }
    if n == 0 { flags.append("no-answers") }
    if n > 0, finiteValue == nil { flags.append("undefined") }
    var limits: (low: Double, high: Double)?
    if let value = finiteValue, let variance = finiteVariance, n > 0 {
      if !(df > 0) {
        flags.append("no-df")
      } else if definition.isProportion {
        if isAtBoundary, !isCensus { method = .nchs }
        limits =
          isAtBoundary && isCensus
          ? (value, value)
          : method.interval(
            evidence(value, variance, df), level: options.level, quantiles: &quantiles)
      } else {
        let half = quantiles.quantile(0.5 + options.level / 2, df: df) * variance.squareRoot()
        limits = (value - half, value + half)
      }
      if let found = limits, !found.low.isFinite || !found.high.isFinite { limits = nil }
      if limits == nil, df > 0 { flags.append("no-interval") }
    }
    let deff = finiteVariance.flatMap { variance -> Double? in
      guard let simple = simpleRandomVariance, simple > 0 else { return nil }
      let ratio = variance / simple
      return ratio.isFinite ? ratio : nil
    }
    return Estimate(
      name: definition.name, statistic: definition.statistic, measure: definition.measure,
      domain: domain, n: n,
      nEffective: effectiveSize(definition, finiteValue, finiteVariance, deff),
      weighted: weighted, value: finiteValue,
      standardError: finiteVariance.map { $0.squareRoot() }, low: limits?.low, high: limits?.high,
      intervalMethod: method.rawValue, level: options.level,
      designEffect: options.wantsDesignEffect ? deff : nil, degreesOfFreedom: degreesOfFreedom,
      missing: domainRows - n, flags: flags)
  }

  private func evidence(_ value: Double, _ variance: Double, _ df: Double) -> ProportionEvidence {
    ProportionEvidence(
      value: value, variance: variance, n: n, domainRows: domainRows, degreesOfFreedom: df,
      logitVariance: logitVariance, usesReplicates: usesReplicates)
  }

  /// p (1 - p) / v for proportions and n / deff for the rest, at most n; n at 0 and 1.
  private func effectiveSize(
    _ definition: StatisticDefinition, _ value: Double?, _ variance: Double?, _ deff: Double?
  ) -> Double? {
    guard let value, let variance, n > 0 else { return nil }
    if definition.isProportion {
      if isAtBoundary || variance == 0 { return Double(n) }
      return min(value * (1 - value) / variance, Double(n))
    }
    guard let deff, deff > 0 else { return nil }
    return min(Double(n) / deff, Double(n))
  }
}
