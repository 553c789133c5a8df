public import CSVIO
public import SurveyEstimation

/// The columns that describe the sample.
public struct DesignRequest: Sendable {
  /// Sampling weights; without it the product of N/n over the stages with populations, else 1.
  public var weight: ColumnReference?
  /// Strata, one column per stage.
  public var strata: [ColumnReference]
  /// Clusters, outermost first.
  public var clusters: [ColumnReference]
  /// Whether PSU ids start anew in every stratum.
  public var isNested: Bool
  /// Population counts or sampling fractions, one column per stage.
  public var populations: [ColumnReference]
  /// What happens when a stratum has a single unit.
  public var singlePSU: SinglePSUPolicy
  /// Replicate weights in the file, which then give the variance.
  public var replicates: ReplicateColumns?
  /// Adjustment of the weights to population totals.
  public var calibration: CalibrationRequest?

  /// A design; everything left out is a simple random sample of rows.
  public init(
    weight: ColumnReference? = nil, strata: [ColumnReference] = [],
    clusters: [ColumnReference] = [], isNested: Bool = false, populations: [ColumnReference] = [],
    singlePSU: SinglePSUPolicy = .fail, replicates: ReplicateColumns? = nil,
    calibration: CalibrationRequest? = nil
  ) {
    self.weight = weight
    self.strata = strata
    self.clusters = clusters
    self.isNested = isNested
    self.populations = populations
    self.singlePSU = singlePSU
    self.replicates = replicates
    self.calibration = calibration
  }
}

/// Replicate weights found in columns by a pattern.
public struct ReplicateColumns: Sendable {
  /// Glob over column names (`*` any text, `?` one character, `[a-z]` one of a list), whose columns
  /// count in file order.
  public var pattern: String
  /// How the replicates were made.
  public var kind: ReplicateKind
  /// Multiplier of the sum of squares in place of the kind's own.
  public var scale: Double?
  /// Multiplier per replicate in place of 1.
  public var replicateScales: [Double]?
  /// Deviations from the full-sample value instead of the replicates' mean.
  public var isMeanSquaredError: Bool

  /// Describes replicate weights.
  public init(
    pattern: String, kind: ReplicateKind, scale: Double? = nil, replicateScales: [Double]? = nil,
    isMeanSquaredError: Bool = false
  ) {
    self.pattern = pattern
    self.kind = kind
    self.scale = scale
    self.replicateScales = replicateScales
    self.isMeanSquaredError = isMeanSquaredError
  }
}

/// How a row-level variable comes out of the columns of a file.
public enum VariableSource: Sendable {
  /// 0, 1 or 2 (not in the denominator) by the text of a cell; classified once per distinct text.
  case indicator(
    ColumnReference, classify: @Sendable (String) -> UInt8,
    absence: (@Sendable ([String]) -> ValueAbsence?)?)
  /// The number in a cell; missing where it is none, where it is one of the `missing` codes, or
  /// where `together` has none.
  case number(ColumnReference, together: ColumnReference?, missing: [Double])
  /// A number by the text of a cell, NaN where it has none; computed once per distinct text.
  case score(ColumnReference, score: @Sendable (String) -> Double)
  /// 1 when all answered ones of the indicators are 1, 0 when one is not, 2 when fewer than
  /// `minimum` are answered.
  case allSatisfied([Int], minimum: Int)
  /// The number of indicators that are 1; missing when none is answered.
  case satisfiedCount([Int])
  /// The number of indicators that are answered; missing when none is.
  case answeredCount([Int])
  /// The mean of the answered ones of numeric variables; missing when fewer than `minimum` are.
  case meanScore([Int], minimum: Int)
}

/// A variable that splits the sample into domains.
public struct DomainVariable: Sendable {
  /// Its name in the estimates; `nil` for the header of the column.
  public var name: String?
  /// The column.
  public var column: ColumnReference
  /// The level of a cell's text, `nil` where it has none; computed once per distinct text.
  public var level: @Sendable (String) -> String?

  /// A domain variable whose levels are the texts of a column; empty cells and `NA` have none.
  public init(
    _ column: ColumnReference, name: String? = nil,
    level: @escaping @Sendable (String) -> String? = DomainVariable.text
  ) {
    self.name = name
    self.column = column
    self.level = level
  }

  /// The text without blanks at its ends; `nil` where it is empty or `NA`.
  public static let text: @Sendable (String) -> String? = { text in
    isMissing(text) ? nil : text.trimmedBlanks
  }

  /// Whether a cell's text is empty, blank or `NA`.
  static func isMissing(_ text: String) -> Bool {
    let trimmed = text.trimmedBlanks
    return trimmed.isEmpty || trimmed == "NA"
  }
}

/// A condition that rows must meet to be in a domain; the others stay in the design.
public struct RowFilter: Sendable {
  /// The column.
  public var column: ColumnReference
  /// Whether a cell's text is in; computed once per distinct text.
  public var isIn: @Sendable (String) -> Bool
  /// The error when none of the wanted texts occurs.
  public var absence: (@Sendable ([String]) -> ValueAbsence?)?

  /// Makes a filter.
  public init(
    column: ColumnReference, isIn: @escaping @Sendable (String) -> Bool,
    absence: (@Sendable ([String]) -> ValueAbsence?)? = nil
  ) {
    self.column = column
    self.isIn = isIn
    self.absence = absence
  }

  /// The rows for which a condition is true.
  public init(_ condition: Condition) {
    self.init(
      column: condition.column, isIn: { condition.outcome($0) == .isTrue },
      absence: { condition.absence(among: $0) })
  }
}

/// Looks at whole records before they are estimated from, and may reject them.
public protocol ResponseScreen: Sendable {
  /// The columns that the screen needs of a file, in the order of the slots it is given.
  func columns(in header: [HeaderColumn], file: String) throws -> [ColumnRequest]
  /// Clears `accepted` for the rows that must not count.
  ///
  /// - Parameters:
  ///   - batch: The records.
  ///   - slots: The slots of the screen's columns, parallel to what `columns` returned.
  ///   - accepted: One entry per record.
  mutating func screen(_ batch: RecordBatch, slots: [Int], accepted: inout [Bool])
  /// Adds what another part's screen has found; parts come in file order.
  mutating func merge(_ other: Self)
  /// Whether every malformed record is wanted, not only those that the summary of the file keeps.
  var wantsMalformedRecords: Bool { get }
  /// Takes note of a record that is no record: a stray quote, a wrong number of fields.
  mutating func note(malformed record: MalformedRecord)
}

extension ResponseScreen {
  /// No more than the summary keeps.
  public var wantsMalformedRecords: Bool { false }
  /// Does nothing.
  public mutating func note(malformed record: MalformedRecord) {}
}

/// What is to be estimated from which columns.
public struct EstimationRequest: Sendable {
  /// The sample design.
  public var design: DesignRequest
  /// Row-level variables; derived ones refer to earlier ones by index.
  public var variables: [VariableSource]
  /// Statistics over the variables.
  public var statistics: [StatisticDefinition]
  /// Quantiles over the variables.
  public var quantiles: [QuantileRequest]
  /// Differences between levels of a domain variable.
  public var differences: [DifferenceRequest] = []
  /// How the p values of the differences are adjusted for their number; `nil` for not at all.
  public var adjustment: MultipleTesting?
  /// Whether every rate is tested for association with the domains.
  public var testsAssociation = false
  /// Items to be ranked by their bearing on overall satisfaction; `nil` for none.
  public var drivers: DriverRequest?
  /// Domain variables; every combination of their levels is a domain.
  public var domains: [DomainVariable]
  /// Conditions on the rows of all domains.
  public var filters: [RowFilter]
  /// Interval method, level, degrees of freedom, design effect.
  public var options: EstimateOptions
  /// The questions in words, kept in tallies so that only tallies of the same questions merge.
  public var questions: [String] = []

  /// A request without statistics.
  public init(
    design: DesignRequest = DesignRequest(), variables: [VariableSource] = [],
    statistics: [StatisticDefinition] = [], quantiles: [QuantileRequest] = [],
    domains: [DomainVariable] = [], filters: [RowFilter] = [],
    options: EstimateOptions = EstimateOptions()
  ) {
    self.design = design
    self.variables = variables
    self.statistics = statistics
    self.quantiles = quantiles
    self.domains = domains
    self.filters = filters
    self.options = options
  }

  /// Adds a variable and returns its index.
  public mutating func add(_ variable: VariableSource) -> Int {
    variables.append(variable)
    return variables.count - 1
  }

  /// Adds the variable of a condition; `missing` are codes of missing answers.
  public mutating func add(_ condition: Condition, missing: [CellValue] = []) -> Int {
    add(
      .indicator(
        condition.column, classify: { condition.outcome($0, missing: missing).rawValue },
        absence: { condition.absence(among: $0) }))
  }
}

/// A quantile of one variable.
public struct QuantileRequest: Sendable {
  /// Name in the estimates.
  public var name: String
  /// Index of the variable.
  public var variable: Int
  /// Probability in (0, 1).
  public var probability: Double

  /// Asks for a quantile.
  public init(name: String, variable: Int, probability: Double) {
    self.name = name
    self.variable = variable
    self.probability = probability
  }
}

/// Adjustment of weights to population totals, with the totals as read.
public struct CalibrationRequest: Sendable {
  /// How the weights are adjusted.
  public enum Kind: Sendable {
    /// Within the cells of a cross-classification.
    case postStratify
    /// To margins, by the distance of a calibration method.
    case calibrate(CalibrationMethod)
  }

  /// How the weights are adjusted; `nil` when they are only trimmed.
  public var kind: Kind?
  /// The totals.
  public var margins: [MarginTable]
  /// Limits of trimming, after the adjustment.
  public var trimming: (lower: Double, upper: Double)?

  /// Describes an adjustment.
  public init(kind: Kind?, margins: [MarginTable], trimming: (lower: Double, upper: Double)? = nil)
  {
    self.kind = kind
    self.margins = margins
    self.trimming = trimming
  }

  /// The word for the adjustment in the output.
  public var name: String {
    switch kind {
    case .postStratify: "poststratify"
    case .calibrate(.raking(nil)): "raking"
    case .calibrate(.linear): "linear"
    case .calibrate(.raking): "raking"
    case .calibrate(.logit): "logit"
    case .calibrate(.postStratification): "poststratify"
    case nil: "trim"
    }
  }
}

/// Population totals of the categories of one or several crossed columns.
public struct MarginTable: Hashable, Sendable {
  /// The columns; several are crossed.
  public var columns: [ColumnReference]
  /// The categories, one text per column, and their totals; an empty category is the total of a
  /// numeric column.
  public var cells: [Cell]

  /// One category or crossed cell.
  public struct Cell: Hashable, Sendable {
    /// One text per column.
    public var categories: [String]
    /// Population total.
    public var total: Double

    /// Makes a cell.
    public init(categories: [String], total: Double) {
      self.categories = categories
      self.total = total
    }
  }

  /// Makes a margin.
  public init(columns: [ColumnReference], cells: [Cell]) {
    self.columns = columns
    self.cells = cells
  }

  /// Whether the margin is the total of a numeric column.
  public var isNumeric: Bool {
    columns.count == 1 && cells.count == 1 && cells[0].categories[0].trimmedBlanks.isEmpty
  }
}
