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

      With --follow the files are those of a folder to which files are added (.csv, .tsv, .txt): only \
      new ones are read, told by their content, and the figures are those of all files together. A \
      file with the name of an earlier one takes its place; one that cannot be used is reported, does \
      not stop the others, and makes the exit status 65; one that is still being written is left for \
      the next time.

      Examples:

        hailong feed mot-cua-2025-h1.csv --survey one-stop --plan can-tho-2025 \\
          --period 2025-H1 --by unit --store can-tho.sqlite
        hailong feed --follow inbox --survey one-stop --plan can-tho-2025 --period 2025-05 \\
          --store can-tho.sqlite
      """)

  @OptionGroup var survey: SurveyOptions
  @OptionGroup(title: "Judgement") var judgement: JudgementOptions
  @OptionGroup(title: "Output") var language: LanguageOption

  @Option(help: ArgumentHelp("The store, one SQLite file.", valueName: "file"))
  var store: String

  @Option(
    help: ArgumentHelp(
      "Feed the files of this folder, each once; in place of FILES.", valueName: "folder"))
  var follow: String?

  @Option(
    help: ArgumentHelp(
      "With --follow: stay and look again after so many seconds, until interrupted.",
      valueName: "seconds"))
  var poll: Double?

  @Option(
    help: ArgumentHelp(
      "With --follow: leave files that changed within so many seconds for the next time.",
      valueName: "seconds"))
  var settle: Double = 2

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
      throw ValidationError(
        "feed needs --period, such as --period 2025-H1",
        vi: "feed cần có --period, ví dụ --period 2025-H1")
    }
    if (follow == nil) == survey.files.isEmpty {
      throw ValidationError(
        follow == nil
          ? "Missing expected argument '<files> ...'" : "--follow takes its files from the folder",
        vi: follow == nil
          ? "thiếu tên tệp: '<files> ...'" : "--follow lấy tệp từ thư mục, không ghi tên tệp")
    }
    if follow == nil, poll != nil {
      throw ValidationError("--poll is for --follow", vi: "--poll đi với --follow")
    }
    if let poll, !(poll > 0) {
      throw ValidationError(
        "--poll is a number of seconds above 0", vi: "--poll là số giây lớn hơn 0")
    }
    if !(settle >= 0) {
      throw ValidationError(
        "--settle is a number of seconds, 0 or more", vi: "--settle là số giây, từ 0 trở lên")
    }
    if format == .csv || format == .markdown {
      throw ValidationError(
        "--format \(format.rawValue) is not for feed; use table or json",
        vi: "--format \(format.rawValue) không dùng cho feed; dùng table hoặc json")
    }
  }

  func run() throws {
    let plan = try plan()
    let judging = SurveyJudging(survey, judgement, wantsQuestions: true)
    if let follow {
      try self.follow(follow, plan, judging)
    } else {
      let work = try judging.run(in: plan)
      if !brief { work.announce(on: language.language(standard: .english)) }
      let database = try PlanStore(path: store, access: .create)
      try record(work, in: database)
      try database.close()
    }
  }

  /// Records what was judged, and says what became of it.
  private func record(
    _ work: SurveyJudging.Result, in database: PlanStore, news: [FolderNews]? = nil
  ) throws {
    guard let period = work.period else { return }
    let now = ISO8601DateFormatter().string(from: Date())
    let measurements = work.measurements(
      period: period, stage: provisional ? .provisional : .final,
      options: judgement.described(nest: work.isNested),
      recipe: try Recipe.survey(survey, judgement))
    let result = try database.record(
      measurements, at: now, by: recordedBy, note: note,
      calendar: try survey.calendarOption.calendar(for: work.plan),
      survey: try SurveyArchive(estimates: work.estimates, check: work.check)
        .record(plan: work.plan.id, period: period), importing: work.plan)
    try report(work, result, news: news, language: language.language(standard: .english))
  }

  // MARK: Following a folder

  private func follow(_ folder: String, _ plan: Plan, _ judging: SurveyJudging) throws {
    guard let period = try survey.reportingPeriod() else { return }
    let language = language.language(standard: .english)
    let instrument = try survey.instrument()
    let bindings = try judging.bindings(plan, instrument)
    let database = try PlanStore(path: store, access: .create)
    _ = try database.importPlan(plan, at: ISO8601DateFormatter().string(from: Date()))
    let secret = try database.secret(
      "response-ids", orElse: (0..<32).map { _ in UInt8.random(in: 0...255) })
    guard let key = ResponseIdKey(secret) else {
      throw CommandFailure.unusable(
        "\(store): its key of response ids is damaged",
        vi: "\(store): khóa mã phiếu trong kho bị hỏng")
    }
    let measure = judgement.measure ?? instrument.defaultMeasure?.id
    let follower = FolderFollower(
      folder: folder, survey: survey, instrument: instrument, plan: plan, period: period,
      definition: SurveyTallyDefinition(
        instrument: instrument,
        measures: [measure].compactMap { $0 } + bindings.figures.compactMap(\.measure),
        byUnit: judgement.by == "unit", isNested: survey.nest,
        screening: try survey.screening.words(for: plan), idKey: key.digest),
      judgement: judgement, settling: settle)
    var told: Set<FolderNews> = []
    var problem: String?
    // Until it has been judged and recorded, what was read is due again at every look.
    var isDue = true
    while true {
      do {
        let pass = try follower.pass(database, key: key)
        for news in pass.news where told.insert(news).inserted {
          ExitStatus.writeError(news.sentence(language))
        }
        told.formIntersection(pass.news)
        isDue = isDue || pass.hasChanged
        if isDue {
          try judge(
            follower.merged(pass), pass.news, judging, plan, bindings, instrument, database,
            language)
        }
        isDue = false
        problem = nil
        if poll == nil {
          try database.close()
          if pass.hasFailures { throw ExitCode(ExitStatus.unusable.rawValue) }
          return
        }
      } catch  where poll != nil {
        // Files to come may mend it: a second PSU, a store that is no longer locked.
        isDue = true
        let message = ExitStatus.message(for: error)
        if message != problem { ExitStatus.writeError(message) }
        problem = message
      }
      Thread.sleep(forTimeInterval: poll ?? 0)
    }
  }

  private func judge(
    _ tally: SurveyTally?, _ news: [FolderNews], _ judging: SurveyJudging, _ plan: Plan,
    _ bindings: PlanBindings, _ instrument: Instrument, _ database: PlanStore,
    _ language: ReportLanguage
  ) throws {
    guard let tally else {
      ExitStatus.writeError(
        language == .vietnamese
          ? "ghi chú: chưa có phiếu nào được tính" : "note: no response counts yet")
      return
    }
    let work = try judging.judge(SurveyInput(tally, by: instrument), plan, bindings)
    if !brief { work.announceNotes(on: language) }
    try record(work, in: database, news: news)
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
    _ work: SurveyJudging.Result, _ result: RecordingResult, news: [FolderNews]?,
    language: ReportLanguage
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
      var members: [JSONValue.Member] = [
        .init("schema", .string("hailong.feed/1")), .init("store", .string(store)),
        .init("plan", .string(work.plan.id)), .init("period", .text(work.period?.description)),
        .init("added", .integer(added)), .init("revised", .integer(revised.count)),
        .init("alreadyRecorded", .integer(known)),
      ]
      if let news {
        members.append(
          .init(
            "files",
            .array(
              news.map {
                .object([
                  .init("name", .string($0.name)), .init("outcome", .string($0.word)),
                  .init("message", .text($0.message)),
                ])
              })))
      }
      members.append(.init("verdicts", work.judgement.report.json))
      try ExitStatus.writeOutput(JSONValue.object(members).serialized() + "\n")
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
