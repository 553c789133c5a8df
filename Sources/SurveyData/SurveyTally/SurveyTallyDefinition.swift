import SurveyEstimation

/// What a survey's tally is a tally of; tallies of different definitions do not merge.
public struct SurveyTallyDefinition: Hashable, Sendable, Codable {
  /// Id of the instrument.
  public var instrument: String
  /// Version of the instrument.
  public var version: String
  /// SHA-256 of the instrument's definition as read.
  public var digest: String
  /// Ids of the measures that are answered by service area and unit, in the instrument's order; the
  /// others are answered for all responses only.
  public var measures: [String]
  /// Ids of the elements whose rates are answered.
  public var elements: [String]
  /// Whether rates of the questions, shares of their answers and all other measures are answered.
  public var holdsQuestions: Bool
  /// Whether units are told apart.
  public var byUnit: Bool
  /// Whether PSU ids start anew in every stratum.
  public var isNested: Bool
  /// What else decided which records count: period, register.
  public var screening: [String]
  /// SHA-256 of the key of the ids' hashes; `nil` without hashes.
  public var idKey: String?

  /// Defines a tally of an instrument.
  ///
  /// - Parameters:
  ///   - instrument: The instrument.
  ///   - measures: Ids of the measures that are wanted by area and unit; unknown ones are left out.
  ///   - elements: Ids of the elements whose rates are wanted; `nil` for all.
  public init(
    instrument: Instrument, measures: [String], elements: [String]? = nil,
    holdsQuestions: Bool = true, byUnit: Bool, isNested: Bool, screening: [String] = [],
    idKey: String? = nil
  ) {
    self.instrument = instrument.id
    version = instrument.version
    digest = instrument.digest
    self.measures = instrument.measures.map(\.id).filter { measures.contains($0) }
    self.elements = instrument.elements.map(\.id).filter { elements?.contains($0) ?? true }
    self.holdsQuestions = holdsQuestions
    self.byUnit = byUnit
    self.isNested = isNested || instrument.design.isNested
    self.screening = screening
    self.idKey = idKey
  }

  /// How this definition differs from another, in words; `nil` when it does not.
  public func difference(from other: SurveyTallyDefinition) -> String? {
    if instrument != other.instrument {
      return "one is of instrument '\(instrument)', the other of '\(other.instrument)'"
    }
    if version != other.version {
      return
        "instrument '\(instrument)' is version \(version) in one, \(other.version) in the other"
    }
    if digest != other.digest {
      return "the definitions of instrument '\(instrument)' \(version) differ"
    }
    if measures != other.measures || elements != other.elements
      || holdsQuestions != other.holdsQuestions
    {
      return "one answers the measures \(words(measures)), the other \(words(other.measures))"
    }
    if byUnit != other.byUnit { return "only one of them tells units apart" }
    if isNested != other.isNested {
      return "PSU ids start anew in every stratum in one of them only"
    }
    if screening != other.screening {
      return "records were chosen differently: \(words(screening)) in one, "
        + "\(words(other.screening)) in the other"
    }
    if idKey != other.idKey {
      return "the ids are hashed with different keys, or in one of them only"
    }
    return nil
  }

  private func words(_ list: [String]) -> String {
    list.isEmpty ? "(none)" : list.joined(separator: ", ")
  }
}

/// The design columns that files have; those of one data set have the same.
struct SurveyShape: Hashable, Sendable, Codable {
  var hasWeights: Bool
  var strata: Int
  var clusters: Int
  var populations: Int
  var hasUnits: Bool

  init(_ responses: CodedResponses) {
    hasWeights = !responses.weights.isEmpty
    strata = responses.strata.count
    clusters = responses.clusters.count
    populations = responses.populations.count
    hasUnits = responses.units != nil
  }

  /// Whether sums by PSU are all that variances need: one stage, or no populations, which end the
  /// recursion at the first; weights that do not come from populations.
  var isTalliable: Bool {
    let stages = max(clusters, 1)
    return strata <= stages && populations <= stages
      && (populations == 0 || hasWeights && stages == 1)
  }

  func difference(from other: SurveyShape) -> String? {
    func differs(_ has: Bool, _ had: Bool, _ what: String) -> String? {
      has == had ? nil : "only one of them has \(what)"
    }
    return differs(hasWeights, other.hasWeights, "a weight column")
      ?? differs(strata > 0, other.strata > 0, "stratum columns")
      ?? differs(clusters > 0, other.clusters > 0, "cluster columns")
      ?? differs(populations > 0, other.populations > 0, "population columns")
      ?? differs(hasUnits, other.hasUnits, "a unit column")
      ?? (self == other ? nil : "the numbers of design columns differ")
  }
}
