import ArgumentParser
import CSVIO
import Foundation
import PlanModel
import SurveyData
import SurveyEstimation
import SurveyReport

/// `hailong sample`: how many answers are needed, how to divide them, whom to ask.
struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample", abstract: "Plan and draw a sample.",
    discussion: """
      Example: how many answers settle a shortfall of 3 points from 85 %, divided over districts, \
      drawn from a list:

        hailong sample size --target 85% --shortfall 3% --deff 1.5 --response-rate 60%
        hailong sample allocate districts.csv --total 1200 --rule power --minimum 30 --format csv > n.csv
        hailong sample draw offices.csv --strata district --allocation n.csv --seed 2025 > drawn.csv
      """,
    subcommands: [SampleSizeCommand.self, SampleAllocateCommand.self, SampleDrawCommand.self])
}

/// How the planning verbs write their tables.
struct SampleOutput: ParsableArguments {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json, csv
  }

  @Option(help: "table, json or csv.")
  var format: Format?

  /// Writes a table to standard output.
  func write(_ table: ReportTable, schema: String, unlessGiven standard: Format = .table) throws {
    switch format ?? standard {
    case .table: try ExitStatus.writeOutput(TextTable().render(table))
    case .csv:
      var writer = CSVWriter(options: CSVWriter.Options(excelSafe: true))
      for row in table.csvRows { writer.write(row) }
      try ExitStatus.writeOutput(writer.text)
    case .json:
      let rows = table.rows.map { row in
        JSONValue.object(
          zip(table.columns, row).map { column, cell in .init(column.key, Self.value(cell)) })
      }
      try ExitStatus.writeOutput(
        JSONValue.object([.init("schema", .string(schema)), .init("rows", .array(rows))])
          .serialized() + "\n")
    }
  }

  private static func value(_ cell: ReportTable.Cell) -> JSONValue {
    switch cell.raw {
    case .empty: .null
    case .text(let text): .string(text)
    case .integer(let value): .integer(value)
    case .number(let value): .number(value)
    }
  }

  static func share(_ value: Double) -> ReportTable.Cell {
    ReportTable.Cell(String(format: "%.2f %%", value * 100), raw: .number(value))
  }

  static func number(_ value: Double, digits: Int = 4) -> ReportTable.Cell {
    ReportTable.Cell(String(format: "%.\(digits)f", value), raw: .number(value))
  }

  static func count(_ value: Int) -> ReportTable.Cell {
    ReportTable.Cell("\(value)", raw: .integer(value))
  }
}

/// A share on the command line: `0.85` or `85%`.
struct ShareText {
  let value: Double

  init(_ option: String, _ text: String) throws {
    let trimmed = text.filter { !$0.isWhitespace }
    let isPercent = trimmed.hasSuffix("%")
    guard let number = Double(isPercent ? String(trimmed.dropLast()) : trimmed), number.isFinite
    else {
      throw CommandFailure.usage(
        "\(option) '\(text)' is not a share", fix: "such as 0.85 or 85%",
        vi: "\(option) '\(text)' không phải là tỷ lệ", viFix: "ví dụ 0.85 hoặc 85%")
    }
    let value = isPercent ? number / 100 : number
    guard (0...1).contains(value) else {
      throw CommandFailure.usage(
        "\(option) \(text) is not between 0 and 1",
        fix: isPercent ? nil : "write percent with the sign: \(trimmed)%",
        vi: "\(option) \(text) không nằm giữa 0 và 1",
        viFix: isPercent ? nil : "ghi phần trăm kèm dấu: \(trimmed)%")
    }
    self.value = value
  }

  /// Several shares, separated by commas.
  static func list(_ option: String, _ text: String) throws -> [Double] {
    let values = try text.split(separator: ",").map { try ShareText(option, String($0)).value }
    guard !values.isEmpty else {
      throw CommandFailure.usage("\(option) names no share", vi: "\(option) không ghi tỷ lệ nào")
    }
    return values
  }
}

/// `hailong sample size`.
struct SampleSizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "size",
    abstract: "How many answers settle a shortfall from a target, or what a number settles.",
    discussion: """
      A shortfall is settled when the interval of the rate ends at or before the target. Shares are \
      written 0.85 or 85%.

      Examples: answers for shortfalls of 2, 3 and 5 points; what 400 answers settle; answers for a \
      margin of error of 5 points:

        hailong sample size --target 85% --shortfall 2%,3%,5% --deff 1.5
        hailong sample size --target 85% --answers 400
        hailong sample size --margin 5% --population 3200
      """)

  @Option(help: ArgumentHelp("The target.", valueName: "share"))
  var target: String?

  @Option(
    help: ArgumentHelp("Shortfalls from the target to be settled.", valueName: "share[,share]"))
  var shortfall: String?

  @Option(help: ArgumentHelp("Numbers of answers: what do they settle?", valueName: "n[,n]"))
  var answers: String?

  @Option(help: ArgumentHelp("Margins of error, without a target.", valueName: "share[,share]"))
  var margin: String?

  @Option(help: ArgumentHelp("Rate expected, for --margin.", valueName: "share"))
  var rate: String = "0.5"

  @Flag(help: "The target is a highest value, not a lowest.")
  var atMost = false

  @Option(help: "Confidence level.")
  var level: String = "0.95"

  @Option(help: "Chance of finding a shortfall of that size: 0.5 asks only for a short interval.")
  var power: String = "0.8"

  @Option(help: "Design effect expected.")
  var deff: Double = 1

  @Option(help: ArgumentHelp("Size of the population.", valueName: "n"))
  var population: Double?

  @Option(help: ArgumentHelp("Share of those asked who answer.", valueName: "share"))
  var responseRate: String = "1"

  @OptionGroup var language: LanguageOption

  @OptionGroup(title: "Output")
  var output: SampleOutput

  func run() throws {
    let confidence = try ShareText("--level", level).value
    let response = try ShareText("--response-rate", responseRate).value
    let chance = try ShareText("--power", power).value
    if let margin {
      guard target == nil, shortfall == nil, answers == nil else {
        throw CommandFailure.usage(
          "--margin stands alone", fix: "with --rate, --population, --deff",
          vi: "--margin dùng một mình", viFix: "cùng với --rate, --population, --deff")
      }
      let assumptions = try SampleSize(
        level: confidence, designEffect: deff, population: population, responseRate: response)
      let expected = try ShareText("--rate", rate).value
      let rows = try ShareText.list("--margin", margin).map { margin in
        let needed = try assumptions.answers(rate: expected, margin: margin)
        return [
          SampleOutput.share(expected), SampleOutput.share(margin), SampleOutput.count(needed),
          SampleOutput.count(assumptions.invitations(for: needed)),
        ]
      }
      try write(
        rows, first: .init("rate", MessageLanguage.said("rate", vi: "tỷ lệ"), .trailing),
        second: .init("margin", MessageLanguage.said("margin", vi: "sai số cho phép"), .trailing))
      return
    }
    guard let target, (shortfall == nil) != (answers == nil) else {
      throw CommandFailure.usage(
        "size needs --target with --shortfall or --answers, or --margin",
        fix: "such as --target 85% --shortfall 3%",
        vi: "size cần --target với --shortfall hoặc --answers, hoặc --margin",
        viFix: "ví dụ --target 85% --shortfall 3%")
    }
    let goal = try ShareText("--target", target).value
    let assumptions = try SampleSize(
      level: confidence, power: chance, designEffect: deff, population: population,
      responseRate: response)
    var rows: [[ReportTable.Cell]] = []
    if let shortfall {
      for distance in try ShareText.list("--shortfall", shortfall) {
        let needed = try assumptions.answers(
          settlingShortfall: distance, from: goal, isMinimum: !atMost)
        rows.append(row(goal, distance, needed, assumptions))
      }
    } else if let answers {
      for text in answers.split(separator: ",") {
        guard let count = Int(text.filter { !$0.isWhitespace }), count > 0 else {
          throw CommandFailure.usage(
            "--answers '\(text)' is not a number of answers",
            vi: "--answers '\(text)' không phải là số câu trả lời")
        }
        let distance = try assumptions.shortfall(
          settledBy: count, target: goal, isMinimum: !atMost)
        rows.append(row(goal, distance, count, assumptions))
      }
    }
    try write(
      rows, first: .init("target", MessageLanguage.said("target", vi: "mục tiêu"), .trailing),
      second: .init("shortfall", MessageLanguage.said("shortfall", vi: "mức hụt"), .trailing))
  }

  private func row(
    _ target: Double, _ shortfall: Double, _ answers: Int, _ assumptions: SampleSize
  ) -> [ReportTable.Cell] {
    [
      SampleOutput.share(target), SampleOutput.share(shortfall), SampleOutput.count(answers),
      SampleOutput.count(assumptions.invitations(for: answers)),
    ]
  }

  private func write(
    _ rows: [[ReportTable.Cell]], first: ReportTable.Column, second: ReportTable.Column
  ) throws {
    try output.write(
      ReportTable(
        columns: [
          first, second,
          .init("answers", MessageLanguage.said("answers", vi: "số câu trả lời"), .trailing),
          .init(
            "invitations", MessageLanguage.said("to be asked", vi: "số người cần hỏi"), .trailing),
        ], rows: rows), schema: "hailong.samplesize/1")
  }
}

/// `hailong sample allocate`.
struct SampleAllocateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "allocate", abstract: "Divide a sample among strata.",
    discussion: """
      Reads a CSV file with one row per stratum: its name, its population, and for Neyman's rule its \
      standard deviation or the rate expected there.

      Example:

        hailong sample allocate districts.csv --total 1200 --rule neyman --rate-column rate \\
          --minimum 30 --format csv > allocation.csv
      """)

  @Argument(help: "CSV file of strata.")
  var file: String

  @Option(help: ArgumentHelp("Sample size of all strata together.", valueName: "n"))
  var total: Int

  @Option(help: "equal, proportional, neyman or power.")
  var rule: String = "proportional"

  @Option(help: "Exponent of the power rule, 0 (equal) to 1 (proportional).")
  var exponent: Double = 0.5

  @Option(help: ArgumentHelp("The least for each stratum.", valueName: "n"))
  var minimum: Int = 0

  @Option(help: ArgumentHelp("Column of names (default: the first).", valueName: "column"))
  var stratum: String?

  @Option(help: ArgumentHelp("Column of population sizes.", valueName: "column"))
  var population: String = "population"

  @Option(help: ArgumentHelp("Column of standard deviations.", valueName: "column"))
  var sdColumn: String?

  @Option(
    help: ArgumentHelp(
      "Column of expected rates, in place of standard deviations.", valueName: "column"))
  var rateColumn: String?

  @OptionGroup var language: LanguageOption

  @OptionGroup(title: "Output")
  var output: SampleOutput

  func run() throws {
    let frame = try FrameTable(file)
    let name = try stratum.map { try frame.column($0) } ?? 0
    let populations = try frame.wholeNumbers(population)
    var deviations: [Double]?
    if let sdColumn { deviations = try frame.numbers(sdColumn) }
    if let rateColumn {
      guard sdColumn == nil else {
        throw CommandFailure.usage(
          "--sd-column and --rate-column exclude each other",
          vi: "--sd-column và --rate-column không dùng cùng nhau")
      }
      deviations = try frame.numbers(rateColumn).enumerated().map { row, rate in
        guard (0...1).contains(rate) else {
          throw CommandFailure.unusable(
            "\(frame.place(row)): the rate \(rate) is not between 0 and 1",
            vi: "\(frame.place(row)): tỷ lệ \(rate) không nằm giữa 0 và 1")
        }
        return (rate * (1 - rate)).squareRoot()
      }
    }
    let allocationRule = try AllocationWord.rule(
      rule, exponent: exponent, hasDeviations: deviations != nil)
    let sizes = try Allocation(
      total: total, populations: populations, standardDeviations: deviations, rule: allocationRule,
      minimum: minimum
    ).sizes
    let rows = sizes.indices.map { h -> [ReportTable.Cell] in
      let isEmpty = populations[h] == 0
      return [
        .init(frame.table.rows[h].cells[name]), SampleOutput.count(populations[h]),
        SampleOutput.count(sizes[h]),
        isEmpty ? .init("") : SampleOutput.number(Double(sizes[h]) / Double(populations[h])),
        sizes[h] == 0 ? .init("") : SampleOutput.number(Double(populations[h]) / Double(sizes[h])),
      ]
    }
    try output.write(
      ReportTable(
        columns: [
          .init("stratum", MessageLanguage.said("stratum", vi: "tầng"), isFlexible: true),
          .init("population", MessageLanguage.said("population", vi: "tổng thể"), .trailing),
          .init("n", "n", .trailing),
          .init("fraction", MessageLanguage.said("fraction", vi: "tỷ lệ chọn mẫu"), .trailing),
          .init("weight", MessageLanguage.said("weight", vi: "trọng số"), .trailing),
        ], rows: rows), schema: "hailong.allocation/1")
  }
}

/// The rules of allocation by their words.
enum AllocationWord {
  static func rule(
    _ word: String, exponent: Double, hasDeviations: Bool
  ) throws -> AllocationRule {
    switch word.lowercased() {
    case "equal": return .equal
    case "proportional": return .proportional
    case "neyman":
      guard hasDeviations else {
        throw CommandFailure.usage(
          "--rule neyman needs --sd-column or --rate-column",
          fix: "without them use proportional, which is Neyman's rule for equal deviations",
          vi: "--rule neyman cần --sd-column hoặc --rate-column",
          viFix: "nếu không có thì dùng proportional, tức quy tắc Neyman khi các độ lệch bằng nhau")
      }
      return .neyman
    case "power": return .power(exponent)
    default:
      throw OptionText.unknown("--rule", word, among: ["equal", "proportional", "neyman", "power"])
    }
  }
}

/// A small CSV file whose columns are looked up by name.
struct FrameTable {
  let table: CSVTable

  init(_ path: String, options: CSVReadOptions = CSVReadOptions()) throws {
    table = try CSVTable(path == "-" ? .standardInput : .file(path), options: options)
  }

  func place(_ row: Int) -> String { "\(table.name):\(table.rows[row].line)" }

  func column(_ name: String) throws -> Int {
    let header = table.columns.indices.map {
      HeaderColumn(index: $0, name: table.columns[$0], rows: [table.columns[$0]])
    }
    return try ColumnReference(name).index(in: header, file: table.name)
  }

  func texts(_ name: String) throws -> [String] {
    let index = try column(name)
    return table.rows.map { $0.cells[index].trimmingCharacters(in: .whitespaces) }
  }

  func numbers(_ name: String) throws -> [Double] {
    try texts(name).enumerated().map { row, text in
      guard let value = Double(text), value.isFinite else {
        throw CommandFailure.unusable(
          "\(place(row)): \"\(text)\" in \(name) is not a number",
          vi: "\(place(row)): \"\(text)\" trong \(name) không phải là số")
      }
      return value
    }
  }

  func wholeNumbers(_ name: String) throws -> [Int] {
    try numbers(name).enumerated().map { row, value in
      guard let whole = Int(exactly: value), whole >= 0 else {
        throw CommandFailure.unusable(
          "\(place(row)): \(value) in \(name) is not a whole number",
          vi: "\(place(row)): \(value) trong \(name) không phải là số nguyên")
      }
      return whole
    }
  }
}
