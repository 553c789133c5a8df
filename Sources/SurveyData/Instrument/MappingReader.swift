import Yams

/// Reads one mapping of a definition: known keys only, each with its kind.
///
/// Every accessor notes what is wrong in the report and returns nil or an empty value, so that reading goes on
/// and all mistakes of a file are shown together.
struct MappingReader {
  let node: Node
  let path: String
  let report: DefinitionReport
  private let mapping: Node.Mapping?

  /// A reader over a node that should be a mapping with some of `keys`.
  init(_ node: Node, path: String, keys: [String], report: DefinitionReport) {
    self.node = node
    self.path = path
    self.report = report
    mapping = node.mapping
    guard let mapping else {
      report.add(
        node, path: path, "expected keys and values",
        fix: "write it as \(keys.prefix(3).map { "\($0): ..." }.joined(separator: ", "))")
      return
    }
    for (key, _) in mapping {
      guard let name = key.scalar?.string, keys.contains(name) else {
        let name = key.scalar?.string ?? "?"
        let near = NearestName.nearest(to: name, among: keys)
        report.add(
          key, path: path, "unknown key '\(name)'",
          fix: near.map { "did you mean '\($0)'?" }
            ?? "known keys here: \(keys.joined(separator: ", "))")
        continue
      }
    }
  }

  /// The value of a key, nil when absent or null.
  func value(_ key: String) -> Node? {
    guard let value = mapping?[Node(key)] else { return nil }
    if let scalar = value.scalar, scalar.style == .plain || scalar.style == .any,
      ["", "null", "~"].contains(scalar.string)
    {
      return nil
    }
    return value
  }

  func subpath(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// Notes that a required key is absent.
  func missing(_ key: String, example: String) {
    report.add(node, path: path, "the key '\(key)' is missing", fix: "add \(key): \(example)")
  }

  func string(_ key: String, example: String? = nil) -> String? {
    guard let value = value(key) else {
      if let example { missing(key, example: example) }
      return nil
    }
    guard let text = value.scalar?.string else {
      report.add(value, path: subpath(key), "expected a text", fix: "write \(key): ... on one line")
      return nil
    }
    return text
  }

  func bool(_ key: String, default standard: Bool) -> Bool {
    guard let value = value(key) else { return standard }
    switch value.scalar?.string {
    case "true", "yes": return true
    case "false", "no": return false
    default:
      report.add(
        value, path: subpath(key), "expected true or false", fix: "write \(key): \(standard)")
      return standard
    }
  }

  func number(_ key: String) -> Double? {
    guard let value = value(key) else { return nil }
    guard let text = value.scalar?.string, let number = Double(text), number.isFinite else {
      report.add(
        value, path: subpath(key), "expected a number", fix: "use digits and a decimal point")
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
    let text = value.scalar?.string ?? ""
    if let word = Word(rawValue: text) { return word }
    let near = NearestName.nearest(to: text, among: words).map { "did you mean '\($0)'? " } ?? ""
    report.add(
      value, path: subpath(key), "'\(text)' is not one of the accepted words",
      fix: near + "accepted: \(words.joined(separator: ", "))")
    return standard
  }

  /// A list of texts; a single text counts as a list of one.
  func strings(_ key: String) -> [String] {
    guard let value = value(key) else { return [] }
    if let scalar = value.scalar { return [scalar.string] }
    guard let sequence = value.sequence else {
      report.add(value, path: subpath(key), "expected a list of texts", fix: "write \(key): [a, b]")
      return []
    }
    return sequence.enumerated().compactMap { position, item in
      if let text = item.scalar?.string { return text }
      report.add(
        item, path: "\(subpath(key))[\(position)]", "expected a text",
        fix: "quote texts that contain ': ' or begin with a special character")
      return nil
    }
  }

  /// A list of mappings.
  func list<Item>(_ key: String, _ read: (Node, String) -> Item?) -> [Item] {
    guard let value = value(key) else { return [] }
    guard let sequence = value.sequence else {
      report.add(value, path: subpath(key), "expected a list", fix: "begin every entry with '- '")
      return []
    }
    return sequence.enumerated().compactMap { position, item in
      read(item, "\(subpath(key))[\(position)]")
    }
  }

  /// A text in both languages: `{vi: ..., en: ...}`, or one text for both.
  func text(_ key: String, required: Bool = false) -> BilingualText? {
    guard let value = value(key) else {
      if required { missing(key, example: "{vi: ..., en: ...}") }
      return nil
    }
    if let scalar = value.scalar { return BilingualText(vi: scalar.string, en: scalar.string) }
    let reader = MappingReader(value, path: subpath(key), keys: ["vi", "en"], report: report)
    let vi = reader.string("vi")
    let en = reader.string("en")
    guard let either = vi ?? en else {
      report.add(
        value, path: subpath(key), "neither vi nor en is given", fix: "add vi: ... and en: ...")
      return nil
    }
    return BilingualText(vi: vi ?? either, en: en ?? either)
  }
}
