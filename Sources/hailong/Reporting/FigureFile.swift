import CSVIO
import Definitions
import Foundation
import PlanModel
import SurveyData

/// A file of administrative figures, or of counts of 766/QĐ-TTg, for a plan.
struct FigureFile {
  let name: String
  let plan: Plan
  let table: CSVTable
  private let digest: String
  private let options: FigureOptions
  private let units: UnitNames

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: The file; `-` is standard input.
  ///   - register: Register in which every unit must be.
  ///   - knownUnits: Units that the store knows, so that one unit is not recorded under two spellings.
  init(
    _ path: String, plan: Plan, options: FigureOptions, register: UnitRegister?,
    knownUnits: [String]
  ) throws {
    let bytes = try Self.bytes(path)
    name = path
    self.plan = plan
    self.options = options
    digest = sha256(of: bytes)
    table = try CSVTable(
      .bytes(bytes, name: path), options: try options.reading.csvOptions(digest: false))
    units = UnitNames(plan: plan, register: register, known: knownUnits)
  }

  private static func bytes(_ path: String) throws -> [UInt8] {
    if path == "-" { return [UInt8](FileHandle.standardInput.readDataToEndOfFile()) }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandFailure.inputMissing(
        "\(path): no such file, or it cannot be read", fix: "check the name",
        vi: "\(path): không có tệp này, hoặc không đọc được", viFix: "kiểm tra tên tệp")
    }
    return [UInt8](data)
  }

  /// The judged measurements of all rows.
  ///
  /// - Throws: `CommandFailure` when a row is wrong; every wrong row has been named by then.
  func measurements(stage: IndicatorMeasurement.Stage) throws -> [IndicatorMeasurement] {
    let figures =
      try options.rule766.map { try counts766($0).map(\.measurement) } ?? plainFigures()
    let judge = Judge(profile: .none)
    return figures.map { figure in
      guard let indicator = plan.indicator(figure.indicator) else { return figure }
      let verdict = judge.verdict(on: indicator, administrative: figure.value)
      var measurement = figure
      measurement.stage = stage
      measurement.status = verdict.status
      measurement.evidence = verdict.evidence
      return measurement
    }
  }

  private func plainFigures() throws -> [IndicatorMeasurement] {
    let columns = try FigureColumns(
      table, required: ["indicator", "period"],
      optional: ["unit", "numerator", "denominator", "value"])
    var names = units
    var errors: [PlanError] = []
    var rows: [AdministrativeRow] = []
    for row in table.rows {
      do throws(PlanError) {
        rows.append(
          AdministrativeRow(
            line: row.line, indicator: columns.text("indicator", row),
            period: columns.text("period", row), unit: try unit(columns, row, &names),
            numerator: columns.text("numerator", row),
            denominator: columns.text("denominator", row), value: columns.text("value", row)))
      } catch { errors.append(error) }
    }
    let (measurements, others) = reader.measurements(from: rows)
    try refuse(errors + others)
    return measurements
  }

  /// Counts of 766/QĐ-TTg with the figures that follow from them.
  func counts766(
    _ indicator: String
  ) throws -> [(measurement: IndicatorMeasurement, counts: Satisfaction766)] {
    let columns = try FigureColumns(
      table, required: ["period"] + Satisfaction766Row.countColumns, optional: ["unit"])
    var names = units
    var errors: [PlanError] = []
    var rows: [Satisfaction766Row] = []
    for row in table.rows {
      do throws(PlanError) {
        rows.append(
          Satisfaction766Row(
            line: row.line, period: columns.text("period", row),
            unit: try unit(columns, row, &names),
            counts: Satisfaction766Row.countColumns.map { columns.text($0, row) }))
      } catch { errors.append(error) }
    }
    let (figures, others) = reader.satisfaction766(from: rows, indicator: indicator)
    try refuse(errors + others)
    return figures
  }

  private func unit(
    _ columns: FigureColumns, _ row: CSVTable.Row, _ names: inout UnitNames
  ) throws(PlanError) -> String {
    try names.name(
      columns.text("unit", row), at: SourcePlace(file: name, line: row.line, column: 1))
  }

  private var reader: AdministrativeFigures {
    AdministrativeFigures(
      plan: plan, file: name,
      provenance: Provenance(
        sources: [
          SourceFile(
            name: (name as NSString).lastPathComponent, sha256: digest, rows: table.rows.count,
            accepted: table.rows.count, rejected: 0)
        ], planDigest: plan.digest, recipe: Recipe.figures(options),
        program: ProgramVersion.description),
      numbers: options.reading.numberForm)
  }

  private func refuse(_ errors: [PlanError]) throws {
    guard !errors.isEmpty else { return }
    for error in errors.sorted(by: { ($0.place?.line ?? 0) < ($1.place?.line ?? 0) }) {
      ExitStatus.writeError(ExitStatus.message(for: error))
    }
    throw CommandFailure.unusable(
      "\(errors.count) of \(table.rows.count) rows are wrong; nothing was recorded",
      vi: "\(errors.count) trong \(table.rows.count) dòng bị sai; chưa ghi gì")
  }
}

/// Keeps one unit from being recorded under two spellings.
struct UnitNames {
  private let plan: Plan
  private let register: UnitRegister?
  private var byFolding: [String: String] = [:]

  init(plan: Plan, register: UnitRegister?, known: [String]) {
    self.plan = plan
    self.register = register
    for name in known { add(name) }
  }

  private mutating func add(_ name: String) {
    let folded = FoldedText(name)
    byFolding[folded.key] = byFolding[folded.key] ?? name
    byFolding[folded.plainKey] = byFolding[folded.plainKey] ?? name
  }

  /// The unit as it is recorded; empty for the plan's own unit.
  mutating func name(_ text: String, at place: SourcePlace) throws(PlanError) -> String {
    if text.isEmpty || text == plan.unit.code || FoldedText(text) == FoldedText(plan.unit.name) {
      return ""
    }
    if let register {
      try check(text, in: register, at: place)
      return text
    }
    let folded = FoldedText(text)
    let known =
      byFolding[folded.key] ?? (folded.hasAccents ? nil : byFolding[folded.plainKey])
    if let known, known != text {
      throw PlanError(
        .unknownReference, at: place, cause: "the unit `\(text)` is written `\(known)` elsewhere",
        fix: "write it the same way, so that its figures stay together",
        vi: "đơn vị `\(text)` ở chỗ khác viết là `\(known)`",
        viFix: "viết giống nhau, để số liệu của đơn vị không bị tách ra")
    }
    add(text)
    return text
  }

  private func check(
    _ text: String, in register: UnitRegister, at place: SourcePlace
  ) throws(PlanError) {
    let fix: BilingualText?
    switch register.match(text) {
    case .found, .notValid: return
    case .leadingZeros(let code):
      fix = BilingualText(
        vi: "mã là chữ; có phải là `\(code)`?", en: "codes are text; did you mean `\(code)`?")
    case .ambiguous(let units):
      let codes = units.joined(separator: ", ")
      fix = BilingualText(vi: "ghi mã: \(codes)", en: "give the code: \(codes)")
    case .unknown(let suggestion):
      fix = suggestion.map {
        BilingualText(vi: "có phải là `\($0)`?", en: "did you mean `\($0)`?")
      }
    }
    throw PlanError(
      .unknownReference, at: place, cause: "the unit `\(text)` is not in \(register.file)",
      fix: fix?.en, vi: "đơn vị `\(text)` không có trong \(register.file)", viFix: fix?.vi)
  }
}
