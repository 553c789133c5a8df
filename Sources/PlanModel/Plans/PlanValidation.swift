internal import Definitions

extension Plan {
  /// What is wrong or doubtful in the plan; empty when all is well.
  public func findings() -> [PlanFinding] {
    PlanValidation(plan: self, places: PlanPlaces()).findings()
  }
}

/// The rules that a plan must keep beyond the shape of its file.
struct PlanValidation {
  let plan: Plan
  let places: PlanPlaces

  func findings() -> [PlanFinding] {
    let own = identity() + areas() + indicators() + parts() + averages() + tasks()
    return own.enumerated().sorted { left, right in
      let (a, b) = (left.element.error.place, right.element.error.place)
      return (a?.line ?? 0, left.offset) < (b?.line ?? 0, right.offset)
    }.map(\.element)
  }

  private func error(
    _ kind: PlanError.Kind, _ place: SourcePlace?, _ cause: String, _ fix: String? = nil
  ) -> PlanFinding {
    PlanFinding(.error, PlanError(kind, at: place, cause: cause, fix: fix))
  }

  private func warning(
    _ kind: PlanError.Kind, _ place: SourcePlace?, _ cause: String, _ fix: String? = nil
  ) -> PlanFinding {
    PlanFinding(.warning, PlanError(kind, at: place, cause: cause, fix: fix))
  }

  /// What is not in the file may come from the parent; the resolved plan is checked again.
  private var mayInherit: Bool { plan.inherits == .all }

  private static func place(_ places: [SourcePlace?], _ index: Int) -> SourcePlace? {
    places.indices.contains(index) ? places[index] : nil
  }

  private func identity() -> [PlanFinding] {
    var findings: [PlanFinding] = []
    if !Self.isIdentifier(plan.id) {
      findings.append(
        error(
          .invalidValue, places.plan, "the plan's id `\(plan.id)` is not usable",
          "ids are lower-case letters, digits and hyphens, such as can-tho-2025"))
    }
    if !(2000...2100).contains(plan.year) {
      findings.append(error(.invalidValue, places.plan, "the plan's year \(plan.year) cannot be"))
    }
    if let parent = plan.parent {
      let isItself =
        parent.plan == plan.id
        || (parent.number != nil && parent.number == plan.number
          && DocumentMatch.isSameIssuer(parent.issuer, plan.issuer))
      if isItself {
        findings.append(
          error(
            .circularReference, places.parent ?? places.plan,
            "the plan names itself as its parent",
            "`parent` is the plan or programme that this one implements"))
      }
    }
    if ReportingCalendar.named(plan.calendar) == nil {
      findings.append(
        warning(
          .unknownReference, places.calendar ?? places.plan,
          "the reporting calendar `\(plan.calendar)` is not built in",
          NearestName.suggestion(
            for: plan.calendar, in: ReportingCalendar.builtIn.map(\.id), what: "calendars")
            + "; one of your own is given with --calendar FILE"))
    }
    for (index, document) in plan.legalBasis.enumerated() {
      guard let cited = document.citedDate, let date = document.date, cited != date else {
        continue
      }
      findings.append(
        warning(
          .differingDate, Self.place(places.documents, index) ?? places.plan,
          "the plan cites \(document.number ?? document.title ?? "") with the date \(cited); "
            + "it is of \(date)"))
    }
    return findings
  }

  private func areas() -> [PlanFinding] {
    var seen: Set<String> = []
    var findings: [PlanFinding] = []
    for (index, area) in plan.contentAreas.enumerated() {
      let place = Self.place(places.areas, index)
      if !ContentArea.standardIDs.contains(area.id) {
        findings.append(
          error(
            .unknownReference, place, "there is no content area `\(area.id)`",
            "content areas are I to VII"))
      }
      if !seen.insert(area.id).inserted {
        findings.append(error(.duplicate, place, "the content area \(area.id) is listed twice"))
      }
    }
    return findings
  }

  private func contentAreaFinding(_ area: String?, _ place: SourcePlace?) -> PlanFinding? {
    let known = plan.contentAreas.map(\.id)
    guard let area, !known.contains(area) else { return nil }
    return error(
      .unknownReference, place, "the plan has no content area `\(area)`",
      NearestName.suggestion(for: area, in: known, what: "content areas"))
  }

  private func indicators() -> [PlanFinding] {
    var findings: [PlanFinding] = []
    var seen: Set<String> = []
    for (index, indicator) in plan.indicators.enumerated() {
      let place = Self.place(places.indicators, index)
      if !Self.isIdentifier(indicator.id) {
        findings.append(
          error(
            .invalidValue, place, "the indicator's id `\(indicator.id)` is not usable",
            "ids are lower-case letters, digits and hyphens"))
      }
      if !seen.insert(indicator.id).inserted {
        findings.append(
          error(.duplicate, place, "the id `\(indicator.id)` is used by two indicators"))
      }
      if let finding = contentAreaFinding(indicator.contentArea, place) {
        findings.append(finding)
      }
      findings += target(of: indicator, Self.place(places.targets, index) ?? place)
      findings += binding(of: indicator, Self.place(places.bindings, index) ?? place)
    }
    return findings
  }

  private func target(of indicator: Indicator, _ place: SourcePlace?) -> [PlanFinding] {
    guard let target = indicator.target else { return [] }
    let shown = "the target \(target.op.rawValue) \(target.value) of `\(indicator.id)`"
    let values = [target.value] + (target.to.map { [$0] } ?? [])
    var findings: [PlanFinding] = []
    switch indicator.unit {
    case .percent where values.contains { $0 < 0 || $0 > 1 }:
      let fraction = target.value / 100
      let percent = target.value * 100
      let said = percent.isFinite && abs(percent) < 1e6 ? "\(percent) %" : "that"
      findings.append(
        error(
          .invalidTarget, place,
          "\(shown) is a share of \(said), which is not between 0 and 100 %",
          (1...100).contains(target.value)
            ? "shares are fractions: write \(target.value) % as \(fraction)"
            : "shares are fractions: 0.90 for 90 %"))
    case .rank where values.contains { $0 < 1 || $0 != $0.rounded() }:
      findings.append(error(.invalidTarget, place, "\(shown) is no rank", "ranks are 1, 2, 3 …"))
    case .milestone where target.value != 1:
      findings.append(
        error(.invalidTarget, place, "\(shown) is no milestone", "1 stands for done"))
    case .count where values.contains { $0 < 0 }, .days where values.contains { $0 < 0 },
      .points where values.contains { $0 < 0 }:
      findings.append(error(.invalidTarget, place, "\(shown) is negative"))
    default: break
    }
    if let to = target.to, to < target.value {
      findings.append(error(.invalidTarget, place, "\(shown) ends at \(to), before it starts"))
    }
    let pointsUp = target.op == .atLeast || target.op == .above
    let pointsDown = target.op == .atMost || target.op == .below
    if pointsUp && indicator.direction == .lower || pointsDown && indicator.direction == .higher {
      findings.append(
        warning(
          .remark, place, "\(shown) points against its direction `\(indicator.direction.rawValue)`",
          "is `direction` right?"))
    }
    return findings
  }

  private func binding(of indicator: Indicator, _ place: SourcePlace?) -> [PlanFinding] {
    guard let binding = indicator.binding else {
      guard indicator.kind == .survey, indicator.averageOf.isEmpty else { return [] }
      return [
        error(
          .invalidBinding, place, "the survey indicator `\(indicator.id)` has no binding",
          "add `binding: {families: [one-stop], rates: services}`")
      ]
    }
    var findings: [PlanFinding] = []
    if indicator.kind != .survey {
      findings.append(
        error(
          .invalidBinding, place,
          "`\(indicator.id)` is \(indicator.kind.rawValue) and cannot be fed by a survey",
          "remove `binding`, or set `kind: survey`"))
    }
    if binding.families.isEmpty {
      findings.append(
        error(
          .invalidBinding, place, "the binding of `\(indicator.id)` names no instrument family"))
    }
    for family in binding.families where !SurveyBinding.knownFamilies.contains(family) {
      findings.append(
        error(
          .invalidBinding, place, "there is no instrument family `\(family)`",
          NearestName.suggestion(for: family, in: SurveyBinding.knownFamilies, what: "families")))
    }
    if Set(binding.areas).count < binding.areas.count {
      findings.append(
        error(.duplicate, place, "the binding of `\(indicator.id)` names a service area twice"))
    }
    if let whole = indicator.partOf.flatMap(plan.indicator)?.binding, whole.rates != binding.rates {
      findings.append(
        error(
          .invalidBinding, place,
          "`\(indicator.id)` rates \(binding.rates.rawValue), the whole that it is part of rates "
            + whole.rates.rawValue, "satisfaction with policy and with services are never mixed"))
    }
    return findings
  }

  private func parts() -> [PlanFinding] {
    var findings: [PlanFinding] = []
    let ids = plan.indicators.map(\.id)
    for (index, indicator) in plan.indicators.enumerated() {
      guard let whole = indicator.partOf else { continue }
      let place = Self.place(places.indicators, index)
      guard ids.contains(whole) else {
        guard !mayInherit else { continue }
        findings.append(
          error(
            .unknownReference, place,
            "`\(indicator.id)` is part of `\(whole)`, which does not exist",
            NearestName.suggestion(for: whole, in: ids, what: "indicators")))
        continue
      }
      var chain = [indicator.id]
      var next: String? = whole
      while let id = next, !chain.contains(id) {
        chain.append(id)
        next = plan.indicator(id)?.partOf
      }
      if next == indicator.id {
        findings.append(
          error(
            .circularReference, place,
            chain.count == 1
              ? "`\(indicator.id)` is part of itself"
              : "`partOf` runs in a circle: " + (chain + [indicator.id]).joined(separator: " → ")))
      }
    }
    return findings
  }

  /// The objects of a clause that is meant on average.
  private func averages() -> [PlanFinding] {
    var findings: [PlanFinding] = []
    let ids = plan.indicators.map(\.id)
    for (index, indicator) in plan.indicators.enumerated() where !indicator.averageOf.isEmpty {
      let place = Self.place(places.indicators, index)
      let id = indicator.id
      if indicator.kind != .survey || indicator.binding != nil {
        findings.append(
          error(
            .invalidBinding, place, "`\(id)` is the mean of others and is not measured itself",
            "`averageOf` goes with `kind: survey` and without `binding`"))
      }
      if Set(indicator.averageOf).count < indicator.averageOf.count {
        findings.append(error(.duplicate, place, "`averageOf` of `\(id)` names one twice"))
      }
      var objects: Set<SurveyBinding.Object> = []
      for part in indicator.averageOf {
        guard let other = plan.indicator(part) else {
          guard !mayInherit else { continue }
          findings.append(
            error(
              .unknownReference, place, "`\(id)` is the mean of `\(part)`, which does not exist",
              NearestName.suggestion(for: part, in: ids, what: "indicators")))
          continue
        }
        guard let binding = other.binding, other.kind == .survey else {
          findings.append(
            error(
              part == id ? .circularReference : .invalidBinding, place,
              part == id
                ? "`\(id)` is the mean of itself"
                : "`\(id)` is the mean of `\(part)`, which no survey measures"))
          continue
        }
        objects.insert(binding.rates)
      }
      if objects.count > 1 {
        findings.append(
          error(
            .invalidBinding, place, "`\(id)` is the mean of indicators on services and on policy",
            "satisfaction with policy and with services are never mixed"))
      }
    }
    return findings
  }

  private func tasks() -> [PlanFinding] {
    var findings: [PlanFinding] = []
    var seen: Set<String> = []
    let ids = plan.indicators.map(\.id)
    for (index, task) in plan.tasks.enumerated() {
      let place = Self.place(places.tasks, index)
      if !seen.insert(task.id).inserted {
        findings.append(error(.duplicate, place, "the id `\(task.id)` is used by two tasks"))
      }
      if let finding = contentAreaFinding(task.contentArea, place) { findings.append(finding) }
      for id in task.indicators where !ids.contains(id) && !mayInherit {
        findings.append(
          error(
            .unknownReference, place, "the task \(task.id) serves `\(id)`, which does not exist",
            NearestName.suggestion(for: id, in: ids, what: "indicators")))
      }
      if let amount = task.budget?.amount, amount < 0 {
        findings.append(error(.invalidValue, place, "the budget of \(task.id) is negative"))
      }
    }
    return findings
  }

  /// Whether a text can be an id: ASCII lower-case letters, digits, hyphens and points.
  private static func isIdentifier(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 80
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
          UInt8(ascii: "-"), UInt8(ascii: "."):
          true
        default: false
        }
      }
  }
}
