/// Renders a page as an XLSX workbook: summary, areas, units, tasks, missing figures, data quality,
/// sources.
///
/// Numbers are numbers (shares with a per-cent format whose decimals keep them on their side of the
/// target), text is text, header rows are frozen, and each sheet of rates has a native chart.
public struct WorkbookReport: Sendable {
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

  /// Writes the workbook.
  ///
  /// - Parameters:
  ///   - path: Where to write; an existing file is replaced. Callers that need all or nothing pass
  ///     a temporary path and rename it.
  ///   - created: Seconds since 1970 for the document's properties; `nil` takes the time of writing.
  /// - Throws: ``ReportError`` when the file cannot be created or completed.
  public func write(to path: String, created: Int? = nil) throws(ReportError) {
    let file = try WorkbookFile(path: path)
    file.setProperties(
      title: "\(wording[.reportKind]): \(page.period.title)", author: page.provenance.program,
      created: created)
    writeSummary(file)
    writeRates(file, .sheetAreas, [.area, .domain, .question])
    writeRates(file, .sheetUnits, [.unit])
    writeTasks(file)
    writeMissing(file)
    writeQuality(file)
    writeSources(file)
    try file.close()
  }

  typealias Look = WorkbookFile.Look

  // MARK: Sheets

  private func writeSummary(_ file: WorkbookFile) {
    guard let sheet = file.addSheet(wording[.sheetSummary]) else { return }
    var row = writeHead(file, sheet)
    let headings: [(Phrase, Double)] = [
      (.clause, 9), (.indicator, 52), (.target, 10), (.value, 10), (.low, 10), (.high, 10),
      (.answers, 10), (.effectiveAnswers, 11),
      (IndicatorRow.gapHeading(page.indicators), 11), (.status, 18), (.evidence, 16),
      (.moreNeeded, 10), (.lead, 34), (.measure, 34), (.instrument, 22), (.source, 36),
      (.trend, 40), (.remark, 40),
    ]
    writeHeadings(file, sheet, row: row, headings)
    file.freeze(sheet, row: row + 1, column: 2)
    let first = row + 1
    for indicator in page.indicators.flatMap({ $0.withAdministrative(wording) }) {
      row += 1
      writeIndicator(file, sheet, row, indicator)
    }
    guard row >= first else { return }
    file.addFilter(sheet, row: first - 1, lastRow: row, lastColumn: headings.count - 1)
    writeSummaryChart(file, sheet, row: row + 2, dataColumn: headings.count + 2)
  }

  /// Charts the indicators that are shares; their rows need not be neighbours in the table, so the
  /// charted figures stand once more at the right.
  private func writeSummaryChart(
    _ file: WorkbookFile, _ sheet: WorkbookFile.Sheet, row: Int, dataColumn: Int
  ) {
    let shares = page.indicators.filter { row in
      row.target?.unit == .share && row.figure?.unit == .share && row.figure?.shown.value != nil
    }
    guard !shares.isEmpty else { return }
    let first = Self.firstRow + 1
    for (offset, phrase) in [Phrase.indicator, .value, .chartTarget].enumerated() {
      file.setWidth(sheet, column: dataColumn + offset, offset == 0 ? 40 : 10)
      file.write(sheet, Self.firstRow, dataColumn + offset, wording[phrase], Look(kind: .heading))
    }
    for (offset, indicator) in shares.enumerated() {
      let title = DisplayWidth.truncated(indicator.title, to: 60)
      file.write(sheet, first + offset, dataColumn, title, Look(kind: .note))
      let target = indicator.target?.value
      let value = indicator.figure?.shown.value
      write(file, sheet, first + offset, dataColumn + 1, value, .share, target: target)
      write(file, sheet, first + offset, dataColumn + 2, target, .share, target: nil)
    }
    func cells(_ offset: Int) -> WorkbookFile.Cells {
      WorkbookFile.Cells(
        sheet: sheet, column: dataColumn + offset, firstRow: first,
        lastRow: first + shares.count - 1)
    }
    file.addColumnChart(
      sheet, row: row, column: 1, title: wording[.sectionIndicators], labels: cells(0),
      series: [
        (cells(1), wording[.value], 0x0B4F8A), (cells(2), wording[.chartTarget], 0xB9C1CC),
      ])
    file.setPrintArea(sheet, lastRow: row + Self.chartRows, lastColumn: dataColumn - 3)
  }

  /// The row of the first heading, below title, plan and period.
  private static let firstRow = 4
  /// Rows that a chart covers.
  private static let chartRows = 22

  private func writeIndicator(
    _ file: WorkbookFile, _ sheet: WorkbookFile.Sheet, _ row: Int, _ indicator: IndicatorRow
  ) {
    let figure = indicator.figure?.shown
    let unit = indicator.figure?.unit ?? indicator.target?.unit ?? .number
    let target = indicator.target?.unit == .share ? indicator.target?.value : nil
    func number(_ column: Int, _ value: Double?, _ unit: FigureUnit) {
      write(file, sheet, row, column, value, unit, target: target)
    }
    write(file, sheet, row, 0, indicator.clause)
    write(file, sheet, row, 1, indicator.title)
    number(2, indicator.target?.value, indicator.target?.unit ?? unit)
    number(3, figure?.value, unit)
    number(4, figure?.low, unit)
    number(5, figure?.high, unit)
    write(file, sheet, row, 6, figure?.n)
    write(file, sheet, row, 7, figure?.nEffective, decimals: 0)
    let gap = indicator.gap.map { unit == .share ? $0 * 100 : $0 }
    write(file, sheet, row, 8, gap, decimals: unit == .share ? gapDecimals(indicator.gap) : 1)
    file.write(
      sheet, row, 9, wording.statusMark(indicator.status), Look(kind: .status(indicator.status)))
    write(file, sheet, row, 10, indicator.evidence.map(wording.evidence) ?? "")
    write(file, sheet, row, 11, indicator.moreNeeded)
    write(file, sheet, row, 12, indicator.lead.joined(separator: "; "))
    write(file, sheet, row, 13, indicator.measure.map(wording.measure) ?? "")
    write(file, sheet, row, 14, indicator.instrument ?? "")
    write(file, sheet, row, 15, Self.sources(indicator))
    let trend = indicator.trend.flatMap { wording.trendSentence($0, unit: unit) }
    write(file, sheet, row, 16, trend ?? "")
    write(file, sheet, row, 17, indicator.note ?? "")
  }

  /// Names of the files with the beginning of their digests; whole digests stand on the last sheet.
  private static func sources(_ indicator: IndicatorRow) -> String {
    let digests = indicator.sources.map { String($0.prefix(19)) }
    guard indicator.sourceNames.count == digests.count else {
      return digests.joined(separator: "; ")
    }
    return zip(indicator.sourceNames, digests).map { "\($0) (\($1)…)" }.joined(separator: "; ")
  }

  private func writeRates(_ file: WorkbookFile, _ name: Phrase, _ kinds: [RateTable.Kind]) {
    guard let sheet = file.addSheet(wording[name]) else { return }
    var row = writeHead(file, sheet)
    let label: Phrase = kinds.contains(.unit) ? .unit : .area
    let found = Set(page.tables.filter { kinds.contains($0.kind) }.map(\.valueHeading))
    let value: Phrase = found.count > 1 ? .value : found.first ?? .rate
    let headings: [(Phrase, Double)] = [
      (.name, 30), (label, 30), (.rank, 10), (.target, 10), (value, 12), (.low, 10), (.high, 10),
      (.answers, 10), (.effectiveAnswers, 11), (.status, 18), (.evidence, 16),
    ]
    writeHeadings(file, sheet, row: row, headings)
    file.freeze(sheet, row: row + 1, column: 2)
    let header = row
    let count = page.tables.filter { kinds.contains($0.kind) }.reduce(0) { $0 + $1.rows.count }
    var chartRow = header + count + 2
    for table in page.tables where kinds.contains(table.kind) {
      let first = row + 1
      for item in table.rows {
        row += 1
        writeRate(file, sheet, row, table, item)
      }
      guard row >= first, table.hasShares else { continue }
      func cells(_ column: Int) -> WorkbookFile.Cells {
        WorkbookFile.Cells(sheet: sheet, column: column, firstRow: first, lastRow: row)
      }
      let target = table.commonTarget.flatMap { $0.unit == .share ? $0.value : nil }
      file.addIntervalChart(
        sheet, row: chartRow, column: 0, title: wording.caption(table),
        labels: cells(1), value: cells(4), low: cells(5), high: cells(6),
        names: (wording[table.valueHeading], wording[.low], wording[.high]), target: target,
        range: range(table))
      chartRow += Self.chartRows
    }
    if row > header {
      file.addFilter(sheet, row: header, lastRow: row, lastColumn: headings.count - 1)
    }
  }

  /// Limits of a chart's axis: round, around all values, intervals and targets.
  private func range(_ table: RateTable) -> (lower: Double, upper: Double) {
    var shares = table.rows.flatMap { row -> [Double] in
      let shown = row.figure.shown
      return [shown.value, shown.low, shown.high].compactMap { $0 }
    }
    if let target = table.target, target.unit == .share { shares.append(target.value) }
    let scale = ShareScale(shares, left: 0, right: 1)
    return (scale.lower, scale.upper)
  }

  private func writeRate(
    _ file: WorkbookFile, _ sheet: WorkbookFile.Sheet, _ row: Int, _ table: RateTable,
    _ item: RateTable.Row
  ) {
    let figure = item.figure.shown
    let threshold = item.target ?? table.target
    let target = threshold?.unit == .share ? threshold?.value : nil
    write(file, sheet, row, 0, table.title)
    write(file, sheet, row, 1, item.label)
    write(file, sheet, row, 2, table.isRanked ? wording.rank(item) : "")
    write(file, sheet, row, 3, threshold?.value, threshold?.unit ?? .share, target: target)
    write(file, sheet, row, 4, figure.value, figure.unit, target: target)
    write(file, sheet, row, 5, figure.low, figure.unit, target: target)
    write(file, sheet, row, 6, figure.high, figure.unit, target: target)
    write(file, sheet, row, 7, figure.n)
    write(file, sheet, row, 8, figure.nEffective, decimals: 0)
    file.write(sheet, row, 9, wording.statusMark(item.status), Look(kind: .status(item.status)))
    write(file, sheet, row, 10, item.evidence.map(wording.evidence) ?? "")
  }

  private func writeQuality(_ file: WorkbookFile) {
    guard let sheet = file.addSheet(wording[.sheetQuality]) else { return }
    var row = writeHead(file, sheet)
    for (column, width) in [34.0, 44, 18, 14, 14, 34, 16, 40].enumerated() {
      file.setWidth(sheet, column: column, width)
    }
    for report in page.quality {
      file.write(sheet, row, 0, report.title, Look(kind: .subtitle, isRuled: false))
      file.write(
        sheet, row + 1, 0, wording.rowsSentence(report), Look(kind: .note, isRuled: false))
      row += 3
      for table in tables.quality(report) { row = writeTable(file, sheet, row, table) }
    }
  }

  private func writeSources(_ file: WorkbookFile) {
    guard let sheet = file.addSheet(wording[.sheetSource]) else { return }
    var row = writeHead(file, sheet)
    for (column, width) in [40.0, 70, 14, 14, 10, 14, 14, 70].enumerated() {
      file.setWidth(sheet, column: column, width)
    }
    for (name, value) in wording.provenance(page.provenance) {
      write(file, sheet, row, 0, name)
      write(file, sheet, row, 1, value)
      row += 1
    }
    row += 1
    for source in page.provenance.sources {
      write(file, sheet, row, 0, source.file)
      write(file, sheet, row, 1, source.sha256.map { "sha256:" + $0 } ?? "")
      write(file, sheet, row, 2, source.rows)
      write(file, sheet, row, 3, source.encoding)
      row += 1
    }
    row += 1
    file.write(sheet, row, 0, wording[.sectionMethod], Look(kind: .subtitle, isRuled: false))
    for sentence in wording.methodSentences(page) {
      row += 1
      file.write(sheet, row, 0, sentence, Look(kind: .note, isRuled: false))
    }
    row += 1
    file.write(sheet, row, 0, wording[.symbolLegend], Look(kind: .note, isRuled: false))
  }

  // MARK: Cells

  /// Title, plan and period; returns the row after them.
  func writeHead(_ file: WorkbookFile, _ sheet: WorkbookFile.Sheet) -> Int {
    let title = "\(wording[.reportKind]): \(page.period.title)"
    file.write(sheet, 0, 0, title, Look(kind: .title, isRuled: false))
    let plan = page.plan.title + (page.plan.number.map { " (\($0))" } ?? "")
    file.write(sheet, 1, 0, plan, Look(kind: .subtitle, isRuled: false))
    let period = "\(wording.period(page.period)) · \(wording[.generatedAt]) \(page.generatedAt)"
    file.write(sheet, 2, 0, period, Look(kind: .note, isRuled: false))
    return Self.firstRow
  }

  func writeHeadings(
    _ file: WorkbookFile, _ sheet: WorkbookFile.Sheet, row: Int, _ headings: [(Phrase, Double)]
  ) {
    for (column, heading) in headings.enumerated() {
      file.write(sheet, row, column, wording[heading.0], Look(kind: .heading))
      file.setWidth(sheet, column: column, heading.1)
    }
  }

  private func writeTable(
    _ file: WorkbookFile, _ sheet: WorkbookFile.Sheet, _ start: Int, _ table: ReportTable
  ) -> Int {
    var row = start
    file.write(sheet, row, 0, table.title, Look(kind: .subtitle, isRuled: false))
    row += 1
    for (index, column) in table.columns.enumerated() {
      file.write(sheet, row, index, column.title, Look(kind: .heading))
    }
    for cells in table.rows {
      row += 1
      for (index, cell) in cells.enumerated() {
        switch cell.raw {
        case .integer(let value): write(file, sheet, row, index, value)
        case .number(let value):
          let isShare = Self.shareColumns.contains(table.columns[index].key)
          write(file, sheet, row, index, value, isShare ? .share : .number, target: nil)
        case .text, .empty: write(file, sheet, row, index, cell.text)
        }
      }
    }
    for note in table.notes {
      row += 1
      file.write(sheet, row, 0, note, Look(kind: .note, isRuled: false))
    }
    return row + 2
  }

  /// Columns of quality tables whose numbers are shares.
  private static let shareColumns: Set<String> = ["share", "nonResponse"]

  func write(
    _ file: WorkbookFile, _ sheet: WorkbookFile.Sheet, _ row: Int, _ column: Int, _ text: String
  ) {
    file.write(sheet, row, column, text, Look(kind: .text))
  }

  private func write(
    _ file: WorkbookFile, _ sheet: WorkbookFile.Sheet, _ row: Int, _ column: Int, _ value: Int?
  ) {
    guard let value else { return write(file, sheet, row, column, "") }
    file.write(sheet, row, column, Double(value), Look(kind: .integer))
  }

  private func write(
    _ file: WorkbookFile, _ sheet: WorkbookFile.Sheet, _ row: Int, _ column: Int, _ value: Double?,
    decimals: Int
  ) {
    guard let value else { return write(file, sheet, row, column, "") }
    file.write(sheet, row, column, value, Look(kind: .number(decimals: decimals)))
  }

  private func write(
    _ file: WorkbookFile, _ sheet: WorkbookFile.Sheet, _ row: Int, _ column: Int, _ value: Double?,
    _ unit: FigureUnit, target: Double?
  ) {
    guard let value else { return write(file, sheet, row, column, "") }
    if unit == .milestone { return write(file, sheet, row, column, wording.amount(value, unit)) }
    let look: Look =
      switch unit {
      case .share:
        Look(kind: .share(decimals: wording.numbers.percentDecimals(value, target: target)))
      case .count, .rank, .places, .milestone: Look(kind: .integer)
      case .days: Look(kind: .number(decimals: 1))
      case .number: Look(kind: .number(decimals: 2))
      }
    file.write(sheet, row, column, value, look)
  }

  private func gapDecimals(_ gap: Double?) -> Int {
    gap.map { wording.numbers.percentDecimals($0, target: 0) } ?? 1
  }
}
