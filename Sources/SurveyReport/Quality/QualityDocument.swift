/// Renders a data-quality report as text for a terminal or as Markdown.
public struct QualityDocument: Sendable {
  /// The report.
  public let report: QualityReport
  /// Words and numbers.
  public let wording: Wording

  /// Makes a document.
  public init(_ report: QualityReport, wording: Wording) {
    self.report = report
    self.wording = wording
  }

  /// The report for a terminal.
  public func text(_ style: TextTable.Style = TextTable.Style()) -> String {
    let renderer = TextTable(style)
    var output = TerminalText.sanitized(report.title) + "\n" + wording.rowsSentence(report) + "\n"
    if report.rules.isEmpty, report.unmapped.isEmpty { output += wording[.noFindings] + "\n" }
    for table in ReportTables(wording).quality(report) {
      output += "\n" + renderer.render(table)
    }
    return output
  }

  /// The report as Markdown, its headings at `headingLevel` and below.
  public func markdown(headingLevel: Int = 1) -> String {
    let marks = String(repeating: "#", count: max(1, headingLevel))
    var output = "\(marks) \(MarkdownTable.escaped(report.title))\n\n"
    output += wording.rowsSentence(report) + "\n\n"
    if report.rules.isEmpty, report.unmapped.isEmpty { output += wording[.noFindings] + "\n\n" }
    for table in ReportTables(wording).quality(report) {
      output += MarkdownTable.render(table) + "\n"
    }
    return output
  }
}
