/// First and second moments of several quantities by PSU and domain: the sufficient statistics of
/// means of ratios, and of nothing else about a row.
///
/// A statistic is a function of totals; its influence on a row is a linear form of the row's
/// quantities, `z_i = w_i sum_k g_k y_ki`, whose coefficients are known only when all rows are. So
///
/// - with clusters the tally keeps `sum w y_k` for every PSU and domain, from which the PSUs' totals
///   of z follow;
/// - where rows are the PSUs it keeps, for every stratum and domain, `sum w y_k` and
///   `sum w^2 y_k y_l`, from which `sum z` and `sum z^2` follow;
/// - for design effects it keeps `sum w y_k y_l` for every domain.
///
/// Domains are disjoint atoms; estimates are made of any union of them. All sums are ``ExactSum`` of
/// terms that are exact multiples of 2^-128, so merging is associative and commutative, with the
/// empty tally as identity, and gives bit for bit the tally of the whole.
public struct MomentTally: Sendable {
  /// What is summed.
  public let definition: MomentDefinition
  /// Names of the strata; one unnamed stratum without stratification.
  public internal(set) var strata: [String] = []
  var populationExtremes: [(smallest: Double, largest: Double)] = []
  /// Rows per stratum.
  var stratumRows: [Int] = []
  /// Names of the PSUs, several where small ones were put together; empty where rows are the PSUs.
  public internal(set) var unitMembers: [[String]] = []
  /// Stratum of every PSU; where rows are the PSUs, every stratum stands for itself.
  var unitStrata: [Int32] = []
  /// Keys of the domains.
  public internal(set) var domains: [[String]] = []
  /// Rows per domain.
  public internal(set) var domainRows: [Int] = []
  /// Unweighted sums of the integer quantities, domain after domain.
  var domainCounts: [Int] = []
  /// Weighted sums of the quantities that are not summed by cell, domain after domain.
  var domainFirst: [ExactSum] = []
  /// `sum w y_k y_l` of `plainPairs`, domain after domain.
  var domainSecond: [ExactSum] = []
  /// `sum w y_k y_l` of `plainOverallPairs`.
  var overallSecond: [ExactSum]
  /// `sum w^2 y_k y_l` of `overallPairs`, stratum after stratum, where rows are the PSUs.
  var stratumSecond: [ExactSum] = []
  /// PSU (or stratum) of every cell.
  var cellUnits: [Int32] = []
  /// Domain of every cell.
  var cellDomains: [Int32] = []
  /// Rows of every cell.
  public internal(set) var cellRows: [Int] = []
  /// `sum w y_k` of the cell quantities, cell after cell.
  var first: [ExactSum] = []
  /// `sum w^2 y_k y_l` of `pairs`, cell after cell, where rows are the PSUs.
  var second: [ExactSum] = []

  private var knownStrata: [String: Int32] = [:]
  private var knownUnits: [UnitKey: Int32] = [:]
  private var knownDomains: [[String]: Int32] = [:]
  private var cellTable: [Int64: Int32] = [:]

  private struct UnitKey: Hashable {
    var stratum: Int32
    var name: String
  }

  /// The empty tally, the identity of merging.
  public init(_ definition: MomentDefinition) {
    self.definition = definition
    overallSecond = [ExactSum](repeating: ExactSum(), count: definition.plainOverallPairs.count)
  }

  /// Number of rows.
  public var rowCount: Int { stratumRows.reduce(0, +) }
  /// Number of PSUs; of strata where rows are the PSUs.
  public var unitCount: Int { unitStrata.count }

  /// Second moments per cell.
  var secondStride: Int { definition.rowsAreUnits ? definition.pairs.count : 0 }
  /// Second moments per stratum.
  var stratumSecondStride: Int { definition.rowsAreUnits ? definition.overallPairs.count : 0 }
  /// Domain-only sums per domain.
  var domainFirstStride: Int { definition.quantities.count - definition.cellQuantities }

  // MARK: Names

  /// The number of a stratum, entered when new.
  public mutating func stratum(_ name: String) -> Int32 {
    if let known = knownStrata[name] { return known }
    let number = Int32(strata.count)
    knownStrata[name] = number
    strata.append(name)
    stratumRows.append(0)
    populationExtremes.append((.infinity, -.infinity))
    if definition.rowsAreUnits {
      unitStrata.append(number)
      stratumSecond += zeros(stratumSecondStride)
    }
    return number
  }

  /// The number of a PSU in a stratum, entered when new; the stratum itself where rows are PSUs.
  public mutating func unit(_ name: String, inStratum stratum: Int32) -> Int32 {
    definition.rowsAreUnits ? stratum : unit([name], inStratum: stratum)
  }

  /// The number of a group of PSUs, of which none or the whole group is known.
  mutating func unit(_ members: [String], inStratum stratum: Int32) -> Int32 {
    let keys = members.map { UnitKey(stratum: stratum, name: $0) }
    if let key = keys.first, let known = knownUnits[key] { return known }
    let number = Int32(unitMembers.count)
    for key in keys { knownUnits[key] = number }
    unitMembers.append(members)
    unitStrata.append(stratum)
    return number
  }

  func isKnown(unit name: String, inStratum stratum: Int32) -> Bool {
    knownUnits[UnitKey(stratum: stratum, name: name)] != nil
  }

  /// The number of a domain, entered when new.
  public mutating func domain(_ key: [String]) -> Int32 {
    if let known = knownDomains[key] { return known }
    let number = Int32(domains.count)
    knownDomains[key] = number
    domains.append(key)
    domainRows.append(0)
    domainCounts += [Int](repeating: 0, count: definition.integers.count)
    domainFirst += zeros(domainFirstStride)
    domainSecond += zeros(definition.plainPairs.count)
    return number
  }

  /// The number of a cell, entered when new.
  mutating func cell(unit: Int32, domain: Int32) -> Int32 {
    let key = Int64(unit) << 32 | Int64(domain)
    if let known = cellTable[key] { return known }
    let number = Int32(cellUnits.count)
    cellTable[key] = number
    cellUnits.append(unit)
    cellDomains.append(domain)
    cellRows.append(0)
    first += zeros(definition.cellQuantities)
    second += zeros(secondStride)
    return number
  }

  private func zeros(_ count: Int) -> [ExactSum] {
    [ExactSum](repeating: ExactSum(), count: count)
  }

  /// Notes the population size or fraction of a stratum.
  public mutating func note(population: Double, stratum: Int32) {
    note(populations: (population, population), stratum: Int(stratum))
  }

  mutating func note(populations: (smallest: Double, largest: Double), stratum: Int) {
    let known = populationExtremes[stratum]
    populationExtremes[stratum] = (
      min(known.smallest, populations.smallest), max(known.largest, populations.largest)
    )
  }

  // MARK: Merging

  /// Adds a tally of other rows; strata, PSUs and domains are joined by name.
  ///
  /// PSUs that one of the tallies has put together are together in the result.
  ///
  /// - Throws: ``TallyError/differentDefinitions``.
  public mutating func merge(_ other: MomentTally) throws(TallyError) {
    guard definition == other.definition else { throw .differentDefinitions }
    let strataMap = other.strata.map { stratum($0) }
    let together = definition.rowsAreUnits ? nil : unitsToJoin(other, strataMap)
    if let together { self = putTogether(together) }
    // The numbers may have changed, the names have not.
    let strata = other.strata.map { stratum($0) }
    for (index, number) in strata.enumerated() {
      stratumRows[Int(number)] += other.stratumRows[index]
      note(populations: other.populationExtremes[index], stratum: Int(number))
    }
    add(other.stratumSecond, stride: stratumSecondStride, at: strata, to: \.stratumSecond)
    let units = other.unitStrata.indices.map { index in
      let stratum = strata[Int(other.unitStrata[index])]
      return definition.rowsAreUnits
        ? stratum : joinedUnit(other.unitMembers[index], inStratum: stratum)
    }
    let domains = other.domains.map { domain($0) }
    addDomains(other, at: domains)
    var cells: [Int32] = []
    cells.reserveCapacity(other.cellUnits.count)
    for index in other.cellUnits.indices {
      let number = cell(
        unit: units[Int(other.cellUnits[index])], domain: domains[Int(other.cellDomains[index])])
      cellRows[Int(number)] += other.cellRows[index]
      cells.append(number)
    }
    add(other.first, stride: definition.cellQuantities, at: cells, to: \.first)
    add(other.second, stride: secondStride, at: cells, to: \.second)
    for index in overallSecond.indices { overallSecond[index].add(other.overallSecond[index]) }
  }

  private mutating func addDomains(_ other: MomentTally, at domains: [Int32]) {
    let counts = definition.integers.count
    for (index, number) in domains.enumerated() {
      domainRows[Int(number)] += other.domainRows[index]
      for place in 0..<counts {
        domainCounts[Int(number) * counts + place] += other.domainCounts[index * counts + place]
      }
    }
    add(other.domainFirst, stride: domainFirstStride, at: domains, to: \.domainFirst)
    add(other.domainSecond, stride: definition.plainPairs.count, at: domains, to: \.domainSecond)
  }

  private mutating func add(
    _ terms: [ExactSum], stride: Int, at numbers: [Int32],
    to sums: WritableKeyPath<MomentTally, [ExactSum]>
  ) {
    guard stride > 0 else { return }
    var mine: [ExactSum] = []
    swap(&mine, &self[keyPath: sums])
    for (index, number) in numbers.enumerated() {
      for slot in 0..<stride {
        mine[Int(number) * stride + slot].add(terms[index * stride + slot])
      }
    }
    swap(&mine, &self[keyPath: sums])
  }

  // MARK: PSUs put together

  /// The number of a group of PSUs, of which this tally may know some members, all in one group.
  private mutating func joinedUnit(_ members: [String], inStratum stratum: Int32) -> Int32 {
    let known = members.lazy.compactMap { [knownUnits] name in
      knownUnits[UnitKey(stratum: stratum, name: name)]
    }.first
    guard let known else { return unit(members, inStratum: stratum) }
    let own = Set(unitMembers[Int(known)])
    let new = members.filter { !own.contains($0) }
    if !new.isEmpty {
      for name in new { knownUnits[UnitKey(stratum: stratum, name: name)] = known }
      unitMembers[Int(known)] = (unitMembers[Int(known)] + new).sorted()
    }
    return known
  }

  /// Group number of every own PSU, where the other tally has put PSUs together that are apart here.
  private func unitsToJoin(_ other: MomentTally, _ strata: [Int32]) -> [Int]? {
    var parent = Array(unitMembers.indices)
    func root(_ unit: Int) -> Int {
      var unit = unit
      while parent[unit] != unit { unit = parent[unit] }
      return unit
    }
    var isChanged = false
    for (index, members) in other.unitMembers.enumerated() where members.count > 1 {
      let stratum = strata[Int(other.unitStrata[index])]
      let mine = members.compactMap { knownUnits[UnitKey(stratum: stratum, name: $0)] }
      for unit in mine.dropFirst() {
        let (one, two) = (root(Int(mine[0])), root(Int(unit)))
        if one == two { continue }
        parent[max(one, two)] = min(one, two)
        isChanged = true
      }
    }
    return isChanged ? unitMembers.indices.map(root) : nil
  }

  /// The tally with the PSUs of each group as one PSU.
  ///
  /// - Parameter group: Number of the group of every PSU; PSUs of a group are of one stratum.
  func putTogether(_ group: [Int]) -> MomentTally {
    var members: [Int: [String]] = [:]
    for (unit, group) in group.enumerated() { members[group, default: []] += unitMembers[unit] }
    var joined = rebuilt { $0 }
    for unit in unitMembers.indices {
      _ = joined.unit((members[group[unit]] ?? []).sorted(), inStratum: unitStrata[unit])
    }
    joined.takeCells(of: self) { tally, unit in
      tally.unit(self.unitMembers[Int(unit)][0], inStratum: self.unitStrata[Int(unit)])
    }
    return joined
  }

  /// A tally with the same strata and with domains under new keys, and no cell yet.
  func rebuilt(_ key: ([String]) -> [String]) -> MomentTally {
    var tally = MomentTally(definition)
    for (index, name) in strata.enumerated() {
      let number = Int(tally.stratum(name))
      tally.stratumRows[number] = stratumRows[index]
      tally.populationExtremes[number] = populationExtremes[index]
    }
    tally.stratumSecond = stratumSecond
    tally.overallSecond = overallSecond
    tally.addDomains(self, at: domains.map { tally.domain(key($0)) })
    return tally
  }

  /// Adds the cells of a tally whose domains, in order, have become those of `key`.
  mutating func takeCells(
    of source: MomentTally, key: ([String]) -> [String] = { $0 },
    unit: (inout MomentTally, Int32) -> Int32
  ) {
    var cells: [Int32] = []
    for index in source.cellUnits.indices {
      let number = cell(
        unit: unit(&self, source.cellUnits[index]),
        domain: domain(key(source.domains[Int(source.cellDomains[index])])))
      cellRows[Int(number)] += source.cellRows[index]
      cells.append(number)
    }
    add(source.first, stride: definition.cellQuantities, at: cells, to: \.first)
    add(source.second, stride: secondStride, at: cells, to: \.second)
  }
}
