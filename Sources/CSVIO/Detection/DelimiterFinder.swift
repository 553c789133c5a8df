/// Finds the delimiter of a sample: the one under which most records have the same number of
/// fields, more than one.
struct DelimiterFinder {
  /// Tried in this order, which also breaks ties.
  static let candidates: [UInt8] = [0x2C, 0x3B, 0x09, 0x7C]
  private static let sampleBytes = 1 << 17

  private struct Score {
    var delimiter: UInt8
    /// Share of records with as many fields as the first.
    var agreement = 0.0
    var fields = 1
    /// Share of records with more than one field.
    var presence = 0.0
  }

  private let scores: [Score]

  init(_ text: [UInt8], isWhole: Bool) {
    let sample = Array(text.prefix(Self.sampleBytes))
    let isCut = sample.count < text.count || !isWhole
    scores = Self.candidates.map { Self.score(sample, $0, isCut: isCut) }
  }

  private static func score(_ sample: [UInt8], _ delimiter: UInt8, isCut: Bool) -> Score {
    var score = Score(delimiter: delimiter)
    var records = Opening.leniently(sample, delimiter, 1000)
    if isCut && records.count > 1 && records.count < 1000 { records.removeLast() }
    guard let first = records.first else { return score }
    score.fields = first.count
    let same = records.count { $0.count == first.count }
    let several = records.count { $0.count > 1 }
    score.agreement = Double(same) / Double(records.count)
    score.presence = Double(several) / Double(records.count)
    return score
  }

  /// The best delimiter; a comma when no candidate makes more than one column.
  var delimiter: UInt8 {
    var best: Score?
    for score in scores where score.fields > 1 {
      guard let current = best else {
        best = score
        continue
      }
      let gain = score.agreement * Double(min(score.fields, 50))
      if gain > current.agreement * Double(min(current.fields, 50)) { best = score }
    }
    return best?.delimiter ?? Self.candidates[0]
  }

  /// A delimiter that stands on most lines although `used` makes one column.
  func otherDelimiter(than used: UInt8, isGiven: Bool) -> UInt8? {
    if let score = scores.first(where: { $0.delimiter == used }), score.fields > 1 { return nil }
    return scores.first {
      $0.delimiter != used && $0.fields > 1 && $0.presence > 0.5 && (!isGiven || $0.agreement > 0.9)
    }?.delimiter
  }
}
