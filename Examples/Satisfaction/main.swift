// Ten answers, read, estimated and judged against a plan through the libraries, as README.md shows.
// Run in the checkout: swift run satisfaction-example
import CSVIO
import Foundation
import PlanFeed
import PlanModel
import SurveyData
import SurveyEstimation

func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

let form = "surveys/samples/by-hand.yaml"
let instrument = try Instrument(yaml: text(form), file: form)
let plan = try PlanFile(yaml: text("surveys/plans/can-tho-2025.yaml"), name: "can-tho-2025")
  .checked()
let bindings = try PlanBindings(plan: plan, instrument: instrument, indicators: ["procedures"])
let reading = try SurveyReading(
  [.file("surveys/samples/by-hand.csv")], instrument: instrument, options: CSVReadOptions())
let estimates = try reading.responses.estimates(SurveyEstimateOptions(figures: bindings.figures))
let judgement = SurveyJudgement(
  estimates, bindings: bindings, plan: plan, judge: Judge(profile: .none), sources: [])
for verdict in judgement.report.indicators {
  print(verdict.indicator, verdict.value ?? .nan, verdict.status, verdict.evidence?.rawValue ?? "-")
}
print("standard error", estimates.overall.standardError ?? .nan)
