internal import SurveyEstimation

extension SurveyEstimateError {
  /// ``description`` in Vietnamese.
  public var vietnamese: String {
    switch self {
    case .noResponses(let instrument):
      "không phiếu trả lời nào được nhận cho phiếu khảo sát '\(instrument)'\n"
        + "  gợi ý: chạy `hailong check` với tệp này; nó liệt kê từng dòng bị loại và lý do"
    case .noSurvey(_, let cause, let fix): "\(cause.vi)\n  gợi ý: \(fix.vi)"
    case .unknownMeasure(let measure, let instrument, let known):
      "phiếu khảo sát '\(instrument)' không có cách tính '\(measure)'\n  gợi ý: "
        + (NearestName.nearest(to: measure, among: known).map { "có phải là '\($0)'? " } ?? "")
        + "các cách tính là \(known.joined(separator: ", "))"
    case .measureNotComputable(let measure, let instrument, let reason):
      "không tính được '\(measure)' của phiếu khảo sát '\(instrument)': \(reason.vi)"
    case .design(let error): "\(error.vietnamese)\n  gợi ý: \(error.vietnameseFix)"
    case .tally(let error): "\(error.vietnamese)\n  gợi ý: \(error.vietnameseFix)"
    }
  }
}
