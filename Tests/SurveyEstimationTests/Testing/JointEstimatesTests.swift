import SurveyEstimation
import Testing

@Suite("Joint estimates")
struct JointEstimatesTests {
  let fixture: TestingFixture

  init() throws { fixture = try Reference.load("testing", as: TestingFixture.self) }

  private func table(
    _ variables: [ResponseVariable], domains: [Int32] = [], domainCount: Int = 1
  ) throws -> ResponseTable {
    let data = fixture.data
    let design = try SurveyDesign(
      rowCount: data.y.count, weights: data.weight,
      strata: [
        CategoricalColumn(codes: data.stratum.map { Int32($0 - 1) }, levels: ["1", "2", "3"])
      ],
      clusters: [
        CategoricalColumn(codes: data.psu.map { Int32($0 - 1) }, levels: (1...15).map { "\($0)" })
      ])
    return try ResponseTable(
      design: design, domainOfRow: domains, domainCount: domainCount, variables: variables)
  }

  private var good: ResponseVariable { .indicator(fixture.data.score.map { $0 >= 4 ? 1 : 0 }) }

  @Test("covariances between domains equal R's svyby")
  func domains() throws {
    let table = try table([good], domains: fixture.data.area, domainCount: 2)
    let rate = StatisticDefinition.rate("good", of: 0)
    let joint = table.jointEstimates([
      DomainStatistic(domain: 0, definition: rate), DomainStatistic(domain: 1, definition: rate),
    ])
    for k in 0..<2 { expectClose(joint.covariance[k], fixture.difference.covariance[k]) }
    let difference = try #require(joint.contrast([1, -1]))
    expectClose(difference.value, fixture.difference.value)
    expectClose(difference.standardError, fixture.difference.se)
    #expect(joint.degreesOfFreedom == fixture.df)
  }

  @Test("the covariances of a table's cells give R's chi-square test")
  func chiSquare() throws {
    let data = fixture.data
    let cells = (0..<6).map { cell in
      ResponseVariable.indicator(
        data.y.indices.map { data.area[$0] == cell / 3 && data.age[$0] == cell % 3 ? 1 : 0 })
    }
    let joint = try table(cells).jointEstimates(
      (0..<6).map { DomainStatistic(domain: 0, definition: .rate("cell", of: $0)) })
    let shares = joint.estimates.compactMap(\.value)
    expectClose(shares, fixture.shares)
    let test = try #require(
      RaoScottTest(
        shares: [Array(shares[0..<3]), Array(shares[3..<6])], covariance: joint.covariance,
        rows: data.y.count, degreesOfFreedom: joint.degreesOfFreedom))
    expectClose(test.statistic, fixture.chi.F)
    expectClose(test.pValue, fixture.chi.p)
  }

  @Test("the association of an indicator with the domains is R's chi-square test")
  func association() throws {
    let north = ResponseVariable.indicator(fixture.data.area.map { $0 == 0 ? 1 : 0 })
    let table = try table([north], domains: fixture.data.age, domainCount: 3)
    let test = try #require(table.association(of: 0))
    expectClose(test.statistic, fixture.chi.F)
    expectClose(test.numeratorDF, fixture.chi.ndf)
    expectClose(test.pValue, fixture.chi.p)
    #expect(try self.table([north]).association(of: 0) == nil)
  }

  @Test("the association within a domain has the domain's degrees of freedom, as R's subset")
  func associationInDomain() throws {
    let data = fixture.data
    let north = ResponseVariable.indicator(data.area.map { $0 == 0 ? 1 : 0 })
    let domains = zip(data.age, data.stratum).map { $1 < 3 ? $0 : -1 }
    let test = try #require(try table([north], domains: domains, domainCount: 3).association(of: 0))
    let expected = fixture.chiOfTwoStrata
    expectClose(test.statistic, expected.F)
    expectClose(test.numeratorDF, expected.ndf)
    expectClose(test.denominatorDF, expected.ddf)
    expectClose(test.pValue, expected.p)
  }

  @Test("the stratified jackknife gives the covariance of totals exactly")
  func replicates() throws {
    let data = fixture.data
    var table = try table([.numeric(data.y), .numeric(data.x)])
    let items = [
      DomainStatistic(domain: 0, definition: .total("y", of: 0)),
      DomainStatistic(domain: 0, definition: .total("x", of: 1)),
    ]
    let linear = table.jointEstimates(items)
    let jackknife = try ReplicateDesign.stratifiedJackknife(
      strata: data.stratum.map { Int32($0) }, psus: data.psu.map { Int32($0) })
    table.replicates = ReplicateWeights(
      columns: (0..<jackknife.count).map { jackknife.weights(replicate: $0, from: data.weight) },
      variance: jackknife.variance)
    let replicated = table.jointEstimates(items)
    for k in 0..<2 { expectClose(replicated.covariance[k], linear.covariance[k]) }
    expectClose(
      replicated.covariance[0][0], try #require(replicated.estimates[0].variance), relative: 1e-12)
  }

  @Test("an empty domain has no contrast")
  func emptyDomain() throws {
    let table = try table([good], domains: fixture.data.area, domainCount: 3)
    let rate = StatisticDefinition.rate("good", of: 0)
    let joint = table.jointEstimates([
      DomainStatistic(domain: 0, definition: rate), DomainStatistic(domain: 2, definition: rate),
    ])
    #expect(joint.contrast([1, -1]) == nil)
    #expect(joint.contrast([1, 0])?.value == joint.estimates[0].value)
  }
}
