/// A text in Vietnamese and English; either may stand in for the other.
public struct BilingualText: Sendable, Hashable, Codable {
  /// Vietnamese wording.
  public var vi: String
  /// English wording.
  public var en: String

  /// A text in both languages.
  public init(vi: String, en: String) {
    self.vi = vi
    self.en = en
  }
}

/// The purpose an instrument serves; a plan's indicator names the families that may answer it.
public enum InstrumentFamily: String, Sendable, Hashable, CaseIterable, Codable {
  /// The handling of administrative procedures at a one-stop desk or portal.
  case oneStop = "one-stop"
  /// The service of administrative agencies at large (SIPAS and forms like it).
  case agencyService = "agency-service"
  /// Online public services.
  case onlineService = "online-service"
  /// Public health services.
  case health
  /// Public education services.
  case education
  /// Counts from registers and portals, no survey.
  case administrative
  /// A published index, imported on its own scale.
  case index

  /// Whether the instrument's data are answers of respondents.
  public var isSurvey: Bool { self != .administrative && self != .index }
}

/// What a question asks people to rate.
public enum RatedObject: String, Sendable, Hashable, CaseIterable, Codable {
  /// The service that people received.
  case services
  /// A policy and its effects.
  case policy
}

/// How far the wording and structure of an instrument are assured.
public enum InstrumentStatus: String, Sendable, Hashable, CaseIterable, Codable {
  /// Structure read in the issuing document or in several independent implementations of it.
  case verified
  /// Read in a transcription by others, not in the issuing document.
  case transcription
  /// A form as used locally; there is no national one.
  case localPractice = "local-practice"
  /// A starting point to be completed by the user.
  case template
}

/// What happens to a record with an answer outside its scale.
public enum InvalidAnswerPolicy: String, Sendable, Hashable, CaseIterable, Codable {
  /// The record is rejected.
  case reject
  /// The record stays; the answer counts as missing.
  case blank
}

/// A questionnaire's definition: questions, elements, response scales, columns, design variables.
///
/// Read from YAML (schema `hailong.instrument/1`) by ``init(yaml:file:)``. A value of this type is
/// consistent: every id that is referred to exists, ids are unique, and scales are unambiguous.
public struct Instrument: Sendable, Hashable {
  /// Stable id: lower-case ASCII words joined by hyphens.
  public var id: String
  /// What it serves.
  public var family: InstrumentFamily
  /// What it rates unless an element or question says otherwise.
  public var rates: RatedObject
  /// The definition's version; it travels with every number made from it.
  public var version: String
  /// Title in both languages.
  public var title: BilingualText
  /// Where structure and wording come from, in both languages.
  public var source: BilingualText
  /// How far that is assured.
  public var status: InstrumentStatus
  /// What has been verified, in sentences.
  public var verified: [BilingualText]
  /// What could not be verified, in sentences.
  public var notVerified: [BilingualText]
  /// What happens to a record with an answer outside its scale.
  public var onInvalidAnswer: InvalidAnswerPolicy
  /// Response scales.
  public var scales: [ResponseScale]
  /// Elements (groups of questions), in the form's order.
  public var elements: [Element]
  /// Questions, in the form's order.
  public var questions: [Question]
  /// Measures that may be computed.
  public var measures: [Measure]
  /// Service areas: one for all records, or by a column.
  public var serviceAreas: ServiceAreas?
  /// The rated unit.
  public var unit: UnitColumn?
  /// Respondent columns (sex, age, ...).
  public var respondent: [RespondentColumn]
  /// Personal columns, dropped at reading.
  public var personal: [PersonalColumn]
  /// Design variables.
  public var design: DesignColumns
  /// The column that dates a record.
  public var date: DateColumn?
  /// The column that identifies a record.
  public var idColumn: InstrumentColumn?
  /// The column with the time taken, in seconds.
  public var durationColumn: InstrumentColumn?
  /// Respondent-level filters (only completed records, consent given).
  public var filters: [ResponseFilter]
  /// Validation rules.
  public var rules: [ValidationRule]
  /// Points and bands, for scored instruments.
  public var scoring: Scoring?
  /// Dimensions of a published index.
  public var index: PublishedIndex?
  /// The file the definition was read from.
  public var file: String
  /// SHA-256 of the definition's text, with line ends as LF: what two definitions differ in.
  public var digest: String

  /// The measure used when none is named.
  public var defaultMeasure: Measure? { measures.first(where: \.isDefault) ?? measures.first }

  /// The element with an id.
  public func element(_ id: String) -> Element? { elements.first { $0.id == id } }

  /// The question with an id.
  public func question(_ id: String) -> Question? { questions.first { $0.id == id } }

  /// The scale with an id.
  public func scale(_ id: String) -> ResponseScale? { scales.first { $0.id == id } }

  /// The measure with an id.
  public func measure(_ id: String) -> Measure? { measures.first { $0.id == id } }

  /// The scale of a question, or nil for questions without one (percent, text, number).
  public func scale(of question: Question) -> ResponseScale? {
    question.scale.flatMap { scale($0) }
  }

  /// What a question rates: its own word, else its element's, else the instrument's.
  public func ratedObject(of question: Question) -> RatedObject {
    question.rates ?? question.element.flatMap { element($0)?.rates } ?? rates
  }

  /// The questions a measure is computed from, in the form's order.
  public func questions(of measure: Measure) -> [Question] {
    questions.filter { question in
      if !measure.questions.isEmpty { return measure.questions.contains(question.id) }
      guard question.kind == .rating, question.isInRate else { return false }
      if measure.elements.isEmpty { return true }
      return question.element.map { measure.elements.contains($0) } ?? false
    }
  }
}

/// A group of questions: a SIPAS factor, a section of a form.
public struct Element: Sendable, Hashable {
  /// Id as on the form.
  public var id: String
  /// Title in both languages.
  public var title: BilingualText
  /// What its questions rate, when not what the instrument rates.
  public var rates: RatedObject?

  /// Makes the value from its parts.
  public init(
    id: String, title: BilingualText, rates: RatedObject? = nil
  ) {
    self.id = id
    self.title = title
    self.rates = rates
  }
}

/// One question of an instrument.
public struct Question: Sendable, Hashable {
  /// What kind of answer a question takes.
  public enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
    /// A level of a response scale.
    case rating
    /// A number in per cent; over 100 only where `maximum` allows it.
    case percent
    /// One of listed choices.
    case choice
    /// Several of listed choices, in one cell or in columns of their own.
    case multi
    /// Free text.
    case text
    /// A number.
    case number
  }

  /// Id as on the form.
  public var id: String
  /// The element it belongs to.
  public var element: String?
  /// Wording or short label.
  public var text: BilingualText
  /// Kind of answer.
  public var kind: Kind
  /// Response scale, for ratings and choices.
  public var scale: String?
  /// Other header spellings.
  public var aliases: [String]
  /// Whether the answer enters satisfaction rates.
  public var isInRate: Bool
  /// Whether agreement means dissatisfaction.
  public var isReversed: Bool
  /// Whether a blank is a finding.
  public var isRequired: Bool
  /// Whether a file may lack the column.
  public var isOptional: Bool
  /// What it rates, when not what its element rates.
  public var rates: RatedObject?
  /// Least accepted value of a number or per cent.
  public var minimum: Double?
  /// Greatest accepted value of a number or per cent.
  public var maximum: Double?
  /// Families this question must not be used for, with the reason.
  public var notFor: [Refusal]

  /// A family that a question or element cannot serve.
  public struct Refusal: Sendable, Hashable {
    /// The family refused.
    public var family: InstrumentFamily
    /// The reason, in both languages.
    public var reason: BilingualText

    /// Makes the value from its parts.
    public init(
      family: InstrumentFamily, reason: BilingualText
    ) {
      self.family = family
      self.reason = reason
    }
  }

  /// Makes the value from its parts.
  public init(
    id: String, element: String? = nil, text: BilingualText, kind: Kind, scale: String? = nil,
    aliases: [String] = [], isInRate: Bool, isReversed: Bool, isRequired: Bool, isOptional: Bool,
    rates: RatedObject? = nil, minimum: Double? = nil, maximum: Double? = nil,
    notFor: [Refusal] = []
  ) {
    self.id = id
    self.element = element
    self.text = text
    self.kind = kind
    self.scale = scale
    self.aliases = aliases
    self.isInRate = isInRate
    self.isReversed = isReversed
    self.isRequired = isRequired
    self.isOptional = isOptional
    self.rates = rates
    self.minimum = minimum
    self.maximum = maximum
    self.notFor = notFor
  }
}

/// A response scale: its levels, which of them are satisfied, and codes outside it.
public struct ResponseScale: Sendable, Hashable {
  /// One level.
  public struct Level: Sendable, Hashable {
    /// Code as text (`"5"`).
    public var code: String
    /// Label in both languages.
    public var label: BilingualText
    /// Other accepted spellings, emoji among them.
    public var aliases: [String]
    /// Value in means: the code's number, else the level's position from 1.
    public var score: Double
    /// Whether the level counts as satisfied.
    public var isSatisfied: Bool

    /// Makes the value from its parts.
    public init(
      code: String, label: BilingualText, aliases: [String] = [], score: Double, isSatisfied: Bool
    ) {
      self.code = code
      self.label = label
      self.aliases = aliases
      self.score = score
      self.isSatisfied = isSatisfied
    }
  }

  /// A code outside the scale.
  public struct Excluded: Sendable, Hashable {
    /// Code as text (`"0"`).
    public var code: String
    /// Label in both languages.
    public var label: BilingualText
    /// Other accepted spellings.
    public var aliases: [String]
    /// Why it is excluded.
    public var reason: ExclusionReason

    /// Makes the value from its parts.
    public init(
      code: String, label: BilingualText, aliases: [String] = [], reason: ExclusionReason
    ) {
      self.code = code
      self.label = label
      self.aliases = aliases
      self.reason = reason
    }
  }

  /// Id within the instrument.
  public var id: String
  /// Levels, lowest satisfaction first.
  public var levels: [Level]
  /// Codes that are excluded from the denominator.
  public var excluded: [Excluded]

  /// The score of a level for a question, mirrored when the question is reversed.
  public func score(level: Int, isReversed: Bool = false) -> Double {
    levels[isReversed ? levels.count - 1 - level : level].score
  }

  /// The greatest score.
  public var maximumScore: Double { levels.map(\.score).max() ?? 0 }

  /// Makes the value from its parts.
  public init(
    id: String, levels: [Level] = [], excluded: [Excluded] = []
  ) {
    self.id = id
    self.levels = levels
    self.excluded = excluded
  }
}

/// A number that an instrument defines on its questions.
public struct Measure: Sendable, Hashable {
  /// How the number is made.
  public enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
    /// Satisfied answers over valid answers, pooled over the questions.
    case pooledAnswers = "pooled-answers"
    /// Respondents whose valid answers are all satisfied, over respondents with a valid answer.
    case allSatisfied = "all-satisfied"
    /// Plain mean over elements of the pooled rate of each.
    case meanOfElements = "mean-of-elements"
    /// Plain mean over questions (criteria) of the rate of each.
    case meanOfQuestions = "mean-of-questions"
    /// Mean score of valid answers, pooled over the questions; for per cent and number questions the
    /// mean of the values.
    case meanScore = "mean-score"
    /// Mean score over the greatest score; a different number from a satisfaction rate.
    case meanOverTop = "mean-over-top"
    /// Answers at the listed levels over valid answers, by question.
    case share
    /// Sum over questions of the mean score of each (points).
    case sumOfMeans = "sum-of-means"

    /// Whether the number is a rate of satisfaction, which a target in per cent may be held against.
    public var isSatisfactionRate: Bool {
      switch self {
      case .pooledAnswers, .allSatisfied, .meanOfElements, .meanOfQuestions: true
      case .meanScore, .meanOverTop, .share, .sumOfMeans: false
      }
    }

    /// Whether the number lies within 0...1: a rate of satisfaction, or another share.
    public var isShare: Bool { isSatisfactionRate || self == .meanOverTop || self == .share }
  }

  /// Id within the instrument.
  public var id: String
  /// How the number is made.
  public var kind: Kind
  /// Name in both languages; it travels with the number.
  public var title: BilingualText
  /// Elements used; empty means all.
  public var elements: [String]
  /// Questions used; empty means all of the elements that are in the rate.
  public var questions: [String]
  /// For `share`: the codes counted.
  public var levels: [String]
  /// Whether it is used when none is named.
  public var isDefault: Bool
  /// Where the formula comes from; `nil` when the definition does not say.
  public var source: BilingualText?

  /// Makes the value from its parts.
  public init(
    id: String, kind: Kind, title: BilingualText, elements: [String] = [],
    questions: [String] = [], levels: [String] = [], isDefault: Bool,
    source: BilingualText? = nil
  ) {
    self.id = id
    self.kind = kind
    self.title = title
    self.elements = elements
    self.questions = questions
    self.levels = levels
    self.isDefault = isDefault
    self.source = source
  }
}
