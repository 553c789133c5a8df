/// The sampling variance of a weighted total, by stages.
///
/// For row values `z_i` that already hold the weight, with `u_hj` the total of unit j in stratum h:
///
///     v = sum_h (1 - f_h) n_h / (n_h - 1) sum_j (u_hj - mean_j u_hj)^2
///         + sum_hj f_h v(unit hj)
///
/// where the second term applies the formula within each unit, to the units of the next stage, when
/// the stage has populations (`f_h = n_h / N_h`); a stage without them is with replacement (f = 0)
/// and ends the recursion. Units without a row in the domain count in `n_h` with a total of zero.
///
/// Sources: Bellhouse (1985), "Computing methods for variance estimation in complex surveys";
/// Sarndal, Swensson & Wretman (1992), section 4.3. The R call is `survey::svyrecvar`.
///
/// All sums are exact (`ExactSum`), so the order of rows never shows.
struct LinearizedVariance {
  private let design: SurveyDesign
  /// Product of the sampling fractions of the stages above, per stage and stratum.
  private let factors: [[Double]]
  private var unitSums: [[ExactSum]]
  private var isTouched: [[Bool]]
  private var strata: [StratumSums]

  init(_ design: SurveyDesign) {
    self.design = design
    var factors: [[Double]] = []
    for (index, stage) in design.stages.enumerated() {
      if index == 0 {
        factors.append([Double](repeating: 1, count: stage.sampled.count))
        continue
      }
      let above = design.stages[index - 1]
      guard above.hasPopulation else { break }
      factors.append(
        stage.parentOfStratum.map { parent in
          let stratum = Int(above.stratumOfUnit[Int(parent)])
          return factors[index - 1][stratum] * above.fraction(stratum)
        })
    }
    self.factors = factors
    let reached = design.stages.prefix(factors.count)
    unitSums = reached.map { [ExactSum](repeating: ExactSum(), count: $0.stratumOfUnit.count) }
    isTouched = reached.map { [Bool](repeating: false, count: $0.stratumOfUnit.count) }
    strata = reached.map { StratumSums(count: $0.sampled.count) }
  }

  /// The variance of the total of `values`.
  ///
  /// - Parameters:
  ///   - rows: Rows that belong to the domain; the others count as zero.
  ///   - values: The weighted linearised value of each of `rows`.
  /// - Returns: The variance; `nil` when the policy `average` finds no stratum to take it from.
  mutating func variance(rows: [Int32], values: [Double]) -> Double? {
    variance(of: values) { variance, down in
      var parts: [Double] = []
      for index in variance.factors.indices {
        guard let stage = variance.stageVariance(index, rows: rows, values: values, scale: down)
        else { return nil }
        parts.append(stage)
      }
      return orderFreeSum(parts)
    }
  }

  /// The variance under a design of one stage, from the totals of its units.
  ///
  /// - Parameters:
  ///   - units: Units with a row in the domain, each once.
  ///   - totals: The total of each of `units`.
  /// - Returns: As ``variance(rows:values:)``, of which it gives the bits.
  mutating func variance(units: [Int32], totals: [Double]) -> Double? {
    variance(of: totals) { variance, down in
      variance.strataVariance(0, units: units, totals: totals.map { Self.rounded($0 * down) })
    }
  }

  /// What a sum of one term gives: terms below 2^-76 lose bits.
  private static func rounded(_ term: Double) -> Double {
    term.magnitude >= 0x1p-76 || term == 0 ? term : ExactSum(term).value
  }

  /// Scales values by a power of two so that the largest is near 1, and the variance back.
  private mutating func variance(
    of values: [Double], _ body: (inout LinearizedVariance, Double) -> Double?
  ) -> Double? {
    let largest = values.reduce(0.0) { max($0, $1.magnitude) }
    guard largest > 0 else { return values.contains { $0.isNaN } ? .nan : 0 }
    guard largest.isFinite, largest >= 0x1p-900 else { return .nan }
    let exponent = largest.exponent
    guard let scaled = body(&self, Double(sign: .plus, exponent: -exponent, significand: 1)) else {
      return nil
    }
    let up = Double(sign: .plus, exponent: exponent, significand: 1)
    return scaled * up * up
  }

  private mutating func stageVariance(
    _ index: Int, rows: [Int32], values: [Double], scale: Double
  ) -> Double? {
    let stage = design.stages[index]
    var units: [Int32] = []
    for (position, row) in rows.enumerated() {
      let unit = Int(stage.unitOfRow[Int(row)])
      if !isTouched[index][unit] {
        isTouched[index][unit] = true
        units.append(Int32(unit))
      }
      unitSums[index][unit].add(values[position] * scale)
    }
    var totals: [Double] = []
    totals.reserveCapacity(units.count)
    for unit in units {
      totals.append(unitSums[index][Int(unit)].value)
      unitSums[index][Int(unit)] = ExactSum()
      isTouched[index][Int(unit)] = false
    }
    return strataVariance(index, units: units, totals: totals)
  }

  /// The variance that a stage adds, from the totals of its units with a row in the domain.
  private mutating func strataVariance(
    _ index: Int, units: [Int32], totals: [Double]
  ) -> Double? {
    let stage = design.stages[index]
    // Means first, then the squares about them.
    strata[index].begin(units, stage.stratumOfUnit, totals)
    for h in strata[index].touched {
      let isCentred = !(stage.sampled[h] == 1 && design.singlePSU == .adjust)
      strata[index].centre(h, isCentred ? stage.sampled[h] : nil)
    }
    strata[index].addSquares(units, stage.stratumOfUnit, totals)
    var contributions: [StratumContribution] = []
    for h in strata[index].touched {
      let (squares, mean, count) = strata[index].taken(h)
      let absent = Double(stage.sampled[h] - count)
      contributions.append(
        StratumContribution(
          parent: stage.parentOfStratum[h],
          variance: Self.stratumVariance(
            squares: squares + absent * mean * mean, sampled: stage.sampled[h],
            fraction: stage.fraction(h), isTakeAll: stage.isTakeAll(h), policy: design.singlePSU
          ).map { $0 * factors[index][h] }))
    }
    return StratumContribution.sum(contributions)
  }

  /// The variance that one stratum adds, from the centred squares of its unit totals.
  ///
  /// - Returns: `nil` when the stratum has a single unit and the policy is `average`.
  static func stratumVariance(
    squares: Double, sampled: Int, fraction: Double, isTakeAll: Bool, policy: SinglePSUPolicy
  ) -> Double? {
    if isTakeAll { return 0 }
    if sampled > 1 {
      return (1 - fraction) * Double(sampled) / Double(sampled - 1) * squares
    }
    switch policy {
    case .average: return nil
    case .adjust: return (1 - fraction) * squares
    case .fail, .remove, .certainty: return 0
    }
  }
}

/// Sums of unit totals by stratum, used again for every variance.
///
/// The sums are lent as a span, because they would be checked for sharing at every unit.
private struct StratumSums {
  private var sums: [ExactSum]
  private var means: [Double]
  private var counts: [Int]
  /// Strata with a unit, in order of their first.
  private(set) var touched: [Int] = []

  init(count: Int) {
    sums = [ExactSum](repeating: ExactSum(), count: count)
    means = [Double](repeating: 0, count: count)
    counts = [Int](repeating: 0, count: count)
  }

  /// Sums the totals.
  mutating func begin(_ units: [Int32], _ stratumOfUnit: [Int32], _ totals: [Double]) {
    touched.removeAll(keepingCapacity: true)
    for unit in units {
      let h = Int(stratumOfUnit[Int(unit)])
      if counts[h] == 0 { touched.append(h) }
      counts[h] += 1
    }
    Self.add(totals, units, stratumOfUnit, to: &sums)
  }

  private static func add(
    _ terms: [Double], _ units: [Int32], _ stratumOfUnit: [Int32], to sums: inout [ExactSum]
  ) {
    var sums = sums.mutableSpan
    let stratumOfUnit = stratumOfUnit.span
    let units = units.span
    let terms = terms.span
    for position in 0..<terms.count {
      sums[Int(stratumOfUnit[Int(units[position])])].add(terms[position])
    }
  }

  /// Makes the mean over a number of units, or 0 without one, and starts on the squares.
  mutating func centre(_ h: Int, _ sampled: Int?) {
    means[h] = sampled.map { sums[h].value / Double($0) } ?? 0
    sums[h] = ExactSum()
  }

  /// Sums the squares of the deviations.
  mutating func addSquares(_ units: [Int32], _ stratumOfUnit: [Int32], _ totals: [Double]) {
    var squares = totals
    for (position, unit) in units.enumerated() {
      let deviation = totals[position] - means[Int(stratumOfUnit[Int(unit)])]
      squares[position] = deviation * deviation
    }
    Self.add(squares, units, stratumOfUnit, to: &sums)
  }

  /// Sum of squares, mean and number of units of a stratum, which is empty afterwards.
  mutating func taken(_ h: Int) -> (squares: Double, mean: Double, count: Int) {
    defer {
      sums[h] = ExactSum()
      counts[h] = 0
    }
    return (sums[h].value, means[h], counts[h])
  }
}

/// What one stratum adds to the variance of a total.
struct StratumContribution {
  /// The unit of the stage before to which the stratum belongs.
  var parent: Int32
  /// `nil` for a single-unit stratum under the policy `average`.
  var variance: Double?

  /// Sums contributions; unknown ones are replaced by the average of those of the same parent.
  ///
  /// - Returns: `nil` when a parent has none but unknown ones.
  static func sum(_ contributions: [StratumContribution]) -> Double? {
    if contributions.allSatisfy({ $0.variance != nil }) {
      return orderFreeSum(contributions.map { $0.variance ?? 0 })
    }
    var parts: [Double] = []
    for (_, group) in Dictionary(grouping: contributions, by: \.parent) {
      let known = group.compactMap(\.variance)
      if known.isEmpty { return nil }
      parts.append(orderFreeSum(known) * Double(group.count) / Double(known.count))
    }
    return orderFreeSum(parts)
  }
}

extension StratumContribution {
  /// A stratum of a first stage whose rows are the PSUs, from sums over its rows.
  ///
  /// - Parameters:
  ///   - squares: `sum z^2`.
  ///   - centred: `sum z^2 - (sum z)^2 / n`; below 1e-14 of the squares it is what rounding left, and
  ///     all rows have the same value.
  init(
    ofRowsIn stratum: Int, of stage: SamplingStage, squares: Double, centred: Double,
    singlePSU: SinglePSUPolicy
  ) {
    let sampled = stage.sampled[stratum]
    let isCentred = !(sampled == 1 && singlePSU == .adjust)
    let sum = isCentred ? (centred < 1e-14 * squares ? 0 : centred) : squares
    self.init(
      parent: 0,
      variance: LinearizedVariance.stratumVariance(
        squares: sum, sampled: sampled, fraction: stage.fraction(stratum),
        isTakeAll: stage.isTakeAll(stratum), policy: singlePSU))
  }
}
