import Foundation
import PlanModel
import SurveyData
import SurveyEstimation
import SurveyReport

/// Differences and tests of association in the formats of `estimate`.
enum ComparisonOutput {
  /// A difference as JSON.
  static func json(_ difference: DifferenceEstimate) -> JSONValue {
    .object([
      .init("name", .string(difference.name)), .init("variable", .string(difference.variable)),
      .init("first", .string(difference.first)), .init("second", .string(difference.second)),
      .init("domain", .object(difference.domain.map { .init($0.variable, .string($0.value)) })),
      .init("value", .real(difference.value)), .init("se", .real(difference.standardError)),
      .init("low", .real(difference.low)), .init("high", .real(difference.high)),
      .init("level", .number(difference.level)),
      .init("df", .real(finite(difference.degreesOfFreedom))),
      .init("pValue", .real(difference.pValue)),
      .init("pAdjusted", .real(difference.adjustedPValue)),
    ])
  }

  /// A test of association as JSON.
  static func json(_ association: AssociationTest) -> JSONValue {
    .object([
      .init("name", .string(association.name)), .init("by", .texts(association.variables)),
      .init("statistic", .string("F")), .init("value", .real(association.test?.statistic)),
      .init("ndf", .real(association.test?.numeratorDF)),
      .init("ddf", .real(association.test.flatMap { finite($0.denominatorDF) })),
      .init("pValue", .real(association.test?.pValue)),
    ])
  }

  /// A driver as JSON.
  static func json(_ driver: Driver) -> JSONValue {
    .object([
      .init("name", .string(driver.name)), .init("importance", .number(driver.importance)),
      .init("se", .real(driver.standardError)), .init("performance", .number(driver.performance)),
      .init("n", .integer(driver.n)), .init("group", .string(driver.group.rawValue)),
    ])
  }

  /// The tables to print after the estimates; none when nothing was compared.
  ///
  /// A difference from an estimate that must not be printed is left out: it would give it away.
  static func tables(_ comparisons: Comparisons, estimates: [Estimate]) -> [ReportTable] {
    var tables: [ReportTable] = []
    let hidden = Set(
      estimates.filter { $0.publication == .suppress }
        .map { Cell(name: $0.name, levels: Set($0.domain)) })
    let shown = comparisons.differences.filter { difference in
      [difference.first, difference.second].allSatisfy { level in
        let levels = difference.domain + [DomainLevel(variable: difference.variable, value: level)]
        return !hidden.contains(Cell(name: difference.name, levels: Set(levels)))
      }
    }
    if !shown.isEmpty { tables.append(differences(shown)) }
    if !comparisons.associations.isEmpty { tables.append(associations(comparisons.associations)) }
    if !comparisons.drivers.isEmpty { tables.append(drivers(comparisons.drivers)) }
    return tables
  }

  private struct Cell: Hashable {
    var name: String
    var levels: Set<DomainLevel>
  }

  private static func differences(_ differences: [DifferenceEstimate]) -> ReportTable {
    let isAdjusted = differences.contains { $0.adjustedPValue != nil }
    var columns: [ReportTable.Column] = [
      .init("name", "statistic", isFlexible: true),
      .init("difference", "difference", isFlexible: true),
      .init("value", "value", .trailing), .init("se", "SE", .trailing),
      .init("low", "low", .trailing), .init("high", "high", .trailing),
      .init("pValue", "p", .trailing),
    ]
    if isAdjusted { columns.append(.init("pAdjusted", "p adjusted", .trailing)) }
    return ReportTable(
      title: "Differences", columns: columns,
      rows: differences.map { difference in
        let others = difference.domain.map { "\($0.variable) \($0.value)" }
        let label =
          ([difference.variable + ": \(difference.first) − \(difference.second)"] + others)
          .joined(separator: ", ")
        let numbers = [
          difference.value, difference.standardError, difference.low, difference.high,
          difference.pValue,
        ]
        let cells = (isAdjusted ? numbers + [difference.adjustedPValue] : numbers).map(cell)
        return [.init(difference.name), .init(label)] + cells
      })
  }

  private static func associations(_ associations: [AssociationTest]) -> ReportTable {
    ReportTable(
      title: "Association (Rao-Scott)",
      columns: [
        .init("name", "statistic", isFlexible: true), .init("by", "by"),
        .init("F", "F", .trailing), .init("ndf", "df 1", .trailing),
        .init("ddf", "df 2", .trailing), .init("pValue", "p", .trailing),
      ],
      rows: associations.map { association in
        [.init(association.name), .init(association.variables.joined(separator: " x "))]
          + [
            association.test?.statistic, association.test?.numeratorDF,
            association.test?.denominatorDF, association.test?.pValue,
          ].map(cell)
      })
  }

  private static func drivers(_ drivers: [Driver]) -> ReportTable {
    ReportTable(
      title: "Drivers of overall satisfaction",
      columns: [
        .init("name", "item", isFlexible: true), .init("group", "group"),
        .init("importance", "importance", .trailing), .init("se", "SE", .trailing),
        .init("performance", "satisfied", .trailing), .init("n", "n", .trailing),
      ],
      rows: drivers.map { driver in
        [
          .init(driver.name), .init(driver.group.rawValue), cell(driver.importance),
          cell(driver.standardError),
          .init(
            String(format: "%.1f %%", driver.performance * 100), raw: .number(driver.performance)),
          .init("\(driver.n)", raw: .integer(driver.n)),
        ]
      })
  }

  private static func cell(_ value: Double?) -> ReportTable.Cell {
    guard let value, value.isFinite else { return .init("") }
    return .init(String(format: "%.4g", value), raw: .number(value))
  }

  private static func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
}
