public import SurveyEstimation

/// The accepted responses of a survey as compact columns, one entry per response.
///
/// One byte per answer and four per design variable, so that every statistic of the instrument, in
/// every domain, comes from one reading of the files. Nothing personal is kept.
public struct CodedResponses: Sendable {
  /// An answer that was given but takes no part in a rate (code 0, "không ý kiến").
  public static let excluded: UInt8 = 254
  /// No answer.
  public static let missing: UInt8 = 255

  /// The instrument whose questions `answers` follows.
  public let instrument: Instrument
  /// Number of responses.
  public internal(set) var count = 0
  /// Sampling weights; empty when every response counts once.
  public internal(set) var weights: [Double] = []
  /// Name of the weight column in the file, `nil` without weights.
  public internal(set) var weightColumn: String?
  /// Strata, first stage first.
  public internal(set) var strata: [CategoricalColumn] = []
  /// Clusters, outermost first.
  public internal(set) var clusters: [CategoricalColumn] = []
  /// Population sizes or sampling fractions, first stage first.
  public internal(set) var populations: [[Double]] = []
  /// Service area of every response, levels are area ids; `nil` for instruments without areas.
  public internal(set) var areas: CategoricalColumn?
  /// Rated unit of every response; `nil` when the files name none.
  public internal(set) var units: CategoricalColumn?
  /// Respondent columns that were asked for, by id.
  public internal(set) var respondent: [String: CategoricalColumn] = [:]
  /// Position of the answer on the question's scale, ``excluded`` or ``missing``; one column per
  /// question, empty for questions without a scale or a column.
  public internal(set) var answers: [[UInt8]]
  /// Values of per cent and number questions, NaN where missing; one column per question.
  public internal(set) var numbers: [[Double]]

  /// No responses yet.
  public init(instrument: Instrument) {
    self.instrument = instrument
    answers = Array(repeating: [], count: instrument.questions.count)
    numbers = answers.map { _ in [] }
  }

  /// Whether the files hold the question.
  public func holds(question position: Int) -> Bool {
    answers[position].count == count && count > 0 || numbers[position].count == count && count > 0
  }

  /// Whether respondents were drawn with known probabilities.
  ///
  /// The instrument says so, or the files carry sampling weights together with strata or clusters.
  /// If not, intervals are model-based.
  public var hasProbabilityDesign: Bool {
    instrument.design.isProbability
      || !weights.isEmpty && !(strata.isEmpty && clusters.isEmpty)
  }

  /// The sample design that the columns describe.
  ///
  /// - Parameters:
  ///   - isNested: PSU ids start anew in every stratum.
  ///   - singlePSU: What happens when a stratum has a single PSU.
  /// - Throws: `EstimationError` for a design that cannot be right.
  public func design(
    isNested: Bool, singlePSU: SinglePSUPolicy
  ) throws(EstimationError) -> SurveyDesign {
    try SurveyDesign(
      rowCount: count, weights: weights.isEmpty ? nil : weights, strata: strata,
      clusters: clusters, isNested: isNested || instrument.design.isNested,
      populations: populations, singlePSU: singlePSU)
  }
}
