import SurveyData

/// Rejected records as lines on standard error.
enum RejectionLines {
  /// How many there are and why, then the first of them; nothing when there are none.
  static func lines(
    _ rejected: [RejectedRecord], counts: [RejectedRecord.Reason: Int], limit: Int
  ) -> [String] {
    let count = counts.values.reduce(0, +)
    guard count > 0 else { return [] }
    let reasons = RejectedRecord.Reason.allCases.compactMap { reason in
      counts[reason].map { "\(reason.rawValue) \($0)" }
    }
    return [
      "warning: \(count) record\(count == 1 ? "" : "s") rejected (\(reasons.joined(separator: ", ")))"
    ]
      + rejected.prefix(max(limit, 0)).map {
        "\($0.file):\($0.line): \($0.reason.rawValue): \($0.detail)"
      }
  }
}
