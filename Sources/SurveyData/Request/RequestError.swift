/// Why a request cannot be understood or answered.
public struct RequestError: Error, Hashable, Sendable {
  /// The class of exit status that the error belongs to.
  public enum Category: Hashable, Sendable {
    /// The request itself is malformed (64).
    case usage
    /// The data or a definition does not fit the request (65).
    case unusable
  }

  /// Who is to blame.
  public var category: Category
  /// Where: the option or condition as given, or `file:line`.
  public var place: String
  /// What is wrong.
  public var message: String
  /// What to do about it.
  public var fix: String?

  /// Makes an error.
  public init(_ category: Category, at place: String, _ message: String, fix: String? = nil) {
    self.category = category
    self.place = place
    self.message = message
    self.fix = fix
  }
}

extension RequestError: CustomStringConvertible {
  /// `place: error: message` and a hint.
  public var description: String {
    "\(place): error: \(message)" + (fix.map { "\n  hint: \($0)" } ?? "")
  }
}
