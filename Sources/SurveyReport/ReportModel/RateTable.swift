/// Rates of several areas or units side by side, with one common target.
public struct RateTable: Hashable, Sendable {
  /// What the rows are.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    /// Service areas: land, construction, health, ...
    case area
    /// Agencies, offices, administrative units.
    case unit
    /// Questions of a questionnaire.
    case question
    /// Any other domain.
    case domain
  }

  /// One row.
  public struct Row: Hashable, Sendable {
    /// Stable id (area id, unit code).
    public var id: String
    /// The name as printed.
    public var label: String
    /// The rate.
    public var figure: ReportFigure
    /// How it stands against the target that holds for this row.
    public var status: ReportStatus
    /// Whether the interval agrees.
    public var evidence: ReportEvidence?
    /// The row's own target; `nil` takes the table's.
    public var target: ReportTarget?
    /// Rank by value, 1 best; `nil` when not ranked.
    public var rank: Int?
    /// Best rank that the data allow.
    public var rankBest: Int?
    /// Worst rank that the data allow.
    public var rankWorst: Int?

    /// Makes a row.
    public init(
      id: String, label: String, figure: ReportFigure, status: ReportStatus,
      evidence: ReportEvidence? = nil, target: ReportTarget? = nil, rank: Int? = nil,
      rankBest: Int? = nil, rankWorst: Int? = nil
    ) {
      self.id = id
      self.label = label
      self.figure = figure
      self.status = status
      self.evidence = evidence
      self.target = target
      self.rank = rank
      self.rankBest = rankBest
      self.rankWorst = rankWorst
    }
  }

  /// What the rows are.
  public var kind: Kind
  /// Title as printed; names the instrument or the indicator.
  public var title: String
  /// The common target; `nil` when rows have their own or none.
  public var target: ReportTarget?
  /// The rows, in the order to be printed.
  public var rows: [Row]
  /// Measure name, printed under the title.
  public var measure: String?
  /// Whether the measure is a share that is no rate of satisfaction, such as a mean score over the
  /// greatest score.
  public var isOtherShare = false
  /// How many units were judged together when intervals or ranks are adjusted for it; `nil` if not.
  public var adjustedFor: Int?

  /// Makes a table.
  public init(
    kind: Kind, title: String, target: ReportTarget? = nil, rows: [Row], measure: String? = nil,
    adjustedFor: Int? = nil
  ) {
    self.kind = kind
    self.title = title
    self.target = target
    self.rows = rows
    self.measure = measure
    self.adjustedFor = adjustedFor
  }

  /// The target that holds for every row; `nil` when rows differ or there is none.
  public var commonTarget: ReportTarget? {
    guard let first = rows.first else { return target }
    let shared = first.target ?? target
    return rows.allSatisfy { ($0.target ?? target) == shared } ? shared : nil
  }

  /// What stands over the values: a rate of satisfaction, another share, a mean score, or, where units
  /// differ, a value.
  var valueHeading: Phrase {
    Self.valueHeading(rows.map(\.figure.unit), isOtherShare: isOtherShare)
  }

  /// Whether the values can be drawn on an axis in per cent.
  var hasShares: Bool { valueHeading == .rate || valueHeading == .share }

  static func valueHeading(_ units: [FigureUnit], isOtherShare: Bool = false) -> Phrase {
    switch Set(units) {
    case [], [.share]: isOtherShare ? .share : .rate
    case [.number]: isOtherShare ? .value : .meanScore
    default: .value
    }
  }

  /// Whether any row has a rank.
  public var isRanked: Bool { rows.contains { $0.rank != nil } }
}

/// The answers to one question, as shares of the response scale's levels.
public struct AnswerDistribution: Hashable, Sendable {
  /// One level of the scale.
  public struct Level: Hashable, Sendable {
    /// The label as printed (`Rất hài lòng`).
    public var label: String
    /// Weighted share of the answers in 0...1.
    public var share: Double
    /// Whether the scale counts it as satisfied.
    public var isSatisfied: Bool

    /// Makes a level.
    public init(label: String, share: Double, isSatisfied: Bool) {
      self.label = label
      self.share = share
      self.isSatisfied = isSatisfied
    }
  }

  /// Question code, such as `A3`.
  public var id: String
  /// Question text as asked.
  public var text: String
  /// The levels from worst to best; shares sum to 1.
  public var levels: [Level]
  /// Unweighted answers behind it.
  public var n: Int?

  /// Makes a distribution.
  public init(id: String, text: String, levels: [Level], n: Int? = nil) {
    self.id = id
    self.text = text
    self.levels = levels
    self.n = n
  }
}

/// An area or unit that needs attention, with what pulls it down.
public struct FlaggedArea: Hashable, Sendable {
  /// One question of the area.
  public struct Question: Hashable, Sendable {
    /// Question code.
    public var id: String
    /// Question text.
    public var text: String
    /// The question's rate in the area.
    public var figure: ReportFigure
    /// The question's rate minus the area's rate, as a share.
    public var difference: Double?

    /// Makes a question.
    public init(id: String, text: String, figure: ReportFigure, difference: Double?) {
      self.id = id
      self.text = text
      self.figure = figure
      self.difference = difference
    }
  }

  /// Stable id of the area or unit.
  public var id: String
  /// Name as printed.
  public var label: String
  /// Title of the indicator under which it is flagged.
  public var indicator: String
  /// The target that it misses or cannot be shown to reach.
  public var target: ReportTarget?
  /// Its rate.
  public var figure: ReportFigure
  /// Its status.
  public var status: ReportStatus
  /// Its evidence.
  public var evidence: ReportEvidence?
  /// Further effective answers that would settle it.
  public var moreNeeded: Int?
  /// Who has to act.
  public var lead: [String]
  /// The questions that pull it down, worst first.
  public var questions: [Question]
  /// Answer distributions of the worst questions.
  public var distributions: [AnswerDistribution]
  /// The units that pull it down, worst first, as printed.
  public var units: [RateTable.Row]

  /// Makes a flagged area.
  public init(
    id: String, label: String, indicator: String, target: ReportTarget?, figure: ReportFigure,
    status: ReportStatus, evidence: ReportEvidence? = nil, moreNeeded: Int? = nil,
    lead: [String] = [], questions: [Question] = [], distributions: [AnswerDistribution] = [],
    units: [RateTable.Row] = []
  ) {
    self.id = id
    self.label = label
    self.indicator = indicator
    self.target = target
    self.figure = figure
    self.status = status
    self.evidence = evidence
    self.moreNeeded = moreNeeded
    self.lead = lead
    self.questions = questions
    self.distributions = distributions
    self.units = units
  }
}
