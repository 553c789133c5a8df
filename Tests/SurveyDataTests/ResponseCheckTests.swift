import CSVIO
import Foundation
import SurveyData
import Synchronization
import TestSupport
import Testing

/// Collects what a check writes.
final class WrittenBytes: Sendable {
  private let bytes = Mutex<[UInt8]>([])
  var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }
  var sink: ResponseCheck.Sink { { more in self.bytes.withLock { $0 += more } } }
}

@Suite("Checking responses")
struct ResponseCheckTests {
  let small: Instrument

  init() throws {
    small = try Instrument(
      yaml: smallInstrument
        + """

        recordId: {id: id}
        filters:
          - {column: {id: status}, equals: [Completed, Hoàn thành]}
        respondent:
          - {id: sex, choices: [{id: male, title: {vi: Nam, en: Male}}, {id: female, title: {vi: Nữ, en: Female}}]}
        unit: {column: {id: unit}}
        """, file: "small.yaml")
  }

  func check(
    _ texts: String..., options: ScreenOptions = ScreenOptions(), threads: Int = 1,
    instrument: Instrument? = nil,
    rejects: WrittenBytes? = nil, accepted: WrittenBytes? = nil
  ) throws -> CheckReport {
    let inputs = texts.enumerated().map {
      CSVInput.bytes(Array($0.element.utf8), name: "f\($0.offset + 1).csv")
    }
    var reading = CSVReadOptions(threads: threads, digest: true)
    // Small parts, so that a short text is cut as a long file is.
    if threads > 1 { reading.smallestPartBytes = 1000 }
    return try ResponseCheck(instrument: instrument ?? small, options: options).run(
      inputs, reading: reading, rejects: rejects?.sink,
      accepted: accepted?.sink)
  }

  static let head = "id,status,field,unit,stratum,psu,w,date,age,sex,SĐT,A1,A2,G1\n"

  @Test("a clean file is accepted whole")
  func clean() throws {
    let report = try check(
      Self.head + "1,Completed,Đất đai,01,N,p1,1.5,14/06/2025,30,Nam,0912345678,2,3,90\n"
        + "2,hoàn thành,dat_dai,01,N,p2,2,14/06/2025,40,nữ,0912345679,Hài lòng,rat_hai_long,110\n")
    #expect(
      report.rows == CheckReport.Rows(read: 2, accepted: 2, rejected: 0, malformed: 0, filtered: 0))
    #expect(report.findings.isEmpty)
    #expect(report.sources[0].personal.map(\.header) == ["SĐT"])
    #expect(report.nonresponse.map(\.valid) == [2, 2, 2])
    #expect(report.weights?.minimum == 1.5)
    #expect(report.design?.psus == 2)
    #expect(report.sources[0].sha256.count == 64)
  }

  @Test("every kind of bad row is rejected by its rule, with line, column and value")
  func badRows() throws {
    let report = try check(
      Self.head + "1,Completed,Đất đai,01,N,p1,1,14/06/2025,30,Nam,,Hài lòngg,3,\n"  // 2 unmapped
        + "2,Completed,Đất đai,01,N,p1,1,14/06/2025,30,Nam,,6,3,\n"  // 3 out of range
        + "3,Completed,Đất đai,01,N,p2,,14/06/2025,30,Nam,,2,3,\n"  // 4 weight missing
        + "4,Completed,Đất đai,01,N,p2,-1,14/06/2025,30,Nam,,2,3,\n"  // 5 weight not positive
        + "5,Completed,Xây dựng,01,N,p2,1,14/06/2025,30,Nam,,2,3,\n"  // 6 area unknown
        + "5,Completed,Đất đai,01,N,p2,1,14/06/2025,30,Nam,,2,3,\n"  // 7 duplicate id
        + "6,Completed,Đất đai,01,,p2,1,14/06/2025,30,Nam,,2,3,\n"  // 8 stratum missing
        + "7,Completed,Đất đai,01,N,p2,1,14/06/2025,12,Nam,,2,3,\n"  // 9 age out of range
        + "8,Completed,Đất đai,01,N,p2,1,14/06/2025,30,Nam,,2,3,300\n"  // 10 per cent out of range
        + "9,Draft,Đất đai,01,N,p2,1,14/06/2025,30,Nam,,2,3,\n"  // 11 filtered
        + "10,Completed,Đất đai,01,N,p2,1,14/06/2025,30,Nam,,2,3\n"  // 12 too few fields
        + "11,Completed,,01,N,p2,1,14/06/2025,30,Nam,,2,3,\n"  // 13 area missing
        + "12,Completed,Đất đai,01,N,p2,1,14/06/2025,30,Name,,0,,\n"  // 14 warning only
    )
    #expect(
      report.rows
        == CheckReport.Rows(read: 13, accepted: 1, rejected: 12, malformed: 1, filtered: 1))
    let lines = Dictionary(
      uniqueKeysWithValues: report.findings.map { ($0.rule, $0.items.map(\.line)) })
    #expect(lines[.answerUnmapped] == [2])
    #expect(lines[.answerOutOfRange] == [3, 10])
    #expect(lines[.weightMissing] == [4])
    #expect(lines[.weightNotPositive] == [5])
    #expect(lines[.areaUnknown] == [6])
    #expect(lines[.duplicateId] == [7])
    #expect(lines[.designMissing] == [8])
    #expect(lines[.valueOutOfRange] == [9])
    #expect(lines[.filterExcluded] == [11])
    #expect(lines[.tooFewFields] == [12])
    #expect(lines[.areaMissing] == [13])
    #expect(lines[.respondentUnmapped] == [14])
    let unmapped = try #require(report.findings(.answerUnmapped)?.items.first)
    #expect(unmapped.column == "A1")
    #expect(unmapped.value == "Hài lòngg")
    #expect(unmapped.suggestion == "Hài lòng")
    let value = try #require(report.unmapped.first { $0.value == "Hài lòngg" })
    #expect(value.count == 1 && value.line == 2)
    #expect(report.findings(.respondentUnmapped)?.severity == .warning)
    let a1 = report.nonresponse[0]
    #expect(a1.excluded == 1 && a1.invalid == 2 && a1.asked == 11)
    #expect(report.nonresponse[1].missing == 1)
  }

  @Test("totals stay true when the list is cut, and the report says so")
  func cutLists() throws {
    var text = Self.head
    for row in 1...50 {
      text += "\(row),Completed,Đất đai,01,N,p\(row),0,14/06/2025,30,Nam,,2,3,\n"
    }
    let report = try check(text, options: ScreenOptions(listedPerRule: 3))
    let found = try #require(report.findings(.weightNotPositive))
    #expect(found.count == 50 && found.records == 50 && found.items.count == 3 && found.isCut)
    #expect(report.rows.rejected == 50)
  }

  @Test("a phone number in an answer column is masked, everywhere")
  func masked() throws {
    let rejects = WrittenBytes()
    let report = try check(
      Self.head + "1,Completed,Đất đai,01,N,p1,1,14/06/2025,30,Nam,0987654321,0912345678,3,\n",
      rejects: rejects)
    let json = String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
    #expect(!json.contains("0912345678") && !json.contains("0987654321"))
    #expect(!rejects.text.contains("0912345678") && !rejects.text.contains("0987654321"))
    #expect(rejects.text.contains(PersonalPatterns.mask))
    #expect(!rejects.text.contains("SĐT"))
  }

  @Test("rejects and accepted records together are all records, as they stood")
  func written() throws {
    let rejects = WrittenBytes()
    let accepted = WrittenBytes()
    let rows = [
      "1,Completed,Đất đai,01,N,p1,1,14/06/2025,30,Nam,2,3,",
      "2,Completed,Đất đai,\"a \"\"b\"\", c\",N,p1,0,14/06/2025,30,Nam,2,3,",
      "3,Completed,Đất đai,=1+1,N,p1,1,14/06/2025,30,Nam,2,3,",
    ]
    let head = Self.head.replacing("SĐT,", with: "")
    _ = try check(head + rows.joined(separator: "\n") + "\n", rejects: rejects, accepted: accepted)
    #expect(accepted.text == head + rows[0] + "\n" + rows[2] + "\n")
    let table = try CSVTable(.bytes(Array(rejects.text.utf8), name: "r"))
    #expect(table.rows.count == 1)
    #expect(table.rows[0].cells[1...3] == ["3", "2", "weight-not-positive"])
    #expect(table.rows[0].cells[10] == "a \"b\", c")
  }

  @Test("accepted records are checked clean again")
  func acceptedAgain() throws {
    let accepted = WrittenBytes()
    var text = Self.head
    for row in 1...40 {
      text +=
        "\(row % 37),Completed,Đất đai,0\(row % 3),N,p\(row % 5),\(row % 7),14/06/2025,30,Nam,,\(row % 5),3,\n"
    }
    let first = try check(text, accepted: accepted)
    let second = try check(accepted.text)
    #expect(second.rows.read == first.rows.accepted)
    #expect(second.rows.rejected == 0)
  }

  @Test("files with other column orders are one data set, and ids repeat across files")
  func severalFiles() throws {
    let report = try check(
      "id,A1,A2,G1,field,w\n1,2,3,,Đất đai,1\n2,2,2,,Đất đai,1\n",
      "w;field;A2;A1;id;G1\n1;Đất đai;3;2;2;\n1;Đất đai;3;2;3;\n")
    #expect(report.rows.read == 4)
    #expect(report.rows.accepted == 3)
    #expect(report.sources.map(\.rows.accepted) == [2, 1])
    #expect(report.findings(.duplicateId)?.items.map(\.file) == ["f2.csv"])
    #expect(report.sources.map(\.delimiter) == [",", ";"])
  }

  @Test("a period leaves out what lies outside, and undated records")
  func period() throws {
    let first = try #require(CalendarDate("2024-12-15"))
    let last = try #require(CalendarDate("2025-06-14"))
    let report = try check(
      Self.head + "1,Completed,Đất đai,01,N,p1,1,14/06/2025 23:59,30,Nam,,2,3,\n"
        + "2,Completed,Đất đai,01,N,p2,1,15/06/2025,30,Nam,,2,3,\n"
        + "3,Completed,Đất đai,01,N,p3,1,2025-06-14,30,Nam,,2,3,\n",
      options: ScreenOptions(period: first...last))
    #expect(report.rows.accepted == 1)
    #expect(report.findings(.periodOutside)?.items.map(\.line) == [3])
    #expect(report.findings(.dateInvalid)?.items.map(\.line) == [4])
  }

  @Test("a unit register tells a lost zero from an unknown unit and an old one")
  func register() throws {
    let register = try UnitRegister(
      .bytes(
        Array(
          "code,name,validTo,successors\n01,Hà Nội,,\n92,Cần Thơ,,\n93,Hậu Giang,2025-06-30,92:1\n"
            .utf8), name: "u.csv"))
    let report = try check(
      Self.head + "1,Completed,Đất đai,01,N,p1,1,14/07/2025,30,Nam,,2,3,\n"
        + "2,Completed,Đất đai,1,N,p2,1,14/07/2025,30,Nam,,2,3,\n"
        + "3,Completed,Đất đai,77,N,p3,1,14/07/2025,30,Nam,,2,3,\n"
        + "4,Completed,Đất đai,93,N,p4,1,14/07/2025,30,Nam,,2,3,\n"
        + "5,Completed,Đất đai,Can Tho,N,p5,1,14/07/2025,30,Nam,,2,3,\n",
      options: ScreenOptions(register: register))
    #expect(report.findings(.unitLeadingZeros)?.items.map(\.suggestion) == ["01"])
    #expect(report.findings(.unitUnknown)?.items.map(\.line) == [4])
    #expect(report.findings(.unitNotValid)?.items.map(\.suggestion) == ["92"])
    #expect(report.rows.accepted == 2)
  }

  @Test("a PSU in two strata and a stratum with one PSU are design warnings")
  func design() throws {
    let report = try check(
      Self.head + "1,Completed,Đất đai,01,N,p1,1,14/06/2025,30,Nam,,2,3,\n"
        + "2,Completed,Đất đai,01,N,p2,1,14/06/2025,30,Nam,,2,3,\n"
        + "3,Completed,Đất đai,01,S,p1,1,14/06/2025,30,Nam,,2,3,\n")
    #expect(
      report.design
        == CheckReport.DesignCounts(
          strata: 2, psus: 3, singlePSUStrata: ["S"], psusInTwoStrata: ["p1"]))
    #expect(report.findings(.psuInTwoStrata)?.items.map(\.line) == [4])
    #expect(report.rows.accepted == 3)
  }

  @Test("the same answer throughout and repeated contents are warnings")
  func conduct() throws {
    let instrument = try builtIn.instrument("one-stop")
    let names = (1...12).map { "C\($0)" }.joined(separator: ",")
    let straight = Array(repeating: "4", count: 12).joined(separator: ",")
    let varied = (1...12).map { String($0 % 5 + 1) }.joined(separator: ",")
    let report = try check(
      "field,date,\(names)\nĐất đai,2025-06-01,\(straight)\nĐất đai,2025-06-01,\(straight)\n"
        + "Đất đai,2025-06-01 08:00,\(varied)\nĐất đai,2025-06-01 08:00,\(varied)\nĐất đai,2025-06-01 08:01,\(varied)\n",
      instrument: instrument)
    #expect(report.rows.accepted == 5)
    #expect(report.findings(.straightLining)?.items.map(\.line) == [2, 3])
    #expect(report.findings(.duplicateContent)?.items.map(\.line) == [5])
    #expect(report.findings(.duplicateContent)?.items[0].message.en.contains("f1.csv:4") == true)
  }

  @Test("onInvalidAnswer: blank keeps the record and counts the answer as not valid")
  func blankPolicy() throws {
    let lenient = try Instrument(
      yaml: smallInstrument.replacing(
        "scale: s3\nscales", with: "scale: s3\nonInvalidAnswer: blank\nscales"), file: "x.yaml")
    let report = try check("A1,A2,G1,field\n9,2,,Đất đai\n", instrument: lenient)
    #expect(report.rows.accepted == 1)
    #expect(report.findings(.answerOutOfRange)?.severity == .warning)
    #expect(report.nonresponse[0].invalid == 1)
  }

  @Test("the report does not depend on threads or on how the file is cut", arguments: [2, 3, 8])
  func threads(count: Int) throws {
    var text = Self.head
    var state: UInt64 = 7
    for row in 1...6_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let roll = Int(state >> 40)
      text +=
        "\(roll % 5_900),\(roll % 50 == 0 ? "Draft" : "Completed"),\(roll % 31 == 0 ? "Y tế" : "Đất đai"),0\(roll % 5),"
        + "S\(roll % 4),p\(roll % 97),\(roll % 40),14/06/2025,\(10 + roll % 90),Nam,,\(roll % 5),\(roll % 7),\(roll % 250)\n"
      if row % 500 == 0 { text += "\"open\nx,y\n" }
    }
    let single = try check(text)
    let many = try check(text, threads: count)
    #expect(single.rows.read == single.rows.accepted + single.rows.rejected)
    #expect(single.rows.accepted > 0 && single.findings.count >= 8)
    #expect(many.findings == single.findings)
    #expect(many.unmapped == single.unmapped)
    #expect(many.nonresponse == single.nonresponse)
    #expect(many.rows == single.rows)
    #expect(many.design == single.design)
  }

  @Test("the report is written and read as JSON with its schema word")
  func json() throws {
    let report = try check(Self.head + "1,Completed,Đất đai,01,N,p1,0,14/06/2025,30,Nam,,2,3,\n")
    let data = try JSONEncoder().encode(report)
    #expect(String(decoding: data, as: UTF8.self).contains("hailong.check\\/1"))
    #expect(try JSONDecoder().decode(CheckReport.self, from: data) == report)
  }

  @Test("every record is accounted for, whatever the bytes", arguments: 0..<40)
  func anyBytes(seed: Int) throws {
    var generator = RepeatableRandomNumberGenerator(seed: UInt64(seed))
    let pieces = [
      "1", "2", "3", "9", ",", ",", ",", "\n", "\n", "\r\n", "\"", "\"\"", "Đất đai", "Hài lòng",
      "Completed", "0912345678", "😡",
      " ", "01", "p1", "N", "14/06/2025", "\u{0}", "\u{FEFF}", ";",
    ]
    var text = Self.head
    for _ in 0..<400 { text += pieces.randomElement(using: &generator) ?? "" }
    var bytes = Array(text.utf8)
    for _ in 0..<(seed % 4) {
      bytes.insert(0xFF, at: Int.random(in: 60..<bytes.count, using: &generator))
    }
    let inputs = [CSVInput.bytes(bytes, name: "any.csv")]
    var options = CSVReadOptions(
      delimiter: UInt8(ascii: ","), encoding: .utf8, allowsNoRecords: true)
    let single = try ResponseCheck(instrument: small).run(inputs, reading: options)
    #expect(single.rows.read == single.rows.accepted + single.rows.rejected)
    #expect(single.sources[0].rows == single.rows)
    options.threads = 4
    options.smallestPartBytes = 50
    let many = try ResponseCheck(instrument: small).run(inputs, reading: options)
    #expect(many == single)
  }

  @Test("ids that are digits are shown, telephone numbers used as ids are not")
  func idsShown() throws {
    let row = ",Completed,Đất đai,01,N,p1,1,14/06/2025,30,Nam,,2,3,\n"
    let report = try check(
      Self.head + "123456789" + row + "123456789" + row + "0912345678" + row + "0912345678" + row)
    let values = try #require(report.findings(.duplicateId)?.items.map(\.value))
    #expect(values == ["123456789", PersonalPatterns.mask])
  }

  @Test("a free-text answer column cannot make the report grow without bound")
  func manyValues() throws {
    var text = "A1,A2,G1,field\n"
    for row in 0..<1500 { text += "x\(row),2,,Đất đai\n" }
    let report = try check(text)
    #expect(report.unmapped.count == CheckReport.listedValues)
    #expect(report.unmappedCount == 1500)
    #expect(report.findings(.answerUnmapped)?.count == 1500)
  }

  @Test("values of a unique column are compared over parts, files and threads", arguments: [1, 4])
  func uniqueColumn(threads: Int) throws {
    let instrument = try Instrument(
      yaml: smallInstrument.replacing(
        "rules:\n", with: "rules:\n  - {rule: unique, column: receipt}\n"),
      file: "unique.yaml")
    try #require(instrument.rules.contains { $0.kind == .unique })
    func text(_ numbers: [Int]) -> String {
      "field,stratum,psu,w,age,A1,A2,G1,receipt\n"
        + numbers.map { "Đất đai,N,p\($0),1,30,2,3,90,\($0 < 0 ? "" : "HS\($0)")\n" }.joined()
    }
    let report = try check(
      text(Array(0..<400) + [7, -1, -1]), text([399, 400, 400]), threads: threads,
      instrument: instrument)
    let found = try #require(report.findings(.duplicateId))
    #expect(found.count == 3)
    #expect(found.items.map(\.value) == ["HS7", "HS399", "HS400"])
    #expect(found.items.map(\.line) == [402, 2, 4])
    #expect(report.rows.read == 406 && report.rows.accepted == 403)
  }

  @Test("what repeats a pipe's ids is found though a pipe is read but once")
  func duplicatesBesideAPipe() throws {
    let row = ",Completed,Đất đai,01,N,p1,1,14/06/2025,30,Nam,,2,3,\n"
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let pipe = folder.appendingPathComponent("pipe").path
    try #require(mkfifo(pipe, 0o600) == 0)
    let text = Self.head + "a" + row + "b" + row
    let writer = Thread {
      if let handle = FileHandle(forWritingAtPath: pipe) {
        handle.write(Data(text.utf8))
        try? handle.close()
      }
    }
    writer.start()
    let report = try ResponseCheck(instrument: small).run([
      .file(pipe), .bytes(Array((Self.head + "b" + row + "c" + row + "c" + row).utf8), name: "f"),
    ])
    #expect(report.rows.read == 5)
    #expect(report.findings(.duplicateId)?.items.map(\.value) == ["b", "c"])
    #expect(report.rows.accepted == 3)
  }
}
