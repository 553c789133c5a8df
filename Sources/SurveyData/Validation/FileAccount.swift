public import CSVIO

/// What was found of files of which no instrument is known: dialect, platform, columns, and the records
/// that are no records.
///
/// As JSON it is schema `hailong.check/1` without what only an instrument can tell.
public struct FileAccount: Encodable, Sendable, Hashable {
  /// The schema word of this value.
  public var schema = CheckReport.schema
  /// The files, in the order read.
  public var sources: [CheckReport.Source]
  /// Accounts over all files; `read` = `accepted` + `rejected`, always.
  public var rows: CheckReport.Rows
  /// Broken rules, in the order of ``CheckRule``.
  public var findings: [CheckReport.RuleFindings]

  /// Reads files without an instrument.
  ///
  /// - Parameters:
  ///   - inputs: The files.
  ///   - reading: What is known of them.
  ///   - profile: The platform; `nil` finds it for each.
  ///   - listed: Findings of each rule that are listed; all are counted.
  /// - Throws: `CSVError`.
  public init(
    _ inputs: [CSVInput], reading: CSVReadOptions, profile: PlatformProfile? = nil, listed: Int = 20
  ) throws {
    var malformed = MalformedCount(listed: listed)
    var accounts: [CheckReport.Source] = []
    var opened: [Int: (file: CSVFile, profile: PlatformProfile)] = [:]
    try CSVFile.read(count: inputs.count, threads: reading.threads) { index in
      let (file, profile) = try SurveyFile.open(inputs[index], options: reading, profile: profile)
      opened[index] = (file, profile)
      return FileReading(file, columns: []) { _ in
        MalformedCount(listed: listed, file: file.name)
      }
    } take: { index, parts, summary in
      guard let (file, profile) = opened.removeValue(forKey: index) else { return }
      for part in parts { malformed.merge(part) }
      accounts.append(CheckReport.Source(file: file, summary: summary, profile: profile))
    }
    sources = accounts
    rows = CheckReport.Rows(
      read: sources.reduce(0) { $0 + $1.rows.read },
      accepted: sources.reduce(0) { $0 + $1.rows.accepted },
      rejected: sources.reduce(0) { $0 + $1.rows.rejected },
      malformed: sources.reduce(0) { $0 + $1.rows.malformed }, filtered: 0)
    findings = malformed.findings
  }
}

/// Counts malformed records by rule and keeps the first of each.
private struct MalformedCount: RecordConsumer {
  let listed: Int
  var file = ""
  private var counts: [CheckRule: Int] = [:]
  private var items: [CheckRule: [CheckFinding]] = [:]

  init(listed: Int, file: String = "") {
    self.listed = listed
    self.file = file
  }

  var wantsMalformedRecords: Bool { true }

  mutating func consume(_ batch: RecordBatch) throws {}

  mutating func consume(malformed record: MalformedRecord) throws {
    let finding = CheckFinding(malformed: record, file: file)
    counts[finding.rule, default: 0] += 1
    if items[finding.rule, default: []].count < listed {
      items[finding.rule, default: []].append(finding)
    }
  }

  mutating func merge(_ other: MalformedCount) {
    counts.merge(other.counts, uniquingKeysWith: +)
    for (rule, found) in other.items {
      items[rule] = Array((items[rule, default: []] + found).prefix(listed))
    }
  }

  var findings: [CheckReport.RuleFindings] {
    CheckRule.allCases.compactMap { rule in
      guard let count = counts[rule] else { return nil }
      let items = items[rule] ?? []
      return CheckReport.RuleFindings(
        rule: rule, severity: .reject, title: rule.title, fix: rule.fix, count: count,
        records: count, isCut: items.count < count, items: items)
    }
  }
}

extension CheckFinding {
  /// What is wrong with a record that is no record.
  init(malformed record: MalformedRecord, file: String) {
    let rule = CheckRule(rawValue: record.rule) ?? .strayQuote
    self.init(
      file: file, line: record.line, column: "", value: "", rule: rule,
      message: BilingualText(vi: rule.title.vi, en: record.message), suggestion: nil)
  }
}

extension CheckReport.Source {
  /// A file of which no instrument is known.
  init(file: CSVFile, summary: CSVReadSummary, profile: PlatformProfile) {
    var personal: [CheckReport.Personal] = []
    var others: [String] = []
    for column in file.header {
      if let kind = PersonalPatterns.kind(of: column, sample: file.sample) {
        personal.append(CheckReport.Personal(header: column.name, kind: kind))
      } else {
        others.append(column.name)
      }
    }
    self.init(
      file: file.name, sha256: summary.sha256, bytes: summary.bytes,
      encoding: file.dialect.encoding.rawValue, delimiter: file.dialect.delimiterName,
      lineEnding: file.dialect.lineEnding.rawValue,
      hasByteOrderMark: file.dialect.hasByteOrderMark, headerRows: file.dialect.headerRows,
      profile: profile,
      rows: CheckReport.Rows(
        read: summary.records, accepted: summary.accepted, rejected: summary.malformedCount,
        malformed: summary.malformedCount, filtered: 0),
      blankLines: summary.blankLines,
      personal: personal, unused: others, notes: file.notes)
  }
}
