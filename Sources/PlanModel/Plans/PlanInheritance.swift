/// Whether two citations mean the same document: number and issuer decide, never the date.
///
/// Plans cite documents with wrong dates and shorten the issuer's name ("Ủy ban nhân dân thành
/// phố" for "… thành phố Cần Thơ"), so one issuer may be the beginning of the other.
public enum DocumentMatch {
  /// Whether two documents are the same; documents without a number never are.
  public static func isSame(_ left: LegalDocument, _ right: LegalDocument) -> Bool {
    guard let a = left.number, let b = right.number else { return false }
    return folded(a) == folded(b) && isSameIssuer(left.issuer, right.issuer)
  }

  static func isSameIssuer(_ left: String, _ right: String) -> Bool {
    let (a, b) = (folded(left), folded(right))
    guard !a.isEmpty, !b.isEmpty else { return false }
    return a == b || a.hasPrefix(b + " ") || b.hasPrefix(a + " ")
  }

  /// Lower case, single blanks, `y` and `i` and both placements of the tone in `ủy`/`uỷ` alike.
  private static func folded(_ text: String) -> String {
    let words = text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words.replacing("uỷ ban", with: "ủy ban").replacing("ubnd", with: "ủy ban nhân dân")
  }
}

extension Plan {
  /// The plan as a document that others can cite.
  public var document: LegalDocument {
    LegalDocument(number: number, issuer: issuer, date: date, title: title, plan: id)
  }

  /// The plan among `library` that this one names as its parent; `nil` when it is not there.
  public func parentPlan(in library: [Plan]) -> Plan? {
    guard let parent else { return nil }
    if let id = parent.plan { return library.first { $0.id == id } }
    return library.first { DocumentMatch.isSame($0.document, parent) }
  }

  /// Cited documents that stand in other plans, or in this one once more, under another date.
  ///
  /// A plan of the library knows its own date best; after it come the citations of this plan, then
  /// those of the others. Each document is warned of once.
  public func differingDates(in library: [Plan]) -> [PlanFinding] {
    differingDates(in: library, places: PlanPlaces())
  }

  private func differingDates(in library: [Plan], places: PlanPlaces) -> [PlanFinding] {
    let cited = legalBasis + (parent.map { [$0] } ?? [])
    let others = library.filter { $0.id != id }
    let plans = others.map { ($0.document, "the plan \($0.id) is", "kế hoạch \($0.id)") }
    let citations = others.flatMap { plan in
      plan.legalBasis.map { ($0, "the plan \(plan.id) has it", "kế hoạch \(plan.id)") }
    }
    return cited.enumerated().compactMap { index, document in
      // A date that the plan gets wrong and says so (`citedDate`) is warned of already.
      guard document.citedDate == nil, let date = document.date else { return nil }
      let known =
        plans + cited[..<index].map { ($0, "another citation has it", "chỗ dẫn khác") } + citations
      let other = known.first { other, _, _ in
        DocumentMatch.isSame(document, other) && other.date != nil && other.date != date
      }
      guard let (other, name, viName) = other, let actual = other.date else { return nil }
      let place = places.documents.indices.contains(index) ? places.documents[index] : places.parent
      return PlanFinding(
        .warning,
        PlanError(
          .differingDate, at: place,
          cause: "\(id) cites \(document.number ?? "") with the date \(date); \(name) of \(actual)",
          fix: "documents are matched by number and issuer; one of the dates is wrong",
          vi: "\(id) dẫn \(document.number ?? "") ngày \(date); \(viName) ghi ngày \(actual)",
          viFix: "văn bản được so theo số và cơ quan ban hành; một trong hai ngày bị sai"))
    }
  }

  /// Findings that need the other plans.
  func relations(to library: [Plan], places: PlanPlaces) -> [PlanFinding] {
    let others = library.filter { $0.id != id }
    var findings = differingDates(in: others, places: places)
    func report(_ error: PlanError) {
      var placed = error
      placed.place = placed.place ?? places.parent ?? places.plan
      findings.append(PlanFinding(.error, placed))
    }
    var chain = [self]
    while let next = chain[chain.count - 1].parentPlan(in: others + [self]) {
      chain.append(next)
      guard next.id != id else {
        if chain.count > 2 {
          report(
            PlanError(
              .circularReference,
              cause: "plans are each other's parents: "
                + chain.map(\.id).joined(separator: " → "),
              vi: "các kế hoạch là cấp trên của nhau: "
                + chain.map(\.id).joined(separator: " → ")))
        }
        return findings
      }
      // A circle among the others is for their own files to say.
      guard !chain.dropLast().contains(where: { $0.id == next.id }) else { break }
    }
    guard inherits != .none else { return findings }
    do throws(PlanError) {
      let whole = try resolved(in: others)
      for finding in whole.findings() where finding.severity == .error { report(finding.error) }
    } catch {
      report(error)
    }
    return findings
  }

  /// The plan with what it inherits from its parents.
  ///
  /// `inherits: targets` fills in targets of indicators with the same id; `inherits: all` also takes
  /// over indicators that the plan lacks, marked with ``Indicator/inheritedFrom``. Parents inherit
  /// first, so a grandparent's target arrives through the parent. The result stands alone: it
  /// inherits no more, and its references can be checked.
  ///
  /// - Parameter library: All plans that may be parents.
  /// - Throws: ``PlanError`` of kind `unknownReference` when the parent is needed and not there,
  ///   `circularReference` when plans are each other's parents.
  public func resolved(in library: [Plan]) throws(PlanError) -> Plan {
    try resolved(in: library, descendants: [])
  }

  private func resolved(in library: [Plan], descendants: [String]) throws(PlanError) -> Plan {
    guard !descendants.contains(id) else {
      throw PlanError(
        .circularReference,
        cause: "plans are each other's parents: " + (descendants + [id]).joined(separator: " → "),
        vi: "các kế hoạch là cấp trên của nhau: " + (descendants + [id]).joined(separator: " → "))
    }
    guard inherits != .none else { return self }
    guard let found = parentPlan(in: library) else {
      throw PlanError(
        .unknownReference,
        cause: "\(id) inherits from \(parent?.plan ?? parent?.number ?? "its parent"), "
          + "which is not among the plans", fix: "import the parent first, or set `inherits: none`",
        vi:
          "\(id) kế thừa từ \(parent?.plan ?? parent?.number ?? "kế hoạch cấp trên"), nhưng trong các kế hoạch không có văn bản đó",
        viFix: "nhập kế hoạch cấp trên trước, hoặc ghi `inherits: none`")
    }
    let source = try found.resolved(in: library, descendants: descendants + [id])
    var plan = self
    for index in plan.indicators.indices where plan.indicators[index].target == nil {
      plan.indicators[index].target = source.indicator(plan.indicators[index].id)?.target
    }
    plan.inherits = .none
    guard inherits == .all else { return plan }
    for var indicator in source.indicators where plan.indicator(indicator.id) == nil {
      indicator.inheritedFrom = indicator.inheritedFrom ?? source.id
      plan.indicators.append(indicator)
    }
    for area in source.contentAreas where !plan.contentAreas.contains(where: { $0.id == area.id }) {
      plan.contentAreas.append(area)
    }
    plan.contentAreas.sort {
      (ContentArea.standardIDs.firstIndex(of: $0.id) ?? 99)
        < (ContentArea.standardIDs.firstIndex(of: $1.id) ?? 99)
    }
    return plan
  }
}
