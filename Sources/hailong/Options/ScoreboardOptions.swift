import ArgumentParser
import PlanModel

/// A plan of the store and a period of it.
struct PlanPeriodOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Id of the plan.", valueName: "plan"))
  var plan: String

  @Option(help: ArgumentHelp("Reporting period, such as 2025-H1.", valueName: "period"))
  var period: String

  func reportingPeriod() throws -> Period { try PeriodText.period(period) }
}

/// A reporting period given as an option.
enum PeriodText {
  static func period(_ text: String, option: String = "--period") throws -> Period {
    guard let period = Period(text) else {
      throw CommandFailure.usage(
        "\(option) '\(text)' is no reporting period",
        fix: "write 2025-Q1, 2025-H1, 2025-9M, 2025 or 2025-03",
        vi: "\(option) '\(text)' không phải là kỳ báo cáo",
        viFix: "viết 2025-Q1, 2025-H1, 2025-9M, 2025 hoặc 2025-03")
    }
    return period
  }
}

/// What of a scoreboard is shown, how it is judged and what may be published of it.
struct ScoreboardOptions: ParsableArguments {
  @Flag(help: "Survey indicators only.")
  var surveyOnly = false

  @Flag(help: "Only conclusive results count.")
  var strict = false

  @Option(
    help: ArgumentHelp("Publication profile: nchs, none, … or a YAML file.", valueName: "profile"))
  var publish: String = "nchs"

  @Option(
    help: ArgumentHelp(
      "The day on which terms are judged, YYYY-MM-DD (default: today).", valueName: "date"))
  var asOf: String?
}
