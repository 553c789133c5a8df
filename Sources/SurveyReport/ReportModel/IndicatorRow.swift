public import PlanModel

/// One indicator of a plan as it stands in a reporting period.
public struct IndicatorRow: Hashable, Sendable {
  /// Stable id from the plan file.
  public var id: String
  /// Title in the plan's own words.
  public var title: String
  /// Where the plan says it (`I.2.d`).
  public var clause: String
  /// Content area, such as `III` and its title; `nil` when the plan gives none.
  public var contentArea: ContentArea?
  /// The id of the indicator that this one is a part of.
  public var partOf: String?
  /// What the plan asks; `nil` when it sets no number.
  public var target: ReportTarget?
  /// What was measured; `nil` when nothing was.
  public var figure: ReportFigure?
  /// How the figure stands against the target.
  public var status: ReportStatus
  /// Whether the interval agrees; `nil` where there is no interval or no target.
  public var evidence: ReportEvidence?
  /// Further effective answers that would settle it if the rate stays; `nil` when settled.
  public var moreNeeded: Int?
  /// Lead agencies as the plan assigns them.
  public var lead: [String]
  /// Co-operating agencies.
  public var cooperating: [String]
  /// The measure that the figure follows, in words; it always travels with the number.
  public var measure: String?
  /// The instrument that gave the answers, with its version; `nil` for administrative figures.
  public var instrument: String?
  /// The source files' digests (`sha256:…`) or the record that an administrative figure is from.
  public var sources: [String]
  /// Names of the source files, as a reader knows them.
  public var sourceNames: [String] = []
  /// Earlier periods and the difference from the last comparable one.
  public var trend: FigureTrend?
  /// An administrative figure for the same indicator, shown beside and never averaged.
  public var administrative: ReportFigure?
  /// The status of the administrative figure, judged by itself.
  public var administrativeStatus: ReportStatus?
  /// Service areas that the indicator covers, as printed.
  public var scope: String?
  /// A remark to be printed under the row.
  public var note: String?

  /// Makes a row; everything a plan may leave open defaults to absent.
  public init(
    id: String, title: String, clause: String, contentArea: ContentArea? = nil,
    partOf: String? = nil, target: ReportTarget? = nil, figure: ReportFigure? = nil,
    status: ReportStatus, evidence: ReportEvidence? = nil, moreNeeded: Int? = nil,
    lead: [String] = [], cooperating: [String] = [], measure: String? = nil,
    instrument: String? = nil, sources: [String] = [], trend: FigureTrend? = nil,
    administrative: ReportFigure? = nil, administrativeStatus: ReportStatus? = nil,
    scope: String? = nil, note: String? = nil
  ) {
    self.id = id
    self.title = title
    self.clause = clause
    self.contentArea = contentArea
    self.partOf = partOf
    self.target = target
    self.figure = figure
    self.status = status
    self.evidence = evidence
    self.moreNeeded = moreNeeded
    self.lead = lead
    self.cooperating = cooperating
    self.measure = measure
    self.instrument = instrument
    self.sources = sources
    self.trend = trend
    self.administrative = administrative
    self.administrativeStatus = administrativeStatus
    self.scope = scope
    self.note = note
  }

  /// What stands over the gaps: percentage points, unless no figure is a share.
  static func gapHeading(_ rows: [IndicatorRow]) -> Phrase {
    let units = rows.compactMap(\.figure?.unit)
    return units.isEmpty || units.contains(.share) ? .gap : .plainGap
  }

  /// The row, and below it one for the administrative figure where both origins have one.
  func withAdministrative(_ wording: Wording) -> [IndicatorRow] {
    guard let administrative else { return [self] }
    let beside = IndicatorRow(
      id: id, title: wording[.administrative], clause: clause, contentArea: contentArea,
      partOf: id, target: target, figure: administrative,
      status: administrativeStatus ?? .noTarget, lead: lead)
    return [self, beside]
  }

  /// Value minus target in the target's unit; `nil` when either is missing or withheld.
  public var gap: Double? {
    guard let value = figure?.shown.value, let target else { return nil }
    return value - target.value
  }
}

/// The same figure over reporting periods, oldest first.
public struct FigureTrend: Hashable, Sendable {
  /// One period's figure.
  public struct Point: Hashable, Sendable {
    /// The period as printed (`2024-H1`).
    public var period: String
    /// The figure; `nil` where nothing was measured.
    public var figure: ReportFigure?

    /// Makes a point.
    public init(period: String, figure: ReportFigure?) {
      self.period = period
      self.figure = figure
    }
  }

  /// The points, oldest first; the last is the current period.
  public var points: [Point]
  /// Difference from the last comparable period, with its interval, in the figure's unit.
  public var difference: ReportFigure?
  /// The period that `difference` is taken against.
  public var comparedWith: String?
  /// Why an earlier figure cannot be compared, as a sentence.
  public var incomparable: String?

  /// Makes a trend.
  public init(
    points: [Point], difference: ReportFigure? = nil, comparedWith: String? = nil,
    incomparable: String? = nil
  ) {
    self.points = points
    self.difference = difference
    self.comparedWith = comparedWith
    self.incomparable = incomparable
  }
}
