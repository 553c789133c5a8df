/// One pass over the bytes of a YAML text that bounds what the parser will have to do.
struct LimitScan {
  var bytes = 0
  var line = 1
  var depth = 0
  /// Blanks and block indicators at the start of the line.
  var indent = 0
  private var isAtLineStart = true
  private var previous: UInt8 = 0x0A
  private var name: [UInt8]?
  private var nameIsAlias = false
  private var anchors: Set<[UInt8]> = []
  private var aliases: [(name: [UInt8], line: Int, column: Int)] = []
  private var column = 0
  private var nameColumn = 0

  mutating func take(_ byte: UInt8) {
    bytes += 1
    if byte & 0xC0 != 0x80 { column += 1 }
    if var current = name {
      if Self.isNameByte(byte), current.count < 64 {
        current.append(byte)
        name = current
      } else {
        endName()
      }
    }
    switch byte {
    case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
    case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
    case UInt8(ascii: "&"), UInt8(ascii: "*"):
      if Self.startsToken(after: previous) {
        name = []
        nameColumn = column
        nameIsAlias = byte == UInt8(ascii: "*")
      }
    default: break
    }
    if byte == 0x0A {
      line += 1
      column = 0
      isAtLineStart = true
      indent = 0
    } else if isAtLineStart {
      if byte == 0x20 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "?")
        || byte == UInt8(ascii: ":")
      {
        indent += 1
      } else {
        isAtLineStart = false
        indent = 0
      }
    }
    previous = byte
  }

  /// The place of the first alias whose anchor stands in the text too.
  mutating func sharedName() -> (line: Int, column: Int)? {
    endName()
    return aliases.first { anchors.contains($0.name) }.map { ($0.line, $0.column) }
  }

  private mutating func endName() {
    if let name, !name.isEmpty {
      if nameIsAlias { aliases.append((name, line, nameColumn)) } else { anchors.insert(name) }
    }
    name = nil
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "-"), 0x80...0xFF:
      true
    default: false
    }
  }

  private static func startsToken(after byte: UInt8) -> Bool {
    switch byte {
    case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","),
      UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "?"):
      true
    default: false
    }
  }
}
