import CSVIO
import TestSupport
import Testing

/// Cases of the kinds that the field's conformance corpora hold (csv-spectrum, FastCSV's specification,
/// csvlint, frictionless, messytables, readr, DuckDB), generated here in every combination of their dress.
@Suite("Conformance")
struct ConformanceTests {
  /// One cell as it is meant and as it may be written.
  struct Cell: Sendable, CustomTestStringConvertible {
    let name: String
    let value: String
    /// Whether it must be quoted to be read back.
    let isSpecial: Bool
    var testDescription: String { name }
  }

  static let cells: [Cell] = [
    Cell(name: "plain", value: "abc", isSpecial: false),
    Cell(name: "empty", value: "", isSpecial: false),
    Cell(name: "delimiter", value: "a,b;c|d\te", isSpecial: true),
    Cell(name: "quote", value: "say \"ah\"", isSpecial: true),
    Cell(name: "only quotes", value: "\"\"", isSpecial: true),
    Cell(name: "LF", value: "one\ntwo", isSpecial: true),
    Cell(name: "CRLF", value: "one\r\ntwo", isSpecial: true),
    Cell(name: "CR", value: "one\rtwo", isSpecial: true),
    Cell(name: "line breaks and quotes", value: "\"\n\"\n", isSpecial: true),
    Cell(name: "blanks kept in quotes", value: "  x  ", isSpecial: true),
    Cell(name: "JSON", value: "{\"type\": \"Point\", \"at\": [102.0, 0.5]}", isSpecial: true),
    Cell(name: "letters", value: "ʤ hoà hòa Đ 国人 ☃", isSpecial: false),
    Cell(name: "leading zeros", value: "0012", isSpecial: false),
    Cell(name: "hash", value: "#1", isSpecial: false),
    Cell(name: "backslash", value: "a\\b\\", isSpecial: false),
    Cell(name: "apostrophe", value: "'quoted'", isSpecial: false),
    Cell(name: "NUL", value: "x\u{0}y", isSpecial: false),
    Cell(name: "formula", value: "=1+1", isSpecial: false),
    Cell(name: "long", value: String(repeating: "dài ", count: 2000) + ".", isSpecial: false),
  ]

  private func quoted(_ text: String) -> String {
    "\"\(text.replacing("\"", with: "\"\""))\""
  }

  @Test(
    "a cell is read as it was meant, wherever it stands and whatever the lines end with",
    arguments: cells, [UInt8](",;\t|".utf8))
  func cell(cell: Cell, delimiter: UInt8) throws {
    let mark = String(UnicodeScalar(delimiter))
    for ending in ["\n", "\r\n", "\r"] {
      for isLastLineOpen in [false, true] {
        for isQuoted in cell.isSpecial ? [true] : [false, true] {
          let written = isQuoted ? quoted(cell.value) : cell.value
          for place in 0..<3 {
            var record = ["p", "q", "r"]
            record[place] = written
            var expected = ["p", "q", "r"]
            expected[place] = cell.value
            let lines = [
              ["first", "second", "third"].joined(separator: mark), record.joined(separator: mark),
              ["1", "2", "3"].joined(separator: mark),
            ]
            let text = lines.joined(separator: ending) + (isLastLineOpen ? "" : ending)
            let result = try readAll(text)
            #expect(
              result.rows == [expected, ["1", "2", "3"]],
              "\(text.prefix(200).debugDescription)")
            #expect(result.malformed.isEmpty)
            let breaks = isQuoted ? cell.value.replacing("\r\n", with: "\n") : ""
            let inside = breaks.unicodeScalars.count { $0 == "\n" || $0 == "\r" }
            #expect(result.lines == [2, 3 + inside])
          }
        }
      }
    }
  }

  @Test(
    "records that are no records: what is wrong with each, and the rest is read",
    arguments: [
      ("x\"y,2", "stray-quote"), ("\"x\"y,2", "stray-quote"), ("37°36'37.8\"N,2", "stray-quote"),
      ("\"Foo \\\"Bar\\\"\",2", "stray-quote"), ("1", "too-few-fields"),
      ("1,2,3", "too-many-fields"),
      ("\"open,2", "unclosed-quote"),
    ])
  func broken(record: String, rule: String) throws {
    for ending in ["\n", "\r\n", "\r"] {
      let text = ["a,b", "1,2", record, "3,4", "5,\"6\"", "7,8"].joined(separator: ending) + ending
      let result = try readAll(text, options: CSVReadOptions(delimiter: UInt8(ascii: ",")))
      #expect(result.malformed.map(\.rule) == [rule], "\(text.debugDescription)")
      #expect(result.malformed.map(\.line) == [3])
      #expect(result.malformed.map { String(decoding: $0.raw, as: UTF8.self) } == [record])
      #expect(result.rows == [["1", "2"], ["3", "4"], ["5", "6"], ["7", "8"]])
      #expect(result.lines == [2, 4, 5, 6])
    }
  }

  @Test("an open quote whose text ends well is told by the records in it", arguments: [1, 7, 4096])
  func swallowed(chunk: Int) throws {
    var text = "id,field,q1,q2,note\n"
    for row in 1...100 {
      switch row {
      case 20: text += "20,\"land,4,5,\n"
      case 80: text += "80,pipe 5\",4,5,\n"
      default: text += "\(row),land,4,5,ok\n"
      }
    }
    var options = CSVReadOptions(delimiter: UInt8(ascii: ","))
    options.chunkBytes = chunk
    let result = try readAll(text, options: options)
    #expect(result.malformed.map(\.rule) == ["unclosed-quote", "stray-quote"])
    #expect(result.malformed.map(\.line) == [21, 81])
    #expect(result.malformed.map(\.column) == [4, 10])
    let kept: [String] = (1...100).filter { $0 != 20 && $0 != 80 }.map { String($0) }
    #expect(result.rows.map { $0[0] } == kept)
    #expect(result.summary.records == 100)

    // Prose of many lines, and a table that somebody pasted and the form quoted, are texts.
    let prose = String(repeating: "một, hai, ba\n", count: 40)
    let table = String(repeating: "1,\"\"x\"\",2,3,4\n", count: 40)
    for note in [prose, table] {
      let whole = try readAll("id,field,q1,q2,note\n1,land,4,5,\"\(note)\"\n", options: options)
      #expect(whole.rows.count == 1)
      #expect(whole.malformed.isEmpty)
    }
  }

  @Test("header and records of every width and kind are kept apart")
  func headers() throws {
    let cases: [(String, [String], Int)] = [
      ("a,a,b\n1,2,3\n", ["a", "a", "b"], 1), ("a,,c\n1,2,3\n", ["a", "", "c"], 1),
      ("\"a\nb\",c\n1,2\n", ["a\nb", "c"], 1), ("a,b,c\n1,2,3,,\n", ["a", "b", "c"], 1),
      ("\u{FEFF}\"a\",b\n1,2\n", ["a", "b"], 1), ("\n\na,b\n\n1,2\n\n3,4\n", ["a", "b"], 2),
      ("a\n1\n\n2\n", ["a"], 3),
    ]
    for (text, names, count) in cases {
      let file = try CSVFile(.bytes(Array(text.utf8), name: "t.csv"))
      #expect(file.header.map(\.name) == names, "\(text.debugDescription)")
      #expect(try readAll(text).summary.records == count, "\(text.debugDescription)")
    }
  }
}
