/// Rows to be added to a ``MomentTally``; all columns are parallel.
public struct MomentRows: Sendable {
  /// Number of rows, at most 65,536 at a time.
  public var count: Int
  /// Weights; empty where all rows weigh 1.
  public var weights: [Double]
  /// The tally's number of each row's PSU (of its stratum where rows are PSUs).
  public var units: [Int32]
  /// The tally's number of each row's domain.
  public var domains: [Int32]
  /// The integer quantities, one column each, in the order of the definition.
  public var integers: [[Int32]]
  /// The real quantities.
  public var reals: [[Double]]

  /// Rows to be tallied.
  public init(
    count: Int, weights: [Double], units: [Int32], domains: [Int32], integers: [[Int32]],
    reals: [[Double]]
  ) {
    self.count = count
    self.weights = weights
    self.units = units
    self.domains = domains
    self.integers = integers
    self.reals = reals
  }
}

extension MomentTally {
  /// Rows of one cell and one weight, whose integers are added up before they meet the weight.
  private struct Group {
    var cell: Int32
    var weight: Double
    /// The square of the weight, rounded to a double once for each row.
    var square: Double
  }

  private struct GroupKey: Hashable {
    var cell: Int32
    var weight: UInt64
  }

  /// Adds rows.
  ///
  /// - Complexity: O(rows x (quantities + pairs)).
  public mutating func add(_ rows: MomentRows) {
    precondition(rows.count <= 1 << 16, "at most 65,536 rows at a time")
    guard rows.count > 0 else { return }
    var groups: [Group] = []
    var known: [GroupKey: Int32] = [:]
    var groupOfRow = [Int32](repeating: 0, count: rows.count)
    var cells = groupOfRow
    var last = (unit: Int32(-1), domain: Int32(-1), weight: UInt64.max, group: Int32(-1))
    for row in 0..<rows.count {
      let weight = rows.weights.isEmpty ? 1 : rows.weights[row]
      let (unit, domain) = (rows.units[row], rows.domains[row])
      let number = frame.cell(unit: unit, domain: domain)
      cells[row] = number
      if last.unit != unit || last.domain != domain || last.weight != weight.bitPattern {
        let key = GroupKey(cell: number, weight: weight.bitPattern)
        let group = known[key] ?? Int32(groups.count)
        if group == groups.count {
          known[key] = group
          groups.append(
            Group(
              cell: number, weight: ExactSum.multiple(weight),
              square: ExactSum.multiple(weight * weight)))
        }
        last = (unit, domain, weight.bitPattern, group)
      }
      groupOfRow[row] = last.group
    }
    frame.count(units: rows.units, domains: rows.domains, cells: cells)
    makeRoom()
    var sums = [Int](repeating: 0, count: groups.count)
    addIntegers(rows, groups, groupOfRow, &sums)
    addReals(rows, groups, groupOfRow)
    for (place, pair) in (definition.pairs + definition.overallPairs).enumerated() {
      add(pair, place, rows, groups, groupOfRow, &sums)
    }
  }

  private mutating func addIntegers(
    _ rows: MomentRows, _ groups: [Group], _ groupOfRow: [Int32], _ sums: inout [Int]
  ) {
    for (place, quantity) in definition.integers.enumerated() {
      let column = rows.integers[place]
      for row in column.indices { sums[Int(groupOfRow[row])] &+= Int(column[row]) }
      for group in groups.indices where sums[group] != 0 {
        let domain = Int(frame.cellDomains[Int(groups[group].cell)])
        domainCounts[domain * definition.integers.count + place] += sums[group]
        addFirst(quantity, groups[group], Double(sums[group]))
        sums[group] = 0
      }
    }
  }

  private mutating func addReals(_ rows: MomentRows, _ groups: [Group], _ groupOfRow: [Int32]) {
    for (place, quantity) in definition.reals.enumerated() {
      let column = rows.reals[place]
      for row in column.indices where column[row] != 0 {
        addFirst(quantity, groups[Int(groupOfRow[row])], column[row])
      }
    }
  }

  private mutating func addFirst(_ quantity: Int, _ group: Group, _ value: Double) {
    if quantity < definition.cellQuantities {
      first[Int(group.cell) * definition.cellQuantities + quantity]
        .addProduct(group.weight, value)
    } else {
      let domain = Int(frame.cellDomains[Int(group.cell)])
      domainFirst[domain * domainFirstStride + quantity - definition.cellQuantities]
        .addProduct(group.weight, value)
    }
  }

  private mutating func add(
    _ pair: MomentPair, _ place: Int, _ rows: MomentRows, _ groups: [Group],
    _ groupOfRow: [Int32], _ sums: inout [Int]
  ) {
    let plain = definition.plainPlaces[pair]
    if let one = definition.integers.firstIndex(of: pair.first),
      let two = definition.integers.firstIndex(of: pair.second)
    {
      let (a, b) = (rows.integers[one], rows.integers[two])
      for row in a.indices { sums[Int(groupOfRow[row])] &+= Int(a[row]) &* Int(b[row]) }
      for group in groups.indices where sums[group] != 0 {
        add(Double(sums[group]), groups[group], place: place, plain: plain)
        sums[group] = 0
      }
      return
    }
    let (a, b) = (column(pair.first, rows), column(pair.second, rows))
    for row in a.indices {
      let product = a[row] * b[row]
      if product != 0 {
        add(product, groups[Int(groupOfRow[row])], place: place, plain: plain)
      }
    }
  }

  private func column(_ quantity: Int, _ rows: MomentRows) -> [Double] {
    if let place = definition.integers.firstIndex(of: quantity) {
      return rows.integers[place].map { Double($0) }
    }
    return definition.reals.firstIndex(of: quantity).map { rows.reals[$0] } ?? []
  }

  private mutating func add(_ product: Double, _ group: Group, place: Int, plain: Int?) {
    let isOverall = place >= definition.pairs.count
    if let plain {
      if isOverall {
        overallSecond[plain - definition.plainPairs.count].addProduct(group.weight, product)
      } else {
        let domain = Int(frame.cellDomains[Int(group.cell)])
        domainSecond[domain * definition.plainPairs.count + plain]
          .addProduct(group.weight, product)
      }
    }
    guard definition.rowsAreUnits else { return }
    if isOverall {
      let stratum = Int(frame.cellUnits[Int(group.cell)])
      stratumSecond[stratum * definition.overallPairs.count + place - definition.pairs.count]
        .addProduct(group.square, product)
    } else {
      second[Int(group.cell) * secondStride + place].addProduct(group.square, product)
    }
  }
}
