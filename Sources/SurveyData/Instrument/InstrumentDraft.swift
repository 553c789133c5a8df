public import CSVIO

/// Drafts an instrument definition from an export nobody has described yet, for a person to finish.
///
/// What is drafted is what was seen: columns, levels, the likely scale, weight, unit and date columns. Nothing is
/// claimed about wording or formulas, and every guess is marked by a comment.
public struct InstrumentDraft {
  private let file: CSVFile
  private let profile: PlatformProfile
  private var lines: [String] = []

  /// Most distinct values that a choice column may show.
  private static let mostChoices = 12

  /// A draft of an opened file.
  ///
  /// - Parameters:
  ///   - file: The export; its first records are looked at.
  ///   - profile: The platform.
  public init(_ file: CSVFile, profile: PlatformProfile = .plain) {
    self.file = file
    self.profile = profile
  }

  /// A column as seen in the first records.
  private struct Seen {
    let column: HeaderColumn
    let values: [String]
    let kind: Kind

    enum Kind: Equatable {
      case personal(PersonalKind)
      case metadata
      case repeated
      case known(String)
      case rating(scale: Int)
      case choice
      case number
      case text
    }
  }

  /// The YAML of the draft.
  ///
  /// - Parameter id: Id for the instrument; other characters than a-z, 0-9 and hyphens are replaced.
  public func yaml(id: String) -> String {
    var draft = self
    return draft.make(id: Self.id(from: id))
  }

  private mutating func make(id: String) -> String {
    var scales: [ResponseScale] = []
    let seen = file.header.map { look(at: $0, scales: &scales) }
    let ratings = seen.filter { if case .rating = $0.kind { true } else { false } }
    add(
      "# Draft made from \(file.name): \(file.header.count) columns, first \(file.sample.count) records."
    )
    add(
      "# Check every line marked 'seen' or 'guess', then run: hailong instruments validate \(id).yaml"
    )
    add("schema: \(Instrument.schema)")
    add("id: \(id)")
    add(
      "family: agency-service  # guess: one-stop, agency-service, online-service, health or education"
    )
    add("version: \"draft\"")
    add("title: {vi: \(Self.quoted(id)), en: \(Self.quoted(id))}")
    add("source: \(Self.quoted("drafted from \(file.name)"))")
    add("status: template")
    add("notVerified: [\"everything: this is a draft\"]")
    if let first = scales.first { add("scale: \(first.id)") }
    add("scales:" + (scales.isEmpty ? " []" : ""))
    for scale in scales { add(scale) }
    add("elements:")
    add(
      "  - {id: all, title: {vi: Toàn phiếu, en: Whole form}}  # guess: divide the questions as the form does"
    )
    add("questions:" + (ratings.isEmpty ? " []  # no column looks like a rating" : ""))
    for (number, question) in ratings.enumerated() {
      guard case .rating(let scale) = question.kind else { continue }
      let own = scale == 0 ? "" : ", scale: \(scales[scale].id)"
      let name = Self.quoted(question.column.rows.first ?? question.column.name)
      add(
        "  - {id: Q\(number + 1), element: all, text: \(name)\(own)}  # seen: \(Self.shown(question.values))"
      )
    }
    if !ratings.isEmpty {
      add("measures:")
      add(
        "  - {id: pooled, kind: pooled-answers, default: true, title: {vi: Tỷ lệ hài lòng chung, en: Pooled rate}}"
      )
    }
    addColumns(seen)
    return lines.joined(separator: "\n") + "\n"
  }

  private mutating func addColumns(_ seen: [Seen]) {
    func known(_ role: String) -> Seen? { seen.first { $0.kind == .known(role) } }
    func reference(_ role: String, _ column: Seen) -> String {
      "{id: \(role), aliases: [\(Self.quoted(column.column.name))]}"
    }
    if let unit = known("unit") { add("unit: {column: \(reference("unit", unit))}  # guess") }
    let choices = seen.filter { $0.kind == .choice }
    if !choices.isEmpty { add("respondent:") }
    for (number, choice) in choices.enumerated() {
      add("  - id: r\(number + 1)")
      add("    title: \(Self.quoted(choice.column.name))")
      add("    choices:  # seen")
      for (position, value) in choice.values.enumerated() {
        add(
          "      - {id: \"\(position + 1)\", title: \(Self.quoted(ListMark(value)?.label ?? value)), aliases: [\(Self.quoted(value))]}"
        )
      }
    }
    let personal = seen.compactMap { column in
      if case .personal(let kind) = column.kind { (column.column.name, kind) } else { nil }
    }
    if !personal.isEmpty { add("personal:  # never read") }
    for (number, (name, kind)) in personal.enumerated() {
      add(
        "  - {id: personal-\(number + 1), kind: \(kind.rawValue), aliases: [\(Self.quoted(name))]}")
    }
    add("design:")
    for (role, key) in [
      ("weight", "weight"), ("stratum", "strata"), ("psu", "cluster"), ("fpc", "fpc"),
    ] {
      if let column = known(role) { add("  \(key): \(reference(role, column))  # guess") }
    }
    add("  probability: false  # true only where respondents were drawn by chance")
    if let date = known("date") {
      add(
        "date: {column: \(reference("date", date))}  # seen: \(Self.shown(Array(date.values.prefix(2))))"
      )
    }
    if let record = known("record-id") {
      add("recordId: \(reference("record-id", record))  # guess")
    }
    let repeated = seen.filter { $0.kind == .repeated }
    if !repeated.isEmpty {
      let places = repeated.map { String($0.column.index + 1) }.joined(separator: ", ")
      add("# Without a header of their own, rename to use: columns \(places)")
    }
    let others = seen.filter { $0.kind == .text || $0.kind == .number }
    if !others.isEmpty {
      add("# Not used: \(others.map { Self.shown([$0.column.name]) }.joined(separator: ", "))")
    }
  }

  // MARK: Looking

  private func look(at column: HeaderColumn, scales: inout [ResponseScale]) -> Seen {
    func seen(_ kind: Seen.Kind, _ values: [String] = []) -> Seen {
      Seen(column: column, values: values, kind: kind)
    }
    let key = FoldedText(column.name)
    if key.isEmpty || file.header.count(where: { FoldedText($0.name) == key }) > 1 {
      return seen(.repeated)
    }
    let names = column.rows.isEmpty ? [column.name] : column.rows
    if let kind = names.lazy.compactMap(PersonalPatterns.kind(ofHeader:)).first {
      return seen(.personal(kind))
    }
    var values: [String] = []
    var keys: [String: Int] = [:]
    var counts: [Int] = []
    for record in file.sample where column.index < record.count {
      let text = record[column.index]
      let folded = FoldedText(text)
      guard !folded.isEmpty else { continue }
      if let place = keys[folded.key] {
        counts[place] += 1
      } else {
        keys[folded.key] = values.count
        values.append(text)
        counts.append(1)
      }
    }
    if let role = Self.role(names) { return seen(.known(role), values) }
    // Values that look personal make the column personal, whatever its header says.
    if values.contains(where: PersonalPatterns.isPersonal(value:)), values.count > 2 {
      return seen(.personal(.phone))
    }
    if profile.metadataColumns.contains(where: { FoldedText($0) == FoldedText(column.name) }) {
      return seen(.metadata)
    }
    guard !values.isEmpty else { return seen(.text) }
    if let scale = Self.scale(of: values, counts) {
      if let known = scales.firstIndex(where: { Self.accepts($0, values, counts) }) {
        return seen(.rating(scale: known), values)
      }
      var scale = scale
      scale.id += scales.contains { $0.id == scale.id } ? "-\(scales.count + 1)" : ""
      scales.append(scale)
      return seen(.rating(scale: scales.count - 1), values)
    }
    if values.allSatisfy({ Double($0) != nil }) { return seen(.number) }
    if values.count <= Self.mostChoices, file.sample.count >= 2 * values.count {
      return seen(.choice, values)
    }
    return seen(.text)
  }

  /// Roles that a column's name gives away.
  private static let roles: [(role: String, names: [String])] = [
    ("weight", ["weight", "trọng số", "w", "wt", "pw", "quyền số"]),
    ("stratum", ["stratum", "strata", "tầng"]),
    ("psu", ["psu", "cluster", "cụm"]), ("fpc", ["fpc", "population size", "quy mô tổng thể"]),
    (
      "date",
      [
        "date", "timestamp", "dấu thời gian", "ngày khảo sát", "ngày", "_submission_time",
        "submitdate", "SubmissionDate",
      ]
    ),
    ("unit", ["unit", "đơn vị", "cơ quan", "mã đơn vị", "tên đơn vị", "bệnh viện", "trường"]),
    (
      "record-id", ["id", "mã phiếu", "_uuid", "KEY", "ResponseId", "response id", "respondent_id"]
    ),
  ]

  private static func role(_ names: [String]) -> String? {
    for name in names {
      let folded = FoldedText(ListMark(name)?.label ?? name)
      for (role, known) in roles {
        let hit = known.contains {
          FoldedText($0) == folded
            || (!folded.hasAccents && FoldedText($0).plainKey == folded.plainKey)
        }
        if hit { return role }
      }
    }
    return nil
  }

  /// Scales that are tried, in order.
  private static let candidates: [ResponseScale] = {
    func scale(_ id: String, _ labels: [(String, String)], satisfied: Int) -> ResponseScale {
      ResponseScale(
        id: id,
        levels: labels.enumerated().map { position, label in
          ResponseScale.Level(
            code: String(position + 1), label: BilingualText(vi: label.0, en: label.1), aliases: [],
            score: Double(position + 1), isSatisfied: position >= satisfied)
        },
        excluded: [
          ResponseScale.Excluded(
            code: "0", label: BilingualText(vi: "Không ý kiến", en: "No opinion"),
            aliases: ["Không sử dụng", "Không biết"], reason: .noOpinion)
        ])
    }
    let no = ("Không hài lòng", "Dissatisfied")
    let very = ("Rất hài lòng", "Very satisfied")
    return [
      scale(
        "satisfaction-5",
        [
          ("Rất không hài lòng", "Very dissatisfied"), no, ("Bình thường", "Neutral"),
          ("Hài lòng", "Satisfied"), very,
        ],
        satisfied: 3),
      scale(
        "agreement-5",
        [
          ("Hoàn toàn không đồng ý", "Strongly disagree"), ("Không đồng ý", "Disagree"),
          ("Bình thường", "Neutral"),
          ("Đồng ý", "Agree"), ("Hoàn toàn đồng ý", "Strongly agree"),
        ], satisfied: 3),
      scale(
        "quality-5",
        [
          ("Rất kém", "Very poor"), ("Kém", "Poor"), ("Trung bình", "Fair"), ("Tốt", "Good"),
          ("Rất tốt", "Very good"),
        ],
        satisfied: 3),
      scale("satisfaction-3", [no, ("Hài lòng", "Satisfied"), very], satisfied: 1),
    ]
  }()

  /// Share of the answered records that a scale must accept: a stray value is no other scale.
  private static let acceptedShare = 0.95

  private static func accepts(_ scale: ResponseScale, _ values: [String], _ counts: [Int]) -> Bool {
    let classifier = AnswerClassifier(scale: scale)
    var accepted = 0
    var levels: Set<Int> = []
    for (value, count) in zip(values, counts) {
      let answer = classifier.classify(value)
      if case .invalid = answer { continue }
      accepted += count
      if let level = answer.level { levels.insert(level) }
    }
    let all = counts.reduce(0, +)
    return levels.count > 1 && Double(accepted) >= acceptedShare * Double(all)
  }

  private static func scale(of values: [String], _ counts: [Int]) -> ResponseScale? {
    // A single digit such as 1 and 2 alone may be any code; three levels or a label speak for a scale.
    let labelled = values.contains { $0.unicodeScalars.contains { $0.properties.isAlphabetic } }
    guard labelled || values.count >= 3 else { return nil }
    return candidates.first { accepts($0, values, counts) }
  }

  // MARK: Writing

  private mutating func add(_ line: String) { lines.append(line) }

  private mutating func add(_ scale: ResponseScale) {
    add("  - id: \(scale.id)  # guess from the values seen")
    add("    levels:")
    for level in scale.levels {
      add(
        "      - {code: \"\(level.code)\", label: {vi: \(Self.quoted(level.label.vi)), en: \(Self.quoted(level.label.en))}}"
      )
    }
    add(
      "    satisfied: [\(scale.levels.filter(\.isSatisfied).map { "\"\($0.code)\"" }.joined(separator: ", "))]"
    )
    add("    excluded:")
    for excluded in scale.excluded {
      add(
        "      - {code: \"\(excluded.code)\", label: \(Self.quoted(excluded.label.vi)), "
          + "aliases: [\(excluded.aliases.map(Self.quoted).joined(separator: ", "))], reason: \(excluded.reason.rawValue)}"
      )
    }
  }

  private static func shown(_ values: [String]) -> String {
    values.prefix(6).map {
      PersonalPatterns.shown(String($0.prefix(40))).replacing("\n", with: " ").replacing(
        "\r", with: " ")
    }
    .joined(separator: " | ")
  }

  /// A YAML double-quoted text.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7F || scalar == "\u{FEFF}" { continue }
        result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  private static func id(from text: String) -> String {
    let plain = FoldedText(text).key.unicodeScalars.compactMap { scalar -> Character? in
      if ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) { return Character(scalar) }
      if scalar == "đ" { return "d" }
      return VietnameseLetter.isCombining(scalar) ? nil : "-"
    }
    let words = String(plain).split(separator: "-")
    return words.isEmpty ? "draft" : words.joined(separator: "-")
  }
}
