/// Guesses the response scale of a column nobody has described, from the values seen.
struct DraftScales {
  /// Share of the answered records that a scale must accept: a stray value is no other scale.
  private static let acceptedShare = 0.95
  /// Answers from which on a level that was never given speaks for a shorter scale.
  private static let enoughAnswers = 30
  /// Most levels of a scale of numbers or numbered codes.
  private static let mostLevels = 10

  /// The scales found so far; columns of one scale share it.
  private(set) var scales: [ResponseScale] = []
  /// Values seen that a level needs as an alias, by scale and level.
  private var aliases: [Int: [Int: [String]]] = [:]
  /// Prefixes of numbered codes (`AO01`) that at least two columns share.
  private let sharedPrefixes: Set<String>

  /// Guesses for the columns of a file.
  ///
  /// - Parameter columns: Distinct values of every column.
  init(columns: [[String]]) {
    var counts: [String: Int] = [:]
    for values in columns {
      if let prefix = Self.numbered(values)?.prefix { counts[prefix, default: 0] += 1 }
    }
    sharedPrefixes = Set(counts.filter { $0.value > 1 }.keys)
  }

  /// The scales with the aliases that the values seen need.
  var finished: [ResponseScale] {
    scales.enumerated().map { position, scale in
      var scale = scale
      for (level, names) in aliases[position] ?? [:] { scale.levels[level].aliases = names }
      return scale
    }
  }

  /// The position of the scale of a column, or nil when it looks like no rating.
  ///
  /// - Parameters:
  ///   - values: Distinct values.
  ///   - counts: Records with each.
  ///   - header: The column's name.
  mutating func position(of values: [String], _ counts: [Int], header: String) -> Int? {
    guard let scale = guess(values, counts, header: header) else { return nil }
    let position = scales.firstIndex { $0.id == scale.id } ?? scales.count
    if position == scales.count {
      var bare = scale
      for level in bare.levels.indices { bare.levels[level].aliases = [] }
      scales.append(bare)
    }
    let plain = AnswerClassifier(scale: scales[position])
    let known = AnswerClassifier(scale: scale)
    for value in values {
      guard case .invalid = plain.classify(value), let level = known.classify(value).level else {
        continue
      }
      if aliases[position]?[level]?.contains(value) != true {
        aliases[position, default: [:]][level, default: []].append(value)
      }
    }
    return position
  }

  private func guess(_ values: [String], _ counts: [Int], header: String) -> ResponseScale? {
    let numbers = values.compactMap(Self.level)
    if numbers.count == values.count {
      return Self.numeric(numbers, answers: counts.reduce(0, +), header: header)
    }
    if let coded = Self.numbered(values), sharedPrefixes.contains(coded.prefix) {
      return Self.codes(coded)
    }
    let isQuestion = Self.speaksOfRating(header)
    let isEnough = counts.reduce(0, +) >= Self.enoughAnswers
    for candidate in Self.candidates {
      if candidate.needsQuestion, !isQuestion { continue }
      if candidate.needsAllLevels, !isEnough { continue }
      if Self.accepts(
        candidate.scale, values, counts, allLevels: candidate.needsAllLevels)
      {
        return candidate.scale
      }
    }
    return nil
  }

  private static func accepts(
    _ scale: ResponseScale, _ values: [String], _ counts: [Int], allLevels: Bool
  ) -> Bool {
    let classifier = AnswerClassifier(scale: scale)
    var accepted = 0
    var levels: Set<Int> = []
    for (value, count) in zip(values, counts) {
      let answer = classifier.classify(value)
      if case .invalid = answer { continue }
      accepted += count
      if let level = answer.level { levels.insert(level) }
    }
    let share = Double(accepted) / Double(max(1, counts.reduce(0, +)))
    return share >= acceptedShare && levels.count >= (allLevels ? scale.levels.count : 2)
  }

  // MARK: Numbers and codes

  /// A whole number from 0 to 10, as spreadsheets write it too (`4.0`).
  private static func level(_ text: String) -> Int? {
    guard let number = Int(AnswerClassifier.withoutZeroDecimals(FoldedText(text).key)),
      (0...mostLevels).contains(number)
    else { return nil }
    return number
  }

  private static func numeric(_ numbers: [Int], answers: Int, header: String) -> ResponseScale? {
    guard let top = numbers.max(), Set(numbers).count >= 3 else { return nil }
    // 1 to 5 with few answers: a level that nobody gave is no sign of a shorter scale.
    if top == 5 || (top < 5 && answers < enoughAnswers) { return five }
    guard top > 5 else { return levels("levels-\(top)", from: 1, to: top, satisfiedFrom: top - 1) }
    guard speaksOfRating(header), Set(numbers).count >= 4 else { return nil }
    if top <= 7 { return levels("levels-\(top)", from: 1, to: top, satisfiedFrom: top - 1) }
    let low = numbers.contains(0) ? 0 : 1
    return levels("levels-\(low)-\(mostLevels)", from: low, to: mostLevels, satisfiedFrom: 8)
  }

  private static func levels(
    _ id: String, from low: Int, to high: Int, satisfiedFrom: Int
  ) -> ResponseScale {
    ResponseScale(
      id: id,
      levels: (low...high).map { number in
        ResponseScale.Level(
          code: String(number),
          label: BilingualText(vi: "Mức \(number)", en: "Level \(number)"), score: Double(number),
          isSatisfied: number >= satisfiedFrom)
      },
      excluded: low == 0
        ? []
        : [
          ResponseScale.Excluded(
            code: "0", label: BilingualText(vi: "Không ý kiến", en: "No opinion"),
            reason: .noOpinion)
        ])
  }

  /// Values such as `AO01` … `AO05`: one prefix and a small number.
  private static func numbered(
    _ values: [String]
  ) -> (prefix: String, codes: [(number: Int, text: String)])? {
    var prefix: String?
    var codes: [(number: Int, text: String)] = []
    for value in values {
      let digits = String(value.reversed().prefix { $0.isNumber }.reversed())
      let head = String(value.dropLast(digits.count))
      guard !head.isEmpty, let number = Int(digits), (0...mostLevels).contains(number),
        prefix == nil || prefix == head
      else { return nil }
      prefix = head
      codes.append((number, value))
    }
    guard let prefix, codes.count >= 3 else { return nil }
    return (prefix, codes.sorted { $0.number < $1.number })
  }

  private static func codes(
    _ coded: (prefix: String, codes: [(number: Int, text: String)])
  ) -> ResponseScale {
    let satisfied = max(1, coded.codes.count - 2)
    let name = FoldedText(coded.prefix).key.unicodeScalars.filter {
      ("a"..."z").contains($0) || ("0"..."9").contains($0)
    }
    return ResponseScale(
      id: "codes-" + (name.isEmpty ? "x" : String(String.UnicodeScalarView(name))),
      levels: coded.codes.enumerated().map { position, code in
        ResponseScale.Level(
          code: code.text, label: BilingualText(vi: code.text, en: code.text),
          score: Double(position + 1), isSatisfied: position >= satisfied)
      })
  }

  private static let words = [
    "hài lòng", "đánh giá", "mức độ", "điểm", "chất lượng", "thái độ", "nps", "satisf", "rating",
    "score", "rate", "quality",
  ].map { FoldedText($0) }

  /// Whether a header speaks of a rating.
  static func speaksOfRating(_ header: String) -> Bool {
    let key = FoldedText(header)
    return words.contains {
      key.key.contains($0.key) || (!key.hasAccents && key.plainKey.contains($0.plainKey))
    }
  }

  // MARK: Labels

  private struct Candidate {
    let scale: ResponseScale
    /// A shorter scale that is part of a longer one counts only when all its levels were given.
    var needsAllLevels = false
    /// Yes and no are a rating only where the header speaks of one.
    var needsQuestion = false
  }

  private static let very = (
    "Rất hài lòng", "Very satisfied", ["Hoàn toàn hài lòng", "😀", "😃", "😄", "😍", "🤩"]
  )
  private static let yes = ("Hài lòng", "Satisfied", ["🙂", "😊", "👍"])
  private static let so = (
    "Bình thường", "Neutral",
    ["Chấp nhận được", "Tạm được", "Neither satisfied nor dissatisfied", "😐", "😶"]
  )
  private static let no = (
    "Không hài lòng", "Dissatisfied", ["Chưa hài lòng", "Unsatisfied", "🙁", "☹", "😟", "😞", "👎"]
  )
  private static let never = (
    "Rất không hài lòng", "Very dissatisfied", ["Hoàn toàn không hài lòng", "😡", "😠", "🤬"]
  )

  private static func scale(
    _ id: String, _ labels: [(String, String, [String])], satisfied: Int, stars: Bool = false
  ) -> ResponseScale {
    ResponseScale(
      id: id,
      levels: labels.enumerated().map { position, label in
        let number = position + 1
        let starred = [
          String(repeating: "⭐", count: number), String(repeating: "★", count: number),
          String(repeating: "★", count: number)
            + String(repeating: "☆", count: labels.count - number),
          "\(number)/\(labels.count)", "\(number) sao", "\(number) stars",
        ]
        return ResponseScale.Level(
          code: String(number), label: BilingualText(vi: label.0, en: label.1),
          aliases: label.2 + (stars ? starred : []), score: Double(number),
          isSatisfied: position >= satisfied)
      },
      excluded: [
        ResponseScale.Excluded(
          code: "0", label: BilingualText(vi: "Không ý kiến", en: "No opinion"),
          aliases: ["Không sử dụng", "Không biết"], reason: .noOpinion)
      ])
  }

  private static let five = scale(
    "satisfaction-5", [never, no, so, yes, very], satisfied: 3, stars: true)

  private static let candidates: [Candidate] = [
    Candidate(scale: scale("satisfaction-2", [no, yes], satisfied: 1), needsAllLevels: true),
    Candidate(scale: scale("satisfaction-3", [no, yes, very], satisfied: 1), needsAllLevels: true),
    Candidate(
      scale: scale("satisfaction-4", [no, so, yes, very], satisfied: 2), needsAllLevels: true),
    Candidate(scale: five),
    Candidate(
      scale: scale(
        "satisfaction-6",
        [never, no, so, yes, very, ("Rất rất hài lòng", "Extremely satisfied", [])], satisfied: 3)),
    Candidate(
      scale: scale(
        "agreement-5",
        [
          ("Hoàn toàn không đồng ý", "Strongly disagree", ["Rất không đồng ý"]),
          ("Không đồng ý", "Disagree", []), ("Bình thường", "Neutral", ["Phân vân", "Trung lập"]),
          ("Đồng ý", "Agree", []), ("Hoàn toàn đồng ý", "Strongly agree", ["Rất đồng ý"]),
        ], satisfied: 3)),
    Candidate(
      scale: scale(
        "quality-5",
        [
          ("Rất kém", "Very poor", []), ("Kém", "Poor", []), ("Trung bình", "Fair", []),
          ("Tốt", "Good", []), ("Rất tốt", "Very good", []),
        ], satisfied: 3)),
    Candidate(
      scale: scale(
        "yes-no", [("Không", "No", []), ("Có", "Yes", [])], satisfied: 1), needsQuestion: true),
  ]
}
