/// What a tally is a tally of; tallies of different definitions do not merge.
public struct TallyDefinition: Hashable, Sendable, Codable {
  /// How the values of a variable are tallied.
  public enum VariableKind: String, Hashable, Sendable, Codable {
    /// 0, 1, or not in the denominator.
    case indicator
    /// A number or missing.
    case number
  }

  /// Kinds of the row-level variables, in the order of their indices.
  public var variables: [VariableKind]
  /// The statistics that the tally answers.
  public var statistics: [StatisticDefinition]
  /// Names of the domain variables.
  public var domainVariables: [String]
  /// Whether every row is a PSU of its own; else rows are tallied by the PSU they name.
  public var rowsAreUnits: Bool
  /// Whether rows belong to named strata.
  public var isStratified: Bool
  /// Whether PSU ids start anew in every stratum.
  public var isNested: Bool
  /// Whether strata have population sizes or fractions.
  public var hasPopulations: Bool
  /// Name of the weight column; `nil` where all rows weigh 1.
  public var weight: String?
  /// The request in words (conditions, filters, codes of missing answers), so that tallies of
  /// different questions under one name do not merge.
  public var request: [String]

  /// Defines a tally.
  public init(
    variables: [VariableKind], statistics: [StatisticDefinition], domainVariables: [String] = [],
    rowsAreUnits: Bool, isStratified: Bool = false, isNested: Bool = false,
    hasPopulations: Bool = false, weight: String? = nil, request: [String] = []
  ) {
    self.variables = variables
    self.statistics = statistics
    self.domainVariables = domainVariables
    self.rowsAreUnits = rowsAreUnits
    self.isStratified = isStratified
    self.isNested = isNested
    self.hasPopulations = hasPopulations
    self.weight = weight
    self.request = request
  }

  /// Whether a tally can answer all the statistics.
  ///
  /// A tally answers totals and single ratios; a mean of several ratios needs the rows together.
  /// Where rows are the PSUs, it holds the second moments of indicators one by one; numbers need
  /// the rows.
  public var isAnswerable: Bool {
    statistics.allSatisfy { definition in
      if case .meanOfRatios(let terms, _) = definition.form, terms.count != 1 { return false }
      let kinds = Set(definition.variables.map { variables[$0] })
      if rowsAreUnits { return definition.variables.count == 1 && kinds == [.indicator] }
      return kinds.count == 1
    }
  }

  /// Indices of the variables of a kind.
  func indices(_ kind: VariableKind) -> [Int] { variables.indices.filter { variables[$0] == kind } }

  /// Pairs of numeric components whose products are summed per domain, for design effects.
  var momentPairs: [ComponentPair] {
    var pairs: [ComponentPair] = []
    for definition in statistics {
      let components: [Component]
      switch definition.form {
      case .total(let component): components = [component]
      case .meanOfRatios(let terms, _):
        components = terms.count == 1 ? [terms[0].numerator, terms[0].denominator] : []
      }
      for (index, first) in components.enumerated() {
        for second in components[index...] {
          let pair = ComponentPair(first: first, second: second)
          let isPlain = [first, second].allSatisfy {
            if case .count = $0 { true } else { variables[$0.variable] == .indicator }
          }
          if !isPlain, !pairs.contains(pair) { pairs.append(pair) }
        }
      }
    }
    return pairs
  }
}

/// In what two tallies of statistics differ, the first thing of several.
public enum TallyDifference: String, Hashable, Sendable {
  /// What is estimated.
  case statistics = "their statistics differ"
  /// Conditions, filters or codes of missing answers.
  case conditions = "their conditions, filters or codes of missing answers differ"
  /// The domain variables.
  case domains = "they are by different columns (--by)"
  /// Clusters in one only.
  case clusters = "only one of them has a cluster column"
  /// Strata in one only.
  case strata = "only one of them has a stratum column"
  /// PSU ids that start anew in every stratum in one only.
  case nesting = "PSU ids start anew in every stratum in one of them only"
  /// Populations in one only.
  case populations = "only one of them has a population column"
  /// The weight column.
  case weights = "their weight columns differ, or only one of them has one"
}

extension TallyDefinition {
  /// How this definition differs from another; `nil` when it does not.
  func difference(from other: TallyDefinition) -> TallyDifference? {
    if self == other { return nil }
    if rowsAreUnits != other.rowsAreUnits { return .clusters }
    if isStratified != other.isStratified { return .strata }
    if isNested != other.isNested { return .nesting }
    if hasPopulations != other.hasPopulations { return .populations }
    if weight != other.weight { return .weights }
    if domainVariables != other.domainVariables { return .domains }
    return statistics == other.statistics && variables == other.variables
      ? .conditions : .statistics
  }
}

/// Two components of a row whose product is summed.
struct ComponentPair: Hashable, Sendable, Codable {
  var first: Component
  var second: Component
}
