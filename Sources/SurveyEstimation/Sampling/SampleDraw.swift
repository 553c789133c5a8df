/// A unit drawn from a frame.
public struct SampledUnit: Hashable, Sendable {
  /// Position in the frame, from 0.
  public let index: Int
  /// Probability with which it was to be drawn.
  public let probability: Double
  /// Whether it was taken for certain because of its size.
  public let isCertain: Bool
  /// Design weight, 1 / probability.
  public var weight: Double { 1 / probability }

  /// A drawn unit.
  public init(index: Int, probability: Double, isCertain: Bool = false) {
    self.index = index
    self.probability = probability
    self.isCertain = isCertain
  }
}

/// How units are drawn within a stratum (or the whole frame).
public enum DrawMethod: Hashable, Sendable {
  /// Simple random sampling without replacement.
  case simpleRandom
  /// Every N/n-th unit from a random start, in the order of the frame.
  case systematic
  /// Systematic with probability proportional to size; units so large that their probability would
  /// reach 1 are taken for certain.
  case proportionalToSize([Double])
}

/// Draws samples from a frame; the same frame, seed and method give the same sample everywhere.
public struct SampleDraw: Sendable {
  private var numbers: SeededNumbers

  /// Draws with the random numbers that belong to `seed`.
  public init(seed: UInt64) { numbers = SeededNumbers(seed: seed) }

  /// Draws a sample from a whole frame.
  ///
  /// - Parameters:
  ///   - size: Units to draw.
  ///   - population: Units in the frame.
  ///   - method: How to draw.
  /// - Returns: The drawn units in the order of the frame.
  public mutating func sample(
    _ size: Int, from population: Int, by method: DrawMethod
  ) throws(SamplingError) -> [SampledUnit] {
    try draw(size, from: Array(0..<population), by: method)
  }

  /// Draws a sample from every stratum of a frame.
  ///
  /// - Parameters:
  ///   - sizes: Units to draw from each stratum.
  ///   - strata: Stratum of each unit, an index into `sizes`.
  ///   - method: How to draw within strata; sizes of units are those of the whole frame.
  /// - Returns: The drawn units in the order of the frame.
  public mutating func stratifiedSample(
    _ sizes: [Int], strata: [Int32], by method: DrawMethod
  ) throws(SamplingError) -> [SampledUnit] {
    var members = [[Int]](repeating: [], count: sizes.count)
    for (index, stratum) in strata.enumerated() {
      guard sizes.indices.contains(Int(stratum)) else {
        throw .stratumWithoutAllocation(stratum: Int(stratum))
      }
      members[Int(stratum)].append(index)
    }
    var units: [SampledUnit] = []
    for (stratum, size) in sizes.enumerated() {
      units += try draw(size, from: members[stratum], by: method)
    }
    return units.sorted { $0.index < $1.index }
  }

  private mutating func draw(
    _ size: Int, from frame: [Int], by method: DrawMethod
  ) throws(SamplingError) -> [SampledUnit] {
    guard size >= 0 else {
      throw .outOfRange(name: .sampleSize, value: Double(size), range: .notNegative)
    }
    guard size <= frame.count else {
      throw .populationTooSmall(asked: size, available: frame.count)
    }
    guard size > 0 else { return [] }
    let probability = Double(size) / Double(frame.count)
    switch method {
    case .simpleRandom:
      return simple(size, from: frame).map { SampledUnit(index: $0, probability: probability) }
    case .systematic:
      // In units of 1/size the interval is the whole number N, so every unit has the same chance.
      let start = numbers.below(frame.count)
      return (0..<size).map {
        SampledUnit(
          index: frame[(start + $0 * frame.count) / size], probability: probability)
      }
    case .proportionalToSize(let sizes):
      return try proportional(size, from: frame, sizes: sizes)
    }
  }

  /// Selection sampling: each unit in turn with the chance that is left (Knuth 1997, 3.4.2 S).
  private mutating func simple(_ size: Int, from frame: [Int]) -> [Int] {
    var chosen: [Int] = []
    for (position, index) in frame.enumerated() where chosen.count < size {
      if numbers.below(frame.count - position) < size - chosen.count { chosen.append(index) }
    }
    return chosen
  }

  /// Madow's systematic method after large units are set aside (Sarndal, Swensson & Wretman 1992,
  /// section 3.6.2).
  private mutating func proportional(
    _ size: Int, from frame: [Int], sizes: [Double]
  ) throws(SamplingError) -> [SampledUnit] {
    for index in frame {
      guard sizes.indices.contains(index) else {
        throw .lengthMismatch(name: "measures of size", expected: index + 1, found: sizes.count)
      }
      guard sizes[index] >= 0, sizes[index].isFinite else {
        throw .invalidSize(row: index, size: sizes[index])
      }
    }
    let positive = frame.filter { sizes[$0] > 0 }
    guard size <= positive.count else {
      throw .populationTooSmall(asked: size, available: positive.count)
    }
    var certain = Set<Int>()
    var rest = positive
    var total = orderFreeSum(rest.map { sizes[$0] })
    while certain.count < size {
      let share = Double(size - certain.count) / total
      // A probability that rounding leaves a hair below 1 is 1.
      let large = rest.filter { sizes[$0] * share >= 1 - 1e-12 }
      if large.isEmpty { break }
      certain.formUnion(large)
      rest.removeAll { certain.contains($0) }
      total = orderFreeSum(rest.map { sizes[$0] })
    }
    var units = positive.filter { certain.contains($0) }.map {
      SampledUnit(index: $0, probability: 1, isCertain: true)
    }
    let remaining = size - certain.count
    if remaining > 0 {
      let share = Double(remaining) / total
      let start = numbers.fraction()
      var cumulative = ExactSum()
      var next = 0
      for index in rest {
        cumulative.add(sizes[index] * share)
        if next < remaining, cumulative.value > start + Double(next) {
          units.append(SampledUnit(index: index, probability: sizes[index] * share))
          next += 1
        }
      }
      // Rounding may leave the last mark just beyond the last unit.
      if next < remaining,
        let last = rest.last(where: { index in
          !units.contains { $0.index == index }
        })
      {
        units.append(SampledUnit(index: last, probability: sizes[last] * share))
      }
    }
    return units.sorted { $0.index < $1.index }
  }
}
