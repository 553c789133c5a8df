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
  /// Most service areas that are listed.
  private static let mostAreas = 40

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

  /// The file's name without its folders.
  private var fileName: String {
    file.name.split(separator: "/").last.map(String.init) ?? file.name
  }

  /// Whether any column looks like a rating; a draft without one has to be completed by hand.
  public var hasRatings: Bool {
    let values = file.header.map { distinct(in: $0) }
    var guesses = DraftScales(columns: values.map(\.values))
    return zip(file.header, values).contains { column, values in
      if case .rating = look(at: column, values, guesses: &guesses).kind { true } else { false }
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
    let values = file.header.map { distinct(in: $0) }
    var guesses = DraftScales(columns: values.map(\.values))
    let seen = zip(file.header, values).map { look(at: $0, $1, guesses: &guesses) }
    let scales = guesses.finished
    let ratings = seen.filter { if case .rating = $0.kind { true } else { false } }
    add(
      "# Draft made from \(fileName): \(file.header.count) columns, first \(file.sample.count) records."
    )
    add(
      "# Check every line marked 'seen' or 'guess', then run: hailong instruments validate \(id).yaml"
    )
    add(
      "# Bản nháp: soát từng dòng có 'seen' (đã thấy trong tệp) hoặc 'guess' (đoán), rồi chạy lệnh trên."
    )
    add("schema: \(Instrument.schema)")
    add("id: \(id)")
    add(
      "family: \(family.rawValue)  # guess: one-stop, agency-service, online-service, health or education"
    )
    add("version: \"draft\"")
    add("title: {vi: \(Self.quoted(id)), en: \(Self.quoted(id))}")
    add("source: \(Self.quoted("drafted from \(fileName)"))")
    add("status: template")
    add(
      "notVerified: [{vi: \"mọi thứ: đây là bản nháp\", en: \"everything: this is a draft\"}]")
    if let first = scales.first { add("scale: \(first.id)") }
    add("scales:" + (scales.isEmpty ? " []" : ""))
    for scale in scales { add(scale) }
    if ratings.isEmpty {
      addExample()
    } else {
      add("elements:")
      add(
        "  - {id: all, title: {vi: Toàn phiếu, en: Whole form}}  # guess: divide the questions as the form does"
      )
      add("questions:")
    }
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

  /// What to write where no column looks like a rating.
  private mutating func addExample() {
    add("questions: []  # no column looks like a rating: write them by hand, such as")
    add(
      "#  - {id: Q1, text: {vi: ..., en: ...}, aliases: [\"the column's header\"], scale: my-scale}"
    )
    add("measures: []  # such as")
    add("#  - {id: pooled, kind: pooled-answers, default: true, title: {vi: ..., en: ...}}")
  }

  /// What the form may serve, from the words of its headers.
  private var family: InstrumentFamily {
    let words = file.header.map { FoldedText($0.name).key }.joined(separator: " ")
    func speaks(of names: [String]) -> Bool {
      names.contains { words.contains(FoldedText($0).key) }
    }
    if speaks(of: ["bệnh viện", "người bệnh", "khám bệnh", "điều trị", "trạm y tế"]) {
      return .health
    }
    if speaks(of: ["học sinh", "giáo viên", "nhà trường", "phụ huynh"]) { return .education }
    if speaks(of: ["trực tuyến"]) { return .onlineService }
    if speaks(of: ["một cửa", "thủ tục", "lĩnh vực", "hồ sơ"]) { return .oneStop }
    return .agencyService
  }

  private mutating func addColumns(_ seen: [Seen]) {
    func known(_ role: String) -> Seen? { seen.first { $0.kind == .known(role) } }
    func reference(_ role: String, _ column: Seen) -> String {
      "{id: \(role), aliases: [\(Self.quoted(column.column.name))]}"
    }
    if let area = known("field") {
      add("serviceAreas:  # seen")
      add("  column: \(reference("field", area))")
      add("  unlisted: keep")
      add("  areas:")
      var ids: Set<String> = []
      for (position, value) in area.values.prefix(Self.mostAreas).enumerated() {
        var id = Self.id(from: value)
        if !ids.insert(id).inserted {
          id += "-\(position + 1)"
          ids.insert(id)
        }
        add("    - {id: \(id), title: \(Self.quoted(value))}")
      }
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
    if isNested(seen) {
      add("  nest: true  # seen: the same cluster ids in several strata")
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
    var taken: Set<String> = []
    let others = seen.filter { column in
      // Of several columns that may be the date, the first is used.
      if case .known(let role) = column.kind { return !taken.insert(role).inserted }
      return column.kind == .text || column.kind == .number
    }
    if !others.isEmpty {
      add("# Not used: \(others.map { Self.shown([$0.column.name]) }.joined(separator: ", "))")
    }
  }

  // MARK: Looking

  /// The distinct values of a column in the first records, and how often each occurs.
  private func distinct(in column: HeaderColumn) -> (values: [String], counts: [Int]) {
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
    return (values, counts)
  }

  /// Whether a cluster id occurs in several strata of the first records.
  private func isNested(_ seen: [Seen]) -> Bool {
    func index(_ role: String) -> Int? {
      seen.first { $0.kind == .known(role) }?.column.index
    }
    guard let stratum = index("stratum"), let cluster = index("psu") else { return false }
    var strata: [String: String] = [:]
    for record in file.sample where max(stratum, cluster) < record.count {
      let own = strata[record[cluster]] ?? record[stratum]
      if own != record[stratum] { return true }
      strata[record[cluster]] = own
    }
    return false
  }

  private func look(
    at column: HeaderColumn, _ distinct: (values: [String], counts: [Int]),
    guesses: inout DraftScales
  ) -> Seen {
    let (values, counts) = distinct
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
    if let role = Self.role(names) { return seen(.known(role), values) }
    // Values that look personal make the column personal, whatever its header says.
    if values.contains(where: PersonalPatterns.isPersonal(value:)), values.count > 2 {
      return seen(.personal(.phone))
    }
    if profile.metadataColumns.contains(where: { FoldedText($0) == FoldedText(column.name) }) {
      return seen(.metadata)
    }
    guard !values.isEmpty else { return seen(.text) }
    if key.key.contains(FoldedText("lĩnh vực").key), values.count <= Self.mostAreas,
      file.sample.count >= 2 * values.count
    {
      return seen(.known("field"), values)
    }
    if let scale = guesses.position(of: values, counts, header: column.name) {
      return seen(.rating(scale: scale), values)
    }
    if values.allSatisfy({ CellValue.number($0) != nil }) { return seen(.number) }
    if values.count <= Self.mostChoices, file.sample.count >= 2 * values.count {
      return seen(.choice, values)
    }
    return seen(.text)
  }

  /// Roles that a column's name gives away.
  private static let roles: [(role: String, names: [String])] = [
    (
      "weight",
      [
        "weight", "weights", "trọng số", "w", "wt", "pw", "wgt", "quyền số", "hệ số",
        "sampling weight",
      ]
    ),
    ("stratum", ["stratum", "strata", "tầng", "phân tầng"]),
    ("psu", ["psu", "cluster", "cụm", "mã cụm"]),
    ("fpc", ["fpc", "population size", "quy mô tổng thể"]),
    ("field", ["field", "area", "service area", "lĩnh vực"]),
    (
      "date",
      [
        "date", "timestamp", "dấu thời gian", "ngày khảo sát", "ngày", "_submission_time",
        "submitdate", "SubmissionDate", "ngày đánh giá", "ngày trả lời", "ngày phỏng vấn",
        "thời gian", "RecordedDate", "end date",
      ]
    ),
    (
      "unit",
      [
        "unit", "đơn vị", "cơ quan", "mã đơn vị", "tên đơn vị", "bệnh viện", "trường", "phường",
        "xã", "xã/phường", "quầy", "chi nhánh", "khoa", "cơ sở", "cơ sở y tế", "trạm y tế",
        "tên trường", "đơn vị giải quyết", "nơi giải quyết", "office", "agency",
      ]
    ),
    (
      "record-id",
      [
        "id", "mã phiếu", "_uuid", "KEY", "ResponseId", "response id", "respondent_id", "_id",
        "số phiếu",
      ]
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

  // MARK: Writing

  private mutating func add(_ line: String) { lines.append(line) }

  private mutating func add(_ scale: ResponseScale) {
    add("  - id: \(scale.id)  # guess from the values seen")
    add("    levels:")
    for level in scale.levels {
      let label =
        level.label.vi == level.label.en
        ? Self.quoted(level.label.vi)
        : "{vi: \(Self.quoted(level.label.vi)), en: \(Self.quoted(level.label.en))}"
      let aliases =
        level.aliases.isEmpty
        ? "" : ", aliases: [\(level.aliases.map(Self.quoted).joined(separator: ", "))]"
      add("      - {code: \(Self.quoted(level.code)), label: \(label)\(aliases)}")
    }
    add(
      "    satisfied: [\(scale.levels.filter(\.isSatisfied).map { Self.quoted($0.code) }.joined(separator: ", "))]  # guess"
    )
    guard !scale.excluded.isEmpty else { return }
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
