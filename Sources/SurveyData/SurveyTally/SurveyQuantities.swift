import SurveyEstimation

/// The row-level quantities that an instrument's measures are made of, and the measures as functions
/// of their totals.
///
/// A quantity is defined by the instrument's questions, whether a file holds them or not: a question
/// that nobody answered adds nothing. Which terms a mean has depends on the questions that the files
/// hold, and is settled when estimates are made.
struct SurveyQuantities: Sendable {
  /// A number of one response, 0 where it has no answer.
  enum Quantity: Hashable, Sendable {
    /// Number of satisfied answers to questions.
    case satisfied([Int])
    /// Number of answers; of values, for number questions.
    case answered([Int])
    /// Whether there is an answer.
    case anyAnswer([Int])
    /// Whether there are answers and all are satisfied.
    case allSatisfied([Int])
    /// Sum of the answers' points.
    case points([Int])
    /// Whether the answer is one of some levels.
    case levels(Int, [Int])
    /// The value of a number question.
    case number(Int)
  }

  /// A statistic with the indicator of the responses that take part in it.
  struct Statistic: Hashable, Sendable {
    var definition: StatisticDefinition
    var answered: Int
    /// Quantities whose unweighted sum is the number of answers; `nil` where a response has one.
    var answers: [Int]?
    /// Service areas whose figures are averaged; empty for one figure over all answers.
    var averagedAreas: [String] = []
  }

  let instrument: Instrument
  private(set) var quantities: [Quantity] = []
  private var known: [Quantity: Int] = [:]

  init(_ instrument: Instrument) {
    self.instrument = instrument
  }

  /// The place of a quantity, entered when new.
  mutating func place(_ quantity: Quantity) -> Int {
    let quantity = Self.simplest(quantity)
    if let known = known[quantity] { return known }
    // An indicator stands behind the one that it lies within.
    if let outer = outer(of: quantity) { _ = place(outer) }
    known[quantity] = quantities.count
    quantities.append(quantity)
    return quantities.count - 1
  }

  /// Of one question, the number of answers is whether there is one.
  private static func simplest(_ quantity: Quantity) -> Quantity {
    switch quantity {
    case .anyAnswer(let questions) where questions.count == 1: .answered(questions)
    case .allSatisfied(let questions) where questions.count == 1: .satisfied(questions)
    default: quantity
    }
  }

  private func outer(of quantity: Quantity) -> Quantity? {
    switch quantity {
    case .satisfied(let questions) where questions.count == 1: .answered(questions)
    case .allSatisfied(let questions): .anyAnswer(questions)
    case .levels(let question, _): .answered([question])
    default: nil
    }
  }

  /// What a tally has to know of a quantity.
  func moment(_ quantity: Quantity) -> MomentQuantity {
    MomentQuantity(kind(quantity), within: outer(of: quantity).flatMap { known[Self.simplest($0)] })
  }

  private func kind(_ quantity: Quantity) -> MomentQuantity.Kind {
    switch quantity {
    case .satisfied(let questions), .answered(let questions):
      questions.count == 1 ? .indicator : .count
    case .anyAnswer, .allSatisfied, .levels: .indicator
    case .number: .real
    case .points(let questions):
      questions.count <= 600
        && questions.allSatisfy { question in
          (instrument.scale(of: instrument.questions[question])?.levels ?? []).allSatisfy {
            $0.score == $0.score.rounded() && $0.score.magnitude <= 100
          }
        } ? .count : .real
    }
  }

  // MARK: Measures

  /// The satisfaction rate of a rated question.
  mutating func rate(ofQuestion position: Int) -> Statistic {
    mean(
      of: .satisfied([position]), within: .answered([position]),
      name: instrument.questions[position].id, measure: .pooledAnswers)
  }

  /// The satisfaction rate of an element: its answers pooled; `nil` when no question of it is held.
  mutating func rate(ofElement id: String, held: [Bool]) -> Statistic? {
    let questions = instrument.questions.indices.filter {
      let question = instrument.questions[$0]
      return question.element == id && question.isInRate && question.kind == .rating
        && hasScale($0)
    }
    guard questions.contains(where: { held[$0] }) else { return nil }
    return pooled(questions, name: id, measure: .pooledAnswers)
  }

  /// The definitions of a measure: one, but for shares, which have one per question.
  ///
  /// - Parameter held: Which questions the files hold.
  mutating func statistics(of measure: Measure, held: [Bool]) -> [Statistic] {
    let chosen = Set(instrument.questions(of: measure).map(\.id))
    let all = instrument.questions.indices.filter { chosen.contains(instrument.questions[$0].id) }
    let questions = all.filter { held[$0] }
    let scaled = all.filter(hasScale)
    guard !questions.isEmpty else { return [] }
    let isRated = scaled.contains { held[$0] }
    switch measure.kind {
    case .pooledAnswers:
      return isRated ? [pooled(scaled, name: measure.id, measure: measure.kind)] : []
    case .allSatisfied:
      return isRated
        ? [
          mean(
            of: .allSatisfied(scaled), within: .anyAnswer(scaled), name: measure.id,
            measure: measure.kind)
        ] : []
    case .meanOfElements:
      let elements = instrument.elements.map { element in
        scaled.filter { instrument.questions[$0].element == element.id }
      }
      return meanOfRatios(
        elements.filter { $0.contains { held[$0] } }.map { (.satisfied($0), .answered($0)) },
        over: elements.flatMap { $0 }.sorted(), measure, isProportion: true)
    case .meanOfQuestions:
      return meanOfRatios(
        questions.filter(hasScale).map { (.satisfied([$0]), .answered([$0])) }, over: scaled,
        measure, isProportion: true)
    case .meanScore, .meanOverTop:
      return isRated
        ? [score(measure, scaled, held: held)]
        : measure.kind == .meanScore ? questions.map { numberMean($0) } : []
    case .sumOfMeans:
      let terms = questions.filter { hasScale($0) || isNumber($0) }.map { question in
        (
          hasScale(question) ? Quantity.points([question]) : .number(question),
          Quantity.answered([question])
        )
      }
      return meanOfRatios(
        terms, over: all.filter { hasScale($0) || isNumber($0) }, measure,
        scale: Double(terms.count), isProportion: false)
    case .share:
      return questions.filter(hasScale).map { share($0, measure) }
    }
  }

  private func hasScale(_ position: Int) -> Bool {
    instrument.scale(of: instrument.questions[position]) != nil
  }

  private func isNumber(_ position: Int) -> Bool {
    [.percent, .number].contains(instrument.questions[position].kind)
  }

  private mutating func pooled(
    _ questions: [Int], name: String, measure: Measure.Kind
  ) -> Statistic {
    let answered = place(.answered(questions))
    let satisfied = place(.satisfied(questions))
    return Statistic(
      definition: ratio(name, satisfied, answered, measure: measure, isProportion: true),
      answered: place(.anyAnswer(questions)), answers: [answered])
  }

  private func ratio(
    _ name: String, _ numerator: Int, _ denominator: Int, measure: Measure.Kind, scale: Double = 1,
    isProportion: Bool
  ) -> StatisticDefinition {
    StatisticDefinition(
      name: name, statistic: isProportion ? "rate" : "mean", measure: measure.rawValue,
      form: .meanOfRatios(
        [RatioTerm(.value(numerator), over: .value(denominator))], scale: scale),
      isProportion: isProportion)
  }

  /// The mean of an indicator or number over the responses that have it.
  private mutating func mean(
    of quantity: Quantity, within outer: Quantity, name: String, measure: Measure.Kind,
    isProportion: Bool = true
  ) -> Statistic {
    let answered = place(outer)
    return Statistic(
      definition: ratio(
        name, place(quantity), answered, measure: measure, isProportion: isProportion),
      answered: answered, answers: nil)
  }

  private mutating func meanOfRatios(
    _ terms: [(numerator: Quantity, denominator: Quantity)], over questions: [Int],
    _ measure: Measure, scale: Double = 1, isProportion: Bool
  ) -> [Statistic] {
    guard !terms.isEmpty else { return [] }
    let denominators = terms.map { place($0.denominator) }
    let ratios = zip(terms, denominators).map { term, denominator in
      RatioTerm(.value(place(term.numerator)), over: .value(denominator))
    }
    // A response takes part when it has an answer to one of the terms.
    let answered = place(.anyAnswer(questions))
    let isOneIndicator =
      terms.count == 1 && kind(Self.simplest(terms[0].denominator)) == .indicator
    return [
      Statistic(
        definition: StatisticDefinition(
          name: measure.id, statistic: isProportion ? "rate" : "mean",
          measure: measure.kind.rawValue, form: .meanOfRatios(ratios, scale: scale),
          isProportion: isProportion),
        answered: answered, answers: isOneIndicator ? nil : denominators)
    ]
  }

  private mutating func score(_ measure: Measure, _ scaled: [Int], held: [Bool]) -> Statistic {
    let answered = place(.answered(scaled))
    let top =
      scaled.filter { held[$0] }
      .compactMap { instrument.scale(of: instrument.questions[$0])?.maximumScore }.max() ?? 1
    return Statistic(
      definition: ratio(
        measure.id, place(.points(scaled)), answered, measure: measure.kind,
        scale: measure.kind == .meanOverTop ? 1 / top : 1, isProportion: false),
      answered: place(.anyAnswer(scaled)), answers: [answered])
  }

  private mutating func numberMean(_ position: Int) -> Statistic {
    mean(
      of: .number(position), within: .answered([position]), name: instrument.questions[position].id,
      measure: .meanScore, isProportion: false)
  }

  private mutating func share(_ position: Int, _ measure: Measure) -> Statistic {
    let levels = instrument.scale(of: instrument.questions[position])?.levels ?? []
    return mean(
      of: .levels(position, levels.indices.filter { measure.levels.contains(levels[$0].code) }),
      within: .answered([position]), name: instrument.questions[position].id,
      measure: measure.kind)
  }
}
