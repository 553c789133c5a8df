import SurveyData
import Testing

/// A small complete instrument.
let smallInstrument = """
  schema: hailong.instrument/1
  id: small
  family: one-stop
  version: "1"
  title: {vi: Phiếu nhỏ, en: Small form}
  source: made for tests
  status: template
  scale: s3
  scales:
    - id: s3
      levels:
        - {code: "1", label: {vi: Không hài lòng, en: Dissatisfied}}
        - {code: "2", label: {vi: Hài lòng, en: Satisfied}}
        - {code: "3", label: {vi: Rất hài lòng, en: Very satisfied}}
      satisfied: ["2", "3"]
      excluded: [{code: "0", label: Không ý kiến, reason: no-opinion}]
  elements:
    - {id: A, title: {vi: Tiếp cận, en: Access}}
  questions:
    - {id: A1, element: A, text: {vi: Biển chỉ dẫn, en: Signs}}
    - {id: A2, element: A, text: {vi: Nơi chờ, en: Waiting room}, rates: policy}
    - {id: G1, type: percent, maximum: 200, text: {vi: Đáp ứng mong đợi, en: Expectations met}}
  measures:
    - {id: pooled, kind: pooled-answers, default: true, title: {vi: Tỷ lệ hài lòng chung, en: Pooled}}
  serviceAreas:
    column: {id: field, aliases: [Lĩnh vực], required: true}
    areas:
      - {id: land, title: {vi: Đất đai, en: Land}}
  personal: [{id: phone, kind: phone, aliases: [SĐT]}]
  design: {weight: {id: w}, strata: stratum, cluster: [{id: psu}], probability: true}
  date: {column: date, formats: [dd/MM/yyyy]}
  rules:
    - {rule: straight-lining, minimum: 2}
    - {rule: range, column: age, minimum: 18, maximum: 110}
  """

@Suite("Instrument definitions")
struct InstrumentDecodingTests {
  func issues(_ yaml: String) -> [DefinitionIssue] {
    do {
      _ = try Instrument(yaml: yaml, file: "f.yaml")
      return []
    } catch {
      return error.issues
    }
  }

  @Test("a complete definition is read")
  func complete() throws {
    let instrument = try Instrument(yaml: smallInstrument, file: "small.yaml")
    #expect(instrument.questions.map(\.id) == ["A1", "A2", "G1"])
    #expect(instrument.defaultMeasure?.id == "pooled")
    let measure = try #require(instrument.defaultMeasure)
    #expect(instrument.questions(of: measure).map(\.id) == ["A1", "A2"])
    #expect(instrument.ratedObject(of: instrument.questions[0]) == .services)
    #expect(instrument.ratedObject(of: instrument.questions[1]) == .policy)
    #expect(instrument.design.strata.map(\.id) == ["stratum"])
    #expect(instrument.design.isProbability)
    #expect(instrument.rules[0].severity == .warning)
    #expect(
      instrument.classifier(for: instrument.questions[0])?.classify("2") == .satisfied(level: 1))
    #expect(instrument.classifier(for: instrument.questions[2]) == nil)
  }

  @Test("an unknown key is an error with place and nearest known key")
  func unknownKey() throws {
    let found = issues(smallInstrument.replacing("family: one-stop", with: "famly: one-stop"))
    let unknown = try #require(found.first { $0.message.contains("famly") })
    #expect(unknown.line == 3)
    #expect(unknown.column == 1)
    #expect(unknown.fix.contains("'family'"))
    #expect(unknown.description.hasPrefix("f.yaml:3:1: error: "))
    #expect(found.contains { $0.message.contains("'family' is missing") })
  }

  @Test("every mistake of a file is shown in one run, in file order")
  func allMistakes() {
    var text = smallInstrument.replacing(
      "element: A, text: {vi: Biển", with: "element: B, text: {vi: Biển")
    text = text.replacing("reason: no-opinion", with: "reason: no-opinon")
    text = text.replacing("minimum: 18, maximum: 110", with: "minimum: 110, maximum: 18")
    let found = issues(text)
    #expect(found.count == 3)
    #expect(found.map(\.line) == found.map(\.line).sorted())
    #expect(found[0].fix.contains("no-opinion"))
    #expect(found[1].message.contains("no element 'B'"))
  }

  @Test(
    "an item in no element, an element without items, and spellings that lead to two columns are refused",
    arguments: [
      (
        "{id: A1, element: A,", "{id: A1,",
        "f.yaml:20:5: error: questions[0]: question 'A1' belongs to no element"
      ),
      (
        "- {id: A, title: {vi: Tiếp cận, en: Access}}",
        "- {id: A, title: {vi: Tiếp cận, en: Access}}\n  - {id: B, title: Kết quả}",
        "elements[1]: element 'B' has no question"
      ),
      (
        "aliases: [SĐT]}]", "aliases: [Lĩnh vực]}]",
        "a column 'Lĩnh vực' could also be that of service area 'field'"
      ),
      (
        "personal: [{id: phone, kind: phone, aliases: [SĐT]}]",
        "personal: [{id: phone, kind: phone}, {id: phone, kind: name}]",
        "the id 'phone' is already that of entry 1"
      ),
      (
        "design: {weight", "respondent: [{id: sex, choices: [{id: m}, {id: m}]}]\ndesign: {weight",
        "the choice 'm' stands twice"
      ),
    ])
  func structure(text: String, instead: String, wanted: String) {
    let found = issues(smallInstrument.replacing(text, with: instead))
    #expect(found.contains { "\($0)".contains(wanted) && $0.line > 0 }, "\(found)")
    #expect(found.allSatisfy { !$0.fix.isEmpty })
  }

  @Test("what is verified and where it was read may be said in both languages")
  func bilingual() throws {
    let text = smallInstrument.replacing(
      "source: made for tests",
      with:
        "source: {vi: Tự làm, en: Made here}\nverified: [{vi: Có, en: Yes}, Cả hai]\nnotVerified: Gì cả"
    )
    let instrument = try Instrument(yaml: text, file: "f.yaml")
    #expect(instrument.source == BilingualText(vi: "Tự làm", en: "Made here"))
    #expect(instrument.verified.map(\.en) == ["Yes", "Cả hai"])
    #expect(instrument.notVerified.map(\.vi) == ["Gì cả"])
    #expect(issues(text.replacing("{vi: Có, en: Yes}", with: "{de: Ja}")).count == 2)
  }

  @Test("a scale whose labels read the same is refused")
  func ambiguousScale() {
    let found = issues(smallInstrument.replacing("vi: Rất hài lòng", with: "vi: HÀI-LÒNG"))
    #expect(found.contains { $0.message.contains("two levels") })
  }

  @Test("an alias bomb is refused at its first alias, before anything is expanded")
  func aliasBomb() {
    var bomb = "a0: &a0 [x, x]\n"
    for level in 1...40 {
      bomb += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n? *a\(level)\n: y\n"
    }
    let found = issues(bomb)
    #expect(found.count == 1)
    #expect(found[0].message.contains("alias"))
    #expect(found[0].line == 2)
  }

  @Test("a text too large is refused")
  func tooLarge() {
    let found = issues(String(repeating: "# filler\n", count: 1_000_000))
    #expect(found.count == 1)
    #expect(found[0].message.contains("larger than 8 MB"))
  }

  @Test("deep nesting is refused before the parser recurses into it")
  func deepNesting() {
    let found = issues("questions: " + String(repeating: "[", count: 100_000))
    #expect(found.count == 1)
    #expect(found[0].message.contains("nested"))
  }

  @Test(
    "broken YAML has a place",
    arguments: ["id: [a", "a: b: c", "id: x\n\tfamily: y", "- a\n- b", "", "\u{1}"])
  func broken(yaml: String) {
    let found = issues(yaml)
    #expect(!found.isEmpty)
    #expect(found.allSatisfy { !$0.fix.isEmpty && $0.description.hasPrefix("f.yaml") })
  }

  @Test("codes stay text: no, 01 and 1e3 are not read as YAML words")
  func codesStayText() throws {
    let text = smallInstrument.replacing("id: s3\n    levels", with: "id: s3\n    levels")
      .replacing("{code: \"1\", label", with: "{code: 01, aliases: [no, 1e3], label")
    let instrument = try Instrument(yaml: text, file: "f.yaml")
    let level = instrument.scales[0].levels[0]
    #expect(level.code == "01")
    #expect(level.aliases == ["no", "1e3"])
  }

  @Test(
    "dates are read by the given formats only",
    arguments: [
      ("dd/MM/yyyy", "14/06/2025", "2025-06-14"), ("dd/MM/yyyy", "4/6/2025 09:15:00", "2025-06-04"),
      ("yyyy-MM-dd", "2025-06-14T09:15:00+07:00", "2025-06-14"),
      ("M/d/yyyy", "6/14/2025 4:01", "2025-06-14"),
    ])
  func dates(pattern: String, text: String, expected: String) {
    #expect(DateFormat(pattern: pattern)?.date(from: text)?.description == expected)
  }

  @Test(
    "no date in",
    arguments: ["31/02/2025", "14/13/2025", "2025-06-14", "14/06/25", "14/06/2025x", ""])
  func noDate(text: String) { #expect(DateFormat(pattern: "dd/MM/yyyy")?.date(from: text) == nil) }

  @Test("a score on a band's boundary belongs to the band above")
  func bands() {
    let scoring = Scoring(
      total: 18, components: [],
      bands: [("a", 15.0), ("b", 12), ("c", 9), ("d", 6), ("e", 0)].map {
        Scoring.Band(id: $0.0, title: BilingualText(vi: $0.0, en: $0.0), from: $0.1)
      })
    #expect(
      [15, 14.999, 12, 9, 6, 5.9, 0].map { scoring.band(of: $0)?.id } == [
        "a", "b", "b", "c", "d", "e", "e",
      ])
  }
}
