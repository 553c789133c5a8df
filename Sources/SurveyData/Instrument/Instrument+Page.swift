extension Instrument {
  /// The form as plain text for people: what it is, what is known, questions, scales, measures, columns.
  ///
  /// - Parameter vietnamese: Language of titles and headings.
  /// - Returns: Lines of at most a hundred characters where words allow it, without colour.
  public func page(vietnamese: Bool) -> String {
    InstrumentPage(instrument: self, isVietnamese: vietnamese).text
  }
}

/// Sets an instrument as a page.
private struct InstrumentPage {
  let instrument: Instrument
  let isVietnamese: Bool

  /// Width at which lines are broken.
  private static let width = 100
  /// Spellings of a column that are shown.
  private static let spellings = 5

  private func said(_ text: BilingualText) -> String { isVietnamese ? text.vi : text.en }
  private func word(_ vi: String, _ en: String) -> String { isVietnamese ? vi : en }

  var text: String {
    var lines = wrapped(said(instrument.title), indent: 0)
    lines.append(
      [
        "\(instrument.id) \(instrument.version)", name(instrument.family), name(instrument.status),
      ].joined(separator: " · "))
    lines += wrapped("\(word("Nguồn", "Source")): \(said(instrument.source))", indent: 2)
    if let remark = instrument.noSurvey {
      lines += [""] + wrapped("! " + said(remark.cause), indent: 2)
    }
    func section(_ heading: String, _ items: [[String]]) {
      guard !items.isEmpty else { return }
      lines += ["", heading] + items.flatMap(\.self).map { "  \($0)" }
    }
    section(
      word("Đã xác minh", "Verified"), instrument.verified.map { entry("+", said($0)) })
    section(
      word("Chưa xác minh", "Not verified"), instrument.notVerified.map { entry("-", said($0)) })
    for scale in instrument.scales {
      section(word("Thang đo", "Scale") + " \(scale.id)", levels(scale))
    }
    let loose = instrument.questions.filter { $0.element == nil }
    for element in instrument.elements {
      let heading =
        "\(element.id)  \(said(element.title))"
        + (element.rates.map { "  (\(name($0)))" } ?? "")
      section(
        heading, instrument.questions.filter { $0.element == element.id }.map(question))
    }
    section(word("Câu hỏi khác", "Other questions"), loose.map(question))
    section(
      word("Cách tính (* mặc định)", "Measures (* default)"), instrument.measures.map(measure))
    section(
      word("Lĩnh vực", "Service areas"),
      instrument.serviceAreas?.areas.map { entry($0.id, said($0.title)) } ?? [])
    section(word("Cột của tệp", "Columns of the file"), columns())
    section(word("Quy tắc kiểm tra", "Rules"), instrument.rules.map { entry("-", rule($0)) })
    if let scoring = instrument.scoring {
      section(
        "\(word("Điểm", "Points")) (\(word("tổng", "total")) \(shown(scoring.total)))",
        scoring.components.map(component) + bands(scoring))
    }
    if let index = instrument.index {
      section(
        "\(word("Nội dung", "Dimensions")): \(said(index.unit)), "
          + "\(shown(index.minimum))–\(shown(index.maximum)); "
          + word("một nội dung = tổng các thành phần", "a dimension = sum of its sub-dimensions"),
        index.dimensions.map { entry($0.id, said($0.title)) })
    }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: Parts

  private func levels(_ scale: ResponseScale) -> [[String]] {
    scale.levels.reversed().map { level in
      entry(
        level.code,
        said(level.label) + (level.isSatisfied ? word("  (hài lòng)", "  (satisfied)") : ""))
    }
      + scale.excluded.map { excluded in
        entry(
          excluded.code,
          "\(said(excluded.label))  (\(word("không tính", "left out")): \(name(excluded.reason)))")
      }
  }

  private func question(_ question: Question) -> [String] {
    var marks: [String] = []
    if question.kind != .rating { marks.append(name(question.kind)) }
    if !question.isInRate { marks.append(word("ngoài tỷ lệ", "not in the rate")) }
    if question.isReversed { marks.append(word("đảo chiều", "reversed")) }
    if question.isOptional { marks.append(word("có thể thiếu", "optional")) }
    for refusal in question.notFor { marks.append(said(refusal.reason)) }
    return entry(
      question.id,
      said(question.text) + (marks.isEmpty ? "" : " [\(marks.joined(separator: "; "))]"))
  }

  private func measure(_ measure: Measure) -> [String] {
    let isDefault = measure.id == instrument.defaultMeasure?.id
    let lines = entry(isDefault ? "*" : " ", "\(said(measure.title)) (\(measure.id))")
    let remarks =
      (measure.id == measure.kind.rawValue ? [] : [measure.kind.rawValue])
      + (measure.source.map { [said($0)] } ?? [])
    guard !remarks.isEmpty else { return lines }
    return lines
      + wrapped(remarks.joined(separator: "; "), indent: 0, within: Self.width - 6)
      .map { "    \($0)" }
  }

  private func component(_ part: Scoring.Component) -> [String] {
    let below = part.denominator ?? "?"
    let ratio =
      part.numerator.map { "\($0) / \(below)" }
      ?? "(1 − (\(part.subtract.joined(separator: " + "))) / \(below))"
    let points = shown(part.points)
    let formula =
      part.fullAt == 1
      ? "\(points) × \(ratio)"
      : "min(\(points), \(points) × \(ratio) / \(shown(part.fullAt)))"
    let nothing = word("mẫu số bằng 0", "denominator 0")
    let zero = part.zeroDenominator == .full ? points : "0"
    return entry("-", "\(said(part.title)): \(formula); \(nothing): \(zero)")
  }

  private func bands(_ scoring: Scoring) -> [[String]] {
    scoring.bands.map { entry("≥ \(shown($0.from))", said($0.title)) }
      + (scoring.bands.isEmpty
        ? []
        : [
          entry(
            "-",
            word(
              "điểm đúng bằng mốc thuộc mức trên", "a score on a limit belongs to the band above"))
        ])
  }

  private func rule(_ rule: ValidationRule) -> String {
    var parts = [rule.kind.rawValue]
    if let column = rule.column { parts.append(column.id) }
    if let minimum = rule.minimum { parts.append("≥ \(shown(minimum))") }
    if let maximum = rule.maximum { parts.append("≤ \(shown(maximum))") }
    parts.append(
      rule.severity == .reject ? word("loại phiếu", "rejects") : word("cảnh báo", "warns"))
    return parts.joined(separator: " ")
  }

  private func columns() -> [[String]] {
    func line(_ vi: String, _ en: String, _ column: InstrumentColumn?) -> [String]? {
      column.map { column in
        let names = ([column.id] + column.aliases).prefix(Self.spellings).joined(separator: " | ")
        let code = column.formCode.map {
          " [\(word("mã trên phiếu", "code on the form")) \($0)]"
        }
        return entry(
          "-", "\(word(vi, en)): \(said(column.title))\(code ?? "") (\(names))")
      }
    }
    var lines: [[String]?] = []
    if case .column(let column, _, _) = instrument.serviceAreas {
      lines.append(line("lĩnh vực", "service area", column))
    }
    lines.append(line("đơn vị", "unit", instrument.unit?.column))
    lines.append(line("trọng số", "weight", instrument.design.weight))
    lines += instrument.design.strata.map { line("tầng", "stratum", $0) }
    lines += instrument.design.clusters.map { line("cụm", "cluster", $0) }
    lines += instrument.design.populationSizes.map { line("tổng thể", "population", $0) }
    lines.append(line("ngày", "date", instrument.date?.column))
    lines.append(line("mã phiếu", "record id", instrument.idColumn))
    lines.append(line("thời gian trả lời", "duration", instrument.durationColumn))
    lines += instrument.filters.map { line("lọc", "filter", $0.column) }
    lines += instrument.respondent.map { line("người trả lời", "respondent", $0.column) }
    lines += instrument.personal.map {
      line("cá nhân, không bao giờ đọc", "personal, never read", $0.column)
    }
    return lines.compactMap(\.self)
  }

  // MARK: Words

  private func name(_ family: InstrumentFamily) -> String {
    switch family {
    case .oneStop: word("thủ tục hành chính, Một cửa", "one-stop procedures")
    case .agencyService: word("phục vụ của cơ quan hành chính", "service of agencies")
    case .onlineService: word("dịch vụ công trực tuyến", "online services")
    case .health: word("y tế công lập", "public health services")
    case .education: word("giáo dục công lập", "public education services")
    case .administrative: word("số liệu hành chính", "administrative data")
    case .index: word("chỉ số công bố", "published index")
    }
  }

  private func name(_ status: InstrumentStatus) -> String {
    switch status {
    case .verified: word("cấu trúc đã xác minh", "structure verified")
    case .transcription: word("theo bản chép", "from a transcription")
    case .localPractice: word("thực hành địa phương", "local practice")
    case .template: word("mẫu để sửa", "template to be completed")
    }
  }

  private func name(_ rated: RatedObject) -> String {
    switch rated {
    case .services: word("đánh giá dịch vụ", "rates services")
    case .policy: word("đánh giá chính sách", "rates policy")
    }
  }

  private func name(_ reason: ExclusionReason) -> String {
    switch reason {
    case .notUsed: word("không sử dụng", "not used")
    case .noOpinion: word("không ý kiến", "no opinion")
    case .refused: word("từ chối trả lời", "refused")
    case .notApplicable: word("không áp dụng", "not applicable")
    }
  }

  private func name(_ kind: Question.Kind) -> String {
    switch kind {
    case .rating: word("mức đánh giá", "rating")
    case .percent: "%"
    case .choice: word("chọn một", "one choice")
    case .multi: word("chọn nhiều", "several choices")
    case .text: word("chữ", "text")
    case .number: word("số", "number")
    }
  }

  private func shown(_ number: Double) -> String { InstrumentScreen.shown(number) }

  // MARK: Lines

  /// A mark or code, and text that hangs behind it.
  private func entry(_ mark: String, _ text: String) -> [String] {
    let width = Self.width - 4 - mark.count
    let lines = wrapped(text, indent: 0, within: width)
    let blank = String(repeating: " ", count: mark.count + 2)
    return lines.enumerated().map { $0.offset == 0 ? "\(mark)  \($0.element)" : blank + $0.element }
  }

  /// Text broken between words; later lines are indented.
  private func wrapped(_ text: String, indent: Int, within width: Int = width) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if !line.isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = String(repeating: " ", count: indent) + word
      } else {
        line += line.isEmpty ? String(word) : " \(word)"
      }
    }
    return lines + [line]
  }
}
