extension Scoreboard {
  /// The scoreboard as `hailong.verdict/1`, with tasks and missing figures added.
  public var json: JSONValue {
    let report = report
    return .object([
      .init("schema", .string("hailong.verdict/1")), .init("plan", .string(plan.id)),
      .init("period", .string(period.description)), .init("strict", .bool(isStrict)),
      .init("from", .string(span.lowerBound.description)),
      .init("to", .string(span.upperBound.description)),
      .init("reportDue", .text(reportDue?.description)),
      .init("indicators", .array(lines.map(\.json))), .init("summary", report.summary.json),
      .init(
        "tasks",
        .object([
          .init("summary", taskSummary),
          .init("overdue", .array(tasks.filter { $0.term == .overdue }.map(\.json))),
          .init("due", .array(tasks.filter { $0.term == .due }.map(\.json))),
          .init(
            "withoutProduct", .texts(tasks.filter(\.hasNoProduct).map(\.task.id))),
        ])),
      .init(
        "missing",
        .array(
          missing.map {
            .object([
              .init("agency", .text($0.agency)), .init("indicators", .texts($0.indicators)),
            ])
          })),
    ])
  }

  private var taskSummary: JSONValue {
    .object(
      TaskLine.Term.allCases.map { term in
        .init(term.rawValue, .integer(tasks.count { $0.term == term }))
      } + [.init("total", .integer(tasks.count))])
  }
}

extension Scoreboard.Line {
  /// The verdict with trend, stage and figures of the other origin.
  public var json: JSONValue {
    guard case .object(var members) = verdict.json else { return .null }
    members += [
      .init("kind", .string(indicator.kind.rawValue)),
      .init("indicatorUnit", .string(indicator.unit.rawValue)),
      .init("partOf", .text(indicator.partOf)), .init("trend", trend?.json ?? .null),
      .init("incomparable", incomparable?.json ?? .null),
      .init("stage", .text(stage?.rawValue)), .init("revision", .count(revision)),
      .init("recordedAt", .text(recordedAt)), .init("otherOrigin", otherOrigin?.json ?? .null),
    ]
    if !rollUps.isEmpty { members.append(.init("rollUps", .array(rollUps.map(\.json)))) }
    if !units.isEmpty { members.append(.init("units", .array(units.map(\.json)))) }
    return .object(members)
  }
}

extension Scoreboard.TaskLine {
  /// The task's term and last report.
  public var json: JSONValue {
    .object([
      .init("id", .string(task.id)), .init("task", .string(task.task)),
      .init("clause", .string(task.clause)), .init("contentArea", .text(task.contentArea)),
      .init("lead", .texts(task.lead)), .init("due", .text(task.due.to?.description)),
      .init("dueText", .text(task.due.text)), .init("term", .string(term.rawValue)),
      .init("product", .text(report?.product ?? task.product)),
      .init("state", .text(report?.state.rawValue)),
      .init("indicators", .texts(task.indicators)),
    ])
  }
}
