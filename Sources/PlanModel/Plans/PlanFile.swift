public import Definitions

/// A plan read from a file, with everything that validation has to say about it.
///
///     let file = try PlanFile(yaml: text, name: "can-tho-2025.yaml")
///     let plan = try file.checked()
public struct PlanFile: Sendable {
  /// The plan as it stands in the file.
  public let plan: Plan
  /// Errors and warnings, in the order of the file.
  public let findings: [PlanFinding]
  private let places: PlanPlaces

  /// Reads a plan from YAML (`schema: hailong.plan/1`).
  ///
  /// - Parameters:
  ///   - text: The file's text.
  ///   - name: The file's name, for messages.
  /// - Throws: ``PlanError`` when the text is no YAML, has an unknown or missing key or a value of
  ///   the wrong type. What is merely inconsistent becomes a finding.
  public init(yaml text: String, name: String) throws(PlanError) {
    try self.init(DocumentNode(yaml: text, file: name, as: .plan))
  }

  /// Reads a plan from the JSON that ``Plan/json`` writes.
  ///
  /// - Throws: ``PlanError`` as for YAML.
  public init(json text: String, name: String) throws(PlanError) {
    try self.init(JSONReader.read(text, file: name))
  }

  init(_ root: DocumentNode) throws(PlanError) {
    var decoder = PlanDecoder()
    plan = try decoder.plan(root)
    places = decoder.places
    findings = PlanValidation(plan: plan, places: places).findings()
  }

  /// What is wrong or doubtful in the plan beside others: a document cited with another date, a
  /// parent that is the plan's own child, a parent that is needed and not there.
  ///
  /// - Parameter library: The plans that may be cited; one with the plan's own id is passed over.
  public func findings(among library: [Plan]) -> [PlanFinding] {
    plan.relations(to: library, places: places)
  }

  /// Where an indicator's binding stands; `nil` when the indicator has none.
  public func bindingPlace(of indicator: String) -> SourcePlace? {
    plan.indicators.firstIndex { $0.id == indicator }.flatMap {
      places.bindings.indices.contains($0) ? places.bindings[$0] : nil
    }
  }

  /// The plan, if it can be used.
  ///
  /// - Throws: The first finding that is an error.
  public func checked() throws(PlanError) -> Plan {
    if let first = findings.first(where: { $0.severity == .error }) { throw first.error }
    return plan
  }
}

/// Where the parts of a plan stand in its file.
struct PlanPlaces: Sendable {
  var plan: SourcePlace?
  var parent: SourcePlace?
  var calendar: SourcePlace?
  var documents: [SourcePlace?] = []
  var areas: [SourcePlace?] = []
  var indicators: [SourcePlace?] = []
  var targets: [SourcePlace?] = []
  var bindings: [SourcePlace?] = []
  var tasks: [SourcePlace?] = []
}
