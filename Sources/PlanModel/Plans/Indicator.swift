/// One thing that a plan tracks, with its target and where the plan says so.
public struct Indicator: Hashable, Sendable, Identifiable {
  /// Where the figure comes from.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A satisfaction survey.
    case survey
    /// Administrative records.
    case administrative
    /// Something that is done or not done.
    case milestone
    /// A rank in a published index.
    case rank
  }

  /// What the figure counts.
  public enum Unit: String, Hashable, Sendable, CaseIterable {
    /// A share; targets and values are fractions 0 to 1.
    case percent
    /// A number of things.
    case count
    /// A place in a ranking, 1 is best.
    case rank
    /// Places gained in a ranking.
    case places
    /// Days.
    case days
    /// Points of a published index or a scored form, on their own scale; never per cent.
    case points
    /// 1 when done, 0 when not.
    case milestone
  }

  /// Which direction is better.
  public enum Direction: String, Hashable, Sendable, CaseIterable {
    /// More is better.
    case higher
    /// Less is better.
    case lower
  }

  /// Stable id within the plan.
  public var id: String
  /// Title in the plan's language.
  public var title: String
  /// Title in English.
  public var titleEn: String?
  /// Where in the plan, such as `I.2.d`.
  public var clause: String
  /// The plan's own sentence.
  public var quote: String?
  /// Content area; `nil` when the plan puts it in none.
  public var contentArea: String?
  /// Where the figure comes from.
  public var kind: Kind
  /// What the figure counts.
  public var unit: Unit
  /// Which direction is better.
  public var direction: Direction
  /// The number that the plan sets; `nil` when it sets none.
  public var target: Target?
  /// Id of the indicator of which this is a part.
  public var partOf: String?
  /// The level or object for which the number holds.
  public var scope: String?
  /// When the target is to be reached, where the plan gives it a term of its own; else the end of the
  /// plan's year is meant.
  public var due: Due?
  /// Agencies that lead.
  public var lead: [String]
  /// Agencies that co-operate.
  public var cooperating: [String]
  /// How a survey feeds it; only for the kind `survey`.
  public var binding: SurveyBinding?
  /// Ids of survey indicators whose plain mean this one is: the objects of one clause that are meant
  /// on average.
  ///
  /// Empty for an indicator that is measured itself.
  public var averageOf: [String]
  /// A choice made in the transcription.
  public var note: String?
  /// Id of the plan from which it was taken over.
  public var inheritedFrom: String?

  /// Makes an indicator from its parts.
  public init(
    id: String, title: String, titleEn: String? = nil, clause: String, quote: String? = nil,
    contentArea: String? = nil, kind: Kind, unit: Unit = .percent, direction: Direction = .higher,
    target: Target? = nil, partOf: String? = nil, scope: String? = nil, due: Due? = nil,
    lead: [String] = [], cooperating: [String] = [], binding: SurveyBinding? = nil,
    averageOf: [String] = [],
    note: String? = nil, inheritedFrom: String? = nil
  ) {
    self.id = id
    self.title = title
    self.titleEn = titleEn
    self.clause = clause
    self.quote = quote
    self.contentArea = contentArea
    self.kind = kind
    self.unit = unit
    self.direction = direction
    self.target = target
    self.partOf = partOf
    self.scope = scope
    self.due = due
    self.lead = lead
    self.cooperating = cooperating
    self.binding = binding
    self.averageOf = averageOf
    self.note = note
    self.inheritedFrom = inheritedFrom
  }
}

/// The threshold that a plan sets; "đạt tối thiểu 90%" is `>=` 0.90.
public struct Target: Hashable, Sendable {
  /// How a value is compared with the threshold.
  public enum Operator: String, Hashable, Sendable, CaseIterable {
    /// At least.
    case atLeast = ">="
    /// More than.
    case above = ">"
    /// At most.
    case atMost = "<="
    /// Less than.
    case below = "<"
    /// Exactly.
    case exactly = "="
  }

  /// The comparison.
  public var op: Operator
  /// The threshold, in the indicator's unit; shares are fractions.
  public var value: Double
  /// Upper end of a span such as "01-04 bậc", kept for reports; the verdict uses `value`.
  public var to: Double?

  /// Sets a threshold.
  public init(_ op: Operator, _ value: Double, to: Double? = nil) {
    self.op = op
    self.value = value
    self.to = to
  }

  /// Difference up to which two doubles are the same number: a few units in the last place.
  ///
  /// A rate of exactly 85 % that was summed from weights may come out as 0.8499999999999999.
  static let equalityTolerance = 1e-12

  /// Whether an unrounded value reaches the target.
  public func isReached(by number: Double) -> Bool {
    let scale = Swift.max(1, Swift.abs(value))
    let isEqual = Swift.abs(number - value) <= Self.equalityTolerance * scale
    return switch op {
    case .atLeast: isEqual || number > value
    case .above: !isEqual && number > value
    case .atMost: isEqual || number < value
    case .below: !isEqual && number < value
    case .exactly: isEqual
    }
  }
}

/// How a survey feeds an indicator.
public struct SurveyBinding: Hashable, Sendable {
  /// What the questions rate; the two must never be mixed in one figure.
  public enum Object: String, Hashable, Sendable, CaseIterable {
    /// The delivery of public services.
    case services
    /// Policies and how they are made.
    case policy
  }

  /// How several service areas of one clause are judged.
  public enum Combination: String, Hashable, Sendable, CaseIterable {
    /// One figure over all answers.
    case pooled
    /// One figure each; the indicator is met when every one is.
    case each
    /// The plain mean of one rate each, so that small areas count as much as large ones.
    case average
  }

  /// Families of instruments that can feed it: `one-stop`, `agency-service`, `online-service`,
  /// `health`, `education`.
  public var families: [String]
  /// What is rated.
  public var rates: Object
  /// Id of a measure of the instrument; `nil` for the instrument's default one.
  public var measure: String?
  /// An element of the instrument; `nil` for all.
  public var element: String?
  /// Service areas; empty for all.
  public var areas: [String]
  /// How the areas are judged.
  public var combine: Combination

  /// Binds an indicator to surveys.
  public init(
    families: [String], rates: Object = .services, measure: String? = nil,
    element: String? = nil, areas: [String] = [], combine: Combination = .each
  ) {
    self.families = families
    self.rates = rates
    self.measure = measure
    self.element = element
    self.areas = areas
    self.combine = combine
  }

  /// The families that a binding may name.
  public static let knownFamilies = [
    "one-stop", "agency-service", "online-service", "health", "education", "sipas",
  ]
}
