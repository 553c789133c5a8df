import ArgumentParser
import PlanModel

/// Which days belong to a reporting period.
struct CalendarOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Reporting calendar: \(ReportingCalendar.builtIn.map(\.id).joined(separator: ", ")) or a YAML file (default: the plan's).",
      valueName: "calendar"))
  var calendar: String?

  /// The calendar asked for, else the plan's, else that of the ministry.
  func calendar(for plan: Plan?) throws -> ReportingCalendar {
    if let calendar {
      if calendar.hasSuffix(".yaml") || calendar.hasSuffix(".yml") {
        return try ReportingCalendar(yaml: try SurveysOption.text(calendar), file: calendar)
      }
      guard let known = ReportingCalendar.named(calendar) else {
        throw OptionText.unknown(
          "--calendar", calendar, among: ReportingCalendar.builtIn.map(\.id))
      }
      return known
    }
    guard let plan else { return .ministry581 }
    guard let own = ReportingCalendar.named(plan.calendar) else {
      throw CommandFailure.unusable(
        "the reporting calendar '\(plan.calendar)' of the plan \(plan.id) is not built in",
        fix: "give it with --calendar FILE",
        vi: "lịch báo cáo '\(plan.calendar)' của kế hoạch \(plan.id) không có sẵn",
        viFix: "ghi bằng --calendar TỆP")
    }
    return own
  }
}
