import CSVIO

/// Writes rejected and accepted records as they stood, without personal data.
struct CheckOutput: Sendable {
  /// Takes bytes of a CSV file in order.
  typealias Sink = @Sendable ([UInt8]) throws -> Void

  let rejects: Sink?
  let accepted: Sink?
  let isVietnamese: Bool
  /// Columns of the output: those of all files that are not personal, by first appearance.
  let columns: [String]
  /// Whether the one file's accepted records can be passed on byte by byte.
  let passesRaw: Bool
  let delimiter: UInt8

  /// Columns that stand before the record's own in a file of rejects.
  static let findingColumns = [
    "hailong_file", "hailong_line", "hailong_key", "hailong_rule", "hailong_column",
    "hailong_value", "hailong_message",
  ]

  init?(
    _ files: [CSVFile], maps: [ColumnMap], rejects: Sink?, accepted: Sink?, isVietnamese: Bool
  ) {
    guard rejects != nil || accepted != nil, let first = files.first else { return nil }
    self.rejects = rejects
    self.accepted = accepted
    self.isVietnamese = isVietnamese
    var names: [String] = []
    var seen: Set<String> = []
    for (file, map) in zip(files, maps) {
      for column in file.header where !map.isPersonal(column.index) {
        let key = FoldedText(column.name).key
        // Within one file two columns of one name stay two.
        if files.count > 1, !seen.insert(key).inserted { continue }
        names.append(column.name)
      }
    }
    columns = names
    passesRaw = files.count == 1 && maps.allSatisfy { $0.personal.isEmpty }
    delimiter = first.dialect.delimiter
  }

  /// The header lines.
  func begin(_ file: CSVFile, _ map: ColumnMap, isOnly: Bool) throws {
    if let accepted {
      var writer = CSVWriter(
        options: .init(delimiter: delimiter, byteOrderMark: file.dialect.hasByteOrderMark))
      if isOnly {
        let kept = file.header.filter { !map.isPersonal($0.index) }
        for row in 0..<file.dialect.headerRows {
          writer.write(kept.map { row < $0.rows.count ? $0.rows[row] : "" })
        }
      } else {
        writer.write(columns)
      }
      try accepted(writer.take())
    }
    if let rejects {
      var writer = CSVWriter(options: .init(byteOrderMark: true, excelSafe: true))
      writer.write(Self.findingColumns + columns)
      try rejects(writer.take())
    }
  }

  /// Positions in a file of the output's columns.
  func positions(_ file: CSVFile, _ map: ColumnMap, isOnly: Bool) -> [Int?] {
    if isOnly { return file.header.map(\.index).filter { !map.isPersonal($0) } }
    var byKey: [String: Int] = [:]
    for column in file.header.reversed() where !map.isPersonal(column.index) {
      byKey[FoldedText(column.name).key] = column.index
    }
    return columns.map { byKey[FoldedText($0).key] }
  }

  func write(
    _ batch: RecordBatch, accepted mask: [Bool], findings: [Int: [CheckFinding]], positions: [Int?],
    keyColumn: Int?,
    file: String
  ) throws {
    if let accepted {
      var writer = CSVWriter(options: .init(delimiter: delimiter))
      for row in mask.indices where mask[row] {
        if passesRaw {
          writer.write(raw: batch.rawRecord(row))
        } else {
          writer.write(Self.cells(batch.allFields(row), positions))
        }
      }
      try accepted(writer.take())
    }
    guard let rejects, mask.contains(false) else { return }
    var writer = CSVWriter(options: .init(excelSafe: true))
    for row in mask.indices where !mask[row] {
      let fields = batch.allFields(row)
      let found = findings[row] ?? []
      let key =
        keyColumn.flatMap { $0 < fields.count ? PersonalPatterns.shown(id: fields[$0]) : nil } ?? ""
      let head = [
        file, String(found.first?.line ?? batch.line(row)), key,
        // One entry for each finding, in the same order.
        found.map(\.rule.rawValue).joined(separator: "|"),
        found.map(\.column).joined(separator: "|"),
        found.map(\.value).joined(separator: "|"),
        found.map { isVietnamese ? $0.message.vi : $0.message.en }.uniqued().joined(
          separator: "; "),
      ]
      writer.write(head + Self.masked(fields, positions, keyColumn))
    }
    try rejects(writer.take())
  }

  /// Writes a record that could not be read.
  ///
  /// Its columns cannot be told apart, so it is passed on only where the file has no personal columns.
  func write(malformed record: MalformedRecord, _ finding: CheckFinding, hasPersonal: Bool) throws {
    guard let rejects else { return }
    var writer = CSVWriter(options: .init(excelSafe: true))
    let raw = hasPersonal ? PersonalPatterns.mask : String(decoding: record.raw, as: UTF8.self)
    let message = isVietnamese ? finding.message.vi : finding.message.en
    var cells = [
      finding.file, String(record.line), "", finding.rule.rawValue, "", "", message, raw,
    ]
    while cells.count < Self.findingColumns.count + columns.count { cells.append("") }
    writer.write(
      Array(
        cells.prefix(max(Self.findingColumns.count + columns.count, Self.findingColumns.count + 1)))
    )
    try rejects(writer.take())
  }

  private static func masked(
    _ fields: [String], _ positions: [Int?], _ keyColumn: Int?
  ) -> [String] {
    zip(cells(fields, positions), positions).map { cell, position in
      position != nil && position == keyColumn
        ? PersonalPatterns.shown(id: cell) : PersonalPatterns.shown(cell)
    }
  }

  private static func cells(_ fields: [String], _ positions: [Int?]) -> [String] {
    positions.map { position in position.flatMap { $0 < fields.count ? fields[$0] : nil } ?? "" }
  }
}
