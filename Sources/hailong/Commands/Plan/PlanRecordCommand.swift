import ArgumentParser
import CSVIO
import Foundation
import PlanModel
import PlanStore

/// `hailong plan record`: administrative figures and reports on tasks from CSV.
struct PlanRecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Record administrative figures, or reports on tasks, from CSV.",
    discussion: """
      Figures: indicator,period,unit,numerator,denominator or indicator,period,unit,value; shares as \
      fractions (0.9) or with a sign (90%). Counts of 766/QĐ-TTg (--rule-766 INDICATOR): \
      period,unit,petitions,petitionsOnTime,petitionsUnsatisfied,dossiers,dossiersLate,\
      dossiersDisliked; row 3 of the satisfaction group becomes the indicator's figure, and the 6 + 6 \
      + 6 points are shown. Tasks (--tasks): task,state,date,product,note with state \
      open, started or done. All rows are recorded in one transaction, or none: every wrong row is \
      named with its line.

      Example:

        hailong plan record so-lieu-q1.csv --plan can-tho-2025 --store can-tho.sqlite
      """)

  /// Revisions that are listed one by one.
  private static let listed = 20

  @Argument(help: "CSV file, - for standard input.")
  var file: String

  @OptionGroup var storeOption: StoreOption

  @Option(help: ArgumentHelp("Id of the plan.", valueName: "plan"))
  var plan: String

  @Flag(help: "The rows are reports on tasks.")
  var tasks = false

  @Option(
    name: .customLong("rule-766"),
    help: ArgumentHelp(
      "The rows are counts of 766/QĐ-TTg for this indicator.", valueName: "indicator"))
  var rule766: String?

  @Option(help: ArgumentHelp("Stage target of row 3 of 766/QĐ-TTg.", valueName: "share"))
  var stageTarget: Double = Satisfaction766.stageTarget

  @Flag(help: "The figures are provisional.")
  var provisional = false

  @Flag(help: "Figures that were replaced since become current again.")
  var reinstate = false

  @Option(help: ArgumentHelp("Who records; kept with the figures.", valueName: "name"))
  var recordedBy: String?

  @Option(help: ArgumentHelp("Why, in a few words; kept with the figures.", valueName: "text"))
  var note: String?

  @OptionGroup var calendarOption: CalendarOption
  @OptionGroup(title: "Input") var reading: ReadingOptions

  @Option(help: "table or json.") var format: OutputFormat = .table

  func validate() throws {
    if format == .csv || format == .markdown {
      throw ValidationError("--format \(format.rawValue) is not for record; use table or json")
    }
    if tasks, rule766 != nil { throw ValidationError("--tasks and --rule-766 exclude each other") }
    if !(stageTarget > 0 && stageTarget <= 1) {
      throw ValidationError("--stage-target is a share above 0, such as 0.90")
    }
  }

  func run() throws {
    let store = try storeOption.open(.write)
    let plan = try store.plan(plan)
    let bytes = try input()
    let table = try CSVTable(
      .bytes(bytes, name: file), options: try reading.csvOptions(digest: false))
    if tasks {
      let reports = try taskReports(table)
      let added = try store.record(taskReports: reports)
      try answer(added: added, revised: [], known: reports.count - added)
    } else {
      let digest = sha256(of: bytes)
      let measurements =
        try rule766.map { try figures766(table, plan: plan, indicator: $0, digest: digest) }
        ?? figures(table, plan: plan, digest: digest)
      let result = try store.record(
        measurements, at: Now.text, by: recordedBy, note: note, reinstating: reinstate,
        calendar: try calendarOption.calendar(for: plan))
      try answer(result)
    }
    try store.close()
  }

  private func input() throws -> [UInt8] {
    if file == "-" { return [UInt8](FileHandle.standardInput.readDataToEndOfFile()) }
    guard let data = FileManager.default.contents(atPath: file) else {
      throw CommandFailure.inputMissing(
        "\(file): no such file, or it cannot be read", fix: "check the name")
    }
    return [UInt8](data)
  }

  private func figures(
    _ table: CSVTable, plan: Plan, digest: String
  ) throws -> [IndicatorMeasurement] {
    let columns = try FigureColumns(
      table, required: ["indicator", "period"],
      optional: ["unit", "numerator", "denominator", "value"])
    let rows = table.rows.map { row in
      AdministrativeRow(
        line: row.line, indicator: columns.text("indicator", row),
        period: columns.text("period", row), unit: columns.text("unit", row),
        numerator: columns.text("numerator", row), denominator: columns.text("denominator", row),
        value: columns.text("value", row))
    }
    let reader = reader(plan, rows: rows.count, digest: digest)
    let (measurements, errors) = reader.measurements(from: rows)
    try refuse(errors, of: rows.count)
    return judged(measurements, plan: plan)
  }

  private func figures766(
    _ table: CSVTable, plan: Plan, indicator: String, digest: String
  ) throws -> [IndicatorMeasurement] {
    let columns = try FigureColumns(
      table, required: ["period"] + Satisfaction766Row.countColumns, optional: ["unit"])
    let rows = table.rows.map { row in
      Satisfaction766Row(
        line: row.line, period: columns.text("period", row), unit: columns.text("unit", row),
        counts: Satisfaction766Row.countColumns.map { columns.text($0, row) })
    }
    let (figures, errors) = reader(plan, rows: rows.count, digest: digest)
      .satisfaction766(from: rows, indicator: indicator)
    try refuse(errors, of: rows.count)
    for (measurement, counts) in figures {
      let points = counts.points(target: stageTarget)
      let shown = points.map { "\(($0 * 100).rounded() / 100)" }.joined(separator: " + ")
      ExitStatus.writeError(
        "766/QĐ-TTg \(measurement.period) \(measurement.unit ?? plan.unit.name): \(shown) of 6 + 6 + 6 points"
      )
    }
    return judged(figures.map(\.measurement), plan: plan)
  }

  private func reader(_ plan: Plan, rows: Int, digest: String) -> AdministrativeFigures {
    AdministrativeFigures(
      plan: plan, file: file,
      provenance: Provenance(
        sources: [
          SourceFile(
            name: (file as NSString).lastPathComponent, sha256: digest, rows: rows, accepted: rows,
            rejected: 0)
        ], planDigest: sha256(of: Array(plan.json.serialized().utf8)),
        program: ProgramVersion.description),
      numbers: reading.numberForm)
  }

  private func refuse(_ errors: [PlanError], of rows: Int) throws {
    guard !errors.isEmpty else { return }
    for error in errors { ExitStatus.writeError("\(error)") }
    throw CommandFailure.unusable(
      "\(errors.count) of \(rows) rows are wrong; nothing was recorded")
  }

  private func judged(_ measurements: [IndicatorMeasurement], plan: Plan) -> [IndicatorMeasurement]
  {
    let judge = Judge(profile: .none)
    return measurements.map { figure in
      guard let indicator = plan.indicator(figure.indicator) else { return figure }
      let verdict = judge.verdict(on: indicator, administrative: figure.value)
      var measurement = figure
      measurement.stage = provisional ? .provisional : .final
      measurement.status = verdict.status
      measurement.evidence = verdict.evidence
      return measurement
    }
  }

  private func taskReports(_ table: CSVTable) throws -> [TaskReport] {
    let columns = try FigureColumns(
      table, required: ["task", "state", "date"], optional: ["product", "note"])
    let now = Now.text
    return try table.rows.map { row in
      let stateText = columns.text("state", row)
      guard let state = TaskReport.State(rawValue: stateText.lowercased()) else {
        throw CommandFailure.unusable(
          "\(file):\(row.line): the state '\(stateText)' is not known",
          fix: "states are open, started and done")
      }
      guard let date = PlanDate(columns.text("date", row)) else {
        throw CommandFailure.unusable(
          "\(file):\(row.line): '\(columns.text("date", row))' is no date", fix: "write 2025-01-31")
      }
      func text(_ name: String) -> String? {
        let text = columns.text(name, row)
        return text.isEmpty ? nil : text
      }
      return TaskReport(
        plan: plan, task: columns.text("task", row), state: state, date: date,
        product: text("product"), note: text("note"), recordedAt: now, recordedBy: recordedBy)
    }
  }

  private func answer(_ result: RecordingResult) throws {
    var added = 0
    var known = 0
    var revised: [RecordedMeasurement] = []
    for entry in result.entries {
      switch entry.outcome {
      case .added: added += 1
      case .revised: revised.append(entry)
      case .alreadyRecorded: known += 1
      }
    }
    try answer(added: added, revised: revised, known: known)
  }

  private func answer(added: Int, revised: [RecordedMeasurement], known: Int) throws {
    if format == .json {
      let value = JSONValue.object([
        .init("schema", .string("hailong.record/1")), .init("store", .string(storeOption.store)),
        .init("plan", .string(plan)), .init("added", .integer(added)),
        .init("revised", .integer(revised.count)), .init("alreadyRecorded", .integer(known)),
      ])
      return try ExitStatus.writeOutput(value.serialized() + "\n")
    }
    var text =
      added == 0 && revised.isEmpty
      ? "already recorded: \(known); nothing changed\n"
      : "recorded in \(storeOption.store): \(added) new, \(revised.count) revised, \(known) already there\n"
    for entry in revised.prefix(Self.listed) {
      guard case .revised(let old, let before) = entry.outcome else { continue }
      let figure = entry.measurement
      let name = [figure.indicator, figure.period.description, figure.unit].compactMap { $0 }
      text +=
        "  \(name.joined(separator: " · ")): no. \(entry.id) replaces no. \(old) "
        + "(\(before.map { "\($0)" } ?? "–") → \(figure.value.map { "\($0)" } ?? "–"))\n"
    }
    if revised.count > Self.listed { text += "  … and \(revised.count - Self.listed) more\n" }
    try ExitStatus.writeOutput(text)
  }
}
