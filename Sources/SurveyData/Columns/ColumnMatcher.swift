import CSVIO

/// The work of ``ColumnMap/init(instrument:header:file:)``.
struct ColumnMatcher {
  private let instrument: Instrument
  private let header: [HeaderColumn]
  private let columns: [HeaderSpelling]
  /// Columns that the platform added by itself.
  private let metadata: Set<Int>
  /// The first records, for columns whose values are personal although their header does not say so.
  private let sample: [[String]]
  private var targets: [Target] = []
  private(set) var issues: [ColumnMatchError.Issue] = []
  private var notes: [String] = []

  /// Something of the instrument that needs a column.
  private struct Target {
    enum Place: Hashable {
      case question(Int), respondent(Int), personal(Int), filter(Int), rule(Int)
      case area, unit, weight, strata(Int), cluster(Int), population(Int), date, recordId, duration
    }

    let place: Place
    let name: String
    let names: [FoldedText]
    let rawId: String
    let formCode: String?
    let isRequired: Bool
    /// Whether another target may use the same column.
    let isShareable: Bool
    var column: Int?
    var strength: HeaderSpelling.Strength?
  }

  /// A column that fits a target: how near its spelling is, and which of the target's names it fits.
  private struct Candidate {
    let index: Int
    let strength: HeaderSpelling.Strength
    let rank: Int
  }

  init(
    instrument: Instrument, header: [HeaderColumn], profile: PlatformProfile, sample: [[String]]
  ) {
    self.instrument = instrument
    self.sample = sample
    self.header = header
    columns = header.map(HeaderSpelling.init)
    let added = Set(profile.metadataColumns)
    metadata = Set(header.filter { added.contains($0.rows.first ?? "") }.map(\.index))
    makeTargets()
  }

  mutating func match() -> ColumnMap {
    for position in targets.indices { matchByName(position) }
    for position in targets.indices where targets[position].column == nil {
      matchByPrefix(position)
    }
    for position in targets.indices where targets[position].column == nil {
      matchWithoutAccents(position)
    }
    var map = ColumnMap(instrument: instrument)
    map.notes = notes
    settleCollisions()
    settleFormCodes(&map)
    reportMissing()
    fill(&map)
    return map
  }

  // MARK: Targets

  private mutating func makeTargets() {
    func add(_ place: Target.Place, _ column: InstrumentColumn, shareable: Bool) {
      targets.append(
        Target(
          place: place, name: column.title.vi,
          names: ([column.id, column.title.vi, column.title.en] + column.aliases).map(
            FoldedText.init),
          rawId: column.id, formCode: column.formCode, isRequired: column.isRequired,
          isShareable: shareable))
    }
    for (position, question) in instrument.questions.enumerated() {
      targets.append(
        Target(
          place: .question(position), name: question.id,
          names: ([question.id, question.text.vi, question.text.en] + question.aliases).map(
            FoldedText.init),
          rawId: question.id, formCode: nil, isRequired: !question.isOptional, isShareable: false))
    }
    for (position, column) in instrument.personal.enumerated() {
      add(.personal(position), column.column, shareable: false)
    }
    for (position, column) in instrument.respondent.enumerated() {
      add(.respondent(position), column.column, shareable: true)
    }
    if case .column(let column, _, _) = instrument.serviceAreas {
      add(.area, column, shareable: true)
    }
    if let unit = instrument.unit { add(.unit, unit.column, shareable: true) }
    let design = instrument.design
    if let weight = design.weight { add(.weight, weight, shareable: true) }
    for (stage, column) in design.strata.enumerated() {
      add(.strata(stage), column, shareable: true)
    }
    for (stage, column) in design.clusters.enumerated() {
      add(.cluster(stage), column, shareable: true)
    }
    for (stage, column) in design.populationSizes.enumerated() {
      add(.population(stage), column, shareable: true)
    }
    if let date = instrument.date { add(.date, date.column, shareable: true) }
    if let column = instrument.idColumn { add(.recordId, column, shareable: true) }
    if let column = instrument.durationColumn { add(.duration, column, shareable: true) }
    for (position, filter) in instrument.filters.enumerated() {
      add(.filter(position), filter.column, shareable: true)
    }
    for (position, rule) in instrument.rules.enumerated() {
      if let column = rule.column { add(.rule(position), column, shareable: true) }
    }
  }

  // MARK: Passes

  private mutating func matchByName(_ position: Int) {
    let target = targets[position]
    let exact = columns.filter { column in column.rows.contains { $0 == target.rawId } }
    if exact.count == 1 {
      take(position, exact[0].index, .asItStands)
      return
    }
    let ranks = Dictionary(
      target.names.enumerated().filter { !$0.element.isEmpty }.map { ($0.element.key, $0.offset) },
      uniquingKeysWith: min)
    var found: [Candidate] = []
    for column in columns where mayHold(column, target) {
      let fits = column.spellings.compactMap { spelling in
        ranks[spelling.text.key].map { (strength: spelling.strength, rank: $0) }
      }
      if let best = fits.min(by: { ($0.strength, $0.rank) < ($1.strength, $1.rank) }) {
        found.append(Candidate(index: column.index, strength: best.strength, rank: best.rank))
      }
    }
    choose(position, found)
  }

  /// Whether a column may be what a target seeks.
  ///
  /// A column that the platform adds (`_status` of KoboToolbox, `Status` of Qualtrics and ODK) tells when
  /// and by whom a record was made. What was asked, or is to be filtered by, is found in it only under
  /// the very name that the instrument gives, or the platform's word would be taken for an answer.
  private func mayHold(_ column: HeaderSpelling, _ target: Target) -> Bool {
    guard metadata.contains(column.index) else { return true }
    switch target.place {
    case .date, .recordId, .duration, .personal: return true
    default: return target.names.contains { name in column.rows.contains(name.raw) }
    }
  }

  /// Headers that begin with a question's id, among the columns that no name has claimed.
  private mutating func matchByPrefix(_ position: Int) {
    guard case .question = targets[position].place else { return }
    let id = FoldedText(targets[position].rawId)
    let claimed = Set(
      targets.compactMap { $0.strength.map { $0 <= .unmarked } == true ? $0.column : nil })
    let found = columns.filter { !claimed.contains($0.index) && $0.beginsWith(id: id) }
    choose(position, found.map { Candidate(index: $0.index, strength: .idPrefix, rank: 0) })
  }

  private mutating func matchWithoutAccents(_ position: Int) {
    let keys = Set(targets[position].names.filter { $0.plainKey.utf8.count >= 3 }.map(\.plainKey))
    let claimed = Set(targets.compactMap(\.column))
    let found = columns.filter { column in
      !claimed.contains(column.index) && mayHold(column, targets[position])
        && column.spellings.contains { !$0.text.hasAccents && keys.contains($0.text.plainKey) }
    }
    choose(position, found.map { Candidate(index: $0.index, strength: .accentless, rank: 0) })
  }

  private mutating func choose(_ position: Int, _ found: [Candidate]) {
    guard let best = found.map(\.strength).min() else { return }
    var nearest = found.filter { $0.strength == best }
    if targets[position].isShareable, nearest.count > 1, let first = nearest.map(\.rank).min() {
      // A date, unit or id may be in the file in several forms: the instrument's first name decides.
      let others = nearest.filter { $0.rank != first }
      nearest = nearest.filter { $0.rank == first }
      if nearest.count == 1, !others.isEmpty {
        notes.append(
          "'\(targets[position].rawId)' is read from \(quoted(nearest[0].index)); "
            + others.map { quoted($0.index) }.joined(separator: ", ") + " would fit, too")
      }
    }
    if nearest.count == 1 {
      take(position, nearest[0].index, best)
      return
    }
    let target = targets[position]
    // Two columns that nobody needs are no trouble; both are still personal if the target is.
    if case .personal = target.place { return }
    // A rule may be meant for any of several spellings, but two columns of one name are a mistake of the file.
    if case .rule = target.place, Set(nearest.map { header[$0.index].name }).count > 1 { return }
    issues.append(
      .fitsSeveral(
        target.rawId, columns: nearest.map { (quoted($0.index), $0.index + 1) },
        alsoCodeOf: formField(target.rawId)))
    targets[position].column = nearest[0].index
    targets[position].strength = best
  }

  private mutating func take(_ position: Int, _ column: Int, _ strength: HeaderSpelling.Strength) {
    targets[position].column = column
    targets[position].strength = strength
  }

  // MARK: Settlement

  /// One column may not answer two questions; the better name wins, equal names are an error.
  private mutating func settleCollisions() {
    var owners: [Int: [Int]] = [:]
    for (position, target) in targets.enumerated() {
      if let column = target.column, !target.isShareable {
        owners[column, default: []].append(position)
      }
    }
    for (column, positions) in owners.sorted(by: { $0.key < $1.key }) where positions.count > 1 {
      let best = positions.compactMap { targets[$0].strength }.min()
      let winners = positions.filter { targets[$0].strength == best }
      for position in positions where !winners.contains(position) {
        targets[position].column = nil
        targets[position].strength = nil
      }
      guard winners.count > 1 else { continue }
      issues.append(
        .collision(
          winners.map { targets[$0].rawId }, column: quoted(column), position: column + 1))
    }
  }

  /// The respondent or personal field that the form gives a question's id to, if any.
  private func formField(_ id: String) -> String? {
    targets.first { $0.formCode == id }?.name
  }

  /// Bare codes that the form uses twice (`A3`: an item and a phone number) are taken for items only when nothing
  /// in the header speaks for the respondent's part.
  private mutating func settleFormCodes(_ map: inout ColumnMap) {
    let formCodes = Set(targets.compactMap(\.formCode))
    guard !formCodes.isEmpty else { return }
    let questionIds = Set(instrument.questions.map(\.id))
    let respondentOnly = columns.filter { column in
      column.rows.contains { formCodes.contains($0) && !questionIds.contains($0) }
    }
    var taken: [String] = []
    for target in targets {
      guard case .question = target.place, formCodes.contains(target.rawId),
        let column = target.column,
        columns[column].rows.contains(target.rawId), columns[column].rows.count == 1,
        let field = targets.first(where: { $0.formCode == target.rawId })
      else { continue }
      if field.column == nil, let witness = respondentOnly.first {
        issues.append(
          .codeOfTwo(
            target.rawId, position: column + 1, field: field.name, witness: quoted(witness.index)))
      } else {
        taken.append(target.rawId)
      }
    }
    if !taken.isEmpty {
      map.notes.append(
        "columns \(taken.joined(separator: ", ")) are read as items; the form uses these codes for respondent fields too"
      )
    }
  }

  private mutating func reportMissing() {
    let headers = header.map(\.name)
    var missing: [Target] = []
    var isQuestionFound = false
    for target in targets {
      if case .question = target.place, target.column != nil { isQuestionFound = true }
      guard target.column == nil, target.isRequired else { continue }
      if case .question(let position) = target.place {
        // A question with several choices may have a column for each of them and none of its own.
        let question = instrument.questions[position]
        if question.kind == .multi, !optionColumns(of: question).isEmpty { continue }
        missing.append(target)
      } else {
        let near = NearestName.nearest(toAny: target.names.map(\.raw), among: headers)
        issues.append(
          .noColumn(
            target.rawId, title: target.name, nearest: near,
            accepted: Array(target.names.map(\.raw).uniqued().prefix(8))))
      }
    }
    let isSurvey = instrument.family.isSurvey && !instrument.questions.isEmpty
    if isSurvey, !isQuestionFound {
      issues.insert(
        .noQuestions(
          instrument.id, count: instrument.questions.count,
          columns: headers.prefix(6).map { "'\(Self.shortened($0))'" }), at: 0)
      return
    }
    for target in missing.prefix(Self.listedQuestions) {
      let near = NearestName.nearest(toAny: target.names.map(\.raw), among: headers)
      issues.append(
        .noQuestionColumn(
          target.rawId, text: target.names[1].raw, nearest: near.map(Self.shortened)))
    }
    if missing.count > Self.listedQuestions {
      issues.append(
        .moreQuestions(instrument.id, count: missing.count, listed: Self.listedQuestions))
    }
  }

  /// Missing questions that are listed one by one.
  private static let listedQuestions = 10

  private static func shortened(_ text: String) -> String {
    text.unicodeScalars.count <= 60 ? text : String(text.prefix(57)) + "..."
  }

  private func quoted(_ index: Int) -> String { "'\(Self.shortened(header[index].name))'" }

  private func fill(_ map: inout ColumnMap) {
    var used: Set<Int> = []
    var personal: [Int: PersonalKind] = [:]
    for target in targets {
      guard let column = target.column else { continue }
      switch target.place {
      case .question(let position): map.questions[position] = column
      case .respondent(let position): map.respondent[position] = column
      case .personal(let position):
        personal[column] = instrument.personal[position].kind
        continue
      case .filter(let position): map.filters[position] = column
      case .rule(let position): map.rules[position] = column
      case .area: map.area = column
      case .unit: map.unit = column
      case .weight: map.weight = column
      case .strata: map.strata.append(column)
      case .cluster: map.clusters.append(column)
      case .population: map.populationSizes.append(column)
      case .date: map.date = column
      case .recordId: map.recordId = column
      case .duration: map.duration = column
      }
      used.insert(column)
    }
    for (position, question) in instrument.questions.enumerated() where question.kind == .multi {
      map.options[position] = optionColumns(of: question).filter { !used.contains($0) }
      used.formUnion(map.options[position])
    }
    for column in columns where !used.contains(column.index) && personal[column.index] == nil {
      if let kind = PersonalPatterns.kind(of: header[column.index], sample: sample) {
        personal[column.index] = kind
      } else {
        map.unused.append(column.index)
      }
    }
    map.personal = personal.sorted { $0.key < $1.key }.map {
      ColumnMap.Personal(index: $0.key, name: header[$0.key].name, kind: $0.value)
    }
  }

  /// Columns `Q/option`, `Q[option]` or `Q.option` of a multiple-choice question, also in groups.
  private func optionColumns(of question: Question) -> [Int] {
    let heads = ["/", "[", "."].map { question.id + $0 }
    return columns.filter { column in
      column.rows.contains { row in
        heads.contains { (head: String) -> Bool in
          row.hasPrefix(head) || row.contains("/" + head) || row.contains("-" + head)
        }
      }
    }.map(\.index)
  }
}

extension Sequence where Element: Hashable {
  /// The elements without repetition, in order of first appearance.
  func uniqued() -> [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
