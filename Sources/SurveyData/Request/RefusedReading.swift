/// A design or calibration that was refused after records had been rejected, which may be why.
public struct RefusedReading: Error {
  /// Why there are no estimates: `EstimationError`, `WeightingError` or `RequestError`.
  public var cause: any Error
  /// The rejected records, the first of each file with their lines.
  public var rejected: [RejectedRecord]
  /// Number of rejected records by reason.
  public var rejectedCounts: [RejectedRecord.Reason: Int]
}
