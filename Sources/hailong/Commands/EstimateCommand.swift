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

      With --survey the instrument says what is estimated:

        hailong estimate mot-cua-2025-h1.csv --survey one-stop --by area

      Reads the files once; memory grows with the design and the domains, not with the rows, unless \
      the method needs the rows together (several stages with --fpc, calibration, replicate \
      weights, quantiles, means of rows that are their own PSUs).
      """)

  @Argument(help: "CSV files, - for standard input; several are one data set. Or tallies.")
  var files: [String]

  @OptionGroup(title: "Statistics")
  var questions: QuestionOptions

  @Option(
    help: ArgumentHelp(
      "Difference between two values of a --by column, first minus second.",
      valueName: "column=a|b"))
  var difference: [String] = []

  @Option(
    help: ArgumentHelp(
      "Test every rate against a target: p values of lying below and above it.",
      valueName: "share"))
  var target: String?

  @Option(help: "Scale of the tests against --target: rate (t) or logit.")
  var targetScale: String = "rate"

  @Option(
    help: "Adjust the p values of differences and of --target: holm or benjamini-hochberg.")
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

  @OptionGroup(title: "Instrument")
  var instrument: InstrumentQuestions

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
    if let tallies = try TallyInput(files) {
      try estimate(from: tallies)
      return
    }
    if let survey = instrument.survey {
      try estimate(by: try instrument.definitions.instrument(survey))
      return
    }
    let request = try request()
    let isJSON = output.format == .json
    let result = try request.run(
      files.map { $0 == "-" ? .standardInput : .file($0) },
      options: try reading.csvOptions(digest: isJSON))
    try output.write(try tested(result), level: level)
  }

  /// Estimates the measures of an instrument, whose definition names columns, answers and design.
  private func estimate(by definition: Instrument) throws {
    guard
      [
        questions.rate, questions.mean, questions.total, questions.ratio, questions.quantile,
        questions.filter, questions.missing, difference,
      ].allSatisfy(\.isEmpty),
      !association, drivers == nil, design.weight == nil, design.strata == nil,
      design.cluster == nil, design.fpc == nil
    else {
      throw CommandFailure.usage(
        "with --survey the instrument says what is estimated and on which design",
        fix: "leave out --rate, --weight and the like, or leave out --survey",
        vi: "khi có --survey, phiếu khảo sát cho biết ước lượng gì và theo thiết kế mẫu nào",
        viFix: "bỏ --rate, --weight và các tùy chọn tương tự, hoặc bỏ --survey")
    }
    let reading = try SurveyReading(
      files.map { $0 == "-" ? .standardInput : .file($0) }, instrument: definition,
      options: try reading.csvOptions(digest: true),
      screening: ScreenOptions(isNested: design.nest))
    let result = try instrument.estimate(
      SurveyInput(reading, definition, isNested: design.nest), by: domains(),
      singlePSU: try design.request().singlePSU, options: try estimateOptions())
    try output.write(try tested(result), level: level)
  }

  private func domains() -> [String] { questions.by.flatMap { OptionText.list($0) } }

  /// Estimates from the tally of a survey, by the instrument that made it.
  private func estimate(ofSurvey tally: SurveyTally) throws {
    let definition = try instrument.definitions.instrument(
      instrument.survey ?? tally.definition.instrument)
    let result = try instrument.estimate(
      SurveyInput(tally, by: definition), by: domains(),
      singlePSU: try design.request().singlePSU, options: try estimateOptions())
    try output.write(try tested(result), level: level)
  }

  /// Estimates from tallies, whose questions and domains are fixed.
  private func estimate(from tallies: TallyInput) throws {
    if tallies.areOfSurvey {
      guard QuestionOptions.isEmptyButDomains(questions), difference.isEmpty, !association,
        drivers == nil, adjust == nil || target != nil
      else {
        throw CommandFailure.usage(
          "the tally of a survey answers the measures of its instrument",
          fix: "leave out --rate, --mean, --total, --ratio and the like",
          vi: "bảng cộng dồn của khảo sát trả lời các cách tính của phiếu",
          viFix: "bỏ --rate, --mean, --total, --ratio và các tùy chọn tương tự")
      }
      try estimate(ofSurvey: try tallies.mergedSurvey())
      return
    }
    guard questions.isEmpty, difference.isEmpty, !association, drivers == nil,
      adjust == nil || target != nil, instrument.survey == nil
    else {
      throw CommandFailure.usage(
        "a tally answers the questions it was made for",
        fix: "leave out --rate, --mean, --total, --ratio, --by, --survey and the like",
        vi: "bảng cộng dồn trả lời các câu hỏi nó được lập cho",
        viFix: "bỏ --rate, --mean, --total, --ratio, --by, --survey và các tùy chọn tương tự")
    }
    let merged = try tallies.merged()
    var result = try merged.estimates(
      singlePSU: try design.request().singlePSU, options: try estimateOptions())
    result.notes += merged.tally.remarks
    try output.write(try tested(result), level: level)
  }

  /// The result with its rates tested against the target, if there is one.
  private func tested(_ result: EstimationResult) throws -> EstimationResult {
    guard let scale = TargetScale(rawValue: targetScale.lowercased()) else {
      throw OptionText.unknown(
        "--target-scale", targetScale, among: TargetScale.allCases.map(\.rawValue))
    }
    guard let target else { return result }
    var result = result
    result.comparisons.targets = TargetComparison.tests(
      of: result.estimates, target: try ShareText("--target", target).value, scale: scale,
      adjustment: try adjustment(), degreesOfFreedom: try estimateOptions().degreesOfFreedom)
    guard !result.comparisons.targets.isEmpty else {
      throw CommandFailure.usage(
        "--target needs a rate", fix: "add --rate CONDITION", vi: "--target cần một tỷ lệ",
        viFix: "thêm --rate ĐIỀU_KIỆN")
    }
    return result
  }

  /// The adjustment that `--adjust` names.
  private func adjustment() throws -> MultipleTesting? {
    guard let adjust = adjust?.lowercased() else { return nil }
    if adjust == "bh" { return .benjaminiHochberg }
    guard let method = MultipleTesting(rawValue: adjust) else {
      throw OptionText.unknown("--adjust", adjust, among: MultipleTesting.allCases.map(\.rawValue))
    }
    return method
  }

  /// Interval method, level and degrees of freedom.
  private func estimateOptions() throws -> EstimateOptions {
    guard level > 0, level < 1 else {
      throw CommandFailure.usage(
        "--level \(level) is not between 0 and 1", fix: "such as 0.95",
        vi: "--level \(level) không nằm giữa 0 và 1", viFix: "ví dụ 0.95")
    }
    guard let method = IntervalMethod(rawValue: ci.lowercased()) else {
      throw OptionText.unknown("--ci", ci, among: IntervalMethod.allCases.map(\.rawValue))
    }
    var degrees: Double?
    if let df {
      guard let number = df.lowercased() == "inf" ? .infinity : Double(df), !number.isNaN else {
        throw CommandFailure.usage(
          "--df '\(df)' is neither a number nor inf",
          vi: "--df '\(df)' không phải là số cũng không phải inf")
      }
      degrees = number
    }
    return EstimateOptions(
      intervalMethod: method, level: level, degreesOfFreedom: degrees, wantsDesignEffect: deff)
  }

  /// The request that the options describe.
  func request() throws -> EstimationRequest {
    var request = EstimationRequest(
      design: try design.request(), options: try estimateOptions())
    try addComparisons(to: &request)
    try questions.add(to: &request)
    return request
  }

  private func addComparisons(to request: inout EstimationRequest) throws {
    for text in difference {
      let condition = try Condition(text)
      guard condition.comparison == .equal, condition.values.count == 2 else {
        throw CommandFailure.usage(
          "--difference '\(text)' is not COLUMN=A|B", fix: "such as 'area=land|health'",
          vi: "--difference '\(text)' không phải dạng CỘT=A|B", viFix: "ví dụ 'area=land|health'")
      }
      request.differences.append(
        DifferenceRequest(
          column: condition.column, first: condition.values[0].text,
          second: condition.values[1].text))
    }
    request.adjustment = try adjustment()
    guard (drivers == nil) == (overall == nil) else {
      throw CommandFailure.usage(
        "--drivers and --overall belong together", vi: "--drivers và --overall đi cùng nhau")
    }
    if let overall {
      let codes = questions.missing.flatMap { $0.split(separator: "|") }
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
    if association, questions.by.isEmpty {
      throw CommandFailure.usage("--association needs --by", vi: "--association cần có --by")
    }
  }
}
