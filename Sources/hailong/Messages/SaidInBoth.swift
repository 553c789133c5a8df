import ArgumentParser
import SurveyReport

extension ExitStatus {
  /// Writes a note to standard error in the language of messages.
  static func writeNote(_ english: String, vi: String) {
    writeError(MessageLanguage.said("note: \(english)", vi: "ghi chú: \(vi)"))
  }

  /// Writes a warning to standard error in the language of messages.
  static func writeWarning(_ english: String, vi: String) {
    writeError(MessageLanguage.said("warning: \(english)", vi: "cảnh báo: \(vi)"))
  }
}

extension ValidationError {
  private static let mark = "lỗi: "

  /// What is wrong with the arguments, in the language of messages.
  init(_ english: String, vi: String) {
    self.init(MessageLanguage.said(english, vi: Self.mark + vi))
  }

  /// What the argument parser would print, with its own words around a Vietnamese sentence in
  /// Vietnamese too; `nil` for messages that are the parser's.
  static func vietnamese(_ message: String) -> String? {
    guard message.hasPrefix("Error: " + mark) else { return nil }
    return String(message.dropFirst("Error: ".count))
      .replacing("\nUsage: ", with: "\nCách dùng: ")
      .replacing("\n  See '", with: "\n  Xem '")
      .replacing("' for more information.", with: "' để biết thêm.")
  }
}

/// Says which columns were not written because they identify persons.
enum PersonalNote {
  static func write(_ columns: [String]) {
    let list = columns.joined(separator: ", ")
    ExitStatus.writeNote(
      "columns that identify persons were left out: \(list) (--keep-personal keeps them)",
      vi: "bỏ các cột định danh cá nhân: \(list) (--keep-personal giữ lại)")
  }
}
