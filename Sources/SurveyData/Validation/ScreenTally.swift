import CSVIO

/// What screens have found so far; tallies of parts and files add up.
struct ScreenTally: Sendable {
  /// Answers to one question among the records in scope.
  struct Answers: Sendable, Hashable {
    var valid = 0
    var missing = 0
    var excluded = 0
    /// The excluded by reason.
    var reasons: [ExclusionReason: Int] = [:]
    var invalid = 0
    /// The levels of the scale that occur, one bit each.
    var levels: UInt64 = 0
    /// Whether any file has the column.
    var isPresent = false

    mutating func add(_ other: Answers) {
      valid += other.valid
      missing += other.missing
      excluded += other.excluded
      reasons.merge(other.reasons, uniquingKeysWith: +)
      invalid += other.invalid
      levels |= other.levels
      isPresent = isPresent || other.isPresent
    }
  }

  /// A value that no rule accepts, in one column.
  struct ValueKey: Hashable, Sendable {
    let rule: CheckRule
    let column: String
    let value: String
  }

  struct ValueTally: Sendable {
    var count: Int
    var file: String
    var line: Int
    var suggestion: String?
  }

  struct PSUKey: Hashable, Sendable {
    let stratum: String
    let psu: String
  }

  struct Place: Sendable {
    let file: String
    let line: Int
  }

  /// A record whose content is repeated, and where it stands.
  struct Content: Sendable {
    let hash: Fingerprint
    let line: Int
  }

  /// Counts of weights of accepted records.
  struct Weights: Sendable {
    var count = 0
    var minimum = Double.infinity
    var maximum = -Double.infinity
    var sum = 0.0
    var sumOfSquares = 0.0
  }

  var wellFormed = 0
  var accepted = 0
  var filtered = 0
  var malformed = 0
  /// Findings and records of each rule, by the rule's position.
  var findingCounts = [Int](repeating: 0, count: CheckRule.allCases.count)
  var recordCounts = [Int](repeating: 0, count: CheckRule.allCases.count)
  var findings: [CheckRule: [CheckFinding]] = [:]
  var answers: [Answers]
  var values: [ValueKey: ValueTally] = [:]
  var psus: [PSUKey: Place] = [:]
  var recordsByStratum: [String: (count: Int, place: Place)] = [:]
  var weights = Weights()
  /// Records with repeated contents, by file.
  var contents: [(file: String, records: [Content])] = []
  /// Hashes of ids and contents, collected while it is not known what is repeated.
  var hashes: [DuplicateIndex.Part] = []

  init(questions: Int) {
    answers = Array(repeating: Answers(), count: questions)
  }

  mutating func list(_ finding: CheckFinding, limit: Int) {
    if findings[finding.rule, default: []].count < limit {
      findings[finding.rule, default: []].append(finding)
    }
  }

  mutating func merge(_ other: ScreenTally, limit: Int) {
    wellFormed += other.wellFormed
    accepted += other.accepted
    filtered += other.filtered
    malformed += other.malformed
    for rule in findingCounts.indices {
      findingCounts[rule] += other.findingCounts[rule]
      recordCounts[rule] += other.recordCounts[rule]
    }
    for rule in CheckRule.allCases {
      for finding in other.findings[rule] ?? [] { list(finding, limit: limit) }
    }
    for position in answers.indices { answers[position].add(other.answers[position]) }
    // The earlier part's first line stays.
    values.merge(other.values) { mine, theirs in
      var sum = mine
      sum.count += theirs.count
      return sum
    }
    psus.merge(other.psus) { mine, _ in mine }
    recordsByStratum.merge(other.recordsByStratum) { ($0.count + $1.count, $0.place) }
    weights.count += other.weights.count
    weights.minimum = min(weights.minimum, other.weights.minimum)
    weights.maximum = max(weights.maximum, other.weights.maximum)
    weights.sum += other.weights.sum
    weights.sumOfSquares += other.weights.sumOfSquares
    contents += other.contents
    hashes += other.hashes
  }
}
