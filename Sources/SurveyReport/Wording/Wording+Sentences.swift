extension Wording {
  /// The headline of a page: how many indicators were met, then each one below target, worst first.
  public func headline(_ rows: [IndicatorRow]) -> [String] {
    let judged = rows.filter { $0.status == .met || $0.status == .below || $0.status == .undecided }
    let met = judged.filter { $0.status == .met }
    var sentences: [String] = []
    let metCount = numbers.integer(met.count)
    let judgedCount = numbers.integer(judged.count)
    switch (language, judged.isEmpty) {
    case (.vietnamese, true): sentences.append("Chưa có chỉ tiêu nào đủ số liệu để kết luận.")
    case (.vietnamese, false):
      sentences.append("\(metCount) trong \(judgedCount) chỉ tiêu có số liệu đạt mục tiêu.")
    case (.english, true): sentences.append("No indicator has the data to be judged yet.")
    case (.english, false):
      sentences.append("\(metCount) of \(judgedCount) indicators with data reach their target.")
    }
    let below = judged.filter { $0.status == .below }.enumerated().sorted { left, right in
      let first = left.element.gap ?? 0
      let second = right.element.gap ?? 0
      return abs(first) != abs(second) ? abs(first) > abs(second) : left.offset < right.offset
    }
    for (_, row) in below { sentences.append(belowSentence(row)) }
    let open = judged.filter {
      $0.status == .undecided || ($0.status == .met && $0.evidence == .inconclusive)
    }
    for row in open { sentences.append(openSentence(row)) }
    return sentences
  }

  /// One sentence on an indicator below its target.
  func belowSentence(_ row: IndicatorRow) -> String {
    let value = self.value(row.figure, target: row.target)
    let target = row.target.map { self.target($0) } ?? dash
    let interval = self.interval(row.figure, target: row.target)
    let open = row.evidence == .inconclusive
    switch language {
    case .vietnamese:
      let evidence =
        open ? ", nhưng chưa đủ căn cứ vì khoảng tin cậy \(interval) chứa mục tiêu" : ""
      return "\(row.title): \(value), chưa đạt mục tiêu \(target)\(evidence)."
    case .english:
      let evidence =
        open ? ", though not conclusively: the interval \(interval) contains the target" : ""
      return "\(row.title): \(value), below the target \(target)\(evidence)."
    }
  }

  /// One sentence on an indicator whose interval contains the target.
  func openSentence(_ row: IndicatorRow) -> String {
    let value = self.value(row.figure, target: row.target)
    let target = row.target.map { self.target($0) } ?? dash
    switch language {
    case .vietnamese:
      let more =
        row.moreNeeded.map { " Cần thêm khoảng \(numbers.integer($0)) phiếu hiệu dụng." } ?? ""
      return "\(row.title): \(value) so với mục tiêu \(target), chưa đủ căn cứ để kết luận.\(more)"
    case .english:
      let more =
        row.moreNeeded.map {
          " About \(numbers.integer($0)) further effective answers would settle it."
        } ?? ""
      return "\(row.title): \(value) against the target \(target), not conclusive.\(more)"
    }
  }

  /// Rows read, accepted and rejected in one sentence.
  public func rowsSentence(_ report: QualityReport) -> String {
    let read = numbers.integer(report.rowsRead)
    let accepted = numbers.integer(report.rowsAccepted)
    let rejected = numbers.integer(report.rowsRejected)
    let share =
      report.rowsRead > 0
      ? numbers.percent(Double(report.rowsRejected) / Double(report.rowsRead)) : dash
    switch language {
    case .vietnamese:
      return "Đọc \(read) phiếu: chấp nhận \(accepted), loại \(rejected) (\(share))."
    case .english:
      return "\(read) rows read: \(accepted) accepted, \(rejected) rejected (\(share))."
    }
  }

  /// That a target is for a later year than the plan's: it may well be missed by now.
  func laterTarget(year: Int) -> String {
    language == .vietnamese
      ? "Kế hoạch đặt mục tiêu này cho năm \(year)." : "The plan sets this target for \(year)."
  }

  /// The sentence under a table whose ranks or intervals allow for the number of units judged.
  public func adjustedSentence(units: Int) -> String {
    switch language {
    case .vietnamese:
      "Hạng và kết luận đã điều chỉnh cho \(numbers.integer(units)) đơn vị được so sánh cùng lúc."
    case .english:
      "Ranks and verdicts allow for the \(numbers.integer(units)) units judged together."
    }
  }

  /// The change against the period compared with: `+1,2 điểm % so với 2024-H1 (−0,3 đến +2,7)`.
  public func changeSentence(_ trend: FigureTrend, unit: FigureUnit) -> String? {
    guard let difference = trend.difference?.shown, let value = difference.value,
      let period = trend.comparedWith
    else { return nil }
    let amount = self.difference(value, unit)
    let isShare = unit == .share
    var limits = ""
    if let low = difference.low, let high = difference.high {
      let joint = language == .vietnamese ? "đến" : "to"
      limits = " (\(self.difference(low, unit)) \(joint) \(self.difference(high, unit)))"
    }
    switch language {
    case .vietnamese: return "\(amount)\(isShare ? " điểm %" : "") so với \(period)\(limits)"
    case .english: return "\(amount)\(isShare ? " points" : "") against \(period)\(limits)"
    }
  }

  /// How often each status occurs, as printed: `▲ Đạt 3 · ▼ Chưa đạt 1`.
  public func statusCounts(_ rows: [IndicatorRow]) -> [(status: ReportStatus, count: Int)] {
    ReportStatus.allCases.compactMap { status in
      let count = rows.count { $0.status == status }
      return count > 0 ? (status, count) : nil
    }
  }

  /// Measure and target of a rate table in one line.
  func captionDetails(_ table: RateTable) -> String {
    var parts: [String] = []
    if let measure = table.measure { parts.append(self.measure(measure)) }
    if let target = table.commonTarget { parts.append("\(self[.target]) \(self.target(target))") }
    return parts.joined(separator: separator)
  }

  /// The caption of a rate table: title, measure and target in one line.
  public func caption(_ table: RateTable) -> String {
    let details = captionDetails(table)
    return details.isEmpty ? table.title : table.title + separator + details
  }
}

extension Wording {
  /// A period with its days: `6 tháng đầu năm 2025 (15/12/2024–14/6/2025)`.
  public func period(_ period: ReportPage.Period) -> String {
    var text = period.title
    if let from = period.from, let to = period.to { text += " (\(from)\(numbers.rangeMark)\(to))" }
    if period.isProvisional { text += ", \(self[.provisional])" }
    return text
  }

  /// What is wrong with a flagged area, in one line.
  public func flaggedSentence(_ area: FlaggedArea) -> String {
    var parts = [
      "\(area.indicator): \(value(area.figure, target: area.target))"
    ]
    let limits = interval(area.figure, target: area.target)
    if limits != dash { parts[0] += " [\(limits)]" }
    if let target = area.target {
      parts.append("\(self[.target].lowercasedFirst) \(self.target(target))")
    }
    parts.append(verdict(area.status, area.evidence))
    if let more = area.moreNeeded {
      parts.append("\(self[.moreNeeded].lowercasedFirst): \(numbers.integer(more))")
    }
    if !area.lead.isEmpty {
      parts.append("\(self[.lead].lowercasedFirst): \(area.lead.joined(separator: "; "))")
    }
    return parts.joined(separator: separator)
  }

  /// The method of a page: its own notes, then the sentences that hold for every report.
  public func methodSentences(_ page: ReportPage) -> [String] {
    var sentences = page.methodNotes
    if page.hasSurveyFigures {
      sentences.append(self[page.hasProbabilityDesign ? .probabilityDesign : .modelBased])
      sentences.append(self[.evidenceLegend])
    }
    if page.hasFigures { sentences.append(self[.unroundedNote]) }
    return sentences
  }

  /// Provenance as names and values.
  public func provenance(_ provenance: ReportPage.Provenance) -> [(name: String, value: String)] {
    var rows = [(self[.program], provenance.program)]
    if let options = provenance.options { rows.append((self[.options], options)) }
    if let version = provenance.planVersion { rows.append((self[.planVersion], version)) }
    if !provenance.instruments.isEmpty {
      rows.append((self[.instruments], provenance.instruments.joined(separator: "; ")))
    }
    if let store = provenance.store { rows.append((self[.store], store)) }
    return rows
  }

  /// The caption of the questions that pull an area down.
  func questionsCaption(_ area: FlaggedArea) -> String {
    language == .vietnamese
      ? "Câu hỏi kéo \(area.label) xuống, thấp nhất trước"
      : "Questions that pull \(area.label) down, lowest first"
  }

  /// The caption of the units that pull an area down.
  func unitsCaption(_ area: FlaggedArea) -> String {
    language == .vietnamese
      ? "Đơn vị thấp nhất trong \(area.label)" : "Lowest units in \(area.label)"
  }
}
