import CSVIO

/// The names under which one column of a file may be known.
///
/// From strongest to weakest: a header row as it stands; the last part of a group path
/// (`access/A1`, KoboToolbox), of a grid (`Question [row]`, Google Forms and LimeSurvey) or of a stem
/// (`Question - row`, Qualtrics); the label beside a list mark (`5. Giới tính`).
struct HeaderSpelling {
  /// How near a spelling is to the header as it stands.
  enum Strength: Int, Comparable {
    case asItStands, part, unmarked, idPrefix, accentless

    static func < (left: Strength, right: Strength) -> Bool { left.rawValue < right.rawValue }
  }

  let index: Int
  /// Header rows that hold text, without those that are the platform's own.
  let rows: [String]
  let spellings: [(text: FoldedText, strength: Strength)]
  /// Folded keys of the rows and their parts, for ``beginsWith(id:)``.
  private let prefixKeys: [String]

  init(_ column: HeaderColumn) {
    index = column.index
    rows = column.rows.filter { row in
      !FoldedText(row).isEmpty && !row.hasPrefix("{\"ImportId\"") && !Self.isPlatformWord(row)
    }
    var spellings: [(text: FoldedText, strength: Strength)] = []
    var prefixKeys: [String] = []
    for row in rows {
      spellings.append((FoldedText(row), .asItStands))
      var parts = Self.parts(row)
      parts.append(row)
      prefixKeys += parts.map { FoldedText($0).key }
      for (position, part) in parts.enumerated() {
        if position < parts.count - 1 { spellings.append((FoldedText(part), .part)) }
        if let listed = ListMark(part), listed.strength == .delimited {
          spellings.append((FoldedText(listed.label), .unmarked))
        }
      }
    }
    self.spellings = spellings.filter { !$0.text.isEmpty }
    self.prefixKeys = prefixKeys
  }

  /// Words that SurveyMonkey puts in its second header row.
  private static func isPlatformWord(_ row: String) -> Bool {
    ["Response", "Open-Ended Response", "Respondent ID response"].contains(row)
  }

  private static func parts(_ row: String) -> [String] {
    var parts: [String] = []
    if let open = row.lastIndex(of: "["), let close = row.lastIndex(of: "]"), open < close {
      parts.append(String(row[row.index(after: open)..<close]))
    }
    // A group path is an identifier; a slash inside a sentence is not one.
    if !row.contains(" "), let slash = row.lastIndex(of: "/") {
      parts.append(String(row[row.index(after: slash)...]))
    }
    if !row.contains(" "), let dash = row.lastIndex(of: "-") {
      parts.append(String(row[row.index(after: dash)...]))
    }
    if let stem = row.range(of: " - ") { parts.append(String(row[stem.upperBound...])) }
    return parts
  }

  /// Whether the header, or a part of it, begins with an id set off from what follows: `A1. Các sơ đồ`.
  func beginsWith(id: FoldedText) -> Bool {
    prefixKeys.contains { Self.begins($0, with: id.key) }
  }

  private static func begins(_ key: String, with id: String) -> Bool {
    let scalars = key.unicodeScalars
    let wanted = id.unicodeScalars
    guard scalars.count > wanted.count, scalars.starts(with: wanted) else { return false }
    let rest = scalars.dropFirst(wanted.count)
    guard let next = rest.first else { return false }
    switch next {
    case ".", ")", ":", " ", "/", "]":
      // "9.1" does not begin "9.10" nor "9.1.2".
      guard let after = rest.dropFirst().first else { return true }
      return next == " " || !("0"..."9").contains(after)
    default: return false
    }
  }
}

extension String {
  /// The first place of a text, without Foundation.
  fileprivate func range(of wanted: String) -> Range<String.Index>? {
    firstRange(of: wanted)
  }
}
