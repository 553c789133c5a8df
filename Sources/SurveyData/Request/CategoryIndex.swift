internal import SurveyEstimation

/// Joins the dictionaries of parts and files into one numbering by text.
struct CategoryIndex {
  private(set) var levels: [String] = []
  private var known: [String: Int32] = [:]

  /// The number of a text, without blanks at its ends; canonically equivalent texts are one.
  mutating func number(_ text: String) -> Int32 {
    let text = text.trimmedBlanks
    if let number = known[text] { return number }
    let number = Int32(levels.count)
    known[text] = number
    levels.append(text)
    return number
  }

  /// The numbers of a part's ids.
  mutating func numbers(of codes: [Int32], texts: [String]) -> [Int32] {
    var table = [Int32](repeating: -1, count: texts.count)
    return codes.map { code in
      if table[Int(code)] < 0 { table[Int(code)] = number(texts[Int(code)]) }
      return table[Int(code)]
    }
  }
}

/// The domains of a result: combinations of levels, in order of the levels' texts.
struct DomainIndex {
  /// Levels of every domain.
  private(set) var levels: [[String]] = []
  private var known: [[String]: Int32] = [:]

  /// Combinations of observed levels at most; beyond, only those that occur are listed.
  static let largestCrossing = 100_000

  /// All combinations of the levels of the variables, or those that occur when there are too many.
  ///
  /// - Parameters:
  ///   - variables: Levels of every variable, in any order, repeats allowed.
  ///   - occurring: Combinations that occur.
  init(variables: [[String]], occurring: [[String]]) {
    let sorted = variables.map { Self.inOrder(Array(Set($0))) }
    let product = sorted.reduce(1.0) { $0 * Double($1.count) }
    if product > Double(Self.largestCrossing) {
      levels = Array(Set(occurring)).sorted { Self.precedes($0, $1) }
    } else {
      levels = sorted.reduce([[]]) { combinations, next in
        combinations.flatMap { combination in next.map { combination + [$0] } }
      }
    }
    for (index, combination) in levels.enumerated() { known[combination] = Int32(index) }
  }

  /// The number of a combination; -1 when it is none of them.
  func number(_ combination: [String]) -> Int32 { known[combination] ?? -1 }

  private static func precedes(_ left: [String], _ right: [String]) -> Bool {
    for (a, b) in zip(left, right) where a != b { return levelPrecedes(a, b) }
    return left.count < right.count
  }

  /// Numbers by value before texts by their scalars.
  static func levelPrecedes(_ left: String, _ right: String) -> Bool {
    switch (CellValue.number(left), CellValue.number(right)) {
    case (let a?, let b?) where a != b: return a < b
    case (_?, nil): return true
    case (nil, _?): return false
    default: return left.unicodeScalars.lexicographicallyPrecedes(right.unicodeScalars)
    }
  }

  static func inOrder(_ levels: [String]) -> [String] { levels.sorted(by: levelPrecedes) }
}
