/// Everything that a report prints: a value, made by the caller, rendered by this module.
///
/// Renderers take nothing else: no clock (the time of making is passed as text), no files, no
/// store. The order of rows is the caller's and is kept.
public struct ReportPage: Hashable, Sendable {
  /// The plan that the report is about.
  public struct Plan: Hashable, Sendable {
    /// Stable id.
    public var id: String
    /// Title in the plan's own words.
    public var title: String
    /// Number of the document (`257/KH-UBND`).
    public var number: String?
    /// Who issued it.
    public var issuer: String?
    /// Date of the document as printed.
    public var date: String?

    /// Makes a plan's identity.
    public init(
      id: String, title: String, number: String? = nil, issuer: String? = nil, date: String? = nil
    ) {
      self.id = id
      self.title = title
      self.number = number
      self.issuer = issuer
      self.date = date
    }
  }

  /// The reporting period.
  public struct Period: Hashable, Sendable {
    /// Stable id (`2025-H1`).
    public var id: String
    /// As printed (`6 tháng đầu năm 2025`).
    public var title: String
    /// First day as printed.
    public var from: String?
    /// Last day as printed.
    public var to: String?
    /// Whether figures may still change.
    public var isProvisional: Bool

    /// Makes a period.
    public init(
      id: String, title: String, from: String? = nil, to: String? = nil,
      isProvisional: Bool = false
    ) {
      self.id = id
      self.title = title
      self.from = from
      self.to = to
      self.isProvisional = isProvisional
    }
  }

  /// A piece of data that the period still lacks.
  public struct MissingItem: Hashable, Sendable {
    /// What is missing.
    public var what: String
    /// Clause of the plan.
    public var clause: String?
    /// What the plan asks; `nil` when it sets no number.
    public var target: ReportTarget?
    /// Who has to deliver it.
    public var from: [String]

    /// Makes a missing item.
    public init(
      what: String, clause: String? = nil, target: ReportTarget? = nil, from: [String]
    ) {
      self.what = what
      self.clause = clause
      self.target = target
      self.from = from
    }
  }

  /// A task of the plan that is due.
  public struct TaskRow: Hashable, Sendable {
    /// How the task stands.
    public enum State: String, CaseIterable, Hashable, Sendable {
      /// The time has passed.
      case overdue
      /// Falls due in the period.
      case due
      /// No product is recorded.
      case withoutProduct
      /// Delivered.
      case done
    }

    /// Stable id.
    public var id: String
    /// Clause of the plan.
    public var clause: String
    /// The task in the plan's own words.
    public var task: String
    /// The product it must give.
    public var product: String?
    /// Lead agencies.
    public var lead: [String]
    /// Due, in the plan's own words.
    public var due: String
    /// How it stands.
    public var state: State

    /// Makes a task row.
    public init(
      id: String, clause: String, task: String, product: String? = nil, lead: [String],
      due: String, state: State
    ) {
      self.id = id
      self.clause = clause
      self.task = task
      self.product = product
      self.lead = lead
      self.due = due
      self.state = state
    }
  }

  /// Where the figures come from and with what they were made.
  public struct Provenance: Hashable, Sendable {
    /// Program and version.
    public var program: String
    /// The command or options as given.
    public var options: String?
    /// Version or digest of the plan file.
    public var planVersion: String?
    /// Instruments with their versions.
    public var instruments: [String]
    /// Source files.
    public var sources: [QualityReport.Source]
    /// The store that holds the measurements, as printed.
    public var store: String?

    /// Makes a provenance.
    public init(
      program: String, options: String? = nil, planVersion: String? = nil,
      instruments: [String] = [], sources: [QualityReport.Source] = [], store: String? = nil
    ) {
      self.program = program
      self.options = options
      self.planVersion = planVersion
      self.instruments = instruments
      self.sources = sources
      self.store = store
    }
  }

  /// The language of the report's own words.
  public var language: ReportLanguage
  /// The plan.
  public var plan: Plan
  /// The period.
  public var period: Period
  /// When the report was made, as printed.
  public var generatedAt: String
  /// Headline sentences; empty takes those that the indicator rows give.
  public var headline: [String]
  /// The indicators.
  public var indicators: [IndicatorRow]
  /// Tables by service area, by unit, ...
  public var tables: [RateTable]
  /// Areas and units that need attention, worst first.
  public var flagged: [FlaggedArea]
  /// Answer distributions by question, as separate groups with a title.
  public var distributions: [DistributionGroup]
  /// Data quality, one per instrument.
  public var quality: [QualityReport]
  /// Data that the period lacks.
  public var missing: [MissingItem]
  /// Tasks due, overdue or without product.
  public var tasks: [TaskRow]
  /// Method, as sentences.
  public var methodNotes: [String]
  /// Confidence level of the intervals.
  public var level: Double
  /// Whether every survey in it has a probability design.
  public var hasProbabilityDesign: Bool
  /// Provenance.
  public var provenance: Provenance

  /// The indicators with something to show; those without data are in `missingItems`.
  var indicatorsWithData: [IndicatorRow] { indicators.filter { $0.status != .noData } }

  /// Whether there is any figure on the page.
  var hasFigures: Bool { indicators.contains { $0.figure != nil } || !tables.isEmpty }

  /// Whether any figure is a survey's, so that intervals and evidence need explaining.
  var hasSurveyFigures: Bool {
    !quality.isEmpty || !tables.isEmpty || indicators.contains { $0.figure?.low != nil }
  }

  /// What the period lacks: as given, or else the indicators without data.
  var missingItems: [MissingItem] {
    guard missing.isEmpty else { return missing }
    return indicators.filter { $0.status == .noData }.map { row in
      MissingItem(what: row.title, clause: row.clause, target: row.target, from: row.lead)
    }
  }

  /// What needs attention, worst first: as given, or else the indicators below target or undecided.
  ///
  /// Worst is the largest gap in the target's direction; equal gaps keep the order of the page.
  var flaggedAreas: [FlaggedArea] {
    guard flagged.isEmpty else { return flagged }
    let rows = indicators.filter { $0.status == .below || $0.status == .undecided }
    let sorted = rows.enumerated().sorted { left, right in
      let first = abs(left.element.gap ?? 0)
      let second = abs(right.element.gap ?? 0)
      return first != second ? first > second : left.offset < right.offset
    }
    return sorted.compactMap { _, row in
      guard let figure = row.figure else { return nil }
      return FlaggedArea(
        id: row.id, label: row.title, indicator: row.clause, target: row.target, figure: figure,
        status: row.status, evidence: row.evidence, moreNeeded: row.moreNeeded, lead: row.lead)
    }
  }

  /// Answer distributions under one heading.
  public struct DistributionGroup: Hashable, Sendable {
    /// Heading.
    public var title: String
    /// The questions.
    public var questions: [AnswerDistribution]

    /// Makes a group.
    public init(title: String, questions: [AnswerDistribution]) {
      self.title = title
      self.questions = questions
    }
  }

  /// Makes a page.
  public init(
    language: ReportLanguage, plan: Plan, period: Period, generatedAt: String,
    headline: [String] = [], indicators: [IndicatorRow], tables: [RateTable] = [],
    flagged: [FlaggedArea] = [], distributions: [DistributionGroup] = [],
    quality: [QualityReport] = [], missing: [MissingItem] = [], tasks: [TaskRow] = [],
    methodNotes: [String] = [], level: Double = 0.95, hasProbabilityDesign: Bool = true,
    provenance: Provenance
  ) {
    self.language = language
    self.plan = plan
    self.period = period
    self.generatedAt = generatedAt
    self.headline = headline
    self.indicators = indicators
    self.tables = tables
    self.flagged = flagged
    self.distributions = distributions
    self.quality = quality
    self.missing = missing
    self.tasks = tasks
    self.methodNotes = methodNotes
    self.level = level
    self.hasProbabilityDesign = hasProbabilityDesign
    self.provenance = provenance
  }
}
