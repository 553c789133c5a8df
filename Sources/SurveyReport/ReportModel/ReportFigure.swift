public import PlanModel
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
  public var footnotes: [Footnote]
  /// Whether the number of answers of a withheld figure would itself give people away.
  public var hidesCount = false

  /// Makes a figure from its parts.
  public init(
    value: Double?, low: Double? = nil, high: Double? = nil, standardError: Double? = nil,
    n: Int? = nil, nEffective: Double? = nil, degreesOfFreedom: Double? = nil,
    designEffect: Double? = nil, missing: Int? = nil, unit: FigureUnit = .share,
    publication: Publication = .show, footnotes: [Footnote] = []
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
  /// The estimate's flags become footnotes: those of the publication profile in its own words with
  /// its thresholds, those of the estimation in the catalogue's. Flags that neither knows are left
  /// to the machine-readable output.
  ///
  /// - Parameters:
  ///   - estimate: The estimate, its publication decided.
  ///   - language: The language of the footnotes.
  ///   - profile: The profile that decided.
  public init(
    _ estimate: Estimate, language: ReportLanguage, profile: PublicationProfile = .nchs
  ) {
    let isShare = estimate.statistic == "rate" || estimate.statistic == "composite"
    var notes: [Footnote] = []
    for flag in estimate.flags {
      let note: Footnote? =
        PublicationNote(rawValue: flag).map {
          .text($0.text(language.noteLanguage, profile: profile))
        }
        ?? FootnoteReason(rawValue: flag).map { .reason($0) }
      if let note, !notes.contains(note) { notes.append(note) }
    }
    if notes.isEmpty {
      if estimate.publication == .suppress { notes.append(.reason(.suppressed)) }
      if estimate.publication == .review { notes.append(.reason(.review)) }
    }
    self.init(
      value: estimate.value, low: estimate.low, high: estimate.high,
      standardError: estimate.standardError, n: estimate.n, nEffective: estimate.nEffective,
      degreesOfFreedom: estimate.degreesOfFreedom, designEffect: estimate.designEffect,
      missing: estimate.missing, unit: isShare ? .share : .number,
      publication: estimate.publication, footnotes: notes)
    hidesCount = PublicationNote.hideCount(
      estimate.flags.compactMap(PublicationNote.init(rawValue:)))
  }

  /// Whether the publication rules forbid printing it.
  public var isSuppressed: Bool { publication == .suppress }

  /// The figure with everything withheld that the publication rules withhold.
  ///
  /// Suppressed: no value, interval, standard error or effective n remain; n remains only when at
  /// least five people stand behind it, and no small cell can be worked out from it.
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
    if hidesCount || (n ?? 0) < ReportFigure.smallestPrintedCount {
      withheld.n = nil
      withheld.missing = nil
    }
    return withheld
  }

  /// Cells of fewer respondents are never printed (design contract, section 6).
  public static let smallestPrintedCount = 5
}

/// A footnote of a figure.
public enum Footnote: Hashable, Sendable {
  /// One with a wording of its own in the catalogue.
  case reason(FootnoteReason)
  /// One that was worded elsewhere, such as the publication profile's with its thresholds.
  case text(String)
}

/// Why a figure carries a footnote; each has one fixed wording per language.
public enum FootnoteReason: String, CaseIterable, Hashable, Sendable {
  /// Withheld by the publication rules.
  case suppressed
  /// Printed, to be reviewed by a statistician.
  case review
  /// The interval contains the target.
  case straddlesTarget
  /// A stratum with a single sampling unit leaves no standard error.
  case singlePSU = "single-psu"
  /// No interval: the design leaves no degrees of freedom.
  case noDegreesOfFreedom = "no-df"
  /// No interval could be computed.
  case noInterval = "no-interval"
  /// No answers in the denominator.
  case noAnswers = "no-answers"
  /// The statistic is not defined for these answers.
  case undefined
  /// The file has no probability design: the interval is model-based.
  case modelBased = "model-based"
  /// The figure comes from administrative records, not from a survey.
  case administrative
  /// Figures may still change.
  case provisional
  /// The source or method changed since the period compared with.
  case notComparable = "not-comparable"
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
