internal import GRDB
internal import PlanModel

/// Rows of the tables `run`, `source`, `period` and `unit`.
enum RunRecord {
  static func insert(
    _ provenance: Provenance, at time: String, by person: String?, note: String?,
    in database: Database
  ) throws -> Int64 {
    try database.execute(
      sql: """
        INSERT INTO run (recordedAt, recordedBy, note, instrument, instrumentDigest, planDigest,
          options, recipe, program)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        time, person, note, provenance.instrument, provenance.instrumentDigest,
        provenance.planDigest, JSONValue.texts(provenance.options).serialized(indented: false),
        JSONValue.texts(provenance.recipe).serialized(indented: false), provenance.program,
      ])
    let run = database.lastInsertedRowID
    for (position, file) in provenance.sources.enumerated() {
      try database.execute(
        sql: """
          INSERT INTO source (run, position, sha256, name, rows, accepted, rejected)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          run, position, file.sha256, file.name, file.rows, file.accepted, file.rejected,
        ])
    }
    return run
  }

  static func insertPeriod(
    _ period: Period, calendar: ReportingCalendar, in database: Database
  ) throws {
    try database.execute(
      sql: """
        INSERT INTO period (calendar, code, kind, startsOn, endsOn) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (calendar, code) DO NOTHING
        """,
      arguments: [
        calendar.id, period.description, period.kind.rawValue,
        calendar.start(of: period).description, calendar.end(of: period).description,
      ])
  }

  static func insertUnit(_ unit: String, in database: Database) throws {
    try database.execute(
      sql: "INSERT INTO unit (key) VALUES (?) ON CONFLICT (key) DO NOTHING", arguments: [unit])
  }
}
