internal import GRDB
public import PlanModel

/// What recording one measurement did.
public struct RecordedMeasurement: Hashable, Sendable {
  /// What became of a measurement.
  public enum Outcome: Hashable, Sendable {
    /// It is the first of its series.
    case added
    /// It replaces an earlier figure, whose number and value are given.
    case revised(supersedes: Int64, previousValue: Double?)
    /// The store already has it; `supersededBy` is the newest revision when it was replaced since.
    case alreadyRecorded(supersededBy: Int?)
  }

  /// Number in the store.
  public var id: Int64
  /// The measurement.
  public var measurement: IndicatorMeasurement
  /// Its revision.
  public var revision: Int
  /// What became of it.
  public var outcome: Outcome
}

/// What recording a set of measurements did.
public struct RecordingResult: Hashable, Sendable {
  /// Numbers of the runs that were written; empty when nothing changed.
  public var runs: [Int64]
  /// One entry for each measurement, in the order given.
  public var entries: [RecordedMeasurement]

  /// Whether the store already had everything.
  public var isUnchanged: Bool { runs.isEmpty }
}

extension PlanStore {
  /// Records measurements in one transaction.
  ///
  /// The same files under the same definitions change nothing, even under other names, and even
  /// when a corrected file has replaced them since (`reinstating` makes them current again). Other
  /// figures for the same indicator, period, unit, area and origin become a revision that names
  /// what it replaces. So does a different value from the same files: the program or the plan's
  /// binding has changed.
  ///
  /// - Parameters:
  ///   - measurements: Figures for plans that the store has.
  ///   - time: When this happens, ISO 8601.
  ///   - person: Who does it.
  ///   - note: Why, in a few words.
  ///   - reinstating: Whether figures that were replaced since become current again.
  ///   - calendar: Calendar that says which days the periods have.
  ///   - survey: All that the survey said, kept beside the measurements when any of them is new.
  ///   - plan: The plan of the measurements, imported in the same transaction; `nil` when the store
  ///     has it.
  /// - Throws: ``PlanStoreError``; then nothing is recorded, not even a part.
  public func record(
    _ measurements: [IndicatorMeasurement], at time: String, by person: String? = nil,
    note: String? = nil,
    reinstating: Bool = false, calendar: ReportingCalendar = .ministry581,
    survey: SurveyRecord? = nil, importing plan: Plan? = nil
  ) throws(PlanStoreError) -> RecordingResult {
    if let plan { try check(plan) }
    return try write { database in
      if let plan { _ = try Self.insert(plan, at: time, in: database) }
      var recorder = Recorder(
        store: self, database: database, time: time, person: person, note: note,
        reinstating: reinstating, calendar: calendar)
      for measurement in measurements { try recorder.record(measurement) }
      if let survey, let run = recorder.result.runs.last {
        try survey.insert(run: run, in: database)
      }
      return recorder.result
    }
  }

  /// Adds reports on tasks in one transaction.
  ///
  /// - Returns: How many were new; a report equal to the task's last one is not added again.
  /// - Throws: ``PlanStoreError`` when a plan or task is unknown.
  public func record(taskReports: [TaskReport]) throws(PlanStoreError) -> Int {
    try write { database in
      var added = 0
      for report in taskReports {
        let plan = try self.plan(report.plan, in: database)
        guard plan.tasks.contains(where: { $0.id == report.task }) else {
          throw PlanStoreError(
            .unknownIndicator, path: path,
            cause: "the plan \(plan.id) has no task `\(report.task)`",
            vi: "kế hoạch \(plan.id) không có nhiệm vụ `\(report.task)`")
        }
        added += try Self.insert(report, in: database) ? 1 : 0
      }
      return added
    }
  }

  static func insert(_ report: TaskReport, in database: Database) throws -> Bool {
    let last = try Row.fetchOne(
      database, sql: "SELECT * FROM taskReport WHERE plan = ? AND task = ? ORDER BY id DESC",
      arguments: [report.plan, report.task])
    if let last, last["state"] as String == report.state.rawValue,
      last["date"] as String == report.date.description,
      last["product"] as String? == report.product, last["note"] as String? == report.note
    {
      return false
    }
    try database.execute(
      sql: """
        INSERT INTO taskReport (plan, task, state, date, product, note, recordedAt, recordedBy)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        report.plan, report.task, report.state.rawValue, report.date.description, report.product,
        report.note, report.recordedAt, report.recordedBy,
      ])
    return true
  }
}

/// Records measurements one after the other within a transaction.
private struct Recorder {
  let store: PlanStore
  let database: Database
  let time: String
  let person: String?
  let note: String?
  let reinstating: Bool
  let calendar: ReportingCalendar
  var result = RecordingResult(runs: [], entries: [])
  private var plans: [String: Plan] = [:]
  private var runs: [Provenance: Int64] = [:]
  private var series: Set<String> = []

  init(
    store: PlanStore, database: Database, time: String, person: String?, note: String?,
    reinstating: Bool, calendar: ReportingCalendar
  ) {
    self.store = store
    self.database = database
    self.time = time
    self.person = person
    self.note = note
    self.reinstating = reinstating
    self.calendar = calendar
  }

  mutating func record(_ measurement: IndicatorMeasurement) throws {
    try check(measurement)
    let newest = try MeasurementRecord.measurements(
      database,
      where: "series = ? AND revision = (SELECT max(revision) FROM measurement WHERE series = ?)",
      arguments: [
        MeasurementRecord.series(of: measurement), MeasurementRecord.series(of: measurement),
      ]
    ).first
    if let known = try known(measurement, newest: newest) {
      result.entries.append(known)
      return
    }
    let revision = (newest?.revision ?? 0) + 1
    let id = try MeasurementRecord.insert(
      measurement, run: run(of: measurement.provenance), revision: revision,
      supersedes: newest?.id, in: database)
    result.entries.append(
      RecordedMeasurement(
        id: id, measurement: measurement, revision: revision,
        outcome: newest.map {
          .revised(supersedes: $0.id, previousValue: $0.measurement.value)
        } ?? .added))
  }

  /// The entry for a measurement that the store has already; `nil` when it must be recorded.
  private func known(
    _ measurement: IndicatorMeasurement, newest: StoredMeasurement?
  ) throws -> RecordedMeasurement? {
    guard let newest else { return nil }
    let same = try MeasurementRecord.measurements(
      database, where: "contentKey = ?",
      arguments: [MeasurementRecord.contentKey(of: measurement)]
    ).last
    guard let same else { return nil }
    if same.id == newest.id {
      return Self.hasSameFigures(same.measurement, measurement)
        ? RecordedMeasurement(
          id: same.id, measurement: same.measurement, revision: same.revision,
          outcome: .alreadyRecorded(supersededBy: nil))
        : nil
    }
    guard !reinstating else { return nil }
    return RecordedMeasurement(
      id: same.id, measurement: same.measurement, revision: same.revision,
      outcome: .alreadyRecorded(supersededBy: newest.revision))
  }

  /// Whether two measurements say the same; where the figures come from is not compared.
  private static func hasSameFigures(_ left: IndicatorMeasurement, _ right: IndicatorMeasurement)
    -> Bool
  {
    var other = right
    other.provenance = left.provenance
    return left == other
  }

  private mutating func run(of provenance: Provenance) throws -> Int64 {
    if let run = runs[provenance] { return run }
    let run = try RunRecord.insert(provenance, at: time, by: person, note: note, in: database)
    runs[provenance] = run
    result.runs.append(run)
    return run
  }

  private mutating func check(_ measurement: IndicatorMeasurement) throws {
    let plan = try plans[measurement.plan] ?? store.plan(measurement.plan, in: database)
    plans[plan.id] = plan
    try MeasurementCheck(plan: plan, path: store.path).check(measurement)
    guard series.insert(MeasurementRecord.series(of: measurement)).inserted else {
      throw PlanStoreError(
        .invalidFigure, path: store.path,
        cause: "\(measurement.indicator) in \(measurement.period) is given twice",
        fix: "give one figure for each indicator, period, unit, area and origin",
        vi: "\(measurement.indicator) kỳ \(measurement.period) ghi hai lần",
        viFix: "mỗi chỉ tiêu, kỳ, đơn vị, lĩnh vực và nguồn chỉ ghi một số")
    }
    try RunRecord.insertPeriod(measurement.period, calendar: calendar, in: database)
    if let unit = measurement.unit { try RunRecord.insertUnit(unit, in: database) }
  }
}

/// The rules that a measurement must keep to be recorded.
struct MeasurementCheck {
  let plan: Plan
  let path: String

  func check(_ measurement: IndicatorMeasurement) throws {
    try plan.check(measurement.period)
    guard let indicator = plan.indicator(measurement.indicator) else {
      throw PlanStoreError(
        .unknownIndicator, path: path,
        cause: "the plan \(plan.id) has no indicator `\(measurement.indicator)`",
        fix: plan.nearestIndicator(to: measurement.indicator).map { "did you mean `\($0)`?" },
        vi: "kế hoạch \(plan.id) không có chỉ tiêu `\(measurement.indicator)`",
        viFix: plan.nearestIndicator(to: measurement.indicator).map { "có phải là `\($0)`?" })
    }
    let name = "\(indicator.id) in \(measurement.period)"
    func refuse(_ cause: String, _ fix: String? = nil, vi: String, viFix: String? = nil)
      -> PlanStoreError
    {
      PlanStoreError(.invalidFigure, path: path, cause: cause, fix: fix, vi: vi, viFix: viFix)
    }
    if measurement.origin == .survey, indicator.kind != .survey {
      throw refuse(
        "\(name): a survey cannot feed an indicator of kind \(indicator.kind.rawValue)",
        vi: "\(name): khảo sát không ghi số cho chỉ tiêu loại \(indicator.kind.rawValue) được")
    }
    let figures = [
      measurement.value, measurement.standardError, measurement.low, measurement.high,
      measurement.nEffective, measurement.weighted, measurement.numerator, measurement.denominator,
    ]
    if figures.contains(where: { $0.map { !$0.isFinite } ?? false }) {
      throw refuse("\(name): a figure is not a finite number", vi: "\(name): có số không hữu hạn")
    }
    if indicator.unit == .percent, let value = measurement.value, !(0...1).contains(value) {
      throw refuse(
        "\(name): \(value) is not a share between 0 and 1", "write shares as fractions",
        vi: "\(name): \(value) không phải là tỷ lệ từ 0 đến 1", viFix: "ghi tỷ lệ dạng thập phân")
    }
    if let denominator = measurement.denominator, denominator <= 0, measurement.value != nil {
      throw refuse("\(name): the denominator must be above 0", vi: "\(name): mẫu số phải lớn hơn 0")
    }
    for file in measurement.provenance.sources where file.rows != file.accepted + file.rejected {
      throw refuse(
        "\(name): rows read are not rows accepted and rejected of \(file.name)",
        vi:
          "\(name): số dòng đã đọc không bằng số dòng được nhận cộng số dòng bị loại của \(file.name)"
      )
    }
  }
}
