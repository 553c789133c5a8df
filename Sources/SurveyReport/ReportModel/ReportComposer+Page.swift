public import PlanModel

extension ReportComposer {
  /// A whole scoreboard as a page; areas, flagged areas, answers and data quality are the caller's
  /// to add, since the store does not keep them.
  ///
  /// - Parameters:
  ///   - scoreboard: The scoreboard of the period.
  ///   - generatedAt: When the report is made, as printed.
  ///   - provenance: Program, options and source files.
  ///   - surveyOnly: Leaves out administrative indicators, ranks, milestones and tasks.
  public func page(
    _ scoreboard: Scoreboard, generatedAt: String, provenance: ReportPage.Provenance,
    surveyOnly: Bool = false
  ) -> ReportPage {
    let plan = scoreboard.plan
    let lines = scoreboard.lines.filter { !surveyOnly || $0.indicator.kind == .survey }
    var rows = lines.map { row($0, period: scoreboard.period, plan: plan) }
    let stages = lines.compactMap(\.stage)
    let isProvisional = stages.contains(.provisional)
    if isProvisional, !stages.contains(where: { $0 != .provisional }) {
      // The page says it once for all figures.
      for index in rows.indices {
        rows[index].figure?.footnotes.removeAll { $0 == .reason(.provisional) }
      }
    }
    let tables = lines.compactMap { line -> RateTable? in
      line.units.isEmpty ? nil : units(line.units, indicator: line.indicator)
    }
    return ReportPage(
      language: language,
      plan: ReportPage.Plan(
        id: plan.id, title: plan.title, number: plan.number, issuer: plan.issuer,
        date: plan.date.map(wording.date)),
      period: period(
        scoreboard.period, span: scoreboard.span, isProvisional: isProvisional),
      generatedAt: generatedAt, indicators: rows, tables: tables,
      missing: missing(scoreboard, among: lines), tasks: surveyOnly ? [] : tasks(scoreboard),
      level: lines.compactMap(\.verdict.level).first ?? 0.95,
      hasProbabilityDesign: !lines.contains { $0.verdict.notes.contains(.modelBased) },
      provenance: provenance)
  }

  /// A period with its days.
  public func period(
    _ period: Period, span: ClosedRange<PlanDate>? = nil, isProvisional: Bool = false
  ) -> ReportPage.Period {
    ReportPage.Period(
      id: period.description, title: wording.periodTitle(period),
      from: span.map { wording.date($0.lowerBound) }, to: span.map { wording.date($0.upperBound) },
      isProvisional: isProvisional)
  }

  /// Tasks that are overdue, due in the period, or done without a product that was reported.
  public func tasks(_ scoreboard: Scoreboard) -> [ReportPage.TaskRow] {
    scoreboard.tasks.compactMap { line in
      let state: ReportPage.TaskRow.State
      switch line.term {
      case .overdue: state = .overdue
      case .due: state = .due
      case .done where line.report?.product == nil: state = .withoutProduct
      case .done, .later, .continuous, .undated: return nil
      }
      return ReportPage.TaskRow(
        id: line.task.id, clause: line.task.clause, task: line.task.task,
        product: line.report?.product ?? line.task.product, lead: line.task.lead,
        due: line.task.due.text ?? line.task.due.to.map(wording.date) ?? wording.dash,
        state: state)
    }
  }

  /// One item for each indicator without a figure, with the agencies that have to deliver it.
  public func missing(_ scoreboard: Scoreboard) -> [ReportPage.MissingItem] {
    missing(scoreboard, among: scoreboard.lines)
  }

  private func missing(
    _ scoreboard: Scoreboard, among lines: [Scoreboard.Line]
  ) -> [ReportPage.MissingItem] {
    lines.compactMap { line in
      let agencies = scoreboard.missing
        .filter { $0.indicators.contains(line.indicator.id) }.compactMap(\.agency)
      let isMissing = scoreboard.missing.contains { $0.indicators.contains(line.indicator.id) }
      guard isMissing else { return nil }
      return ReportPage.MissingItem(
        what: title(line.indicator), clause: line.indicator.clause,
        target: line.indicator.target.map { ReportTarget($0, unit: line.indicator.unit) },
        from: agencies)
    }
  }
}

extension Wording {
  /// A date as read: `14/6/2025` in Vietnamese, `2025-06-14` in English.
  public func date(_ date: PlanDate) -> String {
    language == .vietnamese ? "\(date.day)/\(date.month)/\(date.year)" : date.description
  }

  /// A period as read: `6 tháng đầu năm 2025`.
  public func periodTitle(_ period: Period) -> String {
    let year = String(period.year)
    let roman = ["I", "II", "III", "IV"]
    let isFirst = period.number == 1
    switch (language, period.kind) {
    case (.vietnamese, .month): return "Tháng \(period.number) năm \(year)"
    case (.vietnamese, .quarter): return "Quý \(roman[(period.number - 1) % 4]) năm \(year)"
    case (.vietnamese, .halfYear): return "6 tháng \(isFirst ? "đầu" : "cuối") năm \(year)"
    case (.vietnamese, .nineMonths): return "9 tháng đầu năm \(year)"
    case (.vietnamese, .year): return "Năm \(year)"
    case (.english, .month):
      return "\(Self.englishMonths[(period.number - 1) % 12]) \(year)"
    case (.english, .quarter): return "Quarter \(period.number) of \(year)"
    case (.english, .halfYear): return "\(isFirst ? "First" : "Second") half of \(year)"
    case (.english, .nineMonths): return "First nine months of \(year)"
    case (.english, .year): return "Year \(year)"
    }
  }

  private static let englishMonths = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
}
