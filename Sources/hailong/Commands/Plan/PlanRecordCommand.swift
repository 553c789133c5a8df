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
      fractions (0.9) or with a sign (90%). Tasks (--tasks): task,state,date,product,note with state \
      open, started or done. All rows are recorded in one transaction, or none: every wrong row is \
      named with its line.

      Example:

        hailong plan record so-lieu-q1.csv --plan can-tho-2025 --store can-tho.sqlite
      """)

  @Argument(help: "CSV file, - for standard input.")
  var file: String

  @OptionGroup var storeOption: StoreOption

  @Option(help: ArgumentHelp("Id of the plan.", valueName: "plan"))
  var plan: String

  @Flag(help: "The rows are reports on tasks.")
  var tasks = false

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
      let measurements = try figures(table, plan: plan, digest: sha256(of: bytes))
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
    let provenance = Provenance(
      sources: [
        SourceFile(
          name: (file as NSString).lastPathComponent, sha256: digest, rows: rows.count,
          accepted: rows.count, rejected: 0)
      ], planDigest: sha256(of: Array(plan.json.serialized().utf8)),
      program: ProgramVersion.description)
    let reader = AdministrativeFigures(
      plan: plan, file: file, provenance: provenance, hasDecimalComma: reading.decimal == "comma")
    var (measurements, errors) = reader.measurements(from: rows)
    guard errors.isEmpty else {
      for error in errors { ExitStatus.writeError("\(error)") }
      throw CommandFailure.unusable(
        "\(errors.count) of \(rows.count) rows are wrong; nothing was recorded")
    }
    let judge = Judge(profile: .none)
    for index in measurements.indices {
      measurements[index].stage = provisional ? .provisional : .final
      guard let indicator = plan.indicator(measurements[index].indicator) else { continue }
      let verdict = judge.verdict(on: indicator, administrative: measurements[index].value)
      measurements[index].status = verdict.status
      measurements[index].evidence = verdict.evidence
    }
    return measurements
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
    for entry in revised {
      guard case .revised(let old, let before) = entry.outcome else { continue }
      text +=
        "  \(entry.measurement.indicator) \(entry.measurement.period): no. \(entry.id) replaces "
        + "no. \(old) (\(before.map { "\($0)" } ?? "–") → "
        + "\(entry.measurement.value.map { "\($0)" } ?? "–"))\n"
    }
    try ExitStatus.writeOutput(text)
  }
}
