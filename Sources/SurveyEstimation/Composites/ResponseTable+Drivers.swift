extension ResponseTable {
  /// Items ranked by their bearing on overall satisfaction, with design-based standard errors.
  ///
  /// Over the rows of all domains together. See ``Driver/ranked(_:overall:weights:)`` for the order
  /// and ``WeightedCorrelation`` for the importance and its linearised variance; with replicate
  /// weights the correlation is computed under each.
  ///
  /// - Parameters:
  ///   - items: Names and indices of numeric variables.
  ///   - overall: Index of the numeric variable of overall satisfaction.
  ///   - satisfiedFrom: The lowest score that counts as satisfied.
  public func drivers(
    _ items: [(name: String, variable: Int)], overall: Int, satisfiedFrom: Double
  ) -> [Driver] {
    func column(_ variable: Int) -> [Double] {
      (0..<design.rowCount).map { variables[variable].value($0) ?? .nan }
    }
    let isInside = domainOfRow.map { $0 >= 0 }
    func inside(_ weights: [Double]) -> [Double] {
      isInside.isEmpty ? weights : zip(weights, isInside).map { $1 ? $0 : 0 }
    }
    let outcome = column(overall)
    let weights = inside(design.weights)
    let columns = items.map { column($0.variable) }
    let ranked = Driver.ranked(
      items.indices.map { index in
        (
          name: items[index].name, scores: columns[index],
          satisfied: columns[index].map { $0.isNaN ? 2 : $0 >= satisfiedFrom ? 1 : 0 }
        )
      }, overall: outcome, weights: weights)
    var variance = LinearizedVariance(design)
    let rows = (0..<Int32(design.rowCount)).map { $0 }
    return ranked.map { driver in
      var driver = driver
      guard let index = items.firstIndex(where: { $0.name == driver.name }) else { return driver }
      if let replicates {
        let values = replicates.columns.map {
          WeightedCorrelation(columns[index], outcome, weights: inside($0))?.value ?? .nan
        }
        driver.standardError = replicates.variance.variance(of: values, full: driver.importance)
          .map { max($0, 0).squareRoot() }
      } else if let correlation = WeightedCorrelation(columns[index], outcome, weights: weights) {
        let weighted = zip(weights, correlation.influence).map { $0 * $1 }
        driver.standardError = variance.variance(
          rows: rows, values: calibration?.weightedResiduals(of: weighted) ?? weighted
        )?.squareRoot()
      }
      return driver
    }
  }
}
