import CSVIO
import SurveyData
import SurveyEstimation
import TestSupport
import Testing

@Suite("Requests over files")
struct EstimationRunTests {
  /// Made-up answers: 6 PSUs in 2 strata, 3 areas, uneven weights, some blanks.
  static func lines(seed: UInt64 = 5, count: Int = 400) -> [String] {
    var generator = RepeatableRandomNumberGenerator(seed: seed)
    return (0..<count).map { _ in
      let psu = Int.random(in: 0..<6, using: &generator)
      let weight = Double(Int.random(in: 500...9999, using: &generator)) / 1000
      let area = ["land", "health", "đất đai"].randomElement(using: &generator) ?? ""
      let answer = ["", "1", "2", "3", "4", "4", "5", "5"].randomElement(using: &generator) ?? ""
      let age = Int.random(in: 18...90, using: &generator)
      return "S\(psu % 2),P\(psu),\(weight),\(area),\(answer),\(age)"
    }
  }

  static let header = "stratum,psu,weight,area,q1,age"

  func file(_ lines: [String], header: String = header, name: String = "a.csv") -> CSVInput {
    .bytes(Array(([header] + lines).joined(separator: "\n").utf8), name: name)
  }

  func request(
    _ design: DesignRequest = DesignRequest(
      weight: ColumnReference("weight"), strata: [ColumnReference("stratum")],
      clusters: [ColumnReference("psu")]),
    by: [String] = ["area"], where filters: [String] = [], rates: [String] = ["q1>=4"]
  ) throws -> EstimationRequest {
    var request = EstimationRequest(
      design: design, domains: by.map { DomainVariable(ColumnReference($0)) },
      filters: try filters.map { RowFilter(try Condition($0)) },
      options: EstimateOptions(wantsDesignEffect: true))
    for text in rates {
      let condition = try Condition(text)
      request.statistics.append(.rate(condition.name, of: request.add(condition)))
    }
    return request
  }

  private func refusal(_ request: EstimationRequest, _ input: CSVInput) -> RequestError? {
    do {
      _ = try request.run([input])
      return nil
    } catch {
      return error as? RequestError
    }
  }

  @Test(
    "row order, file cuts and threads do not change a bit", arguments: [true, false])
  func orderIsIrrelevant(tallied: Bool) throws {
    var request = try request()
    if !tallied {
      let age = request.add(.number(ColumnReference("age"), together: nil, missing: []))
      request.quantiles.append(QuantileRequest(name: "median", variable: age, probability: 0.5))
      request.statistics.append(.mean("age", of: age))
    }
    #expect((request.tallyDefinition != nil) == tallied)
    let lines = Self.lines()
    let whole = try request.run([file(lines)]).estimates
    var generator = RepeatableRandomNumberGenerator(seed: 9)
    for round in 0..<6 {
      let shuffled = lines.shuffled(using: &generator)
      let cut = Int.random(in: 1..<lines.count, using: &generator)
      let files = [
        file(Array(shuffled[..<cut]), name: "x.csv"), file(Array(shuffled[cut...]), name: "y.csv"),
      ]
      let other = try request.run(files, options: CSVReadOptions(threads: 1 + round % 3))
      #expect(other.estimates == whole)
      #expect(other.sources.map(\.accepted).reduce(0, +) == lines.count)
    }
  }

  @Test("the tally and the rows in memory give the same")
  func bothRoutesAgree() throws {
    let lines = Self.lines()
    for clusters in [[ColumnReference("psu")], []] {
      let plain = try request(
        DesignRequest(
          weight: ColumnReference("weight"), strata: [ColumnReference("stratum")],
          clusters: clusters))
      var kept = plain
      let age = kept.add(.number(ColumnReference("age"), together: nil, missing: []))
      kept.quantiles.append(QuantileRequest(name: "median", variable: age, probability: 0.5))
      let tallied = try plain.run([file(lines)]).estimates
      let both = try kept.run([file(lines)]).estimates.filter { $0.name != "median" }
      #expect(tallied.count == both.count)
      for (left, right) in zip(tallied, both) {
        #expect(left.domain == right.domain)
        #expect(left.n == right.n && left.missing == right.missing)
        #expect(left.degreesOfFreedom == right.degreesOfFreedom)
        #expect(relativeDifference(left.value, right.value) < 1e-13)
        #expect(relativeDifference(left.standardError, right.standardError) < 1e-12)
        #expect(relativeDifference(left.low, right.low) < 1e-11)
        #expect(relativeDifference(left.high, right.high) < 1e-11)
        #expect(relativeDifference(left.designEffect, right.designEffect) < 1e-11)
      }
    }
  }

  private func relativeDifference(_ left: Double?, _ right: Double?) -> Double {
    guard let left, let right else { return left == nil && right == nil ? 0 : .infinity }
    return abs(left - right) / max(abs(right), 1e-300)
  }

  @Test(
    "replicate weights are the columns that fit the pattern",
    arguments: [
      ("rw_*", 4), ("rw_?", 3), ("rw_[1-2]", 2), ("rw_[!1]", 2), ("rw_[31]", 2), ("*_1?", 1),
      ("rw_[", 0), ("RW*", 0), ("[[]x", 1), ("rw_*2", 2),
    ])
  func replicatePatterns(pattern: String, count: Int) throws {
    let text = "q1,w,rw_1,rw_2,rw_3,rw_12,[x\n4,1,1,2,1,2,1\n5,1,2,1,1,1,2\n2,1,1,1,2,1,1\n"
    var request = EstimationRequest(
      design: DesignRequest(
        weight: ColumnReference("w"),
        replicates: ReplicateColumns(pattern: pattern, kind: .bootstrap, scale: 1)))
    let condition = try Condition("q1>=4")
    request.statistics.append(.rate(condition.name, of: request.add(condition)))
    let input = CSVInput.bytes(Array(text.utf8), name: "r.csv")
    if count == 0 {
      #expect(refusal(request, input)?.category == .unusable)
    } else {
      #expect(try request.run([input]).design.replicateCount == count)
    }
  }

  @Test("a filter is a domain: the design stays whole")
  func filtersKeepTheDesign() throws {
    let lines = Self.lines()
    let filtered = try request(by: [], where: ["area=land"]).run([file(lines)])
    let whole = try request().run([file(lines)])
    #expect(filtered.design == whole.design)
    let land = try #require(whole.estimates.first { $0.domain.first?.value == "land" })
    #expect(filtered.estimates[0].value == land.value)
    #expect(filtered.estimates[0].standardError == land.standardError)
    #expect(filtered.estimates[0].domain.isEmpty)
  }

  @Test("every combination of levels has a row, empty ones without answers, in order")
  func emptyCombinations() throws {
    let lines = [
      "S0,P0,1,land,5,1", "S0,P1,1,land,4,10", "S0,P2,1,health,3,2", "S0,P3,2,health,5,2",
    ]
    let result = try request(by: ["area", "age"]).run([file(lines)])
    let levels = result.estimates.map { $0.domain.map(\.value).joined(separator: "/") }
    #expect(
      levels == ["health/1", "health/2", "health/10", "land/1", "land/2", "land/10"])
    #expect(result.estimates[0].n == 0)
    #expect(result.estimates[0].value == nil)
    #expect(result.estimates[0].flags == ["no-answers"])
    #expect(result.estimates[1].n == 2)
  }

  @Test("rows whose weight is no positive number are rejected, with line and reason")
  func badWeights() throws {
    let lines = [
      "S0,P0,1,land,5,1", "S0,P0,0,land,5,1", "S0,P1,,land,5,1", "S0,P1,-2,land,5,1",
      "S0,P1,abc,land,4,1", "S0,P1,2,land,3,1",
    ]
    let result = try request(by: []).run([file(lines)])
    #expect(result.sources[0].rows == 6)
    #expect(result.sources[0].accepted == 2)
    #expect(result.sources[0].rejected == 4)
    #expect(result.rejected.map(\.line) == [3, 4, 5, 6])
    #expect(
      result.rejected.map(\.reason) == [
        .weightNotPositive, .weightMissing, .weightNotPositive, .weightMissing,
      ])
    #expect(result.estimates[0].n == 2)
  }

  @Test("rows without a level belong to no domain and are counted in a note")
  func rowsWithoutLevel() throws {
    let lines = ["S0,P0,1,land,5,1", "S0,P1,1,,5,1", "S0,P2,1,NA,2,1", "S0,P3,1,land,1,1"]
    let result = try request().run([file(lines)])
    #expect(result.estimates.map { $0.domain.map(\.value) } == [["land"]])
    #expect(result.design.psus == 4)
    #expect(result.notes.map(\.en) == ["2 rows have no level of area and belong to no domain"])
  }

  @Test("a gap in a design column refuses the file and says where")
  func gaps() throws {
    let lines = ["S0,P0,1,land,5,1", ",P1,1,land,5,1", "S0,P2,1,land,5,1", ",P3,1,land,5,1"]
    let error = try #require(refusal(try request(), file(lines)))
    #expect(error.category == .unusable)
    #expect(error.place == "a.csv:3")
    #expect(error.message == "2 rows have no value in the design column \"stratum\"")
  }

  @Test("an unknown column suggests the nearest one")
  func unknownColumn() throws {
    let error = try #require(refusal(try request(rates: ["q2>=4"]), file(Self.lines(count: 5))))
    #expect(error.category == .unusable)
    #expect(error.message == "there is no column \"q2\"")
    let typo = try #require(refusal(try request(by: ["aera"]), file(Self.lines(count: 5))))
    #expect(typo.fix == "did you mean \"area\"?")
  }

  @Test("a value near one that occurs is a slip; another is a rate of zero with a note")
  func unknownValue() throws {
    let lines = Self.lines()
    let slip = try #require(refusal(try request(rates: ["area=lamd"]), file(lines)))
    #expect(slip.fix?.hasPrefix("did you mean \"land\"?") == true)
    let filter = try #require(refusal(try request(where: ["area=education"]), file(lines)))
    #expect(filter.category == .unusable)
    let none = try request(by: [], rates: ["q1=7"]).run([file(lines)])
    #expect(none.estimates[0].value == 0)
    #expect(none.notes.count == 1)
    let listed = try request(by: [], rates: ["q1=7 of 1|2|3|4|5|7"]).run([file(lines)])
    #expect(listed.notes.isEmpty)
  }

  @Test("a repeated header is an error only when asked for by its name")
  func repeatedHeader() throws {
    let lines = Self.lines(count: 40).map { $0 + ",1" }
    let input = file(lines, header: Self.header + ",age")
    #expect(refusal(try request(), input) == nil)
    let error = try #require(refusal(try request(rates: ["age>=30"]), input))
    #expect(error.message == "2 columns are called \"age\": #6, #7")
    #expect(try request(by: [], rates: ["#7=1"]).run([input]).estimates[0].value == 1)
  }

  @Test("PSU ids in two strata are refused without nest")
  func repeatedUnits() throws {
    let lines = ["S0,P0,1,land,5,1", "S0,P1,1,land,3,1", "S1,P0,1,land,5,1", "S1,P1,1,land,2,1"]
    let request = try request()
    #expect(throws: EstimationError.unitsRepeatBetweenStrata(unit: "P0", strata: ["S0", "S1"])) {
      try request.run([file(lines)])
    }
    var nested = request
    nested.design.isNested = true
    #expect(try nested.run([file(lines)]).design.psus == 4)
  }
}

extension EstimationRunTests {
  @Test("tallies of parts, merged in any order, give the estimates of the whole")
  func talliesOfParts() throws {
    let lines = Self.lines()
    let request = try request()
    let whole = try request.run([file(lines)]).estimates
    let parts = [(0, 90), (90, 91), (91, 400)].map { Array(lines[$0.0..<$0.1]) }
    let tallies = try parts.enumerated().map { index, part in
      try request.tally(
        [file(part, name: "\(index).csv")],
        options: CSVReadOptions(decimalMark: .point, digest: true))
    }
    for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0]] {
      var merged = tallies[order[0]].file
      for index in order.dropFirst() {
        try merged.merge(try TallyFile(bytes: tallies[index].file.bytes))
      }
      let result = try merged.estimates(singlePSU: .fail, options: request.options)
      #expect(result.estimates == whole)
      #expect(result.sources.map(\.accepted).reduce(0, +) == lines.count)
    }
    var twice = tallies[0].file
    #expect(throws: TallyError.sameSource("0.csv")) { try twice.merge(tallies[0].file) }
  }

  @Test("what needs all rows at once cannot be tallied")
  func notTallied() throws {
    var request = try request()
    let age = request.add(.number(ColumnReference("age"), together: nil, missing: []))
    request.quantiles.append(QuantileRequest(name: "median", variable: age, probability: 0.5))
    #expect(throws: EstimationError.self) { try request.tally([file(Self.lines(count: 10))]) }
  }
}
