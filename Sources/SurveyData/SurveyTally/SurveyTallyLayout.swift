import Foundation
import SurveyEstimation

/// Which quantities the tally of a definition sums, in which order.
struct SurveyTallyLayout: Sendable {
  private(set) var quantities: SurveyQuantities
  /// Quantities from here on are summed by domain only: shares of answers, which have no error.
  let cellQuantities: Int
  private let statistics: [StatisticDefinition]
  private let overall: [StatisticDefinition]

  init(_ instrument: Instrument, _ definition: SurveyTallyDefinition) {
    var quantities = SurveyQuantities(instrument)
    var statistics: [SurveyQuantities.Statistic] = []
    var overall: [SurveyQuantities.Statistic] = []
    let all = [Bool](repeating: true, count: instrument.questions.count)
    // A measure of files that hold its number questions only is another one.
    let numbers = instrument.questions.map { instrument.scale(of: $0) == nil }
    for measure in instrument.measures {
      let isWanted = definition.measures.contains(measure.id)
      guard isWanted || definition.holdsQuestions else { continue }
      for held in [all, numbers] {
        let found = quantities.statistics(of: measure, held: held)
        if isWanted { statistics += found } else { overall += found }
      }
    }
    for element in definition.elements {
      if let rate = quantities.rate(ofElement: element, held: all) { statistics.append(rate) }
    }
    let rated = instrument.questions.indices.filter { instrument.isRated($0) }
    if definition.holdsQuestions {
      for question in rated { statistics.append(quantities.rate(ofQuestion: question)) }
    }
    cellQuantities = quantities.quantities.count
    if definition.holdsQuestions {
      for question in rated {
        let levels = instrument.scale(of: instrument.questions[question])?.levels ?? []
        for level in levels.indices { _ = quantities.place(.levels(question, [level])) }
      }
    }
    self.quantities = quantities
    self.statistics = statistics.map(\.definition)
    self.overall = overall.map(\.definition)
  }

  /// The definition of the sums under a design.
  func definition(shape: SurveyShape, isNested: Bool) -> MomentDefinition {
    MomentDefinition(
      quantities: quantities.quantities.map { quantities.moment($0) },
      cellQuantities: cellQuantities, statistics: statistics, overall: overall,
      rowsAreUnits: shape.clusters == 0, isStratified: shape.strata > 0, isNested: isNested,
      hasPopulations: shape.populations > 0)
  }
}

extension Instrument {
  /// Whether a question has a rate of its own.
  func isRated(_ position: Int) -> Bool {
    let question = questions[position]
    return question.isInRate && question.kind == .rating && scale(of: question) != nil
  }
}

/// Turns responses into rows of a tally.
struct SurveyTallyCoder {
  /// Rows at a time.
  static let chunk = 8192

  private let responses: CodedResponses
  private let layout: SurveyTallyLayout
  private let units: UnitKeys
  /// The tally's number of each level of the stratum and cluster columns, and of area and unit.
  private var strata: [Int32: Int32] = [:]
  private var clusters: [Int64: Int32] = [:]
  private var domains: [Int64: Int32] = [:]
  /// For every question and answer: 1 satisfied, 0 not, 2 no answer; and its points.
  private let outcomes: [[UInt8]]
  private let points: [[Double]]

  init(_ responses: CodedResponses, layout: SurveyTallyLayout, units: UnitKeys) {
    self.responses = responses
    self.layout = layout
    self.units = units
    let instrument = responses.instrument
    var outcomes: [[UInt8]] = []
    var points: [[Double]] = []
    for question in instrument.questions {
      var outcome = [UInt8](repeating: 2, count: 256)
      var point = [Double](repeating: 0, count: 256)
      if let scale = instrument.scale(of: question) {
        for level in scale.levels.indices {
          let judged = question.isReversed ? scale.levels.count - 1 - level : level
          outcome[level] = scale.levels[judged].isSatisfied ? 1 : 0
          point[level] = scale.score(level: level, isReversed: question.isReversed)
        }
      }
      outcomes.append(outcome)
      points.append(point)
    }
    self.outcomes = outcomes
    self.points = points
  }

  /// The rows of a range; their names are entered into the tally.
  mutating func rows(_ range: Range<Int>, into tally: inout MomentTally) -> MomentRows {
    var unitNumbers: [Int32] = []
    var domainNumbers: [Int32] = []
    unitNumbers.reserveCapacity(range.count)
    domainNumbers.reserveCapacity(range.count)
    for row in range {
      let stratum = stratum(row, &tally)
      if let populations = responses.populations.first {
        tally.note(population: populations[row], stratum: stratum)
      }
      unitNumbers.append(unit(row, stratum: stratum, &tally))
      domainNumbers.append(domain(row, &tally))
    }
    var integers: [[Int32]] = []
    var reals: [[Double]] = []
    for quantity in layout.quantities.quantities {
      switch column(quantity, range) {
      case .integers(let values) where layout.quantities.moment(quantity).kind != .real:
        integers.append(values)
      case .integers(let values): reals.append(values.map(Double.init))
      case .reals(let values) where layout.quantities.moment(quantity).kind == .real:
        reals.append(values)
      case .reals(let values): integers.append(values.map { Int32($0) })
      }
    }
    return MomentRows(
      count: range.count,
      weights: responses.weights.isEmpty ? [] : Array(responses.weights[range]),
      units: unitNumbers, domains: domainNumbers, integers: integers, reals: reals)
  }

  // MARK: Names

  private mutating func stratum(_ row: Int, _ tally: inout MomentTally) -> Int32 {
    guard let column = responses.strata.first else {
      return strata[-1] ?? enter(-1, tally.stratum(""), &strata)
    }
    let code = column.codes[row]
    return strata[code] ?? enter(code, tally.stratum(Self.name(column.levels[Int(code)])), &strata)
  }

  private mutating func unit(_ row: Int, stratum: Int32, _ tally: inout MomentTally) -> Int32 {
    guard let column = responses.clusters.first else { return stratum }
    let key = Int64(stratum) << 32 | Int64(column.codes[row])
    if let known = clusters[key] { return known }
    let number = tally.unit(
      Self.name(column.levels[Int(column.codes[row])]), inStratum: stratum)
    clusters[key] = number
    return number
  }

  private mutating func domain(_ row: Int, _ tally: inout MomentTally) -> Int32 {
    let area = responses.areas?.codes[row] ?? -1
    let unit = units.keys.isEmpty ? -1 : responses.units?.codes[row] ?? -1
    let key = Int64(area) << 32 | Int64(UInt32(bitPattern: unit))
    if let known = domains[key] { return known }
    let number = tally.domain([
      area < 0 ? AreaEstimate.all : Self.name(responses.areas?.levels[Int(area)] ?? ""),
      unit < 0 ? "" : units.keys[Int(unit)],
    ])
    domains[key] = number
    return number
  }

  private func enter(_ code: Int32, _ number: Int32, _ table: inout [Int32: Int32]) -> Int32 {
    table[code] = number
    return number
  }

  /// Canonically equivalent names are one.
  private static func name(_ text: String) -> String { text.precomposedStringWithCanonicalMapping }

  // MARK: Columns

  private enum Column {
    case integers([Int32])
    case reals([Double])
  }

  private func column(_ quantity: SurveyQuantities.Quantity, _ range: Range<Int>) -> Column {
    switch quantity {
    case .satisfied(let questions):
      return .integers(counts(questions, range) { $0 == 1 ? 1 : 0 })
    case .answered(let questions): return .integers(counts(questions, range) { $0 < 2 ? 1 : 0 })
    case .anyAnswer(let questions):
      return .integers(counts(questions, range) { $0 < 2 ? 1 : 0 }.map { min($0, 1) })
    case .allSatisfied(let questions):
      let answered = counts(questions, range) { $0 < 2 ? 1 : 0 }
      let others = counts(questions, range) { $0 == 0 ? 1 : 0 }
      return .integers(zip(answered, others).map { $0 > 0 && $1 == 0 ? 1 : 0 })
    case .points(let questions):
      var sums = [Double](repeating: 0, count: range.count)
      for question in questions where responses.answers[question].count == responses.count {
        let table = points[question]
        let answers = responses.answers[question]
        for (place, row) in range.enumerated() { sums[place] += table[Int(answers[row])] }
      }
      return .reals(sums)
    case .levels(let question, let levels):
      guard responses.answers[question].count == responses.count else { return none(range) }
      var table = [Int32](repeating: 0, count: 256)
      for level in levels { table[level] = 1 }
      return .integers(responses.answers[question][range].map { table[Int($0)] })
    case .number(let question):
      let values = responses.numbers[question]
      guard values.count == responses.count else { return none(range) }
      return .reals(values[range].map { $0.isNaN ? 0 : $0 })
    }
  }

  private func none(_ range: Range<Int>) -> Column {
    .integers([Int32](repeating: 0, count: range.count))
  }

  /// For every row, the sum over questions of what an outcome counts.
  private func counts(
    _ questions: [Int], _ range: Range<Int>, _ counted: (UInt8) -> Int32
  ) -> [Int32] {
    var sums = [Int32](repeating: 0, count: range.count)
    for question in questions {
      if responses.answers[question].count == responses.count {
        let table = outcomes[question].map(counted)
        let answers = responses.answers[question]
        for (place, row) in range.enumerated() { sums[place] &+= table[Int(answers[row])] }
      } else if responses.numbers[question].count == responses.count {
        let table = [counted(0), counted(2)]
        let values = responses.numbers[question]
        for (place, row) in range.enumerated() { sums[place] += table[values[row].isNaN ? 1 : 0] }
      }
    }
    return sums
  }
}
