internal import Definitions

/// Checks that an instrument means something: ids exist and are unique, scales are unambiguous,
/// measures have questions to be computed from.
struct InstrumentConsistency {
  let instrument: Instrument
  let top: MappingReader
  let report: DefinitionReport

  func check() {
    checkIdentity()
    unique(instrument.scales.map(\.id), in: "scales")
    unique(instrument.elements.map(\.id), in: "elements")
    unique(instrument.questions.map(\.id), in: "questions")
    unique(instrument.measures.map(\.id), in: "measures")
    for (position, scale) in instrument.scales.enumerated() { check(scale, at: position) }
    for (position, question) in instrument.questions.enumerated() { check(question, at: position) }
    for (position, measure) in instrument.measures.enumerated() { check(measure, at: position) }
    checkElements()
    checkAreas()
    checkColumns()
    if instrument.family.isSurvey {
      if instrument.questions.isEmpty { top.missing("questions", example: "[{id: A1, text: ...}]") }
      if instrument.measures.isEmpty {
        top.missing("measures", example: "[{id: pooled, kind: pooled-answers, title: ...}]")
      }
      if top.value("design") == nil { top.missing("design", example: "{probability: false}") }
    }
    let defaults = instrument.measures.filter(\.isDefault).count
    if defaults > 1 {
      report.add(
        top.value("measures"), path: "measures", "\(defaults) measures are marked as default",
        fix: "keep default: true on one", vi: "có \(defaults) cách tính được đánh dấu mặc định",
        viFix: "chỉ giữ default: true ở một cách tính")
    }
  }

  private func checkIdentity() {
    let id = instrument.id
    let isValid =
      !id.isEmpty
      && id.utf8.allSatisfy {
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
      }
    if !id.isEmpty, !isValid {
      report.add(
        top.value("id"), path: "id", "'\(id)' is not an id",
        fix: "use lower-case letters a-z, digits and hyphens", vi: "'\(id)' không dùng làm id được",
        viFix: "dùng chữ thường a-z, chữ số và dấu gạch nối")
    }
  }

  private func node(_ list: String, _ position: Int, _ key: String? = nil) -> DocumentNode? {
    guard let items = top.value(list)?.items, position < items.count else {
      return top.value(list)
    }
    return key.flatMap { items[position][$0] } ?? items[position]
  }

  private func unique(_ ids: [String], in list: String) {
    var seen: [String: Int] = [:]
    for (position, id) in ids.enumerated() {
      let key = FoldedText(id).key
      if let first = seen[key] {
        report.add(
          node(list, position, "id"), path: "\(list)[\(position)].id",
          "the id '\(id)' is already that of entry \(first + 1)",
          fix: "give every entry an id of its own", vi: "id '\(id)' đã là của mục thứ \(first + 1)",
          viFix: "cho mỗi mục một id riêng")
      } else {
        seen[key] = position
      }
    }
  }

  private func check(_ scale: ResponseScale, at position: Int) {
    var index = FoldedIndex<Int>()
    let named =
      scale.levels.map { [$0.code, $0.label.vi, $0.label.en] + $0.aliases }
      + scale.excluded.map { [$0.code, $0.label.vi, $0.label.en] + $0.aliases }
    for (level, names) in named.enumerated() {
      for name in names {
        guard let other = index.insert(name, for: level) else { continue }
        report.add(
          node("scales", position), path: "scales[\(position)]",
          "'\(name)' stands for two levels (it reads the same as '\(other)')",
          fix: "take it away from one of them",
          vi: "'\(name)' chỉ hai mức khác nhau (đọc như '\(other)')",
          viFix: "bỏ ở một trong hai mức")
      }
    }
  }

  private func check(_ question: Question, at position: Int) {
    let path = "questions[\(position)]"
    if let element = question.element, instrument.element(element) == nil {
      unknown(
        BilingualText(vi: "yếu tố", en: "element"), element, among: instrument.elements.map(\.id),
        node("questions", position, "element"), path)
    }
    if let scale = question.scale {
      if instrument.scale(scale) == nil {
        unknown(
          BilingualText(vi: "thang đo", en: "scale"), scale, among: instrument.scales.map(\.id),
          node("questions", position, "scale"),
          path)
      }
    } else if question.kind == .rating {
      report.add(
        node("questions", position), path: path, "a rating needs a scale",
        fix: "add scale: ... here or at the top of the file", vi: "câu đánh giá cần có thang đo",
        viFix: "thêm scale: ... ở đây hoặc ở đầu tệp")
    }
    if let minimum = question.minimum, let maximum = question.maximum, minimum > maximum {
      report.add(
        node("questions", position), path: path, "minimum is greater than maximum",
        fix: "exchange them", vi: "minimum lớn hơn maximum", viFix: "đổi chỗ hai số")
    }
  }

  private func check(_ measure: Measure, at position: Int) {
    let path = "measures[\(position)]"
    for element in measure.elements where instrument.element(element) == nil {
      unknown(
        BilingualText(vi: "yếu tố", en: "element"), element, among: instrument.elements.map(\.id),
        node("measures", position, "elements"), path)
    }
    for question in measure.questions where instrument.question(question) == nil {
      unknown(
        BilingualText(vi: "câu hỏi", en: "question"), question,
        among: instrument.questions.map(\.id),
        node("measures", position, "questions"), path)
    }
    let questions = instrument.questions(of: measure)
    if instrument.family.isSurvey, questions.isEmpty {
      report.add(
        node("measures", position), path: path, "no question enters this measure",
        fix: "name elements or questions that exist", vi: "không câu hỏi nào thuộc cách tính này",
        viFix: "ghi yếu tố hoặc câu hỏi có trong phiếu")
    }
    if measure.kind == .meanOfElements, questions.contains(where: { $0.element == nil }) {
      report.add(
        node("measures", position), path: path,
        "a mean of elements needs an element for every question",
        fix: "give the questions elements",
        vi: "trung bình các yếu tố cần mỗi câu hỏi thuộc một yếu tố",
        viFix: "ghi element cho các câu hỏi")
    }
    if measure.kind == .share {
      if measure.levels.isEmpty {
        report.add(
          node("measures", position), path: path, "a share needs the codes that are counted",
          fix: "add levels: [\"1\"]", vi: "cách tính tỷ trọng cần các mã được đếm",
          viFix: "thêm levels: [\"1\"]")
      }
      for question in questions {
        guard let scale = instrument.scale(of: question) else { continue }
        for code in measure.levels where !scale.levels.contains(where: { $0.code == code }) {
          unknown(
            BilingualText(vi: "mức", en: "level"), code, among: scale.levels.map(\.code),
            node("measures", position, "levels"),
            path)
        }
      }
    }
  }

  /// Questions in the rate belong to an element where there are elements, and every element has one.
  private func checkElements() {
    guard !instrument.elements.isEmpty else { return }
    let ids = instrument.elements.map(\.id)
    for (position, question) in instrument.questions.enumerated()
    where question.isInRate && question.kind == .rating && question.element == nil {
      report.add(
        node("questions", position), path: "questions[\(position)]",
        "question '\(question.id)' belongs to no element",
        fix: "add element: \(ids.prefix(4).joined(separator: "|")), or inRate: false",
        vi: "câu '\(question.id)' không thuộc yếu tố nào",
        viFix: "thêm element: \(ids.prefix(4).joined(separator: "|")), hoặc inRate: false")
    }
    for (position, id) in ids.enumerated()
    where !instrument.questions.contains(where: { $0.element == id }) {
      report.add(
        node("elements", position, "id"), path: "elements[\(position)]",
        "element '\(id)' has no question", fix: "give it a question, or take it out",
        vi: "yếu tố '\(id)' không có câu hỏi nào", viFix: "thêm câu hỏi cho yếu tố, hoặc bỏ yếu tố")
    }
  }

  /// No spelling of a header may lead to two columns.
  ///
  /// Codes that the form itself gives twice (`formCode`) are told apart at reading.
  private func checkColumns() {
    var owners: [String: (name: String, owner: BilingualText)] = [:]
    func claim(_ names: [String], _ owner: BilingualText, _ node: DocumentNode?) {
      for name in names {
        let key = FoldedText(name).key
        guard let other = owners[key] else {
          owners[key] = (name, owner)
          continue
        }
        guard other.owner != owner else { continue }
        report.add(
          node, path: owner.en, "a column '\(name)' could also be that of \(other.owner.en)",
          fix: "take the spelling away from one of them",
          vi: "cột '\(name)' cũng có thể là của \(other.owner.vi)",
          viFix: "bỏ cách viết này ở một trong hai nơi")
      }
    }
    for (position, question) in instrument.questions.enumerated() {
      claim(
        [question.id] + question.aliases,
        BilingualText(vi: "câu '\(question.id)'", en: "question '\(question.id)'"),
        node("questions", position))
    }
    func claim(_ column: InstrumentColumn?, _ role: BilingualText, _ node: DocumentNode?) {
      guard let column else { return }
      claim(
        [column.id] + column.aliases,
        BilingualText(vi: "\(role.vi) '\(column.id)'", en: "\(role.en) '\(column.id)'"), node)
    }
    if case .column(let column, _, _) = instrument.serviceAreas {
      claim(column, BilingualText(vi: "lĩnh vực", en: "service area"), top.value("serviceAreas"))
    }
    claim(instrument.unit?.column, BilingualText(vi: "đơn vị", en: "unit"), top.value("unit"))
    claim(
      instrument.design.weight, BilingualText(vi: "trọng số", en: "weight"), top.value("design"))
    for column in instrument.design.strata {
      claim(column, BilingualText(vi: "tầng", en: "stratum"), top.value("design"))
    }
    for column in instrument.design.clusters {
      claim(column, BilingualText(vi: "cụm", en: "cluster"), top.value("design"))
    }
    for column in instrument.design.populationSizes {
      claim(
        column, BilingualText(vi: "số đơn vị của tổng thể", en: "population size"),
        top.value("design"))
    }
    claim(instrument.date?.column, BilingualText(vi: "ngày", en: "date"), top.value("date"))
    claim(
      instrument.idColumn, BilingualText(vi: "mã phiếu", en: "record id"), top.value("recordId"))
    claim(
      instrument.durationColumn, BilingualText(vi: "thời lượng", en: "duration"),
      top.value("duration"))
    for (position, field) in instrument.respondent.enumerated() {
      claim(
        field.column, BilingualText(vi: "mục về người trả lời", en: "respondent field"),
        node("respondent", position))
      unique(field.choices.map(\.id), in: "respondent", of: position)
    }
    for (position, field) in instrument.personal.enumerated() {
      claim(
        field.column, BilingualText(vi: "cột định danh cá nhân", en: "personal column"),
        node("personal", position))
    }
    unique(instrument.respondent.map(\.column.id), in: "respondent")
    unique(instrument.personal.map(\.column.id), in: "personal")
  }

  private func unique(_ ids: [String], in list: String, of position: Int) {
    var seen: Set<String> = []
    for id in ids where !seen.insert(FoldedText(id).key).inserted {
      report.add(
        node(list, position), path: "\(list)[\(position)].choices",
        "the choice '\(id)' stands twice", fix: "give every choice an id of its own",
        vi: "lựa chọn '\(id)' có hai lần", viFix: "cho mỗi lựa chọn một id riêng")
    }
  }

  private func checkAreas() {
    guard let areas = instrument.serviceAreas?.areas else { return }
    var index = FoldedIndex<Int>()
    for (position, area) in areas.enumerated() {
      for name in [area.id, area.title.vi, area.title.en] + area.aliases {
        guard let other = index.insert(name, for: position) else { continue }
        report.add(
          top.value("serviceAreas"), path: "serviceAreas.areas[\(position)]",
          "'\(name)' stands for two areas (it reads the same as '\(other)')",
          fix: "take it away from one of them",
          vi: "'\(name)' chỉ hai lĩnh vực khác nhau (đọc như '\(other)')",
          viFix: "bỏ ở một trong hai lĩnh vực")
      }
    }
  }

  private func unknown(
    _ what: BilingualText, _ name: String, among names: [String], _ node: DocumentNode?,
    _ path: String
  ) {
    let near = NearestName.nearest(to: name, among: names)
    report.add(
      node, path: path, "there is no \(what.en) '\(name)'",
      fix: near.map { "did you mean '\($0)'?" }
        ?? "known: \(names.prefix(12).joined(separator: ", "))",
      vi: "không có \(what.vi) '\(name)'",
      viFix: near.map { "có phải là '\($0)'?" }
        ?? "hiện có: \(names.prefix(12).joined(separator: ", "))")
  }
}
