/// Why a design or a request cannot give estimates; every case names the place and the way out.
public enum EstimationError: Error, Hashable, Sendable {
  /// A PSU id occurs in two strata.
  case unitsRepeatBetweenStrata(unit: String, strata: [String])
  /// A stratum (or a unit's only stratum) has a single sampled unit and the policy is `fail`.
  case singleUnit(stratum: String, stage: Int)
  /// The whole design has one PSU.
  case singlePSUDesign
  /// A population size below the number of sampled units.
  case populationTooSmall(stratum: String, stage: Int, population: Double, sampled: Int)
  /// Two population sizes (or fractions) in one stratum.
  case populationVaries(stratum: String, stage: Int, values: [Double])
  /// A population size or fraction that is not a positive number.
  case invalidPopulation(stratum: String, stage: Int, value: Double)
  /// More columns of one kind than stages of sampling.
  case tooManyStages(kind: StageColumns, columns: Int, stages: Int)
  /// Arrays that should be parallel are not.
  case lengthMismatch(name: String, expected: Int, found: Int)
  /// No row is left to estimate from.
  case noRows
  /// The statistics asked for need all rows at once and cannot be tallied.
  case notTallied

  /// Columns of which there is one per stage of sampling.
  public enum StageColumns: String, Hashable, Sendable, CaseIterable {
    case strata
    case population = "population (fpc)"
  }
}

extension EstimationError: CustomStringConvertible {
  /// What is wrong.
  public var description: String {
    switch self {
    case .unitsRepeatBetweenStrata(let unit, let strata):
      return "PSU \"\(unit)\" occurs in more than one stratum ("
        + strata.map { "\"\($0)\"" }.joined(separator: ", ") + ")"
    case .singleUnit(let stratum, let stage):
      return "stratum \(stratum) has only one sampled unit at stage \(stage)"
    case .singlePSUDesign:
      return "the design has only one PSU"
    case .populationTooSmall(let stratum, let stage, let population, let sampled):
      return "stratum \(stratum) has a population of \(population) but \(sampled) sampled units "
        + "at stage \(stage)"
    case .populationVaries(let stratum, let stage, let values):
      return "the finite population correction varies within stratum \(stratum) at stage \(stage) ("
        + values.map { "\($0)" }.joined(separator: ", ") + ")"
    case .invalidPopulation(let stratum, let stage, let value):
      return "the population of stratum \(stratum) at stage \(stage) is \(value)"
    case .tooManyStages(let kind, let columns, let stages):
      return
        "\(columns) \(kind.rawValue) columns for \(stages) stage\(stages == 1 ? "" : "s") of sampling"
    case .lengthMismatch(let name, let expected, let found):
      return "\(name) has \(found) values where \(expected) are needed"
    case .noRows:
      return "no row is left to estimate from"
    case .notTallied:
      return "these statistics cannot be tallied: several stages with populations, weights from "
        + "populations, calibration, replicate weights, quantiles, comparisons, and means or ratios "
        + "of rows that are their own PSUs need all rows at once"
    }
  }

  /// What to do about it.
  public var fix: String {
    switch self {
    case .unitsRepeatBetweenStrata:
      "if the ids start anew in every stratum, say so with --nest; else correct them"
    case .singleUnit:
      "choose a policy with --lonely-psu remove|certainty|adjust|average, or merge the stratum"
    case .singlePSUDesign: "an estimate of variance needs two PSUs at least; check --cluster"
    case .populationTooSmall: "correct the population column, or give sampling fractions <= 1"
    case .populationVaries: "give every row of a stratum the same population or fraction"
    case .invalidPopulation: "give a positive population size or a fraction in (0, 1]"
    case .tooManyStages: "give at most one column per stage; the stages are those of --cluster"
    case .lengthMismatch: "give one value per row"
    case .noRows: "check the weights and the rejected rows"
    case .notTallied: "change the option named"
    }
  }
}
