import Foundation
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

/// Collects every element with its path and the names of its children.
final class ElementCollector: NSObject, XMLParserDelegate {
  struct Element {
    var path: [String]
    var attributes: [String: String]
    var children: [String] = []
    var text = ""
  }
  var elements: [Element] = []
  private var open: [Int] = []

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    if let parent = open.last { elements[parent].children.append(name) }
    let path = open.last.map { elements[$0].path + [name] } ?? [name]
    elements.append(Element(path: path, attributes: attributes))
    open.append(elements.count - 1)
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if let last = open.last { elements[last].text += text }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    open.removeLast()
  }

  func elements(named name: String) -> [Element] { elements.filter { $0.path.last == name } }

  /// The elements of a well-formed document.
  static func reading(_ text: String) throws -> ElementCollector {
    let collector = ElementCollector()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = collector
    try #require(parser.parse())
    return collector
  }
}

/// What iati-activities-schema.xsd 2.03 and its code lists say of the elements that are written here.
enum IATISchema {
  /// What an attribute may hold.
  enum Kind {
    case text, date, dateTime, boolean, number, language
    case codes(Set<String>)

    func holds(_ value: String) -> Bool {
      switch self {
      case .text: true
      case .date: value.wholeMatch(of: /\d{4}-\d\d-\d\d/) != nil
      case .dateTime:
        value.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)?/) != nil
      case .boolean: ["0", "1", "true", "false"].contains(value)
      case .number: value.wholeMatch(of: /-?\d+(\.\d+)?/) != nil
      case .language: value.wholeMatch(of: /[a-z]{2}/) != nil
      case .codes(let codes): codes.contains(value)
      }
    }
  }

  struct Element {
    /// Children in the order of the sequence, with how often each may occur.
    var children: [(name: String, occurs: ClosedRange<Int>)] = []
    var required: [String: Kind] = [:]
    var optional: [String: Kind] = [:]
  }

  private static let many = 0...Int.max
  private static let some = 1...Int.max
  private static let organisationTypes: Set<String> = [
    "10", "11", "15", "21", "22", "23", "24", "30", "40", "60", "70", "71", "72", "73", "80", "90",
  ]
  private static let narratives = Element(children: [("narrative", some)])

  /// By name, or by parent and name where the schema gives one name two meanings.
  static let elements: [String: Element] = [
    "iati-activities": Element(
      children: [("iati-activity", some)], required: ["version": .codes(["2.03"])],
      optional: ["generated-datetime": .dateTime]),
    "iati-activity": Element(
      children: [
        ("iati-identifier", 1...1), ("reporting-org", 1...1), ("title", 1...1),
        ("description", some), ("participating-org", some), ("other-identifier", many),
        ("activity-status", 1...1), ("activity-date", some), ("contact-info", many),
        ("activity-scope", 0...1), ("recipient-country", many), ("recipient-region", many),
        ("location", many), ("sector", many), ("tag", many), ("country-budget-items", 0...1),
        ("humanitarian-scope", many), ("policy-marker", many), ("collaboration-type", 0...1),
        ("default-flow-type", 0...1), ("default-finance-type", 0...1), ("default-aid-type", many),
        ("default-tied-status", 0...1), ("budget", many), ("planned-disbursement", many),
        ("capital-spend", 0...1), ("transaction", many), ("document-link", many),
        ("related-activity", many), ("legacy-data", many), ("conditions", 0...1),
        ("result", many), ("crs-add", 0...1), ("fss", 0...1),
      ], optional: ["xml:lang": .language, "last-updated-datetime": .dateTime]),
    "iati-identifier": Element(),
    "reporting-org": Element(
      children: [("narrative", some)],
      required: ["ref": .text, "type": .codes(organisationTypes)]),
    "participating-org": Element(
      children: [("narrative", many)], required: ["role": .codes(["1", "2", "3", "4"])],
      optional: ["type": .codes(organisationTypes), "ref": .text]),
    "activity-status": Element(required: ["code": .codes(["1", "2", "3", "4", "5", "6"])]),
    "activity-date": Element(
      children: [("narrative", many)],
      required: ["iso-date": .date, "type": .codes(["1", "2", "3", "4"])]),
    "recipient-country": Element(
      children: [("narrative", many)], required: ["code": .codes(["VN"])],
      optional: ["percentage": .number]),
    "sector": Element(
      children: [("narrative", many)], required: ["code": .codes(["15110"])],
      optional: ["vocabulary": .codes(["1"]), "percentage": .number]),
    "title": narratives, "description": narratives, "comment": narratives,
    "narrative": Element(optional: ["xml:lang": .language]),
    "result": Element(
      children: [
        ("title", 1...1), ("description", 0...1), ("document-link", many), ("reference", many),
        ("indicator", some),
      ], required: ["type": .codes(["1", "2", "3", "9"])],
      optional: ["aggregation-status": .boolean]),
    "indicator": Element(
      children: [
        ("title", 1...1), ("description", 0...1), ("document-link", many), ("reference", many),
        ("baseline", many), ("period", many),
      ], required: ["measure": .codes(["1", "2", "3", "4", "5"])],
      optional: ["ascending": .boolean, "aggregation-status": .boolean]),
    "reference": Element(
      required: [
        "vocabulary": .codes(["1", "2", "3", "4", "5", "6", "7", "8", "9", "99"]), "code": .text,
      ],
      optional: ["indicator-uri": .text]),
    "period": Element(children: [
      ("period-start", 1...1), ("period-end", 1...1), ("target", many), ("actual", many),
    ]),
    "period-start": Element(required: ["iso-date": .date]),
    "period-end": Element(required: ["iso-date": .date]),
    "target": figure, "actual": figure,
    "dimension": Element(optional: ["name": .text, "value": .text]),
  ]

  /// Every measure written here is a number's, and then the value is required.
  private static let figure = Element(
    children: [
      ("location", many), ("dimension", many), ("comment", 0...1), ("document-link", many),
    ], required: ["value": .number])

  /// What breaks the schema, in words; empty for a valid document.
  static func violations(_ text: String) throws -> [String] {
    let collector = try ElementCollector.reading(text)
    var violations: [String] = []
    for element in collector.elements {
      let name = element.path.joined(separator: "/")
      guard let rule = elements[element.path.last ?? ""] else {
        violations.append("\(name) is unknown")
        continue
      }
      let order = rule.children.map(\.name)
      let positions = element.children.map { order.firstIndex(of: $0) }
      if positions.contains(nil) { violations.append("\(name) has \(element.children)") }
      let known = positions.compactMap { $0 }
      if known != known.sorted() { violations.append("\(name) is out of order") }
      for (child, occurs) in rule.children
      where !occurs.contains(element.children.count { $0 == child }) {
        violations.append("\(name) has \(child) \(element.children.count { $0 == child }) times")
      }
      for (attribute, kind) in rule.required {
        guard let value = element.attributes[attribute] else {
          violations.append("\(name) lacks \(attribute)")
          continue
        }
        if !kind.holds(value) { violations.append("\(name)@\(attribute) is \(value)") }
      }
      for (attribute, value) in element.attributes where rule.required[attribute] == nil {
        if rule.optional[attribute].map({ !$0.holds(value) }) ?? true {
          violations.append("\(name)@\(attribute) is \(value)")
        }
      }
    }
    let identifiers = collector.elements(named: "iati-identifier").map(\.text)
    let reporters = collector.elements(named: "reporting-org").compactMap { $0.attributes["ref"] }
    for (identifier, reporter) in zip(identifiers, reporters)
    where !identifier.hasPrefix(reporter + "-") {
      violations.append("\(identifier) does not begin with \(reporter)")
    }
    return violations
  }
}
