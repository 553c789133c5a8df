import Foundation
import PlanModel
import SurveyData
import SurveyEstimation
import SurveyReport

/// Tests, differences, associations and drivers in the formats of `estimate`.
struct ComparisonOutput {
  private let wording: Wording

  init(_ wording: Wording) { self.wording = wording }

  /// A test against a target as JSON.
  static func json(_ row: TargetComparison) -> JSONValue {
    .object([
      .init("name", .string(row.name)),
      .init("domain", .object(row.domain.map { .init($0.variable, .string($0.value)) })),
      .init("value", .real(row.value)), .init("target", .number(row.target)),
      .init("scale", .string(row.scale.rawValue)), .init("statistic", .real(row.test?.statistic)),
      .init("df", .real(row.test.flatMap { finite($0.degreesOfFreedom) })),
      .init("pBelow", .real(row.test?.pValueBelow)), .init("pAbove", .real(row.test?.pValueAbove)),
      .init("pBelowAdjusted", .real(row.adjustedPValueBelow)),
      .init("pAboveAdjusted", .real(row.adjustedPValueAbove)),
    ])
  }

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
  /// What rests on an estimate that must not be printed is left out: it would give it away.
  func tables(_ comparisons: Comparisons, estimates: [Estimate]) -> [ReportTable] {
    let hidden = Set(
      estimates.filter { $0.publication == .suppress }
        .map { Cell(name: $0.name, levels: Set($0.domain)) })
    var tables: [ReportTable] = []
    let targets = comparisons.targets.filter {
      !hidden.contains(Cell(name: $0.name, levels: Set($0.domain)))
    }
    if !targets.isEmpty { tables.append(targetTable(targets)) }
    let differences = comparisons.differences.filter { difference in
      [difference.first, difference.second].allSatisfy { level in
        let levels = difference.domain + [DomainLevel(variable: difference.variable, value: level)]
        return !hidden.contains(Cell(name: difference.name, levels: Set(levels)))
      }
    }
    if !differences.isEmpty { tables.append(differenceTable(differences)) }
    if !comparisons.associations.isEmpty {
      tables.append(associationTable(comparisons.associations))
    }
    if !comparisons.drivers.isEmpty { tables.append(driverTable(comparisons.drivers)) }
    return tables
  }

  private struct Cell: Hashable {
    var name: String
    var levels: Set<DomainLevel>
  }

  private func targetTable(_ rows: [TargetComparison]) -> ReportTable {
    let isAdjusted = rows.contains { $0.adjustedPValueBelow != nil }
    let adjusted = [
      column("pBelowAdjusted", .adjustedPBelow), column("pAboveAdjusted", .adjustedPAbove),
    ]
    return ReportTable(
      title: wording[.sectionTargetTests],
      columns: [
        text("name", .statistic), text("domain", .domain), column("value", .value),
        column("target", .target),
        .init("statistic", rows[0].scale == .rate ? "t" : "t (logit)", .trailing),
        column("pBelow", .pBelow), column("pAbove", .pAbove),
      ] + (isAdjusted ? adjusted : []),
      rows: rows.map { row in
        let tests = [row.test?.statistic, row.test?.pValueBelow, row.test?.pValueAbove]
        let more = isAdjusted ? [row.adjustedPValueBelow, row.adjustedPValueAbove] : []
        return [
          .init(row.name), .init(Self.label(row.domain)), percent(row.value), percent(row.target),
        ]
          + (tests + more).map(number)
      })
  }

  private func differenceTable(_ differences: [DifferenceEstimate]) -> ReportTable {
    let isAdjusted = differences.contains { $0.adjustedPValue != nil }
    return ReportTable(
      title: wording[.sectionDifferences],
      columns: [
        text("name", .statistic), text("difference", .groupDifference), column("value", .value),
        column("se", .standardError), column("low", .low), column("high", .high),
        column("pValue", .pValue),
      ] + (isAdjusted ? [column("pAdjusted", .adjustedPValue)] : []),
      rows: differences.map { difference in
        let label = difference.variable + ": \(difference.first) − \(difference.second)"
        let others = Self.label(difference.domain)
        let numbers = [
          difference.value, difference.standardError, difference.low, difference.high,
          difference.pValue,
        ]
        return [.init(difference.name), .init(others.isEmpty ? label : "\(label), \(others)")]
          + (isAdjusted ? numbers + [difference.adjustedPValue] : numbers).map(number)
      })
  }

  private func associationTable(_ associations: [AssociationTest]) -> ReportTable {
    ReportTable(
      title: wording[.sectionAssociation],
      columns: [
        text("name", .statistic), .init("by", wording[.by]), .init("F", "F", .trailing),
        .init("ndf", "df 1", .trailing), .init("ddf", "df 2", .trailing), column("pValue", .pValue),
      ],
      rows: associations.map { association in
        [.init(association.name), .init(association.variables.joined(separator: " x "))]
          + [
            association.test?.statistic, association.test?.numeratorDF,
            association.test?.denominatorDF, association.test?.pValue,
          ].map(number)
      })
  }

  private func driverTable(_ drivers: [Driver]) -> ReportTable {
    ReportTable(
      title: wording[.sectionDrivers],
      columns: [
        text("name", .driverItem), .init("group", wording[.driverGroup]),
        column("importance", .importance), column("se", .standardError),
        column("performance", .performance), column("n", .answers),
      ],
      rows: drivers.map { driver in
        [
          .init(driver.name), .init(wording[driver.group.phrase]), number(driver.importance),
          number(driver.standardError), percent(driver.performance),
          .init(wording.numbers.integer(driver.n), raw: .integer(driver.n)),
        ]
      })
  }

  // MARK: Columns and cells

  private func text(_ id: String, _ phrase: Phrase) -> ReportTable.Column {
    .init(id, wording[phrase], isFlexible: true)
  }

  private func column(_ id: String, _ phrase: Phrase) -> ReportTable.Column {
    .init(id, wording[phrase], .trailing)
  }

  private static func label(_ domain: [DomainLevel]) -> String {
    domain.map { "\($0.variable) \($0.value)" }.joined(separator: ", ")
  }

  /// Four significant digits, with the language's decimal mark.
  private func number(_ value: Double?) -> ReportTable.Cell {
    guard let value, value.isFinite else { return .init("") }
    let digits = String(format: "%.4g", value)
    return .init(
      wording.language == .vietnamese ? digits.replacingOccurrences(of: ".", with: ",") : digits,
      raw: .number(value))
  }

  private func percent(_ share: Double?) -> ReportTable.Cell {
    guard let share, share.isFinite else { return .init("") }
    return .init(wording.numbers.percent(share), raw: .number(share))
  }

  private static func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
}

extension DriverGroup {
  /// The name of the group for readers.
  fileprivate var phrase: Phrase {
    switch self {
    case .actFirst: .driverActFirst
    case .keepUp: .driverKeepUp
    case .lowPriority: .driverLowPriority
    case .noHurry: .driverNoHurry
    }
  }
}
