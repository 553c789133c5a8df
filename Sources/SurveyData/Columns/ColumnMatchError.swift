/// A header that does not fit an instrument: every missing, ambiguous or colliding column.
public struct ColumnMatchError: Error, Sendable, Hashable, CustomStringConvertible {
  /// One thing wrong.
  public struct Issue: Sendable, Hashable, Codable {
    /// Kinds of trouble.
    public enum Kind: String, Sendable, Hashable, Codable {
      /// No column has any of the accepted names.
      case missing
      /// Several columns have equally good names.
      case ambiguous
      /// One column is claimed by several questions.
      case collision
    }

    /// What kind.
    public var kind: Kind
    /// The question or column of the instrument.
    public var subject: String
    /// What is wrong.
    public var message: String
    /// How to put it right.
    public var fix: String
    /// What is wrong, in Vietnamese.
    public var vietnameseMessage: String
    /// How to put it right, in Vietnamese.
    public var vietnameseFix: String
  }

  /// The data file.
  public var file: String
  /// What is wrong, in the instrument's order.
  public var issues: [Issue]

  /// The description in Vietnamese.
  public var vietnamese: String {
    issues.map { "\(file):1: lỗi: \($0.vietnameseMessage)\n  gợi ý: \($0.vietnameseFix)" }
      .joined(separator: "\n")
  }

  /// One paragraph per issue, each with place, cause and fix.
  public var description: String {
    issues.map { "\(file):1: error: \($0.message)\n  hint: \($0.fix)" }.joined(separator: "\n")
  }
}
