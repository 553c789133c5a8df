extension WorkbookReport {
  /// Tasks that are overdue, due or without product, ready to be filtered by agency.
  func writeTasks(_ file: WorkbookFile) {
    guard !page.tasks.isEmpty, let sheet = file.addSheet(wording[.sheetTasks]) else { return }
    var row = writeHead(file, sheet)
    let headings: [(Phrase, Double)] = [
      (.clause, 14), (.task, 70), (.product, 36), (.lead, 34), (.due, 26), (.state, 20),
    ]
    writeHeadings(file, sheet, row: row, headings)
    file.freeze(sheet, row: row + 1, column: 2)
    let first = row
    for task in page.tasks {
      row += 1
      let cells = [
        task.clause, task.task, task.product ?? "", task.lead.joined(separator: "; "), task.due,
        wording.taskState(task.state),
      ]
      for (column, text) in cells.enumerated() { write(file, sheet, row, column, text) }
    }
    file.addFilter(sheet, row: first, lastRow: row, lastColumn: headings.count - 1)
  }

  /// Figures that the report lacks, and who has to deliver them.
  func writeMissing(_ file: WorkbookFile) {
    let items = page.missingItems
    guard !items.isEmpty, let sheet = file.addSheet(wording[.sheetMissing]) else { return }
    var row = writeHead(file, sheet)
    let headings: [(Phrase, Double)] = [
      (.clause, 14), (.missingWhat, 80), (.target, 16), (.missingFrom, 44),
    ]
    writeHeadings(file, sheet, row: row, headings)
    file.freeze(sheet, row: row + 1, column: 2)
    let first = row
    for item in items {
      row += 1
      let cells = [
        item.clause ?? "", item.what, item.target.map(wording.target) ?? "",
        item.from.joined(separator: "; "),
      ]
      for (column, text) in cells.enumerated() { write(file, sheet, row, column, text) }
    }
    file.addFilter(sheet, row: first, lastRow: row, lastColumn: headings.count - 1)
  }
}
