import ArgumentParser
import CSVIO
import Foundation
import PlanFeed
import PlanModel
import PlanStore
import SurveyData
import SurveyEstimation
import SurveyReport

/// `hailong plan units`: units beside an earlier period, through mergers.
struct PlanUnitsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "units",
    abstract: "Units beside an earlier period, through mergers and divisions of units.",
    discussion: """
      The register (code,name,level,parent,weight,validFrom,validTo,successors) says which earlier \
      units a unit consists of. The earlier value of a merged unit is made of theirs by the weights \
      that the register states for them (population or sample). Without weights, or where an earlier \
      unit has no figure by the same measure and instrument, it reads "không so sánh được".

      Example:

        hailong plan units agency-service --plan toan-quoc-2025 --store cchc.sqlite --period 2025 \
          --against 2024 --register tinh-co-dan-so.csv
      """)

  @Argument(help: "The indicator.")
  var indicator: String

  @OptionGroup var storeOption: StoreOption

  @OptionGroup var target: PlanPeriodOptions

  @Option(help: ArgumentHelp("The earlier period, of this plan or another.", valueName: "period"))
  var against: String

  @Option(help: ArgumentHelp("Register of units.", valueName: "file"))
  var register: String

  @OptionGroup var calendarOption: CalendarOption
  @OptionGroup var language: LanguageOption

  @Option(help: "table, json, csv or markdown.") var format: OutputFormat = .table

  func run() throws {
    let period = try target.reportingPeriod()
    let against = try PeriodText.period(against, option: "--against")
    let register = try UnitRegister(.file(register))
    let store = try storeOption.open(.read)
    let plan = try store.plan(target.plan)
    guard let known = plan.indicator(indicator) else {
      throw CommandFailure.unusable(
        "the plan \(plan.id) has no indicator '\(indicator)'",
        fix: plan.nearestIndicator(to: indicator).map { "did you mean '\($0)'?" } ?? "",
        vi: "kế hoạch \(plan.id) không có chỉ tiêu '\(indicator)'",
        viFix: plan.nearestIndicator(to: indicator).map { "có phải là '\($0)'?" }
          ?? "`hailong plan show \(plan.id)` liệt kê các chỉ tiêu")
    }
    let calendar = try calendarOption.calendar(for: plan)
    let later = try store.current(plan: plan.id, period: period)
    var earlier = try store.current(plan: plan.id, period: against)
    for other in try store.plans().map(\.id) where other != plan.id {
      earlier += try store.current(plan: other, period: against)
    }
    try store.close()
    func own(_ figures: [StoredMeasurement]) -> [IndicatorMeasurement] {
      figures.map(\.measurement).filter { $0.indicator == known.id && $0.unit != nil }
    }
    guard !own(later).isEmpty else {
      throw CommandFailure.unusable(
        "\(known.id) has no figure of a unit in \(period)",
        fix: "feed the survey with --by unit, or record figures with the column unit",
        vi: "\(known.id) kỳ \(period) không có số liệu của đơn vị nào",
        viFix: "ghi khảo sát với --by unit, hoặc ghi số liệu có cột unit")
    }
    let history = UnitHistory(
      own(later), earlier: own(earlier), register: register,
      day: try Self.day(calendar.end(of: period)),
      earlierDay: try Self.day(calendar.end(of: against)))
    if format == .json {
      return try ExitStatus.writeOutput(json(history, period, against).serialized() + "\n")
    }
    try ExitStatus.writeOutput(
      TablePrinter.text(table(history, known, period, against), format))
  }

  private static func day(_ date: PlanDate) throws -> CalendarDate {
    guard let day = CalendarDate(year: date.year, month: date.month, day: date.day) else {
      throw CommandFailure.unusable(
        "\(date) is no day of the calendar", vi: "\(date) không phải là ngày có thật")
    }
    return day
  }

  // MARK: Output

  private func table(
    _ history: UnitHistory, _ indicator: Indicator, _ period: Period, _ against: Period
  ) -> ReportTable {
    let language = language.language(standard: .english)
    let wording = Wording(language)
    let words = PlanWords(language)
    let unit = FigureUnit(indicator.unit)
    func shown(_ value: Double?, _ publication: Publication = .show) -> ReportTable.Cell {
      let figure = ReportFigure(value: value, unit: unit, publication: publication)
      return .init(wording.value(figure), raw: value.map { .number($0) } ?? .empty)
    }
    return ReportTable(
      title: language == .english ? indicator.titleEn ?? indicator.title : indicator.title,
      columns: [
        .init("code", words("Mã", "Code")), .init("unit", words("Đơn vị", "Unit")),
        .init("value", period.description, .trailing),
        .init("earlier", against.description, .trailing),
        .init("difference", words("Chênh lệch", "Difference"), .trailing),
        .init("measure", wording[.measure]), .init("instrument", wording[.instrument]),
        .init("remark", words("Ghi chú", "Remark"), isFlexible: true),
      ],
      rows: history.rows.map { row in
        let remark = remark(row, words)
        let trend = row.trend.map { trend in
          ReportTable.Cell(
            wording.difference(trend.difference, unit), raw: .number(trend.difference))
        }
        return [
          .init(row.known?.code ?? ""), .init(row.known?.name ?? row.unit),
          shown(
            row.later.isWithheld ? nil : row.later.value,
            row.later.isWithheld ? .suppress : row.later.publication),
          row.trend.map { shown($0.previous) }
            ?? .init(words("không so sánh được", "not comparable")),
          trend ?? .init(wording.dash), .init(wording.measure(row.later.measure)),
          .init(row.later.provenance.instrument ?? ""), .init(remark),
        ]
      })
  }

  private func remark(_ row: UnitHistory.Row, _ words: PlanWords) -> String {
    guard row.known != nil else {
      return words("không có trong danh mục vào ngày này", "not in the register on this day")
    }
    if let refusal = row.refusal {
      return words("số kỳ trước tính khác", "the earlier figure is another number")
        + ": \(refusal.then) → \(refusal.now)"
    }
    func names(_ codes: [String]) -> String {
      codes.map { code in
        row.parts.first { $0.unit.code == code }.map { "\(code) \($0.unit.name)" } ?? code
      }.joined(separator: ", ")
    }
    switch row.earlier {
    case .value where row.parts.count > 1:
      return words("gộp theo trọng số đã nêu", "by stated weights of") + " "
        + names(row.parts.map(\.unit.code))
    case .value: return ""
    case .notComparable(.noPredecessor):
      return words("danh mục không nêu đơn vị trước đó", "the register names no earlier unit")
    case .notComparable(.noValue(let codes)):
      return words("chưa có số kỳ trước của", "no earlier figure of") + " \(names(codes))"
    case .notComparable(.noShare(let codes)):
      return words("danh mục chưa nêu tỷ lệ chia của", "the register gives no shares of")
        + " \(names(codes))"
    case .notComparable(.noWeight(let codes)):
      return words("chưa có trọng số của", "no weight stated for") + " \(names(codes))"
    }
  }

  private func json(_ history: UnitHistory, _ period: Period, _ against: Period) -> JSONValue {
    let english = PlanWords(.english)
    return .object([
      .init("schema", .string("hailong.units/1")), .init("plan", .string(target.plan)),
      .init("indicator", .string(indicator)), .init("period", .string(period.description)),
      .init("against", .string(against.description)),
      .init(
        "units",
        .array(
          history.rows.map { row in
            .object([
              .init("unit", .string(row.unit)), .init("code", .text(row.known?.code)),
              .init("name", .text(row.known?.name)),
              .init("value", .real(row.later.isWithheld ? nil : row.later.value)),
              .init("measure", .string(row.later.measure)),
              .init("instrument", .text(row.later.provenance.instrument)),
              .init("parts", .texts(row.parts.map(\.unit.code))),
              .init("comparable", .bool(row.trend != nil)),
              .init("trend", row.trend?.json ?? .null),
              .init("remark", .string(remark(row, english))),
            ])
          })),
    ])
  }
}
