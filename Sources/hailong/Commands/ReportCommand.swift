import ArgumentParser
import Foundation
import PlanModel
import PlanStore
import SurveyData
import SurveyEstimation
import SurveyReport

/// `hailong report`: the page for the periodic report, from the store.
struct ReportCommand: ParsableCommand {
  /// The forms a report can take.
  enum Form: String, ExpressibleByArgument, CaseIterable {
    case html, xlsx, markdown, table
  }

  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write the page for the report: HTML, XLSX, Markdown or a table for the terminal.",
    discussion: """
      Reads the store only. HTML is one file without scripts or links to the network, ready to \
      print; XLSX is for further work in Excel; Markdown goes to standard output unless -o is given.

      Example:

        hailong report --store can-tho.sqlite --plan can-tho-2025 --period 2025-H1 \\
          --format html -o bao-cao.html
      """)

  @Option(help: ArgumentHelp("The store, one SQLite file.", valueName: "file"))
  var store: String

  @OptionGroup var target: PlanPeriodOptions

  @Option(help: "html, xlsx, markdown or table (for the terminal).") var format: Form = .html

  @Option(name: .shortAndLong, help: ArgumentHelp("Where to write.", valueName: "file"))
  var output: String?

  @OptionGroup var shown: ScoreboardOptions

  @OptionGroup var rollUp: RollUpOptions
  @OptionGroup var calendarOption: CalendarOption
  @OptionGroup var language: LanguageOption

  func validate() throws {
    if format == .xlsx, output == nil {
      throw ValidationError(
        "--format xlsx needs -o FILE: a workbook is not for the terminal",
        vi: "--format xlsx cần -o TỆP: bảng tính không in ra màn hình được")
    }
  }

  func run() throws {
    let period = try target.reportingPeriod()
    let today = try Today.date(shown.asOf)
    let profile = try PublicationOption.profile(shown.publish)
    let database = try PlanStore(path: store, access: .read)
    let calendar = try calendarOption.calendar(for: database.plan(target.plan))
    let scoreboard = try database.scoreboard(
      plan: target.plan, period: period, today: today, calendar: calendar,
      rollUp: try rollUp.rollUp(database, day: calendar.end(of: period)),
      judge: Judge(profile: profile, isStrict: shown.strict))
    let surveys = try database.surveys(plan: target.plan, period: period).map {
      try SurveyArchive($0)
    }
    try database.close()
    let page = ReportPageBuilder(
      scoreboard: scoreboard, surveys: surveys, language: language.language(standard: .vietnamese),
      profile: profile, isStrict: shown.strict,
      level: surveys.first?.estimates.overall.level ?? 0.95, generatedAt: today.description,
      store: (store as NSString).lastPathComponent
    ).page(surveyOnly: shown.surveyOnly)
    switch format {
    case .table:
      try write(TerminalReport(page).render(output == nil ? TablePrinter.style : TextTable.Style()))
    case .html: try write(HTMLReport(page).render())
    case .markdown: try write(MarkdownReport(page).render())
    case .xlsx:
      guard let output else { return }
      try WorkbookReport(page).write(to: output)
      ExitStatus.writeError(output)
    }
  }

  private func write(_ text: String) throws {
    guard let output, output != "-" else { return try ExitStatus.writeOutput(text) }
    try StreamedFile.write(Array(text.utf8), to: output)
    ExitStatus.writeError(output)
  }
}

/// The day of the run, or the one given.
enum Today {
  static func date(_ given: String?) throws -> PlanDate {
    if let given {
      guard let date = PlanDate(given) else {
        throw CommandFailure.usage(
          "'\(given)' is no date", fix: "write YYYY-MM-DD", vi: "'\(given)' không phải là ngày",
          viFix: "viết YYYY-MM-DD")
      }
      return date
    }
    let parts = Calendar(identifier: .gregorian).dateComponents(
      [.year, .month, .day], from: Date())
    guard let date = PlanDate(year: parts.year ?? 0, month: parts.month ?? 0, day: parts.day ?? 0)
    else {
      throw CommandFailure(
        .internalError, "the system's date cannot be read", vi: "không đọc được ngày của hệ thống")
    }
    return date
  }
}
