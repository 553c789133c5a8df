import ArgumentParser
import CSVIO
import Foundation
import PlanModel
import PlanStore
import SurveyData

/// `hailong plan export`: the store for another store or another system.
struct PlanExportCommand: ParsableCommand {
  /// What is written.
  enum Form: String, ExpressibleByArgument, CaseIterable {
    case json, csv, dhis2, sdmx, iati
  }

  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write plans and measurements as JSON, CSV, DHIS2, SDMX-CSV or IATI.",
    discussion: """
      json is the whole store, all plan versions and all revisions, and `plan import` reads it back \
      unchanged. csv has the newest revisions, or all with --all. The exchange formats need --plan, \
      hold the newest revisions and obey the publication marks; what a format cannot take is named \
      on standard error.

      Example:

        hailong plan export --store can-tho.sqlite -o can-tho.json
      """)

  @OptionGroup var storeOption: StoreOption

  @Option(help: ArgumentHelp("Only this plan.", valueName: "plan"))
  var plan: String?

  @Option(help: ArgumentHelp("Only this reporting period (not for json).", valueName: "period"))
  var period: String?

  @Option(help: "json, csv, dhis2, sdmx or iati.") var format: Form = .json

  @Flag(help: "All revisions, for csv.")
  var all = false

  @Option(help: ArgumentHelp("Reporting organisation's identifier, for iati.", valueName: "id"))
  var organisation: String?

  @Option(
    help: ArgumentHelp(
      "Register of units, CSV code,name,…: codes for units recorded by name (dhis2, sdmx).",
      valueName: "file"))
  var units: String?

  @OptionGroup var calendarOption: CalendarOption
  @OptionGroup var language: LanguageOption

  @Option(name: .shortAndLong, help: ArgumentHelp("Where to write.", valueName: "file"))
  var output: String?

  func validate() throws {
    if plan == nil, format != .json, format != .csv {
      throw ValidationError(
        "--format \(format.rawValue) needs --plan", vi: "--format \(format.rawValue) cần có --plan")
    }
    if format == .iati, organisation == nil {
      throw ValidationError(
        "--format iati needs --organisation, such as VN-GOV-92",
        vi: "--format iati cần có --organisation, ví dụ VN-GOV-92")
    }
    if format == .json, period != nil {
      throw ValidationError(
        "--period is not for --format json, which holds everything",
        vi: "--period không dùng với --format json, vì json chứa tất cả")
    }
  }

  func run() throws {
    let store = try storeOption.open(.read)
    let text = try text(store)
    try store.close()
    guard let output, output != "-" else { return try ExitStatus.writeOutput(text) }
    try StreamedFile.write(Array(text.utf8), to: output)
  }

  private func unitCodes(_ measurements: [StoredMeasurement]) throws -> [String: String] {
    guard let units else { return [:] }
    return UnitCodes.codes(
      of: Set(measurements.compactMap(\.measurement.unit)).sorted(),
      in: try UnitRegister(.file(units)))
  }

  private func text(_ store: PlanStore) throws -> String {
    let period = try period.map { try PeriodText.period($0) }
    switch format {
    case .json: return try store.document(plan: plan).json.serialized() + "\n"
    case .csv:
      let ids = try plan.map { [$0] } ?? store.plans().map(\.id)
      let measurements = try ids.flatMap { id in
        try all ? store.history(plan: id) : store.current(plan: id, period: period)
      }.filter { period == nil || $0.measurement.period == period }
      return MeasurementCSV.text(measurements, hidesWithheld: true)
    case .dhis2, .sdmx, .iati: return try exchange(store, period: period)
    }
  }

  private func exchange(_ store: PlanStore, period: Period?) throws -> String {
    guard let plan else { return "" }
    let found = try store.plan(plan)
    let measurements = try store.current(plan: plan, period: period)
    let calendar = try calendarOption.calendar(for: found)
    var remarks: [ExchangeRemark] = []
    var text = ""
    switch format {
    case .dhis2:
      let (json, left) = DHIS2Export.dataValueSet(
        plan: found, measurements: measurements, calendar: calendar,
        unitCodes: try unitCodes(measurements))
      (text, remarks) = (json.serialized() + "\n", left)
    case .iati:
      let export = IATIExport(
        organisation: organisation ?? "", organisationName: found.issuer,
        organisationType: found.level == .ministry ? "10" : "11", calendar: calendar)
      (text, remarks) = export.xml(plan: found, measurements: measurements, at: Now.text)
    case .sdmx, .json, .csv:
      (text, remarks) = SDMXExport.csv(
        plan: found, measurements: measurements, calendar: calendar,
        unitCodes: try unitCodes(measurements))
    }
    for remark in remarks {
      ExitStatus.writeNote(
        "left out: \(remark.indicator) \(remark.period): \(remark.reason)",
        vi: "không xuất: \(remark.indicator) \(remark.period): \(remark.vietnameseReason)")
    }
    return text
  }
}

/// Measurements as CSV in which no cell is a formula to Excel.
enum MeasurementCSV {
  static func text(_ measurements: [StoredMeasurement], hidesWithheld: Bool) -> String {
    var writer = CSVWriter(options: .init(excelSafe: true))
    writer.write(MeasurementTable.header)
    for row in MeasurementTable.rows(measurements, hidesWithheld: hidesWithheld) {
      writer.write(row)
    }
    return writer.text
  }
}
