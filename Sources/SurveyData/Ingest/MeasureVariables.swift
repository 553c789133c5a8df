import SurveyEstimation

/// Lays out the row-level variables that an instrument's measures need and defines the measures on
/// them; a variable that two measures share is laid out once.
struct MeasureVariables {
  private let responses: CodedResponses
  private(set) var variables: [ResponseVariable] = []
  private var indicators: [Int: Int] = [:]
  private var elements: [[Int]: (columns: ElementColumns, places: ElementVariables)] = [:]

  init(_ responses: CodedResponses) {
    self.responses = responses
  }

  private var instrument: Instrument { responses.instrument }

  /// The satisfaction rate of one question; `nil` when the files do not hold it.
  mutating func rate(ofQuestion position: Int) -> StatisticDefinition? {
    guard let place = indicator(position) else { return nil }
    var definition = StatisticDefinition.rate(instrument.questions[position].id, of: place)
    definition.measure = Measure.Kind.pooledAnswers.rawValue
    return definition
  }

  /// The satisfaction rate of one element: its answers pooled.
  mutating func rate(ofElement id: String) -> StatisticDefinition? {
    let questions = held(
      instrument.questions.indices.filter {
        let question = instrument.questions[$0]
        return question.element == id && question.isInRate && question.kind == .rating
      })
    guard let places = element(questions, name: id, needsPoints: false) else { return nil }
    return pooled(name: id, places: places, measure: .pooledAnswers)
  }

  /// The definitions of a measure: one, but for shares, which have one per question.
  mutating func definitions(of measure: Measure) -> [StatisticDefinition] {
    let chosen = Set(instrument.questions(of: measure).map(\.id))
    let questions = held(
      instrument.questions.indices.filter { chosen.contains(instrument.questions[$0].id) })
    guard !questions.isEmpty else { return [] }
    switch measure.kind {
    case .pooledAnswers:
      return element(questions, name: measure.id, needsPoints: false).map {
        [pooled(name: measure.id, places: $0, measure: measure.kind)]
      } ?? []
    case .allSatisfied:
      guard let places = element(questions, name: measure.id, needsPoints: false),
        let all = places.allSatisfied
      else { return [] }
      return [
        StatisticDefinition(
          name: measure.id, statistic: "rate", measure: measure.kind.rawValue,
          form: .meanOfRatios([.mean(of: all)], scale: 1), isProportion: true)
      ]
    case .meanOfElements:
      var terms: [RatioTerm] = []
      for id in instrument.elements.map(\.id) {
        let own = questions.filter { instrument.questions[$0].element == id }
        guard !own.isEmpty, let places = element(own, name: id, needsPoints: false) else {
          continue
        }
        terms.append(RatioTerm(.value(places.satisfied), over: .value(places.answered)))
      }
      guard !terms.isEmpty else { return [] }
      return [
        StatisticDefinition(
          name: measure.id, statistic: "rate", measure: measure.kind.rawValue,
          form: .meanOfRatios(terms, scale: 1), isProportion: true)
      ]
    case .meanOfQuestions:
      let terms = questions.compactMap { indicator($0) }.map { RatioTerm.mean(of: $0) }
      guard !terms.isEmpty else { return [] }
      return [
        StatisticDefinition(
          name: measure.id, statistic: "rate", measure: measure.kind.rawValue,
          form: .meanOfRatios(terms, scale: 1), isProportion: true)
      ]
    case .meanScore, .meanOverTop:
      return scores(measure, questions)
    case .sumOfMeans:
      let terms = questions.compactMap { score($0) }.map { RatioTerm.mean(of: $0) }
      guard !terms.isEmpty else { return [] }
      return [
        StatisticDefinition(
          name: measure.id, statistic: "mean", measure: measure.kind.rawValue,
          form: .meanOfRatios(terms, scale: Double(terms.count)), isProportion: false)
      ]
    case .share:
      return questions.compactMap { share($0, levels: measure.levels, measure: measure) }
    }
  }

  /// The plain mean over service areas of a measure: every area counts the same, whatever its number
  /// of answers.
  ///
  /// An area without an answer leaves the mean undefined.
  mutating func average(
    _ definition: StatisticDefinition, overAreas areas: [String]
  ) -> StatisticDefinition {
    guard case .meanOfRatios(let terms, let scale) = definition.form, let held = responses.areas
    else { return definition }
    var averaged: [RatioTerm] = []
    for area in areas {
      let code = held.levels.firstIndex(of: area).map(Int32.init) ?? -1
      var places: [Int: Int] = [:]
      for term in terms {
        for place in [term.numerator.variable, term.denominator.variable]
        where places[place] == nil {
          places[place] = append(variables[place].masked { held.codes[$0] == code })
        }
      }
      averaged += terms.map { term in
        RatioTerm(
          term.numerator.replacing(places), over: term.denominator.replacing(places))
      }
    }
    var result = definition
    result.form = .meanOfRatios(averaged, scale: scale)
    result.measure = definition.measure.map { $0 + SurveyFigure.averageSuffix }
    return result
  }

  // MARK: Variables

  private func held(_ positions: [Int]) -> [Int] {
    positions.filter { responses.holds(question: $0) }
  }

  private mutating func append(_ variable: ResponseVariable) -> Int {
    variables.append(variable)
    return variables.count - 1
  }

  /// 1 satisfied, 0 not, 2 outside the denominator.
  private func outcomes(_ position: Int, where isCounted: (Int) -> Bool) -> [UInt8] {
    guard let scale = instrument.scale(of: instrument.questions[position]) else { return [] }
    var table = [UInt8](repeating: 2, count: 256)
    for level in scale.levels.indices { table[level] = isCounted(level) ? 1 : 0 }
    return responses.answers[position].map { table[Int($0)] }
  }

  private func satisfied(_ position: Int) -> [UInt8] {
    let question = instrument.questions[position]
    guard let scale = instrument.scale(of: question) else { return [] }
    return outcomes(position) { level in
      scale.levels[question.isReversed ? scale.levels.count - 1 - level : level].isSatisfied
    }
  }

  private mutating func indicator(_ position: Int) -> Int? {
    if let known = indicators[position] { return known }
    let outcomes = satisfied(position)
    guard !outcomes.isEmpty else { return nil }
    let place = append(.indicator(outcomes))
    indicators[position] = place
    return place
  }

  private func points(_ position: Int) -> [Double] {
    let question = instrument.questions[position]
    guard let scale = instrument.scale(of: question) else { return responses.numbers[position] }
    var table = [Double](repeating: .nan, count: 256)
    for level in scale.levels.indices {
      table[level] = scale.score(level: level, isReversed: question.isReversed)
    }
    return responses.answers[position].map { table[Int($0)] }
  }

  private mutating func score(_ position: Int) -> Int? {
    let values = points(position)
    return values.isEmpty ? nil : append(.numeric(values))
  }

  private mutating func element(
    _ questions: [Int], name: String, needsPoints: Bool
  ) -> ElementVariables? {
    let rated = questions.filter { instrument.scale(of: instrument.questions[$0]) != nil }
    guard !rated.isEmpty else { return nil }
    if let known = elements[rated], !needsPoints || known.places.points != nil {
      return known.places
    }
    let columns = ElementColumns(
      items: rated.map(satisfied), scores: needsPoints ? rated.map(points) : nil,
      rowCount: responses.count)
    var places = ElementVariables(
      satisfied: append(.numeric(columns.satisfied)), answered: append(.numeric(columns.answered)))
    places.allSatisfied = append(.numeric(columns.allSatisfied))
    if needsPoints { places.points = append(.numeric(columns.points)) }
    elements[rated] = (columns, places)
    return places
  }

  // MARK: Definitions

  private func pooled(
    name: String, places: ElementVariables, measure: Measure.Kind
  ) -> StatisticDefinition {
    StatisticDefinition(
      name: name, statistic: "rate", measure: measure.rawValue,
      form: .meanOfRatios(
        [RatioTerm(.value(places.satisfied), over: .value(places.answered))], scale: 1),
      isProportion: true)
  }

  private mutating func scores(_ measure: Measure, _ questions: [Int]) -> [StatisticDefinition] {
    let rated = questions.filter { instrument.scale(of: instrument.questions[$0]) != nil }
    if rated.isEmpty {
      // Per cent and number questions (share of expectation met): the mean of each.
      return questions.compactMap { position in
        guard measure.kind == .meanScore, let place = score(position) else { return nil }
        var definition = StatisticDefinition.mean(instrument.questions[position].id, of: place)
        definition.measure = measure.kind.rawValue
        return definition
      }
    }
    guard let places = element(rated, name: measure.id, needsPoints: true),
      let points = places.points
    else { return [] }
    let top =
      rated.compactMap { instrument.scale(of: instrument.questions[$0])?.maximumScore }.max() ?? 1
    return [
      StatisticDefinition(
        name: measure.id, statistic: "mean", measure: measure.kind.rawValue,
        form: .meanOfRatios(
          [RatioTerm(.value(points), over: .value(places.answered))],
          scale: measure.kind == .meanOverTop ? 1 / top : 1),
        isProportion: false)
    ]
  }

  private mutating func share(
    _ position: Int, levels: [String], measure: Measure
  ) -> StatisticDefinition? {
    let question = instrument.questions[position]
    guard let scale = instrument.scale(of: question) else { return nil }
    let counted = outcomes(position) { levels.contains(scale.levels[$0].code) }
    var definition = StatisticDefinition.rate(question.id, of: append(.indicator(counted)))
    definition.measure = measure.kind.rawValue
    return definition
  }
}

extension ResponseVariable {
  /// The variable with the rows outside a set left out.
  fileprivate func masked(_ isIn: (Int) -> Bool) -> ResponseVariable {
    switch self {
    case .indicator(let values):
      .indicator(values.enumerated().map { isIn($0.offset) ? $0.element : 2 })
    case .numeric(let values):
      .numeric(values.enumerated().map { isIn($0.offset) ? $0.element : .nan })
    }
  }
}

extension Component {
  /// The component of another variable.
  fileprivate func replacing(_ places: [Int: Int]) -> Component {
    switch self {
    case .value(let variable): .value(places[variable] ?? variable)
    case .count(let variable): .count(places[variable] ?? variable)
    }
  }
}
