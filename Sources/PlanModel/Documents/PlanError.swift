public import Definitions

/// What is wrong with a plan, a definition or a row of figures: place, cause and fix.
public struct PlanError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The class of the problem, for callers that act on it.
  public enum Kind: String, Hashable, Sendable {
    /// The text is no YAML, no JSON, or larger than the limits.
    case syntax
    /// A schema name that this version does not read.
    case unsupportedSchema
    /// A key that must be there is not.
    case missingKey
    /// A key that does not exist.
    case unknownKey
    /// A value of the wrong type or outside its list.
    case invalidValue
    /// An id or row that occurs twice.
    case duplicate
    /// A reference to an indicator, area or plan that does not exist.
    case unknownReference
    /// A plan or indicator that refers to itself, directly or in a circle.
    case circularReference
    /// A target that cannot be meant, such as 950 per cent.
    case invalidTarget
    /// A survey binding that is absent or mixes what must not be mixed.
    case invalidBinding
    /// Documents that look the same but differ in their date.
    case differingDate
    /// A period that the plan or the calendar does not have.
    case invalidPeriod
    /// A figure that cannot be right, such as a share above one.
    case invalidFigure
    /// Something that is allowed but deserves a look.
    case remark
  }

  /// The class of the problem.
  public var kind: Kind
  /// Where it is; `nil` when the value did not come from a file.
  public var place: SourcePlace?
  /// What is wrong, in one sentence without a final full stop.
  public var cause: String
  /// What to do about it; `nil` when the cause says it all.
  public var fix: String?
  /// What is wrong, in Vietnamese.
  public var vietnameseCause: String
  /// What to do about it, in Vietnamese.
  public var vietnameseFix: String?

  /// Makes an error from its parts.
  public init(
    _ kind: Kind, at place: SourcePlace? = nil, cause: String, fix: String? = nil, vi: String,
    viFix: String? = nil
  ) {
    assert((fix == nil) == (viFix == nil), "a hint is said in both languages or in none")
    self.kind = kind
    self.place = place
    self.cause = cause
    self.fix = fix
    vietnameseCause = vi
    vietnameseFix = viFix
  }

  /// The message as `file:line:column: error: cause`, with the fix as a hint on a second line.
  public var description: String { text(severity: "error") }

  /// The description in Vietnamese.
  public var vietnamese: String { vietnameseText(severity: "lỗi") }

  func vietnameseText(severity: String) -> String {
    let prefix = place.map { "\($0.file):\($0.line):\($0.column): " } ?? ""
    return "\(prefix)\(severity): \(vietnameseCause)"
      + (vietnameseFix.map { "\n  gợi ý: \($0)" } ?? "")
  }

  func text(severity: String) -> String {
    let prefix = place.map { "\($0.file):\($0.line):\($0.column): " } ?? ""
    return "\(prefix)\(severity): \(cause)" + (fix.map { "\n  hint: \($0)" } ?? "")
  }
}

/// One remark of a validation.
public struct PlanFinding: Hashable, Sendable, CustomStringConvertible {
  /// How grave the finding is.
  public enum Severity: String, Hashable, Sendable {
    /// The plan cannot be used.
    case error
    /// The plan can be used; someone should look.
    case warning
  }

  /// How grave it is.
  public var severity: Severity
  /// Place, cause and fix.
  public var error: PlanError

  /// Makes a finding.
  public init(_ severity: Severity, _ error: PlanError) {
    self.severity = severity
    self.error = error
  }

  /// The finding as `file:line:column: warning: cause`.
  public var description: String { error.text(severity: severity.rawValue) }

  /// The description in Vietnamese.
  public var vietnamese: String {
    error.vietnameseText(severity: severity == .error ? "lỗi" : "cảnh báo")
  }
}
