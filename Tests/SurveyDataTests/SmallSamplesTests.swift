import CSVIO
import SurveyData
import SurveyEstimation
import Testing

@Suite("Small samples")
struct SmallSamplesTests {
  static let folder = builtIn.folder + "/../samples/small"

  /// A number worked out beside the samples.
  struct Expected: Sendable, CustomTestStringConvertible {
    let instrument: String
    let measure: String
    let value: Double
    var testDescription: String { "\(instrument) \(measure)" }
  }

  static let expected: [Expected] = {
    guard let table = try? CSVTable(.file(folder + "/expected.csv")) else { return [] }
    return table.rows.compactMap { row in
      Double(row.cells[2]).map {
        Expected(instrument: row.cells[0], measure: row.cells[1], value: $0)
      }
    }
  }()

  @Test("there is a sample with expected numbers for every built-in instrument")
  func complete() {
    #expect(Set(Self.expected.map(\.instrument)) == Set(builtIn.ids()))
  }

  @Test(
    "every number comes out as worked out by hand",
    arguments: expected.filter { !["qd766-satisfaction", "papi"].contains($0.instrument) })
  func surveys(expected: Expected) throws {
    let instrument = try builtIn.instrument(expected.instrument)
    let reading = try SurveyReading(
      [.file(Self.folder + "/\(expected.instrument).csv")], instrument: instrument,
      options: CSVReadOptions())
    #expect(reading.check.rows.rejected == 0)
    #expect(reading.check.unmapped.isEmpty)
    let estimates = try reading.responses.estimates(
      SurveyEstimateOptions(measure: expected.measure))
    let value = try #require(estimates.overall.value)
    #expect(abs(value - expected.value) < 1e-12)
  }

  @Test("the administrative counts give the points worked out by hand")
  func administrative() throws {
    let table = try CSVTable(.file(Self.folder + "/qd766-satisfaction.csv"))
    let counts = Dictionary(
      uniqueKeysWithValues: table.rows.compactMap { row in
        Double(row.cells[1]).map { (row.cells[0], $0) }
      })
    let scoring = try #require(try builtIn.instrument("qd766-satisfaction").scoring)
    for wanted in Self.expected where wanted.instrument == "qd766-satisfaction" {
      let component = try #require(scoring.components.first { $0.id == wanted.measure })
      let points = try #require(component.score(counts))
      #expect(abs(points - wanted.value) < 1e-12)
    }
  }

  @Test("a published dimension is the sum of its sub-dimensions, or the file is wrong")
  func publishedIndex() throws {
    let table = try CSVTable(.file(Self.folder + "/papi.csv"))
    let parts = table.rows.filter { !$0.cells[1].isEmpty }.compactMap { Double($0.cells[2]) }
    let published = try #require(
      table.rows.first { $0.cells[1].isEmpty }.flatMap { Double($0.cells[2]) })
    #expect(PublishedIndex.isSum(published, of: parts))
    #expect(!PublishedIndex.isSum(published + 0.05, of: parts))
  }
}

@Suite("Reference values")
struct ReferenceSeriesTests {
  @Test("published SIPAS values are not comparable across the break of 2022")
  func sipasBreak() throws {
    let series = try ReferenceSeries(.file(builtIn.folder + "/../reference/sipas-national.csv"))
    let latest = try #require(series.value(2024))
    #expect(abs(latest.share - 0.8394) < 1e-12)
    #expect(!latest.source.isEmpty)
    #expect(series.value(2021) == nil)
    #expect(series.incomparability(2023, 2024) == nil)
    #expect(series.incomparability(2018, 2020) == nil)
    #expect(series.incomparability(2020, 2022)?.vi.contains("không so sánh được") == true)
    #expect(series.incomparability(2021, 2022) != nil)
  }
}

@Suite("Bindings")
struct BindingTests {
  @Test("the 33-item form cannot answer targets on health and education services, and says why")
  func refusals() throws {
    let sipas = try builtIn.instrument("sipas-33")
    #expect {
      try sipas.measure(forFamilies: ["health"])
    } throws: { error in
      "\(error)".contains("rates policy, not public health services")
    }
    #expect {
      try sipas.measure(forFamilies: ["education"])
    } throws: { error in
      "\(error)".contains("9.7 rates policy")
    }
    #expect(try sipas.measure(forFamilies: ["agency-service"]).id == "pooled")
    #expect {
      try sipas.measure(forFamilies: ["agency-service"], measure: "policy-pooled")
    } throws: { error in
      "\(error)".contains("rates policy, the indicator is about services")
    }
    #expect(
      try sipas.measure(forFamilies: [], rates: "policy", measure: "policy-pooled").kind
        == .pooledAnswers)
  }

  @Test("administrative data and indices are never bound to a survey target")
  func administrative() throws {
    for id in ["qd766-satisfaction", "papi"] {
      #expect(throws: BindingRefusal.self) {
        try builtIn.instrument(id).measure(forFamilies: ["one-stop"])
      }
    }
  }

  @Test("unknown measures, elements and areas are refused with the nearest known")
  func nearest() throws {
    let desk = try builtIn.instrument("one-stop")
    #expect(
      try desk.measure(forFamilies: ["one-stop"], areas: ["land", "investment"]).id == "pooled")
    for (measure, element, area, wanted) in [
      ("poled", "access", "land", "'pooled'"), ("pooled", "acess", "land", "'access'"),
      ("pooled", "access", "lands", "'land'"),
    ] {
      #expect {
        try desk.measure(
          forFamilies: ["one-stop"], measure: measure, element: element, areas: [area])
      } throws: { error in
        "\(error)".contains("did you mean \(wanted)")
      }
    }
  }

  @Test("a pooled rate and a mean over the top score are not compared")
  func measures() throws {
    let desk = try builtIn.instrument("one-stop")
    let pooled = try #require(desk.measure("pooled"))
    let mean = try #require(desk.measure("mean-over-top"))
    #expect(pooled.incomparability(with: mean)?.en.contains("cannot be compared") == true)
    #expect(pooled.incomparability(with: pooled) == nil)
  }
}
