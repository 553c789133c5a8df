import CSVIO
import Testing

@testable import SurveyData

@Suite("Dates of a file")
struct DateReadingTests {
  static let standard = DateFormat.standard

  @Test("month names, short and long, in English")
  func monthNames() throws {
    let format = try #require(DateFormat(pattern: "MMM d, yyyy"))
    #expect(format.date(from: "Jun 1, 2025 8:00:00 AM") == CalendarDate("2025-06-01"))
    #expect(format.date(from: "September 12, 2025") == CalendarDate("2025-09-12"))
    #expect(format.date(from: "sept. 12, 2025") == CalendarDate("2025-09-12"))
    #expect(format.date(from: "Ju 1, 2025") == nil)
    #expect(format.date(from: "06 1, 2025") == nil)
    let dayFirst = try #require(DateFormat(pattern: "dd-MMM-yyyy"))
    #expect(dayFirst.date(from: "01-Jun-2025 08:00") == CalendarDate("2025-06-01"))
    #expect(DateFormat(pattern: "MMM MM yyyy") == nil)
  }

  private func day(_ text: String, _ reading: DateReading) -> CalendarDate? {
    reading.formats.lazy.compactMap { $0.date(from: text) }.first
  }

  @Test(
    "the order of day and month is what the file's dates allow, and is said when it is not the instrument's"
  )
  func order() {
    let dayFirst = DateReading(
      declared: Self.standard, profile: .plain, sample: ["03/04/2025", "25/04/2025"])
    #expect(day("03/04/2025", dayFirst) == CalendarDate("2025-04-03"))
    #expect(dayFirst.note == nil)

    let monthFirst = DateReading(
      declared: Self.standard, profile: .plain, sample: ["03/04/2025 8:00", "04/25/2025 9:00"])
    #expect(day("03/04/2025 8:00", monthFirst) == CalendarDate("2025-03-04"))
    #expect(monthFirst.note?.contains("MM/dd/yyyy") == true)

    let open = DateReading(
      declared: Self.standard, profile: .plain, sample: ["03/04/2025", "", "x"])
    #expect(day("03/04/2025", open) == CalendarDate("2025-04-03"))
    #expect(open.note == nil)
  }

  @Test("SurveyMonkey writes the month first; an instrument that names an order is obeyed")
  func platforms() throws {
    let monkey = DateReading(
      declared: Self.standard, profile: .surveyMonkey, sample: ["03/04/2025 08:00:00 AM"])
    #expect(day("03/04/2025 08:00:00 AM", monkey) == CalendarDate("2025-03-04"))
    #expect(monkey.note?.contains("SurveyMonkey") == true)
    // An account set to day first.
    let local = DateReading(
      declared: Self.standard, profile: .surveyMonkey, sample: ["03/04/2025", "25/04/2025"])
    #expect(day("03/04/2025", local) == CalendarDate("2025-04-03"))
    let named = DateReading(
      declared: ["MM/dd/yyyy", "dd/MM/yyyy"].compactMap(DateFormat.init(pattern:)),
      profile: .plain, sample: ["25/04/2025"])
    #expect(day("03/04/2025", named) == CalendarDate("2025-03-04"))
    #expect(named.note == nil)
    let cto = DateReading(declared: Self.standard, profile: .surveyCTO, sample: [])
    #expect(day("May 7, 2025 1:02:03 PM", cto) == CalendarDate("2025-05-07"))
    #expect(day("2025-05-07", cto) == CalendarDate("2025-05-07"))
  }
}
