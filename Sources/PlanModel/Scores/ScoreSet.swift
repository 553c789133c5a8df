/// How figures become points, as for a public administration reform (PAR) index.
///
/// The rules of the official sets are not all public, so a set is configuration: every item says
/// whether its rule is verified, and a set says whether it is only an example.
public struct ScoreSet: Hashable, Sendable, Identifiable {
  /// How a value becomes points.
  public enum Rule: Hashable, Sendable {
    /// points x value.
    case proportional
    /// min(points, points x value / target); a `nil` target is that of the programme's stage.
    case capped(target: Double?)
    /// The points of the first band, from the best down, that the value reaches; its edge counts.
    case bands([Band])
  }

  /// One band of a rule.
  public struct Band: Hashable, Sendable {
    /// Least value of the band, or greatest where lower is better.
    public var edge: Double
    /// Points of the band.
    public var points: Double

    /// Makes a band.
    public init(edge: Double, points: Double) {
      self.edge = edge
      self.points = points
    }
  }

  /// How sure a rule is.
  public enum Basis: String, Hashable, Sendable, CaseIterable {
    /// Read in a public source, which is named.
    case verified
    /// Believed, not confirmed.
    case recalled
    /// Set by the user.
    case own
  }

  /// One scored indicator.
  public struct Item: Hashable, Sendable, Identifiable {
    /// Id within the set.
    public var id: String
    /// Title.
    public var title: String
    /// Id of the plan's indicator.
    public var indicator: String
    /// Content area under which it is added up.
    public var contentArea: String?
    /// Most points.
    public var points: Double
    /// How the value becomes points.
    public var rule: Rule
    /// Which direction is better, for bands.
    public var direction: Indicator.Direction
    /// How sure the rule is.
    public var basis: Basis
    /// Where the rule stands.
    public var source: String?

    /// Makes an item.
    public init(
      id: String, title: String, indicator: String, contentArea: String? = nil, points: Double,
      rule: Rule, direction: Indicator.Direction = .higher, basis: Basis = .own,
      source: String? = nil
    ) {
      self.id = id
      self.title = title
      self.indicator = indicator
      self.contentArea = contentArea
      self.points = points
      self.rule = rule
      self.direction = direction
      self.basis = basis
      self.source = source
    }
  }

  /// A target for some years of a programme.
  public struct Stage: Hashable, Sendable {
    /// First year.
    public var from: Int
    /// Last year.
    public var to: Int
    /// The target, a share above 0.
    public var target: Double

    /// Makes a stage.
    public init(from: Int, to: Int, target: Double) {
      self.from = from
      self.to = to
      self.target = target
    }
  }

  /// A name for totals from some points on.
  public struct Grade: Hashable, Sendable {
    /// Least total.
    public var from: Double
    /// Name.
    public var title: String

    /// Makes a grade.
    public init(from: Double, title: String) {
      self.from = from
      self.title = title
    }
  }

  /// Id of the set.
  public var id: String
  /// Title.
  public var title: String
  /// Whether the set is only an example.
  public var isExample: Bool
  /// Targets by stage of the programme.
  public var stages: [Stage]
  /// Scored indicators.
  public var items: [Item]
  /// Names for totals, best first.
  public var grades: [Grade]

  /// Makes a set.
  public init(
    id: String, title: String, isExample: Bool = false, stages: [Stage] = [], items: [Item],
    grades: [Grade] = []
  ) {
    self.id = id
    self.title = title
    self.isExample = isExample
    self.stages = stages
    self.items = items
    self.grades = grades.sorted { $0.from > $1.from }
  }

  /// The target of the stage to which a year belongs.
  public func stageTarget(in year: Int) -> Double? {
    stages.first { ($0.from...$0.to).contains(year) }?.target
  }

  /// The name of a total, `nil` below every grade.
  ///
  /// A total on the edge has the better name.
  public func grade(of total: Double) -> String? {
    // Points are sums of products; an edge that is missed by rounding counts as reached.
    grades.first { total >= $0.from - 1e-9 }?.title
  }
}

extension ScoreSet.Item {
  /// Points for a value.
  ///
  /// - Parameters:
  ///   - value: The unrounded value in the indicator's unit.
  ///   - stageTarget: Target of the stage, for a capped rule without a target of its own.
  /// - Throws: ``PlanError`` of kind `invalidTarget` when the capped rule has no target.
  public func points(for value: Double, stageTarget: Double?) throws(PlanError) -> Double {
    switch rule {
    case .proportional: return min(points, max(0, points * value))
    case .capped(let target):
      guard let target = target ?? stageTarget, target > 0 else {
        throw PlanError(
          .invalidTarget, cause: "the item `\(id)` is capped at a target, but no stage gives one",
          fix: "add `target`, or a stage for the year",
          vi: "mục `\(id)` bị giới hạn theo mục tiêu, nhưng không giai đoạn nào ghi mục tiêu",
          viFix: "thêm `target`, hoặc thêm giai đoạn của năm đó")
      }
      return min(points, max(0, points * value / target))
    case .bands(let bands):
      let tolerance = 1e-12
      let band = bands.first {
        direction == .higher ? value >= $0.edge - tolerance : value <= $0.edge + tolerance
      }
      return band?.points ?? 0
    }
  }
}
