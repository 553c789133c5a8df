import CSVIO
import PlanFeed
import SurveyData
import SurveyEstimation
import SurveyReport
import Testing

/// Every case of every error that is an enumeration is said in Vietnamese.
///
/// The functions `place(of:)` have no default: a new case does not compile before it is listed here.
/// Errors whose texts are made where they are thrown ask for both texts in their initialisers.
@Suite("Errors in Vietnamese")
struct VietnameseErrorTests {
  /// Two texts in two languages.
  private func expectVietnamese(
    _ vietnamese: String, insteadOf english: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(vietnamese != english, sourceLocation: sourceLocation)
    #expect(
      vietnamese.isVietnamese, "no Vietnamese letter in: \(vietnamese)",
      sourceLocation: sourceLocation)
  }

  @Test("Designs")
  func estimation() {
    let all: [EstimationError] = [
      .unitsRepeatBetweenStrata(unit: "7", strata: ["a", "b"]), .singleUnit(stratum: "a", stage: 1),
      .singlePSUDesign, .populationTooSmall(stratum: "a", stage: 1, population: 3, sampled: 4),
      .populationVaries(stratum: "a", stage: 1, values: [3, 4]),
      .invalidPopulation(stratum: "a", stage: 1, value: -1),
      .tooManyStages(kind: .strata, columns: 2, stages: 1),
      .tooManyStages(kind: .population, columns: 2, stages: 1),
      .lengthMismatch(name: "w", expected: 2, found: 1), .noRows, .notTallied,
    ]
    func place(of error: EstimationError) -> Int {
      switch error {
      case .unitsRepeatBetweenStrata: 0
      case .singleUnit: 1
      case .singlePSUDesign: 2
      case .populationTooSmall: 3
      case .populationVaries: 4
      case .invalidPopulation: 5
      case .tooManyStages: 6
      case .lengthMismatch: 7
      case .noRows: 8
      case .notTallied: 9
      }
    }
    #expect(Set(all.map(place)) == Set(0...9))
    for error in all {
      expectVietnamese(error.vietnamese, insteadOf: error.description)
      expectVietnamese(error.vietnameseFix, insteadOf: error.fix)
    }
  }

  @Test("Weighting")
  func weighting() {
    let all: [WeightingError] = [
      .lengthMismatch(name: "w", expected: 2, found: 1), .invalidWeight(row: 0, weight: -1),
      .noWeight, .noMargins, .rowOutsideMargin(variable: "sex", row: 0), .rowOutsideCells(row: 0),
      .invalidTotal(variable: "sex", category: "F", total: -1),
      .categoryAbsent(variable: "sex", category: "F", total: 10),
      .populationZero(variable: "sex", category: "F"),
      .marginsDisagree(first: "sex", firstSum: 1, second: "age", secondSum: 2),
      .contradiction(variable: "sex", category: "F", total: 1, implied: 2),
      .notConverged(variable: "sex", category: "F", total: 1, reached: 2, iterations: 50),
      .invalidBounds(lower: 2, upper: 3), .invalidTrimming(lower: 3, upper: 2),
      .noRespondents(cell: "a"), .replicate(1, .noWeight),
    ]
    func place(of error: WeightingError) -> Int {
      switch error {
      case .lengthMismatch: 0
      case .invalidWeight: 1
      case .noWeight: 2
      case .noMargins: 3
      case .rowOutsideMargin: 4
      case .rowOutsideCells: 5
      case .invalidTotal: 6
      case .categoryAbsent: 7
      case .populationZero: 8
      case .marginsDisagree: 9
      case .contradiction: 10
      case .notConverged: 11
      case .invalidBounds: 12
      case .invalidTrimming: 13
      case .noRespondents: 14
      case .replicate: 15
      }
    }
    #expect(Set(all.map(place)) == Set(0...15))
    for error in all {
      expectVietnamese(error.vietnamese, insteadOf: error.description)
      expectVietnamese(error.vietnameseFix, insteadOf: error.fix)
    }
  }

  @Test("Replicate weights")
  func replicates() {
    let all: [ReplicateError] = [
      .singlePSU(stratum: 1), .notTwoPSUs(stratum: 1, count: 3), .invalidRho(1),
      .tooFewReplicates(1), .psuInTwoStrata(psu: 1), .invalidFraction(stratum: 1, fraction: 2),
    ]
    func place(of error: ReplicateError) -> Int {
      switch error {
      case .singlePSU: 0
      case .notTwoPSUs: 1
      case .invalidRho: 2
      case .tooFewReplicates: 3
      case .psuInTwoStrata: 4
      case .invalidFraction: 5
      }
    }
    #expect(Set(all.map(place)) == Set(0...5))
    for error in all {
      expectVietnamese(error.vietnamese, insteadOf: error.description)
      expectVietnamese(error.vietnameseFix, insteadOf: error.fix)
    }
  }

  @Test("Samples, with every quantity and range")
  func sampling() {
    var all: [SamplingError] = [
      .populationTooSmall(asked: 2, available: 1), .minimaExceedTotal(total: 1, minima: 2),
      .lengthMismatch(name: "sd", expected: 2, found: 1), .invalidSize(row: 0, size: -1),
      .stratumWithoutAllocation(stratum: 0), .noShares,
    ]
    for quantity in SamplingError.Quantity.allCases {
      all.append(.outOfRange(name: quantity, value: 2, range: .share))
      expectVietnamese(quantity.vietnamese, insteadOf: quantity.rawValue)
    }
    for range in SamplingError.Range.allCases {
      all.append(.outOfRange(name: .rate, value: 2, range: range))
      expectVietnamese(range.vietnamese, insteadOf: range.rawValue)
    }
    func place(of error: SamplingError) -> Int {
      switch error {
      case .outOfRange: 0
      case .populationTooSmall: 1
      case .minimaExceedTotal: 2
      case .lengthMismatch: 3
      case .invalidSize: 4
      case .stratumWithoutAllocation: 5
      case .noShares: 6
      }
    }
    #expect(Set(all.map(place)) == Set(0...6))
    for error in all {
      expectVietnamese(error.vietnamese, insteadOf: error.description)
      expectVietnamese(error.vietnameseFix, insteadOf: error.fix)
    }
  }

  @Test("CSV files")
  func csv() {
    var all: [CSVError.Kind] = [
      .cannotOpen("x"), .isDirectory, .readFailed("x"), .writeFailed("x"), .empty, .noRecords,
      .uncertainEncoding("tcvn3 40 %"), .wrongEncoding(.utf16LE, likely: .utf8),
      .wrongEncoding(.utf8, likely: nil), .oneColumn(used: 0x2C, likely: 0x3B),
      .quotedLines(likely: 0x3B), .badDelimiter(0x22), .tooManyColumns(limit: 1),
      .tooManyDistinctValues(column: 1, limit: 1), .tooMuchDistinctText(column: 1, limit: 1),
      .noSuchColumn(3, count: 2), .alreadyRead, .outOfMemory,
    ]
    all += [.tooLong, .fewerLines(3), .strayQuote, .unclosedQuote].map { .badHeader($0) }
    all += [
      .strayQuote, .unclosedQuote, .tooManyFields(expected: 1, found: 2),
      .tooFewFields(expected: 2, found: 1), .invalidEncoding, .fieldTooLong(limit: 1),
      .recordTooLong(limit: 1),
    ].map { .malformed($0) }
    for content in BinaryContent.allCases {
      all.append(.binary(content))
      #expect(content.vietnamese != content.rawValue)
    }
    func place(of kind: CSVError.Kind) -> Int {
      switch kind {
      case .cannotOpen: 0
      case .isDirectory: 1
      case .readFailed: 2
      case .writeFailed: 3
      case .empty: 4
      case .noRecords: 5
      case .binary: 6
      case .uncertainEncoding: 7
      case .wrongEncoding: 8
      case .oneColumn: 9
      case .quotedLines: 10
      case .badDelimiter: 11
      case .badHeader: 12
      case .malformed: 13
      case .tooManyColumns: 14
      case .tooManyDistinctValues: 15
      case .tooMuchDistinctText: 16
      case .noSuchColumn: 17
      case .alreadyRead: 18
      case .outOfMemory: 19
      }
    }
    #expect(Set(all.map(place)) == Set(0...19))
    for kind in all {
      let error = CSVError(file: "a.csv", line: 2, column: 3, kind: kind)
      expectVietnamese(error.vietnameseMessage, insteadOf: error.message)
      #expect((error.fix == nil) == (error.vietnameseFix == nil))
      if let fix = error.vietnameseFix { expectVietnamese(fix, insteadOf: error.fix ?? "") }
      #expect(error.vietnamese.hasPrefix("a.csv:2:3: lỗi: "))
    }
  }

  @Test("Surveys and plans")
  func surveys() {
    let both = BilingualText(vi: "phiếu hành chính", en: "administrative")
    let estimates: [SurveyEstimateError] = [
      .noResponses(instrument: "a"), .noSurvey(instrument: "a", cause: both, fix: both),
      .unknownMeasure("pooled", instrument: "a", known: ["poled"]),
      .measureNotComputable("m", instrument: "a", reason: both), .design(.noRows),
    ]
    func place(of error: SurveyEstimateError) -> Int {
      switch error {
      case .noResponses: 0
      case .noSurvey: 1
      case .unknownMeasure: 2
      case .measureNotComputable: 3
      case .design: 4
      // The errors of tallies are listed with the tallies.
      case .tally: 5
      }
    }
    #expect(Set(estimates.map(place)) == Set(0...4))
    for error in estimates { expectVietnamese(error.vietnamese, insteadOf: error.description) }

    let feeds: [PlanFeedError] = [
      .unknownIndicator("a", plan: "p", known: ["b"]),
      .refused(
        indicator: "a", instrument: "i",
        refusal: BindingRefusal(instrument: "i", reason: both, fix: both)),
      .isAverage(indicator: "a", of: ["b"]),
      .nothingToAnswer(plan: "p", instrument: "i", family: "health", families: []),
      .nothingToAnswer(plan: "p", instrument: "i", family: "health", families: ["one-stop"]),
    ]
    func place(of error: PlanFeedError) -> Int {
      switch error {
      case .unknownIndicator: 0
      case .refused: 1
      case .isAverage: 2
      case .nothingToAnswer: 3
      }
    }
    #expect(Set(feeds.map(place)) == Set(0...3))
    for error in feeds { expectVietnamese(error.vietnamese, insteadOf: error.description) }

    let reports: [ReportError] = [
      .cannotCreate(path: "a.xlsx", reason: "x"), .cannotWrite(path: "a.xlsx", reason: "x"),
    ]
    for error in reports { expectVietnamese(error.vietnamese, insteadOf: error.description) }
    for reason in RejectedRecord.Reason.allCases {
      expectVietnamese(reason.vietnamese, insteadOf: reason.rawValue)
    }
  }
}

extension String {
  /// Whether one of its letters is written in Vietnamese only.
  var isVietnamese: Bool {
    unicodeScalars.contains {
      "ăâđêôơưàáãèéìíòóõùúýĂÂĐÊÔƠƯ".unicodeScalars.contains($0)
        || (0x1EA0...0x1EF9).contains($0.value) || $0.value == 0x129 || $0.value == 0x169
    }
  }
}
