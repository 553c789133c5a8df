import ArgumentParser
import CSVIO
import Foundation
import SurveyData
import SurveyEstimation

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

  @OptionGroup(title: "Input")
  var reading: ReadingOptions

  func run() throws {
    try TallyInput.refuse(files, fix: "join tallies with hailong merge")
    var request = EstimationRequest(design: try design.request())
    try questions.add(to: &request)
    let found = try request.tally(
      files.map { $0 == "-" ? .standardInput : .file($0) },
      options: try reading.csvOptions(digest: true))
    for note in found.notes { ExitStatus.writeError("note: \(note)") }
    let count = found.rejectedCounts.values.reduce(0, +)
    if count > 0 {
      ExitStatus.writeError("warning: \(count) record\(count == 1 ? "" : "s") rejected")
    }
    var file = found.file
    let (kept, left) = file.tally.withoutDomains(below: minimumDomain)
    file.tally = kept
    for levels in left {
      ExitStatus.writeError("note: left out as too small: \(levels.joined(separator: ", "))")
    }
    try StreamedFile.write(file.bytes, to: output)
  }
}

/// `hailong merge`: joins tallies.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Merge tallies of the same questions; the order does not matter.",
    discussion: """
      PSUs, strata and domains are joined by name; a file whose rows are in two tallies is refused.

        hailong merge january.tally february.tally march.tally -o quarter.tally
      """)

  @Argument(help: "Tallies.")
  var files: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("The tally to be written.", valueName: "file"))
  var output: String

  func run() throws {
    for file in files where !FileManager.default.fileExists(atPath: file) {
      throw CommandFailure.inputMissing("\(file): no such file")
    }
    guard let tallies = try TallyInput(files) else {
      throw CommandFailure.unusable(
        "\(files.joined(separator: ", ")): not a tally", fix: "make one with hailong tally")
    }
    try StreamedFile.write(try tallies.merged().bytes, to: output)
  }
}
