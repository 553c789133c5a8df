/// Writes the numbers and texts of a tally.
struct TallyWriter {
  var bytes: [UInt8] = []

  mutating func write(_ number: Int) {
    var rest = UInt64(bitPattern: Int64(number))
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func write(_ text: String) {
    write(text.utf8.count)
    bytes += Array(text.utf8)
  }

  mutating func writeWord(_ word: UInt64) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: word >> shift))
    }
  }

  mutating func write(_ number: Double) { writeWord(number.bitPattern) }

  /// One byte says which words differ from the sign's filling, then those words.
  mutating func write(_ sum: ExactSum) {
    let words = [sum.limb0, sum.limb1, sum.limb2, sum.limb3]
    let isNegative = sum.limb3 >> 63 == 1
    let fill: UInt64 = isNegative ? .max : 0
    var mask: UInt8 = isNegative ? 0x10 : 0
    for (index, word) in words.enumerated() where word != fill { mask |= 1 << UInt8(index) }
    bytes.append(mask)
    for word in words where word != fill { writeWord(word) }
  }

  mutating func write(_ component: Component) {
    switch component {
    case .value(let variable):
      write(0)
      write(variable)
    case .count(let variable):
      write(1)
      write(variable)
    }
  }

  mutating func write(_ definition: TallyDefinition) {
    write(definition.variables.count)
    for kind in definition.variables { write(kind == .indicator ? 0 : 1) }
    write(definition.statistics.count)
    for statistic in definition.statistics {
      write(statistic.name)
      write(statistic.statistic)
      write(statistic.measure ?? "")
      write(statistic.isProportion ? 1 : 0)
      switch statistic.form {
      case .total(let component):
        write(0)
        write(component)
      case .meanOfRatios(let terms, let scale):
        write(terms.count)
        write(scale)
        for term in terms {
          write(term.numerator)
          write(term.denominator)
        }
      }
    }
    for list in [definition.domainVariables, definition.request] {
      write(list.count)
      for text in list { write(text) }
    }
    let flags = [
      definition.rowsAreUnits, definition.isStratified, definition.isNested,
      definition.hasPopulations, definition.weight != nil,
    ]
    for flag in flags { write(flag ? 1 : 0) }
    write(definition.weight ?? "")
  }
}

/// Reads what `TallyWriter` has written, and stops at anything else.
struct TallyReader {
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  mutating func byte() throws(TallyError) -> UInt8 {
    guard let byte = rest.popFirst() else { throw .truncated }
    return byte
  }

  /// Passes over bytes.
  mutating func skip(_ count: Int) { rest = rest.dropFirst(count) }

  mutating func integer() throws(TallyError) -> Int {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try byte()
      guard shift < 64 else { throw .corrupt }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return Int(Int64(bitPattern: value)) }
      shift += 7
    }
  }

  /// A number that counts something: not negative, and small enough to add up.
  mutating func count() throws(TallyError) -> Int {
    let value = try integer()
    guard value >= 0, value < 1 << 48 else { throw .corrupt }
    return value
  }

  /// The number of items to follow; each takes a byte at least.
  mutating func itemCount() throws(TallyError) -> Int {
    let value = try count()
    guard value <= rest.count else { throw .corrupt }
    return value
  }

  mutating func index(below limit: Int) throws(TallyError) -> Int {
    let value = try count()
    guard value < limit else { throw .corrupt }
    return value
  }

  mutating func flag() throws(TallyError) -> Bool { try index(below: 2) == 1 }

  mutating func text() throws(TallyError) -> String {
    let length = try itemCount()
    guard let text = String(validating: rest.prefix(length), as: UTF8.self) else { throw .corrupt }
    rest = rest.dropFirst(length)
    return text
  }

  mutating func word() throws(TallyError) -> UInt64 {
    var word: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 8) { word |= UInt64(try byte()) << shift }
    return word
  }

  mutating func real() throws(TallyError) -> Double { Double(bitPattern: try word()) }

  mutating func sum() throws(TallyError) -> ExactSum {
    let mask = try byte()
    guard mask < 0x20 else { throw .corrupt }
    var words = [UInt64](repeating: mask & 0x10 != 0 ? .max : 0, count: 4)
    for index in 0..<4 where mask & (1 << UInt8(index)) != 0 { words[index] = try word() }
    return ExactSum(limbs: (words[0], words[1], words[2], words[3]))
  }

  mutating func component(_ variables: Int) throws(TallyError) -> Component {
    let isCount = try flag()
    let variable = try index(below: variables)
    return isCount ? .count(variable) : .value(variable)
  }

  mutating func definition() throws(TallyError) -> TallyDefinition {
    var variables: [TallyDefinition.VariableKind] = []
    for _ in 0..<(try itemCount()) { variables.append(try flag() ? .number : .indicator) }
    var statistics: [StatisticDefinition] = []
    for _ in 0..<(try itemCount()) {
      let name = try text()
      let statistic = try text()
      let measure = try text()
      let isProportion = try flag()
      let terms = try itemCount()
      let form: StatisticDefinition.Form
      if terms == 0 {
        form = .total(try component(variables.count))
      } else {
        let scale = try real()
        var ratios: [RatioTerm] = []
        for _ in 0..<terms {
          let numerator = try component(variables.count)
          ratios.append(RatioTerm(numerator, over: try component(variables.count)))
        }
        form = .meanOfRatios(ratios, scale: scale)
      }
      statistics.append(
        StatisticDefinition(
          name: name, statistic: statistic, measure: measure.isEmpty ? nil : measure, form: form,
          isProportion: isProportion))
    }
    var lists: [[String]] = []
    for _ in 0..<2 {
      var list: [String] = []
      for _ in 0..<(try itemCount()) { list.append(try text()) }
      lists.append(list)
    }
    var flags: [Bool] = []
    for _ in 0..<5 { flags.append(try flag()) }
    let weight = try text()
    let definition = TallyDefinition(
      variables: variables, statistics: statistics, domainVariables: lists[0],
      rowsAreUnits: flags[0], isStratified: flags[1], isNested: flags[2], hasPopulations: flags[3],
      weight: flags[4] ? weight : nil, request: lists[1])
    guard definition.isAnswerable else { throw .corrupt }
    return definition
  }
}

extension Tally {
  /// Writes everything but the definition, in the order of the names.
  func write(to writer: inout TallyWriter) {
    let strataOrder = strata.indices.sorted { strata[$0] < strata[$1] }
    let stratumPlace = Self.places(strataOrder)
    writer.write(strata.count)
    for index in strataOrder {
      writer.write(strata[index])
      writer.write(stratumRows[index])
      writer.write(populationExtremes[index].smallest)
      writer.write(populationExtremes[index].largest)
    }
    let unitOrder = unitStrata.indices.sorted { left, right in
      let strata = (stratumPlace[Int(unitStrata[left])], stratumPlace[Int(unitStrata[right])])
      if strata.0 != strata.1 { return strata.0 < strata.1 }
      return !definition.rowsAreUnits && unitNames[left] < unitNames[right]
    }
    let unitPlace = Self.places(unitOrder)
    if !definition.rowsAreUnits {
      writer.write(unitOrder.count)
      for index in unitOrder {
        writer.write(stratumPlace[Int(unitStrata[index])])
        writer.write(unitNames[index])
      }
    }
    let domainOrder = domains.indices.sorted { domains[$0].lexicographicallyPrecedes(domains[$1]) }
    let domainPlace = Self.places(domainOrder)
    writer.write(domains.count)
    for index in domainOrder {
      for level in domains[index] { writer.write(level) }
      writer.write(domainRows[index])
      for variable in definition.variables.indices {
        writer.write(domainMissing[index * definition.variables.count + variable])
      }
      for pair in momentPairs.indices { writer.write(moments[index * momentPairs.count + pair]) }
    }
    let cellOrder = cellUnits.indices.sorted { left, right in
      let a = (unitPlace[Int(cellUnits[left])], domainPlace[Int(cellDomains[left])])
      let b = (unitPlace[Int(cellUnits[right])], domainPlace[Int(cellDomains[right])])
      return a < b
    }
    writer.write(cellOrder.count)
    for index in cellOrder {
      writer.write(unitPlace[Int(cellUnits[index])])
      writer.write(domainPlace[Int(cellDomains[index])])
      writer.write(cellRows[index])
      for slot in 0..<stride { writer.write(sums[index * stride + slot]) }
    }
  }

  private static func places(_ order: [Int]) -> [Int] {
    var places = [Int](repeating: 0, count: order.count)
    for (place, index) in order.enumerated() { places[index] = place }
    return places
  }

  /// Reads what `write(to:)` has written.
  init(_ definition: TallyDefinition, from reader: inout TallyReader) throws(TallyError) {
    self.init(definition)
    for index in 0..<(try reader.itemCount()) {
      guard stratum(try reader.text()) == Int32(index) else { throw .corrupt }
      stratumRows[index] = try reader.count()
      populationExtremes[index] = (try reader.real(), try reader.real())
    }
    if !definition.rowsAreUnits {
      for index in 0..<(try reader.itemCount()) {
        let stratum = Int32(try reader.index(below: strata.count))
        guard unit(try reader.text(), inStratum: stratum) == Int32(index) else { throw .corrupt }
      }
    }
    let width = definition.variables.count
    for index in 0..<(try reader.itemCount()) {
      var levels: [String] = []
      for _ in definition.domainVariables { levels.append(try reader.text()) }
      guard domain(levels) == Int32(index) else { throw .corrupt }
      domainRows[index] = try reader.count()
      for variable in 0..<width {
        domainMissing[index * width + variable] = try reader.count()
        guard domainMissing[index * width + variable] <= domainRows[index] else { throw .corrupt }
      }
      for pair in momentPairs.indices {
        moments[index * momentPairs.count + pair] = try reader.sum()
      }
    }
    for index in 0..<(try reader.itemCount()) {
      let unit = Int32(try reader.index(below: unitCount))
      let domain = Int32(try reader.index(below: domains.count))
      guard cell(unit: unit, domain: domain) == Int32(index) else { throw .corrupt }
      cellRows[index] = try reader.count()
      makeRoomForSums()
      for slot in 0..<stride { sums[index * stride + slot] = try reader.sum() }
    }
  }

  /// The tally without the domains that have fewer rows than a minimum; their rows stay in the
  /// design.
  ///
  /// - Returns: The tally and the domains left out, which then have no estimate.
  public func withoutDomains(below minimum: Int) -> (tally: Tally, left: [[String]]) {
    let small = domains.indices.filter { domainRows[$0] < minimum }
    guard !small.isEmpty else { return (self, []) }
    var source = self
    source.settle()
    var kept = Tally(definition)
    for (index, name) in strata.enumerated() {
      let number = Int(kept.stratum(name))
      kept.stratumRows[number] = stratumRows[index]
      kept.populationExtremes[number] = populationExtremes[index]
    }
    for (index, stratum) in unitStrata.enumerated() where !definition.rowsAreUnits {
      _ = kept.unit(unitNames[index], inStratum: stratum)
    }
    let width = definition.variables.count
    let pairs = momentPairs.count
    for index in domains.indices where domainRows[index] >= minimum {
      let number = Int(kept.domain(domains[index]))
      kept.domainRows[number] = domainRows[index]
      for variable in 0..<width {
        kept.domainMissing[number * width + variable] = domainMissing[index * width + variable]
      }
      for pair in 0..<pairs { kept.moments[number * pairs + pair] = moments[index * pairs + pair] }
    }
    for index in cellUnits.indices where domainRows[Int(cellDomains[index])] >= minimum {
      let domain = kept.domain(domains[Int(cellDomains[index])])
      let number = Int(kept.cell(unit: cellUnits[index], domain: domain))
      kept.cellRows[number] = cellRows[index]
      kept.makeRoomForSums()
      for slot in 0..<stride {
        kept.sums[number * stride + slot] = source.sums[index * stride + slot]
      }
    }
    return (kept, small.map { domains[$0] }.sorted { $0.lexicographicallyPrecedes($1) })
  }
}
