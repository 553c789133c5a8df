import ArgumentParser
import CSVIO
import Foundation
import SurveyData
import SurveyEstimation
import SurveyReport

/// `hailong sample draw`.
struct SampleDrawCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draw", abstract: "Draw a sample from a list.",
    discussion: """
      Writes the drawn rows of the list with three more columns: probability, weight and certain. \
      The same list, options and seed give the same sample on every machine. Without --seed one is \
      chosen and told.

      Examples: a simple random sample; a stratified one by an allocation; villages with \
      probability proportional to their households:

        hailong sample draw offices.csv --size 40 --seed 7
        hailong sample draw offices.csv --strata district --allocation allocation.csv --seed 7
        hailong sample draw villages.csv --size 30 --method pps --measure households --seed 7

      Holds the whole list in memory.
      """)

  @Argument(help: "CSV file of units, - for standard input.")
  var file: String

  @Option(help: ArgumentHelp("Units to draw.", valueName: "n"))
  var size: Int?

  @Option(help: "srs, systematic or pps.")
  var method: String = "srs"

  @Option(help: ArgumentHelp("Column of sizes, for pps.", valueName: "column"))
  var measure: String?

  @Option(help: ArgumentHelp("Stratum column.", valueName: "column"))
  var strata: String?

  @Option(
    help: ArgumentHelp("CSV file stratum,n: units to draw in each stratum.", valueName: "file"))
  var allocation: String?

  @Option(help: "With --strata and --size: equal, proportional or power.")
  var rule: String = "proportional"

  @Option(help: "Exponent of the power rule, 0 (equal) to 1 (proportional).")
  var exponent: Double = 0.5

  @Option(help: ArgumentHelp("With --size: the least for each stratum.", valueName: "n"))
  var minimum: Int = 0

  @Option(help: "Start of the random numbers.")
  var seed: UInt64?

  @Flag(help: "Keep columns that identify persons (names, telephone numbers, …).")
  var keepPersonal = false

  @OptionGroup var language: LanguageOption

  @OptionGroup(title: "Output")
  var output: SampleOutput

  @OptionGroup(title: "Input")
  var reading: ReadingOptions

  func run() throws {
    let frame = try FrameTable(file, options: try reading.csvOptions(digest: false))
    let seed = seed ?? UInt64.random(in: 1...999_999_999)
    var draw = SampleDraw(seed: seed)
    let units: [SampledUnit]
    if let strata {
      let (codes, names) = codes(try frame.texts(strata))
      units = try draw.stratifiedSample(
        try sizes(names: names, codes: codes), strata: codes, by: try drawMethod(frame))
    } else {
      guard let size, allocation == nil else {
        throw CommandFailure.usage(
          "draw needs --size, or --strata with --allocation or --size",
          vi: "draw cần --size, hoặc --strata với --allocation hoặc --size")
      }
      units = try draw.sample(size, from: frame.table.rows.count, by: try drawMethod(frame))
    }
    if self.seed == nil {
      ExitStatus.writeNote(
        "--seed \(seed) draws this sample again", vi: "--seed \(seed) chọn lại đúng mẫu này")
    }
    try write(units, from: frame)
  }

  private func drawMethod(_ frame: FrameTable) throws -> DrawMethod {
    let word = method.lowercased()
    if let measure {
      guard word == "pps" else {
        throw CommandFailure.usage(
          "--measure belongs to --method pps", vi: "--measure đi với --method pps")
      }
      return .proportionalToSize(try frame.numbers(measure))
    }
    switch word {
    case "srs", "simple": return .simpleRandom
    case "systematic": return .systematic
    case "pps":
      throw CommandFailure.usage(
        "--method pps needs --measure", fix: "name the column of sizes",
        vi: "--method pps cần có --measure", viFix: "ghi tên cột quy mô")
    default: throw OptionText.unknown("--method", method, among: ["srs", "systematic", "pps"])
    }
  }

  /// Strata numbered in the order of their names, so that the order of the list does not decide
  /// which random numbers a stratum gets.
  private func codes(_ texts: [String]) -> (codes: [Int32], names: [String]) {
    let names = Set(texts).sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
    var number: [String: Int32] = [:]
    for (index, name) in names.enumerated() { number[name] = Int32(index) }
    return (texts.map { number[$0] ?? 0 }, names)
  }

  private func sizes(names: [String], codes: [Int32]) throws -> [Int] {
    guard let allocation else {
      guard let size else {
        throw CommandFailure.usage(
          "--strata needs --allocation or --size", vi: "--strata cần --allocation hoặc --size")
      }
      var populations = [Int](repeating: 0, count: names.count)
      for code in codes { populations[Int(code)] += 1 }
      return try Allocation(
        total: size, populations: populations,
        rule: try AllocationWord.rule(rule, exponent: exponent, hasDeviations: false),
        minimum: minimum
      ).sizes
    }
    guard size == nil else {
      throw CommandFailure.usage(
        "--allocation and --size exclude each other",
        vi: "--allocation và --size không dùng cùng nhau")
    }
    let table = try FrameTable(allocation)
    let wanted = try table.wholeNumbers("n")
    let strata = try table.texts("stratum")
    var sizes = [Int?](repeating: nil, count: names.count)
    for (row, stratum) in strata.enumerated() {
      guard let index = names.firstIndex(where: { FoldedText($0) == FoldedText(stratum) }) else {
        if wanted[row] == 0 { continue }
        let nearest = NearestName.nearest(to: stratum, among: names)
        throw CommandFailure.unusable(
          "\(table.place(row)): the list has no stratum \"\(stratum)\"",
          fix: nearest.map { "did you mean \"\($0)\"?" },
          vi: "\(table.place(row)): danh sách không có tầng \"\(stratum)\"",
          viFix: nearest.map { "có phải là \"\($0)\"?" })
      }
      guard sizes[index] == nil else {
        throw CommandFailure.unusable(
          "\(table.place(row)): \"\(stratum)\" stands there twice",
          vi: "\(table.place(row)): \"\(stratum)\" có hai lần trong tệp")
      }
      sizes[index] = wanted[row]
    }
    return try sizes.enumerated().map { index, size in
      guard let size else {
        throw CommandFailure.unusable(
          "\(allocation): there is no row for stratum \"\(names[index])\"",
          fix: "add it, with n 0 if nothing is to be drawn there",
          vi: "\(allocation): không có dòng cho tầng \"\(names[index])\"",
          viFix: "thêm dòng đó, với n bằng 0 nếu không chọn ở tầng này")
      }
      return size
    }
  }

  private func write(_ units: [SampledUnit], from frame: FrameTable) throws {
    let names = frame.table.columns
    let kept = names.indices.filter {
      keepPersonal || PersonalPatterns.kind(ofHeader: names[$0]) == nil
    }
    if kept.count < names.count {
      let left = names.indices.filter { !kept.contains($0) }.map { names[$0] }
      PersonalNote.write(left)
    }
    let columns =
      kept.map { ReportTable.Column(names[$0], names[$0]) } + [
        .init("probability", MessageLanguage.said("probability", vi: "xác suất chọn"), .trailing),
        .init("weight", MessageLanguage.said("weight", vi: "trọng số"), .trailing),
        .init("certain", MessageLanguage.said("certain", vi: "chắc chắn")),
      ]
    try output.write(
      ReportTable(
        columns: columns,
        rows: units.map { unit in
          kept.map { .init(frame.table.rows[unit.index].cells[$0]) } + [
            SampleOutput.number(unit.probability), SampleOutput.number(unit.weight),
            .init(unit.isCertain ? "yes" : "no"),
          ]
        }), schema: "hailong.drawn/1", unlessGiven: .csv)
  }
}
