import SurveyEstimation

/// Responses of some service areas and one unit.
struct SurveyDomain: Hashable {
  /// The areas, pooled; empty for all.
  var areas: [String] = []
  /// The unit as shown; `nil` for all.
  var unit: String?
}

/// What is known of a statistic in a domain.
struct SurveyFigureParts {
  var raw: RawEstimate
  /// People behind the answers.
  var respondents: Int
  /// The unweighted number of answers; `nil` where a response has one.
  var answers: Int?
}

/// Where estimates of a survey come from: its tally, or its responses when the design needs them.
protocol SurveyEvaluator {
  associatedtype Statistic: Hashable

  var instrument: Instrument { get }
  /// Number of accepted responses.
  var count: Int { get }
  /// The service areas that responses name; `nil` for instruments without areas.
  var areas: [String]? { get }
  /// The units that responses name, sorted; `nil` when the files name none.
  var units: [String]? { get }
  var design: DesignSummary { get }
  var isProbability: Bool { get }

  /// The statistics of a measure: one, but for shares; none when the files hold no question of it.
  mutating func statistics(of measure: Measure) -> [Statistic]
  /// The rate of a question; `nil` when the files do not hold it.
  mutating func rate(ofQuestion position: Int) -> Statistic?
  /// The rate of an element; `nil` when the files hold no question of it.
  mutating func rate(ofElement id: String) -> Statistic?

  /// The plain mean of a statistic over service areas.
  mutating func average(_ statistic: Statistic, overAreas areas: [String]) -> Statistic

  func definition(of statistic: Statistic) -> StatisticDefinition
  /// Statistics in a domain.
  mutating func parts(
    _ statistics: [Statistic], in domain: SurveyDomain
  ) throws(SurveyEstimateError) -> [SurveyFigureParts]
  /// Weighted sums of the levels of a question over some areas (all when empty).
  func levelSums(ofQuestion position: Int, in areas: [String]) -> [ExactSum]
  /// Whether a unit can be estimated over some areas (all when empty).
  func isAnswerable(unit: String, in areas: [String]) -> Bool
}

/// Estimates from the responses themselves.
struct ResponseEvaluator: SurveyEvaluator {
  typealias Statistic = StatisticDefinition

  private let responses: CodedResponses
  private let surveyDesign: SurveyDesign
  private var variables: MeasureVariables
  let design: DesignSummary

  init(
    _ responses: CodedResponses, isNested: Bool, singlePSU: SinglePSUPolicy
  ) throws(SurveyEstimateError) {
    self.responses = responses
    variables = MeasureVariables(responses)
    do {
      surveyDesign = try responses.design(isNested: isNested, singlePSU: singlePSU)
    } catch {
      throw .design(error)
    }
    design = DesignSummary(
      strata: surveyDesign.stratumCount, psus: surveyDesign.psuCount,
      degreesOfFreedom: surveyDesign.degreesOfFreedom, weight: responses.weightColumn,
      singlePSU: singlePSU, hasFinitePopulation: !responses.populations.isEmpty)
  }

  var instrument: Instrument { responses.instrument }
  var count: Int { responses.count }
  var areas: [String]? { responses.areas?.levels }
  var units: [String]? { responses.units?.levels.sorted() }
  var isProbability: Bool { responses.hasProbabilityDesign }

  mutating func statistics(of measure: Measure) -> [StatisticDefinition] {
    variables.definitions(of: measure)
  }

  mutating func rate(ofQuestion position: Int) -> StatisticDefinition? {
    variables.rate(ofQuestion: position)
  }

  mutating func rate(ofElement id: String) -> StatisticDefinition? {
    variables.rate(ofElement: id)
  }

  mutating func average(
    _ statistic: StatisticDefinition, overAreas areas: [String]
  ) -> StatisticDefinition {
    variables.average(statistic, overAreas: areas)
  }

  func definition(of statistic: StatisticDefinition) -> StatisticDefinition { statistic }

  func isAnswerable(unit: String, in areas: [String]) -> Bool { true }

  /// 0 for the rows of a domain, -1 for the others; empty when every row is in it.
  private func members(of domain: SurveyDomain) -> [Int32] {
    var members: [Int32] = []
    if !domain.areas.isEmpty, let areas = responses.areas {
      let wanted = areas.levels.map { domain.areas.contains($0) }
      members = areas.codes.map { wanted[Int($0)] ? 0 : -1 }
    }
    guard let unit = domain.unit, let units = responses.units else { return members }
    if members.isEmpty { members = [Int32](repeating: 0, count: responses.count) }
    let wanted = units.levels.firstIndex(of: unit).map { Int32($0) }
    for row in members.indices where units.codes[row] != wanted { members[row] = -1 }
    return members
  }

  mutating func parts(
    _ statistics: [StatisticDefinition], in domain: SurveyDomain
  ) throws(SurveyEstimateError) -> [SurveyFigureParts] {
    let members = members(of: domain)
    do {
      let table = try ResponseTable(
        design: surveyDesign, domainOfRow: members, domainCount: 1, variables: variables.variables)
      return zip(table.estimates(statistics)[0], statistics).map { raw, definition in
        SurveyFigureParts(
          raw: raw, respondents: respondents(definition, members),
          answers: answers(definition, members))
      }
    } catch {
      throw .design(error)
    }
  }

  private func answers(_ definition: StatisticDefinition, _ members: [Int32]) -> Int? {
    guard case .meanOfRatios(let terms, _) = definition.form else { return nil }
    if terms.count == 1, case .count = terms[0].denominator { return nil }
    var count = 0.0
    for term in terms {
      for row in 0..<responses.count where members.isEmpty || members[row] == 0 {
        switch (term.denominator, variables.variables[term.denominator.variable]) {
        case (.value, .numeric(let values)) where !values[row].isNaN: count += values[row]
        case (.count, .numeric(let values)) where !values[row].isNaN: count += 1
        case (_, .indicator(let values)) where values[row] < 2: count += 1
        default: break
        }
      }
    }
    return Int(count)
  }

  private func respondents(_ definition: StatisticDefinition, _ members: [Int32]) -> Int {
    let denominators = definition.components.map { variables.variables[$0.variable] }
    return (0..<responses.count).count { row in
      (members.isEmpty || members[row] == 0)
        && denominators.contains { variable in
          switch variable {
          case .indicator(let values): values[row] < 2
          case .numeric(let values): !values[row].isNaN
          }
        }
    }
  }

  func levelSums(ofQuestion position: Int, in areas: [String]) -> [ExactSum] {
    guard let scale = instrument.scale(of: instrument.questions[position]) else { return [] }
    var sums = [ExactSum](repeating: ExactSum(), count: scale.levels.count)
    let answers = responses.answers[position]
    let members = members(of: SurveyDomain(areas: areas))
    for row in answers.indices
    where (members.isEmpty || members[row] == 0) && Int(answers[row]) < sums.count {
      sums[Int(answers[row])].add(surveyDesign.weights[row])
    }
    return sums
  }
}
