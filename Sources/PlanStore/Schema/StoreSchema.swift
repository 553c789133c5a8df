internal import GRDB

/// The tables of a store and how older ones become newer ones.
///
/// A released migration is never edited; a change of the tables is a new one.
enum StoreSchema {
  /// Number of the newest migration.
  static let version = 3

  /// "HaLo" in ASCII: tells a store from any other SQLite file (PRAGMA application_id).
  static let applicationID = 0x4861_4C6F

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("v1") { database in
      try database.execute(sql: versionOne)
      try database.execute(sql: SurveyRecord.schema)
      try database.execute(sql: "PRAGMA application_id = \(applicationID)")
    }
    migrator.registerMigration("v2") { database in try database.execute(sql: versionTwo) }
    migrator.registerMigration("v3") { database in
      try database.execute(sql: SurveyPart.schema)
    }
    return migrator
  }

  /// What `plan verify` needs to make the figures of a run again.
  private static let versionTwo = """
    ALTER TABLE run ADD COLUMN instrumentDigest TEXT;
    ALTER TABLE run ADD COLUMN recipe TEXT NOT NULL DEFAULT '[]';
    """

  private static let versionOne = """
    CREATE TABLE plan (
      id TEXT NOT NULL PRIMARY KEY,
      title TEXT NOT NULL,
      year INTEGER NOT NULL,
      level TEXT NOT NULL,
      version INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE planVersion (
      plan TEXT NOT NULL REFERENCES plan(id),
      version INTEGER NOT NULL,
      importedAt TEXT NOT NULL,
      json TEXT NOT NULL,
      PRIMARY KEY (plan, version)
    ) STRICT;
    CREATE TABLE indicator (
      plan TEXT NOT NULL REFERENCES plan(id),
      id TEXT NOT NULL,
      position INTEGER NOT NULL,
      isCurrent INTEGER NOT NULL,
      title TEXT NOT NULL,
      clause TEXT NOT NULL,
      contentArea TEXT,
      kind TEXT NOT NULL,
      unit TEXT NOT NULL,
      targetOp TEXT,
      targetValue REAL,
      partOf TEXT,
      lead TEXT NOT NULL,
      PRIMARY KEY (plan, id)
    ) STRICT;
    CREATE TABLE task (
      plan TEXT NOT NULL REFERENCES plan(id),
      id TEXT NOT NULL,
      position INTEGER NOT NULL,
      isCurrent INTEGER NOT NULL,
      contentArea TEXT,
      section TEXT NOT NULL,
      clause TEXT NOT NULL,
      task TEXT NOT NULL,
      product TEXT,
      lead TEXT NOT NULL,
      dueFrom TEXT,
      dueTo TEXT,
      PRIMARY KEY (plan, id)
    ) STRICT;
    CREATE TABLE unit (
      key TEXT NOT NULL PRIMARY KEY,
      name TEXT
    ) STRICT;
    CREATE TABLE period (
      calendar TEXT NOT NULL,
      code TEXT NOT NULL,
      kind TEXT NOT NULL,
      startsOn TEXT,
      endsOn TEXT,
      PRIMARY KEY (calendar, code)
    ) STRICT;
    CREATE TABLE run (
      id INTEGER PRIMARY KEY,
      recordedAt TEXT NOT NULL,
      recordedBy TEXT,
      note TEXT,
      instrument TEXT,
      planDigest TEXT,
      options TEXT NOT NULL,
      program TEXT NOT NULL
    ) STRICT;
    CREATE TABLE source (
      run INTEGER NOT NULL REFERENCES run(id),
      position INTEGER NOT NULL,
      sha256 TEXT NOT NULL,
      name TEXT NOT NULL,
      rows INTEGER NOT NULL,
      accepted INTEGER NOT NULL,
      rejected INTEGER NOT NULL,
      PRIMARY KEY (run, position),
      CHECK (rows = accepted + rejected)
    ) STRICT;
    CREATE INDEX sourceByHash ON source(sha256);
    CREATE TABLE measurement (
      id INTEGER PRIMARY KEY,
      run INTEGER NOT NULL REFERENCES run(id),
      plan TEXT NOT NULL,
      indicator TEXT NOT NULL,
      period TEXT NOT NULL,
      unit TEXT,
      area TEXT,
      origin TEXT NOT NULL,
      series TEXT NOT NULL,
      contentKey TEXT NOT NULL,
      revision INTEGER NOT NULL CHECK (revision >= 1),
      supersedes INTEGER REFERENCES measurement(id),
      stage TEXT NOT NULL,
      measure TEXT NOT NULL,
      value REAL, se REAL, low REAL, high REAL, level REAL, ciMethod TEXT,
      n INTEGER, respondents INTEGER, nEffective REAL, weighted REAL, deff REAL, df REAL,
      numerator REAL, denominator REAL,
      status TEXT, evidence TEXT,
      publish TEXT NOT NULL,
      flags TEXT NOT NULL,
      FOREIGN KEY (plan, indicator) REFERENCES indicator(plan, id),
      UNIQUE (series, revision),
      CHECK ((revision = 1) = (supersedes IS NULL))
    ) STRICT;
    CREATE INDEX measurementByContent ON measurement(contentKey);
    CREATE INDEX measurementByPlan ON measurement(plan, period, indicator);
    CREATE TRIGGER measurementIsNeverChanged BEFORE UPDATE ON measurement
      BEGIN SELECT RAISE(ABORT, 'measurements are append-only'); END;
    CREATE TRIGGER measurementIsNeverDeleted BEFORE DELETE ON measurement
      BEGIN SELECT RAISE(ABORT, 'measurements are append-only'); END;
    CREATE TABLE taskReport (
      id INTEGER PRIMARY KEY,
      plan TEXT NOT NULL,
      task TEXT NOT NULL,
      state TEXT NOT NULL,
      date TEXT NOT NULL,
      product TEXT,
      note TEXT,
      recordedAt TEXT NOT NULL,
      recordedBy TEXT,
      FOREIGN KEY (plan, task) REFERENCES task(plan, id)
    ) STRICT;
    CREATE TRIGGER taskReportIsNeverChanged BEFORE UPDATE ON taskReport
      BEGIN SELECT RAISE(ABORT, 'task reports are append-only'); END;
    CREATE TRIGGER taskReportIsNeverDeleted BEFORE DELETE ON taskReport
      BEGIN SELECT RAISE(ABORT, 'task reports are append-only'); END;
    """
}
