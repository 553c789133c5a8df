internal import Definitions

extension ScoreSet {
  /// Reads a set of scores (`schema: hailong.scores/1`).
  ///
  /// - Throws: ``PlanError`` naming the place: unknown keys, bands that are not in order or give more
  ///   than the item's points, stages that overlap.
  public init(yaml text: String, file: String) throws(PlanError) {
    let root = try DocumentNode(yaml: text, file: file, as: .scores)
    var reader = try MappingReader(root, what: "a set of scores", vi: "bộ điểm")
    try PlanSchema.scores.check(&reader)
    var stages: [Stage] = []
    for node in try reader.optional("stages")?.items("stages") ?? [] {
      let stage = try Self.stage(node)
      guard !stages.contains(where: { $0.from <= stage.to && stage.from <= $0.to }) else {
        throw PlanError(
          .duplicate, at: node.place, cause: "two stages have the same years",
          vi: "hai giai đoạn trùng năm")
      }
      stages.append(stage)
    }
    var items: [Item] = []
    for node in try reader.required("items").items("items") {
      let item = try Self.item(node)
      guard !items.contains(where: { $0.id == item.id }) else {
        throw PlanError(
          .duplicate, at: node.place, cause: "the id `\(item.id)` is used twice",
          vi: "id `\(item.id)` dùng hai lần")
      }
      items.append(item)
    }
    var grades: [Grade] = []
    for node in try reader.optional("grades")?.items("grades") ?? [] {
      var grade = try MappingReader(node, what: "a grade", vi: "xếp hạng")
      grades.append(Grade(from: try grade.number("from"), title: try grade.string("title")))
      try grade.finish()
    }
    self.init(
      id: try reader.string("id"), title: try reader.string("title"),
      isExample: try reader.flag("example", default: false), stages: stages, items: items,
      grades: grades)
    try reader.finish()
  }

  private static func stage(_ node: DocumentNode) throws(PlanError) -> Stage {
    var reader = try MappingReader(node, what: "a stage", vi: "giai đoạn")
    let stage = Stage(
      from: try reader.integer("from"), to: try reader.integer("to"),
      target: try reader.number("target"))
    try reader.finish()
    guard stage.from <= stage.to, stage.target > 0, stage.target <= 1 else {
      throw PlanError(
        .invalidTarget, at: node.place, cause: "a stage has years in order and a share as target",
        fix: "write `{from: 2021, to: 2025, target: 0.90}`",
        vi: "mỗi giai đoạn có các năm theo thứ tự và mục tiêu là một tỷ lệ",
        viFix: "viết `{from: 2021, to: 2025, target: 0.90}`")
    }
    return stage
  }

  private enum RuleName: String, CaseIterable { case proportional, capped, bands }

  private static func item(_ node: DocumentNode) throws(PlanError) -> Item {
    var reader = try MappingReader(node, what: "a scored item", vi: "mục chấm điểm")
    let points = try reader.number("points")
    let direction: Indicator.Direction = try reader.choice("direction", default: .higher)
    let name: RuleName = try reader.choice("rule")
    let rule: Rule
    switch name {
    case .proportional: rule = .proportional
    case .capped: rule = .capped(target: try reader.optionalNumber("target"))
    case .bands:
      rule = .bands(try bands(reader.required("bands"), points: points, direction: direction))
    }
    let item = Item(
      id: try reader.string("id"), title: try reader.string("title"),
      indicator: try reader.string("indicator"),
      contentArea: try reader.optionalString("contentArea"), points: points, rule: rule,
      direction: direction, basis: try reader.choice("basis", default: .own),
      source: try reader.optionalString("source"))
    try reader.finish()
    guard points > 0 else {
      throw PlanError(
        .invalidValue, at: node.place, cause: "`points` must be above 0",
        vi: "`points` phải lớn hơn 0")
    }
    if item.basis == .verified, item.source == nil {
      throw PlanError(
        .missingKey, at: node.place, cause: "a verified rule names its `source`",
        vi: "quy tắc đã kiểm chứng phải ghi `source` (nguồn)")
    }
    return item
  }

  private static func bands(
    _ node: DocumentNode, points: Double, direction: Indicator.Direction
  ) throws(PlanError) -> [Band] {
    let key = direction == .higher ? "from" : "upTo"
    var bands: [Band] = []
    for item in try node.items("bands") {
      var reader = try MappingReader(item, what: "a band", vi: "bậc điểm")
      let band = Band(edge: try reader.number(key), points: try reader.number("points"))
      try reader.finish()
      if let last = bands.last,
        direction == .higher ? band.edge >= last.edge : band.edge <= last.edge
      {
        throw PlanError(
          .invalidValue, at: item.place, cause: "the bands are not in order from the best down",
          vi: "các bậc điểm không xếp từ cao xuống thấp")
      }
      guard (0...points).contains(band.points) else {
        throw PlanError(
          .invalidValue, at: item.place, cause: "a band gives \(band.points) of \(points) points",
          vi: "một bậc cho \(band.points) điểm trên tổng \(points) điểm")
      }
      bands.append(band)
    }
    return bands
  }
}
