/// Why a file cannot be read or written.
public struct CSVError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The cause.
  public enum Kind: Hashable, Sendable {
    /// The file does not exist or may not be opened; the system's words.
    case cannotOpen(String)
    /// The path is a directory.
    case isDirectory
    /// Reading failed half-way; the system's words.
    case readFailed(String)
    /// Writing failed; the system's words.
    case writeFailed(String)
    /// There is nothing in the file.
    case empty
    /// There is a header and no record.
    case noRecords
    /// The file is not text; what it seems to be.
    case binary(BinaryContent)
    /// The encoding cannot be told: it is not UTF-8, and these shares of words are Vietnamese in
    /// each reading.
    case uncertainEncoding(String)
    /// The header's bytes contradict the encoding that was given or found; the one that they seem to
    /// be in, if that can be told.
    case wrongEncoding(TextEncoding, likely: TextEncoding?)
    /// One column results although another delimiter stands on most lines.
    case oneColumn(used: UInt8, likely: UInt8)
    /// Every line stands in quotes as a whole, with delimiters inside.
    case quotedLines(likely: UInt8)
    /// The delimiter is a quote, a line break or no ASCII character.
    case badDelimiter(UInt8)
    /// The header cannot be read; why.
    case badHeader(HeaderFault)
    /// A record is malformed where none may be.
    case malformed(MalformedRecord.Kind)
    /// The header has more columns than the limit.
    case tooManyColumns(limit: Int)
    /// A column read as codes has more distinct values than the limit.
    case tooManyDistinctValues(column: Int, limit: Int)
    /// The distinct values of a column read as codes take more bytes than the limit.
    case tooMuchDistinctText(column: Int, limit: Int)
    /// A requested column does not exist.
    case noSuchColumn(Int, count: Int)
    /// The input is a pipe and was read before.
    case alreadyRead
    /// Memory ran out in the parser.
    case outOfMemory
  }

  /// Why a header cannot be read.
  public enum HeaderFault: Hashable, Sendable {
    /// Longer than a mebibyte.
    case tooLong
    /// The file has fewer lines than the header should have.
    case fewerLines(Int)
    /// A quote inside an unquoted field, or followed by text.
    case strayQuote
    /// A quote that is never closed.
    case unclosedQuote

    /// The fault in words.
    var message: String {
      switch self {
      case .tooLong: "it is longer than a mebibyte"
      case .fewerLines(let rows): "fewer than \(rows) lines"
      case .strayQuote: "a quote stands inside an unquoted field or is followed by text"
      case .unclosedQuote: "a quote is opened here and never closed"
      }
    }
  }

  /// Which exit status class the error belongs to.
  public enum Category: Hashable, Sendable {
    /// The input is missing (66).
    case missing
    /// The data is unusable (65).
    case unusable
    /// Reading or writing failed (74).
    case inputOutput
  }

  /// Name of the input.
  public var file: String
  /// Physical line, from 1, where one is to blame.
  public var line: Int?
  /// Character in the line, from 1.
  public var column: Int?
  /// The cause.
  public var kind: Kind

  /// An error.
  ///
  /// - Parameters:
  ///   - file: Name of the input.
  ///   - line: Physical line, from 1.
  ///   - column: Character in the line, from 1.
  ///   - kind: The cause.
  public init(file: String, line: Int? = nil, column: Int? = nil, kind: Kind) {
    self.file = file
    self.line = line
    self.column = column
    self.kind = kind
  }

  /// Whether input is missing, unusable, or failed on the way.
  public var category: Category {
    switch kind {
    case .cannotOpen, .isDirectory: .missing
    case .readFailed, .writeFailed, .outOfMemory, .alreadyRead: .inputOutput
    default: .unusable
    }
  }

  /// The cause in words.
  public var message: String {
    switch kind {
    case .cannotOpen(let reason): "cannot open: \(reason)"
    case .isDirectory: "is a directory, not a file"
    case .readFailed(let reason): "reading failed: \(reason)"
    case .writeFailed(let reason): "writing failed: \(reason)"
    case .empty: "the file is empty"
    case .noRecords: "there is a header but no record below it"
    case .binary(let what): "not a text file: \(what.rawValue)"
    case .uncertainEncoding(let readings):
      "the encoding cannot be told: it is not UTF-8, and the words that are Vietnamese in each reading are \(readings)"
    case .wrongEncoding(let encoding, let likely):
      "the header is not \(encoding.rawValue)"
        + (likely.map { "; it seems to be \($0.rawValue)" } ?? "")
    case .oneColumn(let used, let likely):
      "only one column results with the delimiter \(Self.name(used)), but \(Self.name(likely))"
        + " stands on most lines"
    case .quotedLines(let likely):
      "only one column results: every line stands in quotes as a whole, with \(Self.name(likely)) inside"
    case .badDelimiter(let byte): "\(Self.name(byte)) cannot be a delimiter"
    case .badHeader(let fault): "the header cannot be read: \(fault.message)"
    case .malformed(let kind): kind.message
    case .tooManyColumns(let limit): "more than \(limit) columns"
    case .tooManyDistinctValues(let column, let limit):
      "column \(column + 1) has more than \(limit) distinct values"
    case .tooMuchDistinctText(let column, let limit):
      "the distinct values of column \(column + 1) take more than \(limit) bytes"
    case .noSuchColumn(let column, let count): "there is no column \(column + 1) among \(count)"
    case .alreadyRead: "the input is a pipe and can be read only once"
    case .outOfMemory: "the parser ran out of memory"
    }
  }

  /// What to do about it, or `nil` where nothing helps.
  public var fix: String? {
    switch kind {
    case .cannotOpen: "check the path and the permissions"
    case .isDirectory: "name the CSV file inside it"
    case .empty, .noRecords: "export the answers again, with their header line"
    case .binary: "export or save it as CSV (UTF-8)"
    case .uncertainEncoding:
      "name it with --encoding \(TextEncoding.allCases.map(\.rawValue).joined(separator: "|")),"
        + " or save the file as UTF-8"
    case .wrongEncoding(_, let likely?):
      "use --encoding \(likely.rawValue), or leave the option out"
    case .wrongEncoding: "name the right one with --encoding, or save the file as UTF-8"
    case .oneColumn(_, let likely): "use --delimiter '\(Self.name(likely))'"
    case .quotedLines(let likely):
      "take the quotes around the lines off, or export the file again; if it is one column indeed, use"
        + " --delimiter '\(likely == 0x2C ? ";" : ",")'"
    case .badDelimiter: "use one of , ; tab |"
    case .badHeader: "correct the line, or give the number of header lines with --header-rows"
    case .malformed(let kind): kind.fix
    case .tooManyColumns: "check the delimiter and the line breaks"
    case .tooManyDistinctValues, .tooMuchDistinctText:
      "do not group by a column of free text or identifiers"
    case .alreadyRead: "save the data to a file first"
    case .readFailed, .writeFailed, .noSuchColumn, .outOfMemory: nil
    }
  }

  /// `file:line:column: error: message` and a hint.
  public var description: String {
    var place = file
    if let line { place += ":\(line)" }
    if line != nil, let column { place += ":\(column)" }
    return "\(place): error: \(message)" + (fix.map { "\n  hint: \($0)" } ?? "")
  }

  static func name(_ byte: UInt8) -> String {
    switch byte {
    case 9: "tab"
    case 10: "line feed"
    case 13: "carriage return"
    case 0x21...0x7E: String(UnicodeScalar(byte))
    default: "byte \(byte)"
    }
  }
}
