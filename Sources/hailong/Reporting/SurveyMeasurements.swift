import CSVIO
import Foundation
import PlanFeed
import PlanModel
import SurveyData
import SurveyEstimation

extension SurveyJudging.Result {
  /// One measurement for every indicator, for each area where areas are judged each, and for each unit.
  func measurements(
    period: Period, stage: IndicatorMeasurement.Stage, options: [String], recipe: [String] = []
  ) -> [IndicatorMeasurement] {
    let provenance = Provenance(
      sources: sources.map {
        SourceFile(
          name: ($0.file as NSString).lastPathComponent, sha256: $0.sha256, rows: $0.rows,
          accepted: $0.accepted, rejected: $0.rejected)
      },
      instrument: "\(instrument.id) \(instrument.version)", instrumentDigest: instrument.digest,
      planDigest: plan.digest, options: options, recipe: recipe,
      program: ProgramVersion.description)
    let figures = Dictionary(
      estimates.figures.map { ($0.figure, $0) }, uniquingKeysWith: { first, _ in first })
    var measurements: [IndicatorMeasurement] = []
    for (binding, verdict) in zip(bindings.bound, judgement.report.indicators) {
      func measurement(
        _ estimate: Estimate, _ verdict: Verdict, respondents: Int, unit: String? = nil,
        area: String? = nil, figure: SurveyFigure
      ) -> IndicatorMeasurement {
        var provenance = provenance
        provenance.options = Self.options(options, of: figure)
        var measurement = IndicatorMeasurement(
          plan: plan.id, indicator: binding.indicator.id, period: period, unit: unit,
          area: area, stage: stage, estimate: estimate, provenance: provenance)
        measurement.respondents = respondents
        measurement.status = verdict.status
        measurement.evidence = verdict.evidence
        return measurement
      }
      let isEach = binding.figures.count > 1
      for (position, figure) in binding.figures.enumerated() {
        guard let value = figures[figure] else { continue }
        let own =
          isEach && verdict.parts.indices.contains(position) ? verdict.parts[position] : verdict
        measurements.append(
          measurement(
            value.estimate, own, respondents: value.respondents,
            area: isEach ? figure.areas.joined(separator: "+") : nil, figure: figure))
        guard !isEach else { continue }
        for unit in value.units where unit.estimate.n > 0 {
          guard
            let judged = judgement.report.units.first(where: {
              $0.indicator == binding.indicator.id && $0.unit == unit.unit
            })
          else { continue }
          measurements.append(
            measurement(
              unit.estimate, judged, respondents: unit.respondents, unit: unit.unit, figure: figure)
          )
        }
      }
    }
    return measurements
  }

  /// The options with the measure and the element that the plan's binding chose, which are part of
  /// what the number is.
  private static func options(_ options: [String], of figure: SurveyFigure) -> [String] {
    let chosen = [
      figure.measure.map { "--measure \($0)" }, figure.element.map { "--element \($0)" },
    ].compactMap(\.self)
    return options + chosen.filter { !options.contains($0) }
  }
}

extension Plan {
  /// SHA-256 of the plan's JSON, as provenance keeps it.
  var digest: String { sha256(of: Array(json.serialized().utf8)) }
}
