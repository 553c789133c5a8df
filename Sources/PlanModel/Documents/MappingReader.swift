internal import Definitions

/// Takes the keys of one group out of a document, with typed values and errors that name the place.
struct MappingReader {
  /// The group.
  let node: DocumentNode
  /// What the group describes, in the words of an error message ("an indicator").
  let what: String
  /// The same in Vietnamese.
  private let vietnameseWhat: String
  private let entries: [DocumentNode.Entry]
  private var known: [String] = []

  init(_ node: DocumentNode, what: String, vi: String) throws(PlanError) {
    guard case .mapping(let entries) = node.content else {
      throw PlanError(
        .invalidValue, at: node.place, cause: "\(what) is a group of keys, not \(node.kindName)",
        vi: "\(vi) là một nhóm khóa, không phải \(node.vietnameseKindName)")
    }
    self.node = node
    self.what = what
    vietnameseWhat = vi
    self.entries = entries
  }

  /// The value under a key; `nil` when absent or null.
  mutating func optional(_ key: String) -> DocumentNode? {
    known.append(key)
    guard let value = entries.first(where: { $0.key == key })?.value, !value.isNull else {
      return nil
    }
    return value
  }

  mutating func required(_ key: String) throws(PlanError) -> DocumentNode {
    guard let value = optional(key) else {
      let unread = entries.map(\.key).filter { !known.contains($0) }
      let near = NearestName.of(key, in: unread)
      throw PlanError(
        .missingKey, at: node.place, cause: "\(what) needs the key `\(key)`",
        fix: near.map { "is `\($0)` meant to be `\(key)`?" },
        vi: "\(vietnameseWhat) cần khóa `\(key)`",
        viFix: near.map { "`\($0)` có phải là `\(key)`?" })
    }
    return value
  }

  /// Refuses keys that were never asked for.
  func finish() throws(PlanError) {
    for entry in entries where !known.contains(entry.key) {
      throw PlanError(
        .unknownKey, at: entry.place, cause: "\(what) has no key `\(entry.key)`",
        fix: NearestName.suggestion(for: entry.key, in: known, what: "keys"),
        vi: "\(vietnameseWhat) không có khóa `\(entry.key)`",
        viFix: NearestName.vietnameseSuggestion(for: entry.key, in: known, what: "các khóa"))
    }
  }

  mutating func string(_ key: String) throws(PlanError) -> String {
    let value = try required(key)
    let text = try value.string(key)
    guard !text.isEmpty else {
      throw PlanError(
        .invalidValue, at: value.place, cause: "`\(key)` is empty", vi: "`\(key)` để trống")
    }
    return text
  }

  mutating func optionalString(_ key: String) throws(PlanError) -> String? {
    try optional(key)?.string(key)
  }

  mutating func strings(_ key: String) throws(PlanError) -> [String] {
    guard let value = optional(key) else { return [] }
    var texts: [String] = []
    for item in try value.items(key) { texts.append(try item.string(key)) }
    return texts
  }

  mutating func integer(_ key: String) throws(PlanError) -> Int {
    try required(key).integer(key)
  }

  mutating func optionalInteger(_ key: String) throws(PlanError) -> Int? {
    try optional(key)?.integer(key)
  }

  mutating func number(_ key: String) throws(PlanError) -> Double {
    try required(key).number(key)
  }

  mutating func optionalNumber(_ key: String) throws(PlanError) -> Double? {
    try optional(key)?.number(key)
  }

  mutating func optionalDate(_ key: String) throws(PlanError) -> PlanDate? {
    try optional(key)?.date(key)
  }

  mutating func period(_ key: String) throws(PlanError) -> Period {
    let node = try required(key)
    let text = try node.string(key)
    guard let period = Period(text) else {
      throw PlanError(
        .invalidPeriod, at: node.place, cause: "`\(text)` is no period",
        fix: "periods are written 2025, 2025-Q1, 2025-H1, 2025-9M or 2025-03",
        vi: "`\(text)` không phải là kỳ báo cáo",
        viFix: "kỳ báo cáo ghi 2025, 2025-Q1, 2025-H1, 2025-9M hoặc 2025-03")
    }
    return period
  }

  /// A truth value; `fallback` when the key is absent.
  mutating func flag(_ key: String, default fallback: Bool) throws(PlanError) -> Bool {
    guard let value = optional(key) else { return fallback }
    switch try value.string(key) {
    case "true": return true
    case "false": return false
    default:
      throw PlanError(
        .invalidValue, at: value.place, cause: "`\(key)` is true or false",
        vi: "`\(key)` phải là true hoặc false")
    }
  }

  /// A value out of a closed list, such as a kind.
  mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, default fallback: Choice? = nil
  ) throws(PlanError) -> Choice where Choice.RawValue == String {
    if let fallback {
      guard let value = optional(key) else { return fallback }
      return try value.choice(key)
    }
    return try required(key).choice(key)
  }
}

extension DocumentNode {
  func string(_ key: String) throws(PlanError) -> String {
    guard case .scalar(let text, _) = content, !isNull else {
      throw PlanError(
        .invalidValue, at: place, cause: "`\(key)` is a text, not \(kindName)",
        vi: "`\(key)` phải là chữ, không phải \(vietnameseKindName)")
    }
    return text
  }

  func items(_ key: String) throws(PlanError) -> [DocumentNode] {
    guard case .sequence(let items) = content else {
      throw PlanError(
        .invalidValue, at: place, cause: "`\(key)` is a list, not \(kindName)",
        fix: "write `[a, b]`, or one line `- a` for each item",
        vi: "`\(key)` phải là danh sách, không phải \(vietnameseKindName)",
        viFix: "viết `[a, b]`, hoặc mỗi mục một dòng `- a`")
    }
    return items
  }

  func integer(_ key: String) throws(PlanError) -> Int {
    guard case .scalar(let text, _) = content, let value = Int(text) else {
      throw PlanError(
        .invalidValue, at: place, cause: "`\(key)` is a whole number, not \(shown)",
        vi: "`\(key)` phải là số nguyên, không phải \(vietnameseShown)")
    }
    return value
  }

  func number(_ key: String) throws(PlanError) -> Double {
    guard case .scalar(let text, _) = content, let value = Double(text), value.isFinite else {
      throw PlanError(
        .invalidValue, at: place, cause: "`\(key)` is a number, not \(shown)",
        fix: "write shares as fractions with a point: 0.90 for 90 %",
        vi: "`\(key)` phải là số, không phải \(vietnameseShown)",
        viFix: "ghi tỷ lệ dạng thập phân với dấu chấm: 90 % ghi là 0.90")
    }
    return value
  }

  func date(_ key: String) throws(PlanError) -> PlanDate {
    guard case .scalar(let text, _) = content, let value = PlanDate(text) else {
      throw PlanError(
        .invalidValue, at: place, cause: "`\(key)` is a date, not \(shown)",
        fix: "write it as 2025-01-31", vi: "`\(key)` phải là ngày, không phải \(vietnameseShown)",
        viFix: "ghi dạng 2025-01-31")
    }
    return value
  }

  func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String
  ) throws(PlanError) -> Choice where Choice.RawValue == String {
    let text = try string(key)
    guard let value = Choice(rawValue: text) else {
      let names = Choice.allCases.map(\.rawValue)
      throw PlanError(
        .invalidValue, at: place, cause: "`\(key)` cannot be `\(text)`",
        fix: NearestName.suggestion(for: text, in: names, what: "values"),
        vi: "`\(key)` không nhận giá trị `\(text)`",
        viFix: NearestName.vietnameseSuggestion(for: text, in: names, what: "các giá trị"))
    }
    return value
  }

  private var shown: String {
    if case .scalar(let text, _) = content { return "`\(text.prefix(60))`" }
    return kindName
  }

  private var vietnameseShown: String {
    if case .scalar(let text, _) = content { return "`\(text.prefix(60))`" }
    return vietnameseKindName
  }
}
