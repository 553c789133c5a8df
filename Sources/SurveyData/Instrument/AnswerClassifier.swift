/// Says what a cell of one question column means.
///
/// Accepted are a level's code (`4`, also `4.0`), its label in either language, its aliases, and any
/// of these beside a list mark that agrees with the code (`4 - Hài lòng`, `4 (Tốt)`, `4 Hài lòng`, `Hài lòng (4)`).
/// A mark that is the code of another level than the label's is invalid. The accent-less
/// spelling (`rat_hai_long`) is accepted only for texts without accents and only when one answer has
/// it. Nothing else is: an unknown text is invalid, with the nearest accepted label as a suggestion.
///
/// A classifier is immutable; callers keep the result per distinct text (a column dictionary's ids).
/// Complexity: O(*n*) in the text's length for accepted answers.
public struct AnswerClassifier: Sendable {
  private let index: FoldedIndex<Int>
  private let codes: [String: Int]
  private let classes: [AnswerClass]
  private let missing: Set<String>

  /// Texts that mean no answer in any column.
  public static let standardMissing = ["", "NA", "N/A", "null", "-", "--", "#N/A"]

  /// A classifier for a question on a scale.
  ///
  /// - Parameters:
  ///   - scale: The scale; its labels and aliases must be unambiguous (``Instrument`` checks it).
  ///   - isReversed: Whether the question is reversed: the satisfied levels are those mirrored, and
  ///     a level's position is still the position on the scale as printed.
  ///   - missing: Texts that mean no answer.
  public init(
    scale: ResponseScale, isReversed: Bool = false,
    missing: [String] = AnswerClassifier.standardMissing
  ) {
    var index = FoldedIndex<Int>()
    var codes: [String: Int] = [:]
    var classes: [AnswerClass] = []
    for (position, level) in scale.levels.enumerated() {
      let judged = scale.levels[isReversed ? scale.levels.count - 1 - position : position]
      classes.append(
        judged.isSatisfied ? .satisfied(level: position) : .notSatisfied(level: position))
      codes[FoldedText(level.code).key] = position
      Self.enter([level.label.vi, level.label.en, level.code] + level.aliases, position, &index)
    }
    for excluded in scale.excluded {
      let position = classes.count
      classes.append(.excluded(excluded.reason))
      codes[FoldedText(excluded.code).key] = position
      Self.enter(
        [excluded.label.vi, excluded.label.en, excluded.code] + excluded.aliases, position, &index)
    }
    self.index = index
    self.codes = codes
    self.classes = classes
    let accepted = Set(index.names.map { FoldedText($0).key })
    self.missing = Set(missing.map { FoldedText($0).key }).subtracting(accepted)
  }

  private static func enter(_ names: [String], _ position: Int, _ index: inout FoldedIndex<Int>) {
    for name in names { index.insert(name, for: position) }
  }

  /// The class of a cell.
  public func classify(_ text: String) -> AnswerClass {
    let folded = FoldedText(text)
    if folded.isEmpty || missing.contains(folded.key) { return .missing }
    if let position = codes[folded.key] ?? codes[Self.withoutZeroDecimals(folded.key)] {
      return classes[position]
    }
    switch index.exact(folded) {
    case .found(let position): return classes[position]
    case .ambiguous: return .invalid(suggestion: nil)
    case .none: break
    }
    if let listed = ListMark(text) {
      switch marked(listed) {
      case .some(let answer): return answer
      case .none: break
      }
    }
    if case .found(let position) = index.plain(folded) { return classes[position] }
    return .invalid(suggestion: suggestion(for: text))
  }

  /// A label beside a mark; nil when the label is not known.
  private func marked(_ listed: ListMark) -> AnswerClass? {
    let label = FoldedText(listed.label)
    let coded = codes[FoldedText(listed.mark).key]
    var match = index.exact(label)
    if match == .none { match = index.plain(label) }
    guard case .found(let position) = match else { return nil }
    if let coded {
      // "4 - Rất hài lòng" says two things at once.
      return coded == position ? classes[position] : .invalid(suggestion: nil)
    }
    // A mark that is no code ("a) Hài lòng") is only a list mark; a bare number is not.
    return listed.strength == .delimited ? classes[position] : nil
  }

  /// The accepted answer nearest to a text.
  public func suggestion(for text: String) -> String? {
    let label = ListMark(text)?.label ?? text
    let words = FoldedText(label)
    guard words.key.unicodeScalars.contains(where: { $0.properties.isAlphabetic }) else {
      return nil
    }
    // "Khá hài lòng" is near to "Chưa hài lòng" by its letters only.
    let isNegated = Self.isNegated(words)
    return NearestName.nearest(
      to: label, among: index.names.filter { Self.isNegated(FoldedText($0)) == isNegated })
  }

  private static let negations = Set(
    ["không", "chưa", "chẳng", "not", "no", "kém", "khong", "chua"].map { FoldedText($0).key })

  private static func isNegated(_ text: FoldedText) -> Bool {
    text.key.split(separator: " ").contains { word in
      negations.contains(String(word)) || word.hasPrefix("dissat") || word.hasPrefix("unsat")
    }
  }

  /// `4.0`, `4,00` -> `4`: what spreadsheets make of a code column.
  static func withoutZeroDecimals(_ key: String) -> String {
    guard let mark = key.lastIndex(where: { $0 == "." || $0 == "," }), mark > key.startIndex else {
      return key
    }
    let decimals = key[key.index(after: mark)...]
    let whole = key[..<mark]
    guard !decimals.isEmpty, decimals.allSatisfy({ $0 == "0" }), decimals.utf8.count <= 6,
      whole.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2D })
    else { return key }
    return String(whole)
  }
}

extension Instrument {
  /// The classifier of a rating or choice question; nil for questions without a scale.
  public func classifier(for question: Question) -> AnswerClassifier? {
    scale(of: question).map { AnswerClassifier(scale: $0, isReversed: question.isReversed) }
  }

  /// The classifiers of all questions; those on the same scale share one.
  var classifiers: [AnswerClassifier?] {
    var known: [String: AnswerClassifier] = [:]
    return questions.map { question in
      guard let scale = scale(of: question) else { return nil }
      let key = (question.isReversed ? "-" : "+") + scale.id
      let classifier =
        known[key] ?? AnswerClassifier(scale: scale, isReversed: question.isReversed)
      known[key] = classifier
      return classifier
    }
  }
}
