/// The points of one unit under a set of scores.
public struct ScoreSheet: Hashable, Sendable {
  /// One item with its points.
  public struct Line: Hashable, Sendable {
    /// The item.
    public var item: ScoreSet.Item
    /// The value; `nil` when there is none.
    public var value: Double?
    /// Points; `nil` when there is no value.
    public var points: Double?
  }

  /// A sum of points out of the most that there could be.
  public struct Sum: Hashable, Sendable {
    /// Points that were given.
    public var points: Double
    /// Most points of the items that have a value.
    public var scored: Double
    /// Most points of all items.
    public var maximum: Double
    /// Points as a share of what could be scored; `nil` when nothing could.
    public var share: Double? { scored > 0 ? points / scored : nil }
  }

  /// The unit; `nil` for the plan's own.
  public var unit: String?
  /// Items in the order of the set.
  public var lines: [Line]
  /// Sum over all items.
  public var total: Sum
  /// Sums by content area, in the order in which the areas first occur; `nil` for items without one.
  public var areas: [(area: String?, sum: Sum)]
  /// Name of the total, if the set has grades and every item has a value.
  public var grade: String?

  /// Scores one unit.
  ///
  /// A missing value gives no points and is not taken as zero: ``Sum/scored`` tells how much of the
  /// set could be scored.
  ///
  /// - Parameters:
  ///   - set: The set of scores.
  ///   - year: Year, for the stage's target.
  ///   - unit: The unit.
  ///   - values: Values by indicator id.
  /// - Throws: ``PlanError`` when a capped rule has no target in that year.
  public init(
    set: ScoreSet, year: Int, unit: String? = nil, values: [String: Double]
  ) throws(PlanError) {
    self.unit = unit
    lines = []
    for item in set.items {
      let value = values[item.indicator]
      var points: Double?
      if let value {
        points = try item.points(for: value, stageTarget: set.stageTarget(in: year))
      }
      lines.append(Line(item: item, value: value, points: points))
    }
    total = Self.sum(lines)
    var order: [String?] = []
    for line in lines where !order.contains(line.item.contentArea) {
      order.append(line.item.contentArea)
    }
    let all = lines
    areas = order.map { area in (area, Self.sum(all.filter { $0.item.contentArea == area })) }
    grade = lines.allSatisfy { $0.points != nil } ? set.grade(of: total.points) : nil
  }

  private static func sum(_ lines: [Line]) -> Sum {
    Sum(
      points: lines.reduce(0) { $0 + ($1.points ?? 0) },
      scored: lines.reduce(0) { $0 + ($1.points == nil ? 0 : $1.item.points) },
      maximum: lines.reduce(0) { $0 + $1.item.points })
  }

  /// Places of units by the share of the points that could be scored, best first.
  ///
  /// A unit without a figure for an item is so neither rewarded nor punished for it; where every item
  /// is scored, the order is that of the points. Equal shares share a place (sums of products that
  /// differ by rounding only are equal); units where nothing could be scored come last.
  ///
  /// - Returns: Place and sheet; units of equal share in the order given.
  public static func ranking(_ sheets: [ScoreSheet]) -> [(place: Int, sheet: ScoreSheet)] {
    func key(_ sheet: ScoreSheet) -> Double { sheet.total.share ?? -1 }
    let sorted = sheets.enumerated().sorted { left, right in
      let (first, second) = (key(left.element), key(right.element))
      return abs(first - second) > 1e-12 ? first > second : left.offset < right.offset
    }.map(\.element)
    return sorted.map { sheet in
      (1 + sorted.count { key($0) > key(sheet) + 1e-12 }, sheet)
    }
  }

  /// Whether two sheets are equal.
  public static func == (left: ScoreSheet, right: ScoreSheet) -> Bool {
    left.unit == right.unit && left.lines == right.lines
  }

  /// Hashes unit and lines, from which the rest follows.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(unit)
    hasher.combine(lines)
  }

  /// The sheet as JSON.
  public var json: JSONValue {
    func sum(_ sum: Sum) -> [JSONValue.Member] {
      [
        .init("points", .number(sum.points)), .init("scored", .number(sum.scored)),
        .init("maximum", .number(sum.maximum)), .init("share", .real(sum.share)),
      ]
    }
    return .object([
      .init("unit", .text(unit)), .init("total", .object(sum(total))), .init("grade", .text(grade)),
      .init(
        "contentAreas",
        .array(areas.map { .object([.init("id", .text($0.area))] + sum($0.sum)) })),
      .init(
        "items",
        .array(
          lines.map {
            .object([
              .init("id", .string($0.item.id)), .init("title", .string($0.item.title)),
              .init("indicator", .string($0.item.indicator)), .init("value", .real($0.value)),
              .init("points", .real($0.points)), .init("maximum", .number($0.item.points)),
              .init("basis", .string($0.item.basis.rawValue)),
              .init("source", .text($0.item.source)),
            ])
          })),
    ])
  }
}
