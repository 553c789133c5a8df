public import CSVIO
public import SurveyEstimation

/// One step of the weighting and the weights after it.
public struct WeightingStep: Hashable, Sendable {
  /// `design`, `nonresponse`, the calibration's word, or `trim`.
  public var name: String
  /// Range, variation and design effect of the positive weights after the step.
  public var weights: WeightDiagnostics
}

/// A row whose weight changed much, with its place.
public struct PlacedWeightChange: Hashable, Sendable {
  /// The file.
  public var file: String
  /// Ordinal of the record among the well-formed ones of the file, from 1.
  public var record: Int
  /// Weight before all steps.
  public var before: Double
  /// Weight after all steps.
  public var after: Double
}

/// Weights for the rows of files, with everything that tells how they came about.
public struct WeightingResult: Sendable {
  /// What one file got.
  public struct File: Sendable {
    /// The opened file.
    public var file: CSVFile
    /// For every well-formed record its row among the accepted ones of all files; -1 if rejected.
    public var rowOfRecord: [Int]
    /// Records read, malformed ones included.
    public var recordCount: Int
  }

  /// The files, in the order given.
  public var files: [File]
  /// Final weights of the accepted rows; zero for those that did not answer.
  public var weights: [Double]
  /// Final replicate weights, one column each; empty when none were asked for.
  public var replicates: [[Double]]
  /// Scales of the replicates' variance; `nil` without replicates.
  public var replicateVariance: ReplicateVariance?
  /// The steps, from the design weights on.
  public var steps: [WeightingStep]
  /// What became of the margins; empty without a calibration.
  public var margins: [CalibratedTotal]
  /// Iterations of the calibration.
  public var iterations: Int
  /// Categories left out because other margins fix them.
  public var collinear: [String]
  /// Post-stratification cells without rows, left out.
  public var absentCells: [String]
  /// Non-response cells with their factors and weighted response rates.
  public var nonresponse: [NonresponseCell]
  /// What trimming did; `nil` without trimming.
  public var trimming: TrimmedWeights?
  /// The rows whose weights changed by the largest factors.
  public var largestChanges: [PlacedWeightChange]
  /// Rejected records: malformed ones, and those without a usable weight.
  public var rejected: [RejectedRecord]
  /// Number of rejected records by reason.
  public var rejectedCounts: [RejectedRecord.Reason: Int]
}

/// One cell of the non-response adjustment.
public struct NonresponseCell: Hashable, Sendable {
  /// Its categories, joined by ` x `.
  public var name: String
  /// Factor of the respondents' weights.
  public var factor: Double
  /// Weighted share of the sampled who answered.
  public var responseRate: Double
}
