import CSVIO
import Foundation
import SurveyData
import SurveyEstimation
import Testing

/// The sample exports against the figures that their script found before it misspelt them.
@Suite("Sample exports") struct SampleExportTests {
  private static var surveys: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "surveys")
  }

  /// One line of `samples/expected.csv`, which `scripts/make_samples.py` writes.
  private struct Expected {
    var file: String
    var instrument: String
    var measure: String
    var areas: [String]
    var records: Int
    var accepted: Int
    var rate: Double
    var standardError: Double

    static func read() throws -> [Expected] {
      let url = SampleExportTests.surveys.appending(path: "samples/expected.csv")
      let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst()
      return try lines.map { line in
        let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        try #require(cells.count == 9)
        return Expected(
          file: cells[0], instrument: cells[1], measure: cells[2],
          areas: cells[3].split(separator: "+").map(String.init),
          records: try #require(Int(cells[5])), accepted: try #require(Int(cells[6])),
          rate: try #require(Double(cells[7])), standardError: try #require(Double(cells[8])))
      }
    }
  }

  @Test(
    "Every rate and standard error is found in the spoilt file to 12 digits",
    arguments: [
      "mot-cua-2025-h1.csv", "sipas-2025-h1.csv", "ngoai-tru-2025-h1.csv", "giao-duc-2025-h1.csv",
    ])
  func figures(_ file: String) throws {
    let expected = try Expected.read().filter { $0.file == file }
    let first = try #require(expected.first)
    let path = Self.surveys.appending(path: "instruments/\(first.instrument).yaml")
    let instrument = try Instrument(
      yaml: String(contentsOf: path, encoding: .utf8), file: path.lastPathComponent)
    let sample = Self.surveys.appending(path: "samples/\(file)").path(percentEncoded: false)
    var screening = ScreenOptions()
    screening.period =
      try #require(CalendarDate("2024-12-15"))...#require(CalendarDate("2025-06-14"))
    let reading = try SurveyReading(
      [.file(sample)], instrument: instrument,
      options: CSVReadOptions(decimalMark: .automatic), screening: screening)
    #expect(reading.sources.map(\.rows) == [first.records])
    #expect(reading.sources.map(\.accepted) == [first.accepted])
    let figures = expected.map { SurveyFigure(measure: $0.measure, areas: $0.areas) }
    let found = try reading.responses.estimates(SurveyEstimateOptions(figures: figures)).figures
    try #require(found.count == expected.count)
    for (figure, wanted) in zip(found, expected) {
      let value = try #require(figure.estimate.value)
      let error = try #require(figure.estimate.standardError)
      // Both sides sum a few thousand products in double; the script in another order.
      #expect(abs(value / wanted.rate - 1) < 1e-12, "\(wanted.areas)")
      #expect(abs(error / wanted.standardError - 1) < 1e-9, "\(wanted.areas)")
    }
  }
}
