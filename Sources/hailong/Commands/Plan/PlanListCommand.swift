import ArgumentParser
import PlanModel
import PlanStore
import SurveyReport

/// `hailong plan list`: the plans of a store, or those that come with the program.
struct PlanListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the plans of a store, or the built-in ones.",
    discussion: """
      Example:

        hailong plan list --store can-tho.sqlite
      """)

  @Option(help: ArgumentHelp("The store; without it the built-in plans.", valueName: "file"))
  var store: String?

  @OptionGroup var definitions: SurveysOption
  @OptionGroup var language: LanguageOption

  @Option(help: "table, json, csv or markdown.") var format: OutputFormat = .table

  func run() throws {
    let listings = try listings()
    if format == .json {
      try ExitStatus.writeOutput(
        JSONValue.object([
          .init("schema", .string("hailong.plans/1")),
          .init("plans", .array(listings.map(json))),
        ]).serialized() + "\n")
      return
    }
    let words = PlanWords(language.language(standard: .english))
    let table = ReportTable(
      columns: [
        .init("id", words("Mã", "Id")), .init("year", words("Năm", "Year"), .trailing),
        .init("level", words("Cấp", "Level")),
        .init("title", words("Tên", "Title"), isFlexible: true),
        .init("version", words("Phiên bản", "Version"), .trailing),
        .init("indicators", words("Chỉ tiêu", "Indicators"), .trailing),
        .init("tasks", words("Nhiệm vụ", "Tasks"), .trailing),
        .init("measurements", words("Kết quả đo", "Measurements"), .trailing),
      ],
      rows: listings.map { listing in
        [
          .init(listing.id), .number(listing.year),
          .init(words.level(listing.level), raw: .text(listing.level)), .init(listing.title),
          .number(listing.version), .number(listing.indicators), .number(listing.tasks),
          .number(listing.measurements),
        ]
      })
    try ExitStatus.writeOutput(TablePrinter.text(table, format))
  }

  private func listings() throws -> [Listing] {
    if let store {
      return try PlanStore(path: store, access: .read).plans().map {
        Listing(
          id: $0.id, year: $0.year, level: $0.level, title: $0.title, version: $0.version,
          indicators: $0.indicators, tasks: $0.tasks, measurements: $0.measurements)
      }
    }
    return try definitions.folder().names(in: "plans").map { name in
      // Warnings are for those who use a plan, not for a list of all.
      let path = try definitions.path(ofPlan: name)
      let plan = try PlanFile(yaml: try SurveysOption.text(path), name: path).checked()
      return Listing(
        id: plan.id, year: plan.year, level: plan.level.rawValue, title: plan.title, version: nil,
        indicators: plan.indicators.count, tasks: plan.tasks.count, measurements: nil)
    }
  }

  private struct Listing {
    var id: String
    var year: Int
    var level: String
    var title: String
    var version: Int?
    var indicators: Int
    var tasks: Int
    var measurements: Int?
  }

  private func json(_ listing: Listing) -> JSONValue {
    .object([
      .init("id", .string(listing.id)), .init("title", .string(listing.title)),
      .init("year", .integer(listing.year)), .init("level", .string(listing.level)),
      .init("version", .count(listing.version)), .init("indicators", .integer(listing.indicators)),
      .init("tasks", .integer(listing.tasks)),
      .init("measurements", .count(listing.measurements)),
    ])
  }
}
