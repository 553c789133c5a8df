/// Estimates of means of ratios from a ``MomentTally``, over any union of its domains.
public struct MomentEstimator {
  private let tally: MomentTally
  private let definition: MomentDefinition
  private let stage: SamplingStage
  private let singlePSU: SinglePSUPolicy
  private var variance: LinearizedVariance?
  private let cellsOfDomain: [[Int]]

  /// Number of first-stage strata.
  public var stratumCount: Int { stage.sampled.count }
  /// Number of PSUs.
  public var psuCount: Int { stage.sampled.reduce(0, +) }
  /// PSUs minus strata.
  public var degreesOfFreedom: Int { psuCount - stratumCount }
  /// Names of the strata with a single PSU, in order.
  public var singlePSUStrata: [String] {
    tally.frame.strata.indices.filter { stage.sampled[$0] == 1 }.map { tally.frame.strata[$0] }
      .sorted()
  }

  /// Checks the design that a tally describes.
  ///
  /// - Throws: `EstimationError` as ``SurveyDesign`` does for the same rows.
  public init(_ tally: MomentTally, singlePSU: SinglePSUPolicy) throws(EstimationError) {
    guard tally.frame.rowCount > 0 else { throw .noRows }
    self.tally = tally
    self.singlePSU = singlePSU
    definition = tally.definition
    stage = try TallyDesign(
      frame: tally.frame, isStratified: definition.isStratified, isNested: definition.isNested,
      hasPopulations: definition.hasPopulations
    ).stage(singlePSU: singlePSU)
    if !definition.rowsAreUnits {
      variance = LinearizedVariance(SurveyDesign(unitsOf: stage, singlePSU: singlePSU))
    }
    var cells = [[Int]](repeating: [], count: tally.frame.domains.count)
    for (index, domain) in tally.frame.cellDomains.enumerated() { cells[Int(domain)].append(index) }
    cellsOfDomain = cells
  }

  // MARK: Unions of domains

  /// A union of domains with what all statistics on it share.
  public struct Union {
    /// The domains.
    public let domains: [Int]
    /// Rows, with or without an answer.
    public let rows: Int
    fileprivate let isWhole: Bool
    /// Cells by PSU, or by stratum where rows are the PSUs.
    fileprivate let cells: [(unit: Int32, cells: [Int])]
    fileprivate let degreesOfFreedom: Double
    fileprivate let isCensus: Bool
  }

  /// The union of domains, by their numbers in the tally.
  public func union(of domains: [Int]) -> Union {
    var byUnit: [Int32: [Int]] = [:]
    for domain in domains {
      for cell in cellsOfDomain[domain] where tally.frame.cellRows[cell] > 0 {
        byUnit[tally.frame.cellUnits[cell], default: []].append(cell)
      }
    }
    let strata = Set(byUnit.keys.map { tally.frame.unitStrata[Int($0)] })
    let rows = domains.reduce(0) { $0 + tally.frame.domainRows[$1] }
    let units = definition.rowsAreUnits ? rows : byUnit.count
    return Union(
      domains: domains, rows: rows, isWhole: domains.count == tally.frame.domains.count,
      cells: byUnit.keys.sorted().map { ($0, byUnit[$0] ?? []) },
      degreesOfFreedom: Double(units - strata.count),
      isCensus: !strata.isEmpty && strata.allSatisfy { stage.isTakeAll(Int($0)) })
  }

  /// The unweighted sum of an integer quantity.
  public func count(_ quantity: Int, in union: Union) -> Int {
    guard let place = definition.integers.firstIndex(of: quantity) else { return 0 }
    return union.domains.reduce(0) {
      $0 + tally.domainCounts[$1 * definition.integers.count + place]
    }
  }

  /// The weighted sum of a quantity.
  public func total(_ quantity: Int, in union: Union) -> ExactSum {
    guard quantity < definition.cellQuantities else {
      var sum = ExactSum()
      for domain in union.domains {
        sum.add(
          tally.domainFirst[
            domain * tally.domainFirstStride + quantity - definition.cellQuantities])
      }
      return sum
    }
    return union.cells.reduce(into: ExactSum()) { sum, unit in
      for cell in unit.cells { sum.add(first(quantity, cell)) }
    }
  }

  private func first(_ quantity: Int, _ cell: Int) -> ExactSum {
    tally.first[cell * definition.cellQuantities + quantity]
  }

  // MARK: One statistic

  /// Estimates a mean of ratios, whose components are values of quantities.
  ///
  /// - Parameters:
  ///   - statistic: One of those that the tally was defined for.
  ///   - answered: The indicator of the rows that take part in it.
  ///   - union: Where; statistics for all rows only need the union of all domains.
  ///   - parts: Disjoint unions that make up `union`, each with its own ratios, of which the statistic
  ///     is the plain mean; `nil` for the ratios over all of it.
  public mutating func estimate(
    _ statistic: StatisticDefinition, answered: Int, in union: Union,
    averaging parts: [Union]? = nil
  ) -> RawEstimate {
    let weighted = total(answered, in: union)
    var raw = RawEstimate(
      domainRows: union.rows, n: count(answered, in: union), weighted: weighted.value, value: nil,
      variance: nil, isCensus: union.isCensus, degreesOfFreedom: union.degreesOfFreedom)
    guard raw.n > 0, case .meanOfRatios(let terms, let scale) = statistic.form else { return raw }
    let parts = parts ?? [union]
    var averaged = statistic
    averaged.form = .meanOfRatios(parts.flatMap { _ in terms }, scale: scale)
    let totals = parts.map { part in statistic.components.map { total($0.variable, in: part) } }
    let all = totals.flatMap { $0 }
    guard let point = TableEvaluator.point(averaged.form, all), point.isFinite else { return raw }
    raw.value = point
    raw.isAtBoundary = TableEvaluator.isAtBoundary(averaged, all)
    let pieces = zip(parts, totals).map { part, totals in
      Piece(
        union: part,
        influence: Influence(terms, scale: scale / Double(parts.count), totals: totals))
    }
    raw.simpleRandomVariance = simpleRandomVariance(
      pieces, n: Double(raw.n), population: weighted)
    raw.variance =
      definition.rowsAreUnits
      ? rowVariance(pieces, answered: answered) : unitVariance(pieces, answered: answered)
    if raw.variance == nil { raw.flags.append("single-psu") }
    return raw
  }

  /// A union whose rows have one linear form.
  private struct Piece {
    let union: Union
    let influence: Influence
  }

  /// The cells of pieces by PSU, or by stratum where rows are the PSUs.
  private func cellsByUnit(_ pieces: [Piece]) -> [(
    unit: Int32, cells: [(piece: Int, cells: [Int])]
  )] {
    var found: [Int32: [(piece: Int, cells: [Int])]] = [:]
    for (number, piece) in pieces.enumerated() {
      for (unit, cells) in piece.union.cells { found[unit, default: []].append((number, cells)) }
    }
    return found.keys.sorted().map { ($0, found[$0] ?? []) }
  }

  /// The linear form of a row's quantities that the statistic is linearised to.
  ///
  ///     c/K sum_k (n_k - R_k d_k) / D_k
  private struct Influence {
    /// Quantities with their coefficients, in about 106 bits, so that what cancels does.
    private(set) var coefficients: [(quantity: Int, coefficient: DoubleDouble)] = []

    init(_ terms: [RatioTerm], scale: Double, totals: [ExactSum]) {
      var sums: [Int: DoubleDouble] = [:]
      var order: [Int] = []
      func add(_ quantity: Int, _ value: DoubleDouble) {
        if sums[quantity] == nil { order.append(quantity) }
        sums[quantity] = (sums[quantity] ?? DoubleDouble(0)) + value
      }
      for (index, term) in terms.enumerated() {
        let denominator = DoubleDouble(totals[2 * index + 1])
        let factor = DoubleDouble(scale) / (DoubleDouble(Double(terms.count)) * denominator)
        add(term.numerator.variable, factor)
        add(
          term.denominator.variable, -(DoubleDouble(totals[2 * index]) / denominator * factor))
      }
      coefficients = order.map { ($0, sums[$0] ?? DoubleDouble(0)) }
    }

    /// The form on sums of quantities.
    func value(_ sum: (Int) -> ExactSum) -> DoubleDouble {
      coefficients.reduce(DoubleDouble(0)) {
        let sum = sum($1.quantity)
        return sum == ExactSum() ? $0 : $0 + $1.coefficient * DoubleDouble(sum)
      }
    }

    /// The square of the form on sums of products.
    func square(_ sum: (MomentPair) -> ExactSum) -> DoubleDouble {
      var result = DoubleDouble(0)
      for (offset, one) in coefficients.enumerated() {
        for other in coefficients[offset...] {
          let sum = sum(MomentPair(one.quantity, other.quantity))
          if sum == ExactSum() { continue }
          let product = one.coefficient * other.coefficient * DoubleDouble(sum)
          result = result + product
          if one.quantity != other.quantity { result = result + product }
        }
      }
      return result
    }
  }

  private func sum(_ quantity: Int, _ cells: [Int]) -> ExactSum {
    cells.reduce(into: ExactSum()) { $0.add(first(quantity, $1)) }
  }

  private mutating func unitVariance(_ pieces: [Piece], answered: Int) -> Double? {
    var units: [Int32] = []
    var values: [Double] = []
    for (unit, parts) in cellsByUnit(pieces) {
      // PSUs without an answer add zero, and their strata are not there.
      if parts.allSatisfy({ sum(answered, $0.cells) == ExactSum() }) { continue }
      units.append(unit)
      let value = parts.reduce(DoubleDouble(0)) { value, part in
        value + pieces[part.piece].influence.value { sum($0, part.cells) }
      }
      values.append(value.value)
    }
    return variance?.variance(rows: units, values: values)
  }

  /// The variance where every row is a PSU: `sum z^2 - (sum z)^2 / n` in each stratum.
  ///
  /// Rows of different pieces are different rows, so that squares add up.
  private func rowVariance(_ pieces: [Piece], answered: Int) -> Double? {
    var contributions: [StratumContribution] = []
    for (unit, parts) in cellsByUnit(pieces) {
      let stratum = Int(unit)
      if parts.allSatisfy({ sum(answered, $0.cells) == ExactSum() }) { continue }
      let sampled = stage.sampled[stratum]
      var squares = DoubleDouble(0)
      var total = DoubleDouble(0)
      for part in parts {
        let piece = pieces[part.piece]
        squares =
          squares
          + piece.influence.square { pair in
            squaredWeights(
              pair, stratum: stratum, cells: part.cells, isWhole: piece.union.isWhole)
          }
        total = total + piece.influence.value { sum($0, part.cells) }
      }
      contributions.append(
        StratumContribution(
          ofRowsIn: stratum, of: stage, squares: squares.value,
          centred: (squares - total * total / DoubleDouble(Double(sampled))).value,
          singlePSU: singlePSU))
    }
    return StratumContribution.sum(contributions)
  }

  private func squaredWeights(
    _ pair: MomentPair, stratum: Int, cells: [Int], isWhole: Bool
  ) -> ExactSum {
    guard let place = definition.places[definition.reduced(pair)] else { return ExactSum() }
    if place < definition.pairs.count {
      return cells.reduce(into: ExactSum()) {
        $0.add(tally.second[$1 * tally.secondStride + place])
      }
    }
    precondition(isWhole, "the tally has this statistic for all rows only")
    return tally.stratumSecond[
      stratum * definition.overallPairs.count + place - definition.pairs.count]
  }

  /// The variance that a simple random sample of the same size would have had.
  ///
  ///     n/(n-1) (sum w z^2 - (sum w z)^2 / N) (N - n)/n,   N = sum w
  ///
  /// Kish (1965), section 8.2; as in R survey, `deff = TRUE`.
  private func simpleRandomVariance(
    _ pieces: [Piece], n: Double, population: ExactSum
  ) -> Double? {
    let size = population.value
    guard n > 1, size > n else { return nil }
    var squares = DoubleDouble(0)
    var sum = DoubleDouble(0)
    for piece in pieces {
      squares = squares + piece.influence.square { plainWeights($0, in: piece.union) }
      sum = sum + piece.influence.value { total($0, in: piece.union) }
    }
    let centred = (squares - sum * sum / DoubleDouble(population)).value
    return n / (n - 1) * max(centred, 0) * (size - n) / n
  }

  private func plainWeights(_ pair: MomentPair, in union: Union) -> ExactSum {
    let pair = definition.reduced(pair)
    guard let place = definition.plainPlaces[pair] else { return total(pair.first, in: union) }
    if place >= definition.plainPairs.count {
      return tally.overallSecond[place - definition.plainPairs.count]
    }
    return union.domains.reduce(into: ExactSum()) {
      $0.add(tally.domainSecond[$1 * definition.plainPairs.count + place])
    }
  }
}
