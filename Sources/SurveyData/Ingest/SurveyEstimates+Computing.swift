import SurveyEstimation

extension CodedResponses {
  /// Estimates the survey: one design, every domain on it.
  ///
  /// From the survey's tally, so that the answer is bit for bit that of tallies of its parts; from
  /// the responses where several stages with populations need them at once.
  ///
  /// - Parameter options: Measure, domains and interval method.
  /// - Returns: The estimates; domains without an answer have a row that says so.
  /// - Throws: ``SurveyEstimateError`` when nothing was accepted, the measure is unknown, or the
  ///   design cannot be right.
  public func estimates(
    _ options: SurveyEstimateOptions
  ) throws(SurveyEstimateError) -> SurveyEstimates {
    if let remark = instrument.noSurvey {
      throw .noSurvey(instrument: instrument.id, cause: remark.cause, fix: remark.fix)
    }
    guard count > 0 else { throw .noResponses(instrument: instrument.id) }
    guard SurveyShape(self).isTalliable else { return try estimatesFromRows(options) }
    do {
      var tally = SurveyTally(
        SurveyTallyDefinition(instrument: instrument, options: options),
        questions: instrument.questions.count)
      try tally.add(self, layout: SurveyTallyLayout(instrument, tally.definition))
      if let weightColumn { tally.note(weightColumn: weightColumn) }
      return try tally.estimates(options, by: instrument)
    } catch let error as SurveyEstimateError {
      throw error
    } catch let error as SurveyTallyError {
      throw .tally(error)
    } catch {
      throw .noResponses(instrument: instrument.id)
    }
  }

  /// The same from the responses, several times as long.
  func estimatesFromRows(
    _ options: SurveyEstimateOptions
  ) throws(SurveyEstimateError) -> SurveyEstimates {
    var computation = try SurveyComputation(
      ResponseEvaluator(self, isNested: options.isNested, singlePSU: options.singlePSU), options)
    return try computation.run()
  }
}

extension SurveyTallyDefinition {
  /// What estimates under some options need.
  init(instrument: Instrument, options: SurveyEstimateOptions) {
    let measures = [options.measure ?? instrument.defaultMeasure?.id].compactMap { $0 }
    self.init(
      instrument: instrument, measures: measures + options.figures.compactMap(\.measure),
      elements: options.wantsQuestions ? nil : options.figures.compactMap(\.element),
      holdsQuestions: options.wantsQuestions, byUnit: options.byUnit, isNested: options.isNested)
  }
}

/// All estimates of a survey, wherever they come from.
struct SurveyComputation<Evaluator: SurveyEvaluator> {
  private var evaluator: Evaluator
  private let options: SurveyEstimateOptions
  private let instrument: Instrument
  private let measure: Measure
  private let statistic: Evaluator.Statistic

  init(
    _ evaluator: Evaluator, _ options: SurveyEstimateOptions
  ) throws(SurveyEstimateError) {
    var evaluator = evaluator
    let instrument = evaluator.instrument
    if let remark = instrument.noSurvey {
      throw .noSurvey(instrument: instrument.id, cause: remark.cause, fix: remark.fix)
    }
    guard evaluator.count > 0 else { throw .noResponses(instrument: instrument.id) }
    let chosen = options.measure.map { instrument.measure($0) } ?? instrument.defaultMeasure
    guard let measure = chosen else {
      throw .unknownMeasure(
        options.measure ?? "(default)", instrument: instrument.id,
        known: instrument.measures.map(\.id))
    }
    statistic = try Self.only(evaluator.statistics(of: measure), of: measure, instrument)
    self.evaluator = evaluator
    self.options = options
    self.instrument = instrument
    self.measure = measure
  }

  private static func only(
    _ statistics: [Evaluator.Statistic], of measure: Measure, _ instrument: Instrument
  ) throws(SurveyEstimateError) -> Evaluator.Statistic {
    guard statistics.count == 1, let only = statistics.first else {
      throw .measureNotComputable(
        measure.id, instrument: instrument.id,
        reason: statistics.isEmpty
          ? BilingualText(
            vi: "các tệp không có câu hỏi nào của nó", en: "the files hold none of its questions")
          : BilingualText(
            vi: "nó có một giá trị cho mỗi câu hỏi; chọn cách tính khác",
            en: "it has one value per question; choose another"))
    }
    return only
  }

  mutating func run() throws(SurveyEstimateError) -> SurveyEstimates {
    var all = [statistic]
    if options.wantsQuestions {
      for other in instrument.measures where other.id != measure.id {
        all += evaluator.statistics(of: other)
      }
    }
    let overall = try figures(all, in: SurveyDomain())
    var result = SurveyEstimates(
      instrument: instrument.id, version: instrument.version, title: instrument.title,
      family: instrument.family, measure: measure.id, measureKind: measure.kind,
      measureTitle: measure.title, design: evaluator.design,
      isProbability: evaluator.isProbability, responses: evaluator.count,
      overall: overall[0].estimate, otherMeasures: overall.dropFirst().map(\.estimate), areas: [],
      figures: [], units: [])
    result.areas = try areaEstimates()
    if options.byUnit { result.units = try unitEstimates(statistic, []) }
    for figure in options.figures { result.figures.append(try figureEstimate(figure)) }
    return result
  }

  // MARK: Domains

  private mutating func figureEstimate(
    _ figure: SurveyFigure
  ) throws(SurveyEstimateError) -> FigureEstimate {
    var statistic = try statistic(of: figure)
    if figure.isAverage { statistic = evaluator.average(statistic, overAreas: figure.areas) }
    let questions = ratedQuestions()
    // An instrument without service areas answers for all of them.
    let areas = evaluator.areas == nil ? [] : figure.areas
    let found = try figures(
      [statistic] + questions.map(\.statistic), in: SurveyDomain(areas: areas), named: figure.areas)
    return FigureEstimate(
      figure: figure, respondents: found[0].respondents, estimate: found[0].estimate,
      units: options.byUnit ? try unitEstimates(statistic, areas, named: figure.areas) : [],
      questions: zip(questions, found.dropFirst()).map { question, figure in
        questionEstimate(question.position, figure.estimate, in: areas)
      })
  }

  private mutating func statistic(
    of figure: SurveyFigure
  ) throws(SurveyEstimateError) -> Evaluator.Statistic {
    if let element = figure.element {
      guard let rate = evaluator.rate(ofElement: element) else {
        throw .measureNotComputable(
          element, instrument: instrument.id,
          reason: BilingualText(
            vi: "các tệp không có câu hỏi nào của yếu tố này",
            en: "the files hold none of the element's questions"))
      }
      return rate
    }
    guard let id = figure.measure, id != measure.id else { return statistic }
    guard let other = instrument.measure(id) else {
      throw .unknownMeasure(id, instrument: instrument.id, known: instrument.measures.map(\.id))
    }
    return try Self.only(evaluator.statistics(of: other), of: other, instrument)
  }

  /// The questions in the rate with their statistics; none unless asked for.
  private mutating func ratedQuestions() -> [(position: Int, statistic: Evaluator.Statistic)] {
    guard options.wantsQuestions else { return [] }
    return instrument.questions.indices.compactMap { position in
      let question = instrument.questions[position]
      guard question.isInRate, question.kind == .rating,
        let rate = evaluator.rate(ofQuestion: position)
      else { return nil }
      return (position, rate)
    }
  }

  private mutating func areaEstimates() throws(SurveyEstimateError) -> [AreaEstimate] {
    let listed = instrument.serviceAreas?.areas ?? []
    let titles = Dictionary(listed.map { ($0.id, $0.title) }, uniquingKeysWith: { a, _ in a })
    // An instrument without service areas has one: all that it asks about.
    let found = evaluator.areas ?? [AreaEstimate.all]
    let questions = ratedQuestions()
    var elements: [Evaluator.Statistic] = []
    if options.wantsQuestions {
      for element in instrument.elements {
        if let rate = evaluator.rate(ofElement: element.id) { elements.append(rate) }
      }
    }
    // The instrument's areas come first, in its order; areas kept from the data follow by name.
    let ids = listed.map(\.id)
    let order = found.sorted { left, right in
      (ids.firstIndex(of: left) ?? Int.max, left) < (ids.firstIndex(of: right) ?? Int.max, right)
    }
    var estimates: [AreaEstimate] = []
    for area in order {
      let areas = evaluator.areas == nil ? [] : [area]
      let values = try figures(
        [statistic] + questions.map(\.statistic) + elements, in: SurveyDomain(areas: areas))
      estimates.append(
        AreaEstimate(
          area: area, title: titles[area] ?? AreaEstimate.title(of: area),
          respondents: values[0].respondents, estimate: values[0].estimate,
          questions: zip(questions, values.dropFirst()).map { question, figure in
            questionEstimate(question.position, figure.estimate, in: areas)
          },
          elements: values.dropFirst(1 + questions.count).map(\.estimate)))
    }
    return estimates
  }

  private mutating func unitEstimates(
    _ statistic: Evaluator.Statistic, _ areas: [String], named: [String]? = nil
  ) throws(SurveyEstimateError) -> [UnitEstimate] {
    var estimates: [UnitEstimate] = []
    for unit in evaluator.units ?? [] where evaluator.isAnswerable(unit: unit, in: areas) {
      let found = try figures(
        [statistic], in: SurveyDomain(areas: areas, unit: unit), named: named)[0]
      estimates.append(
        UnitEstimate(unit: unit, respondents: found.respondents, estimate: found.estimate))
    }
    return estimates
  }

  // MARK: Estimating

  /// Estimates with the number of answers, not of respondents, as their n.
  ///
  /// - Parameter named: The areas that the estimate is named after.
  private mutating func figures(
    _ statistics: [Evaluator.Statistic], in domain: SurveyDomain, named: [String]? = nil
  ) throws(SurveyEstimateError) -> [(respondents: Int, estimate: Estimate)] {
    var levels = domain.unit.map { [DomainLevel(variable: "unit", value: $0)] } ?? []
    let areas = named ?? domain.areas
    if !areas.isEmpty {
      levels.append(DomainLevel(variable: "area", value: areas.joined(separator: "+")))
    }
    var quantiles = StudentQuantiles()
    return zip(statistics, try evaluator.parts(statistics, in: domain)).map { statistic, parts in
      var counted = parts.raw
      if let answers = parts.answers { counted.n = answers }
      var estimate = counted.finished(
        evaluator.definition(of: statistic), domain: levels, options: options.estimate,
        quantiles: &quantiles)
      estimate.missing = parts.raw.domainRows - parts.raw.n
      return (parts.respondents, estimate)
    }
  }

  /// The rate of a question with the weighted share of each level among the valid answers.
  private func questionEstimate(
    _ position: Int, _ estimate: Estimate, in areas: [String]
  ) -> QuestionEstimate {
    let question = instrument.questions[position]
    var shares: [QuestionEstimate.LevelShare] = []
    if let scale = instrument.scale(of: question) {
      let sums = evaluator.levelSums(ofQuestion: position, in: areas)
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
