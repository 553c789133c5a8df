import CSVIO
import TestSupport
import Testing

@Suite("Writing")
struct WriterTests {
  @Test("Quotes only where needed")
  func minimalQuoting() {
    var writer = CSVWriter()
    writer.write(["a", "", "b,c", "d\"e", "f\ng", " h", "i j", "k;l"])
    #expect(writer.text == "a,,\"b,c\",\"d\"\"e\",\"f\ng\",\" h\",i j,k;l\n")
    var only = CSVWriter(options: .init(delimiter: 0x3B, byteOrderMark: true, lineEnding: .crlf))
    only.write([""])
    only.write(["x;"])
    #expect(only.text == "\u{FEFF}\"\"\r\n\"x;\"\r\n")
    #expect(only.take().count == 13)
    #expect(only.bytes.isEmpty)
  }

  @Test("Cells that a spreadsheet would evaluate are disarmed, numbers are not")
  func formulas() {
    var writer = CSVWriter(options: .init(excelSafe: true))
    writer.write(["=1+1", "+A1", "-cmd", "@x", "-1.5", "+84", "-87,5%", "a=b", "\tx", "'=1"])
    #expect(writer.text == "'=1+1,'+A1,'-cmd,'@x,-1.5,+84,\"-87,5%\",a=b,'\tx,'=1\n")
  }

  @Test("What is written reads back as the same texts")
  func roundTrip() throws {
    var generator = RepeatableRandomNumberGenerator(seed: 7)
    let alphabet: [Character] = [
      "a", "b", ",", ";", "\"", "\n", "\r", " ", "\t", "é", "ộ", "1", "\r\n",
    ]
    for round in 0..<200 {
      let width = Int.random(in: 1...4, using: &generator)
      let rows = (0..<Int.random(in: 1...8, using: &generator)).map { _ in
        (0..<width).map { _ in
          String(
            (0..<Int.random(in: 0...5, using: &generator)).map { _ in
              alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
            })
        }
      }
      for ending in [LineEnding.lf, .crlf, .cr] {
        for delimiter in [UInt8](",;\t|".utf8) {
          var writer = CSVWriter(options: .init(delimiter: delimiter, lineEnding: ending))
          writer.write((0..<width).map { "h\($0)" })
          for row in rows { writer.write(row) }
          var options = CSVReadOptions(delimiter: delimiter, encoding: .utf8, threads: 3)
          options.smallestPartBytes = 1
          let result = try readAll(writer.bytes, options: options)
          let isSame =
            result.rows.map { $0.map { Array($0.utf8) } } == rows.map { $0.map { Array($0.utf8) } }
          #expect(isSame, "round \(round): \(writer.text.debugDescription) gave \(result.rows)")
        }
      }
    }
  }
}
