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
    _ kind: PlanError.Kind, _ place: SourcePlace?, _ cause: String, _ fix: String? = nil,
    vi: String, viFix: String? = nil
  ) -> PlanFinding {
    PlanFinding(.error, PlanError(kind, at: place, cause: cause, fix: fix, vi: vi, viFix: viFix))
  }

  private func warning(
    _ kind: PlanError.Kind, _ place: SourcePlace?, _ cause: String, _ fix: String? = nil,
    vi: String, viFix: String? = nil
  ) -> PlanFinding {
    PlanFinding(.warning, PlanError(kind, at: place, cause: cause, fix: fix, vi: vi, viFix: viFix))
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
          "ids are lower-case letters, digits and hyphens, such as can-tho-2025",
          vi: "không dùng id `\(plan.id)` cho kế hoạch được",
          viFix: "id gồm chữ thường, chữ số và dấu gạch nối, như can-tho-2025"))
    }
    if !(2000...2100).contains(plan.year) {
      findings.append(
        error(
          .invalidValue, places.plan, "the plan's year \(plan.year) cannot be",
          vi: "năm \(plan.year) của kế hoạch không hợp lý"))
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
            "`parent` is the plan or programme that this one implements",
            vi: "kế hoạch tự ghi mình là kế hoạch cấp trên",
            viFix: "`parent` là kế hoạch hoặc chương trình mà kế hoạch này thực hiện"))
      }
    }
    if ReportingCalendar.named(plan.calendar) == nil {
      findings.append(
        warning(
          .unknownReference, places.calendar ?? places.plan,
          "the reporting calendar `\(plan.calendar)` is not built in",
          NearestName.suggestion(
            for: plan.calendar, in: ReportingCalendar.builtIn.map(\.id), what: "calendars")
            + "; one of your own is given with --calendar FILE",
          vi: "lịch báo cáo `\(plan.calendar)` không có sẵn",
          viFix: NearestName.vietnameseSuggestion(
            for: plan.calendar, in: ReportingCalendar.builtIn.map(\.id), what: "các lịch báo cáo")
            + "; lịch riêng thì ghi bằng --calendar FILE"))
    }
    for (index, document) in plan.legalBasis.enumerated() {
      guard let cited = document.citedDate, let date = document.date, cited != date else {
        continue
      }
      findings.append(
        warning(
          .differingDate, Self.place(places.documents, index) ?? places.plan,
          "the plan cites \(document.number ?? document.title ?? "") with the date \(cited); "
            + "it is of \(date)",
          vi:
            "kế hoạch dẫn \(document.number ?? document.title ?? "") ngày \(cited); văn bản đó ngày \(date)"
        ))
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
            "content areas are I to VII", vi: "không có nội dung cải cách `\(area.id)`",
            viFix: "các nội dung cải cách là I đến VII"))
      }
      if !seen.insert(area.id).inserted {
        findings.append(
          error(
            .duplicate, place, "the content area \(area.id) is listed twice",
            vi: "nội dung cải cách \(area.id) có hai lần"))
      }
    }
    return findings
  }

  private func contentAreaFinding(_ area: String?, _ place: SourcePlace?) -> PlanFinding? {
    let known = plan.contentAreas.map(\.id)
    guard let area, !known.contains(area) else { return nil }
    return error(
      .unknownReference, place, "the plan has no content area `\(area)`",
      NearestName.suggestion(for: area, in: known, what: "content areas"),
      vi: "kế hoạch không có nội dung cải cách `\(area)`",
      viFix: NearestName.vietnameseSuggestion(for: area, in: known, what: "các nội dung cải cách"))
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
            "ids are lower-case letters, digits and hyphens",
            vi: "không dùng id `\(indicator.id)` cho chỉ tiêu được",
            viFix: "id gồm chữ thường, chữ số và dấu gạch nối"))
      }
      if !seen.insert(indicator.id).inserted {
        findings.append(
          error(
            .duplicate, place, "the id `\(indicator.id)` is used by two indicators",
            vi: "id `\(indicator.id)` dùng cho hai chỉ tiêu"))
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
            : "shares are fractions: 0.90 for 90 %",
          vi: "\(shown) là tỷ lệ \(said), không nằm giữa 0 và 100 %",
          viFix: (1...100).contains(target.value)
            ? "tỷ lệ ghi dạng thập phân: \(target.value) % ghi là \(fraction)"
            : "tỷ lệ ghi dạng thập phân: 90 % ghi là 0.90"))
    case .rank where values.contains { $0 < 1 || $0 != $0.rounded() }:
      findings.append(
        error(
          .invalidTarget, place, "\(shown) is no rank", "ranks are 1, 2, 3 …",
          vi: "\(shown) không phải là thứ hạng", viFix: "thứ hạng là 1, 2, 3 …"))
    case .milestone where target.value != 1:
      findings.append(
        error(
          .invalidTarget, place, "\(shown) is no milestone", "1 stands for done",
          vi: "\(shown) không phải là mốc hoàn thành", viFix: "1 nghĩa là đã xong"))
    case .count where values.contains { $0 < 0 }, .days where values.contains { $0 < 0 },
      .points where values.contains { $0 < 0 }:
      findings.append(error(.invalidTarget, place, "\(shown) is negative", vi: "\(shown) là số âm"))
    default: break
    }
    if let to = target.to, to < target.value {
      findings.append(
        error(
          .invalidTarget, place, "\(shown) ends at \(to), before it starts",
          vi: "\(shown) kết thúc \(to), trước khi bắt đầu"))
    }
    let pointsUp = target.op == .atLeast || target.op == .above
    let pointsDown = target.op == .atMost || target.op == .below
    if pointsUp && indicator.direction == .lower || pointsDown && indicator.direction == .higher {
      findings.append(
        warning(
          .remark, place, "\(shown) points against its direction `\(indicator.direction.rawValue)`",
          "is `direction` right?",
          vi: "\(shown) ngược với chiều `\(indicator.direction.rawValue)` của chỉ tiêu",
          viFix: "`direction` có đúng không?"))
    }
    return findings
  }

  private func binding(of indicator: Indicator, _ place: SourcePlace?) -> [PlanFinding] {
    guard let binding = indicator.binding else {
      guard indicator.kind == .survey, indicator.averageOf.isEmpty else { return [] }
      return [
        error(
          .invalidBinding, place, "the survey indicator `\(indicator.id)` has no binding",
          "add `binding: {families: [one-stop], rates: services}`",
          vi: "chỉ tiêu khảo sát `\(indicator.id)` chưa có binding",
          viFix: "thêm `binding: {families: [one-stop], rates: services}`")
      ]
    }
    var findings: [PlanFinding] = []
    if indicator.kind != .survey {
      findings.append(
        error(
          .invalidBinding, place,
          "`\(indicator.id)` is \(indicator.kind.rawValue) and cannot be fed by a survey",
          "remove `binding`, or set `kind: survey`",
          vi:
            "`\(indicator.id)` thuộc loại \(indicator.kind.rawValue), không lấy số từ khảo sát được",
          viFix: "bỏ `binding`, hoặc ghi `kind: survey`"))
    }
    if binding.families.isEmpty {
      findings.append(
        error(
          .invalidBinding, place, "the binding of `\(indicator.id)` names no instrument family",
          vi: "binding của `\(indicator.id)` không ghi nhóm phiếu khảo sát nào"))
    }
    for family in binding.families where !SurveyBinding.knownFamilies.contains(family) {
      findings.append(
        error(
          .invalidBinding, place, "there is no instrument family `\(family)`",
          NearestName.suggestion(for: family, in: SurveyBinding.knownFamilies, what: "families"),
          vi: "không có nhóm phiếu khảo sát `\(family)`",
          viFix: NearestName.vietnameseSuggestion(
            for: family, in: SurveyBinding.knownFamilies, what: "các nhóm phiếu")))
    }
    if Set(binding.areas).count < binding.areas.count {
      findings.append(
        error(
          .duplicate, place, "the binding of `\(indicator.id)` names a service area twice",
          vi: "binding của `\(indicator.id)` ghi một lĩnh vực hai lần"))
    }
    if let whole = indicator.partOf.flatMap(plan.indicator)?.binding, whole.rates != binding.rates {
      findings.append(
        error(
          .invalidBinding, place,
          "`\(indicator.id)` rates \(binding.rates.rawValue), the whole that it is part of rates "
            + whole.rates.rawValue, "satisfaction with policy and with services are never mixed",
          vi:
            "`\(indicator.id)` đánh giá \(binding.rates.rawValue), chỉ tiêu tổng của nó đánh giá \(whole.rates.rawValue)",
          viFix: "không bao giờ gộp hài lòng về chính sách với hài lòng về dịch vụ"))
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
            NearestName.suggestion(for: whole, in: ids, what: "indicators"),
            vi: "`\(indicator.id)` là một phần của `\(whole)`, nhưng không có chỉ tiêu đó",
            viFix: NearestName.vietnameseSuggestion(for: whole, in: ids, what: "các chỉ tiêu")))
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
              : "`partOf` runs in a circle: " + (chain + [indicator.id]).joined(separator: " → "),
            vi: chain.count == 1
              ? "`\(indicator.id)` là một phần của chính nó"
              : "`partOf` chạy vòng tròn: " + (chain + [indicator.id]).joined(separator: " → ")))
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
            "`averageOf` goes with `kind: survey` and without `binding`",
            vi: "`\(id)` là trung bình của các chỉ tiêu khác, không đo riêng",
            viFix: "`averageOf` đi với `kind: survey` và không có `binding`"))
      }
      if Set(indicator.averageOf).count < indicator.averageOf.count {
        findings.append(
          error(
            .duplicate, place, "`averageOf` of `\(id)` names one twice",
            vi: "`averageOf` của `\(id)` ghi một chỉ tiêu hai lần"))
      }
      var objects: Set<SurveyBinding.Object> = []
      for part in indicator.averageOf {
        guard let other = plan.indicator(part) else {
          guard !mayInherit else { continue }
          findings.append(
            error(
              .unknownReference, place, "`\(id)` is the mean of `\(part)`, which does not exist",
              NearestName.suggestion(for: part, in: ids, what: "indicators"),
              vi: "`\(id)` là trung bình của `\(part)`, nhưng không có chỉ tiêu đó",
              viFix: NearestName.vietnameseSuggestion(for: part, in: ids, what: "các chỉ tiêu")))
          continue
        }
        guard let binding = other.binding, other.kind == .survey else {
          findings.append(
            error(
              part == id ? .circularReference : .invalidBinding, place,
              part == id
                ? "`\(id)` is the mean of itself"
                : "`\(id)` is the mean of `\(part)`, which no survey measures",
              vi: part == id
                ? "`\(id)` là trung bình của chính nó"
                : "`\(id)` là trung bình của `\(part)`, nhưng không khảo sát nào đo chỉ tiêu đó"))
          continue
        }
        objects.insert(binding.rates)
      }
      if objects.count > 1 {
        findings.append(
          error(
            .invalidBinding, place, "`\(id)` is the mean of indicators on services and on policy",
            "satisfaction with policy and with services are never mixed",
            vi: "`\(id)` là trung bình của chỉ tiêu về dịch vụ và chỉ tiêu về chính sách",
            viFix: "không bao giờ gộp hài lòng về chính sách với hài lòng về dịch vụ"))
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
        findings.append(
          error(
            .duplicate, place, "the id `\(task.id)` is used by two tasks",
            vi: "id `\(task.id)` dùng cho hai nhiệm vụ"))
      }
      if let finding = contentAreaFinding(task.contentArea, place) { findings.append(finding) }
      for id in task.indicators where !ids.contains(id) && !mayInherit {
        findings.append(
          error(
            .unknownReference, place, "the task \(task.id) serves `\(id)`, which does not exist",
            NearestName.suggestion(for: id, in: ids, what: "indicators"),
            vi: "nhiệm vụ \(task.id) phục vụ `\(id)`, nhưng không có chỉ tiêu đó",
            viFix: NearestName.vietnameseSuggestion(for: id, in: ids, what: "các chỉ tiêu")))
      }
      if let amount = task.budget?.amount, amount < 0 {
        findings.append(
          error(
            .invalidValue, place, "the budget of \(task.id) is negative",
            vi: "kinh phí của \(task.id) là số âm"))
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
