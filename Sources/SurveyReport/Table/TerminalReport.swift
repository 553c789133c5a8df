/// A report page for the terminal: rows by rule, rates by service area, verdicts, what is below target
/// with the questions that pull it down, what is missing.
public struct TerminalReport: Sendable {
  /// The page.
  public let page: ReportPage
  private let wording: Wording
  private let tables: ReportTables

  /// Prepares a page.
  public init(_ page: ReportPage) {
    self.page = page
    wording = Wording(page.language)
    tables = ReportTables(wording, level: page.level)
  }

  /// The page as text.
  ///
  /// - Parameter style: Width and colour of the terminal.
  public func render(_ style: TextTable.Style = TextTable.Style()) -> String {
    let renderer = TextTable(style)
    var parts = [
      TerminalText.sanitized("\(page.plan.title) · \(wording.period(page.period))") + "\n"
        + headline.map { TerminalText.sanitized($0) + "\n" }.joined()
    ]
    for quality in page.quality {
      var text =
        TerminalText.sanitized(quality.title) + "\n  " + wording.rowsSentence(quality) + "\n"
      for rule in quality.rules where rule.consequence == .reject {
        text +=
          "    \(TerminalText.sanitized(rule.title)) (\(rule.id)): \(wording.count(rule.count))\n"
      }
      parts.append(text)
    }
    for table in page.tables where table.kind == .area {
      parts.append(renderer.render(tables.rates(table)))
    }
    let judged = page.indicators.filter { $0.figure != nil }
    if !judged.isEmpty { parts.append(renderer.render(tables.indicators(judged))) }
    if !page.flagged.isEmpty {
      var text = "\(wording[.sectionFlagged])\n"
      for area in page.flagged {
        text +=
          "\n" + TerminalText.sanitized("\(area.label)") + "\n  "
          + TerminalText.sanitized(wording.flaggedSentence(area)) + "\n"
        if !area.questions.isEmpty {
          text += indented(renderer.render(tables.questions(area)))
        }
      }
      parts.append(text)
    }
    if !page.missing.isEmpty {
      var missing = tables.missing(page.missing)
      missing.title = wording[.sectionMissing]
      parts.append(renderer.render(missing))
    }
    return parts.joined(separator: "\n")
  }

  private var headline: [String] {
    page.headline.isEmpty ? wording.headline(page.indicators) : page.headline
  }

  private func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "  " + $0 }.joined(separator: "\n")
  }
}
