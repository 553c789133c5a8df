import ArgumentParser
import CSVIO
import Foundation
import PlanModel
import SurveyData
import SurveyEstimation
import SurveyReport

/// How a verb writes its result.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case table, json, csv, markdown
}

/// Writes estimates to standard output, and what a reader must know to standard error.
struct EstimateOutput: ParsableArguments {
  @Option(help: "table, json, csv or markdown.")
  var format: OutputFormat = .table

  @Option(help: "Language of messages and tables: vi or en.")
  var lang: String?

  @Option(
    help: ArgumentHelp("Publication profile: nchs, none, … or a YAML file.", valueName: "profile"))
  var publish: String = "nchs"

  @Option(help: ArgumentHelp("Rejected records listed on standard error.", valueName: "n"))
  var showRejected: Int = 20

  /// Rejected records listed in JSON.
  private static let listedInJSON = 1000

  func validate() throws {
    if let lang, ReportLanguage(rawValue: lang) == nil {
      throw ValidationError(
        "--lang '\(lang)' is not known; use vi or en",
        vi: "không có ngôn ngữ --lang '\(lang)'; dùng vi hoặc en")
    }
  }

  /// Writes a result in the format asked for.
  func write(_ result: EstimationResult, level: Double) throws {
    let profile = try publicationProfile()
    let figures = result.estimates.enumerated().map { index, estimate in
      (
        estimate: estimate,
        respondents: result.respondents.indices.contains(index) ? result.respondents[index] : nil
      )
    }
    let estimates = zip(
      result.estimates, PublishedTable(byDomain: figures).decisions(profile)
    ).map { $1.marking($0) }
    report(result)
    switch format {
    case .json:
      try ExitStatus.writeOutput(Self.json(result, estimates).serialized() + "\n")
    case .csv: try ExitStatus.writeOutput(Self.csv(estimates, form: result.form))
    case .table:
      let table = titled(
        ReportTables(wording, level: level).estimates(estimates, profile: profile), result.form,
        isShown: estimates.first?.publication != .suppress)
      if !estimates.isEmpty {
        try ExitStatus.writeOutput(TextTable(terminalStyle).render(table))
      }
      let more = ComparisonOutput(wording).tables(result.comparisons, estimates: estimates)
      for (index, table) in more.enumerated() {
        if index > 0 || !estimates.isEmpty { try ExitStatus.writeOutput("\n") }
        try ExitStatus.writeOutput(TextTable(terminalStyle).render(table))
      }
    case .markdown:
      let table = titled(
        ReportTables(wording, level: level).estimates(estimates, profile: profile), result.form,
        isShown: estimates.first?.publication != .suppress)
      if !estimates.isEmpty { try ExitStatus.writeOutput(MarkdownTable.render(table)) }
      let more = ComparisonOutput(wording).tables(result.comparisons, estimates: estimates)
      for (index, table) in more.enumerated() {
        if index > 0 || !estimates.isEmpty { try ExitStatus.writeOutput("\n") }
        try ExitStatus.writeOutput(MarkdownTable.render(table))
      }
    }
  }

  /// The table under the name of the form, its version and the measure; points with their band.
  private func titled(
    _ table: ReportTable, _ form: EstimationForm?, isShown: Bool
  ) -> ReportTable {
    guard let form else { return table }
    func said(_ text: BilingualText) -> String {
      wording.language == .english ? text.en : text.vi
    }
    var table = table
    table.title = "\(said(form.title)) (\(form.name)) · \(said(form.measureTitle))"
    if let score = form.score, isShown {
      let numbers = wording.numbers
      let points = "\(numbers.plain(score.points)) / \(numbers.plain(score.total))"
      let band = score.band.map { band in
        " · \(said(band.title)) (≥ \(numbers.plain(band.from)))"
      }
      table.notes.insert(points + (band ?? ""), at: 0)
    }
    return table
  }

  private var wording: Wording {
    if let lang, let language = ReportLanguage(rawValue: lang) { return Wording(language) }
    let environment = ProcessInfo.processInfo.environment
    let locale = environment["LC_ALL"] ?? environment["LC_MESSAGES"] ?? environment["LANG"] ?? ""
    return Wording(locale.hasPrefix("vi") ? .vietnamese : .english)
  }

  private var terminalStyle: TextTable.Style {
    guard isatty(STDOUT_FILENO) != 0 else { return TextTable.Style() }
    let environment = ProcessInfo.processInfo.environment
    return TextTable.Style(
      width: environment["COLUMNS"].flatMap { Int($0) },
      usesColor: (environment["NO_COLOR"] ?? "").isEmpty)
  }

  private func publicationProfile() throws -> PublicationProfile {
    guard publish.contains("/") || publish.hasSuffix(".yaml") || publish.hasSuffix(".yml") else {
      return try PublicationProfile.named(publish)
    }
    guard let text = try? String(contentsOfFile: publish, encoding: .utf8) else {
      throw CommandFailure.inputMissing(
        "--publish \(publish): cannot be read", vi: "--publish \(publish): không đọc được")
    }
    return try PublicationProfile(yaml: text, file: publish)
  }

  private func report(_ result: EstimationResult) {
    for note in result.notes { ExitStatus.writeNote(note.en, vi: note.vi) }
    for line in RejectionLines.lines(
      result.rejected, counts: result.rejectedCounts, limit: showRejected)
    { ExitStatus.writeError(line) }
  }

  // MARK: JSON and CSV

  /// The result under the keys of `hailong.estimate/1`.
  static func json(_ result: EstimationResult, _ estimates: [Estimate]) -> JSONValue {
    .object([
      .init("schema", .string("hailong.estimate/1")),
      .init("source", .array(result.sources.map(json))),
      .init("instrument", result.form.map(json) ?? .null),
      .init("design", json(result.design)),
      .init("estimates", .array(estimates.map { json($0, form: result.form) })),
      .init("targets", .array(result.comparisons.targets.map(ComparisonOutput.json))),
      .init("differences", .array(result.comparisons.differences.map(ComparisonOutput.json))),
      .init("associations", .array(result.comparisons.associations.map(ComparisonOutput.json))),
      .init("drivers", .array(result.comparisons.drivers.map(ComparisonOutput.json))),
      .init(
        "rejections",
        .array(
          result.rejected.prefix(listedInJSON).map { record in
            .object([
              .init("file", .string(record.file)), .init("line", .integer(record.line)),
              .init("reason", .string(record.reason.rawValue)),
              .init("detail", .string(record.detail.en)),
            ])
          })),
      .init("notes", .texts(result.notes.map(\.en))),
    ])
  }

  private static func json(_ form: EstimationForm) -> JSONValue {
    func texts(_ text: BilingualText) -> JSONValue {
      .object([.init("vi", .string(text.vi)), .init("en", .string(text.en))])
    }
    return .object([
      .init("id", .string(form.id)), .init("version", .string(form.version)),
      .init("title", texts(form.title)), .init("measureTitle", texts(form.measureTitle)),
      .init(
        "score",
        form.score.map { score in
          .object([
            .init("points", .number(score.points)), .init("total", .number(score.total)),
            .init("band", .text(score.band?.id)),
          ])
        } ?? .null),
    ])
  }

  private static func json(_ source: SourceSummary) -> JSONValue {
    .object([
      .init("file", .string(source.file)), .init("sha256", .string(source.sha256)),
      .init("rows", .integer(source.rows)), .init("accepted", .integer(source.accepted)),
      .init("rejected", .integer(source.rejected)), .init("encoding", .string(source.encoding)),
      .init("delimiter", .string(source.delimiter)),
    ])
  }

  private static func json(_ design: DesignSummary) -> JSONValue {
    .object([
      .init("strata", .integer(design.strata)), .init("psus", .integer(design.psus)),
      .init("df", .integer(design.degreesOfFreedom)), .init("weight", .text(design.weight)),
      .init("lonelyPSU", .string(design.singlePSU.rawValue)),
      .init("fpc", .bool(design.hasFinitePopulation)),
      .init("calibration", .text(design.calibration)),
      .init(
        "replicates",
        design.replicates.map {
          .object([.init("type", .string($0)), .init("count", .integer(design.replicateCount))])
        } ?? .null),
    ])
  }

  /// One estimate under the fixed keys.
  static func json(_ estimate: Estimate, form: EstimationForm? = nil) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("name", .string(estimate.name)), .init("statistic", .string(estimate.statistic)),
    ]
    if let measure = estimate.measure { members.append(.init("measure", .string(measure))) }
    if let form { members.append(.init("instrument", .string(form.name))) }
    members += [
      .init("domain", .object(estimate.domain.map { .init($0.variable, .string($0.value)) })),
      .init("n", .integer(estimate.n)), .init("nEffective", .real(estimate.nEffective)),
      .init("weighted", .real(estimate.weighted)), .init("value", .real(estimate.value)),
      .init("se", .real(estimate.standardError)), .init("low", .real(estimate.low)),
      .init("high", .real(estimate.high)), .init("ciMethod", .string(estimate.intervalMethod)),
      .init("level", .number(estimate.level)), .init("deff", .real(estimate.designEffect)),
      .init("df", json(wholeOrReal: estimate.degreesOfFreedom)),
      .init("missing", .integer(estimate.missing)),
      .init("publish", .string(estimate.publication.rawValue)),
      .init("flags", .texts(estimate.flags)),
    ]
    return .object(members)
  }

  private static func json(wholeOrReal value: Double) -> JSONValue {
    Int(exactly: value).map(JSONValue.integer) ?? .real(value)
  }

  /// The estimates as CSV, one row each; numbers read back to the same double.
  static func csv(_ estimates: [Estimate], form: EstimationForm? = nil) -> String {
    var variables: [String] = []
    for level in estimates.flatMap(\.domain) where !variables.contains(level.variable) {
      variables.append(level.variable)
    }
    var writer = CSVWriter()
    writer.write(
      ["name", "statistic", "measure"] + variables + [
        "n", "nEffective", "weighted", "value", "se", "low", "high", "ciMethod", "level", "deff",
        "df", "missing", "publish", "flags",
      ] + (form == nil ? [] : ["instrument"]))
    func text(_ value: Double?) -> String { value.flatMap { $0.isFinite ? "\($0)" : nil } ?? "" }
    for estimate in estimates {
      let levels = variables.map { variable in
        estimate.domain.first { $0.variable == variable }?.value ?? ""
      }
      writer.write(
        [estimate.name, estimate.statistic, estimate.measure ?? ""] + levels + [
          "\(estimate.n)", text(estimate.nEffective), text(estimate.weighted), text(estimate.value),
          text(estimate.standardError), text(estimate.low), text(estimate.high),
          estimate.intervalMethod, "\(estimate.level)", text(estimate.designEffect),
          text(estimate.degreesOfFreedom), "\(estimate.missing)", estimate.publication.rawValue,
          estimate.flags.joined(separator: " "),
        ] + (form.map { [$0.name] } ?? []))
    }
    return writer.text
  }
}
