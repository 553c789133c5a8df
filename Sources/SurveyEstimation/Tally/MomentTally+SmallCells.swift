extension MomentTally {
  /// The tally with some domains counted under another key.
  ///
  /// Cells that come to the same PSU and key are added up; sums over all domains stay as they are.
  public func relabelled(_ key: ([String]) -> [String]) -> MomentTally {
    let (frame, places) = frame.rebuilt(domain: key)
    return moved(to: frame, places)
  }

  /// The tally with PSUs put together within their stratum, in the order of their names, until no
  /// cell is small; every cell of a stratum and a domain must have the minimum already.
  public func withUnitsPutTogether(minimum: Int) -> MomentTally {
    guard let groups = frame.groups(minimum: minimum) else { return self }
    let (frame, places) = frame.rebuilt(units: groups)
    return moved(to: frame, places)
  }
}
