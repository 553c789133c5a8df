internal import SurveyEstimation

/// Puts the figures of units together into those of the level above, by stated weights only.
///
///     value = sum w_u x_u / sum w_u,   se = sqrt(sum (w_u se_u)^2) / sum w_u
///
/// The weights are the register's; there are no weights of one's own, because a plain mean of rates
/// is not right. A unit that was measured itself is never replaced. The units' samples are taken as
/// independent. A withheld figure counts as none, so that it cannot be worked out from the sum.
public struct RollUp: Hashable, Sendable {
  /// What came of it for one unit.
  public struct Result: Hashable, Sendable {
    /// Code of the unit; `nil` for the plan's own.
    public var unit: String?
    /// Name of the unit.
    public var name: String
    /// The figure; `nil` when it cannot be computed.
    public var measurement: IndicatorMeasurement?
    /// Share of the stated weight that the units with a figure have.
    public var coverage: Double?
    /// Names of the units that went in.
    public var used: [String]
    /// Names of the units without a figure.
    public var withoutFigure: [String]
    /// Why there is no figure.
    public var reason: Reason?

    /// The result as JSON.
    public var json: JSONValue {
      .object([
        .init("unit", .text(unit)), .init("name", .string(name)),
        .init("computable", .bool(measurement != nil)), .init("coverage", .real(coverage)),
        .init("used", .texts(used)), .init("withoutFigure", .texts(withoutFigure)),
        .init("reason", .text(reason?.description)),
      ])
    }
  }

  /// Why a figure cannot be rolled up.
  public enum Reason: Hashable, Sendable, CustomStringConvertible {
    /// These units have no stated weight.
    case noWeight([String])
    /// Units without a figure have too much of the weight.
    case coverage(Double, withoutFigure: [String])
    /// No unit below has a figure.
    case noFigure
    /// Figures of different measures are never put together.
    case differentMeasures([String])
    /// Ranks, milestones, places and counts have no mean.
    case unit(Indicator.Unit)

    /// The reason in English.
    public var description: String {
      switch self {
      case .noWeight(let units): "no stated weight for \(units.joined(separator: ", "))"
      case .coverage(_, let units): "no figure of \(units.joined(separator: ", "))"
      case .noFigure: "no unit below has a figure"
      case .differentMeasures(let names): "different measures: \(names.joined(separator: ", "))"
      case .unit(let unit): "a mean of \(unit.rawValue) means nothing"
      }
    }
  }

  /// The units, their parents and weights.
  public var tree: UnitTree
  /// The level whose units get figures; the plan's own level stands for the plan's whole unit.
  public var level: String
  /// Least share of the stated weight that units with a figure must have.
  public var minimumCoverage: Double
  /// Codes of units that were recorded by name.
  public var codes: [String: String]

  /// Prepares to roll up; `minimumCoverage` is 1 unless said otherwise: every unit has a figure.
  public init(
    tree: UnitTree, level: String, minimumCoverage: Double = 1, codes: [String: String] = [:]
  ) {
    self.tree = tree
    self.level = level
    self.minimumCoverage = minimumCoverage
    self.codes = codes
  }

  /// Checks that the level is one of the register or the plan's own.
  ///
  /// - Throws: ``PlanError`` naming the levels that there are.
  public func check(_ plan: Plan) throws(PlanError) {
    let levels =
      tree.levels.contains(plan.level.rawValue)
      ? tree.levels : tree.levels + [plan.level.rawValue]
    guard levels.contains(level) else {
      throw PlanError(
        .unknownReference, cause: "the register has no unit of the level `\(level)`",
        fix: NearestName.suggestion(for: level, in: levels, what: "levels"),
        vi: "danh mục không có đơn vị nào ở cấp `\(level)`",
        viFix: NearestName.vietnameseSuggestion(for: level, in: levels, what: "các cấp"))
    }
  }

  /// Figures of the level's units for one indicator and origin in a period.
  ///
  /// - Parameters:
  ///   - indicator: The indicator.
  ///   - plan: Its plan.
  ///   - own: Newest figures of the indicator, period and origin, of all units, without those of
  ///     single service areas.
  /// - Returns: One result for each unit of the level that was not measured itself, in the order of
  ///   the register; none when no unit has a figure.
  public func results(
    _ indicator: Indicator, plan: Plan, from own: [IndicatorMeasurement]
  ) -> [Result] {
    let units = own.filter { $0.unit != nil && $0.area == nil }
    guard !units.isEmpty else { return [] }
    let figures = Dictionary(
      units.map { (codes[$0.unit ?? ""] ?? $0.unit ?? "", $0) },
      uniquingKeysWith: { first, _ in first })
    if level == plan.level.rawValue {
      if own.contains(where: { $0.unit == nil && $0.area == nil }) { return [] }
      let whole = plan.unit.code.flatMap { tree.unit($0) }
      return [result(indicator, unit: nil, name: plan.unit.name, below: whole?.code, figures)]
    }
    return tree.units.filter { $0.level == level && figures[$0.code] == nil }.map {
      result(indicator, unit: $0.code, name: $0.name, below: $0.code, figures)
    }
  }

  private func result(
    _ indicator: Indicator, unit: String?, name: String, below: String?,
    _ figures: [String: IndicatorMeasurement]
  ) -> Result {
    var result = Result(unit: unit, name: name, used: [], withoutFigure: [])
    guard [.percent, .days, .points].contains(indicator.unit) else {
      result.reason = .unit(indicator.unit)
      return result
    }
    let sum = combined(below: below, figures)
    result.coverage = sum.total > 0 ? sum.covered / sum.total : nil
    result.used = sum.used.map(\.name)
    result.withoutFigure = sum.without
    let kinds = Set(sum.used.map(\.measurement.fullMeasure)).sorted()
    // Forms differ as measures do: 33 items are not 51.
    let forms = Set(sum.used.map { $0.measurement.provenance.instrument ?? "–" }).sorted()
    let measures = kinds.count > 1 ? kinds : forms
    if sum.used.isEmpty {
      result.reason = .noFigure
    } else if !sum.noWeight.isEmpty {
      result.reason = .noWeight(sum.noWeight)
    } else if measures.count > 1 {
      result.reason = .differentMeasures(measures)
    } else if let coverage = result.coverage, coverage < minimumCoverage - 1e-12 {
      result.reason = .coverage(coverage, withoutFigure: sum.without)
    } else {
      result.measurement = Self.mean(sum.used, unit: unit)
    }
    return result
  }

  private struct Part {
    var name: String
    var measurement: IndicatorMeasurement
    /// Share of the whole by stated weights, before leaving anything out.
    var weight: Double
  }

  private struct Sum {
    var used: [Part] = []
    var without: [String] = []
    var noWeight: [String] = []
    var covered = 0.0
    var total = 0.0
  }

  /// The measured units below one, each with its weight; a unit that was not measured stands for
  /// those below it, whose weights are scaled to its own.
  private func combined(below code: String?, _ figures: [String: IndicatorMeasurement]) -> Sum {
    var sum = Sum()
    for unit in tree.units(below: code) {
      guard let weight = tree.weight(of: unit) else {
        sum.noWeight.append(unit.name)
        if let figure = figures[unit.code], figure.value != nil, !figure.isWithheld {
          sum.used.append(Part(name: unit.name, measurement: figure, weight: 0))
        }
        continue
      }
      sum.total += weight
      if let figure = figures[unit.code] {
        guard figure.value != nil, !figure.isWithheld else {
          sum.without.append(unit.name)
          continue
        }
        sum.used.append(Part(name: unit.name, measurement: figure, weight: weight))
        sum.covered += weight
        continue
      }
      let below = combined(below: unit.code, figures)
      guard !below.used.isEmpty, below.total > 0 else {
        sum.without.append(unit.name)
        continue
      }
      let scale = weight / below.total
      sum.used += below.used.map {
        Part(name: $0.name, measurement: $0.measurement, weight: $0.weight * scale)
      }
      sum.without += below.without
      sum.noWeight += below.noWeight
      sum.covered += below.covered * scale
    }
    return sum
  }

  private static func mean(_ parts: [Part], unit: String?) -> IndicatorMeasurement? {
    guard var result = parts.first?.measurement else { return nil }
    let total = parts.reduce(0) { $0 + $1.weight }
    var value = 0.0
    var variance: Double? = 0
    for part in parts {
      let share = part.weight / total
      value += share * (part.measurement.value ?? 0)
      if let sum = variance, let error = part.measurement.standardError {
        variance = sum + share * share * error * error
      } else {
        variance = nil
      }
    }
    let used = parts.map(\.measurement)
    result.unit = unit
    result.value = value
    result.standardError = variance?.squareRoot()
    result.level = result.level ?? 0.95
    result.degreesOfFreedom = used.compactMap(\.degreesOfFreedom).min()
    result.n = sum(used.map(\.n))
    result.respondents = sum(used.map(\.respondents))
    result.numerator = nil
    result.denominator = nil
    result.designEffect = nil
    result.weighted = total
    result.status = nil
    result.evidence = nil
    result.publication = .show
    result.flags = ["rolled-up"]
    result.stage = used.contains { $0.stage == .provisional } ? .provisional : .final
    result.setSymmetricInterval()
    var files: [SourceFile] = []
    for file in used.flatMap(\.provenance.sources) where !files.contains(file) {
      files.append(file)
    }
    result.provenance.sources = files
    return result
  }

  private static func sum(_ numbers: [Int?]) -> Int? {
    numbers.contains { $0 == nil } ? nil : numbers.reduce(0) { $0 + ($1 ?? 0) }
  }
}
