internal import Definitions

/// Finds the name that was probably meant.
enum NearestName {
  /// The candidate within a third of its length in edits; ties go to the first in order.
  static func of(_ name: String, in candidates: [String]) -> String? {
    let lowered = Array(name.lowercased().unicodeScalars.prefix(64))
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let other = Array(candidate.lowercased().unicodeScalars.prefix(64))
      let distance = EditDistance.between(lowered, other)
      let limit = max(1, max(lowered.count, other.count) / 3)
      if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name
  }

  /// "có phải là …", or the list of what exists when nothing is near.
  static func vietnameseSuggestion(
    for name: String, in candidates: [String], what: String
  ) -> String {
    if let near = of(name, in: candidates) { return "có phải là `\(near)`?" }
    if candidates.isEmpty { return "chưa có \(what) nào" }
    let shown = candidates.prefix(20).joined(separator: ", ")
    return "\(what) hiện có: \(shown)" + (candidates.count > 20 ? ", …" : "")
  }

  /// "did you mean …", or the list of what exists when nothing is near.
  static func suggestion(for name: String, in candidates: [String], what: String) -> String {
    if let near = of(name, in: candidates) { return "did you mean `\(near)`?" }
    if candidates.isEmpty { return "there are no \(what)" }
    let shown = candidates.prefix(20).joined(separator: ", ")
    return "known \(what): \(shown)" + (candidates.count > 20 ? ", …" : "")
  }
}
