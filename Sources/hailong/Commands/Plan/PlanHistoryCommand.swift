import ArgumentParser
import PlanModel
import PlanStore
import SurveyReport

/// `hailong plan history`: who recorded what when, and from which file.
struct PlanHistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Every figure ever recorded: who, when, from which file, and what it replaced.",
    discussion: """
      Example:

        hailong plan history procedures --plan can-tho-2025 --store can-tho.sqlite
      """)

  @Argument(help: "Only this indicator.")
  var indicator: String?

  @OptionGroup var storeOption: StoreOption

  @Option(help: ArgumentHelp("Id of the plan.", valueName: "plan"))
  var plan: String

  @Option(help: ArgumentHelp("Only this reporting period.", valueName: "period"))
  var period: String?

  @OptionGroup var language: LanguageOption

  @Option(help: "table, json, csv or markdown.") var format: OutputFormat = .table

  func run() throws {
    let period = try period.map { try PeriodText.period($0) }
    let store = try storeOption.open(.read)
    let history = try store.history(plan: plan, indicator: indicator)
      .filter { period == nil || $0.measurement.period == period }
    let plan = try store.plan(plan)
    try store.close()
    if format == .json {
      let value = JSONValue.object([
        .init("schema", .string("hailong.history/1")), .init("plan", .string(plan.id)),
        .init("measurements", .array(history.map(\.json))),
      ])
      return try ExitStatus.writeOutput(value.serialized() + "\n")
    }
    if format == .csv {
      return try ExitStatus.writeOutput(MeasurementCSV.text(history, hidesWithheld: false))
    }
    try ExitStatus.writeOutput(TablePrinter.text(table(history, plan: plan), format))
  }

  private func table(_ history: [StoredMeasurement], plan: Plan) -> ReportTable {
    let language = language.language(standard: .english)
    let wording = Wording(language)
    let words = PlanWords(language)
    var table = ReportTable(
      columns: [
        .init("id", words("Số", "No."), .trailing),
        .init("indicator", wording[.indicator], isFlexible: true, minimumWidth: 14),
        .init("period", words("Kỳ", "Period")),
        .init("place", words("Đơn vị", "Unit"), isFlexible: true),
        .init("origin", words("Nguồn", "Origin"), isFlexible: true, minimumWidth: 9, hidesAt: 2),
        .init("value", wording[.value], .trailing),
        .init("interval", wording.intervalHeading(level: 0.95), .trailing, hidesAt: 1),
        .init("revision", words("Bản sửa", "Revision"), .trailing),
        .init("supersedes", words("Thay cho", "Replaces"), .trailing),
        .init("recordedAt", words("Ghi lúc", "Recorded"), isFlexible: true, minimumWidth: 10),
        .init("recordedBy", words("Người ghi", "By"), isFlexible: true, hidesAt: 4),
        .init("sources", words("Tệp", "Files"), isFlexible: true, minimumWidth: 20),
        .init("note", words("Ghi chú", "Note"), isFlexible: true, hidesAt: 3),
      ],
      rows: history.map { stored in
        let figure = stored.measurement
        let unit = FigureUnit(plan.indicator(figure.indicator)?.unit ?? .percent)
        let shown = ReportFigure(
          value: figure.value, low: figure.low, high: figure.high, unit: unit,
          publication: figure.publication)
        return [
          .number(Int(stored.id)), .init(figure.indicator), .init(figure.period.description),
          .init([figure.unit, figure.area].compactMap { $0 }.joined(separator: " · ")),
          .init(wording.origin(figure.origin), raw: .text(figure.origin.rawValue)),
          .init(wording.value(shown)),
          .init(wording.interval(shown)),
          .number(stored.revision), .number(stored.supersedes.map(Int.init)),
          .init(stored.recordedAt.replacing("T", with: " "), raw: .text(stored.recordedAt)),
          .init(stored.recordedBy ?? ""),
          .init(
            figure.provenance.sources.map { "\($0.name) \($0.sha256.prefix(12))" }
              .joined(separator: "; ")),
          .init(stored.note ?? ""),
        ]
      })
    table.hiddenColumnsNote = wording[.columnsHidden]
    return table
  }
}
