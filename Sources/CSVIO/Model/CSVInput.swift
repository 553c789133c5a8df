/// Where CSV bytes come from.
public enum CSVInput: Sendable {
  /// A path; regular files can be read by several threads and more than once, pipes once.
  case file(String)
  /// Standard input, read once; a redirected regular file behaves like a file.
  case standardInput
  /// Bytes in memory; `name` stands in messages.
  case bytes([UInt8], name: String)

  /// The name used in messages: the path, `-` for standard input, or the given name.
  public var name: String {
    switch self {
    case .file(let path): path
    case .standardInput: "-"
    case .bytes(_, let name): name
    }
  }
}

/// A character encoding that HaiLong reads.
///
/// `tcvn3` is the single-byte "ABC" font encoding (TCVN 5712:1993, VN3), `vni` the two-byte font
/// encoding of VNI for Windows. Everything is handed on as UTF-8, composed (NFC) where the source
/// encoding stores tone marks apart from their letter.
public enum TextEncoding: String, Sendable, CaseIterable, Hashable, Codable {
  case utf8 = "UTF-8"
  case utf16LE = "UTF-16LE"
  case utf16BE = "UTF-16BE"
  case windows1252 = "Windows-1252"
  case windows1258 = "Windows-1258"
  case tcvn3 = "TCVN3"
  case vni = "VNI-Windows"

  /// Finds an encoding by the names people use (`utf8`, `cp1258`, `ABC`, `VNI`, `latin1` ...).
  ///
  /// Case, blanks, `-` and `_` do not matter.
  ///
  /// - Parameter label: The name as typed.
  public init?(label: String) {
    let key = String(
      label.lowercased().unicodeScalars.filter {
        ("a"..."z").contains($0) || ("0"..."9").contains($0)
      }
      .map(Character.init))
    switch key {
    case "utf8", "utf8bom", "utf8sig", "unicode": self = .utf8
    case "utf16le", "utf16", "ucs2", "ucs2le": self = .utf16LE
    case "utf16be", "ucs2be": self = .utf16BE
    case "windows1252", "cp1252", "win1252", "latin1", "iso88591", "ansi", "1252":
      self = .windows1252
    case "windows1258", "cp1258", "win1258", "1258": self = .windows1258
    case "tcvn3", "abc", "tcvn", "tcvn5712", "tcvn3abc", "vn3": self = .tcvn3
    case "vni", "vniwindows", "vniwin": self = .vni
    default: return nil
    }
  }
}

/// How the physical lines of a file end.
public enum LineEnding: String, Sendable, Hashable, Codable {
  case lf = "LF"
  case crlf = "CRLF"
  case cr = "CR"
}

/// How numbers are written.
public enum DecimalMark: String, Sendable, Hashable, Codable, CaseIterable {
  /// `1.5`, thousands grouped by commas (`1,234.5`); a decimal comma is not a number.
  case point
  /// `1,5`, thousands grouped by points (`1.234` is 1234); `1.5`, which cannot be a group, is 1.5.
  case comma
  /// Either mark where only one reading is possible; `1.234` and `1,234` are ``NumberState/ambiguous``.
  case automatic
}
