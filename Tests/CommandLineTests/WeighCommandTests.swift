import Foundation
import TestSupport
import Testing

@Suite("hailong weigh")
final class WeighCommandTests {
  private let folder: URL

  init() throws {
    folder = try temporaryFolder()
    let rows = (1...40).map {
      "\($0),\($0 % 3 == 0 ? "f" : "m"),\($0 % 4 < 2 ? "A" : "B"),10,0901234567"
    }
    try write("answers.csv", "id,sex,office,w,phone\n" + rows.joined(separator: "\n") + "\n")
    try write(
      "margins.csv",
      "variable,category,total\nsex,f,200\nsex,m,220\noffice,A,210\noffice,B,210\n")
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
  }

  private func run(_ arguments: String...) throws -> CommandResult {
    try runHaiLong(["weigh"] + arguments, directory: folder)
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  @Test("The weighted file goes to --output, the margins as CSV to standard output")
  func output() throws {
    let run = try run(
      "answers.csv", "--weight", "w", "--margins", "margins.csv", "--output", "out.csv", "--format",
      "csv")
    #expect(run.status == 0, "\(run.errors)")
    let lines = try text("out.csv").split(separator: "\n")
    #expect(lines.count == 41)
    #expect(lines[0] == "id,sex,office,w,weight_adjusted")
    #expect(run.text.hasPrefix("variable,category,target,before,after\nsex,f,200.0,130.0,"))
    #expect(run.errors.contains("columns that identify persons were left out: phone"))
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/out.csv.part"))
  }

  @Test("The weights that estimate makes itself give the same rates")
  func agreesWithEstimate() throws {
    let weighed = try run(
      "answers.csv", "--weight", "w", "--margins", "margins.csv", "--output", "out.csv")
    #expect(weighed.status == 0)
    func value(_ arguments: [String]) throws -> Substring {
      let run = try runHaiLong(
        ["estimate"] + arguments + ["--mean", "id", "--format", "csv"], directory: folder)
      #expect(run.status == 0, "\(run.errors)")
      let row = run.text.split(separator: "\n")[1].split(
        separator: ",", omittingEmptySubsequences: false)
      return row[6]
    }
    let direct = try value(["answers.csv", "--weight", "w", "--rake", "margins.csv"])
    let second = try value(["out.csv", "--weight", "weight_adjusted"])
    #expect(abs(try #require(Double(direct)) - #require(Double(second))) < 1e-10)
  }

  @Test("Without --output the weighted file is the data, the diagnostics are not")
  func standardOutput() throws {
    let input = Data(try text("answers.csv").utf8)
    let run = try runHaiLong(
      ["weigh", "-", "--weight", "w", "--trim", "0,100"], input: input, directory: folder)
    #expect(run.status == 0)
    #expect(run.text.split(separator: "\n").count == 41)
    #expect(run.errors.contains("Kish"))
  }

  @Test("Margins that do not fit are status 65 and say where")
  func unfitMargins() throws {
    try write("other.csv", "variable,category,total\nsex,f,200\nsex,x,220\n")
    let run = try run("answers.csv", "--weight", "w", "--margins", "other.csv")
    #expect(run.status == 65)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("answers.csv:2: error: the margins have no total for sex = m"))
  }

  @Test("The input is never overwritten, and a missing folder is status 73")
  func destinations() throws {
    #expect(try run("answers.csv", "--trim", "0,9", "--output", "answers.csv").status == 64)
    #expect(try text("answers.csv").hasPrefix("id,sex"))
    #expect(try run("answers.csv", "--trim", "0,9", "--output", "no/such/out.csv").status == 73)
    #expect(try run("answers.csv").status == 64)
  }

  @Test("Replicate weights made here are read by estimate")
  func replicates() throws {
    let made = try run(
      "answers.csv", "--weight", "w", "--make-replicates", "JKn", "--strata", "office", "--cluster",
      "id", "--rscales", "scales.csv", "--output", "out.csv", "--format", "json")
    #expect(made.status == 0, "\(made.errors)")
    func standardError(_ arguments: [String]) throws -> Double {
      let run = try runHaiLong(
        ["estimate"] + arguments + ["--total", "id", "--format", "csv"], directory: folder)
      #expect(run.status == 0, "\(run.errors)")
      let row = run.text.split(separator: "\n")[1].split(
        separator: ",", omittingEmptySubsequences: false)
      return try #require(Double(row[7]))
    }
    let replicated = try standardError([
      "out.csv", "--weight", "weight_adjusted", "--replicate-weights", "rep_*", "--replicate-type",
      "JKn", "--rscales", "scales.csv",
    ])
    let linear = try standardError([
      "answers.csv", "--weight", "w", "--strata", "office", "--cluster", "id",
    ])
    #expect(abs(replicated - linear) < 1e-9 * linear)
  }

  /// Offices of three districts; 9, 8 and 2 offices in the population.
  private func writeOffices() throws {
    let rows = [
      "a,A1,9,10,4", "a,A1,9,12,5", "a,A2,9,9,2", "a,A3,9,30,4", "b,B1,8,6,3", "b,B2,8,7,5",
      "b,B2,8,8,1", "c,C1,2,4,4", "c,C2,2,5,2",
    ]
    try write("offices.csv", "district,office,N,w,q\n" + rows.joined(separator: "\n") + "\n")
  }

  private func estimate(_ arguments: String...) throws -> [Substring] {
    let run = try runHaiLong(
      ["estimate"] + arguments + ["--total", "q", "--publish", "none", "--format", "csv"],
      directory: folder)
    #expect(run.status == 0, "\(run.errors)")
    return run.text.split(separator: "\n")[1].split(
      separator: ",", omittingEmptySubsequences: false)
  }

  @Test("The jackknife of a design with a finite population has its variance of a total")
  func finitePopulation() throws {
    try writeOffices()
    let made = try run(
      "offices.csv", "--weight", "w", "--make-replicates", "JKn", "--strata", "district",
      "--cluster", "office", "--fpc", "N", "--rscales", "scales.csv", "--output", "out.csv")
    #expect(made.status == 0, "\(made.errors)")
    #expect(made.errors.contains("5 replicates; estimate with --scale 1.0 --rscales FILE"))
    let linear = try estimate(
      "offices.csv", "--weight", "w", "--strata", "district", "--cluster", "office", "--fpc", "N")
    let replicated = try estimate(
      "out.csv", "--weight", "weight_adjusted", "--replicate-weights", "rep_*",
      "--replicate-type", "JKn", "--rscales", "scales.csv")
    for place in 6...7 {
      let left = try #require(Double(linear[place]))
      let right = try #require(Double(replicated[place]))
      #expect(abs(left - right) <= 1e-12 * left)
    }
  }

  @Test("The scale that is told gives the variance, also when all replicates share a multiplier")
  func toldScale() throws {
    try writeOffices()
    let lines = try text("offices.csv").split(separator: "\n")
    try write("pairs.csv", (lines[...0] + lines[5...]).joined(separator: "\n") + "\n")
    let made = try run(
      "pairs.csv", "--weight", "w", "--make-replicates", "JKn", "--strata", "district", "--cluster",
      "office", "--output", "out.csv")
    #expect(made.status == 0, "\(made.errors)")
    #expect(made.errors.contains("4 replicates; estimate with --scale 0.5\n"))
    let linear = try estimate(
      "pairs.csv", "--weight", "w", "--strata", "district", "--cluster", "office")
    let replicated = try estimate(
      "out.csv", "--weight", "weight_adjusted", "--replicate-weights", "rep_*",
      "--replicate-type", "JKn", "--scale", "0.5")
    let left = try #require(Double(linear[7]))
    let right = try #require(Double(replicated[7]))
    #expect(abs(left - right) <= 1e-12 * left)
  }

  @Test("The bootstrap states its seed, and the seed makes the same weights again")
  func seed() throws {
    try writeOffices()
    func made(_ seed: String, _ output: String) throws -> CommandResult {
      try run(
        "offices.csv", "--weight", "w", "--make-replicates", "bootstrap", "--replicates", "6",
        "--strata", "district", "--cluster", "office", "--seed", seed, "--output", output,
        "--format", "json")
    }
    let first = try made("42", "a.csv")
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.errors.contains("6 replicates from seed 42; estimate with --scale 0.2"))
    #expect(first.text.contains("\"seed\": 42"))
    #expect(try made("42", "b.csv").status == 0 && text("a.csv") == text("b.csv"))
    #expect(try made("43", "c.csv").status == 0 && text("a.csv") != text("c.csv"))
  }

  @Test("Designs that cannot be replicated are refused with the names of the file")
  func refusedReplicates() throws {
    try writeOffices()
    let balanced = try run(
      "offices.csv", "--weight", "w", "--make-replicates", "BRR", "--strata", "district",
      "--cluster", "office", "--output", "out.csv")
    #expect(balanced.status == 65)
    #expect(balanced.errors.contains("stratum \"a\" has 3 PSUs"))
    let repeated = try run(
      "offices.csv", "--weight", "w", "--make-replicates", "JKn", "--strata", "office", "--cluster",
      "district", "--output", "out.csv")
    #expect(repeated.status == 65)
    #expect(repeated.errors.contains("PSU \"a\" occurs in more than one stratum (\"A1\", \"A2\")"))
    let lone = try run(
      "offices.csv", "--weight", "w", "--make-replicates", "bootstrap", "--strata", "office",
      "--output", "out.csv")
    #expect(lone.status == 65)
    #expect(lone.errors.contains("stratum \"A2\" has only one sampled unit"))
    try write("gap.csv", try text("offices.csv").replacingOccurrences(of: "b,B1", with: ",B1"))
    let gap = try run(
      "gap.csv", "--weight", "w", "--make-replicates", "JKn", "--strata", "district", "--cluster",
      "office", "--output", "out.csv")
    #expect(gap.status == 65)
    #expect(gap.errors.contains("gap.csv:6: error: there is no value in the design column"))
    let wrong = try run(
      "offices.csv", "--weight", "w", "--make-replicates", "SDR", "--fpc", "N", "--output",
      "out.csv")
    #expect(wrong.status == 64)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/out.csv"))
  }
}
