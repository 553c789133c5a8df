extension Plan {
  /// The plan as JSON (`hailong.plan/1`), with every key, in a fixed order.
  ///
  /// Reading it back with ``PlanFile/init(json:name:)`` gives an equal plan.
  public var json: JSONValue {
    .object([
      .init("schema", .string(PlanSchema.plan.rawValue)), .init("id", .string(id)),
      .init("title", .string(title)), .init("number", .text(number)),
      .init("issuer", .string(issuer)), .init("level", .string(level.rawValue)),
      .init(
        "unit", .object([.init("code", .text(unit.code)), .init("name", .string(unit.name))])),
      .init("date", .text(date?.description)), .init("year", .integer(year)),
      .init("legalBasis", .array(legalBasis.map(\.json))),
      .init("parent", parent?.json ?? .null), .init("inherits", .string(inherits.rawValue)),
      .init("calendar", .string(calendar)),
      .init(
        "contentAreas",
        .array(
          contentAreas.map {
            .object([.init("id", .string($0.id)), .init("title", .string($0.title))])
          })),
      .init("indicators", .array(indicators.map(\.json))),
      .init("tasks", .array(tasks.map(\.json))),
    ])
  }
}

extension LegalDocument {
  var json: JSONValue {
    .object([
      .init("number", .text(number)), .init("issuer", .string(issuer)),
      .init("date", .text(date?.description)), .init("citedDate", .text(citedDate?.description)),
      .init("title", .text(title)), .init("plan", .text(plan)),
    ])
  }
}

extension Target {
  /// The target as it stands in verdicts: `{"op": ">=", "value": 0.85}`.
  public var json: JSONValue {
    var members = [
      JSONValue.Member("op", .string(op.rawValue)), JSONValue.Member("value", .number(value)),
    ]
    if let to { members.append(.init("to", .number(to))) }
    return .object(members)
  }
}

extension Indicator {
  /// The indicator as it stands in a plan's JSON.
  public var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("id", .string(id)), .init("title", .string(title)), .init("titleEn", .text(titleEn)),
      .init("clause", .string(clause)), .init("quote", .text(quote)),
      .init("contentArea", .text(contentArea)), .init("kind", .string(kind.rawValue)),
      .init("unit", .string(unit.rawValue)), .init("direction", .string(direction.rawValue)),
      .init("target", target?.json ?? .null), .init("partOf", .text(partOf)),
      .init("scope", .text(scope)), .init("lead", .texts(lead)),
      .init("cooperating", .texts(cooperating)), .init("binding", binding?.json ?? .null),
      .init("note", .text(note)), .init("inheritedFrom", .text(inheritedFrom)),
    ]
    if let due { members.append(.init("due", due.json)) }
    if !averageOf.isEmpty { members.append(.init("averageOf", .texts(averageOf))) }
    return .object(members)
  }
}

extension SurveyBinding {
  var json: JSONValue {
    .object([
      .init("families", .texts(families)), .init("rates", .string(rates.rawValue)),
      .init("measure", .text(measure)), .init("element", .text(element)),
      .init("areas", .texts(areas)), .init("combine", .string(combine.rawValue)),
    ])
  }
}

extension Due {
  var json: JSONValue {
    .object([
      .init("text", .text(text)), .init("kind", .string(kind.rawValue)),
      .init("from", .text(from?.description)), .init("to", .text(to?.description)),
    ])
  }
}

extension PlanTask {
  /// The task as it stands in a plan's JSON.
  public var json: JSONValue {
    .object([
      .init("id", .string(id)), .init("contentArea", .text(contentArea)),
      .init("section", .string(section.rawValue)), .init("clause", .string(clause)),
      .init("goal", .text(goal)), .init("task", .string(task)), .init("activity", .text(activity)),
      .init("product", .text(product)), .init("lead", .texts(lead)),
      .init("cooperating", .texts(cooperating)),
      .init("due", due.json),
      .init(
        "budget",
        budget.map {
          .object([.init("text", .string($0.text)), .init("amount", .count($0.amount))])
        } ?? .null),
      .init("indicators", .texts(indicators)),
    ])
  }
}
