import PlanModel
import SurveyEstimation
import SurveyReport

/// Turns the plan's values into those that reports show; no figure is computed here.
extension FigureUnit {
  init(_ unit: Indicator.Unit) {
    self =
      switch unit {
      case .percent: .share
      case .count: .count
      case .rank: .rank
      case .places: .places
      case .days: .days
      case .milestone: .milestone
      }
  }
}

extension ReportTarget {
  init(_ target: Target, unit: Indicator.Unit) {
    self.init(
      Comparison(rawValue: target.op.rawValue) ?? .atLeast, target.value, upper: target.to,
      unit: FigureUnit(unit))
  }
}

extension ReportStatus {
  /// With `strict`, what is inconclusive is undecided.
  init(_ verdict: Verdict, isStrict: Bool) {
    if isStrict, verdict.evidence == .inconclusive,
      verdict.status == .met || verdict.status == .below
    {
      self = .undecided
      return
    }
    self =
      switch verdict.status {
      case .met: .met
      case .below: .below
      case .noTarget: .noTarget
      case .noData: .noData
      case .suppressed: .suppressed
      }
  }
}

extension ReportFigure {
  /// The figure of a verdict; `nil` when nothing was measured.
  init?(_ verdict: Verdict, unit: Indicator.Unit, profile: PublicationProfile, language: ReportLanguage) {
    guard verdict.value != nil || verdict.status == .suppressed else { return nil }
    let notes = verdict.notes.map {
      Footnote.text($0.text(language == .vietnamese ? .vi : .en, profile: profile))
    }
    self.init(
      value: verdict.value, low: verdict.low, high: verdict.high, n: verdict.n,
      nEffective: verdict.nEffective, unit: FigureUnit(unit),
      publication: verdict.status == .suppressed ? .suppress : .show, footnotes: notes)
  }
}

extension IndicatorRow {
  /// A line of the scoreboard.
  init(
    _ indicator: Indicator, _ verdict: Verdict, plan: Plan, profile: PublicationProfile,
    isStrict: Bool, language: ReportLanguage, instrument: String? = nil, trend: FigureTrend? = nil,
    administrative: ReportFigure? = nil
  ) {
    let isEnglish = language == .english
    self.init(
      id: indicator.id, title: isEnglish ? indicator.titleEn ?? indicator.title : indicator.title,
      clause: indicator.clause,
      contentArea: plan.contentAreas.first { $0.id == indicator.contentArea },
      partOf: indicator.partOf,
      target: indicator.target.map { ReportTarget($0, unit: indicator.unit) },
      figure: ReportFigure(verdict, unit: indicator.unit, profile: profile, language: language),
      status: ReportStatus(verdict, isStrict: isStrict),
      evidence: verdict.evidence.flatMap { ReportEvidence(rawValue: $0.rawValue) },
      moreNeeded: verdict.moreNeeded, lead: indicator.lead, cooperating: indicator.cooperating,
      measure: verdict.measure, instrument: instrument, sources: verdict.source, trend: trend,
      administrative: administrative, scope: indicator.scope, note: nil)
  }
}

extension RateTable.Row {
  /// A unit judged against an indicator.
  init(
    unit verdict: Verdict, of indicator: Indicator, profile: PublicationProfile, isStrict: Bool,
    language: ReportLanguage
  ) {
    self.init(
      id: verdict.unit ?? "", label: verdict.unit ?? "",
      figure: ReportFigure(verdict, unit: indicator.unit, profile: profile, language: language)
        ?? ReportFigure(value: nil, n: verdict.n, unit: FigureUnit(indicator.unit)),
      status: ReportStatus(verdict, isStrict: isStrict),
      evidence: verdict.evidence.flatMap { ReportEvidence(rawValue: $0.rawValue) },
      target: indicator.target.map { ReportTarget($0, unit: indicator.unit) },
      rank: verdict.rank?.rank, rankBest: verdict.rank?.best, rankWorst: verdict.rank?.worst)
  }
}
