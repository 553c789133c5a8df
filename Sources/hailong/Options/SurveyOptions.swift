import ArgumentParser
import CSVIO
import Foundation
import PlanModel
import SurveyData
import SurveyEstimation

/// Where instruments and plans are found.
struct SurveysOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Folder with instruments/ and plans/ (default: HAILONG_SURVEYS, beside the program, ./surveys).",
      valueName: "dir"))
  var surveys: String?

  func folder() throws -> SurveysFolder { try SurveysFolder.find(option: surveys) }

  /// Loads an instrument by id or path.
  func instrument(_ name: String) throws -> Instrument {
    let path = try folder().file(name, in: "instruments")
    return try Instrument(yaml: try Self.text(path), file: path)
  }

  /// SHA-256 of an instrument's file.
  func instrumentDigest(_ name: String) throws -> String {
    try instrument(name).digest
  }

  /// Loads a plan by id or path, YAML or JSON, with what it inherits.
  ///
  /// - Parameters:
  ///   - name: The plan.
  ///   - library: Plans that may be its parents, besides those of the folder.
  func plan(_ name: String, library: [Plan] = []) throws -> Plan {
    let path = try folder().file(name, in: "plans")
    let text = try Self.text(path)
    let file =
      path.hasSuffix(".json")
      ? try PlanFile(json: text, name: path) : try PlanFile(yaml: text, name: path)
    for finding in file.findings where finding.severity == .warning {
      ExitStatus.writeError(ExitStatus.text(finding))
    }
    let plan = try file.checked()
    guard plan.inherits != .none else { return plan }
    let folder = try folder()
    let others = try folder.names(in: "plans").map { name in
      let path = try folder.file(name, in: "plans")
      return try PlanFile(yaml: try Self.text(path), name: path).plan
    }
    let relatives = library + others
    if let finding = file.findings(among: relatives).first(where: { $0.severity == .error }) {
      throw finding.error
    }
    return try plan.resolved(in: relatives)
  }

  static func text(_ path: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandFailure.inputMissing(
        "\(path): no such file, or it cannot be read", fix: "check the name",
        vi: "\(path): không có tệp này, hoặc không đọc được", viFix: "kiểm tra tên tệp")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw CommandFailure.unusable(
        "\(path): the file is not UTF-8", fix: "save it as UTF-8",
        vi: "\(path): tệp không phải UTF-8", viFix: "lưu lại tệp thành UTF-8")
    }
    return text
  }
}

/// By which instrument a survey is read, and which of its records count.
struct SurveyScreening: ParsableArguments {
  @Option(help: ArgumentHelp("The instrument: its id, or a YAML file.", valueName: "instrument"))
  var survey: String?

  @OptionGroup var definitions: SurveysOption

  @Option(
    help: ArgumentHelp(
      "Platform that made the file: \(PlatformProfile.allCases.map(\.rawValue).joined(separator: ", ")) (default: found).",
      valueName: "platform"))
  var profile: String?

  @Option(
    help: ArgumentHelp(
      "Register of valid unit codes, CSV code,name,level,parent,validFrom,validTo.",
      valueName: "file"))
  var register: String?

  @Option(
    help: ArgumentHelp(
      "Only responses dated within this reporting period, such as 2025-H1.", valueName: "period"))
  var period: String?

  @OptionGroup var calendarOption: CalendarOption

  func instrument() throws -> Instrument {
    guard let survey else {
      throw CommandFailure.usage(
        "--survey is missing: the instrument says what the columns mean",
        fix: "hailong instruments list shows them; hailong instruments new FILE drafts one",
        vi: "thiếu --survey: phiếu khảo sát cho biết ý nghĩa các cột",
        viFix:
          "hailong instruments list liệt kê các phiếu; hailong instruments new TỆP soạn nháp một phiếu"
      )
    }
    return try definitions.instrument(survey)
  }

  func reportingPeriod() throws -> Period? {
    try period.map { try PeriodText.period($0) }
  }

  func platform() throws -> PlatformProfile? {
    guard let profile else { return nil }
    guard let known = PlatformProfile(rawValue: profile) else {
      throw OptionText.unknown(
        "--profile", profile, among: PlatformProfile.allCases.map(\.rawValue))
    }
    return known
  }

  /// What the check needs to know besides the instrument.
  func options(for plan: Plan? = nil, isNested: Bool) throws -> ScreenOptions {
    let calendar = try calendarOption.calendar(for: plan)
    var options = ScreenOptions(isNested: isNested)
    if let period = try reportingPeriod() {
      let first = calendar.start(of: period)
      let last = calendar.end(of: period)
      if let from = CalendarDate(year: first.year, month: first.month, day: first.day),
        let to = CalendarDate(year: last.year, month: last.month, day: last.day)
      {
        options.period = from...to
      }
    }
    if let register { options.register = try UnitRegister(.file(register)) }
    return options
  }

  /// The same in words, for the definition of a tally.
  func words(for plan: Plan? = nil) throws -> [String] {
    var words: [String] = []
    if let period = try options(for: plan, isNested: false).period {
      words.append("\(Self.periodWord)\(period.lowerBound)…\(period.upperBound)")
    }
    if let register {
      guard let data = FileManager.default.contents(atPath: register) else {
        throw CommandFailure.inputMissing(
          "\(register): no such file, or it cannot be read",
          vi: "\(register): không có tệp này, hoặc không đọc được")
      }
      words.append("register sha256:\(sha256(of: [UInt8](data)))")
    }
    return words
  }

  static let periodWord = "period "
}

/// What `check`, `compare` and `feed` need to read a survey by its instrument.
struct SurveyOptions: ParsableArguments {
  @Argument(
    help:
      "CSV files, - for standard input; several are one data set. Or tallies made with --survey.")
  var files: [String] = []

  @OptionGroup var screening: SurveyScreening

  @Flag(help: "PSU ids start anew in every stratum.")
  var nest = false

  @OptionGroup(title: "Input") var reading: ReadingOptions

  var survey: String? { screening.survey }
  var definitions: SurveysOption { screening.definitions }
  var period: String? { screening.period }
  var profile: String? { screening.profile }
  var register: String? { screening.register }
  var calendarOption: CalendarOption { screening.calendarOption }

  func instrument() throws -> Instrument { try screening.instrument() }

  func reportingPeriod() throws -> Period? { try screening.reportingPeriod() }

  func platform() throws -> PlatformProfile? { try screening.platform() }

  func screening(for plan: Plan? = nil) throws -> ScreenOptions {
    try screening.options(for: plan, isNested: nest)
  }

  func inputs() throws -> [CSVInput] {
    try TallyInput.refuse(
      files, fix: "give the CSV files; estimate, compare and feed read tallies",
      viFix: "ghi các tệp CSV; estimate, compare và feed đọc bảng cộng dồn")
    guard !files.isEmpty else {
      throw ValidationError(
        "Missing expected argument '<files> ...'", vi: "thiếu tên tệp: '<files> ...'")
    }
    return files.map { $0 == "-" ? .standardInput : .file($0) }
  }

  /// Reads the files once.
  func read(
    _ instrument: Instrument, for plan: Plan?, answering estimates: SurveyEstimateOptions
  ) throws -> SurveyReading {
    let progress = ProgressLine(reading: files)
    defer { progress.finish() }
    return try SurveyReading(
      inputs(), instrument: instrument,
      options: try reading.csvOptions(digest: true, progress: { progress.advance($0) }),
      profile: try platform(), screening: try screening(for: plan), answering: estimates)
  }
}

extension SurveyOptions {
  /// The instrument of a tally, which its own id names when --survey does not.
  func instrument(of tally: SurveyTally) throws -> Instrument {
    try definitions.instrument(survey ?? tally.definition.instrument)
  }

  /// A tally as a survey that was read, once it is sure that the same records count.
  func input(_ tally: SurveyTally, by instrument: Instrument, for plan: Plan?) throws -> SurveyInput
  {
    if nest, !tally.definition.isNested {
      throw CommandFailure.unusable(
        "the tally was made without --nest", fix: "leave out --nest, or make it anew with --nest",
        vi: "bảng cộng dồn được lập không có --nest", viFix: "bỏ --nest, hoặc lập lại với --nest")
    }
    let wanted = try screening.words(for: plan)
    for word in wanted where !tally.definition.screening.contains(word) {
      let isPeriod = word.hasPrefix(SurveyScreening.periodWord)
      // Without a column of dates a period is a name and chooses nothing.
      if isPeriod, !tally.hasDates(by: instrument) { continue }
      let own = tally.definition.screening.filter {
        $0.hasPrefix(SurveyScreening.periodWord) == isPeriod
      }
      throw CommandFailure.unusable(
        "the tally was not made for '\(word)'"
          + (own.isEmpty ? "" : " but for '\(own.joined(separator: ", "))'"),
        fix: isPeriod
          ? "make it with --period \(period ?? ""), or ask for the period that it was made for"
          : "make it with the same --register",
        vi: "bảng cộng dồn không lập cho '\(word)'"
          + (own.isEmpty ? "" : " mà cho '\(own.joined(separator: ", "))'"),
        viFix: isPeriod
          ? "lập với --period \(period ?? ""), hoặc hỏi kỳ mà bảng được lập"
          : "lập với cùng --register")
    }
    return try SurveyInput(tally, by: instrument)
  }
}

/// How a survey is estimated and judged; shared by `compare` and `feed`.
struct JudgementOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The plan: its id, or a YAML or JSON file.", valueName: "plan"))
  var plan: String

  @Option(help: ArgumentHelp("Only these indicators.", valueName: "id"))
  var indicator: [String] = []

  @Option(
    help: ArgumentHelp(
      "Measure of the instrument in place of the plan's or its default.", valueName: "id"))
  var measure: String?

  @Option(help: ArgumentHelp("Verdicts by unit as well: unit.", valueName: "unit"))
  var by: String?

  @Flag(help: "Only conclusive results count: the interval must lie wholly on one side.")
  var strict = false

  @Option(
    name: .customLong("lonely-psu"),
    help: "Single-PSU strata: fail, remove, certainty, adjust or average.")
  var lonelyPSU: String = "fail"

  @Option(help: "Interval for rates: beta, logit, xlogit, wilson, likelihood, asin, mean or nchs.")
  var ci: String = "beta"

  @Option(help: "Confidence level.")
  var level: Double = 0.95

  @Option(
    help: ArgumentHelp("Publication profile: nchs, none, … or a YAML file.", valueName: "profile"))
  var publish: String = "nchs"

  @Option(
    help: ArgumentHelp(
      "Refuse when more than this share of the records is rejected.", valueName: "percent"))
  var maxRejected: Double = 20

  func validate() throws {
    if let by, by != "unit" {
      throw ValidationError(
        "--by '\(by)' is not known here; use --by unit (hailong estimate takes any column)",
        vi: "không dùng --by '\(by)' ở đây được; dùng --by unit (hailong estimate nhận mọi cột)")
    }
    if !(level > 0 && level < 1) {
      throw ValidationError(
        "--level \(level) is not between 0 and 1", vi: "--level \(level) không nằm giữa 0 và 1")
    }
    if !(0...100).contains(maxRejected) {
      throw ValidationError(
        "--max-rejected is a per cent, 0 to 100", vi: "--max-rejected là phần trăm, từ 0 đến 100")
    }
    _ = try policy()
    _ = try method()
  }

  private func policy() throws -> SinglePSUPolicy {
    guard let policy = SinglePSUPolicy(rawValue: lonelyPSU) else {
      throw OptionText.unknown(
        "--lonely-psu", lonelyPSU, among: SinglePSUPolicy.allCases.map(\.rawValue))
    }
    return policy
  }

  private func method() throws -> IntervalMethod {
    guard let method = IntervalMethod(rawValue: ci.lowercased()) else {
      throw OptionText.unknown("--ci", ci, among: IntervalMethod.allCases.map(\.rawValue))
    }
    return method
  }

  func judge() throws -> Judge {
    Judge(profile: try PublicationOption.profile(publish), isStrict: strict)
  }

  func estimateOptions(
    figures: [SurveyFigure], isNested: Bool, wantsQuestions: Bool
  ) throws -> SurveyEstimateOptions {
    SurveyEstimateOptions(
      measure: measure, figures: figures, byUnit: by == "unit", wantsQuestions: wantsQuestions,
      isNested: isNested, singlePSU: try policy(),
      estimate: EstimateOptions(
        intervalMethod: try method(), level: level, wantsDesignEffect: true))
  }

  /// Options that bear on the figures, for the provenance.
  func described(nest: Bool) -> [String] {
    var words = ["--ci \(ci)", "--level \(level)", "--lonely-psu \(lonelyPSU)"]
    if let measure { words.append("--measure \(measure)") }
    if nest { words.append("--nest") }
    return words
  }

  /// Refuses when so much was rejected that the rest cannot stand for the survey.
  func checkRejections(_ check: CheckReport) throws {
    let rows = check.rows.read
    let rejected = check.rows.rejected - check.rows.filtered
    guard rows > 0, Double(rejected) > maxRejected / 100 * Double(rows) else { return }
    let worst = check.rejections.sorted {
      ($1.records, $0.rule.rawValue) < ($0.records, $1.rule.rawValue)
    }
    .prefix(3).map { "\($0.rule.rawValue) \($0.records)" }.joined(separator: ", ")
    throw CommandFailure.unusable(
      "\(rejected) of \(rows) records are rejected (\(worst)); the rest cannot stand for the survey",
      fix:
        "run `hailong check` with the same files, correct what it lists, or raise --max-rejected",
      vi:
        "\(rejected) trong \(rows) phiếu bị loại (\(worst)); phần còn lại không đại diện được cho cuộc khảo sát",
      viFix:
        "chạy `hailong check` với các tệp này, sửa những gì nó liệt kê, hoặc tăng --max-rejected"
    )
  }
}

/// A publication profile by name or file.
enum PublicationOption {
  static func profile(_ name: String) throws -> PublicationProfile {
    guard name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml") else {
      return try PublicationProfile.named(name)
    }
    return try PublicationProfile(yaml: try SurveysOption.text(name), file: name)
  }
}
