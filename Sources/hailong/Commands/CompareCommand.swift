import ArgumentParser
import Foundation
import PlanFeed
import PlanModel
import SurveyData
import SurveyEstimation
import SurveyReport

/// `hailong compare`: a survey judged against the targets of a plan.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Judge a survey against the targets of a plan.",
    discussion: """
      Reads the files once (or tallies of them, made by hailong tally --survey, which give the same \
      answer to the last digit), estimates the measure that each indicator of the plan asks for on the \
      full sample design, and says whether its target is met, with the evidence: conclusive when \
      the whole interval lies on that side. Indicators that another instrument answers are named on \
      standard error.

      Exit status: 0 nothing is below its target, 3 something is, 4 nothing is but something cannot \
      be decided; --exit-zero makes 3 and 4 to 0.

      Example:

        hailong compare mot-cua-2025-h1.csv --survey one-stop --plan can-tho-2025 --by unit
      """)

  @OptionGroup var survey: SurveyOptions
  @OptionGroup(title: "Judgement") var judgement: JudgementOptions
  @OptionGroup(title: "Output") var language: LanguageOption

  @Option(help: "table, json, csv or markdown.") var format: OutputFormat = .table

  @Flag(help: "Exit with 0 even when an indicator is below its target or cannot be decided.")
  var exitZero = false

  func run() throws {
    let work = try SurveyJudging(survey, judgement, wantsQuestions: false).run()
    let language = language.language(standard: .english)
    work.announce(on: language)
    switch format {
    case .json: try ExitStatus.writeOutput(work.judgement.report.json.serialized() + "\n")
    case .table, .csv, .markdown:
      let tables = JudgementTables(work, profile: try judgement.judge().profile, language: language)
      let printed = format == .csv ? [tables.values()] : tables.all()
      try ExitStatus.writeOutput(
        printed.map { TablePrinter.text($0, format) }.joined(separator: "\n"))
    }
    let outcome = work.judgement.report.outcome
    if !exitZero, outcome != .clear { throw ExitCode(outcome.rawValue) }
  }
}
