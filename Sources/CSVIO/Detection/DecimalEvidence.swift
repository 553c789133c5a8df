/// Finds out how a file writes decimals from the cells that allow one reading only.
///
/// `12,5` and `0,75` speak for the comma, `12.5` and `0.75` for the point; `1.234` says nothing. A
/// file that has evidence of one kind is read that way throughout: where decimals have a comma, `1,234` is
/// a decimal, too. `1.234` beside them stays ambiguous, because the other reading is a thousand times less. Without evidence, or with both kinds, each cell stands for itself.
enum DecimalEvidence {
  /// The decimal mark of a file.
  ///
  /// - Parameter sample: The first records.
  /// - Returns: `point` or `comma` where the sample tells, else `automatic`.
  static func mark(in sample: [[String]]) -> DecimalMark { find(in: sample).mark }

  /// The decimal mark of a file, and whether cells with two readings wait for evidence.
  static func find(in sample: [[String]]) -> (mark: DecimalMark, hasOpenCells: Bool) {
    var commas = 0
    var points = 0
    var hasOpenCells = false
    for record in sample {
      for cell in record {
        let bytes = cell.utf8
        guard bytes.count >= 3, bytes.count <= 24, let first = bytes.first, isNumeric(first) else {
          continue
        }
        let marks = bytes.filter { $0 == comma || $0 == point }
        guard marks.count == 1, let mark = marks.first else { continue }
        // Unsafe because the parser works on the bytes of a cell in place; the array outlives the call.
        let parsed = Array(bytes).withUnsafeBufferPointer { buffer in
          buffer.baseAddress.map { parseNumber($0, buffer.count, mark: .automatic) } ?? .empty
        }
        if parsed.state == .ambiguous { hasOpenCells = true }
        guard parsed.state == .ok else { continue }
        if mark == comma { commas += 1 } else { points += 1 }
      }
    }
    if commas > 0, points == 0 { return (.comma, hasOpenCells) }
    if points > 0, commas == 0 { return (.point, hasOpenCells) }
    return (.automatic, hasOpenCells)
  }

  private static let comma = UInt8(ascii: ",")
  private static let point = UInt8(ascii: ".")

  private static func isNumeric(_ byte: UInt8) -> Bool {
    byte &- 0x30 <= 9 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
  }
}
