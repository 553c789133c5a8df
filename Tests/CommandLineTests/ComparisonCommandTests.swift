import Foundation
import TestSupport
import Testing

@Suite("hailong estimate: differences, associations, drivers")
final class ComparisonCommandTests {
  private let folder: URL

  init() throws {
    folder = try temporaryFolder()
    let rows = (0..<120).map { row in
      "\(["land", "health", "tax"][row % 3]),\(row % 5 + 1),\((row / 7) % 5 + 1),\(row % 5 + (row % 2))"
    }
    let text = "area,q1,q2,overall\n" + rows.joined(separator: "\n") + "\n"
    try Data(text.utf8).write(to: folder.appendingPathComponent("a.csv"))
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

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

  @Test("Every rate is tested against a target, on both scales, with adjusted p values")
  func target() throws {
    for (scale, more) in [("rate", []), ("logit", ["--target-scale", "logit"])] {
      let result = try json(
        runHaiLong(
          [
            "estimate", "a.csv", "--rate", "q1=4|5", "--mean", "q2", "--by", "area", "--target",
            "55%", "--adjust", "holm", "--format", "json",
          ] + more, directory: folder))
      let estimates = try #require(result["estimates"] as? [[String: Any]])
        .filter { $0["statistic"] as? String == "rate" }
      let rows = try #require(result["targets"] as? [[String: Any]])
      #expect(rows.count == 3)
      var below: [Double] = []
      for (row, estimate) in zip(rows, estimates) {
        let p = try #require(estimate["value"] as? Double)
        let se = try #require(estimate["se"] as? Double)
        let distance =
          scale == "rate"
          ? (p - 0.55) / se : (log(p / (1 - p)) - log(0.55 / 0.45)) * p * (1 - p) / se
        #expect(row["scale"] as? String == scale)
        #expect(abs(try #require(row["statistic"] as? Double) - distance) < 1e-12)
        let tails = [row["pBelow"], row["pAbove"]].compactMap { $0 as? Double }
        #expect(abs(tails.reduce(0, +) - 1) < 1e-12)
        #expect((tails[0] < 0.5) == (p < 0.55))
        below.append(tails[0])
      }
      let adjusted = rows.compactMap { $0["pBelowAdjusted"] as? Double }
      #expect(abs((adjusted.min() ?? 1) - min((below.min() ?? 1) * 3, 1)) < 1e-12)
    }
    #expect(try run("--mean", "q2", "--target", "55%").status == 64)
    #expect(try run("--rate", "q1=5", "--target", "55").status == 64)
    #expect(try run("--rate", "q1=5", "--target", "55%", "--target-scale", "log").status == 64)
  }

  @Test("The tables of comparisons are in the language asked for")
  func languages() throws {
    let arguments = [
      "--rate", "q1=4|5", "--by", "area", "--target", "55%", "--difference", "area=land|tax",
      "--association", "--drivers", "q1,q2", "--overall", "overall", "--publish", "none",
    ]
    let vietnamese = try runHaiLong(
      ["estimate", "a.csv", "--lang", "vi"] + arguments, directory: folder)
    let english = try runHaiLong(
      ["estimate", "a.csv", "--lang", "en"] + arguments, directory: folder)
    for (vi, en) in [
      ("Kiểm định so với mục tiêu", "Tests against the target"), ("Chênh lệch", "Differences"),
      ("Khác nhau giữa các nhóm (Rao-Scott)", "Association (Rao-Scott)"),
      ("Yếu tố tác động đến sự hài lòng chung", "Drivers of overall satisfaction"),
      ("duy trì", "keep up"),
    ] {
      #expect(vietnamese.text.contains(vi) && !vietnamese.text.contains(en))
      #expect(english.text.contains(en) && !english.text.contains(vi))
    }
  }
}
