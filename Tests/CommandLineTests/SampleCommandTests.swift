import Foundation
import TestSupport
import Testing

@Suite("hailong sample")
final class SampleCommandTests {
  private let folder: URL

  init() throws {
    folder = try temporaryFolder()
    let rows = (1...60).map { "u\($0),\($0 <= 20 ? "North" : "South"),\($0),0901234567" }
    try write("frame.csv", "unit,district,households,phone\n" + rows.joined(separator: "\n") + "\n")
    try write("strata.csv", "district,population,rate\nNorth,20,0.5\nSouth,40,0.9\n")
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
  }

  private func run(_ arguments: String...) throws -> CommandResult {
    try runHaiLong(["sample"] + arguments, directory: folder)
  }

  /// Cochran (1977), section 4.4, with z = 1.96 for his 2: 384.1 without, 343.1 with 3200 people.
  @Test("The size for a margin of error")
  func size() throws {
    let run = try run("size", "--margin", "5%", "--population", "3200", "--format", "csv")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text == "rate,margin,answers,invitations\n0.5,0.05,344,344\n")
  }

  @Test("What a number of answers settles is what asks for that number")
  func settled() throws {
    let first = try run("size", "--target", "85%", "--answers", "400", "--format", "csv")
    let shortfall = try #require(
      first.text.split(separator: "\n").last?.split(separator: ",").dropFirst().first)
    let second = try run(
      "size", "--target", "0.85", "--shortfall", String(shortfall), "--format", "csv")
    #expect(second.text.contains(",400,400"))
  }

  @Test("A share above 1 is asked about, not taken")
  func shares() throws {
    let run = try run("size", "--target", "85", "--shortfall", "3")
    #expect(run.status == 64)
    #expect(run.errors.contains("write percent with the sign: 85%"))
  }

  @Test("An allocation is read by draw, and the seed fixes the sample")
  func allocateAndDraw() throws {
    let allocation = try run(
      "allocate", "strata.csv", "--total", "9", "--rule", "neyman", "--rate-column", "rate",
      "--format", "csv")
    #expect(allocation.status == 0, "\(allocation.errors)")
    // Neyman: 20 x 0.5 = 10 against 40 x 0.3 = 12.
    #expect(
      allocation.text.split(separator: "\n").map { $0.split(separator: ",")[2] } == ["n", "4", "5"])
    try write("n.csv", allocation.text)
    let arguments = [
      "sample", "draw", "frame.csv", "--strata", "district", "--allocation", "n.csv",
    ]
    let first = try runHaiLong(arguments + ["--seed", "5"], directory: folder)
    let second = try runHaiLong(arguments + ["--seed", "5"], directory: folder)
    let other = try runHaiLong(arguments + ["--seed", "6"], directory: folder)
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.text == second.text)
    #expect(first.text != other.text)
    let lines = first.text.split(separator: "\n")
    #expect(lines[0] == "unit,district,households,probability,weight,certain")
    #expect(lines.dropFirst().filter { $0.contains("North") }.count == 4)
    #expect(
      lines.dropFirst().filter { $0.contains("South,") && $0.hasSuffix(",0.125,8.0,no") }.count == 5
    )
  }

  @Test("Without a seed one is chosen and told")
  func chosenSeed() throws {
    let first = try run("draw", "frame.csv", "--size", "5")
    #expect(first.status == 0)
    let seed = try #require(first.errors.firstMatch(of: /--seed (\d+)/)?.1)
    let again = try run("draw", "frame.csv", "--size", "5", "--seed", String(seed))
    #expect(again.text == first.text)
  }

  @Test("Units too large for their share are certain")
  func certainty() throws {
    try write("sizes.csv", "unit,size\na,100\nb,1\nc,1\nd,1\n")
    let run = try run(
      "draw", "sizes.csv", "--size", "2", "--method", "pps", "--measure", "size", "--seed", "1")
    #expect(run.text.contains("a,100,1.0,1.0,yes"))
    #expect(run.text.split(separator: "\n").count == 3)
  }

  @Test("More units than the list has is status 65")
  func tooMany() throws {
    #expect(try run("draw", "frame.csv", "--size", "61", "--seed", "1").status == 65)
    #expect(try run("allocate", "strata.csv", "--total", "61").status == 65)
    #expect(try run("draw", "frame.csv", "--size", "3", "--method", "pps").status == 64)
  }
}
