extension ReportTables {
  /// The input files and how they were read.
  public func sources(_ sources: [QualityReport.Source]) -> ReportTable {
    ReportTable(
      title: wording[.sectionFiles],
      columns: [
        Column("file", wording[.file], isFlexible: true),
        Column("rows", wording[.rows], .trailing),
        Column("encoding", wording[.encoding]),
        Column("delimiter", wording[.delimiter], .center),
        Column("bom", wording[.byteOrderMark]),
        Column("lineEnding", wording[.lineEnding]),
        Column("headerRows", wording[.headerRows], .trailing),
        Column("sha256", wording[.digest]),
      ],
      rows: sources.map { source in
        [
          Cell(source.file), Cell(wording.count(source.rows), raw: .integer(source.rows)),
          Cell(source.encoding), Cell(source.delimiter),
          Cell(
            wording[source.hasByteOrderMark ? .yes : .no],
            raw: .text(source.hasByteOrderMark ? "true" : "false")),
          Cell(source.lineEnding),
          Cell(wording.count(source.headerRows), raw: .integer(source.headerRows)),
          Cell(
            source.sha256.map { String($0.prefix(12)) + (wording.isASCII ? "..." : "…") }
              ?? wording.dash,
            raw: source.sha256.map { .text($0) } ?? .empty),
        ]
      },
      notes: sources.flatMap(\.notes))
  }

  /// Rules with the number of rows found and the first places.
  public func rules(_ report: QualityReport) -> ReportTable {
    ReportTable(
      title: wording[.sectionRules],
      columns: [
        Column("rule", wording[.rule]),
        Column("title", wording[.meaning], isFlexible: true),
        Column("consequence", wording[.consequence]),
        Column("count", wording[.count], .trailing),
        Column("share", wording[.share], .trailing),
        Column("examples", wording[.firstPlaces], isFlexible: true),
      ],
      rows: report.rules.map { rule in
        let share = report.rowsRead > 0 ? Double(rule.count) / Double(report.rowsRead) : nil
        let places = rule.examples.prefix(Self.examplesPerRule).map {
          wording.place($0, namesFile: report.sources.count > 1)
        }
        return [
          Cell(rule.id), Cell(meaning(rule), raw: .text(rule.title)),
          Cell(wording.consequence(rule.consequence), raw: .text(rule.consequence.rawValue)),
          Cell(wording.count(rule.count), raw: .integer(rule.count)),
          Cell(
            share.map { wording.numbers.percent($0, target: 0) } ?? wording.dash,
            raw: number(share)),
          Cell(places.joined(separator: "; ")),
        ]
      })
  }

  /// Values that the response scale does not know, with the nearest label it does.
  public func unmapped(_ report: QualityReport) -> ReportTable {
    ReportTable(
      title: wording[.sectionUnmapped],
      columns: [
        Column("column", wording[.column], isFlexible: true),
        Column("value", wording[.valueFound], isFlexible: true),
        Column("count", wording[.count], .trailing),
        Column("firstLine", wording[.firstLine], .trailing),
        Column("suggestion", wording[.suggestion], isFlexible: true),
      ],
      rows: report.unmapped.map { value in
        [
          Cell(wording.shortened(value.column)),
          Cell(wording.quoted(value.value), raw: .text(value.value)),
          Cell(wording.count(value.count), raw: .integer(value.count)),
          Cell(wording.count(value.firstLine), raw: integer(value.firstLine)),
          Cell(value.suggestion.map { wording.quoted($0) } ?? wording.dash),
        ]
      })
  }

  /// Answers and gaps per question.
  public func items(_ report: QualityReport) -> ReportTable {
    ReportTable(
      title: wording[.sectionItems],
      columns: [
        Column("id", wording[.code]),
        Column("text", wording[.question], isFlexible: true),
        Column("answered", wording[.answered], .trailing),
        Column("excluded", wording[.excluded], .trailing),
        Column("blank", wording[.blank], .trailing),
        Column("invalid", wording[.invalid], .trailing),
        Column("nonResponse", wording[.nonResponse], .trailing),
      ],
      rows: report.items.map { item in
        [
          Cell(item.id), Cell(item.text),
          Cell(wording.count(item.answered), raw: .integer(item.answered)),
          Cell(wording.count(item.excluded), raw: .integer(item.excluded)),
          Cell(wording.count(item.blank), raw: .integer(item.blank)),
          Cell(wording.count(item.invalid), raw: .integer(item.invalid)),
          Cell(
            item.nonResponseShare.map { wording.numbers.percent($0) } ?? wording.dash,
            raw: number(item.nonResponseShare)),
        ]
      })
  }

  /// Weights, design and the whole-file findings as name and value.
  public func design(_ report: QualityReport) -> ReportTable {
    var rows: [[Cell]] = []
    func add(_ phrase: Phrase, _ text: String, _ raw: ReportTable.Raw) {
      rows.append([Cell(wording[phrase]), Cell(text, raw: raw)])
    }
    if let count = report.duplicates { add(.duplicates, wording.count(count), .integer(count)) }
    if let count = report.straightLining {
      add(.straightLining, wording.count(count), .integer(count))
    }
    if let weights = report.weights {
      let numbers = wording.numbers
      add(.weightColumn, weights.column, .text(weights.column))
      let range =
        numbers.plain(weights.minimum) + numbers.rangeMark + numbers.plain(weights.maximum)
      add(.weightRange, range, .text("\(weights.minimum) \(weights.maximum)"))
      add(.weightMean, numbers.plain(weights.mean), .number(weights.mean))
      add(.weightSum, numbers.plain(weights.sum), .number(weights.sum))
      if let effect = weights.designEffect {
        add(.weightDesignEffect, numbers.decimal(effect, decimals: 2), .number(effect))
      }
    }
    if let design = report.design {
      if let strata = design.strata { add(.strata, wording.count(strata), .integer(strata)) }
      if let psus = design.psus { add(.psus, wording.count(psus), .integer(psus)) }
      if !design.singlePSUStrata.isEmpty {
        let names = design.singlePSUStrata.joined(separator: ", ")
        add(.singlePSUStrata, names, .text(names))
      }
    }
    if !report.missingColumns.isEmpty {
      let names = report.missingColumns.joined(separator: ", ")
      add(.missingColumns, names, .text(names))
    }
    if !report.droppedColumns.isEmpty {
      let names = report.droppedColumns.joined(separator: ", ")
      add(.droppedColumns, names, .text(names))
    }
    let notes = report.design.map { $0.isProbability ? [] : [wording[.modelBased]] } ?? []
    return ReportTable(
      title: wording[.sectionWeights],
      columns: [
        Column("name", wording[.name], isFlexible: true),
        Column("value", wording[.valueFound], isFlexible: true),
      ],
      rows: rows, notes: notes)
  }

  /// The tables of a data-quality report that have rows, in reading order.
  public func quality(_ report: QualityReport) -> [ReportTable] {
    [
      sources(report.sources), rules(report), unmapped(report), items(report), design(report),
    ].filter { !$0.rows.isEmpty }
  }

  static let examplesPerRule = 3

  private func meaning(_ rule: QualityReport.Rule) -> String {
    guard let advice = rule.advice else { return rule.title }
    return rule.title + (wording.isASCII ? " -> " : " → ") + advice
  }
}
