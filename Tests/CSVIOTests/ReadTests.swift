import CSVIO
import Testing

/// Collects every cell as text with its line.
struct TextCollector: RecordConsumer {
  var rows: [[String]] = []
  var lines: [Int] = []
  var raw: [String] = []
  var malformed: [MalformedRecord] = []
  var wantsMalformedRecords: Bool { true }

  mutating func consume(_ batch: RecordBatch) {
    for row in 0..<batch.count {
      rows.append((0..<batch.slotCount).map { batch.text($0, row) })
      lines.append(batch.line(row))
      raw.append(String(decoding: batch.rawRecord(row), as: UTF8.self))
    }
  }

  mutating func consume(malformed record: MalformedRecord) { malformed.append(record) }
}

/// What a whole file came to.
struct ReadOutcome: Equatable {
  var rows: [[String]] = []
  var lines: [Int] = []
  var raw: [String] = []
  var malformed: [MalformedRecord] = []
  var summary = CSVReadSummary()
}

/// Reads all columns as text (even ones) and codes (odd ones).
func readAll(_ text: String, options: CSVReadOptions = CSVReadOptions()) throws -> ReadOutcome {
  try readAll(Array(text.utf8), options: options)
}

func readAll(_ bytes: [UInt8], options: CSVReadOptions = CSVReadOptions()) throws -> ReadOutcome {
  let file = try CSVFile(.bytes(bytes, name: "t.csv"), options: options)
  let requests = file.header.indices.map {
    ColumnRequest(index: $0, kind: $0 % 2 == 0 ? .text : .codes)
  }
  let (consumers, summary) = try file.read(requests) { _ in TextCollector() }
  var outcome = ReadOutcome(summary: summary)
  for consumer in consumers {
    outcome.rows += consumer.rows
    outcome.lines += consumer.lines
    outcome.raw += consumer.raw
    outcome.malformed += consumer.malformed
  }
  return outcome
}

@Suite("Reading records")
struct ReadTests {
  @Test("Quotes, line breaks in quotes and physical lines")
  func readsQuotedFields() throws {
    let text = "id,text,n\n1,\"a, \"\"b\"\"\nc\",2\n\n3,x,\r\n\"4\",\"\",5"
    let result = try readAll(text)
    #expect(result.rows == [["1", "a, \"b\"\nc", "2"], ["3", "x", ""], ["4", "", "5"]])
    #expect(result.lines == [2, 5, 6])
    #expect(result.raw == ["1,\"a, \"\"b\"\"\nc\",2", "3,x,", "\"4\",\"\",5"])
    #expect(result.summary.records == 3)
    #expect(result.summary.malformedCount == 0)
    #expect(result.summary.blankLines == 1)
    #expect(result.summary.bytes == text.utf8.count)
  }
}
