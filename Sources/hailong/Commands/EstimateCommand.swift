import ArgumentParser
import CSVIO
import Foundation
import PlanModel
import SurveyData
import SurveyEstimation

/// `hailong estimate`: rates, means, totals, ratios and quantiles by domain.
struct EstimateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "estimate",
    abstract: "Estimate rates, means, totals, ratios and quantiles by domain.",
    discussion: """
      A condition is [NAME:=]COLUMN=VALUE[|VALUE…][ of VALUE[|VALUE…]] or COLUMN>=NUMBER (also > < \
      <= !=). Answers outside the "of" list, empty cells and NA are left out of the denominator. \
      #12 names a column by its position. A backslash escapes | = and the blank before "of".

      Example: the share of 4 and 5 among the answers 1 to 5, by area, from a stratified sample of \
      offices:

        hailong estimate answers.csv --rate 'satisfied:=q1=4|5 of 1|2|3|4|5' --by area \\
          --weight weight --strata province --cluster office --nest --deff

      Reads the files once; memory grows with the design and the domains, not with the rows, unless \
      the method needs the rows together (several stages with --fpc, calibration, replicate \
      weights, quantiles, means of rows that are their own PSUs).
      """)

  @Argument(help: "CSV files, - for standard input; several are one data set.")
  var files: [String]

  @Option(help: ArgumentHelp("Share of answers that meet a condition.", valueName: "condition"))
  var rate: [String] = []

  @Option(help: ArgumentHelp("Mean of a numeric column.", valueName: "column"))
  var mean: [String] = []

  @Option(
    help: ArgumentHelp(
      "Total of a column, or weighted number of cases of a condition.", valueName: "column|condition"))
  var total: [String] = []

  @Option(help: ArgumentHelp("Ratio of the totals of two columns.", valueName: "num/den"))
  var ratio: [String] = []

  @Option(help: ArgumentHelp("Quantiles of a column.", valueName: "column:p[,p]"))
  var quantile: [String] = []

  @Option(help: ArgumentHelp("Domains: every combination of the columns' values.", valueName: "column[,column]"))
  var by: [String] = []

  @Option(name: .customLong("where"), help: ArgumentHelp("Only rows that meet a condition.", valueName: "condition"))
  var filter: [String] = []

  @Option(help: ArgumentHelp("Codes of missing answers besides empty cells and NA.", valueName: "code[|code]"))
  var missing: [String] = []

  @Option(
    help: ArgumentHelp(
      "Difference between two values of a --by column, first minus second.",
      valueName: "column=a|b"))
  var difference: [String] = []

  @Option(help: "Adjust the p values of the differences: holm or benjamini-hochberg.")
  var adjust: String?

  @Flag(help: "Test whether each rate differs between the domains (Rao-Scott).")
  var association = false

  @Option(
    help: ArgumentHelp(
      "Rank items by their bearing on --overall: which to improve first.",
      valueName: "column[,column]"))
  var drivers: String?

  @Option(help: ArgumentHelp("Column of overall satisfaction, for --drivers.", valueName: "column"))
  var overall: String?

  @Option(help: ArgumentHelp("Lowest score that is satisfied, for --drivers.", valueName: "score"))
  var satisfiedFrom: Double = 4

  @OptionGroup(title: "Design")
  var design: DesignOptions

  @Option(help: "Interval for rates: beta, logit, xlogit, wilson, likelihood, asin, mean or nchs.")
  var ci: String = "beta"

  @Option(help: "Confidence level.")
  var level: Double = 0.95

  @Option(help: "Degrees of freedom in place of the design's: a number or inf.")
  var df: String?

  @Flag(help: "Design effects.")
  var deff = false

  @OptionGroup(title: "Output")
  var output: EstimateOutput

  @OptionGroup(title: "Input")
  var reading: ReadingOptions

  func run() throws {
    let request = try request()
    let isJSON = output.format == .json
    let result = try request.run(
      files.map { $0 == "-" ? .standardInput : .file($0) },
      options: try reading.csvOptions(digest: isJSON))
    try output.write(result, level: level)
  }

  /// The request that the options describe.
  func request() throws -> EstimationRequest {
    guard level > 0, level < 1 else {
      throw CommandFailure.usage("--level \(level) is not between 0 and 1", fix: "such as 0.95")
    }
    guard let method = IntervalMethod(rawValue: ci.lowercased()) else {
      throw OptionText.unknown("--ci", ci, among: IntervalMethod.allCases.map(\.rawValue))
    }
    var degrees: Double?
    if let df {
      guard let number = df.lowercased() == "inf" ? .infinity : Double(df), !number.isNaN else {
        throw CommandFailure.usage("--df '\(df)' is neither a number nor inf")
      }
      degrees = number
    }
    var request = EstimationRequest(
      design: try design.request(),
      domains: by.flatMap { DesignOptions.columns($0) }.map { DomainVariable($0) },
      filters: try filter.map { RowFilter(try Condition($0)) },
      options: EstimateOptions(
        intervalMethod: method, level: level, degreesOfFreedom: degrees, wantsDesignEffect: deff))
    try addComparisons(to: &request)
    try StatisticOptions(
      rates: rate, means: mean, totals: total, ratios: ratio, quantiles: quantile, missing: missing
    ).add(to: &request)
    return request
  }

  private func addComparisons(to request: inout EstimationRequest) throws {
    for text in difference {
      let condition = try Condition(text)
      guard condition.comparison == .equal, condition.values.count == 2 else {
        throw CommandFailure.usage(
          "--difference '\(text)' is not COLUMN=A|B", fix: "such as 'area=land|health'")
      }
      request.differences.append(
        DifferenceRequest(
          column: condition.column, first: condition.values[0].text,
          second: condition.values[1].text))
    }
    if let adjust {
      let words = ["holm": MultipleTesting.holm, "bh": .benjaminiHochberg]
      guard
        let method = MultipleTesting(rawValue: adjust.lowercased()) ?? words[adjust.lowercased()]
      else {
        throw OptionText.unknown("--adjust", adjust, among: MultipleTesting.allCases.map(\.rawValue))
      }
      request.adjustment = method
    }
    guard (drivers == nil) == (overall == nil) else {
      throw CommandFailure.usage("--drivers and --overall belong together")
    }
    if let overall {
      let codes = missing.flatMap { $0.split(separator: "|") }
        .compactMap { CellValue(String($0)).numericValue }
      let items = DesignOptions.columns(drivers).map { column in
        DriverRequest.Item(
          name: column.text,
          variable: request.add(.number(column, together: nil, missing: codes)))
      }
      request.drivers = DriverRequest(
        overall: request.add(.number(ColumnReference(overall), together: nil, missing: codes)),
        items: items, satisfiedFrom: satisfiedFrom)
    }
    request.testsAssociation = association
    if association, by.isEmpty {
      throw CommandFailure.usage("--association needs --by")
    }
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
          "--ratio '\(text)' is not NUM/DEN", fix: "escape a / in a column name with a backslash")
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
        throw CommandFailure.usage("--quantile '\(text)' is not COLUMN:P[,P]", fix: "such as age:0.5")
      }
      let column = String(rest[..<colon])
      let words = rest[rest.index(after: colon)...].split(separator: ",").map(String.init)
      guard !words.isEmpty else {
        throw CommandFailure.usage("--quantile '\(text)' names no probability")
      }
      let variable = request.add(
        .number(ColumnReference(column), together: nil, missing: numbers))
      for word in words {
        guard let probability = Double(word.filter { !$0.isWhitespace }), probability > 0,
          probability < 1
        else {
          throw CommandFailure.usage("--quantile '\(text)': \(word) is not between 0 and 1")
        }
        // Several quantiles of one option are told apart by their probability.
        let own = name == text ? "\(column):\(word)" : words.count == 1 ? name : "\(name):\(word)"
        request.quantiles.append(
          QuantileRequest(name: own, variable: variable, probability: probability))
      }
    }
    if request.statistics.isEmpty, request.quantiles.isEmpty, request.drivers == nil {
      throw CommandFailure.usage(
        "nothing is asked for", fix: "give --rate, --mean, --total, --ratio or --quantile")
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
