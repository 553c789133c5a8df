public import CSVIO

/// Published values of other surveys, as constants with their source.
///
/// File format: CSV with the columns `year,series,measure,value_percent,status,source,note`. Values of
/// different series are not comparable: a series ends where method or population change. A year whose
/// number is not assured has an empty value; it still belongs to its series.
public struct ReferenceSeries: Sendable {
  /// One published value.
  public struct Value: Sendable, Hashable {
    /// Year.
    public var year: Int
    /// Series; values compare only within one.
    public var series: String
    /// What was measured (`overall`, `policy`, `services`, a factor).
    public var measure: String
    /// The value as a share in 0...1; `nil` where the published number is not assured.
    public var share: Double?
    /// How sure it is: `verified`, `secondary` (press, transcription), `recalled`.
    public var certainty: String
    /// Where it was published.
    public var source: String
    /// What to know about it.
    public var note: String
  }

  /// The values, in file order.
  public let values: [Value]

  /// Reads a file of reference values.
  ///
  /// - Throws: ``DefinitionError`` with line and cause.
  public init(_ input: CSVInput) throws(DefinitionError) {
    let table: CSVTable
    do {
      table = try CSVTable(input)
    } catch {
      throw DefinitionError(
        file: input.name, message: error.message, fix: error.fix ?? "check the file",
        vi: error.vietnameseMessage, viFix: error.vietnameseFix ?? "kiểm tra tệp")
    }
    func position(_ name: String) throws(DefinitionError) -> Int {
      guard let position = table.columns.firstIndex(of: name) else {
        throw DefinitionError(
          file: table.name, line: 1, column: 1, message: "there is no column '\(name)'",
          fix: "columns: year,series,measure,value_percent,status,source,note",
          vi: "không có cột '\(name)'",
          viFix: "các cột là: year,series,measure,value_percent,status,source,note")
      }
      return position
    }
    let year = try position("year")
    let series = try position("series")
    let measure = try position("measure")
    let value = try position("value_percent")
    let certainty = try position("status")
    let source = try position("source")
    let note = try position("note")
    var values: [Value] = []
    for row in table.rows {
      let percent = Double(row.cells[value])
      guard let number = Int(row.cells[year]), percent != nil || row.cells[value].isEmpty else {
        throw DefinitionError(
          file: table.name, line: row.line, column: 1, message: "year or value is not a number",
          fix: "write the year in digits and the value in per cent with a decimal point",
          vi: "năm hoặc giá trị không phải là số",
          viFix: "ghi năm bằng chữ số và giá trị bằng phần trăm, dấu thập phân là dấu chấm")
      }
      values.append(
        Value(
          year: number, series: row.cells[series], measure: row.cells[measure],
          share: percent.map { $0 / 100 }, certainty: row.cells[certainty],
          source: row.cells[source], note: row.cells[note]))
    }
    self.values = values
  }

  /// The value of a year, or nil where none was published or could be read.
  public func value(_ year: Int, measure: String = "overall") -> Value? {
    values.first { $0.year == year && $0.measure == measure && $0.share != nil }
  }

  /// Why two years must not be compared, or nil when they may be.
  ///
  /// - Parameters:
  ///   - first: A year.
  ///   - second: Another year.
  ///   - measure: What is compared.
  public func incomparability(
    _ first: Int, _ second: Int, measure: String = "overall"
  ) -> BilingualText? {
    let series = [first, second].map { year in values.first { $0.year == year }?.series }
    if let one = series[0], let other = series[1], one != other {
      return BilingualText(
        vi:
          "không so sánh được: năm \(first) thuộc chuỗi '\(one)', năm \(second) thuộc chuỗi '\(other)'",
        en: "not comparable: \(first) belongs to the series '\(one)', \(second) to '\(other)'")
    }
    for year in [first, second] where value(year, measure: measure) == nil {
      return BilingualText(
        vi: "không có giá trị '\(measure)' của năm \(year)",
        en: "there is no value '\(measure)' of \(year)")
    }
    return nil
  }
}
