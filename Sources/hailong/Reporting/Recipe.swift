import ArgumentParser
import CSVIO
import Foundation

/// The words of a command that make the same figures again, as provenance keeps them.
///
/// Options that are part of a figure's identity (interval, level, measure) stand in the provenance's
/// `options`. Here is the rest: which figures, how the files are read, which responses count. A file
/// is written `name@sha256:digest`, so that it is found again wherever it lies.
enum Recipe {
  private static let digestMark = "@sha256:"

  static func survey(_ survey: SurveyOptions, _ judgement: JudgementOptions) throws -> [String] {
    var words: [String] = []
    if let by = judgement.by { words += ["--by", by] }
    for indicator in judgement.indicator { words += ["--indicator", indicator] }
    if judgement.strict { words.append("--strict") }
    if judgement.publish != "nchs" { words += ["--publish", try named(judgement.publish)] }
    if judgement.maxRejected != 20 { words += ["--max-rejected", "\(judgement.maxRejected)"] }
    if let profile = survey.profile { words += ["--profile", profile] }
    if let register = survey.register { words += ["--register", try file(register)] }
    if let calendar = survey.calendarOption.calendar {
      words += ["--calendar", try named(calendar)]
    }
    return words + Self.reading(survey.reading)
  }

  static func figures(_ figures: FigureOptions) -> [String] {
    (figures.rule766.map { ["--rule-766", $0] } ?? []) + reading(figures.reading)
  }

  private static func reading(_ reading: ReadingOptions) -> [String] {
    var words: [String] = []
    if let delimiter = reading.delimiter { words += ["--delimiter", delimiter] }
    if let encoding = reading.encoding { words += ["--encoding", encoding] }
    if reading.decimal != "auto" { words += ["--decimal", reading.decimal] }
    if let rows = reading.headerRows { words += ["--header-rows", "\(rows)"] }
    return words
  }

  /// A built-in name as it stands, a file with its digest.
  private static func named(_ name: String) throws -> String {
    name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml")
      ? try file(name) : name
  }

  private static func file(_ path: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandFailure.inputMissing(
        "\(path): no such file, or it cannot be read", fix: "check the name",
        vi: "\(path): không có tệp này, hoặc không đọc được", viFix: "kiểm tra tên tệp")
    }
    return (path as NSString).lastPathComponent + digestMark + sha256(of: [UInt8](data))
  }

  /// Name and digest of a file among the words.
  static func fileNamed(by word: String) -> (name: String, sha256: String)? {
    guard let mark = word.range(of: digestMark, options: .backwards) else { return nil }
    return (String(word[..<mark.lowerBound]), String(word[mark.upperBound...]))
  }
}

/// What is needed to read a file of administrative figures; shared by `plan record` and `plan verify`.
struct FigureOptions: ParsableArguments {
  @Option(
    name: .customLong("rule-766"),
    help: ArgumentHelp(
      "The rows are counts of 766/QĐ-TTg for this indicator.", valueName: "indicator"))
  var rule766: String?

  @OptionGroup(title: "Input") var reading: ReadingOptions
}
