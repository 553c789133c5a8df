import SurveyData
import Testing

/// The five-level scale of the field, with an excluded code, as tests need it.
let fiveLevels = ResponseScale(
  id: "satisfaction-5",
  levels: [
    ("1", "Rất không hài lòng", "Very dissatisfied", "😡"),
    ("2", "Không hài lòng", "Dissatisfied", "🙁"),
    ("3", "Bình thường", "Neutral", "😐"), ("4", "Hài lòng", "Satisfied", "🙂"),
    ("5", "Rất hài lòng", "Very satisfied", "😍"),
  ].map { code, vi, en, emoji in
    ResponseScale.Level(
      code: code, label: BilingualText(vi: vi, en: en), aliases: [emoji], score: Double(code) ?? 0,
      isSatisfied: code >= "4")
  },
  excluded: [
    ResponseScale.Excluded(
      code: "0", label: BilingualText(vi: "Không sử dụng", en: "Not used"),
      aliases: ["Không có ý kiến"],
      reason: .notUsed)
  ])

@Suite("Answer classifier")
struct AnswerClassifierTests {
  let classifier = AnswerClassifier(scale: fiveLevels)

  @Test(
    "accepted spellings of level 5",
    arguments: [
      "5", "5.0", "5,00", " 5 ", "Rất hài lòng", "RẤT HÀI LÒNG", "rat_hai_long", "5 - Rất hài lòng",
      "5. Rất hài lòng", "5 (Rất hài lòng)", "5 Rất hài lòng", "Rất hài lòng (5)",
      "e) Rất hài lòng", "Very satisfied",
      "😍", "Râ\u{301}t ha\u{300}i lo\u{300}ng", "5️⃣",
    ])
  func topLevel(text: String) { #expect(classifier.classify(text) == .satisfied(level: 4)) }

  @Test("blanks are missing, code 0 is excluded, and the two are not the same")
  func blanksAndZero() {
    for text in ["", "  ", "NA", "n/a", "-"] { #expect(classifier.classify(text) == .missing) }
    for text in ["0", "0.0", "Không sử dụng", "không có ý kiến"] {
      #expect(classifier.classify(text) == .excluded(.notUsed))
    }
  }

  @Test("an unknown text is invalid with the nearest label, never guessed")
  func invalid() {
    #expect(classifier.classify("Rất hài lòngg") == .invalid(suggestion: "Rất hài lòng"))
    #expect(classifier.classify("6") == .invalid(suggestion: nil))
    #expect(classifier.classify("05") == .invalid(suggestion: nil))
    #expect(classifier.classify("4.5") == .invalid(suggestion: nil))
    #expect(classifier.classify("-4") == .invalid(suggestion: nil))
  }

  @Test(
    "a code and a label that disagree are invalid",
    arguments: ["4 - Rất hài lòng", "1. Rất hài lòng", "7 Hài lòng"])
  func disagreeing(text: String) {
    guard case .invalid = classifier.classify(text) else {
      Issue.record("\(text) was accepted")
      return
    }
  }

  @Test("a reversed question mirrors what counts as satisfied and its scores")
  func reversed() {
    let reversed = AnswerClassifier(scale: fiveLevels, isReversed: true)
    #expect(reversed.classify("1") == .satisfied(level: 0))
    #expect(reversed.classify("5") == .notSatisfied(level: 4))
    #expect(fiveLevels.score(level: 0, isReversed: true) == 5)
    #expect(fiveLevels.score(level: 0) == 1)
  }
}

@Suite("Suggestions for answers")
struct AnswerSuggestionTests {
  let classifier = AnswerClassifier(scale: fiveLevels)

  @Test("a suggestion never turns a yes into a no")
  func negation() {
    #expect(classifier.suggestion(for: "Khá hài lòng") != "Không hài lòng")
    #expect(classifier.suggestion(for: "Không hài lònng") == "Không hài lòng")
    #expect(classifier.suggestion(for: "Dissatisfed") == "Dissatisfied")
    #expect(classifier.suggestion(for: "Satisfed") == "Satisfied")
  }

  @Test("a number has no near answer", arguments: ["6", "55", "4.5"])
  func numbers(text: String) { #expect(classifier.suggestion(for: text) == nil) }
}
