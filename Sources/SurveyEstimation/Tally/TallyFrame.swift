/// The strata, PSUs, domains and cells of a tally: their names and how many rows each has.
///
/// A cell is a PSU (a stratum, where rows are the PSUs) and a domain that occur together. Names are
/// joined when frames are merged; numbers are given in the order of arrival and mean nothing outside.
/// A tally keeps its sums beside its frame, in the order of these numbers.
public struct TallyFrame: Sendable {
  /// Whether every row is a PSU of its own.
  let rowsAreUnits: Bool
  /// Names of the strata; one unnamed stratum without stratification.
  public private(set) var strata: [String] = []
  /// Rows per stratum, inside domains and outside.
  public internal(set) var stratumRows: [Int] = []
  /// Extremes of the population column per stratum; NaN-free, infinite while empty.
  var populations: [(smallest: Double, largest: Double)] = []
  /// Names of the PSUs, several where small ones were put together; empty where rows are the PSUs.
  public private(set) var unitMembers: [[String]] = []
  /// Stratum of every PSU; where rows are the PSUs, every stratum stands for itself.
  private(set) var unitStrata: [Int32] = []
  /// Levels of the domains, one text per domain variable.
  public private(set) var domains: [[String]] = []
  /// Rows per domain.
  public internal(set) var domainRows: [Int] = []
  /// PSU (or stratum) of every cell.
  private(set) var cellUnits: [Int32] = []
  /// Domain of every cell.
  private(set) var cellDomains: [Int32] = []
  /// Rows of every cell.
  public internal(set) var cellRows: [Int] = []

  private var knownStrata: [String: Int32] = [:]
  private var knownUnits: [UnitKey: Int32] = [:]
  private var knownDomains: [[String]: Int32] = [:]
  private var knownCells: [Int64: Int32] = [:]

  private struct UnitKey: Hashable {
    var stratum: Int32
    var name: String
  }

  /// Where the strata, domains and cells of one frame are in another; -1 where one was left out.
  struct Places {
    var strata: [Int32]
    var domains: [Int32]
    var cells: [Int32]

    /// Whether no two cells have come to the same one.
    var areCellsApart: Bool {
      var isTaken = [Bool](repeating: false, count: Int(cells.max() ?? -1) + 1)
      for cell in cells where cell >= 0 {
        if isTaken[Int(cell)] { return false }
        isTaken[Int(cell)] = true
      }
      return true
    }
  }

  /// The frame of no rows.
  init(rowsAreUnits: Bool) { self.rowsAreUnits = rowsAreUnits }

  /// Number of rows, inside domains and outside.
  public var rowCount: Int { stratumRows.reduce(0, +) }
  /// Number of PSUs; of strata where rows are the PSUs.
  public var unitCount: Int { unitStrata.count }
  /// Number of cells.
  public var cellCount: Int { cellUnits.count }
  /// Whether some PSUs were put together.
  public var joinsUnits: Bool { unitMembers.contains { $0.count > 1 } }

  // MARK: Names

  /// The number of a stratum, entered when new.
  mutating func stratum(_ name: String) -> Int32 {
    if let known = knownStrata[name] {
      strata[Int(known)].prefer(name)
      return known
    }
    let number = Int32(strata.count)
    knownStrata[name] = number
    strata.append(name)
    stratumRows.append(0)
    populations.append((.infinity, -.infinity))
    if rowsAreUnits { unitStrata.append(number) }
    return number
  }

  /// The number of a PSU in a stratum, entered when new; the stratum itself where rows are PSUs.
  mutating func unit(_ name: String, inStratum stratum: Int32) -> Int32 {
    if rowsAreUnits { return stratum }
    guard let known = knownUnits[UnitKey(stratum: stratum, name: name)] else {
      return unit([name], inStratum: stratum)
    }
    if let place = unitMembers[Int(known)].firstIndex(of: name) {
      unitMembers[Int(known)][place].prefer(name)
    }
    return known
  }

  /// Enters a group of PSUs of which none is known.
  mutating func unit(_ members: [String], inStratum stratum: Int32) -> Int32 {
    let number = Int32(unitMembers.count)
    for name in members { knownUnits[UnitKey(stratum: stratum, name: name)] = number }
    unitMembers.append(members)
    unitStrata.append(stratum)
    return number
  }

  func isKnown(unit name: String, inStratum stratum: Int32) -> Bool {
    knownUnits[UnitKey(stratum: stratum, name: name)] != nil
  }

  /// The number of a domain, entered when new.
  mutating func domain(_ levels: [String]) -> Int32 {
    if let known = knownDomains[levels] {
      domains[Int(known)].prefer(levels)
      return known
    }
    let number = Int32(domains.count)
    knownDomains[levels] = number
    domains.append(levels)
    domainRows.append(0)
    return number
  }

  /// The number of a cell, entered when new.
  mutating func cell(unit: Int32, domain: Int32) -> Int32 {
    let key = Int64(unit) << 32 | Int64(domain)
    if let known = knownCells[key] { return known }
    let number = Int32(cellUnits.count)
    knownCells[key] = number
    cellUnits.append(unit)
    cellDomains.append(domain)
    cellRows.append(0)
    return number
  }

  /// Notes the population size or fraction of a stratum.
  mutating func note(population: Double, stratum: Int32) {
    note(populations: (population, population), stratum: stratum)
  }

  private mutating func note(populations other: (smallest: Double, largest: Double), stratum: Int32)
  {
    let known = populations[Int(stratum)]
    // Each with its like, because the extremes of no population are infinite the other way round.
    populations[Int(stratum)] = (
      min(known.smallest, other.smallest), max(known.largest, other.largest)
    )
  }

  // MARK: Rows

  /// Counts the rows of every stratum, cell and domain; a row without a cell is in no domain.
  ///
  /// - Parameters:
  ///   - units: PSU of every row, -1 where it has none.
  ///   - domains: Domain of every row.
  ///   - cells: Cell of every row, -1 outside all domains.
  mutating func count(units: [Int32], domains: [Int32], cells: [Int32]) {
    Self.count(
      units: units, domains: domains, cells: cells, stratumOfUnit: unitStrata,
      strata: &stratumRows, cellCounts: &cellRows, domainCounts: &domainRows)
  }

  /// Counts are lent as spans, because they would be checked for sharing at every row.
  private static func count(
    units: [Int32], domains: [Int32], cells: [Int32], stratumOfUnit: [Int32],
    strata: inout [Int], cellCounts: inout [Int], domainCounts: inout [Int]
  ) {
    precondition(units.count == cells.count && domains.count == cells.count)
    var strata = strata.mutableSpan
    var cellCounts = cellCounts.mutableSpan
    var domainCounts = domainCounts.mutableSpan
    let stratumOfUnit = stratumOfUnit.span
    let units = units.span
    let domains = domains.span
    let cells = cells.span
    for row in 0..<cells.count {
      let unit = units[row]
      if unit >= 0 { strata[Int(stratumOfUnit[Int(unit)])] &+= 1 }
      let cell = cells[row]
      if cell >= 0 {
        cellCounts[Int(cell)] &+= 1
        domainCounts[Int(domains[row])] &+= 1
      }
    }
  }

  // MARK: Merging

  /// Adds the frame of other rows; strata, PSUs and domains are joined by name.
  ///
  /// PSUs that the other frame has put together are together here already (`joined(like:)`).
  ///
  /// - Returns: Where the other's strata, domains and cells are now.
  mutating func merge(_ other: TallyFrame) -> Places {
    var places = Places(strata: [], domains: [], cells: [])
    places.strata = other.strata.map { stratum($0) }
    for (index, number) in places.strata.enumerated() {
      stratumRows[Int(number)] += other.stratumRows[index]
      note(populations: other.populations[index], stratum: number)
    }
    let units = other.unitStrata.indices.map { index in
      let stratum = places.strata[Int(other.unitStrata[index])]
      return rowsAreUnits ? stratum : joinedUnit(other.unitMembers[index], inStratum: stratum)
    }
    places.domains = other.domains.map { domain($0) }
    for (index, number) in places.domains.enumerated() {
      domainRows[Int(number)] += other.domainRows[index]
    }
    places.cells.reserveCapacity(other.cellCount)
    for index in other.cellUnits.indices {
      let number = cell(
        unit: units[Int(other.cellUnits[index])],
        domain: places.domains[Int(other.cellDomains[index])])
      cellRows[Int(number)] += other.cellRows[index]
      places.cells.append(number)
    }
    return places
  }

  /// The number of a group of PSUs, of which this frame may know some members, all in one group.
  private mutating func joinedUnit(_ members: [String], inStratum stratum: Int32) -> Int32 {
    let keys = members.map { UnitKey(stratum: stratum, name: $0) }
    guard let known = keys.lazy.compactMap({ [knownUnits] in knownUnits[$0] }).first else {
      return unit(members, inStratum: stratum)
    }
    for key in keys where knownUnits[key] == nil {
      knownUnits[key] = known
      unitMembers[Int(known)].append(key.name)
    }
    for name in members { _ = unit(name, inStratum: stratum) }
    if unitMembers[Int(known)].count > 1 { unitMembers[Int(known)].sort() }
    return known
  }

  /// The frame with the PSUs together that another has put together; `nil` where they are already.
  func joined(like other: TallyFrame) -> (frame: TallyFrame, places: Places)? {
    var parent = Array(unitMembers.indices)
    func root(_ unit: Int) -> Int {
      var unit = unit
      while parent[unit] != unit { unit = parent[unit] }
      return unit
    }
    var isChanged = false
    for (index, members) in other.unitMembers.enumerated() where members.count > 1 {
      guard let stratum = knownStrata[other.strata[Int(other.unitStrata[index])]] else { continue }
      let mine = members.compactMap { knownUnits[UnitKey(stratum: stratum, name: $0)] }
      for unit in mine.dropFirst() {
        let (one, two) = (root(Int(mine[0])), root(Int(unit)))
        if one == two { continue }
        parent[max(one, two)] = min(one, two)
        isChanged = true
      }
    }
    return isChanged ? rebuilt(units: unitMembers.indices.map(root)) : nil
  }

  /// The frame with PSUs put together, and domains under other names or left out.
  ///
  /// - Parameters:
  ///   - group: Number of the group of every PSU, PSUs of a group being of one stratum; `nil` where
  ///     they stay as they are.
  ///   - key: The name of a domain from now on; `nil` leaves it out. Its rows stay in the strata.
  func rebuilt(
    units group: [Int]? = nil, domain key: ([String]) -> [String]? = { $0 }
  ) -> (frame: TallyFrame, places: Places) {
    var frame = TallyFrame(rowsAreUnits: rowsAreUnits)
    var places = Places(strata: strata.map { frame.stratum($0) }, domains: [], cells: [])
    frame.stratumRows = stratumRows
    frame.populations = populations
    var units = unitStrata.indices.map { Int32($0) }
    if !rowsAreUnits {
      let group = group ?? Array(unitMembers.indices)
      var members: [Int: [String]] = [:]
      for (unit, group) in group.enumerated() { members[group, default: []] += unitMembers[unit] }
      var numbers: [Int: Int32] = [:]
      for (unit, group) in group.enumerated() {
        let number =
          numbers[group]
          ?? frame.unit((members[group] ?? []).sorted(), inStratum: unitStrata[unit])
        numbers[group] = number
        units[unit] = number
      }
    }
    for (index, levels) in domains.enumerated() {
      let number = key(levels).map { frame.domain($0) } ?? -1
      places.domains.append(number)
      if number >= 0 { frame.domainRows[Int(number)] += domainRows[index] }
    }
    for index in cellUnits.indices {
      let domain = places.domains[Int(cellDomains[index])]
      let number = domain < 0 ? -1 : frame.cell(unit: units[Int(cellUnits[index])], domain: domain)
      places.cells.append(number)
      if number >= 0 { frame.cellRows[Int(number)] += cellRows[index] }
    }
    return (frame, places)
  }
}

extension String {
  /// Takes an equal text in its place when that comes first byte by byte.
  ///
  /// Texts are equal by the canonical equivalence of Unicode ("ế" as one letter or as three); which
  /// of them is written must not depend on the order of merging.
  mutating func prefer(_ other: String) {
    if other.utf8.lexicographicallyPrecedes(utf8) { self = other }
  }
}

extension [String] {
  /// Takes equal texts in place of its own when they come first byte by byte.
  mutating func prefer(_ other: [String]) {
    for index in indices { self[index].prefer(other[index]) }
  }
}

extension Array {
  /// Adds the entries of another table to those at their places; `stride` entries to a place.
  mutating func add(
    _ terms: [Element], stride: Int, at places: [Int32], _ add: (inout Element, Element) -> Void
  ) {
    guard stride > 0 else { return }
    for (index, place) in places.enumerated() where place >= 0 {
      for slot in 0..<stride {
        add(&self[Int(place) * stride + slot], terms[index * stride + slot])
      }
    }
  }

  /// Makes it at least so long.
  mutating func grow(to count: Int, with filling: Element) {
    if count > self.count { self += repeatElement(filling, count: count - self.count) }
  }
}
