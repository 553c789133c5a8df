public import CSVIO

/// Which column of a file holds what an instrument asks for.
///
/// Columns are found by name and never by position, so added or moved columns do no harm. Positions
/// are those of the file's header, from 0.
public struct ColumnMap: Sendable, Hashable {
  /// A personal column that was found.
  public struct Personal: Sendable, Hashable {
    /// Position in the header.
    public var index: Int
    /// The column's header.
    public var name: String
    /// What it holds.
    public var kind: PersonalKind

    /// Makes the value from its parts.
    public init(
      index: Int, name: String, kind: PersonalKind
    ) {
      self.index = index
      self.name = name
      self.kind = kind
    }
  }

  /// The position of each question's column, parallel to ``Instrument/questions``; nil where the
  /// file has none.
  public var questions: [Int?]
  /// Further columns of each multiple-choice question, one per option.
  public var options: [[Int]]
  /// The service area.
  public var area: Int?
  /// The rated unit.
  public var unit: Int?
  /// The sampling weight.
  public var weight: Int?
  /// Strata, one per stage, as far as the file has them.
  public var strata: [Int]
  /// Clusters, outermost first, as far as the file has them.
  public var clusters: [Int]
  /// Population sizes, one per stage, as far as the file has them.
  public var populationSizes: [Int]
  /// The date.
  public var date: Int?
  /// The record's id.
  public var recordId: Int?
  /// The time taken.
  public var duration: Int?
  /// Respondent columns, parallel to ``Instrument/respondent``.
  public var respondent: [Int?]
  /// Filter columns, parallel to ``Instrument/filters``.
  public var filters: [Int?]
  /// Rule columns, parallel to ``Instrument/rules``.
  public var rules: [Int?]
  /// Personal columns, never to be read.
  public var personal: [Personal]
  /// Columns that nothing asks for.
  public var unused: [Int]
  /// What was decided on the way, in sentences for the report.
  public var notes: [String]

  /// Whether a column holds personal data.
  public func isPersonal(_ index: Int) -> Bool { personal.contains { $0.index == index } }

  /// Matches an instrument with a header.
  ///
  /// - Parameters:
  ///   - instrument: The instrument.
  ///   - header: The file's columns.
  ///   - file: The file's name, for messages.
  ///   - profile: The platform that made the file; the columns that it adds by itself answer no question
  ///     and no filter.
  ///   - sample: The first records; a column that nothing asks for and whose values are telephone or
  ///     identity numbers or e-mail addresses is personal, whatever its header says.
  /// - Throws: ``ColumnMatchError`` when a required column is missing, or a column's name fits two
  ///   places, with the nearest headers as suggestions.
  public init(
    instrument: Instrument, header: [HeaderColumn], file: String,
    profile: PlatformProfile = .plain, sample: [[String]] = []
  ) throws(ColumnMatchError) {
    var matcher = ColumnMatcher(
      instrument: instrument, header: header, profile: profile, sample: sample)
    self = matcher.match()
    guard matcher.issues.isEmpty else {
      throw ColumnMatchError(file: file, issues: matcher.issues)
    }
  }

  init(instrument: Instrument) {
    questions = Array(repeating: nil, count: instrument.questions.count)
    options = Array(repeating: [], count: instrument.questions.count)
    strata = []
    clusters = []
    populationSizes = []
    respondent = Array(repeating: nil, count: instrument.respondent.count)
    filters = Array(repeating: nil, count: instrument.filters.count)
    rules = Array(repeating: nil, count: instrument.rules.count)
    personal = []
    unused = []
    notes = []
  }
}
