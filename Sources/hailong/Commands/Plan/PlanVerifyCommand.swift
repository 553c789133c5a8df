import ArgumentParser
import PlanModel
import PlanStore
import SurveyReport

/// `hailong plan verify`: makes the figures again from their files and compares.
struct PlanVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Make the figures again from their files and compare them with the store.",
    discussion: """
      Give the files and options with which they were fed. Figures are the same when they agree to \
      nine digits; the plan is the store's. Exit status 65 when a figure differs, was never recorded \
      from these files, or could not be made again.

      Example:

        hailong plan verify mot-cua-2025-h1.csv --survey one-stop --plan can-tho-2025 \\
          --period 2025-H1 --by unit --store can-tho.sqlite
      """)

  @OptionGroup var survey: SurveyOptions
  @OptionGroup(title: "Judgement") var judgement: JudgementOptions
  @OptionGroup var storeOption: StoreOption
  @OptionGroup(title: "Output") var language: LanguageOption

  @Option(help: "table, json, csv or markdown.") var format: OutputFormat = .table

  func validate() throws {
    if survey.period == nil {
      throw ValidationError("verify needs --period, such as --period 2025-H1")
    }
  }

  func run() throws {
    let store = try storeOption.open(.read)
    let plan = try store.plan(judgement.plan)
    let work = try SurveyJudging(survey, judgement, wantsQuestions: false).run(in: plan)
    guard let period = work.period else { return }
    let entries = try store.verify(
      work.measurements(
        period: period, stage: .final, options: judgement.described(nest: survey.nest)))
    try store.close()
    try ExitStatus.writeOutput(text(entries, plan: plan, period: period))
    if entries.contains(where: { $0.outcome != .same }) {
      throw ExitCode(ExitStatus.unusable.rawValue)
    }
  }

  private func text(_ entries: [Verification], plan: Plan, period: Period) -> String {
    if format == .json {
      return JSONValue.object([
        .init("schema", .string("hailong.verification/1")), .init("plan", .string(plan.id)),
        .init("period", .string(period.description)),
        .init(
          "figures",
          .array(
            entries.map {
              .object([
                .init("name", .string($0.name)), .init("outcome", .string($0.outcome.rawValue)),
                .init("id", .count($0.id.map(Int.init))), .init("stored", .real($0.stored)),
                .init("made", .real($0.made)),
              ])
            })),
        .init(
          "summary",
          .object(
            Verification.Outcome.allCases.map { outcome in
              .init(outcome.rawValue, .integer(entries.count { $0.outcome == outcome }))
            })),
      ]).serialized() + "\n"
    }
    let words = PlanWords(language.language(standard: .english))
    func number(_ value: Double?) -> ReportTable.Cell {
      .init(value.map { "\($0)" } ?? "–", raw: value.map { .number($0) } ?? .empty)
    }
    let table = ReportTable(
      columns: [
        .init("figure", words("Kết quả đo", "Figure"), isFlexible: true),
        .init("id", words("Số", "No."), .trailing),
        .init("stored", words("Đã ghi", "Stored"), .trailing),
        .init("made", words("Tính lại", "Made again"), .trailing),
        .init("outcome", words("Kết luận", "Outcome")),
      ],
      rows: entries.map { entry in
        let outcome: String =
          switch entry.outcome {
          case .same: words("khớp", "same")
          case .different: words("KHÁC", "DIFFERENT")
          case .notRecorded: words("chưa ghi", "not recorded")
          case .notMade: words("không tính lại được", "not made again")
          }
        return [
          .init(entry.name), .number(entry.id.map(Int.init)), number(entry.stored),
          number(entry.made), .init(outcome, raw: .text(entry.outcome.rawValue)),
        ]
      })
    return TablePrinter.text(table, format)
  }
}
