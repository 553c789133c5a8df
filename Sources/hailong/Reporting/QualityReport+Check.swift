import PlanModel
import SurveyData
import SurveyReport

extension CheckReport {
  /// The rules that left records out.
  var rejections: [RuleFindings] { findings.filter { $0.severity == .reject && $0.records > 0 } }
}

extension CheckFinding {
  /// `file:line`.
  var place: String { "\(file):\(line)" }
}

extension QualityReport {
  /// A check, in the words of reports.
  init(_ check: CheckReport, language: ReportLanguage) {
    func text(_ text: BilingualText) -> String { language == .english ? text.en : text.vi }
    self.init(
      title: "\(text(check.instrument.title)) (\(check.instrument.id) \(check.instrument.version))",
      sources: check.sources.map { Source($0, language: language) },
      rowsRead: check.rows.read, rowsAccepted: check.rows.accepted,
      rowsRejected: check.rows.rejected,
      rules: check.findings.map { Rule($0, language: language) },
      unmapped: check.unmapped.map {
        UnmappedValue(
          column: $0.column, value: $0.value, count: $0.count, firstLine: $0.line,
          suggestion: $0.suggestion)
      },
      items: check.nonresponse.map {
        ItemResponse(
          id: $0.question, text: text($0.text), answered: $0.valid, excluded: $0.excluded,
          blank: $0.missing, invalid: $0.invalid)
      },
      duplicates: check.count(of: [.duplicateId, .duplicateContent]),
      straightLining: check.count(of: [.straightLining]),
      droppedColumns: check.sources.flatMap { $0.personal.map(\.header) })
  }
}

extension QualityReport {
  /// Files of which no instrument is known.
  init(_ account: FileAccount, title: String, language: ReportLanguage) {
    self.init(
      title: title, sources: account.sources.map { Source($0, language: language) },
      rowsRead: account.rows.read,
      rowsAccepted: account.rows.accepted, rowsRejected: account.rows.rejected,
      rules: account.findings.map { Rule($0, language: language) },
      droppedColumns: account.sources.flatMap { $0.personal.map(\.header) })
  }
}

extension QualityReport.Rule {
  /// A rule with its first places.
  fileprivate init(_ found: CheckReport.RuleFindings, language: ReportLanguage) {
    self.init(
      id: found.rule.rawValue, title: language == .english ? found.title.en : found.title.vi,
      consequence: found.severity == .reject ? .reject : .warn, count: found.count,
      examples: found.items.prefix(3).map {
        QualityReport.Example(file: $0.file, line: $0.line, column: $0.column, value: $0.value)
      })
  }
}

extension CheckReport {
  /// Findings of some rules together.
  fileprivate func count(of rules: [CheckRule]) -> Int {
    findings.filter { rules.contains($0.rule) }.reduce(0) { $0 + $1.count }
  }
}

extension QualityReport.Source {
  /// A file as it was found.
  init(_ source: CheckReport.Source, language: ReportLanguage) {
    let platform = language == .english ? "Platform" : "Nền tảng"
    self.init(
      file: source.file, sha256: source.sha256, encoding: source.encoding,
      delimiter: source.delimiter, hasByteOrderMark: source.hasByteOrderMark,
      lineEnding: source.lineEnding, headerRows: source.headerRows,
      columns: source.columns.count + source.personal.count + source.unused.count,
      rows: source.rows.read,
      notes: ["\(source.file): \(platform) \(source.profile.displayName)"]
        + source.notes.map { "\(source.file): \($0)" })
  }
}
