internal import Definitions

/// What somebody reported about a task of a plan.
public struct TaskReport: Hashable, Sendable {
  /// How far a task is.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// Not begun.
    case open
    /// Begun.
    case started
    /// Done.
    case done
  }

  /// Id of the plan.
  public var plan: String
  /// Id of the task.
  public var task: String
  /// How far it is.
  public var state: State
  /// The day for which that holds.
  public var date: PlanDate
  /// The product as delivered, such as the number of a document.
  public var product: String?
  /// Anything else.
  public var note: String?
  /// When it was recorded, as the caller said.
  public var recordedAt: String
  /// Who recorded it.
  public var recordedBy: String?

  /// Reports on a task.
  public init(
    plan: String, task: String, state: State, date: PlanDate, product: String? = nil,
    note: String? = nil, recordedAt: String, recordedBy: String? = nil
  ) {
    self.plan = plan
    self.task = task
    self.state = state
    self.date = date
    self.product = product
    self.note = note
    self.recordedAt = recordedAt
    self.recordedBy = recordedBy
  }

  /// The report as JSON.
  public var json: JSONValue {
    .object([
      .init("plan", .string(plan)), .init("task", .string(task)),
      .init("state", .string(state.rawValue)), .init("date", .string(date.description)),
      .init("product", .text(product)), .init("note", .text(note)),
      .init("recordedAt", .string(recordedAt)), .init("recordedBy", .text(recordedBy)),
    ])
  }

  init(_ node: DocumentNode) throws(PlanError) {
    var reader = try MappingReader(node, what: "a task report", vi: "báo cáo nhiệm vụ")
    self.init(
      plan: try reader.string("plan"), task: try reader.string("task"),
      state: try reader.choice("state"), date: try reader.required("date").date("date"),
      product: try reader.optionalString("product"), note: try reader.optionalString("note"),
      recordedAt: try reader.string("recordedAt"),
      recordedBy: try reader.optionalString("recordedBy"))
    try reader.finish()
  }
}
