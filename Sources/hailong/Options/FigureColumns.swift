import CSVIO
import SurveyData

/// Columns of a small CSV file, found by name, in English or Vietnamese.
struct FigureColumns {
  private static let vietnamese: [String: [String]] = [
    "indicator": ["chỉ tiêu", "mã chỉ tiêu"], "period": ["kỳ", "kỳ báo cáo"],
    "unit": ["đơn vị"], "numerator": ["tử số"], "denominator": ["mẫu số"], "value": ["giá trị"],
    "task": ["nhiệm vụ", "mã nhiệm vụ"], "state": ["trạng thái"], "date": ["ngày"],
    "product": ["sản phẩm"], "note": ["ghi chú"],
  ]

  private let positions: [String: Int]

  init(_ table: CSVTable, required: [String], optional: [String]) throws {
    var positions: [String: Int] = [:]
    for (index, name) in table.columns.enumerated() {
      let given = FoldedText(name)
      let found = (required + optional).first { known in
        ([known] + (Self.vietnamese[known] ?? [])).contains { FoldedText($0) == given }
      }
      guard let found else {
        throw CommandFailure.unusable(
          "\(table.name): there is no use for the column '\(name)'",
          fix: "columns are \((required + optional).joined(separator: ", "))",
          vi: "\(table.name): cột '\(name)' không dùng để làm gì",
          viFix: "các cột là \((required + optional).joined(separator: ", "))")
      }
      guard positions.updateValue(index, forKey: found) == nil else {
        throw CommandFailure.unusable(
          "\(table.name): the column '\(name)' occurs twice",
          vi: "\(table.name): cột '\(name)' có hai lần")
      }
    }
    for name in required where positions[name] == nil {
      throw CommandFailure.unusable(
        "\(table.name): the column '\(name)' is missing",
        fix: "columns are \((required + optional).joined(separator: ", "))",
        vi: "\(table.name): thiếu cột '\(name)'",
        viFix: "các cột là \((required + optional).joined(separator: ", "))")
    }
    self.positions = positions
  }

  /// The text of a cell, without blanks at its ends; empty when there is no such column.
  func text(_ name: String, _ row: CSVTable.Row) -> String {
    guard let position = positions[name], row.cells.indices.contains(position) else { return "" }
    let text = row.cells[position]
    return String(
      text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
