/// A small CSV file as texts, for registers, margins and plans; not for answers.
public struct CSVTable: Sendable {
  /// One record.
  public struct Row: Sendable, Hashable {
    /// Physical line on which it begins, from 1.
    public var line: Int
    /// Texts of its cells, as many as the header has columns.
    public var cells: [String]
  }

  /// Name of the input.
  public let name: String
  /// Names of the columns.
  public let columns: [String]
  /// All records.
  public let rows: [Row]
  /// What was found and assumed about the file.
  public let dialect: CSVDialect

  /// Reads a whole file.
  ///
  /// - Parameters:
  ///   - input: Where the bytes come from.
  ///   - options: What is known about the file.
  /// - Throws: ``CSVError``, also for the first malformed record.
  public init(
    _ input: CSVInput, options: CSVReadOptions = CSVReadOptions()
  ) throws(CSVError) {
    let file = try CSVFile(input, options: options)
    let requests = file.header.indices.map { ColumnRequest(index: $0, kind: .text) }
    let result: (consumers: [Collector], summary: CSVReadSummary)
    do {
      result = try file.read(requests) { _ in Collector() }
    } catch let error as CSVError {
      throw error
    } catch {
      throw CSVError(file: file.name, kind: .readFailed(String(describing: error)))
    }
    if let record = result.summary.malformed.first {
      throw CSVError(
        file: file.name, line: record.line, column: record.column, kind: .malformed(record.kind))
    }
    name = file.name
    dialect = file.dialect
    columns = file.header.map(\.name)
    rows = result.consumers.flatMap(\.rows)
  }

  private struct Collector: RecordConsumer {
    var rows: [Row] = []

    mutating func consume(_ batch: RecordBatch) {
      for row in 0..<batch.count {
        let cells = (0..<batch.slotCount).map { batch.text($0, row) }
        rows.append(Row(line: batch.line(row), cells: cells))
      }
    }
  }
}
