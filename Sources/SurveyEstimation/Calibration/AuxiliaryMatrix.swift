/// The calibration variables of every row: a 0/1 block for each categorical margin and a column
/// for each numeric one, held as codes and values rather than as a dense matrix.
struct AuxiliaryMatrix: Sendable {
  enum Block: Sendable {
    case indicator(codes: [Int32], first: Int)
    case numeric(values: [Double], column: Int)
  }
  /// What a column stands for, with the total asked for.
  struct Column: Sendable {
    var variable: String
    var category: String
    /// The population total as given.
    var total: Double
    /// Subtracted from a numeric column where the constant lies in the span of the others.
    var centre = 0.0
    /// `total` of the centred column.
    var centredTotal: Double
    var isFirstOfBlock = false
    var isNumeric = false
  }

  let rowCount: Int
  let blocks: [Block]
  let columns: [Column]
  /// Population size, where a categorical margin gives it.
  let populationSize: Double?

  /// The columns of the first categorical margin; their totals sum to the weight of all rows.
  var firstCategoricalColumns: Range<Int>? {
    for case .indicator(_, let first) in blocks {
      let end = columns[(first + 1)...].firstIndex { $0.isFirstOfBlock || $0.isNumeric }
      return first..<(end ?? columns.count)
    }
    return nil
  }

  /// Relative difference of two margins' sums that passes as rounding.
  static let marginSumTolerance = 1e-6

  init(margins: [Margin], rowCount: Int) throws(WeightingError) {
    guard !margins.isEmpty else { throw .noMargins }
    var blocks: [Block] = []
    var columns: [Column] = []
    var reference: (variable: String, sum: Double)?
    for case .categorical(let margin) in margins {
      let sum = orderFreeSum(margin.totals)
      if let known = reference {
        guard abs(sum - known.sum) <= Self.marginSumTolerance * max(abs(sum), abs(known.sum)) else {
          throw .marginsDisagree(
            first: known.variable, firstSum: known.sum, second: margin.variable, secondSum: sum)
        }
      } else {
        reference = (margin.variable, sum)
      }
    }
    for margin in margins {
      switch margin {
      case .categorical(let margin):
        try Self.check(margin, rowCount: rowCount)
        blocks.append(.indicator(codes: margin.codes, first: columns.count))
        for (index, category) in margin.categories.enumerated() {
          columns.append(
            Column(
              variable: margin.variable, category: category, total: margin.totals[index],
              centredTotal: margin.totals[index], isFirstOfBlock: index == 0))
        }
      case .numeric(let margin):
        guard margin.values.count == rowCount else {
          throw .lengthMismatch(
            name: margin.variable, expected: rowCount, found: margin.values.count)
        }
        guard margin.total.isFinite else {
          throw .invalidTotal(variable: margin.variable, category: "", total: margin.total)
        }
        if let row = margin.values.firstIndex(where: { !$0.isFinite }) {
          throw .rowOutsideMargin(variable: margin.variable, row: row)
        }
        var column = Column(
          variable: margin.variable, category: "", total: margin.total, centredTotal: margin.total,
          isNumeric: true)
        var values = margin.values
        if let size = reference?.sum, size > 0 {
          column.centre = margin.total / size
          column.centredTotal = margin.total - column.centre * size
          for row in 0..<rowCount { values[row] -= column.centre }
        }
        blocks.append(.numeric(values: values, column: columns.count))
        columns.append(column)
      }
    }
    self.rowCount = rowCount
    self.blocks = blocks
    self.columns = columns
    populationSize = reference?.sum
  }

  private static func check(_ margin: CategoricalMargin, rowCount: Int) throws(WeightingError) {
    guard margin.codes.count == rowCount else {
      throw .lengthMismatch(name: margin.variable, expected: rowCount, found: margin.codes.count)
    }
    guard margin.totals.count == margin.categories.count else {
      throw .lengthMismatch(
        name: "totals of \(margin.variable)", expected: margin.categories.count,
        found: margin.totals.count)
    }
    for (index, total) in margin.totals.enumerated() where !(total >= 0 && total.isFinite) {
      throw .invalidTotal(
        variable: margin.variable, category: margin.categories[index], total: total)
    }
    let count = Int32(clamping: margin.categories.count)
    if let row = margin.codes.firstIndex(where: { $0 < 0 || $0 >= count }) {
      throw .rowOutsideMargin(variable: margin.variable, row: row)
    }
  }

  /// X b: the linear predictor of every row.
  func product(_ coefficients: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: rowCount)
    for block in blocks {
      switch block {
      case .indicator(let codes, let first):
        for row in 0..<rowCount { result[row] += coefficients[first + Int(codes[row])] }
      case .numeric(let values, let column):
        let coefficient = coefficients[column]
        for row in 0..<rowCount { result[row] += coefficient * values[row] }
      }
    }
    return result
  }

  /// X' v: the total of each column.
  func totals(_ values: [Double]) -> [Double] {
    var sums = [ExactSum](repeating: ExactSum(), count: columns.count)
    for block in blocks {
      switch block {
      case .indicator(let codes, let first):
        for row in 0..<rowCount { sums[first + Int(codes[row])].add(values[row]) }
      case .numeric(let column, let index):
        for row in 0..<rowCount { sums[index].add(column[row] * values[row]) }
      }
    }
    return sums.map(\.value)
  }

  /// The column totals of |x| v for v >= 0: the scale against which a misfit is small.
  func magnitudes(_ values: [Double]) -> [Double] {
    var result = totals(values)
    for case .numeric(let column, let index) in blocks {
      var sum = ExactSum()
      for row in 0..<rowCount { sum.add(abs(column[row]) * values[row]) }
      result[index] = sum.value
    }
    return result
  }

  /// X' diag(weights) X, row-major.
  func gram(_ weights: [Double]) -> [Double] {
    let size = columns.count
    var sums = [ExactSum](repeating: ExactSum(), count: size * size)
    for (position, left) in blocks.enumerated() {
      for right in blocks[...position] {
        switch (left, right) {
        case (.indicator(let a, let firstA), .indicator(let b, let firstB)):
          for row in 0..<rowCount {
            sums[(firstA + Int(a[row])) * size + firstB + Int(b[row])].add(weights[row])
          }
        case (.indicator(let codes, let first), .numeric(let values, let column)),
          (.numeric(let values, let column), .indicator(let codes, let first)):
          for row in 0..<rowCount {
            let indicator = first + Int(codes[row])
            let (r, c) = indicator > column ? (indicator, column) : (column, indicator)
            sums[r * size + c].add(weights[row] * values[row])
          }
        case (.numeric(let a, let columnA), .numeric(let b, let columnB)):
          for row in 0..<rowCount {
            sums[columnA * size + columnB].add(weights[row] * a[row] * b[row])
          }
        }
      }
    }
    var result = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
      for column in 0...row {
        result[row * size + column] = sums[row * size + column].value
        result[column * size + row] = result[row * size + column]
      }
    }
    return result
  }

  /// The total of a column in the unit of its margin: undoes the centring.
  func uncentred(_ totals: [Double], weights: [Double]) -> [Double] {
    let weight = orderFreeSum(weights)
    return totals.enumerated().map { $1 + columns[$0].centre * weight }
  }
}
