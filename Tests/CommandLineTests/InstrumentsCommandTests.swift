import Foundation
import TestSupport
import Testing

@Suite("hailong instruments")
struct InstrumentsCommandTests {
  @Test("lists every built-in instrument, as a table and as JSON")
  func list() throws {
    let table = try runHaiLong(["instruments", "list", "--lang", "en"])
    #expect(table.status == 0)
    for id in ["one-stop", "sipas-33", "byt-outpatient-2024", "papi"] {
      #expect(table.text.contains(id))
    }
    let json = try runHaiLong(["instruments", "list", "--format", "json"])
    let object = try #require(try JSONSerialization.jsonObject(with: json.output) as? [String: Any])
    #expect(object["schema"] as? String == "hailong.instruments/1")
    #expect((object["instruments"] as? [Any])?.count ?? 0 >= 13)
  }

  @Test("shows a form in both languages")
  func show() throws {
    let vi = try runHaiLong(["instruments", "show", "sipas-33", "--lang", "vi"])
    #expect(vi.status == 0)
    #expect(vi.text.contains("Chưa xác minh") && vi.text.contains("9.33"))
    let en = try runHaiLong(["instruments", "show", "sipas-33", "--lang", "en"])
    #expect(en.text.contains("Not verified"))
  }

  @Test("an unknown instrument is refused with the known ones")
  func unknown() throws {
    let run = try runHaiLong(["instruments", "show", "sipas"])
    #expect(run.status == 66)
    #expect(run.errors.contains("sipas-33"))
  }

  @Test("validates the built-in ones, and a broken file with line and column")
  func validate() throws {
    let all = try runHaiLong(["instruments", "validate"])
    #expect(all.status == 0, "\(all.errors)")
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("x.yaml")
    try "schema: hailong.instrument/1\nid: x\nfamly: one-stop\n".write(
      to: file, atomically: true, encoding: .utf8)
    let broken = try runHaiLong(["instruments", "validate", file.path])
    #expect(broken.status == 65)
    #expect(broken.errors.contains("x.yaml:3:1: error: unknown key 'famly'"))
    #expect(broken.errors.contains("'family'"))
  }

  @Test("published SIPAS values are listed with their certainty and not compared across the break")
  func reference() throws {
    let list = try runHaiLong(["instruments", "reference", "--lang", "vi"])
    #expect(list.status == 0 && list.text.contains("83,94%") && list.text.contains("secondary"))
    for years in ["2021,2022", "2020,2023", "2024,2019"] {
      let refused = try runHaiLong(["instruments", "reference", "--compare", years, "--lang", "vi"])
      #expect(refused.status == 65 && refused.text.isEmpty)
      #expect(refused.errors.contains("không so sánh được"))
    }
    let same = try runHaiLong(["instruments", "reference", "--compare", "2022,2024"])
    #expect(same.status == 0 && same.text.contains("80.08% → 2024 83.94% (+3.86 points)"))
  }

  @Test("published scores are imported on their own scale, and no survey makes them")
  func scores() throws {
    let sample = packageRoot.appendingPathComponent("surveys/samples/small/papi.csv").path
    let json = try runHaiLong(["instruments", "scores", sample, "--format", "json"])
    let object = try #require(try JSONSerialization.jsonObject(with: json.output) as? [String: Any])
    #expect(object["instrument"] as? String == "papi 2018.1")
    #expect(((object["scores"] as? [[String: Any]])?.first?["score"] as? Double) == 4.9)
    let estimate = try runHaiLong(["estimate", sample, "--survey", "papi"])
    #expect(estimate.status == 65 && estimate.text.isEmpty)
    #expect(estimate.errors.contains("never computed from one's own survey"))
    let other = try runHaiLong(["instruments", "scores", sample, "--survey", "one-stop"])
    #expect(other.status == 65 && other.errors.contains("no published index"))
  }

  @Test("numbers carry the form and its version; points carry their band; shares come by question")
  func identity() throws {
    func small(_ name: String) -> String {
      packageRoot.appendingPathComponent("surveys/samples/small/\(name).csv").path
    }
    let points = try runHaiLong([
      "estimate", small("one-stop-9"), "--survey", "one-stop-9", "--publish", "none", "--lang",
      "vi",
    ])
    #expect(
      points.text.contains("(one-stop-9 2018.1)") && points.text.contains("15 / 18 · Xuất sắc"))
    let json = try runHaiLong([
      "estimate", small("one-stop-9"), "--survey", "one-stop-9", "--format", "json",
    ])
    let object = try #require(try JSONSerialization.jsonObject(with: json.output) as? [String: Any])
    let form = try #require(object["instrument"] as? [String: Any])
    #expect(form["version"] as? String == "2018.1")
    #expect((form["score"] as? [String: Any])?["band"] as? String == "excellent")
    let estimate = try #require((object["estimates"] as? [[String: Any]])?.first)
    #expect(estimate["instrument"] as? String == "one-stop-9 2018.1")
    #expect(estimate["measure"] as? String == "sum-of-means")
    let csv = try runHaiLong([
      "estimate", small("byt-inpatient-2024"), "--survey", "byt-inpatient-2024", "--format", "csv",
    ])
    let lines = csv.text.split(whereSeparator: \.isNewline)
    #expect(lines.dropFirst().allSatisfy { $0.hasSuffix(",byt-inpatient-2024 2024.1") })
    let shares = try runHaiLong([
      "estimate", small("sipas-33"), "--survey", "sipas-33", "--measure", "expectation-share",
      "--publish", "none",
    ])
    #expect(shares.status == 0 && shares.text.contains("10.10") && !shares.text.contains("pooled "))
    let byArea = try runHaiLong([
      "estimate", small("sipas-33"), "--survey", "sipas-33", "--measure", "expectation-share",
      "--by", "unit",
    ])
    #expect(byArea.status == 64)
  }

  @Test("a score or points are not held against a target in per cent")
  func scoresAgainstRates() throws {
    func sample(_ name: String) -> String {
      packageRoot.appendingPathComponent("surveys/samples/\(name).csv").path
    }
    for (file, survey, measure) in [
      ("ngoai-tru-2025-h1", "byt-outpatient-2024", "mean-score"),
      ("ngoai-tru-2025-h1", "byt-outpatient-2024", "expectations"),
      ("ngoai-tru-2025-h1", "byt-outpatient-2024", "mean-over-top"),
      ("small/one-stop-9", "one-stop-9", "points"),
    ] {
      let run = try runHaiLong([
        "compare", sample(file), "--survey", survey, "--plan", "can-tho-2025", "--measure", measure,
      ])
      #expect(run.status == 65 && run.text.isEmpty, "\(measure): \(run.text)")
      #expect(run.errors.contains("no rate of satisfaction"))
    }
  }

  @Test("drafts a definition that is valid and reads its file")
  func draft() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let sample = packageRoot.appendingPathComponent("surveys/samples/giao-duc-2025-h1.csv").path
    let draft = try runHaiLong(["instruments", "new", sample, "--id", "nhap"])
    #expect(draft.status == 0, "\(draft.errors)")
    let file = folder.appendingPathComponent("nhap.yaml")
    try draft.output.write(to: file)
    let valid = try runHaiLong(["instruments", "validate", file.path])
    #expect(valid.status == 0, "\(valid.errors)")
  }
}
