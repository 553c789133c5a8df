public import CSVIO

/// The form tool that an export comes from, and what its exports bring along.
public enum PlatformProfile: String, Sendable, Hashable, CaseIterable, Codable {
  /// KoboToolbox: `;`, every field quoted, group paths with `/`, metadata columns, optional tag rows.
  case koboToolbox = "kobo"
  /// ODK Central: names as headers, group prefixes with `-`.
  case odk
  /// LimeSurvey: `Q[SQ]`, byte order mark, a blank line at the end.
  case limeSurvey = "limesurvey"
  /// Qualtrics: three header rows, preview records among the data.
  case qualtrics
  /// SurveyMonkey: two header rows.
  case surveyMonkey = "surveymonkey"
  /// Google Forms and Sheets: question texts, grids, joined check boxes, a timestamp first.
  case googleForms = "google-forms"
  /// SurveyCTO.
  case surveyCTO = "surveycto"
  /// None of these.
  case plain

  /// Number of header rows in an export without tag rows.
  public var headerRows: Int {
    switch self {
    case .qualtrics: 3
    case .surveyMonkey: 2
    default: 1
    }
  }

  /// The platform's name as its makers write it.
  public var displayName: String {
    switch self {
    case .koboToolbox: "KoboToolbox"
    case .odk: "ODK Central"
    case .limeSurvey: "LimeSurvey"
    case .qualtrics: "Qualtrics"
    case .surveyMonkey: "SurveyMonkey"
    case .googleForms: "Google Forms"
    case .surveyCTO: "SurveyCTO"
    case .plain: "plain"
    }
  }

  /// Headers of columns that the platform adds and no question asks for, compared after folding.
  public var metadataColumns: [String] {
    switch self {
    case .koboToolbox:
      [
        "start", "end", "today", "deviceid", "username", "simserial", "subscriberid", "phonenumber",
        "_id", "_uuid",
        "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by",
        "__version__", "_tags", "_index",
        "meta/instanceID", "formhub/uuid",
      ]
    case .odk:
      [
        "SubmissionDate", "KEY", "PARENT_KEY", "SubmitterID", "SubmitterName", "AttachmentsPresent",
        "AttachmentsExpected", "Status", "ReviewState", "DeviceID", "Edits", "FormVersion",
        "meta-instanceID",
        "meta-instanceName", "instanceID",
      ]
    case .limeSurvey:
      [
        "id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "refurl",
        "ipaddr",
      ]
    case .qualtrics:
      [
        "StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)",
        "Finished", "RecordedDate",
        "ResponseId", "RecipientLastName", "RecipientFirstName", "RecipientEmail",
        "ExternalReference",
        "LocationLatitude", "LocationLongitude", "DistributionChannel", "UserLanguage",
      ]
    case .surveyMonkey:
      [
        "Respondent ID", "respondent_id", "Collector ID", "collector_id", "Start Date",
        "date_created", "End Date",
        "date_modified", "IP Address", "ip_address", "Email Address", "email_address", "First Name",
        "first_name",
        "Last Name", "last_name", "Custom Data 1", "custom_1",
      ]
    case .googleForms:
      [
        "Timestamp", "Dấu thời gian", "Email Address", "Địa chỉ email", "Score", "Điểm số",
        "Username",
      ]
    case .surveyCTO:
      [
        "SubmissionDate", "starttime", "endtime", "deviceid", "subscriberid", "simid",
        "devicephonenum", "username",
        "duration", "caseid", "KEY", "formdef_version", "review_status", "review_quality",
        "instanceID", "instanceName",
      ]
    case .plain: []
    }
  }

  /// Formats of the dates that the platform itself writes, besides those of an instrument.
  var dateFormats: [DateFormat] {
    switch self {
    // SubmissionDate, starttime and endtime: `Jun 1, 2025 8:00:00 AM`.
    case .surveyCTO: ["MMM d, yyyy"].compactMap(DateFormat.init(pattern:))
    default: []
    }
  }

  /// Whether the platform writes the month before the day unless its account is set otherwise.
  var writesMonthFirst: Bool { self == .surveyMonkey }

  /// How several choices stand in one cell.
  public var multipleChoiceSeparator: String {
    switch self {
    case .koboToolbox, .odk, .surveyCTO: " "
    case .qualtrics: ","
    case .googleForms: ";"
    case .limeSurvey, .surveyMonkey, .plain: ";"
    }
  }

  /// A column whose listed values mark records that are no answers of respondents, with the rule's name.
  ///
  /// Qualtrics mixes previews, tests and spam with real records; they are dropped and counted.
  public var droppedRecords: (column: String, values: [String])? {
    switch self {
    case .qualtrics:
      ("Status", ["Survey Preview", "Survey Test", "Spam", "1", "2", "8", "9", "12", "17", "40"])
    default: nil
    }
  }

  /// Finds the platform of an export.
  ///
  /// - Parameters:
  ///   - dialect: The dialect found.
  ///   - header: First header row.
  ///   - firstRecords: The first records below it, as many as are at hand; tag and second header rows are
  ///     recognized among them.
  public static func detect(
    dialect: CSVDialect, header: [String], firstRecords: [[String]]
  ) -> PlatformProfile {
    let names = Set(header.map { FoldedText($0).key })
    func has(_ wanted: String...) -> Int { wanted.count { names.contains(FoldedText($0).key) } }
    if firstRecords.prefix(2).contains(where: { $0.contains { $0.hasPrefix("{\"ImportId\"") } }) {
      return .qualtrics
    }
    if has("ResponseId", "RecordedDate", "DistributionChannel") == 3 { return .qualtrics }
    if has("_uuid", "_submission_time", "_id", "_index", "__version__", "_validation_status") >= 2 {
      return .koboToolbox
    }
    if has("KEY", "SubmissionDate", "formdef_version") == 3 { return .surveyCTO }
    if has("KEY", "SubmissionDate") == 2 || has("KEY", "PARENT_KEY") == 2 { return .odk }
    if has("id", "submitdate", "startlanguage", "lastpage", "seed") >= 3 { return .limeSurvey }
    if header.contains(where: isLimeSurveySubquestion), dialect.hasByteOrderMark {
      return .limeSurvey
    }
    if has("Response ID", "Date submitted", "Last page", "Start language") >= 3 {
      return .limeSurvey
    }
    if has("Respondent ID", "Collector ID") == 2 || has("respondent_id", "collector_id") == 2 {
      return .surveyMonkey
    }
    if let first = header.first.map({ FoldedText($0).key }),
      ["Timestamp", "Dấu thời gian"].contains(where: { FoldedText($0).key == first })
    {
      return .googleForms
    }
    return .plain
  }

  /// `Q1[SQ001]`.
  private static func isLimeSurveySubquestion(_ name: String) -> Bool {
    guard name.hasSuffix("]"), let open = name.firstIndex(of: "[") else { return false }
    let code = name[name.index(after: open)...].dropLast()
    return !name.contains(" ") && !code.isEmpty && open > name.startIndex
  }

  /// The number of header rows of an export, tag rows included.
  ///
  /// - Parameters:
  ///   - header: First header row.
  ///   - firstRecords: The first records below it.
  public func headerRows(header: [String], firstRecords: [[String]]) -> Int {
    switch self {
    case .qualtrics:
      // Older exports have two rows, newer three: the row of import ids is the last.
      if let position = firstRecords.prefix(3).firstIndex(where: {
        $0.contains { $0.hasPrefix("{\"ImportId\"") }
      }) {
        return position + 2
      }
      return firstRecords.isEmpty ? 1 : 2
    case .surveyMonkey:
      guard let second = firstRecords.first else { return 1 }
      let hasWords = second.contains { $0 == "Response" || $0 == "Open-Ended Response" }
      let idsAreBlank = zip(header, second).contains { name, cell in
        FoldedText(name).plainKey == "respondentid" && cell.isEmpty
      }
      return hasWords || idsAreBlank ? 2 : 1
    case .koboToolbox:
      // Tag rows: every cell that is not empty is a hashtag.
      return 1
        + firstRecords.prefix(4).prefix { row in
          let tags = row.filter { !$0.isEmpty }
          return !tags.isEmpty && tags.allSatisfy { $0.hasPrefix("#") }
        }.count
    default: return 1
    }
  }

  /// The choices in one cell of a multiple-choice question.
  ///
  /// A separator inside a listed choice does not split it: known choices are taken first, longest first.
  ///
  /// - Parameters:
  ///   - cell: The cell.
  ///   - choices: Listed choices, where the instrument has them.
  public func selections(in cell: String, choices: [String] = []) -> [String] {
    var rest = cell
    var found: [(position: Int, choice: String)] = []
    for choice in choices.sorted(by: { ($0.count, $1) > ($1.count, $0) }) where !choice.isEmpty {
      if let range = rest.firstRange(of: choice) {
        found.append((rest.distance(from: rest.startIndex, to: range.lowerBound), choice))
        rest.replaceSubrange(range, with: String(repeating: "\u{1}", count: rest[range].count))
      }
    }
    let separators: [String] =
      switch self {
      case .googleForms, .plain, .surveyMonkey, .limeSurvey: rest.contains(";") ? [";"] : [","]
      default: [multipleChoiceSeparator]
      }
    var selections = found.sorted { $0.position < $1.position }.map(\.choice)
    for part in rest.split(separator: separators[0]) {
      let left = part.filter { $0 != "\u{1}" }.trimmingBlanks
      if !left.isEmpty, left != ",", left != ";" { selections.append(left) }
    }
    return selections
  }
}

extension StringProtocol {
  /// The text without blanks at either end.
  fileprivate var trimmingBlanks: String {
    var rest = self[...]
    while let first = rest.first, first.isWhitespace { rest = rest.dropFirst() }
    while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
    return String(rest)
  }
}
