import PlanModel
import SurveyData
import SurveyEstimation
import SurveyReport

/// Puts a scoreboard and the surveys behind it on the page for the report.
struct ReportPageBuilder {
  let scoreboard: Scoreboard
  let surveys: [SurveyArchive]
  let language: ReportLanguage
  let profile: PublicationProfile
  let isStrict: Bool
  let level: Double
  let generatedAt: String
  let store: String?

  private var isEnglish: Bool { language == .english }

  private func text(_ text: BilingualText) -> String { isEnglish ? text.en : text.vi }

  /// The page.
  ///
  /// - Parameter surveyOnly: Whether administrative indicators, ranks and milestones are left out.
  func page(surveyOnly: Bool = false) -> ReportPage {
    let plan = scoreboard.plan
    let isWanted = { (indicator: Indicator) in !surveyOnly || indicator.kind == .survey }
    let rows = scoreboard.lines.filter { isWanted($0.indicator) }.map(row)
    let wording = Wording(language)
    var page = ReportPage(
      language: language,
      plan: ReportPage.Plan(
        id: plan.id, title: plan.title, number: plan.number, issuer: plan.issuer,
        date: plan.date?.description),
      period: ReportPage.Period(
        id: scoreboard.period.description, title: PeriodWords.title(scoreboard.period, language),
        from: scoreboard.span.lowerBound.description, to: scoreboard.span.upperBound.description,
        isProvisional: scoreboard.lines.contains { $0.stage == .provisional }),
      generatedAt: generatedAt, indicators: rows,
      provenance: ReportPage.Provenance(
        program: ProgramVersion.description,
        instruments: surveys.map { "\($0.estimates.instrument) \($0.estimates.version)" },
        sources: surveys.flatMap { QualityReport($0.check, language: language).sources }, store: store))
    page.headline = wording.headline(rows)
    page.tables = surveys.flatMap(tables)
    page.flagged = flaggedAreas()
    page.distributions = surveys.flatMap(distributions)
    page.quality = surveys.map { QualityReport($0.check, language: language) }
    page.missing = scoreboard.missing.compactMap { item in
      let indicators = item.indicators.compactMap { plan.indicator($0) }.filter(isWanted)
      guard !indicators.isEmpty else { return nil }
      return ReportPage.MissingItem(
        what: indicators.map(title).joined(separator: "; "),
        clause: indicators.map(\.clause).joined(separator: "; "), from: [item.agency].compactMap { $0 })
    }
    page.tasks = surveyOnly ? [] : scoreboard.tasks.compactMap(task)
    page.level = level
    page.hasProbabilityDesign = surveys.allSatisfy(\.estimates.isProbability)
    return page
  }

  private func title(_ indicator: Indicator) -> String {
    isEnglish ? indicator.titleEn ?? indicator.title : indicator.title
  }

  private func survey(for indicator: Indicator) -> SurveyArchive? {
    surveys.first {
      indicator.binding?.families.contains($0.estimates.family.rawValue) ?? false
    }
  }

  private func row(_ line: Scoreboard.Line) -> IndicatorRow {
    let indicator = line.indicator
    return IndicatorRow(
      indicator, line.verdict, plan: scoreboard.plan, profile: profile, isStrict: isStrict,
      language: language,
      instrument: survey(for: indicator).map { "\($0.estimates.instrument) \($0.estimates.version)" },
      trend: line.trend.map { trend(line, $0) },
      administrative: line.otherOrigin.flatMap {
        ReportFigure($0, unit: indicator.unit, profile: profile, language: language)
      })
  }

  private func trend(_ line: Scoreboard.Line, _ trend: Trend) -> FigureTrend {
    let unit = FigureUnit(line.indicator.unit)
    return FigureTrend(
      points: [
        FigureTrend.Point(period: trend.period.description, figure: ReportFigure(value: trend.previous, unit: unit)),
        FigureTrend.Point(
          period: scoreboard.period.description,
          figure: ReportFigure(
            line.verdict, unit: line.indicator.unit, profile: profile, language: language)),
      ],
      difference: ReportFigure(value: trend.difference, low: trend.low, high: trend.high, unit: unit),
      comparedWith: trend.period.description)
  }

  // MARK: Tables

  private func figure(_ estimate: Estimate) -> ReportFigure {
    ReportFigure(profile.applied(to: [estimate])[0], language: language, profile: profile)
  }

  private func tables(_ archive: SurveyArchive) -> [RateTable] {
    let estimates = archive.estimates
    let target = indicators(of: archive).first { $0.binding?.areas.isEmpty ?? true }?.target
    var tables: [RateTable] = []
    tables.append(
      RateTable(
        kind: .area, title: text(estimates.title),
        target: target.map { ReportTarget($0, unit: .percent) },
        rows: zip(estimates.areas, estimates.publishedAreas(profile)).map { area, estimate in
          areaRow(area, estimate, target: self.target(of: area.area, in: archive))
        },
        measure: text(estimates.measureTitle)))
    for line in scoreboard.lines where !line.units.isEmpty && survey(for: line.indicator)?.estimates.instrument == estimates.instrument {
      tables.append(
        RateTable(
          kind: .unit, title: title(line.indicator),
          target: line.indicator.target.map { ReportTarget($0, unit: line.indicator.unit) },
          rows: line.units.map {
            RateTable.Row(
              unit: $0, of: line.indicator, profile: profile, isStrict: isStrict, language: language)
          },
          measure: text(estimates.measureTitle), adjustedFor: line.units.count))
    }
    return tables
  }

  private func indicators(of archive: SurveyArchive) -> [Indicator] {
    scoreboard.plan.indicators.filter {
      $0.binding?.families.contains(archive.estimates.family.rawValue) ?? false
    }
  }

  /// The target that holds for one area: that of the indicator that names it, else of the whole.
  private func target(of area: String, in archive: SurveyArchive) -> Indicator? {
    let candidates = indicators(of: archive)
    return candidates.first { $0.binding?.areas.contains(area) ?? false }
      ?? candidates.first { $0.binding?.areas.isEmpty ?? false }
  }

  /// A row for an area whose publication is decided.
  private func areaRow(
    _ area: AreaEstimate, _ estimate: Estimate, target indicator: Indicator?
  ) -> RateTable.Row {
    let judge = Judge(profile: profile, isStrict: isStrict)
    let verdict = indicator.map { judge.verdict(on: $0, estimate: estimate, respondents: area.respondents) }
    return RateTable.Row(
      id: area.area, label: text(area.title),
      figure: ReportFigure(estimate, language: language, profile: profile),
      status: verdict.map { ReportStatus($0, isStrict: isStrict) } ?? .noTarget,
      evidence: verdict?.evidence.flatMap { ReportEvidence(rawValue: $0.rawValue) },
      target: indicator?.target.map { ReportTarget($0, unit: .percent) })
  }

  // MARK: Flagged areas

  /// Indicators below target, worst first, with the areas and questions that pull them down.
  private func flaggedAreas() -> [FlaggedArea] {
    let flagged = scoreboard.lines.filter { $0.verdict.isFlagged && $0.indicator.kind == .survey }
      .sorted { ($0.verdict.gap ?? 0, $0.indicator.id) < ($1.verdict.gap ?? 0, $1.indicator.id) }
    return flagged.compactMap(flaggedArea)
  }

  private func flaggedArea(_ line: Scoreboard.Line) -> FlaggedArea? {
    let indicator = line.indicator
    guard let figure = ReportFigure(
      line.verdict, unit: indicator.unit, profile: profile, language: language)
    else { return nil }
    var flagged = FlaggedArea(
      id: indicator.id, label: title(indicator), indicator: indicator.id,
      target: indicator.target.map { ReportTarget($0, unit: indicator.unit) }, figure: figure,
      status: ReportStatus(line.verdict, isStrict: isStrict),
      evidence: line.verdict.evidence.flatMap { ReportEvidence(rawValue: $0.rawValue) },
      moreNeeded: line.verdict.moreNeeded, lead: indicator.lead)
    guard let archive = survey(for: indicator) else { return flagged }
    // The questions over all areas of the clause; of the worst area where areas are judged each.
    let wanted = indicator.binding?.areas ?? []
    let figures = archive.estimates.figures.filter { figure in
      figure.figure.element == indicator.binding?.element
        && (figure.figure.areas == wanted
          || indicator.binding?.combine == .each && figure.figure.areas.allSatisfy(wanted.contains))
    }
    guard let worst = figures.filter({ $0.estimate.value != nil })
      .min(by: { ($0.estimate.value ?? 1) < ($1.estimate.value ?? 1) })
    else { return flagged }
    let value = worst.estimate.value ?? 0
    let pulling = worst.questions.filter { ($0.estimate.value ?? 1) < value }
      .sorted { ($0.estimate.value ?? 1, $0.question) < ($1.estimate.value ?? 1, $1.question) }
      .prefix(5)
    flagged.questions = pulling.map {
      FlaggedArea.Question(
        id: $0.question, text: text($0.text), figure: self.figure($0.estimate),
        difference: $0.estimate.value.map { $0 - value })
    }
    flagged.distributions = pulling.map(distribution)
    flagged.units = line.units.filter { $0.status == .below }.reversed().prefix(5).map {
      RateTable.Row(unit: $0, of: indicator, profile: profile, isStrict: isStrict, language: language)
    }
    return flagged
  }

  private func distribution(_ question: QuestionEstimate) -> AnswerDistribution {
    AnswerDistribution(
      id: question.question, text: text(question.text),
      levels: question.levels.map {
        AnswerDistribution.Level(
          label: text($0.label), share: $0.share, isSatisfied: $0.isSatisfied)
      },
      n: question.estimate.n)
  }

  private func distributions(_ archive: SurveyArchive) -> [ReportPage.DistributionGroup] {
    archive.estimates.shownAreas(profile).filter { !$0.questions.isEmpty }.map { area in
      ReportPage.DistributionGroup(
        title: text(area.title), questions: area.questions.map(distribution))
    }
  }

  private func task(_ line: Scoreboard.TaskLine) -> ReportPage.TaskRow? {
    let state: ReportPage.TaskRow.State
    switch line.term {
    case .overdue: state = .overdue
    case .due: state = .due
    case .done: state = line.hasNoProduct ? .withoutProduct : .done
    case .later, .continuous, .undated: return nil
    }
    return ReportPage.TaskRow(
      id: line.task.id, clause: line.task.clause, task: line.task.task,
      product: line.report?.product ?? line.task.product, lead: line.task.lead,
      due: line.task.due.text ?? "", state: state)
  }
}

/// Reporting periods in words.
enum PeriodWords {
  static func title(_ period: Period, _ language: ReportLanguage) -> String {
    let isEnglish = language == .english
    let quarter = ["I", "II", "III", "IV"]
    switch period.kind {
    case .month:
      return isEnglish ? "Month \(period.number) of \(period.year)" : "Tháng \(period.number) năm \(period.year)"
    case .quarter:
      return isEnglish
        ? "Quarter \(period.number) of \(period.year)" : "Quý \(quarter[period.number - 1]) năm \(period.year)"
    case .halfYear:
      let half = period.number == 1 ? ("6 tháng đầu năm", "First six months of") : ("6 tháng cuối năm", "Last six months of")
      return "\(isEnglish ? half.1 : half.0) \(period.year)"
    case .nineMonths:
      return isEnglish ? "Nine months of \(period.year)" : "9 tháng năm \(period.year)"
    case .year: return isEnglish ? "Year \(period.year)" : "Năm \(period.year)"
    }
  }
}
