public import SurveyEstimation

/// A difference of two levels of a domain variable, wanted for every statistic.
public struct DifferenceRequest: Hashable, Sendable {
  /// The domain variable's column.
  public var column: ColumnReference
  /// The level to subtract from.
  public var first: String
  /// The level that is subtracted.
  public var second: String

  /// Asks for `first` minus `second`.
  public init(column: ColumnReference, first: String, second: String) {
    self.column = column
    self.first = first
    self.second = second
  }
}

/// Items whose bearing on overall satisfaction is wanted.
public struct DriverRequest: Hashable, Sendable {
  /// An item.
  public struct Item: Hashable, Sendable {
    /// Name in the output.
    public var name: String
    /// Index of its numeric variable.
    public var variable: Int

    /// Names an item.
    public init(name: String, variable: Int) {
      self.name = name
      self.variable = variable
    }
  }

  /// Index of the numeric variable of overall satisfaction.
  public var overall: Int
  /// The items.
  public var items: [Item]
  /// The lowest score that counts as satisfied.
  public var satisfiedFrom: Double

  /// Asks for a ranking.
  public init(overall: Int, items: [Item], satisfiedFrom: Double) {
    self.overall = overall
    self.items = items
    self.satisfiedFrom = satisfiedFrom
  }
}

/// The difference of a statistic between two levels of a domain variable.
public struct DifferenceEstimate: Hashable, Sendable {
  /// Name of the statistic.
  public var name: String
  /// The domain variable.
  public var variable: String
  /// The level subtracted from.
  public var first: String
  /// The level subtracted.
  public var second: String
  /// The levels of the other domain variables.
  public var domain: [DomainLevel]
  /// First minus second; `nil` when one of them is undefined.
  public var value: Double?
  /// Its standard error, with the covariance of the two.
  public var standardError: Double?
  /// Lower limit of the t interval.
  public var low: Double?
  /// Upper limit of the t interval.
  public var high: Double?
  /// Confidence level.
  public var level: Double
  /// Degrees of freedom of the rows of both domains.
  public var degreesOfFreedom: Double
  /// Two-sided p value of "no difference".
  public var pValue: Double?
  /// The p value adjusted for all differences asked for; `nil` without adjustment.
  public var adjustedPValue: Double?
}

/// Whether a rate differs between the domains at all.
public struct AssociationTest: Hashable, Sendable {
  /// Name of the rate.
  public var name: String
  /// The domain variables, crossed.
  public var variables: [String]
  /// Rao and Scott's F; `nil` where the test is undefined.
  public var test: RaoScottTest?
}

/// What was compared between domains.
public struct Comparisons: Hashable, Sendable {
  /// Differences, in the order asked for.
  public var differences: [DifferenceEstimate] = []
  /// Tests of association, one per rate.
  public var associations: [AssociationTest] = []
  /// Tests of rates against a target, one per rate and domain.
  public var targets: [TargetComparison] = []
  /// Items in the order in which to act on them.
  public var drivers: [Driver] = []

  /// No comparisons.
  public init() {}
}

extension EstimationRequest {
  /// Whether domains are to be compared, for which the rows are needed together.
  var hasComparisons: Bool { !differences.isEmpty || testsAssociation || drivers != nil }
}

/// Compares domains of a table.
struct TableComparison {
  let request: EstimationRequest
  let table: ResponseTable
  /// The levels of every domain.
  let domains: [[DomainLevel]]

  /// Domains at most in a test of association: its work grows with their square.
  static let largestAssociation = 60

  func comparisons() throws -> Comparisons {
    var result = Comparisons()
    for asked in request.differences { result.differences += try differences(asked) }
    if let adjustment = request.adjustment {
      let adjusted = adjustment.adjusted(result.differences.map { $0.pValue ?? .nan })
      for (index, value) in adjusted.enumerated() where !value.isNaN {
        result.differences[index].adjustedPValue = value
      }
    }
    if request.testsAssociation { result.associations = try associations() }
    if let asked = request.drivers {
      result.drivers = table.drivers(
        asked.items.map { (name: $0.name, variable: $0.variable) }, overall: asked.overall,
        satisfiedFrom: asked.satisfiedFrom)
    }
    return result
  }

  private func differences(_ asked: DifferenceRequest) throws -> [DifferenceEstimate] {
    guard let place = request.domains.firstIndex(where: { $0.column == asked.column }) else {
      throw RequestError(
        .usage, at: asked.column.text, "differences need the column among the domains",
        fix: "add --by \(asked.column)",
        vi: "so sánh chênh lệch cần có cột này trong các miền ước lượng",
        viFix: "thêm --by \(asked.column)")
    }
    let occurring = Set(domains.map { $0[place].value }).sorted()
    func level(_ text: String) throws -> String {
      let wanted = CellValue(text)
      if let found = occurring.first(where: { CellValue($0).matches(wanted) }) { return found }
      let nearest = NearestName.nearest(to: text, among: occurring)
      throw RequestError(
        .unusable, at: "\(asked.column)=\(asked.first)|\(asked.second)",
        "no row has \"\(text)\" in column \(asked.column)",
        fix: nearest.map { "did you mean \"\($0)\"?" },
        vi: "không dòng nào có \"\(text)\" trong cột \(asked.column)",
        viFix: nearest.map { "có phải là \"\($0)\"?" })
    }
    let (first, second) = (try level(asked.first), try level(asked.second))
    var result: [DifferenceEstimate] = []
    for (index, levels) in domains.enumerated() where levels[place].value == first {
      var partner = levels
      partner[place].value = second
      guard let other = domains.firstIndex(of: partner) else { continue }
      var rest = levels
      rest.remove(at: place)
      for definition in request.statistics {
        let joint = table.jointEstimates([
          DomainStatistic(domain: index, definition: definition),
          DomainStatistic(domain: other, definition: definition),
        ])
        let df = request.options.degreesOfFreedom ?? joint.degreesOfFreedom
        var difference = DifferenceEstimate(
          name: definition.name, variable: levels[place].variable, first: first, second: second,
          domain: rest, level: request.options.level, degreesOfFreedom: joint.degreesOfFreedom)
        if let contrast = joint.contrast([1, -1]) {
          difference.value = contrast.value
          difference.standardError = contrast.standardError
          let interval = contrast.interval(level: request.options.level, degreesOfFreedom: df)
          difference.low = interval?.low
          difference.high = interval?.high
          difference.pValue = contrast.pValue(degreesOfFreedom: df)
        }
        result.append(difference)
      }
    }
    return result
  }

  private func associations() throws -> [AssociationTest] {
    let names = domains.first?.map(\.variable) ?? []
    guard !names.isEmpty else {
      throw RequestError(
        .usage, at: "--association", "an association needs domains", fix: "add --by COLUMN",
        vi: "kiểm định liên hệ cần có miền ước lượng", viFix: "thêm --by CỘT")
    }
    guard domains.count <= Self.largestAssociation else {
      throw RequestError(
        .usage, at: "--association",
        "\(domains.count) domains are too many for a test of association",
        fix: "use a column with at most \(Self.largestAssociation) values",
        vi: "\(domains.count) miền là quá nhiều cho kiểm định liên hệ",
        viFix: "dùng cột có nhiều nhất \(Self.largestAssociation) giá trị")
    }
    return request.statistics.compactMap { definition in
      guard definition.statistic == "rate", definition.variables.count == 1 else { return nil }
      return AssociationTest(
        name: definition.name, variables: names,
        test: table.association(of: definition.variables[0]))
    }
  }
}
