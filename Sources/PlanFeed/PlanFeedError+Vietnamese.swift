internal import SurveyData

extension PlanFeedError {
  /// ``description`` in Vietnamese.
  public var vietnamese: String {
    switch self {
    case .unknownIndicator(let id, let plan, let known):
      "kế hoạch '\(plan)' không có chỉ tiêu khảo sát '\(id)'\n  gợi ý: các chỉ tiêu khảo sát là "
        + known.joined(separator: ", ")
    case .refused(let indicator, let instrument, let refusal):
      "phiếu khảo sát '\(instrument)' không trả lời được chỉ tiêu '\(indicator)': "
        + "\(refusal.reason.vi)\n  gợi ý: \(refusal.fix.vi)"
    case .isAverage(let indicator, let parts):
      "chỉ tiêu '\(indicator)' là trung bình của \(parts.joined(separator: ", ")), không có khảo sát riêng\n"
        + "  gợi ý: ghi khảo sát của các chỉ tiêu đó; `hailong plan status` cho thấy số trung bình"
    case .nothingToAnswer(let plan, let instrument, let family, let families):
      "kế hoạch '\(plan)' không có chỉ tiêu khảo sát thuộc nhóm '\(family)' của phiếu '\(instrument)'\n"
        + "  gợi ý: "
        + (families.isEmpty
          ? "kế hoạch không có chỉ tiêu nào lấy từ khảo sát"
          : "các chỉ tiêu của kế hoạch cần nhóm \(families.joined(separator: ", "))")
    }
  }
}
