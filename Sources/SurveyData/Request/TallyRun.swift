public import CSVIO
public import SurveyEstimation

/// A tally made from files, with what reading them has found.
public struct TallyReading: Sendable {
  /// The tally and its sources.
  public var file: TallyFile
  /// Rejected records, the first of each file with their lines.
  public var rejected: [RejectedRecord]
  /// Number of rejected records by reason.
  public var rejectedCounts: [RejectedRecord.Reason: Int]
  /// Things that a reader should know, in words.
  public var notes: [BilingualText]
}

extension EstimationRequest {
  /// Reads files and makes the tally that answers the request.
  ///
  /// - Throws: `EstimationError.notTallied` when the request needs the rows in memory, else as
  ///   ``run(_:options:)``. The design is checked when estimates are made, because a part need not
  ///   hold two PSUs of every stratum.
  public func tally(
    _ inputs: [CSVInput], options: CSVReadOptions = CSVReadOptions()
  ) throws -> TallyReading {
    guard let definition = tallyDefinition else {
      throw EstimationError.notTallied
    }
    let reading = try read(inputs, options: options, screen: NoScreen(), into: definition)
    return TallyReading(
      file: TallyFile(
        reading.tally ?? Tally(definition),
        sources: reading.sources.map {
          TallyFile.Source(
            file: $0.file, sha256: $0.sha256, rows: $0.rows, accepted: $0.accepted,
            encoding: $0.encoding, delimiter: $0.delimiter)
        }),
      rejected: reading.rejected, rejectedCounts: reading.rejectedCounts, notes: reading.allNotes)
  }
}

extension TallyFile {
  /// The estimates that the tally holds.
  ///
  /// - Throws: `EstimationError` for a design that cannot be right.
  public func estimates(
    singlePSU: SinglePSUPolicy, options: EstimateOptions
  ) throws -> EstimationResult {
    let definition = tally.definition
    var request = EstimationRequest(
      design: DesignRequest(
        weight: definition.weight.map(ColumnReference.init), singlePSU: singlePSU),
      statistics: definition.statistics, options: options)
    request.questions = definition.request
    let levels = definition.domainVariables.indices.map { index in
      tally.frame.domains.map { $0[index] }
    }
    let (design, estimates) = try TallyEstimation(
      request: request, tally: tally, domainNames: definition.domainVariables
    ).estimates(levels: levels)
    return EstimationResult(
      sources: sources.map {
        SourceSummary(
          file: $0.file, sha256: $0.sha256, rows: $0.rows, accepted: $0.accepted,
          encoding: $0.encoding, delimiter: $0.delimiter)
      },
      design: design, estimates: estimates)
  }
}
