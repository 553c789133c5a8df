/// Estimates from a tally: the same numbers as from the rows.
public struct TallyEstimator: Sendable {
  private let tally: Tally
  private let stage: SamplingStage
  private let singlePSU: SinglePSUPolicy
  private var variance: LinearizedVariance?
  private let cellsOfDomain: [[Int]]
  /// Whether no cell has exact sums besides the recent ones.
  private let areRecent: Bool
  /// The first-order sums of a domain, by slot.
  private var totals: [ExactSum] = []

  /// Number of first-stage strata.
  public var stratumCount: Int { stage.sampled.count }
  /// Number of PSUs.
  public var psuCount: Int { stage.sampled.reduce(0, +) }
  /// PSUs minus strata.
  public var degreesOfFreedom: Int { psuCount - stratumCount }

  /// Checks the design that a tally describes.
  ///
  /// - Throws: `EstimationError` as ``SurveyDesign`` does for the same rows.
  public init(_ tally: Tally, singlePSU: SinglePSUPolicy) throws(EstimationError) {
    guard tally.frame.rowCount > 0 else { throw .noRows }
    self.tally = tally
    self.singlePSU = singlePSU
    stage = try TallyDesign(
      frame: tally.frame, isStratified: tally.definition.isStratified,
      isNested: tally.definition.isNested,
      hasPopulations: tally.definition.hasPopulations
    ).stage(singlePSU: singlePSU)
    if !tally.definition.rowsAreUnits {
      variance = LinearizedVariance(SurveyDesign(unitsOf: stage, singlePSU: singlePSU))
    }
    var cells = [[Int]](repeating: [], count: tally.frame.domains.count)
    for (index, domain) in tally.frame.cellDomains.enumerated() { cells[Int(domain)].append(index) }
    cellsOfDomain = cells
    areRecent = tally.sums.isEmpty
  }

  /// The estimates of one domain, parallel to the statistics of the definition.
  ///
  /// - Parameter levels: The domain; one that no row is in gives estimates without answers.
  public mutating func estimates(of levels: [String]) -> [RawEstimate] {
    guard let domain = tally.frame.domains.firstIndex(of: levels) else {
      return tally.definition.statistics.map { _ in
        RawEstimate(
          domainRows: 0, n: 0, weighted: 0, value: nil, variance: nil, degreesOfFreedom: 0)
      }
    }
    return estimates(domain: domain)
  }

  /// The estimates of the domain with a number of the tally.
  public mutating func estimates(domain: Int) -> [RawEstimate] {
    let cells = cellsOfDomain[domain]
    var strata: Set<Int32> = []
    for cell in cells { strata.insert(tally.frame.unitStrata[Int(tally.frame.cellUnits[cell])]) }
    let units =
      tally.definition.rowsAreUnits
      ? cells.reduce(0) { $0 + tally.frame.cellRows[$1] } : cells.count
    let isCensus = !strata.isEmpty && strata.allSatisfy { stage.isTakeAll(Int($0)) }
    totals = sums(cells)
    var results: [RawEstimate] = []
    for definition in tally.definition.statistics {
      var raw = RawEstimate(
        domainRows: tally.frame.domainRows[domain], n: 0, weighted: 0, value: nil, variance: nil,
        isCensus: isCensus, degreesOfFreedom: Double(units - strata.count))
      fill(&raw, definition, domain: domain, cells: cells)
      results.append(raw)
    }
    return results
  }

  // MARK: One statistic

  private mutating func fill(
    _ raw: inout RawEstimate, _ definition: StatisticDefinition, domain: Int, cells: [Int]
  ) {
    guard let variable = definition.variables.first else { return }
    let width = tally.definition.variables.count
    raw.n = raw.domainRows - tally.domainMissing[domain * width + variable]
    let answers = total(.count(variable))
    raw.weighted = answers.value
    guard raw.n > 0 else { return }
    let totals = definition.components.map { total($0) }
    guard let point = TableEvaluator.point(definition.form, totals), point.isFinite else { return }
    raw.value = point
    raw.isAtBoundary = TableEvaluator.isAtBoundary(definition, totals)
    let shape = Shape(definition, totals: totals, isIndicator: isIndicator(variable))
    raw.simpleRandomVariance = simpleRandomVariance(
      shape, totals: totals, domain: domain, n: raw.n, population: answers)
    raw.variance =
      tally.definition.rowsAreUnits
      ? rowVariance(shape, cells, variable: variable) : unitVariance(shape, cells)
    if raw.variance == nil { raw.flags.append("single-psu") }
  }

  private func isIndicator(_ variable: Int) -> Bool {
    tally.definition.variables[variable] == .indicator
  }

  /// How a statistic weighs what a PSU adds to its totals.
  ///
  /// `a` is the numerator; for rates `b` is the rest of the denominator (the answers that are 0),
  /// which is exact where the denominator minus the ratio's share would cancel:
  ///
  ///     (a - R (a + b)) / D = ((1 - R) a - R b) / D,   1 - R = rest / D
  private struct Shape {
    var numerator: Component
    var denominator: Component?
    var isRate: Bool
    var onNumerator: Double
    var onOther: Double
    var scale: Double

    init(_ definition: StatisticDefinition, totals: [ExactSum], isIndicator: Bool) {
      switch definition.form {
      case .total(let component):
        numerator = component
        denominator = nil
        isRate = false
        onNumerator = 1
        onOther = 0
        scale = 1
      case .meanOfRatios(let terms, let factor):
        scale = factor
        numerator = terms[0].numerator
        denominator = terms[0].denominator
        isRate = isIndicator && terms[0] == .mean(of: terms[0].numerator.variable)
        let below = totals[1].value
        let ratio = totals[0].value / below
        var rest = totals[1]
        rest.subtract(totals[0])
        onNumerator = (isRate ? rest.value / below : 1) * factor / below
        onOther = -ratio * factor / below
      }
    }
  }

  private func sum(_ component: Component, cell: Int, square: Bool) -> ExactSum {
    let base = square ? tally.firstOrderStride : 0
    switch component {
    case .value(let variable):
      return tally.sum(cell: cell, slot: base + tally.valueSlot(variable))
    case .count(let variable):
      var answered = tally.sum(cell: cell, slot: base)
      answered.subtract(tally.sum(cell: cell, slot: base + tally.missingSlot(variable)))
      return answered
    }
  }

  /// The sums of a component in cells.
  private func values(_ component: Component, _ cells: [Int], square: Bool) -> [Double] {
    guard areRecent else { return cells.map { sum(component, cell: $0, square: square).value } }
    var values = [Double](repeating: 0, count: cells.count)
    let order = square ? 1 : 0
    let combination =
      switch component {
      case .value(let variable):
        tally.recent.combination(variable: variable, values: 1, count: 0, order: order)
      case .count(let variable):
        tally.recent.combination(variable: variable, values: 0, count: 1, order: order)
      }
    tally.recent.values(combination, cells: cells, into: &values)
    return values
  }

  /// The first-order sums of all slots over cells, in one pass.
  private func sums(_ cells: [Int]) -> [ExactSum] {
    let width = tally.firstOrderStride
    guard areRecent else {
      var totals = [ExactSum](repeating: ExactSum(), count: width)
      for cell in cells {
        for slot in 0..<width { totals[slot].add(tally.sum(cell: cell, slot: slot)) }
      }
      return totals
    }
    return tally.recent.totals(cells).map { tally.recent.exact($0, order: 0) }
  }

  private func total(_ component: Component) -> ExactSum {
    switch component {
    case .value(let variable): return totals[tally.valueSlot(variable)]
    case .count(let variable):
      var answered = totals[0]
      answered.subtract(totals[tally.missingSlot(variable)])
      return answered
    }
  }

  /// What stands beside the numerator: the denominator, or its rest for rates; nothing for totals.
  private func others(_ shape: Shape, _ cells: [Int], square: Bool) -> [Double] {
    guard let denominator = shape.denominator else {
      return [Double](repeating: 0, count: cells.count)
    }
    guard shape.isRate else { return values(denominator, cells, square: square) }
    guard areRecent else {
      return cells.map { cell in
        var rest = sum(denominator, cell: cell, square: square)
        rest.subtract(sum(shape.numerator, cell: cell, square: square))
        return rest.value
      }
    }
    var rest = [Double](repeating: 0, count: cells.count)
    tally.recent.values(
      tally.recent.combination(
        variable: shape.numerator.variable, values: -1, count: 1, order: square ? 1 : 0),
      cells: cells, into: &rest)
    return rest
  }

  private mutating func unitVariance(_ shape: Shape, _ cells: [Int]) -> Double? {
    var values = values(shape.numerator, cells, square: false)
    let others = others(shape, cells, square: false)
    for position in values.indices {
      values[position] = shape.onNumerator * values[position] + shape.onOther * others[position]
    }
    return variance?.variance(units: cells.map { tally.frame.cellUnits[$0] }, totals: values)
  }

  /// The variance where every row is a PSU, from the squared weights.
  ///
  /// Rows are 0 or 1, so `sum z^2` splits into those that are 1 and those that are 0.
  private func rowVariance(_ shape: Shape, _ cells: [Int], variable: Int) -> Double? {
    var contributions: [StratumContribution] = []
    let sums = (values(shape.numerator, cells, square: false), others(shape, cells, square: false))
    let squareSums = (
      values(shape.numerator, cells, square: true), others(shape, cells, square: true)
    )
    for (position, cell) in cells.enumerated() {
      let stratum = Int(tally.frame.cellUnits[cell])
      let sampled = stage.sampled[stratum]
      let first = shape.onNumerator * sums.0[position] + shape.onOther * sums.1[position]
      let squares =
        shape.onNumerator * shape.onNumerator * squareSums.0[position]
        + shape.onOther * shape.onOther * squareSums.1[position]
      contributions.append(
        StratumContribution(
          ofRowsIn: stratum, of: stage, squares: squares,
          centred: squares - first * first / Double(sampled), singlePSU: singlePSU))
    }
    return StratumContribution.sum(contributions)
  }

  /// As `TableEvaluator.simpleRandomVariance`, from sums of products.
  private func simpleRandomVariance(
    _ shape: Shape, totals: [ExactSum], domain: Int, n: Int, population: ExactSum
  ) -> Double? {
    let size = population.value
    let n = Double(n)
    guard n > 1, size > n else { return nil }
    let squares: Double
    if isIndicator(shape.numerator.variable) {
      var rest = population
      rest.subtract(totals[0])
      squares = totals[0].value * rest.value / size
    } else if let denominator = shape.denominator {
      let ratio = DoubleDouble(totals[0]) / DoubleDouble(totals[1])
      let yy = moment(shape.numerator, shape.numerator, domain)
      let xy = moment(shape.numerator, denominator, domain)
      let xx = moment(denominator, denominator, domain) ?? DoubleDouble(population)
      guard let yy, let xy else { return nil }
      squares = (yy - DoubleDouble(2) * ratio * xy + ratio * ratio * xx).value
    } else {
      guard let yy = moment(shape.numerator, shape.numerator, domain) else { return nil }
      let y = DoubleDouble(totals[0])
      squares = (yy - y * y / DoubleDouble(population)).value
    }
    let scale = shape.denominator == nil ? 1 : shape.scale / totals[1].value
    return n / (n - 1) * max(squares, 0) * scale * scale * (size - n) / n
  }

  private func moment(_ first: Component, _ second: Component, _ domain: Int) -> DoubleDouble? {
    let pair = ComponentPair(first: first, second: second)
    guard let index = tally.momentPairs.firstIndex(of: pair) else { return nil }
    return DoubleDouble(tally.moments[domain * tally.momentPairs.count + index])
  }
}

extension SurveyDesign {
  /// A design whose rows are the units of one stage.
  init(unitsOf stage: SamplingStage, singlePSU: SinglePSUPolicy) {
    weights = [Double](repeating: 1, count: stage.stratumOfUnit.count)
    stages = [stage]
    self.singlePSU = singlePSU
  }
}
