/// A table of printable cells that also keep their raw values.
///
/// One table feeds every format: the terminal and Markdown print `text`, CSV prints `raw`.
public struct ReportTable: Hashable, Sendable {
  /// How a column's cells are set.
  public enum Alignment: Hashable, Sendable {
    /// Words.
    case leading
    /// Numbers.
    case trailing
    /// Symbols.
    case center
  }

  /// A column.
  public struct Column: Hashable, Sendable {
    /// Stable name for CSV; not translated.
    public var key: String
    /// Heading as printed.
    public var title: String
    /// How cells are set.
    public var alignment: Alignment
    /// Whether long cells may be broken into lines when the table is too wide.
    public var isFlexible: Bool
    /// Cells below which a flexible column is not narrowed while another column can be left out.
    public var minimumWidth: Int
    /// Where the column stands among those that a narrow terminal leaves out, lowest first; `nil`
    /// for columns that are always shown.
    public var hidesAt: Int?

    /// Makes a column.
    public init(
      _ key: String, _ title: String, _ alignment: Alignment = .leading, isFlexible: Bool = false,
      minimumWidth: Int = 12, hidesAt: Int? = nil
    ) {
      self.key = key
      self.title = title
      self.alignment = alignment
      self.isFlexible = isFlexible
      self.minimumWidth = minimumWidth
      self.hidesAt = hidesAt
    }
  }

  /// What a cell holds besides its text.
  public enum Raw: Hashable, Sendable {
    /// Nothing.
    case empty
    /// Text that is not a number.
    case text(String)
    /// A whole number.
    case integer(Int)
    /// A number in its own unit; shares stay shares.
    case number(Double)
  }

  /// A cell.
  public struct Cell: Hashable, Sendable {
    /// As printed.
    public var text: String
    /// As a value.
    public var raw: Raw
    /// The status it tells, for colour; the text tells it too.
    public var status: ReportStatus?

    /// Makes a cell whose value is its text.
    public init(_ text: String) {
      self.text = text
      raw = text.isEmpty ? .empty : .text(text)
      status = nil
    }

    /// Makes a cell with a value of its own.
    public init(_ text: String, raw: Raw, status: ReportStatus? = nil) {
      self.text = text
      self.raw = raw
      self.status = status
    }
  }

  /// Title; empty for none.
  public var title: String
  /// The columns.
  public var columns: [Column]
  /// The rows; each has as many cells as there are columns.
  public var rows: [[Cell]]
  /// Numbered notes under the table, in order.
  public var notes: [String]
  /// What stands before the names of columns that a narrow terminal leaves out.
  public var hiddenColumnsNote: String = ""

  /// Makes a table.
  public init(title: String = "", columns: [Column], rows: [[Cell]], notes: [String] = []) {
    self.title = title
    self.columns = columns
    self.rows = rows
    self.notes = notes
  }

  /// Removes columns that may be left out and in which no row has anything.
  mutating func removeEmptyColumns(_ dash: String) {
    for index in columns.indices.reversed() where columns[index].hidesAt != nil {
      guard rows.allSatisfy({ $0[index].text == dash }) else { continue }
      columns.remove(at: index)
      for row in rows.indices { rows[row].remove(at: index) }
    }
  }

  /// Header and values for a CSV writer: numbers read back to the same double, shares stay in 0...1.
  ///
  /// The writer quotes and guards against formulas; nothing is escaped here.
  public var csvRows: [[String]] {
    [columns.map(\.key)]
      + rows.map { row in
        row.map { cell in
          switch cell.raw {
          case .empty: ""
          case .text(let text): text
          case .integer(let value): String(value)
          case .number(let value): value.isFinite ? value.description : ""
          }
        }
      }
  }
}
