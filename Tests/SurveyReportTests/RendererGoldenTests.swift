import SurveyReport
import Testing

@Suite("Rendered reports") struct RendererGoldenTests {
  @Test("Pages render as recorded", arguments: ReportLanguage.allCases)
  func pages(_ language: ReportLanguage) {
    let page = SamplePage.page(language)
    expectGolden(
      Self.withoutStyles(HTMLReport(page).render()), "report.\(language.rawValue).html")
    expectGolden(MarkdownReport(page).render(), "report.\(language.rawValue).md")
  }

  /// The page without its stylesheet, which has one source and no values.
  private static func withoutStyles(_ page: String) -> String {
    page.replacing(#/<style>[\s\S]*?</style>/#, with: "<style>…</style>")
  }

  @Test("Terminal tables render as recorded", arguments: ReportLanguage.allCases)
  func terminal(_ language: ReportLanguage) {
    let tables = ReportTables(Wording(language))
    let style = TextTable.Style(width: 120)
    var text = TextTable(style).render(tables.indicators(SamplePage.indicators))
    text += "\n" + TextTable(style).render(tables.rates(SamplePage.areas))
    text += "\n" + TextTable(style).render(tables.rates(SamplePage.units))
    text += "\n" + QualityDocument(SamplePage.quality, wording: Wording(language)).text(style)
    expectGolden(text, "terminal.\(language.rawValue).txt")
  }
}
