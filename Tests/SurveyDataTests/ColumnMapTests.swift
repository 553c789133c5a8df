import CSVIO
import SurveyData
import Testing

/// Header columns with one header row.
func header(_ names: String...) -> [HeaderColumn] {
  names.enumerated().map { HeaderColumn(index: $0.offset, name: $0.element, rows: [$0.element]) }
}

@Suite("Column matching")
struct ColumnMapTests {
  let small: Instrument
  let inpatient: Instrument

  init() throws {
    small = try Instrument(yaml: smallInstrument, file: "small.yaml")
    inpatient = try builtIn.instrument("byt-inpatient-2024")
  }

  func issues(_ instrument: Instrument, _ header: [HeaderColumn]) -> [ColumnMatchError.Issue] {
    do {
      _ = try ColumnMap(instrument: instrument, header: header, file: "a.csv")
      return []
    } catch {
      return error.issues
    }
  }

  /// The columns of form 1 as a Google export writes them.
  func inpatientHeader(_ respondent: [String]) -> [HeaderColumn] {
    let items = inpatient.questions.filter(\.isInRate).map {
      "\($0.id). Nội dung của mục \($0.id)?"
    }
    return (["Dấu thời gian"] + respondent + items).enumerated().map {
      HeaderColumn(index: $0.offset, name: $0.element, rows: [$0.element])
    }
  }

  @Test("columns are found by id, text, alias and grid row, wherever they stand")
  func byName() throws {
    let map = try ColumnMap(
      instrument: small,
      header: header(
        "ghi chú", "W", "LĨNH VỰC", "Ông/Bà đánh giá [Nơi chờ.]", "access/A1", "G1 ", "psu",
        "stratum", "date"),
      file: "a.csv")
    #expect(map.questions == [4, 3, 5])
    #expect(map.weight == 1)
    #expect(map.area == 2)
    #expect(map.clusters == [6])
    #expect(map.strata == [7])
    #expect(map.date == 8)
    #expect(map.unused == [0])
  }

  @Test("header text that begins with the question's id is found, and 9.1 is not 9.10")
  func byPrefix() throws {
    let sipas = try builtIn.instrument("sipas-33")
    let rated = sipas.questions.filter(\.isInRate)
    let names = rated.map { "\($0.id). Ông/bà thấy thế nào về nội dung này?" }
    let columns = names.enumerated().map {
      HeaderColumn(index: $0.offset, name: $0.element, rows: [$0.element])
    }
    let map = try ColumnMap(instrument: sipas, header: columns, file: "a.csv")
    #expect(Array(map.questions.prefix(33)) == Array(0..<33))
    #expect(map.questions.dropFirst(33).allSatisfy { $0 == nil })
  }

  @Test("the respondent's A1-A8 and the items A1-A5 of the health forms are told apart by name")
  func formCodesByName() throws {
    let columns = inpatientHeader([
      "A1. Giới tính", "A2. Tuổi", "A3. Số điện thoại", "A4. Số ngày nằm viện", "A5. BHYT",
      "A6. Nơi sống",
    ])
    let map = try ColumnMap(instrument: inpatient, header: columns, file: "a.csv")
    #expect(map.questions[0] == 7)
    #expect(map.questions[4] == 11)
    #expect(map.personal.map(\.index) == [3])
    #expect(map.personal[0].kind == .phone)
    #expect(map.respondent[0] == 1)
  }

  @Test(
    "bare A1-A5 are items when nothing speaks for the respondent's part, and the report says so")
  func bareItems() throws {
    let columns = inpatient.questions.filter(\.isInRate).enumerated().map {
      HeaderColumn(index: $0.offset, name: $0.element.id, rows: [$0.element.id])
    }
    let map = try ColumnMap(instrument: inpatient, header: columns, file: "a.csv")
    #expect(map.questions[2] == 2)
    #expect(map.notes.contains { $0.contains("A1, A2, A3, A4, A5") })
  }

  @Test("bare A1-A8 beside bare B1... are refused: A3 may be a phone number")
  func bareFormCodes() {
    let names =
      (1...8).map { "A\($0)" }
      + inpatient.questions.filter { $0.isInRate && $0.element != "A" }.map(\.id)
    let columns = names.enumerated().map {
      HeaderColumn(index: $0.offset, name: $0.element, rows: [$0.element])
    }
    let found = issues(inpatient, columns)
    #expect(found.contains { $0.subject == "A3" && $0.message.contains("Số điện thoại") })
  }

  @Test("two columns with one name are an error that names both places")
  func twice() throws {
    let found = issues(small, header("A1", "A2", "G1", "A1", "Lĩnh vực"))
    #expect(found.count == 1)
    #expect(found[0].kind == .ambiguous)
    #expect(found[0].message.contains("column 1") && found[0].message.contains("column 4"))
  }

  @Test("a repeated name that nothing asks for is no trouble")
  func repeatedUnused() throws {
    let map = try ColumnMap(
      instrument: small, header: header("A1", "A2", "G1", "Lĩnh vực", "x", "x"), file: "a.csv")
    #expect(map.unused == [4, 5])
  }

  @Test("a missing column is an error with the nearest header")
  func missing() {
    let found = issues(small, header("A1", "Nơi chò", "G1", "Linh vuc 2"))
    #expect(found.map(\.subject) == ["field", "A2"])
    #expect(found[1].fix.contains("'Nơi chò'"))
  }

  @Test("a header that fits nothing says so once")
  func nothing() {
    let found = issues(small, header("a;b;c"))
    #expect(found.first?.message.contains("no column fits any") == true)
    #expect(found.first?.fix.contains("a;b;c") == true)
  }

  @Test("slugs without accents are found")
  func slugs() throws {
    let map = try ColumnMap(
      instrument: small, header: header("bien_chi_dan", "noi_cho", "G1", "linh_vuc"), file: "a")
    #expect(map.questions == [0, 1, 2])
    #expect(map.area == 3)
  }

  @Test(
    "personal headers are recognized",
    arguments: [
      ("Họ và tên", PersonalKind.name), ("2. Số điện thoại liên hệ:", .phone),
      ("so_dien_thoai", .phone), ("SĐT", .phone),
      ("Địa chỉ email", .email), ("Email Address", .email), ("Số CCCD/CMND", .identity),
      ("so_cccd", .identity),
      ("IPAddress", .device), ("E-mail", .email), ("3. E-mail (nếu có)", .email), ("ĐT", .phone),
      ("Di động", .phone), ("Tên chủ hộ", .name), ("Địa chỉ thường trú", .address),
      ("_geolocation", .device), ("Số điện thoại Zalo (nếu có)", .phone),
    ])
  func personalHeaders(header: String, kind: PersonalKind) {
    #expect(PersonalPatterns.kind(ofHeader: header) == kind)
  }

  @Test(
    "headers about services are not personal",
    arguments: [
      "Tên đơn vị", "Đơn vị",
      "Ông/bà hài lòng thế nào về việc công khai số điện thoại đường dây nóng của cơ quan?", "A1",
      "Tuổi",
      "Giới tính", "zip", "Thời gian", "idea",
    ])
  func notPersonal(header: String) { #expect(PersonalPatterns.kind(ofHeader: header) == nil) }

  @Test("personal values are masked in messages, answers are not")
  func masks() {
    for value in ["0912345678", "+84 912 345 678", "001085012345", "an.nguyen@example.org"] {
      #expect(PersonalPatterns.shown(value) == PersonalPatterns.mask)
    }
    for value in [
      "5", "Rất hài lòng", "2025-06-14", "12.345", "14/06/2025 09:15", "0.912345678",
      "-12,3456789012",
    ] {
      #expect(PersonalPatterns.shown(value) == value)
    }
  }

  @Test("personal data inside free text is masked, the rest of the text stays")
  func masksInText() {
    let cases = [
      ("Gọi 0912 345 678 gặp chị Lan", "Gọi ••• gặp chị Lan"),
      ("sđt:0912.345.678, cảm ơn", "sđt:•••, cảm ơn"), ("+84912345678", "•••"),
      ("CCCD 001085012345.", "CCCD •••."), ("thư an.nguyen@example.org nhé", "•••"),
      ("Nộp ngày 01-06-2025 08:00", "Nộp ngày 01-06-2025 08:00"),
      ("Hồ sơ 000.00.12.H30-250614-0001", "Hồ sơ 000.00.12.H30-250614-0001"),
      ("Phí 1.200.000 đồng, chờ 45 phút", "Phí 1.200.000 đồng, chờ 45 phút"),
      ("2025-06-14 09:15:00", "2025-06-14 09:15:00"), ("", ""),
    ]
    for (text, shown) in cases { #expect(PersonalPatterns.shown(text) == shown) }
  }

  @Test("a column of telephone numbers is personal, whatever its header says")
  func personalByValues() throws {
    let sample = (0..<6).map {
      [
        "1", "1", "", "09\(12_345_670 + $0)", "Đất đai", "11400000000\($0)",
        $0 < 2 ? "a\($0)@b.vn" : "",
      ]
    }
    let map = try ColumnMap(
      instrument: small, header: header("A1", "A2", "G1", "Câu 9", "field", "Mã", "Liên lạc"),
      file: "a", sample: sample)
    #expect(map.personal.map(\.index) == [3, 6])
    #expect(map.personal.map(\.kind) == [.phone, .email])
    #expect(map.unused == [5])
  }

  @Test("what a platform adds is no answer and no filter, unless the instrument names it so")
  func platformColumns() throws {
    func filter(_ id: String, _ name: String, _ profile: PlatformProfile) throws -> Int? {
      let instrument = try Instrument(
        yaml: smallInstrument + "\nfilters:\n  - {column: {id: \(id)}, equals: [Completed]}\n",
        file: "s.yaml")
      let map = try ColumnMap(
        instrument: instrument, header: header("A1", "A2", "G1", "field", name), file: "a",
        profile: profile)
      return map.filters[0]
    }
    #expect(try filter("status", "_status", .koboToolbox) == nil)
    #expect(try filter("status", "Status", .qualtrics) == nil)
    #expect(try filter("status", "Status", .odk) == nil)
    #expect(try filter("Status", "Status", .qualtrics) == 4)
    #expect(try filter("_status", "_status", .koboToolbox) == 4)
    #expect(try filter("status", "Status", .plain) == 4)
  }
}
