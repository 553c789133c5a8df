import ArgumentParser
import PlanModel
import PlanStore
import SurveyReport

/// `hailong plan status`: the scoreboard of a plan in a period.
struct PlanStatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "The scoreboard: every indicator, the tasks, and what is missing.",
    discussion: """
      Every indicator by content area with target, value, interval, verdict, trend against the last \
      comparable period, lead agency and source; tasks that are overdue, due or done without a \
      product; figures that are missing and who has to deliver them. A narrow terminal leaves \
      columns out and names them; csv and json have everything.

      --level puts the figures of communes and districts together for the level above, by the weights \
      that the register of --units states (CSV code,name,level,parent,weight) and by no others. The \
      plan's own level stands for its whole unit. A unit that was measured itself is never replaced. \
      What cannot be put together says why: a weight that is not stated, a unit without a figure.

      Example:

        hailong plan status --plan can-tho-2025 --period 2025-H1 --store can-tho.sqlite
        hailong plan status --plan can-tho-2025 --period 2025-H1 --store can-tho.sqlite \\
          --level province --units don-vi.csv
      """)

  @OptionGroup var storeOption: StoreOption

  @OptionGroup var target: PlanPeriodOptions

  @OptionGroup var shown: ScoreboardOptions

  @OptionGroup(title: "Rolling up") var rollUp: RollUpOptions
  @OptionGroup var calendarOption: CalendarOption

  @Flag(help: "Exit with 3 or 4 as `compare` does.")
  var exitStatus = false

  @OptionGroup var language: LanguageOption

  @Option(help: "table, json, csv or markdown.") var format: OutputFormat = .table

  func run() throws {
    let period = try target.reportingPeriod()
    let judge = Judge(profile: try PublicationOption.profile(shown.publish), isStrict: shown.strict)
    let store = try storeOption.open(.read)
    let calendar = try calendarOption.calendar(for: store.plan(target.plan))
    let board = try store.scoreboard(
      plan: target.plan, period: period, today: try Today.date(shown.asOf), calendar: calendar,
      rollUp: try rollUp.rollUp(store, day: calendar.end(of: period)), judge: judge)
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
      scoreboard: board, surveys: [], language: language, profile: profile, isStrict: shown.strict,
      level: board.lines.compactMap(\.verdict.level).first ?? 0.95,
      generatedAt: board.today.description, store: nil
    ).page(surveyOnly: shown.surveyOnly)
    let tables = ReportTables(wording, level: page.level)
    if format == .csv {
      return TablePrinter.text(tables.indicatorValues(page.indicators), .csv)
    }
    let words = PlanWords(language)
    let width = format == .table ? TablePrinter.style.width : nil
    let due = board.reportDue.map { words("; báo cáo trước ", "; report due ") + wording.date($0) }
    var parts = [
      "\(board.plan.title) · \(wording.period(page.period))\(due ?? "")\n"
        + wording.headline(page.indicators).map { TextTable.wrapped($0, to: width) }.joined()
    ]
    var hidden: [String] = []
    for area in board.areas {
      let ids = area.lines.map(\.indicator.id)
      let rows = page.indicators.filter { ids.contains($0.id) }
      guard !rows.isEmpty else { continue }
      var table = tables.indicators(rows, isScoreboard: true)
      table.title = area.area.map { "\($0.id). \($0.title)" } ?? words("Chung", "General")
      table.hiddenColumnsNote = ""
      if format == .table {
        for name in TextTable(TablePrinter.style).hiddenColumns(table) where !hidden.contains(name)
        {
          hidden.append(name)
        }
      }
      parts.append(TablePrinter.text(table, format))
    }
    if !hidden.isEmpty {
      let note = "\(wording[.columnsHidden]): \(hidden.joined(separator: ", "))."
      parts.append(TextTable.wrapped(note, to: width))
    }
    func add(_ table: ReportTable, _ title: String) {
      guard !table.rows.isEmpty else { return }
      var titled = table
      titled.title = title
      parts.append(TablePrinter.text(titled, format))
    }
    if let level = rollUp.level, level != board.plan.level.rawValue {
      for table in page.tables where table.kind == .unit {
        parts.append(TablePrinter.text(tables.rates(table), format))
      }
    }
    if !shown.surveyOnly, !board.tasks.isEmpty {
      parts.append(TextTable.wrapped(taskSummary(board, words), to: width))
    }
    add(
      tables.tasks(page.tasks),
      words("Nhiệm vụ quá hạn, đến hạn, chưa có sản phẩm", "Tasks overdue, due, without product"))
    add(
      tables.missing(page.missing),
      words("Còn thiếu để hoàn thành báo cáo", "Missing to complete the report"))
    return parts.joined(separator: "\n")
  }

  /// How many tasks stand where, in one sentence.
  private func taskSummary(_ board: Scoreboard, _ words: PlanWords) -> String {
    let counts = Scoreboard.TaskLine.Term.allCases.compactMap { term -> String? in
      let count = board.tasks.count { $0.term == term }
      guard count > 0 else { return nil }
      let name: String =
        switch term {
        case .done: words("đã hoàn thành", "done")
        case .overdue: words("quá hạn", "overdue")
        case .due: words("đến hạn trong kỳ", "due in the period")
        case .later: words("chưa đến hạn", "later")
        case .continuous: words("thường xuyên", "throughout the year")
        case .undated: words("không nêu thời hạn", "without a date")
        }
      return "\(count) \(name)"
    }
    let without = board.tasks.count(where: \.hasNoProduct)
    let product =
      without > 0
      ? words(
        "; \(without) nhiệm vụ không nêu sản phẩm", "; \(without) tasks name no product") : ""
    return words("Nhiệm vụ", "Tasks") + ": \(board.tasks.count) (\(counts.joined(separator: ", ")))"
      + product + "."
  }
}
