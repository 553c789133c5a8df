internal import GRDB
public import PlanModel

extension PlanStore {
  /// Everything the store holds, as one document.
  ///
  /// Importing it into an empty store and exporting that one gives the same document.
  ///
  /// - Parameter plan: Id of a plan to export alone; `nil` for all.
  public func document(plan: String? = nil) throws(PlanStoreError) -> StoreDocument {
    try read { database in
      if let plan { _ = try self.plan(plan, in: database) }
      var document = StoreDocument()
      let versions = try Row.fetchAll(
        database,
        sql: "SELECT * FROM planVersion WHERE plan = ? OR ? IS NULL ORDER BY plan, version",
        arguments: [plan, plan])
      for row in versions {
        document.plans.append(
          .init(
            plan: try PlanFile(json: row["json"], name: path).plan, version: row["version"],
            importedAt: row["importedAt"]))
      }
      let measurements = try MeasurementRecord.measurements(
        database, where: "measurement.plan = ? OR ? IS NULL", arguments: [plan, plan])
      var order: [Int64] = []
      var byRun: [Int64: [StoredMeasurement]] = [:]
      for measurement in measurements {
        if byRun[measurement.run] == nil { order.append(measurement.run) }
        byRun[measurement.run, default: []].append(measurement)
      }
      for run in order {
        guard let entries = byRun[run], let first = entries.first else { continue }
        document.runs.append(
          .init(
            recordedAt: first.recordedAt, recordedBy: first.recordedBy, note: first.note,
            provenance: first.measurement.provenance,
            measurements: entries.map { ($0.measurement, $0.revision) },
            surveys: try SurveyRecord.surveys(ofRun: run, plan: plan, in: database)))
      }
      document.taskReports = try Self.taskReports(database, plan: plan)
      return document
    }
  }

  /// Imports a document in one transaction.
  ///
  /// What the store has already is left alone; a figure that contradicts one with the same series
  /// and revision is a conflict, and nothing is imported.
  ///
  /// - Parameters:
  ///   - document: The document.
  ///   - calendar: Calendar that says which days the periods have.
  /// - Returns: How many measurements were added.
  public func importDocument(
    _ document: StoreDocument, calendar: ReportingCalendar = .ministry581
  ) throws(PlanStoreError) -> Int {
    try write { database in
      for entry in document.plans.sorted(by: { ($0.plan.id, $0.version) < ($1.plan.id, $1.version) }
      ) {
        let known = try String.fetchOne(
          database, sql: "SELECT json FROM planVersion WHERE plan = ? AND version = ?",
          arguments: [entry.plan.id, entry.version])
        guard let known else {
          _ = try Self.insert(entry.plan, at: entry.importedAt, in: database)
          continue
        }
        guard known == entry.plan.json.serialized(indented: false) else {
          throw PlanStoreError(
            .conflict, path: path,
            cause: "version \(entry.version) of the plan \(entry.plan.id) is another one here",
            fix: "import into a new store, or import the plan file itself as a new version",
            vi: "phiên bản \(entry.version) của kế hoạch \(entry.plan.id) trong kho này khác",
            viFix: "nhập vào một kho mới, hoặc nhập chính tệp kế hoạch thành phiên bản mới")
        }
      }
      var added = 0
      for run in document.runs {
        added += try importRun(run, calendar: calendar, in: database)
      }
      for report in document.taskReports {
        _ = try Self.insert(report, in: database)
      }
      return added
    }
  }

  private func importRun(
    _ run: StoreDocument.Run, calendar: ReportingCalendar, in database: Database
  ) throws -> Int {
    var number: Int64?
    var added = 0
    for (measurement, revision) in run.measurements {
      let series = MeasurementRecord.series(of: measurement)
      let known = try MeasurementRecord.measurements(
        database, where: "series = ? AND revision = ?", arguments: [series, revision]
      ).first
      if let known {
        guard known.measurement == measurement else {
          throw PlanStoreError(
            .conflict, path: path,
            cause: "revision \(revision) of \(measurement.indicator) in \(measurement.period) has "
              + "another figure here", fix: "import into a new store",
            vi:
              "lần sửa \(revision) của \(measurement.indicator) kỳ \(measurement.period) trong kho này có số khác",
            viFix: "nhập vào một kho mới")
        }
        continue
      }
      let plan = try self.plan(measurement.plan, in: database)
      try MeasurementCheck(plan: plan, path: path).check(measurement)
      let previous = try Int64.fetchOne(
        database, sql: "SELECT id FROM measurement WHERE series = ? AND revision = ?",
        arguments: [series, revision - 1])
      guard revision == 1 || previous != nil else {
        throw PlanStoreError(
          .conflict, path: path,
          cause: "revision \(revision) of \(measurement.indicator) in \(measurement.period) comes "
            + "without the one before it", fix: "export all revisions (--all)",
          vi:
            "lần sửa \(revision) của \(measurement.indicator) kỳ \(measurement.period) không kèm lần trước nó",
          viFix: "xuất tất cả các lần sửa (--all)")
      }
      let id =
        try number
        ?? RunRecord.insert(
          run.provenance, at: run.recordedAt, by: run.recordedBy, note: run.note, in: database)
      number = id
      try RunRecord.insertPeriod(measurement.period, calendar: calendar, in: database)
      if let unit = measurement.unit { try RunRecord.insertUnit(unit, in: database) }
      _ = try MeasurementRecord.insert(
        measurement, run: id, revision: revision, supersedes: previous, in: database)
      added += 1
    }
    // A run that was here before has its surveys already.
    if let number {
      for survey in run.surveys {
        let record = SurveyRecord(
          plan: survey.plan, period: survey.period, instrument: survey.instrument,
          content: survey.content)
        try record.insert(run: number, in: database)
      }
    }
    return added
  }
}
