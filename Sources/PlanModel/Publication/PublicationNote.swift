/// Language of a text for readers.
public enum NoteLanguage: String, Hashable, Sendable, CaseIterable {
  /// Vietnamese.
  case vi
  /// English.
  case en
}

/// Why a figure is withheld, or what its reader must know; the wording is fixed.
public enum PublicationNote: String, Hashable, Sendable, CaseIterable {
  /// Fewer respondents than may ever be shown.
  case smallCell = "small-cell"
  /// Withheld because another withheld figure could be worked out from it.
  case complementary = "complementary"
  /// Fewer answers than the profile wants.
  case fewAnswers = "few-answers"
  /// Too small an effective sample.
  case effectiveSample = "effective-sample"
  /// An interval that is too wide.
  case wideInterval = "wide-interval"
  /// An interval that is too wide against the rate.
  case relativeWidth = "relative-width"
  /// The complement of the rate is not reliable.
  case complementUnreliable = "complement-unreliable"
  /// Few degrees of freedom.
  case fewDegreesOfFreedom = "few-degrees-of-freedom"
  /// A rate of 0 or 100 per cent.
  case extremeRate = "extreme-rate"
  /// No interval could be computed.
  case noInterval = "no-interval"
  /// Shown, but on few answers.
  case caution = "caution"
  /// Intervals rest on a model because the file has no probability design.
  case modelBased = "model-based"

  /// Whether a figure withheld for these reasons must not show its number of answers either.
  public static func hideCount(_ notes: [PublicationNote]) -> Bool {
    notes.contains { $0 == .smallCell || $0 == .complementary }
  }

  /// The footnote's text, with the thresholds of the profile that was applied.
  public func text(_ language: NoteLanguage, profile: PublicationProfile) -> String {
    func percent(_ share: Double?) -> String { Self.percent(share ?? 0, language) }
    let cell = profile.minimumRespondents
    let effective = Self.plain(profile.minimumEffective ?? 0, language)
    let answers = profile.minimumAnswers ?? 0
    let caution = profile.cautionBelowAnswers ?? 0
    let freedom = Self.plain(profile.reviewBelowDegreesOfFreedom ?? 0, language)
    let width = percent(profile.maximumWidth)
    let relative = percent(profile.maximumRelativeWidth)
    switch (self, language) {
    case (.smallCell, .vi): return "Không công bố: dưới \(cell) người trả lời."
    case (.smallCell, .en): return "Not shown: fewer than \(cell) respondents."
    case (.complementary, .vi):
      return "Không công bố để không suy ra được ô khác đã ẩn."
    case (.complementary, .en):
      return "Not shown, so that another withheld cell cannot be worked out."
    case (.fewAnswers, .vi): return "Không công bố: dưới \(answers) câu trả lời."
    case (.fewAnswers, .en): return "Not shown: fewer than \(answers) answers."
    case (.effectiveSample, .vi): return "Không công bố: cỡ mẫu hiệu dụng dưới \(effective)."
    case (.effectiveSample, .en):
      return "Not shown: the effective sample size is below \(effective)."
    case (.wideInterval, .vi):
      return "Không công bố: khoảng tin cậy rộng từ \(width) trở lên (điểm phần trăm)."
    case (.wideInterval, .en):
      return "Not shown: the confidence interval is \(width) (points) wide or wider."
    case (.relativeWidth, .vi):
      return "Không công bố: khoảng tin cậy rộng hơn \(relative) của tỷ lệ."
    case (.relativeWidth, .en):
      return "Not shown: the confidence interval is wider than \(relative) of the rate."
    case (.complementUnreliable, .vi):
      return "Tỷ lệ phần bù (chưa hài lòng) không đủ tin cậy."
    case (.complementUnreliable, .en): return "The complement of this rate is not reliable."
    case (.fewDegreesOfFreedom, .vi):
      return "Cần thống kê viên xem lại: bậc tự do dưới \(freedom)."
    case (.fewDegreesOfFreedom, .en):
      return "For review by a statistician: fewer than \(freedom) degrees of freedom."
    case (.extremeRate, .vi): return "Cần thống kê viên xem lại: tỷ lệ 0 % hoặc 100 %."
    case (.extremeRate, .en): return "For review by a statistician: a rate of 0 % or 100 %."
    case (.noInterval, .vi): return "Không tính được khoảng tin cậy."
    case (.noInterval, .en): return "No confidence interval could be computed."
    case (.caution, .vi): return "Thận trọng khi sử dụng: dưới \(caution) câu trả lời."
    case (.caution, .en): return "Use with caution: fewer than \(caution) answers."
    case (.modelBased, .vi):
      return "Khoảng tin cậy dựa trên mô hình: số liệu không có thiết kế mẫu xác suất."
    case (.modelBased, .en):
      return "The intervals are model-based: the data have no probability design."
    }
  }

  private static func percent(_ share: Double, _ language: NoteLanguage) -> String {
    plain((share * 10_000).rounded() / 100, language) + " %"
  }

  private static func plain(_ number: Double, _ language: NoteLanguage) -> String {
    if number == number.rounded(), abs(number) < 1e15 { return String(Int(number)) }
    let text = "\(number)"
    return language == .vi ? text.replacing(".", with: ",") : text
  }
}

/// Numbers the footnotes of one table in the order in which they are first used.
public struct FootnoteList: Hashable, Sendable {
  /// The notes, numbered from 1.
  public private(set) var notes: [PublicationNote] = []

  /// Starts an empty list.
  public init() {}

  /// The number of a note, which is added when it is new.
  public mutating func number(of note: PublicationNote) -> Int {
    if let index = notes.firstIndex(of: note) { return index + 1 }
    notes.append(note)
    return notes.count
  }
}
