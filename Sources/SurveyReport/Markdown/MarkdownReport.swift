/// Renders a page as GitHub-flavoured Markdown.
public struct MarkdownReport: Sendable {
  /// The page.
  public let page: ReportPage
  private let wording: Wording
  private let tables: ReportTables

  /// Makes a renderer of a page in the page's language.
  public init(_ page: ReportPage) {
    self.page = page
    wording = Wording(page.language)
    tables = ReportTables(wording, level: page.level)
  }

  /// The whole page.
  public func render() -> String {
    var output = header()
    section(.sectionHeadline, to: &output)
    let sentences = page.headline.isEmpty ? wording.headline(page.indicators) : page.headline
    for sentence in sentences { output += "- \(escaped(sentence))\n" }
    output += "\n"
    section(.sectionIndicators, to: &output)
    let indicators = page.indicatorsWithData
    output +=
      (indicators.isEmpty
        ? wording[.noFigures] + "\n" : MarkdownTable.render(tables.indicators(indicators))) + "\n"
    for row in page.indicators {
      guard let note = row.note else { continue }
      output += "- \(escaped(row.clause)): \(escaped(note.replacing("\n", with: " ")))\n"
    }
    let trends = tables.trends(page.indicators)
    if !trends.rows.isEmpty {
      section(.sectionTrend, to: &output)
      output += MarkdownTable.render(trends) + "\n"
    }
    flagged(to: &output)
    rates(.sectionAreas, [.area, .domain], to: &output)
    rates(.sectionUnits, [.unit], to: &output)
    lists(to: &output)
    quality(to: &output)
    method(to: &output)
    // Sections begin with a blank line and tables end with one; two say no more than one.
    return output.replacing("\n\n\n", with: "\n\n")
  }

  private func escaped(_ text: String) -> String { MarkdownTable.escaped(text) }

  private func section(_ phrase: Phrase, to output: inout String) {
    output += "\n## \(wording[phrase])\n\n"
  }

  private func header() -> String {
    let title = "\(wording[.reportKind]): \(page.period.title)"
    var output = "# \(escaped(title))\n\n"
    var plan = page.plan.title
    if let number = page.plan.number { plan += " (\(number))" }
    output += "\(wording[.plan]): \(escaped(plan))  \n"
    if let issuer = page.plan.issuer { output += "\(wording[.issuer]): \(escaped(issuer))  \n" }
    output += "\(wording[.period]): \(escaped(wording.period(page.period)))  \n"
    output += "\(wording[.generatedAt]): \(escaped(page.generatedAt))\n"
    return output
  }

  private func flagged(to output: inout String) {
    let areas = page.flaggedAreas
    guard page.hasFigures else { return }
    section(.sectionFlagged, to: &output)
    if areas.isEmpty { output += wording[.noneFlagged] + "\n" }
    for area in areas {
      output += "### \(escaped(area.label))\n\n"
      output += escaped(wording.flaggedSentence(area)) + "\n\n"
      if !area.questions.isEmpty {
        output += MarkdownTable.render(tables.questions(area)) + "\n"
      }
    }
  }

  private func rates(_ phrase: Phrase, _ kinds: [RateTable.Kind], to output: inout String) {
    let matching = page.tables.filter { kinds.contains($0.kind) && !$0.rows.isEmpty }
    guard !matching.isEmpty else { return }
    section(phrase, to: &output)
    for table in matching { output += MarkdownTable.render(tables.rates(table)) + "\n" }
  }

  private func lists(to output: inout String) {
    let missing = page.missingItems
    if !missing.isEmpty {
      section(.sectionMissing, to: &output)
      output += MarkdownTable.render(tables.missing(missing))
    }
    if !page.tasks.isEmpty {
      section(.sectionTasks, to: &output)
      output += MarkdownTable.render(tables.tasks(page.tasks))
    }
  }

  private func quality(to output: inout String) {
    guard !page.quality.isEmpty else { return }
    section(.sectionQuality, to: &output)
    for report in page.quality {
      output += QualityDocument(report, wording: wording).markdown(headingLevel: 3)
    }
  }

  private func method(to output: inout String) {
    let sentences = wording.methodSentences(page)
    if !sentences.isEmpty { section(.sectionMethod, to: &output) }
    for sentence in sentences { output += "- \(escaped(sentence))\n" }
    section(.sectionProvenance, to: &output)
    for (name, value) in wording.provenance(page.provenance) {
      output += "- \(escaped(name)): \(escaped(value))\n"
    }
    for source in page.provenance.sources {
      let digest = source.sha256.map { " · sha256:\($0)" } ?? ""
      output += "- \(escaped(source.file)): \(wording.count(source.rows))\(digest)\n"
    }
  }
}
