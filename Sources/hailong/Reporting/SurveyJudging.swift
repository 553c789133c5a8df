import ArgumentParser
import CSVIO
import Foundation
import PlanFeed
import PlanModel
import SurveyData
import SurveyEstimation
import SurveyReport

/// A survey that was read, from files or from tallies.
struct SurveyInput {
  let instrument: Instrument
  let check: CheckReport
  let sources: [SourceSummary]
  let isNested: Bool
  /// What a reader should know of where it comes from.
  let remarks: [BilingualText]
  let estimates: (SurveyEstimateOptions) throws -> SurveyEstimates

  init(_ reading: SurveyReading, _ instrument: Instrument, isNested: Bool) {
    self.instrument = instrument
    check = reading.check
    sources = reading.sources
    self.isNested = isNested
    remarks = []
    estimates = { try reading.estimates($0) }
  }

  init(_ tally: SurveyTally, by instrument: Instrument) throws {
    self.instrument = instrument
    check = try tally.check(by: instrument)
    sources = tally.sources
    isNested = tally.definition.isNested
    remarks = tally.remarks
    estimates = { try tally.estimates($0, by: instrument) }
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
    let sources: [SourceSummary]
    let isNested: Bool
    let check: CheckReport
    let estimates: SurveyEstimates
    let bindings: PlanBindings
    let judgement: SurveyJudgement
    /// What a reader of a tally should know.
    let remarks: [BilingualText]

    /// Tells on standard error what was read and what is left to other instruments.
    func announce(on language: ReportLanguage) {
      let wording = Wording(language)
      let quality = QualityReport(check, language: language)
      let sources = zip(quality.sources, check.sources).map { ($0, accepted: $1.rows.accepted) }
      for line in wording.account(of: sources, rules: quality.rules) { ExitStatus.writeError(line) }
      announceNotes(on: language)
    }

    /// Tells on standard error what a reader of the figures should know.
    func announceNotes(on language: ReportLanguage) {
      let wording = Wording(language)
      let note = language == .vietnamese ? "ghi chú" : "note"
      for refused in bindings.refused {
        let reason = refused.refusal.reason
        ExitStatus.writeError(
          "\(note): \(refused.indicator.id): \(language == .english ? reason.en : reason.vi)")
      }
      for remark in check.unusedLevels.map(\.text) + remarks {
        ExitStatus.writeError("\(note): \(language == .english ? remark.en : remark.vi)")
      }
      if !estimates.isProbability { ExitStatus.writeError("\(note): \(wording[.modelBased])") }
      if !bindings.otherFamilies.isEmpty {
        ExitStatus.writeError(wording.otherInstruments(bindings.otherFamilies.map(\.id)))
      }
    }
  }

  func run(in stored: Plan? = nil) throws -> Result {
    let plan = try stored ?? survey.definitions.plan(options.plan)
    if let tallies = try TallyInput(survey.files) {
      let tally = try tallies.mergedSurvey()
      let instrument = try survey.instrument(of: tally)
      // What cannot be judged is said before anything else.
      let bindings = try bindings(plan, instrument)
      return try judge(try survey.input(tally, by: instrument, for: plan), plan, bindings)
    }
    let instrument = try survey.instrument()
    let bindings = try bindings(plan, instrument)
    let reading = try survey.read(
      instrument, for: plan, answering: estimateOptions(bindings, isNested: survey.nest))
    return try judge(SurveyInput(reading, instrument, isNested: survey.nest), plan, bindings)
  }

  private func estimateOptions(
    _ bindings: PlanBindings, isNested: Bool
  ) throws -> SurveyEstimateOptions {
    try options.estimateOptions(
      figures: bindings.figures, isNested: isNested, wantsQuestions: wantsQuestions)
  }

  /// The indicators that an instrument answers.
  func bindings(_ plan: Plan, _ instrument: Instrument) throws -> PlanBindings {
    if let period = try survey.reportingPeriod() { try plan.check(period) }
    _ = try options.judge()
    return try PlanBindings(
      plan: plan, instrument: instrument, indicators: options.indicator, measure: options.measure)
  }

  /// Judges what was read.
  func judge(_ input: SurveyInput, _ plan: Plan, _ bindings: PlanBindings) throws -> Result {
    try options.checkRejections(input.check)
    let period = try survey.reportingPeriod()
    let estimates = try input.estimates(estimateOptions(bindings, isNested: input.isNested))
    let judgement = SurveyJudgement(
      estimates, bindings: bindings, plan: plan, period: period, judge: try options.judge(),
      sources: input.sources.map { "sha256:\($0.sha256)" })
    return Result(
      plan: plan, period: period, instrument: input.instrument, sources: input.sources,
      isNested: input.isNested, check: input.check, estimates: estimates, bindings: bindings,
      judgement: judgement, remarks: input.remarks)
  }
}
