import ArgumentParser
import CSVIO
import Foundation
import PlanModel
import SurveyData
import SurveyEstimation

/// `estimate --survey`: the measures that an instrument defines, on the design that it names.
struct InstrumentQuestions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Estimate the measures of an instrument (id or YAML file), its columns found in the header; --by area, unit, element or question.",
      valueName: "instrument"))
  var survey: String?

  @Option(
    help: ArgumentHelp("Measure of the instrument (default: its default one).", valueName: "id"))
  var measure: String?

  @OptionGroup var definitions: SurveysOption

  private static let domains = ["area", "unit", "element", "question"]

  /// Estimates from files, read by the instrument, or from its tally.
  func estimate(
    _ input: SurveyInput, by: [String], singlePSU: SinglePSUPolicy, options: EstimateOptions
  ) throws -> EstimationResult {
    for domain in by where !Self.domains.contains(domain) {
      throw OptionText.unknown("--by", domain, among: Self.domains)
    }
    let instrument = input.instrument
    let shares = try sharesByQuestion(instrument, by: by)
    let estimates = try input.estimates(
      SurveyEstimateOptions(
        measure: shares == nil ? measure : nil, byUnit: by.contains("unit"), wantsQuestions: true,
        isNested: input.isNested, singlePSU: singlePSU, estimate: options))
    var chosen: [(estimate: Estimate, respondents: Int?)] = []
    for domain in by {
      switch domain {
      case "area": chosen += estimates.areas.map { ($0.estimate, $0.respondents) }
      case "unit": chosen += estimates.units.map { ($0.estimate, $0.respondents) }
      case "element":
        for area in estimates.areas {
          chosen += area.elements.map { estimate in
            (estimate, min(area.respondents, people(in: estimate.name, of: instrument, estimate)))
          }
        }
      default: chosen += estimates.areas.flatMap { $0.questions.map { ($0.estimate, nil) } }
      }
    }
    if by.isEmpty {
      let all = estimates.areas.reduce(0) { $0 + $1.respondents }
      chosen = ([estimates.overall] + estimates.otherMeasures).map { ($0, min(all, $0.n)) }
    }
    if let shares {
      let questions = shares.questions
      chosen.removeAll { !questions.contains($0.estimate.name) }
      guard !chosen.isEmpty else {
        throw SurveyEstimateError.measureNotComputable(
          shares.id, instrument: instrument.id,
          reason: BilingualText(
            vi: "các tệp không có câu hỏi nào của nó", en: "the files hold none of its questions"))
      }
    }
    var notes = input.check.rejections.map {
      BilingualText(
        vi: "bị loại theo quy tắc \($0.rule.rawValue): \($0.records)",
        en: "rejected by rule \($0.rule.rawValue): \($0.records)")
    }
    notes += input.check.unusedLevels.map(\.text) + input.remarks
    if !estimates.isProbability {
      notes.append(
        BilingualText(
          vi: "khoảng tin cậy dựa trên mô hình: không có thiết kế mẫu xác suất",
          en: "intervals are model-based: there is no probability design"))
    }
    var result = EstimationResult(
      sources: input.sources, design: estimates.design, estimates: chosen.map(\.estimate),
      notes: notes)
    result.respondents = chosen.map(\.respondents)
    result.form = EstimationForm(
      id: estimates.instrument, version: estimates.version, title: estimates.title,
      measureTitle: shares?.title ?? estimates.measureTitle,
      score: score(instrument, estimates))
    return result
  }

  /// The fewest people that can stand behind the answers of an element: each answers its questions
  /// once.
  private func people(in element: String, of instrument: Instrument, _ estimate: Estimate) -> Int {
    let questions = max(1, instrument.questions.count { $0.element == element && $0.isInRate })
    return (estimate.n + questions - 1) / questions
  }

  /// A measure with one value per question, such as shares of expectations.
  private func sharesByQuestion(_ instrument: Instrument, by: [String]) throws -> Measure? {
    guard let chosen = measure.flatMap({ instrument.measure($0) }), chosen.kind == .share,
      chosen.questions.count > 1
    else { return nil }
    guard by.isEmpty else {
      throw CommandFailure.usage(
        "the measure '\(chosen.id)' has one value per question and is not divided further",
        fix: "leave out --by",
        vi: "cách tính '\(chosen.id)' có một giá trị cho mỗi câu hỏi, không chia nhỏ thêm được",
        viFix: "bỏ --by")
    }
    return chosen
  }

  /// The points of a scored instrument with their band.
  private func score(
    _ instrument: Instrument, _ estimates: SurveyEstimates
  ) -> EstimationForm.Score? {
    guard let scoring = instrument.scoring, estimates.measureKind == .sumOfMeans,
      let points = estimates.overall.value
    else { return nil }
    return EstimationForm.Score(
      points: points, total: scoring.total, band: scoring.band(of: points))
  }
}
