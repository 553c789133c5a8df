/// Newton's method for the calibration equations, with steps shortened until they help.
///
/// The equations are the gradient of a convex function of `lambda`, so a Newton step always leads
/// downhill; it is halved while the slope along the step has grown past its start on the far side.
struct CalibrationSolver {
  let weights: [Double]
  let auxiliary: AuxiliaryMatrix
  /// The factored `X' D X` of the weights before rescaling.
  let base: CholeskyFactor
  let scale: Double
  let method: CalibrationMethod

  private(set) var iterations = 0
  private(set) var calibrated: [Double] = []
  private var slopes: [Double] = []
  private var misfit: [Double] = []

  /// Step halvings after which no progress along a direction is possible in doubles.
  private static let maximumHalvings = 40
  /// Share of `X' D X` added where truncation has left the equations singular.
  private static let ridge = 1e-4

  init(
    weights: [Double], auxiliary: AuxiliaryMatrix, base: CholeskyFactor, scale: Double,
    method: CalibrationMethod
  ) {
    self.weights = weights
    self.auxiliary = auxiliary
    self.base = base
    self.scale = scale
    self.method = method
  }

  mutating func run() throws(WeightingError) {
    let columns = auxiliary.columns
    var lambda = [Double](repeating: 0, count: columns.count)
    evaluate(lambda)
    let magnitudes = auxiliary.magnitudes(weights)
    let sizes = columns.indices.map { max(abs(columns[$0].centredTotal), magnitudes[$0]) }
    func worst(_ misfit: [Double]) -> Double {
      base.kept.reduce(0) { max($0, abs(misfit[$1]) / sizes[$1]) }
    }
    var error = worst(misfit)
    var hasPolished = false
    while iterations < Calibration.maximumIterations {
      // One step past convergence: the method is quadratic, so it ends at rounding error.
      if error <= Calibration.tolerance {
        if hasPolished { break }
        hasPolished = true
      }
      iterations += 1
      guard let step = direction(), let next = search(from: lambda, along: step) else { break }
      let before = (calibrated, slopes, misfit, error)
      evaluate(next)
      error = worst(misfit)
      if hasPolished, error > before.3 {
        (calibrated, slopes, misfit, error) = before
        break
      }
      lambda = next
    }
    try checkReached(error: error, sizes: sizes)
  }

  private mutating func evaluate(_ lambda: [Double]) {
    let distance = DistanceFunction(method: method)
    calibrated = weights
    slopes = weights
    for (row, u) in auxiliary.product(lambda).enumerated() {
      let value = distance(u)
      calibrated[row] *= value.factor
      slopes[row] *= value.slope
    }
    misfit = zip(auxiliary.columns, auxiliary.totals(calibrated)).map { $0.centredTotal - $1 }
  }

  private func direction() -> [Double]? {
    var matrix = auxiliary.gram(slopes)
    let size = auxiliary.columns.count
    var factor = CholeskyFactor(matrix, size: size)
    if factor.kept.count < base.kept.count {
      let full = auxiliary.gram(weights)
      for index in matrix.indices { matrix[index] += Self.ridge * full[index] }
      factor = CholeskyFactor(matrix, size: size)
    }
    let step = factor.solve(misfit)
    return step.allSatisfy(\.isFinite) ? step : nil
  }

  /// The longest step, by halving from 1, whose far end is not steeper than its start.
  private func search(from lambda: [Double], along step: [Double]) -> [Double]? {
    let start = zip(misfit, step).reduce(0) { $0 + $1.0 * $1.1 }
    let distance = DistanceFunction(method: method)
    var length = 1.0
    for _ in 0..<Self.maximumHalvings {
      let next = zip(lambda, step).map { $0 + length * $1 }
      var values = weights
      for (row, u) in auxiliary.product(next).enumerated() { values[row] *= distance(u).factor }
      let totals = auxiliary.totals(values)
      var slope = 0.0
      for (index, column) in auxiliary.columns.enumerated() {
        slope += (column.centredTotal - totals[index]) * step[index]
      }
      // `slope` falls from `start` through zero: below -start the step overshot.
      if slope.isFinite, slope >= -0.9 * abs(start) || abs(start) < Double.leastNormalMagnitude {
        return next
      }
      length /= 2
    }
    return nil
  }

  private func checkReached(error: Double, sizes: [Double]) throws(WeightingError) {
    let columns = auxiliary.columns
    let reached = auxiliary.uncentred(auxiliary.totals(calibrated), weights: calibrated)
    let isReached = error <= 10 * Calibration.tolerance && calibrated.allSatisfy(\.isFinite)
    var blamed: (column: Int, misfit: Double)?
    let kept = Set(base.kept)
    for index in columns.indices where isReached ? !kept.contains(index) : kept.contains(index) {
      let population = columns[index].isNumeric || !isReached ? 0 : auxiliary.populationSize ?? 0
      let size = max(sizes[index], abs(columns[index].total), population)
      guard size > 0 else { continue }
      let relative = abs(columns[index].total - reached[index]) / size
      let worst = blamed?.misfit ?? (isReached ? AuxiliaryMatrix.marginSumTolerance : -1)
      if relative > worst || relative.isNaN {
        blamed = (index, relative.isNaN ? .infinity : relative)
      }
    }
    guard let blamed else { return }
    let column = columns[blamed.column]
    if isReached {
      throw .contradiction(
        variable: column.variable, category: column.category, total: column.total,
        implied: reached[blamed.column])
    }
    throw .notConverged(
      variable: column.variable, category: column.category, total: column.total,
      reached: reached[blamed.column], iterations: iterations)
  }
}
