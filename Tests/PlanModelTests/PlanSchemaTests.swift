import Foundation
import PlanModel
import Testing

/// Checks a value against the part of JSON Schema that plan.schema.json uses.
private struct SchemaCheck {
  let definitions: [String: Any]
  var problems: [String] = []

  mutating func check(_ value: Any, _ schema: [String: Any], _ path: String) {
    var schema = schema
    if let reference = schema["$ref"] as? String {
      let name = String(reference.dropFirst("#/$defs/".count))
      schema = definitions[name] as? [String: Any] ?? [:]
    }
    if let choices = schema["oneOf"] as? [[String: Any]] {
      let fits = choices.filter { choice in
        var attempt = SchemaCheck(definitions: definitions)
        attempt.check(value, choice, path)
        return attempt.problems.isEmpty
      }
      if fits.count != 1 { problems.append("\(path): fits \(fits.count) of the choices") }
      return
    }
    if let constant = schema["const"] as? String, value as? String != constant {
      problems.append("\(path): is not \(constant)")
    }
    if let names = schema["enum"] as? [Any] {
      let isListed = names.contains { name in
        (name as? String).map { $0 == value as? String } ?? (value is NSNull)
      }
      if !isListed { problems.append("\(path): \(value) is not in the list") }
    }
    let types = schema["type"] as? [String] ?? (schema["type"] as? String).map { [$0] } ?? []
    if !types.isEmpty, !types.contains(where: { Self.isOf($0, value) }) {
      problems.append("\(path): is not of type \(types)")
    }
    if let pattern = schema["pattern"] as? String, let text = value as? String,
      text.range(of: pattern, options: .regularExpression) == nil
    {
      problems.append("\(path): does not match \(pattern)")
    }
    if let items = schema["items"] as? [String: Any], let list = value as? [Any] {
      for (index, item) in list.enumerated() { check(item, items, "\(path)[\(index)]") }
    }
    guard let object = value as? [String: Any],
      let properties = schema["properties"] as? [String: [String: Any]]
    else { return }
    for key in schema["required"] as? [String] ?? [] where object[key] == nil {
      problems.append("\(path): lacks \(key)")
    }
    for (key, member) in object {
      if let property = properties[key] {
        check(member, property, "\(path).\(key)")
      } else {
        problems.append("\(path): has the unknown key \(key)")
      }
    }
  }

  private static func isOf(_ type: String, _ value: Any) -> Bool {
    switch type {
    case "null": value is NSNull
    case "string": value is String
    case "number": value is Double
    case "integer": value is Int
    case "array": value is [Any]
    case "object": value is [String: Any]
    default: false
    }
  }
}

@Suite("plan.schema.json")
struct PlanSchemaTests {
  func problems(_ json: JSONValue) throws -> [String] {
    let text = try PlanFiles.text("surveys/plans/plan.schema.json")
    let schema = try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let value = try JSONSerialization.jsonObject(with: Data(json.serialized().utf8))
    var check = SchemaCheck(definitions: try #require(schema["$defs"] as? [String: Any]))
    check.check(value, schema, "plan")
    return check.problems
  }

  @Test("accepts the JSON of every plan", arguments: PlanFiles.ids)
  func acceptsPlans(id: String) throws {
    #expect(try problems(PlanFiles.plan(id).json) == [])
  }

  @Test("knows every key that is written, and refuses others")
  func refusesOthers() throws {
    let plan = try PlanFile(yaml: planText(), name: "t").checked()
    guard case .object(let members) = plan.json else { return }
    #expect(
      try problems(.object(members + [.init("extra", .null)])) == [
        "plan: has the unknown key extra"
      ])
    #expect(try problems(.object(members.filter { $0.key != "issuer" })) == ["plan: lacks issuer"])
    var wrong = plan
    wrong.indicators[0].id = "Có dấu"
    #expect(try problems(wrong.json).count == 1)
  }
}
