extension Tally {
  /// The tally without a small cell: no PSU (stratum, where rows are the PSUs) has fewer rows than a
  /// minimum in any domain.
  ///
  /// 1. Domains with fewer rows in some stratum are left out, with the next smallest ones until those
  ///    left out have the minimum together, so that sums over domains that are known from elsewhere do
  ///    not tell of them. Their rows stay in the design.
  /// 2. PSUs that are still small are put together within their stratum, in the order of their names,
  ///    which leaves every estimate as it is and makes variances less certain (Wolter 2007, chapter 2);
  ///    so are those in which what is left out is small.
  ///
  /// - Parameters:
  ///   - minimum: The fewest rows of a cell.
  ///   - smallest: Domains with fewer rows than this in all are left out in any case.
  /// - Throws: ``SmallCellError`` when a whole stratum is too small, populations count PSUs, or no
  ///   domain remains.
  public func protected(
    minimum: Int, domainsBelow smallest: Int = 0
  ) throws(SmallCellError) -> Tally {
    guard minimum > 1, frame.rowCount > 0 else { return withoutDomains(below: smallest) }
    try frame.checkStrata(minimum: minimum)
    let few = Set(frame.domains.indices.filter { frame.domainRows[$0] < smallest })
    guard frame.smallestCell < minimum || !few.isEmpty else { return self }
    let left = Set(
      frame.domainsToLeaveOut(minimum: minimum, always: few).map { frame.domains[$0] })
    guard left.count < frame.domains.count else { throw .nothingLeft(minimum: minimum) }
    // What is left out is one domain more while PSUs are looked at; its name has no level.
    let whole = frame.rebuilt { left.contains($0) ? [] : $0 }.frame
    let groups = whole.groups(minimum: minimum)
    if groups != nil, definition.hasPopulations { throw .unitsWithPopulations(minimum: minimum) }
    let (kept, places) = frame.rebuilt(units: groups) { left.contains($0) ? nil : $0 }
    var tally = moved(to: kept, places)
    for levels in left { tally.noteLeftOut(levels) }
    return tally
  }

  /// The tally without the domains that have fewer rows than a minimum; their rows stay in the
  /// design.
  public func withoutDomains(below minimum: Int) -> Tally {
    var tally = self
    for (levels, rows) in zip(frame.domains, frame.domainRows) where rows < minimum {
      tally.noteLeftOut(levels)
    }
    tally.leaveOut(tally.leftOut)
    return tally
  }
}
