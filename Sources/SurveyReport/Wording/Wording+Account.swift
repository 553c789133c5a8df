extension Wording {
  /// What was read, for people who see no quality table: a line per file, then one per rule that
  /// rejected rows, with its number and the first place.
  ///
  /// - Parameters:
  ///   - sources: The files with the number of accepted rows, in the order read.
  ///   - rules: The rules of the whole data set; only those that reject are named.
  public func account(
    of sources: [(source: QualityReport.Source, accepted: Int)], rules: [QualityReport.Rule]
  ) -> [String] {
    var lines = sources.map { source, accepted in
      let read = numbers.integer(source.rows)
      let kept = numbers.integer(accepted)
      let left = numbers.integer(source.rows - accepted)
      switch language {
      case .vietnamese:
        return "\(source.file): \(source.encoding), dấu phân cách \(source.delimiter); "
          + "đọc \(read) phiếu, chấp nhận \(kept), loại \(left)"
      case .english:
        return "\(source.file): \(source.encoding), delimiter \(source.delimiter); "
          + "\(read) rows read, \(kept) accepted, \(left) rejected"
      }
    }
    for rule in rules where rule.consequence == .reject && rule.count > 0 {
      let count = numbers.integer(rule.count)
      let first = rule.examples.first.map { place($0, namesFile: sources.count > 1) }
      switch language {
      case .vietnamese:
        lines.append(
          "  loại \(count): \(rule.title) (\(rule.id))" + (first.map { "; đầu tiên: \($0)" } ?? ""))
      case .english:
        lines.append(
          "  \(count) rejected: \(rule.title) (\(rule.id))" + (first.map { "; first: \($0)" } ?? "")
        )
      }
    }
    return lines
  }

  /// The indicators of the plan that this survey cannot answer.
  public func otherInstruments(_ indicators: [String]) -> String {
    let names = indicators.joined(separator: ", ")
    return language == .vietnamese
      ? "ghi chú: chỉ tiêu do phiếu khác trả lời: \(names)"
      : "note: answered by other instruments: \(names)"
  }

  /// `mot-cua.csv:102: quyen_so = “0”`; the file is named only where there are several.
  func place(_ example: QualityReport.Example, namesFile: Bool) -> String {
    var text = ""
    if namesFile, let name = example.file.split(separator: "/").last { text = String(name) }
    if let line = example.line {
      text += text.isEmpty ? "\(self[.line]) \(line)" : ":\(line)"
    }
    guard let column = example.column, !column.isEmpty else { return text }
    text += (text.isEmpty ? "" : ": ") + shortened(column)
    if let value = example.value { text += " = " + quoted(value) }
    return text
  }

  /// Question texts as headers run to paragraphs; the start identifies them.
  func shortened(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return DisplayWidth.truncated(line, to: 40, ellipsis: isASCII ? "~" : "…")
  }

  /// A value in the quotation marks that the output can show.
  func quoted(_ text: String) -> String {
    isASCII ? "\"" + shortened(text) + "\"" : "“" + shortened(text) + "”"
  }
}
