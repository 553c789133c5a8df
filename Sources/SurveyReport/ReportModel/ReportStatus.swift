import PlanModel

/// The language of a report's own words; question texts and titles stay as the source has them.
public enum ReportLanguage: String, CaseIterable, Hashable, Sendable {
  /// Vietnamese: decimal comma, thousands dot.
  case vietnamese = "vi"
  /// English: decimal point, thousands comma.
  case english = "en"

  /// The same language as the plan model names it.
  var noteLanguage: NoteLanguage { self == .vietnamese ? .vi : .en }
}

/// How a figure stands against its target, as a reader is told it.
public enum ReportStatus: String, CaseIterable, Hashable, Sendable {
  /// The unrounded value reaches the target.
  case met
  /// The unrounded value misses the target.
  case below
  /// The interval straddles the target and only conclusive results count.
  case undecided
  /// The plan sets no number, which is a normal state.
  case noTarget
  /// Nothing was measured in the period.
  case noData
  /// Measured, but the publication rules forbid printing it.
  case suppressed

  /// One character that tells the status without colour: ▲ ▼ ● ○ – ⊘.
  public var symbol: String {
    switch self {
    case .met: "▲"
    case .below: "▼"
    case .undecided: "●"
    case .noTarget: "○"
    case .noData: "–"
    case .suppressed: "⊘"
    }
  }

  /// The symbol's stand-in where only ASCII can be printed.
  public var asciiSymbol: String {
    switch self {
    case .met: "+"
    case .below: "!"
    case .undecided: "?"
    case .noTarget: "o"
    case .noData: "-"
    case .suppressed: "x"
    }
  }
}

/// Whether the whole interval lies on the side of the target that the value lies on.
public enum ReportEvidence: String, CaseIterable, Hashable, Sendable {
  /// The interval does not contain the target.
  case conclusive
  /// The interval contains the target: another sample could have come out on the other side.
  case inconclusive
}
