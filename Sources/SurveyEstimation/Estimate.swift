/// One level of one domain variable, such as `area = land`.
public struct DomainLevel: Codable, Hashable, Sendable {
  /// Name of the domain variable (the column, or `area`, `unit`, ...).
  public var variable: String
  /// The level, as text; codes keep their leading zeros.
  public var value: String

  /// Names a level of a domain variable.
  public init(variable: String, value: String) {
    self.variable = variable
    self.value = value
  }
}

/// Whether an estimate may be printed, by the publication profile that was applied.
public enum Publication: String, Codable, Hashable, Sendable {
  /// May be printed.
  case show
  /// May be printed after a statistician has looked at it.
  case review
  /// Must not be printed.
  case suppress
}

/// A statistic of one domain with its sampling uncertainty.
///
/// Rates are fractions in 0...1; means, totals and ratios are in their own unit. `value`,
/// `standardError`, `low` and `high` are `nil` where undefined, and `flags` says why.
public struct Estimate: Hashable, Sendable {
  /// The name given by the request: the condition or column as written, or the name before `:=`.
  public var name: String
  /// `rate`, `mean`, `total`, `ratio`, `quantile` or `composite`.
  public var statistic: String
  /// The measure that a satisfaction rate follows (`pooled-answers`, ...); `nil` for plain statistics.
  public var measure: String?
  /// The domain, in the order of the request; empty for the whole population.
  public var domain: [DomainLevel]
  /// Unweighted number of answers in the denominator.
  public var n: Int
  /// The effective sample size, n divided by the design effect.
  ///
  /// It is p(1 - p)/SE^2 for rates, capped at n (NCHS Series 2 number 175).
  public var nEffective: Double?
  /// Sum of the weights of the answers in the denominator.
  public var weighted: Double
  /// The point estimate.
  public var value: Double?
  /// Its standard error.
  public var standardError: Double?
  /// Lower limit of the confidence interval.
  public var low: Double?
  /// Upper limit of the confidence interval.
  public var high: Double?
  /// Interval method: `beta`, `logit`, `wilson`, `likelihood`, `asin`, `xlogit`, `mean`, `nchs`.
  public var intervalMethod: String
  /// Confidence level, such as 0.95.
  public var level: Double
  /// Variance against simple random sampling without replacement (Kish 1965, section 8.2).
  public var designEffect: Double?
  /// Degrees of freedom of the domain: PSUs minus strata that have rows in it.
  public var degreesOfFreedom: Double
  /// Rows of the domain that are left out of the denominator.
  public var missing: Int
  /// What the publication profile says.
  public var publication: Publication
  /// Stable words for anything a reader must know: `no-answers`, `no-df`, `single-psu`, ...
  public var flags: [String]

  /// Makes an estimate from its parts.
  public init(
    name: String, statistic: String, measure: String? = nil, domain: [DomainLevel] = [], n: Int,
    nEffective: Double? = nil, weighted: Double, value: Double?, standardError: Double?,
    low: Double?, high: Double?, intervalMethod: String, level: Double = 0.95,
    designEffect: Double? = nil, degreesOfFreedom: Double, missing: Int = 0,
    publication: Publication = .show, flags: [String] = []
  ) {
    self.name = name
    self.statistic = statistic
    self.measure = measure
    self.domain = domain
    self.n = n
    self.nEffective = nEffective
    self.weighted = weighted
    self.value = value
    self.standardError = standardError
    self.low = low
    self.high = high
    self.intervalMethod = intervalMethod
    self.level = level
    self.designEffect = designEffect
    self.degreesOfFreedom = degreesOfFreedom
    self.missing = missing
    self.publication = publication
    self.flags = flags
  }
}
