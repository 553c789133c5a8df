/// Finds values by the folded spelling of their names, and says when a name is ambiguous.
///
/// Lookup has three steps, and each is used only when the one before found nothing: the folded key;
/// the folded key of the label beside a list mark; the accent-less key, for texts written without accents.
/// A step that finds two different values is ambiguous, which is reported and never resolved by
/// guessing.
public struct FoldedIndex<Value: Hashable & Sendable>: Sendable {
  /// What a lookup found.
  public enum Match: Hashable, Sendable {
    /// Exactly one value.
    case found(Value)
    /// Several values share the spelling; the names they are known by.
    case ambiguous([String])
    /// No value.
    case none
  }

  private struct Entry: Sendable {
    let name: String
    let value: Value
  }

  private var byKey: [String: [Entry]] = [:]
  private var byPlainKey: [String: [Entry]] = [:]
  /// The names entered, in order, as suggestions are taken from them.
  public private(set) var names: [String] = []

  /// An index without names.
  public init() {}

  /// Enters a value under a name; the same value may be entered under many.
  ///
  /// - Returns: the name of another value that already has this folded key, or nil.
  @discardableResult
  public mutating func insert(_ name: String, for value: Value) -> String? {
    let folded = FoldedText(name)
    guard !folded.isEmpty else { return nil }
    let present = byKey[folded.key, default: []]
    if present.contains(where: { $0.value == value }) { return nil }
    byKey[folded.key, default: []].append(Entry(name: name, value: value))
    if !byPlainKey[folded.plainKey, default: []].contains(where: { $0.value == value }) {
      byPlainKey[folded.plainKey, default: []].append(Entry(name: name, value: value))
    }
    names.append(name)
    return present.first?.name
  }

  /// The value known by the folded key of a text, without the coarser steps.
  public func exact(_ text: FoldedText) -> Match { Self.match(byKey[text.key]) }

  /// The value known by a text, by the three steps.
  public func lookUp(_ text: String) -> Match {
    let folded = FoldedText(text)
    let direct = exact(folded)
    if direct != .none { return direct }
    if let listed = ListMark(text), listed.strength == .delimited {
      let unmarked = FoldedText(listed.label)
      let match = exact(unmarked)
      if match != .none { return match }
      let plain = plain(unmarked)
      if plain != .none { return plain }
    }
    return plain(folded)
  }

  /// The value known by the accent-less key, for texts without accents.
  public func plain(_ text: FoldedText) -> Match {
    guard !text.hasAccents,
      text.plainKey.unicodeScalars.contains(where: { $0.properties.isAlphabetic })
    else { return .none }
    return Self.match(byPlainKey[text.plainKey])
  }

  /// The name nearest to a text, for an error message.
  public func suggestion(for text: String) -> String? {
    NearestName.nearest(to: text, among: names)
  }

  private static func match(_ entries: [Entry]?) -> Match {
    guard let entries, let first = entries.first else { return .none }
    return entries.count == 1 ? .found(first.value) : .ambiguous(entries.map(\.name))
  }
}
