/// A value judged against the target of an indicator.
public struct Verdict: Hashable, Sendable {
  /// The unrounded value against the target.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    /// The value reaches the target.
    case met
    /// The value does not reach the target.
    case below
    /// The plan sets no number.
    case noTarget
    /// There is no value.
    case noData
    /// The value may not be shown.
    case suppressed
  }

  /// Whether sampling leaves room for the other answer.
  public enum Evidence: String, Hashable, Sendable, CaseIterable {
    /// The whole interval lies on the value's side of the target, or the figure is no sample's.
    case conclusive
    /// The interval contains the target, or there is no interval.
    case inconclusive
  }

  /// Id of the indicator.
  public var indicator: String
  /// Title of the indicator.
  public var title: String
  /// The unit that is judged; `nil` for the plan's whole unit.
  public var unit: String?
  /// The service area that is judged, where areas are judged each.
  public var area: String?
  /// What the plan sets.
  public var target: Target?
  /// The unrounded value; `nil` when there is none or it is withheld.
  public var value: Double?
  /// Lower limit of the interval.
  public var low: Double?
  /// Upper limit of the interval.
  public var high: Double?
  /// Unweighted number of answers.
  public var n: Int?
  /// Effective number of answers.
  public var nEffective: Double?
  /// Name of the measure, or of the way an administrative figure is counted.
  public var measure: String?
  /// Instrument and version of its definition, as `id version`; `nil` for figures of records.
  public var instrument: String?
  /// Interval method; `nil` for figures without an interval.
  public var intervalMethod: String?
  /// Confidence level of the interval.
  public var level: Double?
  /// Where the figure comes from.
  public var origin: IndicatorMeasurement.Origin
  /// The value against the target.
  public var status: Status
  /// Whether that is settled; `nil` without a value or a target.
  public var evidence: Evidence?
  /// Value minus target, in the indicator's unit.
  public var gap: Double?
  /// Further effective answers that would settle it if the rate stays; see ``FurtherAnswers``.
  public var moreNeeded: Int?
  /// Whether a reader must be pointed to it: below target, and with `--strict` conclusively so.
  public var isFlagged: Bool
  /// Agencies that lead.
  public var lead: [String]
  /// Where in the plan.
  public var clause: String
  /// Content area of the plan.
  public var contentArea: String?
  /// Files behind the value, as `sha256:…`.
  public var source: [String]
  /// Reasons and footnotes of the publication profile.
  public var notes: [PublicationNote]
  /// The areas that were judged each; empty otherwise.
  public var parts: [Verdict]
  /// Place among the units judged together.
  public var rank: RankInterval?
  /// Two-sided p-value of value against target, adjusted for the number of units (Holm).
  public var adjustedP: Double?
  /// The same with the false discovery rate kept (Benjamini-Hochberg).
  public var falseDiscoveryP: Double?

  /// Starts the verdict on an indicator with nothing known.
  public init(on indicator: Indicator, origin: IndicatorMeasurement.Origin) {
    self.indicator = indicator.id
    title = indicator.title
    target = indicator.target
    self.origin = origin
    status = indicator.target == nil ? .noTarget : .noData
    isFlagged = false
    lead = indicator.lead
    clause = indicator.clause
    contentArea = indicator.contentArea
    source = []
    notes = []
    parts = []
  }

  /// Says which instrument the value, and those of its parts, was made with.
  public mutating func setInstrument(_ name: String?) {
    instrument = name
    for position in parts.indices { parts[position].instrument = name }
  }

  /// The verdict as one entry of `hailong.verdict/1`.
  public var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("id", .string(indicator)), .init("title", .string(title)),
      .init("target", target?.json ?? .null), .init("value", .real(value)),
      .init("low", .real(low)), .init("high", .real(high)), .init("n", .count(n)),
      .init("nEffective", .real(nEffective)), .init("status", .string(status.rawValue)),
      .init("evidence", .text(evidence?.rawValue)), .init("gap", .real(gap)),
      .init("moreNeeded", .count(moreNeeded)), .init("flagged", .bool(isFlagged)),
      .init("lead", .texts(lead)), .init("clause", .string(clause)),
      .init("contentArea", .text(contentArea)), .init("source", .texts(source)),
      .init("origin", .string(origin.rawValue)), .init("measure", .text(measure)),
      .init("instrument", .text(instrument)), .init("ciMethod", .text(intervalMethod)),
      .init("level", .real(level)),
      .init("notes", .texts(notes.map(\.rawValue))),
    ]
    if let area { members.insert(.init("area", .string(area)), at: 1) }
    if let unit { members.insert(.init("unit", .string(unit)), at: 1) }
    if let rank {
      members.append(
        .init(
          "rank",
          .object([
            .init("value", .integer(rank.rank)), .init("best", .integer(rank.best)),
            .init("worst", .integer(rank.worst)),
          ])))
    }
    if let adjustedP { members.append(.init("pHolm", .number(adjustedP))) }
    if let falseDiscoveryP { members.append(.init("pBH", .number(falseDiscoveryP))) }
    if !parts.isEmpty { members.append(.init("parts", .array(parts.map(\.json)))) }
    return .object(members)
  }
}
