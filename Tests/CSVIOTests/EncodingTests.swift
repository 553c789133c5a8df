import CSVIO
import TestSupport
import Testing

/// Test texts in an encoding.
enum Encoded {
  static func bytes(_ text: String, _ encoding: TextEncoding) -> [UInt8] {
    switch encoding {
    case .utf8: return Array(text.utf8)
    case .utf16LE: return text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    case .utf16BE: return text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    case .windows1258: return LegacyVietnamese.windows1258.bytes(text)
    case .tcvn3: return LegacyVietnamese.tcvn3.bytes(text)
    case .vni: return LegacyVietnamese.vni.bytes(text)
    case .windows1252: return text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }
  }
}

@Suite("Encodings")
struct EncodingTests {
  static let header = ["mã", "giới tính", "ý kiến"]
  static let rows = [
    ["01", "nữ", "cán bộ nhiệt tình, đúng hẹn"], ["02", "nam", "chờ \"lâu\" quá\nphải đi lại"],
    ["03", "nữ", ""], ["04", "nam", "hài lòng; rất tốt"], ["05", "nữ", "thủ tục đất đai | ổn"],
    ["06", "nam", "Đề nghị giải quyết sớm"],
  ]

  static func text(_ delimiter: UInt8, _ ending: LineEnding) -> String {
    var writer = CSVWriter(options: .init(delimiter: delimiter, lineEnding: ending))
    writer.write(header)
    for row in rows { writer.write(row) }
    return writer.text
  }

  @Test(
    "Every encoding, delimiter and line ending is found and read",
    arguments: [
      TextEncoding.utf8, .utf16LE, .utf16BE, .windows1258, .tcvn3, .vni,
    ], [UInt8](",;\t|".utf8))
  func dialectMatrix(encoding: TextEncoding, delimiter: UInt8) throws {
    for ending in [LineEnding.lf, .crlf, .cr] {
      for hasMark in [false, true] {
        let isUnicode = [.utf8, .utf16LE, .utf16BE].contains(encoding)
        if hasMark && !isUnicode { continue }
        let text = (hasMark ? "\u{FEFF}" : "") + Self.text(delimiter, ending)
        let bytes = Encoded.bytes(text, encoding)
        let file = try CSVFile(.bytes(bytes, name: "t.csv"))
        #expect(file.dialect.encoding == encoding)
        #expect(file.dialect.delimiter == delimiter)
        #expect(file.dialect.lineEnding == ending)
        #expect(file.dialect.hasByteOrderMark == hasMark)
        #expect(file.header.map(\.name) == Self.header)
        for chunk in [nil, 1, 7] {
          var options = CSVReadOptions(threads: 2)
          options.chunkBytes = chunk
          options.smallestPartBytes = 16
          let result = try readAll(bytes, options: options)
          let isSame = result.rows.map { $0.map(composed) } == Self.rows.map { $0.map(composed) }
          #expect(isSame, "\(result.rows)")
          #expect(result.lines == [2, 3, 5, 6, 7, 8])
          #expect(result.summary.records == Self.rows.count)
          #expect(result.summary.bytes == bytes.count)
        }
      }
    }
  }

  @Test(
    "Decoded files are read to their end, also behind the part that detection looks at",
    arguments: [TextEncoding.utf16LE, .utf16BE, .windows1258, .tcvn3, .vni])
  func longDecodedFiles(encoding: TextEncoding) throws {
    let record = "nữ,\"thủ tục\nđất đai\",hài lòng,chờ lâu\n"
    let count = 30_000
    let bytes =
      Encoded.bytes("giới tính,ý kiến,a,b\n", encoding)
      + Array(repeatElement(Encoded.bytes(record, encoding), count: count).joined())
    // More than the mebibyte that detection looks at.
    #expect(bytes.count > 17 << 16)
    let file = TemporaryFile(bytes)
    let csv = try CSVFile(.file(file.path), options: CSVReadOptions(threads: 2, digest: true))
    #expect(csv.dialect.encoding == encoding)
    for _ in 0..<(encoding == .utf16LE ? 2 : 1) {
      let (consumers, summary) = try csv.read([ColumnRequest(index: 1, kind: .codes)]) { _ in
        LastLine()
      }
      #expect(summary.records == count)
      #expect(summary.malformedCount == 0)
      #expect(summary.bytes == bytes.count)
      #expect(summary.sha256 == sha256(of: bytes))
      #expect(consumers.last?.line == 2 * count)
      #expect(consumers.last?.text == "thủ tục\nđất đai")
    }
  }

  /// Where the last record begins, and its first cell.
  struct LastLine: RecordConsumer {
    var line = 0
    var text = ""
    mutating func consume(_ batch: RecordBatch) {
      line = batch.line(batch.count - 1)
      text = batch.text(0, batch.count - 1)
    }
  }

  /// Unicode scalars, because `String` equality would hide decomposed text.
  private func composed(_ text: String) -> [UInt32] { text.unicodeScalars.map(\.value) }

  @Test("Western text is read as Windows-1252")
  func western() throws {
    let bytes = Encoded.bytes("nom;ville\nRenée;Orléans\nJürgen;Köln\nNiño;Málaga\n", .windows1252)
    let file = try CSVFile(.bytes(bytes, name: "t.csv"))
    #expect(file.dialect.encoding == .windows1252)
    let result = try readAll(bytes)
    #expect(result.rows == [["Renée", "Orléans"], ["Jürgen", "Köln"], ["Niño", "Málaga"]])
  }

  @Test("Damage in plain text is not taken for a Western letter")
  func damageIsNotWestern() throws {
    let bytes = Array("name,age\nbo".utf8) + [0xFF, 0xFF] + Array("gie,3\n".utf8)
    let error = #expect(throws: CSVError.self) { try CSVFile(.bytes(bytes, name: "t.csv")) }
    #expect(error?.description.contains("--encoding") == true)
  }

  @Test("Bytes that no reading explains are refused with the option that helps")
  func undecidable() throws {
    let bytes =
      Array("a,b\n".utf8) + [
        0xA4, 0xB0, 0xC3, 0x2C, 0xE8, 0xD7, 0xF7, 0x0A, 0x8D, 0x2C, 0x31, 0x0A,
      ]
    let error = #expect(throws: CSVError.self) { try CSVFile(.bytes(bytes, name: "t.csv")) }
    #expect(error?.category == .unusable)
    #expect(error?.description.contains("--encoding") == true)
    let forced = try CSVFile(
      .bytes(bytes, name: "t.csv"), options: CSVReadOptions(encoding: .tcvn3))
    #expect(forced.dialect.encoding == .tcvn3)
  }

  @Test("A damaged byte in UTF-8 rejects its record only")
  func damagedByte() throws {
    var bytes = Array("mã,ý kiến\n".utf8)
    for i in 0..<40 { bytes += Array("\(i),hài lòng\n".utf8) }
    bytes += Array("x,t".utf8) + [0xE1, 0xBB] + Array("t\n".utf8) + Array("y,tốt\n".utf8)
    let result = try readAll(bytes)
    #expect(result.summary.records == 42)
    #expect(result.malformed.map(\.kind) == [.invalidEncoding])
    #expect(result.malformed.map(\.line) == [42])
    #expect(result.malformed.map(\.column) == [4])
    #expect(result.rows.last == ["y", "tốt"])
  }

  @Test("Half a surrogate pair and an odd byte reject their records")
  func brokenUTF16() throws {
    var bytes = Encoded.bytes("\u{FEFF}a,b\n1,x\n2,", .utf16LE)
    bytes += [0x00, 0xD8]
    bytes += Encoded.bytes("\n3,z\n", .utf16LE) + [0x41]
    let result = try readAll(bytes)
    #expect(result.rows == [["1", "x"], ["3", "z"]])
    #expect(
      result.malformed.map(\.kind) == [.invalidEncoding, .tooFewFields(expected: 2, found: 1)])
  }
}
