/// A number that every row has, 0 where it does not apply; a tally sums it with the rows' weights.
public struct MomentQuantity: Hashable, Sendable {
  /// Which values a quantity takes.
  public enum Kind: UInt8, Hashable, Sendable {
    /// 0 or 1.
    case indicator
    /// Integers from -65,536 to 65,536.
    case count
    /// Any number.
    case real
  }

  /// Which values it takes.
  public var kind: Kind
  /// An indicator that is 1 wherever this indicator is, so that their product is this one.
  public var within: Int?

  /// Describes a quantity.
  public init(_ kind: Kind, within: Int? = nil) {
    self.kind = kind
    self.within = within
  }
}

/// Two quantities whose product is summed; the smaller index comes first.
public struct MomentPair: Hashable, Sendable, Comparable {
  /// The first quantity.
  public var first: Int
  /// The second one.
  public var second: Int

  /// The pair of two quantities in either order.
  public init(_ first: Int, _ second: Int) {
    self.first = min(first, second)
    self.second = max(first, second)
  }

  /// By the first, then the second.
  public static func < (left: MomentPair, right: MomentPair) -> Bool {
    (left.first, left.second) < (right.first, right.second)
  }
}

/// What a ``MomentTally`` sums.
public struct MomentDefinition: Hashable, Sendable {
  /// The quantities; those from `cellQuantities` on are summed by domain only.
  public let quantities: [MomentQuantity]
  /// Number of quantities that are summed by PSU, which variances need.
  public let cellQuantities: Int
  /// Products that are summed for every domain, reduced and in order.
  public let pairs: [MomentPair]
  /// Further products that are summed over all rows only.
  public let overallPairs: [MomentPair]
  /// Whether every row is a PSU of its own; else rows are summed by the PSU that they name.
  public let rowsAreUnits: Bool
  /// Whether rows belong to named strata.
  public let isStratified: Bool
  /// Whether PSU ids start anew in every stratum.
  public let isNested: Bool
  /// Whether strata have population sizes or fractions.
  public let hasPopulations: Bool

  /// Indices of the quantities that are integers, in order.
  let integers: [Int]
  /// Indices of the others.
  let reals: [Int]
  /// Place of every pair in `pairs`, then `overallPairs`.
  let places: [MomentPair: Int]
  /// Pairs of `pairs` and `overallPairs` whose sum with the plain weights is no first moment.
  let plainPairs: [MomentPair]
  let plainOverallPairs: [MomentPair]
  let plainPlaces: [MomentPair: Int]

  /// Defines a tally for statistics.
  ///
  /// - Parameters:
  ///   - statistics: What is estimated in every domain; components are values of quantities.
  ///   - overall: What is estimated over all rows only.
  public init(
    quantities: [MomentQuantity], cellQuantities: Int, statistics: [StatisticDefinition],
    overall: [StatisticDefinition], rowsAreUnits: Bool, isStratified: Bool, isNested: Bool,
    hasPopulations: Bool
  ) {
    func pairs(_ definitions: [StatisticDefinition]) -> Set<MomentPair> {
      var found: Set<MomentPair> = []
      for definition in definitions {
        let places = definition.variables
        for (offset, first) in places.enumerated() {
          for second in places[offset...] {
            found.insert(Self.reduced(MomentPair(first, second), quantities))
          }
        }
      }
      return found
    }
    let inDomains = pairs(statistics)
    self.init(
      quantities: quantities, cellQuantities: cellQuantities, pairs: inDomains.sorted(),
      overallPairs: pairs(overall).subtracting(inDomains).sorted(), rowsAreUnits: rowsAreUnits,
      isStratified: isStratified, isNested: isNested, hasPopulations: hasPopulations)
  }

  init(
    quantities: [MomentQuantity], cellQuantities: Int, pairs: [MomentPair],
    overallPairs: [MomentPair], rowsAreUnits: Bool, isStratified: Bool, isNested: Bool,
    hasPopulations: Bool
  ) {
    self.quantities = quantities
    self.cellQuantities = cellQuantities
    self.pairs = pairs
    self.overallPairs = overallPairs
    self.rowsAreUnits = rowsAreUnits
    self.isStratified = isStratified
    self.isNested = isNested
    self.hasPopulations = hasPopulations
    integers = quantities.indices.filter { quantities[$0].kind != .real }
    reals = quantities.indices.filter { quantities[$0].kind == .real }
    places = Self.numbered(pairs + overallPairs)
    func isPlain(_ pair: MomentPair) -> Bool {
      pair.first != pair.second || quantities[pair.first].kind != .indicator
    }
    plainPairs = pairs.filter(isPlain)
    plainOverallPairs = overallPairs.filter(isPlain)
    plainPlaces = Self.numbered(plainPairs + plainOverallPairs)
  }

  private static func numbered(_ pairs: [MomentPair]) -> [MomentPair: Int] {
    Dictionary(uniqueKeysWithValues: pairs.enumerated().map { ($1, $0) })
  }

  /// The pair with the same product: an indicator within another one is their product.
  func reduced(_ pair: MomentPair) -> MomentPair { Self.reduced(pair, quantities) }

  private static func reduced(_ pair: MomentPair, _ quantities: [MomentQuantity]) -> MomentPair {
    if lies(pair.first, within: pair.second, quantities) {
      return MomentPair(pair.first, pair.first)
    }
    if lies(pair.second, within: pair.first, quantities) {
      return MomentPair(pair.second, pair.second)
    }
    return pair
  }

  private static func lies(
    _ inner: Int, within outer: Int, _ quantities: [MomentQuantity]
  ) -> Bool {
    var place: Int? = inner
    while let current = place, quantities[current].kind == .indicator {
      if current == outer { return true }
      place = quantities[current].within
    }
    return false
  }
}
