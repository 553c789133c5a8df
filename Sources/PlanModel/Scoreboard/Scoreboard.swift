/// Where a plan stands in a period: every indicator, the tasks, and what is still missing.
public struct Scoreboard: Hashable, Sendable {
  /// One indicator.
  public struct Line: Hashable, Sendable {
    /// The indicator.
    public var indicator: Indicator
    /// The verdict on the figure that leads: the survey's for survey indicators, else the records'.
    public var verdict: Verdict
    /// The verdict on figures of the other origin, side by side and never averaged.
    public var otherOrigin: Verdict?
    /// Change since the last comparable period.
    public var trend: Trend?
    /// A newer earlier figure with which this one cannot be compared.
    public var incomparable: Incomparable?
    /// Files behind the figure.
    public var sources: [SourceFile]
    /// Instrument of the figure, as `id version`.
    public var instrument: String?
    /// What rolling up made for this indicator, or why it could not.
    public var rollUps: [RollUp.Result]
    /// Whether the figure is provisional; `nil` without a figure.
    public var stage: IndicatorMeasurement.Stage?
    /// Revision of the figure.
    public var revision: Int?
    /// When the figure was recorded.
    public var recordedAt: String?
    /// Verdicts on single units, best first.
    public var units: [Verdict]
  }

  /// The indicators of one content area.
  public struct Area: Hashable, Sendable {
    /// The content area; `nil` for indicators that the plan puts in none.
    public var area: ContentArea?
    /// Its indicators, in the plan's order.
    public var lines: [Line]
  }

  /// How a task stands.
  public struct TaskLine: Hashable, Sendable {
    /// Where its term lies.
    public enum Term: String, Hashable, Sendable, CaseIterable {
      /// Done.
      case done
      /// The term is over.
      case overdue
      /// The term ends within the period.
      case due
      /// The term goes on after the period, or begins after it.
      case later
      /// Throughout the year.
      case continuous
      /// The plan gives no date.
      case undated
    }

    /// The task.
    public var task: PlanTask
    /// Where its term lies.
    public var term: Term
    /// What was last reported.
    public var report: TaskReport?
    /// Whether the plan names no product and none was reported.
    public var hasNoProduct: Bool
  }

  /// Figures that an agency still has to deliver.
  public struct Missing: Hashable, Sendable {
    /// The lead agency; `nil` where the plan names none.
    public var agency: String?
    /// Ids of the indicators.
    public var indicators: [String]

    /// Says what an agency still has to deliver.
    public init(agency: String?, indicators: [String]) {
      self.agency = agency
      self.indicators = indicators
    }
  }

  /// The plan.
  public var plan: Plan
  /// The period.
  public var period: Period
  /// The day on which terms are judged.
  public var today: PlanDate
  /// Whether only conclusive results count.
  public var isStrict: Bool
  /// First and last day of the period.
  public var span: ClosedRange<PlanDate>
  /// When the report is due, and whether the period is reported at all.
  public var reportDue: PlanDate?
  /// Indicators by content area, in the plan's order; those without an area first.
  public var areas: [Area]
  /// Tasks in the plan's order.
  public var tasks: [TaskLine]
  /// What is missing to complete the report, by agency in the order of the plan.
  public var missing: [Missing]

  /// All lines, in the plan's order of areas.
  public var lines: [Line] { areas.flatMap(\.lines) }

  /// The verdicts as a report, for the summary and the exit status.
  public var report: VerdictReport {
    VerdictReport(
      plan: plan.id, period: period, isStrict: isStrict, indicators: lines.map(\.verdict),
      units: lines.flatMap(\.units))
  }

  /// Draws up the scoreboard.
  ///
  /// - Parameters:
  ///   - plan: The plan.
  ///   - period: The period.
  ///   - today: The day on which terms are judged; the caller says, nothing here reads the clock.
  ///   - calendar: Which days belong to the period.
  ///   - measurements: Newest revisions of this plan's figures, and of earlier plans' for trends.
  ///   - taskReports: Reports on tasks, oldest first.
  ///   - rollUp: How figures of units are put together for the level above; `nil` for not at all.
  ///   - judge: Publication profile and strictness.
  /// - Throws: ``PlanError`` when the period is outside the plan, or nobody has the level to which
  ///   figures are to be rolled up.
  public init(
    plan: Plan, period: Period, today: PlanDate, calendar: ReportingCalendar = .ministry581,
    measurements: [StoredMeasurement], taskReports: [TaskReport] = [],
    rollUp: RollUp? = nil, judge: Judge = Judge()
  ) throws(PlanError) {
    try plan.check(period)
    try rollUp?.check(plan)
    self.plan = plan
    self.period = period
    self.today = today
    isStrict = judge.isStrict
    span = calendar.start(of: period)...calendar.end(of: period)
    reportDue = calendar.isReported(period) ? calendar.due(of: period) : nil
    let builder = ScoreboardBuilder(
      plan: plan, period: period, measurements: measurements, rollUp: rollUp, judge: judge)
    let lines = plan.indicators.map(builder.line)
    let groups: [ContentArea?] = [nil] + plan.contentAreas.map(Optional.some)
    areas = groups.compactMap { area in
      let own = lines.filter { $0.indicator.contentArea == area?.id }
      return own.isEmpty ? nil : Area(area: area, lines: own)
    }
    let last = Dictionary(
      taskReports.filter { $0.plan == plan.id }.map { ($0.task, $0) }, uniquingKeysWith: { $1 })
    let end = calendar.end(of: period)
    tasks = plan.tasks.map { task in
      Self.taskLine(task, report: last[task.id], today: today, end: end)
    }
    missing = Self.missing(lines)
  }

  private static func taskLine(
    _ task: PlanTask, report: TaskReport?, today: PlanDate, end: PlanDate
  ) -> TaskLine {
    let term: TaskLine.Term
    if report?.state == .done {
      term = .done
    } else if task.due.kind == .continuous {
      term = .continuous
    } else if let last = task.due.to {
      term = last < today ? .overdue : last <= end ? .due : .later
    } else {
      term = .undated
    }
    return TaskLine(
      task: task, term: term, report: report,
      hasNoProduct: task.product == nil && report?.product == nil)
  }

  private static func missing(_ lines: [Line]) -> [Missing] {
    var missing: [Missing] = []
    for line in lines
    where line.verdict.value == nil && line.verdict.status != .suppressed
      && line.indicator.averageOf.isEmpty
    {
      for agency in line.indicator.lead.isEmpty ? [nil] : line.indicator.lead.map(Optional.some) {
        if let index = missing.firstIndex(where: { $0.agency == agency }) {
          missing[index].indicators.append(line.indicator.id)
        } else {
          missing.append(Missing(agency: agency, indicators: [line.indicator.id]))
        }
      }
    }
    return missing
  }
}

/// Finds the figures of each indicator and judges them.
private struct ScoreboardBuilder {
  let plan: Plan
  let period: Period
  let measurements: [StoredMeasurement]
  let rollUp: RollUp?
  let judge: Judge

  func line(_ indicator: Indicator) -> Scoreboard.Line {
    var all = measurements.filter { $0.measurement.indicator == indicator.id }
    let results = rolledUp(indicator, adding: &all)
    all += means(indicator)
    let current = all.filter {
      $0.measurement.plan == plan.id && $0.measurement.period == period
    }
    let leading = leading(indicator, current)
    let other: IndicatorMeasurement.Origin = leading == .survey ? .administrative : .survey
    let own = current.filter { $0.measurement.origin == leading }
    let figure = figure(own)
    return Scoreboard.Line(
      indicator: indicator, verdict: verdict(indicator, own, origin: leading),
      otherOrigin: current.contains { $0.measurement.origin == other }
        ? verdict(indicator, current.filter { $0.measurement.origin == other }, origin: other)
        : nil,
      trend: figure.flatMap { figure in
        Trend.lastComparable(to: figure.measurement, among: all.map(\.measurement))
          .flatMap { Trend(from: $0, to: figure.measurement) }
      },
      incomparable: figure.flatMap { figure in
        figure.measurement.isWithheld
          ? nil : Incomparable.newest(to: figure.measurement, among: all.map(\.measurement))
      },
      sources: figure?.measurement.provenance.sources ?? [],
      instrument: figure?.measurement.provenance.instrument, rollUps: results[leading] ?? [],
      stage: figure?.measurement.stage, revision: figure?.revision,
      recordedAt: figure?.recordedAt, units: units(indicator, own))
  }

  /// Figures of an indicator that is the mean of others.
  private func means(_ indicator: Indicator) -> [StoredMeasurement] {
    guard !indicator.averageOf.isEmpty else { return [] }
    let parts = indicator.averageOf.compactMap(plan.indicator).flatMap { part in
      var own = measurements.filter { $0.measurement.indicator == part.id }
      _ = rolledUp(part, adding: &own)
      return own
    }
    return MeanOfIndicators.measurements(of: indicator, from: parts)
  }

  /// The survey's figure leads for survey indicators, where there is one for the whole unit.
  private func leading(
    _ indicator: Indicator, _ current: [StoredMeasurement]
  ) -> IndicatorMeasurement.Origin {
    func has(_ origin: IndicatorMeasurement.Origin, whole: Bool) -> Bool {
      current.contains {
        $0.measurement.origin == origin && (!whole || $0.measurement.unit == nil)
      }
    }
    guard indicator.kind == .survey else { return .administrative }
    if has(.survey, whole: true) { return .survey }
    if has(.administrative, whole: true) { return .administrative }
    return has(.survey, whole: false) || !has(.administrative, whole: false)
      ? .survey : .administrative
  }

  /// Adds figures rolled up from units to those of an indicator, for every period, so that trends
  /// see them.
  ///
  /// - Returns: What came of it in the scoreboard's period, by origin.
  private func rolledUp(
    _ indicator: Indicator, adding all: inout [StoredMeasurement]
  ) -> [IndicatorMeasurement.Origin: [RollUp.Result]] {
    guard let rollUp else { return [:] }
    struct Key: Hashable {
      var plan: String
      var period: Period
      var origin: IndicatorMeasurement.Origin
    }
    var groups: [Key: [StoredMeasurement]] = [:]
    for stored in all where stored.measurement.period.kind == period.kind {
      let figure = stored.measurement
      groups[Key(plan: figure.plan, period: figure.period, origin: figure.origin), default: []]
        .append(stored)
    }
    var current: [IndicatorMeasurement.Origin: [RollUp.Result]] = [:]
    for (key, group) in groups {
      let results = rollUp.results(indicator, plan: plan, from: group.map(\.measurement))
      if key.plan == plan.id, key.period == period { current[key.origin] = results }
      guard let newest = group.max(by: { $0.id < $1.id }) else { continue }
      for measurement in results.compactMap(\.measurement) {
        all.append(
          StoredMeasurement(
            id: newest.id, measurement: measurement, revision: newest.revision, supersedes: nil,
            run: newest.run, recordedAt: newest.recordedAt))
      }
    }
    if rollUp.level != plan.level.rawValue {
      // The board shows the units of one level; those below it went into them.
      all.removeAll { stored in
        guard let unit = stored.measurement.unit else { return false }
        return rollUp.tree.unit(rollUp.codes[unit] ?? unit)?.level != rollUp.level
      }
    }
    return current
  }

  /// The figure for the plan's whole unit; the newest of the parts where there are only parts.
  private func figure(_ own: [StoredMeasurement]) -> StoredMeasurement? {
    let whole = own.filter { $0.measurement.unit == nil }
    return whole.first { $0.measurement.area == nil } ?? whole.max { $0.id < $1.id }
  }

  private func verdict(
    _ indicator: Indicator, _ own: [StoredMeasurement], origin: IndicatorMeasurement.Origin
  ) -> Verdict {
    let whole = own.filter { $0.measurement.unit == nil }
    var verdict = judged(indicator, whole, origin: origin)
    verdict.setInstrument(instrument(of: whole))
    return verdict
  }

  private func judged(
    _ indicator: Indicator, _ whole: [StoredMeasurement], origin: IndicatorMeasurement.Origin
  ) -> Verdict {
    let source = sources(of: whole)
    if origin == .administrative {
      let figure = figure(whole)
      return judge.verdict(
        on: indicator, administrative: figure?.measurement.value,
        measure: figure?.measurement.measure, source: source)
    }
    let parts = whole.filter { $0.measurement.area != nil }
    if indicator.binding?.combine == .each, parts.count > 1 {
      let order = indicator.binding?.areas ?? []
      let sorted = parts.sorted { left, right in
        let a = order.firstIndex(of: left.measurement.area ?? "") ?? order.count
        let b = order.firstIndex(of: right.measurement.area ?? "") ?? order.count
        return (a, left.measurement.area ?? "") < (b, right.measurement.area ?? "")
      }
      return judge.verdict(
        on: indicator,
        areas: sorted.map {
          ($0.measurement.area ?? "", $0.measurement.estimate(in: indicator.unit))
        },
        decisions: sorted.map {
          judge.profile.decision(
            for: $0.measurement.estimate(in: indicator.unit),
            respondents: $0.measurement.respondents)
        }, source: source)
    }
    let figure = figure(whole)
    return judge.verdict(
      on: indicator, estimate: figure?.measurement.estimate(in: indicator.unit),
      respondents: figure?.measurement.respondents, source: source)
  }

  private func units(_ indicator: Indicator, _ own: [StoredMeasurement]) -> [Verdict] {
    let units = own.filter { $0.measurement.unit != nil && $0.measurement.area == nil }
    guard !units.isEmpty else { return [] }
    let verdicts = judge.verdicts(
      on: indicator,
      units: units.map {
        (
          $0.measurement.unit ?? "", $0.measurement.estimate(in: indicator.unit),
          $0.measurement.respondents
        )
      },
      whole: figure(own).map {
        ($0.measurement.estimate(in: indicator.unit), $0.measurement.respondents)
      },
      source: sources(of: units))
    let instruments = Dictionary(
      units.map { ($0.measurement.unit ?? "", $0.measurement.provenance.instrument) },
      uniquingKeysWith: { first, _ in first })
    return verdicts.map { verdict in
      var verdict = verdict
      verdict.setInstrument(instruments[verdict.unit ?? ""] ?? nil)
      return verdict
    }
  }

  /// The instruments behind figures, as `id version`.
  private func instrument(of measurements: [StoredMeasurement]) -> String? {
    var names: [String] = []
    for name in measurements.compactMap(\.measurement.provenance.instrument)
    where !names.contains(name) {
      names.append(name)
    }
    return names.isEmpty ? nil : names.joined(separator: "; ")
  }

  private func sources(of measurements: [StoredMeasurement]) -> [String] {
    var hashes: [String] = []
    for file in measurements.flatMap(\.measurement.provenance.sources)
    where !hashes.contains("sha256:" + file.sha256) {
      hashes.append("sha256:" + file.sha256)
    }
    return hashes
  }
}
