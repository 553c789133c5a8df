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

  private var composer: ReportComposer {
    ReportComposer(
      language: language, profile: profile, isStrict: isStrict,
      names: Dictionary(
        scoreboard.lines.flatMap(\.rollUps).compactMap { result in
          result.unit.map { ($0, result.name) }
        }, uniquingKeysWith: { first, _ in first }))
  }

  /// The page.
  ///
  /// - Parameter surveyOnly: Whether administrative indicators, ranks and milestones are left out.
  func page(surveyOnly: Bool = false) -> ReportPage {
    let checks = surveys.map { QualityReport($0.check, language: language) }
    var page = composer.page(
      scoreboard, generatedAt: generatedAt,
      provenance: ReportPage.Provenance(
        program: ProgramVersion.description,
        instruments: surveys.map { "\($0.estimates.instrument) \($0.estimates.version)" },
        sources: sources(checks), store: store),
      surveyOnly: surveyOnly)
    for (index, row) in page.indicators.enumerated() {
      guard let archive = scoreboard.plan.indicator(row.id).flatMap(survey) else { continue }
      page.indicators[index].instrument =
        "\(archive.estimates.instrument) \(archive.estimates.version)"
    }
    // Units of indicators that no kept survey answers: records, rolled-up figures, older stores.
    let others = scoreboard.lines.filter {
      !$0.units.isEmpty && survey(for: $0.indicator) == nil
        && (!surveyOnly || $0.indicator.kind == .survey)
    }.map { composer.units($0.units, indicator: $0.indicator) }
    page.tables = (surveys.flatMap(tables) + others).filter { !$0.rows.isEmpty }
    page.flagged = flaggedAreas()
    page.distributions = surveys.flatMap(distributions)
    page.quality = checks
    page.level = level
    page.hasProbabilityDesign = surveys.allSatisfy(\.estimates.isProbability)
    return page
  }

  /// The files of the surveys, then those of records, each once.
  private func sources(_ checks: [QualityReport]) -> [QualityReport.Source] {
    var sources = checks.flatMap(\.sources)
    var known = Set(sources.compactMap(\.sha256))
    for file in scoreboard.lines.flatMap(\.sources) where known.insert(file.sha256).inserted {
      sources.append(
        QualityReport.Source(
          file: file.name, sha256: file.sha256, encoding: "", delimiter: "", rows: file.rows))
    }
    return sources
  }

  private func title(_ indicator: Indicator) -> String {
    isEnglish ? indicator.titleEn ?? indicator.title : indicator.title
  }

  private func survey(for indicator: Indicator) -> SurveyArchive? {
    surveys.first {
      indicator.binding?.families.contains($0.estimates.family.rawValue) ?? false
    }
  }

  // MARK: Tables

  private func figure(_ estimate: Estimate) -> ReportFigure {
    ReportFigure(profile.applied(to: estimate), language: language, profile: profile)
  }

  private func tables(_ archive: SurveyArchive) -> [RateTable] {
    let estimates = archive.estimates
    let target = indicators(of: archive).first { $0.binding?.areas.isEmpty ?? true }
    var tables: [RateTable] = []
    tables.append(
      measured(
        RateTable(
          kind: .area, title: text(estimates.title),
          target: target?.target.map { ReportTarget($0, unit: target?.unit ?? .percent) },
          rows: zip(estimates.areas, estimates.publishedAreas(profile)).map { area, estimate in
            areaRow(area, estimate, target: self.target(of: area.area, in: archive))
          }), by: estimates))
    for line in scoreboard.lines
    where !line.units.isEmpty
      && survey(for: line.indicator)?.estimates.instrument == estimates.instrument
    {
      tables.append(
        measured(composer.units(line.units, indicator: line.indicator), by: estimates))
    }
    return tables
  }

  /// The table with what its values are.
  private func measured(_ table: RateTable, by estimates: SurveyEstimates) -> RateTable {
    var table = table
    table.measure = text(estimates.measureTitle)
    let kind = estimates.measureKind
    table.isOtherShare = kind.isShare && !kind.isSatisfactionRate
    return table
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
    let verdict = indicator.map {
      judge.verdict(on: $0, estimate: estimate, respondents: area.respondents)
    }
    return RateTable.Row(
      id: area.area, label: text(area.title),
      figure: ReportFigure(estimate, language: language, profile: profile),
      status: verdict.map(composer.status) ?? .noTarget,
      evidence: verdict.flatMap(composer.evidence),
      target: indicator.flatMap { indicator in
        indicator.target.map { ReportTarget($0, unit: indicator.unit) }
      })
  }

  // MARK: Flagged areas

  /// Areas below the target that holds for them, worst first, with the questions and units that pull
  /// them down; an indicator below target without areas of its own stands for itself.
  private func flaggedAreas() -> [FlaggedArea] {
    var flagged: [(gap: Double, area: FlaggedArea)] = []
    for line in scoreboard.lines where line.indicator.kind == .survey {
      let areas = survey(for: line.indicator).map { flaggedAreas(of: line, in: $0) } ?? []
      flagged += areas
      if areas.isEmpty, line.verdict.isFlagged, let own = flaggedIndicator(line) {
        flagged.append((line.verdict.gap ?? 0, own))
      }
    }
    return flagged.enumerated().sorted { left, right in
      let (first, second) = (abs(left.element.gap), abs(right.element.gap))
      return first != second ? first > second : left.offset < right.offset
    }.map(\.element.area)
  }

  private func flaggedIndicator(_ line: Scoreboard.Line) -> FlaggedArea? {
    let row = composer.row(line.verdict, indicator: line.indicator)
    guard let figure = row.figure else { return nil }
    let worst = survey(for: line.indicator).flatMap { worstFigure(line.indicator, in: $0) }
    let pulling = pulling(worst?.questions ?? [], below: worst?.estimate.value ?? 0)
    return FlaggedArea(
      id: row.id, label: row.title, indicator: row.clause, target: row.target, figure: figure,
      status: row.status, evidence: row.evidence, moreNeeded: row.moreNeeded, lead: row.lead,
      questions: questions(
        pulling, against: worst?.estimate.value ?? 0, in: survey(for: line.indicator)),
      distributions: pulling.filter { isPrintable($0.estimate) }.map(distribution),
      units: lowestUnits(line))
  }

  /// The figure over all areas of the clause; that of the worst area where areas are judged each.
  private func worstFigure(_ indicator: Indicator, in archive: SurveyArchive) -> FigureEstimate? {
    let wanted = indicator.binding?.areas ?? []
    return archive.estimates.figures.filter { figure in
      figure.estimate.value != nil && figure.figure.element == indicator.binding?.element
        && (figure.figure.areas == wanted
          || indicator.binding?.combine == .each && figure.figure.areas.allSatisfy(wanted.contains))
    }.min { ($0.estimate.value ?? 1) < ($1.estimate.value ?? 1) }
  }

  /// The questions below a rate, lowest first.
  private func pulling(_ questions: [QuestionEstimate], below value: Double) -> [QuestionEstimate] {
    Array(
      questions.filter { ($0.estimate.value ?? 1) < value }
        .sorted { ($0.estimate.value ?? 1, $0.question) < ($1.estimate.value ?? 1, $1.question) }
        .prefix(Self.questionsPerArea))
  }

  private func questions(
    _ questions: [QuestionEstimate], against value: Double, in archive: SurveyArchive?
  ) -> [FlaggedArea.Question] {
    // Questions have rates of satisfaction, which a mean score is not to be compared with.
    let isRate = archive?.estimates.measureKind.isSatisfactionRate ?? false
    return questions.map { question in
      FlaggedArea.Question(
        id: question.question, text: text(question.text), figure: figure(question.estimate),
        difference: isRate ? question.estimate.value.map { $0 - value } : nil)
    }
  }

  /// The areas for which this indicator sets the target and which lie below it.
  private func flaggedAreas(
    of line: Scoreboard.Line, in archive: SurveyArchive
  ) -> [(gap: Double, area: FlaggedArea)] {
    let judge = Judge(profile: profile, isStrict: isStrict)
    let own = archive.estimates.shownAreas(profile).filter { area in
      target(of: area.area, in: archive)?.id == line.indicator.id
    }
    return own.compactMap { area in
      let verdict = judge.verdict(
        on: line.indicator, estimate: area.estimate, respondents: area.respondents)
      guard verdict.isFlagged, let value = verdict.value,
        let figure = composer.figure(verdict, unit: line.indicator.unit)
      else { return nil }
      let pulling = pulling(area.questions, below: value)
      return (
        verdict.gap ?? 0,
        FlaggedArea(
          id: area.area, label: text(area.title), indicator: title(line.indicator),
          target: line.indicator.target.map { ReportTarget($0, unit: line.indicator.unit) },
          figure: figure, status: composer.status(verdict), evidence: composer.evidence(verdict),
          moreNeeded: verdict.moreNeeded, lead: line.indicator.lead,
          questions: questions(pulling, against: value, in: archive),
          distributions: pulling.filter { isPrintable($0.estimate) }.map(distribution),
          units: own.count == 1 ? lowestUnits(line) : [])
      )
    }
  }

  private func lowestUnits(_ line: Scoreboard.Line) -> [RateTable.Row] {
    composer.units(
      line.units.filter { $0.status == .below }.reversed().prefix(Self.unitsPerArea).map { $0 },
      indicator: line.indicator
    ).rows
  }

  /// As many questions and units as say where to begin.
  private static let questionsPerArea = 5
  private static let unitsPerArea = 5

  /// Whether enough people answered a question for its answers to be told apart.
  private func isPrintable(_ estimate: Estimate) -> Bool {
    !profile.decision(for: estimate).hidesCount
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
        title: text(area.title),
        questions: area.questions.filter { isPrintable($0.estimate) }.map(distribution))
    }
  }
}
