import CSVIO
import SurveyEstimation
import TestSupport
import Testing

@testable import SurveyData

/// Encodings and byte order marks in which exports arrive.
enum ExportEncoding: String, CaseIterable, Sendable {
  case utf8, utf8WithMark, utf16LE, utf16BE, utf16LEWithoutMark, windows1258, tcvn3, vni

  var encoding: TextEncoding {
    switch self {
    case .utf8, .utf8WithMark: .utf8
    case .utf16LE, .utf16LEWithoutMark: .utf16LE
    case .utf16BE: .utf16BE
    case .windows1258: .windows1258
    case .tcvn3: .tcvn3
    case .vni: .vni
    }
  }

  func bytes(_ text: String) -> [UInt8] {
    switch self {
    case .utf8: Array(text.utf8)
    case .utf8WithMark: [0xEF, 0xBB, 0xBF] + Array(text.utf8)
    case .utf16LE: [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    case .utf16LEWithoutMark: text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    case .utf16BE: [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    case .windows1258: LegacyVietnamese.windows1258.bytes(text)
    case .tcvn3: LegacyVietnamese.tcvn3.bytes(text)
    case .vni: LegacyVietnamese.vni.bytes(text)
    }
  }
}

/// One survey in the dress of every platform, encoding and delimiter gives one and the same result.
@Suite("Exports: platform × encoding × delimiter")
struct ExportMatrixTests {
  /// The first half of 2025 by the reporting calendar; every record lies in it.
  private static let period: ClosedRange<CalendarDate>? = {
    guard let first = CalendarDate(year: 2024, month: 12, day: 15),
      let last = CalendarDate(year: 2025, month: 6, day: 14)
    else { return nil }
    return first...last
  }()

  @Test(
    "found, read and accounted for, with the survey's own rate",
    arguments: PlatformExport.all, ExportEncoding.allCases)
  func matrix(export: PlatformExport, encoding: ExportEncoding) throws {
    let instrument = try builtIn.instrument("one-stop")
    let truth = PlatformExport.truth
    for delimiter in [UInt8](",;\t|".utf8) {
      let bytes = encoding.bytes(export.text(delimiter: delimiter))
      let input = CSVInput.bytes(bytes, name: "export.csv")
      var screening = ScreenOptions()
      screening.period = Self.period
      let survey = try SurveyReading(
        [input], instrument: instrument, options: CSVReadOptions(), screening: screening)
      let report = survey.check
      let source = report.sources[0]
      let place = "delimiter \(Character(UnicodeScalar(delimiter)))"
      #expect(source.profile == export.profile, "\(place)")
      #expect(source.encoding == encoding.encoding.rawValue, "\(place)")
      #expect(source.delimiter == (delimiter == 9 ? "tab" : String(UnicodeScalar(delimiter))))
      #expect(source.headerRows == export.headerRows, "\(place)")
      let count = PlatformExport.respondents.count
      #expect(
        report.rows
          == CheckReport.Rows(
            read: count + export.extraRecords, accepted: count, rejected: export.extraRecords,
            malformed: 0, filtered: export.extraRecords), "\(place): \(report.findings)")
      let answers = report.nonresponse
      #expect(answers.reduce(0) { $0 + $1.valid } == truth.valid, "\(place)")
      #expect(answers.reduce(0) { $0 + $1.excluded } == truth.excluded, "\(place)")
      #expect(answers.reduce(0) { $0 + $1.missing } == truth.missing, "\(place)")
      let dropped = source.personal.map(\.header)
      for header in export.personal { #expect(dropped.contains(header), "\(place): \(header)") }
      let estimates = try survey.responses.estimates(SurveyEstimateOptions())
      let rate = Double(truth.satisfied) / Double(truth.valid)
      let value = try #require(estimates.overall.value)
      #expect(abs(value - rate) < 1e-12, "\(place): \(value)")
    }
  }

  @Test("a line sep= and decimal commas beside semicolons", arguments: PlatformExport.all)
  func separatorLine(export: PlatformExport) throws {
    let text = "sep=;\r\n" + export.text(delimiter: UInt8(ascii: ";"))
    let report = try ResponseCheck(instrument: try builtIn.instrument("one-stop")).run([
      .bytes(Array(text.utf8), name: "export.csv")
    ])
    #expect(report.sources[0].profile == export.profile)
    #expect(report.rows.accepted == PlatformExport.respondents.count)
  }

  @Test("several platforms make one data set")
  func oneDataSet() throws {
    let inputs = [PlatformExport.kobo(tags: true), .qualtrics, .googleForms, .plain].map {
      CSVInput.bytes(
        ExportEncoding.utf8WithMark.bytes($0.text(delimiter: UInt8(ascii: ";"))),
        name: $0.name)
    }
    let report = try ResponseCheck(instrument: try builtIn.instrument("one-stop")).run(inputs)
    #expect(report.rows.accepted == 4 * PlatformExport.respondents.count)
    #expect(report.rows.read == report.rows.accepted + report.rows.rejected)
    #expect(report.nonresponse.reduce(0) { $0 + $1.valid } == 4 * PlatformExport.truth.valid)
  }
}
