import PlanModel
import PlanStore
import SurveyEstimation
import SurveyReport

/// A trace in words: files, rows, definitions, estimate, verdict, history.
struct TraceText {
  private let trace: MeasurementTrace
  private let indicator: Indicator
  private let words: PlanWords
  private let wording: Wording

  init(_ trace: MeasurementTrace, indicator: Indicator, language: ReportLanguage) {
    self.trace = trace
    self.indicator = indicator
    words = PlanWords(language)
    wording = Wording(language)
  }

  var text: String {
    let stored = trace.measurement
    let figure = stored.measurement
    var lines: [(String, String)] = []
    let place = [figure.unit, figure.area].compactMap { $0 }.joined(separator: " · ")
    let title =
      "\(indicator.id) · \(figure.period) · \(wording.origin(figure.origin))"
      + (place.isEmpty ? "" : " · \(place)")
    for file in figure.provenance.sources {
      lines.append((words("tệp", "file"), "\(file.name)  sha256:\(file.sha256)"))
      lines.append(
        (
          words("bản ghi", "rows"),
          words(
            "\(file.rows) đọc = \(file.accepted) nhận + \(file.rejected) loại",
            "\(file.rows) read = \(file.accepted) accepted + \(file.rejected) rejected")
        ))
    }
    if let instrument = figure.provenance.instrument {
      let digest = figure.provenance.instrumentDigest.map { "  sha256:\($0)" } ?? ""
      lines.append((words("phiếu", "instrument"), instrument + digest))
    }
    if !figure.provenance.options.isEmpty {
      lines.append((words("tùy chọn", "options"), figure.provenance.options.joined(separator: " ")))
    }
    if !figure.provenance.recipe.isEmpty {
      lines.append((words("cách đọc", "reading"), figure.provenance.recipe.joined(separator: " ")))
    }
    if let weighted = figure.weighted {
      let people = figure.respondents.map {
        words(", từ \($0) người trả lời", ", from \($0) respondents")
      }
      lines.append(
        (
          words("tổng trọng số", "sum of weights"),
          wording.numbers.plain(weighted) + (people ?? "")
        ))
    }
    lines += figureLines(figure)
    if let version = trace.planVersion {
      lines.append(
        (words("kế hoạch", "plan"), "\(figure.plan) v\(version), \(trace.planImportedAt ?? "")"))
    }
    let by = stored.recordedBy.map { " · \($0)" } ?? ""
    let note = stored.note.map { " · \($0)" } ?? ""
    lines.append(
      (
        words("ghi nhận", "recorded"),
        words("số", "no.") + " \(stored.id), "
          + words("bản sửa \(stored.revision)", "revision \(stored.revision)")
          + ", \(stored.recordedAt)\(by)\(note) (\(figure.provenance.program))"
      ))
    for earlier in trace.replaced {
      lines.append(
        (
          words("thay cho", "replaces"),
          words("số", "no.")
            + " \(earlier.id) \(value(earlier.measurement)), \(earlier.recordedAt), "
            + earlier.measurement.provenance.sources.map(\.name).joined(separator: ", ")
        ))
    }
    var list = NameValueList()
    for (name, content) in lines { list.add(name, content) }
    return title + "\n" + list.text(width: TablePrinter.style.width)
  }

  private func value(_ figure: IndicatorMeasurement) -> String {
    guard figure.publication != .suppress else {
      return words("(không công bố)", "(withheld)")
    }
    return figure.value.map { wording.amount($0, FigureUnit(indicator.unit)) } ?? "–"
  }

  private func figureLines(_ figure: IndicatorMeasurement) -> [(String, String)] {
    var lines: [(String, String)] = []
    var estimate = value(figure)
    if figure.publication != .suppress {
      if let exact = figure.value { estimate += " (\(exact))" }
      if let low = figure.low, let high = figure.high {
        estimate +=
          " [\(wording.amount(low, FigureUnit(indicator.unit))); "
          + "\(wording.amount(high, FigureUnit(indicator.unit)))]"
          + " (\(figure.intervalMethod ?? "–"), \(wording.numbers.thresholdPercent(figure.level ?? 0.95)))"
      }
      if let part = figure.numerator, let whole = figure.denominator {
        estimate += " = \(wording.numbers.plain(part)) / \(wording.numbers.plain(whole))"
      }
      if let n = figure.n { estimate += ", n = \(n)" }
      if let effective = figure.nEffective {
        estimate += ", n eff. = \(wording.effective(effective))"
      }
      if let deff = figure.designEffect {
        estimate += ", deff = \(wording.numbers.plain(deff))"
      }
      if let df = figure.degreesOfFreedom { estimate += ", df = \(wording.numbers.plain(df))" }
    }
    lines.append(
      (words("ước lượng", "estimate"), "\(wording.measure(figure.measure)): \(estimate)"))
    let target =
      indicator.target.map { wording.target(ReportTarget($0, unit: indicator.unit)) }
      ?? words("không có chỉ tiêu", "no target")
    let evidence: ReportEvidence? =
      figure.origin == .survey
      ? figure.evidence.map { $0 == .conclusive ? .conclusive : .inconclusive } : nil
    let verdict = figure.status.map { wording.verdict(Self.status($0), evidence) }
    lines.append(
      (
        words("kết luận", "verdict"),
        "\(target) (\(indicator.clause))"
          + (verdict.map { " → \($0)" } ?? "")
      ))
    return lines
  }

  private static func status(_ status: Verdict.Status) -> ReportStatus {
    switch status {
    case .met: .met
    case .below: .below
    case .noTarget: .noTarget
    case .noData: .noData
    case .suppressed: .suppressed
    }
  }
}
