/// Tells whether a quoted field holds records that a quote left open has swallowed.
///
/// When the next quote of the file happens to stand before a delimiter (`ống 5",`), the text from the open
/// quote to there is a well-formed field of many lines, and the records in it would be lost as one comment.
/// Its lines give it away: they have as many delimiters as a record. Prose of several lines does not.
enum SwallowedRecords {
  /// Length up to which no field holds two swallowed records worth telling.
  static func inspectedLength(columns: Int, limit: Int) -> Int {
    min(limit, max(64, 2 * columns))
  }

  /// Whether records stand in a field.
  ///
  /// The first line of the field is the rest of the record with the open quote, the last one the beginning of
  /// the record with the closing quote; lines between count. With five columns or more two lines that are
  /// like records are enough if they are more than half of the lines; with three or four columns, whose
  /// commas prose may have by chance, four, and every line. Fewer columns tell nothing, and a field with a
  /// (doubled) quote in it was written with care: the first quote of swallowed records would have ended it.
  static func stand(in field: UnsafeRawBufferPointer, delimiter: UInt8, columns: Int) -> Bool {
    guard columns >= 3 else { return false }
    var lines = 0
    var alike = 0
    var delimiters = 0
    var isFirst = true
    var isBlank = true
    for byte in field {
      if byte == 0x0A || byte == 0x0D {
        if isFirst {
          isFirst = false
        } else if !isBlank {
          lines += 1
          if delimiters == columns - 1 { alike += 1 }
        }
        delimiters = 0
        isBlank = true
      } else {
        if byte == 0x22 { return false }
        isBlank = false
        if byte == delimiter { delimiters += 1 }
      }
    }
    return columns >= 5 ? alike >= 2 && alike * 2 > lines : alike >= 4 && alike == lines
  }
}
