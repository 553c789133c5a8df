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
      Reads the files once, estimates the measure that each indicator of the plan asks for on the \
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

/// Reads, estimates and judges a survey: what `compare` and `feed` do alike.
struct SurveyJudging {
  private let survey: SurveyOptions
  private let options: JudgementOptions
  private let wantsQuestions: Bool

  init(_ survey: SurveyOptions, _ options: JudgementOptions, wantsQuestions: Bool) {
    self.survey = survey
    self.options = options
    self.wantsQuestions = wantsQuestions
  }

  /// All that came of it.
  struct Result {
    let plan: Plan
    let period: Period?
    let instrument: Instrument
    /// SHA-256 of the instrument's file.
    let instrumentDigest: String
    let reading: SurveyReading
    let check: CheckReport
    let estimates: SurveyEstimates
    let bindings: PlanBindings
    let judgement: SurveyJudgement

    /// Tells on standard error what was read and what is left to other instruments.
    func announce(on language: ReportLanguage) {
      let wording = Wording(language)
      let quality = QualityReport(check, language: language)
      let sources = zip(quality.sources, check.sources).map { ($0, accepted: $1.rows.accepted) }
      for line in wording.account(of: sources, rules: quality.rules) { ExitStatus.writeError(line) }
      let note = language == .vietnamese ? "ghi chú" : "note"
      for refused in bindings.refused {
        let reason = refused.refusal.reason
        ExitStatus.writeError(
          "\(note): \(refused.indicator.id): \(language == .english ? reason.en : reason.vi)")
      }
      if !estimates.isProbability { ExitStatus.writeError("\(note): \(wording[.modelBased])") }
      if !bindings.otherFamilies.isEmpty {
        ExitStatus.writeError(wording.otherInstruments(bindings.otherFamilies.map(\.id)))
      }
    }
  }

  func run(in stored: Plan? = nil) throws -> Result {
    let plan = try stored ?? survey.definitions.plan(options.plan)
    let instrument = try survey.instrument()
    let period = try survey.reportingPeriod()
    if let period { try plan.check(period) }
    // What cannot be judged is said before anything is read.
    let bindings = try PlanBindings(
      plan: plan, instrument: instrument, indicators: options.indicator, measure: options.measure)
    let judge = try options.judge()
    let reading = try survey.read(instrument, for: plan)
    let check = reading.check
    try options.checkRejections(check)
    let estimates = try reading.responses.estimates(
      try options.estimateOptions(
        figures: bindings.figures, isNested: survey.nest, wantsQuestions: wantsQuestions))
    let judgement = SurveyJudgement(
      estimates, bindings: bindings, plan: plan, period: period, judge: judge,
      sources: reading.sources.map { "sha256:\($0.sha256)" })
    return Result(
      plan: plan, period: period, instrument: instrument,
      instrumentDigest: try survey.instrumentDigest(), reading: reading, check: check,
      estimates: estimates, bindings: bindings, judgement: judgement)
  }
}
