internal import Definitions

/// The parts of an instrument that are about records rather than questions.
extension InstrumentDecoder {
  private func reader(_ node: DocumentNode, _ path: String, _ keys: [String]) -> MappingReader {
    MappingReader(node, path: path, keys: keys, report: report)
  }

  func design(_ node: DocumentNode, _ path: String) -> DesignColumns {
    let map = reader(node, path, ["weight", "strata", "cluster", "fpc", "probability", "nest"])
    if map.value("probability") == nil {
      map.missing(
        "probability", example: "false (true only where respondents were drawn by chance)")
    }
    return DesignColumns(
      weight: map.value("weight").flatMap { column($0, map.subpath("weight")) },
      strata: columns(map, "strata"), clusters: columns(map, "cluster"),
      populationSizes: columns(map, "fpc"), isProbability: map.bool("probability", default: false),
      isNested: map.bool("nest", default: false))
  }

  func date(_ node: DocumentNode, _ path: String) -> DateColumn? {
    let map = reader(node, path, ["column", "formats"])
    guard let value = map.value("column") else {
      map.missing("column", example: "{id: date, aliases: [Ngày khảo sát]}")
      return nil
    }
    guard let column = column(value, map.subpath("column")) else { return nil }
    var formats: [DateFormat] = []
    for pattern in map.strings("formats") {
      if let format = DateFormat(pattern: pattern) {
        formats.append(format)
      } else {
        report.add(
          map.value("formats"), path: map.subpath("formats"), "'\(pattern)' is not a date format",
          fix: "use yyyy, MM and dd once each, such as dd/MM/yyyy",
          vi: "'\(pattern)' không phải là dạng ngày",
          viFix: "dùng yyyy, MM và dd mỗi thứ một lần, như dd/MM/yyyy")
      }
    }
    return DateColumn(column: column, formats: formats.isEmpty ? DateFormat.standard : formats)
  }

  func filter(_ node: DocumentNode, _ path: String) -> ResponseFilter? {
    let map = reader(node, path, ["column", "equals", "reason"])
    guard let value = map.value("column") else {
      map.missing("column", example: "{id: status}")
      return nil
    }
    guard let column = column(value, map.subpath("column")) else { return nil }
    let values = map.strings("equals")
    if values.isEmpty { map.missing("equals", example: "[Completed]") }
    return ResponseFilter(
      column: column, values: values,
      reason: map.text("reason")
        ?? BilingualText(vi: "lọc theo \(column.id)", en: "filter on \(column.id)"))
  }

  func rule(_ node: DocumentNode, _ path: String) -> ValidationRule? {
    let map = reader(node, path, ["rule", "column", "minimum", "maximum", "values", "severity"])
    guard let kind: ValidationRule.Kind = map.word("rule", required: true) else { return nil }
    let column = map.value("column").flatMap { self.column($0, map.subpath("column")) }
    let minimum = map.number("minimum")
    let maximum = map.number("maximum")
    let values = map.strings("values")
    switch kind {
    case .required, .range, .allowed, .unique:
      if column == nil { map.missing("column", example: "the id of a question or column") }
    case .duplicateContent, .straightLining, .speeding, .unitRegister, .period, .minimumAnswered:
      break
    }
    if kind == .range, minimum == nil, maximum == nil { map.missing("minimum", example: "18") }
    if kind == .allowed, values.isEmpty { map.missing("values", example: "[a, b]") }
    if kind == .speeding || kind == .minimumAnswered, minimum == nil {
      map.missing("minimum", example: "60")
    }
    if let minimum, let maximum, minimum > maximum {
      report.add(
        map.value("minimum"), path: map.subpath("minimum"), "minimum is greater than maximum",
        fix: "exchange them", vi: "minimum lớn hơn maximum", viFix: "đổi chỗ hai số")
    }
    let standard: FindingSeverity =
      switch kind {
      case .straightLining, .speeding, .duplicateContent: .warning
      default: .reject
      }
    return ValidationRule(
      kind: kind, column: column, minimum: minimum, maximum: maximum, values: values,
      severity: map.word("severity", default: standard) ?? standard)
  }

  func scoring(_ node: DocumentNode, _ path: String) -> Scoring {
    let map = reader(node, path, ["total", "components", "bands"])
    let components = map.list("components") { node, path -> Scoring.Component? in
      let part = reader(
        node, path,
        [
          "id", "title", "points", "numerator", "denominator", "subtract", "fullAt",
          "zeroDenominator",
        ])
      guard let id = part.string("id", example: "on-time"),
        let title = part.text("title", required: true)
      else { return nil }
      guard let points = part.number("points") else {
        part.missing("points", example: "6")
        return nil
      }
      let fullAt = part.number("fullAt") ?? 1
      if fullAt <= 0 || fullAt > 1 {
        report.add(
          part.value("fullAt"), path: "\(path).fullAt", "must be over 0 and at most 1",
          fix: "write a share: 0.90", vi: "phải lớn hơn 0 và nhiều nhất là 1",
          viFix: "ghi tỷ lệ: 0.90")
      }
      return Scoring.Component(
        id: id, title: title, points: points, numerator: part.string("numerator"),
        denominator: part.string("denominator"), subtract: part.strings("subtract"), fullAt: fullAt,
        zeroDenominator: part.word("zeroDenominator", default: .zero) ?? .zero)
    }
    let bands = map.list("bands") { node, path -> Scoring.Band? in
      let band = reader(node, path, ["id", "title", "from"])
      guard let id = band.string("id", example: "excellent"),
        let title = band.text("title", required: true)
      else { return nil }
      guard let from = band.number("from") else {
        band.missing("from", example: "15")
        return nil
      }
      return Scoring.Band(id: id, title: title, from: from)
    }
    let total = map.number("total") ?? components.map(\.points).reduce(0, +)
    return Scoring(total: total, components: components, bands: bands.sorted { $0.from > $1.from })
  }

  func index(_ node: DocumentNode, _ path: String) -> PublishedIndex {
    let map = reader(node, path, ["dimensions", "minimum", "maximum", "unit"])
    let dimensions = map.list("dimensions") { node, path -> PublishedIndex.Dimension? in
      let item = reader(node, path, ["id", "title", "aliases"])
      guard let id = item.string("id", example: "1"), let title = item.text("title", required: true)
      else { return nil }
      return PublishedIndex.Dimension(id: id, title: title, aliases: item.strings("aliases"))
    }
    return PublishedIndex(
      dimensions: dimensions, minimum: map.number("minimum") ?? 0,
      maximum: map.number("maximum") ?? 0,
      unit: map.text("unit") ?? BilingualText(vi: "điểm", en: "points"))
  }
}
