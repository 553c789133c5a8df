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

      Exit status 0 when the files can be used, even with rejected rows; 65 when they cannot, or when \
      no row of them is accepted.

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
    if format == .csv {
      throw ValidationError(
        "--format csv is not for check; use --rejects FILE",
        vi: "--format csv không dùng cho check; dùng --rejects TỆP")
    }
    if listed < 0 {
      throw ValidationError("--listed must be 0 or more", vi: "--listed phải từ 0 trở lên")
    }
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
    for unused in report.unusedLevels {
      ExitStatus.writeNote(unused.text.en, vi: unused.text.vi)
    }
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
            "  \($0.title) (\($0.id)): \(wording.count($0.count)), "
              + "\(wording.consequence($0.consequence))\n"
          }.joined())
    case .table, .csv:
      try ExitStatus.writeOutput(document(report, language).text(TablePrinter.style))
    }
    try Self.refuseNothing(report.rows)
  }

  /// Refuses files of which nothing can be used, after the account of them has been given.
  private static func refuseNothing(_ rows: CheckReport.Rows) throws {
    guard rows.accepted == 0 else { return }
    throw CommandFailure.unusable(
      "none of the \(rows.read) records read is accepted",
      fix: "the account above names the rules that reject them; correct the file or the instrument",
      vi: "không phiếu nào trong \(rows.read) phiếu đã đọc được chấp nhận",
      viFix: "bảng trên nêu các quy tắc loại phiếu; sửa tệp hoặc phiếu khảo sát")
  }

  /// Without an instrument: what was found of each file, and the records that are no records.
  private func describeFiles() throws {
    let language = language.language(standard: .english)
    let account = try FileAccount(
      try survey.inputs(), reading: try survey.reading.csvOptions(digest: true),
      profile: try survey.platform(), listed: listed)
    if format == .json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      try ExitStatus.writeOutput(
        String(decoding: try encoder.encode(account), as: UTF8.self) + "\n")
      return try Self.refuseNothing(account.rows)
    }
    let report = QualityReport(
      account, title: survey.files.joined(separator: ", "), language: language)
    let document = QualityDocument(report, wording: Wording(language))
    try ExitStatus.writeOutput(
      format == .markdown ? document.markdown() : document.text(TablePrinter.style))
    ExitStatus.writeNote(
      "without --survey nothing is said of answers, weights and design",
      vi: "không có --survey nên chưa kiểm tra câu trả lời, trọng số và thiết kế mẫu")
    try Self.refuseNothing(account.rows)
  }

  private static func sink(_ file: StreamedFile?) -> ResponseCheck.Sink? {
    guard let file else { return nil }
    return { bytes in try file.append(bytes) }
  }

  private func document(_ report: CheckReport, _ language: ReportLanguage) -> QualityDocument {
    QualityDocument(QualityReport(report, language: language), wording: Wording(language))
  }
}
