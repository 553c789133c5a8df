import PlanModel
import SurveyEstimation
import TestSupport
import Testing

@Suite("Publication profiles")
struct PublicationProfileTests {
  func decision(
    _ value: Double?, n: Int, effective: Double? = nil, width: Double = 0.1, df: Double = 100,
    profile: PublicationProfile = .nchs
  ) -> PublicationDecision {
    var estimate = rate(value, n: n, effective: effective, df: df)
    estimate.low = value.map { $0 - width / 2 }
    estimate.high = value.map { $0 + width / 2 }
    return profile.decision(for: estimate)
  }

  @Test("NCHS withholds by effective size, width and relative width")
  func nchsWithholds() {
    #expect(decision(0.5, n: 100, effective: 29.9).notes == [.effectiveSample])
    #expect(decision(0.5, n: 100, effective: 30).publication == .show)
    #expect(decision(0.5, n: 100, width: 0.30).notes == [.wideInterval])
    #expect(decision(0.5, n: 100, width: 0.299).publication == .show)
    #expect(decision(0.05, n: 100, width: 0.066).notes == [.relativeWidth])
    #expect(decision(0.05, n: 100, width: 0.064).publication == .show)
    #expect(decision(0.01, n: 1000, width: 0.05).publication == .show)
  }

  @Test("NCHS marks few degrees of freedom, 0 and 100 %, and unreliable complements")
  func nchsMarks() {
    #expect(decision(0.5, n: 100, df: 7).publication == .review)
    #expect(decision(0.5, n: 100, df: 8).publication == .show)
    #expect(decision(1, n: 100).notes == [.extremeRate])
    #expect(decision(0, n: 100).publication == .review)
    let high = decision(0.95, n: 100, width: 0.066)
    #expect(high.publication == .show && high.notes == [.complementUnreliable])
  }

  @Test("the other profiles have their own limits, and none has none")
  func otherProfiles() {
    #expect(decision(0.5, n: 24, profile: .hcahpsLike).notes == [.fewAnswers])
    #expect(decision(0.5, n: 99, profile: .hcahpsLike).notes == [.caution])
    #expect(decision(0.5, n: 99, profile: .hcahpsLike).publication == .show)
    #expect(decision(0.5, n: 100, profile: .hcahpsLike).notes == [])
    #expect(decision(0.5, n: 9, profile: .gppsLike).publication == .suppress)
    #expect(decision(0.5, n: 10, width: 0.9, profile: .gppsLike).publication == .show)
    #expect(decision(0.5, n: 4, profile: .gppsLike).notes == [.smallCell, .fewAnswers])
    #expect(decision(0.5, n: 1, width: 0.9, profile: .none).publication == .show)
    #expect(decision(nil, n: 0).publication == .show)
  }

  @Test("a profile of one's own is read from a file, and a wrong key is named")
  func ownProfile() throws {
    let text = """
      schema: hailong.publication/1
      id: so-noi-vu
      title: Sở Nội vụ
      minimumAnswers: 50
      maximumWidth: 0.2
      """
    let own = try PublicationProfile(yaml: text, file: "p.yaml")
    #expect(own.minimumRespondents == 5)
    #expect(decision(0.5, n: 49, profile: own).notes == [.fewAnswers])
    #expect(decision(0.5, n: 400, width: 0.25, profile: own).notes == [.wideInterval])
    let error = #expect(throws: PlanError.self) {
      try PublicationProfile(yaml: text.replacing("maximumWidth", with: "maxWidth"), file: "p.yaml")
    }
    #expect(error?.kind == .unknownKey)
    let name = #expect(throws: PlanError.self) { try PublicationProfile.named("ncsh") }
    #expect(name?.fix?.contains("did you mean `nchs`?") == true)
  }

  @Test("every note has fixed words in both languages, and footnotes number by first use")
  func notes() {
    for note in PublicationNote.allCases {
      let texts = NoteLanguage.allCases.map { note.text($0, profile: .nchs) }
      #expect(texts.allSatisfy { $0.count > 10 } && texts[0] != texts[1])
    }
    #expect(
      PublicationNote.relativeWidth.text(.vi, profile: .nchs)
        == "Không công bố: khoảng tin cậy rộng hơn 130 % của tỷ lệ.")
    var list = FootnoteList()
    #expect([.smallCell, .caution, .smallCell].map { list.number(of: $0) } == [1, 2, 1])
    #expect(list.notes == [.smallCell, .caution])
  }

  @Test("a profile marks estimates and says why")
  func appliedToEstimates() {
    let marked = [rate(0.9), rate(0.9, n: 20)].map { PublicationProfile.nchs.applied(to: $0) }
    #expect(marked.map(\.publication) == [.show, .suppress])
    #expect(marked[1].flags == ["effective-sample", "wide-interval"])
  }
}

/// A reader who knows everything that is printed, and the rule, and tries every table.
struct Attacker {
  let table: SmallCellTable
  let marks: [SmallCellTable.Mark]
  let minimum: Int

  /// The values that a withheld cell may have, as far as a reader can tell; at most two are sought.
  func possibleValues(of cell: Int, hidden: [Int]) -> Set<Int> {
    var found: Set<Int> = []
    var values = table.counts
    search(0, hidden, &values, cell, &found)
    return found
  }

  private func search(
    _ index: Int, _ hidden: [Int], _ values: inout [Int], _ cell: Int, _ found: inout Set<Int>
  ) {
    guard found.count < 2 else { return }
    guard index < hidden.count else {
      let holds = table.sums.allSatisfy { sum in
        values[sum.total] == sum.parts.reduce(0) { $0 + values[$1] }
      }
      if holds { found.insert(values[cell]) }
      return
    }
    let position = hidden[index]
    // Sums whose cells are all fixed by now must hold already.
    let open = Set(hidden[index...])
    let isBroken = table.sums.contains { sum in
      !open.contains(sum.total) && sum.parts.allSatisfy { !open.contains($0) }
        && values[sum.total] != sum.parts.reduce(0) { $0 + values[$1] }
    }
    guard !isBroken else { return }
    let count = table.counts[position]
    // Two tables suffice as proof, so values far from the true one need not be tried.
    let range =
      marks[position] == .small
      ? 1...(minimum - 1)
      : max(table.unprinted.contains(position) ? 0 : minimum, count - 3)...(count + 3)
    for value in range {
      values[position] = value
      search(index + 1, hidden, &values, cell, &found)
    }
    values[position] = count
  }

  /// Small cells whose value can be worked out.
  var solved: [Int] {
    let hidden = marks.indices.filter { marks[$0] != .shown }
    return hidden.filter { marks[$0] == .small }.filter {
      possibleValues(of: $0, hidden: hidden).count < 2
    }
  }
}

@Suite("Small cells")
struct SmallCellTests {
  @Test("a table without small cells is printed as it is")
  func nothingToHide() throws {
    let table = try SmallCellTable.crossTable([[10, 0], [5, 7]])
    #expect(table.marks().allSatisfy { $0 == .shown })
    #expect(
      try SmallCellTable.crossTable([[1, 2], [3, 4]]).marks(minimum: 0).allSatisfy { $0 == .shown })
  }

  @Test("one small cell takes a rectangle with it")
  func rectangle() throws {
    let table = try SmallCellTable.crossTable([[3, 20, 30], [40, 50, 60], [70, 80, 90]])
    let marks = table.marks()
    #expect(marks[0] == .small)
    #expect(marks.count { $0 == .complementary } == 3)
    #expect(marks[1] == .complementary && marks[3] == .complementary && marks[4] == .complementary)
    #expect(marks[9...].allSatisfy { $0 == .shown })
  }

  @Test("hiding the small cell alone would not do")
  func theAttackWorksOnANaiveTable() throws {
    let table = try SmallCellTable.crossTable([[3, 20], [40, 50]])
    let naive = table.counts.map { $0 < 5 ? SmallCellTable.Mark.small : .shown }
    #expect(Attacker(table: table, marks: naive, minimum: 5).solved == [0])
    #expect(Attacker(table: table, marks: table.marks(), minimum: 5).solved == [])
    // Two small cells that must be 1 and 1, because together they are 2.
    let pair = try SmallCellTable.crossTable([[1, 1, 20], [30, 30, 30]])
    let onlySmall = pair.counts.map { $0 < 5 ? SmallCellTable.Mark.small : .shown }
    #expect(Attacker(table: pair, marks: onlySmall, minimum: 5).solved == [0, 1])
    #expect(Attacker(table: pair, marks: pair.marks(), minimum: 5).solved == [])
  }

  @Test("no hidden cell of random tables can be worked out", arguments: 0..<150)
  func randomTables(seed: UInt64) throws {
    var random = RepeatableRandomNumberGenerator(seed: seed)
    let height = Int.random(in: 1...3, using: &random)
    let width = Int.random(in: 2...3, using: &random)
    let top = [6, 15, 60][Int.random(in: 0...2, using: &random)]
    let rows = (0..<height).map { _ in
      (0..<width).map { _ in Int.random(in: 0...top, using: &random) }
    }
    let table = try SmallCellTable.crossTable(rows)
    let marks = table.marks()
    for (mark, count) in zip(marks, table.counts) {
      #expect((mark == .small) == (count > 0 && count < 5))
    }
    #expect(Attacker(table: table, marks: marks, minimum: 5).solved == [], "\(rows)")
  }

  @Test("subtotals are part of the system")
  func subtotals() throws {
    // Communes of two districts, the districts, the province.
    let counts = [3, 30, 40, 50, 33, 90, 123]
    let table = try SmallCellTable(
      counts: counts,
      sums: [
        .init(total: 4, parts: [0, 1]), .init(total: 5, parts: [2, 3]),
        .init(total: 6, parts: [4, 5]),
      ])
    #expect(table.marks() == [.small, .complementary, .shown, .shown, .shown, .shown, .shown])
  }

  @Test("no hidden cell of areas and units with a remainder can be worked out", arguments: 0..<80)
  func areasAndUnits(seed: UInt64) throws {
    var random = RepeatableRandomNumberGenerator(seed: seed)
    let top = [6, 15, 60][Int.random(in: 0...2, using: &random)]
    // Cells: three areas, the figure over two of them, its three units, people of no unit, all.
    let areas = (0..<3).map { _ in Int.random(in: 0...top, using: &random) }
    let figure = areas[0] + areas[1]
    let first = Int.random(in: 0...figure, using: &random)
    let second = Int.random(in: 0...(figure - first), using: &random)
    let third = Int.random(in: 0...(figure - first - second), using: &random)
    let rest = figure - first - second - third
    let table = try SmallCellTable(
      counts: areas + [figure, first, second, third, rest, areas.reduce(0, +)],
      sums: [
        .init(total: 8, parts: [0, 1, 2]), .init(total: 3, parts: [0, 1]),
        .init(total: 3, parts: rest == 0 ? [4, 5, 6] : [4, 5, 6, 7]),
      ], unprinted: rest == 0 ? [] : [7], known: [8])
    let marks = table.marks()
    #expect(marks[8] == .shown)
    // A total of 8 over two small cells is 4 and 4 whatever is withheld: that lies in the total.
    let everything = marks.indices.map { index -> SmallCellTable.Mark in
      marks[index] == .shown && table.counts[index] > 0 && index != 8
        ? .complementary : marks[index]
    }
    let forced = Attacker(table: table, marks: everything, minimum: 5).solved
    let solved = Attacker(table: table, marks: marks, minimum: 5).solved
    #expect(Set(solved).isSubset(of: forced), "\(table.counts)")
  }

  @Test("what is known from elsewhere cannot be withheld")
  func knownTotal() throws {
    // Two cells of which one is small: the other goes too, although the total is the smaller harm.
    let table = try SmallCellTable(
      counts: [3, 40, 43], sums: [.init(total: 2, parts: [0, 1])], known: [2])
    #expect(table.marks() == [.small, .complementary, .shown])
  }

  @Test("figures by domain are protected over the margins of every variable")
  func byDomain() {
    func cell(_ area: String, _ unit: String, _ n: Int) -> (estimate: Estimate, respondents: Int?) {
      var estimate = rate(0.9, n: n)
      estimate.domain = [
        DomainLevel(variable: "area", value: area), DomainLevel(variable: "unit", value: unit),
      ]
      return (estimate, nil)
    }
    let cells = [
      cell("land", "a", 3), cell("land", "b", 60), cell("land", "c", 70), cell("civil", "a", 80),
      cell("civil", "b", 90), cell("civil", "c", 100),
    ]
    let decisions = PublishedTable(byDomain: cells).decisions(.gppsLike)
    #expect(decisions[0].notes.contains(.smallCell))
    // A rectangle of four: one more in the row, one in the column, and the corner.
    #expect(
      decisions.map { $0.publication == .suppress } == [true, true, false, true, true, false])
    #expect(decisions[1].notes == [.complementary] && decisions[1].hidesCount)
    #expect(
      PublishedTable(byDomain: cells).decisions(.none).allSatisfy { $0.publication == .show })
    // Answers of a pooled rate are not people.
    let pooled = [(rate(0.9, n: 36), 3 as Int?), (rate(0.9, n: 600), 50)].enumerated().map {
      index, item in
      var estimate = item.0
      estimate.domain = [DomainLevel(variable: "area", value: "\(index)")]
      return (estimate: estimate, respondents: item.1)
    }
    #expect(
      PublishedTable(byDomain: pooled).decisions(.nchs).map(\.hidesCount) == [true, true])
  }

  @Test("a cell withheld for another keeps its own reason and hides its count")
  func unreliableCompanion() {
    var table = PublishedTable()
    let parts = [
      table.add(rate(0.9, n: 3)), table.add(rate(0.9, n: 20)), table.add(rate(0.9, n: 400)),
    ]
    table.addSum(total: table.add(rate(0.9, n: 423)), parts: parts)
    let decisions = table.decisions(.nchs)
    #expect(decisions[1].notes.contains(.effectiveSample))
    #expect(decisions[1].notes.contains(.complementary) && decisions[1].hidesCount)
    #expect(decisions[2].publication == .show && decisions[3].publication == .show)
  }

  @Test("a large table is done in good time")
  func largeTable() throws {
    var random = RepeatableRandomNumberGenerator(seed: 7)
    let rows = (0..<60).map { _ in (0..<6).map { _ in Int.random(in: 0...60, using: &random) } }
    let table = try SmallCellTable.crossTable(rows)
    let time = ContinuousClock().measure {
      #expect(table.marks().contains(.complementary))
    }
    #expect(time < .seconds(20))
  }

  @Test("a table whose totals do not add up is refused")
  func inconsistent() {
    #expect(throws: PlanError.self) {
      try SmallCellTable(counts: [1, 2, 4], sums: [.init(total: 2, parts: [0, 1])])
    }
    #expect(throws: PlanError.self) { try SmallCellTable.crossTable([[1, -1]]) }
    #expect(throws: PlanError.self) { try SmallCellTable.crossTable([[1, 2], [3]]) }
  }
}
