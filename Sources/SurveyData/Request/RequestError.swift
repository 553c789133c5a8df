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
  /// What is wrong, in Vietnamese.
  public var vietnameseMessage: String
  /// What to do about it, in Vietnamese.
  public var vietnameseFix: String?

  /// Makes an error: what is wrong and what to do, in English and in Vietnamese.
  public init(
    _ category: Category, at place: String, _ message: String, fix: String? = nil, vi: String,
    viFix: String? = nil
  ) {
    assert((fix == nil) == (viFix == nil), "a hint is said in both languages or in none")
    self.category = category
    self.place = place
    self.message = message
    self.fix = fix
    vietnameseMessage = vi
    vietnameseFix = viFix
  }
}

extension RequestError: CustomStringConvertible {
  /// `place: error: message` and a hint.
  public var description: String {
    "\(place): error: \(message)" + (fix.map { "\n  hint: \($0)" } ?? "")
  }

  /// The description in Vietnamese.
  public var vietnamese: String {
    "\(place): lỗi: \(vietnameseMessage)" + (vietnameseFix.map { "\n  gợi ý: \($0)" } ?? "")
  }
}

extension RequestError {
  /// A number such as `1.234`, when it was not said how numbers are written.
  static func twoReadings(file: String, line: Int, column: String) -> RequestError {
    RequestError(
      .unusable, at: "\(file):\(line)",
      "a number in column \"\(column)\" has two readings: its mark can be a "
        + "decimal mark or group thousands",
      fix: "say how numbers are written with --decimal point or --decimal comma",
      vi:
        "một số trong cột \"\(column)\" có hai cách đọc: dấu trong số có thể là dấu thập phân hoặc dấu phân cách hàng nghìn",
      viFix: "ghi rõ cách viết số bằng --decimal point hoặc --decimal comma")
  }
}
