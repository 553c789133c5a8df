/// A reporting period of a year: a month, a quarter, six months, nine months or the whole year.
///
/// Which days belong to it is said by a ``ReportingCalendar``; a reporting year is seldom the
/// calendar year. Written `2025-03`, `2025-Q1`, `2025-H1`, `2025-9M` and `2025`.
public struct Period: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The length of a period.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// One month.
    case month
    /// Three months.
    case quarter
    /// Six months.
    case halfYear
    /// The first nine months.
    case nineMonths
    /// Twelve months.
    case year
  }

  /// The reporting year.
  public let year: Int
  /// The length.
  public let kind: Kind
  /// Which one of the year, from 1; always 1 for nine months and the year.
  public let number: Int

  /// Makes a period; `nil` when the year has no such one.
  public init?(year: Int, kind: Kind, number: Int = 1) {
    guard (1000...9998).contains(year), (1...Self.count(of: kind)).contains(number) else {
      return nil
    }
    self.year = year
    self.kind = kind
    self.number = number
  }

  /// Reads `2025`, `2025-Q1`, `2025-H1`, `2025-9M` or `2025-03`; `nil` for anything else.
  public init?(_ text: String) {
    let parts = text.uppercased().split(separator: "-", omittingEmptySubsequences: false)
    guard let first = parts.first, first.utf8.count == 4, parts.count <= 2,
      first.utf8.allSatisfy({ (48...57).contains($0) }), let year = Int(first)
    else { return nil }
    guard parts.count == 2 else {
      self.init(year: year, kind: .year)
      return
    }
    self.init(year: year, code: String(parts[1]))
  }

  /// Reads the part after the year: `Q1`, `H1`, `9M`, `03`, `Y`.
  init?(year: Int, code: String) {
    let digits = code.dropFirst()
    switch code.first {
    case "Q" where digits.utf8.count == 1:
      self.init(year: year, kind: .quarter, number: Int(digits) ?? 0)
    case "H" where digits.utf8.count == 1:
      self.init(year: year, kind: .halfYear, number: Int(digits) ?? 0)
    case "Y" where digits.isEmpty: self.init(year: year, kind: .year)
    case _ where code == "9M": self.init(year: year, kind: .nineMonths)
    case _ where code.utf8.count == 2 && code.utf8.allSatisfy({ (48...57).contains($0) }):
      self.init(year: year, kind: .month, number: Int(code) ?? 0)
    default: return nil
    }
  }

  /// First month of the period, 1 to 12.
  public var firstMonth: Int { (number - 1) * Self.months(of: kind) + 1 }

  /// Last month of the period, 1 to 12.
  public var lastMonth: Int { number * Self.months(of: kind) }

  /// The part after the year, such as `Q1`; `Y` for the year.
  public var code: String {
    switch kind {
    case .month: number < 10 ? "0\(number)" : "\(number)"
    case .quarter: "Q\(number)"
    case .halfYear: "H\(number)"
    case .nineMonths: "9M"
    case .year: "Y"
    }
  }

  /// The period as `2025-Q1`, and `2025` for the year.
  public var description: String { kind == .year ? "\(year)" : "\(year)-\(code)" }

  /// Orders by the last month, then the longer period after the shorter.
  public static func < (left: Period, right: Period) -> Bool {
    (left.year, left.lastMonth, months(of: left.kind))
      < (right.year, right.lastMonth, months(of: right.kind))
  }

  /// Every period of a year, shortest kinds first.
  public static func all(in year: Int) -> [Period] {
    Kind.allCases.flatMap { kind in
      (1...count(of: kind)).compactMap { Period(year: year, kind: kind, number: $0) }
    }
  }

  private static func months(of kind: Kind) -> Int {
    switch kind {
    case .month: 1
    case .quarter: 3
    case .halfYear: 6
    case .nineMonths: 9
    case .year: 12
    }
  }

  private static func count(of kind: Kind) -> Int { 12 / months(of: kind) }
}
