import Foundation
import SurveyReport
import Testing

@Suite("Wording") struct WordingTests {
  @Test(
    "Every phrase has both wordings, composed and without stray blanks", arguments: Phrase.allCases)
  func phrases(_ phrase: Phrase) {
    for language in ReportLanguage.allCases {
      let text = phrase.text(language)
      #expect(!text.isEmpty)
      #expect(
        Array(text.unicodeScalars)
          == Array(text.precomposedStringWithCanonicalMapping.unicodeScalars))
      #expect(text == text.trimmingCharacters(in: .whitespacesAndNewlines))
      #expect(!text.contains("  ") && !text.contains("\n"))
    }
  }

  @Test("Status words are those of the contract")
  func statusWords() {
    let words = ReportStatus.allCases.map { Wording(.vietnamese).statusMark($0) }
    #expect(
      words == [
        "▲ Đạt", "▼ Chưa đạt", "● Chưa đủ căn cứ", "○ Không có chỉ tiêu", "– Không có số liệu",
        "⊘ Không công bố",
      ])
    #expect(Set(ReportStatus.allCases.map(\.symbol)).count == ReportStatus.allCases.count)
    #expect(Set(ReportStatus.allCases.map(\.asciiSymbol)).count == ReportStatus.allCases.count)
  }

  @Test("Every footnote has a wording of its own", arguments: ReportLanguage.allCases)
  func footnotes(_ language: ReportLanguage) {
    let texts = FootnoteReason.allCases.map { Wording(language).footnote($0) }
    #expect(Set(texts).count == texts.count)
  }

  @Test("The headline counts what was judged and names the worst first")
  func headline() {
    let sentences = Wording(.vietnamese).headline(SamplePage.indicators)
    #expect(sentences.first == "4 trong 6 chỉ tiêu có số liệu đạt mục tiêu.")
    #expect(sentences.count == 3)
    #expect(sentences[1].hasPrefix("Trong đó: đất đai, xây dựng, đầu tư: 83,1%"))
    #expect(sentences[2].contains("84,996%") && sentences[2].contains("chưa đủ căn cứ"))
    #expect(Wording(.english).headline([]) == ["No indicator has the data to be judged yet."])
  }

  @Test("Targets read as the plan means them")
  func targets() {
    let wording = Wording(.vietnamese)
    #expect(wording.target(ReportTarget(.atLeast, 0.85)) == "≥ 85%")
    #expect(wording.target(ReportTarget(.atMost, 20, unit: .rank)) == "≤ 20")
    #expect(wording.target(ReportTarget(.atLeast, 1, upper: 4, unit: .places)) == "tăng 1–4 bậc")
    #expect(wording.target(ReportTarget(.atLeast, 1, unit: .milestone)) == "Đã hoàn thành")
  }
}
