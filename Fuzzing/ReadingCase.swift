import CSVIO

/// One way to read a file: what the caller gives and what is found out.
struct ReadingCase {
  private var options: CSVReadOptions

  /// The case that a byte stands for.
  init(_ choice: UInt8) {
    let encodings: [TextEncoding?] = [.utf8, nil, .utf16LE, .windows1258, .tcvn3, .vni]
    let delimiters: [UInt8?] = [UInt8(ascii: ","), nil, UInt8(ascii: ";"), 9]
    let isTight = choice & 0x80 != 0
    options = CSVReadOptions(
      delimiter: delimiters[Int(choice) / 6 % 4], encoding: encodings[Int(choice) % 6],
      headerRows: choice & 0x40 != 0 ? nil : 1,
      limits: isTight ? CSVLimits(fieldBytes: 9, recordBytes: 20, columns: 12) : CSVLimits(),
      digest: false, allowsNoRecords: true)
    options.smallestPartBytes = 1
  }

  /// Everything that reading tells.
  struct Outcome: Equatable {
    var rows: [[String]] = []
    var lines: [Int] = []
    var malformed: [MalformedRecord] = []
    var records = 0
    var malformedCount = 0
    var blankLines = 0
    var error: CSVError?

    /// Every record is accepted or rejected, and lines ascend within the file.
    func checkAccount(of bytes: [UInt8]) {
      precondition(records == rows.count + malformedCount, "records do not add up")
      precondition(malformed.count == malformedCount, "malformed records were lost")
      precondition(zip(lines, lines.dropFirst()).allSatisfy { $0 < $1 }, "lines do not ascend")
      let last = max(lines.last ?? 1, malformed.last?.line ?? 1)
      precondition(last <= bytes.count + 2, "a line behind the end of the file")
    }
  }

  /// Reads bytes in chunks on threads.
  func read(_ bytes: [UInt8], chunk: Int, threads: Int) -> Outcome {
    var options = options
    options.chunkBytes = chunk
    options.threads = threads
    var outcome = Outcome()
    do {
      let file = try CSVFile(.bytes(bytes, name: "fuzz.csv"), options: options)
      let (parts, summary) = try file.read(file.header.indices.map { .init(index: $0, kind: .text) })
      { _ in Collector() }
      outcome.rows = parts.flatMap(\.rows)
      outcome.lines = parts.flatMap(\.lines)
      outcome.malformed = parts.flatMap(\.malformed)
      outcome.records = summary.records
      outcome.malformedCount = summary.malformedCount
      outcome.blankLines = summary.blankLines
    } catch let error as CSVError {
      outcome.error = error
    } catch {
      fatalError("\(error)")
    }
    return outcome
  }

  private struct Collector: RecordConsumer {
    var rows: [[String]] = []
    var lines: [Int] = []
    var malformed: [MalformedRecord] = []
    var wantsMalformedRecords: Bool { true }

    mutating func consume(_ batch: RecordBatch) {
      for row in 0..<batch.count {
        rows.append((0..<batch.slotCount).map { batch.text($0, row) })
        lines.append(batch.line(row))
      }
    }

    mutating func consume(malformed record: MalformedRecord) { malformed.append(record) }
  }
}
