public import PlanModel

extension Wording {
  /// A gap under a heading of percentage points: other units are named.
  func gap(_ gap: Double, _ unit: FigureUnit) -> String {
    let text = difference(gap, unit)
    let isVietnamese = language == .vietnamese
    switch unit {
    case .rank, .places: return text + (isVietnamese ? " bậc" : " places")
    case .days: return text + (isVietnamese ? " ngày" : " days")
    case .share, .count, .number, .milestone: return text
    }
  }

  /// A trend as read: the change, and what cannot be compared; `nil` when there is neither.
  public func trendSentence(_ trend: FigureTrend, unit: FigureUnit) -> String? {
    let parts = [changeSentence(trend, unit: unit), trend.incomparable].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  /// Why an earlier figure cannot be compared: `2024-H1 không so sánh được: cách đo khác (… → …)`.
  public func incomparableSentence(_ finding: Incomparable) -> String {
    let (then, now) = (incomparable(finding.then, finding), incomparable(finding.now, finding))
    let change = then.isEmpty || now.isEmpty ? "" : " (\(then) → \(now))"
    switch (language, finding.reason) {
    case (.vietnamese, .origin):
      return "\(finding.period) không so sánh được: khác nguồn số liệu\(change)"
    case (.vietnamese, .measure):
      return "\(finding.period) không so sánh được: khác cách đo\(change)"
    case (.vietnamese, .instrument):
      return "\(finding.period) không so sánh được: khác phiếu khảo sát\(change)"
    case (.english, .origin): return "\(finding.period) not comparable: other origin\(change)"
    case (.english, .measure): return "\(finding.period) not comparable: other measure\(change)"
    case (.english, .instrument):
      return "\(finding.period) not comparable: other instrument\(change)"
    }
  }

  private func incomparable(_ text: String, _ finding: Incomparable) -> String {
    switch finding.reason {
    case .origin: IndicatorMeasurement.Origin(rawValue: text).map(origin) ?? text
    case .measure: measure(text)
    case .instrument: text
    }
  }

  /// Where a figure comes from, as read.
  public func origin(_ origin: IndicatorMeasurement.Origin) -> String {
    switch (language, origin) {
    case (.vietnamese, .survey): "khảo sát"
    case (.vietnamese, .administrative): "số liệu hành chính"
    case (.english, .survey): "survey"
    case (.english, .administrative): "administrative records"
    }
  }

  /// What rolling up made of an indicator's units: several complete ones in one sentence, and each
  /// that is incomplete or could not be made.
  public func rollUpSentences(_ results: [RollUp.Result]) -> [String] {
    let complete = results.filter { $0.reason == nil && $0.withoutFigure.isEmpty }
    guard complete.count > 1 else { return results.map(rollUpSentence) }
    let count = numbers.integer(complete.count)
    let summary =
      language == .vietnamese
      ? "\(count) đơn vị được tổng hợp từ các đơn vị bên dưới theo trọng số đã nêu."
      : "\(count) units put together from those below them by stated weights."
    return [summary] + results.filter { !complete.contains($0) }.map(rollUpSentence)
  }

  /// What rolling up made of one unit, or why it could not.
  public func rollUpSentence(_ result: RollUp.Result) -> String {
    let isVietnamese = language == .vietnamese
    guard let reason = result.reason else {
      let used = numbers.integer(result.used.count)
      let share = numbers.percent(result.coverage ?? 1)
      var sentence =
        isVietnamese
        ? "\(result.name): tổng hợp từ \(used) đơn vị theo trọng số đã nêu"
        : "\(result.name): put together from \(used) units by stated weights"
      if !result.withoutFigure.isEmpty {
        sentence +=
          isVietnamese
          ? " (\(share) trọng số; chưa có \(list(result.withoutFigure)))"
          : " (\(share) of the weight; without \(list(result.withoutFigure)))"
      }
      return sentence + "."
    }
    let why: String =
      switch reason {
      case .noWeight(let units):
        isVietnamese
          ? "chưa nêu trọng số của \(list(units))" : "no stated weight for \(list(units))"
      case .coverage(let share, let units):
        isVietnamese
          ? "mới có \(numbers.percent(share)) trọng số, thiếu \(list(units))"
          : "units with a figure have \(numbers.percent(share)) of the weight, missing \(list(units))"
      case .noFigure:
        isVietnamese ? "không đơn vị nào bên dưới có số liệu" : "no unit below has a figure"
      case .differentMeasures(let names):
        isVietnamese
          ? "các đơn vị đo theo cách khác nhau (\(names.map(measure).joined(separator: ", ")))"
          : "the units follow different measures (\(names.map(measure).joined(separator: ", ")))"
      case .unit:
        isVietnamese
          ? "loại chỉ tiêu này không có giá trị trung bình"
          : "a mean means nothing for this kind of indicator"
      }
    return isVietnamese
      ? "\(result.name): không tổng hợp được, \(why)."
      : "\(result.name): cannot be put together, \(why)."
  }

  /// At most five names, and how many more there are.
  private func list(_ names: [String]) -> String {
    let shown = names.prefix(5).joined(separator: ", ")
    guard names.count > 5 else { return shown }
    let more = numbers.integer(names.count - 5)
    return language == .vietnamese ? "\(shown) và \(more) đơn vị khác" : "\(shown) and \(more) more"
  }
}
