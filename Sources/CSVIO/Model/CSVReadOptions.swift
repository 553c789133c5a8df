/// Bounds on what one record may hold, so that no input takes unbounded memory.
public struct CSVLimits: Sendable, Hashable {
  /// Longest field in bytes (after decoding to UTF-8); default 1 MiB.
  public var fieldBytes: Int
  /// Longest record in bytes, quotes and delimiters included; default 16 MiB.
  public var recordBytes: Int
  /// Most columns a header may have; default 16,384 (the width of a spreadsheet).
  public var columns: Int
  /// Most distinct values of one column read as codes; default 2^24.
  public var distinctValues: Int
  /// Most bytes of the distinct values of one column read as codes; default 1 GiB.
  public var distinctBytes: Int
  /// Most malformed records kept in the summary, default 1,000; all are counted.
  public var keptMalformedRecords: Int

  /// Bounds; values below 1 are raised to 1.
  ///
  /// - Parameters:
  ///   - fieldBytes: Longest field in bytes.
  ///   - recordBytes: Longest record in bytes.
  ///   - columns: Most columns of the header.
  ///   - distinctValues: Most distinct values of one column of codes.
  ///   - keptMalformedRecords: Most malformed records kept in the summary.
  public init(
    fieldBytes: Int = 1 << 20, recordBytes: Int = 16 << 20, columns: Int = 16_384,
    distinctValues: Int = 1 << 24, distinctBytes: Int = 1 << 30, keptMalformedRecords: Int = 1000
  ) {
    self.fieldBytes = max(1, min(fieldBytes, 1 << 30))
    self.recordBytes = max(1, min(recordBytes, 1 << 30))
    self.columns = max(1, min(columns, 1 << 20))
    self.distinctValues = max(1, min(distinctValues, Int(Int32.max) - 1))
    self.distinctBytes = max(1, distinctBytes)
    self.keptMalformedRecords = max(0, keptMalformedRecords)
  }
}

/// What the caller knows about a file; everything left `nil` is found out from its first mebibyte.
public struct CSVReadOptions: Sendable {
  /// Field separator, a single ASCII byte that is neither a quote nor a line break.
  public var delimiter: UInt8?
  /// Character encoding.
  public var encoding: TextEncoding?
  /// Number of header records; `nil` means 1, and 0 names the columns by position.
  public var headerRows: Int?
  /// How numbers are written in columns read as numbers.
  public var decimalMark: DecimalMark
  /// Bounds on fields, records and columns.
  public var limits: CSVLimits
  /// Most parser threads for one file; the records and their order never depend on it.
  public var threads: Int
  /// Whether ``CSVReadSummary/sha256`` is computed.
  public var digest: Bool
  /// Whether a header without any record is accepted instead of being an error.
  public var allowsNoRecords: Bool
  /// Called now and then with the total number of input bytes read so far, from any thread.
  public var progress: (@Sendable (Int) -> Void)?
  /// Bytes given to the parser at once; only tests need another value than the default.
  package var chunkBytes: Int?
  /// Smallest part of a file worth a thread of its own.
  package var smallestPartBytes: Int

  /// Options; everything has a default.
  ///
  /// - Parameters:
  ///   - delimiter: Field separator, or `nil` to find it.
  ///   - encoding: Character encoding, or `nil` to find it.
  ///   - headerRows: Number of header records, or `nil` for 1.
  ///   - decimalMark: How numbers are written.
  ///   - limits: Bounds on fields, records and columns.
  ///   - threads: Most parser threads for one file.
  ///   - digest: Whether to compute the SHA-256 of the bytes.
  ///   - allowsNoRecords: Whether a header alone is accepted.
  ///   - progress: Called with the number of bytes read so far.
  public init(
    delimiter: UInt8? = nil, encoding: TextEncoding? = nil, headerRows: Int? = nil,
    decimalMark: DecimalMark = .automatic, limits: CSVLimits = CSVLimits(), threads: Int = 1,
    digest: Bool = false, allowsNoRecords: Bool = false,
    progress: (@Sendable (Int) -> Void)? = nil
  ) {
    self.delimiter = delimiter
    self.encoding = encoding
    self.headerRows = headerRows
    self.decimalMark = decimalMark
    self.limits = limits
    self.threads = max(1, threads)
    self.digest = digest
    self.allowsNoRecords = allowsNoRecords
    self.progress = progress
    self.chunkBytes = nil
    self.smallestPartBytes = 1 << 20
  }
}

/// The dialect in which a file is read, found or given.
public struct CSVDialect: Sendable, Hashable {
  /// Field separator.
  public var delimiter: UInt8
  /// Character encoding of the bytes.
  public var encoding: TextEncoding
  /// Whether the file begins with a byte order mark.
  public var hasByteOrderMark: Bool
  /// Whether the first line is `sep=` and the delimiter.
  public var hasSeparatorLine: Bool
  /// Ending of the first line.
  public var lineEnding: LineEnding
  /// Number of header records.
  public var headerRows: Int

  /// A dialect.
  ///
  /// - Parameters:
  ///   - delimiter: Field separator.
  ///   - encoding: Character encoding.
  ///   - hasByteOrderMark: Whether a byte order mark stands first.
  ///   - hasSeparatorLine: Whether a `sep=` line stands first.
  ///   - lineEnding: Ending of lines.
  ///   - headerRows: Number of header records.
  public init(
    delimiter: UInt8 = UInt8(ascii: ","), encoding: TextEncoding = .utf8,
    hasByteOrderMark: Bool = false, hasSeparatorLine: Bool = false, lineEnding: LineEnding = .lf,
    headerRows: Int = 1
  ) {
    self.delimiter = delimiter
    self.encoding = encoding
    self.hasByteOrderMark = hasByteOrderMark
    self.hasSeparatorLine = hasSeparatorLine
    self.lineEnding = lineEnding
    self.headerRows = headerRows
  }

  /// The delimiter as text: `,`, `;`, `tab` or `|`, else the character itself.
  public var delimiterName: String {
    delimiter == UInt8(ascii: "\t") ? "tab" : String(UnicodeScalar(delimiter))
  }
}

/// One column of the header.
public struct HeaderColumn: Sendable, Hashable {
  /// Position, from 0.
  public var index: Int
  /// Text of the first header record, as it stands; empty when the file has no header.
  public var name: String
  /// Texts of all header records from the top.
  public var rows: [String]

  /// A header column.
  ///
  /// - Parameters:
  ///   - index: Position, from 0.
  ///   - name: Name of the column.
  ///   - rows: Texts of all header records.
  public init(index: Int, name: String, rows: [String]) {
    self.index = index
    self.name = name
    self.rows = rows
  }
}

/// In which form the cells of a column are wanted.
public enum ColumnKind: Sendable, Hashable {
  /// Dictionary-encoded: one `Int32` per row; id 0 is the empty cell.
  case codes
  /// A `Double` and a ``NumberState`` per row.
  case number
  /// The cell's bytes are kept for ``RecordBatch/text(_:_:)``.
  case text
  /// A 128-bit hash of the cell, for finding duplicates.
  case fingerprint
}

/// A column to be read and its form; its place in the list of requests is its slot.
public struct ColumnRequest: Sendable, Hashable {
  /// Position of the column in the file, from 0.
  public var index: Int
  /// Form in which the cells are wanted.
  public var kind: ColumnKind

  /// Asks for a column.
  ///
  /// - Parameters:
  ///   - index: Position in the file, from 0.
  ///   - kind: Form of the cells.
  public init(index: Int, kind: ColumnKind) {
    self.index = index
    self.kind = kind
  }
}

/// What a cell read as a number turned out to be.
public enum NumberState: UInt8, Sendable, Hashable {
  /// A number.
  case ok = 0
  /// An empty cell; the value is NaN.
  case empty = 1
  /// Not a number in the chosen notation; the value is NaN.
  case invalid = 2
  /// `1.234` or `1,234` under ``DecimalMark/automatic``: the value is the decimal reading (1.234).
  case ambiguous = 3
}

/// A 128-bit hash of a cell or of several cells; equal texts have equal hashes on every run.
public struct Fingerprint: Sendable, Hashable, Comparable {
  /// First half.
  public var high: UInt64
  /// Second half.
  public var low: UInt64

  /// A hash from its halves.
  ///
  /// - Parameters:
  ///   - high: First half.
  ///   - low: Second half.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Orders by the first half, then the second.
  public static func < (a: Fingerprint, b: Fingerprint) -> Bool {
    (a.high, a.low) < (b.high, b.low)
  }

  /// The hash of this cell followed by another; the order matters.
  ///
  /// - Parameter next: Hash of the next cell.
  /// - Returns: The hash of both.
  public func followed(by next: Fingerprint) -> Fingerprint {
    let a = (high ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: next.high | 1)
    let b = (low ^ 0xD6E8_FEB8_6659_FD93).multipliedFullWidth(by: next.low | 1)
    return Fingerprint(
      high: a.high ^ a.low ^ (next.low &* 0xA076_1D64_78BD_642F),
      low: b.high ^ b.low ^ (next.high &* 0xE703_7ED1_A0B4_28DB) &+ a.low)
  }
}
