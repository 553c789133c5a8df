import ArgumentParser
import CSVIO
import Foundation
import PlanModel
import SurveyData
import SurveyReport

/// `hailong check`: what is wrong with the files, every row accounted for.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check survey files by an instrument; every row is accounted for.",
    discussion: """
      Says which encoding, delimiter, platform and columns were found, how many rows were read, \
      accepted and rejected by which rule, which answers could not be mapped (with the nearest \
      accepted one), what was not answered, and what is wrong with weights and design. Rejected \
      records go to --rejects as they stood, with line, column, value, rule and message; personal \
      columns are never read.

      Exit status 0 when the files can be used, even with rejected rows; 65 when they cannot.

      Example:

        hailong check mot-cua-2025-h1.csv --survey one-stop --rejects loi.csv
      """)

  @OptionGroup var survey: SurveyOptions
  @OptionGroup(title: "Output") var language: LanguageOption

  @Option(help: ArgumentHelp("Write the rejected records here.", valueName: "file"))
  var rejects: String?

  @Option(
    help: ArgumentHelp(
      "Write the accepted records here, without personal columns.", valueName: "file"))
  var accepted: String?

  @Option(help: ArgumentHelp("Findings listed for each rule; all are counted.", valueName: "n"))
  var listed: Int = 20

  @Flag(help: "Only the account of rows by rule.") var brief = false

  @Option(help: "table, json or markdown.") var format: OutputFormat = .table

  func validate() throws {
    if format == .csv { throw ValidationError("--format csv is not for check; use --rejects FILE") }
    if listed < 0 { throw ValidationError("--listed must be 0 or more") }
  }

  func run() throws {
    if survey.survey == nil, rejects == nil, accepted == nil {
      try describeFiles()
      return
    }
    let instrument = try survey.instrument()
    var options = try survey.screening()
    options.listedPerRule = listed
    let rejectFile = try rejects.map { try StreamedFile(path: $0, inputs: survey.files) }
    let acceptFile = try accepted.map { try StreamedFile(path: $0, inputs: survey.files) }
    let language = language.language(standard: .english)
    let check = ResponseCheck(
      instrument: instrument, options: options, profile: try survey.platform())
    let report = try check.run(
      try survey.inputs(), reading: try survey.reading.csvOptions(digest: true),
      rejects: Self.sink(rejectFile), accepted: Self.sink(acceptFile),
      isVietnamese: language == .vietnamese)
    try rejectFile?.finish()
    try acceptFile?.finish()
    switch format {
    case .json:
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      try ExitStatus.writeOutput(String(decoding: try encoder.encode(report), as: UTF8.self) + "\n")
    case .markdown:
      try ExitStatus.writeOutput(document(report, language).markdown())
    case .table where brief:
      let quality = QualityReport(report, language: language)
      let wording = Wording(language)
      try ExitStatus.writeOutput(
        quality.title + "\n" + wording.rowsSentence(quality) + "\n"
          + quality.rules.map {
            "  \($0.id): \($0.count) (\(wording.consequence($0.consequence)))\n"
          }.joined())
    case .table, .csv:
      try ExitStatus.writeOutput(document(report, language).text(TablePrinter.style))
    }
  }

  /// Without an instrument: what was found of each file, and the records that are no records.
  private func describeFiles() throws {
    let language = language.language(standard: .english)
    let options = try survey.reading.csvOptions(digest: true)
    let platform = try survey.platform()
    var sources: [CheckReport.Source] = []
    var rules: [String: QualityReport.Rule] = [:]
    let inputs = try survey.inputs()
    for input in inputs {
      let (file, profile) = try SurveyFile.open(
        input, options: options, profile: platform)
      let (_, summary) = try file.read([]) { _ in RecordCount() }
      sources.append(CheckReport.Source(file: file, summary: summary, profile: profile))
      for record in summary.malformed {
        var rule =
          rules[record.rule]
          ?? QualityReport.Rule(
            id: record.rule, title: record.message, consequence: .reject, count: 0)
        rule.count += 1
        if rule.examples.count < 3 {
          rule.examples.append(QualityReport.Example(file: file.name, line: record.line))
        }
        rules[record.rule] = rule
      }
    }
    if format == .json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      let text = try encoder.encode(["sources": sources])
      try ExitStatus.writeOutput(String(decoding: text, as: UTF8.self) + "\n")
      return
    }
    let report = QualityReport(
      title: survey.files.joined(separator: ", "),
      sources: sources.map { QualityReport.Source($0) },
      rowsRead: sources.reduce(0) { $0 + $1.rows.read },
      rowsAccepted: sources.reduce(0) { $0 + $1.rows.accepted },
      rowsRejected: sources.reduce(0) { $0 + $1.rows.rejected },
      rules: rules.values.sorted { $0.id < $1.id })
    let document = QualityDocument(report, wording: Wording(language))
    try ExitStatus.writeOutput(
      format == .markdown ? document.markdown() : document.text(TablePrinter.style))
    ExitStatus.writeError("note: without --survey nothing is said of answers, weights and design")
  }

  private static func sink(_ file: StreamedFile?) -> ResponseCheck.Sink? {
    guard let file else { return nil }
    return { bytes in try file.append(bytes) }
  }

  private func document(_ report: CheckReport, _ language: ReportLanguage) -> QualityDocument {
    QualityDocument(QualityReport(report, language: language), wording: Wording(language))
  }
}

/// Takes no column; the summary of the read counts the records.
private struct RecordCount: RecordConsumer {
  mutating func consume(_ batch: RecordBatch) throws {}
}

extension CheckReport.Source {
  /// A file of which no instrument is known.
  init(file: CSVFile, summary: CSVReadSummary, profile: PlatformProfile) {
    self.init(
      file: file.name, sha256: summary.sha256, bytes: summary.bytes,
      encoding: file.dialect.encoding.rawValue, delimiter: file.dialect.delimiterName,
      lineEnding: file.dialect.lineEnding.rawValue,
      hasByteOrderMark: file.dialect.hasByteOrderMark, headerRows: file.dialect.headerRows,
      profile: profile,
      rows: CheckReport.Rows(
        read: summary.records, accepted: summary.accepted, rejected: summary.malformedCount,
        malformed: summary.malformedCount, filtered: 0),
      blankLines: summary.blankLines,
      unused: file.header.map(\.name), notes: file.notes)
  }
}
