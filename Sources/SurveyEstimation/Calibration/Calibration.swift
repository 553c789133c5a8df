/// Weights adjusted so that the sample reproduces known population totals.
///
/// Minimises the distance of the calibrated weights `w_i = g_i d_i` from the design weights `d_i`
/// subject to `sum w_i x_i = t`. The solution is `g_i = F(x_i' lambda)`, with `lambda` found by
/// Newton's method (Deville & Sarndal 1992, equations 2.1 to 2.4):
///
///     solve  sum d_i F(x_i' lambda) x_i = t
///
/// Columns of `x` that earlier columns span (the last category of every margin after the first)
/// are dropped; their totals are reached because the margins agree.
///
/// To the variance a calibrated estimate is that of residuals: an influence value `z_i` is
/// replaced by `e_i = z_i - x_i' B`, `B` the regression of `z` on `x` with weights `d`
/// (Deville & Sarndal 1992, section 3; Sarndal, Swensson & Wretman 1992, section 6.6). Every
/// method, post-stratification included, has the variance of that regression.
///
/// Same numbers as `postStratify`, `calibrate(calfun = "linear" | "raking" | "logit", bounds =)`
/// in R survey. Sums over rows do not depend on the order of the rows.
public struct Calibration: Sendable {
  /// How the weights were calibrated.
  public let method: CalibrationMethod
  /// The weights before calibration, `d_i`.
  public let designWeights: [Double]
  /// The calibrated weights, `w_i = g_i d_i`.
  public let weights: [Double]
  /// Newton iterations used; 0 for post-stratification.
  public let iterations: Int
  /// What became of every margin total, in the order given.
  public let margins: [CalibratedTotal]
  /// Names of columns left out because the columns before them span them.
  public let collinear: [String]
  /// Cells with a population and no row, left out (post-stratification only).
  public let absentCells: [String]

  private let auxiliary: AuxiliaryMatrix
  private let factor: CholeskyFactor

  /// Misfit, relative to the size of the total, at which Newton's method has converged.
  public static let tolerance = 1e-12
  /// Newton iterations after which the margins are declared out of reach.
  public static let maximumIterations = 100
  /// R's rule: where every total is more than this multiple of its sample total, the weights are
  /// first brought to the size of the population, and bounds apply to what is left.
  private static let rescalingThreshold = 20.0

  /// Adjusts weights within the cells of a cross-classification to the cells' populations.
  ///
  /// `g_i = N_c / sum of d over cell c`. Cells of the population with no row are left out and
  /// named in ``absentCells``; then the weights sum to less than the population.
  ///
  /// Same weights and variances as `postStratify(partial = TRUE)` in R survey.
  ///
  /// - Parameters:
  ///   - designWeights: One weight per row, zero or more.
  ///   - cells: The cells, their population counts and the cell of every row.
  /// - Throws: ``WeightingError/categoryAbsent(variable:category:total:)`` never; a cell with rows
  ///   and no population is ``WeightingError/populationZero(variable:category:)``.
  public static func postStratified(
    _ designWeights: [Double], to cells: CategoricalMargin
  ) throws(WeightingError) -> Calibration {
    try Calibration(designWeights, to: [.categorical(cells)], method: .postStratification)
  }

  /// Calibrates weights to the totals of one or more margins.
  ///
  /// - Parameters:
  ///   - designWeights: One weight per row, zero or more; the starting point of raking, too.
  ///   - margins: Categorical margins with all their categories, and numeric totals.
  ///   - method: The distance and its bounds.
  /// - Throws: ``WeightingError`` naming the margin to blame.
  public init(
    _ designWeights: [Double], to margins: [Margin], method: CalibrationMethod
  ) throws(WeightingError) {
    try Self.check(designWeights)
    if let bounds = method.bounds {
      let isLogit = if case .logit = method { true } else { false }
      guard bounds.lower <= 1, bounds.upper >= 1, bounds.lower < bounds.upper,
        !isLogit
          || (bounds.lower < 1 && bounds.upper > 1 && bounds.upper.isFinite
            && bounds.lower.isFinite)
      else { throw .invalidBounds(lower: bounds.lower, upper: bounds.upper) }
    }
    let auxiliary = try AuxiliaryMatrix(margins: margins, rowCount: designWeights.count)
    let factor = CholeskyFactor(
      auxiliary.gram(designWeights), size: auxiliary.columns.count)
    let solution = try Self.solve(
      designWeights, auxiliary: auxiliary, factor: factor, method: method)
    self.method = method
    self.designWeights = designWeights
    self.auxiliary = auxiliary
    self.factor = factor
    weights = solution.weights
    iterations = solution.iterations
    let present = auxiliary.magnitudes(designWeights)
    let before = auxiliary.uncentred(auxiliary.totals(designWeights), weights: designWeights)
    let after = auxiliary.uncentred(auxiliary.totals(solution.weights), weights: solution.weights)
    self.margins = auxiliary.columns.indices.map {
      let column = auxiliary.columns[$0]
      return CalibratedTotal(
        variable: column.variable, category: column.category, target: column.total,
        before: before[$0], after: after[$0])
    }
    let kept = Set(factor.kept)
    collinear = auxiliary.columns.indices.filter { !kept.contains($0) && present[$0] > 0 }
      .map { Self.name(auxiliary.columns[$0]) }
    absentCells = auxiliary.columns.indices
      .filter { present[$0] == 0 && auxiliary.columns[$0].total > 0 }
      .map { auxiliary.columns[$0].category }
  }

  /// The calibration factors `g_i`; 1 where the design weight is zero.
  public var adjustments: [Double] {
    zip(weights, designWeights).map { $1 == 0 ? 1 : $0 / $1 }
  }

  /// Calibrates a column of replicate weights to the same totals in the same way.
  ///
  /// - Parameters:
  ///   - weights: The replicate's weights, one per row; zero where the replicate drops the row.
  ///   - number: The replicate's number, 1-based, for messages.
  /// - Returns: The calibrated replicate weights.
  /// - Throws: ``WeightingError/replicate(_:_:)`` when the replicate cannot reach the totals. A
  ///   post-stratification cell that a replicate leaves empty is left out of that replicate.
  public func calibrated(
    replicate weights: [Double], number: Int
  ) throws(WeightingError) -> [Double] {
    do throws(WeightingError) {
      guard weights.count == designWeights.count else {
        throw .lengthMismatch(
          name: "replicate weights", expected: designWeights.count, found: weights.count)
      }
      try Self.check(weights)
      let factor = CholeskyFactor(auxiliary.gram(weights), size: auxiliary.columns.count)
      return try Self.solve(weights, auxiliary: auxiliary, factor: factor, method: method).weights
    } catch {
      throw .replicate(number, error)
    }
  }

  /// What calibration leaves of influence values: `e_i = z_i - x_i' B`.
  ///
  /// The variance of `sum w_i z_i` is that of `sum w_i e_i`. `z` is zero outside a domain; all rows
  /// of the sample take part in the regression.
  ///
  /// - Parameter influence: One influence value per row, before weighting.
  /// - Returns: The residuals, to be weighted by ``weights``.
  public func residuals(of influence: [Double]) -> [Double] {
    precondition(influence.count == designWeights.count, "one influence value per row")
    var residual = influence
    var weighted = [Double](repeating: 0, count: influence.count)
    // The second pass takes out what rounding left of the first.
    for _ in 0..<2 {
      for row in residual.indices { weighted[row] = designWeights[row] * residual[row] }
      let fitted = auxiliary.product(factor.solve(auxiliary.totals(weighted)))
      for row in residual.indices { residual[row] -= fitted[row] }
    }
    return residual
  }

  /// The same for weighted influence values `x_i`, where the final weights differ from ``weights``
  /// (they were trimmed afterwards): `x_i - w_i fit(x / w)_i`.
  public func weightedResiduals(of weighted: [Double]) -> [Double] {
    precondition(weighted.count == weights.count, "one value per row")
    let influence = weighted.indices.map { weights[$0] == 0 ? 0 : weighted[$0] / weights[$0] }
    let residual = residuals(of: influence)
    return weighted.indices.map { weights[$0] == 0 ? weighted[$0] : weights[$0] * residual[$0] }
  }

  private static func check(_ weights: [Double]) throws(WeightingError) {
    if let row = weights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw .invalidWeight(row: row, weight: weights[row])
    }
    guard weights.contains(where: { $0 > 0 }) else { throw .noWeight }
  }

  private static func name(_ column: AuxiliaryMatrix.Column) -> String {
    column.category.isEmpty ? column.variable : "\(column.variable)=\(column.category)"
  }
}

/// One margin total before and after calibration.
public struct CalibratedTotal: Hashable, Sendable {
  /// The variable.
  public var variable: String
  /// The category; empty for a numeric variable.
  public var category: String
  /// The population total asked for.
  public var target: Double
  /// The total under the design weights.
  public var before: Double
  /// The total under the calibrated weights.
  public var after: Double

  /// Describes what became of one total.
  public init(variable: String, category: String, target: Double, before: Double, after: Double) {
    self.variable = variable
    self.category = category
    self.target = target
    self.before = before
    self.after = after
  }
}

extension Calibration {
  private static func solve(
    _ weights: [Double], auxiliary: AuxiliaryMatrix, factor: CholeskyFactor,
    method: CalibrationMethod
  ) throws(WeightingError) -> (weights: [Double], iterations: Int) {
    let present = auxiliary.magnitudes(weights)
    let columns = auxiliary.columns
    if method == .postStratification {
      return (try postStratify(weights, auxiliary: auxiliary, cellWeights: present), 0)
    }
    for (index, column) in columns.enumerated() where !column.isNumeric {
      if present[index] == 0, column.total > 0 {
        throw .categoryAbsent(
          variable: column.variable, category: column.category, total: column.total)
      }
      if present[index] > 0, column.total == 0, !method.reachesZero {
        throw .populationZero(variable: column.variable, category: column.category)
      }
    }
    let scale = rescaling(auxiliary, totals: auxiliary.totals(weights), method: method)
    let start = scale == 1 ? weights : weights.map { $0 * scale }
    var solver = CalibrationSolver(
      weights: start, auxiliary: auxiliary, base: factor, scale: scale, method: method)
    try solver.run()
    return (solver.calibrated, solver.iterations)
  }

  private static func postStratify(
    _ weights: [Double], auxiliary: AuxiliaryMatrix, cellWeights: [Double]
  ) throws(WeightingError) -> [Double] {
    guard case .indicator(let codes, _)? = auxiliary.blocks.first, auxiliary.blocks.count == 1
    else {
      throw .noMargins
    }
    for (index, column) in auxiliary.columns.enumerated()
    where cellWeights[index] > 0 && column.total == 0 {
      throw .populationZero(variable: column.variable, category: column.category)
    }
    let ratios = auxiliary.columns.enumerated().map {
      cellWeights[$0] > 0 ? $1.total / cellWeights[$0] : 0
    }
    return weights.indices.map { weights[$0] * ratios[Int(codes[$0])] }
  }

  /// The factor by which weights are brought to the population's size before bounds apply.
  ///
  /// The mean over the columns that R's `model.matrix` would have: the constant, every category
  /// but the first of each margin, and the numeric variables.
  private static func rescaling(
    _ auxiliary: AuxiliaryMatrix, totals: [Double], method: CalibrationMethod
  ) -> Double {
    guard method.bounds != nil, let size = auxiliary.populationSize,
      let first = auxiliary.firstCategoricalColumns
    else { return 1 }
    var ratios: [Double] = []
    let weight = totals[first].reduce(0, +)
    for (index, column) in auxiliary.columns.enumerated() where !column.isNumeric {
      if !column.isFirstOfBlock, totals[index] > 0 { ratios.append(column.total / totals[index]) }
    }
    guard weight > 0 else { return 1 }
    ratios.append(size / weight)
    for (index, column) in auxiliary.columns.enumerated() where column.isNumeric {
      ratios.append(column.total / (totals[index] + column.centre * weight))
    }
    guard let smallest = ratios.min(), smallest > rescalingThreshold else { return 1 }
    return ratios.reduce(0, +) / Double(ratios.count)
  }
}

extension CalibrationMethod {
  /// Whether a factor of zero, and so a total of zero, is within reach.
  fileprivate var reachesZero: Bool {
    switch self {
    case .postStratification: false
    case .linear(let bounds): (bounds?.lower ?? -1) <= 0
    case .raking(let bounds): bounds.map { $0.lower <= 0 } ?? false
    case .logit: false
    }
  }
}
