/// What a check of survey files found: the accounts of every record, findings by rule, values that
/// are not recognized, item non-response, weights and design.
///
/// As JSON it is schema `hailong.check/1`; keys may be added, never renamed.
public struct CheckReport: Codable, Sendable, Hashable {
  /// The schema word.
  public static let schema = "hailong.check/1"

  /// Values that no rule accepts and that are listed.
  public static let listedValues = 1000

  /// The schema word of this value.
  public var schema = CheckReport.schema
  /// The instrument.
  public var instrument: InstrumentName
  /// The files, in the order read.
  public var sources: [Source]
  /// Accounts over all files; `read` = `accepted` + `rejected`, always.
  public var rows: Rows
  /// Broken rules, those that reject first, then in the order of ``CheckRule``.
  public var findings: [RuleFindings]
  /// Values that no rule accepts, most frequent first, at most ``listedValues``.
  public var unmapped: [UnmappedValue]
  /// Number of different values that no rule accepts, true even when the list is cut.
  public var unmappedCount: Int
  /// Answers by question, in the form's order; questions that no file has are left out.
  public var nonresponse: [QuestionAnswers]
  /// Scales whose highest levels nobody chose, a sign of another coding.
  public var unusedLevels: [UnusedLevels]
  /// Weights of the accepted records; nil where the files have none.
  public var weights: WeightSummary?
  /// The design of the accepted records; nil where the files have no strata.
  public var design: DesignCounts?

  /// Which instrument was used.
  public struct InstrumentName: Codable, Sendable, Hashable {
    /// Id.
    public var id: String
    /// Version.
    public var version: String
    /// Title in both languages.
    public var title: BilingualText

    /// Makes the value from its parts.
    public init(
      id: String, version: String, title: BilingualText
    ) {
      self.id = id
      self.version = version
      self.title = title
    }
  }

  /// Accounts of records.
  public struct Rows: Codable, Sendable, Hashable {
    /// Records read.
    public var read: Int
    /// Records that count.
    public var accepted: Int
    /// Records that do not: malformed, rejected by a rule, or left out by a filter.
    public var rejected: Int
    /// Of the rejected: those that could not be read.
    public var malformed: Int
    /// Of the rejected: those that a filter of the form leaves out on purpose.
    public var filtered: Int

    /// Makes the value from its parts.
    public init(
      read: Int, accepted: Int, rejected: Int, malformed: Int, filtered: Int
    ) {
      self.read = read
      self.accepted = accepted
      self.rejected = rejected
      self.malformed = malformed
      self.filtered = filtered
    }
  }

  /// One file.
  public struct Source: Codable, Sendable, Hashable {
    /// Name.
    public var file: String
    /// SHA-256 in hexadecimal; empty when it was not asked for.
    public var sha256: String
    /// Size in bytes.
    public var bytes: Int
    /// Encoding found or given.
    public var encoding: String
    /// Delimiter found or given.
    public var delimiter: String
    /// Ending of the first line.
    public var lineEnding: String
    /// Whether a byte order mark stands first.
    public var hasByteOrderMark: Bool
    /// Number of header rows.
    public var headerRows: Int
    /// Platform found or given.
    public var profile: PlatformProfile
    /// Accounts of the file.
    public var rows: Rows
    /// Blank lines, which are no records.
    public var blankLines: Int
    /// Which column was taken for what.
    public var columns: [Column]
    /// Personal columns that were not read.
    public var personal: [Personal]
    /// Headers of columns that nothing asked for.
    public var unused: [String]
    /// What was assumed on the way.
    public var notes: [String]

    /// Makes the value from its parts.
    public init(
      file: String, sha256: String, bytes: Int, encoding: String, delimiter: String,
      lineEnding: String, hasByteOrderMark: Bool, headerRows: Int, profile: PlatformProfile,
      rows: Rows, blankLines: Int, columns: [Column] = [], personal: [Personal] = [],
      unused: [String] = [], notes: [String] = []
    ) {
      self.file = file
      self.sha256 = sha256
      self.bytes = bytes
      self.encoding = encoding
      self.delimiter = delimiter
      self.lineEnding = lineEnding
      self.hasByteOrderMark = hasByteOrderMark
      self.headerRows = headerRows
      self.profile = profile
      self.rows = rows
      self.blankLines = blankLines
      self.columns = columns
      self.personal = personal
      self.unused = unused
      self.notes = notes
    }
  }

  /// A column of a file and what it was taken for.
  public struct Column: Codable, Sendable, Hashable {
    /// Id of the question or column in the instrument.
    public var id: String
    /// Header in the file.
    public var header: String
    /// Position from 1.
    public var position: Int

    /// Makes the value from its parts.
    public init(
      id: String, header: String, position: Int
    ) {
      self.id = id
      self.header = header
      self.position = position
    }
  }

  /// A personal column that was not read.
  public struct Personal: Codable, Sendable, Hashable {
    /// Header in the file.
    public var header: String
    /// What it holds.
    public var kind: PersonalKind

    /// Makes the value from its parts.
    public init(
      header: String, kind: PersonalKind
    ) {
      self.header = header
      self.kind = kind
    }
  }

  /// Findings of one rule.
  public struct RuleFindings: Codable, Sendable, Hashable {
    /// The rule.
    public var rule: CheckRule
    /// What breaking it does.
    public var severity: FindingSeverity
    /// What it says, in both languages.
    public var title: BilingualText
    /// What to do, in both languages.
    public var fix: BilingualText
    /// Number of findings, true even when the list is cut.
    public var count: Int
    /// Number of records with a finding.
    public var records: Int
    /// Whether `items` holds only the first findings.
    public var isCut: Bool
    /// The first findings, in file order.
    public var items: [CheckFinding]

    /// Makes the value from its parts.
    public init(
      rule: CheckRule, severity: FindingSeverity, title: BilingualText, fix: BilingualText,
      count: Int, records: Int, isCut: Bool, items: [CheckFinding] = []
    ) {
      self.rule = rule
      self.severity = severity
      self.title = title
      self.fix = fix
      self.count = count
      self.records = records
      self.isCut = isCut
      self.items = items
    }
  }

  /// A value that no rule accepts.
  public struct UnmappedValue: Codable, Sendable, Hashable {
    /// Header of the column.
    public var column: String
    /// The value as it stood, masked where it looks personal.
    public var value: String
    /// Rule it breaks.
    public var rule: CheckRule
    /// Number of records.
    public var count: Int
    /// File and line of the first record.
    public var file: String
    /// Line of the first record.
    public var line: Int
    /// The nearest accepted value, where there is one.
    public var suggestion: String?

    /// Makes the value from its parts.
    public init(
      column: String, value: String, rule: CheckRule, count: Int, file: String, line: Int,
      suggestion: String? = nil
    ) {
      self.column = column
      self.value = value
      self.rule = rule
      self.count = count
      self.file = file
      self.line = line
      self.suggestion = suggestion
    }
  }

  /// Answers to one question among the readable records in scope.
  public struct QuestionAnswers: Codable, Sendable, Hashable {
    /// Question id.
    public var question: String
    /// Its text in both languages.
    public var text: BilingualText
    /// Records asked.
    public var asked: Int
    /// Valid answers.
    public var valid: Int
    /// Blank.
    public var missing: Int
    /// Answered, but excluded (not used, no opinion, refused, not applicable).
    public var excluded: Int
    /// The excluded by reason (``ExclusionReason``); reasons that nobody gave are left out.
    public var excludedByReason: [String: Int]
    /// Not accepted.
    public var invalid: Int
    /// Codes of the scale's levels that occur, lowest first; nil where there is no scale, or where the
    /// levels were not kept.
    public var levels: [String]?
    /// Missing over asked, 0...1; 0 where nobody was asked.
    public var nonresponseRate: Double

    /// Makes the value from its parts.
    public init(
      question: String, text: BilingualText, asked: Int, valid: Int, missing: Int, excluded: Int,
      excludedByReason: [String: Int] = [:], invalid: Int, levels: [String]? = nil,
      nonresponseRate: Double
    ) {
      self.question = question
      self.text = text
      self.asked = asked
      self.valid = valid
      self.missing = missing
      self.excluded = excluded
      self.excludedByReason = excludedByReason
      self.invalid = invalid
      self.levels = levels
      self.nonresponseRate = nonresponseRate
    }
  }

  /// Weights of the accepted records.
  public struct WeightSummary: Codable, Sendable, Hashable {
    /// Least weight.
    public var minimum: Double
    /// Greatest weight.
    public var maximum: Double
    /// Mean weight.
    public var mean: Double
    /// Kish's design effect of unequal weights, n sum(w²) / (sum w)².
    public var kishDesignEffect: Double

    /// Makes the value from its parts.
    public init(
      minimum: Double, maximum: Double, mean: Double, kishDesignEffect: Double
    ) {
      self.minimum = minimum
      self.maximum = maximum
      self.mean = mean
      self.kishDesignEffect = kishDesignEffect
    }
  }

  /// The design of the accepted records.
  public struct DesignCounts: Codable, Sendable, Hashable {
    /// Strata of the first stage.
    public var strata: Int
    /// PSUs; the number of records where there are no clusters.
    public var psus: Int
    /// Strata with a single PSU.
    public var singlePSUStrata: [String]
    /// PSUs that stand in more than one stratum.
    public var psusInTwoStrata: [String]

    /// Makes the value from its parts.
    public init(
      strata: Int, psus: Int, singlePSUStrata: [String] = [], psusInTwoStrata: [String] = []
    ) {
      self.strata = strata
      self.psus = psus
      self.singlePSUStrata = singlePSUStrata
      self.psusInTwoStrata = psusInTwoStrata
    }
  }

  /// Findings of one rule, or nil where nothing broke it.
  public func findings(_ rule: CheckRule) -> RuleFindings? { findings.first { $0.rule == rule } }

  /// Whether any list of findings is cut.
  public var isCut: Bool { findings.contains(where: \.isCut) }
}
