extension HTMLReport {
  // MARK: Flagged areas

  func flagged(_ footnotes: inout Footnotes) -> [Markup] {
    let areas = page.flaggedAreas
    guard !areas.isEmpty else {
      return page.hasFigures ? [.tag("p", [:], wording[.noneFlagged])] : []
    }
    var content: [Markup] = []
    for area in areas { content.append(card(area, &footnotes)) }
    return content
  }

  private func card(_ area: FlaggedArea, _ footnotes: inout Footnotes) -> Markup {
    let value = wording.value(area.figure, target: area.target)
    var facts: [Markup] = [.tag("span", [:], area.indicator)]
    let interval = wording.interval(area.figure, target: area.target)
    if interval != wording.dash {
      facts.append(fact(wording.intervalHeading(level: page.level), interval))
    }
    if let target = area.target { facts.append(fact(wording[.target], wording.target(target))) }
    if let evidence = area.evidence {
      facts.append(fact(wording[.evidence], wording.evidence(evidence)))
    }
    if let more = area.moreNeeded { facts.append(fact(wording[.moreNeeded], wording.count(more))) }
    if !area.lead.isEmpty {
      facts.append(fact(wording[.lead], area.lead.joined(separator: "; ")))
    }
    var items: [Markup] = [
      .tag(
        "h3", [:],
        [
          .text(area.label),
          .tag("span", ["class": "big s-\(area.status.rawValue)"], value),
          statusMark(area.status),
        ] + marks(footnotes.numbers(area.figure))),
      .tag("p", ["class": "facts"], facts),
    ]
    if !area.questions.isEmpty {
      items.append(questionChart(area))
      let table = tables.questions(area, &footnotes)
      items.append(
        self.table(
          table, caption: wording.questionsCaption(area), headingColumn: 1, isCaptionHidden: true))
    }
    if !area.distributions.isEmpty {
      let chart = AnswerChart(
        questions: area.distributions, description: wording[.sectionDistributions],
        wording: wording)
      items.append(figure(wording[.sectionDistributions], chart.markup, nil))
    }
    if !area.units.isEmpty {
      let table = RateTable(
        kind: .unit, title: wording.unitsCaption(area), target: area.target, rows: area.units)
      items.append(
        self.table(tables.rates(table, &footnotes), caption: table.title, headingColumn: 0))
    }
    return .tag("article", ["class": "b-\(area.status.rawValue)"], items)
  }

  private func fact(_ name: String, _ value: String) -> Markup {
    .tag("span", [:], [.text(name + ": "), .tag("b", [:], value)])
  }

  private func questionChart(_ area: FlaggedArea) -> Markup {
    // Questions have rates; a mean score of the area and a target in points say nothing of them.
    let target = area.target.flatMap { $0.unit == .share ? $0 : nil }
    let rate = area.figure.unit == .share ? area.figure.shown.value : nil
    let reference = rate.map { value in
      (
        share: value,
        label:
          "\(wording[.chartAreaRate]) \(wording.numbers.percent(value, target: target?.value))"
      )
    }
    let rows = area.questions.map { question in
      let value = question.figure.shown.value
      let isShort = target.flatMap { target in value.map { $0 < target.value } } ?? false
      return IntervalChart.Row(
        label: "\(question.id). \(question.text)", figure: question.figure,
        status: question.figure.isSuppressed
          ? .suppressed : (value == nil ? .noData : (isShort ? .below : .met)))
    }
    let caption = wording.questionsCaption(area)
    let chart = IntervalChart(
      rows: rows, commonTarget: target, reference: reference, description: caption,
      wording: wording)
    return figure(caption, chart.markup, nil)
  }

  // MARK: Rates, answers

  func rates(_ kinds: [RateTable.Kind], _ footnotes: inout Footnotes) -> [Markup] {
    var content: [Markup] = []
    for rates in page.tables where kinds.contains(rates.kind) && !rates.rows.isEmpty {
      let caption = wording.caption(rates)
      content.append(.tag("h3", [:], rates.title))
      if rates.hasShares {
        let chart = IntervalChart(rates, wording: wording)
        content.append(figure(wording.captionDetails(rates), chart.markup, wording[.chartReading]))
      } else {
        content.append(.tag("p", ["class": "note"], wording.captionDetails(rates)))
      }
      let printed = tables.rates(rates, &footnotes)
      content.append(
        table(
          printed, caption: caption, headingColumn: rates.isRanked ? 1 : 0, isCaptionHidden: true))
    }
    return content
  }

  var distributions: [Markup] {
    page.distributions.flatMap { group -> [Markup] in
      let chart = AnswerChart(
        questions: group.questions, description: group.title, wording: wording)
      return [figure(group.title, chart.markup, nil)]
    }
  }

  // MARK: Lists

  var missing: [Markup] {
    let items = page.missingItems
    guard !items.isEmpty else { return [] }
    return [
      table(
        tables.missing(items), caption: wording[.sectionMissing], headingColumn: 1,
        isCaptionHidden: true)
    ]
  }

  var tasks: [Markup] {
    guard !page.tasks.isEmpty else { return [] }
    return [
      table(
        tables.tasks(page.tasks), caption: wording[.sectionTasks], headingColumn: 1,
        isCaptionHidden: true)
    ]
  }

  var quality: [Markup] {
    page.quality.flatMap { report -> [Markup] in
      var items: [Markup] = [
        .tag("h3", [:], report.title), .tag("p", [:], wording.rowsSentence(report)),
      ]
      if report.rules.isEmpty, report.unmapped.isEmpty {
        items.append(.tag("p", [:], wording[.noFindings]))
      }
      for printed in tables.quality(report) {
        items.append(table(printed, caption: printed.title, headingColumn: 0))
      }
      return items
    }
  }

  var method: [Markup] {
    let sentences = wording.methodSentences(page)
    guard !sentences.isEmpty else { return [] }
    return [.tag("ul", ["class": "plain"], sentences.map { .tag("li", [:], $0) })]
  }

  func notes(_ footnotes: Footnotes) -> [Markup] {
    guard !footnotes.reasons.isEmpty else { return [] }
    let items = footnotes.reasons.enumerated().map { index, reason in
      Markup.tag("li", ["id": "note-\(index + 1)"], wording.footnote(reason))
    }
    return [.tag("ol", ["class": "notes"], items)]
  }

  var provenance: [Markup] {
    var list: [Markup] = []
    for (name, value) in wording.provenance(page.provenance) {
      list += [.tag("dt", [:], name), .tag("dd", [:], value)]
    }
    for source in page.provenance.sources {
      var value: [Markup] = [
        .text("\(source.file) · \(wording[.rows].lowercasedFirst) \(wording.count(source.rows))")
      ]
      if let digest = source.sha256 {
        value += [.tag("br"), .tag("span", ["class": "digest"], "sha256:" + digest)]
      }
      list += [.tag("dt", [:], wording[.file]), .tag("dd", [:], value)]
    }
    return [.tag("dl", [:], list)]
  }

  // MARK: Building blocks

  func statusMark(_ status: ReportStatus) -> Markup {
    .tag("span", ["class": "status s-\(status.rawValue)"], wording.statusMark(status))
  }

  func sub(_ text: String) -> Markup { .tag("span", ["class": "sub"], text) }

  func marks(_ numbers: [Int]) -> [Markup] {
    numbers.sorted().map { number in
      .tag("sup", [:], [.tag("a", ["href": "#note-\(number)"], "(\(number))")])
    }
  }

  func figure(_ caption: String, _ chart: Markup, _ reading: String?) -> Markup {
    var items: [Markup] = caption.isEmpty ? [chart] : [.tag("figcaption", [:], caption), chart]
    if let reading { items.append(.tag("p", ["class": "note"], reading)) }
    return .tag("figure", [:], items)
  }

  /// A table with its caption; the cells of `headingColumn` are row headings.
  func table(
    _ table: ReportTable, caption: String, headingColumn: Int, isCaptionHidden: Bool = false
  ) -> Markup {
    let head = table.columns.map { column in
      Markup.tag("th", ["scope": "col", "class": style(column)], column.title)
    }
    let rows = table.rows.map { row in
      Markup.tag(
        "tr", [:],
        zip(table.columns, row).enumerated().map { index, pair in
          let (column, cell) = pair
          if index == headingColumn {
            return .tag("th", ["scope": "row", "class": style(column)], cell.text)
          }
          if let status = cell.status {
            return .tag(
              "td", [:],
              [.tag("span", ["class": "s-\(status.rawValue)"], [.tag("b", [:], cell.text)])])
          }
          return .tag("td", ["class": style(column)], cell.text)
        })
    }
    var items: [Markup] = [
      .tag(
        "table", [:],
        [
          .tag("caption", ["class": isCaptionHidden ? "hidden" : "shown"], caption),
          .tag("thead", [:], [.tag("tr", [:], head)]),
          .tag("tbody", [:], rows),
        ])
    ]
    items += table.notes.map { .tag("p", ["class": "note"], $0) }
    return .tag("div", ["class": "scroll"], items)
  }

  private func style(_ column: ReportTable.Column) -> String {
    switch column.alignment {
    case .leading: column.isFlexible ? "" : "text"
    case .trailing: "num"
    case .center: "mid"
    }
  }
}
