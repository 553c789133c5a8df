import ArgumentParser
import CSVIO
import Foundation
import PlanModel
import SurveyData
import SurveyReport

/// `hailong instruments reference`: published national values, and which of them may be compared.
struct InstrumentsReferenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reference",
    abstract:
      "Published national SIPAS values with their source; refuses to compare across a break.",
    discussion: """
      Values of two years are compared only within one series: between 2021 and 2022 the respondents \
      changed from users of a service to the general population, and the form with them. Exit status \
      65 when they must not be compared.

      Example:

        hailong instruments reference --compare 2022,2024
      """)

  @Option(help: ArgumentHelp("Two years, earlier first.", valueName: "year,year"))
  var compare: String?

  @Option(help: "What is compared: overall, policy, services, access …")
  var measure: String = "overall"

  @Option(
    help: ArgumentHelp(
      "File of published values (default: reference/sipas-national.csv of the folder).",
      valueName: "file"))
  var file: String?

  @OptionGroup var definitions: SurveysOption
  @OptionGroup var language: LanguageOption

  @Option(help: "table, json, csv or markdown.") var format: OutputFormat = .table

  func run() throws {
    let path = try file ?? definitions.folder().path + "/reference/sipas-national.csv"
    let series = try ReferenceSeries(.file(path))
    let language = language.language(standard: .english)
    let words = PlanWords(language)
    if let compare { return try comparison(of: series, compare, language) }
    if format == .json {
      return try ExitStatus.writeOutput(
        JSONValue.object([
          .init("schema", .string("hailong.reference/1")),
          .init("values", .array(series.values.map(Self.json))),
        ]).serialized() + "\n")
    }
    let wording = Wording(language)
    let table = ReportTable(
      columns: [
        .init("year", words("Năm", "Year")), .init("series", words("Chuỗi", "Series")),
        .init("measure", words("Nội dung", "Measure")),
        .init("value", words("Giá trị", "Value"), .trailing),
        .init("certainty", words("Độ tin cậy", "Certainty")),
        .init("source", words("Nguồn", "Source"), isFlexible: true),
        .init("note", words("Ghi chú", "Note"), isFlexible: true),
      ],
      rows: series.values.map { value in
        [
          .init(String(value.year)), .init(value.series), .init(value.measure),
          .init(
            value.share.map { wording.numbers.percent($0, decimals: 2) } ?? wording.dash,
            raw: value.share.map { .number($0) } ?? .empty),
          .init(value.certainty), .init(value.source), .init(value.note),
        ]
      })
    try ExitStatus.writeOutput(TablePrinter.text(table, format))
  }

  private func comparison(
    of series: ReferenceSeries, _ text: String, _ language: ReportLanguage
  ) throws {
    let years = text.split(separator: ",").compactMap { Int($0.filter { !$0.isWhitespace }) }
    guard years.count == 2 else {
      throw CommandFailure.usage(
        "--compare '\(text)' is not two years", fix: "such as --compare 2022,2024",
        vi: "--compare '\(text)' không phải là hai năm", viFix: "ví dụ --compare 2022,2024")
    }
    if let reason = series.incomparability(years[0], years[1], measure: measure) {
      throw CommandFailure.unusable(
        reason.en, fix: "compare years of one series only", vi: reason.vi,
        viFix: "chỉ so sánh các năm trong cùng một chuỗi")
    }
    guard let before = series.value(years[0], measure: measure)?.share,
      let after = series.value(years[1], measure: measure)?.share
    else { return }
    let wording = Wording(language)
    if format == .json {
      return try ExitStatus.writeOutput(
        JSONValue.object([
          .init("schema", .string("hailong.reference/1")), .init("measure", .string(measure)),
          .init("earlier", .number(before)), .init("later", .number(after)),
          .init("difference", .number(after - before)),
        ]).serialized() + "\n")
    }
    let numbers = wording.numbers
    let points = language == .english ? "points" : "điểm %"
    try ExitStatus.writeOutput(
      "SIPAS \(measure): \(years[0]) \(numbers.percent(before, decimals: 2)) → "
        + "\(years[1]) \(numbers.percent(after, decimals: 2)) "
        + "(\(after < before ? "−" : "+")\(numbers.decimal(abs(after - before) * 100, decimals: 2)) "
        + "\(points))\n")
  }

  private static func json(_ value: ReferenceSeries.Value) -> JSONValue {
    .object([
      .init("year", .integer(value.year)), .init("series", .string(value.series)),
      .init("measure", .string(value.measure)), .init("value", .real(value.share)),
      .init("certainty", .string(value.certainty)), .init("source", .string(value.source)),
      .init("note", .string(value.note)),
    ])
  }
}

/// `hailong instruments scores`: published scores of an index, checked on their own scale.
struct InstrumentsScoresCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scores",
    abstract: "Import published scores of an index (PAPI) on their own scale and check them.",
    discussion: """
      CSV dimension,subdimension,score, and year, unit where there are several. A row without a \
      sub-dimension is the dimension's published score; it must be the sum of its sub-dimensions. \
      Scores stay in points: never computed from one's own survey, never turned into per cent. To \
      keep them with a plan, give the indicator the unit points and use hailong plan record.

      Example:

        hailong instruments scores surveys/samples/small/papi.csv --survey papi
      """)

  @Argument(help: ArgumentHelp("The file; - is standard input.", valueName: "file"))
  var file: String

  @Option(help: ArgumentHelp("The index: its id, or a YAML file.", valueName: "instrument"))
  var survey: String = "papi"

  @OptionGroup var definitions: SurveysOption
  @OptionGroup var language: LanguageOption
  @OptionGroup(title: "Input") var reading: ReadingOptions

  @Option(help: "table, json, csv or markdown.") var format: OutputFormat = .table

  func run() throws {
    let instrument = try definitions.instrument(survey)
    guard let index = instrument.index else {
      throw CommandFailure.unusable(
        "'\(instrument.id)' is no published index; its numbers come from answers or counts",
        fix: "name an instrument of the family index, such as papi",
        vi:
          "'\(instrument.id)' không phải là chỉ số đã công bố; số của nó lấy từ câu trả lời hoặc số đếm",
        viFix: "ghi tên một phiếu thuộc nhóm index, như papi")
    }
    let scores = try PublishedScores(
      file == "-" ? .standardInput : .file(file), index: index,
      options: try reading.csvOptions(digest: false))
    if format == .json {
      return try ExitStatus.writeOutput(json(scores, instrument, index).serialized() + "\n")
    }
    let language = language.language(standard: .english)
    let words = PlanWords(language)
    func said(_ text: BilingualText) -> String { language == .english ? text.en : text.vi }
    let numbers = NumberStyle(language)
    func points(_ value: Double) -> ReportTable.Cell {
      .init(numbers.decimal(value, decimals: 2), raw: .number(value))
    }
    let table = ReportTable(
      title: "\(said(instrument.title)) · \(instrument.id) \(instrument.version)",
      columns: [
        .init("year", words("Năm", "Year")), .init("unit", words("Đơn vị", "Unit")),
        .init("dimension", words("Nội dung", "Dimension")),
        .init("title", words("Tên", "Title"), isFlexible: true),
        .init("score", said(index.unit), .trailing),
        .init("parts", words("Số thành phần", "Parts"), .trailing),
        .init("basis", words("Cơ sở", "Basis")),
      ],
      rows: scores.scores.map { score in
        [
          .init(score.year), .init(score.unit), .init(score.dimension.id),
          .init(said(score.dimension.title)), points(score.score), .number(score.parts.count),
          .init(
            score.isPublished
              ? score.parts.isEmpty
                ? words("công bố", "published")
                : words("công bố, bằng tổng thành phần", "published, sum of its parts")
              : words("tổng thành phần", "sum of its parts")),
        ]
      })
    try ExitStatus.writeOutput(TablePrinter.text(table, format))
  }

  private func json(
    _ scores: PublishedScores, _ instrument: Instrument, _ index: PublishedIndex
  ) -> JSONValue {
    .object([
      .init("schema", .string("hailong.index/1")),
      .init("instrument", .string("\(instrument.id) \(instrument.version)")),
      .init("unit", .string(index.unit.en)), .init("minimum", .number(index.minimum)),
      .init("maximum", .number(index.maximum)),
      .init(
        "scores",
        .array(
          scores.scores.map { score in
            .object([
              .init("year", .string(score.year)), .init("unit", .string(score.unit)),
              .init("dimension", .string(score.dimension.id)),
              .init("score", .number(score.score)), .init("published", .bool(score.isPublished)),
              .init("subdimensions", .array(score.parts.map(JSONValue.number))),
              .init(
                "total",
                .real(scores.total(year: score.year, unit: score.unit, of: index))),
            ])
          })),
    ])
  }
}
