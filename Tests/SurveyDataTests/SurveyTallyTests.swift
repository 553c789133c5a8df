import CSVIO
import Foundation
import SurveyEstimation
import TestSupport
import Testing

@testable import SurveyData

/// A survey's tally against its responses, and small cells.
@Suite("Tallies of surveys") struct SurveyTallyTests {
  private static let header = "Mã phiếu,Lĩnh vực,Đơn vị,Trọng số,Tầng,Cụm,C1,C2,C3,C7,C8,C9,C11"
  private static let areas = ["Đất đai", "Xây dựng", "Hộ tịch", "Việc lạ"]

  /// Made-up answers at a one-stop desk: 4 areas, `units` units, 3 strata of 4 PSUs.
  private static func csv(
    _ count: Int, seed: UInt64, units: Int = 5, without: Set<String> = []
  ) -> String {
    var random = RepeatableRandomNumberGenerator(seed: seed)
    let names = header.split(separator: ",").map(String.init)
    let kept = names.indices.filter { !without.contains(names[$0]) }
    var lines = [kept.map { names[$0] }.joined(separator: ",")]
    for row in 0..<count {
      let stratum = Int.random(in: 0..<3, using: &random)
      var cells = [
        "R\(seed)-\(row)", areas[min(3, Int.random(in: 0..<10, using: &random) / 3)],
        "Phường \(Int.random(in: 0..<units, using: &random))",
        ["1.5", "0.1", "7"][Int.random(in: 0..<3, using: &random)], "T\(stratum)",
        "T\(stratum)-c\(Int.random(in: 0..<4, using: &random))",
      ]
      for _ in 6..<names.count {
        cells.append(
          ["1", "2", "3", "4", "4", "5", "5", "Hài lòng", "", "0"].randomElement(using: &random)
            ?? "")
      }
      lines.append(kept.map { cells[$0] }.joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func oneStop() throws -> Instrument { try builtIn.instrument("one-stop") }

  private func responses(_ text: String, _ instrument: Instrument) throws -> CodedResponses {
    try SurveyReading(
      [.bytes(Array(text.utf8), name: "a.csv")], instrument: instrument, options: CSVReadOptions()
    ).responses
  }

  private func tally(
    _ text: String, _ instrument: Instrument, name: String = "a.csv", byUnit: Bool = true,
    idKey: ResponseIdKey? = nil, measures: [String]? = nil
  ) throws -> SurveyTally {
    var screening = ScreenOptions()
    screening.idKey = idKey
    return try SurveyTally.read(
      [.bytes(Array(text.utf8), name: name)], instrument: instrument,
      definition: SurveyTallyDefinition(
        instrument: instrument, measures: measures ?? instrument.measures.map(\.id),
        byUnit: byUnit, isNested: false, idKey: idKey?.digest),
      options: CSVReadOptions(), screening: screening
    ).tally
  }

  private func options(_ measure: String?) -> SurveyEstimateOptions {
    SurveyEstimateOptions(
      measure: measure,
      figures: [
        SurveyFigure(areas: ["land", "construction"]), SurveyFigure(areas: ["civil-status"]),
        SurveyFigure(areas: []), SurveyFigure(areas: ["investment"]),
        SurveyFigure(element: "officials", areas: ["land"]),
        SurveyFigure(areas: ["land", "construction", "civil-status"], isAverage: true),
        SurveyFigure(areas: ["land", "investment"], isAverage: true),
      ], byUnit: true, wantsQuestions: true, singlePSU: .average)
  }

  private func close(_ one: Double?, _ other: Double?, _ place: String) {
    guard let one, let other else {
      #expect((one == nil) == (other == nil), "\(place)")
      return
    }
    // Errors of 0 are noise of 1e-16 where they come from rows.
    #expect(abs(one - other) <= max(1e-9 * max(abs(one), abs(other)), 1e-14), "\(place)")
  }

  private func expectSame(_ found: Estimate, _ expected: Estimate, _ place: String) {
    #expect(found.name == expected.name, "\(place)")
    #expect(found.domain == expected.domain, "\(place)")
    #expect(found.n == expected.n, "\(place)")
    #expect(found.missing == expected.missing, "\(place)")
    #expect(found.degreesOfFreedom == expected.degreesOfFreedom, "\(place)")
    #expect(found.intervalMethod == expected.intervalMethod, "\(place)")
    #expect(found.flags == expected.flags, "\(place)")
    close(found.value, expected.value, place)
    close(found.standardError, expected.standardError, place)
    close(found.low, expected.low, place)
    close(found.high, expected.high, place)
    close(found.designEffect, expected.designEffect, place)
    close(found.nEffective, expected.nEffective, place)
  }

  private func expectSame(_ found: SurveyEstimates, _ expected: SurveyEstimates, _ place: String) {
    #expect(found.responses == expected.responses)
    #expect(found.isProbability == expected.isProbability)
    #expect(found.design == expected.design)
    #expect(found.areas.map(\.area) == expected.areas.map(\.area))
    #expect(found.units.map(\.unit) == expected.units.map(\.unit))
    #expect(found.areas.map(\.respondents) == expected.areas.map(\.respondents))
    #expect(found.figures.map(\.respondents) == expected.figures.map(\.respondents))
    func all(_ estimates: SurveyEstimates) -> [Estimate] {
      let areas = estimates.areas.flatMap {
        [$0.estimate] + $0.questions.map(\.estimate) + $0.elements
      }
      let figures = estimates.figures.flatMap {
        [$0.estimate] + $0.units.map(\.estimate) + $0.questions.map(\.estimate)
      }
      return [estimates.overall] + estimates.otherMeasures + areas + figures
        + estimates.units.map(\.estimate)
    }
    let (ours, theirs) = (all(found), all(expected))
    #expect(ours.count == theirs.count)
    for (one, other) in zip(ours, theirs) {
      expectSame(one, other, "\(place) \(other.name) \(other.domain)")
    }
    let levels = found.areas.flatMap(\.questions).flatMap(\.levels)
    let others = expected.areas.flatMap(\.questions).flatMap(\.levels)
    #expect(levels.map(\.code) == others.map(\.code))
    for (one, other) in zip(levels, others) { close(one.share, other.share, "\(place) share") }
  }

  @Test(
    "from the tally and from the responses the estimates are the same, for every measure and design",
    arguments: [
      [], ["Cụm"], ["Cụm", "Tầng"], ["Cụm", "Tầng", "Trọng số"], ["Trọng số"], ["Đơn vị"],
    ])
  func twoRoutes(without: [String]) throws {
    let instrument = try oneStop()
    let coded = try responses(Self.csv(500, seed: 4, without: Set(without)), instrument)
    for measure in instrument.measures.map(\.id) {
      let options = options(measure)
      expectSame(
        try coded.estimates(options), try coded.estimatesFromRows(options),
        "\(measure) \(without)")
    }
  }

  @Test("the same for the samples of the built-in instruments", arguments: builtIn.ids())
  func samples(id: String) throws {
    let instrument = try builtIn.instrument(id)
    guard instrument.family.isSurvey else { return }
    let coded = try SurveyReading(
      [.file(SmallSamplesTests.folder + "/\(id).csv")], instrument: instrument,
      options: CSVReadOptions()
    ).responses
    for measure in instrument.measures where measure.kind != .share {
      let options = SurveyEstimateOptions(
        measure: measure.id, byUnit: measure.isDefault, wantsQuestions: measure.isDefault,
        singlePSU: .remove)
      guard let rows = try? coded.estimatesFromRows(options) else {
        #expect(throws: SurveyEstimateError.self) { try coded.estimates(options) }
        continue
      }
      expectSame(try coded.estimates(options), rows, "\(id) \(measure.id)")
    }
  }

  @Test(
    "a reading that keeps only sums answers to the bit as one that keeps the responses",
    arguments: [[], ["Cụm"], ["Trọng số"], ["Cụm", "Tầng", "Trọng số"]], [1, 3])
  func readingForEstimates(without: [String], threads: Int) throws {
    let instrument = try oneStop()
    var reading = CSVReadOptions(threads: threads, digest: true)
    reading.smallestPartBytes = 5000
    reading.chunkBytes = 700
    let inputs = (0..<2).map { number in
      CSVInput.bytes(
        Array(Self.csv(600, seed: UInt64(number), without: Set(without)).utf8),
        name: "\(number).csv")
    }
    let kept = try SurveyReading(inputs, instrument: instrument, options: reading)
    for measure in instrument.measures.map(\.id) {
      let options = options(measure)
      let definition = SurveyTallyDefinition(instrument: instrument, options: options)
      // In blocks of some rows, as of large files.
      let (summed, _) = try SurveyReading.read(
        inputs, instrument: instrument, options: reading, profile: nil, screening: ScreenOptions()
      ) { _ in SurveyTallying(instrument, definition, rows: 40) }
      #expect(summed.responses.count == 0)
      #expect(summed.sources == kept.sources)
      #expect(try summed.estimates(options) == kept.estimates(options), "\(measure)")
      let asked = try SurveyReading(
        inputs, instrument: instrument, options: reading, answering: options)
      #expect(try asked.estimates(options) == kept.estimates(options), "\(measure)")
    }
  }

  @Test(
    "merged parts answer to the bit as the whole, and are the same bytes",
    arguments: 1...4 as ClosedRange<UInt64>)
  func merging(seed: UInt64) throws {
    var random = RepeatableRandomNumberGenerator(seed: seed)
    let instrument = try oneStop()
    let without: Set<String> = seed % 2 == 0 ? ["Cụm"] : []
    let lines = Self.csv(400, seed: seed, without: without).split(separator: "\n").map(String.init)
    var parts = [[String]](repeating: [], count: 5)
    for line in lines.dropFirst() {
      parts[Int.random(in: 0..<5, using: &random)].append(line)
    }
    // One part lacks a question, and its header is written otherwise.
    let texts = parts.map { ([lines[0]] + $0).joined(separator: "\n") + "\n" }
    var tallies = try texts.enumerated().map {
      try tally($1, instrument, name: "part \($0)")
    }
    tallies.append(try tally(lines[0] + "\n", instrument, name: "empty"))
    tallies.shuffle(using: &random)
    var forward = try SurveyTally(bytes: tallies[0].bytes())
    for other in tallies.dropFirst() { try forward.merge(other) }
    var backward = tallies[5]
    for other in tallies.dropLast().shuffled(using: &random) { try backward.merge(other) }
    #expect(try forward.bytes() == backward.bytes())
    let whole = try responses(lines.joined(separator: "\n") + "\n", instrument)
    for measure in instrument.measures.map(\.id) {
      let options = options(measure)
      #expect(
        try forward.estimates(options, by: instrument) == whole.estimates(options), "\(measure)")
    }
  }

  @Test("a question that only some parts hold counts as blank in the others")
  func differentColumns() throws {
    let instrument = try oneStop()
    let texts = [
      Self.csv(90, seed: 1), Self.csv(80, seed: 2, without: ["C11"]),
      Self.csv(70, seed: 3, without: ["C1", "C2"]),
    ]
    let together = try SurveyReading(
      texts.enumerated().map { .bytes(Array($1.utf8), name: "\($0)") }, instrument: instrument,
      options: CSVReadOptions()
    ).responses
    var merged = try tally(texts[2], instrument, name: "2")
    try merged.merge(try tally(texts[0], instrument, name: "0"))
    try merged.merge(try tally(texts[1], instrument, name: "1"))
    for measure in instrument.measures.map(\.id) {
      let options = options(measure)
      #expect(try merged.estimates(options, by: instrument) == together.estimates(options))
      expectSame(
        try together.estimates(options), try together.estimatesFromRows(options), measure)
    }
    // Parts with other design columns are no parts of one survey.
    let other = try tally(Self.csv(50, seed: 5, without: ["Trọng số"]), instrument, name: "3")
    let difference = BilingualText(
      vi: "chỉ một bảng có cột trọng số", en: "only one of them has a weight column")
    #expect(throws: SurveyTallyError.differentDefinitions(difference)) { try merged.merge(other) }
  }

  @Test(
    "the sender's minimum leaves no small cell, and what is still answered is right",
    arguments: [true, false], [2, 5, 12])
  func smallCells(isClustered: Bool, minimum: Int) throws {
    let instrument = try oneStop()
    let text = Self.csv(300, seed: 8, units: 9, without: isClustered ? [] : ["Cụm"])
    let whole = try tally(text, instrument)
    let kept = try SurveyTally(bytes: whole.protected(minimum: minimum).bytes())
    #expect(whole.smallestCell < minimum)
    #expect(kept.smallestCell >= minimum)
    #expect(kept.responses == whole.responses)
    #expect(kept.cells(below: minimum).small == 0)
    // Units that are still there are complete.
    let all = SurveyEstimateOptions(byUnit: true, wantsQuestions: true, singlePSU: .remove)
    let (before, after) = (
      try whole.estimates(all, by: instrument), try kept.estimates(all, by: instrument)
    )
    #expect(after.overall.value == before.overall.value)
    #expect(after.overall.n == before.overall.n)
    if !isClustered { #expect(after.overall == before.overall) }
    #expect(after.units.count < before.units.count)
    for unit in after.units {
      let same = try #require(before.units.first { $0.unit == unit.unit })
      #expect(unit.estimate.value == same.estimate.value)
      #expect(unit.respondents == same.respondents)
    }
    for area in after.areas {
      let same = try #require(before.areas.first { $0.area == area.area })
      #expect(area.estimate.value == same.estimate.value)
      #expect(area.estimate.n == same.estimate.n)
    }
    if kept.withheld.joinsUnits {
      #expect(after.overall.degreesOfFreedom < before.overall.degreesOfFreedom)
    }
  }

  @Test("a PSU with a single respondent is put with others; a stratum too small is refused")
  func onePersonPSU() throws {
    let instrument = try oneStop()
    var rows = (0..<60).map { "Đất đai,T,c\($0 % 3),\(3 + $0 % 3),5" }
    rows.append("Đất đai,T,alone,1,1")
    let text = (["Lĩnh vực,Tầng,Cụm,C1,C2"] + rows).joined(separator: "\n") + "\n"
    let whole = try tally(text, instrument, byUnit: false)
    #expect(whole.smallestCell == 1)
    let kept = try whole.protected(minimum: 5)
    #expect(kept.smallestCell >= 20)
    #expect(kept.withheld.joinsUnits)
    let estimates = try kept.estimates(SurveyEstimateOptions(), by: instrument)
    #expect(estimates.design.psus == 3)
    #expect(
      estimates.overall.value
        == (try whole.estimates(SurveyEstimateOptions(), by: instrument).overall.value))
    // The next month has the person's PSU alone again: it joins the group it is in.
    let later = (["Lĩnh vực,Tầng,Cụm,C1,C2", "Đất đai,T,alone,2,2"]).joined(separator: "\n") + "\n"
    var merged = try tally(later, instrument, name: "b.csv", byUnit: false)
    try merged.merge(kept)
    #expect(try merged.estimates(SurveyEstimateOptions(), by: instrument).design.psus == 3)
    #expect(throws: SmallCellError.stratumTooSmall("T", rows: 1, minimum: 5)) {
      try tally(later, instrument, name: "b.csv", byUnit: false).protected(minimum: 5)
    }
  }

  @Test("a survey's tally of version 2 is read: its parts are the same")
  func earlierVersion() throws {
    let bytes = try tally(Self.csv(80, seed: 3), oneStop()).bytes()
    let now = try TallyContainer(bytes: bytes)
    let earlier = TallyContainer(
      kind: .survey, parts: now.parts, words: now.words, version: 2
    ).bytes
    #expect(earlier != bytes)
    #expect(try SurveyTally(bytes: earlier).bytes() == bytes)
  }

  @Test("a withheld area is no longer answered, also after merging with one that has it")
  func withheldArea() throws {
    let instrument = try oneStop()
    let rare =
      (["Lĩnh vực,C1"]
      + (0..<40).map { "\($0 < 2 ? "Hộ tịch" : $0 < 20 ? "Đất đai" : "Xây dựng"),4" })
      .joined(separator: "\n") + "\n"
    let kept = try tally(rare, instrument, byUnit: false).protected(minimum: 5)
    #expect(kept.withheld.areas == ["civil-status", "land"])
    #expect(kept.smallestCell >= 5)
    var merged = kept
    try merged.merge(
      try tally(
        "Lĩnh vực,C1\n" + String(repeating: "Hộ tịch,5\nĐất đai,1\n", count: 30), instrument,
        name: "b.csv", byUnit: false))
    let areas = try merged.estimates(SurveyEstimateOptions(), by: instrument).areas.map(\.area)
    #expect(areas == ["construction"])
    let figure = SurveyEstimateOptions(figures: [SurveyFigure(areas: ["land"])])
    #expect(
      throws: SurveyEstimateError.tally(
        .withheld(BilingualText(vi: "lĩnh vực 'land'", en: "service area 'land'"), minimum: 5))
    ) { try merged.estimates(figure, by: instrument) }
  }

  @Test("the same response in two parts is noticed where ids are hashed with one key")
  func sharedResponses() throws {
    let instrument = try oneStop()
    let key = try #require(ResponseIdKey(Array("a secret of the province".utf8)))
    #expect(ResponseIdKey([1, 2, 3]) == nil)
    let lines = Self.csv(30, seed: 1).split(separator: "\n").map(String.init)
    let first = (Array(lines[..<20])).joined(separator: "\n") + "\n"
    let second = ([lines[0]] + lines[17...]).joined(separator: "\n") + "\n"
    var one = try tally(first, instrument, name: "a.csv", idKey: key)
    #expect(one.responseIds.count == 19)
    // No id can be read in the file.
    let bytes = try one.bytes()
    #expect(bytes.firstRange(of: Array("R1-3".utf8)) == nil)
    #expect(throws: SurveyTallyError.sameResponses(3, files: ["b.csv"])) {
      try one.merge(tally(second, instrument, name: "b.csv", idKey: key))
    }
    let other = try #require(ResponseIdKey(Array("another secret, as long".utf8)))
    #expect(other.digest != key.digest)
    #expect(throws: SurveyTallyError.self) {
      try one.merge(
        tally(Self.csv(9, seed: 2), instrument, name: "c.csv", idKey: other))
    }
  }

  @Test("another version of the instrument, other measures, units not held: refused in words")
  func refusals() throws {
    let instrument = try oneStop()
    let text = Self.csv(60, seed: 1)
    var changed = instrument
    changed.version = "2"
    var one = try tally(text, instrument, byUnit: false, measures: ["pooled"])
    for other in [
      try tally(text + " ", changed, name: "b.csv", byUnit: false, measures: ["pooled"]),
      try tally(text + " ", instrument, name: "b.csv", byUnit: true, measures: ["pooled"]),
      try tally(text + " ", instrument, name: "b.csv", byUnit: false, measures: ["mean-score"]),
    ] {
      #expect(throws: SurveyTallyError.self) { try one.merge(other) }
    }
    let again = one
    #expect(throws: SurveyTallyError.sameSource("a.csv")) { try one.merge(again) }
    for options in [
      SurveyEstimateOptions(measure: "mean-score"), SurveyEstimateOptions(byUnit: true),
      SurveyEstimateOptions(figures: [SurveyFigure(measure: "all-satisfied")]),
    ] {
      #expect(throws: SurveyEstimateError.self) { try one.estimates(options, by: instrument) }
    }
    #expect(throws: SurveyEstimateError.self) {
      try one.estimates(SurveyEstimateOptions(), by: changed)
    }
  }

  @Test("damaged bytes are refused, those with a right checksum never trap")
  func damagedBytes() throws {
    let instrument = try oneStop()
    let tally = try tally(Self.csv(60, seed: 3), instrument)
    let bytes = try tally.bytes()
    var random = RepeatableRandomNumberGenerator(seed: 5)
    for _ in 0..<40 {
      var damaged = bytes
      damaged[Int.random(in: 0..<bytes.count, using: &random)] ^= 0x10
      #expect(throws: TallyError.self) { try SurveyTally(bytes: damaged) }
    }
    let container = try TallyContainer(bytes: bytes)
    for place in 0..<60 {
      var parts = container.parts
      let part = place % 2
      parts[part][Int.random(in: 0..<parts[part].count, using: &random)] = .random(
        in: 0...255, using: &random)
      let whole = TallyContainer(kind: .survey, parts: parts, words: container.words).bytes
      if let read = try? SurveyTally(bytes: whole) {
        _ = try? read.estimates(options("pooled"), by: instrument)
        _ = try? read.check(by: instrument)
      }
    }
  }
}
