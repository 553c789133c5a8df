import ArgumentParser
import CSVIO
import Foundation
import PlanModel
import SurveyReport

/// Language and form of what a verb prints; shared by all verbs but `estimate`'s own formats.
struct LanguageOption: ParsableArguments {
  @Option(help: "Language: vi or en (default: from the locale).")
  var lang: String?

  func validate() throws {
    if let lang, ReportLanguage(rawValue: lang) == nil {
      throw ValidationError(
        "--lang '\(lang)' is not known; use vi or en",
        vi: "không có ngôn ngữ --lang '\(lang)'; dùng vi hoặc en")
    }
  }

  /// The language asked for, else the locale's, else `standard`.
  func language(standard: ReportLanguage) -> ReportLanguage {
    if let lang, let known = ReportLanguage(rawValue: lang) { return known }
    return MessageLanguage.ofLocale ?? standard
  }
}

/// Prints tables as a terminal, a pipe or a document wants them.
enum TablePrinter {
  /// Width and colour of standard output; no colour where NO_COLOR is set or nobody looks.
  static var style: TextTable.Style {
    guard isatty(STDOUT_FILENO) != 0 else { return TextTable.Style() }
    let environment = ProcessInfo.processInfo.environment
    var size = winsize()
    let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return TextTable.Style(
      width: isKnown ? Int(size.ws_col) : environment["COLUMNS"].flatMap { Int($0) },
      usesColor: (environment["NO_COLOR"] ?? "").isEmpty)
  }

  /// A table in the format asked for; JSON is the caller's.
  static func text(_ table: ReportTable, _ format: OutputFormat) -> String {
    switch format {
    case .markdown: return MarkdownTable.render(table)
    case .csv:
      var writer = CSVWriter(options: .init(excelSafe: true))
      for row in table.csvRows { writer.write(row) }
      return writer.text
    case .table, .json: return TextTable(style).render(table)
    }
  }
}
