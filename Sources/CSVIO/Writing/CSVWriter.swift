/// Writes records as CSV bytes with no more quotes than needed.
///
/// What is written reads back as the same texts: a field is quoted when it holds the delimiter, a
/// quote or a line break, begins or ends with a blank, or is the empty only field of its record.
public struct CSVWriter: Sendable {
  /// How records are written.
  public struct Options: Sendable, Hashable {
    /// Field separator.
    public var delimiter: UInt8
    /// Whether a UTF-8 byte order mark stands first, which makes Excel read the file as UTF-8.
    public var byteOrderMark: Bool
    /// Line ending.
    public var lineEnding: LineEnding
    /// Whether a cell that a spreadsheet would take for a formula is preceded by `'`.
    ///
    /// Concerns cells that begin with `=`, `+`, `-`, `@`, tab or carriage return; numbers such as
    /// `-1.5` or `+84` are left alone.
    public var excelSafe: Bool

    /// Options; the defaults are those of RFC 4180 with LF.
    ///
    /// - Parameters:
    ///   - delimiter: Field separator.
    ///   - byteOrderMark: Whether a byte order mark stands first.
    ///   - lineEnding: Line ending.
    ///   - excelSafe: Whether formulas are disarmed.
    public init(
      delimiter: UInt8 = UInt8(ascii: ","), byteOrderMark: Bool = false,
      lineEnding: LineEnding = .lf, excelSafe: Bool = false
    ) {
      self.delimiter = delimiter
      self.byteOrderMark = byteOrderMark
      self.lineEnding = lineEnding
      self.excelSafe = excelSafe
    }
  }

  /// Options in force.
  public let options: Options
  /// Bytes written so far and not yet taken.
  public private(set) var bytes: [UInt8] = []

  /// A writer whose output begins with the byte order mark if that is asked for.
  ///
  /// - Parameter options: How records are written.
  public init(options: Options = Options()) {
    self.options = options
    if options.byteOrderMark { bytes = [0xEF, 0xBB, 0xBF] }
  }

  /// Appends a record.
  ///
  /// - Parameter fields: The texts of its cells.
  public mutating func write<S: StringProtocol>(_ fields: [S]) {
    for (index, field) in fields.enumerated() {
      if index > 0 { bytes.append(options.delimiter) }
      append(field, isOnly: fields.count == 1)
    }
    switch options.lineEnding {
    case .lf: bytes.append(0x0A)
    case .crlf: bytes += [0x0D, 0x0A]
    case .cr: bytes.append(0x0D)
    }
  }

  /// Appends the bytes of a record as they stood, and a line break.
  ///
  /// - Parameter raw: The record without its line break, in the writer's delimiter.
  public mutating func write(raw: [UInt8]) {
    bytes += raw
    switch options.lineEnding {
    case .lf: bytes.append(0x0A)
    case .crlf: bytes += [0x0D, 0x0A]
    case .cr: bytes.append(0x0D)
    }
  }

  /// Hands over the bytes written so far and forgets them, for writing in pieces.
  ///
  /// - Returns: The bytes since the last call.
  public mutating func take() -> [UInt8] {
    defer { bytes = [] }
    return bytes
  }

  /// The text written so far and not yet taken.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  private mutating func append<S: StringProtocol>(_ field: S, isOnly: Bool) {
    var utf8 = Array(field.utf8)
    if options.excelSafe, Self.isFormula(utf8) { utf8.insert(0x27, at: 0) }
    let isBlankAtEdge =
      utf8.first == 0x20 || utf8.first == 0x09 || utf8.last == 0x20 || utf8.last == 0x09
    let isQuoted =
      isBlankAtEdge || (utf8.isEmpty && isOnly)
      || utf8.contains { $0 == options.delimiter || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
    guard isQuoted else {
      bytes += utf8
      return
    }
    bytes.append(0x22)
    for byte in utf8 {
      if byte == 0x22 { bytes.append(0x22) }
      bytes.append(byte)
    }
    bytes.append(0x22)
  }

  /// Whether a spreadsheet would evaluate the cell.
  static func isFormula(_ cell: [UInt8]) -> Bool {
    guard let first = cell.first else { return false }
    switch first {
    case UInt8(ascii: "="), UInt8(ascii: "@"), 0x09, 0x0D: return true
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      return cell.withUnsafeBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return false }
        return parseNumber(start, buffer.count, mark: .automatic).state == .invalid
      }
    default: return false
    }
  }
}
