/// One node of a definition file with the place where it stands.
///
/// YAML and JSON are read into the same nodes, so one decoder serves both and errors name the line.
package struct DocumentNode: Sendable {
  /// A key of a group and its value.
  package struct Entry: Sendable {
    package var key: String
    package var place: SourcePlace
    package var value: DocumentNode

    package init(key: String, place: SourcePlace, value: DocumentNode) {
      self.key = key
      self.place = place
      self.value = value
    }
  }

  /// What the node is.
  package enum Content: Sendable {
    /// A scalar; `isPlain` when it was written without quotes.
    case scalar(String, isPlain: Bool)
    case sequence([DocumentNode])
    case mapping([Entry])
  }

  package var content: Content
  package var place: SourcePlace

  package init(content: Content, place: SourcePlace) {
    self.content = content
    self.place = place
  }

  /// Whether the node is the null of YAML 1.1 or JSON.
  package var isNull: Bool {
    if case .scalar(let text, isPlain: true) = content {
      return text.isEmpty || text == "null" || text == "~" || text == "Null" || text == "NULL"
    }
    return false
  }

  /// The text of a scalar, null included; nil for a group or a list.
  package var text: String? {
    if case .scalar(let text, _) = content { return text }
    return nil
  }

  /// The items of a list; nil for anything else.
  package var items: [DocumentNode]? {
    if case .sequence(let items) = content { return items }
    return nil
  }

  /// The keys and values of a group, in the order written; nil for anything else.
  package var entries: [Entry]? {
    if case .mapping(let entries) = content { return entries }
    return nil
  }

  /// The value under a key of a group.
  package subscript(key: String) -> DocumentNode? {
    entries?.first { $0.key == key }?.value
  }

  /// What the node is, in the words of an error message.
  package var kindName: String {
    switch content {
    case .scalar: isNull ? "null" : "a single value"
    case .sequence: "a list"
    case .mapping: "a group of keys"
    }
  }

  /// What the node is, in the words of an error message in Vietnamese.
  package var vietnameseKindName: String {
    switch content {
    case .scalar: isNull ? "null" : "một giá trị đơn"
    case .sequence: "một danh sách"
    case .mapping: "một nhóm khóa"
    }
  }
}
