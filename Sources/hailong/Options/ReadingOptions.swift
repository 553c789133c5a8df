import ArgumentParser
import CSVIO
import Foundation
import PlanModel

/// What every verb that reads a CSV file can be told about it.
struct ReadingOptions: ParsableArguments {
  @Option(help: "Field separator: , ; tab | or another single character (default: found).")
  var delimiter: String?

  @Option(
    help:
      "Character encoding: UTF-8, UTF-16LE, Windows-1258, TCVN3, VNI-Windows, … (default: found).")
  var encoding: String?

  @Option(help: "How numbers are written: point, comma or auto (found from the first records).")
  var decimal: String = "auto"

  @Option(help: "Number of header lines; columns are named by the first.")
  var headerRows: Int?

  @Option(help: "Parser threads for one file (default: all cores).")
  var threads: Int?

  func validate() throws {
    if let threads, threads < 1 {
      throw ValidationError("--threads must be 1 or more", vi: "--threads phải từ 1 trở lên")
    }
    if let headerRows, headerRows < 0 {
      throw ValidationError(
        "--header-rows must be 0 or more", vi: "--header-rows phải từ 0 trở lên")
    }
    _ = try separator()
    _ = try textEncoding()
    _ = try decimalMark()
  }

  /// The options for the reader.
  func csvOptions(digest: Bool, progress: (@Sendable (Int) -> Void)? = nil) throws -> CSVReadOptions
  {
    CSVReadOptions(
      delimiter: try separator(), encoding: try textEncoding(), headerRows: headerRows,
      decimalMark: try decimalMark(),
      threads: threads ?? ProcessInfo.processInfo.activeProcessorCount, digest: digest,
      progress: progress)
  }

  private func separator() throws -> UInt8? {
    guard let delimiter else { return nil }
    if delimiter == "tab" || delimiter == "\\t" { return UInt8(ascii: "\t") }
    guard delimiter.utf8.count == 1, let byte = delimiter.utf8.first, byte < 0x80 else {
      throw ValidationError(
        "--delimiter must be a single ASCII character or the word tab",
        vi: "--delimiter phải là một ký tự ASCII hoặc từ tab")
    }
    return byte
  }

  private func textEncoding() throws -> TextEncoding? {
    guard let encoding else { return nil }
    guard let found = TextEncoding(label: encoding) else {
      let names = TextEncoding.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError(
        "--encoding '\(encoding)' is not known; use one of \(names)",
        vi: "không có bảng mã --encoding '\(encoding)'; dùng một trong \(names)")
    }
    return found
  }

  private func decimalMark() throws -> DecimalMark {
    switch decimal.lowercased() {
    case "point", ".", "dot": .point
    case "comma", ",": .comma
    case "auto", "automatic": .automatic
    default:
      throw ValidationError(
        "--decimal '\(decimal)' is not known; use point, comma or auto",
        vi: "không có cách viết số --decimal '\(decimal)'; dùng point, comma hoặc auto")
    }
  }
}

extension ReadingOptions {
  /// How numbers are written, for files of figures.
  var numberForm: AdministrativeFigures.NumberForm {
    switch decimal.lowercased() {
    case "point", ".", "dot": .point
    case "comma", ",": .comma
    default: .automatic
    }
  }
}
