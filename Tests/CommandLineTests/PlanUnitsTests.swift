import Foundation
import TestSupport
import Testing

@Suite("hailong plan units")
struct PlanUnitsTests {
  private func plan(_ year: Int) -> String {
    """
    schema: hailong.plan/1
    id: x-\(year)
    title: X \(year)
    issuer: Bộ X
    level: province
    unit: {name: X}
    year: \(year)
    indicators:
      - {id: rate, title: Tỷ lệ, clause: I, kind: administrative, target: {op: ">=", value: 0.8}}
    """
  }

  /// A store with figures of provinces in 2024 and 2025.
  private func prepared(_ body: (_ folder: URL, _ store: String) throws -> Void) throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = folder.appendingPathComponent("s.sqlite").path
    func write(_ text: String, _ name: String) throws -> String {
      let url = folder.appendingPathComponent(name)
      try text.write(to: url, atomically: true, encoding: .utf8)
      return url.path
    }
    for year in [2024, 2025] {
      let file = try write(plan(year), "x-\(year).yaml")
      #expect(try runHaiLong(["plan", "import", file, "--store", store]).status == 0)
    }
    let earlier = try write(
      "indicator,period,unit,value\nrate,2024,24,0.9\nrate,2024,27,0.6\nrate,2024,22,0.8\n"
        + "rate,2024,Tiền Giang,0.7\n", "2024.csv")
    let later = try write(
      "indicator,period,unit,value\nrate,2025,24,0.85\nrate,2025,22,0.82\nrate,2025,82,0.9\n"
        + "rate,2025,93,0.9\n", "2025.csv")
    for (file, plan) in [(earlier, "x-2024"), (later, "x-2025")] {
      let run = try runHaiLong(["plan", "record", file, "--plan", plan, "--store", store])
      #expect(run.status == 0, "\(run.errors)")
    }
    try body(folder, store)
  }

  private let provinces = packageRoot.appendingPathComponent("surveys/units/provinces.csv")

  private func units(
    _ store: String, register: URL? = nil, _ more: [String] = []
  ) throws -> CommandResult {
    try runHaiLong(
      [
        "plan", "units", "rate", "--plan", "x-2025", "--store", store, "--period", "2025",
        "--against", "2024", "--register", (register ?? provinces).path,
      ] + more)
  }

  @Test("a merged unit's earlier value reads 'không so sánh được' without stated weights")
  func withoutWeights() throws {
    try prepared { _, store in
      let run = try units(store, ["--lang", "vi"])
      #expect(run.status == 0, "\(run.errors)")
      let lines = run.text.split(separator: "\n").map(String.init)
      let merged = try #require(lines.first { $0.contains("Bắc Ninh") })
      #expect(merged.contains("không so sánh được"))
      #expect(merged.contains("chưa có trọng số của 24 Bắc Giang, 27 Bắc Ninh"))
      let same = try #require(lines.first { $0.contains("Quảng Ninh") })
      #expect(same.contains("80,0%") && same.contains("+2,0"))
      #expect(
        try #require(lines.first { $0.contains("Đồng Tháp") }).contains(
          "chưa có số kỳ trước của 87 Đồng Tháp"))
      // 93 was Hậu Giang and is no unit any more.
      #expect(run.text.contains("không có trong danh mục vào ngày này"))
    }
  }

  @Test("with the register's weights the earlier value is their weighted mean")
  func withWeights() throws {
    try prepared { folder, store in
      let register = folder.appendingPathComponent("tinh.csv")
      try """
      code,name,weight,validFrom,validTo,successors
      24,Bắc Giang,3,,2025-06-30,24
      27,Bắc Ninh,1,,2025-06-30,24
      24,Bắc Ninh,,2025-07-01,,
      22,Quảng Ninh,,,,

      """.write(to: register, atomically: true, encoding: .utf8)
      let run = try units(store, register: register, ["--format", "json"])
      let object = try #require(
        try JSONSerialization.jsonObject(with: run.output) as? [String: Any])
      let rows = try #require(object["units"] as? [[String: Any]])
      let merged = try #require(rows.first { $0["name"] as? String == "Bắc Ninh" })
      let trend = try #require(merged["trend"] as? [String: Any])
      // (3 x 0.9 + 1 x 0.6) / 4 = 0.825; 0.85 - 0.825.
      #expect(abs((trend["previous"] as? Double ?? 0) - 0.825) < 1e-12)
      #expect(abs((trend["difference"] as? Double ?? 0) - 0.025) < 1e-12)
      #expect(merged["parts"] as? [String] == ["24", "27"])
    }
  }

  @Test("an indicator without figures of units, and a register that is wrong, are refused")
  func refused() throws {
    try prepared { folder, store in
      let none = try runHaiLong([
        "plan", "units", "rate", "--plan", "x-2025", "--store", store, "--period", "2025-H1",
        "--against", "2024", "--register",
        packageRoot.appendingPathComponent("surveys/units/provinces.csv").path,
      ])
      #expect(none.status == 65 && none.errors.contains("no figure of a unit in 2025-H1"))
      let register = folder.appendingPathComponent("r.csv")
      try "code,name,validTo,successors\n01,A,2025-06-30,02\n".write(
        to: register, atomically: true, encoding: .utf8)
      let wrong = try runHaiLong([
        "plan", "units", "rate", "--plan", "x-2025", "--store", store, "--period", "2025",
        "--against", "2024", "--register", register.path,
      ])
      #expect(
        wrong.status == 65
          && wrong.errors.contains("r.csv:2:4: error: successors: there is no unit '02'"))
    }
  }
}
