internal import Definitions

/// Finds the name that a misspelt one was probably meant to be.
public enum NearestName {
  /// Names longer than this many scalars are compared by their beginning only.
  private static let longestCompared = 120

  /// The candidate nearest to a name, or nil when none is near enough.
  ///
  /// Distance is the number of insertions, deletions, replacements and swaps of neighbours between
  /// the folded keys (optimal string alignment). A candidate is near enough when the distance is
  /// at most a third of the longer key, and at least one; ties go to the earlier candidate.
  ///
  /// - Complexity: O(*c n m*) for *c* candidates of length *m*.
  public static func nearest(to name: String, among candidates: [String]) -> String? {
    nearest(toAny: [name], among: candidates)
  }

  /// The candidate nearest to any of several names of one thing, by distance over length.
  public static func nearest(toAny names: [String], among candidates: [String]) -> String? {
    var best: (share: Double, name: String)?
    for name in names {
      guard let found = nearestOne(to: name, among: candidates) else { continue }
      if found.share < best?.share ?? .infinity { best = found }
    }
    return best?.name
  }

  private static func nearestOne(
    to name: String, among candidates: [String]
  ) -> (share: Double, name: String)? {
    let wanted = FoldedText(name)
    guard !wanted.isEmpty else { return nil }
    let target = Array(wanted.key.unicodeScalars.prefix(longestCompared))
    let plainTarget = Array(wanted.plainKey.unicodeScalars.prefix(longestCompared))
    var best: (share: Double, name: String)?
    for candidate in candidates {
      let folded = FoldedText(candidate)
      guard !folded.isEmpty else { continue }
      let key = Array(folded.key.unicodeScalars.prefix(longestCompared))
      let plain = Array(folded.plainKey.unicodeScalars.prefix(longestCompared))
      let distance = min(
        EditDistance.between(target, key),
        // Accents forgotten everywhere are one slip, not many.
        EditDistance.between(plainTarget, plain) + (wanted == folded ? 0 : 1))
      let limit = max(1, max(target.count, key.count) / 3)
      guard distance <= limit, distance < min(target.count, key.count) || distance == 0 else {
        continue
      }
      let share = Double(distance) / Double(max(target.count, key.count))
      if share < best?.share ?? .infinity { best = (share, candidate) }
    }
    return best
  }
}
