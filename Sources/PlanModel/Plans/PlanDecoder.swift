internal import Definitions

/// Builds a plan out of document nodes and remembers where its parts stand.
struct PlanDecoder {
  private(set) var places = PlanPlaces()

  mutating func plan(_ root: DocumentNode) throws(PlanError) -> Plan {
    var reader = try MappingReader(root, what: "a plan", vi: "kế hoạch")
    try PlanSchema.plan.check(&reader)
    places.plan = root.place
    var plan = Plan(
      id: try reader.string("id"), title: try reader.string("title"),
      number: try reader.optionalString("number"), issuer: try reader.string("issuer"),
      level: try reader.choice("level"), unit: try Self.unit(reader.required("unit")),
      date: try reader.optionalDate("date"), year: try reader.integer("year"),
      inherits: try reader.choice("inherits", default: Plan.Inheritance.none),
      calendar: ReportingCalendar.ministry581.id)
    if let node = reader.optional("calendar") {
      plan.calendar = try node.string("calendar")
      places.calendar = node.place
    }
    for node in try reader.optional("legalBasis")?.items("legalBasis") ?? [] {
      plan.legalBasis.append(try Self.document(node))
      places.documents.append(node.place)
    }
    if let node = reader.optional("parent") {
      plan.parent = try Self.document(node)
      places.parent = node.place
    }
    for node in try reader.optional("contentAreas")?.items("contentAreas") ?? [] {
      var area = try MappingReader(node, what: "a content area", vi: "nội dung cải cách")
      plan.contentAreas.append(
        ContentArea(id: try area.string("id"), title: try area.string("title")))
      try area.finish()
      places.areas.append(node.place)
    }
    for node in try reader.optional("indicators")?.items("indicators") ?? [] {
      plan.indicators.append(try indicator(node))
    }
    for node in try reader.optional("tasks")?.items("tasks") ?? [] {
      plan.tasks.append(try task(node))
    }
    try reader.finish()
    return plan
  }

  private static func unit(_ node: DocumentNode) throws(PlanError) -> AdministrativeUnit {
    var reader = try MappingReader(node, what: "a unit", vi: "đơn vị")
    let unit = AdministrativeUnit(
      code: try reader.optionalString("code"), name: try reader.string("name"))
    try reader.finish()
    return unit
  }

  private static func document(_ node: DocumentNode) throws(PlanError) -> LegalDocument {
    var reader = try MappingReader(node, what: "a cited document", vi: "văn bản được dẫn")
    let document = LegalDocument(
      number: try reader.optionalString("number"),
      issuer: try reader.optionalString("issuer") ?? "",
      date: try reader.optionalDate("date"), citedDate: try reader.optionalDate("citedDate"),
      title: try reader.optionalString("title"), plan: try reader.optionalString("plan"))
    try reader.finish()
    guard document.number != nil || document.title != nil || document.plan != nil else {
      throw PlanError(
        .missingKey, at: node.place, cause: "a cited document needs a number or a title",
        vi: "văn bản được dẫn cần có số hoặc tên")
    }
    return document
  }

  private mutating func indicator(_ node: DocumentNode) throws(PlanError) -> Indicator {
    var reader = try MappingReader(node, what: "an indicator", vi: "chỉ tiêu")
    let kind: Indicator.Kind = try reader.choice("kind")
    let unit: Indicator.Unit = try reader.choice("unit", default: Self.defaultUnit(of: kind))
    var indicator = Indicator(
      id: try reader.string("id"), title: try reader.string("title"),
      titleEn: try reader.optionalString("titleEn"), clause: try reader.string("clause"),
      quote: try reader.optionalString("quote"),
      contentArea: try reader.optionalString("contentArea"), kind: kind, unit: unit,
      direction: try reader.choice("direction", default: unit == .rank ? .lower : .higher),
      partOf: try reader.optionalString("partOf"), scope: try reader.optionalString("scope"),
      lead: try reader.strings("lead"), cooperating: try reader.strings("cooperating"),
      note: try reader.optionalString("note"),
      inheritedFrom: try reader.optionalString("inheritedFrom"))
    let target = reader.optional("target")
    indicator.target = try target.map(Self.target)
    let binding = reader.optional("binding")
    indicator.binding = try binding.map(Self.binding)
    indicator.averageOf = try reader.strings("averageOf")
    if let due = reader.optional("due") { indicator.due = try Self.due(due) }
    try reader.finish()
    places.indicators.append(node.place)
    places.targets.append(target?.place)
    places.bindings.append(binding?.place)
    return indicator
  }

  private static func defaultUnit(of kind: Indicator.Kind) -> Indicator.Unit {
    switch kind {
    case .survey, .administrative: .percent
    case .milestone: .milestone
    case .rank: .rank
    }
  }

  private static func target(_ node: DocumentNode) throws(PlanError) -> Target {
    var reader = try MappingReader(node, what: "a target", vi: "mục tiêu")
    let target = Target(
      try reader.choice("op"), try number(reader.required("value"), "value"),
      to: try reader.optional("to").map { node throws(PlanError) in try number(node, "to") })
    try reader.finish()
    return target
  }

  /// A number of a target; a per cent sign is the usual slip and gets its own fix.
  private static func number(_ node: DocumentNode, _ key: String) throws(PlanError) -> Double {
    if case .scalar(let text, _) = node.content, text.hasSuffix("%"),
      let percent = Double(text.dropLast().replacing(",", with: ".").filter { $0 != " " })
    {
      throw PlanError(
        .invalidTarget, at: node.place, cause: "`\(key)` is a share, not `\(text)`",
        fix: (0...100).contains(percent)
          ? "write \(text) as \(percent / 100)" : "a share of \(text) cannot be meant",
        vi: "`\(key)` là tỷ lệ, không phải `\(text)`",
        viFix: (0...100).contains(percent)
          ? "ghi \(text) thành \(percent / 100)" : "tỷ lệ \(text) chắc là ghi nhầm")
    }
    return try node.number(key)
  }

  private static func binding(_ node: DocumentNode) throws(PlanError) -> SurveyBinding {
    var reader = try MappingReader(node, what: "a binding", vi: "binding")
    let ratesNode = try reader.required("rates")
    if case .sequence = ratesNode.content {
      throw PlanError(
        .invalidBinding, at: ratesNode.place,
        cause: "a binding rates either services or policy, never both in one figure",
        fix: "make two indicators",
        vi: "một chỉ tiêu đánh giá dịch vụ hoặc chính sách, không bao giờ cả hai trong một số",
        viFix: "tách thành hai chỉ tiêu")
    }
    let binding = SurveyBinding(
      families: try reader.strings("families"), rates: try ratesNode.choice("rates"),
      measure: try reader.optionalString("measure"),
      element: try reader.optionalString("element"), areas: try reader.strings("areas"),
      combine: try reader.choice("combine", default: .each))
    try reader.finish()
    return binding
  }

  private mutating func task(_ node: DocumentNode) throws(PlanError) -> PlanTask {
    var reader = try MappingReader(node, what: "a task", vi: "nhiệm vụ")
    var task = PlanTask(
      id: try reader.string("id"), contentArea: try reader.optionalString("contentArea"),
      section: try reader.choice("section"), clause: try reader.string("clause"),
      goal: try reader.optionalString("goal"), task: try reader.string("task"),
      activity: try reader.optionalString("activity"),
      product: try reader.optionalString("product"), lead: try reader.strings("lead"),
      cooperating: try reader.strings("cooperating"),
      indicators: try reader.strings("indicators"))
    if let due = reader.optional("due") { task.due = try Self.due(due) }
    if let budget = reader.optional("budget") {
      var group = try MappingReader(budget, what: "a budget", vi: "kinh phí")
      task.budget = Budget(
        text: try group.string("text"), amount: try group.optionalInteger("amount"))
      try group.finish()
    }
    try reader.finish()
    places.tasks.append(node.place)
    return task
  }

  private static func due(_ node: DocumentNode) throws(PlanError) -> Due {
    var reader = try MappingReader(node, what: "a term", vi: "thời hạn")
    let due = Due(
      text: try reader.optionalString("text"), kind: try reader.choice("kind"),
      from: try reader.optionalDate("from"), to: try reader.optionalDate("to"))
    try reader.finish()
    if let from = due.from, let to = due.to, to < from {
      throw PlanError(
        .invalidValue, at: node.place, cause: "the term ends on \(to), before it starts on \(from)",
        vi: "thời hạn kết thúc \(to), trước khi bắt đầu \(from)")
    }
    return due
  }
}
