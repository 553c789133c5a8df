import CSVIO

extension InstrumentScreen {
  static let notANumber = BilingualText(vi: "không phải là số", en: "not a number")
  static let ambiguousNumber = BilingualText(
    vi: "số hiểu được hai cách (1.234); chọn --decimal",
    en: "a number with two readings (1.234); choose --decimal")

  static func outside(_ minimum: Double, _ maximum: Double) -> BilingualText {
    let low = minimum == -.infinity ? "" : shown(minimum)
    let high = maximum == .infinity ? "" : shown(maximum)
    return BilingualText(vi: "ngoài khoảng \(low)–\(high)", en: "outside \(low)–\(high)")
  }

  static func notValid(_ code: String, _ day: CalendarDate) -> BilingualText {
    BilingualText(
      vi: "đơn vị \(code) không có hiệu lực ngày \(day)",
      en: "unit \(code) does not exist on \(day)")
  }

  /// A number without decimals that say nothing.
  static func shown(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
  }
}

extension ScreenPlan {
  /// The text of a cell that is read as a hash, parsed again for a message.
  func text(_ slot: Int, _ batch: RecordBatch, _ row: Int) -> String {
    let fields = batch.allFields(row)
    let index = requests[slot].index
    return index < fields.count ? fields[index] : ""
  }
}
