internal import Foundation
internal import GRDB
public import PlanModel

/// A file of a folder that a survey's figures are fed from, with its tally.
///
/// The figures of a period are made from the parts in force; a part that was replaced stays, so that a
/// file that comes back need not be read again.
public struct SurveyPart: Hashable, Sendable {
  /// Id of the plan.
  public var plan: String
  /// Reporting period.
  public var period: Period
  /// Which instrument and options the tally was made by; parts of different ones are kept apart.
  public var definition: String
  /// Name of the file within its folder.
  public var name: String
  /// SHA-256 of its bytes.
  public var sha256: String
  /// The tally, as bytes of the module that made it.
  public var content: [UInt8]
  /// Whether another file of the same name has taken its place.
  public var isReplaced: Bool

  /// Describes a part in force.
  public init(
    plan: String, period: Period, definition: String, name: String, sha256: String,
    content: [UInt8]
  ) {
    self.plan = plan
    self.period = period
    self.definition = definition
    self.name = name
    self.sha256 = sha256
    self.content = content
    isReplaced = false
  }
}

extension SurveyPart {
  /// The tables of parts, since the second version of the store.
  static let schema = """
    CREATE TABLE surveyPart (
      id INTEGER PRIMARY KEY,
      plan TEXT NOT NULL REFERENCES plan(id),
      period TEXT NOT NULL,
      definition TEXT NOT NULL,
      name TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      addedAt TEXT NOT NULL,
      isReplaced INTEGER NOT NULL,
      content BLOB NOT NULL,
      UNIQUE (plan, period, definition, sha256)
    ) STRICT;
    CREATE TABLE secret (
      name TEXT NOT NULL PRIMARY KEY,
      content BLOB NOT NULL
    ) STRICT;
    """

  fileprivate init?(_ row: Row) {
    guard let period = Period(row["period"] as String) else { return nil }
    self.init(
      plan: row["plan"], period: period, definition: row["definition"], name: row["name"],
      sha256: row["sha256"], content: [UInt8](row["content"] as Data))
    isReplaced = row["isReplaced"]
  }
}

extension PlanStore {
  /// The parts of a plan's period, of all definitions, by name; those that were replaced among them.
  public func parts(plan id: String, period: Period) throws(PlanStoreError) -> [SurveyPart] {
    try read { database in
      try Row.fetchAll(
        database, sql: "SELECT * FROM surveyPart WHERE plan = ? AND period = ? ORDER BY name, id",
        arguments: [id, period.description]
      ).compactMap { SurveyPart($0) }
    }
  }

  /// Puts a part in force, in one transaction with what it replaces.
  ///
  /// A part that is known already takes the name and content given and is in force again.
  ///
  /// - Parameters:
  ///   - part: The part; its plan must be in the store.
  ///   - replaced: Hashes of the parts of the same series that it takes the place of.
  ///   - time: When this happens, ISO 8601.
  public func put(
    _ part: SurveyPart, replacing replaced: [String] = [], at time: String
  ) throws(PlanStoreError) {
    try write { database in
      try database.execute(
        sql: """
          INSERT INTO surveyPart
            (plan, period, definition, name, sha256, addedAt, isReplaced, content)
          VALUES (?, ?, ?, ?, ?, ?, 0, ?)
          ON CONFLICT (plan, period, definition, sha256)
          DO UPDATE SET name = excluded.name, content = excluded.content, isReplaced = 0
          """,
        arguments: [
          part.plan, part.period.description, part.definition, part.name, part.sha256, time,
          Data(part.content),
        ])
      for hash in replaced where hash != part.sha256 {
        try database.execute(
          sql: """
            UPDATE surveyPart SET isReplaced = 1
            WHERE plan = ? AND period = ? AND definition = ? AND sha256 = ?
            """,
          arguments: [part.plan, part.period.description, part.definition, hash])
      }
    }
  }

  /// A secret of the store; `proposed` becomes it when there is none yet.
  public func secret(_ name: String, orElse proposed: [UInt8]) throws(PlanStoreError) -> [UInt8] {
    try write { database in
      try database.execute(
        sql: "INSERT INTO secret (name, content) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
        arguments: [name, Data(proposed)])
      let content = try Data.fetchOne(
        database, sql: "SELECT content FROM secret WHERE name = ?", arguments: [name])
      return content.map { [UInt8]($0) } ?? proposed
    }
  }
}
