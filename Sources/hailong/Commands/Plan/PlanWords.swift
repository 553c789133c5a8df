import PlanModel
import SurveyReport

/// The few words of the plan verbs' own tables.
struct PlanWords {
  private let isVietnamese: Bool

  init(_ language: ReportLanguage) { isVietnamese = language == .vietnamese }

  func callAsFunction(_ vietnamese: String, _ english: String) -> String {
    isVietnamese ? vietnamese : english
  }

  /// Where an indicator's figure comes from.
  func kind(_ kind: Indicator.Kind) -> String {
    switch kind {
    case .survey: self("khảo sát", "survey")
    case .administrative: self("số liệu hành chính", "administrative")
    case .milestone: self("mốc công việc", "milestone")
    case .rank: self("xếp hạng", "rank")
    }
  }

  /// The level of a plan's issuer; an id that is none stays as it is.
  func level(_ level: String) -> String {
    switch Plan.Level(rawValue: level) {
    case .ministry: self("bộ", level)
    case .province: self("tỉnh", level)
    case .district: self("huyện", level)
    case .commune: self("xã", level)
    case nil: level
    }
  }

  /// A day as people write it: 24/12/2024 in Vietnamese.
  func date(_ date: PlanDate) -> String {
    guard isVietnamese else { return date.description }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(two(date.day))/\(two(date.month))/\(date.year)"
  }

  /// When a task is due, in the plan's words, else by its dates.
  func due(_ due: Due) -> String {
    if let text = due.text { return text }
    switch (due.from, due.to) {
    case (let from?, let to?): return "\(date(from)) – \(date(to))"
    case (nil, let to?): return date(to)
    default: return "–"
    }
  }

  /// What a survey indicator is bound to, in words.
  func binding(_ binding: SurveyBinding) -> String {
    var parts = [
      self("phiếu thuộc nhóm ", "instruments of ") + binding.families.joined(separator: ", "),
      binding.rates == .services
        ? self("đánh giá dịch vụ", "rating services")
        : self("đánh giá chính sách", "rating policy"),
    ]
    if let measure = binding.measure { parts.append(self("cách tính ", "measure ") + measure) }
    if let element = binding.element { parts.append(self("yếu tố ", "element ") + element) }
    if !binding.areas.isEmpty {
      parts.append(
        self("lĩnh vực ", "areas ") + binding.areas.joined(separator: ", ") + " ("
          + combination(binding.combine) + ")")
    }
    return parts.joined(separator: "; ")
  }

  private func combination(_ combine: SurveyBinding.Combination) -> String {
    switch combine {
    case .pooled: self("gộp", "pooled")
    case .each: self("từng lĩnh vực", "each")
    case .average: self("trung bình cộng", "plain mean")
    }
  }
}

extension ReportTable.Cell {
  /// A whole number, or nothing.
  static func number(_ value: Int?) -> ReportTable.Cell {
    .init(value.map(String.init) ?? "", raw: value.map { .integer($0) } ?? .empty)
  }
}
