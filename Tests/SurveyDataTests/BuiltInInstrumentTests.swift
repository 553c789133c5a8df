import CSVIO
import Foundation
import SurveyData
import Testing

/// The repository's instruments, found beside the tests' own source.
let builtIn = InstrumentLibrary(
  folder: String(#filePath.split(separator: "/").dropLast(3).reduce(into: "") { $0 += "/" + $1 })
    + "/surveys/instruments")

@Suite("Built-in instruments")
struct BuiltInInstrumentTests {
  @Test(
    "every definition is read without a mistake and says what is and is not verified",
    arguments: builtIn.ids())
  func everyDefinition(id: String) throws {
    let instrument = try builtIn.instrument(id)
    #expect(instrument.id == id)
    #expect(!instrument.verified.isEmpty)
    #expect(!instrument.notVerified.isEmpty)
    #expect(!instrument.title.vi.isEmpty && !instrument.title.en.isEmpty)
    #expect(!instrument.family.isSurvey || instrument.defaultMeasure != nil)
  }

  @Test("the set is complete")
  func complete() {
    #expect(builtIn.ids().count >= 13)
  }

  @Test(
    "the ministry of health's forms have the verified numbers of items",
    arguments: [
      ("byt-inpatient-2024", [5, 7, 11, 7, 6]), ("byt-outpatient-2024", [5, 10, 8, 4, 4]),
      ("byt-vaccination-2024", [5, 8, 12, 5, 3]),
    ])
  func healthItems(id: String, counts: [Int]) throws {
    let instrument = try builtIn.instrument(id)
    let measure = try #require(instrument.defaultMeasure)
    #expect(measure.kind == .pooledAnswers)
    let rated = instrument.questions(of: measure)
    #expect(
      instrument.elements.map { element in rated.filter { $0.element == element.id }.count }
        == counts)
    let classifier = try #require(instrument.classifier(for: rated[0]))
    #expect(classifier.classify("0") == .excluded(.notUsed))
    #expect(classifier.classify("4. Tốt") == .satisfied(level: 3))
    #expect(instrument.question("G1")?.maximum == 999)
  }

  @Test(
    "the 33-item form has nine blocks, four of policy, and its items 6 and 7 refuse health and education"
  )
  func sipas() throws {
    let instrument = try builtIn.instrument("sipas-33")
    #expect(instrument.elements.count == 9)
    #expect(instrument.questions.filter(\.isInRate).count == 33)
    #expect(
      instrument.elements.filter { $0.rates == .policy }.map(\.id) == ["I.A", "I.B", "I.C", "I.D"])
    #expect(instrument.question("9.6")?.notFor.map(\.family) == [.health])
    #expect(instrument.question("9.7")?.notFor.map(\.family) == [.education])
    let services = try #require(instrument.measure("pooled"))
    #expect(instrument.questions(of: services).count == 19)
    #expect(
      instrument.questions(of: services).allSatisfy { instrument.ratedObject(of: $0) == .services })
  }

  @Test(
    "faces, stars, labels and digits of the desk rating are read",
    arguments: [
      ("😡", 0), ("⭐⭐", 1), ("😐", 2), ("👍", 3), ("5 sao", 4), ("★★★★☆", 3), ("rat_hai_long", 4),
      ("4/5", 3), ("☹️", 1),
    ])
  func deskRating(text: String, level: Int) throws {
    let instrument = try builtIn.instrument("one-stop-rating")
    #expect(instrument.classifier(for: instrument.questions[0])?.classify(text).level == level)
  }

  @Test("the administrative group follows the published rules at the edges")
  func administrative() throws {
    let scoring = try #require(try builtIn.instrument("qd766-satisfaction").scoring)
    #expect(scoring.total == 18)
    let byId = Dictionary(uniqueKeysWithValues: scoring.components.map { ($0.id, $0) })
    let onTime = try #require(byId["feedback-on-time"])
    let satisfied = try #require(byId["feedback-satisfied"])
    let procedures = try #require(byId["procedures-satisfied"])
    #expect(onTime.score(["petitionsOnTime": 0, "petitions": 0]) == 6)
    #expect(onTime.score(["petitionsOnTime": 9, "petitions": 10]) == 6 * 0.9)
    #expect(onTime.score(["petitions": 10]) == nil)
    #expect(satisfied.score(["petitionsUnsatisfied": 10, "petitions": 10]) == 0)
    #expect(
      procedures.score(["dossiersLate": 0, "dossiersDisliked": 0, "dossiers": 0]) == 0)
    #expect(
      procedures.score(["dossiersLate": 5, "dossiersDisliked": 5, "dossiers": 100]) == 6)
    let half = try #require(
      procedures.score(["dossiersLate": 50, "dossiersDisliked": 5, "dossiers": 100]))
    #expect(abs(half - 6 * 0.45 / 0.9) < 1e-12)
  }

  @Test("an unknown instrument names the nearest one")
  func unknown() {
    #expect {
      try builtIn.instrument("sipas33")
    } throws: { error in
      "\(error)".contains("did you mean 'sipas-33'")
    }
  }

  @Test("bands: exactly 15, 12, 9 and 6 belong to the band above")
  func bands() throws {
    let scoring = try #require(try builtIn.instrument("one-stop-9").scoring)
    #expect(
      [15, 12, 9, 6, 5.99].map { scoring.band(of: $0)?.id } == [
        "excellent", "good", "fair", "average", "weak",
      ])
  }

  @Test("the definition in the page on instruments is one")
  func pageExample() throws {
    let page = try String(contentsOfFile: builtIn.folder + "/../README.md", encoding: .utf8)
    let start = try #require(page.range(of: "```yaml\n"))
    let end = try #require(page.range(of: "\n```", range: start.upperBound..<page.endIndex))
    let yaml = String(page[start.upperBound..<end.lowerBound])
    let instrument = try Instrument(yaml: yaml, file: "README.md")
    #expect(instrument.rules.count == 2 && instrument.filters.count == 1)
  }

  @Test("the published JSON Schema knows every key that is read, and no other")
  func schemaKeys() throws {
    let data = try Data(
      contentsOf: URL(fileURLWithPath: builtIn.folder + "/instrument.schema.json"))
    let schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let properties = try #require(schema["properties"] as? [String: Any])
    do {
      _ = try Instrument(yaml: "nosuchkeyatall: 1", file: "x.yaml")
      Issue.record("an unknown key was accepted")
    } catch {
      let unknown = try #require(error.issues.first { $0.message.contains("nosuchkeyatall") })
      let known = try #require(unknown.fix.split(separator: ": ").last).split(separator: ", ").map(
        String.init)
      #expect(Set(known) == Set(properties.keys))
    }
  }

  @Test(
    "the page of a form shows every question, measure and open point, in both languages",
    arguments: builtIn.ids())
  func page(id: String) throws {
    let instrument = try builtIn.instrument(id)
    // Lines are broken between words.
    func joined(_ text: String) -> String {
      text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    let pages = [instrument.page(vietnamese: true), instrument.page(vietnamese: false)]
    #expect(pages.allSatisfy { $0.split(separator: "\n").allSatisfy { $0.count <= 102 } })
    let vi = joined(pages[0])
    let en = joined(pages[1])
    #expect(vi.hasPrefix(instrument.title.vi) && en.hasPrefix(instrument.title.en))
    for question in instrument.questions {
      #expect(vi.contains("\(question.id) \(question.text.vi)"))
      #expect(en.contains("\(question.id) \(question.text.en)"))
    }
    for measure in instrument.measures {
      #expect(vi.contains(measure.title.vi) && en.contains(measure.title.en))
    }
    for claim in instrument.verified + instrument.notVerified + [instrument.source] {
      #expect(vi.contains(claim.vi) && en.contains(claim.en))
      #expect(claim.vi != claim.en)
    }
    for source in instrument.measures.compactMap(\.source) { #expect(source.vi != source.en) }
  }
}
