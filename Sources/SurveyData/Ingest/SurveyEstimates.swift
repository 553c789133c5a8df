public import SurveyEstimation

/// What is estimated from the responses of a survey.
public struct SurveyEstimateOptions: Sendable {
  /// Id of the measure; `nil` for the instrument's default.
  public var measure: String?
  /// Further figures that are wanted, each of a measure over a set of areas.
  public var figures: [SurveyFigure]
  /// Whether estimates by unit are wanted.
  public var byUnit: Bool
  /// Whether rates of questions and elements and shares of answers are wanted, by service area.
  public var wantsQuestions: Bool
  /// PSU ids start anew in every stratum.
  public var isNested: Bool
  /// What happens when a stratum has a single PSU.
  public var singlePSU: SinglePSUPolicy
  /// Interval method, level and degrees of freedom.
  public var estimate: EstimateOptions

  /// Options with the defaults of the command line.
  public init(
    measure: String? = nil, figures: [SurveyFigure] = [], byUnit: Bool = false,
    wantsQuestions: Bool = false, isNested: Bool = false, singlePSU: SinglePSUPolicy = .fail,
    estimate: EstimateOptions = EstimateOptions(wantsDesignEffect: true)
  ) {
    self.measure = measure
    self.figures = figures
    self.byUnit = byUnit
    self.wantsQuestions = wantsQuestions
    self.isNested = isNested
    self.singlePSU = singlePSU
    self.estimate = estimate
  }
}

/// A figure that a survey can give: a measure, or an element of it, over a set of service areas.
public struct SurveyFigure: Codable, Hashable, Sendable {
  /// Id of the measure; `nil` for the one of the options.
  public var measure: String?
  /// Id of the one element whose answers count; `nil` for all of the measure.
  public var element: String?
  /// The areas, pooled unless ``isAverage``; empty for all responses.
  public var areas: [String]
  /// Whether it is the plain mean of the areas' figures in place of one over all their answers.
  public var isAverage: Bool

  /// Names a figure.
  public init(
    measure: String? = nil, element: String? = nil, areas: [String] = [], isAverage: Bool = false
  ) {
    self.measure = measure
    self.element = element
    self.areas = areas
    self.isAverage = isAverage
  }

  /// What the name of a measure gets when it is averaged over areas: the name travels with the number.
  public static let averageSuffix = "/mean-of-areas"

  private enum CodingKeys: String, CodingKey {
    case measure, element, areas, isAverage
  }

  /// Reads a figure; one without `isAverage` is pooled.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      measure: try values.decodeIfPresent(String.self, forKey: .measure),
      element: try values.decodeIfPresent(String.self, forKey: .element),
      areas: try values.decode([String].self, forKey: .areas),
      isAverage: try values.decodeIfPresent(Bool.self, forKey: .isAverage) ?? false)
  }

  /// Writes the figure; `isAverage` only where it holds.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encodeIfPresent(measure, forKey: .measure)
    try values.encodeIfPresent(element, forKey: .element)
    try values.encode(areas, forKey: .areas)
    if isAverage { try values.encode(true, forKey: .isAverage) }
  }
}

/// The rate of one question with the weighted share of each answer.
public struct QuestionEstimate: Codable, Hashable, Sendable {
  /// Question id.
  public var question: String
  /// Its text in both languages.
  public var text: BilingualText
  /// Element id.
  public var element: String?
  /// The satisfaction rate.
  public var estimate: Estimate
  /// Weighted share of each level among valid answers, lowest level first.
  public var levels: [LevelShare]

  /// The weighted share of one level.
  public struct LevelShare: Codable, Hashable, Sendable {
    /// Code of the level.
    public var code: String
    /// Label in both languages.
    public var label: BilingualText
    /// Share in 0...1.
    public var share: Double
    /// Whether the level counts as satisfied.
    public var isSatisfied: Bool
  }
}

/// The estimates of one service area.
public struct AreaEstimate: Codable, Hashable, Sendable {
  /// Area id.
  public var area: String
  /// Title in both languages.
  public var title: BilingualText
  /// People behind the answers.
  public var respondents: Int
  /// The measure's value.
  public var estimate: Estimate
  /// Rates of the questions, in the form's order; empty unless asked for.
  public var questions: [QuestionEstimate]
  /// Rates of the elements, in the form's order; empty unless asked for.
  public var elements: [Estimate]

  /// Id of the one area of an instrument that tells none apart.
  public static let all = "all"

  /// The title of an area that the instrument does not list.
  static func title(of area: String) -> BilingualText {
    area == all
      ? BilingualText(vi: "Toàn bộ phiếu", en: "All responses") : BilingualText(vi: area, en: area)
  }
}

/// The value of one unit.
public struct UnitEstimate: Codable, Hashable, Sendable {
  /// The unit as written in the files.
  public var unit: String
  /// People behind the answers.
  public var respondents: Int
  /// The figure's value among the unit's responses.
  public var estimate: Estimate
}

/// A figure with its value, and its value for every unit.
public struct FigureEstimate: Codable, Hashable, Sendable {
  /// What was asked for.
  public var figure: SurveyFigure
  /// People behind the answers.
  public var respondents: Int
  /// Its value.
  public var estimate: Estimate
  /// By unit, sorted by name; empty unless asked for.
  public var units: [UnitEstimate]
  /// Rates of the questions over the figure's areas, in the form's order; empty unless asked for.
  public var questions: [QuestionEstimate]
}

/// All that one survey of one period says: the measure overall, by service area, by unit, and what
/// pulls it down.
public struct SurveyEstimates: Codable, Hashable, Sendable {
  /// Id of the instrument.
  public var instrument: String
  /// Version of the instrument's definition.
  public var version: String
  /// Title of the instrument.
  public var title: BilingualText
  /// Family of the instrument.
  public var family: InstrumentFamily
  /// Id of the measure.
  public var measure: String
  /// Kind of the measure; it travels with the number.
  public var measureKind: Measure.Kind
  /// Title of the measure.
  public var measureTitle: BilingualText
  /// The sample design.
  public var design: DesignSummary
  /// Whether respondents were drawn with known probabilities; if not, intervals are model-based.
  public var isProbability: Bool
  /// Accepted responses.
  public var responses: Int
  /// All responses.
  public var overall: Estimate
  /// The instrument's other measures over all responses.
  public var otherMeasures: [Estimate]
  /// By service area, in the instrument's order.
  public var areas: [AreaEstimate]
  /// The figures asked for.
  public var figures: [FigureEstimate]
  /// The measure by unit, sorted by name; empty unless asked for.
  public var units: [UnitEstimate]
}

/// Why a survey cannot be estimated as asked.
public enum SurveyEstimateError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No response was accepted.
  case noResponses(instrument: String)
  /// The instrument is no questionnaire: counts of records, or a published index.
  case noSurvey(instrument: String, cause: BilingualText, fix: BilingualText)
  /// The instrument has no such measure.
  case unknownMeasure(String, instrument: String, known: [String])
  /// The files hold none of the measure's questions, or the measure has more than one value.
  case measureNotComputable(String, instrument: String, reason: BilingualText)
  /// The sample design cannot be right.
  case design(EstimationError)
  /// The tally does not hold what is asked for.
  case tally(SurveyTallyError)

  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .noResponses(let instrument):
      "no response was accepted for instrument '\(instrument)'\n"
        + "  hint: run `hailong check` on the file; it lists every rejected row with its rule"
    case .noSurvey(_, let cause, let fix): "\(cause.en)\n  hint: \(fix.en)"
    case .unknownMeasure(let measure, let instrument, let known):
      "instrument '\(instrument)' has no measure '\(measure)'\n  hint: "
        + (NearestName.nearest(to: measure, among: known).map { "did you mean '\($0)'? " } ?? "")
        + "its measures are \(known.joined(separator: ", "))"
    case .measureNotComputable(let measure, let instrument, let reason):
      "measure '\(measure)' of instrument '\(instrument)' cannot be computed: \(reason.en)"
    case .design(let error): "\(error.description)\n  hint: \(error.fix)"
    case .tally(let error): "\(error.description)\n  hint: \(error.fix)"
    }
  }
}
