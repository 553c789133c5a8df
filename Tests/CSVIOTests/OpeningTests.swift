import CSVIO
import Testing

@Suite("Opening")
struct OpeningTests {
  private func open(_ text: String, _ options: CSVReadOptions = CSVReadOptions()) throws -> CSVFile
  {
    try CSVFile(.bytes(Array(text.utf8), name: "t.csv"), options: options)
  }

  private func failure(_ text: String, _ options: CSVReadOptions = CSVReadOptions()) -> CSVError? {
    do {
      _ = try open(text, options)
      return nil
    } catch {
      return error as? CSVError
    }
  }

  @Test("A missing file and a directory are missing input, an empty file is unusable data")
  func missingInput() {
    let missing = #expect(throws: CSVError.self) { try CSVFile(.file("/nonexistent/x.csv")) }
    #expect(missing?.category == .missing)
    #expect(missing?.description.hasPrefix("/nonexistent/x.csv: error: cannot open: ") == true)
    let directory = #expect(throws: CSVError.self) { try CSVFile(.file("/")) }
    #expect(directory?.kind == .isDirectory)
    #expect(directory?.category == .missing)
    #expect(failure("")?.kind == .empty)
    #expect(failure("\n \n\t\r\n")?.kind == .empty)
    #expect(failure("")?.category == .unusable)
  }

  @Test("A header without records is an error, unless it is allowed")
  func noRecords() throws {
    #expect(failure("a,b\n")?.kind == .noRecords)
    #expect(failure("a,b")?.kind == .noRecords)
    #expect(failure("a,b\r\n\r\n  \r\n")?.kind == .noRecords)
    let file = try open("a,b\n", CSVReadOptions(allowsNoRecords: true))
    #expect(file.header.map(\.name) == ["a", "b"])
  }

  @Test(
    "Files that are no text are named",
    arguments: [
      ("PK\u{3}\u{4}\u{14}", "Excel"), ("%PDF-1.7\n", "PDF"), ("SQLite format 3\u{0}abc", "SQLite"),
      ("PAR1abc", "Parquet"),
    ])
  func binaries(text: String, name: String) {
    let error = failure(text)
    #expect(error?.category == .unusable)
    #expect(error?.description.contains(name) == true)
  }

  @Test("One column where another delimiter stands on most lines is refused with the fix")
  func oneColumn() throws {
    let text = "a;b;c\n1;2;3\n4;5;6\n7;8;9\n"
    let error = failure(text, CSVReadOptions(delimiter: 0x2C))
    #expect(error?.kind == .oneColumn(used: 0x2C, likely: 0x3B))
    #expect(
      error?.description == """
        t.csv:1: error: only one column results with the delimiter ,, but ; stands on most lines
          hint: use --delimiter ';'
        """)
    #expect(try open(text).header.count == 3)
    // A column of free text is one column when the caller says so.
    let prose = "note\n\"x\"\nyes, it was\nno\ntoo slow, really, too slow\n"
    #expect(try open(prose, CSVReadOptions(delimiter: 0x3B)).header.count == 1)
    #expect(try open("q\n1\n2\n5\n").header.count == 1)
  }

  @Test(
    "sep= gives the delimiter and is no header",
    arguments: ["sep=;\r\n", "\"sep=;\"\n", "SEP=;\n", "\u{FEFF}sep=;\n"])
  func separatorLine(first: String) throws {
    let file = try open(first + "a,b;c\n1,2;3\n")
    #expect(file.dialect.delimiter == 0x3B)
    #expect(file.dialect.hasSeparatorLine)
    #expect(file.header.map(\.name) == ["a,b", "c"])
    let result = try readAll(first + "a,b;c\n1,2;3\n")
    #expect(result.rows == [["1,2", "3"]])
    #expect(result.lines == [3])
  }

  @Test("Several header rows, quoted line breaks in them, and reopening with another number")
  func headerRows() throws {
    let text = "\"Q1\nlong\",Q2\n\"How, then?\",Why\n{\"\"},{}\n1,2\n"
      .replacingOccurrences("{\"\"}", "\"{\"\"ImportId\"\"}\"")
    let file = try open(text)
    #expect(file.header.map(\.name) == ["Q1\nlong", "Q2"])
    #expect(file.sample.count == 3)
    let reopened = try file.reopened(options: CSVReadOptions(headerRows: 3))
    #expect(reopened.header[0].rows == ["Q1\nlong", "How, then?", "{\"ImportId\"}"])
    #expect(reopened.header[0].name == "Q1\nlong")
    #expect(reopened.sample == [["1", "2"]])
    let result = try readAll(text, options: CSVReadOptions(headerRows: 3))
    #expect(result.rows == [["1", "2"]])
    #expect(result.lines == [5])
    let none = try readAll("1,2\n3,4\n", options: CSVReadOptions(headerRows: 0))
    #expect(none.rows == [["1", "2"], ["3", "4"]])
    #expect(none.lines == [1, 2])
  }

  @Test("Repeated, empty and quoted names stay as they are")
  func headerNames() throws {
    #expect(
      try open("a,,a,\" b \", c \n1,2,3,4,5\n").header.map(\.name) == ["a", "", "a", " b ", "c"])
  }

  @Test("Titles above the header are noted")
  func titles() throws {
    let file = try open("Survey 2025\na;b;c\n1;2;3\n3;4;5\n")
    #expect(file.notes.contains { $0.contains("--header-rows") })
    #expect(try open("a;b;c\n1;2;3\n").notes.isEmpty)
  }

  @Test("Broken and oversized headers are clear errors")
  func badHeaders() {
    let stray = failure("id,\"ý\nkiến\",b\"c\n1,2,3\n")
    #expect(stray?.line == 2)
    #expect(stray?.column == 8)
    let open = failure("a,\"b\n1,2\n")
    #expect(open?.line == 1)
    #expect(open?.column == 3)
    #expect(open?.description.contains("never closed") == true)
    #expect(failure("a,\"b\n1,2\n")?.category == .unusable)
    #expect(failure("a,b\"c\n1,2\n")?.description.contains("header") == true)
    let wide = String(repeating: "x,", count: 30) + "x\n1\n"
    #expect(
      failure(wide, CSVReadOptions(limits: CSVLimits(columns: 20)))?.kind
        == .tooManyColumns(limit: 20))
    #expect(failure("a,b\n1,2\n", CSVReadOptions(delimiter: 0x22))?.kind == .badDelimiter(0x22))
    #expect(failure("a,b\n1,2\n", CSVReadOptions(delimiter: 0x0A))?.kind == .badDelimiter(0x0A))
  }

  @Test(
    "The delimiter is the one that makes equal records",
    arguments: [
      ("a;b;c\n1,5;2,5;x\n1,5;2,5;y\n", UInt8(ascii: ";")),
      ("a,b,c\n1;5,2;5,x\n1,2,y\n", UInt8(ascii: ",")),
      ("a\tb\nx, y\t1\nz, w, v\t2\n", UInt8(ascii: "\t")),
      ("a|b\n1|2\n", UInt8(ascii: "|")),
      ("a;b\n" + String(repeating: "1,5;2,5\n", count: 50), UInt8(ascii: ";")),
      ("a;b\n" + String(repeating: "1,5;\"x\"\n", count: 50), UInt8(ascii: ";")),
      ("Title of the survey\na;b\n1;2\n3;4\n5;6\n", UInt8(ascii: ";")),
      ("\"a;b\",\"c;d\"\n\"1;2\",\"3;4\"\n", UInt8(ascii: ",")),
      ("id,ghi chú\n1,\"x;y;z\n;;;\n\"\n2,\n", UInt8(ascii: ",")),
    ])
  func delimiters(text: String, delimiter: UInt8) throws {
    #expect(try open(text).dialect.delimiter == delimiter)
  }

  @Test("An encoding that the bytes contradict is refused with the one that they seem to be in")
  func contradictedEncoding() throws {
    let text = "id,ý kiến\n1,tốt\n2,được\n"
    let utf8 = Array(text.utf8)
    for given in [TextEncoding.utf16LE, .utf16BE] {
      for more in ["", String(repeating: "3,không\n", count: 200)] {
        #expect(
          failure(text + more, CSVReadOptions(encoding: given))?.kind
            == .wrongEncoding(given, likely: .utf8))
      }
    }
    let error = failure(text, CSVReadOptions(encoding: .utf16LE))
    #expect(
      error?.description.contains("it seems to be UTF-8\n  hint: use --encoding UTF-8") == true)
    // The bytes of UTF-16, with and without a mark, and of the other order.
    let little = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    for bytes in [little, [0xFF, 0xFE] + little] {
      for given in [TextEncoding.utf8, .utf16BE, .tcvn3] {
        let input = CSVInput.bytes(bytes, name: "t.csv")
        #expect(
          throws: CSVError(file: "t.csv", line: 1, kind: .wrongEncoding(given, likely: .utf16LE))
        ) {
          try CSVFile(input, options: CSVReadOptions(encoding: given))
        }
      }
      let right = try CSVFile(
        .bytes(bytes, name: "t.csv"), options: CSVReadOptions(encoding: .utf16LE))
      #expect(right.header.map(\.name) == ["id", "ý kiến"])
    }
    #expect(
      try CSVFile(.bytes(utf8, name: "t.csv"), options: CSVReadOptions(encoding: .utf8)).header
        .count == 2)
  }

  @Test("A column that does not exist is an error, as is reading too many distinct values")
  func readErrors() throws {
    let file = try open(
      "a,b\n1,2\n3,4\n5,6\n", CSVReadOptions(limits: CSVLimits(distinctValues: 2)))
    struct Nothing: RecordConsumer { mutating func consume(_ batch: RecordBatch) {} }
    #expect(throws: CSVError(file: "t.csv", kind: .noSuchColumn(2, count: 2))) {
      try file.read([ColumnRequest(index: 2, kind: .text)]) { _ in Nothing() }
    }
    #expect(throws: CSVError(file: "t.csv", kind: .tooManyDistinctValues(column: 0, limit: 2))) {
      try file.read([ColumnRequest(index: 0, kind: .codes)]) { _ in Nothing() }
    }
    let long = try open(
      "a,b\n1111111111,2\n3333333333,4\n", CSVReadOptions(limits: CSVLimits(distinctBytes: 15)))
    #expect(throws: CSVError(file: "t.csv", kind: .tooMuchDistinctText(column: 0, limit: 15))) {
      try long.read([ColumnRequest(index: 0, kind: .codes)]) { _ in Nothing() }
    }
  }
}

extension String {
  fileprivate func replacingOccurrences(_ old: String, _ new: String) -> String {
    var result = ""
    var rest = self[...]
    while let range = rest.firstRange(of: old) {
      result += rest[..<range.lowerBound] + new
      rest = rest[range.upperBound...]
    }
    return result + rest
  }

  @Test("Titles above the header are passed over, and that is said")
  func titles() throws {
    let titled: [(String, Int)] = [
      ("BÁO CÁO KHẢO SÁT\nid,q1,q2\n1,5,4\n2,3,4\n", 2),
      ("BÁO CÁO KHẢO SÁT,,\nTháng 6 năm 2025,,\n,,\nid,q1,q2\n1,5,4\n2,3,4\n", 4),
      ("\"Báo cáo, tháng 6\nnăm 2025\"\n\nid,q1,q2\n1,5,4\n2,3,4\n", 4),
    ]
    for (text, line) in titled {
      let file = try CSVFile(.bytes(Array(text.utf8), name: "t.csv"))
      #expect(file.header.map(\.name) == ["id", "q1", "q2"])
      #expect(file.notes.contains { $0.contains("line \(line)") })
      let result = try readAll(text)
      #expect(result.rows == [["1", "5", "4"], ["2", "3", "4"]])
      #expect(result.lines == [line + 1, line + 2])
    }
    // The header is what the caller says.
    let given = try readAll(titled[1].0, options: CSVReadOptions(headerRows: 1))
    #expect(given.summary.records == 5)
    // A header with one name, records without one: nothing speaks for a title.
    for text in ["a\n1\n2\n", "Value\n68,527.00\n", "id,\n1,2\n3,4\n", "tổng\n1,5\n2,5\n3\n"] {
      let file = try CSVFile(.bytes(Array(text.utf8), name: "t.csv"))
      #expect(!file.notes.contains { $0.contains("titles, and") }, "\(text)")
    }
  }

  @Test("Lines that stand in quotes as a whole are refused, a quoted column with a comma is not")
  func quotedLines() throws {
    for text in [
      "\"id;q1;q2\"\n\"1;5;4\"\n\"2;3;4\"\n", "\"id,q1,note\"\n\"1,5,\"\"a, b\"\"\"\n\"2,4,x\"\n",
    ] {
      let error = #expect(throws: CSVError.self) {
        try CSVFile(.bytes(Array(text.utf8), name: "t.csv"))
      }
      #expect(error?.message.contains("quotes as a whole") == true)
      #expect(error?.line == 1)
    }
    for text in [
      "\"Góp ý, kiến nghị\"\n\"tốt, nhanh\"\n\"chờ, lâu\"\n", "\"ý kiến\"\n\"a;b\"\n\"c;d\"\n",
    ] {
      #expect(try readAll(text).rows.count == 2)
    }
  }
}
