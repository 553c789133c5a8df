import CSVIO
import Foundation
import Synchronization
import TestSupport
import Testing

/// Reading several files side by side.
@Suite("Several files")
struct SeveralFilesTests {
  private struct Fields: RecordConsumer {
    var rows: [[String]] = []
    mutating func consume(_ batch: RecordBatch) {
      for row in 0..<batch.count { rows.append(batch.allFields(row)) }
    }
  }

  /// Small and larger files, one in UTF-16, one with quoted line breaks.
  private static let texts: [[UInt8]] = (0..<7).map { number in
    var text = "id,text\n"
    for row in 0..<(number % 3 == 0 ? 4000 : 3 + number) {
      text += row % 5 == 2 ? "\(number)-\(row),\"a\nb, \(row)\"\n" : "\(number)-\(row),hài lòng\n"
    }
    guard number == 3 else { return Array(text.utf8) }
    return [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  }

  private func read(
    threads: Int, texts: [[UInt8]] = Self.texts
  ) throws -> [(rows: [[String]], sha256: String, records: Int)] {
    var options = CSVReadOptions(threads: threads, digest: true)
    options.smallestPartBytes = 10_000
    var found: [(rows: [[String]], sha256: String, records: Int)] = []
    try CSVFile.read(count: texts.count, threads: threads) { index in
      let file = try CSVFile(.bytes(texts[index], name: "\(index)"), options: options)
      return FileReading(file, columns: []) { _ in Fields() }
    } take: { index, consumers, summary in
      #expect(index == found.count)
      found.append((consumers.flatMap(\.rows), summary.sha256, summary.records))
    }
    return found
  }

  @Test("every number of threads hands on the same files, in their order")
  func order() throws {
    let alone = try read(threads: 1)
    #expect(alone.map(\.records) == [4000, 4, 5, 4000, 7, 8, 4000])
    for (text, file) in zip(Self.texts, alone) { #expect(file.sha256 == sha256(of: text)) }
    for threads in [2, 3, 8] {
      let together = try read(threads: threads)
      #expect(together.map(\.rows) == alone.map(\.rows))
      #expect(together.map(\.sha256) == alone.map(\.sha256))
    }
  }

  @Test("the first file that fails is the one that is told of, and those before are handed on")
  func failure() throws {
    var texts = Self.texts
    texts[4] = []
    texts[5] = [0]
    for threads in [1, 2, 8] {
      var options = CSVReadOptions(threads: threads)
      options.smallestPartBytes = 10_000
      var taken: [Int] = []
      let error = #expect(throws: CSVError.self) {
        try CSVFile.read(count: texts.count, threads: threads) { index in
          let file = try CSVFile(.bytes(texts[index], name: "\(index)"), options: options)
          return FileReading(file, columns: []) { _ in Fields() }
        } take: { index, _, _ in
          taken.append(index)
        }
      }
      #expect(error?.file == "4")
      #expect(taken == [0, 1, 2, 3])
    }
  }

  /// Waits for its like of another file before it goes on.
  private struct Meeting: RecordConsumer {
    let arrived: Mutex<Int>.Reference
    var isMet = false
    mutating func consume(_ batch: RecordBatch) {
      arrived.value.withLock { $0 += 1 }
      for _ in 0..<3000 where !isMet {
        isMet = arrived.value.withLock { $0 == 2 }
        if !isMet { Thread.sleep(forTimeInterval: 0.01) }
      }
    }
  }

  @Test("two small files are read at the same time by two threads")
  func atTheSameTime() throws {
    let arrived = Mutex<Int>.Reference()
    var met: [Bool] = []
    try CSVFile.read(count: 2, threads: 2) { index in
      let file = try CSVFile(
        .bytes(Array("a,b\n1,2\n".utf8), name: "\(index)"), options: CSVReadOptions(threads: 2))
      return FileReading(file, columns: []) { _ in Meeting(arrived: arrived) }
    } take: { _, consumers, _ in
      met += consumers.map(\.isMet)
    }
    #expect(met == [true, true])
  }
}

extension Mutex<Int> {
  /// A number that several consumers count up.
  final class Reference: Sendable { let value = Mutex(0) }
}
