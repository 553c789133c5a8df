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
      and every item says how sure its rule is: verified (with its source), recalled or own. An \
      indicator without a figure gets no points and is not taken as zero; totals say how many points \
      could be scored, and units are ranked by their share of those.

      Example:

        hailong plan score --scores example --plan can-tho-2025 --period 2025 --store can-tho.sqlite
      """)

  @OptionGroup var storeOption: StoreOption

  @Option(help: ArgumentHelp("The set of scores: its id, or a YAML file.", valueName: "scores"))
  var scores: String

  @OptionGroup var target: PlanPeriodOptions

  @OptionGroup var definitions: SurveysOption
  @OptionGroup var language: LanguageOption

  @Option(help: "table, json, csv or markdown.") var format: OutputFormat = .table

  func run() throws {
    let period = try target.reportingPeriod()
    let path =
      scores.contains("/") || scores.hasSuffix(".yaml") || scores.hasSuffix(".yml")
      ? scores : try definitions.folder().file(scores, in: "scores")
    let set = try ScoreSet(yaml: try SurveysOption.text(path), file: path)
    let store = try storeOption.open(.read)
    let plan = try store.plan(target.plan)
    try plan.check(period)
    for item in set.items where plan.indicator(item.indicator) == nil {
      ExitStatus.writeNote(
        "the plan \(plan.id) has no indicator '\(item.indicator)' (item \(item.id))",
        vi: "kế hoạch \(plan.id) không có chỉ tiêu '\(item.indicator)' (mục \(item.id))")
    }
    let measurements = try store.current(plan: plan.id, period: period).map(\.measurement)
      .filter { $0.area == nil && $0.publication != .suppress }
    try store.close()
    let units = Set(measurements.compactMap(\.unit)).sorted()
    let whole = try sheet(set, nil, measurements, plan: plan)
    let ranked = ScoreSheet.ranking(
      try units.map { try sheet(set, $0, measurements, plan: plan) })
    if set.isExample, format == .json || format == .csv {
      ExitStatus.writeNote(
        "'\(set.id)' is an example, not an official set of scores",
        vi: "'\(set.id)' là ví dụ, không phải bộ điểm chính thức")
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
    let language = language.language(standard: .english)
    let tables = ScoreTables(set, plan: plan, language: language)
    if format == .csv {
      return try ExitStatus.writeOutput(TablePrinter.text(tables.flat(whole, ranked), .csv))
    }
    var printed = [tables.items(whole), tables.areas(whole)]
    if !ranked.isEmpty { printed.append(tables.units(ranked)) }
    try ExitStatus.writeOutput(
      printed.map { TablePrinter.text($0, format) }.joined(separator: "\n"))
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
}

/// Tables of points.
struct ScoreTables {
  private let set: ScoreSet
  private let plan: Plan
  private let words: PlanWords
  private let numbers: NumberStyle

  init(_ set: ScoreSet, plan: Plan, language: ReportLanguage) {
    self.set = set
    self.plan = plan
    words = PlanWords(language)
    numbers = Wording(language).numbers
  }

  /// One row for each item, with its value, rule and points.
  func items(_ sheet: ScoreSheet) -> ReportTable {
    var rows: [[ReportTable.Cell]] = sheet.lines.map { line in
      [
        .init(line.item.contentArea ?? ""), .init(line.item.title), value(line),
        .init(rule(line.item)), points(line.points), points(line.item.points), basis(line.item),
      ]
    }
    rows.append([
      .init(""), .init(words("Tổng", "Total") + (sheet.grade.map { " · \($0)" } ?? "")), .init(""),
      .init(""), points(sheet.total.points), points(sheet.total.maximum), .init(""),
    ])
    return ReportTable(
      title: set.title,
      columns: [
        .init("contentArea", words("Nội dung", "Area")),
        .init("item", words("Tiêu chí", "Item"), isFlexible: true, minimumWidth: 24),
        .init("value", words("Giá trị", "Value"), .trailing),
        .init("rule", words("Cách tính", "Rule"), isFlexible: true, hidesAt: 2),
        .init("points", words("Điểm", "Points"), .trailing),
        .init("maximum", words("Tối đa", "Maximum"), .trailing),
        .init("basis", words("Căn cứ", "Basis"), isFlexible: true, hidesAt: 1),
      ], rows: rows, notes: notes(sheet))
  }

  /// One row for each content area of the set.
  func areas(_ sheet: ScoreSheet) -> ReportTable {
    ReportTable(
      title: words("Theo nội dung", "By content area"),
      columns: [
        .init("contentArea", words("Nội dung", "Area")),
        .init("points", words("Điểm", "Points"), .trailing),
        .init("scored", words("Chấm được", "Scored"), .trailing),
        .init("maximum", words("Tối đa", "Maximum"), .trailing),
        .init("share", words("Tỷ lệ", "Share"), .trailing),
      ],
      rows: sheet.areas.map { area, sum in
        [
          .init(area ?? words("khác", "other")), points(sum.points), points(sum.scored),
          points(sum.maximum), share(sum),
        ]
      })
  }

  /// Units by their share of the points that could be scored, with the points by content area.
  func units(_ ranked: [(place: Int, sheet: ScoreSheet)]) -> ReportTable {
    let areas = ranked.first?.sheet.areas.map(\.area) ?? []
    let scored = ranked.map { sheet in sheet.sheet.areas.map { $0.sum.scored > 0 } }
    let shown = areas.indices.filter { index in scored.contains { $0[index] } }
    let isPartial = ranked.contains { $0.sheet.total.scored < $0.sheet.total.maximum }
    return ReportTable(
      title: words("Xếp hạng đơn vị", "Ranking of units"),
      columns: [
        .init("place", words("Hạng", "Place"), .trailing),
        .init("unit", words("Đơn vị", "Unit"), isFlexible: true, minimumWidth: 20),
      ]
        + shown.enumerated().map { order, index in
          .init(
            "area\(index)", words("Nội dung", "Area") + " \(areas[index] ?? "–")", .trailing,
            hidesAt: order)
        } + [
          .init("points", words("Điểm", "Points"), .trailing),
          .init("scored", words("Chấm được", "Scored"), .trailing),
          .init("share", words("Tỷ lệ", "Share"), .trailing),
          .init("grade", words("Xếp loại", "Grade")),
        ],
      rows: ranked.map { place, sheet in
        [.number(place), .init(sheet.unit ?? "")]
          + shown.map { index in
            points(sheet.areas[index].sum.scored > 0 ? sheet.areas[index].sum.points : nil)
          } + [
            points(sheet.total.points), points(sheet.total.scored), share(sheet.total),
            .init(sheet.grade ?? "–", raw: sheet.grade.map { .text($0) } ?? .empty),
          ]
      },
      notes: isPartial
        ? [
          words(
            "Xếp theo tỷ lệ điểm trên phần chấm được; xếp loại chỉ khi đủ mọi tiêu chí.",
            "Ranked by the share of the points that could be scored; a grade needs every item.")
        ] : [])
  }

  /// Every item of the plan's unit and of every ranked one, for CSV.
  func flat(
    _ whole: ScoreSheet, _ ranked: [(place: Int, sheet: ScoreSheet)]
  ) -> ReportTable {
    let keys = [
      "unit", "place", "contentArea", "item", "indicator", "value", "points", "maximum", "basis",
    ]
    let sheets: [(place: Int?, sheet: ScoreSheet)] =
      [(nil, whole)] + ranked.map { (Optional($0.place), $0.sheet) }
    return ReportTable(
      columns: keys.map { .init($0, $0) },
      rows: sheets.flatMap { place, sheet in
        sheet.lines.map { line in
          [
            .init(sheet.unit ?? ""), .number(place), .init(line.item.contentArea ?? ""),
            .init(line.item.id), .init(line.item.indicator), value(line), points(line.points),
            points(line.item.points), basis(line.item),
          ]
        }
      })
  }

  private func notes(_ sheet: ScoreSheet) -> [String] {
    var notes: [String] = []
    if set.isExample {
      notes.append(
        words(
          "Bộ điểm này chỉ là ví dụ, không phải bộ chỉ số chính thức.",
          "This set is an example, not an official one."))
    }
    if sheet.total.scored < sheet.total.maximum {
      notes.append(
        words(
          "Chấm được \(numbers.plain(sheet.total.scored)) trong \(numbers.plain(sheet.total.maximum)) điểm; tiêu chí chưa có số liệu không tính là 0.",
          "\(numbers.plain(sheet.total.scored)) of \(numbers.plain(sheet.total.maximum)) points could be scored; an item without a figure is not 0."
        ))
    }
    return notes
  }

  private func points(_ value: Double?) -> ReportTable.Cell {
    .init(
      value.map { numbers.plain($0, maximum: 2) } ?? "–", raw: value.map { .number($0) } ?? .empty)
  }

  private func share(_ sum: ScoreSheet.Sum) -> ReportTable.Cell {
    .init(
      sum.share.map { numbers.percent($0) } ?? "–", raw: sum.share.map { .number($0) } ?? .empty)
  }

  private func value(_ line: ScoreSheet.Line) -> ReportTable.Cell {
    guard let value = line.value else { return .init("–", raw: .empty) }
    let isShare = plan.indicator(line.item.indicator)?.unit == .percent
    return .init(
      isShare ? numbers.percent(value) : numbers.plain(value), raw: .number(value))
  }

  private func rule(_ item: ScoreSet.Item) -> String {
    switch item.rule {
    case .proportional: return words("theo tỷ lệ", "proportional")
    case .capped(let own):
      guard let target = own ?? set.stageTarget(in: plan.year) else { return "–" }
      let shown = numbers.thresholdPercent(target)
      return own == nil
        ? words("đủ điểm từ mục tiêu giai đoạn \(shown)", "full from the stage's target \(shown)")
        : words("đủ điểm từ \(shown)", "full from \(shown)")
    case .bands(let bands):
      return words("theo \(bands.count) mức", "\(bands.count) bands")
    }
  }

  private func basis(_ item: ScoreSet.Item) -> ReportTable.Cell {
    let text: String =
      switch item.basis {
      case .verified: words("đã kiểm chứng", "verified")
      case .recalled: words("chưa kiểm chứng", "recalled, not verified")
      case .own: words("tự đặt", "own")
      }
    return .init(
      item.source.map { "\(text): \($0)" } ?? text, raw: .text(item.basis.rawValue))
  }
}
