/// How the dates of one file are read: the instrument's formats, and what the platform and the file's
/// own dates say about the order of day and month.
///
/// `03/04/2025` is a day in April under `dd/MM/yyyy` and one in March under `MM/dd/yyyy`; both readings are
/// dates, so a wrong one moves records into another reporting period without any error. Where the instrument
/// names an order, that order holds unless the file's first dates contradict it; the decision is noted.
struct DateReading: Sendable, Hashable {
  /// Formats in the order in which they are tried.
  let formats: [DateFormat]
  /// What was decided, for the report; nil where the instrument's formats are used as they stand.
  let note: String?

  /// Decides for one file.
  ///
  /// - Parameters:
  ///   - declared: Formats of the instrument.
  ///   - profile: The platform that made the file.
  ///   - sample: The first dates of the file.
  init(declared: [DateFormat], profile: PlatformProfile, sample: [String]) {
    let dayFirst = declared.filter { $0.order == .dayFirst }
    let isOpen = !dayFirst.isEmpty && !declared.contains { $0.order == .monthFirst }
    guard isOpen, let reason = Self.monthFirstReason(profile, sample) else {
      formats = declared + profile.dateFormats
      note = nil
      return
    }
    let swapped = dayFirst.compactMap(\.swapped)
    formats = declared.map { $0.order == .dayFirst ? $0.swapped ?? $0 : $0 } + profile.dateFormats
    note =
      "dates are read month first (\(swapped.map(\.pattern).joined(separator: ", "))), \(reason);"
      + " list that format under date.formats of the instrument to fix it either way"
  }

  /// Why the month stands first, or nil where it does not.
  private static func monthFirstReason(_ profile: PlatformProfile, _ sample: [String]) -> String? {
    var firstOver = 0
    var secondOver = 0
    for text in sample {
      guard let (first, second) = DateFormat.leadingPair(of: text) else { continue }
      if first > 12 { firstOver += 1 }
      if second > 12 { secondOver += 1 }
    }
    if firstOver > 0 { return nil }
    if secondOver > 0 { return "because the file's dates allow no other order" }
    return profile.writesMonthFirst
      ? "as \(profile.displayName) writes them; the file's first dates fit either order" : nil
  }
}

extension DateFormat {
  /// Which of day and month stands first where both are numbers before the year.
  enum Order: Hashable { case dayFirst, monthFirst, neither }

  /// The order of day and month.
  var order: Order {
    if pattern.hasPrefix("d"), !pattern.contains("MMM"), pattern.hasSuffix("yyyy") {
      return .dayFirst
    }
    if pattern.hasPrefix("M"), !pattern.contains("MMM"), pattern.hasSuffix("yyyy") {
      return .monthFirst
    }
    return .neither
  }

  /// The format with day and month in each other's place.
  var swapped: DateFormat? {
    DateFormat(
      pattern: String(
        pattern.map { character in
          switch character {
          case "d": "M"
          case "M": "d"
          default: character
          }
        }))
  }

  /// The two numbers before a year at the head of a text: 3 and 4 of `03/04/2025 8:00`.
  static func leadingPair(of text: String) -> (Int, Int)? {
    let parts = text.prefix(10).split(
      maxSplits: 2, omittingEmptySubsequences: false, whereSeparator: { "/-. ".contains($0) })
    guard parts.count == 3, let first = Int(parts[0]), let second = Int(parts[1]),
      (1...31).contains(first), (1...31).contains(second), parts[2].prefix(4).count == 4,
      parts[2].prefix(4).allSatisfy({ ("0"..."9").contains($0) })
    else { return nil }
    return (first, second)
  }
}
