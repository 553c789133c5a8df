import CSVIO

/// A column whose cells are judged by their text, once per distinct text.
struct CheckedColumn: Sendable {
  /// What the column is for.
  enum Role: Sendable {
    case question(Int, AnswerClassifier?, isRated: Bool, isRequired: Bool)
    /// Several choices in one cell, joined as the platform joins them.
    case multi(Int, FoldedIndex<Int>, choices: [String], PlatformProfile)
    case choice(FoldedIndex<Int>)
    case area(FoldedIndex<Int>)
    case unit(UnitRegister?)
    case allowed(FoldedIndex<Int>)
    case required
  }

  /// What a text is, as one byte; below ``excluded`` it is a level or simply good.
  enum Verdict {
    static let excluded: UInt8 = 200
    static let missing: UInt8 = 250
    static let unknown: UInt8 = 251
    static let outOfRange: UInt8 = 252
    static let notValid: UInt8 = 253

    /// The verdict on an answer that is left out for a reason.
    static func excluded(for reason: ExclusionReason) -> UInt8 {
      excluded + UInt8(ExclusionReason.allCases.firstIndex(of: reason) ?? 0)
    }

    /// The reason of such a verdict.
    static func reason(of verdict: UInt8) -> ExclusionReason? {
      guard verdict >= excluded, verdict < missing else { return nil }
      let position = Int(verdict - excluded)
      let all = ExclusionReason.allCases
      return position < all.count ? all[position] : nil
    }
  }

  let slot: Int
  let role: Role

  /// The question that the column answers, if it is one's.
  var question: Int? {
    switch role {
    case .question(let position, _, _, _), .multi(let position, _, _, _): position
    default: nil
    }
  }

  var isRated: Bool {
    if case .question(_, _, let isRated, _) = role { isRated } else { false }
  }

  /// The verdict on a text, with the nearest accepted text where it is unknown.
  func judge(_ text: String) -> (verdict: UInt8, suggestion: String?) {
    switch role {
    case .question(_, let classifier, _, _):
      guard let classifier else {
        return (Self.isMissing(text) ? Verdict.missing : 0, nil)
      }
      switch classifier.classify(text) {
      case .satisfied(let level), .notSatisfied(let level): return (UInt8(min(level, 199)), nil)
      case .excluded(let reason): return (Verdict.excluded(for: reason), nil)
      case .missing: return (Verdict.missing, nil)
      case .invalid(let suggestion):
        return (Self.isNumber(text) ? Verdict.outOfRange : Verdict.unknown, suggestion)
      }
    case .multi(_, let index, let choices, let profile):
      if Self.isMissing(text) { return (Verdict.missing, nil) }
      func isUnknown(_ choice: String) -> Bool {
        if case .found = index.lookUp(choice) { false } else { true }
      }
      // Codes set off by blanks, as XLSForm tools write them, also in files that went through a spreadsheet.
      let words = text.split(separator: " ").map(String.init)
      if words.count > 1, !words.contains(where: isUnknown) { return (0, nil) }
      let unknown = profile.selections(in: text, choices: choices).first(where: isUnknown)
      return unknown.map { (Verdict.unknown, index.suggestion(for: $0)) } ?? (0, nil)
    case .choice(let index), .area(let index), .allowed(let index):
      if Self.isMissing(text) { return (Verdict.missing, nil) }
      switch index.lookUp(text) {
      case .found: return (0, nil)
      case .ambiguous: return (Verdict.unknown, nil)
      case .none: return (Verdict.unknown, index.suggestion(for: text))
      }
    case .unit(let register):
      if Self.isMissing(text) { return (Verdict.missing, nil) }
      guard let register else { return (0, nil) }
      switch register.match(text) {
      case .found: return (0, nil)
      case .notValid(let code, _, let successors):
        return (Verdict.notValid, successors.first ?? code)
      case .leadingZeros(let code): return (Verdict.outOfRange, code)
      case .ambiguous: return (Verdict.unknown, nil)
      case .unknown(let suggestion): return (Verdict.unknown, suggestion)
      }
    case .required:
      return (Self.isMissing(text) ? Verdict.missing : 0, nil)
    }
  }

  /// The rule that a verdict breaks; nil where it breaks none.
  func rule(of verdict: UInt8) -> CheckRule? {
    switch (role, verdict) {
    case (.question(_, _, _, let isRequired), Verdict.missing): isRequired ? .requiredMissing : nil
    case (.question, Verdict.unknown), (.multi, Verdict.unknown): .answerUnmapped
    case (.question, Verdict.outOfRange): .answerOutOfRange
    case (.choice, Verdict.unknown): .respondentUnmapped
    case (.area, Verdict.missing): .areaMissing
    case (.area, Verdict.unknown): .areaUnknown
    case (.unit, Verdict.missing): .unitMissing
    case (.unit, Verdict.unknown): .unitUnknown
    case (.unit, Verdict.outOfRange): .unitLeadingZeros
    case (.unit, Verdict.notValid): .unitNotValid
    case (.allowed, Verdict.unknown): .valueNotAllowed
    case (.required, Verdict.missing): .requiredMissing
    default: nil
    }
  }

  private static let missingKeys = Set(AnswerClassifier.standardMissing.map { FoldedText($0).key })

  private static func isMissing(_ text: String) -> Bool {
    text.utf8.count <= 8 && missingKeys.contains(FoldedText(text).key)
  }

  private static func isNumber(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || [0x20, 0x2B, 0x2C, 0x2D, 0x2E, 0x25].contains($0)
      }
  }
}

/// What a screen knows of one checked column in one part of a file.
struct ColumnState {
  /// Verdict of every dictionary id.
  private(set) var verdicts: [UInt8] = []
  /// The level's bit of every id, 0 where it is no level of a rated question.
  private(set) var levelBits: [UInt32] = []
  /// Whether an id breaks a rule.
  private(set) var isOdd: [Bool] = []
  /// Records in scope with each id.
  var counts: [Int] = []
  /// First line of every id that breaks a rule.
  var firstLines: [Int: Int] = [:]
  /// Texts and suggestions of the ids that break a rule.
  private(set) var broken: [Int: (text: String, suggestion: String?)] = [:]
  /// Hashes of the texts, where repeats of content are looked for.
  private(set) var hashes: [Fingerprint] = []

  mutating func extend(
    _ column: CheckedColumn, slot: Int, _ batch: RecordBatch, hashes wantsHashes: Bool
  ) {
    let dictionary = batch.dictionary(slot)
    guard dictionary.count > verdicts.count else { return }
    for id in verdicts.count..<dictionary.count {
      let text = dictionary.text(of: Int32(id))
      let (verdict, suggestion) = column.judge(text)
      verdicts.append(verdict)
      counts.append(0)
      let isLevel = column.isRated && verdict < CheckedColumn.Verdict.excluded
      levelBits.append(isLevel ? 1 << UInt32(min(verdict, 31)) : 0)
      isOdd.append(column.rule(of: verdict) != nil)
      if verdict >= CheckedColumn.Verdict.missing { broken[id] = (text, suggestion) }
      if wantsHashes { hashes.append(Fingerprint(of: text)) }
    }
  }

  /// Counts a batch's ids and marks the levels of its rows.
  ///
  /// - Returns: The rows that break a rule, with their ids.
  mutating func count(
    _ codes: Span<Int32>, _ rows: inout ScreenRows, isRated: Bool
  ) -> [(row: Int, id: Int)] {
    var odd: [(row: Int, id: Int)] = []
    let allInScope = rows.allInScope
    // Taken out while they are worked on, so that the spans have owners of their own.
    let (scope, oddIds, bits) = (rows.inScope, isOdd, levelBits)
    var (ownCounts, ownAnswered, ownLevels) = (counts, rows.answered, rows.levels)
    counts = []
    rows.answered = []
    rows.levels = []
    Self.count(
      codes, inScope: allInScope ? nil : scope.span, bits: bits.span, oddIds: oddIds.span,
      counts: ownCounts.mutableSpan, answered: ownAnswered.mutableSpan,
      levels: ownLevels.mutableSpan,
      isRated: isRated, odd: &odd)
    counts = ownCounts
    rows.answered = ownAnswered
    rows.levels = ownLevels
    return odd
  }

  private static func count(
    _ codes: Span<Int32>, inScope: Span<Bool>?, bits: Span<UInt32>, oddIds: Span<Bool>,
    counts: consuming MutableSpan<Int>, answered: consuming MutableSpan<UInt16>,
    levels: consuming MutableSpan<UInt32>, isRated: Bool, odd: inout [(row: Int, id: Int)]
  ) {
    for row in 0..<codes.count {
      if let inScope, !inScope[row] { continue }
      let id = Int(codes[row])
      counts[id] &+= 1
      if isRated {
        let bit = bits[id]
        levels[row] |= bit
        answered[row] &+= bit == 0 ? 0 : 1
      }
      if oddIds[id] { odd.append((row, id)) }
    }
  }
}
