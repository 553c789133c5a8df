import CSVIO
import TestSupport
import Testing

/// Random text from an alphabet in which quotes, delimiters and line breaks are frequent.
private func randomBytes(
  _ generator: inout RepeatableRandomNumberGenerator, _ alphabet: [UInt8], _ count: Int
) -> [UInt8] {
  (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
}

private func options(
  chunk: Int?, threads: Int = 1, limits: CSVLimits = CSVLimits()
) -> CSVReadOptions {
  var options = CSVReadOptions(
    delimiter: 0x2C, encoding: .utf8, limits: limits, threads: threads, allowsNoRecords: true)
  options.chunkBytes = chunk
  options.smallestPartBytes = 1
  return options
}

@Suite("Properties of reading")
struct PropertyTests {
  /// Alphabets that make records, ragged rows, stray and open quotes likely.
  static let alphabets: [[UInt8]] = [
    Array("ab,,\n\n\"".utf8), Array("a,\n\r\"\" ".utf8), Array("ab,\n".utf8),
    Array("a\n\r\" \t".utf8), Array("\",\n".utf8), Array(0...255),
  ]

  @Test(
    "Any bytes: records are accepted or rejected, alike for every chunk size and thread count",
    arguments: 0..<6, [1, 3])
  func sameAnswerForEveryChunking(alphabet: Int, columns: Int) throws {
    var generator = RepeatableRandomNumberGenerator(seed: UInt64(alphabet * 10 + columns))
    let header = Array((columns == 1 ? "h\n" : "h,i,j\n").utf8)
    for round in 0..<150 {
      let count = Int.random(in: 0...120, using: &generator)
      let bytes = header + randomBytes(&generator, Self.alphabets[alphabet], count)
      let limits =
        round % 3 == 0
        ? CSVLimits(fieldBytes: 7, recordBytes: round % 2 == 0 ? 15 : 9) : CSVLimits()
      let whole = try readAll(bytes, options: options(chunk: 1 << 16, limits: limits))
      #expect(
        whole.summary.records == whole.rows.count + whole.summary.malformedCount,
        "seed \(alphabet) round \(round): \(bytes)")
      #expect(whole.malformed == whole.summary.malformed)
      for chunk in [1, 2, 3, 5, 8, 13, 20] {
        let pieces = try readAll(bytes, options: options(chunk: chunk, limits: limits))
        #expect(
          pieces == whole,
          "chunk \(chunk), round \(round): \(String(decoding: bytes, as: UTF8.self).debugDescription)"
        )
        if pieces != whole { return }
      }
      for threads in [2, 3, 7] {
        let parts = try readAll(
          bytes, options: options(chunk: 1 << 16, threads: threads, limits: limits))
        #expect(
          parts == whole,
          "threads \(threads), round \(round): \(String(decoding: bytes, as: UTF8.self).debugDescription)"
        )
        if parts != whole { return }
      }
    }
  }
}

@Suite("Properties of opening and decoding")
struct OpeningPropertyTests {
  @Test("Any bytes open or are refused; what opens is accounted for", arguments: 0..<5)
  func anyBytesOpen(alphabet: Int) throws {
    let alphabets: [[UInt8]] = [
      Array(0...255), Array("ab;,\t|\n\r\"".utf8), Array("a,\n".utf8) + Array(0x80...0xFF),
      [0x61, 0x00, 0x2C, 0x0A, 0xFF, 0xFE], Array("sep=;\n\",1".utf8),
    ]
    var generator = RepeatableRandomNumberGenerator(seed: UInt64(1000 + alphabet))
    var opened = 0
    for round in 0..<100 {
      let count = Int.random(in: 1...80, using: &generator)
      let bytes = randomBytes(&generator, alphabets[alphabet], count)
      do {
        let result = try readAll(bytes)
        opened += 1
        #expect(
          result.summary.records == result.rows.count + result.summary.malformedCount,
          "round \(round): \(bytes)")
      } catch let error as CSVError {
        #expect(error.category != .inputOutput, "round \(round): \(bytes)")
        #expect(!error.message.isEmpty)
      }
    }
    // Random bytes above ASCII are no text in any encoding and are refused every time.
    #expect(opened > 0 || [0, 2, 3].contains(alphabet))
  }

  @Test(
    "Every encoding gives the same records for every chunk size", arguments: TextEncoding.allCases)
  func anyBytesDecode(encoding: TextEncoding) throws {
    var generator = RepeatableRandomNumberGenerator(seed: 99)
    let letters = Array("aeouyAEOUY,,\n\n\"".utf8) + Array(0x80...0xFF)
    for round in 0..<150 {
      let count = Int.random(in: 0...100, using: &generator)
      let header = Encoded.bytes("h,i\n", encoding)
      let bytes = header + randomBytes(&generator, letters, count)
      var whole: ReadOutcome?
      for chunk in [1 << 16, 1, 2, 3, 7, 20] {
        var options = CSVReadOptions(
          delimiter: 0x2C, encoding: encoding, threads: 3, allowsNoRecords: true)
        options.chunkBytes = chunk
        options.smallestPartBytes = 1
        let result = try readAll(bytes, options: options)
        #expect(result.summary.records == result.rows.count + result.summary.malformedCount)
        if let whole { #expect(result == whole, "chunk \(chunk), round \(round)") }
        whole = whole ?? result
      }
    }
  }
}
