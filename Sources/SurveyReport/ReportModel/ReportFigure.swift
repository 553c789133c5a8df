public import SurveyEstimation

/// The unit in which a figure is printed.
public enum FigureUnit: String, CaseIterable, Hashable, Sendable {
  /// A share in 0...1, printed in per cent.
  case share
  /// A whole number of things.
  case count
  /// A position in a ranking; 1 is best.
  case rank
  /// Places gained in a ranking.
  case places
  /// Days.
  case days
  /// 1 when done, 0 when not.
  case milestone
  /// A number in a unit of its own (a mean of points, a ratio).
  case number
}

/// A measured value with its uncertainty, ready to be printed or withheld.
///
/// Rates are shares in 0...1; per cent exists only in what is rendered. When `publication` is
/// `suppress` no renderer prints `value` or the interval; `shown` is the gate they all use.
public struct ReportFigure: Hashable, Sendable {
  /// The point estimate; `nil` when undefined.
  public var value: Double?
  /// Lower limit of the interval.
  public var low: Double?
  /// Upper limit of the interval.
  public var high: Double?
  /// Standard error, in the unit of `value`.
  public var standardError: Double?
  /// Unweighted answers in the denominator.
  public var n: Int?
  /// Effective number of answers: n over the design effect.
  public var nEffective: Double?
  /// Degrees of freedom of the variance estimate.
  public var degreesOfFreedom: Double?
  /// Variance against simple random sampling of the same size.
  public var designEffect: Double?
  /// Rows left out of the denominator.
  public var missing: Int?
  /// The unit of `value`.
  public var unit: FigureUnit
  /// What the publication profile says.
  public var publication: Publication
  /// Footnotes that belong to this figure, in order.
  public var footnotes: [FootnoteReason]

  /// Makes a figure from its parts.
  public init(
    value: Double?, low: Double? = nil, high: Double? = nil, standardError: Double? = nil,
    n: Int? = nil, nEffective: Double? = nil, degreesOfFreedom: Double? = nil,
    designEffect: Double? = nil, missing: Int? = nil, unit: FigureUnit = .share,
    publication: Publication = .show, footnotes: [FootnoteReason] = []
  ) {
    self.value = value
    self.low = low
    self.high = high
    self.standardError = standardError
    self.n = n
    self.nEffective = nEffective
    self.degreesOfFreedom = degreesOfFreedom
    self.designEffect = designEffect
    self.missing = missing
    self.unit = unit
    self.publication = publication
    self.footnotes = footnotes
  }

  /// Takes the printable parts of an estimate; rates, and composites of rates, become shares.
  ///
  /// The estimate's flags that have a fixed wording become footnotes; others are left to the
  /// machine-readable output.
  public init(_ estimate: Estimate) {
    let isShare = estimate.statistic == "rate" || estimate.statistic == "composite"
    var reasons: [FootnoteReason] = []
    if estimate.publication == .suppress { reasons.append(.suppressedPrecision) }
    if estimate.publication == .review { reasons.append(.review) }
    for flag in estimate.flags {
      if let reason = FootnoteReason(flag: flag), !reasons.contains(reason) {
        reasons.append(reason)
      }
    }
    self.init(
      value: estimate.value, low: estimate.low, high: estimate.high,
      standardError: estimate.standardError, n: estimate.n, nEffective: estimate.nEffective,
      degreesOfFreedom: estimate.degreesOfFreedom, designEffect: estimate.designEffect,
      missing: estimate.missing, unit: isShare ? .share : .number,
      publication: estimate.publication, footnotes: reasons)
  }

  /// Whether the publication rules forbid printing it.
  public var isSuppressed: Bool { publication == .suppress }

  /// The figure with everything withheld that the publication rules withhold.
  ///
  /// Suppressed: no value, interval, standard error or effective n remain; n remains only when at
  /// least five people stand behind it.
  public var shown: ReportFigure {
    guard isSuppressed else { return self }
    var withheld = self
    withheld.value = nil
    withheld.low = nil
    withheld.high = nil
    withheld.standardError = nil
    withheld.nEffective = nil
    withheld.designEffect = nil
    withheld.degreesOfFreedom = nil
    if let count = n, count < ReportFigure.smallestPrintedCount { withheld.n = nil }
    return withheld
  }

  /// Cells of fewer respondents are never printed (design contract, section 6).
  public static let smallestPrintedCount = 5
}

/// Why a figure carries a footnote; each has one fixed wording per language.
public enum FootnoteReason: String, CaseIterable, Hashable, Sendable {
  /// Withheld: effective n, interval width or relative width fails the publication profile.
  case suppressedPrecision
  /// Withheld: fewer respondents than the smallest cell that may be printed.
  case suppressedSmallCell
  /// Withheld so that another withheld cell cannot be worked out from it.
  case suppressedComplement
  /// Printed, to be reviewed: few degrees of freedom, or a rate of 0 or 100 %.
  case review
  /// The interval contains the target.
  case straddlesTarget
  /// Fewer than eight degrees of freedom.
  case fewDegreesOfFreedom
  /// The rate is exactly 0 or 1.
  case extremeRate
  /// A stratum with a single sampling unit was handled by the stated policy.
  case singlePSU
  /// No interval: the design leaves no degrees of freedom.
  case noDegreesOfFreedom
  /// No answers in the denominator.
  case noAnswers
  /// The file has no probability design: the interval is model-based.
  case modelBased
  /// The figure comes from administrative records, not from a survey.
  case administrative
  /// Figures may still change.
  case provisional
  /// The source or method changed since the period compared with.
  case notComparable

  /// Reads one of the stable flag words of an estimate; `nil` for words without a footnote.
  public init?(flag: String) {
    switch flag {
    case "no-answers": self = .noAnswers
    case "no-df": self = .noDegreesOfFreedom
    case "single-psu": self = .singlePSU
    case "few-df", "low-df", "df-below-8": self = .fewDegreesOfFreedom
    case "zero-or-one", "extreme", "rate-0-or-1": self = .extremeRate
    case "small-cell": self = .suppressedSmallCell
    case "complement", "complementary": self = .suppressedComplement
    case "model-based": self = .modelBased
    case "provisional": self = .provisional
    case "not-comparable": self = .notComparable
    default: return nil
    }
  }
}

/// What a plan asks of a figure.
public struct ReportTarget: Hashable, Sendable {
  /// The direction of the comparison.
  public enum Comparison: String, CaseIterable, Hashable, Sendable {
    /// At least the value ("đạt tối thiểu").
    case atLeast = ">="
    /// At most the value.
    case atMost = "<="
    /// More than the value.
    case above = ">"
    /// Less than the value.
    case below = "<"
    /// Exactly the value.
    case equal = "="
  }

  /// The direction.
  public var comparison: Comparison
  /// The threshold, in `unit`.
  public var value: Double
  /// Upper end of a range such as "01–04 bậc"; `nil` for a single number.
  public var upper: Double?
  /// The unit of `value`.
  public var unit: FigureUnit

  /// Makes a target.
  public init(
    _ comparison: Comparison, _ value: Double, upper: Double? = nil, unit: FigureUnit = .share
  ) {
    self.comparison = comparison
    self.value = value
    self.upper = upper
    self.unit = unit
  }
}
