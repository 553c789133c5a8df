import ArgumentParser
import CSVIO
import Foundation
import SurveyData
import SurveyEstimation
import SurveyReport

/// `hailong tally`: the sums that estimates are made of, without a person's answers.
struct TallyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tally",
    abstract: "Make a tally: sums per PSU and domain that merge exactly, and no row of anyone.",
    discussion: """
      A province makes its tally, the centre merges them, and the estimates are to the last bit \
      those of all files together:

        hailong tally can-tho.csv -o can-tho.tally --rate 'q1=4|5 of 1|2|3|4|5' --by area \\
          --weight weight --strata province --cluster office
        hailong merge can-tho.tally dong-thap.tally -o region.tally
        hailong estimate region.tally --deff

      With --survey the tally holds what an instrument's measures need, for compare, feed and \
      estimate:

        hailong tally can-tho.csv -o can-tho.tally --survey one-stop --plan can-tho-2025 \\
          --period 2025-H1 --by unit --minimum-cell 5
        hailong compare can-tho.tally --plan can-tho-2025 --period 2025-H1 --by unit

      A cell (a PSU and a domain) of few responses tells what these persons answered. The sender can \
      keep such cells out of the file:

        hailong tally can-tho.csv -o can-tho.tally --rate 'q1=4|5 of 1|2|3|4|5' --by area \\
          --weight weight --strata province --cluster office --minimum-cell 5

      All tallies to be merged need the same options. Memory grows with PSUs x domains x \
      statistics, not with rows.
      """)

  @Argument(help: "CSV files, - for standard input; several are one data set.")
  var files: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("The tally to be written.", valueName: "file"))
  var output: String

  @OptionGroup(title: "Statistics")
  var questions: QuestionOptions

  @OptionGroup(title: "Design")
  var design: DesignOptions

  @Option(
    help: ArgumentHelp(
      "Leave out domains with fewer rows than this; their rows stay in the design.",
      valueName: "n"))
  var minimumDomain: Int = 0

  @Option(
    help: ArgumentHelp(
      "No cell (PSU or stratum, and domain) with fewer responses than this in the file: small PSUs are put together, small domains left out; with --survey small areas and units withheld.",
      valueName: "n"))
  var minimumCell: Int = 0

  @OptionGroup(title: "Survey")
  var survey: SurveyTallyOptions

  @OptionGroup var language: LanguageOption

  @OptionGroup(title: "Input")
  var reading: ReadingOptions

  func validate() throws {
    for (name, number) in [("--minimum-cell", minimumCell), ("--minimum-domain", minimumDomain)]
    where number < 0 {
      throw ValidationError(
        "\(name) \(number) is no number of responses: 0 or more",
        vi: "\(name) \(number) không phải số phiếu: cần 0 trở lên")
    }
  }

  func run() throws {
    try TallyInput.refuse(
      files, fix: "join tallies with hailong merge", viFix: "gộp các bảng bằng hailong merge")
    if survey.screening.survey != nil {
      try tallySurvey()
      return
    }
    guard survey.plan == nil, survey.measure.isEmpty, survey.idKey == nil,
      survey.screening.period == nil
    else {
      throw CommandFailure.usage(
        "--plan, --measure, --period and --id-key are for tallies of an instrument",
        fix: "name it with --survey, or leave them out",
        vi:
          "--plan, --measure, --period và --id-key dùng cho bảng cộng dồn của phiếu khảo sát",
        viFix: "ghi phiếu bằng --survey, hoặc bỏ các tùy chọn này")
    }
    var request = EstimationRequest(design: try design.request())
    try questions.add(to: &request)
    let found = try request.tally(
      files.map { $0 == "-" ? .standardInput : .file($0) },
      options: try reading.csvOptions(digest: true))
    for note in found.notes { ExitStatus.writeNote(note.en, vi: note.vi) }
    let count = found.rejectedCounts.values.reduce(0, +)
    if count > 0 {
      ExitStatus.writeWarning(
        "\(count) record\(count == 1 ? "" : "s") rejected", vi: "\(count) phiếu bị loại")
    }
    var file = found.file
    file.tally = try file.tally.protected(minimum: minimumCell, domainsBelow: minimumDomain)
    let frame = file.tally.frame
    announce(file.tally.remarks, cells: frame.cellCount, below: frame.cells(below:))
    try StreamedFile.write(file.bytes, to: output)
  }

  /// Tallies the measures of an instrument, whose definition names columns, answers and design.
  private func tallySurvey() throws {
    guard
      [
        questions.rate, questions.mean, questions.total, questions.ratio, questions.quantile,
        questions.filter, questions.missing,
      ].allSatisfy(\.isEmpty), design.weight == nil, design.strata == nil, design.cluster == nil,
      design.fpc == nil, minimumDomain == 0
    else {
      throw CommandFailure.usage(
        "with --survey the instrument says what is tallied and on which design",
        fix: "leave out --rate, --weight, --minimum-domain and the like, or leave out --survey",
        vi: "khi có --survey, phiếu khảo sát cho biết cộng dồn gì và theo thiết kế mẫu nào",
        viFix: "bỏ --rate, --weight, --minimum-domain và các tùy chọn tương tự, hoặc bỏ --survey")
    }
    let tally = try survey.tally(
      files, by: questions.by.flatMap { OptionText.list($0) }, isNested: design.nest,
      minimumCell: minimumCell, reading: reading)
    announce(
      tally.remarks, cells: tally.cells(below: 0).all, below: { tally.cells(below: $0).small })
    try StreamedFile.write(try tally.bytes(), to: output)
  }

  /// Tells on standard error what a reader of the tally should know, and how many cells are small.
  private func announce(_ remarks: [BilingualText], cells: Int, below: (Int) -> Int) {
    let small = SmallCellRemark.unprotected(cells, below: below)
    for remark in remarks + [small].compactMap({ $0 }) {
      ExitStatus.writeNote(remark.en, vi: remark.vi)
    }
  }
}

/// `hailong merge`: joins tallies.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Merge tallies of the same questions; the order does not matter.",
    discussion: """
      PSUs, strata and domains are joined by name. A file whose rows are in two tallies is refused; \
      with --known skip a tally all of whose files are merged already is left out with a warning.

        hailong merge january.tally february.tally march.tally -o quarter.tally
      """)

  @OptionGroup var language: LanguageOption

  @Argument(help: "Tallies.")
  var files: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("The tally to be written.", valueName: "file"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "A tally whose files are all merged already: refuse or skip.", valueName: "refuse|skip"))
  var known: String = TallyInput.Known.refuse.rawValue

  func run() throws {
    guard let known = TallyInput.Known(rawValue: known) else {
      throw OptionText.unknown(
        "--known", known, among: TallyInput.Known.allCases.map(\.rawValue))
    }
    for file in files where !FileManager.default.fileExists(atPath: file) {
      throw CommandFailure.inputMissing("\(file): no such file", vi: "\(file): không có tệp này")
    }
    guard let tallies = try TallyInput(files, known: known) else {
      throw CommandFailure.unusable(
        "\(files.joined(separator: ", ")): not a tally", fix: "make one with hailong tally",
        vi: "\(files.joined(separator: ", ")): không phải bảng cộng dồn",
        viFix: "lập bằng hailong tally")
    }
    try StreamedFile.write(try tallies.mergedBytes(), to: output)
  }
}
