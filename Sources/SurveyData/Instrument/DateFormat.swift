/// A calendar date without time or zone, by which records are put in reporting periods.
public struct CalendarDate: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
  /// Year of the common era.
  public let year: Int
  /// Month, 1...12.
  public let month: Int
  /// Day of the month, from 1.
  public let day: Int

  /// A date of the Gregorian calendar, or nil where there is none such (31 February).
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Self.days(in: month, of: year)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// Reads `yyyy-MM-dd`.
  public init?(_ text: String) {
    guard let date = DateFormat(pattern: "yyyy-MM-dd")?.date(from: text) else { return nil }
    self = date
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }

  /// Earlier dates come first.
  public static func < (left: CalendarDate, right: CalendarDate) -> Bool {
    (left.year, left.month, left.day) < (right.year, right.month, right.day)
  }

  /// The date as `yyyy-MM-dd`.
  public var description: String {
    let year = String(repeating: "0", count: max(0, 4 - String(year).count)) + String(year)
    return "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
  }
}

/// A date format such as `dd/MM/yyyy`; a time of day after the date is accepted and ignored.
public struct DateFormat: Sendable, Hashable {
  /// The pattern as written: `yyyy`, `MM` or `M`, `MMM` (English month names, short or long), `dd` or
  /// `d`, and separators.
  public let pattern: String
  private let parts: [Part]

  private enum Part: Sendable, Hashable {
    case year, month, monthName, day
    case literal(UInt8)
  }

  /// Formats tried when an instrument names none: ISO 8601, then day first.
  public static let standard: [DateFormat] = [
    "yyyy-MM-dd", "yyyy/MM/dd", "dd/MM/yyyy", "dd-MM-yyyy", "dd.MM.yyyy",
  ]
  .compactMap(DateFormat.init(pattern:))

  /// A format, or nil when the pattern does not hold year, month and day once each.
  public init?(pattern: String) {
    var parts: [Part] = []
    var rest = Substring(pattern)
    while let first = rest.utf8.first {
      if rest.hasPrefix("yyyy") {
        parts.append(.year)
        rest = rest.dropFirst(4)
      } else if first == UInt8(ascii: "M") {
        parts.append(rest.hasPrefix("MMM") ? .monthName : .month)
        rest = rest.drop { $0 == "M" }
      } else if first == UInt8(ascii: "d") {
        parts.append(.day)
        rest = rest.drop { $0 == "d" }
      } else {
        parts.append(.literal(first))
        rest = Substring(rest.utf8.dropFirst())
      }
    }
    let fields = parts.filter { if case .literal = $0 { false } else { true } }
    let isMonthNamed = fields.contains(.monthName)
    guard fields.count == 3, Set(fields).count == 3, !(isMonthNamed && fields.contains(.month))
    else { return nil }
    self.pattern = pattern
    self.parts = parts
  }

  /// The date in a text, or nil when the text does not have this format.
  public func date(from text: String) -> CalendarDate? {
    var bytes = Array(text.utf8)[...]
    while let first = bytes.first, first == 0x20 { bytes = bytes.dropFirst() }
    var year = 0
    var month = 0
    var day = 0
    for part in parts {
      switch part {
      case .literal(let byte):
        guard bytes.first == byte else { return nil }
        bytes = bytes.dropFirst()
      case .year:
        guard let value = Self.number(&bytes, digits: 4...4) else { return nil }
        year = value
      case .month:
        guard let value = Self.number(&bytes, digits: 1...2) else { return nil }
        month = value
      case .monthName:
        guard let value = Self.monthName(&bytes) else { return nil }
        month = value
      case .day:
        guard let value = Self.number(&bytes, digits: 1...2) else { return nil }
        day = value
      }
    }
    // What follows must be nothing, or a time set off by a blank, comma or T.
    if let next = bytes.first {
      guard next == 0x20 || next == UInt8(ascii: "T") || next == UInt8(ascii: ",") else {
        return nil
      }
      let isTime = bytes.contains { (0x30...0x39).contains($0) } || bytes.allSatisfy { $0 == 0x20 }
      guard isTime else { return nil }
    }
    return CalendarDate(year: year, month: month, day: day)
  }

  private static let monthNames = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ].map { Array($0.utf8) }

  /// The month of `Jun`, `June` or `jun.`, from 1.
  private static func monthName(_ bytes: inout ArraySlice<UInt8>) -> Int? {
    let word = bytes.prefix { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A }.map { $0 | 0x20 }
    guard word.count >= 3,
      let month = monthNames.firstIndex(where: { $0.starts(with: word) })
    else { return nil }
    bytes = bytes.dropFirst(word.count)
    if bytes.first == UInt8(ascii: ".") { bytes = bytes.dropFirst() }
    return month + 1
  }

  private static func number(_ bytes: inout ArraySlice<UInt8>, digits: ClosedRange<Int>) -> Int? {
    var value = 0
    var count = 0
    while let byte = bytes.first, (0x30...0x39).contains(byte), count < digits.upperBound {
      value = value * 10 + Int(byte - 0x30)
      bytes = bytes.dropFirst()
      count += 1
    }
    return digits.contains(count) ? value : nil
  }
}
