/// A reform plan: what it is, what it promises, and who does what by when.
public struct Plan: Hashable, Sendable, Identifiable {
  /// Level of the authority that issued the plan.
  public enum Level: String, Hashable, Sendable, CaseIterable {
    /// A ministry or other central authority.
    case ministry
    /// A province or centrally run city.
    case province
    /// A district, until 30 June 2025.
    case district
    /// A commune, ward or township.
    case commune
  }

  /// How much a plan takes over from the plan that it names as its parent.
  public enum Inheritance: String, Hashable, Sendable, CaseIterable {
    /// Nothing.
    case none
    /// Targets of indicators with the same id that have none of their own.
    case targets
    /// Such targets, and every indicator that the plan does not have itself.
    case all
  }

  /// Stable id, such as `can-tho-2025`.
  public var id: String
  /// Title, in the plan's own words.
  public var title: String
  /// Number of the document; `nil` when left blank.
  public var number: String?
  /// Who issued it.
  public var issuer: String
  /// Level of the issuer.
  public var level: Level
  /// The administrative unit that the plan is for.
  public var unit: AdministrativeUnit
  /// Date of the document; `nil` when left blank.
  public var date: PlanDate?
  /// The year that the plan is for.
  public var year: Int
  /// Documents on which the plan is based.
  public var legalBasis: [LegalDocument]
  /// The plan or programme that this one implements.
  public var parent: LegalDocument?
  /// What is taken over from the parent.
  public var inherits: Inheritance
  /// Id of the reporting calendar.
  public var calendar: String
  /// Content areas, in the plan's order.
  public var contentAreas: [ContentArea]
  /// Indicators, in the plan's order.
  public var indicators: [Indicator]
  /// Tasks, in the plan's order.
  public var tasks: [PlanTask]

  /// Makes a plan from its parts.
  public init(
    id: String, title: String, number: String? = nil, issuer: String, level: Level,
    unit: AdministrativeUnit, date: PlanDate? = nil, year: Int,
    legalBasis: [LegalDocument] = [], parent: LegalDocument? = nil, inherits: Inheritance = .none,
    calendar: String = ReportingCalendar.ministry581.id, contentAreas: [ContentArea] = [],
    indicators: [Indicator] = [], tasks: [PlanTask] = []
  ) {
    self.id = id
    self.title = title
    self.number = number
    self.issuer = issuer
    self.level = level
    self.unit = unit
    self.date = date
    self.year = year
    self.legalBasis = legalBasis
    self.parent = parent
    self.inherits = inherits
    self.calendar = calendar
    self.contentAreas = contentAreas
    self.indicators = indicators
    self.tasks = tasks
  }

  /// The indicator with an id.
  public func indicator(_ id: String) -> Indicator? { indicators.first { $0.id == id } }

  /// The task with an id, or the only one with that clause.
  public func task(named name: String) -> PlanTask? {
    if let task = tasks.first(where: { $0.id == name }) { return task }
    let found = tasks.filter { $0.clause == name }
    return found.count == 1 ? found[0] : nil
  }

  /// The id of the task whose id or clause is nearest to a name; `nil` when none is near.
  public func nearestTask(to name: String) -> String? {
    NearestName.of(name, in: tasks.map(\.id) + tasks.map(\.clause))
  }

  /// The survey indicators that an instrument of a family can feed, in the plan's order.
  ///
  /// - Parameters:
  ///   - family: The instrument's family, such as `one-stop`.
  ///   - rates: Whether the instrument's questions rate services or policy.
  public func indicators(
    family: String, rates: SurveyBinding.Object = .services
  ) -> [Indicator] {
    indicators.filter { indicator in
      indicator.binding.map { $0.families.contains(family) && $0.rates == rates } ?? false
    }
  }

  /// Checks that a period belongs to the plan's year.
  ///
  /// - Throws: ``PlanError`` of kind `invalidPeriod` otherwise.
  public func check(_ period: Period) throws(PlanError) {
    guard period.year == year else {
      throw PlanError(
        .invalidPeriod,
        cause: "the period \(period) is outside the plan \(id), which is for \(year)",
        fix: "periods of the plan are \(year)-Q1, \(year)-H1, \(year)-9M, \(year) and so on",
        vi: "kỳ \(period) nằm ngoài kế hoạch \(id) của năm \(year)",
        viFix: "các kỳ của kế hoạch là \(year)-Q1, \(year)-H1, \(year)-9M, \(year) và tương tự")
    }
  }
}

/// An administrative unit; its code is text, because leading zeros count.
public struct AdministrativeUnit: Hashable, Sendable {
  /// Official code, if known for certain.
  public var code: String?
  /// Name.
  public var name: String

  /// Names a unit.
  public init(code: String? = nil, name: String) {
    self.code = code
    self.name = name
  }
}

/// A document that a plan cites.
public struct LegalDocument: Hashable, Sendable {
  /// Number, such as `76/NQ-CP`; `nil` when the plan gives none.
  public var number: String?
  /// Who issued it.
  public var issuer: String
  /// True date, if known.
  public var date: PlanDate?
  /// The date that the plan gives, where it differs from the true one.
  public var citedDate: PlanDate?
  /// Title or subject.
  public var title: String?
  /// Id of the plan, when the document is one that we have.
  public var plan: String?

  /// Cites a document.
  public init(
    number: String?, issuer: String, date: PlanDate? = nil, citedDate: PlanDate? = nil,
    title: String? = nil, plan: String? = nil
  ) {
    self.number = number
    self.issuer = issuer
    self.date = date
    self.citedDate = citedDate
    self.title = title
    self.plan = plan
  }
}

/// One of the content areas I to VII of administrative reform.
public struct ContentArea: Hashable, Sendable, Identifiable {
  /// Roman numeral.
  public var id: String
  /// Title in the plan's own words.
  public var title: String

  /// Names a content area.
  public init(id: String, title: String) {
    self.id = id
    self.title = title
  }

  /// The standard ids, in order.
  public static let standardIDs = ["I", "II", "III", "IV", "V", "VI", "VII"]
}

extension Plan {
  /// The id of the indicator that was probably meant; `nil` when none is near.
  public func nearestIndicator(to name: String) -> String? {
    NearestName.of(name, in: indicators.map(\.id))
  }
}
