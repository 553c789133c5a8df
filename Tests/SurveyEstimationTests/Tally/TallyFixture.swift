import SurveyEstimation
import Testing

/// Tallies of the rows, or some of the rows, of a reference design.
struct TallyFixture {
  let design: DesignReference.Design
  let columns: DesignReference.Columns

  init(_ reference: DesignReference, _ name: String) throws {
    design = try #require(reference.designs[name])
    columns = try #require(reference.data[design.data])
  }

  var rowCount: Int { columns.x.count }

  func definition(_ statistics: [StatisticDefinition]) -> TallyDefinition {
    TallyDefinition(
      variables: [.number, .indicator, .number], statistics: statistics, domainVariables: ["area"],
      rowsAreUnits: design.clusters.isEmpty, isStratified: !design.strata.isEmpty,
      isNested: design.nest, hasPopulations: !design.fpc.isEmpty, weight: design.weight)
  }

  /// The tally of some rows, of all when none are named.
  func tally(
    _ statistics: [StatisticDefinition], rows chosen: [Int]? = nil, scale: Double = 1
  ) -> Tally {
    var tally = Tally(definition(statistics))
    let rows = chosen ?? Array(0..<rowCount)
    let strata = design.strata.first.map(columns.column)
    let clusters = design.clusters.first.map(columns.column)
    let populations = design.fpc.first.map(columns.column)
    let units = rows.map { row -> Int32 in
      let stratum = tally.stratum(strata.map { "\(Int($0[row]))" } ?? "")
      if let populations { tally.note(population: populations[row], stratum: stratum) }
      return tally.unit(clusters.map { "\(Int($0[row]))" } ?? "", inStratum: stratum)
    }
    let domains = rows.map { tally.domain(["\(Int(columns.area[$0]))"]) }
    let cells = zip(units, domains).map { tally.cell(unit: $0, domain: $1) }
    let y = rows.map { columns.y[$0] ?? .nan }
    tally.add(
      TallyRows(
        count: rows.count, weights: rows.map { columns.weight[$0] * scale }, units: units,
        domains: domains,
        marks: [rows.map { columns.ok[$0].map { $0 == 1 ? 1 : 0 } ?? 1 << 32 }],
        numbers: [y, zip(rows, y).map { $1.isNaN ? .nan : columns.x[$0] }]), cells: cells)
    return tally
  }
}
