import BenchRows
import CSVIO
import SurveyEstimation

/// The stages of an estimate, each by itself on the same synthetic rows in memory.
public enum Stage: String, CaseIterable, Sendable {
  /// libcsv's pass with callbacks that want no column.
  case parse
  /// The pass with the 24 columns of an estimate decoded.
  case code
  /// Coded rows added to a tally.
  case tally
  /// Rates, standard errors and intervals of all domains from a tally.
  case estimate

  /// Makes what the stage works on.
  ///
  /// - Parameter rows: Number of rows.
  /// - Returns: The work: it can be done again and again, and returns a number that only right work gives.
  public func prepared(rows: Int, seed: UInt64 = 20251) throws -> () throws -> Double {
    let data = BenchRows.file(rows: rows, seed: seed)
    switch self {
    case .parse: return { Double(try Self.read(data, columns: []).rows) }
    case .code:
      return {
        let reader = try Self.read(data, columns: Self.columns)
        return Double(reader.rows) + Double(reader.codes)
      }
    case .tally:
      let coded = try CodedRows(data)
      return { Double(coded.tally().frame.rowCount) }
    case .estimate:
      let tally = try CodedRows(data).tally()
      return { try Self.estimate(tally) }
    }
  }

  static let columns = ["stratum", "psu", "weight", "area"] + BenchRows.questions

  private static func read(_ data: [UInt8], columns: [String]) throws -> CodeCounter {
    let file = try CSVFile(.bytes(data, name: "bench"))
    let requests = columns.compactMap { name in
      file.header.first { $0.name == name }.map {
        ColumnRequest(index: $0.index, kind: name == "weight" ? .number : .codes)
      }
    }
    let slots = requests.indices.filter { requests[$0].kind == .codes }
    return try file.read(requests) { _ in CodeCounter(slots: slots) }.consumers[0]
  }

  /// The sum of all rates and limits.
  private static func estimate(_ tally: Tally) throws -> Double {
    var estimator = try TallyEstimator(tally, singlePSU: .fail)
    var quantiles = StudentQuantiles()
    var sum = 0.0
    for domain in tally.frame.domains.indices {
      for (definition, raw) in zip(
        tally.definition.statistics, estimator.estimates(domain: domain))
      {
        let estimate = raw.finished(
          definition, domain: [], options: EstimateOptions(), quantiles: &quantiles)
        sum += (estimate.value ?? .nan) + (estimate.low ?? .nan) + (estimate.high ?? .nan)
      }
    }
    return sum
  }
}

/// Adds up codes, so that reading cannot be optimised away.
struct CodeCounter: RecordConsumer {
  var rows = 0
  var codes = 0
  let slots: [Int]

  mutating func consume(_ batch: RecordBatch) {
    rows += batch.count
    for slot in slots {
      batch.withCodes(slot) { codes in for row in codes.indices { self.codes &+= Int(codes[row]) } }
    }
  }
}
