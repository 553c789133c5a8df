import SurveyEstimation

extension CodedResponses {
  /// Estimates the survey: one design, every domain on it.
  ///
  /// - Parameter options: Measure, domains and interval method.
  /// - Returns: The estimates; domains without an answer have a row that says so.
  /// - Throws: ``SurveyEstimateError`` when nothing was accepted, the measure is unknown, or the
  ///   design cannot be right.
  public func estimates(
    _ options: SurveyEstimateOptions
  ) throws(SurveyEstimateError) -> SurveyEstimates {
    var computation = try SurveyComputation(self, options)
    return try computation.run()
  }
}

private struct SurveyComputation {
  private let responses: CodedResponses
  private let options: SurveyEstimateOptions
  private let instrument: Instrument
  private let measure: Measure
  private let definition: StatisticDefinition
  private var variables: MeasureVariables
  private let design: SurveyDesign

  init(
    _ responses: CodedResponses, _ options: SurveyEstimateOptions
  ) throws(SurveyEstimateError) {
    let instrument = responses.instrument
    if let remark = instrument.noSurvey {
      throw .noSurvey(instrument: instrument.id, cause: remark.cause.en, fix: remark.fix)
    }
    guard responses.count > 0 else { throw .noResponses(instrument: instrument.id) }
    let chosen = options.measure.map { instrument.measure($0) } ?? instrument.defaultMeasure
    guard let measure = chosen else {
      throw .unknownMeasure(
        options.measure ?? "(default)", instrument: instrument.id,
        known: instrument.measures.map(\.id))
    }
    var variables = MeasureVariables(responses)
    let definitions = variables.definitions(of: measure)
    guard definitions.count == 1, let definition = definitions.first else {
      throw .measureNotComputable(
        measure.id, instrument: instrument.id,
        reason: definitions.isEmpty
          ? "the files hold none of its questions" : "it has one value per question; choose another"
      )
    }
    do {
      design = try responses.design(isNested: options.isNested, singlePSU: options.singlePSU)
    } catch {
      throw .design(error)
    }
    self.responses = responses
    self.options = options
    self.instrument = instrument
    self.measure = measure
    self.definition = definition
    self.variables = variables
  }

  mutating func run() throws(SurveyEstimateError) -> SurveyEstimates {
    let others = instrument.measures.filter { $0.id != measure.id }
      .flatMap { variables.definitions(of: $0) }
    let all = try estimates([definition] + (options.wantsQuestions ? others : []))[0]
    var result = SurveyEstimates(
      instrument: instrument.id, version: instrument.version, title: instrument.title,
      family: instrument.family, measure: measure.id, measureKind: measure.kind,
      measureTitle: measure.title,
      design: DesignSummary(
        strata: design.stratumCount, psus: design.psuCount,
        degreesOfFreedom: design.degreesOfFreedom, weight: responses.weightColumn,
        singlePSU: options.singlePSU, hasFinitePopulation: !responses.populations.isEmpty),
      isProbability: responses.hasProbabilityDesign,
      responses: responses.count, overall: all[0], otherMeasures: Array(all.dropFirst()), areas: [],
      figures: [], units: [])
    result.areas = try areaEstimates()
    if options.byUnit { result.units = try unitEstimates(definition, [], []) }
    for figure in options.figures {
      result.figures.append(try figureEstimate(figure, overall: all[0]))
    }
    return result
  }

  // MARK: Domains

  /// 0 for the rows of a set of areas, -1 for the others; empty when every row is in it.
  private func members(of group: [String]) -> [Int32] {
    guard !group.isEmpty, let areas = responses.areas else { return [] }
    let wanted = areas.levels.map { group.contains($0) }
    return areas.codes.map { wanted[Int($0)] ? 0 : -1 }
  }

  private func domain(of areas: [String]) -> [DomainLevel] {
    areas.isEmpty ? [] : [DomainLevel(variable: "area", value: areas.joined(separator: "+"))]
  }

  private mutating func figureEstimate(
    _ figure: SurveyFigure, overall: Estimate
  ) throws(SurveyEstimateError) -> FigureEstimate {
    var definition = try definition(of: figure)
    if figure.isAverage { definition = variables.average(definition, overAreas: figure.areas) }
    let members = members(of: figure.areas)
    let questions = ratedQuestions()
    let isKnown = members.isEmpty && questions.isEmpty && definition == self.definition
    let values =
      isKnown
      ? [overall]
      : try estimates(
        [definition] + questions.map(\.definition), domainOfRow: members, [domain(of: figure.areas)]
      )[0]
    return FigureEstimate(
      figure: figure, respondents: respondents(definition, domain: 0, of: members),
      estimate: values[0],
      units: options.byUnit ? try unitEstimates(definition, figure.areas, members) : [],
      questions: questions.enumerated().map { offset, item in
        questionEstimate(item.position, values[1 + offset]) { members.isEmpty || members[$0] >= 0 }
      })
  }

  private mutating func definition(
    of figure: SurveyFigure
  ) throws(SurveyEstimateError) -> StatisticDefinition {
    if let element = figure.element {
      guard let rate = variables.rate(ofElement: element) else {
        throw .measureNotComputable(
          element, instrument: instrument.id,
          reason: "the files hold none of the element's questions")
      }
      return rate
    }
    guard let id = figure.measure, id != measure.id else { return definition }
    guard let other = instrument.measure(id) else {
      throw .unknownMeasure(id, instrument: instrument.id, known: instrument.measures.map(\.id))
    }
    let definitions = variables.definitions(of: other)
    guard definitions.count == 1, let only = definitions.first else {
      throw .measureNotComputable(
        id, instrument: instrument.id,
        reason: definitions.isEmpty
          ? "the files hold none of its questions" : "it has one value per question; choose another"
      )
    }
    return only
  }

  /// The questions in the rate with their definitions; none unless asked for.
  private mutating func ratedQuestions() -> [(position: Int, definition: StatisticDefinition)] {
    guard options.wantsQuestions else { return [] }
    return instrument.questions.indices.compactMap { position in
      let question = instrument.questions[position]
      guard question.isInRate, question.kind == .rating,
        let rate = variables.rate(ofQuestion: position)
      else { return nil }
      return (position, rate)
    }
  }

  private mutating func areaEstimates() throws(SurveyEstimateError) -> [AreaEstimate] {
    let titles = Dictionary(
      (instrument.serviceAreas?.areas ?? []).map { ($0.id, $0.title) },
      uniquingKeysWith: { a, _ in a })
    // An instrument without service areas has one: all that it asks about.
    let levels = responses.areas?.levels ?? [AreaEstimate.all]
    let codes = responses.areas?.codes ?? []
    let domains = levels.map {
      responses.areas == nil ? [] : [DomainLevel(variable: "area", value: $0)]
    }
    let questions = ratedQuestions()
    let elements =
      options.wantsQuestions
      ? instrument.elements.compactMap { variables.rate(ofElement: $0.id) } : []
    let values = try estimates(
      [definition] + questions.map(\.definition) + elements, domainOfRow: codes, domains)
    // The instrument's areas come first, in its order; areas kept from the data follow by name.
    let listed = (instrument.serviceAreas?.areas ?? []).map(\.id)
    let order = levels.indices.sorted { left, right in
      let a = listed.firstIndex(of: levels[left]) ?? Int.max
      let b = listed.firstIndex(of: levels[right]) ?? Int.max
      return (a, levels[left]) < (b, levels[right])
    }
    return order.map { index in
      AreaEstimate(
        area: levels[index], title: titles[levels[index]] ?? AreaEstimate.title(of: levels[index]),
        respondents: respondents(definition, domain: index, of: codes), estimate: values[index][0],
        questions: questions.enumerated().map { offset, item in
          questionEstimate(item.position, values[index][1 + offset]) {
            codes.isEmpty || codes[$0] == Int32(index)
          }
        },
        elements: Array(values[index].dropFirst(1 + questions.count)))
    }
  }

  private func unitEstimates(
    _ definition: StatisticDefinition, _ areas: [String], _ members: [Int32]
  ) throws(SurveyEstimateError) -> [UnitEstimate] {
    guard let units = responses.units else { return [] }
    var codes = units.codes
    if !members.isEmpty {
      for row in codes.indices where members[row] < 0 { codes[row] = -1 }
    }
    let domains = units.levels.map {
      [DomainLevel(variable: "unit", value: $0)] + domain(of: areas)
    }
    let values = try estimates([definition], domainOfRow: codes, domains)
    return units.levels.indices.sorted { units.levels[$0] < units.levels[$1] }.map {
      UnitEstimate(
        unit: units.levels[$0], respondents: respondents(definition, domain: $0, of: codes),
        estimate: values[$0][0])
    }
  }

  // MARK: Estimating

  private func estimates(
    _ definitions: [StatisticDefinition], domainOfRow: [Int32] = [],
    _ domains: [[DomainLevel]] = [[]]
  ) throws(SurveyEstimateError) -> [[Estimate]] {
    do {
      let table = try ResponseTable(
        design: design, domainOfRow: domainOfRow, domainCount: domains.count,
        variables: variables.variables)
      var quantiles = StudentQuantiles()
      return zip(table.estimates(definitions), domains).enumerated().map { index, pair in
        zip(pair.0, definitions).map { raw, definition in
          finished(raw, definition, domain: pair.1, at: index, of: domainOfRow, &quantiles)
        }
      }
    } catch {
      throw .design(error)
    }
  }

  /// The estimate with the number of answers, not of respondents, as its n.
  private func finished(
    _ raw: RawEstimate, _ definition: StatisticDefinition, domain: [DomainLevel], at index: Int,
    of domainOfRow: [Int32], _ quantiles: inout StudentQuantiles
  ) -> Estimate {
    guard let answers = answers(definition, domain: index, of: domainOfRow) else {
      return raw.finished(
        definition, domain: domain, options: options.estimate, quantiles: &quantiles)
    }
    var counted = raw
    counted.n = answers
    var estimate = counted.finished(
      definition, domain: domain, options: options.estimate, quantiles: &quantiles)
    estimate.missing = raw.domainRows - raw.n
    return estimate
  }

  /// The unweighted number of answers in the denominators of a measure over several questions; `nil`
  /// where a response has one answer.
  private func answers(
    _ definition: StatisticDefinition, domain: Int, of domainOfRow: [Int32]
  ) -> Int? {
    guard case .meanOfRatios(let terms, _) = definition.form else { return nil }
    if terms.count == 1, case .count = terms[0].denominator { return nil }
    var count = 0.0
    for term in terms {
      for row in 0..<responses.count where domainOfRow.isEmpty || domainOfRow[row] == Int32(domain)
      {
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

  /// The number of people behind the answers of a domain.
  private func respondents(
    _ definition: StatisticDefinition, domain: Int, of domainOfRow: [Int32]
  ) -> Int {
    let denominators = definition.components.map { variables.variables[$0.variable] }
    return (0..<responses.count).count { row in
      (domainOfRow.isEmpty || domainOfRow[row] == Int32(domain))
        && denominators.contains { variable in
          switch variable {
          case .indicator(let values): values[row] < 2
          case .numeric(let values): !values[row].isNaN
          }
        }
    }
  }

  /// The rate of a question with the weighted share of each level among the valid answers of some rows.
  private func questionEstimate(
    _ position: Int, _ estimate: Estimate, rows isIn: (Int) -> Bool
  ) -> QuestionEstimate {
    let question = instrument.questions[position]
    var shares: [QuestionEstimate.LevelShare] = []
    if let scale = instrument.scale(of: question) {
      var sums = [ExactSum](repeating: ExactSum(), count: scale.levels.count)
      let answers = responses.answers[position]
      for row in answers.indices where isIn(row) && Int(answers[row]) < sums.count {
        sums[Int(answers[row])].add(design.weights[row])
      }
      var total = ExactSum()
      for sum in sums { total.add(sum) }
      for (level, sum) in zip(scale.levels.indices, sums) {
        let judged = scale.levels[question.isReversed ? scale.levels.count - 1 - level : level]
        shares.append(
          QuestionEstimate.LevelShare(
            code: scale.levels[level].code, label: scale.levels[level].label,
            share: total.value > 0 ? sum.value / total.value : 0, isSatisfied: judged.isSatisfied))
      }
    }
    return QuestionEstimate(
      question: question.id, text: question.text, element: question.element, estimate: estimate,
      levels: shares)
  }
}
