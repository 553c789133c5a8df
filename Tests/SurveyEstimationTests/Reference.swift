import Foundation
import Testing

/// Reads the reference results that the scripts in scripts/reference make with R.
enum Reference {
  static func load<Content: Decodable>(_ name: String, as type: Content.Type) throws -> Content {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let file = folder.appendingPathComponent("Reference/\(name).json")
    return try JSONDecoder().decode(type, from: Data(contentsOf: file))
  }
}

/// The columns of the made-up survey of scripts/reference/synthetic.R.
struct SyntheticSurvey: Decodable {
  var stratum: [Int]
  var psu: [Int]
  var weight: [Double]
  var x: [Double]
  var y: [Double]
  var score: [Double]
  var sex: [Int32]
  var age: [Int32]
  var area: [Int32]

  /// With-replacement variance between clusters within strata of the total of weighted influence
  /// values: the plain definition, written here a second time to check the library against.
  func variance(ofWeighted values: [Double]) -> Double {
    var result = 0.0
    for h in Set(stratum).sorted() {
      let clusters = Set(zip(stratum, psu).filter { $0.0 == h }.map(\.1)).sorted()
      let totals = clusters.map { cluster in
        values.indices.filter { psu[$0] == cluster }.reduce(0) { $0 + values[$1] }
      }
      let mean = totals.reduce(0, +) / Double(totals.count)
      let squares = totals.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      result += squares * Double(totals.count) / Double(totals.count - 1)
    }
    return result
  }
}

/// Records an issue unless `actual` is within `relative` of `expected`.
func expectClose(
  _ actual: Double, _ expected: Double, relative: Double = 1e-9, absolute: Double = 0,
  _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
) {
  let allowed = max(relative * abs(expected), absolute)
  #expect(
    abs(actual - expected) <= allowed, comment ?? "\(actual) against \(expected)",
    sourceLocation: sourceLocation)
}

/// Records an issue unless all values are close, element by element.
func expectClose(
  _ actual: [Double], _ expected: [Double], relative: Double = 1e-9, absolute: Double = 0,
  _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(actual.count == expected.count, comment, sourceLocation: sourceLocation)
  let far = zip(actual, expected).filter {
    !(abs($0 - $1) <= max(relative * abs($1), absolute))
  }
  #expect(far.isEmpty, comment ?? "\(far.prefix(3))", sourceLocation: sourceLocation)
}
