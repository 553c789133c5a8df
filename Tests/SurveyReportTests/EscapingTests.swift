import Foundation
import SurveyEstimation
import SurveyReport
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

/// Collects the elements of a document and whether it was well-formed.
private final class ElementCollector: NSObject, XMLParserDelegate {
  var names: Set<String> = []
  var attributes: Set<String> = []
  var text = ""

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes found: [String: String] = [:]
  ) {
    names.insert(name)
    for key in found.keys { attributes.insert(key) }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}

@Suite("Escaping") struct EscapingTests {
  private static let attack =
    "<script>alert(\"x\")</script>'\" onload=1 &amp; ]]> \u{0}\u{8}\u{202E}"

  /// A page in which every text that can come from outside is hostile.
  private func hostilePage(_ attack: String) -> ReportPage {
    var page = SamplePage.page(.vietnamese)
    page.plan.title = attack
    page.plan.number = attack
    page.plan.issuer = attack
    page.period.title = attack
    page.generatedAt = attack
    page.headline = [attack]
    for index in page.indicators.indices {
      page.indicators[index].title = attack
      page.indicators[index].clause = attack
      page.indicators[index].lead = [attack]
      page.indicators[index].measure = attack
      page.indicators[index].instrument = attack
      page.indicators[index].sources = [attack]
      page.indicators[index].note = attack
      page.indicators[index].trend?.comparedWith = attack
    }
    for index in page.tables.indices {
      page.tables[index].title = attack
      for row in page.tables[index].rows.indices { page.tables[index].rows[row].label = attack }
    }
    for index in page.flagged.indices {
      page.flagged[index].label = attack
      for question in page.flagged[index].questions.indices {
        page.flagged[index].questions[question].text = attack
        page.flagged[index].questions[question].id = attack
      }
      for question in page.flagged[index].distributions.indices {
        page.flagged[index].distributions[question].text = attack
        page.flagged[index].distributions[question].levels[0].label = attack
      }
    }
    page.quality[0].title = attack
    page.quality[0].unmapped[0].value = attack
    page.quality[0].sources[0].file = attack
    page.provenance.program = attack
    page.provenance.options = attack
    page.provenance.sources[0].file = attack
    page.tasks[0].task = attack
    page.missing[0].what = attack
    page.methodNotes = [attack]
    return page
  }

  private func parse(_ document: String) throws -> ElementCollector {
    let collector = ElementCollector()
    let parser = XMLParser(data: Data(document.utf8))
    parser.delegate = collector
    let isWellFormed = parser.parse()
    #expect(isWellFormed, "\(String(describing: parser.parserError)) line \(parser.lineNumber)")
    return collector
  }

  @Test(
    "The page is well-formed XML and refers to nothing outside", arguments: ReportLanguage.allCases)
  func wellFormed(_ language: ReportLanguage) throws {
    let html = HTMLReport(SamplePage.page(language)).render()
    let collector = try parse(html)
    #expect(collector.names.isSuperset(of: ["html", "head", "body", "svg", "table", "caption"]))
    #expect(
      collector.names.isDisjoint(with: ["script", "link", "img", "iframe", "object", "base"]))
    let outside = html.replacing("http://www.w3.org/1999/xhtml", with: "")
      .replacing("http://www.w3.org/2000/svg", with: "")
    #expect(!outside.contains("http:") && !outside.contains("https:"))
    #expect(!html.contains("url("))
    #expect(
      html.contains("<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"\(language.rawValue)\""))
  }

  @Test("Hostile text stays text in HTML")
  func scriptInjection() throws {
    let html = HTMLReport(hostilePage(Self.attack)).render()
    let collector = try parse(html)
    #expect(!collector.names.contains("script"))
    #expect(!collector.attributes.contains { $0.hasPrefix("on") })
    #expect(collector.text.contains("<script>alert(\"x\")</script>"))
    #expect(!html.unicodeScalars.contains("\u{0}"))
    #expect(!html.unicodeScalars.contains("\u{202E}"))
  }

  @Test("Hostile text starts no markup in Markdown")
  func markdown() {
    let attack = "a|b <img src=x onerror=y> [l](javascript:z) `c`\n# h *e* _u_"
    let table = ReportTable(
      columns: [ReportTable.Column("a", "A")], rows: [[ReportTable.Cell(attack)]])
    let lines = MarkdownTable.render(table).split(separator: "\n")
    #expect(lines.count == 3)
    #expect(
      lines.last
        == "| a\\|b &lt;img src=x onerror=y&gt; \\[l\\](javascript:z) \\`c\\` \\# h \\*e\\* \\_u\\_ |"
    )
  }

  @Test(
    "A workbook holds no formula whatever the texts begin with",
    arguments: ["=1+1", "@x", "+1", "-1"])
  func formulas(_ start: String) throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "hailong-formula-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let url = folder.appending(path: "a.xlsx")
    try WorkbookReport(hostilePage(start)).write(to: url.path(percentEncoded: false), created: 0)
    let sheets = try ZipEntries.inflated(
      Data(contentsOf: url), where: { $0.hasPrefix("xl/worksheets/sheet") })
    #expect(sheets.count == 7)
    for (name, sheet) in sheets {
      #expect(!sheet.contains("<f>") && !sheet.contains("<f "), "\(name)")
      #expect(!sheet.contains("<hyperlink"), "\(name)")
    }
  }

  @Test("A suppressed figure appears in no output")
  func suppression() {
    let secret = 0.731_907
    var page = SamplePage.page(.english)
    page.flagged = []
    page.tables = [
      RateTable(
        kind: .area, title: "T", target: SamplePage.ninety,
        rows: [
          RateTable.Row(
            id: "x", label: "X",
            figure: SamplePage.rate(secret, 0.61, 0.82, n: 3, publication: .suppress),
            status: .suppressed)
        ])
    ]
    page.indicators = [
      IndicatorRow(
        id: "x", title: "X", clause: "1", target: SamplePage.ninety,
        figure: SamplePage.rate(secret, 0.61, 0.82, n: 3, publication: .suppress),
        status: .suppressed)
    ]
    let tables = ReportTables(Wording(.english))
    let outputs = [
      HTMLReport(page).render(), MarkdownReport(page).render(),
      TextTable().render(tables.indicators(page.indicators)),
      tables.indicatorValues(page.indicators).csvRows.joined().joined(separator: ","),
    ]
    for output in outputs {
      for trace in ["73.1", "73.2", "0.7319", "61.0", "82.0"] {
        #expect(!output.contains(trace), "\(trace)")
      }
    }
  }
}
