import PlanFeed
import PlanModel
import SurveyData
import SurveyEstimation
import SurveyReport

/// The tables of a judgement: service areas, indicators, the areas judged each, units.
struct JudgementTables {
  private let work: SurveyJudging.Result
  private let profile: PublicationProfile
  private let language: ReportLanguage
  private let tables: ReportTables
  private var composer: ReportComposer

  init(_ work: SurveyJudging.Result, profile: PublicationProfile, language: ReportLanguage) {
    self.work = work
    self.profile = profile
    self.language = language
    tables = ReportTables(Wording(language), level: work.estimates.overall.level)
    composer = ReportComposer(
      language: language, profile: profile, isStrict: work.judgement.report.isStrict)
    for area in work.estimates.areas { composer.names[area.area] = text(area.title) }
  }

  func all() -> [ReportTable] {
    [areas(), indicators()] + parts() + units()
  }

  private func text(_ text: BilingualText) -> String { language == .english ? text.en : text.vi }

  /// The rates of the service areas.
  func areas() -> ReportTable {
    tables.rates(
      measured(
        RateTable(
          kind: .area, title: text(work.estimates.title),
          rows: zip(work.estimates.areas, work.estimates.publishedAreas(profile)).map {
            area, estimate in
            RateTable.Row(
              id: area.area, label: text(area.title),
              figure: ReportFigure(estimate, language: language, profile: profile),
              status: .noTarget)
          })))
  }

  /// The table with what its values are.
  private func measured(_ table: RateTable) -> RateTable {
    var table = table
    table.measure = text(work.estimates.measureTitle)
    let kind = work.estimates.measureKind
    table.isOtherShare = kind.isShare && !kind.isSatisfactionRate
    return table
  }

  /// The verdicts on the indicators.
  func indicators() -> ReportTable {
    let report = work.judgement.report
    return tables.indicators(
      zip(work.bindings.bound, report.indicators).map { binding, verdict in
        composer.row(
          verdict, indicator: binding.indicator, plan: work.plan,
          instrument: "\(work.instrument.id) \(work.instrument.version)")
      })
  }

  /// The areas of the indicators that are judged for each of them.
  private func parts() -> [ReportTable] {
    zip(work.bindings.bound, work.judgement.report.indicators).compactMap { binding, verdict in
      guard !verdict.parts.isEmpty else { return nil }
      return tables.rates(measured(composer.areas(verdict, indicator: binding.indicator)))
    }
  }

  private func units() -> [ReportTable] {
    let report = work.judgement.report
    return work.bindings.bound.compactMap { binding in
      let own = report.units.filter { $0.indicator == binding.indicator.id }
      guard !own.isEmpty else { return nil }
      return tables.rates(measured(composer.units(own, indicator: binding.indicator)))
    }
  }

  // MARK: Values

  /// Everything in one table for CSV: ids and numbers, a row for each area, indicator, area judged
  /// each, and unit.
  func values() -> ReportTable {
    let keys = [
      "kind", "id", "area", "unit", "clause", "title", "op", "target", "value", "low", "high", "n",
      "nEffective", "gap", "status", "evidence", "moreNeeded", "rank", "rankBest", "rankWorst",
      "pHolm", "measure", "lead", "notes",
    ]
    let published = zip(work.estimates.areas, work.estimates.publishedAreas(profile))
    var rows = published.map { area, estimate in
      let figure = ReportFigure(estimate, language: language, profile: profile).shown
      return row(
        [
          "kind": .text("area"), "area": .text(area.area), "title": .text(text(area.title)),
          "value": number(figure.value), "low": number(figure.low), "high": number(figure.high),
          "n": count(figure.n), "nEffective": number(figure.nEffective),
          "measure": .text(work.estimates.measureKind.rawValue),
          "notes": .text(estimate.flags.joined(separator: " ")),
        ], keys)
    }
    let report = work.judgement.report
    for verdict in report.indicators {
      rows.append(row(values(of: verdict, kind: "indicator"), keys))
      rows += verdict.parts.map { row(values(of: $0, kind: "part"), keys) }
    }
    rows += report.units.map { row(values(of: $0, kind: "unit"), keys) }
    return ReportTable(columns: keys.map { .init($0, $0) }, rows: rows)
  }

  private func values(of verdict: Verdict, kind: String) -> [String: ReportTable.Raw] {
    [
      "kind": .text(kind), "id": .text(verdict.indicator), "area": .text(verdict.area ?? ""),
      "unit": .text(verdict.unit ?? ""), "clause": .text(verdict.clause),
      "title": .text(verdict.title), "op": .text(verdict.target?.op.rawValue ?? ""),
      "target": number(verdict.target?.value), "value": number(verdict.value),
      "low": number(verdict.low), "high": number(verdict.high), "n": count(verdict.n),
      "nEffective": number(verdict.nEffective), "gap": number(verdict.gap),
      "status": .text(verdict.status.rawValue),
      "evidence": .text(verdict.evidence?.rawValue ?? ""), "moreNeeded": count(verdict.moreNeeded),
      "rank": count(verdict.rank?.rank), "rankBest": count(verdict.rank?.best),
      "rankWorst": count(verdict.rank?.worst), "pHolm": number(verdict.adjustedP),
      "measure": .text(verdict.measure ?? ""),
      "lead": .text(verdict.lead.joined(separator: "; ")),
      "notes": .text(verdict.notes.map(\.rawValue).joined(separator: " ")),
    ]
  }

  private func row(
    _ values: [String: ReportTable.Raw], _ keys: [String]
  ) -> [ReportTable.Cell] {
    keys.map { .init("", raw: values[$0] ?? .empty) }
  }

  private func number(_ value: Double?) -> ReportTable.Raw { value.map { .number($0) } ?? .empty }

  private func count(_ value: Int?) -> ReportTable.Raw { value.map { .integer($0) } ?? .empty }
}
