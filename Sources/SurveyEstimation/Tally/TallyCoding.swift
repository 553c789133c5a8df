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
  ///
  /// Sums must be settled.
  func write(to writer: inout TallyWriter) {
    let width = definition.variables.count
    writer.write(
      frame,
      domain: { index, writer in
        for variable in 0..<width { writer.write(domainMissing[index * width + variable]) }
        writer.write(moments, at: index, stride: momentPairs.count)
      }, cell: { index, writer in writer.write(sums, at: index, stride: stride) })
    let left = leftOut.sorted { $0.lexicographicallyPrecedes($1) }
    writer.write(left.count)
    for levels in left { writer.write(texts: levels) }
  }

  /// Reads what `write(to:)` has written, in this version or an earlier one.
  init(
    _ definition: TallyDefinition, from reader: inout TallyReader, version: Int
  ) throws(TallyError) {
    self.init(definition)
    let width = definition.variables.count
    let pairs = momentPairs.count
    let stride = stride
    let levels = definition.domainVariables.count
    var missing: [Int] = []
    var moments: [ExactSum] = []
    var sums: [ExactSum] = []
    frame = try reader.frame(
      rowsAreUnits: definition.rowsAreUnits,
      names: version < 3 ? .fixed(levels: levels) : .counted,
      domain: { (_, reader) throws(TallyError) in
        for _ in 0..<width { missing.append(try reader.count()) }
        try reader.sums(pairs, to: &moments)
      }, cell: { (reader) throws(TallyError) in try reader.sums(stride, to: &sums) })
    guard frame.domains.allSatisfy({ $0.count == levels }) else { throw .corrupt }
    for (place, count) in missing.enumerated() where count > frame.domainRows[place / width] {
      throw .corrupt
    }
    makeRoom()
    (domainMissing, self.moments, self.sums) = (missing, moments, sums)
    guard version >= 3 else { return }
    for _ in 0..<(try reader.itemCount()) {
      let left = try reader.texts()
      guard left.count == levels, leftOut.insert(left).inserted, !frame.domains.contains(left)
      else { throw .corrupt }
    }
  }
}
