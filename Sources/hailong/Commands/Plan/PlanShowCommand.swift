import ArgumentParser
import PlanModel
import PlanStore
import SurveyEstimation
import SurveyReport

/// `hailong plan show`: a plan, an indicator, or the chain behind a figure.
struct PlanShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a plan, one of its indicators, or the chain behind a figure.",
    discussion: """
      Without --plan the name is a plan's; with --plan it is an indicator's. --tasks lists the plan's \
      tasks. --trace prints the chain from the files to the verdict of the indicator's newest figure \
      (of --period, if given).

      Examples:

        hailong plan show can-tho-2025 --tasks --lang vi

        hailong plan show procedures --plan can-tho-2025 --store can-tho.sqlite --trace
      """)

  @Argument(help: "A plan, or with --plan an indicator.")
  var name: String

  @Option(help: ArgumentHelp("The indicator's plan.", valueName: "plan"))
  var plan: String?

  @Option(help: ArgumentHelp("The store; without it the built-in plans.", valueName: "file"))
  var store: String?

  @Option(
    help: ArgumentHelp("Reporting period of the figure, such as 2025-H1.", valueName: "period"))
  var period: String?

  @Option(help: ArgumentHelp("The chain of this unit's figure, with --trace.", valueName: "unit"))
  var unit: String?

  @Flag(help: "The chain from the files to the verdict.")
  var trace = false

  @Flag(help: "The plan's tasks in place of its indicators.")
  var tasks = false

  @OptionGroup var definitions: SurveysOption
  @OptionGroup var language: LanguageOption

  @Option(help: "table, json, csv or markdown.") var format: OutputFormat = .table

  func validate() throws {
    if trace, store == nil || plan == nil {
      throw ValidationError(
        "--trace needs --plan and --store: show INDICATOR --plan P --store DB --trace",
        vi: "--trace cần --plan và --store: show CHỈ_TIÊU --plan P --store DB --trace")
    }
    if tasks, plan != nil {
      throw ValidationError(
        "--tasks is for a plan: show PLAN --tasks",
        vi: "--tasks dùng cho kế hoạch: show KẾ_HOẠCH --tasks")
    }
    if trace, format == .csv || format == .markdown {
      throw ValidationError(
        "--format \(format.rawValue) is not for --trace; use table or json",
        vi: "--format \(format.rawValue) không dùng cho --trace; dùng table hoặc json")
    }
  }

  func run() throws {
    let database = try store.map { try PlanStore(path: $0, access: .read) }
    let found = try database.map { try $0.plan(plan ?? name) } ?? definitions.plan(plan ?? name)
    guard plan != nil else { return try show(found) }
    guard let indicator = found.indicator(name) else {
      throw CommandFailure.usage(
        "the plan \(found.id) has no indicator '\(name)'",
        fix: found.nearestIndicator(to: name).map { "did you mean '\($0)'?" }
          ?? "`hailong plan show \(found.id)` lists them",
        vi: "kế hoạch \(found.id) không có chỉ tiêu '\(name)'",
        viFix: found.nearestIndicator(to: name).map { "có phải là '\($0)'?" }
          ?? "`hailong plan show \(found.id)` liệt kê các chỉ tiêu")
    }
    if trace, let database {
      try showTrace(of: indicator, plan: found, in: database)
    } else if format == .json {
      try ExitStatus.writeOutput(indicator.json.serialized() + "\n")
    } else if format == .table {
      let text = PlanText(found, language: language.language(standard: .english))
      try ExitStatus.writeOutput(text.text(of: indicator))
    } else {
      try ExitStatus.writeOutput(TablePrinter.text(table(of: [indicator]), format))
    }
  }

  private func show(_ plan: Plan) throws {
    if format == .json { return try ExitStatus.writeOutput(plan.json.serialized() + "\n") }
    let text = PlanText(plan, language: language.language(standard: .english))
    guard format == .table else {
      return try ExitStatus.writeOutput(
        TablePrinter.text(tasks ? text.taskTable : table(of: plan.indicators), format))
    }
    try ExitStatus.writeOutput(text.identity + "\n")
    if tasks {
      try ExitStatus.writeOutput(text.tasks)
    } else {
      try ExitStatus.writeOutput(
        TablePrinter.text(table(of: plan.indicators), format) + "\n" + text.taskCounts)
    }
  }

  private func table(of indicators: [Indicator]) -> ReportTable {
    let language = language.language(standard: .english)
    let wording = Wording(language)
    let words = PlanWords(language)
    return ReportTable(
      columns: [
        .init("id", words("Mã", "Id")), .init("clause", wording[.clause]),
        .init("contentArea", words("Nội dung", "Area")), .init("kind", words("Loại", "Kind")),
        .init("indicator", wording[.indicator], isFlexible: true),
        .init("target", wording[.target], .trailing),
        .init("lead", wording[.lead], isFlexible: true),
      ],
      rows: indicators.map { indicator in
        [
          .init(indicator.id), .init(indicator.clause), .init(indicator.contentArea ?? ""),
          .init(words.kind(indicator.kind), raw: .text(indicator.kind.rawValue)),
          .init(language == .english ? indicator.titleEn ?? indicator.title : indicator.title),
          .init(
            indicator.target.map { wording.target(ReportTarget($0, unit: indicator.unit)) } ?? "–",
            raw: indicator.target.map { .number($0.value) } ?? .empty),
          .init(indicator.lead.joined(separator: "; ")),
        ]
      })
  }

  // MARK: Trace

  private func showTrace(of indicator: Indicator, plan: Plan, in database: PlanStore) throws {
    let period = try period.map { try PeriodText.period($0) }
    let history = try database.history(plan: plan.id, indicator: indicator.id)
    let figures = history.filter {
      (period == nil || $0.measurement.period == period) && $0.measurement.unit == unit
    }
    let replaced = Set(figures.compactMap(\.supersedes))
    let newest = figures.filter { !replaced.contains($0.id) }
    guard let last = newest.max(by: { $0.measurement.period < $1.measurement.period }) else {
      throw CommandFailure.unusable(
        "nothing is recorded for '\(indicator.id)'" + (period.map { " in \($0)" } ?? "")
          + (unit.map { " of '\($0)'" } ?? ""),
        fix: "`hailong plan history` lists what is",
        vi: "chưa ghi kết quả nào cho '\(indicator.id)'" + (period.map { " kỳ \($0)" } ?? "")
          + (unit.map { " của '\($0)'" } ?? ""),
        viFix: "`hailong plan history` liệt kê những gì đã ghi")
    }
    let versions = try database.versions(ofPlan: plan.id)
    let traces = try newest.filter { $0.measurement.period == last.measurement.period }
      .map { stored in
        var trace = try database.trace(stored.id)
        let digest = stored.measurement.provenance.planDigest
        if let version = versions.last(where: { $0.plan.digest == digest }) {
          trace.planVersion = version.version
          trace.planImportedAt = version.importedAt
        }
        return trace
      }
    if format == .json {
      let value = JSONValue.object([
        .init("schema", .string("hailong.trace/1")), .init("indicator", indicator.json),
        .init("traces", .array(traces.map(\.json))),
      ])
      try ExitStatus.writeOutput(value.serialized() + "\n")
      return
    }
    let language = language.language(standard: .english)
    try ExitStatus.writeOutput(
      traces.map { TraceText($0, indicator: indicator, language: language).text }
        .joined(separator: "\n"))
  }
}
