internal import Definitions

/// Says which days belong to a reporting period and when its report is due.
///
/// Every period ends on the cut-off day of its last month and starts on the day after the cut-off
/// of the month before its first. With the cut-off on the 14th that is the calendar of
/// 581/BNV-CCHC: Q1 15/12 of the year before to 14/3, six months 15/12 to 14/6, Q3 15/6 to 14/9,
/// year 15/12 to 14/12.
public struct ReportingCalendar: Hashable, Sendable {
  /// Name of the calendar, as plans cite it.
  public var id: String
  /// What the calendar is, for people.
  public var title: String
  /// Last day that counts in a month; 31 (or more than the month has) for the end of the month.
  public var cutOffDay: Int
  /// Day of the last month on which the report is due; `nil` when nobody says.
  public var dueDay: Int?
  /// Codes of the periods that are reported, such as `Q1`, `H1`, `Q3`, `Y`.
  public var reportedPeriods: [String]

  /// Makes a calendar.
  public init(
    id: String, title: String, cutOffDay: Int, dueDay: Int?, reportedPeriods: [String]
  ) {
    self.id = id
    self.title = title
    self.cutOffDay = cutOffDay
    self.dueDay = dueDay
    self.reportedPeriods = reportedPeriods
  }

  /// The ministry's calendar of 581/BNV-CCHC: cut-off on the 14th, reports due on the 20th.
  public static let ministry581 = ReportingCalendar(
    id: "581/BNV-CCHC", title: "Công văn 581/BNV-CCHC: chốt số liệu ngày 14", cutOffDay: 14,
    dueDay: 20, reportedPeriods: ["Q1", "H1", "Q3", "Y"])

  /// Calendar months, for sources that are not cut off early.
  public static let calendarYear = ReportingCalendar(
    id: "calendar-year", title: "Năm dương lịch", cutOffDay: 31, dueDay: nil,
    reportedPeriods: ["Q1", "H1", "9M", "Y"])

  /// The calendars that need no file.
  public static let builtIn = [ministry581, calendarYear]

  /// The built-in calendar with an id; `nil` when there is none.
  public static func named(_ id: String) -> ReportingCalendar? { builtIn.first { $0.id == id } }

  /// First day of a period.
  public func start(of period: Period) -> PlanDate {
    let month = period.firstMonth == 1 ? 12 : period.firstMonth - 1
    let year = period.firstMonth == 1 ? period.year - 1 : period.year
    return cutOff(year: year, month: month).adding(days: 1)
  }

  /// Last day of a period.
  public func end(of period: Period) -> PlanDate {
    cutOff(year: period.year, month: period.lastMonth)
  }

  /// Whether a day belongs to a period.
  public func contains(_ date: PlanDate, in period: Period) -> Bool {
    start(of: period) <= date && date <= end(of: period)
  }

  /// The periods to which a day belongs, shortest first, one of each kind that has it.
  public func periods(containing date: PlanDate) -> [Period] {
    (date.year...(date.year + 1)).flatMap(Period.all(in:)).filter { contains(date, in: $0) }
  }

  /// The period of one kind to which a day belongs; `nil` past the ninth month for nine months.
  public func period(_ kind: Period.Kind, containing date: PlanDate) -> Period? {
    periods(containing: date).first { $0.kind == kind }
  }

  /// The day on which the report of a period is due; `nil` when the calendar does not say.
  public func due(of period: Period) -> PlanDate? {
    guard let dueDay else { return nil }
    return day(dueDay, year: period.year, month: period.lastMonth)
  }

  /// Whether a period is one of those that are reported.
  public func isReported(_ period: Period) -> Bool { reportedPeriods.contains(period.code) }

  private func cutOff(year: Int, month: Int) -> PlanDate {
    day(cutOffDay, year: year, month: month)
  }

  private func day(_ day: Int, year: Int, month: Int) -> PlanDate {
    let last = PlanDate.days(inMonth: month, of: year)
    // Period keeps the year within 1000...9998, so the date exists; the fallback is never taken.
    return PlanDate(year: year, month: month, day: min(max(1, day), last))
      ?? PlanDate(dayNumber: 0)
  }

  /// Reads a calendar file (`schema: hailong.calendar/1`).
  public init(yaml text: String, file: String) throws(PlanError) {
    let root = try DocumentNode(yaml: text, file: file, as: .calendar)
    var reader = try MappingReader(root, what: "a calendar", vi: "lịch báo cáo")
    try PlanSchema.calendar.check(&reader)
    let dayNode = try reader.required("cutOffDay")
    let day = try dayNode.integer("cutOffDay")
    guard (1...31).contains(day) else {
      throw PlanError(
        .invalidValue, at: dayNode.place, cause: "`cutOffDay` is a day of the month, 1 to 31",
        vi: "`cutOffDay` là ngày trong tháng, từ 1 đến 31")
    }
    self.init(
      id: try reader.string("id"), title: try reader.string("title"), cutOffDay: day,
      dueDay: try reader.optionalInteger("dueDay"),
      reportedPeriods: try reader.strings("reportedPeriods"))
    for code in reportedPeriods where Period(year: 2000, code: code) == nil {
      throw PlanError(
        .invalidPeriod, at: root.place, cause: "`reportedPeriods` has no period `\(code)`",
        fix: "periods are Q1 to Q4, H1, H2, 9M, Y and 01 to 12",
        vi: "`reportedPeriods` không có kỳ `\(code)`",
        viFix: "các kỳ là Q1 đến Q4, H1, H2, 9M, Y và 01 đến 12")
    }
    try reader.finish()
  }
}
