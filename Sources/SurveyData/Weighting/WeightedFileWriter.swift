internal import CSVIO
internal import SurveyEstimation

/// How the file with weights is written.
public struct WeightedFileOptions: Sendable {
  /// Name of the new column.
  public var weightColumn: String
  /// What the names of replicate columns begin with; a number from 1 follows.
  public var replicatePrefix: String
  /// Whether columns that identify persons are kept.
  public var keepsPersonalColumns: Bool
  /// Whether cells that a spreadsheet would take for a formula are disarmed.
  public var excelSafe: Bool

  /// Options; personal columns are left out and formulas disarmed unless said otherwise.
  public init(
    weightColumn: String = "weight_adjusted", replicatePrefix: String = "rep_",
    keepsPersonalColumns: Bool = false, excelSafe: Bool = true
  ) {
    self.weightColumn = weightColumn
    self.replicatePrefix = replicatePrefix
    self.keepsPersonalColumns = keepsPersonalColumns
    self.excelSafe = excelSafe
  }
}

extension WeightingResult {
  /// Writes the files as one CSV file with a weight column, reading them again.
  ///
  /// All well-formed records are written in their order; a rejected one has an empty weight, one
  /// that did not answer the weight 0. Text is UTF-8, the delimiter that of the first file.
  ///
  /// - Parameters:
  ///   - options: Names of the new columns and what is left out.
  ///   - sink: Takes the bytes, piece by piece.
  /// - Returns: The columns left out because they identify persons.
  /// - Throws: `RequestError` when files have different headers or a column of that name exists;
  ///   `CSVError`; what `sink` throws.
  public func write(
    _ options: WeightedFileOptions = WeightedFileOptions(),
    to sink: @escaping @Sendable ([UInt8]) throws -> Void
  ) throws -> [String] {
    guard let first = files.first?.file else { return [] }
    let names = first.header.map(\.name)
    for other in files.dropFirst() where other.file.header.map(\.name) != names {
      throw RequestError(
        .unusable, at: other.file.name, "the columns differ from those of \(first.name)",
        fix: "weigh the files one by one, or give them the same columns in the same order",
        vi: "các cột khác với các cột của \(first.name)",
        viFix: "tính trọng số từng tệp một, hoặc sắp các cột như nhau trong mọi tệp")
    }
    let new =
      [options.weightColumn] + replicates.indices.map { "\(options.replicatePrefix)\($0 + 1)" }
    if let taken = new.first(where: { name in
      names.contains { FoldedText($0) == FoldedText(name) }
    }) {
      throw RequestError(
        .usage, at: first.name, "there is a column \"\(taken)\" already",
        fix: "choose another name for the new column", vi: "đã có cột \"\(taken)\"",
        viFix: "đặt tên khác cho cột mới")
    }
    let kept = first.header.indices.filter {
      options.keepsPersonalColumns || PersonalPatterns.kind(ofHeader: names[$0]) == nil
    }
    var heading = CSVWriter(options: Self.writing(first, excelSafe: options.excelSafe))
    heading.write(kept.map { names[$0] } + new)
    try sink(heading.take())
    for entry in files {
      let writing = Self.writing(first, excelSafe: options.excelSafe)
      let (rows, weights, replicates) = (entry.rowOfRecord, weights, replicates)
      _ = try entry.file.read(kept.map { ColumnRequest(index: $0, kind: .text) }) { _ in
        WeightedRecordWriter(
          writer: CSVWriter(options: writing), rowOfRecord: rows, weights: weights,
          replicates: replicates, sink: sink)
      }
    }
    return first.header.indices.filter { !kept.contains($0) }.map { names[$0] }
  }

  private static func writing(_ file: CSVFile, excelSafe: Bool) -> CSVWriter.Options {
    CSVWriter.Options(delimiter: file.dialect.delimiter, excelSafe: excelSafe)
  }
}

/// Writes the records of a file with their weights.
struct WeightedRecordWriter: RecordConsumer {
  var writer: CSVWriter
  let rowOfRecord: [Int]
  let weights: [Double]
  let replicates: [[Double]]
  let sink: @Sendable ([UInt8]) throws -> Void
  private var record = 0

  init(
    writer: CSVWriter, rowOfRecord: [Int], weights: [Double], replicates: [[Double]],
    sink: @escaping @Sendable ([UInt8]) throws -> Void
  ) {
    self.writer = writer
    self.rowOfRecord = rowOfRecord
    self.weights = weights
    self.replicates = replicates
    self.sink = sink
  }

  mutating func consume(_ batch: RecordBatch) throws {
    for row in 0..<batch.count {
      var cells = (0..<batch.slotCount).map { batch.text($0, row) }
      let place = record < rowOfRecord.count ? rowOfRecord[record] : -1
      cells.append(place < 0 ? "" : Self.text(weights[place]))
      for column in replicates { cells.append(place < 0 ? "" : Self.text(column[place])) }
      writer.write(cells)
      record += 1
    }
    try sink(writer.take())
  }

  /// The shortest text that reads back to the same double; whole numbers without a point.
  static func text(_ value: Double) -> String {
    if let whole = Int(exactly: value), abs(whole) < 1 << 53 { return String(whole) }
    return "\(value)"
  }
}
