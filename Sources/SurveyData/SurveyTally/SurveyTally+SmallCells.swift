import SurveyEstimation

extension SurveyTally {
  /// The tally without a small cell: no PSU and domain in it has fewer responses than a minimum.
  ///
  /// Three steps, each only as far as need be:
  ///
  /// 1. A unit with fewer responses in a stratum than the minimum is withheld in its service area,
  ///    with the next smallest ones until those withheld together have enough. Its responses stay in
  ///    the area and the whole; the unit itself is no longer answered.
  /// 2. The same for service areas; areas withheld are no longer answered.
  /// 3. PSUs that are still small are put together within their stratum, which leaves every estimate
  ///    as it is and makes variances less certain. A PSU with a single response is a person.
  ///
  /// - Throws: ``SurveyTallyError`` when a whole stratum is too small, or populations count PSUs.
  public func protected(minimum: Int) throws(SurveyTallyError) -> SurveyTally {
    var result = self
    result.withheld.minimum = max(withheld.minimum, minimum)
    guard minimum > 1, let moments, moments.smallestCell < minimum else { return result }
    var cells: [Int: [[String]: Int]] = [:]
    for cell in moments.rowsByStratum() {
      cells[cell.stratum, default: [:]][moments.domains[cell.domain]] = cell.rows
    }
    for (stratum, domains) in cells.sorted(by: { $0.key < $1.key }) {
      let rows = domains.values.reduce(0, +)
      if rows < minimum {
        throw .stratumTooSmall(moments.strata[stratum], rows: rows, minimum: minimum)
      }
    }
    var tally = moments
    let units = Self.withheldUnits(tally.domainsByStratum, minimum: minimum)
    tally = tally.relabelled { key in
      key.count == 2 && units[key[0]]?.contains(key[1]) == true ? [key[0], "", ""] : key
    }
    for (area, found) in units {
      result.withheld.units[area, default: []].formUnion(found)
    }
    let areas = Self.withheldAreas(tally.domainsByStratum, minimum: minimum)
    if !areas.isEmpty {
      for key in moments.domains
      where definition.byUnit && areas.contains(key[0]) && key.count == 2 {
        result.withheld.units[key[0], default: []].insert(key[1])
      }
      tally = tally.relabelled { key in key.count > 1 && areas.contains(key[0]) ? [""] : key }
      result.withheld.areas.formUnion(areas)
    }
    guard tally.smallestCell < minimum, !tally.definition.rowsAreUnits else {
      result.moments = tally
      return result
    }
    if tally.definition.hasPopulations { throw .unitsWithPopulations(minimum: minimum) }
    let (joined, count) = tally.withUnitsPutTogether(minimum: minimum)
    result.moments = joined
    result.withheld.joinsUnits = withheld.joinsUnits || count > 0
    return result
  }

  /// Stands for the units of an area that another tally has withheld; no folded name is like it.
  private static let alreadyWithheld = "\u{1}"

  /// Units to be withheld, by area.
  private static func withheldUnits(
    _ cells: [[[String]: Int]], minimum: Int
  ) -> [String: Set<String>] {
    var byArea: [String: [[String: Int]]] = [:]
    for (stratum, domains) in cells.enumerated() {
      for (key, rows) in domains where key.count > 1 {
        let name = key.count == 2 ? key[1] : alreadyWithheld
        byArea[key[0], default: cells.map { _ in [:] }][stratum][name, default: 0] += rows
      }
    }
    return byArea.compactMapValues { strata in
      // An area with one unit is small itself, if at all.
      guard Set(strata.flatMap(\.keys)).count > 1 else { return nil }
      let withheld = smallNames(strata, always: [alreadyWithheld], minimum: minimum)
        .subtracting([alreadyWithheld])
      return withheld.isEmpty ? nil : withheld
    }
  }

  /// Areas to be withheld.
  private static func withheldAreas(_ cells: [[[String]: Int]], minimum: Int) -> Set<String> {
    let strata = cells.map { domains in
      var rows: [String: Int] = [:]
      for (key, count) in domains where key.count > 1 { rows[key[0], default: 0] += count }
      return rows
    }
    var found = smallNames(strata, always: [], minimum: minimum)
    // A cell of withheld units that is still small takes its area with it.
    for domains in cells {
      for (key, rows) in domains where key.count > 1 && rows < minimum { found.insert(key[0]) }
    }
    return found.isEmpty ? [] : smallNames(strata, always: found, minimum: minimum)
  }

  /// Names with a small cell in some stratum, and the next smallest ones until those taken together
  /// have no small cell or nothing is left.
  private static func smallNames(
    _ strata: [[String: Int]], always: Set<String>, minimum: Int
  ) -> Set<String> {
    var totals: [String: Int] = [:]
    for rows in strata { for (name, count) in rows { totals[name, default: 0] += count } }
    var taken = Set(
      totals.keys.filter { name in
        always.contains(name)
          || strata.contains { rows in rows[name].map { $0 < minimum } ?? false }
      })
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

extension MomentTally {
  /// For every stratum the rows of its domains, by their keys.
  fileprivate var domainsByStratum: [[[String]: Int]] {
    var cells = [[[String]: Int]](repeating: [:], count: strata.count)
    for cell in rowsByStratum() {
      cells[cell.stratum][domains[cell.domain], default: 0] += cell.rows
    }
    return cells
  }
}
