public import PlanModel
public import SurveyEstimation

extension ReportTables {
  /// Estimates as `estimate` prints them: one row per statistic and domain.
  ///
  /// Rates are in per cent; what the publication profile suppresses is not printed, in CSV either.
  ///
  /// - Parameters:
  ///   - estimates: In the order to be printed; their domains may differ in variables.
  ///   - profile: The profile that decided on publication, for the thresholds in its footnotes.
  public func estimates(
    _ estimates: [Estimate], profile: PublicationProfile = .nchs
  ) -> ReportTable {
    var variables: [String] = []
    for estimate in estimates {
      for level in estimate.domain where !variables.contains(level.variable) {
        variables.append(level.variable)
      }
    }
    let named = Set(estimates.map(\.name)).count > 1 || variables.isEmpty
    var columns = variables.map { Column($0, $0, isFlexible: true) }
    if named { columns.insert(Column("name", wording[.statistic], isFlexible: true), at: 0) }
    columns += [
      Column("value", wording[.value], .trailing),
      Column("se", wording[.standardError], .trailing),
      Column("interval", wording.intervalHeading(level: level), .trailing),
      Column("n", wording[.answers], .trailing),
      Column("nEffective", wording[.effectiveAnswers], .trailing),
      Column("deff", wording[.designEffect], .trailing),
      Column("df", wording[.degreesOfFreedom], .trailing),
      Column("missing", wording[.missingRows], .trailing),
    ]
    var footnotes = Footnotes()
    let rows = estimates.map { estimate -> [Cell] in
      let figure = ReportFigure(estimate, language: wording.language, profile: profile)
      let shown = figure.shown
      var cells = variables.map { variable in
        Cell(estimate.domain.first { $0.variable == variable }?.value ?? "")
      }
      if named { cells.insert(Cell(estimate.name), at: 0) }
      let marks = footnotes.marks(figure)
      cells += [
        Cell(wording.value(figure) + marks, raw: number(shown.value)),
        Cell(standardError(shown), raw: number(shown.standardError)),
        Cell(wording.interval(figure), raw: .empty),
        Cell(wording.count(shown.n), raw: integer(shown.n)),
        Cell(wording.effective(shown.nEffective), raw: number(shown.nEffective)),
        Cell(
          shown.designEffect.map { wording.numbers.decimal($0, decimals: 2) } ?? wording.dash,
          raw: number(shown.designEffect)),
        Cell(
          shown.degreesOfFreedom.map { wording.numbers.plain($0, maximum: 1) } ?? wording.dash,
          raw: number(shown.degreesOfFreedom)),
        Cell(wording.count(shown.missing), raw: integer(shown.missing)),
      ]
      return cells
    }
    return ReportTable(columns: columns, rows: rows, notes: footnotes.lines(wording))
  }

  private func standardError(_ figure: ReportFigure) -> String {
    guard let error = figure.standardError else { return wording.dash }
    return figure.unit == .share
      ? wording.numbers.decimal(error * 100, decimals: 2) : wording.amount(error, figure.unit)
  }
}
