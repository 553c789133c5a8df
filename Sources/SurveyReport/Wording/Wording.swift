/// The report's own words and numbers in one language.
///
/// Titles, question texts and names come from the plan and the instrument and are never translated
/// here.
public struct Wording: Hashable, Sendable {
  /// The language.
  public let language: ReportLanguage
  /// Whether symbols are held to ASCII (letters are not: a name keeps its spelling).
  public let isASCII: Bool
  /// How numbers are written.
  public let numbers: NumberStyle

  /// Words and numbers of a language.
  public init(_ language: ReportLanguage, ascii: Bool = false) {
    self.language = language
    isASCII = ascii
    numbers = NumberStyle(language, ascii: ascii)
  }

  /// A fixed phrase.
  public subscript(_ phrase: Phrase) -> String { phrase.text(language) }

  /// The word of a status.
  public func status(_ status: ReportStatus) -> String {
    switch status {
    case .met: self[.statusMet]
    case .below: self[.statusBelow]
    case .undecided: self[.statusUndecided]
    case .noTarget: self[.statusNoTarget]
    case .noData: self[.statusNoData]
    case .suppressed: self[.statusSuppressed]
    }
  }

  /// Symbol and word of a status: `▼ Chưa đạt`.
  public func statusMark(_ status: ReportStatus) -> String {
    (isASCII ? status.asciiSymbol : status.symbol) + " " + self.status(status)
  }

  /// The word of an evidence.
  public func evidence(_ evidence: ReportEvidence) -> String {
    evidence == .conclusive ? self[.evidenceConclusive] : self[.evidenceInconclusive]
  }

  /// Symbol, word and, where it is open, the evidence: `▲ Đạt (chưa đủ căn cứ)`.
  public func verdict(_ status: ReportStatus, _ evidence: ReportEvidence?) -> String {
    guard let evidence, evidence == .inconclusive, status == .met || status == .below else {
      return statusMark(status)
    }
    return statusMark(status) + " (" + self.evidence(evidence) + ")"
  }

  /// A target: `≥ 85%`, `≤ 20`, `01–04`.
  public func target(_ target: ReportTarget) -> String {
    let sign: String =
      switch target.comparison {
      case .atLeast: isASCII ? ">=" : "≥"
      case .atMost: isASCII ? "<=" : "≤"
      case .above: ">"
      case .below: "<"
      case .equal: "="
      }
    if let upper = target.upper {
      let span =
        threshold(target.value, target.unit) + numbers.rangeMark + threshold(upper, target.unit)
      return target.unit == .places ? "\(self[.placesUp]) \(span) \(self[.places])" : span
    }
    if target.unit == .places {
      return "\(self[.placesUp]) \(sign) \(threshold(target.value, target.unit)) \(self[.places])"
    }
    if target.unit == .milestone { return self[.taskDone] }
    return sign + " " + threshold(target.value, target.unit)
  }

  /// A value in its unit, kept on its side of the target; `–` when there is none.
  public func value(_ figure: ReportFigure?, target: ReportTarget? = nil) -> String {
    guard let figure else { return dash }
    if figure.isSuppressed { return self[.statusSuppressed].lowercasedFirst }
    guard let value = figure.value else { return dash }
    return amount(value, figure.unit, target: target)
  }

  /// The interval in its unit, without brackets; `–` when there is none.
  public func interval(_ figure: ReportFigure?, target: ReportTarget? = nil) -> String {
    guard let shown = figure?.shown, let low = shown.low, let high = shown.high else { return dash }
    if shown.unit == .share {
      return numbers.percentInterval(
        low, high, target: target?.unit == .share ? target?.value : nil)
    }
    return amount(low, shown.unit) + numbers.rangeMark + amount(high, shown.unit)
  }

  /// A number in its unit.
  public func amount(_ value: Double, _ unit: FigureUnit, target: ReportTarget? = nil) -> String {
    switch unit {
    case .share: numbers.percent(value, target: target?.unit == .share ? target?.value : nil)
    case .count, .rank, .places: numbers.plain(value, maximum: 0)
    case .days: numbers.plain(value, maximum: 1)
    case .milestone: value >= 1 ? self[.taskDone] : self[.taskOpen]
    case .number: numbers.plain(value, maximum: 3)
    }
  }

  /// A difference in its unit with a sign; shares in percentage points.
  public func difference(_ value: Double, _ unit: FigureUnit) -> String {
    if unit == .milestone { return dash }
    if unit == .share { return numbers.points(value) }
    let text = numbers.plain(value, maximum: 3)
    return value > 0 ? "+" + text : text
  }

  /// A count, or `–`.
  public func count(_ value: Int?) -> String { value.map(numbers.integer) ?? dash }

  /// An effective number of answers, rounded to whole answers, or `–`.
  public func effective(_ value: Double?) -> String {
    value.map { numbers.decimal($0, decimals: 0) } ?? dash
  }

  /// The heading of interval columns: `Khoảng tin cậy 95%`.
  public func intervalHeading(level: Double) -> String {
    let percent = numbers.thresholdPercent(level)
    return language == .vietnamese
      ? "\(self[.interval]) \(percent)" : "\(percent) \(self[.interval].lowercased())"
  }

  /// A rank with its range: `2 (1–4)`.
  public func rank(_ row: RateTable.Row) -> String {
    guard !row.figure.isSuppressed, let rank = row.rank else { return dash }
    guard let best = row.rankBest, let worst = row.rankWorst, best != worst else {
      return numbers.integer(rank)
    }
    let mark = isASCII ? "-" : "–"
    return "\(numbers.integer(rank)) (\(numbers.integer(best))\(mark)\(numbers.integer(worst)))"
  }

  /// A footnote as printed.
  public func footnote(_ footnote: Footnote) -> String {
    switch footnote {
    case .text(let text): text
    case .reason(let reason): self.footnote(reason)
    }
  }

  /// The fixed wording of a footnote.
  public func footnote(_ reason: FootnoteReason) -> String {
    switch reason {
    case .suppressed: self[.footnoteSuppressed]
    case .review: self[.footnoteReview]
    case .straddlesTarget: self[.footnoteStraddlesTarget]
    case .singlePSU: self[.footnoteSinglePSU]
    case .noDegreesOfFreedom: self[.footnoteNoDegreesOfFreedom]
    case .noInterval: self[.footnoteNoInterval]
    case .noAnswers: self[.footnoteNoAnswers]
    case .undefined: self[.footnoteUndefined]
    case .modelBased: self[.footnoteModelBased]
    case .administrative: self[.footnoteAdministrative]
    case .provisional: self[.footnoteProvisional]
    case .notComparable: self[.footnoteNotComparable]
    }
  }

  /// The word of a rule's consequence.
  public func consequence(_ consequence: QualityReport.Consequence) -> String {
    switch consequence {
    case .reject: self[.consequenceReject]
    case .exclude: self[.consequenceExclude]
    case .warn: self[.consequenceWarn]
    }
  }

  /// The word of a task's state.
  public func taskState(_ state: ReportPage.TaskRow.State) -> String {
    switch state {
    case .overdue: self[.taskOverdue]
    case .due: self[.taskDue]
    case .withoutProduct: self[.taskWithoutProduct]
    case .done: self[.taskDone]
    }
  }

  /// The printed name of a measure's stable id (`pooled-answers`, ...); an unknown id stays as it is.
  public func measure(_ id: String) -> String {
    if let cut = id.firstIndex(of: "/"), id[cut...] == "/mean-of-areas" {
      return measure(String(id[..<cut])) + ", " + self[.measureMeanOfAreas]
    }
    if let cut = id.firstIndex(of: "/"), id[cut...] == "/mean-of-indicators" {
      return measure(String(id[..<cut])) + ", " + self[.measureMeanOfIndicators]
    }
    return switch id {
    case "pooled", "pooled-answers": self[.measurePooled]
    case "all-satisfied", "respondents-all-satisfied", "comprehensive": self[.measureAllSatisfied]
    case "element-mean", "mean-of-elements": self[.measureElementMean]
    case "mean-over-five", "mean-over-5", "mean/5": self[.measureMeanOverFive]
    case "records": self[.measureRecords]
    default: id
    }
  }

  /// What stands where there is nothing to print.
  public var dash: String { isASCII ? "-" : "–" }

  /// What stands between parts of one line.
  var separator: String { isASCII ? " | " : " · " }

  private func threshold(_ value: Double, _ unit: FigureUnit) -> String {
    unit == .share ? numbers.thresholdPercent(value) : amount(value, unit)
  }
}

extension String {
  /// The text with its first letter in lower case.
  var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
