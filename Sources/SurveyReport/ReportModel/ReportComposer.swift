public import PlanModel
public import SurveyEstimation

/// Turns verdicts, scoreboards and estimates into what a report prints.
///
/// The one place where this module looks into the plan model: statuses, targets, notes and terms
/// become the report's own, and nothing is computed but what a reader is told (a strict judgement
/// shows an open result as undecided).
public struct ReportComposer: Sendable {
  /// The language of the report's own words.
  public let language: ReportLanguage
  /// The publication profile that was applied, for the thresholds in its footnotes.
  public let profile: PublicationProfile
  /// Whether only conclusive results count.
  public let isStrict: Bool
  /// Names of service areas by id, and of units by code; ids without one are printed as they are.
  public var names: [String: String]
  /// Words and numbers of the language.
  public let wording: Wording

  /// Makes a composer.
  public init(
    language: ReportLanguage, profile: PublicationProfile = .nchs, isStrict: Bool = false,
    names: [String: String] = [:]
  ) {
    self.language = language
    self.profile = profile
    self.isStrict = isStrict
    self.names = names
    wording = Wording(language)
  }

  /// An estimate as a figure with its footnotes.
  public func figure(_ estimate: Estimate) -> ReportFigure {
    ReportFigure(estimate, language: language, profile: profile)
  }

  /// What a verdict says of its value; `nil` without data.
  public func figure(_ verdict: Verdict, unit: Indicator.Unit) -> ReportFigure? {
    let isWithheld = verdict.status == .suppressed
    guard verdict.value != nil || isWithheld else { return nil }
    var notes = verdict.notes.map { note in
      Footnote.text(note.text(language.noteLanguage, profile: profile))
    }
    if isWithheld, notes.isEmpty { notes.append(.reason(.suppressed)) }
    if verdict.evidence == .inconclusive, verdict.low != nil {
      notes.append(.reason(.straddlesTarget))
    }
    if verdict.origin == .administrative { notes.append(.reason(.administrative)) }
    return ReportFigure(
      value: verdict.value, low: verdict.low, high: verdict.high, n: verdict.n,
      nEffective: verdict.nEffective, unit: FigureUnit(unit),
      publication: isWithheld ? .suppress : .show, footnotes: notes)
  }

  /// The status as a reader is told it.
  public func status(_ verdict: Verdict) -> ReportStatus {
    switch verdict.status {
    case .met, .below:
      if isStrict, verdict.evidence == .inconclusive { return .undecided }
      return verdict.status == .met ? .met : .below
    case .noTarget: return .noTarget
    case .noData: return .noData
    case .suppressed: return .suppressed
    }
  }

  /// The evidence; `nil` where nothing is judged or the figure is no sample's.
  public func evidence(_ verdict: Verdict) -> ReportEvidence? {
    guard verdict.origin == .survey else { return nil }
    return switch verdict.evidence {
    case .conclusive: .conclusive
    case .inconclusive: .inconclusive
    case nil: nil
    }
  }

  /// A verdict as a row of the report.
  ///
  /// - Parameters:
  ///   - verdict: The verdict on the plan's whole unit.
  ///   - indicator: The indicator, for its unit and scope.
  ///   - plan: The plan, for the title of the content area.
  ///   - instrument: The instrument with its version, as printed.
  public func row(
    _ verdict: Verdict, indicator: Indicator, plan: Plan? = nil, instrument: String? = nil
  ) -> IndicatorRow {
    var row = IndicatorRow(
      id: indicator.id, title: title(indicator), clause: indicator.clause,
      contentArea: plan?.contentAreas.first { $0.id == indicator.contentArea },
      partOf: indicator.partOf,
      target: indicator.target.map { ReportTarget($0, unit: indicator.unit) },
      figure: figure(verdict, unit: indicator.unit), status: status(verdict),
      evidence: evidence(verdict), moreNeeded: verdict.moreNeeded, lead: verdict.lead,
      cooperating: indicator.cooperating,
      measure: verdict.value == nil ? nil : verdict.measure.map(wording.measure),
      instrument: instrument ?? (verdict.value == nil ? nil : verdict.instrument),
      sources: verdict.source, scope: indicator.scope)
    if let plan, let due = indicator.due?.to, due.year > plan.year, indicator.target != nil {
      row.figure?.footnotes.append(.text(wording.laterTarget(year: due.year)))
    }
    return row
  }

  /// A line of the scoreboard as a row of the report, with its trend and the figure of the other
  /// origin beside it.
  public func row(_ line: Scoreboard.Line, period: Period, plan: Plan? = nil) -> IndicatorRow {
    var row = row(line.verdict, indicator: line.indicator, plan: plan)
    if line.stage == .provisional { row.figure?.footnotes.append(.reason(.provisional)) }
    row.trend = trend(line, period: period, figure: row.figure)
    row.sourceNames = line.sources.map(\.name)
    row.instrument = line.instrument
    let notes = wording.rollUpSentences(line.rollUps)
    if !notes.isEmpty { row.note = notes.joined(separator: "\n") }
    if let other = line.otherOrigin, other.origin == .administrative {
      row.administrative = figure(other, unit: line.indicator.unit)
      row.administrativeStatus = status(other)
    }
    return row
  }

  /// The change since the last comparable period, or why a newer one cannot be compared.
  private func trend(
    _ line: Scoreboard.Line, period: Period, figure: ReportFigure?
  ) -> FigureTrend? {
    guard line.trend != nil || line.incomparable != nil else { return nil }
    let unit = FigureUnit(line.indicator.unit)
    var trend = FigureTrend(
      points: [FigureTrend.Point(period: period.description, figure: figure)],
      incomparable: line.incomparable.map(wording.incomparableSentence))
    if let change = line.trend {
      trend.points.insert(
        FigureTrend.Point(
          period: change.period.description,
          figure: ReportFigure(value: change.previous, unit: unit)), at: 0)
      trend.difference = ReportFigure(
        value: change.difference, low: change.low, high: change.high, unit: unit)
      trend.comparedWith = change.period.description
    }
    return trend
  }

  /// Verdicts on single units as a ranked table.
  ///
  /// - Parameters:
  ///   - verdicts: The units in the order to be printed.
  ///   - indicator: The indicator that they were judged on.
  ///   - title: The table's title; `nil` takes the indicator's.
  public func units(
    _ verdicts: [Verdict], indicator: Indicator, title: String? = nil
  ) -> RateTable {
    let target = indicator.target.map { ReportTarget($0, unit: indicator.unit) }
    let rows = verdicts.compactMap { verdict -> RateTable.Row? in
      guard let figure = figure(verdict, unit: indicator.unit) else { return nil }
      return row(verdict, id: verdict.unit ?? "", figure: figure)
    }
    let measure = verdicts.compactMap(\.measure).first
    // Units that are withheld take no part in the ranks nor in the adjustment.
    let judged = verdicts.count { $0.adjustedP != nil }
    return RateTable(
      kind: .unit, title: title ?? self.title(indicator), target: target, rows: rows,
      measure: measure.map(wording.measure),
      adjustedFor: judged > 1 ? judged : nil)
  }

  /// The parts of a verdict that judges several service areas each.
  public func areas(_ verdict: Verdict, indicator: Indicator, title: String? = nil) -> RateTable {
    let target = indicator.target.map { ReportTarget($0, unit: indicator.unit) }
    let rows = verdict.parts.compactMap { part -> RateTable.Row? in
      guard let figure = figure(part, unit: indicator.unit) else { return nil }
      return row(part, id: part.area ?? "", figure: figure)
    }
    return RateTable(
      kind: .area, title: title ?? self.title(indicator), target: target, rows: rows,
      measure: verdict.measure.map(wording.measure))
  }

  private func row(_ verdict: Verdict, id: String, figure: ReportFigure) -> RateTable.Row {
    RateTable.Row(
      id: id, label: names[id] ?? id, figure: figure, status: status(verdict),
      evidence: evidence(verdict), rank: verdict.rank?.rank, rankBest: verdict.rank?.best,
      rankWorst: verdict.rank?.worst)
  }

  /// An estimate of an area or unit as a row, judged against a target.
  ///
  /// - Parameters:
  ///   - id: Id of the area or code of the unit.
  ///   - label: Its name; `nil` looks it up in `names`.
  ///   - estimate: The estimate, its publication decided.
  ///   - target: The target; `nil` leaves the row without judgement.
  public func row(
    id: String, label: String? = nil, estimate: Estimate, target: Target? = nil
  ) -> RateTable.Row {
    var indicator = Indicator(id: id, title: label ?? id, clause: "", kind: .survey)
    indicator.target = target
    let verdict = Judge(profile: profile, isStrict: isStrict)
      .verdict(on: indicator, estimate: estimate)
    return RateTable.Row(
      id: id, label: label ?? names[id] ?? id,
      figure: figure(verdict, unit: .percent) ?? ReportFigure(value: nil, n: estimate.n),
      status: status(verdict), evidence: evidence(verdict))
  }

  /// The indicator's title in the report's language where the plan file has it.
  public func title(_ indicator: Indicator) -> String {
    language == .english ? indicator.titleEn ?? indicator.title : indicator.title
  }
}

extension FigureUnit {
  /// The unit of an indicator.
  public init(_ unit: Indicator.Unit) {
    self =
      switch unit {
      case .percent: .share
      case .count: .count
      case .rank: .rank
      case .places: .places
      case .points: .number
      case .days: .days
      case .milestone: .milestone
      }
  }
}

extension ReportTarget {
  /// The target of an indicator.
  public init(_ target: Target, unit: Indicator.Unit) {
    let comparison: Comparison =
      switch target.op {
      case .atLeast: .atLeast
      case .above: .above
      case .atMost: .atMost
      case .below: .below
      case .exactly: .equal
      }
    self.init(comparison, target.value, upper: target.to, unit: FigureUnit(unit))
  }
}
