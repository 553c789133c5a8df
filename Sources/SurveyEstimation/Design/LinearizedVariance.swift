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
  private var stratumSums: [[ExactSum]]
  private var stratumCounts: [[Int]]

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
    stratumSums = reached.map { [ExactSum](repeating: ExactSum(), count: $0.sampled.count) }
    stratumCounts = reached.map { [Int](repeating: 0, count: $0.sampled.count) }
  }

  /// The variance of the total of `values`.
  ///
  /// - Parameters:
  ///   - rows: Rows that belong to the domain; the others count as zero.
  ///   - values: The weighted linearised value of each of `rows`.
  /// - Returns: The variance; `nil` when the policy `average` finds no stratum to take it from.
  mutating func variance(rows: [Int32], values: [Double]) -> Double? {
    let largest = values.reduce(0.0) { max($0, $1.magnitude) }
    guard largest > 0 else { return values.contains { $0.isNaN } ? .nan : 0 }
    guard largest.isFinite, largest >= 0x1p-900 else { return .nan }
    let exponent = largest.exponent
    let down = Double(sign: .plus, exponent: -exponent, significand: 1)
    var parts: [Double] = []
    for index in factors.indices {
      guard let stage = stageVariance(index, rows: rows, values: values, scale: down) else {
        return nil
      }
      parts.append(stage)
    }
    let up = Double(sign: .plus, exponent: exponent, significand: 1)
    return orderFreeSum(parts) * up * up
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
    var strata: [Int32] = []
    var totals: [Double] = []
    totals.reserveCapacity(units.count)
    for unit in units {
      let stratum = Int(stage.stratumOfUnit[Int(unit)])
      if stratumCounts[index][stratum] == 0 { strata.append(Int32(stratum)) }
      stratumCounts[index][stratum] += 1
      let total = unitSums[index][Int(unit)].value
      totals.append(total)
      stratumSums[index][stratum].add(total)
      unitSums[index][Int(unit)] = ExactSum()
      isTouched[index][Int(unit)] = false
    }
    // Means first, then the squares in the same accumulators.
    var means: [Int32: Double] = [:]
    for stratum in strata {
      let h = Int(stratum)
      let isCentred = !(stage.sampled[h] == 1 && design.singlePSU == .adjust)
      means[stratum] = isCentred ? stratumSums[index][h].value / Double(stage.sampled[h]) : 0
      stratumSums[index][h] = ExactSum()
    }
    for (position, unit) in units.enumerated() {
      let stratum = stage.stratumOfUnit[Int(unit)]
      let deviation = totals[position] - (means[stratum] ?? 0)
      stratumSums[index][Int(stratum)].add(deviation * deviation)
    }
    var contributions: [StratumContribution] = []
    for stratum in strata {
      let h = Int(stratum)
      let absent = Double(stage.sampled[h] - stratumCounts[index][h])
      let mean = means[stratum] ?? 0
      contributions.append(
        StratumContribution(
          parent: stage.parentOfStratum[h],
          variance: Self.stratumVariance(
            squares: stratumSums[index][h].value + absent * mean * mean, sampled: stage.sampled[h],
            fraction: stage.fraction(h), isTakeAll: stage.isTakeAll(h), policy: design.singlePSU
          ).map { $0 * factors[index][h] }))
      stratumSums[index][h] = ExactSum()
      stratumCounts[index][h] = 0
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
