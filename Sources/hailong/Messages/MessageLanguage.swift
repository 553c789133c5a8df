import Foundation
import SurveyReport

/// The language of messages on standard error: `--lang`, else the locale, else English.
enum MessageLanguage {
  /// Read from the arguments themselves, because an error may stand in the way of parsing them.
  static var current: ReportLanguage {
    let words = CommandLine.arguments
    for (position, word) in words.enumerated() {
      if word.hasPrefix("--lang=") {
        return ReportLanguage(rawValue: String(word.dropFirst(7))) ?? .english
      }
      if word == "--lang", position + 1 < words.count {
        return ReportLanguage(rawValue: words[position + 1]) ?? .english
      }
    }
    return ofLocale ?? .english
  }

  /// A text in the language of messages.
  static func said(_ english: String, vi: String) -> String {
    current == .vietnamese ? vi : english
  }

  /// The locale's language; nil where the environment names none.
  static var ofLocale: ReportLanguage? {
    let environment = ProcessInfo.processInfo.environment
    let names = ["LC_ALL", "LC_MESSAGES", "LANG"].compactMap { environment[$0] }.filter {
      !$0.isEmpty
    }
    guard let locale = names.first, locale != "C", !locale.hasPrefix("C."), locale != "POSIX" else {
      return nil
    }
    return locale.hasPrefix("vi") ? .vietnamese : .english
  }
}
