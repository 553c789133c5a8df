internal import CSVIO

/// Where the columns of a request are in one file, and in which slots they are read.
struct ColumnPlan: Sendable {
  /// How a variable is read.
  enum Variable: Sendable {
    case indicator(slot: Int)
    case number(slot: Int, together: Int?)
    case score(slot: Int)
    case derived
  }

  private(set) var requests: [ColumnRequest] = []
  private(set) var weight: Int?
  private(set) var strata: [Int] = []
  private(set) var clusters: [Int] = []
  private(set) var populations: [Int] = []
  private(set) var replicates: [Int] = []
  private(set) var domains: [Int] = []
  private(set) var filters: [Int] = []
  private(set) var variables: [Variable] = []
  /// Slots of every margin: codes of its columns, or one number.
  private(set) var margins: [[Int]] = []
  private(set) var screen: [Int] = []
  /// Names of the domain variables.
  private(set) var domainNames: [String] = []
  /// Header names of the design's columns, for messages.
  private(set) var names: [Int: String] = [:]

  /// Finds all columns of a request in a header.
  ///
  /// - Throws: `RequestError` for a column that is not there, or there twice.
  init(
    _ request: EstimationRequest, header: [HeaderColumn], file: String,
    screenColumns: [ColumnRequest]
  ) throws(RequestError) {
    let design = request.design
    func find(_ reference: ColumnReference) throws(RequestError) -> Int {
      try reference.index(in: header, file: file)
    }
    if let column = design.weight { weight = slot(try find(column), .number, column.text) }
    for column in design.strata { strata.append(slot(try find(column), .codes, column.text)) }
    for column in design.clusters { clusters.append(slot(try find(column), .codes, column.text)) }
    for column in design.populations {
      populations.append(slot(try find(column), .number, column.text))
    }
    if let columns = design.replicates {
      let glob = Glob(columns.pattern)
      let found = header.filter { glob.matches($0.name.trimmedBlanks) }
      if found.isEmpty {
        throw RequestError(
          .unusable, at: file, "no column matches the replicate weights '\(columns.pattern)'",
          fix: "the pattern is a glob over column names, such as 'rw_*'",
          vi: "không cột nào khớp với trọng số lặp '\(columns.pattern)'",
          viFix: "mẫu tên cột dùng dấu * và ?, như 'rw_*'")
      }
      for column in found { replicates.append(slot(column.index, .number, column.name)) }
    }
    for variable in request.domains {
      let index = try find(variable.column)
      domains.append(slot(index, .codes, variable.column.text))
      domainNames.append(
        variable.name ?? variable.column.displayName(in: header, index: index))
    }
    for filter in request.filters {
      filters.append(slot(try find(filter.column), .codes, filter.column.text))
    }
    for variable in request.variables {
      switch variable {
      case .indicator(let column, _, _):
        variables.append(.indicator(slot: slot(try find(column), .codes, column.text)))
      case .score(let column, _):
        variables.append(.score(slot: slot(try find(column), .codes, column.text)))
      case .number(let column, let together, _):
        var other: Int?
        if let together { other = slot(try find(together), .number, together.text) }
        variables.append(
          .number(slot: slot(try find(column), .number, column.text), together: other))
      case .allSatisfied, .satisfiedCount, .answeredCount, .meanScore:
        variables.append(.derived)
      }
    }
    for margin in design.calibration?.margins ?? [] {
      var slots: [Int] = []
      for column in margin.columns {
        slots.append(slot(try find(column), margin.isNumeric ? .number : .codes, column.text))
      }
      margins.append(slots)
    }
    for column in screenColumns { screen.append(slot(column.index, column.kind, "")) }
  }

  private mutating func slot(_ index: Int, _ kind: ColumnKind, _ name: String) -> Int {
    let wanted = ColumnRequest(index: index, kind: kind)
    if let known = requests.firstIndex(of: wanted) {
      if names[known]?.isEmpty ?? true { names[known] = name }
      return known
    }
    requests.append(wanted)
    names[requests.count - 1] = name
    return requests.count - 1
  }
}
