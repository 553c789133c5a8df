/// A record that could not be read, as it stood.
public struct MalformedRecord: Sendable, Hashable, CustomStringConvertible {
  /// What is wrong with a record.
  public enum Kind: Sendable, Hashable {
    /// A quote inside an unquoted field, or text after a closing quote.
    case strayQuote
    /// A quote that is never closed, or only after lines that belong to other records.
    case unclosedQuote
    /// More fields than the header, and one of the further ones is not empty.
    case tooManyFields(expected: Int, found: Int)
    /// Fewer fields than the header.
    case tooFewFields(expected: Int, found: Int)
    /// Bytes in a wanted column that the encoding does not allow.
    case invalidEncoding
    /// A field of one line longer than the limit.
    case fieldTooLong(limit: Int)
    /// A record longer than the limit.
    case recordTooLong(limit: Int)

    /// Stable rule name, such as `stray-quote`.
    public var rule: String {
      switch self {
      case .strayQuote: "stray-quote"
      case .unclosedQuote: "unclosed-quote"
      case .tooManyFields: "too-many-fields"
      case .tooFewFields: "too-few-fields"
      case .invalidEncoding: "invalid-encoding"
      case .fieldTooLong: "field-too-long"
      case .recordTooLong: "record-too-long"
      }
    }

    /// The cause in words, without place and fix.
    public var message: String {
      switch self {
      case .strayQuote: "a quote stands inside an unquoted field or is followed by text"
      case .unclosedQuote: "a quote is opened here and not closed before the next records"
      case .tooManyFields(let expected, let found):
        "\(found) fields where the header has \(expected)"
      case .tooFewFields(let expected, let found):
        "\(found) fields where the header has \(expected)"
      case .invalidEncoding: "a cell holds bytes that the file's encoding does not allow"
      case .fieldTooLong(let limit): "a field is longer than \(limit) bytes"
      case .recordTooLong(let limit): "the record is longer than \(limit) bytes"
      }
    }

    /// What to do about it.
    public var fix: String {
      switch self {
      case .strayQuote: "write a quote inside a quoted field twice (\"\"), or remove it"
      case .unclosedQuote: "close the quote at the end of the field"
      case .tooManyFields: "quote the field that contains the delimiter"
      case .tooFewFields: "add the missing fields, or quote the field that contains a line break"
      case .invalidEncoding: "save the file as UTF-8, or name its encoding with --encoding"
      case .fieldTooLong, .recordTooLong: "check for a missing quote or line break"
      }
    }
  }

  /// Physical line on which the record begins, from 1.
  public var line: Int
  /// Character in that line at which the cause stands, from 1; for a wrong field count 1.
  public var column: Int
  /// What is wrong.
  public var kind: Kind
  /// The record's bytes (UTF-8 after decoding) without the line break, at most 64 KiB.
  public var raw: [UInt8]

  /// A malformed record.
  ///
  /// - Parameters:
  ///   - line: Physical line, from 1.
  ///   - column: Character in the line, from 1.
  ///   - kind: What is wrong.
  ///   - raw: Bytes of the record.
  public init(line: Int, column: Int, kind: Kind, raw: [UInt8]) {
    self.line = line
    self.column = column
    self.kind = kind
    self.raw = raw
  }

  /// Stable rule name, such as `stray-quote`.
  public var rule: String { kind.rule }

  /// The cause in words, without place and fix.
  public var message: String { kind.message }

  /// What to do about it.
  public var fix: String { kind.fix }

  /// `line:column: error: message` and the fix.
  public var description: String { "\(line):\(column): error: \(message)\n  hint: \(fix)" }
}

/// What reading a file came to.
public struct CSVReadSummary: Sendable, Hashable {
  /// Data records read, malformed ones included.
  public var records: Int
  /// The first malformed records, in file order (``CSVLimits/keptMalformedRecords``).
  public var malformed: [MalformedRecord]
  /// Number of all malformed records.
  public var malformedCount: Int
  /// Blank lines, which are no records.
  public var blankLines: Int
  /// Size of the input in bytes.
  public var bytes: Int
  /// SHA-256 of the input in hexadecimal; empty unless ``CSVReadOptions/digest`` was set.
  public var sha256: String

  /// Records handed on in batches.
  public var accepted: Int { records - malformedCount }

  /// A summary.
  ///
  /// - Parameters:
  ///   - records: Data records read, malformed ones included.
  ///   - malformed: The first malformed records.
  ///   - malformedCount: Number of malformed records.
  ///   - blankLines: Number of blank lines.
  ///   - bytes: Size of the input.
  ///   - sha256: Digest of the input, or empty.
  public init(
    records: Int = 0, malformed: [MalformedRecord] = [], malformedCount: Int = 0,
    blankLines: Int = 0, bytes: Int = 0, sha256: String = ""
  ) {
    self.records = records
    self.malformed = malformed
    self.malformedCount = malformedCount
    self.blankLines = blankLines
    self.bytes = bytes
    self.sha256 = sha256
  }
}
