/// What is to be made of the weights of a file: in this order an adjustment for non-response,
/// a calibration, trimming; and replicate weights that go through the same steps.
public struct WeightingRequest: Sendable {
  /// The column of design weights; without it every row weighs 1.
  public var weight: ColumnReference?
  /// Adjustment for non-response; `nil` for none.
  public var nonresponse: NonresponseRequest?
  /// Calibration and trimming; `nil` for neither.
  public var calibration: CalibrationRequest?
  /// Replicate weights to be made; `nil` for none.
  public var replicates: ReplicateMaking?

  /// Describes the adjustments.
  public init(
    weight: ColumnReference? = nil, nonresponse: NonresponseRequest? = nil,
    calibration: CalibrationRequest? = nil, replicates: ReplicateMaking? = nil
  ) {
    self.weight = weight
    self.nonresponse = nonresponse
    self.calibration = calibration
    self.replicates = replicates
  }
}

/// Who answered, and within which cells those who answered stand for the others.
public struct NonresponseRequest: Sendable {
  /// True for rows that answered; every other row, a missing value included, did not.
  public var responded: Condition
  /// Columns whose combinations are the cells; empty for one cell of all.
  public var cells: [ColumnReference]

  /// Describes the adjustment.
  public init(responded: Condition, cells: [ColumnReference] = []) {
    self.responded = responded
    self.cells = cells
  }
}
