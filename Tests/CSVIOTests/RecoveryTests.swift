import CSVIO
import Testing

@Suite("Malformed records")
struct RecoveryTests {
  private func options(chunk: Int? = nil, limits: CSVLimits = CSVLimits()) -> CSVReadOptions {
    var options = CSVReadOptions(delimiter: 0x2C, encoding: .utf8, limits: limits)
    options.chunkBytes = chunk
    return options
  }

  @Test(
    "A stray quote rejects its line, with place and text, and reading goes on", arguments: 1...20)
  func strayQuote(chunk: Int) throws {
    let text = "a,b\n1,x\n2,5\"6\n3,\"y\"z\n4,ok\n"
    let result = try readAll(text, options: options(chunk: chunk))
    #expect(result.rows == [["1", "x"], ["4", "ok"]])
    #expect(
      result.malformed == [
        MalformedRecord(line: 3, column: 4, kind: .strayQuote, raw: Array("2,5\"6".utf8)),
        MalformedRecord(line: 4, column: 6, kind: .strayQuote, raw: Array("3,\"y\"z".utf8)),
      ])
    #expect(result.summary.records == 4)
  }

  @Test("An unclosed quote is reported where it opened and swallows no record", arguments: 1...20)
  func unclosedQuote(chunk: Int) throws {
    var text = "id,ý kiến,n\n1,ok,1\n2,\"Đường bị hỏng,2\n"
    for i in 3..<63 { text += "\(i),tốt,\(i)\n" }
    let atEnd = try readAll(text, options: options(chunk: chunk))
    #expect(atEnd.summary.records == 62)
    #expect(atEnd.rows.map { $0[0] } == ["1"] + (3..<63).map(String.init))
    #expect(atEnd.lines == [2] + Array(4..<64))
    #expect(
      atEnd.malformed == [
        MalformedRecord(
          line: 3, column: 3, kind: .unclosedQuote, raw: Array("2,\"Đường bị hỏng,2".utf8))
      ])

    let later = try readAll(text + "63,\"x, y\",63\n64,z,64\n", options: options(chunk: chunk))
    #expect(later.rows.map { $0[0] } == ["1"] + (3..<65).map(String.init))
    #expect(later.malformed.map(\.kind) == [.unclosedQuote])
    #expect(later.malformed.map(\.line) == [3])
  }

  @Test("An open quote in the last line is a malformed record")
  func openAtEnd() throws {
    let result = try readAll("a,b\n1,2\n3,\"4", options: options())
    #expect(result.rows == [["1", "2"]])
    #expect(
      result.malformed == [
        MalformedRecord(line: 3, column: 3, kind: .unclosedQuote, raw: Array("3,\"4".utf8))
      ])
  }

  @Test("Wrong field counts, but empty fields at the end are allowed", arguments: [1, 3, 1000])
  func raggedRecords(chunk: Int) throws {
    let text = "a,b\n1,2\n3\n4,5,6\n7,8,,\n9,10,\"\", \n"
    let result = try readAll(text, options: options(chunk: chunk))
    #expect(result.rows == [["1", "2"], ["7", "8"], ["9", "10"]])
    #expect(result.lines == [2, 5, 6])
    #expect(
      result.malformed == [
        MalformedRecord(
          line: 3, column: 1, kind: .tooFewFields(expected: 2, found: 1), raw: Array("3".utf8)),
        MalformedRecord(
          line: 4, column: 1, kind: .tooManyFields(expected: 2, found: 3), raw: Array("4,5,6".utf8)),
      ])
  }

  @Test(
    "A long field of one line is rejected whole, and the next line is read",
    arguments: [1, 7, 64, 4096])
  func longField(chunk: Int) throws {
    let limits = CSVLimits(fieldBytes: 20, recordBytes: 60)
    let long = String(repeating: "x", count: 50)
    let text = "a,b\n1,\(long)\n2,\"\(long)\"\n3,\"\(String(repeating: "y", count: 20))\"\n"
    let result = try readAll(text, options: options(chunk: chunk, limits: limits))
    #expect(result.rows.map { $0[0] } == ["3"])
    #expect(result.malformed.map(\.kind) == [.fieldTooLong(limit: 20), .fieldTooLong(limit: 20)])
    #expect(result.malformed.map(\.line) == [2, 3])
    #expect(result.malformed[0].raw == Array("1,\(long)".utf8))
  }

  @Test(
    "An open quote is given up at the limit, not at the end of the file",
    arguments: [1, 7, 64, 4096])
  func openQuoteAtLimit(chunk: Int) throws {
    let limits = CSVLimits(fieldBytes: 40, recordBytes: 100)
    var text = "a,b\n1,\"open\n"
    for i in 2..<40 { text += "\(i),fine\n" }
    let result = try readAll(text, options: options(chunk: chunk, limits: limits))
    #expect(result.rows.map { $0[0] } == (2..<40).map(String.init))
    #expect(result.malformed.map(\.kind) == [.unclosedQuote])
    #expect(result.malformed.map(\.line) == [2])
  }

  @Test("A record over its limit is rejected", arguments: [1, 16, 4096])
  func longRecord(chunk: Int) throws {
    let limits = CSVLimits(fieldBytes: 20, recordBytes: 30)
    let fields = Array(repeating: "abcdefgh", count: 6).joined(separator: ",")
    let result = try readAll(
      "a,b\n1,2\n\n\n\(fields)\n3,4\n", options: options(chunk: chunk, limits: limits))
    #expect(result.rows == [["1", "2"], ["3", "4"]])
    #expect(result.malformed.map(\.kind) == [.recordTooLong(limit: 30)])
    #expect(result.malformed.map(\.line) == [5])
    #expect(result.malformed[0].raw == Array(fields.utf8))
    #expect(result.summary.blankLines == 2)
  }

  @Test("A one-column file: empty lines inside are records, at the end they are not")
  func oneColumn() throws {
    for chunk in [1, 2, 5, 100] {
      let result = try readAll(
        "q\r\n1\r\n\r\n\r\n2\r\n\"\"\r\n\r\n\r\n", options: options(chunk: chunk))
      #expect(result.rows == [["1"], [""], [""], ["2"], [""]])
      #expect(result.lines == [2, 3, 4, 5, 6])
      #expect(result.summary.blankLines == 2)
    }
  }

  @Test("Thousands of empty lines in a one-column file are all counted")
  func longBlankRun() throws {
    let text = "q\n" + String(repeating: "\n", count: 5000) + "1\n"
    let result = try readAll(text, options: options(chunk: 64))
    #expect(result.summary.records == 5001)
    #expect(result.lines == Array(2...5002))
    #expect(result.rows.last == ["1"])
  }

  @Test("The summary keeps the first malformed records and counts all")
  func keptMalformed() throws {
    let text = "a,b\n" + String(repeating: "1\n", count: 50)
    let file = try CSVFile(
      .bytes(Array(text.utf8), name: "t.csv"),
      options: options(limits: CSVLimits(keptMalformedRecords: 10)))
    struct Counter: RecordConsumer {
      var rows = 0
      mutating func consume(_ batch: RecordBatch) { rows += batch.count }
    }
    let (consumers, summary) = try file.read([]) { _ in Counter() }
    #expect(consumers.map(\.rows) == [0])
    #expect(summary.malformed.map(\.line) == Array(2...11))
    #expect(summary.malformedCount == 50)
    #expect(summary.records == 50)
  }

  @Test("NUL bytes pass")
  func zeroBytes() throws {
    let result = try readAll("a,b\n1,x\u{0}y\n", options: options())
    #expect(result.rows == [["1", "x\u{0}y"]])
  }

  @Test("Message, fix and rule are fixed texts")
  func wording() {
    let record = MalformedRecord(
      line: 7, column: 1, kind: .tooManyFields(expected: 2, found: 3), raw: [])
    #expect(
      record.description
        == "7:1: error: 3 fields where the header has 2\n  hint: quote the field that contains the delimiter"
    )
    #expect(record.rule == "too-many-fields")
  }
}
