/// One file of several that are read: its wanted columns and the consumers of its parts.
public struct FileReading<C: RecordConsumer>: Sendable {
  let file: CSVFile
  let columns: [ColumnRequest]
  let makeConsumer: @Sendable (Int) -> C

  /// Plans the reading of a file; see ``CSVFile/read(_:makeConsumer:)``.
  public init(
    _ file: CSVFile, columns: [ColumnRequest], makeConsumer: @escaping @Sendable (Int) -> C
  ) {
    self.file = file
    self.columns = columns
    self.makeConsumer = makeConsumer
  }

  func read() throws -> (consumers: [C], summary: CSVReadSummary) {
    try file.read(columns, makeConsumer: makeConsumer)
  }
}

extension CSVFile {
  /// Reads several files in order, side by side where one alone does not keep all threads busy.
  ///
  /// A large file is cut into parts and read by all threads. Files that are small or decoded are read
  /// by one thread each, as many at a time as there are threads. What is handed on, and in which
  /// order, does not depend on that. With one thread, and always after a pipe, a file is opened when
  /// the one before was taken: whoever fills the next pipe may first have to finish this one.
  ///
  /// - Parameters:
  ///   - count: Number of files.
  ///   - threads: Most threads at a time, as in each file's ``CSVReadOptions/threads``.
  ///   - open: Opens a file, given its index.
  ///   - take: Takes a file's consumers, in file order, and its accounts; it may move them out.
  /// - Throws: What `open`, ``read(_:makeConsumer:)`` or `take` throw for the first file that fails.
  public static func read<C: RecordConsumer>(
    count: Int, threads: Int, open: (_ index: Int) throws -> FileReading<C>,
    take: (_ index: Int, _ consumers: inout [C], _ summary: CSVReadSummary) throws -> Void
  ) throws {
    var waiting: [FileReading<C>] = []
    var used = 0
    var first = 0
    func readWaiting() throws {
      let results = waiting.map { _ in
        Handover<Result<(consumers: [C], summary: CSVReadSummary), any Error>>()
      }
      runSideBySide(
        zip(waiting, results).map { reading, result in
          { result.value = Result { try reading.read() } }
        })
      waiting = []
      used = 0
      for (index, result) in results.enumerated() {
        guard var found = try result.value?.get() else { continue }
        result.value = nil
        try take(first + index, &found.consumers, found.summary)
      }
      first += results.count
    }
    for index in 0..<count {
      let next: FileReading<C>
      do { next = try open(index) } catch {
        // What is wrong with an earlier file is told first.
        try readWaiting()
        throw error
      }
      let parts = next.file.wantedParts
      if used + parts > threads { try readWaiting() }
      waiting.append(next)
      used += parts
      if used >= threads || !next.file.isRereadable { try readWaiting() }
    }
    try readWaiting()
  }
}
