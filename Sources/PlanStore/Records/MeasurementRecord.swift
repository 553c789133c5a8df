internal import Foundation
internal import GRDB
internal import PlanModel
internal import SurveyEstimation

/// A row of the table `measurement` and the figures it stands for.
enum MeasurementRecord {
  static let selection = """
    SELECT measurement.*, run.recordedAt, run.recordedBy, run.note AS runNote, run.instrument,
      run.instrumentDigest, run.planDigest, run.options, run.recipe, run.program
    FROM measurement JOIN run ON run.id = measurement.run
    """

  /// Names the series of revisions to which a figure belongs; survey and records stay apart.
  static func series(of measurement: IndicatorMeasurement) -> String {
    JSONValue.array([
      .string(measurement.plan), .string(measurement.indicator),
      .string(measurement.period.description), .text(measurement.unit), .text(measurement.area),
      .string(measurement.origin.rawValue),
    ]).serialized(indented: false)
  }

  /// What makes a figure the same figure: its series, the content of its files, its definitions.
  ///
  /// File names, the program's version and the time are not part of it. The files count as a set,
  /// because their order changes nothing.
  static func contentKey(of measurement: IndicatorMeasurement) -> String {
    let provenance = measurement.provenance
    return JSONValue.array([
      .string(series(of: measurement)),
      .texts(provenance.sources.map(\.sha256).sorted()), .text(provenance.instrument),
      .texts(provenance.options), .string(measurement.measure),
    ]).serialized(indented: false)
  }

  static func insert(
    _ measurement: IndicatorMeasurement, run: Int64, revision: Int, supersedes: Int64?,
    in database: Database
  ) throws -> Int64 {
    let columns = values(of: measurement, run: run, revision: revision, supersedes: supersedes)
    let names = columns.map(\.0).joined(separator: ", ")
    let marks = Array(repeating: "?", count: columns.count).joined(separator: ", ")
    try database.execute(
      sql: "INSERT INTO measurement (\(names)) VALUES (\(marks))",
      arguments: StatementArguments(columns.map(\.1)))
    return database.lastInsertedRowID
  }

  private static func values(
    of measurement: IndicatorMeasurement, run: Int64, revision: Int, supersedes: Int64?
  ) -> [(String, (any DatabaseValueConvertible)?)] {
    [
      ("run", run), ("plan", measurement.plan), ("indicator", measurement.indicator),
      ("period", measurement.period.description), ("unit", measurement.unit),
      ("area", measurement.area), ("origin", measurement.origin.rawValue),
      ("series", series(of: measurement)), ("contentKey", contentKey(of: measurement)),
      ("revision", revision), ("supersedes", supersedes), ("stage", measurement.stage.rawValue),
      ("measure", measurement.measure), ("value", measurement.value),
      ("se", measurement.standardError), ("low", measurement.low), ("high", measurement.high),
      ("level", measurement.level), ("ciMethod", measurement.intervalMethod),
      ("n", measurement.n), ("respondents", measurement.respondents),
      ("nEffective", measurement.nEffective), ("weighted", measurement.weighted),
      ("deff", measurement.designEffect), ("df", measurement.degreesOfFreedom),
      ("numerator", measurement.numerator), ("denominator", measurement.denominator),
      ("status", measurement.status?.rawValue), ("evidence", measurement.evidence?.rawValue),
      ("publish", measurement.publication.rawValue),
      ("flags", JSONValue.texts(measurement.flags).serialized(indented: false)),
    ]
  }

  static func measurements(
    _ database: Database, where condition: String, arguments: StatementArguments = []
  ) throws -> [StoredMeasurement] {
    let rows = try Row.fetchAll(
      database, sql: "\(selection) WHERE \(condition) ORDER BY measurement.id",
      arguments: arguments)
    var sources: [Int64: [SourceFile]] = [:]
    return try rows.map { row in
      let run: Int64 = row["run"]
      let files = try sources[run] ?? Self.sources(of: run, in: database)
      sources[run] = files
      return try stored(row, sources: files)
    }
  }

  static func sources(of run: Int64, in database: Database) throws -> [SourceFile] {
    try Row.fetchAll(
      database, sql: "SELECT * FROM source WHERE run = ? ORDER BY position", arguments: [run]
    ).map { row in
      SourceFile(
        name: row["name"], sha256: row["sha256"], rows: row["rows"], accepted: row["accepted"],
        rejected: row["rejected"])
    }
  }

  private static func stored(_ row: Row, sources: [SourceFile]) throws -> StoredMeasurement {
    guard let period = Period(row["period"] as String),
      let origin = IndicatorMeasurement.Origin(rawValue: row["origin"]),
      let stage = IndicatorMeasurement.Stage(rawValue: row["stage"]),
      let publication = Publication(rawValue: row["publish"])
    else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a measurement is not readable")
    }
    let provenance = Provenance(
      sources: sources, instrument: row["instrument"],
      instrumentDigest: row["instrumentDigest"], planDigest: row["planDigest"],
      options: texts(row["options"]), recipe: texts(row["recipe"]), program: row["program"])
    var measurement = IndicatorMeasurement(
      plan: row["plan"], indicator: row["indicator"], period: period, unit: row["unit"],
      area: row["area"], origin: origin, stage: stage, measure: row["measure"],
      provenance: provenance)
    measurement.value = row["value"]
    measurement.standardError = row["se"]
    measurement.low = row["low"]
    measurement.high = row["high"]
    measurement.level = row["level"]
    measurement.intervalMethod = row["ciMethod"]
    measurement.n = row["n"]
    measurement.respondents = row["respondents"]
    measurement.nEffective = row["nEffective"]
    measurement.weighted = row["weighted"]
    measurement.designEffect = row["deff"]
    measurement.degreesOfFreedom = row["df"]
    measurement.numerator = row["numerator"]
    measurement.denominator = row["denominator"]
    measurement.status = (row["status"] as String?).flatMap(Verdict.Status.init(rawValue:))
    measurement.evidence = (row["evidence"] as String?).flatMap(Verdict.Evidence.init(rawValue:))
    measurement.publication = publication
    measurement.flags = texts(row["flags"])
    return StoredMeasurement(
      id: row["id"], measurement: measurement, revision: row["revision"],
      supersedes: row["supersedes"], run: row["run"], recordedAt: row["recordedAt"],
      recordedBy: row["recordedBy"], note: row["runNote"])
  }

  /// Reads the list of texts that ``JSONValue/texts(_:)`` wrote.
  private static func texts(_ json: String) -> [String] {
    (try? JSONDecoder().decode([String].self, from: Data(json.utf8))) ?? []
  }
}
