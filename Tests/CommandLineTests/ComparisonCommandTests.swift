import Foundation
import TestSupport
import Testing

@Suite("hailong estimate: differences, associations, drivers")
struct ComparisonCommandTests {
  private let folder: URL

  init() throws {
    folder = try temporaryFolder()
    let rows = (0..<120).map { row in
      "\(["land", "health", "tax"][row % 3]),\(row % 5 + 1),\((row / 7) % 5 + 1),\(row % 5 + (row % 2))"
    }
    let text = "area,q1,q2,overall\n" + rows.joined(separator: "\n") + "\n"
    try Data(text.utf8).write(to: folder.appendingPathComponent("a.csv"))
  }

  private func run(_ arguments: String...) throws -> CommandResult {
    try runHaiLong(["estimate", "a.csv"] + arguments, directory: folder)
  }

  private func json(_ run: CommandResult) throws -> [String: Any] {
    #expect(run.status == 0, "\(run.errors)")
    return try #require(try JSONSerialization.jsonObject(with: run.output) as? [String: Any])
  }

  @Test("A difference is the difference of the two estimates")
  func difference() throws {
    let result = try json(
      run(
        "--rate", "q1=4|5", "--by", "area", "--difference", "area=land|tax", "--difference",
        "area=health|tax", "--adjust", "holm", "--format", "json"))
    let estimates = try #require(result["estimates"] as? [[String: Any]])
    let values = estimates.reduce(into: [String: Double]()) { values, estimate in
      let area = (estimate["domain"] as? [String: String])?["area"] ?? ""
      values[area] = estimate["value"] as? Double
    }
    let differences = try #require(result["differences"] as? [[String: Any]])
    #expect(differences.map { $0["first"] as? String } == ["land", "health"])
    let value = try #require(differences[0]["value"] as? Double)
    #expect(abs(value - (try #require(values["land"]) - #require(values["tax"]))) < 1e-12)
    let p = try #require(differences[0]["pValue"] as? Double)
    #expect(try #require(differences[0]["pAdjusted"] as? Double) >= p)
  }

  @Test("Mistakes are told with the way out")
  func mistakes() throws {
    let slip = try run("--rate", "q1=5", "--by", "area", "--difference", "area=lnad|tax")
    #expect(slip.status == 65)
    #expect(slip.errors.contains("did you mean \"land\"?"))
    #expect(try run("--rate", "q1=5", "--difference", "area=land|tax").status == 64)
    #expect(try run("--rate", "q1=5", "--by", "area", "--difference", "area=land").status == 64)
    #expect(try run("--rate", "q1=5", "--association").status == 64)
    #expect(try run("--drivers", "q1").status == 64)
  }

  @Test("Associations and drivers stand beside the estimates")
  func associationsAndDrivers() throws {
    let result = try json(
      run(
        "--rate", "q1=4|5", "--by", "area", "--association", "--drivers", "q1,q2", "--overall",
        "overall", "--format", "json"))
    let association = try #require((result["associations"] as? [[String: Any]])?.first)
    #expect(association["name"] as? String == "q1=4|5")
    #expect(try #require(association["pValue"] as? Double) > 0.5)
    let drivers = try #require(result["drivers"] as? [[String: Any]])
    #expect(Set(drivers.compactMap { $0["name"] as? String }) == ["q1", "q2"])
    #expect(drivers.allSatisfy { ($0["se"] as? Double ?? 0) > 0 })
  }

  @Test("Drivers may be asked for alone")
  func driversAlone() throws {
    let run = try run("--drivers", "q1,q2", "--overall", "overall")
    #expect(run.status == 0)
    #expect(run.text.hasPrefix("Drivers of overall satisfaction\n"))
  }
}
