/// Renders a table for a terminal of a given width.
public struct TextTable: Sendable {
  /// What may be written to the terminal.
  public struct Style: Hashable, Sendable {
    /// Cells across; `nil` lets the table be as wide as it needs.
    public var width: Int?
    /// Whether ANSI colours may be used; status is told by word and symbol in any case.
    public var usesColor: Bool
    /// Whether lines and symbols are held to ASCII.
    public var isASCII: Bool
    /// Most lines that a wrapped cell may take before it is cut.
    public var maximumLines: Int

    /// Makes a style.
    public init(
      width: Int? = nil, usesColor: Bool = false, isASCII: Bool = false, maximumLines: Int = 3
    ) {
      self.width = width
      self.usesColor = usesColor
      self.isASCII = isASCII
      self.maximumLines = max(1, maximumLines)
    }
  }

  /// The style.
  public var style: Style

  /// Makes a renderer.
  public init(_ style: Style = Style()) { self.style = style }

  /// The table with its title and notes; a table without rows is nothing.
  ///
  /// Every line ends in a line feed and none in a blank.
  ///
  /// When the natural width exceeds the terminal's, flexible columns give way first, the widest
  /// for its need first, down to their `minimumWidth`; then columns are left out in the order of
  /// `hidesAt`, and named under the table; then the others are narrowed further.
  public func render(_ whole: ReportTable) -> String {
    guard !whole.columns.isEmpty, !whole.rows.isEmpty else { return "" }
    let table = fitted(whole)
    let widths = columnWidths(table)
    var output = ""
    if !table.title.isEmpty {
      for line in DisplayWidth.wrapped(sanitized(table.title), to: style.width ?? Int.max) {
        output += colored(line, .bold) + "\n"
      }
    }
    let headings = table.columns.map { ReportTable.Cell($0.title) }
    append(headings, table.columns, widths, isHeading: true, to: &output)
    let rule = style.isASCII ? "-" : "─"
    output += widths.map { String(repeating: rule, count: $0) }.joined(separator: "  ") + "\n"
    for row in table.rows {
      append(row, table.columns, widths, isHeading: false, to: &output)
    }
    for note in table.notes {
      for line in DisplayWidth.wrapped(sanitized(note), to: style.width ?? Int.max) {
        output += colored(line, .dim) + "\n"
      }
    }
    return output
  }

  /// No flexible column is narrowed below this while another can still give way.
  static let narrowestFlexible = 12

  /// The table without the columns for which there is no room.
  private func fitted(_ whole: ReportTable) -> ReportTable {
    var table = whole
    let hidden = hideColumns(of: &table)
    if !hidden.isEmpty, !table.hiddenColumnsNote.isEmpty {
      table.notes.append("\(table.hiddenColumnsNote): \(hidden.joined(separator: ", ")).")
    }
    return table
  }

  /// Titles of the columns of a table for which there is no room, in the order in which they go.
  public func hiddenColumns(_ table: ReportTable) -> [String] {
    var table = table
    return hideColumns(of: &table)
  }

  private func hideColumns(of table: inout ReportTable) -> [String] {
    guard let available = style.width else { return [] }
    var hidden: [String] = []
    while least(table) > available {
      let candidates = table.columns.enumerated().compactMap { index, column in
        column.hidesAt.map { (order: $0, index: index) }
      }
      guard let next = candidates.min(by: { $0.order < $1.order }) else { break }
      hidden.append(table.columns[next.index].title)
      table.columns.remove(at: next.index)
      for row in table.rows.indices where next.index < table.rows[row].count {
        table.rows[row].remove(at: next.index)
      }
    }
    return hidden
  }

  /// The width at which flexible columns are as narrow as they should be.
  private func least(_ table: ReportTable) -> Int {
    let widths = naturalWidths(table)
    let columns = zip(widths, table.columns).map { width, column in
      column.isFlexible ? min(width, column.minimumWidth) : width
    }
    return columns.reduce(0, +) + 2 * (columns.count - 1)
  }

  private func naturalWidths(_ table: ReportTable) -> [Int] {
    var widths = table.columns.map { column in longestLine(column.title) }
    for row in table.rows {
      for (index, cell) in row.prefix(widths.count).enumerated() {
        widths[index] = max(widths[index], longestLine(cell.text))
      }
    }
    // Headings of numbers may be long words; they wrap rather than widen the column.
    for (index, column) in table.columns.enumerated() where !column.isFlexible {
      let body = table.rows.map { index < $0.count ? longestLine($0[index].text) : 0 }.max() ?? 0
      let word = column.title.split(separator: " ").map { DisplayWidth.of($0) }.max() ?? 0
      widths[index] = max(body, min(word, longestLine(column.title)))
    }
    return widths
  }

  private func columnWidths(_ table: ReportTable) -> [Int] {
    var widths = naturalWidths(table)
    guard let available = style.width else { return widths }
    let room = available - 2 * (widths.count - 1)
    // Long columns keep more than short ones, but give way faster: width against the root of the need.
    let needs = widths.map { Double(max(1, $0)).squareRoot() }
    func share(_ index: Int) -> Double { Double(widths[index]) / needs[index] }
    for (floor, onlyFlexible) in [(nil, true), (Self.narrowestFlexible, true), (3, false)] {
      while widths.reduce(0, +) > room {
        var widest: Int?
        for (index, column) in table.columns.enumerated()
        where (column.isFlexible || !onlyFlexible) && widths[index] > floor ?? column.minimumWidth {
          if widest.map({ share(index) > share($0) }) ?? true { widest = index }
        }
        guard let widest else { break }
        widths[widest] -= 1
      }
    }
    return widths
  }

  private func append(
    _ cells: [ReportTable.Cell], _ columns: [ReportTable.Column], _ widths: [Int],
    isHeading: Bool, to output: inout String
  ) {
    let blocks = zip(cells, widths).map { cell, width in
      isHeading
        ? DisplayWidth.wrapped(sanitized(cell.text), to: width)
        : lines(sanitized(cell.text), width)
    }
    let height = blocks.map(\.count).max() ?? 1
    for line in 0..<height {
      var text = ""
      var pending = 0
      for (index, block) in blocks.enumerated() {
        // Headings stand on the rule: short ones are pushed down.
        let position = isHeading ? line - (height - block.count) : line
        let piece = position >= 0 && position < block.count ? block[position] : ""
        let gap = widths[index] - DisplayWidth.of(piece)
        let left: Int =
          switch columns[index].alignment {
          case .leading: 0
          case .trailing: gap
          case .center: gap / 2
          }
        if !piece.isEmpty {
          text += String(repeating: " ", count: pending + left)
          text += isHeading ? colored(piece, .bold) : colored(piece, cells[index].status)
          pending = gap - left + 2
        } else {
          pending += widths[index] + 2
        }
      }
      output += text + "\n"
    }
  }

  private func lines(_ text: String, _ width: Int) -> [String] {
    var lines = DisplayWidth.wrapped(text, to: width)
    if lines.count > style.maximumLines {
      lines = Array(lines.prefix(style.maximumLines))
      let last = lines.removeLast()
      let mark: Character = style.isASCII ? "~" : "…"
      if DisplayWidth.of(last) + 1 <= width {
        lines.append(last + String(mark))
      } else {
        lines.append(DisplayWidth.truncated(last + "  ", to: width, ellipsis: mark))
      }
    }
    return lines
  }

  private func longestLine(_ text: String) -> Int {
    sanitized(text).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map { DisplayWidth.of($0) }.max() ?? 0
  }

  /// Drops control characters, so that a cell cannot move the cursor or change colours.
  private func sanitized(_ text: String) -> String {
    TerminalText.sanitized(text)
  }

  private enum Emphasis: String {
    case bold = "\u{1B}[1m"
    case dim = "\u{1B}[2m"
  }

  private func colored(_ text: String, _ emphasis: Emphasis) -> String {
    style.usesColor ? emphasis.rawValue + text + "\u{1B}[0m" : text
  }

  private func colored(_ text: String, _ status: ReportStatus?) -> String {
    guard style.usesColor, let status else { return text }
    let code =
      switch status {
      case .met: "\u{1B}[36m"
      case .below: "\u{1B}[1;31m"
      case .undecided: "\u{1B}[33m"
      case .noTarget, .noData, .suppressed: "\u{1B}[2m"
      }
    return code + text + "\u{1B}[0m"
  }
}

extension TextTable {
  /// A paragraph broken into lines of at most `width` cells, each ended by a line feed.
  public static func wrapped(_ text: String, to width: Int?) -> String {
    DisplayWidth.wrapped(TerminalText.sanitized(text), to: width ?? Int.max)
      .map { $0 + "\n" }.joined()
  }
}

/// Text made safe for a terminal.
public enum TerminalText {
  /// Replaces control characters (escape sequences begin with one) by U+FFFD; a tab becomes a blank.
  ///
  /// Line feeds stay, CR LF becomes a line feed, and bidirectional overrides are dropped.
  public static func sanitized(_ text: String) -> String {
    var output = String.UnicodeScalarView()
    var previousWasReturn = false
    for scalar in text.unicodeScalars {
      let afterReturn = previousWasReturn
      previousWasReturn = scalar == "\r"
      switch scalar.value {
      case 0x0A: if !afterReturn { output.append(scalar) }
      case 0x0D: output.append("\n")
      case 0x09: output.append(" ")
      case 0x00...0x1F, 0x7F...0x9F: output.append("\u{FFFD}")
      case 0x202A...0x202E, 0x2066...0x2069: continue
      default: output.append(scalar)
      }
    }
    return String(output)
  }
}
