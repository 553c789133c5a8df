import Foundation
import TestSupport
import Testing

@Suite("hailong plan")
struct PlanCommandTests {
  /// A folder of its own for each test.
  func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  func write(_ text: String, to url: URL) throws -> String {
    try text.write(to: url, atomically: true, encoding: .utf8)
    return url.path
  }

  func json(_ data: Data) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test("imports a plan once, and says what it did")
  func importTwice() throws {
    try inFolder { folder in
      let store = folder.appending(path: "s.db").path
      let first = try runHaiLong(["plan", "import", "can-tho-2025", "--store", store])
      #expect(first.status == 0)
      #expect(first.text == "can-tho-2025: added (31 indicators, 109 tasks)\n")
      let again = try runHaiLong(["plan", "import", "can-tho-2025", "--store", store])
      #expect(again.text.hasPrefix("can-tho-2025: unchanged"))
      let list = try runHaiLong(["plan", "list", "--store", store, "--format", "csv"])
      #expect(list.text.contains("can-tho-2025,2025,province,"))
    }
  }

  @Test("records figures once, names wrong rows, and keeps the history")
  func record() throws {
    try inFolder { folder in
      let store = folder.appending(path: "s.db").path
      _ = try runHaiLong(["plan", "import", "can-tho-2025", "--store", store])
      let options = ["--plan", "can-tho-2025", "--store", store]
      let good = try write(
        "indicator,period,unit,numerator,denominator,value\npci-rank,2025-H1,,,,12\n"
          + "full-online-dossiers,2025-H1,,60,100,\n", to: folder.appending(path: "a.csv"))
      let bad = try write(
        "indicator,period,value\npci-rank,2025-H1,12\npci-rnk,2025-H1,12\nprocedures,2025-H1,9.5\n",
        to: folder.appending(path: "b.csv"))
      let refused = try runHaiLong(["plan", "record", bad] + options)
      #expect(refused.status == 65)
      #expect(
        refused.errors.contains(
          "b.csv:3:1: error: the plan can-tho-2025 has no indicator `pci-rnk`"))
      #expect(refused.errors.contains("b.csv:4:1: error: procedures is 9.5"))
      #expect(
        try runHaiLong(["plan", "history"] + options + ["--format", "csv"]).text.split(
          separator: "\n"
        ).count == 1)
      #expect(try runHaiLong(["plan", "record", good] + options).text.contains("2 new"))
      #expect(
        try runHaiLong(["plan", "record", good] + options).text
          == "already recorded: 2; nothing changed\n")
      let fixed = try write(
        "indicator;period;value\npci-rank;2025-H1;14\n", to: folder.appending(path: "c.csv"))
      let revised = try runHaiLong(["plan", "record", fixed, "--recorded-by", "Lan"] + options)
      #expect(revised.text.contains("no. 3 replaces no. 1 (12.0 → 14.0)"))
      let formula = try write(
        "indicator,period,value\npci-rank,2025-H1,15\n", to: folder.appending(path: "d.csv"))
      _ = try runHaiLong(["plan", "record", formula, "--note", "=1+1"] + options)
      let export = try runHaiLong(["plan", "export", "--format", "csv", "--store", store])
      #expect(export.text.contains(",'=1+1,"))
      let trace = try runHaiLong(["plan", "show", "pci-rank", "--trace"] + options)
      #expect(trace.status == 0)
      #expect(trace.text.contains("d.csv  sha256:") && trace.text.contains("c.csv"))
      #expect(trace.text.contains("replaces") && trace.text.contains("a.csv"))
    }
  }

  @Test("status as JSON has the keys of the contract")
  func status() throws {
    try inFolder { folder in
      let store = folder.appending(path: "s.db").path
      _ = try runHaiLong(["plan", "import", "can-tho-2025", "--store", store])
      let figures = try write(
        "indicator,period,value\npci-rank,2025-H1,25\n", to: folder.appending(path: "a.csv"))
      let options = ["--plan", "can-tho-2025", "--store", store]
      _ = try runHaiLong(["plan", "record", figures] + options)
      let status =
        ["plan", "status", "--period", "2025-H1", "--as-of", "2025-06-20"] + options
      let run = try runHaiLong(status + ["--format", "json"])
      #expect(run.status == 0)
      let report = try json(run.output)
      #expect(report["schema"] as? String == "hailong.verdict/1")
      #expect(
        report["plan"] as? String == "can-tho-2025" && report["period"] as? String == "2025-H1")
      let indicators = try #require(report["indicators"] as? [[String: Any]])
      #expect(indicators.count == 31)
      let rank = try #require(indicators.first { $0["id"] as? String == "pci-rank" })
      #expect(rank["status"] as? String == "below" && rank["gap"] as? Double == 5)
      #expect(rank["flagged"] as? Bool == true)
      #expect((report["summary"] as? [String: Int])?["below"] == 1)
      #expect(try runHaiLong(status + ["--exit-status"]).status == 3)
      for (period, expected) in [("2026-Q1", 65), ("H1", 64)] {
        let other = try runHaiLong(["plan", "status", "--period", period] + options)
        #expect(other.status == Int32(expected), "\(other.errors)")
      }
      let vietnamese = try runHaiLong(status + ["--lang", "vi"])
      #expect(vietnamese.text.contains("III. Cải cách thủ tục hành chính"))
    }
  }

  @Test("export and import are exact, to the byte")
  func roundTrip() throws {
    try inFolder { folder in
      let store = folder.appending(path: "s.db").path
      let copy = folder.appending(path: "t.db").path
      let file = folder.appending(path: "e.json").path
      _ = try runHaiLong(["plan", "import", "can-tho-2025", "sa-dec-2024", "--store", store])
      let figures = try write(
        "indicator,period,numerator,denominator\nfull-online-dossiers,2025-Q1,1,3\n",
        to: folder.appending(path: "a.csv"))
      _ = try runHaiLong(["plan", "record", figures, "--plan", "can-tho-2025", "--store", store])
      #expect(try runHaiLong(["plan", "export", "--store", store, "-o", file]).status == 0)
      #expect(try runHaiLong(["plan", "import", file, "--store", copy]).status == 0)
      let again = try runHaiLong(["plan", "export", "--store", copy])
      #expect(try again.output == Data(contentsOf: URL(filePath: file)))
    }
  }

  @Test("a wrong plan file is refused with its place, and nothing is made")
  func invalidPlan() throws {
    try inFolder { folder in
      let store = folder.appending(path: "s.db").path
      let text = """
        schema: hailong.plan/1
        id: x-2025
        title: X
        issuer: UBND xã X
        level: commune
        unit: {name: Xã X}
        year: 2025
        indicators:
          - {id: a, title: A, clause: I, kind: administrative, target: {op: ">=", value: 9.5}}
        """
      let file = try write(text, to: folder.appending(path: "x.yaml"))
      for verb in [["plan", "validate", file], ["plan", "import", file, "--store", store]] {
        let run = try runHaiLong(verb)
        #expect(run.status == 65)
        #expect(run.errors.contains("x.yaml:9:"), "\(run.errors)")
        #expect(run.errors.contains("which is not between 0 and 100 %"))
      }
      #expect(!FileManager.default.fileExists(atPath: store))
      let typo = try write(
        text.replacing("issuer", with: "isuer"), to: folder.appending(path: "y.yaml"))
      #expect(try runHaiLong(["plan", "validate", typo]).errors.contains("needs the key `issuer`"))
      let missing = try runHaiLong(["plan", "validate", "can-tho"])
      #expect(missing.status == 66 && missing.errors.contains("can-tho-2025"))
    }
  }

  @Test("what is no store is refused with the right status")
  func badStores() throws {
    try inFolder { folder in
      let text = try write("id,answer\n1,5\n", to: folder.appending(path: "data.csv"))
      let list = ["plan", "list", "--store"]
      #expect(try runHaiLong(list + [folder.appending(path: "none.db").path]).status == 66)
      let other = try runHaiLong(list + [text])
      #expect(other.status == 65 && other.errors.contains("not a SQLite database"))
      let unreachable = try runHaiLong(
        ["plan", "import", "can-tho-2025", "--store", folder.path + "/a/b.db"])
      #expect(unreachable.status == 73)
    }
  }

  @Test("figures fed from a file are verified from it")
  func verify() throws {
    try inFolder { folder in
      let store = folder.appending(path: "s.db").path
      let sample = samplePath("mot-cua-2025-h1.csv")
      let options = [
        "--survey", "one-stop", "--plan", "can-tho-2025", "--period", "2025-H1", "--store", store,
      ]
      #expect(try runHaiLong(["feed", sample] + options).status == 0)
      let run = try runHaiLong(["plan", "verify", sample, "--format", "json"] + options)
      #expect(run.status == 0, "\(run.errors)")
      let summary = try #require(json(run.output)["summary"] as? [String: Int])
      #expect(summary["same"] == 2 && summary["different"] == 0)
      let exported = try runHaiLong(
        ["plan", "export", "--plan", "can-tho-2025", "--format", "dhis2", "--store", store])
      #expect(exported.text.contains("\"period\": \"2025S1\""))
    }
  }

  private func samplePath(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "surveys/samples/\(name)").path
  }
}
