/// Why an instrument cannot answer an indicator of a plan.
public struct BindingRefusal: Error, Sendable, Hashable, CustomStringConvertible {
  /// The instrument.
  public var instrument: String
  /// The reason, in both languages.
  public var reason: BilingualText
  /// What to do instead.
  public var fix: String

  /// Cause and fix.
  public var description: String { "\(instrument): error: \(reason.en)\n  fix: \(fix)" }
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
  /// - Returns: The measure to be computed.
  /// - Throws: ``BindingRefusal`` with the reason in both languages.
  public func measure(
    forFamilies families: [String], rates rated: String = RatedObject.services.rawValue,
    measure measureId: String? = nil, element: String? = nil, areas: [String] = []
  ) throws(BindingRefusal) -> Measure {
    if !family.isSurvey {
      throw refusal(
        vi:
          "'\(title.vi)' là số liệu hành chính hoặc chỉ số công bố, không phải khảo sát; không gộp với kết quả khảo sát",
        en: "'\(title.en)' is administrative or published data and never mixed with a survey",
        fix: "record its figures as administrative measurements")
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
        fix: "use an instrument of the family \(families.joined(separator: " or "))")
    }
    let measure = try knownMeasure(measureId)
    try checkObject(of: measure, rated: rated, element: element)
    try checkAreas(areas)
    return measure
  }

  private func knownMeasure(_ id: String?) throws(BindingRefusal) -> Measure {
    guard let measure = id.map({ self.measure($0) }) ?? defaultMeasure else {
      let ids = measures.map(\.id)
      let name = id ?? ""
      let near = NearestName.nearest(to: name, among: ids).map { "did you mean '\($0)'? " } ?? ""
      throw refusal(
        vi: "phiếu không có cách tính '\(name)'", en: "the instrument has no measure '\(name)'",
        fix: near + "measures: \(ids.joined(separator: ", "))")
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
        let near =
          NearestName.nearest(to: element, among: ids).map { "did you mean '\($0)'? " } ?? ""
        throw refusal(
          vi: "phiếu không có yếu tố '\(element)'",
          en: "the instrument has no element '\(element)'",
          fix: near + "elements: \(ids.joined(separator: ", "))")
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
        fix: "choose a measure or element whose questions rate \(rated)")
    }
  }

  private func checkAreas(_ areas: [String]) throws(BindingRefusal) {
    guard !areas.isEmpty else { return }
    let known = serviceAreas?.areas.map(\.id) ?? []
    for area in areas where !known.contains(area) {
      let near = NearestName.nearest(to: area, among: known).map { "did you mean '\($0)'? " } ?? ""
      throw refusal(
        vi: "phiếu không phân biệt lĩnh vực '\(area)'",
        en: "the instrument has no service area '\(area)'",
        fix: near
          + (known.isEmpty
            ? "add serviceAreas to the instrument" : "areas: \(known.joined(separator: ", "))"))
    }
  }

  private func refusal(vi: String, en: String, fix: String) -> BindingRefusal {
    BindingRefusal(instrument: id, reason: BilingualText(vi: vi, en: en), fix: fix)
  }
}

extension Measure {
  /// Why two measures must not be compared, or nil when they are the same number.
  ///
  /// The same words stand for different numbers in the field: a pooled share of satisfied answers and
  /// a mean over the top score can differ by 60 points on the same answers.
  public func incomparability(with other: Measure) -> BilingualText? {
    guard kind != other.kind else { return nil }
    return BilingualText(
      vi: "'\(title.vi)' và '\(other.title.vi)' là hai cách tính khác nhau, không so sánh được",
      en: "'\(title.en)' and '\(other.title.en)' are different measures and cannot be compared")
  }
}
