/// A row-level variable of a sample held in memory.
public enum ResponseVariable: Sendable {
  /// 0 or 1; 2 where the answer is missing or excluded.
  case indicator([UInt8])
  /// A number; NaN where missing.
  case numeric([Double])

  /// The value in a row; `nil` where missing.
  @inline(__always)
  func value(_ row: Int) -> Double? {
    switch self {
    case .indicator(let values):
      let value = values[row]
      return value > 1 ? nil : Double(value)
    case .numeric(let values):
      let value = values[row]
      return value.isNaN ? nil : value
    }
  }

  /// Number of rows.
  public var count: Int {
    switch self {
    case .indicator(let values): values.count
    case .numeric(let values): values.count
    }
  }
}

/// Replicate weights and how their spread becomes a variance.
public struct ReplicateWeights: Sendable {
  /// One column of weights per replicate, each with one entry per row.
  public var columns: [[Double]]
  /// Scales of the squared deviations.
  public var variance: ReplicateVariance

  /// Makes replicate weights; every column is parallel to the rows.
  public init(columns: [[Double]], variance: ReplicateVariance) {
    self.columns = columns
    self.variance = variance
  }
}

/// Responses in memory, for everything that needs them more than once.
///
/// Rows are never dropped: a row outside every domain, or without an answer, keeps its place in the
/// design and adds zero.
public struct ResponseTable: Sendable {
  /// The sample design; its weights are the calibrated ones when there is a calibration.
  public var design: SurveyDesign
  /// Index of the domain of every row, -1 outside all of them; empty for one domain of all rows.
  public var domainOfRow: [Int32]
  /// Number of domains.
  public var domainCount: Int
  /// The row-level variables that statistics refer to by index.
  public var variables: [ResponseVariable]
  /// The calibration that made the weights; its residuals give the variance.
  public var calibration: Calibration?
  /// Replicate weights, which then give every variance.
  public var replicates: ReplicateWeights?

  /// Makes a table; all columns are parallel to the rows of the design.
  public init(
    design: SurveyDesign, domainOfRow: [Int32] = [], domainCount: Int = 1,
    variables: [ResponseVariable], calibration: Calibration? = nil,
    replicates: ReplicateWeights? = nil
  ) throws(EstimationError) {
    let rows = design.rowCount
    if !domainOfRow.isEmpty, domainOfRow.count != rows {
      throw .lengthMismatch(name: "the domains", expected: rows, found: domainOfRow.count)
    }
    for variable in variables where variable.count != rows {
      throw .lengthMismatch(name: "a variable", expected: rows, found: variable.count)
    }
    for column in replicates?.columns ?? [] where column.count != rows {
      throw .lengthMismatch(name: "replicate weights", expected: rows, found: column.count)
    }
    self.design = design
    self.domainOfRow = domainOfRow
    self.domainCount = domainCount
    self.variables = variables
    self.calibration = calibration
    self.replicates = replicates
  }

  /// The rows of every domain, in file order.
  func rowsOfDomains() -> [[Int32]] {
    if domainOfRow.isEmpty { return [(0..<Int32(design.rowCount)).map { $0 }] }
    var rows = [[Int32]](repeating: [], count: domainCount)
    for (row, domain) in domainOfRow.enumerated() where domain >= 0 {
      rows[Int(domain)].append(Int32(row))
    }
    return rows
  }

  /// The estimates of all statistics in all domains.
  ///
  /// - Parameter definitions: The statistics; their components index `variables`.
  /// - Returns: One list per domain, parallel to `definitions`.
  /// - Complexity: O(rows x statistics) time, times the number of replicates if any.
  public func estimates(_ definitions: [StatisticDefinition]) -> [[RawEstimate]] {
    var evaluator = TableEvaluator(self)
    return rowsOfDomains().map { evaluator.estimates(definitions, rows: $0) }
  }
}
