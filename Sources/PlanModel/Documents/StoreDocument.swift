internal import Definitions

/// What a store holds, as one JSON document (`hailong.store/2`) that reads back unchanged.
public struct StoreDocument: Hashable, Sendable {
  /// One imported version of a plan.
  public struct PlanVersion: Hashable, Sendable {
    /// The plan.
    public var plan: Plan
    /// Number of the version, from 1.
    public var version: Int
    /// When it was imported.
    public var importedAt: String

    /// Describes a version.
    public init(plan: Plan, version: Int, importedAt: String) {
      self.plan = plan
      self.version = version
      self.importedAt = importedAt
    }
  }

  /// All that one survey said, kept beside the measurements that were recorded from it.
  public struct Survey: Hashable, Sendable {
    /// Id of the plan.
    public var plan: String
    /// Reporting period.
    public var period: Period
    /// Id of the instrument.
    public var instrument: String
    /// The content, as text of the module that made it.
    public var content: String

    /// Keeps what a survey said.
    public init(plan: String, period: Period, instrument: String, content: String) {
      self.plan = plan
      self.period = period
      self.instrument = instrument
      self.content = content
    }
  }

  /// One act of recording with what it recorded, in order.
  public struct Run: Hashable, Sendable {
    /// When it was recorded.
    public var recordedAt: String
    /// Who recorded it.
    public var recordedBy: String?
    /// What was said about it.
    public var note: String?
    /// Where the figures come from.
    public var provenance: Provenance
    /// The figures with their revisions.
    public var measurements: [(measurement: IndicatorMeasurement, revision: Int)]
    /// What the surveys behind the figures said.
    public var surveys: [Survey]

    /// Describes a run.
    public init(
      recordedAt: String, recordedBy: String?, note: String?, provenance: Provenance,
      measurements: [(measurement: IndicatorMeasurement, revision: Int)], surveys: [Survey] = []
    ) {
      self.recordedAt = recordedAt
      self.recordedBy = recordedBy
      self.note = note
      self.provenance = provenance
      self.measurements = measurements
      self.surveys = surveys
    }

    /// Whether two runs recorded the same.
    public static func == (left: Run, right: Run) -> Bool {
      left.recordedAt == right.recordedAt && left.recordedBy == right.recordedBy
        && left.note == right.note && left.provenance == right.provenance
        && left.measurements.elementsEqual(right.measurements) { $0 == $1 }
        && left.surveys == right.surveys
    }

    /// Hashes the run by its time and files.
    public func hash(into hasher: inout Hasher) {
      hasher.combine(recordedAt)
      hasher.combine(provenance)
    }
  }

  static let schema = "hailong.store/2"
  /// Earlier versions of the document that are read as well.
  static let earlierSchemas = ["hailong.store/1"]

  /// Versions of plans, by id and version.
  public var plans: [PlanVersion]
  /// Runs, in the order in which they were recorded.
  public var runs: [Run]
  /// Reports on tasks, in the order in which they were recorded.
  public var taskReports: [TaskReport]

  /// Gathers what a store holds.
  public init(plans: [PlanVersion] = [], runs: [Run] = [], taskReports: [TaskReport] = []) {
    self.plans = plans
    self.runs = runs
    self.taskReports = taskReports
  }

  /// The document as JSON.
  public var json: JSONValue {
    .object([
      .init("schema", .string(Self.schema)),
      .init(
        "plans",
        .array(
          plans.map {
            .object([
              .init("version", .integer($0.version)), .init("importedAt", .string($0.importedAt)),
              .init("plan", $0.plan.json),
            ])
          })),
      .init("runs", .array(runs.map(\.json))),
      .init("taskReports", .array(taskReports.map(\.json))),
    ])
  }

  /// Reads a document that ``json`` wrote.
  ///
  /// - Throws: ``PlanError`` naming the place of what cannot be read.
  public init(json text: String, name: String) throws(PlanError) {
    let root = try JSONReader.read(text, file: name)
    var reader = try MappingReader(root, what: "a store document", vi: "tài liệu kho")
    let schema = try reader.required("schema")
    let name = try schema.string("schema")
    guard name == Self.schema || Self.earlierSchemas.contains(name) else {
      throw PlanError(
        .unsupportedSchema, at: schema.place, cause: "the document is not \(Self.schema)",
        fix: name.hasPrefix("hailong.store/")
          ? "it was written by a newer program; use one at least as new"
          : "documents of this kind are written by `hailong plan export`",
        vi: "tài liệu không phải là \(Self.schema)",
        viFix: name.hasPrefix("hailong.store/")
          ? "tài liệu do chương trình mới hơn ghi; dùng chương trình mới ít nhất bằng nó"
          : "tài liệu loại này do `hailong plan export` ghi ra")
    }
    self.init()
    for node in try reader.required("plans").items("plans") {
      var entry = try MappingReader(node, what: "a plan version", vi: "phiên bản kế hoạch")
      let file = try PlanFile(entry.required("plan"))
      plans.append(
        PlanVersion(
          plan: try file.checked(), version: try entry.integer("version"),
          importedAt: try entry.string("importedAt")))
      try entry.finish()
    }
    for node in try reader.required("runs").items("runs") { runs.append(try Run(node)) }
    for node in try reader.required("taskReports").items("taskReports") {
      taskReports.append(try TaskReport(node))
    }
    try reader.finish()
  }
}

extension StoreDocument.Run {
  var json: JSONValue {
    .object([
      .init("recordedAt", .string(recordedAt)), .init("recordedBy", .text(recordedBy)),
      .init("note", .text(note)), .init("provenance", provenance.json),
      .init(
        "measurements",
        .array(
          measurements.map { entry in
            guard case .object(let members) = entry.measurement.json else { return .null }
            return .object([.init("revision", .integer(entry.revision))] + members)
          })),
      .init(
        "surveys",
        .array(
          surveys.map {
            .object([
              .init("plan", .string($0.plan)), .init("period", .string($0.period.description)),
              .init("instrument", .string($0.instrument)), .init("content", .string($0.content)),
            ])
          })),
    ])
  }

  init(_ node: DocumentNode) throws(PlanError) {
    var reader = try MappingReader(node, what: "a run", vi: "lần ghi")
    self.init(
      recordedAt: try reader.string("recordedAt"),
      recordedBy: try reader.optionalString("recordedBy"),
      note: try reader.optionalString("note"),
      provenance: try Provenance(reader.required("provenance")), measurements: [])
    for item in try reader.required("measurements").items("measurements") {
      var entry = try MappingReader(item, what: "a measurement", vi: "kết quả đo")
      let revision = try entry.integer("revision")
      measurements.append((try IndicatorMeasurement(&entry, provenance: provenance), revision))
      try entry.finish()
    }
    for item in try reader.optional("surveys")?.items("surveys") ?? [] {
      var entry = try MappingReader(item, what: "a survey", vi: "khảo sát")
      surveys.append(
        .init(
          plan: try entry.string("plan"), period: try entry.period("period"),
          instrument: try entry.string("instrument"), content: try entry.string("content")))
      try entry.finish()
    }
    try reader.finish()
  }
}
