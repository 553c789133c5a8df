import ArgumentParser
import Foundation
import SurveyData
import SurveyEstimation

/// What is to be estimated, and for which domains.
struct QuestionOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Share of answers that meet a condition.", valueName: "condition"))
  var rate: [String] = []

  @Option(help: ArgumentHelp("Mean of a numeric column.", valueName: "column"))
  var mean: [String] = []

  @Option(
    help: ArgumentHelp(
      "Total of a column, or weighted number of cases of a condition.",
      valueName: "column|condition"))
  var total: [String] = []

  @Option(help: ArgumentHelp("Ratio of the totals of two columns.", valueName: "num/den"))
  var ratio: [String] = []

  @Option(help: ArgumentHelp("Quantiles of a column.", valueName: "column:p[,p]"))
  var quantile: [String] = []

  @Option(
    help: ArgumentHelp(
      "Domains: every combination of the columns' values.", valueName: "column[,column]"))
  var by: [String] = []

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp("Only rows that meet a condition.", valueName: "condition"))
  var filter: [String] = []

  @Option(
    help: ArgumentHelp(
      "Codes of missing answers besides empty cells and NA.", valueName: "code[|code]"))
  var missing: [String] = []

  /// Whether nothing is asked for.
  var isEmpty: Bool {
    [rate, mean, total, ratio, quantile, by, filter, missing].allSatisfy(\.isEmpty)
  }

  /// Whether nothing but domains is asked for.
  static func isEmptyButDomains(_ questions: QuestionOptions) -> Bool {
    var others = questions
    others.by = []
    return others.isEmpty
  }

  /// Adds domains, filters and statistics to a request.
  func add(to request: inout EstimationRequest) throws {
    request.domains = by.flatMap { DesignOptions.columns($0) }.map { DomainVariable($0) }
    request.filters = try filter.map { RowFilter(try Condition($0)) }
    request.questions = [
      ("rate", rate), ("mean", mean), ("total", total), ("ratio", ratio), ("where", filter),
      ("missing", missing),
    ].flatMap { option, texts in texts.map { "\(option) \($0)" } }
    try StatisticOptions(
      rates: rate, means: mean, totals: total, ratios: ratio, quantiles: quantile, missing: missing
    ).add(to: &request)
  }
}

/// Turns the texts of `--rate`, `--mean`, `--total`, `--ratio` and `--quantile` into statistics.
struct StatisticOptions {
  var rates: [String]
  var means: [String]
  var totals: [String]
  var ratios: [String]
  var quantiles: [String]
  var missing: [String]

  func add(to request: inout EstimationRequest) throws {
    let codes = missing.flatMap { $0.split(separator: "|") }.map { CellValue(String($0)) }
    let numbers = codes.compactMap(\.numericValue)
    for text in rates {
      let condition = try Condition(text)
      request.statistics.append(
        .rate(condition.name, of: request.add(condition, missing: codes)))
    }
    for text in means {
      let (name, column) = Self.named(text)
      let variable = request.add(
        .number(ColumnReference(column), together: nil, missing: numbers))
      request.statistics.append(.mean(name, of: variable))
    }
    for text in totals {
      if let condition = try Self.condition(text) {
        request.statistics.append(
          .total(condition.name, of: request.add(condition, missing: codes)))
      } else {
        let (name, column) = Self.named(text)
        let variable = request.add(
          .number(ColumnReference(column), together: nil, missing: numbers))
        request.statistics.append(.total(name, of: variable))
      }
    }
    for text in ratios {
      let (name, both) = Self.named(text)
      let parts = Self.split(both, at: "/")
      guard parts.count == 2, !parts.contains("") else {
        throw CommandFailure.usage(
          "--ratio '\(text)' is not NUM/DEN", fix: "escape a / in a column name with a backslash",
          vi: "--ratio '\(text)' không phải dạng TỬ/MẪU",
          viFix: "tên cột có dấu / thì viết thêm dấu \\ phía trước")
      }
      let top = ColumnReference(parts[0])
      let bottom = ColumnReference(parts[1])
      let numerator = request.add(.number(top, together: bottom, missing: numbers))
      let denominator = request.add(.number(bottom, together: top, missing: numbers))
      request.statistics.append(.ratio(name, of: numerator, over: denominator))
    }
    for text in quantiles {
      let (name, rest) = Self.named(text)
      guard let colon = rest.lastIndex(of: ":") else {
        throw CommandFailure.usage(
          "--quantile '\(text)' is not COLUMN:P[,P]", fix: "such as age:0.5",
          vi: "--quantile '\(text)' không phải dạng CỘT:P[,P]", viFix: "ví dụ age:0.5")
      }
      let column = String(rest[..<colon])
      let words = rest[rest.index(after: colon)...].split(separator: ",").map(String.init)
      guard !words.isEmpty else {
        throw CommandFailure.usage(
          "--quantile '\(text)' names no probability",
          vi: "--quantile '\(text)' không ghi xác suất nào")
      }
      let variable = request.add(
        .number(ColumnReference(column), together: nil, missing: numbers))
      for word in words {
        guard let probability = Double(word.filter { !$0.isWhitespace }), probability > 0,
          probability < 1
        else {
          throw CommandFailure.usage(
            "--quantile '\(text)': \(word) is not between 0 and 1",
            vi: "--quantile '\(text)': \(word) không nằm giữa 0 và 1")
        }
        // Several quantiles of one option are told apart by their probability.
        let own = name == text ? "\(column):\(word)" : words.count == 1 ? name : "\(name):\(word)"
        request.quantiles.append(
          QuantileRequest(name: own, variable: variable, probability: probability))
      }
    }
    if request.statistics.isEmpty, request.quantiles.isEmpty, request.drivers == nil {
      throw CommandFailure.usage(
        "nothing is asked for", fix: "give --rate, --mean, --total, --ratio or --quantile",
        vi: "chưa yêu cầu ước lượng gì",
        viFix: "thêm --rate, --mean, --total, --ratio hoặc --quantile")
    }
  }

  /// Splits `NAME:=REST`; without a name the text is its own.
  private static func named(_ text: String) -> (name: String, rest: String) {
    guard let mark = text.range(of: ":="), mark.lowerBound > text.startIndex else {
      return (text, text)
    }
    return (String(text[..<mark.lowerBound]), String(text[mark.upperBound...]))
  }

  /// The condition that a text is; `nil` when it names a column.
  private static func condition(_ text: String) throws -> Condition? {
    let rest = named(text).rest
    guard rest.contains(where: { "=<>!".contains($0) }) else { return nil }
    return try Condition(text)
  }

  /// Splits at a character that no backslash escapes.
  private static func split(_ text: String, at separator: Character) -> [String] {
    var parts = [""]
    var escaped = false
    for character in text {
      if escaped {
        if character != separator { parts[parts.count - 1].append("\\") }
        parts[parts.count - 1].append(character)
        escaped = false
      } else if character == "\\" {
        escaped = true
      } else if character == separator {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts.map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
