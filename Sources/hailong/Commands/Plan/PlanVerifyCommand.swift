import ArgumentParser
import CSVIO
import Foundation
import PlanModel
import PlanStore
import SurveyData
import SurveyReport

/// `hailong plan verify`: makes the recorded figures again from their files and compares.
struct PlanVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Make the recorded figures again from their files and compare them with the store.",
    discussion: """
      Every run that recorded a current figure is made again, with the options, the instrument and the \
      version of the plan that the store keeps. Its files are found by their SHA-256 among the files \
      and folders given (default: the current folder), whatever they are called now; a file of the \
      same name with other content is named as changed. Figures are the same when they agree to nine \
      digits. Exit status 66 when a file is missing, 65 when a file has changed, a figure differs or \
      could not be made again.

      Example:

        hailong plan verify surveys/samples --plan can-tho-2025 --store can-tho.sqlite
      """)

  @Argument(help: "Files, and folders with the files, that were recorded.")
  var places: [String] = ["."]

  @OptionGroup var storeOption: StoreOption

  @Option(help: ArgumentHelp("Id of the plan.", valueName: "plan"))
  var plan: String

  @Option(help: ArgumentHelp("Only this reporting period, such as 2025-H1.", valueName: "period"))
  var period: String?

  @Option(help: ArgumentHelp("Only runs for this indicator.", valueName: "id"))
  var indicator: String?

  @Option(
    name: .customLong("survey"),
    help: ArgumentHelp("Instruments that are not built in: YAML files.", valueName: "instrument"))
  var instruments: [String] = []

  @OptionGroup var definitions: SurveysOption
  @OptionGroup(title: "Output") var language: LanguageOption

  @Option(help: "table, json, csv or markdown.") var format: OutputFormat = .table

  func run() throws {
    let period = try period.map { try PeriodText.period($0) }
    let store = try storeOption.open(.read)
    let history = try store.history(plan: plan, indicator: indicator)
    let replaced = Set(history.compactMap(\.supersedes))
    let current = history.filter {
      !replaced.contains($0.id) && (period == nil || $0.measurement.period == period)
    }
    guard !current.isEmpty else {
      throw CommandFailure.unusable(
        "nothing is recorded for \(plan)" + (period.map { " in \($0)" } ?? ""),
        fix: "`hailong plan history` lists what is",
        vi: (period.map { "chưa ghi kết quả nào cho \(plan) kỳ \($0)" }
          ?? "chưa ghi kết quả nào cho \(plan)"),
        viFix: "`hailong plan history` liệt kê những gì đã ghi")
    }
    var runs: [Int64] = []
    for stored in current where !runs.contains(stored.run) { runs.append(stored.run) }
    var verifier = RunVerifier(
      store: store, plan: plan, finder: try SourceFinder(places), definitions: definitions,
      instruments: instruments)
    let results = try runs.map { run in
      try verifier.verify(run, first: current.first { $0.run == run })
    }
    try store.close()
    try ExitStatus.writeOutput(VerificationText(results, plan: plan).text(format, language))
    let outcomes = results.flatMap(\.figures).map(\.outcome)
    let files = results.flatMap(\.files).map(\.finding)
    if files.contains(.missing) { throw ExitCode(ExitStatus.inputMissing.rawValue) }
    if outcomes.contains(where: { $0 != .same }) || files.contains(where: { $0.path == nil })
      || results.contains(where: { $0.problem != nil })
    {
      throw ExitCode(ExitStatus.unusable.rawValue)
    }
  }
}

/// What verifying a run found.
struct RunVerification {
  /// A recorded file and where it is now.
  struct File {
    var name: String
    var sha256: String
    var finding: SourceFinder.Finding
  }

  /// How the instrument stands to the one that was used.
  enum InstrumentState: String {
    /// The same definition.
    case same
    /// Another definition under the same name.
    case changed
    /// The store is older than digests of instruments.
    case unknown
  }

  var run: StoredMeasurement
  var files: [File]
  var instrument: InstrumentState?
  var planVersion: Int?
  /// Why nothing could be made again.
  var problem: String?
  var figures: [Verification] = []
}

/// Makes runs again.
struct RunVerifier {
  let store: PlanStore
  let plan: String
  var finder: SourceFinder
  let definitions: SurveysOption
  let instruments: [String]

  /// The options of a run, read from the words that the store keeps.
  private struct SurveyArguments: ParsableArguments {
    @OptionGroup var survey: SurveyOptions
    @OptionGroup var judgement: JudgementOptions
  }

  mutating func verify(_ run: Int64, first: StoredMeasurement?) throws -> RunVerification {
    guard let first else {
      throw CommandFailure(
        .internalError, "run \(run) has no figure", vi: "lần ghi \(run) không có số liệu nào")
    }
    let provenance = first.measurement.provenance
    var result = RunVerification(run: first, files: [])
    for source in provenance.sources {
      result.files.append(
        .init(
          name: source.name, sha256: source.sha256,
          finding: finder.find(source.name, sha256: source.sha256)))
    }
    var recipe: [String] = []
    for word in provenance.recipe {
      guard let file = Recipe.fileNamed(by: word) else {
        recipe.append(word)
        continue
      }
      let finding = finder.find(file.name, sha256: file.sha256)
      result.files.append(.init(name: file.name, sha256: file.sha256, finding: finding))
      recipe.append(finding.path ?? file.name)
    }
    let versions = try store.versions(ofPlan: plan)
    let version = versions.last { $0.plan.digest == provenance.planDigest } ?? versions.last
    result.planVersion = version?.version
    guard let version, result.files.allSatisfy({ $0.finding.path != nil }) else { return result }
    let paths = result.files.prefix(provenance.sources.count).compactMap(\.finding.path)
    do {
      let made =
        first.measurement.origin == .survey
        ? try survey(first, version.plan, recipe, paths, &result)
        : try figures(version.plan, recipe, paths)
      result.figures = try store.verify(run: run, against: made)
    } catch {
      guard ExitStatus(for: error) != nil else { throw error }
      result.problem = ExitStatus.message(for: error)
    }
    return result
  }

  private func survey(
    _ first: StoredMeasurement, _ plan: Plan, _ recipe: [String], _ paths: [String],
    _ result: inout RunVerification
  ) throws -> [IndicatorMeasurement] {
    let provenance = first.measurement.provenance
    let named = provenance.instrument ?? ""
    let id = named.split(separator: " ").dropLast().joined(separator: " ")
    let instrument =
      try instruments.first { try definitions.instrument($0).id == id } ?? (id.isEmpty ? named : id)
    guard instruments.contains(instrument) || (try? definitions.instrument(instrument)) != nil
    else {
      throw CommandFailure.inputMissing(
        "the instrument '\(instrument)' is not built in", fix: "give its file with --survey FILE",
        vi: "không có sẵn phiếu khảo sát '\(instrument)'",
        viFix: "ghi tệp của phiếu bằng --survey TỆP")
    }
    let digest = try definitions.instrumentDigest(instrument)
    result.instrument =
      provenance.instrumentDigest.map { $0 == digest ? .same : .changed } ?? .unknown
    var words = ["--survey", instrument, "--plan", plan.id]
    words += ["--period", first.measurement.period.description]
    if let folder = definitions.surveys { words += ["--surveys", folder] }
    for option in provenance.options {
      words += option.split(separator: " ", maxSplits: 1).map(String.init)
    }
    if recipe.isEmpty, provenance.instrumentDigest == nil {
      // Stores before schema 2 do not say whether units were asked for; their figures do.
      let hasUnits = try store.history(plan: plan.id).contains {
        $0.run == first.run && $0.measurement.unit != nil
      }
      if hasUnits { words += ["--by", "unit"] }
    }
    let arguments = try SurveyArguments.parse(words + recipe + ["--"] + paths)
    let work = try SurveyJudging(arguments.survey, arguments.judgement, wantsQuestions: false)
      .run(in: plan)
    guard let period = work.period else { return [] }
    return work.measurements(
      period: period, stage: .final,
      options: arguments.judgement.described(nest: work.isNested))
  }

  private func figures(
    _ plan: Plan, _ recipe: [String], _ paths: [String]
  ) throws -> [IndicatorMeasurement] {
    let options = try FigureOptions.parse(recipe)
    return try paths.flatMap { path in
      try FigureFile(
        path, plan: plan, options: options, register: nil, knownUnits: try store.units()
      ).measurements(stage: .final)
    }
  }
}

/// A verification in words.
struct VerificationText {
  private let results: [RunVerification]
  private let plan: String

  init(_ results: [RunVerification], plan: String) {
    self.results = results
    self.plan = plan
  }

  func text(_ format: OutputFormat, _ language: LanguageOption) throws -> String {
    if format == .json { return json.serialized() + "\n" }
    let words = PlanWords(language.language(standard: .english))
    let figures = figureTable(words)
    if format == .csv { return TablePrinter.text(figures, .csv) }
    var parts = [TablePrinter.text(fileTable(words), format)]
    for result in results {
      if let problem = result.problem {
        parts.append(words("Lần ghi", "Run") + " \(result.run.run): \(problem)\n")
      }
    }
    if !figures.rows.isEmpty { parts.append(TablePrinter.text(shown(figures), format)) }
    let outcomes = results.flatMap(\.figures).map(\.outcome)
    let counts = Verification.Outcome.allCases.compactMap { outcome -> String? in
      let count = outcomes.count { $0 == outcome }
      return count > 0 ? "\(count) \(word(outcome, words))" : nil
    }
    parts.append(
      (counts.isEmpty
        ? words("Không tính lại được gì", "Nothing was made again")
        : counts.joined(separator: ", ")) + ".\n")
    return parts.joined(separator: "\n")
  }

  /// All rows, or of many only those that are not the same.
  private func shown(_ figures: ReportTable) -> ReportTable {
    guard figures.rows.count > Self.listed else { return figures }
    var table = figures
    table.rows = figures.rows.filter {
      $0.last?.raw != .text(Verification.Outcome.same.rawValue)
    }
    return table
  }

  /// Figures that are listed one by one even if all are the same; csv and json list any number.
  private static let listed = 40

  private func fileTable(_ words: PlanWords) -> ReportTable {
    ReportTable(
      columns: [
        .init("run", words("Lần ghi", "Run"), .trailing),
        .init("recordedAt", words("Ghi lúc", "Recorded")),
        .init("file", words("Tệp", "File"), isFlexible: true),
        .init("sha256", "SHA-256"),
        .init("finding", words("Hiện nay", "Now"), isFlexible: true),
        .init("instrument", words("Phiếu khảo sát", "Instrument"), isFlexible: true),
        .init("planVersion", words("Bản kế hoạch", "Plan version"), .trailing),
      ],
      rows: results.flatMap { result in
        result.files.map { file in
          [
            .number(Int(result.run.run)), .init(result.run.recordedAt), .init(file.name),
            .init(String(file.sha256.prefix(12)), raw: .text(file.sha256)),
            .init(finding(file.finding, words)),
            .init(instrument(result, words)), .number(result.planVersion),
          ]
        }
      })
  }

  private func figureTable(_ words: PlanWords) -> ReportTable {
    func number(_ value: Double?) -> ReportTable.Cell {
      .init(value.map { "\($0)" } ?? "–", raw: value.map { .number($0) } ?? .empty)
    }
    return ReportTable(
      columns: [
        .init("run", words("Lần ghi", "Run"), .trailing),
        .init("figure", words("Kết quả đo", "Figure"), isFlexible: true),
        .init("id", words("Số", "No."), .trailing),
        .init("stored", words("Đã ghi", "Stored"), .trailing),
        .init("made", words("Tính lại", "Made again"), .trailing),
        .init("outcome", words("Kết luận", "Outcome")),
      ],
      rows: results.flatMap { result in
        result.figures.map { entry in
          [
            .number(Int(result.run.run)), .init(entry.name), .number(entry.id.map(Int.init)),
            number(entry.stored), number(entry.made),
            .init(word(entry.outcome, words), raw: .text(entry.outcome.rawValue)),
          ]
        }
      })
  }

  private func word(_ outcome: Verification.Outcome, _ words: PlanWords) -> String {
    switch outcome {
    case .same: words("khớp", "same")
    case .different: words("KHÁC", "DIFFERENT")
    case .notRecorded: words("chưa ghi", "not recorded")
    case .notMade: words("không tính lại được", "not made again")
    }
  }

  private func finding(_ finding: SourceFinder.Finding, _ words: PlanWords) -> String {
    switch finding {
    case .found(let path): path
    case .renamed(let path): words("đổi tên: ", "renamed: ") + path
    case .changed(let path, let digest):
      words("ĐÃ SỬA: ", "CHANGED: ") + "\(path) (\(digest.prefix(12)))"
    case .missing: words("KHÔNG THẤY", "MISSING")
    }
  }

  private func instrument(_ result: RunVerification, _ words: PlanWords) -> String {
    let name = result.run.measurement.provenance.instrument ?? "–"
    switch result.instrument {
    case .changed: return name + words(", ĐÃ SỬA", ", CHANGED")
    case .unknown: return name + words(", không rõ có sửa", ", not known whether changed")
    case .same, nil: return name
    }
  }

  private var json: JSONValue {
    .object([
      .init("schema", .string("hailong.verification/2")), .init("plan", .string(plan)),
      .init("runs", .array(results.map(json))),
      .init(
        "summary",
        .object(
          Verification.Outcome.allCases.map { outcome in
            .init(
              outcome.rawValue,
              .integer(results.flatMap(\.figures).count { $0.outcome == outcome }))
          })),
    ])
  }

  private func json(_ result: RunVerification) -> JSONValue {
    .object([
      .init("run", .integer(Int(result.run.run))),
      .init("recordedAt", .string(result.run.recordedAt)),
      .init("planVersion", .count(result.planVersion)),
      .init("instrument", .text(result.run.measurement.provenance.instrument)),
      .init("instrumentState", .text(result.instrument?.rawValue)),
      .init("problem", .text(result.problem)),
      .init(
        "files",
        .array(
          result.files.map { file in
            let state: String =
              switch file.finding {
              case .found: "found"
              case .renamed: "renamed"
              case .changed: "changed"
              case .missing: "missing"
              }
            return .object([
              .init("file", .string(file.name)), .init("sha256", .string(file.sha256)),
              .init("state", .string(state)), .init("path", .text(file.finding.path)),
            ])
          })),
      .init(
        "figures",
        .array(
          result.figures.map {
            .object([
              .init("name", .string($0.name)), .init("outcome", .string($0.outcome.rawValue)),
              .init("id", .count($0.id.map(Int.init))), .init("stored", .real($0.stored)),
              .init("made", .real($0.made)),
            ])
          })),
    ])
  }
}
