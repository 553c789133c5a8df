internal import Definitions

/// Reads one mapping of a definition: known keys only, each with its kind.
///
/// Every accessor notes what is wrong in the report and returns nil or an empty value, so that reading goes on
/// and all mistakes of a file are shown together.
struct MappingReader {
  let node: DocumentNode
  let path: String
  let report: DefinitionReport

  /// A reader over a node that should be a mapping with some of `keys`.
  init(_ node: DocumentNode, path: String, keys: [String], report: DefinitionReport) {
    self.node = node
    self.path = path
    self.report = report
    guard let entries = node.entries else {
      report.add(
        node, path: path, "expected keys and values",
        fix: "write it as \(keys.prefix(3).map { "\($0): ..." }.joined(separator: ", "))",
        vi: "ở đây cần các khóa và giá trị",
        viFix: "viết dạng \(keys.prefix(3).map { "\($0): ..." }.joined(separator: ", "))")
      return
    }
    for entry in entries where !keys.contains(entry.key) {
      let near = NearestName.nearest(to: entry.key, among: keys)
      report.add(
        at: entry.place, path: path, "unknown key '\(entry.key)'",
        fix: near.map { "did you mean '\($0)'?" }
          ?? "known keys here: \(keys.joined(separator: ", "))", vi: "không có khóa '\(entry.key)'",
        viFix: near.map { "có phải là '\($0)'?" }
          ?? "các khóa dùng được ở đây: \(keys.joined(separator: ", "))")
    }
  }

  /// The value of a key, nil when absent or null.
  func value(_ key: String) -> DocumentNode? {
    guard let value = node[key], !value.isNull else { return nil }
    return value
  }

  func subpath(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// Notes that a required key is absent.
  func missing(_ key: String, example: String) {
    report.add(
      node, path: path, "the key '\(key)' is missing", fix: "add \(key): \(example)",
      vi: "thiếu khóa '\(key)'", viFix: "thêm \(key): \(example)")
  }

  func string(_ key: String, example: String? = nil) -> String? {
    guard let value = value(key) else {
      if let example { missing(key, example: example) }
      return nil
    }
    guard let text = value.text else {
      report.add(
        value, path: subpath(key), "expected a text", fix: "write \(key): ... on one line",
        vi: "ở đây cần một đoạn chữ", viFix: "viết \(key): ... trên một dòng")
      return nil
    }
    return text
  }

  func bool(_ key: String, default standard: Bool) -> Bool {
    guard let value = value(key) else { return standard }
    switch value.text {
    case "true", "yes": return true
    case "false", "no": return false
    default:
      report.add(
        value, path: subpath(key), "expected true or false", fix: "write \(key): \(standard)",
        vi: "ở đây cần true hoặc false", viFix: "viết \(key): \(standard)")
      return standard
    }
  }

  func number(_ key: String) -> Double? {
    guard let value = value(key) else { return nil }
    guard let text = value.text, let number = Double(text), number.isFinite else {
      report.add(
        value, path: subpath(key), "expected a number", fix: "use digits and a decimal point",
        vi: "ở đây cần một số", viFix: "dùng chữ số và dấu thập phân là dấu chấm")
      return nil
    }
    return number
  }

  /// A word of a fixed list.
  func word<Word: RawRepresentable & CaseIterable>(
    _ key: String, default standard: Word? = nil, required: Bool = false
  ) -> Word? where Word.RawValue == String {
    let words = Word.allCases.map(\.rawValue)
    guard let value = value(key) else {
      if required { missing(key, example: words.joined(separator: "|")) }
      return standard
    }
    let text = value.text ?? ""
    if let word = Word(rawValue: text) { return word }
    let near = NearestName.nearest(to: text, among: words)
    report.add(
      value, path: subpath(key), "'\(text)' is not one of the accepted words",
      fix: (near.map { "did you mean '\($0)'? " } ?? "")
        + "accepted: \(words.joined(separator: ", "))",
      vi: "'\(text)' không nằm trong các từ được nhận",
      viFix: (near.map { "có phải là '\($0)'? " } ?? "")
        + "các từ được nhận: \(words.joined(separator: ", "))")
    return standard
  }

  /// A list of texts; a single text counts as a list of one.
  func strings(_ key: String) -> [String] {
    guard let value = value(key) else { return [] }
    if let text = value.text { return [text] }
    guard let items = value.items else {
      report.add(
        value, path: subpath(key), "expected a list of texts", fix: "write \(key): [a, b]",
        vi: "ở đây cần một danh sách các đoạn chữ", viFix: "viết \(key): [a, b]")
      return []
    }
    return items.enumerated().compactMap { position, item in
      if let text = item.text { return text }
      report.add(
        item, path: "\(subpath(key))[\(position)]", "expected a text",
        fix: "quote texts that contain ': ' or begin with a special character",
        vi: "ở đây cần một đoạn chữ",
        viFix: "đặt trong ngoặc kép chữ có ': ' hoặc bắt đầu bằng ký tự đặc biệt")
      return nil
    }
  }

  /// A list of texts in both languages; a single text counts as a list of one.
  func texts(_ key: String) -> [BilingualText] {
    guard let value = value(key) else { return [] }
    if let text = value.text { return [BilingualText(vi: text, en: text)] }
    return list(key) { item, path in bilingual(item, path) }
  }

  /// A list of mappings.
  func list<Item>(_ key: String, _ read: (DocumentNode, String) -> Item?) -> [Item] {
    guard let value = value(key) else { return [] }
    guard let items = value.items else {
      report.add(
        value, path: subpath(key), "expected a list", fix: "begin every entry with '- '",
        vi: "ở đây cần một danh sách", viFix: "mỗi mục bắt đầu bằng '- '")
      return []
    }
    return items.enumerated().compactMap { position, item in
      read(item, "\(subpath(key))[\(position)]")
    }
  }

  /// A text in both languages: `{vi: ..., en: ...}`, or one text for both.
  func text(_ key: String, required: Bool = false) -> BilingualText? {
    guard let value = value(key) else {
      if required { missing(key, example: "{vi: ..., en: ...}") }
      return nil
    }
    return bilingual(value, subpath(key))
  }

  private func bilingual(_ value: DocumentNode, _ path: String) -> BilingualText? {
    if let text = value.text { return BilingualText(vi: text, en: text) }
    let reader = MappingReader(value, path: path, keys: ["vi", "en"], report: report)
    let vi = reader.string("vi")
    let en = reader.string("en")
    guard let either = vi ?? en else {
      report.add(
        value, path: path, "neither vi nor en is given", fix: "add vi: ... and en: ...",
        vi: "chưa có vi lẫn en", viFix: "thêm vi: ... và en: ...")
      return nil
    }
    return BilingualText(vi: vi ?? either, en: en ?? either)
  }
}
