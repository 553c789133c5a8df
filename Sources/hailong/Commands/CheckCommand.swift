import ArgumentParser
import CSVIO
import Foundation
import PlanModel
import SurveyData
import SurveyReport
import Synchronization

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

  @Option(help: ArgumentHelp("Write the accepted records here, without personal columns.", valueName: "file"))
  var accepted: String?

  @Option(help: ArgumentHelp("Findings listed for each rule; all are counted.", valueName: "n"))
  var listed: Int = 20

  @Option(help: "table, json or markdown.") var format: OutputFormat = .table

  func validate() throws {
    if format == .csv { throw ValidationError("--format csv is not for check; use --rejects FILE") }
    if listed < 0 { throw ValidationError("--listed must be 0 or more") }
  }

  func run() throws {
    let instrument = try survey.instrument()
    var options = try survey.screening()
    options.listedPerRule = listed
    let rejectFile = try rejects.map { try StagedFile($0) }
    let acceptFile = try accepted.map { try StagedFile($0) }
    let language = language.language(standard: .english)
    let report = try ResponseCheck(
      instrument: instrument, options: options, profile: try survey.platform()
    ).run(
      survey.inputs(), reading: try survey.reading.csvOptions(digest: true),
      rejects: rejectFile.map { file in { try file.write($0) } },
      accepted: acceptFile.map { file in { try file.write($0) } },
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
    case .table, .csv:
      try ExitStatus.writeOutput(document(report, language).text(TablePrinter.style))
    }
  }

  private func document(_ report: CheckReport, _ language: ReportLanguage) -> QualityDocument {
    QualityDocument(QualityReport(report, language: language), wording: Wording(language))
  }
}

/// A file that is written beside its place and moved there when it is whole.
final class StagedFile: Sendable {
  private let path: String
  private let staged: String
  private let handle: Mutex<FileHandle>

  /// Begins a file.
  ///
  /// - Throws: ``CommandFailure`` when it cannot be made.
  init(_ path: String) throws {
    self.path = path
    staged = path + ".part"
    guard FileManager.default.createFile(atPath: staged, contents: nil),
      let handle = FileHandle(forWritingAtPath: staged)
    else {
      throw CommandFailure.cannotCreate(
        "\(path): cannot be made", fix: "check that the folder exists and may be written to")
    }
    self.handle = Mutex(handle)
  }

  deinit { try? FileManager.default.removeItem(atPath: staged) }

  /// Adds bytes.
  func write(_ bytes: [UInt8]) throws {
    do {
      try handle.withLock { try $0.write(contentsOf: Data(bytes)) }
    } catch {
      throw CommandFailure(.inputOutput, "\(path): \(error.localizedDescription)")
    }
  }

  /// Puts the file in its place.
  func finish() throws {
    do {
      try handle.withLock { try $0.close() }
      if rename(staged, path) != 0 { throw CommandFailure.cannotCreate("\(path): cannot be made") }
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure(.inputOutput, "\(path): \(error.localizedDescription)")
    }
  }
}
