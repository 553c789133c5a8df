import ArgumentParser
import CSVIO
import Foundation
import PlanFeed
import PlanModel
import PlanStore
import SurveyData
import SurveyEstimation
import SurveyReport

/// `hailong feed`: a survey judged against a plan and recorded as measurements.
struct FeedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "feed",
    abstract: "Judge a survey against a plan and record the results in a store.",
    discussion: """
      Does what `compare` does and records the figures as measurements of the plan's indicators, in \
      one transaction. The store is one SQLite file; it is made when it does not exist, and the \
      plan is imported when the store does not have it. Feeding the same file again changes nothing \
      and says so; a corrected file makes a revision that names what it replaces.

      Example:

        hailong feed mot-cua-2025-h1.csv --survey one-stop --plan can-tho-2025 \\
          --period 2025-H1 --by unit --store can-tho.sqlite
      """)

  @OptionGroup var survey: SurveyOptions
  @OptionGroup(title: "Judgement") var judgement: JudgementOptions
  @OptionGroup(title: "Output") var language: LanguageOption

  @Option(help: ArgumentHelp("The store, one SQLite file.", valueName: "file"))
  var store: String

  @Flag(help: "The figures are provisional.")
  var provisional = false

  @Option(help: ArgumentHelp("Who records; kept with the measurements.", valueName: "name"))
  var recordedBy: String?

  @Option(help: ArgumentHelp("Why, in a few words; kept with the measurements.", valueName: "text"))
  var note: String?

  @Flag(help: "Only what was recorded.") var brief = false

  @Option(help: "table or json.") var format: OutputFormat = .table

  func validate() throws {
    if survey.period == nil {
      throw ValidationError("feed needs --period, such as --period 2025-H1")
    }
    if format == .csv || format == .markdown {
      throw ValidationError("--format \(format.rawValue) is not for feed; use table or json")
    }
  }

  func run() throws {
    let plan = try plan()
    let work = try SurveyJudging(survey, judgement, wantsQuestions: true).run(in: plan)
    guard let period = work.period else { return }
    let language = language.language(standard: .english)
    if !brief { work.announce(on: language) }
    let now = ISO8601DateFormatter().string(from: Date())
    let measurements = work.measurements(
      period: period, stage: provisional ? .provisional : .final,
      options: judgement.described(nest: survey.nest),
      recipe: try Recipe.survey(survey, judgement))
    let database = try PlanStore(path: store, access: .create)
    let result = try database.record(
      measurements, at: now, by: recordedBy, note: note,
      calendar: try survey.calendarOption.calendar(for: plan),
      survey: try SurveyArchive(estimates: work.estimates, check: work.check)
        .record(plan: plan.id, period: period), importing: plan)
    try database.close()
    try report(work, result, language: language)
  }

  /// The plan by its file or name; one that only the store has comes from there.
  ///
  /// A file that is no store is refused here, before the long work, and nothing is written to it.
  private func plan() throws -> Plan {
    var stored: Plan?
    if FileManager.default.fileExists(atPath: store),
      try !(FileManager.default.attributesOfItem(atPath: store)[.size] as? Int == 0)
    {
      let database = try PlanStore(path: store, access: .read)
      if try database.plans().contains(where: { $0.id == judgement.plan }) {
        stored = try database.plan(judgement.plan)
      }
      try database.close()
    }
    do { return try survey.definitions.plan(judgement.plan) } catch let error as CommandFailure {
      guard let stored, error.status == .inputMissing else { throw error }
      return stored
    }
  }

  private func report(
    _ work: SurveyJudging.Result, _ result: RecordingResult, language: ReportLanguage
  ) throws {
    var added = 0
    var revised: [RecordedMeasurement] = []
    var known = 0
    for entry in result.entries {
      switch entry.outcome {
      case .added: added += 1
      case .revised: revised.append(entry)
      case .alreadyRecorded: known += 1
      }
    }
    if format == .json {
      try ExitStatus.writeOutput(
        JSONValue.object([
          .init("schema", .string("hailong.feed/1")), .init("store", .string(store)),
          .init("plan", .string(work.plan.id)), .init("period", .text(work.period?.description)),
          .init("added", .integer(added)), .init("revised", .integer(revised.count)),
          .init("alreadyRecorded", .integer(known)),
          .init("verdicts", work.judgement.report.json),
        ]).serialized() + "\n")
      return
    }
    let profile = try judgement.judge().profile
    let tables = JudgementTables(work, profile: profile, language: language)
    var text = ""
    if !brief {
      text =
        [tables.areas(), tables.indicators()].map { TablePrinter.text($0, .table) }
        .joined(separator: "\n") + "\n"
    }
    if result.isUnchanged {
      text +=
        language == .vietnamese
        ? "Không có gì mới: \(known) kết quả đo của tệp này đã có trong \(store).\n"
        : "Nothing new: the \(known) measurements of this file are already in \(store).\n"
    } else {
      text +=
        language == .vietnamese
        ? "Đã ghi vào \(store): \(added) kết quả mới, \(revised.count) kết quả sửa, \(known) đã có.\n"
        : "Recorded in \(store): \(added) new, \(revised.count) revised, \(known) already there.\n"
      for entry in revised {
        guard case .revised(let old, let before) = entry.outcome else { continue }
        let name = [entry.measurement.indicator, entry.measurement.unit, entry.measurement.area]
          .compactMap { $0 }.joined(separator: " · ")
        text +=
          "  \(name): no. \(entry.id) replaces no. \(old) (\(before.map { "\($0)" } ?? "–") → "
          + "\(entry.measurement.value.map { "\($0)" } ?? "–"))\n"
      }
    }
    try ExitStatus.writeOutput(text)
  }
}
