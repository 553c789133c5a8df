#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// By what a sample is divided among strata.
public enum AllocationRule: Hashable, Sendable {
  /// The same number for every stratum: for comparing strata.
  case equal
  /// In proportion to population size: for the whole, when strata vary alike.
  case proportional
  /// In proportion to size times standard deviation (Neyman 1934): the smallest variance of the
  /// whole.
  case neyman
  /// In proportion to size to a power between 0 (equal) and 1 (proportional), times the standard
  /// deviation (Bankier 1988): a compromise of the two aims; 0.5 is the square root allocation.
  case power(Double)
}

/// A sample divided among strata.
public struct Allocation: Hashable, Sendable {
  /// Sample size of each stratum; they sum to the total exactly.
  public let sizes: [Int]

  /// Divides a total among strata.
  ///
  /// Sizes are `lambda a_h` held between the minimum and the stratum's population, with `lambda`
  /// such that they sum to the total, then rounded by largest remainder (ties to the earlier
  /// stratum). For Neyman's rule that is the optimum under these limits (Stenger & Gabler 2005).
  ///
  /// - Parameters:
  ///   - total: Sample size of all strata together.
  ///   - populations: Population of each stratum.
  ///   - standardDeviations: Of the variable of interest, for ``AllocationRule/neyman`` and
  ///     ``AllocationRule/power(_:)``: `sqrt(p (1 - p))` for a rate. `nil`: alike in all strata.
  ///   - rule: By what to divide.
  ///   - minimum: The least for each stratum (a smaller stratum is taken whole).
  /// - Throws: ``SamplingError`` when the strata hold fewer units than the total, or the minima
  ///   more.
  public init(
    total: Int, populations: [Int], standardDeviations: [Double]? = nil, rule: AllocationRule,
    minimum: Int = 0
  ) throws(SamplingError) {
    if let standardDeviations {
      guard standardDeviations.count == populations.count else {
        throw .lengthMismatch(
          name: "standard deviations", expected: populations.count,
          found: standardDeviations.count)
      }
      for value in standardDeviations where !(value >= 0 && value.isFinite) {
        throw .outOfRange(name: .standardDeviation, value: value, range: .notNegative)
      }
    }
    for value in populations where value < 0 {
      throw .outOfRange(name: .stratumPopulation, value: Double(value), range: .notNegative)
    }
    guard total >= 0, minimum >= 0 else {
      throw .outOfRange(
        name: .sampleSize, value: Double(min(total, minimum)), range: .notNegative)
    }
    if case .power(let exponent) = rule, !(0...1).contains(exponent) {
      throw .outOfRange(name: .power, value: exponent, range: .share)
    }
    let available = populations.reduce(0, +)
    guard total <= available else {
      throw .populationTooSmall(asked: total, available: available)
    }
    let lower = populations.map { min(minimum, $0) }
    let needed = lower.reduce(0, +)
    guard needed <= total else { throw .minimaExceedTotal(total: total, minima: needed) }
    let shares = populations.indices.map { h -> Double in
      let size = Double(populations[h])
      if populations[h] == 0 { return 0 }
      switch rule {
      case .equal: return 1
      case .proportional: return size
      case .neyman: return size * (standardDeviations?[h] ?? 1)
      case .power(let exponent): return pow(size, exponent) * (standardDeviations?[h] ?? 1)
      }
    }
    let real = try Self.realSizes(
      total: Double(total), shares: shares, lower: lower.map { Double($0) },
      upper: populations.map { Double($0) })
    sizes = Self.rounded(real, total: total)
  }

  /// `lambda a_h` between the limits, summing to the total.
  private static func realSizes(
    total: Double, shares: [Double], lower: [Double], upper: [Double]
  ) throws(SamplingError) -> [Double] {
    // The sum grows with lambda in straight pieces that meet where a stratum reaches a limit.
    var limits: [Double] = [0]
    for h in shares.indices where shares[h] > 0 {
      limits.append(lower[h] / shares[h])
      limits.append(upper[h] / shares[h])
    }
    limits.sort()
    func sizes(_ lambda: Double) -> [Double] {
      shares.indices.map { min(max(lambda * shares[$0], lower[$0]), upper[$0]) }
    }
    func sum(_ lambda: Double) -> Double { sizes(lambda).reduce(0, +) }
    guard let last = limits.last, sum(last) >= total * (1 - 1e-12) else { throw .noShares }
    let end = limits.firstIndex { sum($0) >= total } ?? limits.count - 1
    guard end > 0 else { return sizes(limits[end]) }
    let (low, high) = (limits[end - 1], limits[end])
    let (below, above) = (sum(low), sum(high))
    let lambda = above > below ? low + (high - low) * (total - below) / (above - below) : high
    return sizes(lambda)
  }

  private static func rounded(_ real: [Double], total: Int) -> [Int] {
    // Whole numbers that rounding error left a little short are whole.
    var sizes = real.map { Int(($0 + 1e-9).rounded(.down)) }
    let missing = total - sizes.reduce(0, +)
    let order = real.indices.sorted {
      let (a, b) = (real[$0] - Double(sizes[$0]), real[$1] - Double(sizes[$1]))
      return abs(a - b) > 1e-9 ? a > b : $0 < $1
    }
    for h in order.prefix(max(missing, 0)) { sizes[h] += 1 }
    return sizes
  }
}
