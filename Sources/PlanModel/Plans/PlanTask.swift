/// One duty that a plan gives to somebody.
public struct PlanTask: Hashable, Sendable, Identifiable {
  /// The part of the plan in which the task stands.
  public enum Section: String, Hashable, Sendable, CaseIterable {
    /// The plan's text.
    case body
    /// The annexed table.
    case annex
    /// The section on implementation.
    case implementation
  }

  /// Stable id within the plan.
  public var id: String
  /// Content area; `nil` for tasks that fit none.
  public var contentArea: String?
  /// The part of the plan.
  public var section: Section
  /// Where in the plan.
  public var clause: String
  /// Goal.
  public var goal: String?
  /// The task, in the plan's own words.
  public var task: String
  /// Activity.
  public var activity: String?
  /// Product; `nil` when the plan names none.
  public var product: String?
  /// Agencies that lead.
  public var lead: [String]
  /// Agencies that co-operate.
  public var cooperating: [String]
  /// When it is due.
  public var due: Due
  /// Money, if the plan gives any.
  public var budget: Budget?
  /// Ids of the indicators that it serves.
  public var indicators: [String]

  /// Makes a task from its parts.
  public init(
    id: String, contentArea: String? = nil, section: Section, clause: String, goal: String? = nil,
    task: String, activity: String? = nil, product: String? = nil, lead: [String] = [],
    cooperating: [String] = [], due: Due = .unstated, budget: Budget? = nil,
    indicators: [String] = []
  ) {
    self.id = id
    self.contentArea = contentArea
    self.section = section
    self.clause = clause
    self.goal = goal
    self.task = task
    self.activity = activity
    self.product = product
    self.lead = lead
    self.cooperating = cooperating
    self.due = due
    self.budget = budget
    self.indicators = indicators
  }
}

/// When a task is due.
public struct Due: Hashable, Sendable {
  /// The shape of the term.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// By a date.
    case date
    /// Within a span of time.
    case period
    /// Throughout the year.
    case continuous
    /// After something happens.
    case event
    /// The plan does not say.
    case unstated
  }

  /// The plan's own words; `nil` when it says nothing.
  public var text: String?
  /// The shape of the term.
  public var kind: Kind
  /// First day.
  public var from: PlanDate?
  /// Last day.
  public var to: PlanDate?

  /// Makes a term.
  public init(text: String?, kind: Kind, from: PlanDate? = nil, to: PlanDate? = nil) {
    self.text = text
    self.kind = kind
    self.from = from
    self.to = to
  }

  /// No term is given.
  public static let unstated = Due(text: nil, kind: .unstated)
}

/// Money that a plan gives to a task.
public struct Budget: Hashable, Sendable {
  /// The plan's own words.
  public var text: String
  /// Amount in đồng; `nil` when the words are no number.
  public var amount: Int?

  /// Makes a budget.
  public init(text: String, amount: Int? = nil) {
    self.text = text
    self.amount = amount
  }
}
