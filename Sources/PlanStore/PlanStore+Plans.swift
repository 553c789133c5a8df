internal import GRDB
public import PlanModel

/// One imported plan, as `plan list` shows it.
public struct PlanListing: Hashable, Sendable {
  /// Id of the plan.
  public var id: String
  /// Title.
  public var title: String
  /// Year.
  public var year: Int
  /// Level of the issuer.
  public var level: String
  /// Current version in the store.
  public var version: Int
  /// When that version was imported.
  public var importedAt: String
  /// Indicators of the current version.
  public var indicators: Int
  /// Tasks of the current version.
  public var tasks: Int
  /// Measurements of all revisions.
  public var measurements: Int
}

/// What importing a plan did.
public enum PlanImport: Hashable, Sendable {
  /// The plan is new.
  case added
  /// The plan differs from the one there was; the new version has this number.
  case changed(version: Int)
  /// The store already has exactly this plan.
  case unchanged
}

extension PlanStore {
  /// Imports a plan; a changed plan becomes a new version, and the old one is kept.
  ///
  /// Indicators and tasks that the new version no longer has keep their measurements.
  ///
  /// - Parameters:
  ///   - plan: A plan that passed its validation.
  ///   - time: When this happens, ISO 8601.
  @discardableResult
  public func importPlan(_ plan: Plan, at time: String) throws(PlanStoreError) -> PlanImport {
    try check(plan)
    return try write { database in try Self.insert(plan, at: time, in: database) }
  }

  /// Refuses a plan that breaks its own rules.
  func check(_ plan: Plan) throws(PlanStoreError) {
    guard let finding = plan.findings().first(where: { $0.severity == .error }) else { return }
    throw PlanStoreError(
      .invalidPlan, path: path,
      cause: "the plan \(plan.id) cannot be used: \(finding.error.cause)", fix: finding.error.fix,
      vi: "không dùng được kế hoạch \(plan.id): \(finding.error.vietnameseCause)",
      viFix: finding.error.vietnameseFix)
  }

  static func insert(_ plan: Plan, at time: String, in database: Database) throws -> PlanImport {
    let json = plan.json.serialized(indented: false)
    let known = try Row.fetchOne(
      database,
      sql: """
        SELECT plan.version, json FROM plan JOIN planVersion
        ON planVersion.plan = plan.id AND planVersion.version = plan.version WHERE id = ?
        """, arguments: [plan.id])
    let version = (known?["version"] as Int? ?? 0) + 1
    if let known, known["json"] as String == json { return .unchanged }
    try database.execute(
      sql: """
        INSERT INTO plan (id, title, year, level, version) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET title = excluded.title, year = excluded.year,
          level = excluded.level, version = excluded.version
        """, arguments: [plan.id, plan.title, plan.year, plan.level.rawValue, version])
    try database.execute(
      sql: "INSERT INTO planVersion (plan, version, importedAt, json) VALUES (?, ?, ?, ?)",
      arguments: [plan.id, version, time, json])
    try insertIndicators(of: plan, in: database)
    try insertTasks(of: plan, in: database)
    try database.execute(
      sql: """
        INSERT INTO unit (key, name) VALUES (?, ?)
        ON CONFLICT (key) DO UPDATE SET name = excluded.name
        """, arguments: [plan.unit.code ?? plan.unit.name, plan.unit.name])
    return version == 1 ? .added : .changed(version: version)
  }

  private static func insertIndicators(of plan: Plan, in database: Database) throws {
    try database.execute(
      sql: "UPDATE indicator SET isCurrent = 0 WHERE plan = ?", arguments: [plan.id])
    for (position, indicator) in plan.indicators.enumerated() {
      try database.execute(
        sql: """
          INSERT INTO indicator (plan, id, position, isCurrent, title, clause, contentArea, kind,
            unit, targetOp, targetValue, partOf, lead)
          VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (plan, id) DO UPDATE SET position = excluded.position, isCurrent = 1,
            title = excluded.title, clause = excluded.clause, contentArea = excluded.contentArea,
            kind = excluded.kind, unit = excluded.unit, targetOp = excluded.targetOp,
            targetValue = excluded.targetValue, partOf = excluded.partOf, lead = excluded.lead
          """,
        arguments: [
          plan.id, indicator.id, position, indicator.title, indicator.clause,
          indicator.contentArea, indicator.kind.rawValue, indicator.unit.rawValue,
          indicator.target?.op.rawValue, indicator.target?.value, indicator.partOf,
          indicator.lead.joined(separator: "; "),
        ])
    }
  }

  private static func insertTasks(of plan: Plan, in database: Database) throws {
    try database.execute(sql: "UPDATE task SET isCurrent = 0 WHERE plan = ?", arguments: [plan.id])
    for (position, task) in plan.tasks.enumerated() {
      try database.execute(
        sql: """
          INSERT INTO task (plan, id, position, isCurrent, contentArea, section, clause, task,
            product, lead, dueFrom, dueTo)
          VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (plan, id) DO UPDATE SET position = excluded.position, isCurrent = 1,
            contentArea = excluded.contentArea, section = excluded.section,
            clause = excluded.clause, task = excluded.task, product = excluded.product,
            lead = excluded.lead, dueFrom = excluded.dueFrom, dueTo = excluded.dueTo
          """,
        arguments: [
          plan.id, task.id, position, task.contentArea, task.section.rawValue, task.clause,
          task.task, task.product, task.lead.joined(separator: "; "), task.due.from?.description,
          task.due.to?.description,
        ])
    }
  }

  /// The plans of the store, by id.
  public func plans() throws(PlanStoreError) -> [PlanListing] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT plan.*, importedAt,
            (SELECT count(*) FROM indicator WHERE plan = plan.id AND isCurrent) AS indicators,
            (SELECT count(*) FROM task WHERE plan = plan.id AND isCurrent) AS tasks,
            (SELECT count(*) FROM measurement WHERE plan = plan.id) AS measurements
          FROM plan JOIN planVersion
          ON planVersion.plan = plan.id AND planVersion.version = plan.version ORDER BY plan.id
          """
      ).map { row in
        PlanListing(
          id: row["id"], title: row["title"], year: row["year"], level: row["level"],
          version: row["version"], importedAt: row["importedAt"], indicators: row["indicators"],
          tasks: row["tasks"], measurements: row["measurements"])
      }
    }
  }

  /// The current version of a plan.
  ///
  /// - Throws: ``PlanStoreError`` of kind `unknownPlan`, naming the plans that there are.
  public func plan(_ id: String) throws(PlanStoreError) -> Plan {
    try read { database in try self.plan(id, in: database) }
  }

  /// All versions of a plan, oldest first.
  public func versions(
    ofPlan id: String
  ) throws(PlanStoreError) -> [(version: Int, importedAt: String, plan: Plan)] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: "SELECT version, importedAt, json FROM planVersion WHERE plan = ? ORDER BY version",
        arguments: [id]
      ).map { row in
        (
          row["version"], row["importedAt"],
          try PlanFile(json: row["json"], name: "\(path): plan \(id)").plan
        )
      }
    }
  }

  /// The units that have figures, by code or name as they were recorded.
  public func units() throws(PlanStoreError) -> [String] {
    try read { database in
      try String.fetchAll(
        database,
        sql: "SELECT DISTINCT unit FROM measurement WHERE unit IS NOT NULL ORDER BY unit")
    }
  }

  func plan(_ id: String, in database: Database) throws -> Plan {
    let json = try String.fetchOne(
      database,
      sql: """
        SELECT json FROM plan JOIN planVersion
        ON planVersion.plan = plan.id AND planVersion.version = plan.version WHERE id = ?
        """, arguments: [id])
    guard let json else {
      let known = try String.fetchAll(database, sql: "SELECT id FROM plan ORDER BY id")
      throw PlanStoreError(
        .unknownPlan, path: path, cause: "the store has no plan `\(id)`",
        fix: known.isEmpty
          ? "import it with `hailong plan import`"
          : "plans of the store: \(known.joined(separator: ", "))",
        vi: "kho không có kế hoạch `\(id)`",
        viFix: known.isEmpty
          ? "nhập kế hoạch bằng `hailong plan import`"
          : "các kế hoạch trong kho: \(known.joined(separator: ", "))")
    }
    return try PlanFile(json: json, name: "\(path): plan \(id)").plan
  }
}
