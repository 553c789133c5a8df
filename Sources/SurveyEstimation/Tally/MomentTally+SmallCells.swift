extension MomentTally {
  /// Rows of the smallest cell; 0 without cells.
  public var smallestCell: Int { cellRows.min() ?? 0 }

  /// Number of cells with fewer rows than a minimum.
  public func cells(below minimum: Int) -> Int { cellRows.count { $0 < minimum } }

  /// The tally with some domains counted under another key.
  ///
  /// Cells that come to the same PSU and key are added up; sums over all domains stay as they are.
  public func relabelled(_ key: ([String]) -> [String]) -> MomentTally {
    var tally = rebuilt(key)
    for index in unitMembers.indices {
      _ = tally.unit(unitMembers[index], inStratum: unitStrata[index])
    }
    tally.takeCells(of: self, key: key) { _, unit in unit }
    return tally
  }

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

  /// The tally with PSUs put together, in the order of their names, until no cell is small.
  ///
  /// PSUs whose cells are all large enough stay alone. The groups are random groups of the stratum
  /// (Wolter 2007, chapter 2): estimates stay as they are, variances have fewer degrees of freedom.
  /// Every cell of a stratum and a domain must have the minimum already.
  ///
  /// - Returns: The tally and the number of PSUs that are no longer on their own.
  public func withUnitsPutTogether(minimum: Int) -> (tally: MomentTally, joined: Int) {
    guard !definition.rowsAreUnits, smallestCell < minimum else { return (self, 0) }
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
    let sizes = Dictionary(grouping: group) { $0 }.mapValues(\.count)
    return (putTogether(group), group.count { (sizes[$0] ?? 0) > 1 })
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
    for unit in units {
      if isLarge(rows([unit])) {
        closed.append([unit])
      } else {
        open.append(unit)
        if isLarge(rows(open)) {
          closed.append(open)
          open = []
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
}
