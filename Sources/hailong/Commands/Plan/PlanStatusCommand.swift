import ArgumentParser
import CSVIO
import PlanModel
import PlanStore
import SurveyData
import SurveyReport

/// `hailong plan status`: the scoreboard of a plan in a period.
struct PlanStatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "The scoreboard: every indicator, the tasks, and what is missing.",
    discussion: """
      Every indicator by content area with target, value, interval, verdict and trend against the \
      last comparable period; tasks that are overdue or due; figures that are missing and who has \
      to deliver them. --weights rolls the figures of communes or districts up where there is none \
      for the whole: a CSV unit,weight with a weight for every unit.

      Example:

        hailong plan status --plan can-tho-2025 --period 2025-H1 --store can-tho.sqlite
      """)

  @OptionGroup var storeOption: StoreOption

  @Option(help: ArgumentHelp("Id of the plan.", valueName: "plan"))
  var plan: String

  @Option(help: ArgumentHelp("Reporting period, such as 2025-H1.", valueName: "period"))
  var period: String

  @Flag(help: "Survey indicators only.")
  var surveyOnly = false

  @Flag(help: "Only conclusive results count.")
  var strict = false

  @Option(
    help: ArgumentHelp("Publication profile: nchs, none, … or a YAML file.", valueName: "profile"))
  var publish: String = "nchs"

  @Option(
    help: ArgumentHelp(
      "The day on which terms are judged, YYYY-MM-DD (default: today).", valueName: "date"))
  var asOf: String?

  @Option(help: ArgumentHelp("Weights for rolling up, CSV unit,weight.", valueName: "file"))
  var weights: String?

  @OptionGroup var calendarOption: CalendarOption

  @Flag(help: "Exit with 3 or 4 as `compare` does.")
  var exitStatus = false

  @OptionGroup var language: LanguageOption

  @Option(help: "table, json, csv or markdown.") var format: OutputFormat = .table

  func run() throws {
    let period = try PeriodText.period(period)
    let judge = Judge(profile: try PublicationOption.profile(publish), isStrict: strict)
    let store = try storeOption.open(.read)
    let board = try store.scoreboard(
      plan: plan, period: period, today: try Today.date(asOf),
      calendar: try calendarOption.calendar(for: store.plan(plan)),
      unitWeights: try weights.map(UnitWeights.read) ?? [:], judge: judge)
    try store.close()
    if format == .json {
      try ExitStatus.writeOutput(board.json.serialized() + "\n")
    } else {
      try ExitStatus.writeOutput(text(board, profile: judge.profile))
    }
    let outcome = board.report.outcome
    if exitStatus, outcome != .clear { throw ExitCode(outcome.rawValue) }
  }

  private func text(_ board: Scoreboard, profile: PublicationProfile) throws -> String {
    let language = language.language(standard: .english)
    let wording = Wording(language)
    let page = ReportPageBuilder(
      scoreboard: board, surveys: [], language: language, profile: profile, isStrict: strict,
      level: board.lines.compactMap(\.verdict.level).first ?? 0.95,
      generatedAt: board.today.description, store: nil
    ).page(surveyOnly: surveyOnly)
    let tables = ReportTables(wording, level: page.level)
    if format == .csv {
      return TablePrinter.text(tables.indicatorValues(page.indicators), .csv)
    }
    let words = PlanWords(language)
    var parts = [
      "\(board.plan.title) · \(board.period) (\(board.span.lowerBound) – \(board.span.upperBound))\n"
        + wording.headline(page.indicators).map { $0 + "\n" }.joined()
    ]
    for area in board.areas {
      let ids = area.lines.map(\.indicator.id)
      let rows = page.indicators.filter { ids.contains($0.id) }
      guard !rows.isEmpty else { continue }
      var table = tables.indicators(rows)
      table.title = area.area.map { "\($0.id). \($0.title)" } ?? words("Chung", "General")
      parts.append(TablePrinter.text(table, format))
    }
    func add(_ table: ReportTable, _ title: String) {
      guard !table.rows.isEmpty else { return }
      var titled = table
      titled.title = title
      parts.append(TablePrinter.text(titled, format))
    }
    add(tables.trends(page.indicators), words("Xu hướng", "Trend"))
    add(tables.tasks(page.tasks), words("Nhiệm vụ đến hạn, quá hạn", "Tasks due and overdue"))
    add(tables.missing(page.missing), words("Còn thiếu số liệu", "Missing figures"))
    return parts.joined(separator: "\n")
  }
}

/// Weights of units for rolling up.
enum UnitWeights {
  static func read(_ path: String) throws -> [String: Double] {
    let table = try CSVTable(.file(path))
    let columns = try FigureColumns(table, required: ["unit", "weight"], optional: [])
    var weights: [String: Double] = [:]
    for row in table.rows {
      let unit = columns.text("unit", row)
      guard let weight = Double(columns.text("weight", row)), weight > 0, weight.isFinite else {
        throw CommandFailure.unusable(
          "\(path):\(row.line): the weight of '\(unit)' is '\(columns.text("weight", row))'",
          fix: "weights are numbers above 0 with a decimal point")
      }
      guard weights.updateValue(weight, forKey: unit) == nil else {
        throw CommandFailure.unusable("\(path):\(row.line): the unit '\(unit)' occurs twice")
      }
    }
    return weights
  }
}

/// Columns of a small CSV file, found by name.
struct FigureColumns {
  private let positions: [String: Int]

  init(_ table: CSVTable, required: [String], optional: [String]) throws {
    var positions: [String: Int] = [:]
    for (index, name) in table.columns.enumerated() {
      let given = name.trimmingPrefix { $0.isWhitespace }.lowercased()
      guard let folded = (required + optional).first(where: { $0.lowercased() == given }) else {
        throw CommandFailure.unusable(
          "\(table.name): there is no use for the column '\(name)'",
          fix: "columns are \((required + optional).joined(separator: ", "))")
      }
      guard positions.updateValue(index, forKey: folded) == nil else {
        throw CommandFailure.unusable("\(table.name): the column '\(name)' occurs twice")
      }
    }
    for name in required where positions[name] == nil {
      throw CommandFailure.unusable(
        "\(table.name): the column '\(name)' is missing",
        fix: "columns are \((required + optional).joined(separator: ", "))")
    }
    self.positions = positions
  }

  /// The text of a cell, without blanks at its ends; empty when there is no such column.
  func text(_ name: String, _ row: CSVTable.Row) -> String {
    guard let position = positions[name], row.cells.indices.contains(position) else { return "" }
    let text = row.cells[position]
    return String(
      text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
