internal import GRDB
public import PlanModel

/// All that one survey said for a plan and a period.
///
/// That is estimates by area, unit and question, and what the check of its files found. It is kept beside the measurements so that a report needs the store only.
public struct SurveyRecord: Hashable, Sendable {
  /// Id of the plan.
  public var plan: String
  /// Reporting period.
  public var period: Period
  /// Id of the instrument; a later survey with the same one takes its place in reports.
  public var instrument: String
  /// The content, as JSON of the module that made it.
  public var content: String

  /// Makes a record.
  public init(plan: String, period: Period, instrument: String, content: String) {
    self.plan = plan
    self.period = period
    self.instrument = instrument
    self.content = content
  }
}

extension SurveyRecord {
  /// The table of survey records, part of the first version of the store.
  static let schema = """
    CREATE TABLE survey (
      id INTEGER PRIMARY KEY,
      run INTEGER NOT NULL REFERENCES run(id),
      plan TEXT NOT NULL REFERENCES plan(id),
      period TEXT NOT NULL,
      instrument TEXT NOT NULL,
      content TEXT NOT NULL
    ) STRICT;
    CREATE INDEX surveyByPlan ON survey(plan, period, instrument);
    CREATE TRIGGER surveyIsNeverChanged BEFORE UPDATE ON survey
      BEGIN SELECT RAISE(ABORT, 'surveys are append-only'); END;
    CREATE TRIGGER surveyIsNeverDeleted BEFORE DELETE ON survey
      BEGIN SELECT RAISE(ABORT, 'surveys are append-only'); END;
    """

  func insert(run: Int64, in database: Database) throws {
    try database.execute(
      sql: "INSERT INTO survey (run, plan, period, instrument, content) VALUES (?, ?, ?, ?, ?)",
      arguments: [run, plan, period.description, instrument, content])
  }

  /// The surveys that a run recorded, for all plans or one.
  static func surveys(
    ofRun run: Int64, plan: String?, in database: Database
  ) throws -> [StoreDocument.Survey] {
    try Row.fetchAll(
      database, sql: "SELECT * FROM survey WHERE run = ? AND (plan = ? OR ? IS NULL) ORDER BY id",
      arguments: [run, plan, plan]
    ).compactMap { row in
      Period(row["period"] as String).map {
        StoreDocument.Survey(
          plan: row["plan"], period: $0, instrument: row["instrument"], content: row["content"])
      }
    }
  }
}

extension PlanStore {
  /// The newest record of every instrument for a plan and a period, by instrument.
  ///
  /// - Throws: ``PlanStoreError`` when the plan is unknown.
  public func surveys(plan id: String, period: Period) throws(PlanStoreError) -> [SurveyRecord] {
    try read { database in
      _ = try self.plan(id, in: database)
      return try Row.fetchAll(
        database,
        sql: """
          SELECT instrument, content FROM survey AS newest
          WHERE plan = ? AND period = ? AND id = (
            SELECT max(id) FROM survey
            WHERE plan = newest.plan AND period = newest.period AND instrument = newest.instrument)
          ORDER BY instrument
          """,
        arguments: [id, period.description]
      ).map {
        SurveyRecord(plan: id, period: period, instrument: $0["instrument"], content: $0["content"])
      }
    }
  }
}
