/// What `check` found out about the files of one data set.
///
/// The neutral form that renderers take; the data module's own report maps to it. Counts obey
/// `rowsRead == rowsAccepted + rowsRejected`.
public struct QualityReport: Hashable, Sendable {
  /// One file as it was read.
  public struct Source: Hashable, Sendable {
    /// File name as given.
    public var file: String
    /// SHA-256 of the bytes in hexadecimal; `nil` when not computed.
    public var sha256: String?
    /// Encoding found (`UTF-8`).
    public var encoding: String
    /// Delimiter as printed (`,` `;` `TAB`).
    public var delimiter: String
    /// Whether the file starts with a byte order mark.
    public var hasByteOrderMark: Bool
    /// Line ending (`LF`, `CRLF`, `CR`).
    public var lineEnding: String
    /// Number of header rows.
    public var headerRows: Int
    /// Number of columns.
    public var columns: Int?
    /// Data records.
    public var rows: Int
    /// Anything else a reader should know, as sentences.
    public var notes: [String]

    /// Makes a source.
    public init(
      file: String, sha256: String? = nil, encoding: String, delimiter: String,
      hasByteOrderMark: Bool = false, lineEnding: String = "LF", headerRows: Int = 1,
      columns: Int? = nil, rows: Int, notes: [String] = []
    ) {
      self.file = file
      self.sha256 = sha256
      self.encoding = encoding
      self.delimiter = delimiter
      self.hasByteOrderMark = hasByteOrderMark
      self.lineEnding = lineEnding
      self.headerRows = headerRows
      self.columns = columns
      self.rows = rows
      self.notes = notes
    }
  }

  /// What a rule does with the rows it finds.
  public enum Consequence: String, CaseIterable, Hashable, Sendable {
    /// The row is rejected.
    case reject
    /// The single answer is left out, the row stays.
    case exclude
    /// The row stays and a person should look.
    case warn
  }

  /// One place where a rule was broken.
  public struct Example: Hashable, Sendable {
    /// File name; empty when there is only one file.
    public var file: String
    /// Physical line, 1-based; `nil` when a finding is about a whole column.
    public var line: Int?
    /// Column name.
    public var column: String?
    /// The value as it stood, shortened by the renderer.
    public var value: String?

    /// Makes an example.
    public init(file: String = "", line: Int?, column: String? = nil, value: String? = nil) {
      self.file = file
      self.line = line
      self.column = column
      self.value = value
    }
  }

  /// One rule and how often it was broken.
  public struct Rule: Hashable, Sendable {
    /// Stable id (`weight-not-positive`).
    public var id: String
    /// What it demands, as printed.
    public var title: String
    /// What to do about it, as printed.
    public var advice: String?
    /// What happens to the rows.
    public var consequence: Consequence
    /// Rows found.
    public var count: Int
    /// The first few places.
    public var examples: [Example]

    /// Makes a rule.
    public init(
      id: String, title: String, advice: String? = nil, consequence: Consequence, count: Int,
      examples: [Example] = []
    ) {
      self.id = id
      self.title = title
      self.advice = advice
      self.consequence = consequence
      self.count = count
      self.examples = examples
    }
  }

  /// A value that the response scale does not know.
  public struct UnmappedValue: Hashable, Sendable {
    /// Column name.
    public var column: String
    /// The value as it stood.
    public var value: String
    /// How often.
    public var count: Int
    /// First line.
    public var firstLine: Int?
    /// The nearest known label; `nil` when none is near.
    public var suggestion: String?

    /// Makes an unmapped value.
    public init(
      column: String, value: String, count: Int, firstLine: Int? = nil, suggestion: String? = nil
    ) {
      self.column = column
      self.value = value
      self.count = count
      self.firstLine = firstLine
      self.suggestion = suggestion
    }
  }

  /// Answers and gaps of one question.
  public struct ItemResponse: Hashable, Sendable {
    /// Question code.
    public var id: String
    /// Question text.
    public var text: String
    /// Answers that count.
    public var answered: Int
    /// Answers that the scale excludes (0 = not used).
    public var excluded: Int
    /// Blank cells.
    public var blank: Int
    /// Answers out of range or unmapped.
    public var invalid: Int

    /// Makes an item response.
    public init(
      id: String, text: String, answered: Int, excluded: Int, blank: Int, invalid: Int = 0
    ) {
      self.id = id
      self.text = text
      self.answered = answered
      self.excluded = excluded
      self.blank = blank
      self.invalid = invalid
    }

    /// Blank and invalid answers over all; `nil` without rows.
    public var nonResponseShare: Double? {
      let all = answered + excluded + blank + invalid
      return all > 0 ? Double(blank + invalid) / Double(all) : nil
    }
  }

  /// The weights of the accepted rows.
  public struct Weights: Hashable, Sendable {
    /// Column name.
    public var column: String
    /// Smallest weight.
    public var minimum: Double
    /// Largest weight.
    public var maximum: Double
    /// Mean weight.
    public var mean: Double
    /// Sum of the weights.
    public var sum: Double
    /// Kish's design effect of unequal weights, 1 + CV² (Kish 1965).
    public var designEffect: Double?

    /// Makes a summary of weights.
    public init(
      column: String, minimum: Double, maximum: Double, mean: Double, sum: Double,
      designEffect: Double? = nil
    ) {
      self.column = column
      self.minimum = minimum
      self.maximum = maximum
      self.mean = mean
      self.sum = sum
      self.designEffect = designEffect
    }
  }

  /// The sample design as read.
  public struct Design: Hashable, Sendable {
    /// Number of strata; `nil` when the file names none.
    public var strata: Int?
    /// Number of primary sampling units.
    public var psus: Int?
    /// Strata with a single unit, as printed.
    public var singlePSUStrata: [String]
    /// Whether the file carries a probability design at all.
    public var isProbability: Bool

    /// Makes a design summary.
    public init(
      strata: Int? = nil, psus: Int? = nil, singlePSUStrata: [String] = [],
      isProbability: Bool = true
    ) {
      self.strata = strata
      self.psus = psus
      self.singlePSUStrata = singlePSUStrata
      self.isProbability = isProbability
    }
  }

  /// Title, usually the instrument's name and version.
  public var title: String
  /// The files.
  public var sources: [Source]
  /// Data records read.
  public var rowsRead: Int
  /// Records that enter the estimates.
  public var rowsAccepted: Int
  /// Records that do not.
  public var rowsRejected: Int
  /// Rules with at least one finding, and those without if the caller wants them listed.
  public var rules: [Rule]
  /// Values that could not be mapped, most frequent first.
  public var unmapped: [UnmappedValue]
  /// Answers and gaps per question.
  public var items: [ItemResponse]
  /// Rows that repeat an earlier row; `nil` when not looked for.
  public var duplicates: Int?
  /// Rows with the same answer throughout; `nil` when not looked for.
  public var straightLining: Int?
  /// The weights; `nil` when the file has none.
  public var weights: Weights?
  /// The design; `nil` when not looked at.
  public var design: Design?
  /// Columns of the instrument that the file does not have, as printed.
  public var missingColumns: [String]
  /// Personal columns that were dropped at reading.
  public var droppedColumns: [String]

  /// Makes a report.
  public init(
    title: String, sources: [Source], rowsRead: Int, rowsAccepted: Int, rowsRejected: Int,
    rules: [Rule] = [], unmapped: [UnmappedValue] = [], items: [ItemResponse] = [],
    duplicates: Int? = nil, straightLining: Int? = nil, weights: Weights? = nil,
    design: Design? = nil, missingColumns: [String] = [], droppedColumns: [String] = []
  ) {
    self.title = title
    self.sources = sources
    self.rowsRead = rowsRead
    self.rowsAccepted = rowsAccepted
    self.rowsRejected = rowsRejected
    self.rules = rules
    self.unmapped = unmapped
    self.items = items
    self.duplicates = duplicates
    self.straightLining = straightLining
    self.weights = weights
    self.design = design
    self.missingColumns = missingColumns
    self.droppedColumns = droppedColumns
  }
}
