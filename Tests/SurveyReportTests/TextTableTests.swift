import Foundation
import SurveyReport
import Testing

@Suite("Terminal tables") struct TextTableTests {
  private func table(_ rows: [(String, String)], isFlexible: Bool = true) -> ReportTable {
    ReportTable(
      columns: [
        ReportTable.Column("name", "Tên", isFlexible: isFlexible),
        ReportTable.Column("value", "Số", .trailing),
      ], rows: rows.map { [ReportTable.Cell($0.0), ReportTable.Cell($0.1)] })
  }

  @Test("Composed and decomposed Vietnamese give the same columns")
  func normalizationForms() {
    let names = ["Đất đai", "Hộ tịch", "Xây dựng", "Giáo dục, đào tạo"]
    let composed = table(names.map { ($0.precomposedStringWithCanonicalMapping, "1") })
    let decomposed = table(names.map { ($0.decomposedStringWithCanonicalMapping, "1") })
    let first = TextTable().render(composed)
    let second = TextTable().render(decomposed)
    #expect(Array(first.unicodeScalars) != Array(second.unicodeScalars))
    #expect(
      Array(first.unicodeScalars)
        == Array(second.precomposedStringWithCanonicalMapping.unicodeScalars))
  }

  @Test("Numbers end in one column after wide, combining and plain names")
  func alignment() {
    let names = ["😀 vui", "日本語", "ệ", "abc", "e\u{302}\u{323}x"]
    // What each name takes on a terminal, counted by hand.
    let widths = [6, 6, 1, 3, 2]
    let lines = TextTable().render(table(names.map { ($0, "7") }))
      .split(separator: "\n").dropFirst(2)
    #expect(lines.count == names.count)
    for ((line, name), width) in zip(zip(lines, names), widths) {
      let blanks = String(repeating: " ", count: 6 - width + 3)
      #expect(String(line) == name + blanks + "7")
    }
  }

  @Test(
    "No line is wider than the terminal, and none ends in a blank", arguments: [24, 40, 80, 120])
  func width(_ width: Int) {
    let tables = ReportTables(Wording(.vietnamese))
    let all = [
      tables.rates(SamplePage.areas), tables.rates(SamplePage.units),
      table([("một tên rất dài không có chỗ nào để ngắt dòng cho vừa", "12")]),
      table([("mộttênrấtdàikhôngcóchỗnàođểngắtdòngchovừa", "12")]),
    ]
    for item in all.suffix(width < 80 ? 2 : 4) {
      for line in TextTable(TextTable.Style(width: width)).render(item).split(separator: "\n") {
        #expect(line.count <= width, "\(line)")
        #expect(line.last != " ")
      }
    }
  }

  @Test("A status is told by word and symbol with and without colour")
  func color() {
    let tables = ReportTables(Wording(.english))
    let plain = TextTable().render(tables.indicators(SamplePage.indicators))
    let colored = TextTable(TextTable.Style(usesColor: true))
      .render(tables.indicators(SamplePage.indicators))
    #expect(!plain.contains("\u{1B}"))
    #expect(colored.contains("\u{1B}[1;31m▼ Below target"))
    let stripped = colored.replacing(/\u{1B}\[[0-9;]*m/, with: "")
    #expect(stripped == plain)
  }

  @Test("ASCII output has only ASCII marks")
  func ascii() {
    let tables = ReportTables(Wording(.english, ascii: true))
    let printed = tables.rates(
      RateTable(
        kind: .area, title: "Areas", target: SamplePage.eightyFive,
        rows: [SamplePage.row("a", "Land", 0.8, 0.78, 0.82, 100, .below, .conclusive)],
        measure: "pooled-answers"))
    let text = TextTable(TextTable.Style(width: 100, isASCII: true)).render(printed)
    #expect(text.unicodeScalars.allSatisfy { $0.isASCII }, "\(text)")
    #expect(text.contains("! Below target"))
    #expect(text.contains(">= 85%"))
  }

  @Test("A cell cannot send control sequences to the terminal")
  func controls() {
    let text = TextTable().render(table([("a\u{1B}[31mred\u{9B}x\u{202E}y\r\nz", "1")]))
    #expect(!text.contains("\u{1B}"))
    #expect(!text.unicodeScalars.contains("\u{9B}"))
    #expect(!text.unicodeScalars.contains("\u{202E}"))
    #expect(!text.contains("\r"))
  }

  @Test("CSV rows carry values that read back, not what is printed")
  func csvRows() throws {
    let rows = ReportTables(Wording(.vietnamese)).indicatorValues(SamplePage.indicators).csvRows
    let header = try #require(rows.first)
    let value = try #require(header.firstIndex(of: "value"))
    let id = try #require(header.firstIndex(of: "id"))
    let education = try #require(rows.first { $0[id] == "education" })
    #expect(Double(education[value]) == 0.84996)
    let suppressed = try #require(rows.first { $0[id] == "commune" })
    #expect(suppressed[value].isEmpty)
    #expect(rows.allSatisfy { $0.count == header.count })
  }
}
