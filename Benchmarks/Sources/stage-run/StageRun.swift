import Foundation
import Stages

/// `stage-run STAGE ROWS TIMES`: does one stage several times and prints what it gives, for counting instructions.
@main
struct StageRun {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, let stage = Stage(rawValue: arguments[1]),
      let rows = Int(arguments[2]), let times = Int(arguments[3])
    else {
      let stages = Stage.allCases.map(\.rawValue).joined(separator: "|")
      FileHandle.standardError.write(Data("usage: stage-run \(stages) ROWS TIMES\n".utf8))
      exit(64)
    }
    let work = try stage.prepared(rows: rows)
    var results: Set<Double> = []
    for _ in 0..<times { results.insert(try work()) }
    guard results.count <= 1 else { exit(70) }
    print(results.first ?? 0)
  }
}
