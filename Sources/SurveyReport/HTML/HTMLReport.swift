import PlanModel

/// Renders a page as one self-contained HTML file: no network, no script, charts as inline SVG.
///
/// The text is also well-formed XML. Every chart has a table with the same figures beside it.
public struct HTMLReport: Sendable {
  /// The page.
  public let page: ReportPage
  let wording: Wording
  let tables: ReportTables

  /// Makes a renderer of a page in the page's language.
  public init(_ page: ReportPage) {
    self.page = page
    wording = Wording(page.language)
    tables = ReportTables(wording, level: page.level)
  }

  /// The whole document.
  public func render() -> String {
    var footnotes = Footnotes()
    var body: [Markup] = [header]
    body += section("summary", .sectionHeadline, summary)
    body += section("indicators", .sectionIndicators, indicators(&footnotes))
    body += section("flagged", .sectionFlagged, flagged(&footnotes))
    body += section("areas", .sectionAreas, rates([.area, .domain, .question], &footnotes))
    body += section("units", .sectionUnits, rates([.unit], &footnotes))
    body += section("answers", .sectionDistributions, distributions)
    body += section("missing", .sectionMissing, missing)
    body += section("tasks", .sectionTasks, tasks)
    body += section("quality", .sectionQuality, quality)
    body += section("method", .sectionMethod, method)
    body += section("notes", .sectionFootnotes, notes(footnotes))
    body += section("provenance", .sectionProvenance, provenance)
    body.append(.tag("footer", [:], "\(page.provenance.program) · \(page.generatedAt)"))
    let head: [Markup] = [
      .tag("meta", ["charset": "utf-8"]),
      .tag("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
      .tag("meta", ["name": "generator", "content": page.provenance.program]),
      .tag(
        "meta",
        [
          "http-equiv": "Content-Security-Policy",
          "content": "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
        ]),
      .tag("title", [:], "\(wording[.reportKind]) – \(page.plan.title) – \(page.period.title)"),
      .tag("style", [:], Stylesheet.text),
    ]
    let document = Markup.tag(
      "html",
      [
        "xmlns": "http://www.w3.org/1999/xhtml", "lang": page.language.rawValue,
        "xml:lang": page.language.rawValue,
      ], [.tag("head", [:], head), .tag("body", [:], [.tag("main", [:], body)])])
    return "<!DOCTYPE html>\n" + document.serialized + "\n"
  }

  private func section(_ id: String, _ title: Phrase, _ content: [Markup]) -> [Markup] {
    guard !content.isEmpty else { return [] }
    let heading = Markup.tag("h2", ["id": id + "-title"], wording[title])
    return [
      .tag("section", ["id": id, "aria-labelledby": id + "-title"], [heading] + content)
    ]
  }

  // MARK: Header and summary

  private var header: Markup {
    var plan = page.plan.title
    if let number = page.plan.number { plan += " (\(number))" }
    var meta: [Markup] = []
    func add(_ phrase: Phrase, _ value: String?) {
      guard let value else { return }
      meta.append(.tag("li", [:], [.text(wording[phrase] + ": "), .tag("b", [:], value)]))
    }
    add(.period, wording.period(page.period))
    add(.issuer, page.plan.issuer)
    add(.generatedAt, page.generatedAt)
    var contents: [Markup] = [
      .tag("p", ["class": "kicker"], wording[.reportKind]),
      .tag("h1", [:], page.period.title),
      .tag("p", ["class": "plan"], plan),
      .tag("ul", ["class": "meta"], meta),
    ]
    contents.append(navigation)
    return .tag("header", [:], contents)
  }

  private var navigation: Markup {
    var links: [(String, Phrase)] = [("indicators", .sectionIndicators)]
    if page.hasFigures { links.append(("flagged", .sectionFlagged)) }
    if page.tables.contains(where: { $0.kind != .unit }) { links.append(("areas", .sectionAreas)) }
    if page.tables.contains(where: { $0.kind == .unit }) { links.append(("units", .sectionUnits)) }
    if !page.quality.isEmpty { links.append(("quality", .sectionQuality)) }
    if !method.isEmpty { links.append(("method", .sectionMethod)) }
    links.append(("provenance", .sectionProvenance))
    let items = links.map { id, phrase in
      Markup.tag("li", [:], [.tag("a", ["href": "#" + id], wording[phrase])])
    }
    return .tag(
      "nav", ["aria-label": wording[.contents]],
      [.tag("ul", [:], items)])
  }

  private var summary: [Markup] {
    let tiles = wording.statusCounts(page.indicators).map { status, count in
      Markup.tag(
        "li", ["class": "b-\(status.rawValue)"],
        [
          .tag("span", ["class": "number s-\(status.rawValue)"], wording.numbers.integer(count)),
          .tag("span", ["class": "word s-\(status.rawValue)"], wording.statusMark(status)),
        ])
    }
    let sentences = page.headline.isEmpty ? wording.headline(page.indicators) : page.headline
    return [
      .tag("ul", ["class": "tiles"], tiles),
      .tag("ul", ["class": "headline"], sentences.map { .tag("li", [:], $0) }),
    ]
  }

  // MARK: Indicators

  private func indicators(_ footnotes: inout Footnotes) -> [Markup] {
    guard !page.indicatorsWithData.isEmpty else { return [.tag("p", [:], wording[.noFigures])] }
    var content: [Markup] = []
    let charted = page.indicators.filter { $0.figure?.unit == .share }
    if !charted.isEmpty {
      let chart = IntervalChart(
        rows: charted.map { row in
          IntervalChart.Row(
            label: row.title, detail: row.clause, figure: row.figure ?? ReportFigure(value: nil),
            status: row.status, evidence: row.evidence, target: row.target,
            isPart: row.partOf != nil)
        }, description: wording[.chartIndicators], wording: wording)
      content.append(figure(wording[.chartIndicators], chart.markup, wording[.chartReading]))
    }
    content.append(indicatorTable(&footnotes))
    content.append(.tag("p", ["class": "note"], wording[.symbolLegend]))
    return content
  }

  private func indicatorTable(_ footnotes: inout Footnotes) -> Markup {
    let indicators = page.indicatorsWithData
    let hasTrend = indicators.contains { $0.trend != nil }
    let headings: [(String, String)] =
      [
        (wording[.clause], ""), (wording[.indicator], ""), (wording[.target], "num"),
        (wording[.value], "num"), (wording[.answers], "num"),
        (wording[IndicatorRow.gapHeading(indicators)], "num"),
        (wording[.status], ""),
      ] + (hasTrend ? [(wording[.trend], "")] : [])
    let head = headings.map { title, style in
      Markup.tag("th", ["scope": "col", "class": style], title)
    }
    var bodies: [Markup] = []
    let hasAreas = Set(indicators.map(\.contentArea)).count > 1
    var area: ContentArea?
    for row in indicators {
      if hasAreas, row.contentArea != area, let next = row.contentArea {
        bodies.append(areaHeading(next, columns: headings.count))
      }
      area = row.contentArea
      bodies.append(indicatorBody(row, hasTrend: hasTrend, columns: headings.count, &footnotes))
    }
    return .tag(
      "div", ["class": "scroll"],
      [
        .tag(
          "table", ["class": "indicators"],
          [
            .tag("caption", ["class": "hidden"], wording[.sectionIndicators]),
            .tag(
              "colgroup", [:],
              Self.columnWidths(hasTrend: hasTrend).map { .tag("col", ["style": "width: \($0)%"]) }),
            .tag("thead", [:], [.tag("tr", [:], head)]),
          ] + bodies)
      ])
  }

  /// Per cent of the table's width, in the order of the columns.
  private static func columnWidths(hasTrend: Bool) -> [Int] {
    hasTrend ? [7, 29, 8, 12, 9, 8, 13, 14] : [7, 38, 8, 13, 10, 9, 15]
  }

  private func areaHeading(_ area: ContentArea, columns: Int) -> Markup {
    let title = Markup.tag(
      "th", ["scope": "colgroup", "colspan": String(columns)], "\(area.id). \(area.title)")
    return .tag("tbody", ["class": "group"], [.tag("tr", [:], [title])])
  }

  private func indicatorBody(
    _ row: IndicatorRow, hasTrend: Bool, columns: Int, _ footnotes: inout Footnotes
  ) -> Markup {
    let figure = row.figure?.shown
    let interval = wording.interval(row.figure, target: row.target)
    // A milestone's value is words, which need room more than size.
    let isWords = (row.figure?.unit ?? row.target?.unit) == .milestone
    let number = isWords ? "num words" : "num"
    var value: [Markup] = [
      .tag(
        "span", ["class": row.figure?.isSuppressed == true || isWords ? "" : "big"],
        wording.value(row.figure, target: row.target))
    ]
    value += marks(footnotes.numbers(row.figure))
    if interval != wording.dash { value.append(sub(interval)) }
    var answers: [Markup] = [.text(wording.count(figure?.n))]
    if let effective = figure?.nEffective {
      let name = wording[.effectiveAnswers].lowercasedFirst
      answers.append(sub("\(name) \(wording.effective(effective))"))
    }
    var status = [statusMark(row.status)]
    if let evidence = row.evidence { status.append(sub(wording.evidence(evidence))) }
    if let more = row.moreNeeded {
      status.append(sub("\(wording[.moreNeeded].lowercasedFirst): \(wording.count(more))"))
    }
    var title: [Markup] = [.text(row.title)]
    if let scope = row.scope { title.append(sub(scope)) }
    if !row.lead.isEmpty {
      title.append(sub("\(wording[.lead]): \(row.lead.joined(separator: "; "))"))
    }
    var cells: [Markup] = [
      .tag("td", [:], row.clause),
      .tag("th", ["scope": "row"], title),
      .tag("td", ["class": number], row.target.map(wording.target) ?? wording.dash),
      .tag("td", ["class": number], value),
      .tag("td", ["class": "num"], answers),
      .tag("td", ["class": "num"], tables.gap(row)),
      .tag("td", [:], status),
    ]
    if hasTrend { cells.append(.tag("td", [:], trend(row))) }
    let details = indicatorDetails(row)
    var classes = details.isEmpty ? "single" : "main"
    if row.partOf != nil { classes += " part" }
    var rows: [Markup] = [.tag("tr", ["class": classes], cells)]
    guard !details.isEmpty else { return .tag("tbody", [:], rows) }
    rows.append(
      .tag(
        "tr", ["class": "more"],
        [
          .tag("td", [:]),
          .tag("td", ["colspan": String(columns - 1)], details.joined(separator: " · ")),
        ]))
    return .tag("tbody", [:], rows)
  }

  private func indicatorDetails(_ row: IndicatorRow) -> [String] {
    var details: [String] = []
    if let measure = row.measure {
      details.append("\(wording[.measure]): \(wording.measure(measure))")
    }
    if let instrument = row.instrument { details.append("\(wording[.instrument]): \(instrument)") }
    if let administrative = row.administrative {
      let value = wording.value(administrative, target: row.target)
      details.append("\(wording[.administrative]): \(value)")
    }
    if !row.sources.isEmpty {
      let sources = row.sources.enumerated().map { index, source in
        let short = source.hasPrefix("sha256:") ? String(source.prefix(19)) + "…" : source
        return row.sourceNames.indices.contains(index) && row.sourceNames.count == row.sources.count
          ? "\(row.sourceNames[index]) (\(short))" : short
      }
      details.append("\(wording[.source]): \(sources.joined(separator: ", "))")
    }
    if let note = row.note { details.append(note) }
    return details
  }

  private func trend(_ row: IndicatorRow) -> [Markup] {
    guard let trend = row.trend else { return [.text(wording.dash)] }
    var items: [Markup] = []
    let chart = Sparkline(trend: trend, target: row.target, status: row.status, wording: wording)
    if let markup = chart.markup { items.append(markup) }
    if let change = wording.trendSentence(trend, unit: row.figure?.unit ?? .share) {
      items.append(sub(change))
    }
    return items.isEmpty ? [.text(wording.dash)] : items
  }
}
