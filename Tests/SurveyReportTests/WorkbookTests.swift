import Foundation
import SurveyReport
import Testing

@Suite("Workbooks") struct WorkbookTests {
  /// Runs `body` with a path in a folder of its own that is removed afterwards.
  private func withTemporaryPath(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "hailong-workbook-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.appending(path: "report.xlsx").path(percentEncoded: false))
  }

  @Test("A workbook is a ZIP file with something in it", arguments: ReportLanguage.allCases)
  func writesZip(_ language: ReportLanguage) throws {
    try withTemporaryPath { path in
      try WorkbookReport(SamplePage.page(language)).write(to: path, created: 1_750_000_000)
      let bytes = try Data(contentsOf: URL(filePath: path))
      #expect(bytes.prefix(4) == Data([0x50, 0x4B, 0x03, 0x04]))
      #expect(bytes.count > 10_000)
      if let copy = ProcessInfo.processInfo.environment["WORKBOOK_COPY"] {
        try bytes.write(to: URL(filePath: copy + ".\(language.rawValue).xlsx"))
      }
    }
  }

  @Test("The same page and time give the same bytes")
  func isRepeatable() throws {
    try withTemporaryPath { path in
      let report = WorkbookReport(SamplePage.page(.vietnamese))
      try report.write(to: path, created: 1_750_000_000)
      let first = try Data(contentsOf: URL(filePath: path))
      try report.write(to: path, created: 1_750_000_000)
      #expect(try Data(contentsOf: URL(filePath: path)) == first)
    }
  }

  @Test("A path that cannot be written is an error that names the path")
  func unwritablePath() {
    let path = "/nonexistent-folder/report.xlsx"
    let error = #expect(throws: ReportError.self) {
      try WorkbookReport(SamplePage.page(.english)).write(to: path)
    }
    #expect(error?.description.hasPrefix(path + ": error: ") == true)
  }
}
