import PlanModel
import SurveyReport

/// A plan in words: what it is, its tasks, and one indicator in full.
struct PlanText {
  private let plan: Plan
  private let language: ReportLanguage
  private let words: PlanWords
  private let wording: Wording

  init(_ plan: Plan, language: ReportLanguage) {
    self.plan = plan
    self.language = language
    words = PlanWords(language)
    wording = Wording(language)
  }

  /// Number, title, issuer, documents, calendar.
  var identity: String {
    var list = NameValueList()
    list.add(words("mã", "id"), plan.id)
    list.add(
      words("cơ quan ban hành", "issuer"),
      [plan.issuer, plan.date.map(words.date)].compactMap { $0 }.joined(separator: ", "))
    list.add(
      words("cấp", "level"),
      [words.level(plan.level.rawValue), plan.unit.name, plan.unit.code].compactMap { $0 }
        .joined(separator: " · "))
    for document in plan.legalBasis {
      list.add(words("căn cứ", "legal basis"), text(of: document))
    }
    list.add(words("kế hoạch cấp trên", "parent"), plan.parent.map(text))
    list.add(words("lịch báo cáo", "calendar"), plan.calendar)
    return [plan.number, plan.title].compactMap { $0 }.joined(separator: " · ") + "\n"
      + list.text(width: width)
  }

  private func text(of document: LegalDocument) -> String {
    let dates = [
      document.date.map(words.date),
      document.citedDate.map { words("kế hoạch ghi ", "the plan says ") + words.date($0) },
    ]
    return ([document.number ?? document.plan, document.issuer] + dates + [document.title])
      .compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", ")
  }

  /// How many tasks every content area has.
  var taskCounts: String {
    let areas: [String?] = [nil] + plan.contentAreas.map(\.id)
    let counts = areas.compactMap { area -> String? in
      let count = plan.tasks.count { $0.contentArea == area }
      return count == 0 ? nil : "\(area ?? words("chung", "none")) \(count)"
    }
    let list = counts.isEmpty ? "" : " (\(counts.joined(separator: ", ")))"
    return "\(words("Nhiệm vụ", "Tasks")): \(plan.tasks.count)\(list)\n"
  }

  /// The tasks one after the other, each in full.
  var tasks: String {
    plan.tasks.map { task in
      var list = NameValueList()
      list.add(words("mục tiêu", "goal"), task.goal)
      list.add(words("nhiệm vụ", "task"), task.task)
      list.add(words("hoạt động", "activity"), task.activity)
      list.add(words("sản phẩm", "product"), task.product)
      list.add(words("chủ trì", "lead"), task.lead.joined(separator: "; "))
      list.add(words("phối hợp", "co-operating"), task.cooperating.joined(separator: "; "))
      list.add(
        words("thời hạn", "due"), task.due.kind == .unstated ? task.due.text : words.due(task.due))
      list.add(words("kinh phí", "budget"), task.budget?.text)
      list.add(words("chỉ tiêu", "indicators"), task.indicators.joined(separator: ", "))
      let head = [task.id, task.clause, task.contentArea.map { words("nội dung ", "area ") + $0 }]
      return head.compactMap { $0 }.joined(separator: " · ") + "\n" + list.text(width: width)
    }.joined(separator: "\n")
  }

  /// The tasks as a table with every column.
  var taskTable: ReportTable {
    ReportTable(
      columns: [
        .init("id", words("Mã", "Id")), .init("section", words("Phần", "Section")),
        .init("clause", wording[.clause]), .init("contentArea", words("Nội dung", "Area")),
        .init("goal", words("Mục tiêu", "Goal")), .init("task", words("Nhiệm vụ", "Task")),
        .init("activity", words("Hoạt động", "Activity")),
        .init("product", words("Sản phẩm", "Product")), .init("lead", wording[.lead]),
        .init("cooperating", words("Cơ quan phối hợp", "Co-operating")),
        .init("due", words("Thời hạn", "Due")), .init("from", words("Từ ngày", "From")),
        .init("to", words("Đến ngày", "To")), .init("budget", words("Kinh phí", "Budget")),
        .init("indicators", words("Chỉ tiêu", "Indicators")),
      ],
      rows: plan.tasks.map { task in
        [
          task.id, task.section.rawValue, task.clause, task.contentArea ?? "", task.goal ?? "",
          task.task, task.activity ?? "", task.product ?? "", task.lead.joined(separator: "; "),
          task.cooperating.joined(separator: "; "), task.due.text ?? "",
          task.due.from?.description ?? "", task.due.to?.description ?? "",
          task.budget?.text ?? "", task.indicators.joined(separator: ", "),
        ].map { ReportTable.Cell($0) }
      })
  }

  /// An indicator in full, with the tasks that serve it.
  func text(of indicator: Indicator) -> String {
    var list = NameValueList()
    list.add(words("mã", "id"), indicator.id)
    list.add(words("mục của kế hoạch", "clause"), indicator.clause)
    list.add(words("nguyên văn", "the plan's words"), indicator.quote)
    let area = plan.contentAreas.first { $0.id == indicator.contentArea }
    list.add(words("nội dung CCHC", "content area"), area.map { "\($0.id) \($0.title)" })
    list.add(words("loại", "kind"), words.kind(indicator.kind))
    list.add(
      words("mục tiêu", "target"),
      indicator.target.map { wording.target(ReportTarget($0, unit: indicator.unit)) }
        ?? words("kế hoạch không đặt số", "the plan sets no number"))
    list.add(words("thời hạn", "due"), indicator.due.map(words.due))
    list.add(words("phạm vi", "scope"), indicator.scope)
    list.add(words("là một phần của", "part of"), indicator.partOf)
    list.add(words("trung bình của", "mean of"), indicator.averageOf.joined(separator: ", "))
    list.add(words("chủ trì", "lead"), indicator.lead.joined(separator: "; "))
    list.add(words("phối hợp", "co-operating"), indicator.cooperating.joined(separator: "; "))
    list.add(words("đo bằng", "measured by"), indicator.binding.map(words.binding))
    list.add(words("lấy từ kế hoạch", "inherited from"), indicator.inheritedFrom)
    list.add(words("ghi chú", "note"), indicator.note)
    for task in plan.tasks where task.indicators.contains(indicator.id) {
      list.add(
        words("nhiệm vụ", "task"),
        [
          task.id, task.activity ?? task.task, task.lead.joined(separator: ", "),
          words.due(task.due),
        ].filter { !$0.isEmpty && $0 != "–" }.joined(separator: " · "))
    }
    return (language == .english ? indicator.titleEn ?? indicator.title : indicator.title) + "\n"
      + list.text(width: width)
  }

  private var width: Int? { TablePrinter.style.width }
}
