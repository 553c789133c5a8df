import CSVIO
internal import Definitions

extension Instrument {
  /// The schema word that a definition file begins with.
  public static let schema = "hailong.instrument/1"

  static let keys = [
    "schema", "id", "family", "rates", "version", "title", "source", "status", "verified",
    "notVerified",
    "onInvalidAnswer", "scale", "scales", "elements", "questions", "measures", "serviceAreas",
    "unit",
    "respondent", "personal", "design", "date", "recordId", "duration", "filters", "rules",
    "scoring",
    "index",
  ]

  /// Reads a definition from YAML.
  ///
  /// - Parameters:
  ///   - text: The file's content, UTF-8 decoded.
  ///   - file: Its name, for messages.
  /// - Throws: ``DefinitionError`` with every mistake found, each with line, column, cause and fix.
  public init(yaml text: String, file: String) throws(DefinitionError) {
    let root = try DefinitionReport.root(yaml: text, file: file)
    let report = DefinitionReport(file: file)
    let top = MappingReader(root, path: "", keys: Self.keys, report: report)
    let schema = top.string("schema", example: Self.schema)
    if let schema, schema != Self.schema {
      report.add(
        top.value("schema"), path: "schema", "'\(schema)' is not a schema this version reads",
        fix: "write schema: \(Self.schema)", vi: "phiên bản này không đọc schema '\(schema)'",
        viFix: "ghi schema: \(Self.schema)")
    }
    let decoder = InstrumentDecoder(report: report, standardScale: top.string("scale"))
    id = top.string("id", example: "my-survey") ?? ""
    family = top.word("family", default: .agencyService, required: true) ?? .agencyService
    rates = top.word("rates", default: .services) ?? .services
    version = top.string("version", example: "\"1\"") ?? ""
    title = top.text("title", required: true) ?? BilingualText(vi: "", en: "")
    source = top.text("source", required: true) ?? BilingualText(vi: "", en: "")
    status = top.word("status", default: .template, required: true) ?? .template
    verified = top.texts("verified")
    notVerified = top.texts("notVerified")
    onInvalidAnswer = top.word("onInvalidAnswer", default: .reject) ?? .reject
    scales = top.list("scales", decoder.scale)
    elements = top.list("elements", decoder.element)
    questions = top.list("questions", decoder.question)
    measures = top.list("measures", decoder.measure)
    serviceAreas = top.value("serviceAreas").flatMap { decoder.serviceAreas($0, "serviceAreas") }
    unit = top.value("unit").flatMap { decoder.unit($0, "unit") }
    respondent = top.list("respondent", decoder.respondent)
    personal = top.list("personal", decoder.personal)
    design = top.value("design").map { decoder.design($0, "design") } ?? DesignColumns()
    date = top.value("date").flatMap { decoder.date($0, "date") }
    idColumn = top.value("recordId").flatMap { decoder.column($0, "recordId") }
    durationColumn = top.value("duration").flatMap { decoder.column($0, "duration") }
    filters = top.list("filters", decoder.filter)
    rules = top.list("rules", decoder.rule)
    scoring = top.value("scoring").map { decoder.scoring($0, "scoring") }
    index = top.value("index").map { decoder.index($0, "index") }
    self.file = file
    digest = sha256(of: Array(text.replacing("\r\n", with: "\n").utf8))
    InstrumentConsistency(instrument: self, top: top, report: report).check()
    try report.check()
  }
}

/// Reads the parts of an instrument.
struct InstrumentDecoder {
  let report: DefinitionReport
  let standardScale: String?

  private func reader(_ node: DocumentNode, _ path: String, _ keys: [String]) -> MappingReader {
    MappingReader(node, path: path, keys: keys, report: report)
  }

  func scale(_ node: DocumentNode, _ path: String) -> ResponseScale? {
    let map = reader(node, path, ["id", "levels", "satisfied", "excluded"])
    guard let id = map.string("id", example: "satisfaction-5") else { return nil }
    let satisfied = map.strings("satisfied")
    var position = 0.0
    let levels = map.list("levels") { node, path -> ResponseScale.Level? in
      position += 1
      let level = reader(node, path, ["code", "label", "aliases", "score"])
      guard let code = level.string("code", example: "\"1\""),
        let label = level.text("label", required: true)
      else { return nil }
      return ResponseScale.Level(
        code: code, label: label, aliases: level.strings("aliases"),
        score: level.number("score") ?? Double(code) ?? position,
        isSatisfied: satisfied.contains(code))
    }
    if levels.count < 2 {
      report.add(
        node, path: path, "a scale needs at least two levels", fix: "list them lowest first",
        vi: "thang đo cần ít nhất hai mức", viFix: "liệt kê từ mức thấp nhất")
    }
    for code in satisfied where !levels.contains(where: { $0.code == code }) {
      report.add(
        map.value("satisfied"), path: "\(path).satisfied", "no level has the code '\(code)'",
        fix: "codes of this scale: \(levels.map(\.code).joined(separator: ", "))",
        vi: "không mức nào có mã '\(code)'",
        viFix: "các mã của thang đo này: \(levels.map(\.code).joined(separator: ", "))")
    }
    let excluded = map.list("excluded") { node, path -> ResponseScale.Excluded? in
      let item = reader(node, path, ["code", "label", "aliases", "reason"])
      guard let code = item.string("code", example: "\"0\""),
        let reason: ExclusionReason = item.word("reason", required: true)
      else { return nil }
      return ResponseScale.Excluded(
        code: code, label: item.text("label") ?? BilingualText(vi: code, en: code),
        aliases: item.strings("aliases"), reason: reason)
    }
    return ResponseScale(id: id, levels: levels, excluded: excluded)
  }

  func element(_ node: DocumentNode, _ path: String) -> Element? {
    let map = reader(node, path, ["id", "title", "rates"])
    guard let id = map.string("id", example: "A"), let title = map.text("title", required: true)
    else {
      return nil
    }
    return Element(id: id, title: title, rates: map.word("rates"))
  }

  func question(_ node: DocumentNode, _ path: String) -> Question? {
    let map = reader(
      node, path,
      [
        "id", "element", "text", "type", "scale", "aliases", "inRate", "reversed", "required",
        "optional",
        "rates", "minimum", "maximum", "notFor",
      ])
    guard let id = map.string("id", example: "A1"), let text = map.text("text", required: true)
    else {
      return nil
    }
    let kind = map.word("type", default: Question.Kind.rating) ?? .rating
    let scaled = kind == .rating || kind == .choice
    let refusals = map.list("notFor") { node, path -> Question.Refusal? in
      let refusal = reader(node, path, ["family", "reason"])
      guard let family: InstrumentFamily = refusal.word("family", required: true),
        let reason = refusal.text("reason", required: true)
      else { return nil }
      return Question.Refusal(family: family, reason: reason)
    }
    return Question(
      id: id, element: map.string("element"), text: text, kind: kind,
      scale: map.string("scale") ?? (scaled && kind == .rating ? standardScale : nil),
      aliases: map.strings("aliases"), isInRate: map.bool("inRate", default: kind == .rating),
      isReversed: map.bool("reversed", default: false),
      isRequired: map.bool("required", default: false),
      isOptional: map.bool("optional", default: false), rates: map.word("rates"),
      minimum: map.number("minimum") ?? (kind == .percent ? 0 : nil),
      maximum: map.number("maximum") ?? (kind == .percent ? 100 : nil), notFor: refusals)
  }

  func measure(_ node: DocumentNode, _ path: String) -> Measure? {
    let map = reader(
      node, path, ["id", "kind", "title", "elements", "questions", "levels", "default", "source"])
    guard let id = map.string("id", example: "pooled"),
      let kind: Measure.Kind = map.word("kind", required: true),
      let title = map.text("title", required: true)
    else { return nil }
    return Measure(
      id: id, kind: kind, title: title, elements: map.strings("elements"),
      questions: map.strings("questions"), levels: map.strings("levels"),
      isDefault: map.bool("default", default: false), source: map.text("source"))
  }

  func column(_ node: DocumentNode, _ path: String) -> InstrumentColumn? {
    if let name = node.text { return InstrumentColumn(id: name) }
    return column(reader(node, path, Self.columnKeys))
  }

  static let columnKeys = ["id", "title", "aliases", "formCode", "required"]

  func column(_ map: MappingReader) -> InstrumentColumn? {
    guard let id = map.string("id", example: "column_name") else { return nil }
    return InstrumentColumn(
      id: id, title: map.text("title"), aliases: map.strings("aliases"),
      formCode: map.string("formCode"), isRequired: map.bool("required", default: false))
  }

  /// One column or a list of them.
  func columns(_ map: MappingReader, _ key: String) -> [InstrumentColumn] {
    guard let value = map.value(key) else { return [] }
    if value.items != nil { return map.list(key, column) }
    return column(value, map.subpath(key)).map { [$0] } ?? []
  }

  func area(_ node: DocumentNode, _ path: String) -> ServiceArea? {
    let map = reader(node, path, ["id", "title", "aliases"])
    guard let id = map.string("id", example: "land") else { return nil }
    return ServiceArea(
      id: id, title: map.text("title") ?? BilingualText(vi: id, en: id),
      aliases: map.strings("aliases"))
  }

  func serviceAreas(_ node: DocumentNode, _ path: String) -> ServiceAreas? {
    let map = reader(node, path, ["fixed", "column", "areas", "unlisted"])
    let areas = map.list("areas", area)
    if let fixed = map.value("fixed") {
      return area(fixed, map.subpath("fixed")).map(ServiceAreas.fixed)
    }
    guard let columnNode = map.value("column") else {
      map.missing("column", example: "{id: field, aliases: [Lĩnh vực]} (or fixed: {id: health})")
      return nil
    }
    guard let column = column(columnNode, map.subpath("column")) else { return nil }
    if areas.isEmpty { map.missing("areas", example: "[{id: land, title: ...}]") }
    return .column(
      column, areas: areas, unlisted: map.word("unlisted", default: .reject) ?? .reject)
  }

  func unit(_ node: DocumentNode, _ path: String) -> UnitColumn? {
    let map = reader(node, path, ["column", "register"])
    guard let value = map.value("column") else {
      map.missing("column", example: "{id: unit, aliases: [Đơn vị]}")
      return nil
    }
    return column(value, map.subpath("column")).map {
      UnitColumn(column: $0, register: map.string("register"))
    }
  }

  func respondent(_ node: DocumentNode, _ path: String) -> RespondentColumn? {
    let map = reader(node, path, Self.columnKeys + ["type", "choices"])
    return column(map).map {
      RespondentColumn(
        column: $0, kind: map.word("type", default: .choice) ?? .choice,
        choices: map.list("choices", area))
    }
  }

  func personal(_ node: DocumentNode, _ path: String) -> PersonalColumn? {
    let map = reader(node, path, Self.columnKeys + ["kind"])
    guard let column = column(map), let kind: PersonalKind = map.word("kind", required: true) else {
      return nil
    }
    return PersonalColumn(column: column, kind: kind)
  }
}
