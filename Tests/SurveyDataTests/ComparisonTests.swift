import CSVIO
import SurveyData
import SurveyEstimation
import Testing

@Suite("Comparisons between domains")
struct ComparisonTests {
  /// Two areas, twelve rows each; 9 of 12 satisfied on land, 6 of 12 in health.
  private var input: CSVInput {
    let rows = (0..<24).map { row in
      "\(row % 2 == 0 ? "land" : "health"),\(row / 2 < (row % 2 == 0 ? 9 : 6) ? "yes" : "no"),\(row % 3)"
    }
    return .bytes(
      Array(("area,good,sex\n" + rows.joined(separator: "\n") + "\n").utf8), name: "a.csv")
  }

  private func request(_ difference: DifferenceRequest, by columns: [String]) throws
    -> EstimationRequest
  {
    var request = EstimationRequest(
      domains: columns.map { DomainVariable(ColumnReference($0)) })
    let condition = try Condition("good=yes")
    request.statistics = [.rate("good=yes", of: request.add(condition))]
    request.differences = [difference]
    return request
  }

  private func landMinusHealth() -> DifferenceRequest {
    DifferenceRequest(column: ColumnReference("area"), first: "Land", second: "health")
  }

  @Test("a difference of rates in a simple random sample has the textbook variance")
  func difference() throws {
    let result = try request(landMinusHealth(), by: ["area"]).run([input])
    let found = try #require(result.comparisons.differences.first)
    #expect(found.first == "land" && found.second == "health" && found.variable == "area")
    #expect(abs(try #require(found.value) - 0.25) < 1e-12)
    // Domains of one sample: p q / n for each, times n/(n-1) of the whole, n = 24.
    let variance = (0.75 * 0.25 + 0.5 * 0.5) / 12 * 24 / 23
    #expect(abs(try #require(found.standardError) - variance.squareRoot()) < 1e-12)
    #expect(found.degreesOfFreedom == 23)
    #expect(found.adjustedPValue == nil)
  }

  @Test("within each combination of the other domains, and adjusted together")
  func adjusted() throws {
    var request = try request(landMinusHealth(), by: ["area", "sex"])
    request.adjustment = .holm
    let differences = try request.run([input]).comparisons.differences
    #expect(differences.map { $0.domain.map(\.value) } == [["0"], ["1"], ["2"]])
    let p = differences.map { $0.pValue ?? .nan }
    #expect(differences.map { $0.adjustedPValue ?? .nan } == MultipleTesting.holm.adjusted(p))
  }

  @Test("a rate is tested against the domains")
  func association() throws {
    var request = try request(landMinusHealth(), by: ["area"])
    request.testsAssociation = true
    let found = try #require(try request.run([input]).comparisons.associations.first)
    #expect(found.name == "good=yes" && found.variables == ["area"])
    // Pearson's chi-square of 9 3 / 6 6, over n/(n-1) as the design effect of a simple sample.
    let cross: Double = 9 * 6 - 3 * 6
    let margins: Double = 12 * 12 * 15 * 9
    let pearson = 24 * cross * cross / margins
    let test = try #require(found.test)
    #expect(abs(test.pearson - pearson) < 1e-12)
    #expect(abs(test.statistic - pearson * 23 / 24) < 0.05)
  }

  @Test("an unknown value, and a column that is no domain, are refused")
  func refusals() throws {
    let slip = DifferenceRequest(column: ColumnReference("area"), first: "lnad", second: "health")
    let unknown = #expect(throws: RequestError.self) {
      try request(slip, by: ["area"]).run([input])
    }
    #expect(unknown?.category == .unusable)
    #expect(unknown?.fix == "did you mean \"land\"?")
    let usage = #expect(throws: RequestError.self) {
      try request(landMinusHealth(), by: ["sex"]).run([input])
    }
    #expect(usage?.category == .usage)
  }
}
