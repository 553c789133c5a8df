internal import Definitions
internal import SurveyEstimation

extension IndicatorMeasurement {
  /// Reads the figures that ``json`` writes, and their provenance.
  init(_ reader: inout MappingReader, provenance: Provenance) throws(PlanError) {
    self.init(
      plan: try reader.string("plan"), indicator: try reader.string("indicator"),
      period: try reader.period("period"),
      unit: try reader.optionalString("unit"), area: try reader.optionalString("area"),
      origin: try reader.choice("origin"), stage: try reader.choice("stage"),
      measure: try reader.string("measure"), provenance: provenance)
    value = try reader.optionalNumber("value")
    standardError = try reader.optionalNumber("se")
    low = try reader.optionalNumber("low")
    high = try reader.optionalNumber("high")
    level = try reader.optionalNumber("level")
    intervalMethod = try reader.optionalString("ciMethod")
    n = try reader.optionalInteger("n")
    respondents = try reader.optionalInteger("respondents")
    nEffective = try reader.optionalNumber("nEffective")
    weighted = try reader.optionalNumber("weighted")
    designEffect = try reader.optionalNumber("deff")
    degreesOfFreedom = try reader.optionalNumber("df")
    numerator = try reader.optionalNumber("numerator")
    denominator = try reader.optionalNumber("denominator")
    status = try reader.optional("status").map { (node) throws(PlanError) in
      try node.choice("status")
    }
    evidence = try reader.optional("evidence").map { (node) throws(PlanError) in
      try node.choice("evidence")
    }
    let publish = try reader.required("publish")
    guard let publication = Publication(rawValue: try publish.string("publish")) else {
      throw PlanError(
        .invalidValue, at: publish.place, cause: "`publish` is show, review or suppress",
        vi: "`publish` phải là show, review hoặc suppress")
    }
    self.publication = publication
    flags = try reader.strings("flags")
  }
}

extension Provenance {
  /// Reads what ``json`` writes.
  init(_ node: DocumentNode) throws(PlanError) {
    var reader = try MappingReader(node, what: "a provenance", vi: "nguồn gốc số liệu")
    var sources: [SourceFile] = []
    for item in try reader.optional("sources")?.items("sources") ?? [] {
      var file = try MappingReader(item, what: "a source", vi: "nguồn")
      sources.append(
        SourceFile(
          name: try file.string("file"), sha256: try file.string("sha256"),
          rows: try file.integer("rows"), accepted: try file.integer("accepted"),
          rejected: try file.integer("rejected")))
      try file.finish()
    }
    self.init(
      sources: sources, instrument: try reader.optionalString("instrument"),
      instrumentDigest: try reader.optionalString("instrumentDigest"),
      planDigest: try reader.optionalString("planDigest"), options: try reader.strings("options"),
      recipe: try reader.strings("recipe"), program: try reader.string("program"))
    try reader.finish()
  }
}
