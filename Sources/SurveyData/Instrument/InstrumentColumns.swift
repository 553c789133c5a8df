/// A column that a file is expected to have, known by names and never by position.
public struct InstrumentColumn: Sendable, Hashable {
  /// Id, itself accepted as a header.
  public var id: String
  /// Title in both languages, accepted as headers.
  public var title: BilingualText
  /// Other accepted headers.
  public var aliases: [String]
  /// A code that the paper form gives to the field and that may collide with a question's id
  /// (`A3` is both a phone number and an item of the ministry of health's forms).
  public var formCode: String?
  /// Whether a file without the column is refused.
  public var isRequired: Bool

  /// A reference by id and further names.
  public init(
    id: String, title: BilingualText? = nil, aliases: [String] = [], formCode: String? = nil,
    isRequired: Bool = false
  ) {
    self.id = id
    self.title = title ?? BilingualText(vi: id, en: id)
    self.aliases = aliases
    self.formCode = formCode
    self.isRequired = isRequired
  }
}

/// A service area that can be estimated for itself.
public struct ServiceArea: Sendable, Hashable {
  /// Id that plans use (`land`, `construction`, `health`).
  public var id: String
  /// Title in both languages.
  public var title: BilingualText
  /// Other spellings found in data.
  public var aliases: [String]

  /// Makes the value from its parts.
  public init(
    id: String, title: BilingualText, aliases: [String] = []
  ) {
    self.id = id
    self.title = title
    self.aliases = aliases
  }
}

/// How records are assigned to service areas.
public enum ServiceAreas: Sendable, Hashable {
  /// Every record belongs to one area.
  case fixed(ServiceArea)
  /// A column names the area; `unlisted` says what happens to other names.
  case column(InstrumentColumn, areas: [ServiceArea], unlisted: UnlistedAreas)

  /// What happens to a record whose area is not listed.
  public enum UnlistedAreas: String, Sendable, Hashable, CaseIterable, Codable {
    /// The record is rejected with a suggestion.
    case reject
    /// The record stays, as an area of its own name, with a warning.
    case keep
  }

  /// The areas listed.
  public var areas: [ServiceArea] {
    switch self {
    case .fixed(let area): [area]
    case .column(_, let areas, _): areas
    }
  }
}

/// The column of the rated unit.
public struct UnitColumn: Sendable, Hashable {
  /// The column.
  public var column: InstrumentColumn
  /// A unit register file, relative to the definition's folder, or nil.
  public var register: String?

  /// Makes the value from its parts.
  public init(
    column: InstrumentColumn, register: String? = nil
  ) {
    self.column = column
    self.register = register
  }
}

/// A respondent column.
public struct RespondentColumn: Sendable, Hashable {
  /// The column.
  public var column: InstrumentColumn
  /// Kind of value.
  public var kind: Question.Kind
  /// Listed choices; other values are kept with a warning.
  public var choices: [ServiceArea]

  /// Makes the value from its parts.
  public init(
    column: InstrumentColumn, kind: Question.Kind, choices: [ServiceArea] = []
  ) {
    self.column = column
    self.kind = kind
    self.choices = choices
  }
}

/// Kinds of personal data.
public enum PersonalKind: String, Sendable, Hashable, CaseIterable, Codable {
  /// A person's name.
  case name
  /// A telephone number.
  case phone
  /// An e-mail address.
  case email
  /// A citizen, identity, passport or insurance number.
  case identity
  /// A street address.
  case address
  /// A network address or position of a device.
  case device
}

/// A column that identifies a person; it is never read.
public struct PersonalColumn: Sendable, Hashable {
  /// The column.
  public var column: InstrumentColumn
  /// What it holds.
  public var kind: PersonalKind

  /// Makes the value from its parts.
  public init(
    column: InstrumentColumn, kind: PersonalKind
  ) {
    self.column = column
    self.kind = kind
  }
}

/// The columns of the sample design.
public struct DesignColumns: Sendable, Hashable {
  /// Sampling weight.
  public var weight: InstrumentColumn?
  /// Strata, one per stage.
  public var strata: [InstrumentColumn]
  /// Clusters, outermost first.
  public var clusters: [InstrumentColumn]
  /// Finite population sizes or sampling fractions, one per stage.
  public var populationSizes: [InstrumentColumn]
  /// Whether respondents were drawn with known probabilities; if not, intervals are model-based.
  public var isProbability: Bool
  /// Whether cluster ids start anew in every stratum.
  public var isNested: Bool

  /// A design without columns.
  public init(
    weight: InstrumentColumn? = nil, strata: [InstrumentColumn] = [],
    clusters: [InstrumentColumn] = [],
    populationSizes: [InstrumentColumn] = [], isProbability: Bool = false, isNested: Bool = false
  ) {
    self.weight = weight
    self.strata = strata
    self.clusters = clusters
    self.populationSizes = populationSizes
    self.isProbability = isProbability
    self.isNested = isNested
  }
}

/// The column that dates a record.
public struct DateColumn: Sendable, Hashable {
  /// The column.
  public var column: InstrumentColumn
  /// Accepted formats in the order tried, such as `yyyy-MM-dd` and `dd/MM/yyyy`.
  public var formats: [DateFormat]

  /// Makes the value from its parts.
  public init(
    column: InstrumentColumn, formats: [DateFormat] = []
  ) {
    self.column = column
    self.formats = formats
  }
}

/// A respondent-level filter: records that fail it are left out and counted apart.
public struct ResponseFilter: Sendable, Hashable {
  /// The column.
  public var column: InstrumentColumn
  /// Values that pass, compared after folding.
  public var values: [String]
  /// Why, in both languages.
  public var reason: BilingualText

  /// Makes the value from its parts.
  public init(
    column: InstrumentColumn, values: [String] = [], reason: BilingualText
  ) {
    self.column = column
    self.values = values
    self.reason = reason
  }
}

/// What a broken rule does to the record.
public enum FindingSeverity: String, Sendable, Hashable, CaseIterable, Codable {
  /// The record is rejected.
  case reject
  /// The record stays and the finding is reported.
  case warning
}

/// A validation rule that an instrument declares.
public struct ValidationRule: Sendable, Hashable {
  /// The rules that can be declared.
  public enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
    /// The column has a value.
    case required
    /// A number lies between `minimum` and `maximum`.
    case range
    /// The value is one of `values`.
    case allowed
    /// No two records have the same value.
    case unique
    /// No two records have the same answers throughout.
    case duplicateContent = "duplicate-content"
    /// Not every rating is the same level, over at least `minimum` ratings.
    case straightLining = "straight-lining"
    /// The record took at least `minimum` seconds.
    case speeding
    /// The unit is in the register.
    case unitRegister = "unit-register"
    /// The date lies in the reporting period.
    case period
    /// At least `minimum` of the rated questions are answered.
    case minimumAnswered = "minimum-answered"
  }

  /// Which rule.
  public var kind: Kind
  /// The column or question it is about, where it is about one.
  public var column: InstrumentColumn?
  /// Least value, count or seconds.
  public var minimum: Double?
  /// Greatest value.
  public var maximum: Double?
  /// Accepted values.
  public var values: [String]
  /// What breaking it does.
  public var severity: FindingSeverity

  /// Makes the value from its parts.
  public init(
    kind: Kind, column: InstrumentColumn? = nil, minimum: Double? = nil, maximum: Double? = nil,
    values: [String] = [], severity: FindingSeverity
  ) {
    self.kind = kind
    self.column = column
    self.minimum = minimum
    self.maximum = maximum
    self.values = values
    self.severity = severity
  }
}
