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
      "\(indicator.id) · \(figure.period) · \(figure.origin.rawValue)"
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
      lines.append((words("phiếu", "instrument"), instrument))
    }
    if !figure.provenance.options.isEmpty {
      lines.append((words("tùy chọn", "options"), figure.provenance.options.joined(separator: " ")))
    }
    if let weighted = figure.weighted {
      lines.append((words("tổng trọng số", "sum of weights"), wording.numbers.plain(weighted)))
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
        "no. \(stored.id), "
          + words("bản sửa \(stored.revision)", "revision \(stored.revision)")
          + ", \(stored.recordedAt)\(by)\(note) (\(figure.provenance.program))"
      ))
    for earlier in trace.replaced {
      lines.append(
        (
          words("thay cho", "replaces"),
          "no. \(earlier.id) \(value(earlier.measurement)), \(earlier.recordedAt), "
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
      if let low = figure.low, let high = figure.high {
        estimate +=
          " [\(wording.amount(low, FigureUnit(indicator.unit))); "
          + "\(wording.amount(high, FigureUnit(indicator.unit)))]"
          + " \(figure.intervalMethod ?? "") \(figure.level ?? 0.95)"
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
    lines.append((words("ước lượng", "estimate"), "\(figure.measure): \(estimate)"))
    let target =
      indicator.target.map { wording.target(ReportTarget($0, unit: indicator.unit)) }
      ?? words("không có chỉ tiêu", "no target")
    let verdict = [figure.status?.rawValue, figure.evidence?.rawValue].compactMap { $0 }
    lines.append(
      (
        words("kết luận", "verdict"),
        "\(target) (\(indicator.clause))"
          + (verdict.isEmpty ? "" : " → \(verdict.joined(separator: ", "))")
      ))
    return lines
  }
}
