import ArgumentParser
import CSVIO
import Definitions
import Foundation
import PlanModel
import PlanStore
import SurveyData

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
      + 6 points are shown. Tasks (--tasks): task,state,date,product,note with the task's id or \
      clause and state open, started or done. Vietnamese column names are understood: chỉ tiêu, kỳ, \
      đơn vị, tử số, mẫu số, giá trị, nhiệm vụ, trạng thái, ngày, sản phẩm, ghi chú. All rows are \
      recorded in one transaction, or none: every wrong row is named with its line.

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
  @OptionGroup var figures: FigureOptions
  @OptionGroup var language: LanguageOption

  @Option(
    help: ArgumentHelp(
      "Register in which every unit must be, CSV code,name,level,parent,….", valueName: "file"))
  var register: String?

  @Option(help: "table or json.") var format: OutputFormat = .table

  func validate() throws {
    if format == .csv || format == .markdown {
      throw ValidationError(
        "--format \(format.rawValue) is not for record; use table or json",
        vi: "--format \(format.rawValue) không dùng cho record; dùng table hoặc json")
    }
    if tasks, figures.rule766 != nil {
      throw ValidationError(
        "--tasks and --rule-766 exclude each other",
        vi: "--tasks và --rule-766 không dùng cùng nhau")
    }
    if !(stageTarget > 0 && stageTarget <= 1) {
      throw ValidationError(
        "--stage-target is a share above 0, such as 0.90",
        vi: "--stage-target là tỷ lệ lớn hơn 0, ví dụ 0.90")
    }
  }

  func run() throws {
    let store = try storeOption.open(.write)
    let plan = try store.plan(plan)
    let file = try FigureFile(
      self.file, plan: plan, options: figures,
      register: try register.map { try UnitRegister(.file($0)) }, knownUnits: try store.units())
    if tasks {
      let reports = try taskReports(file.table, of: plan)
      let added = try store.record(taskReports: reports)
      try answer(added: added, revised: [], known: reports.count - added)
    } else {
      let measurements = try file.measurements(stage: provisional ? .provisional : .final)
      if let indicator = figures.rule766 { try showPoints(file.counts766(indicator), of: plan) }
      let result = try store.record(
        measurements, at: Now.text, by: recordedBy, note: note, reinstating: reinstate,
        calendar: try calendarOption.calendar(for: plan))
      try answer(result)
    }
    try store.close()
  }

  private func showPoints(
    _ figures: [(measurement: IndicatorMeasurement, counts: Satisfaction766)], of plan: Plan
  ) {
    for (measurement, counts) in figures {
      let points = counts.points(target: stageTarget)
      let shown = points.map { "\(($0 * 100).rounded() / 100)" }.joined(separator: " + ")
      let place = "766/QĐ-TTg \(measurement.period) \(measurement.unit ?? plan.unit.name)"
      ExitStatus.writeNote(
        "\(place): \(shown) of 6 + 6 + 6 points", vi: "\(place): \(shown) trên 6 + 6 + 6 điểm")
    }
  }

  /// One report for each row; every wrong row is named before anything is recorded.
  private func taskReports(_ table: CSVTable, of plan: Plan) throws -> [TaskReport] {
    let columns = try FigureColumns(
      table, required: ["task", "state", "date"], optional: ["product", "note"])
    let now = Now.text
    var reports: [TaskReport] = []
    var errors: [PlanError] = []
    for row in table.rows {
      func error(
        _ kind: PlanError.Kind, _ cause: String, _ fix: String?, vi: String, viFix: String?
      )
        -> PlanError
      {
        PlanError(
          kind, at: SourcePlace(file: file, line: row.line, column: 1), cause: cause, fix: fix,
          vi: vi, viFix: viFix)
      }
      func text(_ name: String) -> String? {
        let text = columns.text(name, row)
        return text.isEmpty ? nil : text
      }
      let named = columns.text("task", row)
      let stateText = columns.text("state", row)
      guard let task = plan.task(named: named) else {
        errors.append(
          error(
            .unknownReference, "the plan \(plan.id) has no task `\(named)`",
            plan.nearestTask(to: named).map { "did you mean `\($0)`?" },
            vi: "kế hoạch \(plan.id) không có nhiệm vụ `\(named)`",
            viFix: plan.nearestTask(to: named).map { "có phải là `\($0)`?" }))
        continue
      }
      guard let state = TaskReport.State(rawValue: stateText.lowercased()) else {
        errors.append(
          error(
            .invalidValue, "the state `\(stateText)` is not known",
            "states are open, started and done",
            vi: "không có trạng thái `\(stateText)`",
            viFix: "các trạng thái là open, started và done"))
        continue
      }
      guard let date = PlanDate(columns.text("date", row)) else {
        errors.append(
          error(
            .invalidValue, "`\(columns.text("date", row))` is no date", "write 2025-01-31",
            vi: "`\(columns.text("date", row))` không phải là ngày", viFix: "viết 2025-01-31"))
        continue
      }
      reports.append(
        TaskReport(
          plan: plan.id, task: task.id, state: state, date: date, product: text("product"),
          note: text("note"), recordedAt: now, recordedBy: recordedBy))
    }
    guard errors.isEmpty else {
      for error in errors { ExitStatus.writeError(ExitStatus.message(for: error)) }
      throw CommandFailure.unusable(
        "\(errors.count) of \(table.rows.count) rows are wrong; nothing was recorded",
        vi: "\(errors.count) trong \(table.rows.count) dòng bị sai; chưa ghi gì")
    }
    return reports
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
      ? MessageLanguage.said(
        "already recorded: \(known); nothing changed\n",
        vi: "đã ghi từ trước: \(known); không có gì thay đổi\n")
      : MessageLanguage.said(
        "recorded in \(storeOption.store): \(added) new, \(revised.count) revised, \(known) already there\n",
        vi: "đã ghi vào \(storeOption.store): \(added) mới, \(revised.count) sửa, \(known) đã có\n")
    for entry in revised.prefix(Self.listed) {
      guard case .revised(let old, let before) = entry.outcome else { continue }
      let figure = entry.measurement
      let name = [figure.indicator, figure.period.description, figure.unit].compactMap { $0 }
      text +=
        "  \(name.joined(separator: " · ")): "
        + MessageLanguage.said(
          "no. \(entry.id) replaces no. \(old) ", vi: "số \(entry.id) thay số \(old) ")
        + "(\(before.map { "\($0)" } ?? "–") → \(figure.value.map { "\($0)" } ?? "–"))\n"
    }
    if revised.count > Self.listed {
      let more = revised.count - Self.listed
      text += MessageLanguage.said("  … and \(more) more\n", vi: "  … và \(more) số nữa\n")
    }
    try ExitStatus.writeOutput(text)
  }
}
