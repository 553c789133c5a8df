/// The measures that the field calls "satisfaction rate" (ty le hai long); the name travels with
/// the number, because on the same answers they can differ by more than ten points.
public enum SatisfactionMeasure: String, Codable, Hashable, Sendable, CaseIterable {
  /// Satisfied answers over answered questions, all questions pooled.
  case pooledAnswers = "pooled-answers"
  /// Respondents whose answers are all satisfied over respondents with an answer.
  case allAnswersSatisfied = "all-answers-satisfied"
  /// The plain mean of the elements' rates, each pooled over its questions.
  case meanOfElementRates = "mean-of-element-rates"
  /// Points over answered questions, in points of the scale.
  case meanScore = "mean-score"
  /// The mean score divided by the highest point of the scale.
  case meanScoreShare = "mean-score-share"

  /// Whether the value is a share of answers or respondents.
  ///
  /// Then the interval methods for proportions apply. A mean score divided by 5 is not a share of
  /// anything.
  public var isProportion: Bool {
    switch self {
    case .pooledAnswers, .allAnswersSatisfied, .meanOfElementRates: true
    case .meanScore, .meanScoreShare: false
    }
  }
}

/// Positions of the row-level variables of one element (or of the whole questionnaire).
///
/// The variables are those of ``ElementColumns``, at these places among the variables of the
/// request.
public struct ElementVariables: Hashable, Sendable, Codable {
  /// Number of satisfied answers of the row.
  public var satisfied: Int
  /// Number of answered questions of the row.
  public var answered: Int
  /// Sum of the row's points; needed for mean scores only.
  public var points: Int?
  /// 1 where all answers of the row are satisfied; needed for that measure only.
  public var allSatisfied: Int?

  /// Names the places of the variables.
  public init(satisfied: Int, answered: Int, points: Int? = nil, allSatisfied: Int? = nil) {
    self.satisfied = satisfied
    self.answered = answered
    self.points = points
    self.allSatisfied = allSatisfied
  }
}

extension SatisfactionMeasure {
  /// The measure as a function of weighted totals, from which its variance follows.
  ///
  ///     pooled answers         sum w s / sum w a           s satisfied answers, a answered questions
  ///     all answers satisfied  sum w t / sum w over rows with an answer
  ///     mean of element rates  1/E sum_e (sum w s_e / sum w a_e)
  ///     mean score             sum w u / sum w a           u points;  divided by m for the share
  ///
  /// The variance comes from the joint influence function, so the correlation of a respondent's
  /// answers, and of elements, is in it.
  ///
  /// - Parameters:
  ///   - name: Name in the output.
  ///   - elements: The elements' variables; for every measure but the mean of element rates the one
  ///     element to measure (the whole questionnaire counts as one).
  ///   - maximumScore: Highest point m of the scale, for ``meanScoreShare``.
  /// - Returns: The definition; `nil` when a variable that the measure needs is missing, or when
  ///   the number of elements does not fit.
  public func definition(
    name: String, elements: [ElementVariables], maximumScore: Double = 5
  ) -> StatisticDefinition? {
    guard let first = elements.first, self == .meanOfElementRates || elements.count == 1 else {
      return nil
    }
    let terms: [RatioTerm]
    var scale = 1.0
    switch self {
    case .pooledAnswers, .meanOfElementRates:
      terms = elements.map { RatioTerm(.value($0.satisfied), over: .value($0.answered)) }
    case .allAnswersSatisfied:
      guard let allSatisfied = first.allSatisfied else { return nil }
      terms = [.mean(of: allSatisfied)]
    case .meanScore, .meanScoreShare:
      guard let points = first.points else { return nil }
      terms = [RatioTerm(.value(points), over: .value(first.answered))]
      if self == .meanScoreShare { scale = 1 / maximumScore }
    }
    return StatisticDefinition(
      name: name, statistic: "composite", measure: rawValue,
      form: .meanOfRatios(terms, scale: scale), isProportion: isProportion)
  }
}

/// The row-level variables of an element, made from its items' answers.
///
/// NaN in every variable where the row has no answer, so that such rows are missing, not zero.
public struct ElementColumns: Hashable, Sendable {
  /// Number of satisfied answers.
  public let satisfied: [Double]
  /// Number of answered questions.
  public let answered: [Double]
  /// Sum of points; NaN throughout when no scores were given.
  public let points: [Double]
  /// 1 where all answers are satisfied, else 0.
  public let allSatisfied: [Double]

  /// Counts the answers of each row.
  ///
  /// - Parameters:
  ///   - items: For every item one answer per row: 1 satisfied, 0 not, 2 left out of the rate
  ///     (excluded or missing).
  ///   - scores: For every item the points of each row, read where the answer is not left out;
  ///     `nil` where no mean score is wanted.
  ///   - rowCount: The number of rows.
  public init(items: [[UInt8]], scores: [[Double]]? = nil, rowCount: Int) {
    var satisfied = [Double](repeating: 0, count: rowCount)
    var answered = satisfied
    var points = scores == nil ? [Double](repeating: .nan, count: rowCount) : satisfied
    for (position, item) in items.enumerated() {
      precondition(item.count == rowCount, "one answer per row")
      Self.count(item, answered: &answered, satisfied: &satisfied)
      guard let column = scores?[position] else { continue }
      for row in 0..<rowCount where item[row] < 2 { points[row] += column[row] }
    }
    var all = [Double](repeating: .nan, count: rowCount)
    for row in 0..<rowCount {
      if answered[row] == 0 {
        satisfied[row] = .nan
        answered[row] = .nan
        points[row] = .nan
      } else {
        all[row] = satisfied[row] == answered[row] ? 1 : 0
      }
    }
    self.satisfied = satisfied
    self.answered = answered
    self.points = points
    allSatisfied = all
  }

  /// Counts one item's answers, without a branch, because answers come in no order.
  private static func count(
    _ item: [UInt8], answered: inout [Double], satisfied: inout [Double]
  ) {
    var answered = answered.mutableSpan
    var satisfied = satisfied.mutableSpan
    let item = item.span
    for row in 0..<item.count {
      answered[row] += item[row] < 2 ? 1 : 0
      satisfied[row] += item[row] == 1 ? 1 : 0
    }
  }
}
