/// Everything that opening an input finds out from its first mebibyte.
struct Opening {
  var dialect = CSVDialect()
  var header: [HeaderColumn] = []
  var notes: [String] = []
  var sample: [[String]] = []
  var dataStart = 0
  var firstLine = 1
  var markLength = 0
  var typicalRecordBytes = 128
  /// How decimals are written, as far as the first mebibyte tells.
  var decimalMark = DecimalMark.automatic
  /// Records in which evidence of the decimal mark is looked for when the sample has none.
  private static let evidenceLimit = 20_000

  init(_ handle: InputHandle, options: CSVReadOptions) throws(CSVError) {
    let name = handle.name
    let prefix = handle.prefix
    if prefix.isEmpty { throw CSVError(file: name, kind: .empty) }
    let isWhole = handle.size.map { $0 <= prefix.count } ?? false
    if let what = BinarySignature.find(in: prefix) {
      throw CSVError(file: name, kind: .binary(what))
    }
    if let given = options.encoding,
      let other = EncodingDetector.contradiction(of: given, in: prefix, isWhole: isWhole)
    {
      throw CSVError(file: name, line: 1, kind: .wrongEncoding(given, likely: other))
    }
    let found = try EncodingDetector.detect(
      prefix, isWhole: isWhole, given: options.encoding, file: name)
    dialect.encoding = found.encoding
    dialect.hasByteOrderMark = found.markLength > 0
    markLength = found.markLength
    notes += found.notes
    let text = found.text
    if text.allSatisfy({ $0 == 0x0A || $0 == 0x0D || $0 == 0x20 || $0 == 0x09 }) {
      throw CSVError(file: name, kind: .empty)
    }

    var start = 0
    if let line = SeparatorLine(text) {
      dialect.hasSeparatorLine = true
      start = line.length
      if options.delimiter == nil { notes.append("the line sep= gives the delimiter") }
    }
    dialect.lineEnding = Self.lineEnding(text)
    var body = Array(text[start...])
    let finder = DelimiterFinder(body, isWhole: isWhole)
    if let given = options.delimiter ?? SeparatorLine(text)?.delimiter {
      guard given < 0x80, given != 0x22, given != 0x0A, given != 0x0D, given != 0 else {
        throw CSVError(file: name, kind: .badDelimiter(given))
      }
      dialect.delimiter = given
    } else {
      dialect.delimiter = finder.delimiter
    }
    if let likely = finder.otherDelimiter(
      than: dialect.delimiter, isGiven: options.delimiter != nil)
    {
      throw CSVError(file: name, line: 1, kind: .oneColumn(used: dialect.delimiter, likely: likely))
    }

    firstLine = Self.line(text, at: start)
    if options.headerRows == nil,
      let titles = TitleLines(body, delimiter: dialect.delimiter, isWhole: isWhole)
    {
      start += titles.length
      body = Array(text[start...])
      let line = Self.line(text, at: start)
      notes.append(
        "what stands above line \(line) is taken for titles, and line \(line) for the header"
          + " (--header-rows 1 reads the first line as the header)")
      firstLine = line
    }
    let rows = max(0, options.headerRows ?? 1)
    dialect.headerRows = rows
    do {
      try readHeader(body, rows: rows, isWhole: isWhole, limits: options.limits, name: name)
    } catch  where error.kind == .wrongEncoding(dialect.encoding, likely: nil) {
      let unaided = EncodingDetector.unaided(prefix, isWhole: isWhole)
      throw CSVError(
        file: name, line: error.line,
        kind: .wrongEncoding(
          dialect.encoding, likely: unaided == dialect.encoding ? nil : unaided))
    }
    let headerLength = dataStart
    let rest = body[headerLength...]
    let isBare = rest.allSatisfy { $0 == 0x0A || $0 == 0x0D || $0 == 0x20 || $0 == 0x09 }
    if isBare && isWhole && !options.allowsNoRecords {
      throw CSVError(file: name, kind: .noRecords)
    }
    sample = Self.leniently(rest, dialect.delimiter, CSVFile.sampleLimit)
    if options.decimalMark == .automatic {
      let found = DecimalEvidence.find(in: sample)
      decimalMark = found.mark
      // A weight of 1.234 is told by a 0.987, which may stand further down.
      if found.mark == .automatic, found.hasOpenCells, sample.count == CSVFile.sampleLimit {
        decimalMark = DecimalEvidence.mark(
          in: Self.leniently(rest, dialect.delimiter, Self.evidenceLimit))
      }
    }
    if options.delimiter == nil,
      let likely = Self.quotedDelimiter(body, header: header, sample: sample)
    {
      throw CSVError(file: name, line: firstLine, kind: .quotedLines(likely: likely))
    }
    if !sample.isEmpty {
      let lines = rest.prefix(1 << 16)
      let breaks = lines.count { $0 == 0x0A || $0 == 0x0D }
      typicalRecordBytes = max(2, lines.count / max(1, breaks))
    }
    let narrow = sample.count { $0.count > header.count }
    if narrow * 2 > sample.count {
      notes.append(
        "most records have more fields than the header; if titles stand above it, remove them or"
          + " give --header-rows")
    }
    firstLine = Self.line(text, at: start + headerLength)
    dataStart = start + headerLength + (dialect.encoding == .utf8 ? markLength : 0)
  }

  /// Reads the header records and finds where they end (`dataStart`, relative to `body`).
  private mutating func readHeader(
    _ body: [UInt8], rows: Int, isWhole: Bool, limits: CSVLimits, name: String
  ) throws(CSVError) {
    let outcome = SmallParser.records(
      of: body[...], delimiter: dialect.delimiter, limit: max(1, rows),
      fieldLimit: limits.columns + 1, isWhole: isWhole)
    if let failure = outcome.failure {
      throw Self.headerError(body, failure, firstLine: firstLine, file: name)
    }
    let records = outcome.records
    if records.isEmpty && !isWhole {
      throw CSVError(file: name, line: firstLine, kind: .badHeader(.tooLong))
    }
    guard let first = records.first, records.count >= rows else {
      throw CSVError(file: name, kind: rows > 1 ? .badHeader(.fewerLines(rows)) : .empty)
    }
    let width = records.map(\.count).max() ?? first.count
    if width > limits.columns {
      throw CSVError(file: name, line: 1, kind: .tooManyColumns(limit: limits.columns))
    }
    header = (0..<width).map { column in
      let texts = rows == 0 ? [] : records.map { column < $0.count ? $0[column] : "" }
      return HeaderColumn(index: column, name: texts.first ?? "", rows: texts)
    }
    if header.contains(where: { $0.rows.contains { $0.unicodeScalars.contains("\u{FFFD}") } }),
      let at = body.withUnsafeBufferPointer({ buffer in
        buffer.baseAddress.map { firstInvalidUTF8($0, buffer.count) }
      }), at < body.count
    {
      throw CSVError(
        file: name, line: 1, kind: .wrongEncoding(dialect.encoding, likely: nil))
    }
    var end = 0
    for _ in 0..<rows {
      guard let next = Self.recordEnd(body, from: end) else {
        guard isWhole else {
          throw CSVError(file: name, line: 1, kind: .badHeader(.tooLong))
        }
        end = body.count
        break
      }
      end = next
    }
    dataStart = end
  }

  /// The delimiter inside lines that stand in quotes as a whole (`"a;b;c"`), or nil.
  private static func quotedDelimiter(
    _ body: [UInt8], header: [HeaderColumn], sample: [[String]]
  ) -> UInt8? {
    guard header.count == 1, body.first == 0x22, !sample.isEmpty else { return nil }
    return DelimiterFinder.candidates.first { delimiter in
      let name = header[0].name
      let wanted = name.utf8.count { $0 == delimiter }
      // "Góp ý, kiến nghị" is a name with a comma.
      guard wanted > 0, !name.contains(String(UnicodeScalar(delimiter)) + " ") else { return false }
      let alike = sample.count { ($0.first ?? "").utf8.count { $0 == delimiter } >= wanted }
      return alike * 10 >= sample.count * 9
    }
  }

  /// Index behind the line break that ends the record at or after `start`, past blank lines.
  static func recordEnd(_ bytes: [UInt8], from start: Int) -> Int? {
    var quoted = false
    var isBegun = false
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == 0x22 {
        quoted.toggle()
        isBegun = true
      } else if !quoted && (byte == 0x0A || byte == 0x0D) {
        if isBegun {
          if byte == 0x0D, index < bytes.count, bytes[index] == 0x0A { index += 1 }
          return index
        }
      } else if byte != 0x20 && byte != 0x09 {
        isBegun = true
      }
    }
    return nil
  }

  /// Physical line of an index of the text, from 1.
  private static func line(_ text: [UInt8], at index: Int) -> Int {
    var counter = LineCounter(offset: 0, line: 1)
    text.withUnsafeBufferPointer { buffer in
      if let bytes = buffer.baseAddress { counter.advance(over: bytes, count: index, to: index) }
    }
    return counter.line
  }

  private static func lineEnding(_ text: [UInt8]) -> LineEnding {
    guard let first = text.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) else { return .lf }
    if text[first] == 0x0A { return .lf }
    return first + 1 < text.count && text[first + 1] == 0x0A ? .crlf : .cr
  }

  /// The place and cause of a quote that makes the header unreadable.
  private static func headerError(
    _ body: [UInt8], _ failure: Int, firstLine: Int, file: String
  ) -> CSVError {
    var place = failure
    var fault = CSVError.HeaderFault.strayQuote
    if failure == body.count {
      fault = .unclosedQuote
      var isQuoted = false
      for index in body.indices where body[index] == 0x22 {
        isQuoted.toggle()
        if isQuoted { place = index }
      }
    }
    let line = firstLine - 1 + Self.line(body, at: place)
    let before = body[..<place].reversed().prefix { $0 != 0x0A && $0 != 0x0D }
    let column = 1 + before.count { $0 & 0xC0 != 0x80 }
    return CSVError(file: file, line: line, column: column, kind: .badHeader(fault))
  }

  /// Records of a sample; a line with a stray quote is passed over.
  static func leniently(
    _ bytes: ArraySlice<UInt8>, _ delimiter: UInt8, _ limit: Int
  ) -> [[String]] {
    var records: [[String]] = []
    var rest = bytes
    while records.count < limit, !rest.isEmpty {
      let outcome = SmallParser.records(
        of: rest, delimiter: delimiter, limit: limit - records.count, isWhole: false)
      records += outcome.records
      guard let failure = outcome.failure else { break }
      rest = Self.nextLine(rest[failure...])
    }
    return records
  }

  /// Numbers of fields of the records of a sample; 0 for a line with a stray quote.
  static func fieldCounts(
    _ bytes: ArraySlice<UInt8>, _ delimiter: UInt8, _ limit: Int
  ) -> [Int] {
    var counts: [Int] = []
    var rest = bytes
    while counts.count < limit, !rest.isEmpty {
      let outcome = SmallParser.records(
        of: rest, delimiter: delimiter, limit: limit - counts.count, fieldLimit: 0, isWhole: false)
      counts += outcome.counts
      guard let failure = outcome.failure else { break }
      counts.append(0)
      rest = Self.nextLine(rest[failure...])
    }
    return counts
  }

  private static func nextLine(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    bytes.drop { $0 != 0x0A && $0 != 0x0D }.dropFirst()
  }
}

/// A first line `sep=;` as written for spreadsheets.
struct SeparatorLine {
  var delimiter: UInt8
  var length: Int

  init?(_ text: [UInt8]) {
    var rest = text[...]
    let isQuoted = rest.first == 0x22
    if isQuoted { rest = rest.dropFirst() }
    guard rest.count >= 5,
      rest.prefix(4).map({ $0 | 0x20 }).elementsEqual("sep=".utf8.map { $0 | 0x20 })
    else { return nil }
    rest = rest.dropFirst(4)
    guard let byte = rest.first, byte < 0x80, byte != 0x22, byte != 0x0A, byte != 0x0D else {
      return nil
    }
    rest = rest.dropFirst()
    if isQuoted {
      guard rest.first == 0x22 else { return nil }
      rest = rest.dropFirst()
    }
    if rest.first == 0x0D {
      rest = rest.dropFirst()
      if rest.first == 0x0A { rest = rest.dropFirst() }
    } else if rest.first == 0x0A {
      rest = rest.dropFirst()
    } else if !rest.isEmpty {
      return nil
    }
    delimiter = byte
    length = rest.startIndex
  }
}
