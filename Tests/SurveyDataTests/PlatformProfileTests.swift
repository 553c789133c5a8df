import CSVIO
import SurveyData
import Testing

@Suite("Platform profiles")
struct PlatformProfileTests {
  let rating: Instrument

  init() throws {
    rating = try builtIn.instrument("one-stop-rating")
  }

  func check(_ text: String) throws -> CheckReport {
    try ResponseCheck(instrument: rating).run([.bytes(Array(text.utf8), name: "export.csv")])
  }

  @Test("KoboToolbox: semicolons, all quoted, group paths, a tag row, metadata columns")
  func kobo() throws {
    let report = try check(
      "\"start\";\"end\";\"chung/linh_vuc\";\"chung/muc_do_hai_long\";\"_id\";\"_uuid\";\"_submission_time\";\"_index\"\r\n"
        + "\"\";\"\";\"#sector\";\"#rating\";\"\";\"\";\"\";\"\"\r\n"
        + "\"2025-06-01T08:00\";\"2025-06-01T08:01\";\"dat_dai\";\"rat_hai_long\";\"1\";\"u1\";\"2025-06-01T01:01\";\"1\"\r\n"
    )
    #expect(report.sources[0].profile == .koboToolbox)
    #expect(report.sources[0].headerRows == 2)
    #expect(report.rows.read == 1 && report.rows.accepted == 1)
    #expect(report.nonresponse[0].valid == 1)
  }

  @Test("Qualtrics: three header rows, preview records dropped with a count")
  func qualtrics() throws {
    let report = try check(
      "StartDate,EndDate,Status,IPAddress,ResponseId,RecordedDate,DistributionChannel,Q1,Q2\n"
        + "Start Date,End Date,Response Type,IP Address,Response ID,Recorded Date,Channel,Lĩnh vực,Mức độ hài lòng\n"
        + "\"{\"\"ImportId\"\":\"\"startDate\"\"}\",\"{\"\"ImportId\"\":\"\"e\"\"}\",s,i,r,d,c,\"{\"\"ImportId\"\":\"\"QID1\"\"}\",q\n"
        + "2025-06-01 08:00:00,2025-06-01 08:01:00,IP Address,1.2.3.4,R_1,2025-06-01 08:01:00,anonymous,Đất đai,Hài lòng\n"
        + "2025-06-01 08:00:00,2025-06-01 08:01:00,Survey Preview,,R_2,2025-06-01 08:01:00,preview,Đất đai,Hài lòng\n"
    )
    #expect(report.sources[0].profile == .qualtrics)
    #expect(report.sources[0].headerRows == 3)
    #expect(
      report.rows == CheckReport.Rows(read: 2, accepted: 1, rejected: 1, malformed: 0, filtered: 1))
    #expect(report.findings(.previewRecord)?.count == 1)
    #expect(report.sources[0].personal.map(\.kind) == [.device])
  }

  @Test("SurveyMonkey: two header rows")
  func surveyMonkey() throws {
    let report = try check(
      "Respondent ID,Collector ID,Start Date,End Date,Lĩnh vực,Mức độ hài lòng\n"
        + ",,,,Response,Response\n1001,7,06/01/2025,06/01/2025,Đất đai,5\n")
    #expect(report.sources[0].profile == .surveyMonkey)
    #expect(report.rows.read == 1 && report.rows.accepted == 1)
  }

  @Test("LimeSurvey: byte order mark, Q[SQ] columns, blank line at the end")
  func limeSurvey() throws {
    let report = try check(
      "\u{FEFF}\"id\";\"submitdate\";\"lastpage\";\"startlanguage\";\"seed\";\"linh_vuc\";\"Q1[rating]\"\r\n"
        + "\"1\";\"2025-06-01 08:00:00\";\"3\";\"vi\";\"9\";\"Đất đai\";\"4\"\r\n\r\n")
    #expect(report.sources[0].profile == .limeSurvey)
    #expect(report.sources[0].hasByteOrderMark)
    #expect(report.rows.accepted == 1)
  }

  @Test("Google Forms: question texts, a timestamp first, grids")
  func googleForms() throws {
    let report = try check(
      "Dấu thời gian,Lĩnh vực ông/bà giải quyết,Xin ông/bà đánh giá [Mức độ hài lòng]\n01/06/2025 8:00:00,Đất đai,5 - Rất hài lòng\n"
    )
    #expect(report.sources[0].profile == .googleForms)
    #expect(report.rows.accepted == 1)
  }

  @Test("ODK Central and SurveyCTO are told by their metadata columns")
  func odkAndSurveyCTO() {
    let dialect = CSVDialect()
    #expect(
      PlatformProfile.detect(
        dialect: dialect, header: ["SubmissionDate", "a-b", "KEY"], firstRecords: []) == .odk)
    #expect(
      PlatformProfile.detect(
        dialect: dialect, header: ["SubmissionDate", "a", "KEY", "formdef_version"],
        firstRecords: []) == .surveyCTO)
    #expect(
      PlatformProfile.detect(dialect: dialect, header: ["a", "b"], firstRecords: []) == .plain)
  }

  @Test("check boxes in one cell are split, listed choices first")
  func selections() {
    #expect(
      PlatformProfile.googleForms.selections(in: "Đất đai, Xây dựng") == ["Đất đai", "Xây dựng"])
    #expect(
      PlatformProfile.googleForms.selections(in: "Đất đai;Xây dựng") == ["Đất đai", "Xây dựng"])
    #expect(
      PlatformProfile.googleForms.selections(in: "Điện, nước, Khác", choices: ["Điện, nước"]) == [
        "Điện, nước", "Khác",
      ])
    #expect(
      PlatformProfile.koboToolbox.selections(in: "dat_dai xay_dung") == ["dat_dai", "xay_dung"])
    #expect(PlatformProfile.qualtrics.selections(in: "1,2,3") == ["1", "2", "3"])
    #expect(PlatformProfile.plain.selections(in: "") == [])
  }

  @Test("several choices in one cell are checked one by one")
  func multipleChoice() throws {
    let instrument = try Instrument(
      yaml: smallInstrument.replacing(
        "scales:\n",
        with: """
          scales:
            - id: channels
              levels:
                - {code: "1", label: {vi: "Điện thoại, máy tính", en: Phone or computer}}
                - {code: "2", label: {vi: Tại quầy, en: At the desk}}
              satisfied: []

          """
      ).replacing(
        "  - {id: G1,",
        with: "  - {id: K, type: multi, scale: channels, text: Kênh nộp}\n  - {id: G1,"),
      file: "m.yaml")
    let report = try ResponseCheck(instrument: instrument).run([
      .bytes(
        Array(
          ("A1,A2,G1,K,Lĩnh vực\n1,2,,\"Điện thoại, máy tính, Tại quầy\",Đất đai\n1,2,,Tại quày,Đất đai\n1,2,,2,Đất đai\n"
            + "1,2,,,Đất đai\n").utf8), name: "m.csv")
    ])
    #expect(report.rows.accepted == 3)
    #expect(report.findings(.answerUnmapped)?.items.map(\.line) == [3])
    #expect(report.findings(.answerUnmapped)?.items[0].suggestion == "Tại quầy")
    #expect(report.nonresponse.first { $0.question == "K" }?.missing == 1)
  }
}
