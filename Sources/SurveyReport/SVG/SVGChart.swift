/// Charts as SVG files of their own, for slides and documents.
public enum SVGChart {
  /// Rates with their intervals against the target: one row per area, unit or question.
  ///
  /// Rows stand in the table's order; more than fourteen are drawn thin.
  public static func intervals(_ table: RateTable, language: ReportLanguage) -> String {
    standalone(IntervalChart(table, wording: Wording(language)).markup)
  }

  /// The answers to each question as a bar of 100 %.
  public static func answers(
    _ questions: [AnswerDistribution], title: String, language: ReportLanguage
  ) -> String {
    standalone(
      AnswerChart(questions: questions, description: title, wording: Wording(language)).markup)
  }

  private static func standalone(_ markup: Markup) -> String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + markup.serialized
  }
}

extension IntervalChart {
  /// Charts with more rows than this use thin rows.
  static let compactRows = 14

  /// The chart of a table of rates.
  init(_ table: RateTable, wording: Wording) {
    rows = table.rows.map { row in
      Row(
        label: row.label, figure: row.figure, status: row.status, evidence: row.evidence,
        target: row.target ?? table.target, rank: table.isRanked ? wording.rank(row) : nil)
    }
    commonTarget = table.commonTarget
    description = wording.caption(table)
    self.wording = wording
    isCompact = table.kind == .unit || table.rows.count > Self.compactRows
  }
}
