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

  /// Cited documents that are plans of `library` or one another under a differing date.
  public func differingDates(in library: [Plan]) -> [PlanFinding] {
    let cited = legalBasis + (parent.map { [$0] } ?? [])
    let known = library.filter { $0.id != id }.map { ($0.document, "the plan \($0.id)") }
    var findings: [PlanFinding] = []
    func compare(_ document: LegalDocument, _ other: LegalDocument, _ name: String) {
      guard DocumentMatch.isSame(document, other), let date = document.citedDate ?? document.date,
        let actual = other.date, date != actual
      else { return }
      findings.append(
        PlanFinding(
          .warning,
          PlanError(
            .differingDate,
            cause:
              "\(id) cites \(document.number ?? "") with the date \(date); \(name) has \(actual)",
            fix: "documents are matched by number and issuer; one of the dates is wrong")))
    }
    for (index, document) in cited.enumerated() {
      for (other, name) in known { compare(document, other, name) }
      for other in cited[..<index] { compare(document, other, "another citation") }
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
        cause: "plans are each other's parents: " + (descendants + [id]).joined(separator: " → "))
    }
    guard inherits != .none else { return self }
    guard let found = parentPlan(in: library) else {
      throw PlanError(
        .unknownReference,
        cause: "\(id) inherits from \(parent?.plan ?? parent?.number ?? "its parent"), "
          + "which is not among the plans", fix: "import the parent first, or set `inherits: none`")
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
