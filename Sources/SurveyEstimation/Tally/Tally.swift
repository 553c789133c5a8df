/// The sufficient statistics of estimates under a single-stage design, without a single person.
///
/// Per PSU and domain: the sum of weights and, for each variable, the weighted sum of its values
/// and the weights of the rows that have none. Where rows are the PSUs, per stratum and domain,
/// with the squared weights alongside. All sums are ``ExactSum``: merging tallies of disjoint
/// rows is associative and commutative with the empty tally as identity, and gives bit for bit
/// the tally of the whole.
///
/// Complexity: memory grows with PSUs x domains x variables, not with rows.
public struct Tally: Sendable {
  /// What is tallied.
  public let definition: TallyDefinition
  /// Names of the strata; one unnamed stratum without stratification.
  public internal(set) var strata: [String] = []
  /// Extremes of the population column per stratum; NaN-free, infinite while empty.
  var populationExtremes: [(smallest: Double, largest: Double)] = []
  /// Rows per stratum.
  var stratumRows: [Int] = []
  /// Names of the PSUs; empty where rows are the PSUs.
  public internal(set) var unitNames: [String] = []
  /// Stratum of every PSU; where rows are the PSUs, every stratum stands for itself.
  var unitStrata: [Int32] = []
  /// Levels of the domains, one text per domain variable.
  public internal(set) var domains: [[String]] = []
  /// Rows per domain.
  var domainRows: [Int] = []
  /// Rows per domain without a value, domain after domain, variable by variable.
  var domainMissing: [Int] = []
  /// Sums of products per domain, domain after domain.
  var moments: [ExactSum] = []
  /// PSU (or stratum) of every cell.
  var cellUnits: [Int32] = []
  /// Domain of every cell.
  var cellDomains: [Int32] = []
  /// Rows of every cell.
  var cellRows: [Int] = []
  /// Sums of every cell, `stride` of them, cell after cell, as far as there are any; complete only
  /// after `settle()`.
  var sums: [ExactSum] = []
  /// What ordinary weights have added since the last `settle()`.
  var recent: RecentSums

  let momentPairs: [ComponentPair]
  private var knownStrata: [String: Int32] = [:]
  private var knownUnits: [UnitKey: Int32] = [:]
  private var knownDomains: [[String]: Int32] = [:]
  private var cellTable: [Int64: Int32] = [:]

  private struct UnitKey: Hashable {
    var stratum: Int32
    var name: String
  }

  /// The empty tally, the identity of merging.
  public init(_ definition: TallyDefinition) {
    self.definition = definition
    momentPairs = definition.rowsAreUnits ? [] : definition.momentPairs
    recent = RecentSums(
      variables: definition.variables.count, orders: definition.rowsAreUnits ? 2 : 1)
  }

  /// Number of PSUs; of strata where rows are the PSUs.
  public var unitCount: Int { unitStrata.count }

  /// Number of pairs of a PSU (or stratum) and a domain that occur.
  public var cellCount: Int { cellUnits.count }

  /// Number of rows tallied, inside domains and outside.
  public var rowCount: Int { stratumRows.reduce(0, +) }

  // MARK: Layout of a cell

  /// The sum of weights, then the values of all variables, then the missing weights of all.
  var firstOrderStride: Int { 1 + 2 * definition.variables.count }
  /// Sums per cell; squared weights follow where rows are the PSUs.
  var stride: Int { definition.rowsAreUnits ? 2 * firstOrderStride : firstOrderStride }
  func valueSlot(_ variable: Int) -> Int { 1 + variable }
  func missingSlot(_ variable: Int) -> Int { 1 + definition.variables.count + variable }

  // MARK: Names

  /// The number of a stratum, entered when new.
  public mutating func stratum(_ name: String) -> Int32 {
    if let known = knownStrata[name] { return known }
    let number = Int32(strata.count)
    knownStrata[name] = number
    strata.append(name)
    stratumRows.append(0)
    populationExtremes.append((.infinity, -.infinity))
    if definition.rowsAreUnits { unitStrata.append(number) }
    return number
  }

  /// The number of a PSU in a stratum, entered when new; the stratum itself where rows are PSUs.
  public mutating func unit(_ name: String, inStratum stratum: Int32) -> Int32 {
    if definition.rowsAreUnits { return stratum }
    let key = UnitKey(stratum: stratum, name: name)
    if let known = knownUnits[key] { return known }
    let number = Int32(unitNames.count)
    knownUnits[key] = number
    unitNames.append(name)
    unitStrata.append(stratum)
    return number
  }

  /// The number of a domain, entered when new.
  public mutating func domain(_ levels: [String]) -> Int32 {
    if let known = knownDomains[levels] { return known }
    let number = Int32(domains.count)
    knownDomains[levels] = number
    domains.append(levels)
    domainRows.append(0)
    domainMissing += [Int](repeating: 0, count: definition.variables.count)
    moments += [ExactSum](repeating: ExactSum(), count: momentPairs.count)
    return number
  }

  /// The number of a cell, entered when new.
  public mutating func cell(unit: Int32, domain: Int32) -> Int32 {
    let key = Int64(unit) << 32 | Int64(domain)
    if let known = cellTable[key] { return known }
    let number = Int32(cellUnits.count)
    cellTable[key] = number
    cellUnits.append(unit)
    cellDomains.append(domain)
    cellRows.append(0)
    recent.appendCell(expected: unitStrata.count * domains.count)
    return number
  }

  /// Notes the population size or fraction of a stratum.
  public mutating func note(population: Double, stratum: Int32) {
    let index = Int(stratum)
    let known = populationExtremes[index]
    populationExtremes[index] = (min(known.smallest, population), max(known.largest, population))
  }

  /// Moves what was added lately into the exact sums; merging and estimating need it.
  public mutating func settle() {
    makeRoomForSums()
    for cell in cellUnits.indices where !recent.isZero(cell: cell) {
      for slot in 0..<stride {
        sums[cell * stride + slot].add(recent.exact(cell: cell, slot: slot))
      }
      recent.clear(cell: cell)
    }
    recent.noteCleared()
  }

  /// The sum in a slot of a cell, settled or not.
  func sum(cell: Int, slot: Int) -> ExactSum {
    var sum = recent.exact(cell: cell, slot: slot)
    let place = cell * stride + slot
    if place < sums.count { sum.add(sums[place]) }
    return sum
  }

  /// Gives every cell its exact sums; a part that is only read into needs none.
  mutating func makeRoomForSums() {
    let missing = cellUnits.count * stride - sums.count
    if missing > 0 { sums += [ExactSum](repeating: ExactSum(), count: missing) }
  }

  // MARK: Merging

  /// Adds a tally of other rows; PSUs, strata and domains are joined by name.
  ///
  /// - Throws: ``TallyError/differentDefinitions`` when the tallies answer different questions.
  public mutating func merge(_ other: Tally) throws(TallyError) {
    guard definition == other.definition else { throw .differentDefinitions }
    var stratumMap: [Int32] = []
    for (index, name) in other.strata.enumerated() {
      let number = stratum(name)
      stratumMap.append(number)
      stratumRows[Int(number)] += other.stratumRows[index]
      // Each with its like, because the extremes of no population are infinite the other way round.
      let (mine, theirs) = (populationExtremes[Int(number)], other.populationExtremes[index])
      populationExtremes[Int(number)] = (
        min(mine.smallest, theirs.smallest), max(mine.largest, theirs.largest)
      )
    }
    var unitMap: [Int32] = []
    for (index, stratum) in other.unitStrata.enumerated() {
      unitMap.append(
        unit(
          definition.rowsAreUnits ? "" : other.unitNames[index],
          inStratum: stratumMap[Int(stratum)]))
    }
    let variables = definition.variables.count
    var domainMap: [Int32] = []
    for (index, levels) in other.domains.enumerated() {
      let number = domain(levels)
      domainMap.append(number)
      domainRows[Int(number)] += other.domainRows[index]
      for variable in 0..<variables {
        domainMissing[Int(number) * variables + variable] +=
          other.domainMissing[index * variables + variable]
      }
      for pair in momentPairs.indices {
        moments[Int(number) * momentPairs.count + pair].add(
          other.moments[index * momentPairs.count + pair])
      }
    }
    let areRecent = recent.prepare(toAdd: other.recent)
    for index in other.cellUnits.indices {
      let number = Int(
        cell(
          unit: unitMap[Int(other.cellUnits[index])],
          domain: domainMap[Int(other.cellDomains[index])]))
      cellRows[number] += other.cellRows[index]
      if areRecent { recent.add(other.recent, cell: index, to: number) }
      if areRecent, other.sums.isEmpty { continue }
      makeRoomForSums()
      for slot in 0..<stride {
        let place = index * stride + slot
        if place < other.sums.count { sums[number * stride + slot].add(other.sums[place]) }
        if !areRecent {
          sums[number * stride + slot].add(other.recent.exact(cell: index, slot: slot))
        }
      }
    }
  }
}

/// Why tallies cannot be merged or read.
public enum TallyError: Error, Hashable, Sendable {
  /// The tallies answer different questions or describe different designs.
  case differentDefinitions
  /// Two tallies hold the rows of the same file.
  case sameSource(String)
  /// The bytes are no tally.
  case notATally
  /// The tally was written by a later version.
  case unknownVersion(Int)
  /// The bytes end too early.
  case truncated
  /// The bytes do not match their checksum.
  case corrupt
}

extension TallyError: CustomStringConvertible {
  /// What is wrong.
  public var description: String {
    switch self {
    case .differentDefinitions:
      "the tallies are of different definitions (statistics, domains or design columns)"
    case .sameSource(let file): "the rows of \(file) are in both tallies and would count twice"
    case .notATally: "this is no tally"
    case .unknownVersion(let version):
      "the tally has version \(version); this program reads version \(TallyContainer.version)"
    case .truncated: "the tally ends too early"
    case .corrupt: "the tally does not match its checksum"
    }
  }
}
