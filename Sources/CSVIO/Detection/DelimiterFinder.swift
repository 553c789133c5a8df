/// Finds the delimiter of a sample: the one under which most records have the same number of
/// fields, more than one.
struct DelimiterFinder {
  /// Tried in this order, which also breaks ties.
  static let candidates: [UInt8] = [0x2C, 0x3B, 0x09, 0x7C]
  private static let sampleBytes = 1 << 17
  private static let recordLimit = 1000

  private struct Score {
    var delimiter: UInt8
    /// The most frequent number of fields.
    var fields = 1
    /// Share of records with that many.
    var agreement = 0.0
    /// Share of records with more than one field.
    var presence = 0.0
    /// Number of fields of the first record.
    var firstFields = 1

    /// Agreement first, and more columns between delimiters that agree alike.
    ///
    /// A header that does not agree counts half: decimal commas make equal records, but not in the header.
    var rank: Double {
      agreement * agreement * (1 - 1 / Double(fields + 1)) * (firstFields == fields ? 1 : 0.5)
    }
  }

  private let scores: [Score]

  init(_ text: [UInt8], isWhole: Bool) {
    let sample = text.prefix(Self.sampleBytes)
    let isCut = sample.count < text.count || !isWhole
    scores = Self.candidates.map { Self.score(sample, $0, isCut: isCut) }
  }

  private static func score(
    _ sample: ArraySlice<UInt8>, _ delimiter: UInt8, isCut: Bool
  ) -> Score {
    var score = Score(delimiter: delimiter)
    // A sample that ends without line break gets one, so that its last record counts.
    let counts = Opening.fieldCounts(
      isCut ? sample : sample + [0x0A], delimiter, recordLimit)
    guard let first = counts.first else { return score }
    var frequency: [Int: Int] = [:]
    for count in counts { frequency[count, default: 0] += 1 }
    let mode = frequency.max { ($0.value, $0.key) < ($1.value, $1.key) }
    score.fields = mode?.key ?? 1
    score.agreement = Double(mode?.value ?? 0) / Double(counts.count)
    score.presence = Double(counts.count { $0 > 1 }) / Double(counts.count)
    score.firstFields = first
    return score
  }

  /// The best delimiter; a comma when no candidate makes more than one column.
  var delimiter: UInt8 {
    var best: Score?
    for score in scores where score.fields > 1 {
      if let current = best, score.rank <= current.rank { continue }
      best = score
    }
    return best?.delimiter ?? scores.first { $0.firstFields > 1 }?.delimiter ?? Self.candidates[0]
  }

  /// A delimiter that stands on most lines although `used` makes one column.
  func otherDelimiter(than used: UInt8, isGiven: Bool) -> UInt8? {
    if let score = scores.first(where: { $0.delimiter == used }),
      score.fields > 1 || score.firstFields > 1
    {
      return nil
    }
    return scores.first {
      $0.delimiter != used && $0.fields > 1 && $0.presence > 0.5 && (!isGiven || $0.agreement > 0.9)
    }?.delimiter
  }
}
