internal import Definitions

/// Reads a JSON document (RFC 8259) into the same nodes as a YAML one, with places.
struct JSONReader {
  static let maximumDepth = 100

  private let bytes: [UInt8]
  private let file: String
  private var position = 0
  private var line = 1
  private var column = 1

  private init(_ text: String, file: String) {
    bytes = Array(text.utf8)
    self.file = file
  }

  static func read(_ text: String, file: String) throws(PlanError) -> DocumentNode {
    var reader = JSONReader(text, file: file)
    // A byte order mark is not JSON, but Windows editors write one.
    if reader.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.position = 3 }
    reader.skipBlanks()
    let node = try reader.value(depth: 0)
    reader.skipBlanks()
    guard reader.position == reader.bytes.count else {
      throw reader.error(
        "text follows the end of the document", vi: "sau phần cuối tài liệu còn có chữ")
    }
    return node
  }

  private var place: SourcePlace { SourcePlace(file: file, line: line, column: column) }
  private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func error(_ cause: String, fix: String? = nil, vi: String, viFix: String? = nil)
    -> PlanError
  {
    PlanError(.syntax, at: place, cause: cause, fix: fix, vi: vi, viFix: viFix)
  }

  private mutating func advance() {
    let byte = bytes[position]
    position += 1
    if byte == 0x0A {
      line += 1
      column = 1
    } else if byte & 0xC0 != 0x80 {
      column += 1
    }
  }

  private mutating func skipBlanks() {
    while let byte, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { advance() }
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(PlanError) {
    guard byte == UInt8(ascii: character) else {
      throw error(
        byte == nil ? "the document ends too early" : "`\(character)` was expected here",
        vi: byte == nil ? "tài liệu kết thúc quá sớm" : "ở đây cần có `\(character)`")
    }
    advance()
  }

  private mutating func value(depth: Int) throws(PlanError) -> DocumentNode {
    guard depth <= Self.maximumDepth else {
      throw error(
        "the text is nested more than \(Self.maximumDepth) levels deep",
        vi: "các nhóm lồng nhau quá \(Self.maximumDepth) tầng")
    }
    let start = place
    switch byte {
    case UInt8(ascii: "{"):
      return DocumentNode(content: .mapping(try entries(depth: depth)), place: start)
    case UInt8(ascii: "["):
      return DocumentNode(content: .sequence(try items(depth: depth)), place: start)
    case UInt8(ascii: "\""):
      return DocumentNode(content: .scalar(try string(), isPlain: false), place: start)
    case nil:
      throw error("the document ends too early", vi: "tài liệu kết thúc quá sớm")
    default:
      return DocumentNode(content: .scalar(try literal(), isPlain: true), place: start)
    }
  }

  private mutating func entries(depth: Int) throws(PlanError) -> [DocumentNode.Entry] {
    var entries: [DocumentNode.Entry] = []
    var seen: Set<String> = []
    try expect("{")
    skipBlanks()
    if byte == UInt8(ascii: "}") {
      advance()
      return []
    }
    while true {
      skipBlanks()
      let keyPlace = place
      let key = try string()
      guard seen.insert(key).inserted else {
        throw PlanError(
          .duplicate, at: keyPlace, cause: "the key `\(key)` occurs twice in one group",
          fix: "keep one of them", vi: "khóa `\(key)` có hai lần trong một nhóm",
          viFix: "chỉ giữ một")
      }
      skipBlanks()
      try expect(":")
      skipBlanks()
      entries.append(.init(key: key, place: keyPlace, value: try value(depth: depth + 1)))
      skipBlanks()
      if byte == UInt8(ascii: ",") {
        advance()
      } else {
        try expect("}")
        return entries
      }
    }
  }

  private mutating func items(depth: Int) throws(PlanError) -> [DocumentNode] {
    var items: [DocumentNode] = []
    try expect("[")
    skipBlanks()
    if byte == UInt8(ascii: "]") {
      advance()
      return []
    }
    while true {
      skipBlanks()
      items.append(try value(depth: depth + 1))
      skipBlanks()
      if byte == UInt8(ascii: ",") {
        advance()
      } else {
        try expect("]")
        return items
      }
    }
  }

  private mutating func literal() throws(PlanError) -> String {
    let start = place
    var text = ""
    while let byte {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"),
        UInt8(ascii: "."):
        text.unicodeScalars.append(Unicode.Scalar(byte))
        advance()
        continue
      default: break
      }
      break
    }
    let isNumber = text.first.map { $0 == "-" || $0.isNumber } == true && Double(text) != nil
    guard isNumber || text == "null" || text == "true" || text == "false" else {
      throw PlanError(
        .syntax, at: start, cause: "this is no JSON value", fix: "texts stand in double quotes",
        vi: "đây không phải là giá trị JSON", viFix: "chữ phải đặt trong ngoặc kép")
    }
    return text
  }

  private mutating func string() throws(PlanError) -> String {
    try expect("\"")
    var scalars = String.UnicodeScalarView()
    var run: [UInt8] = []
    func flush(_ scalars: inout String.UnicodeScalarView, _ run: inout [UInt8]) {
      // The text came from a String, so the bytes between escapes are valid UTF-8.
      scalars.append(contentsOf: String(decoding: run, as: UTF8.self).unicodeScalars)
      run.removeAll(keepingCapacity: true)
    }
    while true {
      guard let byte else {
        throw error(
          "a text is not closed", fix: "add the closing quote",
          vi: "một đoạn chữ chưa đóng ngoặc kép", viFix: "thêm dấu ngoặc kép đóng")
      }
      switch byte {
      case UInt8(ascii: "\""):
        advance()
        flush(&scalars, &run)
        return String(scalars)
      case UInt8(ascii: "\\"):
        flush(&scalars, &run)
        advance()
        scalars.append(try escape())
      case 0..<0x20:
        throw error(
          "a control character stands in a text", fix: "write it as an escape such as \\n",
          vi: "có ký tự điều khiển trong đoạn chữ", viFix: "viết ký tự đó bằng dạng như \\n")
      default:
        run.append(byte)
        advance()
      }
    }
  }

  private mutating func escape() throws(PlanError) -> Unicode.Scalar {
    guard let byte else {
      throw error("a text is not closed", vi: "một đoạn chữ chưa đóng ngoặc kép")
    }
    let plain: Unicode.Scalar? =
      switch byte {
      case UInt8(ascii: "\""): "\""
      case UInt8(ascii: "\\"): "\\"
      case UInt8(ascii: "/"): "/"
      case UInt8(ascii: "b"): "\u{8}"
      case UInt8(ascii: "f"): "\u{C}"
      case UInt8(ascii: "n"): "\n"
      case UInt8(ascii: "r"): "\r"
      case UInt8(ascii: "t"): "\t"
      default: nil
      }
    if let plain {
      advance()
      return plain
    }
    try expect("u")
    var code = try hexadecimal()
    if (0xD800..<0xDC00).contains(code) {
      try expect("\\")
      try expect("u")
      let low = try hexadecimal()
      guard (0xDC00..<0xE000).contains(low) else {
        throw error("half of a surrogate pair", vi: "chỉ có một nửa cặp mã thay thế (surrogate)")
      }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else {
      throw error("half of a surrogate pair", vi: "chỉ có một nửa cặp mã thay thế (surrogate)")
    }
    return scalar
  }

  private mutating func hexadecimal() throws(PlanError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw error(
          "four hexadecimal digits must follow \\u", vi: "sau \\u phải có bốn chữ số thập lục phân")
      }
      code = code << 4 + UInt32(digit)
      advance()
    }
    return code
  }
}
