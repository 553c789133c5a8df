/// Renders tables and texts as GitHub-flavoured Markdown.
public enum MarkdownTable {
  /// The table as a pipe table, with its title in bold above and its notes below; a table
  /// without rows is nothing.
  public static func render(_ table: ReportTable) -> String {
    guard !table.columns.isEmpty, !table.rows.isEmpty else { return "" }
    var output = ""
    if !table.title.isEmpty { output += "**\(escaped(table.title))**\n\n" }
    output += row(table.columns.map(\.title))
    let marks = table.columns.map { column in
      switch column.alignment {
      case .leading: "---"
      case .trailing: "---:"
      case .center: ":---:"
      }
    }
    output += "| " + marks.joined(separator: " | ") + " |\n"
    for cells in table.rows { output += row(cells.map(\.text)) }
    if !table.notes.isEmpty { output += "\n" }
    for note in table.notes { output += escaped(note) + "  \n" }
    return output
  }

  /// Text in which nothing starts Markdown or HTML markup, on one line.
  public static func escaped(_ text: String) -> String {
    var output = ""
    for character in text {
      switch character {
      case "\\", "|", "*", "_", "`", "[", "]", "#", "~":
        output.append("\\")
        output.append(character)
      case "<": output += "&lt;"
      case ">": output += "&gt;"
      case "&": output += "&amp;"
      default:
        if character.isNewline {
          output.append(" ")
        } else if let scalar = character.unicodeScalars.first, scalar.value < 0x20 {
          output.append(scalar.value == 9 ? " " : "\u{FFFD}")
        } else {
          output.append(character)
        }
      }
    }
    return output
  }

  private static func row(_ cells: [String]) -> String {
    "| " + cells.map { cell in cell.isEmpty ? " " : escaped(cell) }.joined(separator: " | ")
      + " |\n"
  }
}
