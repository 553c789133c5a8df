/// A point estimate with its variance, before intervals: what every route ends in.
public struct RawEstimate: Hashable, Sendable {
  /// Rows of the domain, with or without an answer.
  public var domainRows: Int
  /// Rows of the domain that are in the denominator.
  public var n: Int
  /// Sum of their weights.
  public var weighted: Double
  /// The estimate; `nil` where undefined.
  public var value: Double?
  /// Its sampling variance; `nil` where undefined.
  public var variance: Double?
  /// Whether a proportion is 0 or 1 exactly: its numerator is empty, or all of the denominator.
  public var isAtBoundary: Bool
  /// Whether every stratum of the domain is taken as a whole, so that there is no sampling error.
  public var isCensus: Bool
  /// Variance under simple random sampling without replacement; `nil` when N <= n.
  public var simpleRandomVariance: Double?
  /// Replicate variance of logit(p), for designs with replicate weights.
  public var logitVariance: Double?
  /// Whether the variance comes from replicate weights.
  public var usesReplicates: Bool
  /// Degrees of freedom of the domain by the design.
  public var degreesOfFreedom: Double
  /// Reasons for what is undefined.
  public var flags: [String]

  /// Makes a raw estimate from its parts.
  public init(
    domainRows: Int, n: Int, weighted: Double, value: Double?, variance: Double?,
    isAtBoundary: Bool = false, isCensus: Bool = false, simpleRandomVariance: Double? = nil,
    logitVariance: Double? = nil, usesReplicates: Bool = false, degreesOfFreedom: Double,
    flags: [String] = []
  ) {
    self.domainRows = domainRows
    self.n = n
    self.weighted = weighted
    self.value = value
    self.variance = variance
    self.isAtBoundary = isAtBoundary
    self.isCensus = isCensus
    self.simpleRandomVariance = simpleRandomVariance
    self.logitVariance = logitVariance
    self.usesReplicates = usesReplicates
    self.degreesOfFreedom = degreesOfFreedom
    self.flags = flags
  }
}
