internal import Definitions
internal import SurveyEstimation

extension StoreDocument {
  /// Reads measurements from the table that ``MeasurementTable`` writes.
  ///
  /// Plans and task reports are not part of the table. Rows that were recorded together become one
  /// run again; figures that the export withheld have no value and are left out.
  ///
  /// - Parameters:
  ///   - header: Names of the columns, in any order.
  ///   - rows: Line of the file and cells of each row.
  ///   - name: Name of the file, for messages.
  /// - Returns: The document, and how many withheld rows were left out.
  /// - Throws: ``PlanError`` naming the line of what cannot be read.
  public static func reading(
    csv header: [String], rows: [(line: Int, cells: [String])], name: String
  ) throws(PlanError) -> (document: StoreDocument, withheld: Int) {
    let missing = MeasurementTable.header.filter { !header.contains($0) }
    guard missing.isEmpty else {
      throw PlanError(
        .missingKey, at: SourcePlace(file: name, line: 1, column: 1),
        cause: "the table lacks the column `\(missing[0])`",
        fix: "tables of measurements are written by `hailong plan export --format csv --all`; "
          + "administrative figures are recorded by `hailong plan record`",
        vi: "bảng thiếu cột `\(missing[0])`",
        viFix:
          "bảng kết quả đo do `hailong plan export --format csv --all` ghi ra; số liệu hành chính thì ghi bằng `hailong plan record`"
      )
    }
    var entries: [(id: Int, run: RunKey, measurement: IndicatorMeasurement, revision: Int)] = []
    var withheld = 0
    for row in rows {
      let reader = RowReader(header: header, cells: row.cells, file: name, line: row.line)
      guard !reader.isWithheld else {
        withheld += 1
        continue
      }
      let provenance = try reader.provenance()
      let measurement = try reader.measurement(provenance)
      entries.append(
        (
          try reader.integer("id"),
          RunKey(
            recordedAt: reader.text("recordedAt"), recordedBy: reader.optional("recordedBy"),
            note: reader.optional("note"), provenance: provenance), measurement,
          try reader.integer("revision")
        ))
    }
    entries.sort { $0.id < $1.id }
    var document = StoreDocument()
    var positions: [RunKey: Int] = [:]
    for entry in entries {
      let position = positions[entry.run] ?? document.runs.count
      if positions.updateValue(position, forKey: entry.run) == nil {
        document.runs.append(
          Run(
            recordedAt: entry.run.recordedAt, recordedBy: entry.run.recordedBy,
            note: entry.run.note, provenance: entry.run.provenance, measurements: []))
      }
      document.runs[position].measurements.append((entry.measurement, entry.revision))
    }
    return (document, withheld)
  }

  private struct RunKey: Hashable {
    var recordedAt: String
    var recordedBy: String?
    var note: String?
    var provenance: Provenance
  }
}

/// Reads the cells of one row by the names of their columns.
private struct RowReader {
  private let cells: [String: String]
  private let place: SourcePlace

  init(header: [String], cells: [String], file: String, line: Int) {
    self.cells = Dictionary(
      zip(header, cells.map(Self.plain)), uniquingKeysWith: { first, _ in first })
    place = SourcePlace(file: file, line: line, column: 1)
  }

  /// Takes away the mark that keeps a spreadsheet from evaluating a cell.
  private static func plain(_ cell: String) -> String {
    guard cell.hasPrefix("'"), let next = cell.dropFirst().first, "=+-@\t\r".contains(next) else {
      return cell
    }
    return String(cell.dropFirst())
  }

  func text(_ name: String) -> String { cells[name] ?? "" }

  func optional(_ name: String) -> String? {
    let text = text(name)
    return text.isEmpty ? nil : text
  }

  /// Whether the export hid the figure; its provenance is hidden, too, because it counts rows.
  var isWithheld: Bool {
    text("provenance").isEmpty
      && (text("publish") == Publication.suppress.rawValue
        || text("status") == Verdict.Status.suppressed.rawValue)
  }

  private func failure(_ name: String) -> PlanError {
    PlanError(
      .invalidValue, at: place, cause: "`\(name)` is `\(text(name))`, which cannot be read",
      vi: "`\(name)` là `\(text(name))`, không đọc được")
  }

  func integer(_ name: String) throws(PlanError) -> Int {
    guard let value = Int(text(name)) else { throw failure(name) }
    return value
  }

  private func count(_ name: String) throws(PlanError) -> Int? {
    optional(name) == nil ? nil : try integer(name)
  }

  private func number(_ name: String) throws(PlanError) -> Double? {
    guard let text = optional(name) else { return nil }
    guard let value = Double(text), value.isFinite else { throw failure(name) }
    return value
  }

  private func choice<Value: RawRepresentable>(
    _ name: String
  ) throws(PlanError) -> Value where Value.RawValue == String {
    guard let value = Value(rawValue: text(name)) else { throw failure(name) }
    return value
  }

  func provenance() throws(PlanError) -> Provenance {
    do throws(PlanError) {
      return try Provenance(JSONReader.read(text("provenance"), file: place.file))
    } catch {
      throw PlanError(
        .syntax, at: place, cause: "`provenance` cannot be read: \(error.cause)",
        vi: "không đọc được `provenance`: \(error.vietnameseCause)")
    }
  }

  func measurement(_ provenance: Provenance) throws(PlanError) -> IndicatorMeasurement {
    guard let period = Period(text("period")) else { throw failure("period") }
    var measurement = IndicatorMeasurement(
      plan: text("plan"), indicator: text("indicator"), period: period, unit: optional("unit"),
      area: optional("area"), origin: try choice("origin"), stage: try choice("stage"),
      measure: text("measure"), provenance: provenance)
    measurement.value = try number("value")
    measurement.standardError = try number("se")
    measurement.low = try number("low")
    measurement.high = try number("high")
    measurement.level = try number("level")
    measurement.intervalMethod = optional("ciMethod")
    measurement.n = try count("n")
    measurement.respondents = try count("respondents")
    measurement.nEffective = try number("nEffective")
    measurement.weighted = try number("weighted")
    measurement.designEffect = try number("deff")
    measurement.degreesOfFreedom = try number("df")
    measurement.numerator = try number("numerator")
    measurement.denominator = try number("denominator")
    if optional("status") != nil { measurement.status = try choice("status") }
    if optional("evidence") != nil { measurement.evidence = try choice("evidence") }
    measurement.publication = try choice("publish")
    measurement.flags = text("flags").split(separator: "|").map(String.init)
    return measurement
  }
}
