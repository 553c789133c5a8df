internal import PlanModel

/// Tables of indicators, rates and estimates in a language.
public struct ReportTables: Sendable {
  /// Words and numbers.
  public let wording: Wording
  /// Confidence level of the intervals.
  public let level: Double

  /// Makes tables in a language; `level` is that of the estimates, 0.95 by default.
  public init(_ wording: Wording, level: Double = 0.95) {
    self.wording = wording
    self.level = level
  }

  typealias Cell = ReportTable.Cell
  typealias Column = ReportTable.Column

  /// The scoreboard: one row per indicator with target, value, interval, verdict and who leads.
  ///
  /// - Parameters:
  ///   - rows: The indicators in the order to be printed.
  ///   - isScoreboard: Adds the trend and the source of each figure.
  ///
  /// A narrow terminal leaves out effective n, answers needed, answers, source, gap, lead and at last
  /// the interval, and says so.
  public func indicators(_ rows: [IndicatorRow], isScoreboard: Bool = false) -> ReportTable {
    var footnotes = Footnotes()
    let hasTrend = isScoreboard && rows.contains { $0.trend != nil }
    var columns: [Column] = [
      Column("clause", wording[.clause], isFlexible: true, minimumWidth: 8),
      Column("indicator", wording[.indicator], isFlexible: true, minimumWidth: 22),
      Column("target", wording[.target], .trailing),
      Column("value", wording[.value], .trailing),
      Column("interval", wording.intervalHeading(level: level), .trailing, hidesAt: 7),
      Column("n", wording[.answers], .trailing, hidesAt: 3),
      Column("nEffective", wording[.effectiveAnswers], .trailing, hidesAt: 1),
      Column("gap", wording[IndicatorRow.gapHeading(rows)], .trailing, hidesAt: 5),
      Column("status", wording[.status], isFlexible: true, minimumWidth: 12),
      Column("moreNeeded", wording[.moreNeeded], .trailing, hidesAt: 2),
    ]
    if hasTrend {
      columns.append(
        Column("trend", wording[.trend], isFlexible: true, minimumWidth: 20, hidesAt: 8))
    }
    columns.append(
      Column("lead", wording[.lead], isFlexible: true, minimumWidth: 14, hidesAt: 6))
    if isScoreboard {
      columns.append(
        Column("source", wording[.source], isFlexible: true, minimumWidth: 14, hidesAt: 4))
    }
    let body = rows.flatMap { $0.withAdministrative(wording) }.map { row -> [Cell] in
      let figure = row.figure?.shown
      var cells: [Cell] = [
        Cell(row.clause),
        Cell(row.partOf == nil ? row.title : partMark + row.title),
        Cell(row.target.map(wording.target) ?? wording.dash, raw: number(row.target?.value)),
        Cell(
          valueBesideStatus(row.figure, row.target) + footnotes.marks(row.figure),
          raw: number(figure?.value)),
        Cell(wording.interval(row.figure, target: row.target), raw: .empty),
        Cell(wording.count(figure?.n), raw: integer(figure?.n)),
        Cell(wording.effective(figure?.nEffective), raw: number(figure?.nEffective)),
        Cell(gap(row), raw: number(row.gap)),
        Cell(
          wording.verdict(row.status, row.evidence), raw: .text(row.status.rawValue),
          status: row.status),
        Cell(wording.count(row.moreNeeded), raw: integer(row.moreNeeded)),
      ]
      if hasTrend {
        let trend = row.trend.flatMap {
          wording.trendSentence($0, unit: row.figure?.unit ?? .share)
        }
        cells.append(Cell(trend ?? wording.dash))
      }
      cells.append(Cell(row.lead.isEmpty ? wording.dash : row.lead.joined(separator: "; ")))
      if isScoreboard { cells.append(Cell(source(row))) }
      return cells
    }
    var table = ReportTable(columns: columns, rows: body, notes: footnotes.lines(wording))
    table.hiddenColumnsNote = wording[.columnsHidden]
    if isScoreboard { table.removeEmptyColumns(wording.dash) }
    if isScoreboard {
      table.notes += rows.compactMap { row in row.note.map { "\(row.clause): \($0)" } }
    }
    return table
  }

  /// Where a row's figures come from: instrument or records, the files, the figure beside it.
  private func source(_ row: IndicatorRow) -> String {
    var parts: [String] = []
    if row.figure != nil { parts.append(row.instrument ?? wording.origin(.administrative)) }
    parts += row.sourceNames
    if let other = row.administrative {
      parts.append("\(wording[.administrative]): \(wording.value(other, target: row.target))")
    }
    return parts.isEmpty ? wording.dash : parts.joined(separator: "; ")
  }

  /// Every field of the indicators as values, for CSV: ids and numbers first, words after.
  public func indicatorValues(_ rows: [IndicatorRow]) -> ReportTable {
    let keys = [
      "id", "clause", "title", "op", "target", "value", "low", "high", "n", "nEffective", "gap",
      "status", "evidence", "moreNeeded", "lead", "measure", "instrument", "source", "sourceNames",
      "contentArea", "change", "changeLow", "changeHigh", "comparedWith", "note",
    ]
    let body = rows.flatMap { $0.withAdministrative(wording) }.map { row -> [Cell] in
      let figure = row.figure?.shown
      return [
        Cell(row.id), Cell(row.clause), Cell(row.title),
        Cell(row.target?.comparison.rawValue ?? ""),
        valueCell(row.target?.value), valueCell(figure?.value), valueCell(figure?.low),
        valueCell(figure?.high), Cell("", raw: integer(figure?.n)),
        valueCell(figure?.nEffective), valueCell(row.gap), Cell(row.status.rawValue),
        Cell(row.evidence?.rawValue ?? ""), Cell("", raw: integer(row.moreNeeded)),
        Cell(row.lead.joined(separator: "; ")), Cell(row.measure ?? ""),
        Cell(row.instrument ?? ""), Cell(row.sources.joined(separator: " ")),
        Cell(row.sourceNames.joined(separator: "; ")), Cell(row.contentArea?.id ?? ""),
        valueCell(row.trend?.difference?.value), valueCell(row.trend?.difference?.low),
        valueCell(row.trend?.difference?.high), Cell(row.trend?.comparedWith ?? ""),
        Cell([row.trend?.incomparable, row.note].compactMap { $0 }.joined(separator: "; ")),
      ]
    }
    return ReportTable(columns: keys.map { Column($0, $0) }, rows: body)
  }

  /// Rates of areas, units or questions, with ranks where the rows have them.
  public func rates(_ table: RateTable) -> ReportTable {
    var footnotes = Footnotes()
    var printed = rates(table, &footnotes)
    printed.notes = footnotes.lines(wording) + printed.notes
    return printed
  }

  /// The same with footnotes numbered by the caller, who prints them.
  func rates(_ table: RateTable, _ footnotes: inout Footnotes) -> ReportTable {
    let ranked = table.isRanked
    let judged = table.target != nil || table.rows.contains { $0.target != nil }
    var columns: [Column] = []
    let note = wording[.columnsHidden]
    if ranked { columns.append(Column("rank", wording[.rank], .trailing)) }
    columns.append(Column(table.kind.rawValue, heading(table.kind), isFlexible: true))
    columns += [
      Column("value", wording[table.valueHeading], .trailing),
      Column("interval", wording.intervalHeading(level: level), .trailing),
      Column("n", wording[.answers], .trailing, hidesAt: 2),
      Column("nEffective", wording[.effectiveAnswers], .trailing, hidesAt: 1),
    ]
    if judged {
      columns += [
        Column("target", wording[.target], .trailing),
        Column("status", wording[.status], isFlexible: true),
      ]
    }
    let body = table.rows.map { row -> [Cell] in
      let target = row.target ?? table.target
      let figure = row.figure.shown
      var cells: [Cell] = []
      if ranked { cells.append(Cell(wording.rank(row), raw: integer(row.rank))) }
      cells += [
        Cell(row.label),
        Cell(
          judged
            ? valueBesideStatus(row.figure, target) + footnotes.marks(row.figure)
            : wording.value(row.figure, target: target) + footnotes.marks(row.figure),
          raw: number(figure.value)),
        Cell(wording.interval(row.figure, target: target), raw: .empty),
        Cell(wording.count(figure.n), raw: integer(figure.n)),
        Cell(wording.effective(figure.nEffective), raw: number(figure.nEffective)),
      ]
      if judged {
        cells += [
          Cell(target.map(wording.target) ?? wording.dash, raw: number(target?.value)),
          Cell(
            wording.verdict(row.status, row.evidence), raw: .text(row.status.rawValue),
            status: row.status),
        ]
      }
      return cells
    }
    let notes = table.adjustedFor.map { [wording.adjustedSentence(units: $0)] } ?? []
    var printed = ReportTable(
      title: wording.caption(table), columns: columns, rows: body, notes: notes)
    printed.hiddenColumnsNote = note
    return printed
  }

  /// The questions that pull an area down, worst first.
  public func questions(_ area: FlaggedArea) -> ReportTable {
    var footnotes = Footnotes()
    var printed = questions(area, &footnotes)
    printed.notes = footnotes.lines(wording)
    return printed
  }

  /// The same with footnotes numbered by the caller, who prints them.
  func questions(_ area: FlaggedArea, _ footnotes: inout Footnotes) -> ReportTable {
    ReportTable(
      columns: [
        Column("id", wording[.code]),
        Column("text", wording[.question], isFlexible: true),
        Column(
          "value", wording[RateTable.valueHeading(area.questions.map(\.figure.unit))], .trailing),
        Column("interval", wording.intervalHeading(level: level), .trailing),
        Column("difference", wording[.difference], .trailing),
      ],
      rows: area.questions.map { question in
        [
          Cell(question.id), Cell(question.text),
          Cell(
            wording.value(question.figure, target: area.target)
              + footnotes.marks(question.figure),
            raw: number(question.figure.shown.value)),
          Cell(wording.interval(question.figure, target: area.target), raw: .empty),
          Cell(
            question.figure.isSuppressed
              ? wording.dash : question.difference.map(wording.numbers.points) ?? wording.dash,
            raw: question.figure.isSuppressed ? .empty : number(question.difference)),
        ]
      })
  }

  /// What stands before the title of an indicator that is part of another.
  var partMark: String { wording.isASCII ? "  - " : "  ↳ " }

  /// The value where a status column says that it is withheld.
  private func valueBesideStatus(_ figure: ReportFigure?, _ target: ReportTarget?) -> String {
    figure?.isSuppressed == true ? wording.dash : wording.value(figure, target: target)
  }

  func number(_ value: Double?) -> ReportTable.Raw { value.map { .number($0) } ?? .empty }

  func integer(_ value: Int?) -> ReportTable.Raw { value.map { .integer($0) } ?? .empty }

  func valueCell(_ value: Double?) -> Cell { Cell(value?.description ?? "", raw: number(value)) }

  func gap(_ row: IndicatorRow) -> String {
    guard let gap = row.gap, let unit = row.figure?.unit else { return wording.dash }
    return wording.gap(gap, unit)
  }

  func heading(_ kind: RateTable.Kind) -> String {
    switch kind {
    case .area: wording[.area]
    case .unit: wording[.unit]
    case .question: wording[.question]
    case .domain: wording[.domain]
    }
  }
}

/// Numbered footnotes with fixed wording.
public struct Footnotes: Sendable {
  /// The footnotes in the order in which they were first met.
  public private(set) var reasons: [Footnote] = []

  /// Starts without footnotes.
  public init() {}

  /// The number of a footnote, 1-based; a new one takes the next number.
  public mutating func number(_ reason: Footnote) -> Int {
    if let index = reasons.firstIndex(of: reason) { return index + 1 }
    reasons.append(reason)
    return reasons.count
  }

  /// Numbers of all reasons of a figure, in order.
  public mutating func numbers(_ figure: ReportFigure?) -> [Int] {
    (figure?.footnotes ?? []).map { number($0) }
  }

  /// The numbers as printed behind a figure: ` (1) (2)`.
  mutating func marks(_ figure: ReportFigure?) -> String {
    numbers(figure).sorted().map { " (\($0))" }.joined()
  }

  /// The footnotes as printed: `(1) …`.
  public func lines(_ wording: Wording) -> [String] {
    reasons.enumerated().map { "(\($0.offset + 1)) \(wording.footnote($0.element))" }
  }
}
