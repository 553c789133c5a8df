import CSVIO
import SurveyEstimation

/// Where the columns of an instrument stand among the slots of a read.
struct ResponseSlots: Sendable {
  private(set) var requests: [ColumnRequest] = []
  /// Slot and kind of every question; `nil` for those the file lacks or that are not kept.
  private(set) var questions: [Int?]
  private(set) var area: Int?
  private(set) var unit: Int?
  private(set) var weight: Int?
  private(set) var strata: [Int] = []
  private(set) var clusters: [Int] = []
  private(set) var populations: [Int] = []
  /// Slots of the screen's columns, in its order.
  private(set) var screen: [Int] = []

  init(instrument: Instrument, map: ColumnMap, screen columns: [ColumnRequest]) {
    questions = Array(repeating: nil, count: instrument.questions.count)
    for (position, question) in instrument.questions.enumerated() {
      guard let index = map.questions[position] else { continue }
      switch question.kind {
      case .rating, .choice: questions[position] = slot(index, .codes)
      case .percent, .number: questions[position] = slot(index, .number)
      case .multi, .text: break
      }
    }
    area = map.area.map { slot($0, .codes) }
    unit = map.unit.map { slot($0, .codes) }
    weight = map.weight.map { slot($0, .number) }
    strata = map.strata.map { slot($0, .codes) }
    clusters = map.clusters.map { slot($0, .codes) }
    populations = map.populationSizes.map { slot($0, .number) }
    screen = columns.map { slot($0.index, $0.kind) }
  }

  /// The slot of a column; a column that two parts ask for in the same form is read once.
  private mutating func slot(_ index: Int, _ kind: ColumnKind) -> Int {
    let request = ColumnRequest(index: index, kind: kind)
    if let known = requests.firstIndex(of: request) { return known }
    requests.append(request)
    return requests.count - 1
  }
}

/// Keeps the accepted responses of one part of a file as compact columns, or only their sums.
struct ResponseCollector: RecordConsumer {
  private let slots: ResponseSlots
  private(set) var screen: InstrumentScreen
  /// The tally of the responses that are no longer kept; `nil` where all are kept.
  private(set) var tally: SurveyTally?
  /// Responses that were accepted, kept or tallied.
  private(set) var accepted = 0
  /// Responses that are kept.
  private(set) var count = 0
  private(set) var weights: [Double] = []
  private(set) var populations: [[Double]]
  private(set) var answers: [[UInt8]]
  private(set) var numbers: [[Double]]
  /// Coded columns: area, unit, then strata and clusters; ids are those of the part's dictionaries.
  private(set) var coded: [Int: [Int32]] = [:]
  /// Texts of the part's dictionaries, per slot.
  private(set) var texts: [Int: [String]] = [:]
  private let classifiers: [AnswerClassifier?]
  private var answerTables: [[UInt8]]
  private let tallying: SurveyTallying?

  init(
    classifiers: [AnswerClassifier?], slots: ResponseSlots, screen: InstrumentScreen,
    tallying: SurveyTallying? = nil
  ) {
    self.tallying = tallying
    tally = tallying?.empty
    self.classifiers = classifiers
    self.slots = slots
    self.screen = screen
    populations = slots.populations.map { _ in [] }
    answers = slots.questions.map { _ in [] }
    numbers = answers.map { _ in [] }
    answerTables = answers
  }

  var wantsMalformedRecords: Bool { screen.wantsMalformedRecords }

  mutating func consume(malformed record: MalformedRecord) throws {
    screen.note(malformed: record)
  }

  mutating func consume(_ batch: RecordBatch) throws {
    var accepted = [Bool](repeating: true, count: batch.count)
    screen.screen(batch, slots: slots.screen, accepted: &accepted)
    let rows = accepted.indices.filter { accepted[$0] }
    count += rows.count
    self.accepted += rows.count
    if let slot = slots.weight {
      batch.withNumbers(slot) { values in for row in rows { weights.append(values[row]) } }
    }
    for (stage, slot) in slots.populations.enumerated() {
      batch.withNumbers(slot) { values in for row in rows { populations[stage].append(values[row]) }
      }
    }
    for slot in [slots.area, slots.unit].compactMap({ $0 }) + slots.strata + slots.clusters {
      appendCodes(batch, slot, rows)
    }
    for (position, slot) in slots.questions.enumerated() {
      guard let slot else { continue }
      if classifiers[position] != nil {
        appendAnswers(batch, slot, position, rows)
      } else if slots.requests[slot].kind == .number {
        batch.withNumbers(slot) { values in
          for row in rows { numbers[position].append(values[row]) }
        }
      }
    }
    if let tallying, count >= tallying.rows { try tallyRows() }
  }

  /// Tallies the rest.
  mutating func finish() throws { try tallyRows() }

  /// Tallies the responses that are kept, and keeps them no longer.
  ///
  /// - Throws: ``SurveyTallyError``.
  private mutating func tallyRows() throws {
    guard let tallying, count > 0 else { return }
    var responses = CodedResponses(instrument: tallying.instrument)
    var categories = Categories()
    try responses.append(self, slots: slots, categories: &categories, file: screen.plan.file)
    responses.finish(categories)
    try tally?.add(responses, layout: tallying.layout)
    count = 0
    weights.removeAll(keepingCapacity: true)
    for stage in populations.indices { populations[stage].removeAll(keepingCapacity: true) }
    for position in answers.indices {
      answers[position].removeAll(keepingCapacity: true)
      numbers[position].removeAll(keepingCapacity: true)
    }
    for slot in coded.keys { coded[slot]?.removeAll(keepingCapacity: true) }
  }

  private mutating func appendCodes(_ batch: RecordBatch, _ slot: Int, _ rows: [Int]) {
    let dictionary = batch.dictionary(slot)
    for id in (texts[slot]?.count ?? 0)..<max(dictionary.count, texts[slot]?.count ?? 0) {
      texts[slot, default: []].append(dictionary.text(of: Int32(id)))
    }
    // Taken out while they grow, here and below, because they would be looked up for every row.
    var own = coded[slot] ?? []
    coded[slot] = nil
    batch.withCodes(slot) { codes in for row in rows { own.append(codes[row]) } }
    coded[slot] = own
  }

  private mutating func appendAnswers(
    _ batch: RecordBatch, _ slot: Int, _ position: Int, _ rows: [Int]
  ) {
    guard let classifier = classifiers[position] else { return }
    let dictionary = batch.dictionary(slot)
    for id in answerTables[position].count..<max(dictionary.count, answerTables[position].count) {
      let answer: UInt8 =
        switch classifier.classify(dictionary.text(of: Int32(id))) {
        case .satisfied(let level), .notSatisfied(let level): UInt8(level)
        case .excluded: CodedResponses.excluded
        // The screen has rejected the record, or the instrument says that such answers are blanks.
        case .missing, .invalid: CodedResponses.missing
        }
      answerTables[position].append(answer)
    }
    let table = answerTables[position]
    var own = answers[position]
    answers[position] = []
    batch.withCodes(slot) { codes in for row in rows { own.append(table[Int(codes[row])]) } }
    answers[position] = own
  }

  /// The values of a coded column with the text of every id.
  func column(_ slot: Int) -> (codes: [Int32], texts: [String]) {
    (coded[slot] ?? [], texts[slot] ?? [])
  }
}

/// What a reading tallies instead of keeping it.
struct SurveyTallying: Sendable {
  let instrument: Instrument
  let definition: SurveyTallyDefinition
  let layout: SurveyTallyLayout
  /// Responses that are kept until they are tallied, in each part of a file.
  let rows: Int

  init(_ instrument: Instrument, _ definition: SurveyTallyDefinition, rows: Int = 1 << 15) {
    self.rows = rows
    self.instrument = instrument
    self.definition = definition
    layout = SurveyTallyLayout(instrument, definition)
  }

  var empty: SurveyTally { SurveyTally(definition, questions: instrument.questions.count) }
}
