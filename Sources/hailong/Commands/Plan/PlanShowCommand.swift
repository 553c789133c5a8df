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
      Without --plan the name is a plan's; with --plan it is an indicator's. --trace prints the chain \
      from the files to the verdict of the indicator's newest figure (of --period, if given).

      Example:

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

  @OptionGroup var definitions: SurveysOption
  @OptionGroup var language: LanguageOption

  @Option(help: "table, json, csv or markdown.") var format: OutputFormat = .table

  func validate() throws {
    if trace, store == nil || plan == nil {
      throw ValidationError(
        "--trace needs --plan and --store: show INDICATOR --plan P --store DB --trace")
    }
    if trace, format == .csv || format == .markdown {
      throw ValidationError("--format \(format.rawValue) is not for --trace; use table or json")
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
          ?? "`hailong plan show \(found.id)` lists them")
    }
    if trace, let database {
      try showTrace(of: indicator, plan: found, in: database)
    } else if format == .json {
      try ExitStatus.writeOutput(indicator.json.serialized() + "\n")
    } else {
      try show(found, only: indicator)
    }
  }

  private func show(_ plan: Plan, only: Indicator? = nil) throws {
    if format == .json { return try ExitStatus.writeOutput(plan.json.serialized() + "\n") }
    let language = language.language(standard: .english)
    let wording = Wording(language)
    let words = PlanWords(language)
    let indicators = only.map { [$0] } ?? plan.indicators
    let table = ReportTable(
      title: only == nil ? "\(plan.id) · \(plan.number ?? "–") · \(plan.title)" : "",
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
          .init(indicator.kind.rawValue),
          .init(language == .english ? indicator.titleEn ?? indicator.title : indicator.title),
          .init(
            indicator.target.map { wording.target(ReportTarget($0, unit: indicator.unit)) } ?? "–",
            raw: indicator.target.map { .number($0.value) } ?? .empty),
          .init(indicator.lead.joined(separator: "; ")),
        ]
      })
    try ExitStatus.writeOutput(TablePrinter.text(table, format))
    guard format == .table, only == nil else { return }
    let areas = plan.contentAreas.map { area in
      "\(area.id) \(plan.tasks.count { $0.contentArea == area.id })"
    }
    try ExitStatus.writeOutput(
      "\n\(words("Nhiệm vụ", "Tasks")): \(plan.tasks.count) (\(areas.joined(separator: ", ")))\n")
  }

  // MARK: Trace

  private func showTrace(of indicator: Indicator, plan: Plan, in database: PlanStore) throws {
    let period = try period.map(PeriodText.period)
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
        fix: "`hailong plan history` lists what is")
    }
    let traces = try newest.filter { $0.measurement.period == last.measurement.period }
      .map { try database.trace($0.id) }
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

/// A trace in words: files, rows, definitions, estimate, verdict, history.
struct TraceText {
  private let trace: MeasurementTrace
  private let indicator: Indicator
  private let words: PlanWords
  private let wording: Wording

  init(_ trace: MeasurementTrace, indicator: Indicator, language: ReportLanguage) {
    self.trace = trace
    self.indicator = indicator
    words = PlanWords(language)
    wording = Wording(language)
  }

  var text: String {
    let stored = trace.measurement
    let figure = stored.measurement
    var lines: [(String, String)] = []
    let place = [figure.unit, figure.area].compactMap { $0 }.joined(separator: " · ")
    let title =
      "\(indicator.id) · \(figure.period) · \(figure.origin.rawValue)"
      + (place.isEmpty ? "" : " · \(place)")
    for file in figure.provenance.sources {
      lines.append((words("tệp", "file"), "\(file.name)  sha256:\(file.sha256)"))
      lines.append(
        (
          words("bản ghi", "rows"),
          words(
            "\(file.rows) đọc = \(file.accepted) nhận + \(file.rejected) loại",
            "\(file.rows) read = \(file.accepted) accepted + \(file.rejected) rejected")
        ))
    }
    if let instrument = figure.provenance.instrument {
      lines.append((words("phiếu", "instrument"), instrument))
    }
    if !figure.provenance.options.isEmpty {
      lines.append((words("tùy chọn", "options"), figure.provenance.options.joined(separator: " ")))
    }
    if let weighted = figure.weighted {
      lines.append((words("tổng trọng số", "sum of weights"), wording.numbers.plain(weighted)))
    }
    lines += figureLines(figure)
    if let version = trace.planVersion {
      lines.append(
        (words("kế hoạch", "plan"), "\(figure.plan) v\(version), \(trace.planImportedAt ?? "")"))
    }
    let by = stored.recordedBy.map { " · \($0)" } ?? ""
    let note = stored.note.map { " · \($0)" } ?? ""
    lines.append(
      (
        words("ghi nhận", "recorded"),
        "no. \(stored.id), "
          + words("bản sửa \(stored.revision)", "revision \(stored.revision)")
          + ", \(stored.recordedAt)\(by)\(note) (\(figure.provenance.program))"
      ))
    for earlier in trace.replaced {
      lines.append(
        (
          words("thay cho", "replaces"),
          "no. \(earlier.id) \(value(earlier.measurement)), \(earlier.recordedAt), "
            + earlier.measurement.provenance.sources.map(\.name).joined(separator: ", ")
        ))
    }
    let width = lines.map { $0.0.count }.max() ?? 0
    var text = title + "\n"
    for (name, content) in lines {
      let blanks = String(repeating: " ", count: width - name.count + 2)
      text += "  \(name)\(blanks)\(TerminalText.sanitized(content))\n"
    }
    return text
  }

  private func value(_ figure: IndicatorMeasurement) -> String {
    guard figure.publication != .suppress else {
      return words("(không công bố)", "(withheld)")
    }
    return figure.value.map { wording.amount($0, FigureUnit(indicator.unit)) } ?? "–"
  }

  private func figureLines(_ figure: IndicatorMeasurement) -> [(String, String)] {
    var lines: [(String, String)] = []
    var estimate = value(figure)
    if figure.publication != .suppress {
      if let low = figure.low, let high = figure.high {
        estimate +=
          " [\(wording.amount(low, FigureUnit(indicator.unit))); "
          + "\(wording.amount(high, FigureUnit(indicator.unit)))]"
          + " \(figure.intervalMethod ?? "") \(figure.level ?? 0.95)"
      }
      if let part = figure.numerator, let whole = figure.denominator {
        estimate += " = \(wording.numbers.plain(part)) / \(wording.numbers.plain(whole))"
      }
      if let n = figure.n { estimate += ", n = \(n)" }
      if let effective = figure.nEffective {
        estimate += ", n eff. = \(wording.effective(effective))"
      }
      if let deff = figure.designEffect {
        estimate += ", deff = \(wording.numbers.plain(deff))"
      }
      if let df = figure.degreesOfFreedom { estimate += ", df = \(wording.numbers.plain(df))" }
    }
    lines.append((words("ước lượng", "estimate"), "\(figure.measure): \(estimate)"))
    let target =
      indicator.target.map { wording.target(ReportTarget($0, unit: indicator.unit)) }
      ?? words("không có chỉ tiêu", "no target")
    let verdict = [figure.status?.rawValue, figure.evidence?.rawValue].compactMap { $0 }
    lines.append(
      (
        words("kết luận", "verdict"),
        "\(target) (\(indicator.clause))"
          + (verdict.isEmpty ? "" : " → \(verdict.joined(separator: ", "))")
      ))
    return lines
  }
}
