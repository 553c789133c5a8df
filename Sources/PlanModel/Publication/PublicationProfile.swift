internal import Definitions
public import SurveyEstimation

/// Rules by which an estimate may be printed.
///
/// ``nchs`` follows the data presentation standards for proportions of NCHS, Vital and Health
/// Statistics Series 2 no. 175 (2017). The other built-in profiles are shaped like the rules of two
/// public surveys; they are not those surveys' full rules.
public struct PublicationProfile: Hashable, Sendable, Identifiable {
  /// Name, as given to `--publish`.
  public var id: String
  /// What it is, for people.
  public var title: String
  /// Cells of fewer respondents are never printed; 0 for no such rule.
  public var minimumRespondents: Int
  /// Figures on fewer answers are withheld.
  public var minimumAnswers: Int?
  /// Figures on fewer answers are marked.
  public var cautionBelowAnswers: Int?
  /// Rates with a smaller effective sample are withheld.
  public var minimumEffective: Double?
  /// Rates with an interval at least this wide (a share) are withheld.
  public var maximumWidth: Double?
  /// Rates with an interval at most this wide are shown whatever the relative width.
  public var alwaysShownWidth: Double?
  /// Rates with an interval wider than this multiple of the rate are withheld.
  public var maximumRelativeWidth: Double?
  /// Whether a rate whose complement fails the relative width gets a footnote.
  public var hasComplementNote: Bool
  /// Figures with fewer degrees of freedom are marked for review.
  public var reviewBelowDegreesOfFreedom: Double?
  /// Whether rates of 0 and 100 % are marked for review.
  public var reviewsExtremes: Bool

  /// Makes a profile; without arguments it has no rule but the minimum cell.
  public init(
    id: String, title: String, minimumRespondents: Int = 5, minimumAnswers: Int? = nil,
    cautionBelowAnswers: Int? = nil, minimumEffective: Double? = nil, maximumWidth: Double? = nil,
    alwaysShownWidth: Double? = nil, maximumRelativeWidth: Double? = nil,
    hasComplementNote: Bool = false, reviewBelowDegreesOfFreedom: Double? = nil,
    reviewsExtremes: Bool = false
  ) {
    self.id = id
    self.title = title
    self.minimumRespondents = minimumRespondents
    self.minimumAnswers = minimumAnswers
    self.cautionBelowAnswers = cautionBelowAnswers
    self.minimumEffective = minimumEffective
    self.maximumWidth = maximumWidth
    self.alwaysShownWidth = alwaysShownWidth
    self.maximumRelativeWidth = maximumRelativeWidth
    self.hasComplementNote = hasComplementNote
    self.reviewBelowDegreesOfFreedom = reviewBelowDegreesOfFreedom
    self.reviewsExtremes = reviewsExtremes
  }

  /// The rules of NCHS Series 2 no 175: effective n 30, width 30 points, relative width 130 %, df 8.
  public static let nchs = PublicationProfile(
    id: "nchs", title: "NCHS Series 2 no. 175", minimumEffective: 30, maximumWidth: 0.30,
    alwaysShownWidth: 0.05, maximumRelativeWidth: 1.30, hasComplementNote: true,
    reviewBelowDegreesOfFreedom: 8, reviewsExtremes: true)

  /// Like the HCAHPS hospital survey: withheld under 25 answers, caution under 100.
  public static let hcahpsLike = PublicationProfile(
    id: "hcahps-like", title: "HCAHPS-like: 25 answers, caution below 100", minimumAnswers: 25,
    cautionBelowAnswers: 100)

  /// Like the GP Patient Survey of England: withheld under 10 answers.
  public static let gppsLike = PublicationProfile(
    id: "gpps-like", title: "GPPS-like: 10 answers", minimumAnswers: 10)

  /// Everything is shown; for one's own eyes.
  public static let none = PublicationProfile(
    id: "none", title: "No rule", minimumRespondents: 0)

  /// The profiles that need no file.
  public static let builtIn = [nchs, hcahpsLike, gppsLike, none]

  /// The built-in profile with a name.
  ///
  /// - Throws: ``PlanError`` of kind `unknownReference`, suggesting the nearest name.
  public static func named(_ name: String) throws(PlanError) -> PublicationProfile {
    guard let profile = builtIn.first(where: { $0.id == name }) else {
      throw PlanError(
        .unknownReference, cause: "there is no publication profile `\(name)`",
        fix: NearestName.suggestion(for: name, in: builtIn.map(\.id), what: "profiles")
          + "; or give the path of a file", vi: "không có quy tắc công bố `\(name)`",
        viFix: NearestName.vietnameseSuggestion(
          for: name, in: builtIn.map(\.id), what: "các quy tắc công bố")
          + "; hoặc ghi đường dẫn một tệp")
    }
    return profile
  }

  /// Reads a profile file (`schema: hailong.publication/1`).
  ///
  /// A profile of one's own cannot go below the minimum cell of 5 unless it says
  /// `minimumRespondents` itself.
  public init(yaml text: String, file: String) throws(PlanError) {
    let root = try DocumentNode(yaml: text, file: file, as: .publication)
    var reader = try MappingReader(root, what: "a publication profile", vi: "quy tắc công bố")
    try PlanSchema.publication.check(&reader)
    self.init(
      id: try reader.string("id"), title: try reader.string("title"),
      minimumRespondents: try reader.optionalInteger("minimumRespondents") ?? 5,
      minimumAnswers: try reader.optionalInteger("minimumAnswers"),
      cautionBelowAnswers: try reader.optionalInteger("cautionBelowAnswers"),
      minimumEffective: try reader.optionalNumber("minimumEffective"),
      maximumWidth: try reader.optionalNumber("maximumWidth"),
      alwaysShownWidth: try reader.optionalNumber("alwaysShownWidth"),
      maximumRelativeWidth: try reader.optionalNumber("maximumRelativeWidth"),
      hasComplementNote: try reader.flag("complementNote", default: false),
      reviewBelowDegreesOfFreedom: try reader.optionalNumber("reviewBelowDegreesOfFreedom"),
      reviewsExtremes: try reader.flag("reviewExtremes", default: false))
    try reader.finish()
    let limits: [Double?] = [
      Double(minimumRespondents), minimumAnswers.map(Double.init),
      cautionBelowAnswers.map(Double.init), minimumEffective, maximumWidth, alwaysShownWidth,
      maximumRelativeWidth, reviewBelowDegreesOfFreedom,
    ]
    if limits.contains(where: { ($0 ?? 0) < 0 }) {
      throw PlanError(
        .invalidValue, at: root.place, cause: "a threshold is negative", vi: "một ngưỡng là số âm")
    }
  }
}

/// What a profile says about one estimate.
public struct PublicationDecision: Hashable, Sendable {
  /// Whether it may be printed.
  public var publication: Publication
  /// Reasons and footnotes, gravest first.
  public var notes: [PublicationNote]

  /// Makes a decision.
  public init(_ publication: Publication, notes: [PublicationNote] = []) {
    self.publication = publication
    self.notes = notes
  }

  /// Whether the number of answers is itself what must not be printed.
  public var hidesCount: Bool { PublicationNote.hideCount(notes) }

  /// The decision for a cell from which another one could be worked out.
  var withheldForOthers: PublicationDecision {
    PublicationDecision(
      .suppress, notes: (publication == .suppress ? notes : []) + [.complementary])
  }

  /// The estimate with this decision, the reasons as flags.
  public func marking(_ estimate: Estimate) -> Estimate {
    var marked = estimate
    marked.publication = publication
    for note in notes where !marked.flags.contains(note.rawValue) {
      marked.flags.append(note.rawValue)
    }
    return marked
  }
}

extension PublicationProfile {
  /// Judges whether an estimate may be printed.
  ///
  /// The width rules hold for rates and composite rates; other statistics keep the rules on counts
  /// and degrees of freedom. The relative width is not defined at 0 and 100 %. An estimate without
  /// answers is shown as empty: it says nothing about anybody.
  ///
  /// - Parameters:
  ///   - estimate: The estimate with its interval.
  ///   - respondents: People behind it, when an answer is not a person (pooled answers of several
  ///     questions); `nil` when every answer is another person's.
  public func decision(for estimate: Estimate, respondents: Int? = nil) -> PublicationDecision {
    guard estimate.n > 0 else { return PublicationDecision(.show) }
    var withheld: [PublicationNote] = []
    if (respondents ?? estimate.n) < minimumRespondents { withheld.append(.smallCell) }
    if let minimumAnswers, estimate.n < minimumAnswers { withheld.append(.fewAnswers) }
    let isShare = estimate.statistic == "rate" || estimate.statistic == "composite"
    var remarks: [PublicationNote] = []
    if isShare, let value = estimate.value {
      let isExtreme = value <= 0 || value >= 1
      let effective = estimate.nEffective ?? (isExtreme ? Double(estimate.n) : nil)
      if let minimumEffective, let effective, effective < minimumEffective {
        withheld.append(.effectiveSample)
      }
      if let low = estimate.low, let high = estimate.high {
        let notes = widthNotes(value: value, width: high - low)
        withheld += notes.filter { $0 != .complementUnreliable }
        remarks += notes.filter { $0 == .complementUnreliable }
      }
      if isExtreme, reviewsExtremes { remarks.append(.extremeRate) }
    }
    if !withheld.isEmpty { return PublicationDecision(.suppress, notes: withheld) }
    if let limit = reviewBelowDegreesOfFreedom, estimate.degreesOfFreedom < limit {
      remarks.insert(.fewDegreesOfFreedom, at: 0)
    }
    if isShare, estimate.value != nil, estimate.low == nil || estimate.high == nil {
      remarks.append(.noInterval)
    }
    if let cautionBelowAnswers, estimate.n < cautionBelowAnswers { remarks.append(.caution) }
    // The complement and caution notes are for the reader; the others ask for a second look.
    let needsReview = remarks.contains {
      $0 == .fewDegreesOfFreedom || $0 == .extremeRate || ($0 == .noInterval && hasWidthRules)
    }
    return PublicationDecision(needsReview ? .review : .show, notes: remarks)
  }

  private var hasWidthRules: Bool { maximumWidth != nil || maximumRelativeWidth != nil }

  private func widthNotes(value: Double, width: Double) -> [PublicationNote] {
    if let alwaysShownWidth, width <= alwaysShownWidth { return [] }
    if let maximumWidth, width >= maximumWidth { return [.wideInterval] }
    guard let limit = maximumRelativeWidth, value > 0, value < 1 else { return [] }
    if width / value > limit { return [.relativeWidth] }
    return hasComplementNote && width / (1 - value) > limit ? [.complementUnreliable] : []
  }

  /// The estimate with ``Estimate/publication`` set by this profile, and the reasons as flags.
  ///
  /// It is judged by itself; for figures that stand in a table see ``PublishedTable``.
  public func applied(to estimate: Estimate, respondents: Int? = nil) -> Estimate {
    decision(for: estimate, respondents: respondents).marking(estimate)
  }
}
