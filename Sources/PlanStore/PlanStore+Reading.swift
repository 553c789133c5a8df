internal import GRDB
public import PlanModel

/// The chain behind one measurement, from the files to the verdict.
public struct MeasurementTrace: Hashable, Sendable {
  /// The measurement.
  public var measurement: StoredMeasurement
  /// The version of the plan that was current when it was recorded, and when it was imported.
  public var planVersion: Int?
  /// When that version was imported.
  public var planImportedAt: String?
  /// What it replaced, newest first.
  public var replaced: [StoredMeasurement]

  /// The trace as JSON.
  public var json: JSONValue {
    .object([
      .init("measurement", measurement.json), .init("planVersion", .count(planVersion)),
      .init("planImportedAt", .text(planImportedAt)),
      .init("replaced", .array(replaced.map(\.json))),
    ])
  }
}

extension PlanStore {
  /// Every revision of every figure of a plan or of one indicator, oldest first.
  ///
  /// - Throws: ``PlanStoreError`` of kind `unknownPlan` or `unknownIndicator`.
  public func history(
    plan id: String, indicator: String? = nil
  ) throws(PlanStoreError) -> [StoredMeasurement] {
    try read { database in
      let plan = try self.plan(id, in: database)
      guard let indicator else {
        return try MeasurementRecord.measurements(
          database, where: "measurement.plan = ?", arguments: [id])
      }
      let found = try MeasurementRecord.measurements(
        database, where: "measurement.plan = ? AND indicator = ?", arguments: [id, indicator])
      guard !found.isEmpty || plan.indicator(indicator) != nil else {
        throw PlanStoreError(
          .unknownIndicator, path: path, cause: "the plan \(id) has no indicator `\(indicator)`",
          fix: plan.nearestIndicator(to: indicator).map { "did you mean `\($0)`?" },
          vi: "kế hoạch \(id) không có chỉ tiêu `\(indicator)`",
          viFix: plan.nearestIndicator(to: indicator).map { "có phải là `\($0)`?" })
      }
      return found
    }
  }

  /// The newest revision of every figure of a plan, optionally of one period, oldest first.
  public func current(
    plan id: String, period: Period? = nil
  ) throws(PlanStoreError) -> [StoredMeasurement] {
    try read { database in
      _ = try self.plan(id, in: database)
      return try Self.current(database, plans: [id], period: period)
    }
  }

  private static func current(
    _ database: Database, plans: [String], period: Period?
  ) throws -> [StoredMeasurement] {
    let marks = Array(repeating: "?", count: plans.count).joined(separator: ", ")
    var condition = """
      measurement.plan IN (\(marks)) AND NOT EXISTS
      (SELECT 1 FROM measurement AS later WHERE later.supersedes = measurement.id)
      """
    var arguments = StatementArguments(plans)
    if let period {
      condition += " AND period = ?"
      arguments += [period.description]
    }
    return try MeasurementRecord.measurements(database, where: condition, arguments: arguments)
  }

  /// The chain behind a measurement.
  ///
  /// - Throws: ``PlanStoreError`` of kind `unknownMeasurement`.
  public func trace(_ id: Int64) throws(PlanStoreError) -> MeasurementTrace {
    try read { database in
      guard
        let measurement = try MeasurementRecord.measurements(
          database, where: "measurement.id = ?", arguments: [id]
        ).first
      else {
        throw PlanStoreError(
          .unknownMeasurement, path: path, cause: "the store has no measurement \(id)",
          fix: "`hailong plan history` lists them", vi: "kho không có kết quả đo \(id)",
          viFix: "`hailong plan history` liệt kê các kết quả đo")
      }
      var replaced: [StoredMeasurement] = []
      var next = measurement.supersedes
      while let id = next {
        guard
          let earlier = try MeasurementRecord.measurements(
            database, where: "measurement.id = ?", arguments: [id]
          ).first
        else { break }
        replaced.append(earlier)
        next = earlier.supersedes
      }
      let version = try Row.fetchOne(
        database,
        sql: """
          SELECT version, importedAt FROM planVersion WHERE plan = ? AND importedAt <= ?
          ORDER BY version DESC
          """, arguments: [measurement.measurement.plan, measurement.recordedAt])
      return MeasurementTrace(
        measurement: measurement, planVersion: version?["version"],
        planImportedAt: version?["importedAt"], replaced: replaced)
    }
  }

  /// The measurements to which a file contributed, whatever the file was called then.
  public func measurements(fromFile sha256: String) throws(PlanStoreError) -> [StoredMeasurement] {
    try read { database in
      try MeasurementRecord.measurements(
        database, where: "run IN (SELECT run FROM source WHERE sha256 = ?)", arguments: [sha256])
    }
  }

  /// Reports on the tasks of a plan, oldest first.
  public func taskReports(plan id: String) throws(PlanStoreError) -> [TaskReport] {
    try read { database in try Self.taskReports(database, plan: id) }
  }

  static func taskReports(_ database: Database, plan id: String?) throws -> [TaskReport] {
    try Row.fetchAll(
      database, sql: "SELECT * FROM taskReport WHERE plan = ? OR ? IS NULL ORDER BY id",
      arguments: [id, id]
    ).map { row in
      guard let state = TaskReport.State(rawValue: row["state"]),
        let date = PlanDate(row["date"] as String)
      else {
        throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a task report is not readable")
      }
      return TaskReport(
        plan: row["plan"], task: row["task"], state: state, date: date, product: row["product"],
        note: row["note"], recordedAt: row["recordedAt"], recordedBy: row["recordedBy"])
    }
  }

  /// Where a plan stands in a period; trends also look at earlier plans of the same unit.
  ///
  /// - Parameters:
  ///   - id: Id of the plan.
  ///   - period: The period.
  ///   - today: The day on which terms are judged.
  ///   - calendar: Which days belong to the period.
  ///   - rollUp: How figures of units are put together for the level above.
  ///   - judge: Publication profile and strictness.
  /// - Throws: ``PlanStoreError`` when the plan is unknown, the period outside it or the level
  ///   to roll up to unknown.
  public func scoreboard(
    plan id: String, period: Period, today: PlanDate, calendar: ReportingCalendar = .ministry581,
    rollUp: RollUp? = nil, judge: Judge = Judge()
  ) throws(PlanStoreError) -> Scoreboard {
    try read { database in
      let plan = try self.plan(id, in: database)
      let others = try String.fetchAll(
        database, sql: "SELECT id FROM plan WHERE year < ? ORDER BY year, id",
        arguments: [plan.year]
      ).filter { try self.plan($0, in: database).unit == plan.unit }
      return try Scoreboard(
        plan: plan, period: period, today: today, calendar: calendar,
        measurements: Self.current(database, plans: others + [id], period: nil),
        taskReports: Self.taskReports(database, plan: id), rollUp: rollUp, judge: judge)
    }
  }
}
