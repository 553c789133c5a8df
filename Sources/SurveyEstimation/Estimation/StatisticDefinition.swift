/// A sum over rows that statistics are made of; the index is that of the row-level variable.
public enum Component: Hashable, Sendable, Codable {
  /// The weighted sum of the variable's valid values.
  case value(Int)
  /// The sum of the weights of the rows whose value is valid.
  case count(Int)

  /// The variable that the component sums.
  public var variable: Int {
    switch self {
    case .value(let variable), .count(let variable): variable
    }
  }
}

/// A numerator over a denominator.
public struct RatioTerm: Hashable, Sendable, Codable {
  /// The total on top.
  public var numerator: Component
  /// The total below.
  public var denominator: Component

  /// Makes a ratio of two totals.
  public init(_ numerator: Component, over denominator: Component) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// The weighted mean of a variable: its total over the weights of its valid rows.
  public static func mean(of variable: Int) -> RatioTerm {
    RatioTerm(.value(variable), over: .count(variable))
  }
}

/// What is estimated: a smooth function of weighted totals, with the name it goes by.
///
/// Every form is linearised the same way, so that its variance is that of one total:
///
///     total T              z_i = w_i y_i
///     ratio R = N/D        z_i = w_i (n_i - R d_i) / D
///     c/K sum_k R_k        z_i = c/K sum_k w_i (n_ki - R_k d_ki) / D_k
///
/// Source: Binder (1983); Sarndal, Swensson & Wretman (1992), section 5.5.
public struct StatisticDefinition: Hashable, Sendable, Codable {
  /// The function of totals.
  public enum Form: Hashable, Sendable, Codable {
    /// A total.
    case total(Component)
    /// The arithmetic mean of ratios, times a constant; one ratio is the ordinary case.
    case meanOfRatios([RatioTerm], scale: Double)
  }

  /// Name in the output.
  public var name: String
  /// `rate`, `mean`, `total`, `ratio` or `composite`.
  public var statistic: String
  /// The measure that a satisfaction rate follows; `nil` for plain statistics.
  public var measure: String?
  /// The function of totals.
  public var form: Form
  /// Whether the value is a proportion, so that the interval methods for proportions apply.
  public var isProportion: Bool

  /// Makes a definition from its parts.
  public init(
    name: String, statistic: String, measure: String? = nil, form: Form, isProportion: Bool
  ) {
    self.name = name
    self.statistic = statistic
    self.measure = measure
    self.form = form
    self.isProportion = isProportion
  }

  /// The share of valid rows whose indicator is 1.
  public static func rate(_ name: String, of variable: Int) -> StatisticDefinition {
    StatisticDefinition(
      name: name, statistic: "rate", form: .meanOfRatios([.mean(of: variable)], scale: 1),
      isProportion: true)
  }

  /// The weighted mean of a variable.
  public static func mean(_ name: String, of variable: Int) -> StatisticDefinition {
    StatisticDefinition(
      name: name, statistic: "mean", form: .meanOfRatios([.mean(of: variable)], scale: 1),
      isProportion: false)
  }

  /// The weighted total of a variable, or the weighted number of cases of an indicator.
  public static func total(_ name: String, of variable: Int) -> StatisticDefinition {
    StatisticDefinition(
      name: name, statistic: "total", form: .total(.value(variable)), isProportion: false)
  }

  /// The ratio of the totals of two variables, whose missing rows must be the same.
  public static func ratio(
    _ name: String, of numerator: Int, over denominator: Int
  ) -> StatisticDefinition {
    StatisticDefinition(
      name: name, statistic: "ratio",
      form: .meanOfRatios([RatioTerm(.value(numerator), over: .value(denominator))], scale: 1),
      isProportion: false)
  }

  /// The variables that the statistic needs, in the order of first use.
  public var variables: [Int] {
    var found: [Int] = []
    for component in components where !found.contains(component.variable) {
      found.append(component.variable)
    }
    return found
  }

  /// The totals that the statistic needs.
  public var components: [Component] {
    switch form {
    case .total(let component): [component]
    case .meanOfRatios(let terms, _): terms.flatMap { [$0.numerator, $0.denominator] }
    }
  }
}
