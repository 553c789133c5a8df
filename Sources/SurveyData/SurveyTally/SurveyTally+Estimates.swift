import SurveyEstimation

extension SurveyTally {
  /// Estimates the survey, to the last bit as from its responses.
  ///
  /// - Parameters:
  ///   - options: Measure, domains and interval method; whether PSU ids are nested is the tally's.
  ///   - instrument: The instrument that the tally was made by.
  /// - Throws: ``SurveyEstimateError``, also for what the tally does not answer or withholds.
  public func estimates(
    _ options: SurveyEstimateOptions, by instrument: Instrument
  ) throws(SurveyEstimateError) -> SurveyEstimates {
    guard let moments, let shape else { throw .noResponses(instrument: instrument.id) }
    try check(options, instrument)
    let layout = SurveyTallyLayout(instrument, definition)
    guard moments.definition == layout.definition(shape: shape, isNested: definition.isNested),
      held.count == instrument.questions.count
    else {
      throw .tally(
        .otherInstrument(
          BilingualText(
            vi: "bảng cộng dồn chứa các tổng khác với phiên bản chương trình này",
            en: "the tally holds other sums than this version of the program")))
    }
    let estimator: MomentEstimator
    do {
      estimator = try MomentEstimator(moments, singlePSU: options.singlePSU)
    } catch {
      throw .design(error)
    }
    var computation = try SurveyComputation(
      TallyEvaluator(
        self, moments, shape, estimator, layout.quantities, instrument: instrument,
        singlePSU: options.singlePSU), options)
    return try computation.run()
  }

  /// Refuses what the tally does not hold.
  private func check(
    _ options: SurveyEstimateOptions, _ instrument: Instrument
  ) throws(SurveyEstimateError) {
    try check(instrument)
    let wanted = [options.measure ?? instrument.defaultMeasure?.id].compactMap { $0 }
    for id in wanted + options.figures.filter({ $0.element == nil }).compactMap(\.measure)
    where instrument.measure(id) != nil && !definition.measures.contains(id) {
      throw .tally(
        .notTallied(
          BilingualText(
            vi: "cách tính '\(id)' (chỉ có \(definition.measures.joined(separator: ", ")))",
            en: "measure '\(id)' (it answers \(definition.measures.joined(separator: ", ")))"),
          fix: BilingualText(
            vi: "lập với --measure \(id), hoặc với --plan cần cách tính này",
            en: "make it with --measure \(id), or with the --plan that asks for it")))
    }
    for element in options.figures.compactMap(\.element)
    where instrument.element(element) != nil && !definition.elements.contains(element) {
      throw .tally(
        .notTallied(
          BilingualText(vi: "yếu tố '\(element)'", en: "element '\(element)'"),
          fix: BilingualText(
            vi: "lập với --plan cần yếu tố này", en: "make it with the --plan that asks for it")))
    }
    if options.byUnit, !definition.byUnit {
      throw .tally(
        .notTallied(
          BilingualText(vi: "từng đơn vị", en: "units"),
          fix: BilingualText(
            vi: "lập với --by unit, hoặc bỏ --by", en: "make it with --by unit, or leave out --by"))
      )
    }
    if options.wantsQuestions, !definition.holdsQuestions {
      throw .tally(
        .notTallied(
          BilingualText(vi: "từng câu hỏi", en: "single questions"),
          fix: BilingualText(
            vi: "lập bằng hailong tally --survey", en: "make it with hailong tally --survey")))
    }
    for figure in options.figures {
      for area in figure.areas where withheld.areas.contains(area) {
        throw .tally(
          .withheld(
            BilingualText(vi: "lĩnh vực '\(area)'", en: "service area '\(area)'"),
            minimum: withheld.minimum))
      }
    }
  }

  /// Refuses an instrument other than the tally's.
  func check(_ instrument: Instrument) throws(SurveyEstimateError) {
    let here = SurveyTallyDefinition(
      instrument: instrument, measures: definition.measures, elements: definition.elements,
      holdsQuestions: definition.holdsQuestions, byUnit: definition.byUnit,
      isNested: definition.isNested, screening: definition.screening, idKey: definition.idKey)
    if let difference = definition.difference(from: here) {
      throw .tally(
        .otherInstrument(
          BilingualText(
            vi: "bảng cộng dồn không phải của phiếu khảo sát này: \(difference.vi)",
            en: "the tally is not of this instrument: \(difference.en)")))
    }
  }

  /// The check of the files in counts.
  public func check(by instrument: Instrument) throws(SurveyEstimateError) -> CheckReport {
    try check(instrument)
    var design: CheckReport.DesignCounts?
    if let moments, let shape, shape.strata > 0,
      let estimator = try? MomentEstimator(moments, singlePSU: .remove)
    {
      design = CheckReport.DesignCounts(
        strata: estimator.stratumCount, psus: estimator.psuCount,
        singlePSUStrata: estimator.singlePSUStrata)
    }
    return CheckReport(accounts, instrument: instrument, design: design)
  }
}

/// Estimates from a tally.
struct TallyEvaluator: SurveyEvaluator {
  typealias Statistic = SurveyQuantities.Statistic

  private var quantities: SurveyQuantities
  private var estimator: MomentEstimator
  private let held: [Bool]
  private let withheld: SurveyTally.Withheld
  private let unitKeys: [String: String]
  private let domainsOfArea: [String: [Int]]
  private let domainsOfUnit: [String: [Int]]
  private let keys: [[String]]
  private var unions: [SurveyDomain: MomentEstimator.Union] = [:]

  let instrument: Instrument
  let count: Int
  let areas: [String]?
  let units: [String]?
  let design: DesignSummary
  let isProbability: Bool

  init(
    _ tally: SurveyTally, _ moments: MomentTally, _ shape: SurveyShape,
    _ estimator: MomentEstimator, _ quantities: SurveyQuantities, instrument: Instrument,
    singlePSU: SinglePSUPolicy
  ) {
    self.instrument = instrument
    self.estimator = estimator
    self.quantities = quantities
    held = tally.held
    withheld = tally.withheld
    count = moments.frame.rowCount
    keys = moments.frame.domains
    var (byArea, byUnit): ([String: [Int]], [String: [Int]]) = ([:], [:])
    for (number, key) in moments.frame.domains.enumerated() {
      if let area = SurveyTally.area(of: key) { byArea[area, default: []].append(number) }
      if let unit = SurveyTally.unit(of: key) { byUnit[unit, default: []].append(number) }
    }
    domainsOfArea = byArea
    domainsOfUnit = byUnit
    areas =
      instrument.serviceAreas == nil
      ? nil : byArea.keys.filter { !tally.withheld.areas.contains($0) }
    let names = tally.unitNames.sorted { $0.value < $1.value }
    unitKeys = Dictionary(names.map { ($0.value, $0.key) }, uniquingKeysWith: { a, _ in a })
    units = shape.hasUnits && tally.definition.byUnit ? names.map(\.value) : nil
    design = DesignSummary(
      strata: estimator.stratumCount, psus: estimator.psuCount,
      degreesOfFreedom: estimator.degreesOfFreedom, weight: tally.weightColumn,
      singlePSU: singlePSU, hasFinitePopulation: shape.populations > 0)
    isProbability =
      instrument.design.isProbability
      || shape.hasWeights && (shape.strata > 0 || shape.clusters > 0)
  }

  mutating func statistics(of measure: Measure) -> [Statistic] {
    quantities.statistics(of: measure, held: held)
  }

  mutating func rate(ofQuestion position: Int) -> Statistic? {
    held[position] && instrument.isRated(position) ? quantities.rate(ofQuestion: position) : nil
  }

  mutating func rate(ofElement id: String) -> Statistic? {
    quantities.rate(ofElement: id, held: held)
  }

  mutating func average(_ statistic: Statistic, overAreas areas: [String]) -> Statistic {
    guard self.areas != nil else { return statistic }
    var average = statistic
    average.averagedAreas = areas
    average.definition.measure = statistic.definition.measure.map {
      $0 + SurveyFigure.averageSuffix
    }
    return average
  }

  func definition(of statistic: Statistic) -> StatisticDefinition { statistic.definition }

  mutating func parts(
    _ statistics: [Statistic], in domain: SurveyDomain
  ) throws(SurveyEstimateError) -> [SurveyFigureParts] {
    let union = union(domain)
    return statistics.map { statistic in
      let areas = statistic.averagedAreas.map {
        self.union(SurveyDomain(areas: [$0], unit: domain.unit))
      }
      return SurveyFigureParts(
        raw: estimator.estimate(
          statistic.definition, answered: statistic.answered, in: union,
          averaging: areas.isEmpty ? nil : areas),
        respondents: estimator.count(statistic.answered, in: union),
        answers: statistic.answers.map {
          $0.reduce(0) { $0 + estimator.count($1, in: union) }
        })
    }
  }

  private mutating func union(_ domain: SurveyDomain) -> MomentEstimator.Union {
    if let known = unions[domain] { return known }
    let union = estimator.union(of: numbers(domain))
    // Those of units are needed once for each figure.
    if domain.unit == nil { unions[domain] = union }
    return union
  }

  private func numbers(_ domain: SurveyDomain) -> [Int] {
    guard let unit = domain.unit else {
      return domain.areas.isEmpty
        ? Array(keys.indices) : domain.areas.flatMap { domainsOfArea[$0] ?? [] }.sorted()
    }
    let numbers = domainsOfUnit[unitKeys[unit] ?? ""] ?? []
    return domain.areas.isEmpty
      ? numbers
      : numbers.filter { domain.areas.contains(SurveyTally.area(of: keys[$0]) ?? "") }
  }

  func levelSums(ofQuestion position: Int, in areas: [String]) -> [ExactSum] {
    guard let scale = instrument.scale(of: instrument.questions[position]) else { return [] }
    let union = estimator.union(of: numbers(SurveyDomain(areas: areas)))
    var quantities = quantities
    return scale.levels.indices.map {
      estimator.total(quantities.place(.levels(position, [$0])), in: union)
    }
  }

  func isAnswerable(unit: String, in areas: [String]) -> Bool {
    guard let key = unitKeys[unit] else { return true }
    return !withheld.units.contains { area, units in
      (areas.isEmpty || areas.contains(area)) && units.contains(key)
    }
  }
}

extension SurveyTally {
  /// The area of a domain; `nil` where it is withheld.
  static func area(of key: [String]) -> String? { key.count > 1 ? key[0] : nil }

  /// The folded unit of a domain; `nil` where it is withheld.
  static func unit(of key: [String]) -> String? { key.count == 2 ? key[1] : nil }
}
