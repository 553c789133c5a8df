/// Why replicate weights cannot be made from a design.
public enum ReplicateError: Error, Hashable, Sendable {
  /// A stratum (its code) has a single PSU and is not take-all.
  case singlePSU(stratum: Int)
  /// Balanced replication needs two PSUs in every stratum; this one has `count`.
  case notTwoPSUs(stratum: Int, count: Int)
  /// Fay's rho must lie in 0 ..< 1.
  case invalidRho(Double)
  /// At least two replicates are needed.
  case tooFewReplicates(Int)
  /// A PSU (its code) has rows in two strata.
  case psuInTwoStrata(psu: Int)
  /// A sampling fraction lies outside 0 ... 1.
  case invalidFraction(stratum: Int, fraction: Double)
}

extension ReplicateError: CustomStringConvertible {
  /// What is wrong.
  public var description: String {
    switch self {
    case .singlePSU(let stratum): "stratum \(stratum) has a single PSU"
    case .notTwoPSUs(let stratum, let count): "stratum \(stratum) has \(count) PSUs; BRR needs two"
    case .invalidRho(let rho): "Fay's rho must be at least 0 and below 1, got \(rho)"
    case .tooFewReplicates(let count): "at least two replicates are needed, got \(count)"
    case .psuInTwoStrata(let psu): "PSU \(psu) has rows in two strata"
    case .invalidFraction(let stratum, let fraction):
      "the sampling fraction of stratum \(stratum) is \(fraction)"
    }
  }

  /// What to do about it.
  public var fix: String {
    switch self {
    case .singlePSU: "merge the stratum with a similar one"
    case .notTwoPSUs: "use JKn or the bootstrap, or pair the PSUs"
    case .invalidRho: "use a value such as 0.5"
    case .tooFewReplicates: "ask for more"
    case .psuInTwoStrata: "if the ids start anew in every stratum, say so with --nest"
    case .invalidFraction: "give a fraction between 0 and 1"
    }
  }
}

/// Replicate weights made from a sample's strata and PSUs.
///
/// Held as one factor per PSU and replicate; the weight of row i under replicate r is
/// `w_i * factors[r][psuOfRow[i]]`. Replicates come in the order of the PSU codes, so codes should
/// be given in an order that does not depend on the rows (sorted ids).
public struct ReplicateDesign: Sendable {
  /// How the replicates were made.
  public let kind: ReplicateKind
  /// One array of PSU factors for each replicate.
  public let factors: [[Double]]
  /// The position of each row's PSU in the arrays of `factors`.
  public let psuOfRow: [Int]
  /// Scales of the variance.
  public let variance: ReplicateVariance

  /// The number of replicates.
  public var count: Int { factors.count }

  /// The weights of one replicate.
  ///
  /// - Parameters:
  ///   - replicate: Index of the replicate, from 0.
  ///   - weights: Full-sample weights, one per row.
  public func weights(replicate: Int, from weights: [Double]) -> [Double] {
    weights.indices.map { weights[$0] * factors[replicate][psuOfRow[$0]] }
  }

  /// Strata with their PSUs, both ascending by code.
  private struct Structure {
    var psuOfRow: [Int]
    /// For each stratum its code and the positions of its PSUs.
    var strata: [(code: Int32, psus: [Int])]
    var psuCount: Int

    init(strata: [Int32]?, psus: [Int32]) throws(ReplicateError) {
      var stratumOfPSU: [Int32: Int32] = [:]
      for (row, psu) in psus.enumerated() {
        let stratum = strata?[row] ?? 0
        if let known = stratumOfPSU.updateValue(stratum, forKey: psu), known != stratum {
          throw .psuInTwoStrata(psu: Int(psu))
        }
      }
      let ordered = stratumOfPSU.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
      var position: [Int32: Int] = [:]
      self.strata = []
      for (index, entry) in ordered.enumerated() {
        position[entry.key] = index
        if self.strata.last?.code != entry.value { self.strata.append((entry.value, [])) }
        self.strata[self.strata.count - 1].psus.append(index)
      }
      psuOfRow = psus.map { position[$0] ?? 0 }
      psuCount = ordered.count
    }
  }

  private init(
    _ kind: ReplicateKind, _ structure: Structure, factors: [[Double]], variance: ReplicateVariance
  ) {
    self.kind = kind
    self.factors = factors
    self.variance = variance
    psuOfRow = structure.psuOfRow
  }

  /// The delete-one-PSU jackknife (JK1), strata ignored.
  ///
  /// The dropped PSU has factor 0, the others n/(n-1). Same weights as R's `jk1weights`.
  ///
  /// - Parameters:
  ///   - psus: The PSU code of every row.
  ///   - samplingFraction: Share of the population's PSUs that were sampled.
  public static func jackknife(
    psus: [Int32], samplingFraction: Double = 0
  ) throws(ReplicateError) -> ReplicateDesign {
    let structure = try Structure(strata: nil, psus: psus)
    let count = structure.psuCount
    guard count > 1 else { throw .singlePSU(stratum: 0) }
    guard (0...1).contains(samplingFraction) else {
      throw .invalidFraction(stratum: 0, fraction: samplingFraction)
    }
    let kept = Double(count) / Double(count - 1)
    let factors = (0..<count).map { dropped in (0..<count).map { $0 == dropped ? 0 : kept } }
    let scale = ReplicateKind.jackknife.scale(count: count) * (1 - samplingFraction)
    return ReplicateDesign(
      .jackknife, structure, factors: factors,
      variance: ReplicateVariance(
        scale: scale, replicateScales: Array(repeating: 1, count: count)))
  }

  /// The stratified jackknife (JKn): one PSU of one stratum dropped at a time.
  ///
  /// The other PSUs of the stratum get n_h/(n_h-1), those of other strata 1; the replicate's scale
  /// is (1 - f_h)(n_h-1)/n_h. A stratum with f_h = 1 makes no replicates. Same weights as R's
  /// `jknweights`.
  ///
  /// - Parameters:
  ///   - strata: The stratum code of every row.
  ///   - psus: The PSU code of every row, different in different strata.
  ///   - samplingFractions: Share of the PSUs sampled, by stratum code; 0 where absent.
  public static func stratifiedJackknife(
    strata: [Int32], psus: [Int32], samplingFractions: [Int32: Double] = [:]
  ) throws(ReplicateError) -> ReplicateDesign {
    let structure = try Structure(strata: strata, psus: psus)
    var factors: [[Double]] = []
    var scales: [Double] = []
    for stratum in structure.strata {
      let fraction = samplingFractions[stratum.code] ?? 0
      guard (0...1).contains(fraction) else {
        throw .invalidFraction(stratum: Int(stratum.code), fraction: fraction)
      }
      if fraction == 1 { continue }
      let size = Double(stratum.psus.count)
      guard size > 1 else { throw .singlePSU(stratum: Int(stratum.code)) }
      for dropped in stratum.psus {
        var column = [Double](repeating: 1, count: structure.psuCount)
        for psu in stratum.psus { column[psu] = psu == dropped ? 0 : size / (size - 1) }
        factors.append(column)
        scales.append((1 - fraction) * (size - 1) / size)
      }
    }
    return ReplicateDesign(
      .stratifiedJackknife, structure, factors: factors,
      variance: ReplicateVariance(scale: 1, replicateScales: scales))
  }

  /// Balanced repeated replication (McCarthy 1966), with Fay's factors when `rho` is given.
  ///
  /// Every stratum has two PSUs; half-samples follow a Hadamard matrix of order above the number of
  /// strata (its constant row is not used), so that they are in full orthogonal balance: the
  /// variance of a total is exactly the linearised one.
  ///
  /// - Parameters:
  ///   - strata: The stratum code of every row.
  ///   - psus: The PSU code of every row, different in different strata.
  ///   - rho: Fay's rho, 0 for half-samples; factors are 2 - rho and rho.
  public static func balanced(
    strata: [Int32], psus: [Int32], rho: Double = 0
  ) throws(ReplicateError) -> ReplicateDesign {
    guard rho >= 0, rho < 1 else { throw .invalidRho(rho) }
    let structure = try Structure(strata: strata, psus: psus)
    for stratum in structure.strata where stratum.psus.count != 2 {
      throw .notTwoPSUs(stratum: Int(stratum.code), count: stratum.psus.count)
    }
    let matrix = HadamardMatrix(orderAtLeast: structure.strata.count + 1)
    let factors = (0..<matrix.order).map { replicate in
      var column = [Double](repeating: 1, count: structure.psuCount)
      for (h, stratum) in structure.strata.enumerated() {
        let isFirst = matrix[h + 1, replicate] > 0
        column[stratum.psus[0]] = isFirst ? 2 - rho : rho
        column[stratum.psus[1]] = isFirst ? rho : 2 - rho
      }
      return column
    }
    let kind: ReplicateKind = rho == 0 ? .balanced : .fay(rho: rho)
    return ReplicateDesign(
      kind, structure, factors: factors, variance: ReplicateVariance(kind, count: matrix.order))
  }

  /// The rescaling bootstrap of Rao & Wu (1988) with n_h - 1 draws in every stratum.
  ///
  /// A PSU drawn m times gets m n_h/(n_h-1) (Rao, Wu & Yue 1992). Reproducible: the draws come from
  /// SplitMix64 started at `seed`, replicate by replicate, stratum by stratum, PSUs by code.
  /// The method of R's `subbootweights`, with other random numbers.
  ///
  /// - Parameters:
  ///   - strata: The stratum code of every row.
  ///   - psus: The PSU code of every row, different in different strata.
  ///   - replicates: The number of replicates, at least 2.
  ///   - seed: Start of the random numbers.
  public static func bootstrap(
    strata: [Int32], psus: [Int32], replicates: Int, seed: UInt64
  ) throws(ReplicateError) -> ReplicateDesign {
    guard replicates > 1 else { throw .tooFewReplicates(replicates) }
    let structure = try Structure(strata: strata, psus: psus)
    for stratum in structure.strata where stratum.psus.count < 2 {
      throw .singlePSU(stratum: Int(stratum.code))
    }
    var numbers = SeededNumbers(seed: seed)
    let factors = (0..<replicates).map { _ in
      var column = [Double](repeating: 0, count: structure.psuCount)
      for stratum in structure.strata {
        let size = stratum.psus.count
        let share = Double(size) / Double(size - 1)
        for _ in 1..<size { column[stratum.psus[numbers.below(size)]] += share }
      }
      return column
    }
    return ReplicateDesign(
      .bootstrap, structure, factors: factors,
      variance: ReplicateVariance(.bootstrap, count: replicates))
  }

  /// Successive difference replicates of a systematic sample (Fay & Train 1995; Ash 2014).
  ///
  /// PSUs in the order of their codes form a closed loop in every stratum. PSU j has the factor
  ///
  ///     1 + 2^(-3/2) (a_jr - a_(j+1)r)
  ///
  /// with rows a_j of a Hadamard matrix, the last PSU of a loop meeting the first; rows are used
  /// again only when there are more PSUs than replicates. While there are not, the variance of a
  /// total is half the sum of squared differences of neighbours around the loop.
  /// Deviations are from the full-sample value.
  ///
  /// - Parameters:
  ///   - strata: The stratum code of every row.
  ///   - psus: The PSU code of every row, in the order of selection.
  ///   - replicates: At least this many replicates; `nil` for enough to use no row twice.
  public static func successiveDifference(
    strata: [Int32], psus: [Int32], replicates: Int? = nil
  ) throws(ReplicateError) -> ReplicateDesign {
    let structure = try Structure(strata: strata, psus: psus)
    for stratum in structure.strata where stratum.psus.count < 2 {
      throw .singlePSU(stratum: Int(stratum.code))
    }
    if let replicates, replicates < 4 { throw .tooFewReplicates(replicates) }
    let matrix = HadamardMatrix(orderAtLeast: replicates ?? structure.psuCount + 1)
    let usable = matrix.order - 1
    let half = 0.125.squareRoot()
    let factors = (0..<matrix.order).map { replicate in
      var column = [Double](repeating: 1, count: structure.psuCount)
      for stratum in structure.strata {
        for (j, psu) in stratum.psus.enumerated() {
          let following = stratum.psus[j + 1 < stratum.psus.count ? j + 1 : 0]
          column[psu] +=
            half * (matrix[psu % usable + 1, replicate] - matrix[following % usable + 1, replicate])
        }
      }
      return column
    }
    return ReplicateDesign(
      .successiveDifference, structure, factors: factors,
      variance: ReplicateVariance(
        .successiveDifference, count: matrix.order, isMeanSquaredError: true))
  }
}
