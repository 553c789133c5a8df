public import SurveyEstimation

/// What became of one input file.
public struct SourceSummary: Hashable, Sendable {
  /// The file as named.
  public var file: String
  /// SHA-256 of its bytes; empty when not asked for.
  public var sha256: String
  /// Records read.
  public var rows: Int
  /// Records estimated from.
  public var accepted: Int
  /// Encoding, found or given.
  public var encoding: String
  /// Delimiter, found or given.
  public var delimiter: String

  /// Records not estimated from; always rows - accepted.
  public var rejected: Int { rows - accepted }

  /// Summarises a file.
  public init(
    file: String, sha256: String, rows: Int, accepted: Int, encoding: String, delimiter: String
  ) {
    self.file = file
    self.sha256 = sha256
    self.rows = rows
    self.accepted = accepted
    self.encoding = encoding
    self.delimiter = delimiter
  }
}

/// The design that the estimates rest on.
public struct DesignSummary: Codable, Hashable, Sendable {
  /// First-stage strata.
  public var strata: Int
  /// Primary sampling units.
  public var psus: Int
  /// Degrees of freedom of the whole sample.
  public var degreesOfFreedom: Int
  /// The weight column; `nil` without one.
  public var weight: String?
  /// What happens with single-unit strata.
  public var singlePSU: SinglePSUPolicy
  /// Whether there is a finite population correction.
  public var hasFinitePopulation: Bool
  /// The word for the calibration; `nil` without one.
  public var calibration: String?
  /// The word for the replicate weights; `nil` without any.
  public var replicates: String?
  /// Number of replicates.
  public var replicateCount: Int

  /// Summarises a design.
  public init(
    strata: Int, psus: Int, degreesOfFreedom: Int, weight: String?, singlePSU: SinglePSUPolicy,
    hasFinitePopulation: Bool, calibration: String? = nil, replicates: String? = nil,
    replicateCount: Int = 0
  ) {
    self.strata = strata
    self.psus = psus
    self.degreesOfFreedom = degreesOfFreedom
    self.weight = weight
    self.singlePSU = singlePSU
    self.hasFinitePopulation = hasFinitePopulation
    self.calibration = calibration
    self.replicates = replicates
    self.replicateCount = replicateCount
  }
}

/// The form that estimates were made with; it travels with every number.
public struct EstimationForm: Hashable, Sendable {
  /// Id of the instrument.
  public var id: String
  /// Version of its definition.
  public var version: String
  /// Its title.
  public var title: BilingualText
  /// Title of the measure that leads.
  public var measureTitle: BilingualText
  /// Points with their band, for a scored instrument whose measure is a sum of points.
  public var score: Score?

  /// Points of a scored instrument.
  public struct Score: Hashable, Sendable {
    /// The points.
    public var points: Double
    /// Greatest number of points.
    public var total: Double
    /// The band; `nil` when none reaches down to the points.
    public var band: Scoring.Band?

    /// Makes the value from its parts.
    public init(points: Double, total: Double, band: Scoring.Band?) {
      self.points = points
      self.total = total
      self.band = band
    }
  }

  /// Instrument and version, as they are stored with figures.
  public var name: String { "\(id) \(version)" }

  /// Makes the value from its parts.
  public init(
    id: String, version: String, title: BilingualText, measureTitle: BilingualText,
    score: Score? = nil
  ) {
    self.id = id
    self.version = version
    self.title = title
    self.measureTitle = measureTitle
    self.score = score
  }
}

/// Estimates with everything that says where they come from.
public struct EstimationResult: Sendable {
  /// The input files in the order given.
  public var sources: [SourceSummary]
  /// The design.
  public var design: DesignSummary
  /// One estimate per domain and statistic: domains in order of their levels, statistics in the
  /// order of the request.
  public var estimates: [Estimate]
  /// People behind each estimate, parallel to ``estimates``; `nil`, or an empty list, where every
  /// answer is another person's.
  public var respondents: [Int?] = []
  /// The form, for estimates of an instrument's measures.
  public var form: EstimationForm?
  /// Comparisons between domains.
  public var comparisons = Comparisons()
  /// Rejected records, the first of each file with their lines.
  public var rejected: [RejectedRecord]
  /// Number of rejected records by reason.
  public var rejectedCounts: [RejectedRecord.Reason: Int]
  /// Things that a reader should know, in words.
  public var notes: [BilingualText]

  /// Makes a result.
  public init(
    sources: [SourceSummary], design: DesignSummary, estimates: [Estimate],
    rejected: [RejectedRecord] = [], rejectedCounts: [RejectedRecord.Reason: Int] = [:],
    notes: [BilingualText] = []
  ) {
    self.sources = sources
    self.design = design
    self.estimates = estimates
    self.rejected = rejected
    self.rejectedCounts = rejectedCounts
    self.notes = notes
  }
}
