import SurveyEstimation

/// What the check of files came to, in counts: no record, no line, no value of a cell.
struct SurveyAccounts: Sendable, Hashable, Codable {
  /// Findings of one rule.
  struct Rule: Sendable, Hashable, Codable {
    var severity: FindingSeverity
    var count: Int
    var records: Int
  }

  /// Answers to one question.
  struct Answers: Sendable, Hashable, Codable {
    var isPresent = false
    var valid = 0
    var missing = 0
    var excluded = 0
    /// The excluded by reason.
    var reasons: [String: Int] = [:]
    var invalid = 0
    /// Codes of the levels that occur; nil in tallies of earlier versions and for other questions.
    var levels: [String]?
  }

  /// Weights of the accepted records; the sums are exact, so that they do not depend on their order.
  struct Weights: Sendable, Hashable, Codable {
    var count = 0
    var minimum: Double?
    var maximum: Double?
    var sum: [UInt64] = [0, 0, 0, 0]
    var squares: [UInt64] = [0, 0, 0, 0]

    mutating func add(_ weights: [Double]) {
      guard let low = weights.min(), let high = weights.max() else { return }
      var (total, totalOfSquares) = (ExactSum(), ExactSum())
      for weight in weights {
        total.add(weight)
        totalOfSquares.add(weight * weight)
      }
      merge(
        Weights(
          count: weights.count, minimum: low, maximum: high, sum: Self.limbs(total),
          squares: Self.limbs(totalOfSquares)))
    }

    mutating func merge(_ other: Weights) {
      count += other.count
      minimum = [minimum, other.minimum].compactMap { $0 }.min()
      maximum = [maximum, other.maximum].compactMap { $0 }.max()
      sum = Self.sum(sum, other.sum)
      squares = Self.sum(squares, other.squares)
    }

    var summary: CheckReport.WeightSummary? {
      guard count > 0, let minimum, let maximum else { return nil }
      let (total, totalOfSquares) = (Self.exact(sum).value, Self.exact(squares).value)
      return CheckReport.WeightSummary(
        minimum: minimum, maximum: maximum, mean: total / Double(count),
        kishDesignEffect: Double(count) * totalOfSquares / (total * total))
    }

    private static func limbs(_ sum: ExactSum) -> [UInt64] {
      [sum.limb0, sum.limb1, sum.limb2, sum.limb3]
    }

    private static func exact(_ limbs: [UInt64]) -> ExactSum {
      limbs.count == 4
        ? ExactSum(limbs: (limbs[0], limbs[1], limbs[2], limbs[3])) : ExactSum()
    }

    private static func sum(_ one: [UInt64], _ other: [UInt64]) -> [UInt64] {
      var sum = exact(one)
      sum.add(exact(other))
      return limbs(sum)
    }
  }

  /// The files, by name and hash.
  var sources: [CheckReport.Source] = []
  var rules: [String: Rule] = [:]
  var answers: [Answers]
  var weights = Weights()

  init(questions: Int) {
    answers = [Answers](repeating: Answers(), count: questions)
  }

  /// Takes the counts of a check; weights are counted with the responses.
  mutating func add(_ check: CheckReport, _ instrument: Instrument) {
    var own = SurveyAccounts(questions: answers.count)
    own.sources = check.sources
    for found in check.findings where !Self.ofWholeSample.contains(found.rule) {
      own.rules[found.rule.rawValue] = Rule(
        severity: found.severity, count: found.count, records: found.records)
    }
    for found in check.nonresponse {
      guard let place = instrument.questions.firstIndex(where: { $0.id == found.question }) else {
        continue
      }
      own.answers[place] = Answers(
        isPresent: true, valid: found.valid, missing: found.missing, excluded: found.excluded,
        reasons: found.excludedByReason, invalid: found.invalid, levels: found.levels)
    }
    merge(own)
  }

  /// Rules that are no matter of single files; the sample's design is looked at when it is complete.
  private static let ofWholeSample: Set<CheckRule> = [
    .psuInTwoStrata, .singlePSUStratum, .topLevelsUnused,
  ]

  /// Forgets which levels the few answers to a question have.
  mutating func forgetLevels(below minimum: Int) {
    for place in answers.indices where answers[place].valid < minimum {
      answers[place].levels = nil
    }
  }

  mutating func merge(_ other: SurveyAccounts) {
    sources = (sources + other.sources).sorted { ($0.file, $0.sha256) < ($1.file, $1.sha256) }
    rules.merge(other.rules) { mine, theirs in
      Rule(
        severity: mine.severity, count: mine.count + theirs.count,
        records: mine.records + theirs.records)
    }
    for (place, theirs) in other.answers.enumerated() where answers.indices.contains(place) {
      // What one part did not keep is not known of the whole.
      answers[place].levels =
        !answers[place].isPresent
        ? theirs.levels
        : !theirs.isPresent
          ? answers[place].levels
          : theirs.levels.flatMap { other in
            answers[place].levels.map { Set($0).union(other).sorted() }
          }
      answers[place].isPresent = answers[place].isPresent || theirs.isPresent
      answers[place].valid += theirs.valid
      answers[place].missing += theirs.missing
      answers[place].excluded += theirs.excluded
      answers[place].reasons.merge(theirs.reasons, uniquingKeysWith: +)
      answers[place].invalid += theirs.invalid
    }
    weights.merge(other.weights)
  }
}

extension CheckReport {
  /// The report that the counts of a tally make: everything but the records themselves.
  ///
  /// - Parameter design: Strata and PSUs; `nil` without strata.
  init(_ accounts: SurveyAccounts, instrument: Instrument, design: DesignCounts?) {
    self.design = design
    self.instrument = InstrumentName(
      id: instrument.id, version: instrument.version, title: instrument.title)
    sources = accounts.sources
    rows = Rows(
      read: sources.reduce(0) { $0 + $1.rows.read },
      accepted: sources.reduce(0) { $0 + $1.rows.accepted },
      rejected: sources.reduce(0) { $0 + $1.rows.rejected },
      malformed: sources.reduce(0) { $0 + $1.rows.malformed },
      filtered: sources.reduce(0) { $0 + $1.rows.filtered })
    var found = CheckRule.allCases.compactMap { rule -> RuleFindings? in
      guard let own = accounts.rules[rule.rawValue] else { return nil }
      return RuleFindings(
        rule: rule, severity: own.severity, title: rule.title, fix: rule.fix, count: own.count,
        records: own.records, isCut: true)
    }
    unmapped = []
    unmappedCount = 0
    nonresponse = zip(instrument.questions, accounts.answers).compactMap { question, answers in
      guard answers.isPresent else { return nil }
      let asked = answers.valid + answers.missing + answers.excluded + answers.invalid
      return QuestionAnswers(
        question: question.id, text: question.text, asked: asked, valid: answers.valid,
        missing: answers.missing, excluded: answers.excluded,
        excludedByReason: answers.reasons, invalid: answers.invalid, levels: answers.levels,
        nonresponseRate: asked == 0 ? 0 : Double(answers.missing) / Double(asked))
    }
    unusedLevels = UnusedLevels.found(instrument, nonresponse)
    if let unused = CheckReport.findings(of: unusedLevels, in: sources) { found.append(unused) }
    findings =
      found.filter { $0.severity == .reject } + found.filter { $0.severity == .warning }
    weights = accounts.weights.summary
  }
}
