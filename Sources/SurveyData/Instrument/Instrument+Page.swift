extension Instrument {
  /// The form as plain text for people: what it is, what is known, questions, scales, measures, columns.
  ///
  /// - Parameter vietnamese: Language of titles and headings.
  /// - Returns: Lines of at most about a hundred characters, without colour.
  public func page(vietnamese: Bool) -> String {
    func said(_ text: BilingualText) -> String { vietnamese ? text.vi : text.en }
    func word(_ vi: String, _ en: String) -> String { vietnamese ? vi : en }
    var lines = [said(title), "\(id) \(version) · \(family.rawValue) · \(status.rawValue)", source]
    func section(_ heading: String, _ items: [String]) {
      guard !items.isEmpty else { return }
      lines += ["", heading] + items.map { "  \($0)" }
    }
    section(word("Đã xác minh", "Verified"), verified.map { "+ \($0)" })
    section(word("Chưa xác minh", "Not verified"), notVerified.map { "- \($0)" })
    for scale in scales {
      section(
        word("Thang đo", "Scale") + " \(scale.id)",
        scale.levels.reversed().map { level in
          "\(level.code)  \(said(level.label))"
            + (level.isSatisfied ? word("  (hài lòng)", "  (satisfied)") : "")
        }
          + scale.excluded.map { excluded in
            "\(excluded.code)  \(said(excluded.label))  (\(word("không tính", "left out")): \(excluded.reason.rawValue))"
          })
    }
    let loose = questions.filter { $0.element == nil }
    for element in elements {
      section(
        "\(element.id)  \(said(element.title))",
        questions.filter { $0.element == element.id }.map { line($0, said) })
    }
    section(word("Câu hỏi khác", "Other questions"), loose.map { line($0, said) })
    section(
      word("Cách tính", "Measures"),
      measures.map { measure in
        let mark = measure.id == defaultMeasure?.id ? "* " : "  "
        return mark + "\(measure.id) (\(measure.kind.rawValue)): \(said(measure.title))"
          + (measure.source.isEmpty ? "" : " — \(measure.source)")
      })
    section(
      word("Lĩnh vực", "Service areas"),
      serviceAreas?.areas.map { "\($0.id)  \(said($0.title))" } ?? [])
    section(word("Cột", "Columns"), columnLines(said))
    if let scoring {
      section(
        word("Điểm", "Points") + " (\(InstrumentScreen.shown(scoring.total)))",
        scoring.components.map {
          "\($0.id)  \(said($0.title)): \(InstrumentScreen.shown($0.points))"
        }
          + scoring.bands.map { "≥ \(InstrumentScreen.shown($0.from))  \(said($0.title))" })
    }
    section(
      word("Nội dung", "Dimensions"), index?.dimensions.map { "\($0.id)  \(said($0.title))" } ?? [])
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(_ question: Question, _ said: (BilingualText) -> String) -> String {
    var marks: [String] = []
    if question.kind != .rating { marks.append(question.kind.rawValue) }
    if !question.isInRate {
      marks.append(said(BilingualText(vi: "ngoài tỷ lệ", en: "not in the rate")))
    }
    if question.isReversed { marks.append(said(BilingualText(vi: "đảo chiều", en: "reversed"))) }
    if question.isOptional { marks.append(said(BilingualText(vi: "có thể thiếu", en: "optional"))) }
    for refusal in question.notFor { marks.append(said(refusal.reason)) }
    return "\(question.id)  \(said(question.text))"
      + (marks.isEmpty ? "" : " [\(marks.joined(separator: "; "))]")
  }

  private func columnLines(_ said: (BilingualText) -> String) -> [String] {
    func line(_ role: String, _ column: InstrumentColumn?) -> String? {
      column.map { column in
        let names = ([column.id] + column.aliases).prefix(5).joined(separator: " | ")
        return "\(role): \(said(column.title)) (\(names))"
      }
    }
    var lines: [String?] = []
    if case .column(let column, _, _) = serviceAreas { lines.append(line("area", column)) }
    lines.append(line("unit", unit?.column))
    lines.append(line("weight", design.weight))
    lines += design.strata.map { line("strata", $0) } + design.clusters.map { line("cluster", $0) }
    lines += design.populationSizes.map { line("fpc", $0) }
    lines.append(line("date", date?.column))
    lines.append(line("id", idColumn))
    lines += respondent.map { line("respondent", $0.column) }
    lines += personal.map { line("personal, never read", $0.column) }
    return lines.compactMap { $0 }
  }
}
