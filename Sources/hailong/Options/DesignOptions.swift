import ArgumentParser
import CSVIO
import SurveyData
import SurveyEstimation

/// The sample design, given by hand.
struct DesignOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Column of sampling weights.", valueName: "column"))
  var weight: String?

  @Option(help: ArgumentHelp("Stratum columns, one per stage.", valueName: "column[,column]"))
  var strata: String?

  @Option(help: ArgumentHelp("Cluster columns, outermost first.", valueName: "column[,column]"))
  var cluster: String?

  @Flag(help: "PSU ids start anew in every stratum.")
  var nest = false

  @Option(
    help: ArgumentHelp(
      "Population counts per stage, or sampling fractions <= 1.", valueName: "column[,column]"))
  var fpc: String?

  @Option(
    name: .customLong("lonely-psu"),
    help: "Single-PSU strata: fail, remove, certainty, adjust or average.")
  var lonelyPSU: String = "fail"

  @Option(help: ArgumentHelp("Replicate weights: a glob over column names.", valueName: "pattern"))
  var replicateWeights: String?

  @Option(help: "JK1, JKn, BRR, Fay, bootstrap or SDR.")
  var replicateType: String?

  @Option(help: "Fay's factor, 0 <= rho < 1.")
  var fayRho: Double?

  @Option(help: "Scale of the replicate variance (default: that of the type).")
  var scale: Double?

  @Option(help: ArgumentHelp("One-column CSV with a scale per replicate.", valueName: "file"))
  var rscales: String?

  @Flag(help: "Deviations of replicates from the full-sample value.")
  var mse = false

  @Option(help: ArgumentHelp("Post-stratify to a CSV of cells and totals.", valueName: "file"))
  var poststratify: String?

  @Option(help: ArgumentHelp("Rake to a CSV variable,category,total.", valueName: "file"))
  var rake: String?

  @Option(help: ArgumentHelp("Calibrate to a CSV variable,category,total.", valueName: "file"))
  var calibrate: String?

  @Option(help: "Distance of --calibrate: linear, raking or logit.")
  var calibration: String?

  @Option(help: ArgumentHelp("Bounds of the calibration factors.", valueName: "L,U"))
  var bounds: String?

  @Option(help: ArgumentHelp("Trim weights to these limits.", valueName: "L,U"))
  var trim: String?

  /// The columns named by a comma-separated list.
  static func columns(_ list: String?) -> [ColumnReference] {
    OptionText.list(list ?? "").map(ColumnReference.init)
  }

  /// The design that the options describe; margins files are read.
  func request() throws -> DesignRequest {
    guard let policy = SinglePSUPolicy(rawValue: lonelyPSU.lowercased()) else {
      throw OptionText.unknown(
        "--lonely-psu", lonelyPSU, among: SinglePSUPolicy.allCases.map(\.rawValue))
    }
    return DesignRequest(
      weight: weight.map(ColumnReference.init), strata: Self.columns(strata),
      clusters: Self.columns(cluster), isNested: nest, populations: Self.columns(fpc),
      singlePSU: policy, replicates: try replicates(), calibration: try calibrationRequest())
  }

  private func replicates() throws -> ReplicateColumns? {
    guard let replicateWeights else {
      if replicateType != nil || fayRho != nil || scale != nil || rscales != nil || mse {
        throw CommandFailure.usage(
          "options for replicate weights need --replicate-weights",
          fix: "name the columns by a pattern such as 'rw_*'",
          vi: "các tùy chọn về trọng số lặp cần có --replicate-weights",
          viFix: "ghi các cột bằng mẫu tên như 'rw_*'")
      }
      return nil
    }
    guard let replicateType else {
      throw CommandFailure.usage(
        "--replicate-weights needs --replicate-type",
        fix: "use one of JK1, JKn, BRR, Fay, bootstrap, SDR",
        vi: "--replicate-weights cần có --replicate-type",
        viFix: "dùng một trong JK1, JKn, BRR, Fay, bootstrap, SDR")
    }
    let kind: ReplicateKind
    switch replicateType.lowercased() {
    case "jk1": kind = .jackknife
    case "jkn": kind = .stratifiedJackknife
    case "brr": kind = .balanced
    case "fay":
      guard let fayRho, fayRho >= 0, fayRho < 1 else {
        throw CommandFailure.usage(
          "--replicate-type Fay needs --fay-rho between 0 and 1",
          vi: "--replicate-type Fay cần --fay-rho từ 0 đến dưới 1")
      }
      kind = .fay(rho: fayRho)
    case "bootstrap": kind = .bootstrap
    case "sdr", "successive-difference": kind = .successiveDifference
    default:
      throw OptionText.unknown(
        "--replicate-type", replicateType,
        among: ["JK1", "JKn", "BRR", "Fay", "bootstrap", "SDR"])
    }
    return ReplicateColumns(
      pattern: replicateWeights, kind: kind, scale: scale,
      replicateScales: try rscales.map { try MarginFile.scales($0) }, isMeanSquaredError: mse)
  }

  private func calibrationRequest() throws -> CalibrationRequest? {
    let given = [poststratify, rake, calibrate].compactMap { $0 }
    guard given.count <= 1 else {
      throw CommandFailure.usage(
        "--poststratify, --rake and --calibrate exclude each other",
        fix: "put all margins into one file for --calibrate",
        vi: "--poststratify, --rake và --calibrate không dùng cùng nhau",
        viFix: "gộp mọi tổng thể chuẩn vào một tệp cho --calibrate")
    }
    let limits = try OptionText.pair("--trim", trim)
    let bounds = try OptionText.pair("--bounds", bounds)
      .map { CalibrationBounds(lower: $0.0, upper: $0.1) }
    if calibrate == nil, bounds != nil || calibration != nil {
      throw CommandFailure.usage(
        "--bounds and --calibration belong to --calibrate",
        vi: "--bounds và --calibration đi với --calibrate")
    }
    var kind: CalibrationRequest.Kind?
    var margins: [MarginTable] = []
    if let poststratify {
      kind = .postStratify
      margins = [try MarginFile.cells(poststratify)]
    } else if let rake {
      kind = .calibrate(.raking(nil))
      margins = try MarginFile.margins(rake)
    } else if let calibrate {
      margins = try MarginFile.margins(calibrate)
      switch (calibration ?? "linear").lowercased() {
      case "linear": kind = .calibrate(.linear(bounds))
      case "raking": kind = .calibrate(.raking(bounds))
      case "logit":
        guard let bounds else {
          throw CommandFailure.usage(
            "--calibration logit needs --bounds", fix: "such as 0.3,3",
            vi: "--calibration logit cần có --bounds", viFix: "ví dụ 0.3,3")
        }
        kind = .calibrate(.logit(bounds))
      default:
        throw OptionText.unknown(
          "--calibration", calibration ?? "", among: ["linear", "raking", "logit"])
      }
    }
    if kind == nil, limits == nil { return nil }
    return CalibrationRequest(
      kind: kind, margins: margins, trimming: limits.map { (lower: $0.0, upper: $0.1) })
  }
}

/// Reads the small texts that options are made of.
enum OptionText {
  /// The parts of a comma-separated list; `\,` is a comma.
  static func list(_ text: String) -> [String] {
    var parts = [""]
    var escaped = false
    for character in text {
      if escaped {
        if character != "," { parts[parts.count - 1].append("\\") }
        parts[parts.count - 1].append(character)
        escaped = false
      } else if character == "\\" {
        escaped = true
      } else if character == "," {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    if escaped { parts[parts.count - 1].append("\\") }
    return parts.filter { !$0.allSatisfy(\.isWhitespace) }
  }

  /// Two numbers `L,U`.
  static func pair(_ option: String, _ text: String?) throws -> (Double, Double)? {
    guard let text else { return nil }
    let numbers = text.split(separator: ",").compactMap { part -> Double? in
      let word = part.filter { !$0.isWhitespace }.lowercased()
      return word == "inf" ? .infinity : word == "-inf" ? -.infinity : Double(word)
    }
    guard numbers.count == 2, numbers[0] <= numbers[1] else {
      throw CommandFailure.usage(
        "\(option) '\(text)' is not L,U with L <= U", fix: "such as 0.3,3",
        vi: "\(option) '\(text)' không phải dạng L,U với L <= U", viFix: "ví dụ 0.3,3")
    }
    return (numbers[0], numbers[1])
  }

  /// The error for a word that is none of the known ones.
  static func unknown(_ option: String, _ word: String, among known: [String]) -> CommandFailure {
    let nearest = NearestName.nearest(to: word, among: known)
    return .usage(
      "\(option) '\(word)' is not known",
      fix: (nearest.map { "did you mean \($0)? " } ?? "")
        + "use one of \(known.joined(separator: ", "))", vi: "\(option) không có giá trị '\(word)'",
      viFix: (nearest.map { "có phải là \($0)? " } ?? "")
        + "dùng một trong \(known.joined(separator: ", "))")
  }
}

/// Reads margins and scales from CSV files.
enum MarginFile {
  /// The blocks of a file `variable,category,total`.
  static func margins(_ path: String) throws -> [MarginTable] {
    let table = try CSVTable(.file(path))
    let places = try ["variable", "category", "total"].map { try column($0, of: table) }
    var margins: [MarginTable] = []
    for row in table.rows {
      let cell = MarginTable.Cell(
        categories: [row.cells[places[1]]], total: try number(row, places[2], of: table))
      let column = ColumnReference(row.cells[places[0]])
      if let known = margins.firstIndex(where: { $0.columns == [column] }) {
        margins[known].cells.append(cell)
      } else {
        margins.append(MarginTable(columns: [column], cells: [cell]))
      }
    }
    for margin in margins where margin.cells.count > 1 {
      if margin.cells.contains(where: { $0.categories[0].allSatisfy(\.isWhitespace) }) {
        throw CommandFailure.unusable(
          "\(path): \(margin.columns[0]) has an empty category beside others",
          fix: "an empty category is the total of a numeric column and stands alone",
          vi: "\(path): \(margin.columns[0]) có nhóm trống bên cạnh các nhóm khác",
          viFix: "nhóm trống là tổng của một cột số và đứng một mình")
      }
    }
    return margins
  }

  /// Whether a file is one of blocks `variable,category,total` rather than of cells.
  static func isBlocks(_ path: String) throws -> Bool {
    let table = try CSVTable(.file(path))
    return ["variable", "category", "total"].allSatisfy { name in
      table.columns.contains { FoldedText($0) == FoldedText(name) }
    }
  }

  /// The cells of a file with classifying columns and `total`.
  static func cells(_ path: String) throws -> MarginTable {
    let table = try CSVTable(.file(path))
    let total = try column("total", of: table)
    let places = table.columns.indices.filter { $0 != total }
    guard !places.isEmpty else {
      throw CommandFailure.unusable(
        "\(path): there is no classifying column beside total",
        fix: "put the columns whose cells the totals belong to before it",
        vi: "\(path): không có cột phân loại nào bên cạnh total",
        viFix: "đặt các cột phân loại trước cột total")
    }
    return MarginTable(
      columns: places.map { ColumnReference(table.columns[$0]) },
      cells: try table.rows.map { row in
        MarginTable.Cell(
          categories: places.map { row.cells[$0] }, total: try number(row, total, of: table))
      })
  }

  /// The numbers of a one-column file with a header.
  static func scales(_ path: String) throws -> [Double] {
    let table = try CSVTable(.file(path))
    return try table.rows.map { try number($0, 0, of: table) }
  }

  private static func column(_ name: String, of table: CSVTable) throws -> Int {
    let found = table.columns.firstIndex { FoldedText($0) == FoldedText(name) }
    guard let found else {
      throw CommandFailure.unusable(
        "\(table.name): there is no column \"\(name)\"",
        fix: "the columns are " + table.columns.joined(separator: ", "),
        vi: "\(table.name): không có cột \"\(name)\"",
        viFix: "các cột là \(table.columns.joined(separator: ", "))")
    }
    return found
  }

  private static func number(_ row: CSVTable.Row, _ place: Int, of table: CSVTable) throws -> Double
  {
    let text = row.cells[place].filter { !$0.isWhitespace }
    guard let value = Double(text), value.isFinite else {
      throw CommandFailure.unusable(
        "\(table.name):\(row.line): \"\(text)\" is not a number",
        vi: "\(table.name):\(row.line): \"\(text)\" không phải là số")
    }
    return value
  }
}
