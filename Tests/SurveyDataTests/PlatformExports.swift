import CSVIO
import SurveyData
import Testing

/// One survey as every platform would export it.
///
/// The answers, dates, texts and personal data are the same in each; only the platform's dress differs. All
/// records are made up by a fixed rule.
struct PlatformExport: Sendable, CustomTestStringConvertible {
  let name: String
  let profile: PlatformProfile
  let headerRows: Int
  /// Records that are no respondents' (previews).
  var extraRecords = 0
  let isQuoted: Bool
  let rows: [[String]]
  /// Personal columns, at least.
  let personal: [String]

  var testDescription: String { name }

  // MARK: The survey

  struct Respondent: Sendable {
    let number: Int
    let area: Int
    /// Codes of five items: 1...5, 0 for no opinion, nil for blank.
    let answers: [Int?]
    let month: Int
    let day: Int
    let comment: String
  }

  static let respondents: [Respondent] = (0..<24).map { number in
    let answers = (0..<5).map { item -> Int? in
      let step = (number * 7 + item * 5 + number / 3) % 13
      return step == 12 ? nil : step == 11 ? 0 : [5, 4, 3, 5, 4, 2, 4, 5, 1, 4, 3][step]
    }
    let comments = [
      "", "Cán bộ nhiệt tình;\nchờ lâu, \"rất\" lâu", "Thuỷ lợi, hoà nhã", "a,b;c|d\te",
      "Dòng một\r\nDòng hai",
    ]
    return Respondent(
      number: number + 1, area: number % 3, answers: answers, month: 1 + number % 5,
      day: 1 + (number * 11) % 28, comment: comments[number % 5])
  }

  /// Answers with 4 or 5, answers with 1 to 5, and those with 0.
  static let truth: (satisfied: Int, valid: Int, excluded: Int, missing: Int) = {
    let all = respondents.flatMap(\.answers)
    return (
      all.count { $0.map { $0 >= 4 } ?? false }, all.count { $0.map { $0 >= 1 } ?? false },
      all.count { $0 == 0 }, all.count { $0 == nil }
    )
  }()

  private static let items = [
    ("C1", "Nơi tiếp nhận và trả kết quả thuận tiện"), ("C2", "Trang thiết bị, chỗ ngồi chờ"),
    ("C3", "Công khai thủ tục, biểu mẫu"), ("C4", "Hướng dẫn hồ sơ rõ ràng, một lần"),
    ("C7", "Thái độ của công chức"),
  ]
  private static let areas = ["Đất đai", "Xây dựng", "Hộ tịch"]
  private static let areaSlugs = ["dat_dai", "xay_dung", "ho_tich"]
  private static let labels = [
    "Không có ý kiến", "Rất không hài lòng", "Không hài lòng", "Bình thường", "Hài lòng",
    "Rất hài lòng",
  ]
  private static let slugs = [
    "khong_y_kien", "rat_khong_hai_long", "khong_hai_long", "binh_thuong", "hai_long",
    "rat_hai_long",
  ]

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static func iso(_ person: Respondent) -> String {
    "2025-\(two(person.month))-\(two(person.day))"
  }

  private static func phone(_ person: Respondent) -> String {
    "09\(10_000_000 + person.number * 7)"
  }

  private static func labels(_ person: Respondent) -> [String] {
    person.answers.map { $0.map { labels[$0] } ?? "" }
  }

  private static func slugs(_ person: Respondent) -> [String] {
    person.answers.map { $0.map { slugs[$0] } ?? "" }
  }

  private static func codes(_ person: Respondent) -> [String] {
    person.answers.map { $0.map(String.init) ?? "" }
  }

  // MARK: The platforms

  /// KoboToolbox with XML names: every field quoted, groups, metadata; `tags` adds the row of hashtags.
  static func kobo(tags: Bool) -> PlatformExport {
    let header =
      ["start", "end", "chung/linh_vuc"] + items.map { "danh_gia/nhom_1/\($0.0)" }
      + ["y_kien", "chung/ho_ten", "chung/so_dien_thoai"]
      + [
        "_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status",
        "_submitted_by", "__version__", "_tags", "_index",
      ]
    var rows = [header]
    if tags {
      rows.append(
        ["", "", "#sector"] + items.map { _ in "#indicator" } + Array(repeating: "", count: 13))
    }
    for person in respondents {
      let time = iso(person) + "T08:00:00.000+07:00"
      var cells = [time, time, areaSlugs[person.area]]
      cells += slugs(person)
      cells += [person.comment, "Nguyễn Văn A", phone(person), "\(500 + person.number)"]
      cells += ["u-\(person.number)", String(time.prefix(19)), "", "", "submitted_via_web"]
      cells += ["canbo1", "v1", "", "\(person.number)"]
      rows.append(cells)
    }
    return PlatformExport(
      name: tags ? "KoboToolbox with tags" : "KoboToolbox", profile: .koboToolbox,
      headerRows: tags ? 2 : 1, isQuoted: true, rows: rows,
      personal: ["chung/ho_ten", "chung/so_dien_thoai", "_submitted_by"])
  }

  static let odk = PlatformExport(
    name: "ODK Central", profile: .odk, headerRows: 1, isQuoted: false,
    rows: [
      ["SubmissionDate", "chung-linh_vuc"] + items.map { "danh_gia-\($0.0)" }
        + [
          "khac-y_kien", "chung-ho_ten", "chung-so_dien_thoai", "meta-instanceID", "KEY",
          "SubmitterID", "SubmitterName", "AttachmentsPresent", "Status", "ReviewState", "DeviceID",
          "Edits", "FormVersion",
        ]
    ]
      + respondents.map { person in
        var cells = [iso(person) + "T01:00:00.000Z", areaSlugs[person.area]]
        cells += slugs(person)
        cells += [person.comment, "Nguyễn Văn A", phone(person), "uuid:\(person.number)"]
        cells += ["uuid:\(person.number)", "12", "Cán bộ A", "0", "", "", "collect:1", "0", "1"]
        return cells
      },
    personal: ["chung-ho_ten", "chung-so_dien_thoai", "SubmitterName", "DeviceID"])

  static let limeSurvey = PlatformExport(
    name: "LimeSurvey", profile: .limeSurvey, headerRows: 1, isQuoted: true,
    rows: [
      ["id", "submitdate", "lastpage", "startlanguage", "seed", "linhvuc"]
        + items.map { "DG[\($0.0)]" } + ["YKIEN", "HOTEN", "SDT"]
    ]
      + respondents.map { person in
        var cells = ["\(person.number)", iso(person) + " 08:00:00", "3", "vi"]
        cells += ["\(9000 + person.number)", areas[person.area]]
        cells += labels(person)
        return cells + [person.comment, "Nguyễn Văn A", phone(person)]
      } + [[]],
    personal: ["HOTEN", "SDT"])

  static let qualtrics: PlatformExport = {
    let metadata = [
      "StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)",
      "Finished", "RecordedDate", "ResponseId", "RecipientLastName", "RecipientFirstName",
      "RecipientEmail", "ExternalReference", "LocationLatitude", "LocationLongitude",
      "DistributionChannel", "UserLanguage",
    ]
    let header = metadata + ["Q1"] + items.indices.map { "Q2_\($0 + 1)" } + ["Q3", "Q4"]
    let texts =
      metadata + ["Lĩnh vực"] + items.map { "Xin ông/bà cho biết mức độ hài lòng - \($0.1)" }
      + ["Ý kiến\nkhác", "Số điện thoại"]
    func record(_ person: Respondent, _ status: String, _ channel: String) -> [String] {
      let time = iso(person) + " 08:00:00"
      var cells = [time, time, status, "10.1.2.3", "100", "95", "True", time]
      cells += ["R_\(person.number)\(channel)", "", "", "", "", "10.0", "105.7", channel, "VI"]
      cells.append(areas[person.area])
      cells += labels(person)
      cells += [person.comment, phone(person)]
      return cells
    }
    var rows = [header, texts, header.map { "{\"ImportId\":\"\($0)\"}" }]
    rows += respondents.map { record($0, "IP Address", "anonymous") }
    rows += respondents.prefix(2).map { record($0, "Survey Preview", "preview") }
    return PlatformExport(
      name: "Qualtrics", profile: .qualtrics, headerRows: 3, extraRecords: 2, isQuoted: false,
      rows: rows,
      personal: ["IPAddress", "Q4"])
  }()

  static let surveyMonkey = PlatformExport(
    name: "SurveyMonkey", profile: .surveyMonkey, headerRows: 2, isQuoted: false,
    rows: [
      [
        "Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address",
        "First Name", "Last Name", "Custom Data 1", "Lĩnh vực",
        "Xin ông/bà cho biết mức độ hài lòng",
      ] + items.dropFirst().map { _ in "" } + ["Ý kiến khác", "Số điện thoại"],
      Array(repeating: "", count: 9) + ["Response"] + items.map(\.1)
        + ["Open-Ended Response", "Open-Ended Response"],
    ]
      + respondents.map { person in
        let time = "\(two(person.month))/\(two(person.day))/2025 08:00:00 AM"
        var cells = ["\(114_000_000_000 + person.number)", "401", time, time, "10.1.2.3"]
        cells += ["", "", "", "", areas[person.area]]
        cells += labels(person)
        return cells + [person.comment, phone(person)]
      },
    personal: ["IP Address", "Email Address", "First Name", "Last Name", "Số điện thoại"])

  static let googleForms = PlatformExport(
    name: "Google Forms", profile: .googleForms, headerRows: 1, isQuoted: false,
    rows: [
      ["Dấu thời gian", "Lĩnh vực ông/bà giải quyết"]
        + items.enumerated().map { "Xin ông/bà đánh giá [\($0 + 1). \($1.1).]" }
        + ["Ý kiến khác", "Họ và tên", "Số điện thoại"]
    ]
      + respondents.map { person in
        var cells = ["\(two(person.day))/\(two(person.month))/2025 8:00:00", areas[person.area]]
        for code in person.answers {
          guard let code else {
            cells.append("")
            continue
          }
          cells.append(code == 0 ? labels[0] : "\(code) - \(labels[code])")
        }
        return cells + [person.comment, "Nguyễn Văn A", phone(person)]
      },
    personal: ["Họ và tên", "Số điện thoại"])

  static let surveyCTO: PlatformExport = {
    let months = ["Jan", "Feb", "Mar", "Apr", "May"]
    let header =
      [
        "SubmissionDate", "starttime", "endtime", "deviceid", "subscriberid", "simid",
        "devicephonenum", "username", "duration", "caseid", "linh_vuc",
      ] + items.map(\.0) + [
        "y_kien", "ho_ten", "so_dien_thoai", "instanceID", "formdef_version", "KEY",
      ]
    return PlatformExport(
      name: "SurveyCTO", profile: .surveyCTO, headerRows: 1, isQuoted: false,
      rows: [header]
        + respondents.map { person in
          let time = "\(months[person.month - 1]) \(person.day), 2025 8:00:00 AM"
          var cells = [time, time, time, "d1", "", "", "", "cb1", "120", ""]
          cells.append(areaSlugs[person.area])
          cells += codes(person)
          cells += [person.comment, "Nguyễn Văn A", phone(person), "uuid:\(person.number)"]
          return cells + ["2025", "uuid:\(person.number)"]
        },
      personal: ["deviceid", "ho_ten", "so_dien_thoai"])
  }()

  /// A file typed into a spreadsheet: line breaks in headers, codes with leading zeros, decimal commas.
  static let plain = PlatformExport(
    name: "plain", profile: .plain, headerRows: 1, isQuoted: false,
    rows: [
      ["Mã phiếu", "Ngày", "Lĩnh vực"] + items.map { "\($0.0). \($0.1)\n(thang 1-5)" }
        + ["Ý kiến", "Họ và tên", "SĐT", "Trọng số"]
    ]
      + respondents.map { person in
        var cells = ["00\(two(person.number))", "\(two(person.day))/\(two(person.month))/2025"]
        cells.append(areas[person.area])
        cells += codes(person)
        return cells + [person.comment, "Nguyễn Văn A", phone(person), "1,5"]
      },
    personal: ["Họ và tên", "SĐT"])

  static let all: [PlatformExport] = [
    kobo(tags: false), kobo(tags: true), odk, limeSurvey, qualtrics, surveyMonkey, googleForms,
    surveyCTO, plain,
  ]

  /// The export as text; lines end with CRLF.
  func text(delimiter: UInt8) -> String {
    let mark = String(UnicodeScalar(delimiter))
    return rows.map { row in
      row.map { cell in
        let needsQuotes =
          isQuoted
          || cell.unicodeScalars.contains {
            $0 == "\"" || $0 == "\n" || $0 == "\r" || String($0) == mark
          }
        return needsQuotes ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
      }.joined(separator: mark) + "\r\n"
    }.joined()
  }
}
