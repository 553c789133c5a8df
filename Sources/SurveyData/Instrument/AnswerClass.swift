/// Why an answer that was given takes no part in a rate.
public enum ExclusionReason: String, Sendable, Hashable, CaseIterable, Codable {
  /// The service or item was not used (code 0 of the ministry of health's forms).
  case notUsed = "not-used"
  /// "Không ý kiến", "không biết".
  case noOpinion = "no-opinion"
  /// The respondent declined.
  case refused
  /// The question does not concern the respondent.
  case notApplicable = "not-applicable"
}

/// What one cell of a question column means.
///
/// `level` is a position in ``ResponseScale/levels``, lowest satisfaction first.
public enum AnswerClass: Sendable, Hashable {
  /// A level that counts as satisfied.
  case satisfied(level: Int)
  /// A level that does not count as satisfied.
  case notSatisfied(level: Int)
  /// Answered, but left out of the denominator.
  case excluded(ExclusionReason)
  /// Nothing was answered.
  case missing
  /// Not an accepted answer; the nearest accepted one where there is one.
  case invalid(suggestion: String?)

  /// The level's position, or nil for what is not a level.
  public var level: Int? {
    switch self {
    case .satisfied(let level), .notSatisfied(let level): level
    case .excluded, .missing, .invalid: nil
    }
  }

  /// Whether the answer stands in the denominator of a rate.
  public var isValid: Bool { level != nil }
}
