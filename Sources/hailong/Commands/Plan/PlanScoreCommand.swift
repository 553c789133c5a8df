import ArgumentParser
import PlanModel
import PlanStore
import SurveyEstimation
import SurveyReport

/// `hailong plan score`: points by a configured set of rules.
struct PlanScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Points by a configured set of scores, for the plan and for each unit.",
    discussion: """
      The official sets are not all public, so a set is a file (see surveys/scores/example.yaml), \
      and every item says how sure its rule is. An indicator without a figure gets no points and is \
      not taken as zero.

      Example:

        hailong plan score --scores example --plan can-tho-2025 --period 2025 --store can-tho.sqlite
      """)

  @OptionGroup var storeOption: StoreOption

  @Option(help: ArgumentHelp("The set of scores: its id, or a YAML file.", valueName: "scores"))
  var scores: String

  @Option(help: ArgumentHelp("Id of the plan.", valueName: "plan"))
  var plan: String

  @Option(help: ArgumentHelp("Reporting period, such as 2025.", valueName: "period"))
  var period: String

  @OptionGroup var definitions: SurveysOption
  @OptionGroup var language: LanguageOption

  @Option(help: "table, json, csv or markdown.") var format: OutputFormat = .table

  func run() throws {
    let period = try PeriodText.period(period)
    let path =
      scores.contains("/") || scores.hasSuffix(".yaml") || scores.hasSuffix(".yml")
      ? scores : try definitions.folder().file(scores, in: "scores")
    let set = try ScoreSet(yaml: try SurveysOption.text(path), file: path)
    let store = try storeOption.open(.read)
    let plan = try store.plan(plan)
    try plan.check(period)
    for item in set.items where plan.indicator(item.indicator) == nil {
      ExitStatus.writeError(
        "note: the plan \(plan.id) has no indicator '\(item.indicator)' (item \(item.id))")
    }
    let measurements = try store.current(plan: plan.id, period: period).map(\.measurement)
      .filter { $0.area == nil && $0.publication != .suppress }
    try store.close()
    let units = Set(measurements.compactMap(\.unit)).sorted()
    let whole = try sheet(set, nil, measurements, plan: plan)
    let ranked = ScoreSheet.ranking(
      try units.map { try sheet(set, $0, measurements, plan: plan) })
    if set.isExample {
      ExitStatus.writeError("note: '\(set.id)' is an example, not an official set of scores")
    }
    if format == .json {
      let value = JSONValue.object([
        .init("schema", .string("hailong.score/1")), .init("scores", .string(set.id)),
        .init("example", .bool(set.isExample)), .init("plan", .string(plan.id)),
        .init("period", .string(period.description)), .init("sheet", whole.json),
        .init(
          "units",
          .array(
            ranked.map {
              .object([.init("place", .integer($0.place)), .init("sheet", $0.sheet.json)])
            }
          )),
      ])
      return try ExitStatus.writeOutput(value.serialized() + "\n")
    }
    let words = PlanWords(language.language(standard: .english))
    let numbers = Wording(language.language(standard: .english)).numbers
    let tables =
      [itemTable(whole, title: set.title, words: words, numbers: numbers)]
      + (ranked.isEmpty ? [] : [unitTable(ranked, words: words, numbers: numbers)])
    try ExitStatus.writeOutput(
      tables.map { TablePrinter.text($0, format) }.joined(separator: "\n"))
  }

  /// The points of one unit; a survey's figure goes before one of the records.
  private func sheet(
    _ set: ScoreSet, _ unit: String?, _ measurements: [IndicatorMeasurement], plan: Plan
  ) throws -> ScoreSheet {
    var values: [String: Double] = [:]
    for indicator in plan.indicators {
      let own = measurements.filter { $0.indicator == indicator.id && $0.unit == unit }
      let figure = own.first { $0.origin == .survey } ?? own.first
      if let value = figure?.value { values[indicator.id] = value }
    }
    return try ScoreSheet(set: set, year: plan.year, unit: unit, values: values)
  }

  private func itemTable(
    _ sheet: ScoreSheet, title: String, words: PlanWords, numbers: NumberStyle
  ) -> ReportTable {
    func points(_ value: Double?) -> ReportTable.Cell {
      .init(value.map { numbers.plain($0) } ?? "–", raw: value.map { .number($0) } ?? .empty)
    }
    var rows: [[ReportTable.Cell]] = sheet.lines.map { line in
      [
        .init(line.item.contentArea ?? ""), .init(line.item.title), points(line.value),
        points(line.points), points(line.item.points), .init(line.item.basis.rawValue),
      ]
    }
    rows.append([
      .init(""), .init(words("Tổng", "Total") + (sheet.grade.map { " · \($0)" } ?? "")), .init(""),
      points(sheet.total.points), points(sheet.total.maximum),
      .init(
        sheet.total.scored < sheet.total.maximum
          ? words("chấm được", "scored") + " \(numbers.plain(sheet.total.scored))" : ""),
    ])
    return ReportTable(
      title: title,
      columns: [
        .init("contentArea", words("Nội dung", "Area")),
        .init("item", words("Tiêu chí", "Item"), isFlexible: true),
        .init("value", words("Giá trị", "Value"), .trailing),
        .init("points", words("Điểm", "Points"), .trailing),
        .init("maximum", words("Tối đa", "Maximum"), .trailing),
        .init("basis", words("Căn cứ", "Basis")),
      ], rows: rows)
  }

  private func unitTable(
    _ ranked: [(place: Int, sheet: ScoreSheet)], words: PlanWords, numbers: NumberStyle
  ) -> ReportTable {
    ReportTable(
      title: words("Theo đơn vị", "By unit"),
      columns: [
        .init("place", words("Hạng", "Place"), .trailing), .init("unit", words("Đơn vị", "Unit")),
        .init("points", words("Điểm", "Points"), .trailing),
        .init("scored", words("Chấm được", "Scored"), .trailing),
        .init("grade", words("Xếp loại", "Grade")),
      ],
      rows: ranked.map { place, sheet in
        [
          .number(place), .init(sheet.unit ?? ""),
          .init(numbers.plain(sheet.total.points), raw: .number(sheet.total.points)),
          .init(numbers.plain(sheet.total.scored), raw: .number(sheet.total.scored)),
          .init(sheet.grade ?? ""),
        ]
      })
  }
}
