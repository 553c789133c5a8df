/// Population totals of the categories of one variable, and the category of every row.
///
/// One margin of a raking, one block of a calibration, or the cells of a post-stratification
/// (then `categories` are the names of the cross-classified cells).
public struct CategoricalMargin: Hashable, Sendable {
  /// Name of the variable, for messages; several names joined by ` x ` for cells.
  public var variable: String
  /// Names of the categories.
  public var categories: [String]
  /// Population total of each category, parallel to `categories`, in population units.
  public var totals: [Double]
  /// Index into `categories` for every row; -1 where the row has no category of the margin.
  public var codes: [Int32]

  /// Makes a margin; `totals` is parallel to `categories`, `codes` to the rows of the sample.
  public init(variable: String, categories: [String], totals: [Double], codes: [Int32]) {
    self.variable = variable
    self.categories = categories
    self.totals = totals
    self.codes = codes
  }
}

/// The population total of a numeric variable, and its value in every row.
public struct NumericMargin: Hashable, Sendable {
  /// Name of the variable, for messages.
  public var variable: String
  /// Population total, in the variable's own unit.
  public var total: Double
  /// The value of every row; all must be finite.
  public var values: [Double]

  /// Makes a margin; `values` is parallel to the rows of the sample.
  public init(variable: String, total: Double, values: [Double]) {
    self.variable = variable
    self.total = total
    self.values = values
  }
}

/// What is known of the population for one variable.
public enum Margin: Hashable, Sendable {
  /// Totals of all categories of a variable.
  case categorical(CategoricalMargin)
  /// The total of a numeric variable.
  case numeric(NumericMargin)

  /// Name of the variable.
  public var variable: String {
    switch self {
    case .categorical(let margin): margin.variable
    case .numeric(let margin): margin.variable
    }
  }
}

/// Limits of the calibration factors `g = calibrated weight / design weight`.
public struct CalibrationBounds: Hashable, Sendable {
  /// Smallest factor allowed, below 1.
  public var lower: Double
  /// Largest factor allowed, above 1.
  public var upper: Double

  /// Limits of the calibration factors; `lower < 1 < upper` is checked when calibrating.
  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }
}

/// How calibrated weights are kept close to design weights (Deville & Sarndal 1992, section 2).
public enum CalibrationMethod: Hashable, Sendable {
  /// Ratio adjustment within the cells of one categorical margin.
  case postStratification
  /// `F(u) = 1 + u`, the generalised regression estimator; truncated at the bounds if any.
  case linear(CalibrationBounds?)
  /// `F(u) = exp(u)`, raking; truncated at the bounds if any.
  case raking(CalibrationBounds?)
  /// The logit distance, whose factors lie strictly between the bounds.
  case logit(CalibrationBounds)

  /// The bounds, if any.
  public var bounds: CalibrationBounds? {
    switch self {
    case .postStratification: nil
    case .linear(let bounds), .raking(let bounds): bounds
    case .logit(let bounds): bounds
    }
  }
}
