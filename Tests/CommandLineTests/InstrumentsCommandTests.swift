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
