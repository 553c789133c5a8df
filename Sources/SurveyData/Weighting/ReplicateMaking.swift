public import SurveyEstimation

/// Replicate weights to be made from the design.
public struct ReplicateMaking: Sendable {
  /// The method.
  public var kind: ReplicateKind
  /// Number of replicates of the bootstrap, or the least for successive differences.
  public var count: Int?
  /// Start of the bootstrap's random numbers.
  public var seed: UInt64
  /// The stratum column; `nil` without strata.
  public var stratum: ColumnReference?
  /// The PSU column; `nil` when rows are the PSUs.
  public var cluster: ColumnReference?
  /// Whether PSU ids start anew in every stratum.
  public var isNested: Bool
  /// The column of the strata's numbers of PSUs, or of sampling fractions; for the jackknives.
  public var population: ColumnReference?

  /// Describes replicate weights.
  public init(
    kind: ReplicateKind, count: Int? = nil, seed: UInt64 = 1, stratum: ColumnReference? = nil,
    cluster: ColumnReference? = nil, isNested: Bool = false, population: ColumnReference? = nil
  ) {
    self.kind = kind
    self.count = count
    self.seed = seed
    self.stratum = stratum
    self.cluster = cluster
    self.isNested = isNested
    self.population = population
  }

  /// The replicates of the rows read.
  ///
  /// The design is checked as `estimate` checks it, so that errors name strata and PSUs as the file
  /// does. The unstratified jackknife leaves the strata out.
  func design(_ data: WeightingData) throws -> ReplicateDesign {
    let strata = try stratum.map { try data.designColumn($0) }
    var psus = try cluster.map { try data.designColumn($0) }
    if isNested, let outer = strata, let inner = psus { psus = Self.pairs(outer, inner) }
    let checked = try SurveyDesign(
      rowCount: data.weights.count, weights: data.weights,
      strata: kind == .jackknife ? [] : [strata].compactMap { $0 },
      clusters: [psus].compactMap { $0 },
      populations: [population].compactMap { $0.map { data.numbers[$0] ?? [] } })
    let fractions = checked.samplingFractionOfRow
    let stratumCodes = strata?.codes ?? [Int32](repeating: 0, count: data.weights.count)
    let psuCodes = psus?.codes ?? (0..<Int32(data.weights.count)).map { $0 }
    do {
      switch kind {
      case .jackknife:
        return try .jackknife(psus: psuCodes, samplingFraction: fractions[0])
      case .stratifiedJackknife:
        return try .stratifiedJackknife(
          strata: stratumCodes, psus: psuCodes,
          samplingFractions: Dictionary(zip(stratumCodes, fractions)) { first, _ in first })
      case .balanced: return try .balanced(strata: stratumCodes, psus: psuCodes)
      case .fay(let rho): return try .balanced(strata: stratumCodes, psus: psuCodes, rho: rho)
      case .bootstrap:
        return try .bootstrap(
          strata: stratumCodes, psus: psuCodes, replicates: count ?? 200, seed: seed)
      case .successiveDifference:
        return try .successiveDifference(strata: stratumCodes, psus: psuCodes, replicates: count)
      }
    } catch ReplicateError.notTwoPSUs(let code, let count) {
      let name = strata?.levels[code]
      throw RequestError(
        .unusable, at: stratum?.text ?? cluster?.text ?? "the file",
        (name.map { "stratum \"\($0)\"" } ?? "the sample")
          + " has \(count) PSU\(count == 1 ? "" : "s"); balanced replication needs two in every stratum",
        fix: ReplicateError.notTwoPSUs(stratum: code, count: count).fix,
        vi: (name.map { "tầng \"\($0)\"" } ?? "mẫu")
          + " có \(count) cụm; phương pháp lặp cân bằng cần đúng hai cụm trong mỗi tầng",
        viFix: ReplicateError.notTwoPSUs(stratum: code, count: count).vietnameseFix)
    }
  }

  /// Pairs of stratum and PSU, numbered by stratum, then PSU, whatever the order of the rows.
  private static func pairs(
    _ strata: CategoricalColumn, _ psus: CategoricalColumn
  ) -> CategoricalColumn {
    let ordered = Set(zip(strata.codes, psus.codes).map { [$0, $1] }).sorted {
      $0.lexicographicallyPrecedes($1)
    }
    let number = Dictionary(uniqueKeysWithValues: zip(ordered, Int32(0)...))
    return CategoricalColumn(
      codes: zip(strata.codes, psus.codes).map { number[[$0, $1]] ?? 0 },
      levels: ordered.map { "\(strata.levels[Int($0[0])]) / \(psus.levels[Int($0[1])])" })
  }
}
