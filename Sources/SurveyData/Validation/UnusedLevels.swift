/// The highest levels of a scale that no answer has, in a file of enough answers.
///
/// A device with three buttons codes 1 to 3; read with a scale of five levels, its best answers count as
/// neutral, and nothing else looks wrong. That the *lowest* levels never occur is normal for a satisfied
/// public; that none of at least ``leastAnswers`` answers is among the highest is not.
public struct UnusedLevels: Codable, Sendable, Hashable {
  /// Answers to all questions of a scale together from which on its levels are looked at.
  ///
  /// If as few as 5 % of the public chose one of the highest levels, none of 100 answers would in
  /// 0.95^100 = 0.6 % of the files.
  public static let leastAnswers = 100

  /// Id of the scale.
  public var scale: String
  /// Codes of the highest levels, none of which occurs, lowest first.
  public var codes: [String]
  /// Codes of the levels that occur, lowest first.
  public var used: [String]
  /// Valid answers to the questions of the scale.
  public var answers: Int

  /// How many of the highest levels must be unused: two of four or five, a third of more.
  static func least(of levels: Int) -> Int { max(2, levels / 3) }

  /// The scales whose highest levels never occur.
  ///
  /// Questions that are asked the other way round are left out, because their highest level is the
  /// lowest satisfaction. Scales of fewer than four levels are left alone.
  static func found(
    _ instrument: Instrument, _ answers: [CheckReport.QuestionAnswers]
  ) -> [UnusedLevels] {
    let byQuestion = Dictionary(
      answers.map { ($0.question, $0) }, uniquingKeysWith: { first, _ in first })
    return instrument.scales.compactMap { scale in
      let own = instrument.questions.filter {
        $0.kind == .rating && !$0.isReversed && instrument.scale(of: $0)?.id == scale.id
      }.compactMap { byQuestion[$0.id] }
      let count = own.reduce(0) { $0 + $1.valid }
      guard scale.levels.count >= 4, count >= leastAnswers, own.allSatisfy({ $0.levels != nil })
      else { return nil }
      let used = Set(own.flatMap { $0.levels ?? [] })
      let codes = scale.levels.map(\.code)
      let unused = Array(codes.reversed().prefix { !used.contains($0) }.reversed())
      guard !used.isEmpty, unused.count >= least(of: codes.count) else { return nil }
      return UnusedLevels(
        scale: scale.id, codes: unused, used: codes.filter(used.contains), answers: count)
    }
  }

  /// What was found and what to do, in both languages.
  public var text: BilingualText {
    let (unused, used) = (codes.joined(separator: ", "), used.joined(separator: ", "))
    let fix = CheckRule.topLevelsUnused.fix
    return BilingualText(
      vi:
        "không câu nào trong \(answers) câu trả lời theo thang '\(scale)' ở mức \(unused), chỉ có "
        + "\(used): dấu hiệu tệp dùng cách mã hóa khác (\(CheckRule.topLevelsUnused.rawValue)); "
        + fix.vi,
      en: "none of \(answers) answers on the scale '\(scale)' is \(unused), only \(used) occur: a "
        + "sign that the file is coded otherwise (\(CheckRule.topLevelsUnused.rawValue)); " + fix.en
    )
  }
}
