import CSVIO
import Foundation
import SurveyData
import SurveyEstimation
import Synchronization
import Testing

@Suite("Weighting of a file")
struct WeightingTests {
  private static let answers = """
    id,office,sex,status,phone,w,x
    1,A,f,done,0901234567,10,1
    2,A,m,done,0901234568,10,2
    3,A,f,refused,0901234569,20,3
    4,B,m,done,0901234560,30,4
    5,B,F,done,0901234561,30,5
    6,B,m,,0901234562,20,6
    7,B,m,done,0901234563,,7
    8,B,m,done,0901234564,-4,8

    """

  private func input(_ text: String = answers) -> CSVInput {
    .bytes(Array(text.utf8), name: "answers.csv")
  }

  private func sexMargin(_ f: Double, _ m: Double) -> MarginTable {
    MarginTable(
      columns: [ColumnReference("sex")],
      cells: [.init(categories: ["f"], total: f), .init(categories: ["m"], total: m)])
  }

  private func written(
    _ result: WeightingResult, _ options: WeightedFileOptions = WeightedFileOptions()
  ) throws -> (lines: [String], personal: [String]) {
    let bytes = Mutex<[UInt8]>([])
    let personal = try result.write(options) { piece in bytes.withLock { $0 += piece } }
    let text = String(decoding: bytes.withLock { $0 }, as: UTF8.self)
    return (text.split(separator: "\n").map(String.init), personal)
  }

  @Test("non-response, calibration and trimming follow one another")
  func steps() throws {
    let request = WeightingRequest(
      weight: ColumnReference("w"),
      nonresponse: NonresponseRequest(
        responded: try Condition("status=done"), cells: [ColumnReference("office")]),
      calibration: CalibrationRequest(
        kind: .calibrate(.raking(nil)), margins: [sexMargin(60, 80)], trimming: (25, 1000)))
    let result = try request.run([input()])
    #expect(result.steps.map(\.name) == ["design", "nonresponse", "raking", "trim"])
    #expect(result.nonresponse.map(\.name) == ["A", "B"])
    // Office A: 40 sampled, 20 answered; office B: 80 and 60.
    #expect(result.nonresponse.map(\.factor) == [2, 80.0 / 60])
    // After it f weighs 20 + 40, m 20 + 40; raking to 60 and 80 leaves f alone.
    let m = [20, 40].map { $0 * 80.0 / 60 }
    let raked = [20, m[0], 0, m[1], 40, 0]
    // 20 is raised to 25: the other three give 5/3 each.
    let expected = [25, raked[1] - 5.0 / 3, 0, raked[3] - 5.0 / 3, 40 - 5.0 / 3, 0]
    for (weight, value) in zip(result.weights, expected) { #expect(abs(weight - value) < 1e-9) }
    #expect(result.trimming?.raised == 1)
  }

  @Test("rows without a usable weight are rejected with their line, and written without a weight")
  func rejections() throws {
    let request = WeightingRequest(
      weight: ColumnReference("w"),
      calibration: CalibrationRequest(kind: nil, margins: [], trimming: (0, 25)))
    let result = try request.run([input()])
    #expect(result.rejectedCounts == [.weightMissing: 1, .weightNotPositive: 1])
    #expect(result.rejected.map(\.line) == [8, 9])
    let (lines, personal) = try written(result)
    #expect(lines.count == 9)
    #expect(lines[0] == "id,office,sex,status,w,x,weight_adjusted")
    #expect(lines[1] == "1,A,f,done,10,1,12.5")
    #expect(lines[4] == "4,B,m,done,30,4,25")
    #expect(lines[7] == "7,B,m,done,,7,")
    #expect(personal == ["phone"])
    let kept = try written(
      result, WeightedFileOptions(weightColumn: "g", keepsPersonalColumns: true))
    #expect(kept.lines[1] == "1,A,f,done,0901234567,10,1,12.5")
    #expect(kept.personal.isEmpty)
  }

  @Test("a value that the margins do not know is named with its place")
  func unknownCategory() throws {
    let request = WeightingRequest(
      weight: ColumnReference("w"),
      calibration: CalibrationRequest(
        kind: .calibrate(.raking(nil)),
        margins: [
          MarginTable(
            columns: [ColumnReference("office")],
            cells: [.init(categories: ["A"], total: 50), .init(categories: ["C"], total: 70)])
        ]))
    let error = #expect(throws: RequestError.self) { try request.run([input()]) }
    #expect(error?.place == "answers.csv:5")
    #expect(error?.message == "the margins have no total for office = B")
  }

  @Test("a numeric margin needs a number in every row")
  func numericMargin() throws {
    let request = WeightingRequest(
      calibration: CalibrationRequest(
        kind: .calibrate(.linear(nil)),
        margins: [
          MarginTable(columns: [ColumnReference("w")], cells: [.init(categories: [""], total: 900)])
        ]))
    let error = #expect(throws: RequestError.self) { try request.run([input()]) }
    #expect(error?.place == "answers.csv:8")
  }

  @Test("replicate weights go through the same steps and reach the same margins")
  func replicates() throws {
    let rows = (1...24).map {
      "\($0),s\($0 % 3),p\($0 % 8),\($0 % 5 < 3 ? "f" : "m"),\(10 + $0 % 4)"
    }
    let text = "id,stratum,psu,sex,w\n" + rows.joined(separator: "\n") + "\n"
    let request = WeightingRequest(
      weight: ColumnReference("w"),
      calibration: CalibrationRequest(
        kind: .calibrate(.raking(nil)), margins: [sexMargin(180, 130)]),
      replicates: ReplicateMaking(
        kind: .stratifiedJackknife, stratum: ColumnReference("stratum"),
        cluster: ColumnReference("psu"), isNested: true))
    let result = try request.run([input(text)])
    #expect(result.replicates.count == 24)
    for column in result.replicates + [result.weights] {
      let f = column.indices.filter { ($0 + 1) % 5 < 3 }.reduce(0) { $0 + column[$1] }
      #expect(abs(f - 180) < 1e-9)
      #expect(abs(column.reduce(0, +) - 310) < 1e-9)
    }
    let header = try written(result).lines[0]
    #expect(
      header.hasSuffix("weight_adjusted,\((1...24).map { "rep_\($0)" }.joined(separator: ","))"))
  }

  @Test("replicates do not depend on the order of the rows")
  func orderOfRows() throws {
    let rows = (0..<12).map { "\($0),p\($0 % 4),\($0 + 5)" }
    func run(_ rows: [String]) throws -> WeightingResult {
      try WeightingRequest(
        weight: ColumnReference("w"),
        replicates: ReplicateMaking(
          kind: .bootstrap, count: 5, seed: 3, cluster: ColumnReference("psu"))
      ).run([input("id,psu,w\n" + rows.joined(separator: "\n") + "\n")])
    }
    let forward = try run(rows)
    let backward = try run(rows.reversed())
    for (a, b) in zip(forward.replicates, backward.replicates) { #expect(a == b.reversed()) }
  }

  @Test("an existing column is not overwritten, and formulas are disarmed")
  func outputGuards() throws {
    let result = try WeightingRequest(
      calibration: CalibrationRequest(kind: nil, margins: [], trimming: (0, 5))
    ).run([input("a,note\n1,=1+1\n2,-3\n")])
    let (lines, _) = try written(result)
    #expect(lines[1] == "1,'=1+1,1")
    #expect(lines[2] == "2,-3,1")
    #expect(try written(result, WeightedFileOptions(excelSafe: false)).lines[1] == "1,=1+1,1")
    #expect(throws: RequestError.self) {
      try written(result, WeightedFileOptions(weightColumn: "Note"))
    }
  }

  @Test("several files are one data set and one output")
  func severalFiles() throws {
    let first = input("sex,w\nf,1\nm,1\n")
    let second = CSVInput.bytes(Array("sex,w\nm,1\nf,1\n".utf8), name: "more.csv")
    let result = try WeightingRequest(
      weight: ColumnReference("w"),
      calibration: CalibrationRequest(kind: .postStratify, margins: [sexMargin(6, 4)])
    ).run([first, second])
    #expect(
      try written(result).lines == [
        "sex,w,weight_adjusted", "f,1,3", "m,1,2", "m,1,2", "f,1,3",
      ])
    let other = CSVInput.bytes(Array("w,sex\n1,m\n".utf8), name: "other.csv")
    let mixed = try WeightingRequest(
      weight: ColumnReference("w"),
      calibration: CalibrationRequest(kind: nil, margins: [], trimming: (0, 5))
    ).run([first, other])
    #expect(throws: RequestError.self) { try written(mixed) }
  }
}
