/// Finds the name that was probably meant.
enum NearestName {
  /// The candidate within a third of its length in edits; ties go to the first in order.
  static func of(_ name: String, in candidates: [String]) -> String? {
    let lowered = Array(name.lowercased().unicodeScalars.prefix(64))
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let other = Array(candidate.lowercased().unicodeScalars.prefix(64))
      let distance = editDistance(lowered, other)
      let limit = max(1, max(lowered.count, other.count) / 3)
      if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name
  }

  /// "did you mean …", or the list of what exists when nothing is near.
  static func suggestion(for name: String, in candidates: [String], what: String) -> String {
    if let near = of(name, in: candidates) { return "did you mean `\(near)`?" }
    if candidates.isEmpty { return "there are no \(what)" }
    let shown = candidates.prefix(20).joined(separator: ", ")
    return "known \(what): \(shown)" + (candidates.count > 20 ? ", …" : "")
  }

  /// Optimal string alignment distance: insert, delete, replace, swap neighbours.
  private static func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var beforePrevious = [Int](repeating: 0, count: b.count + 1)
    var previous = Array(0...b.count)
    for i in 1...a.count {
      var current = [i] + [Int](repeating: 0, count: b.count)
      for j in 1...b.count {
        let replace = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        current[j] = min(previous[j] + 1, current[j - 1] + 1, replace)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          current[j] = min(current[j], beforePrevious[j - 2] + 1)
        }
      }
      beforePrevious = previous
      previous = current
    }
    return previous[b.count]
  }
}
