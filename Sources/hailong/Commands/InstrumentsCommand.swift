import ArgumentParser
import CSVIO
import Foundation
import PlanModel
import SurveyData
import SurveyReport

/// `hailong instruments`: the questionnaires that files are read by.
struct InstrumentsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "instruments",
    abstract: "List, show, check and draft instruments (questionnaire definitions).",
    discussion: """
      Example:

        hailong instruments show one-stop
      """,
    subcommands: [
      InstrumentsListCommand.self, InstrumentsShowCommand.self, InstrumentsValidateCommand.self,
      InstrumentsNewCommand.self, InstrumentsReferenceCommand.self, InstrumentsScoresCommand.self,
    ],
    defaultSubcommand: InstrumentsListCommand.self)
}

/// `hailong instruments list`: the instruments of the folder.
struct InstrumentsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the built-in instruments and how far each is assured.",
    discussion: """
      Example:

        hailong instruments list --format json
      """)

  @OptionGroup var definitions: SurveysOption
  @OptionGroup var language: LanguageOption

  @Option(help: "table, json, csv or markdown.") var format: OutputFormat = .table

  func run() throws {
    let names = try definitions.folder().names(in: "instruments")
    let instruments = try names.map { try definitions.instrument($0) }
    let isVietnamese = language.language(standard: .english) == .vietnamese
    if format == .json {
      try ExitStatus.writeOutput(
        JSONValue.object([
          .init("schema", .string("hailong.instruments/1")),
          .init("instruments", .array(instruments.map { Self.json($0, isVietnamese) })),
        ]).serialized() + "\n")
      return
    }
    func word(_ vi: String, _ en: String) -> String { isVietnamese ? vi : en }
    let table = ReportTable(
      columns: [
        .init("id", word("Mã", "Id")), .init("family", word("Nhóm", "Family")),
        .init("status", word("Tình trạng", "Status")),
        .init("version", word("Phiên bản", "Version")),
        .init("questions", word("Câu hỏi", "Questions"), .trailing),
        .init("title", word("Tên", "Title"), isFlexible: true),
      ],
      rows: instruments.map { instrument in
        [
          .init(instrument.id), .init(instrument.family.rawValue),
          .init(instrument.status.rawValue),
          .init(instrument.version), .number(instrument.questions.count),
          .init(isVietnamese ? instrument.title.vi : instrument.title.en),
        ]
      })
    try ExitStatus.writeOutput(TablePrinter.text(table, format))
  }

  private static func json(_ instrument: Instrument, _ isVietnamese: Bool) -> JSONValue {
    func said(_ text: BilingualText) -> JSONValue { .string(isVietnamese ? text.vi : text.en) }
    return .object([
      .init("id", .string(instrument.id)), .init("version", .string(instrument.version)),
      .init("family", .string(instrument.family.rawValue)),
      .init("rates", .string(instrument.rates.rawValue)),
      .init("status", .string(instrument.status.rawValue)),
      .init(
        "title",
        .object([
          .init("vi", .string(instrument.title.vi)), .init("en", .string(instrument.title.en)),
        ])),
      .init("source", said(instrument.source)),
      .init("measures", .array(instrument.measures.map { .string($0.id) })),
      .init("verified", .array(instrument.verified.map(said))),
      .init("notVerified", .array(instrument.notVerified.map(said))),
    ])
  }
}

/// `hailong instruments show`: one instrument for people to read.
struct InstrumentsShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a form: what is verified, questions, scales, measures, columns.",
    discussion: """
      Example:

        hailong instruments show byt-outpatient-2024 --lang vi
      """)

  @Argument(
    help: ArgumentHelp("An instrument's id, or the path of a YAML file.", valueName: "instrument"))
  var name: String

  @OptionGroup var definitions: SurveysOption
  @OptionGroup var language: LanguageOption

  func run() throws {
    let isVietnamese = language.language(standard: .english) == .vietnamese
    try ExitStatus.writeOutput(
      try definitions.instrument(name).page(vietnamese: isVietnamese))
  }
}

/// `hailong instruments validate`: every mistake of definition files.
struct InstrumentsValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check instrument files; every mistake with line, column, cause and fix.",
    discussion: """
      Without names all instruments of the folder are checked. Exit status 65 when one cannot be \
      used.

      Example:

        hailong instruments validate phieu-cua-toi.yaml
      """)

  @Argument(help: ArgumentHelp("Ids or paths of YAML files.", valueName: "instrument"))
  var names: [String] = []

  @OptionGroup var definitions: SurveysOption
  @OptionGroup var language: LanguageOption

  func run() throws {
    let all = names.isEmpty ? try definitions.folder().names(in: "instruments") : names
    var issues: [DefinitionIssue] = []
    for name in all {
      do {
        let instrument = try definitions.instrument(name)
        try ExitStatus.writeOutput(
          MessageLanguage.said(
            "\(instrument.file): ok: \(instrument.questions.count) questions, "
              + "\(instrument.measures.count) measures\n",
            vi: "\(instrument.file): đạt: \(instrument.questions.count) câu hỏi, "
              + "\(instrument.measures.count) cách tính\n"))
      } catch let error as DefinitionError {
        issues += error.issues
      }
    }
    if !issues.isEmpty { throw DefinitionError(issues) }
  }
}

/// `hailong instruments new`: a draft definition from an export.
struct InstrumentsNewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Draft an instrument from an export, for a person to finish.",
    discussion: """
      Writes YAML to standard output: the columns, the levels seen in the first records, the likely \
      scale, weight, unit and date columns. Guesses are marked; personal columns are named, their \
      values never shown.

      Example:

        hailong instruments new khao-sat.csv --id khao-sat-phuong > khao-sat-phuong.yaml
      """)

  @Argument(help: ArgumentHelp("The export; - is standard input.", valueName: "file"))
  var file: String

  @Option(
    help: ArgumentHelp("Id of the instrument (default: from the file's name).", valueName: "id"))
  var id: String?

  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup var language: LanguageOption

  func run() throws {
    let input: CSVInput = file == "-" ? .standardInput : .file(file)
    let (opened, profile) = try SurveyFile.open(
      input, options: try reading.csvOptions(digest: false))
    let name = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
    let draft = InstrumentDraft(opened, profile: profile)
    if !draft.hasRatings {
      ExitStatus.writeNote(
        "no column looks like a rating; write the questions by hand (repeated headers must be renamed first)",
        vi:
          "không cột nào giống câu đánh giá; tự viết các câu hỏi (tiêu đề trùng nhau phải đổi tên trước)"
      )
    }
    try ExitStatus.writeOutput(draft.yaml(id: id ?? (file == "-" ? "draft" : name)))
  }
}
