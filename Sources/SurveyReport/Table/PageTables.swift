extension ReportTables {
  /// Tasks due, overdue or without product.
  public func tasks(_ tasks: [ReportPage.TaskRow]) -> ReportTable {
    ReportTable(
      columns: [
        Column("clause", wording[.clause], isFlexible: true, minimumWidth: 9),
        Column("task", wording[.task], isFlexible: true, minimumWidth: 24),
        Column("product", wording[.product], isFlexible: true, minimumWidth: 16, hidesAt: 1),
        Column("lead", wording[.lead], isFlexible: true, minimumWidth: 12),
        Column("due", wording[.due], isFlexible: true, minimumWidth: 12),
        Column("state", wording[.state]),
      ],
      rows: tasks.map { task in
        [
          Cell(task.clause), Cell(task.task), Cell(task.product ?? wording.dash),
          Cell(task.lead.joined(separator: "; ")), Cell(task.due),
          Cell(wording.taskState(task.state), raw: .text(task.state.rawValue)),
        ]
      })
  }

  /// Data that the period lacks, and from whom.
  public func missing(_ items: [ReportPage.MissingItem]) -> ReportTable {
    ReportTable(
      columns: [
        Column("clause", wording[.clause], isFlexible: true, minimumWidth: 9),
        Column("what", wording[.missingWhat], isFlexible: true),
        Column("target", wording[.target], .trailing),
        Column("from", wording[.missingFrom], isFlexible: true),
      ],
      rows: items.map { item in
        [
          Cell(item.clause ?? wording.dash), Cell(item.what),
          Cell(item.target.map(wording.target) ?? wording.dash, raw: number(item.target?.value)),
          Cell(item.from.isEmpty ? wording.dash : item.from.joined(separator: "; ")),
        ]
      })
  }

  /// Each indicator over its periods.
  public func trends(_ rows: [IndicatorRow]) -> ReportTable {
    var periods: [String] = []
    for row in rows {
      for point in row.trend?.points ?? [] where !periods.contains(point.period) {
        periods.append(point.period)
      }
    }
    let columns =
      [Column("indicator", wording[.indicator], isFlexible: true)]
      + periods.map { Column($0, $0, .trailing) }
      + [Column("change", wording[.trend], isFlexible: true)]
    let body = rows.compactMap { row -> [Cell]? in
      guard let trend = row.trend else { return nil }
      let cells = periods.map { period -> Cell in
        let figure = trend.points.first { $0.period == period }?.figure
        return Cell(
          wording.value(figure, target: row.target), raw: number(figure?.shown.value))
      }
      let change = wording.trendSentence(trend, unit: row.figure?.unit ?? .share)
      return [Cell(row.title)] + cells + [Cell(change ?? wording.dash)]
    }
    return ReportTable(columns: columns, rows: body)
  }
}
