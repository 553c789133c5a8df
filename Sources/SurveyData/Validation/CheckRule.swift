/// The rules a record is checked by; the raw value is the stable id in reports and JSON.
public enum CheckRule: String, Sendable, Hashable, CaseIterable, Codable {
  // Records that are no records, as CSVIO names them.
  case strayQuote = "stray-quote"
  case unclosedQuote = "unclosed-quote"
  case tooManyFields = "too-many-fields"
  case tooFewFields = "too-few-fields"
  case invalidEncoding = "invalid-encoding"
  case fieldTooLong = "field-too-long"
  case recordTooLong = "record-too-long"
  // Records left out on purpose.
  case filterExcluded = "filter-excluded"
  case previewRecord = "preview-record"
  // The sample design.
  case weightMissing = "weight-missing"
  case weightNotPositive = "weight-not-positive"
  case designMissing = "design-missing"
  case psuInTwoStrata = "psu-in-two-strata"
  case singlePSUStratum = "single-psu-stratum"
  // Answers.
  case answerUnmapped = "answer-unmapped"
  case answerOutOfRange = "answer-out-of-range"
  case requiredMissing = "required-missing"
  case minimumAnswered = "minimum-answered"
  // Other columns.
  case valueOutOfRange = "value-out-of-range"
  case valueNotAllowed = "value-not-allowed"
  case areaMissing = "area-missing"
  case areaUnknown = "area-unknown"
  case unitMissing = "unit-missing"
  case unitUnknown = "unit-unknown"
  case unitLeadingZeros = "unit-leading-zeros"
  case unitNotValid = "unit-not-valid"
  case respondentUnmapped = "respondent-unmapped"
  case dateInvalid = "date-invalid"
  case periodOutside = "period-outside"
  // Records that are not independent or not sincere.
  case duplicateId = "duplicate-id"
  case duplicateContent = "duplicate-content"
  case straightLining = "straight-lining"
  case speeding
  // The file as a whole.
  case topLevelsUnused = "top-levels-unused"

  /// The rule's place among all, which indexes counts.
  var position: Int { Self.positions[self] ?? 0 }

  /// The rule's bit in the masks of the screen.
  var bit: UInt64 { 1 << UInt64(position) }

  private static let positions: [CheckRule: Int] = Dictionary(
    uniqueKeysWithValues: allCases.enumerated().map { ($0.element, $0.offset) })

  /// Whether the rule leaves records out on purpose rather than finding fault with them.
  public var isFilter: Bool { self == .filterExcluded || self == .previewRecord }

  /// What breaking the rule does unless the instrument says otherwise.
  public var standardSeverity: FindingSeverity {
    switch self {
    case .psuInTwoStrata, .singlePSUStratum, .respondentUnmapped, .duplicateContent,
      .straightLining,
      .speeding, .topLevelsUnused, .areaUnknown, .areaMissing, .unitMissing, .dateInvalid:
      .warning
    default: .reject
    }
  }

  /// What the rule says, in both languages.
  public var title: BilingualText {
    switch self {
    case .strayQuote: BilingualText(vi: "dấu ngoặc kép đặt sai", en: "stray quote")
    case .unclosedQuote: BilingualText(vi: "ngoặc kép không đóng", en: "unclosed quote")
    case .tooManyFields: BilingualText(vi: "thừa cột", en: "too many fields")
    case .tooFewFields: BilingualText(vi: "thiếu cột", en: "too few fields")
    case .invalidEncoding: BilingualText(vi: "byte sai bảng mã", en: "bytes not in the encoding")
    case .fieldTooLong: BilingualText(vi: "ô quá dài", en: "field too long")
    case .recordTooLong: BilingualText(vi: "dòng quá dài", en: "record too long")
    case .filterExcluded:
      BilingualText(vi: "không qua bộ lọc của phiếu", en: "left out by the form's filter")
    case .previewRecord: BilingualText(vi: "phiếu xem thử", en: "preview or test record")
    case .weightMissing: BilingualText(vi: "thiếu trọng số", en: "no weight")
    case .weightNotPositive: BilingualText(vi: "trọng số không dương", en: "weight not positive")
    case .designMissing:
      BilingualText(vi: "thiếu biến thiết kế mẫu", en: "no value in a design column")
    case .psuInTwoStrata: BilingualText(vi: "một cụm nằm ở hai tầng", en: "PSU in two strata")
    case .singlePSUStratum:
      BilingualText(vi: "tầng chỉ có một cụm", en: "stratum with a single PSU")
    case .answerUnmapped:
      BilingualText(vi: "câu trả lời không nhận ra", en: "answer not recognized")
    case .answerOutOfRange:
      BilingualText(vi: "câu trả lời ngoài thang đo", en: "answer outside the scale")
    case .requiredMissing:
      BilingualText(vi: "thiếu câu trả lời bắt buộc", en: "required value missing")
    case .minimumAnswered: BilingualText(vi: "trả lời quá ít câu", en: "too few questions answered")
    case .valueOutOfRange: BilingualText(vi: "giá trị ngoài khoảng", en: "value out of range")
    case .valueNotAllowed: BilingualText(vi: "giá trị không được phép", en: "value not allowed")
    case .areaMissing: BilingualText(vi: "thiếu lĩnh vực", en: "no service area")
    case .areaUnknown:
      BilingualText(vi: "lĩnh vực không có trong danh sách", en: "service area not listed")
    case .unitMissing: BilingualText(vi: "thiếu đơn vị", en: "no unit")
    case .unitUnknown:
      BilingualText(vi: "đơn vị không có trong danh mục", en: "unit not in the register")
    case .unitLeadingZeros:
      BilingualText(vi: "mã đơn vị mất số 0 đứng đầu", en: "unit code without its leading zeros")
    case .unitNotValid:
      BilingualText(
        vi: "đơn vị không còn hoặc chưa có hiệu lực", en: "unit does not exist on the day")
    case .respondentUnmapped:
      BilingualText(
        vi: "thông tin người trả lời không nhận ra", en: "respondent value not recognized")
    case .dateInvalid: BilingualText(vi: "ngày không đọc được", en: "date not readable")
    case .periodOutside: BilingualText(vi: "ngoài kỳ báo cáo", en: "outside the reporting period")
    case .duplicateId: BilingualText(vi: "trùng mã phiếu", en: "record id repeated")
    case .duplicateContent:
      BilingualText(vi: "trùng toàn bộ nội dung", en: "same content as another record")
    case .straightLining:
      BilingualText(vi: "mọi câu chọn cùng một mức", en: "the same answer throughout")
    case .speeding: BilingualText(vi: "trả lời quá nhanh", en: "answered too fast")
    case .topLevelsUnused:
      BilingualText(
        vi: "không ai chọn các mức cao nhất của thang đo",
        en: "highest levels of a scale never used")
    }
  }

  /// What to do about it, in both languages.
  public var fix: BilingualText {
    switch self {
    case .strayQuote, .unclosedQuote, .tooManyFields, .tooFewFields, .invalidEncoding,
      .fieldTooLong, .recordTooLong:
      BilingualText(
        vi: "xuất lại tệp từ phần mềm khảo sát, hoặc sửa dòng này",
        en: "export the file again, or correct the line")
    case .filterExcluded, .previewRecord: BilingualText(vi: "không cần làm gì", en: "nothing to do")
    case .weightMissing, .weightNotPositive:
      BilingualText(vi: "điền trọng số lớn hơn 0", en: "give the record a weight over 0")
    case .designMissing:
      BilingualText(
        vi: "điền tầng và cụm cho mọi phiếu", en: "fill in stratum and cluster for every record")
    case .psuInTwoStrata:
      BilingualText(
        vi: "đặt mã cụm khác nhau giữa các tầng, hoặc dùng --nest",
        en: "use different cluster ids in different strata, or --nest")
    case .singlePSUStratum:
      BilingualText(
        vi: "gộp tầng, hoặc chọn --lonely-psu", en: "merge strata, or choose --lonely-psu")
    case .answerUnmapped, .respondentUnmapped, .areaUnknown:
      BilingualText(
        vi: "sửa giá trị, hoặc thêm vào aliases của phiếu",
        en: "correct the value, or add it to the instrument's aliases")
    case .answerOutOfRange:
      BilingualText(vi: "kiểm tra thang đo của phiếu", en: "check the instrument's scale")
    case .requiredMissing, .minimumAnswered:
      BilingualText(vi: "hỏi lại hoặc bỏ phiếu", en: "ask again, or leave the record out")
    case .valueOutOfRange, .valueNotAllowed:
      BilingualText(vi: "sửa giá trị", en: "correct the value")
    case .areaMissing: BilingualText(vi: "điền lĩnh vực", en: "fill in the service area")
    case .unitMissing: BilingualText(vi: "điền đơn vị", en: "fill in the unit")
    case .unitUnknown:
      BilingualText(
        vi: "sửa mã, hoặc bổ sung danh mục", en: "correct the code, or add the unit to the register"
      )
    case .unitLeadingZeros:
      BilingualText(
        vi: "đặt cột mã là văn bản trước khi lưu từ Excel",
        en: "format the code column as text before saving from Excel")
    case .unitNotValid:
      BilingualText(
        vi: "dùng mã của đơn vị có hiệu lực vào ngày khảo sát",
        en: "use the code that is valid on the day")
    case .dateInvalid:
      BilingualText(
        vi: "sửa ngày, hoặc khai báo date.formats",
        en: "correct the date, or give its format in date.formats")
    case .periodOutside:
      BilingualText(
        vi: "chọn đúng kỳ, hoặc bỏ phiếu", en: "choose the right period, or leave the record out")
    case .duplicateId, .duplicateContent:
      BilingualText(vi: "giữ lại một phiếu", en: "keep one of them")
    case .straightLining, .speeding: BilingualText(vi: "xem lại phiếu", en: "look at the record")
    case .topLevelsUnused:
      BilingualText(
        vi:
          "khai báo đúng các mức của tệp trong phiếu khảo sát (scales: levels:, hoặc chọn scale: khác); "
          + "nếu đúng là không ai hài lòng thì không cần làm gì",
        en:
          "describe the file's own levels in the instrument (scales: levels:, or another scale:); "
          + "nothing to do if nobody was satisfied")
    }
  }
}

/// One thing found in one record.
public struct CheckFinding: Sendable, Hashable, Codable {
  /// The file.
  public var file: String
  /// Physical line on which the record begins, from 1.
  public var line: Int
  /// The column's header; empty when the whole record is meant.
  public var column: String
  /// The value as it stood, masked where it looks personal.
  public var value: String
  /// The rule.
  public var rule: CheckRule
  /// What is wrong, in both languages.
  public var message: BilingualText
  /// The nearest accepted value, where there is one.
  public var suggestion: String?

  /// `file:line: rule: column 'value': message`, in one language.
  public func text(vietnamese: Bool) -> String {
    let place = column.isEmpty ? "" : " \(column)" + (value.isEmpty ? "" : " '\(value)'") + ":"
    let near = suggestion.map { vietnamese ? " (gần nhất: '\($0)')" : " (nearest: '\($0)')" } ?? ""
    return
      "\(file):\(line): \(rule.rawValue):\(place) \(vietnamese ? message.vi : message.en)\(near)"
  }

  /// Makes the value from its parts.
  public init(
    file: String, line: Int, column: String, value: String, rule: CheckRule,
    message: BilingualText, suggestion: String? = nil
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.value = value
    self.rule = rule
    self.message = message
    self.suggestion = suggestion
  }
}
