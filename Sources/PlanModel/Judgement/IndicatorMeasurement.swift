public import SurveyEstimation

/// One dated value of an indicator, with its uncertainty and where it comes from.
public struct IndicatorMeasurement: Hashable, Sendable {
  /// Where a figure comes from; figures of different origin are never mixed.
  public enum Origin: String, Hashable, Sendable, CaseIterable {
    /// A sample survey.
    case survey
    /// Administrative records.
    case administrative
  }

  /// Whether the period was over when the figure was made.
  public enum Stage: String, Hashable, Sendable, CaseIterable {
    /// The period was still running, or the figure was announced as provisional.
    case provisional
    /// The period was over.
    case final
  }

  /// Id of the plan.
  public var plan: String
  /// Id of the indicator.
  public var indicator: String
  /// Reporting period.
  public var period: Period
  /// Code or name of the unit that was measured; `nil` for the plan's own unit.
  public var unit: String?
  /// Service area, where areas are measured each.
  public var area: String?
  /// Where the figure comes from.
  public var origin: Origin
  /// Whether the period was over.
  public var stage: Stage
  /// The unrounded value; shares are fractions.
  public var value: Double?
  /// Standard error.
  public var standardError: Double?
  /// Lower limit of the interval.
  public var low: Double?
  /// Upper limit of the interval.
  public var high: Double?
  /// Confidence level of the interval.
  public var level: Double?
  /// Interval method.
  public var intervalMethod: String?
  /// Unweighted number of answers.
  public var n: Int?
  /// People behind the answers, where answers are not people.
  public var respondents: Int?
  /// Effective number of answers.
  public var nEffective: Double?
  /// Sum of the weights of the answers.
  public var weighted: Double?
  /// Design effect.
  public var designEffect: Double?
  /// Degrees of freedom.
  public var degreesOfFreedom: Double?
  /// Numerator of an administrative share.
  public var numerator: Double?
  /// Denominator of an administrative share.
  public var denominator: Double?
  /// Name of the measure: four different ones go by "satisfaction rate".
  public var measure: String
  /// The verdict at the time.
  public var status: Verdict.Status?
  /// The evidence at the time.
  public var evidence: Verdict.Evidence?
  /// What the publication profile said.
  public var publication: Publication
  /// Stable words for anything a reader must know.
  public var flags: [String]
  /// Where it comes from, in full.
  public var provenance: Provenance

  /// Makes a measurement without a value.
  public init(
    plan: String, indicator: String, period: Period, unit: String? = nil, area: String? = nil,
    origin: Origin, stage: Stage = .final, measure: String, provenance: Provenance
  ) {
    self.plan = plan
    self.indicator = indicator
    self.period = period
    self.unit = unit
    self.area = area
    self.origin = origin
    self.stage = stage
    self.measure = measure
    publication = .show
    flags = []
    self.provenance = provenance
  }

  /// Makes a survey measurement out of an estimate.
  public init(
    plan: String, indicator: String, period: Period, unit: String? = nil, area: String? = nil,
    stage: Stage = .final, estimate: Estimate, provenance: Provenance
  ) {
    self.init(
      plan: plan, indicator: indicator, period: period, unit: unit, area: area, origin: .survey,
      stage: stage, measure: estimate.measure ?? estimate.statistic, provenance: provenance)
    value = estimate.value
    standardError = estimate.standardError
    low = estimate.low
    high = estimate.high
    level = estimate.level
    intervalMethod = estimate.intervalMethod
    n = estimate.n
    nEffective = estimate.nEffective
    weighted = estimate.weighted
    designEffect = estimate.designEffect
    degreesOfFreedom = estimate.degreesOfFreedom.isFinite ? estimate.degreesOfFreedom : nil
    publication = estimate.publication
    flags = estimate.flags
  }

  /// Whether the figure may not leave the office: withheld by its publication mark or its verdict.
  public var isWithheld: Bool { publication == .suppress || status == .suppressed }

  /// The measurement as an estimate, so that it can be judged and compared again.
  ///
  /// - Parameter counted: What the indicator counts: only shares have the rules of rates.
  public func estimate(in counted: Indicator.Unit) -> Estimate {
    let statistic =
      switch (origin, counted) {
      case (.administrative, _): "administrative"
      case (.survey, .percent): "rate"
      case (.survey, _): "mean"
      }
    return Estimate(
      name: indicator, statistic: statistic, measure: measure,
      domain: area.map { [DomainLevel(variable: "area", value: $0)] } ?? [],
      n: n ?? 0, nEffective: nEffective, weighted: weighted ?? 0, value: value,
      standardError: standardError, low: low, high: high, intervalMethod: intervalMethod ?? "none",
      level: level ?? 0.95, designEffect: designEffect,
      degreesOfFreedom: degreesOfFreedom ?? .infinity, publication: publication, flags: flags)
  }
}

/// Where a measurement comes from: files, definitions, options and program.
public struct Provenance: Hashable, Sendable {
  /// The files, in the order in which they were read.
  public var sources: [SourceFile]
  /// Instrument as `id version`, if one was used.
  public var instrument: String?
  /// SHA-256 of the instrument's definition; `nil` for figures of stores before schema 2.
  public var instrumentDigest: String?
  /// SHA-256 of the plan's JSON.
  public var planDigest: String?
  /// Options that bear on the figures, as `--name value`, in a fixed order.
  public var options: [String]
  /// The further words of the command, in order, that make the same figures again from the same
  /// files; a file among them is written `name@sha256:digest`.
  public var recipe: [String]
  /// Name and version of the program.
  public var program: String

  /// Says where a figure comes from.
  public init(
    sources: [SourceFile], instrument: String? = nil, instrumentDigest: String? = nil,
    planDigest: String? = nil, options: [String] = [], recipe: [String] = [], program: String
  ) {
    self.sources = sources
    self.instrument = instrument
    self.instrumentDigest = instrumentDigest
    self.planDigest = planDigest
    self.options = options
    self.recipe = recipe
    self.program = program
  }
}

/// A file that was read.
public struct SourceFile: Hashable, Sendable {
  /// Name as given, for people; it may change without the content changing.
  public var name: String
  /// SHA-256 of the content, 64 hexadecimal digits.
  public var sha256: String
  /// Data records read.
  public var rows: Int
  /// Records that were accepted.
  public var accepted: Int
  /// Records that were rejected.
  public var rejected: Int

  /// Describes a file.
  public init(name: String, sha256: String, rows: Int, accepted: Int, rejected: Int) {
    self.name = name
    self.sha256 = sha256
    self.rows = rows
    self.accepted = accepted
    self.rejected = rejected
  }
}

extension IndicatorMeasurement {
  /// Sets the symmetric t interval of value and standard error; none without them.
  mutating func setSymmetricInterval() {
    low = nil
    high = nil
    intervalMethod = nil
    nEffective = nil
    guard let value, let standardError, let level else { return }
    let df = degreesOfFreedom ?? .infinity
    guard df > 0 else { return }
    let tail = 1 - (1 - level) / 2
    let quantile =
      df.isFinite ? Distributions.tQuantile(tail, df: df) : Distributions.normalQuantile(tail)
    intervalMethod = "mean"
    low = value - quantile * standardError
    high = value + quantile * standardError
    if value > 0, value < 1, standardError > 0 {
      let effective = value * (1 - value) / (standardError * standardError)
      nEffective = n.map { min(effective, Double($0)) } ?? effective
    }
  }
}
