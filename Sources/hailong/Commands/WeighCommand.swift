import ArgumentParser
import CSVIO
import Foundation
import PlanModel
import SurveyData
import SurveyEstimation
import SurveyReport

/// `hailong weigh`: non-response adjustment, calibration, trimming, replicate weights.
struct WeighCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weigh",
    abstract: "Adjust weights to population totals and write them beside the answers.",
    discussion: """
      Margins are a CSV file variable,category,total with one block of all levels per variable (an \
      empty category gives a numeric column's total), or the classifying columns and total for \
      post-stratification. The steps come in this order: non-response, calibration, trimming; \
      replicate weights, if asked for, go through all of them.

      Example: give respondents the weight of those who did not answer in the same office, rake to \
      census margins, and see what became of the weights:

        hailong weigh answers.csv --weight weight --responded 'status=done' --cells office \\
          --margins census.csv --trim 0.2,8 --output weighted.csv

      The weighted file goes to --output, or to standard output when there is none; the diagnostics \
      go to standard output beside --output, else to standard error. Reads the files twice; memory \
      grows with the rows, some bytes for each column that the margins name.
      """)

  @Argument(help: "CSV files, - for standard input; several are one data set.")
  var files: [String]

  @Option(
    help: ArgumentHelp(
      "Column of design weights (default: every row weighs 1).", valueName: "column"))
  var weight: String?

  @Option(help: ArgumentHelp("Population totals, a CSV file.", valueName: "file"))
  var margins: String?

  @Option(
    help: "rake, linear, logit or poststratify (default: rake; poststratify for a file of cells).")
  var method: String?

  @Option(help: ArgumentHelp("Bounds of the calibration factors.", valueName: "L,U"))
  var bounds: String?

  @Option(help: ArgumentHelp("Trim weights to these limits, after calibration.", valueName: "L,U"))
  var trim: String?

  @Option(
    help: ArgumentHelp(
      "Rows that answered; the others hand their weight on.", valueName: "condition"))
  var responded: String?

  @Option(
    help: ArgumentHelp("Columns that make the non-response cells.", valueName: "column[,column]"))
  var cells: String?

  @Option(help: "Make replicate weights: JK1, JKn, BRR, Fay, bootstrap or SDR.")
  var makeReplicates: String?

  @Option(
    help: ArgumentHelp("Number of bootstrap replicates, or the least for SDR.", valueName: "n"))
  var replicates: Int?

  @Option(help: "Seed of the bootstrap.")
  var seed: UInt64 = 1

  @Option(help: "Fay's factor, 0 <= rho < 1.")
  var fayRho: Double?

  @Option(help: ArgumentHelp("Stratum column, for replicate weights.", valueName: "column"))
  var strata: String?

  @Option(help: ArgumentHelp("PSU column, for replicate weights.", valueName: "column"))
  var cluster: String?

  @Flag(help: "PSU ids start anew in every stratum.")
  var nest = false

  @Option(
    help: ArgumentHelp(
      "Number of PSUs in the population of each stratum, or sampling fractions; for JK1 and JKn.",
      valueName: "column"))
  var fpc: String?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where the weighted file goes.", valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("Where the scales of the replicates go (JKn).", valueName: "file"))
  var rscales: String?

  @Option(help: ArgumentHelp("Name of the new column.", valueName: "name"))
  var weightColumn: String = "weight_adjusted"

  @Flag(help: "Keep columns that identify persons (names, telephone numbers, …).")
  var keepPersonal = false

  @Flag(help: "Write cells as they stand, also those that a spreadsheet takes for a formula.")
  var raw = false

  @Option(help: "Format of the diagnostics: table, json or csv (the margins).")
  var format: WeighOutput.Format = .table

  @OptionGroup var language: LanguageOption

  @OptionGroup(title: "Input")
  var reading: ReadingOptions

  func run() throws {
    let request = try request()
    let result = try request.run(try inputs(), options: try reading.csvOptions(digest: false))
    let personal = try write(result)
    let diagnostics = WeighOutput(
      result: result, weightColumn: weightColumn,
      seed: request.replicates?.kind == .bootstrap ? seed : nil)
    let text = diagnostics.text(format)
    if output == nil { ExitStatus.writeError(text) } else { try ExitStatus.writeOutput(text) }
    diagnostics.report(personalColumns: personal)
    if let rscales, let variance = result.replicateVariance {
      var writer = CSVWriter()
      writer.write(["rscale"])
      for scale in variance.replicateScales { writer.write(["\(scale)"]) }
      try StreamedFile.write(writer.bytes, to: rscales)
    }
  }

  /// The adjustments that the options describe; the margins file is read.
  func request() throws -> WeightingRequest {
    guard margins != nil || trim != nil || responded != nil || makeReplicates != nil else {
      throw CommandFailure.usage(
        "nothing is asked for", fix: "give --margins, --responded, --trim or --make-replicates",
        vi: "chưa yêu cầu làm gì",
        viFix: "thêm --margins, --responded, --trim hoặc --make-replicates")
    }
    if responded == nil, cells != nil {
      throw CommandFailure.usage(
        "--cells needs --responded", fix: "such as --responded status=done",
        vi: "--cells cần có --responded", viFix: "ví dụ --responded status=done")
    }
    return WeightingRequest(
      weight: weight.map { ColumnReference($0) },
      nonresponse: try responded.map {
        NonresponseRequest(responded: try Condition($0), cells: DesignOptions.columns(cells))
      }, calibration: try calibration(), replicates: try replicateMaking())
  }

  private func calibration() throws -> CalibrationRequest? {
    let limits = try OptionText.pair("--trim", trim)
    let bounds = try OptionText.pair("--bounds", bounds)
      .map { CalibrationBounds(lower: $0.0, upper: $0.1) }
    guard let margins else {
      if method != nil || bounds != nil {
        throw CommandFailure.usage(
          "--method and --bounds need --margins", vi: "--method và --bounds cần có --margins")
      }
      return limits.map { CalibrationRequest(kind: nil, margins: [], trimming: $0) }
    }
    let isBlocks = try MarginFile.isBlocks(margins)
    let word = method?.lowercased() ?? (isBlocks ? "rake" : "poststratify")
    let kind: CalibrationRequest.Kind
    switch word {
    case "poststratify", "post-stratify": kind = .postStratify
    case "rake", "raking": kind = .calibrate(.raking(bounds))
    case "linear", "greg": kind = .calibrate(.linear(bounds))
    case "logit":
      guard let bounds else {
        throw CommandFailure.usage(
          "--method logit needs --bounds", fix: "such as --bounds 0.3,3",
          vi: "--method logit cần có --bounds", viFix: "ví dụ --bounds 0.3,3")
      }
      kind = .calibrate(.logit(bounds))
    default:
      throw OptionText.unknown(
        "--method", word, among: ["rake", "linear", "logit", "poststratify"])
    }
    var tables: [MarginTable]
    if case .postStratify = kind {
      if bounds != nil {
        throw CommandFailure.usage(
          "post-stratification has no --bounds", vi: "hậu phân tầng không có --bounds")
      }
      tables = isBlocks ? try MarginFile.margins(margins) : [try MarginFile.cells(margins)]
      guard tables.count == 1, !tables[0].isNumeric else {
        throw CommandFailure.usage(
          "--method poststratify needs one table of cells, \(margins) has \(tables.count) variables",
          fix: "rake to several margins, or give their cross-classification",
          vi: "--method poststratify cần một bảng các ô, \(margins) có \(tables.count) biến",
          viFix: "dùng raking cho nhiều biến, hoặc cho bảng chéo của chúng")
      }
    } else {
      tables = isBlocks ? try MarginFile.margins(margins) : [try MarginFile.cells(margins)]
    }
    return CalibrationRequest(kind: kind, margins: tables, trimming: limits)
  }

  private func replicateMaking() throws -> ReplicateMaking? {
    guard let makeReplicates else {
      if replicates != nil || fayRho != nil || strata != nil || cluster != nil || nest
        || rscales != nil || fpc != nil
      {
        throw CommandFailure.usage(
          "options for replicate weights need --make-replicates",
          vi: "các tùy chọn về trọng số lặp cần có --make-replicates")
      }
      return nil
    }
    let kind: ReplicateKind
    switch makeReplicates.lowercased() {
    case "jk1": kind = .jackknife
    case "jkn": kind = .stratifiedJackknife
    case "brr": kind = .balanced
    case "fay":
      guard let fayRho else {
        throw CommandFailure.usage(
          "--make-replicates Fay needs --fay-rho", fix: "such as 0.5",
          vi: "--make-replicates Fay cần có --fay-rho", viFix: "ví dụ 0.5")
      }
      kind = .fay(rho: fayRho)
    case "bootstrap": kind = .bootstrap
    case "sdr", "successive-difference": kind = .successiveDifference
    default:
      throw OptionText.unknown(
        "--make-replicates", makeReplicates,
        among: ["JK1", "JKn", "BRR", "Fay", "bootstrap", "SDR"])
    }
    if fpc != nil, kind != .jackknife, kind != .stratifiedJackknife {
      throw CommandFailure.usage(
        "--fpc belongs to --make-replicates JK1 or JKn",
        fix: "the other replicates are of sampling with replacement",
        vi: "--fpc đi với --make-replicates JK1 hoặc JKn",
        viFix: "các cách lặp khác dành cho chọn mẫu có hoàn lại")
    }
    return ReplicateMaking(
      kind: kind, count: replicates, seed: seed, stratum: strata.map { ColumnReference($0) },
      cluster: cluster.map { ColumnReference($0) }, isNested: nest,
      population: fpc.map { ColumnReference($0) })
  }

  private func inputs() throws -> [CSVInput] {
    try files.map { file in
      guard file == "-" else { return .file(file) }
      // Standard input passes once; the weights are known only after it.
      let data = try FileHandle.standardInput.readToEnd() ?? Data()
      return .bytes(Array(data), name: "-")
    }
  }

  private func write(_ result: WeightingResult) throws -> [String] {
    let options = WeightedFileOptions(
      weightColumn: weightColumn, keepsPersonalColumns: keepPersonal, excelSafe: !raw)
    guard let output else {
      return try result.write(options) { bytes in
        try FileHandle.standardOutput.write(contentsOf: Data(bytes))
      }
    }
    let file = try StreamedFile(path: output, inputs: files)
    let personal = try result.write(options) { try file.append($0) }
    try file.finish()
    return personal
  }
}
