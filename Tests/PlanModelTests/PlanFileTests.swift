import Foundation
import PlanModel
import Testing

/// What was counted while reading a plan's text: indicators and tasks by content area, the numbers that
/// each clause sets, and the tasks of each part (body items, organisation, rows of the annex).
struct Counts: Decodable {
  var indicators: [String: Int]
  var tasks: [String: [String: Int]]
  var targets: [String: [String]]
  var parts: [String: Int]
  var survey: Int
  var noTarget: Int
}

@Suite("The five plans")
struct FivePlansTests {
  @Test("load without an error", arguments: PlanFiles.ids)
  func loadsWithoutError(id: String) throws {
    let file = try PlanFiles.file(id)
    #expect(file.findings.filter { $0.severity == .error }.map(\.description) == [])
    #expect(file.plan.id == id)
    #expect(id.hasSuffix("\(file.plan.year)"))
  }

  @Test("have the counted indicators and tasks in every content area", arguments: PlanFiles.ids)
  func countsPerContentArea(id: String) throws {
    let plan = try PlanFiles.plan(id)
    let path = "Tests/PlanModelTests/Fixtures/\(id).counts.json"
    let counts = try JSONDecoder().decode(Counts.self, from: Data(PlanFiles.text(path).utf8))
    func areaCounts(_ areas: [String?]) -> [String: Int] {
      Dictionary(grouping: areas) { $0 ?? "none" }.mapValues(\.count)
    }
    #expect(areaCounts(plan.indicators.map(\.contentArea)) == counts.indicators)
    for section in PlanTask.Section.allCases {
      let tasks = plan.tasks.filter { $0.section == section }
      #expect(areaCounts(tasks.map(\.contentArea)) == counts.tasks[section.rawValue] ?? [:])
    }
    #expect(
      Dictionary(grouping: plan.indicators, by: \.clause).mapValues { $0.map(targetText) }
        == counts.targets)
    #expect(Dictionary(grouping: plan.tasks, by: part).mapValues(\.count) == counts.parts)
    #expect(plan.indicators.count { $0.kind == .survey } == counts.survey)
    #expect(plan.indicators.count { $0.target == nil } == counts.noTarget)
  }

  /// A target as the fixtures write it: `>= 85 %`, `<= 20 rank`, `done`, `-` for none.
  private func targetText(_ indicator: Indicator) -> String {
    guard let target = indicator.target else { return "-" }
    func number(_ value: Double) -> String {
      let scaled = ((indicator.unit == .percent ? value * 100 : value) * 1e6).rounded() / 1e6
      return scaled == scaled.rounded() ? "\(Int(scaled))" : "\(scaled)"
    }
    if indicator.unit == .milestone { return "done" }
    let span = target.to.map { " to " + number($0) } ?? ""
    let unit = indicator.unit == .percent ? "%" : indicator.unit.rawValue
    return "\(target.op.rawValue) \(number(target.value))\(span) \(unit)"
  }

  /// The part of the plan in which a task stands: `II.3`, `PL.VI`.
  private func part(_ task: PlanTask) -> String {
    let words = task.clause.split(separator: " ", maxSplits: 1)
    let part = words[0].split(separator: ".").prefix(2).joined(separator: ".")
    return words.count > 1 && words[1].hasPrefix("(Chỉ đạo") ? part + " (Chỉ đạo điều hành)" : part
  }

  @Test("survive JSON unchanged", arguments: PlanFiles.ids)
  func jsonRoundTrip(id: String) throws {
    let plan = try PlanFiles.plan(id)
    let written = plan.json.serialized()
    let read = try PlanFile(json: written, name: "plan.json").checked()
    #expect(read == plan)
    #expect(read.json.serialized() == written)
  }

  @Test("Cần Thơ sets 90 % for procedures and a lower bar for the part")
  func canThoThresholds() throws {
    let plan = try PlanFiles.plan("can-tho-2025")
    #expect(plan.indicator("procedures")?.target == Target(.atLeast, 0.90))
    let part = try #require(plan.indicator("land-construction-investment"))
    #expect(part.target == Target(.atLeast, 0.85))
    #expect(part.partOf == "procedures")
    #expect(part.binding?.areas == ["land", "construction", "investment"])
    #expect(plan.indicators(family: "one-stop").map(\.id).contains("procedures"))
  }

  @Test("a clause that names three objects is three indicators in Minh Đức")
  func minhDucThreeObjects() throws {
    let plan = try PlanFiles.plan("minh-duc-2025")
    let surveys = plan.indicators.filter { $0.kind == .survey }
    #expect(surveys.count == 3)
    #expect(Set(surveys.map(\.clause)).count == 1)
    #expect(surveys.allSatisfy { $0.target == Target(.atLeast, 0.95) })
  }

  @Test(
    "without a number have survey indicators without a target",
    arguments: ["quang-ngai-2024", "dong-thap-2022", "sa-dec-2024"])
  func noNumberIsNoTarget(id: String) throws {
    let surveys = try PlanFiles.plan(id).indicators.filter { $0.kind == .survey }
    #expect(!surveys.isEmpty)
    #expect(surveys.allSatisfy { $0.target == nil })
  }

  @Test("cite a wrong date, which is warned of")
  func wrongCitedDateIsWarned() throws {
    let warnings = try PlanFiles.ids.flatMap { try PlanFiles.file($0).findings }
      .filter { $0.error.kind == .differingDate }.map(\.description)
    #expect(warnings.contains { $0.contains("766/QĐ-TTg") && $0.contains("2022-06-23") })
  }
}

@Suite("Reading a plan file")
struct PlanFileTests {
  @Test("the sample reads and fills in defaults")
  func sampleReads() throws {
    let file = try PlanFile(yaml: planText(), name: "t.yaml")
    #expect(file.findings.isEmpty)
    #expect(file.plan.indicators[1].binding?.combine == .each)
    #expect(file.plan.tasks[0].due.to == PlanDate(year: 2025, month: 3, day: 31))
  }

  @Test("an unknown key names its place and the nearest key")
  func unknownKey() {
    let error = #expect(throws: PlanError.self) {
      try PlanFile(
        yaml: planText(replacing: "quote", with: "quote").replacing(
          "    lead: [Văn phòng]\n    binding", with: "    leed: [Văn phòng]\n    binding"),
        name: "t.yaml")
    }
    #expect(
      error?.description
        == "t.yaml:24:5: error: an indicator has no key `leed`\n  hint: did you mean `lead`?")
  }

  @Test("a missing key, a wrong type and a wrong choice are refused with a fix")
  func shapeErrors() {
    func message(_ old: String, _ new: String) -> String {
      do {
        _ = try PlanFile(yaml: planText(replacing: old, with: new), name: "t.yaml").checked()
        return "accepted"
      } catch { return "\(error)" }
    }
    #expect(
      message("issuer: Ủy ban nhân dân xã Thử\n", "").hasPrefix(
        "t.yaml:1:1: error: a plan needs the key `issuer`"))
    #expect(
      message("year: 2025", "year: soon").hasPrefix(
        "t.yaml:9:7: error: `year` is a whole number, not `soon`"))
    #expect(
      message("kind: survey\n    unit", "kind: survy\n    unit").contains("did you mean `survey`?"))
    #expect(
      message("date: 2025-01-02", "date: 2025-02-30").contains("`date` is a date, not `2025-02-30`")
    )
    #expect(
      message("hailong.plan/1", "hailong.plan/2").contains("this version reads hailong.plan/1"))
    #expect(message("to: 2025-03-31", "to: 2024-03-31").contains("before it starts"))
    #expect(message("title: Kế hoạch thử\n", "title: [a\n").hasPrefix("t.yaml:"))
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    var old: String
    var new: String
    var kind: PlanError.Kind
    var words: String
    var testDescription: String { words }
  }

  @Test(
    "what cannot be meant is an error",
    arguments: [
      Mistake(
        old: "- id: land", new: "- id: procedures", kind: .duplicate,
        words: "used by two indicators"),
      Mistake(
        old: "value: 0.90", new: "value: 9.5", kind: .invalidTarget, words: "write 9.5 % as 0.095"),
      Mistake(
        old: "value: 0.90", new: "value: 950", kind: .invalidTarget,
        words: "which is not between 0 and 100 %"),
      Mistake(
        old: "value: 0.90", new: "value: 950%", kind: .invalidTarget,
        words: "a share of 950% cannot be meant"),
      Mistake(
        old: "value: 0.90", new: "value: 95%", kind: .invalidTarget, words: "write 95% as 0.95"),
      Mistake(
        old: "areas: [land]}", new: "areas: [land], combine: mean}", kind: .invalidValue,
        words: "known values: pooled, each, average"),
      Mistake(
        old: "value: 0.90", new: "value: 90", kind: .invalidTarget, words: "write 90.0 % as 0.9"),
      Mistake(
        old: "value: 0.90", new: "value: -0.1", kind: .invalidTarget,
        words: "is a share of -10.0 %"),
      Mistake(
        old: "partOf: procedures", new: "partOf: land", kind: .circularReference,
        words: "is part of itself"),
      Mistake(
        old: "    lead: [Văn phòng]\n    binding", new: "    partOf: land\n    binding",
        kind: .circularReference, words: "partOf` runs in a circle: procedures → land → procedures"),
      Mistake(
        old: "partOf: procedures", new: "partOf: procedure", kind: .unknownReference,
        words: "did you mean `procedures`?"),
      Mistake(
        old: "indicators: [procedures]", new: "indicators: [landd]", kind: .unknownReference,
        words: "did you mean `land`?"),
      Mistake(
        old: "    binding: {families: [one-stop], rates: services}\n", new: "",
        kind: .invalidBinding, words: "has no binding"),
      Mistake(
        old: "rates: services, areas", new: "rates: policy, areas", kind: .invalidBinding,
        words: "never mixed"),
      Mistake(
        old: "rates: services, areas", new: "rates: [policy, services], areas",
        kind: .invalidBinding, words: "never both in one figure"),
      Mistake(
        old: "families: [one-stop], rates: services, areas",
        new: "families: [onestop], rates: services, areas", kind: .invalidBinding,
        words: "did you mean `one-stop`?"),
      Mistake(
        old: "parent: {number: 2/KH-UBND, issuer: Ủy ban nhân dân tỉnh Thử",
        new: "parent: {number: 1/KH-UBND, issuer: Ủy ban nhân dân xã Thử", kind: .circularReference,
        words: "names itself as its parent"),
      Mistake(
        old: "  - {id: III, title: Cải cách thủ tục hành chính}",
        new: "  - {id: VIII, title: Khác}", kind: .unknownReference, words: "no content area `VIII`"
      ),
    ])
  func invalidPlansAreRefused(mistake: Mistake) {
    let text = planText(replacing: mistake.old, with: mistake.new)
    #expect(text != planText())
    let error = #expect(throws: PlanError.self) {
      try PlanFile(yaml: text, name: "t.yaml").checked()
    }
    #expect(error?.kind == mistake.kind)
    #expect(error?.description.contains(mistake.words) == true, "\(error?.description ?? "")")
    #expect(error?.description.hasPrefix("t.yaml:") == true)
  }

  @Test("an alias bomb, deep nesting and a huge file are refused at once")
  func exhaustingInputIsRefused() {
    var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1..<30 {
      let name = "*a\(level - 1)"
      bomb +=
        "a\(level): &a\(level) [\(Array(repeating: name, count: 9).joined(separator: ", "))]\n"
    }
    bomb += "? *a29\n: 1\n"
    for text in [
      bomb, String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 100_000),
      String(repeating: "- ", count: 100_000) + "x", String(repeating: "x", count: 9 << 20),
    ] {
      let clock = ContinuousClock()
      let time = clock.measure {
        #expect(throws: PlanError.self) { try PlanFile(yaml: text, name: "bomb.yaml") }
      }
      #expect(time < .seconds(10))
    }
    #expect(throws: PlanError.self) {
      try PlanFile(json: String(repeating: "[", count: 1_000_000), name: "deep.json")
    }
  }

  @Test("a reference that the parent may have is checked when the plan is resolved")
  func inheritedReferences() throws {
    let text = planText(replacing: "indicators: [procedures]", with: "indicators: [elsewhere]")
      .replacing("year: 2025", with: "year: 2025\ninherits: all")
    let plan = try PlanFile(yaml: text, name: "t.yaml").checked()
    var parent = plan
    parent.id = "parent"
    parent.inherits = .none
    parent.parent = nil
    parent.number = "2/KH-UBND"
    parent.issuer = "Ủy ban nhân dân tỉnh Thử"
    #expect(try !plan.resolved(in: [parent]).findings().isEmpty)
    parent.indicators[0].id = "elsewhere"
    #expect(try plan.resolved(in: [parent]).findings().isEmpty)
  }

  @Test("a text with & and * in quotes is no alias")
  func quotedMarksAreText() throws {
    let text = planText(
      replacing: "title: Kế hoạch thử", with: "title: \"R&D *quan trọng* & khác\"")
    #expect(try PlanFile(yaml: text, name: "t.yaml").plan.title == "R&D *quan trọng* & khác")
  }

  @Test("broken JSON is refused with its place")
  func brokenJSON() throws {
    let good = try PlanFile(yaml: planText(), name: "t.yaml").plan.json.serialized()
    for (text, words) in [
      (String(good.dropLast()), "the document ends too early"),
      (good + "x", "text follows the end"),
      (good.replacing("\"year\": 2025", with: "\"year\": 2025, \"year\": 2025"), "occurs twice"),
      (good.replacing("\"year\": 2025", with: "\"year\": 20x25"), "this is no JSON value"),
    ] {
      let error = #expect(throws: PlanError.self) { try PlanFile(json: text, name: "p.json") }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
      #expect(error?.description.hasPrefix("p.json:") == true)
    }
  }

  @Test("JSON escapes read back")
  func jsonEscapes() throws {
    var plan = try PlanFile(yaml: planText(), name: "t.yaml").checked()
    plan.title = "\"a\\b\"\n\t\u{1}\u{2028}đ😀"
    let text = plan.json.serialized()
    #expect(try PlanFile(json: text, name: "p").plan == plan)
    let escaped = text.replacing("😀", with: "\\ud83d\\ude00")
    #expect(try PlanFile(json: escaped, name: "p").plan == plan)
  }
}
