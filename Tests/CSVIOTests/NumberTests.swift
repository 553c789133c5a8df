import CSVIO
import TestSupport
import Testing

@Suite("Numbers")
struct NumberTests {
  struct Collector: RecordConsumer {
    var values: [Double] = []
    var states: [NumberState] = []
    mutating func consume(_ batch: RecordBatch) {
      values += batch.numbers(0)
      states += (0..<batch.count).map { batch.numberState(0, $0) }
    }
  }

  func read(_ cells: [String], _ mark: DecimalMark) throws -> Collector {
    var writer = CSVWriter(options: .init(delimiter: 0x3B))
    writer.write(["x", "y"])
    for cell in cells { writer.write([cell, "1"]) }
    let file = try CSVFile(
      .bytes(writer.bytes, name: "n.csv"), options: CSVReadOptions(decimalMark: mark))
    let result = try file.read([ColumnRequest(index: 0, kind: .number)]) { _ in Collector() }
    return result.consumers[0]
  }

  @Test("Plain notations, the same under every mark")
  func plain() throws {
    let cells = [
      "0", "-0", "7", "+3", "-12", "1e3", "1E-5", "2.5e+2", "0.5", ".5", "5.", "12.34", "  4 ",
      "50%", "0.25 %",
    ]
    let expected = [0, -0.0, 7, 3, -12, 1000, 1e-5, 250, 0.5, 0.5, 5, 12.34, 4, 0.5, 0.0025]
    for mark in DecimalMark.allCases {
      let result = try read(cells, mark)
      #expect(result.values == expected, "\(mark)")
      #expect(result.states.allSatisfy { $0 == .ok }, "\(mark)")
    }
  }

  /// Cell, value by point, value by comma, state and value when the mark is not set.
  static let notations: [(String, Double?, Double?, NumberState, Double?)] = [
    ("87,5", nil, 87.5, .ok, 87.5), ("87,5%", nil, 0.875, .ok, 0.875),
    ("1.234", 1.234, 1234, .ambiguous, 1.234), ("1,234", 1234, 1.234, .ambiguous, 1.234),
    ("0.123", 0.123, 0.123, .ok, 0.123), ("0,123", nil, 0.123, .ok, 0.123),
    ("1234.567", 1234.567, 1234.567, .ok, 1234.567), ("1.234,5", nil, 1234.5, .ok, 1234.5),
    ("1,234.5", 1234.5, nil, .ok, 1234.5), ("1.234.567", nil, 1_234_567, .ok, 1_234_567),
    ("1,234,567", 1_234_567, nil, .ok, 1_234_567), ("1.5", 1.5, 1.5, .ok, 1.5),
    ("12,34,567", nil, nil, .invalid, nil), ("1.2.3", nil, nil, .invalid, nil),
  ]

  @Test("Marks and groups by notation", arguments: notations)
  func marks(
    cell: String, point: Double?, comma: Double?, state: NumberState, automatic: Double?
  ) throws {
    let byPoint = try read([cell], .point)
    #expect(byPoint.states == [point == nil ? .invalid : .ok])
    if let point { #expect(byPoint.values == [point]) }
    let byComma = try read([cell], .comma)
    #expect(byComma.states == [comma == nil ? .invalid : .ok])
    if let comma { #expect(byComma.values == [comma]) }
    let unset = try read([cell], .automatic)
    #expect(unset.states == [state])
    if let automatic { #expect(unset.values == [automatic]) }
  }

  @Test(
    "What is no number",
    arguments: [
      "x", "-", "+", ".", "1e", "e5", "1e99999999", "0x10", "inf", "nan", "NaN", "1 2", "--1",
      "1,,2", "%",
      "1_000", "١", "1e400", "1.5.", "12abc",
    ])
  func invalid(cell: String) throws {
    for mark in DecimalMark.allCases {
      let result = try read([cell, "", "\u{20}"], mark)
      #expect(result.states == [.invalid, .empty, .empty], "\(mark)")
      #expect(result.values.allSatisfy { $0.isNaN })
    }
  }

  @Test("Random numbers are rounded as the standard library rounds them")
  func correctRounding() throws {
    var generator = RepeatableRandomNumberGenerator(seed: 42)
    var cells: [String] = []
    for i in 0..<4000 {
      switch i % 4 {
      case 0: cells.append("\(Double(bitPattern: generator.next() >> 2 | 1 << 61))")
      case 1:
        cells.append(
          "\(Int.random(in: 0...9_999_999, using: &generator)).\(Int.random(in: 0...99_999_999, using: &generator))"
        )
      case 2: cells.append("\(generator.next()).\(generator.next())")
      default: cells.append("-0.\(generator.next())e\(Int.random(in: -30...30, using: &generator))")
      }
    }
    let result = try read(cells, .point)
    for (i, cell) in cells.enumerated() {
      let expected = try #require(Double(cell))
      if result.values[i] != expected { Issue.record("\(cell): \(result.values[i])") }
    }
  }

  @Test("A leading zero is no group of thousands: beside 0.987, 1.234 and 12.345 are decimals")
  func leadingZero() throws {
    for (cells, values) in [
      (["1.234", "0.987", "12.345"], [1.234, 0.987, 12.345]),
      (["0,345", "1,234", "-0,250"], [0.345, 1.234, -0.25]),
    ] {
      let found = try read(cells, .automatic)
      #expect(found.states == [.ok, .ok, .ok])
      #expect(found.values == values)
    }
    // The zero may stand far below the sample.
    let late = try read((0..<300).map { "\($0 % 9 + 1).234" } + ["0.987"], .automatic)
    #expect(late.states.allSatisfy { $0 == .ok })
    // Three decimals throughout say nothing: 12.345 may be twelve thousand.
    #expect(
      try read(["12.345", "10.250", "1.234"], .automatic).states == [
        .ambiguous, .ambiguous, .ambiguous,
      ])
  }

  @Test("A notation that other cells show never makes thousands of one group")
  func foundNotation() throws {
    let commas = try read(["87,5%", "1,234", "1.234", "1.234,5", "1.234.567"], .automatic)
    #expect(commas.states == [.ok, .ok, .ambiguous, .ok, .ok])
    #expect(commas.values == [0.875, 1.234, 1.234, 1234.5, 1_234_567])
    let points = try read(["87.5", "1.234", "1,234"], .automatic)
    #expect(points.states == [.ok, .ok, .ambiguous])
    let given = try read(["87,5", "1.234"], .comma)
    #expect(given.values == [87.5, 1234])
    #expect(given.states == [.ok, .ok])
  }
}
