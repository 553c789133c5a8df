/// The verdicts of one plan in one period (`hailong.verdict/1`).
public struct VerdictReport: Hashable, Sendable {
  /// How many indicators have which result; every indicator is counted once.
  public struct Summary: Hashable, Sendable {
    /// Reached; with `--strict` conclusively.
    public var met = 0
    /// Not reached; with `--strict` conclusively.
    public var below = 0
    /// Withheld, or straddling the target with `--strict`.
    public var undecided = 0
    /// Without a number in the plan.
    public var noTarget = 0
    /// Without a value.
    public var noData = 0

    /// The summary as JSON.
    public var json: JSONValue {
      .object([
        .init("met", .integer(met)), .init("below", .integer(below)),
        .init("undecided", .integer(undecided)), .init("noTarget", .integer(noTarget)),
        .init("noData", .integer(noData)),
      ])
    }
  }

  /// What the exit status says about a comparison.
  public enum Outcome: Int32, Hashable, Sendable {
    /// Nothing is below its target and nothing is undecided.
    case clear = 0
    /// At least one indicator is below its target.
    case below = 3
    /// None is below, but at least one cannot be decided.
    case undecided = 4
  }

  /// Id of the plan.
  public var plan: String
  /// The period, if one was given.
  public var period: Period?
  /// Whether only conclusive results count.
  public var isStrict: Bool
  /// One verdict for each indicator.
  public var indicators: [Verdict]
  /// Verdicts on single units, best first within an indicator; empty without `--by`.
  public var units: [Verdict]
  /// What else the reader must know.
  public var remarks: [String]

  /// Gathers verdicts.
  public init(
    plan: String, period: Period? = nil, isStrict: Bool = false, indicators: [Verdict],
    units: [Verdict] = [], remarks: [String] = []
  ) {
    self.plan = plan
    self.period = period
    self.isStrict = isStrict
    self.indicators = indicators
    self.units = units
    self.remarks = remarks
  }

  /// Counts over the indicators; verdicts on single units are not counted.
  public var summary: Summary {
    indicators.reduce(into: Summary()) { summary, verdict in
      let isOpen = isStrict && verdict.evidence == .inconclusive
      switch verdict.status {
      case .met where isOpen, .below where isOpen: summary.undecided += 1
      case .met: summary.met += 1
      case .below: summary.below += 1
      case .suppressed: summary.undecided += 1
      case .noTarget: summary.noTarget += 1
      case .noData: summary.noData += 1
      }
    }
  }

  /// 3 when something is below, 4 when something is undecided or without data, else 0.
  public var outcome: Outcome {
    let summary = summary
    if summary.below > 0 { return .below }
    return summary.undecided > 0 || summary.noData > 0 ? .undecided : .clear
  }

  /// The report as JSON.
  public var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("schema", .string("hailong.verdict/1")), .init("plan", .string(plan)),
      .init("period", .text(period?.description)), .init("strict", .bool(isStrict)),
      .init("indicators", .array(indicators.map(\.json))), .init("summary", summary.json),
    ]
    if !units.isEmpty { members.append(.init("units", .array(units.map(\.json)))) }
    if !remarks.isEmpty { members.append(.init("remarks", .texts(remarks))) }
    return .object(members)
  }
}
