#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Evaluates statistics on a table, one domain after the other.
struct TableEvaluator {
  let table: ResponseTable
  private var variance: LinearizedVariance
  private var psuMark: [Int32]
  private var stratumMark: [Int32]
  private var mark: Int32 = 0

  init(_ table: ResponseTable) {
    self.table = table
    variance = LinearizedVariance(table.design)
    psuMark = [Int32](repeating: 0, count: table.design.psuCount)
    stratumMark = [Int32](repeating: 0, count: table.design.stratumCount)
  }

  /// The estimates of one domain.
  mutating func estimates(_ definitions: [StatisticDefinition], rows: [Int32]) -> [RawEstimate] {
    let scope = scope(of: rows)
    return definitions.map { estimate($0, rows: rows, scope: scope) }
  }

  /// What all statistics of a domain share.
  struct Scope {
    var degreesOfFreedom: Double
    var isCensus: Bool
  }

  mutating func scope(of rows: [Int32]) -> Scope {
    let stage = table.design.stages[0]
    mark += 1
    var psus = 0
    var strata = 0
    var isCensus = !rows.isEmpty
    for row in rows {
      let psu = Int(stage.unitOfRow[Int(row)])
      if psuMark[psu] == mark { continue }
      psuMark[psu] = mark
      psus += 1
      let stratum = Int(stage.stratumOfUnit[psu])
      if stratumMark[stratum] == mark { continue }
      stratumMark[stratum] = mark
      strata += 1
      if !stage.isTakeAll(stratum) { isCensus = false }
    }
    if let replicates = table.replicates {
      let rank = ReplicateRank.degreesOfFreedom(replicates.columns, rows: rows.map { Int($0) })
      return Scope(degreesOfFreedom: Double(rank), isCensus: false)
    }
    if isCensus, table.design.stages.count > 1 {
      isCensus = table.design.stages.allSatisfy { stage in
        rows.allSatisfy { stage.isTakeAll(Int(stage.stratumOfRow[Int($0)])) }
      }
    }
    return Scope(degreesOfFreedom: Double(psus - strata), isCensus: isCensus)
  }

  private mutating func estimate(
    _ definition: StatisticDefinition, rows: [Int32], scope: Scope
  ) -> RawEstimate {
    // Rows with an answer to every variable of at least one term.
    let valid = rows.filter { hasAnswer(definition, Int($0)) }
    let weights = valid.map { table.design.weights[Int($0)] }
    var weighted = ExactSum()
    for weight in weights { weighted.add(weight) }
    var raw = RawEstimate(
      domainRows: rows.count, n: valid.count, weighted: weighted.value, value: nil, variance: nil,
      isCensus: scope.isCensus, usesReplicates: table.replicates != nil,
      degreesOfFreedom: scope.degreesOfFreedom)
    guard !valid.isEmpty else { return raw }
    let totals = totals(definition, rows: valid, weights: weights)
    guard let point = Self.point(definition.form, totals), point.isFinite else { return raw }
    raw.value = point
    raw.isAtBoundary = Self.isAtBoundary(definition, totals)
    let influence = influence(definition.form, totals, rows: valid)
    raw.simpleRandomVariance = Self.simpleRandomVariance(
      influence, weights: weights, population: raw.weighted)
    if let replicates = table.replicates {
      addReplicateVariance(&raw, definition, rows: valid, replicates: replicates)
    } else {
      let values = zip(influence, weights).map { $0 * $1 }
      if let calibration = table.calibration {
        var dense = [Double](repeating: 0, count: table.design.rowCount)
        for (position, row) in valid.enumerated() { dense[Int(row)] = values[position] }
        let residuals = calibration.weightedResiduals(of: dense)
        raw.variance = variance.variance(
          rows: (0..<Int32(residuals.count)).map { $0 }, values: residuals)
      } else {
        raw.variance = variance.variance(rows: valid, values: values)
      }
      if raw.variance == nil { raw.flags.append("single-psu") }
    }
    return raw
  }

  // MARK: Totals

  func hasAnswer(_ definition: StatisticDefinition, _ row: Int) -> Bool {
    switch definition.form {
    case .total(let component): table.variables[component.variable].value(row) != nil
    case .meanOfRatios(let terms, _):
      terms.contains {
        table.variables[$0.numerator.variable].value(row) != nil
          && table.variables[$0.denominator.variable].value(row) != nil
      }
    }
  }

  private func value(_ component: Component, _ row: Int) -> Double {
    switch component {
    case .value(let variable): table.variables[variable].value(row) ?? 0
    case .count(let variable): table.variables[variable].value(row) == nil ? 0 : 1
    }
  }

  func totals(
    _ definition: StatisticDefinition, rows: [Int32], weights: [Double]
  ) -> [ExactSum] {
    definition.components.map { component in
      var sum = ExactSum()
      for (position, row) in rows.enumerated() {
        let value = value(component, Int(row))
        if value != 0 { sum.add(weights[position] * value) }
      }
      return sum
    }
  }

  /// The statistic as a function of its totals, in the order of `components`.
  static func point(_ form: StatisticDefinition.Form, _ totals: [ExactSum]) -> Double? {
    switch form {
    case .total: return totals[0].value
    case .meanOfRatios(let terms, let scale):
      var ratios: [Double] = []
      for index in terms.indices {
        let denominator = totals[2 * index + 1].value
        if denominator == 0 { return nil }
        ratios.append(totals[2 * index].value / denominator)
      }
      if ratios.count == 1 { return scale * ratios[0] }
      return scale * orderFreeSum(ratios) / Double(ratios.count)
    }
  }

  /// Whether a proportion is exactly 0 or 1: exact sums tell.
  static func isAtBoundary(_ definition: StatisticDefinition, _ totals: [ExactSum]) -> Bool {
    guard definition.isProportion, case .meanOfRatios(let terms, _) = definition.form else {
      return false
    }
    let numerators = terms.indices.map { totals[2 * $0] }
    let denominators = terms.indices.map { totals[2 * $0 + 1] }
    return numerators.allSatisfy { $0 == ExactSum() } || numerators == denominators
  }

  // MARK: Variance

  /// The linearised value of every row, without its weight.
  func influence(
    _ form: StatisticDefinition.Form, _ totals: [ExactSum], rows: [Int32]
  ) -> [Double] {
    switch form {
    case .total(let component):
      return rows.map { value(component, Int($0)) }
    case .meanOfRatios(let terms, let scale):
      var result = [Double](repeating: 0, count: rows.count)
      for (index, term) in terms.enumerated() {
        let denominator = totals[2 * index + 1].value
        let ratio = totals[2 * index].value / denominator
        let factor = scale / (Double(terms.count) * denominator)
        for (position, row) in rows.enumerated() {
          let row = Int(row)
          let difference = value(term.numerator, row) - ratio * value(term.denominator, row)
          result[position] += difference * factor
        }
      }
      return result
    }
  }

  /// The variance that a simple random sample of the same size would have had.
  ///
  ///     n/(n-1) sum w (r - mean r)^2 (N - n)/n,   N = sum w
  ///
  /// with `r` the linearised values. Kish (1965), section 8.2; as in R survey, `deff = TRUE`.
  static func simpleRandomVariance(
    _ influence: [Double], weights: [Double], population: Double
  ) -> Double? {
    let n = Double(influence.count)
    guard n > 1, population > n else { return nil }
    let mean = orderFreeSum(zip(influence, weights).map { $0 * $1 }) / population
    let squares = orderFreeSum(zip(influence, weights).map { $1 * ($0 - mean) * ($0 - mean) })
    return n / (n - 1) * squares * (population - n) / n
  }

  private func addReplicateVariance(
    _ raw: inout RawEstimate, _ definition: StatisticDefinition, rows: [Int32],
    replicates: ReplicateWeights
  ) {
    guard let full = raw.value else { return }
    var values: [Double] = []
    for column in replicates.columns {
      let totals = totals(definition, rows: rows, weights: rows.map { column[Int($0)] })
      values.append(Self.point(definition.form, totals) ?? .nan)
    }
    raw.variance = replicates.variance.variance(of: values, full: full)
    if definition.isProportion, full > 0, full < 1 {
      raw.logitVariance = replicates.variance.variance(
        of: values.map { log($0 / (1 - $0)) }, full: log(full / (1 - full)))
    }
  }
}
