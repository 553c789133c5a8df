public import SurveyEstimation

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
  /// - Throws: ``SmallCellError`` when a whole stratum is too small, or populations count PSUs.
  public func protected(minimum: Int) throws(SmallCellError) -> SurveyTally {
    var result = self
    result.withheld.minimum = max(withheld.minimum, minimum)
    result.accounts.forgetLevels(below: minimum)
    guard minimum > 1, let moments, moments.frame.smallestCell < minimum else { return result }
    try moments.frame.checkStrata(minimum: minimum)
    var tally = moments
    let units = Self.withheldUnits(tally.frame.domainsByStratum, minimum: minimum)
    tally = tally.relabelled { key in
      key.count == 2 && units[key[0]]?.contains(key[1]) == true ? [key[0], "", ""] : key
    }
    for (area, found) in units {
      result.withheld.units[area, default: []].formUnion(found)
    }
    let areas = Self.withheldAreas(tally.frame.domainsByStratum, minimum: minimum)
    if !areas.isEmpty {
      for key in moments.frame.domains
      where definition.byUnit && areas.contains(key[0]) && key.count == 2 {
        result.withheld.units[key[0], default: []].insert(key[1])
      }
      tally = tally.relabelled { key in key.count > 1 && areas.contains(key[0]) ? [""] : key }
      result.withheld.areas.formUnion(areas)
    }
    guard tally.frame.smallestCell < minimum, !tally.definition.rowsAreUnits else {
      result.moments = tally
      return result
    }
    if tally.definition.hasPopulations { throw .unitsWithPopulations(minimum: minimum) }
    tally = tally.withUnitsPutTogether(minimum: minimum)
    result.moments = tally
    result.withheld.joinsUnits = tally.frame.joinsUnits
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
      let withheld = SmallCells.together(
        strata, always: { $0 == alreadyWithheld }, minimum: minimum
      ).subtracting([alreadyWithheld])
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
    var found = SmallCells.together(strata, always: { _ in false }, minimum: minimum)
    // A cell of withheld units that is still small takes its area with it.
    for domains in cells {
      for (key, rows) in domains where key.count > 1 && rows < minimum { found.insert(key[0]) }
    }
    return found.isEmpty
      ? [] : SmallCells.together(strata, always: found.contains, minimum: minimum)
  }
}

extension TallyFrame {
  /// For every stratum the rows of its domains, by their keys.
  fileprivate var domainsByStratum: [[[String]: Int]] {
    var cells = [[[String]: Int]](repeating: [:], count: strata.count)
    for cell in rowsByStratum() {
      cells[cell.stratum][domains[cell.domain], default: 0] += cell.rows
    }
    return cells
  }
}
