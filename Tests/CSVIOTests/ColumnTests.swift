import CSVIO
import Synchronization
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Collects codes with their texts, numbers and hashes.
struct ColumnCollector: RecordConsumer {
  var codes: [[String]] = []
  var fields: [[String]] = []
  var prints: [Fingerprint] = []
  var dictionaryCounts: [Int] = []

  mutating func consume(_ batch: RecordBatch) {
    let dictionary = batch.dictionary(0)
    let ids = batch.codes(0)
    batch.withCodes(0) { span in
      for row in span.indices where span[row] != ids[row] { Issue.record("codes differ") }
    }
    for row in 0..<batch.count {
      codes.append([dictionary.text(of: ids[row]), batch.text(0, row), batch.text(1, row)])
      fields.append(batch.allFields(row))
    }
    prints += batch.fingerprints(2)
    dictionaryCounts.append(dictionary.count)
  }
}

/// A file in the system's temporary directory that is removed at the end.
final class TemporaryFile {
  let path: String

  init(_ bytes: [UInt8]) {
    var template = Array("/tmp/csvio-XXXXXX\u{0}".utf8CString)
    let descriptor = mkstemp(&template)
    var written = 0
    bytes.withUnsafeBytes { buffer in
      while written < buffer.count {
        written += max(
          0, write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written))
      }
    }
    close(descriptor)
    path = String(
      decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { unlink(path) }
}

@Suite("Columns, files and pipes")
struct ColumnTests {
  @Test("One column in three forms at once; cells of every length keep their text")
  func formsOfOneColumn() throws {
    var generator = RepeatableRandomNumberGenerator(seed: 3)
    var writer = CSVWriter()
    writer.write(["a", "b"])
    var cells: [String] = []
    for i in 0..<6000 {
      let length = i % 40
      let cell = String(
        (0..<length).map { _ in
          Character(UnicodeScalar(UInt8.random(in: 97...99, using: &generator)))
        })
      cells.append(i % 7 == 0 ? "\(i)" : cell)
      writer.write([cells[i], "x"])
    }
    var options = CSVReadOptions()
    options.chunkBytes = 1000
    let file = try CSVFile(.bytes(writer.bytes, name: "t"), options: options)
    let requests = [
      ColumnRequest(index: 0, kind: .codes), ColumnRequest(index: 0, kind: .text),
      ColumnRequest(index: 0, kind: .fingerprint),
    ]
    let result = try file.read(requests) { _ in ColumnCollector() }
    let collector = result.consumers[0]
    #expect(collector.codes == cells.map { [$0, $0, $0] })
    #expect(collector.fields == cells.map { [$0, "x"] })
    #expect(collector.dictionaryCounts.last == Set(cells.filter { !$0.isEmpty }).count + 1)
    #expect(Set(collector.prints).count == Set(cells).count)
    var printOfCell: [String: Fingerprint] = [:]
    for (cell, print) in zip(cells, collector.prints) {
      #expect(printOfCell.updateValue(print, forKey: cell) ?? print == print)
    }
  }

  @Test("Cells that differ by trailing zero bytes or length have different codes")
  func zeroBytesInCodes() throws {
    let result = try readAll("i,a\n1,x\n1,x\u{0}\n1,x\u{0}\u{0}\n1,\u{0}\n1,12345678\n1,1234567\n")
    #expect(
      result.rows.map { $0[1] } == ["x", "x\u{0}", "x\u{0}\u{0}", "\u{0}", "12345678", "1234567"])
  }

  @Test("The hash of two cells depends on their order and their border")
  func fingerprintsCombine() throws {
    let a = Fingerprint(high: 1, low: 2)
    let b = Fingerprint(high: 3, low: 4)
    #expect(a.followed(by: b) != b.followed(by: a))
    #expect(a.followed(by: a) != a)
    #expect(a.followed(by: b).followed(by: a) != a.followed(by: b.followed(by: a)))
  }

  @Test("Files give the same for every number of threads, with digest and progress")
  func threadsOverFiles() throws {
    var text = "id,ý kiến,n\n"
    for i in 0..<20_000 {
      switch i % 10 {
      case 3: text += "\(i),\"dòng một\ndòng \"\"hai\"\", \(i)\",\(i)\n"
      case 5: text += "\(i),\"1,2\n3,4\n5,6\n7,8\",\(i)\r\n"
      case 7: text += i % 1000 == 7 ? "\(i),bad\"quote,\(i)\n" : "\n\(i),x,\(i)\n"
      default: text += "\(i),hài lòng,\(i)\n"
      }
    }
    let file = TemporaryFile(Array(text.utf8))
    let whole = try readAll(Array(text.utf8))
    #expect(whole.summary.records == 20_000)
    #expect(whole.summary.malformedCount == 20)
    for threads in [1, 2, 3, 8] {
      let seen = Mutex(0)
      var options = CSVReadOptions(
        threads: threads, digest: true, progress: { total in seen.withLock { $0 = max($0, total) } }
      )
      options.smallestPartBytes = 1000
      let csv = try CSVFile(.file(file.path), options: options)
      let requests = csv.header.indices.map {
        ColumnRequest(index: $0, kind: $0 % 2 == 0 ? .text : .codes)
      }
      for _ in 0..<2 {
        let (consumers, summary) = try csv.read(requests) { _ in TextCollector() }
        #expect(consumers.count == threads)
        #expect(consumers.flatMap(\.rows) == whole.rows)
        #expect(consumers.flatMap(\.lines) == whole.lines)
        #expect(consumers.flatMap(\.malformed) == whole.malformed)
        #expect(summary.sha256 == sha256(of: Array(text.utf8)))
        #expect(summary.records == 20_000)
        #expect(summary.blankLines == whole.summary.blankLines)
      }
    }
  }

  @Test("A cut inside one huge quoted field is noticed and corrected")
  func cutInsideQuotes() throws {
    // Lines inside the quotes look like records, so the guess must go wrong at least once.
    let inner = String(repeating: "1,\"\"x\"\",2\n", count: 3000)
    let text = "a,b,c\n0,y,0\n1,\"\(inner)\",2\n3,z,4\n"
    for threads in 1...9 {
      var options = CSVReadOptions(threads: threads)
      options.smallestPartBytes = 100
      let result = try readAll(text, options: options)
      #expect(result.rows.map { $0[0] } == ["0", "1", "3"], "threads \(threads)")
      #expect(result.lines == [2, 3, 3004])
      #expect(result.summary.malformedCount == 0)
    }
  }

  @Test("A pipe is read once, and can be reopened with other options before")
  func pipes() throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    let text = "a,b\nA,B\n" + String(repeating: "1,2\n", count: 5000)
    let count = text.utf8.withContiguousStorageIfAvailable {
      write(ends[1], $0.baseAddress, $0.count)
    }
    #expect(count == text.utf8.count)
    close(ends[1])
    let first = try CSVFile(.file("/dev/fd/\(ends[0])"))
    close(ends[0])
    let file = try first.reopened(options: CSVReadOptions(headerRows: 2, digest: true))
    let (consumers, summary) = try file.read([ColumnRequest(index: 1, kind: .text)]) { _ in
      TextCollector()
    }
    #expect(consumers.flatMap(\.rows).count == 5000)
    #expect(consumers[0].lines.last == 5002)
    #expect(summary.sha256 == sha256(of: Array(text.utf8)))
  }

  @Test("A pipe longer than the kept prefix is streamed, and refused the second time")
  func longPipe() throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    let writeEnd = ends[1]
    let text = "a,b\n" + String(repeating: "1,hài lòng\n", count: 200_000)
    let bytes = Array(text.utf8)
    var thread = pthread_t()
    let context = Unmanaged.passRetained(PipeBytes(bytes: bytes, descriptor: writeEnd)).toOpaque()
    pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        let pipe = Unmanaged<PipeBytes>.fromOpaque(context).takeRetainedValue()
        var written = 0
        pipe.bytes.withUnsafeBytes { buffer in
          while written < buffer.count {
            let n = write(
              pipe.descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
            if n <= 0 { break }
            written += n
          }
        }
        close(pipe.descriptor)
        return nil
      }, context)
    let file = try CSVFile(.file("/dev/fd/\(ends[0])"), options: CSVReadOptions(threads: 4))
    #expect(!file.isRereadable)
    let (consumers, summary) = try file.read([ColumnRequest(index: 1, kind: .codes)]) { _ in
      TextCollector()
    }
    pthread_join(thread, nil)
    close(ends[0])
    #expect(consumers.count == 1)
    #expect(summary.records == 200_000)
    #expect(summary.bytes == bytes.count)
    #expect(consumers[0].lines.last == 200_001)
    #expect(throws: CSVError(file: file.name, kind: .alreadyRead)) {
      try file.read([]) { _ in TextCollector() }
    }
  }

  @Test("What a consumer throws comes back")
  func consumerErrors() throws {
    struct Refusal: Error {}
    struct Refuser: RecordConsumer {
      mutating func consume(_ batch: RecordBatch) throws { throw Refusal() }
    }
    let file = try CSVFile(.bytes(Array("a,b\n1,2\n".utf8), name: "t"))
    #expect(throws: Refusal.self) { try file.read([]) { _ in Refuser() } }
  }

  @Test("A small table is read as texts, and a malformed record is an error with its place")
  func tables() throws {
    let table = try CSVTable(.bytes(Array("unit;name\n01;\"A\nB\"\n\n02;C\n".utf8), name: "u.csv"))
    #expect(table.columns == ["unit", "name"])
    #expect(table.rows.map(\.cells) == [["01", "A\nB"], ["02", "C"]])
    #expect(table.rows.map(\.line) == [2, 5])
    let error = #expect(throws: CSVError.self) {
      try CSVTable(.bytes(Array("a,b\n1,2\n3\n".utf8), name: "u.csv"))
    }
    #expect(
      error?.description.hasPrefix("u.csv:3:1: error: 1 fields where the header has 2") == true)
  }
}

/// What the writing thread of a pipe needs.
private final class PipeBytes {
  let bytes: [UInt8]
  let descriptor: Int32
  init(bytes: [UInt8], descriptor: Int32) {
    self.bytes = bytes
    self.descriptor = descriptor
  }
}
