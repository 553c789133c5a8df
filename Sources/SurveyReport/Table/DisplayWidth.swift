/// How many terminal cells a text takes.
///
/// Counted per grapheme cluster, so a Vietnamese letter is one cell whether it is precomposed
/// (NFC) or a base letter with combining marks (NFD). Wide: East Asian Wide and Fullwidth blocks
/// and emoji presentation (Unicode UAX #11, UTS #51). Controls take none.
enum DisplayWidth {
  /// Cells of a text; a line break counts as nothing.
  static func of(_ text: some StringProtocol) -> Int {
    var width = 0
    for character in text { width += of(character) }
    return width
  }

  /// Cells of one grapheme cluster: 0, 1 or 2.
  static func of(_ character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    if first.isASCII { return first.value < 0x20 || first.value == 0x7F ? 0 : 1 }
    switch first.properties.generalCategory {
    case .control, .format, .nonspacingMark, .enclosingMark, .lineSeparator, .paragraphSeparator:
      return 0
    default: break
    }
    if first.properties.isEmojiPresentation || isWide(first.value) { return 2 }
    // U+FE0F asks for the emoji form of a text symbol, which terminals draw two cells wide.
    if character.unicodeScalars.contains(where: { $0.value == 0xFE0F }),
      first.properties.isEmoji
    {
      return 2
    }
    return 1
  }

  /// The longest start of a text that fits in `width` cells, with `…` (or `~`) when cut.
  static func truncated(_ text: String, to width: Int, ellipsis: Character = "…") -> String {
    guard of(text) > width else { return text }
    guard width > 0 else { return "" }
    var output = ""
    var used = 0
    for character in text {
      let cells = of(character)
      if used + cells > width - 1 { break }
      output.append(character)
      used += cells
    }
    output.append(ellipsis)
    return output
  }

  /// Breaks a text into lines of at most `width` cells, at blanks where possible.
  static func wrapped(_ text: String, to width: Int) -> [String] {
    let limit = max(1, width)
    var lines: [String] = []
    for paragraph in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      var line = ""
      var used = 0
      for word in paragraph.split(separator: " ") {
        var rest = word
        let gap = line.isEmpty ? 0 : 1
        if used + gap + of(rest) <= limit {
          if gap == 1 { line.append(" ") }
          line += rest
          used += gap + of(rest)
          continue
        }
        if !line.isEmpty { lines.append(line) }
        while of(rest) > limit {
          var head = ""
          var cells = 0
          while let character = rest.first, cells + of(character) <= limit || head.isEmpty {
            head.append(character)
            cells += of(character)
            rest.removeFirst()
          }
          lines.append(head)
        }
        line = String(rest)
        used = of(rest)
      }
      lines.append(line)
    }
    return lines
  }

  /// East Asian Wide and Fullwidth ranges of UAX #11, joined where only unassigned points lie between.
  private static func isWide(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x17000...0x18CFF, 0x1B000...0x1B2FF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
