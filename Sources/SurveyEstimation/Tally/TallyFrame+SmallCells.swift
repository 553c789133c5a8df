extension TallyFrame {
  /// Rows of the smallest cell; 0 without cells.
  public var smallestCell: Int { cellRows.min() ?? 0 }

  /// Number of cells with fewer rows than a minimum.
  public func cells(below minimum: Int) -> Int { cellRows.count { $0 < minimum } }

  /// Rows by stratum and domain, the cells that no grouping of PSUs can make larger.
  public func rowsByStratum() -> [(stratum: Int, domain: Int, rows: Int)] {
    var rows: [Int64: Int] = [:]
    for index in cellUnits.indices {
      let stratum = unitStrata[Int(cellUnits[index])]
      rows[Int64(stratum) << 32 | Int64(cellDomains[index]), default: 0] += cellRows[index]
    }
    return rows.sorted { $0.key < $1.key }.map {
      (Int($0.key >> 32), Int($0.key & 0xFFFF_FFFF), $0.value)
    }
  }

  /// Groups of PSUs, in the order of their names within their stratum, that leave no cell small.
  ///
  /// PSUs whose cells are all large enough stay alone. The groups are random groups of the stratum
  /// (Wolter 2007, chapter 2): estimates stay as they are, variances have fewer degrees of freedom.
  /// Every cell of a stratum and a domain must have the minimum already.
  ///
  /// - Returns: The number of the group of every PSU; `nil` where all stay alone.
  func groups(minimum: Int) -> [Int]? {
    guard !rowsAreUnits, smallestCell < minimum else { return nil }
    var cells = [[(domain: Int32, rows: Int)]](repeating: [], count: unitCount)
    for index in cellUnits.indices {
      cells[Int(cellUnits[index])].append((cellDomains[index], cellRows[index]))
    }
    var units = [[Int]](repeating: [], count: strata.count)
    for (unit, stratum) in unitStrata.enumerated() { units[Int(stratum)].append(unit) }
    var group = Array(0..<unitCount)
    for stratum in units.indices {
      let ordered = units[stratum].sorted {
        unitMembers[$0].lexicographicallyPrecedes(unitMembers[$1])
      }
      for members in Self.groups(ordered, cells: cells, minimum: minimum) {
        for unit in members { group[unit] = members[0] }
      }
    }
    return group == Array(0..<unitCount) ? nil : group
  }

  /// Groups of units without a small cell.
  private static func groups(
    _ units: [Int], cells: [[(domain: Int32, rows: Int)]], minimum: Int
  ) -> [[Int]] {
    func isLarge(_ rows: [Int32: Int]) -> Bool { rows.values.allSatisfy { $0 >= minimum } }
    func rows(_ members: [Int]) -> [Int32: Int] {
      var rows: [Int32: Int] = [:]
      for unit in members { for cell in cells[unit] { rows[cell.domain, default: 0] += cell.rows } }
      return rows
    }
    var closed: [[Int]] = []
    var open: [Int] = []
    var openRows: [Int32: Int] = [:]
    for unit in units {
      if isLarge(rows([unit])) {
        closed.append([unit])
      } else {
        open.append(unit)
        for cell in cells[unit] { openRows[cell.domain, default: 0] += cell.rows }
        if isLarge(openRows) {
          closed.append(open)
          (open, openRows) = ([], [:])
        }
      }
    }
    // What is left over takes in groups that share its small cells, the last ones first.
    while !open.isEmpty, !isLarge(rows(open)), !closed.isEmpty {
      let small = Set(rows(open).filter { $0.value < minimum }.keys)
      let helpful = closed.lastIndex { members in
        members.contains { unit in cells[unit].contains { small.contains($0.domain) } }
      }
      open += closed.remove(at: helpful ?? closed.count - 1)
    }
    return closed + (open.isEmpty ? [] : [open])
  }

  /// Numbers of the domains to be left out so that no domain has a small cell in a stratum, and that
  /// those left out cannot be worked out of sums over domains known from elsewhere.
  ///
  /// A domain with a small cell is left out, with the next smallest ones until those left out have the
  /// minimum together in every stratum: among all domains and, with several domain variables, among
  /// those that share the levels of some of them, because sums may be known of these too.
  ///
  /// - Parameter always: Numbers of domains that are left out anyhow.
  func domainsToLeaveOut(minimum: Int, always: Set<Int> = []) -> Set<Int> {
    // Numbers in the order of the names, so that the choice does not depend on the order of arrival.
    let order = domains.indices.sorted { domains[$0].lexicographicallyPrecedes(domains[$1]) }
    var rank = [Int](repeating: 0, count: order.count)
    for (place, domain) in order.enumerated() { rank[domain] = place }
    let cells = rowsByStratum().map { (stratum: $0.stratum, rank: rank[$0.domain], rows: $0.rows) }
    let variables = domains.first?.count ?? 0
    var left = Set(always.map { rank[$0] })
    var before = -1
    while left.count > before {
      before = left.count
      for shared in Self.sharedVariables(variables) {
        var slices: [[String]: [Int: [Int: Int]]] = [:]
        for cell in cells {
          let levels = domains[order[cell.rank]]
          slices[shared.map { levels[$0] }, default: [:]][cell.stratum, default: [:]][cell.rank] =
            cell.rows
        }
        for slice in slices.values {
          left.formUnion(
            SmallCells.together(
              Array(slice.values), always: left.contains, minimum: minimum))
        }
      }
    }
    return Set(left.map { order[$0] })
  }

  /// Sets of domain variables whose levels domains may have in common: all but the whole set; beyond 8
  /// variables, all but one of them, and none.
  private static func sharedVariables(_ count: Int) -> [[Int]] {
    guard count > 0 else { return [] }
    let all = Array(0..<count)
    if count > 8 { return all.map { left in all.filter { $0 != left } } + [[]] }
    return (0..<(1 << count) - 1).reversed().map { set in all.filter { set >> $0 & 1 == 1 } }
  }

  /// Refuses a stratum that is a small cell itself.
  ///
  /// Its rows are those inside domains, where there are any.
  public func checkStrata(minimum: Int) throws(SmallCellError) {
    var inside = [Int](repeating: 0, count: strata.count)
    for cell in rowsByStratum() { inside[cell.stratum] += cell.rows }
    for stratum in strata.indices.sorted(by: { strata[$0] < strata[$1] }) {
      let rows = inside[stratum] > 0 ? inside[stratum] : stratumRows[stratum]
      if rows < minimum {
        throw .stratumTooSmall(strata[stratum], rows: rows, minimum: minimum)
      }
    }
  }
}

/// What small cells take with them.
public enum SmallCells {
  /// Names with a small cell in some stratum, and the next smallest ones until those taken together
  /// have no small cell or nothing is left.
  ///
  /// - Parameters:
  ///   - strata: Rows of every name, stratum by stratum.
  ///   - always: Names that are taken anyhow.
  public static func together<Name: Hashable & Comparable>(
    _ strata: [[Name: Int]], always: (Name) -> Bool, minimum: Int
  ) -> Set<Name> {
    var totals: [Name: Int] = [:]
    for rows in strata { for (name, count) in rows { totals[name, default: 0] += count } }
    var taken = Set(totals.keys.filter(always))
    for rows in strata { for (name, count) in rows where count < minimum { taken.insert(name) } }
    while !taken.isEmpty {
      let deficient = strata.filter { rows in
        let together = rows.filter { taken.contains($0.key) }.values
        return !together.isEmpty && together.reduce(0, +) < minimum
      }
      let candidates = Set(deficient.flatMap(\.keys)).subtracting(taken)
      guard
        let next = candidates.min(by: { (totals[$0] ?? 0, $0) < (totals[$1] ?? 0, $1) })
      else { break }
      taken.insert(next)
    }
    return taken
  }
}

/// Why small cells cannot be protected.
public enum SmallCellError: Error, Hashable, Sendable {
  /// A stratum has fewer rows than the smallest cell may have.
  case stratumTooSmall(String, rows: Int, minimum: Int)
  /// Populations count PSUs, which are not to be put together.
  case unitsWithPopulations(minimum: Int)
  /// All domains would be left out.
  case nothingLeft(minimum: Int)
}

extension SmallCellError: CustomStringConvertible {
  /// What is wrong.
  public var description: String {
    switch self {
    case .stratumTooSmall(let stratum, let rows, let minimum):
      (stratum.isEmpty ? "the sample" : "stratum '\(stratum)'")
        + " has \(rows) response\(rows == 1 ? "" : "s"), fewer than \(minimum): no cell of it can be "
        + "written"
    case .unitsWithPopulations(let minimum):
      "some PSUs have fewer than \(minimum) responses in a cell, and cannot be put together because "
        + "the population column counts PSUs"
    case .nothingLeft(let minimum):
      "every domain would be left out, because too many of them have fewer than \(minimum) responses "
        + "in some stratum"
    }
  }

  /// What to do about it.
  public var fix: String {
    switch self {
    case .stratumTooSmall:
      "make the tally of a longer time, put strata together, or lower --minimum-cell"
    case .unitsWithPopulations: "lower --minimum-cell, or make the tally of a longer time"
    case .nothingLeft:
      "make the tally of a longer time, name fewer domains with --by, or lower --minimum-cell"
    }
  }
}
