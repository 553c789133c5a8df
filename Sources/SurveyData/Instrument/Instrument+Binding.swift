/// Why an instrument cannot answer an indicator of a plan.
public struct BindingRefusal: Error, Sendable, Hashable, CustomStringConvertible {
  /// The instrument.
  public var instrument: String
  /// The reason, in both languages.
  public var reason: BilingualText
  /// What to do instead, in both languages.
  public var fix: BilingualText

  /// Makes a refusal.
  public init(instrument: String, reason: BilingualText, fix: BilingualText) {
    self.instrument = instrument
    self.reason = reason
    self.fix = fix
  }

  /// Cause and fix.
  public var description: String { "\(instrument): error: \(reason.en)\n  hint: \(fix.en)" }
}

extension Instrument {
  /// Checks that the instrument may answer an indicator: the right family, the right object, a
  /// measure that exists, service areas that it tells apart.
  ///
  /// - Parameters:
  ///   - families: Families that the indicator accepts; empty accepts all surveys.
  ///   - rates: What the indicator is about (`services` or `policy`).
  ///   - measureId: The measure, or nil for the default one.
  ///   - element: One element, or nil for all of the measure.
  ///   - areas: Service areas; empty means all.
  ///   - asShare: Whether the indicator's target and values are shares (per cent).
  ///   - isOwnMeasure: Whether the indicator itself names the measure; only then may it be a share
  ///     that is no rate of satisfaction, such as mean over top.
  /// - Returns: The measure to be computed.
  /// - Throws: ``BindingRefusal`` with the reason in both languages.
  public func measure(
    forFamilies families: [String], rates rated: String = RatedObject.services.rawValue,
    measure measureId: String? = nil, element: String? = nil, areas: [String] = [],
    asShare: Bool = true, isOwnMeasure: Bool = false
  ) throws(BindingRefusal) -> Measure {
    if let reason = noSurvey {
      throw BindingRefusal(instrument: id, reason: reason.cause, fix: reason.fix)
    }
    if !families.isEmpty, !families.contains(family.rawValue) {
      // A question's own reason tells more than the family's name.
      let reason = questions.lazy.flatMap(\.notFor).first { families.contains($0.family.rawValue) }?
        .reason
      throw refusal(
        vi:
          "phiếu thuộc nhóm '\(family.rawValue)', chỉ tiêu cần nhóm \(families.joined(separator: ", "))"
          + (reason.map { ": \($0.vi)" } ?? ""),
        en:
          "the instrument's family is '\(family.rawValue)', the indicator asks for \(families.joined(separator: ", "))"
          + (reason.map { ": \($0.en)" } ?? ""),
        fix: "use an instrument of the family \(families.joined(separator: " or "))",
        viFix: "dùng phiếu thuộc nhóm \(families.joined(separator: " hoặc "))")
    }
    let measure = try knownMeasure(measureId)
    try checkKind(of: measure, asShare: asShare, isOwnMeasure: isOwnMeasure)
    try checkObject(of: measure, rated: rated, element: element)
    try checkAreas(areas)
    return measure
  }

  /// Why no number of a survey can be made by this instrument, and what to do; `nil` for surveys.
  public var noSurvey: (cause: BilingualText, fix: BilingualText)? {
    switch family {
    case .administrative:
      (
        BilingualText(
          vi:
            "'\(title.vi)' là số liệu hành chính, không phải khảo sát; không gộp với kết quả khảo sát",
          en: "'\(title.en)' is administrative data, no survey, and never mixed with one"),
        BilingualText(
          vi:
            "ghi các số đếm: hailong plan record FILE.csv --rule-766 INDICATOR --plan P --store DB",
          en:
            "record its counts: hailong plan record FILE.csv --rule-766 INDICATOR --plan P --store DB"
        )
      )
    case .index:
      (
        BilingualText(
          vi:
            "'\(title.vi)' là chỉ số đã công bố: chỉ nhập theo thang riêng, không tính từ khảo sát của mình, không gộp với tỷ lệ %",
          en:
            "'\(title.en)' is a published index: imported on its own scale, never computed from one's own survey, never mixed with per cent"
        ),
        BilingualText(
          vi: "nhập điểm của chỉ số: hailong instruments scores FILE.csv --survey \(id)",
          en: "import its scores: hailong instruments scores FILE.csv --survey \(id)")
      )
    case .oneStop, .agencyService, .onlineService, .health, .education: nil
    }
  }

  private func checkKind(
    of measure: Measure, asShare: Bool, isOwnMeasure: Bool
  ) throws(BindingRefusal) {
    guard asShare else {
      guard measure.kind.isShare else { return }
      throw refusal(
        vi: "chỉ tiêu không tính bằng %, cách tính '\(measure.title.vi)' cho tỷ lệ",
        en: "the indicator is not in per cent, the measure '\(measure.title.en)' is a share",
        fix: "choose a measure in points, or give the indicator the unit percent",
        viFix: "chọn cách tính bằng điểm, hoặc ghi đơn vị percent cho chỉ tiêu")
    }
    if measure.kind.isSatisfactionRate || (isOwnMeasure && measure.kind.isShare) { return }
    let rates = measures.filter(\.kind.isSatisfactionRate).map(\.id)
    throw refusal(
      vi:
        "cách tính '\(measure.title.vi)' (\(measure.kind.rawValue)) không phải tỷ lệ hài lòng, không so với chỉ tiêu tính bằng %",
      en:
        "the measure '\(measure.title.en)' (\(measure.kind.rawValue)) is no rate of satisfaction and is not held against a target in per cent",
      fix: rates.isEmpty
        ? "use an instrument with a rate of satisfaction"
        : "rates of this instrument: \(rates.joined(separator: ", "))"
          + (measure.kind.isShare
            ? "; a plan that means this number names it in its binding (measure: \(measure.id))"
            : ""),
      viFix: rates.isEmpty
        ? "dùng phiếu có cách tính tỷ lệ hài lòng"
        : "các tỷ lệ của phiếu này: \(rates.joined(separator: ", "))"
          + (measure.kind.isShare
            ? "; kế hoạch muốn dùng số này thì ghi tên nó trong binding (measure: \(measure.id))"
            : ""))
  }

  private func knownMeasure(_ id: String?) throws(BindingRefusal) -> Measure {
    guard let measure = id.map({ self.measure($0) }) ?? defaultMeasure else {
      let ids = measures.map(\.id)
      let name = id ?? ""
      let near = NearestName.nearest(to: name, among: ids)
      throw refusal(
        vi: "phiếu không có cách tính '\(name)'", en: "the instrument has no measure '\(name)'",
        fix: Self.said("did you mean", near) + "measures: \(ids.joined(separator: ", "))",
        viFix: Self.said("có phải là", near) + "các cách tính: \(ids.joined(separator: ", "))")
    }
    return measure
  }

  private func checkObject(
    of measure: Measure, rated: String, element: String?
  ) throws(BindingRefusal) {
    var used = questions(of: measure)
    if let element {
      guard self.element(element) != nil else {
        let ids = elements.map(\.id)
        let near = NearestName.nearest(to: element, among: ids)
        throw refusal(
          vi: "phiếu không có yếu tố '\(element)'",
          en: "the instrument has no element '\(element)'",
          fix: Self.said("did you mean", near) + "elements: \(ids.joined(separator: ", "))",
          viFix: Self.said("có phải là", near) + "các yếu tố: \(ids.joined(separator: ", "))")
      }
      used = used.filter { $0.element == element }
    }
    if let other = used.first(where: { ratedObject(of: $0).rawValue != rated }) {
      let object = ratedObject(of: other).rawValue
      throw refusal(
        vi:
          "câu \(other.id) (\(other.text.vi)) đánh giá \(object == "policy" ? "chính sách" : "dịch vụ"), chỉ tiêu hỏi về "
          + (rated == "policy" ? "chính sách" : "dịch vụ"),
        en:
          "question \(other.id) (\(other.text.en)) rates \(object), the indicator is about \(rated)",
        fix: "choose a measure or element whose questions rate \(rated)",
        viFix: "chọn cách tính hoặc yếu tố có câu hỏi đánh giá "
          + (rated == "policy" ? "chính sách" : "dịch vụ"))
    }
  }

  private func checkAreas(_ areas: [String]) throws(BindingRefusal) {
    guard !areas.isEmpty else { return }
    let known = serviceAreas?.areas.map(\.id) ?? []
    for area in areas where !known.contains(area) {
      let near = NearestName.nearest(to: area, among: known)
      throw refusal(
        vi: "phiếu không phân biệt lĩnh vực '\(area)'",
        en: "the instrument has no service area '\(area)'",
        fix: Self.said("did you mean", near)
          + (known.isEmpty
            ? "add serviceAreas to the instrument" : "areas: \(known.joined(separator: ", "))"),
        viFix: Self.said("có phải là", near)
          + (known.isEmpty
            ? "thêm serviceAreas vào phiếu" : "các lĩnh vực: \(known.joined(separator: ", "))"))
    }
  }

  /// The name that may have been meant, after the words that ask; nothing where none is near.
  private static func said(_ words: String, _ near: String?) -> String {
    near.map { "\(words) '\($0)'? " } ?? ""
  }

  private func refusal(vi: String, en: String, fix: String, viFix: String) -> BindingRefusal {
    BindingRefusal(
      instrument: id, reason: BilingualText(vi: vi, en: en), fix: BilingualText(vi: viFix, en: fix))
  }
}

extension Measure {
  /// Why two measures must not be compared, or nil when they are the same number.
  ///
  /// The same words stand for different numbers in the field: a pooled share of satisfied answers and
  /// a mean over the top score can differ by 60 points on the same answers.
  public func incomparability(with other: Measure) -> BilingualText? {
    let isSame =
      kind == other.kind && elements == other.elements && questions == other.questions
      && levels == other.levels
    guard !isSame else { return nil }
    return BilingualText(
      vi: "'\(title.vi)' và '\(other.title.vi)' là hai cách tính khác nhau, không so sánh được",
      en: "'\(title.en)' and '\(other.title.en)' are different measures and cannot be compared")
  }
}
