import Foundation
import TestSupport
import Testing

@Suite("hailong plan status and record")
struct PlanStatusTests {
  func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  func write(_ text: String, _ name: String, in folder: URL) throws -> String {
    let url = folder.appending(path: name)
    try text.write(to: url, atomically: true, encoding: .utf8)
    return url.path
  }

  func indicator(_ id: String, _ output: Data) throws -> [String: Any] {
    let report = try #require(
      JSONSerialization.jsonObject(with: output) as? [String: Any])
    let all = try #require(report["indicators"] as? [[String: Any]])
    return try #require(all.first { $0["id"] as? String == id })
  }

  @Test("--level puts communes together by the register's weights, or says why not")
  func level() throws {
    try inFolder { folder in
      let store = folder.appending(path: "s.db").path
      _ = try runHaiLong(["plan", "import", "can-tho-2025", "--store", store])
      let options = ["--plan", "can-tho-2025", "--store", store]
      let figures = try write(
        "indicator,period,unit,value\nfull-online-dossiers,2025-H1,Phường A,40%\n"
          + "full-online-dossiers,2025-H1,02,0.6\n", "a.csv", in: folder)
      #expect(try runHaiLong(["plan", "record", figures] + options).status == 0)
      let register = try write(
        "code,name,level,parent,weight\n01,Phường A,commune,,3\n02,Phường B,commune,,1\n", "r.csv",
        in: folder)
      let status = ["plan", "status", "--period", "2025-H1", "--as-of", "2025-06-20"] + options
      let without = try runHaiLong(status + ["--format", "json"])
      #expect(
        try indicator("full-online-dossiers", without.output)["status"] as? String == "noData")
      let level = status + ["--level", "province", "--units"]
      let with = try runHaiLong(level + [register, "--format", "json"])
      // (3 * 0.4 + 0.6) / 4
      let value = try #require(
        indicator("full-online-dossiers", with.output)["value"] as? Double)
      #expect(abs(value - 0.45) < 1e-12)
      let open = try write(
        "code,name,level,parent,weight\n01,Phường A,commune,,3\n02,Phường B,commune,,\n", "o.csv",
        in: folder)
      let text = try runHaiLong(level + [open, "--lang", "vi"])
      #expect(text.text.contains("không tổng hợp được, chưa nêu trọng số của Phường B."))
      let report = try runHaiLong(
        [
          "report", "--period", "2025-H1", "--level", "province", "--units", register, "--format",
          "markdown", "--lang", "vi",
        ] + options)
      #expect(report.text.contains("tổng hợp từ 2 đơn vị theo trọng số đã nêu"))
      #expect(try runHaiLong(status + ["--level", "province"]).status == 64)
      let wrong = try runHaiLong(status + ["--level", "xa", "--units", register])
      #expect(wrong.status == 65 && wrong.errors.contains("no unit of the level `xa`"))
      for format in ["sdmx", "dhis2"] {
        let named = try runHaiLong(["plan", "export", "--format", format] + options)
        let coded = try runHaiLong(
          ["plan", "export", "--format", format, "--units", register] + options)
        #expect(named.text != coded.text && !coded.text.contains("Phường A"))
      }
    }
  }

  @Test("one unit has one spelling, tasks are found by clause, every wrong row is named")
  func record() throws {
    try inFolder { folder in
      let store = folder.appending(path: "s.db").path
      _ = try runHaiLong(["plan", "import", "can-tho-2025", "--store", store])
      let record = ["--plan", "can-tho-2025", "--store", store]
      func run(_ text: String, _ more: [String] = []) throws -> CommandResult {
        try runHaiLong(
          ["plan", "record", write(text, "f.csv", in: folder)] + record + more)
      }
      let first = try run(
        "chỉ tiêu;kỳ;đơn vị;giá trị\nfull-online-dossiers;2025-H1;Huyện Cờ Đỏ;92,5%\n"
          + "full-online-dossiers;2025-H1;Thành phố Cần Thơ;0,9\n")
      #expect(first.status == 0, "\(first.errors)")
      let other = try run(
        "indicator,period,unit,value\nfull-online-dossiers,2025-Q1,Huyen Co Do,0.9\n")
      #expect(other.status == 65)
      #expect(
        other.errors.contains("f.csv:2:1: error: the unit `Huyen Co Do` is written `Huyện Cờ Đỏ`"))
      let register = try write(
        "code,name\n31261,Huyện Cờ Đỏ\n", "r.csv", in: folder)
      let unknown = try run(
        "indicator,period,unit,value\nfull-online-dossiers,2025-Q1,Huyện Cờ Đo,0.9\n",
        ["--register", register])
      #expect(unknown.status == 65 && unknown.errors.contains("did you mean `Huyện Cờ Đỏ`?"))
      let tasks = try run(
        "nhiệm vụ,trạng thái,ngày,sản phẩm\nPL.I.1,done,2025-01-10,Báo cáo 12/BC\n"
          + "PL.I.2,done,2025-01-11,\n", ["--tasks"])
      #expect(tasks.status == 0, "\(tasks.errors)")
      let wrong = try run(
        "task,state,date\nPL.I.1x,done,2025-01-10\nPL.I.3,finished,2025-01-10\nPL.I.3,done,x\n",
        ["--tasks"])
      #expect(wrong.status == 65 && wrong.errors.contains("did you mean `PL.I.1`?"))
      #expect(wrong.errors.contains("f.csv:3:1") && wrong.errors.contains("f.csv:4:1"))
      let board = try runHaiLong(
        ["plan", "status", "--period", "2025-Q1", "--as-of", "2025-03-20", "--lang", "vi"] + record)
      #expect(board.text.contains("2 đã hoàn thành"))
      // Done, and the product of the second was not reported.
      #expect(!board.text.contains("PL.I.1 ") && board.text.contains("PL.I.2 "))
    }
  }

  @Test("scores: totals by content area, units ranked by the share of what could be scored")
  func scores() throws {
    try inFolder { folder in
      let store = folder.appending(path: "s.db").path
      _ = try runHaiLong(["plan", "import", "can-tho-2025", "--store", store])
      let options = ["--plan", "can-tho-2025", "--store", store]
      let figures = try write(
        "indicator,period,unit,value\nprocedures,2025,,0.87\npar-index-rank,2025,,12\n"
          + "procedures,2025,A,0.8\nprocedures,2025,B,0.9\nhealth-services,2025,A,0.85\n", "a.csv",
        in: folder)
      #expect(try runHaiLong(["plan", "record", figures] + options).status == 0)
      let score = ["plan", "score", "--scores", "example", "--period", "2025"] + options
      let text = try runHaiLong(score + ["--lang", "vi"])
      #expect(text.status == 0)
      for expected in [
        "Bộ điểm này chỉ là ví dụ", "chưa kiểm chứng", "mục tiêu giai đoạn 90%",
        "Chấm được 14 trong 25 điểm", "Xếp hạng đơn vị",
      ] { #expect(text.text.contains(expected), "\(expected)") }
      let csv = try runHaiLong(score + ["--format", "csv"])
      #expect(csv.text.contains(",,III,sipas,procedures,0.87,8.7,10.0,recalled"))
      // B has 9 of 10, A 11 of 13.
      #expect(csv.text.contains("B,1,III,sipas") && csv.text.contains("A,2,III,sipas"))
    }
  }
}
