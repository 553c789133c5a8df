import CSVIO
import Foundation

/// Counts the cells of every code, so that reading cannot be optimised away.
struct CodeCounter: RecordConsumer {
  var rows = 0
  var sum = 0
  var weight = 0.0
  let slots: [Int]
  let numberSlot: Int

  mutating func consume(_ batch: RecordBatch) {
    rows += batch.count
    for slot in slots {
      batch.withCodes(slot) { codes in
        for i in codes.indices { sum &+= Int(codes[i]) }
      }
    }
    batch.withNumbers(numberSlot) { values in
      for i in values.indices { weight += values[i] }
    }
  }
}

/// `csv-read FILE [THREADS] [RUNS] [digest]`: seconds of the best of several readings of the 24 columns
/// that an estimate of 20 questions needs (stratum, PSU, weight, area, q01...q20).
@main
struct Read {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count > 1 else {
      FileHandle.standardError.write(Data("usage: csv-read FILE [THREADS] [RUNS] [digest]\n".utf8))
      exit(64)
    }
    let threads = arguments.count > 2 ? Int(arguments[2]) ?? 1 : 1
    let runs = arguments.count > 3 ? Int(arguments[3]) ?? 3 : 3
    var best = Double.infinity
    var rows = 0
    for _ in 0..<runs {
      let clock = ContinuousClock()
      let duration = try clock.measure {
        let file = try CSVFile(
          .file(arguments[1]),
          options: CSVReadOptions(threads: threads, digest: arguments.count > 4))
        let names =
          ["stratum", "psu", "weight", "area"] + (1...20).map { String(format: "q%02d", $0) }
        let columns = names.compactMap { name in file.header.first { $0.name == name }?.index }
        let requests = columns.enumerated().map {
          ColumnRequest(index: $1, kind: $0 == 2 ? .number : .codes)
        }
        let result = try file.read(requests) { _ in
          CodeCounter(slots: requests.indices.filter { $0 != 2 }, numberSlot: 2)
        }
        rows = result.consumers.reduce(0) { $0 + $1.rows }
        guard rows == result.summary.records else { exit(70) }
      }
      best = min(
        best, Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18)
    }
    print(String(format: "%.4f", best), rows)
  }
}
