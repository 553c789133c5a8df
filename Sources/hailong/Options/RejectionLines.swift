import SurveyData
import SurveyReport

/// Rejected records as lines on standard error.
enum RejectionLines {
  /// How many there are and why, then the first of them; nothing when there are none.
  static func lines(
    _ rejected: [RejectedRecord], counts: [RejectedRecord.Reason: Int], limit: Int,
    in language: ReportLanguage = MessageLanguage.current
  ) -> [String] {
    let count = counts.values.reduce(0, +)
    guard count > 0 else { return [] }
    let isVietnamese = language == .vietnamese
    let reasons = RejectedRecord.Reason.allCases.compactMap { reason in
      counts[reason].map { "\(isVietnamese ? reason.vietnamese : reason.rawValue) \($0)" }
    }
    return [
      isVietnamese
        ? "cảnh báo: \(count) phiếu bị loại (\(reasons.joined(separator: ", ")))"
        : "warning: \(count) record\(count == 1 ? "" : "s") rejected (\(reasons.joined(separator: ", ")))"
    ]
      + rejected.prefix(max(limit, 0)).map {
        isVietnamese
          ? "\($0.file):\($0.line): \($0.reason.vietnamese): \($0.detail.vi)"
          : "\($0.file):\($0.line): \($0.reason.rawValue): \($0.detail.en)"
      }
  }
}
