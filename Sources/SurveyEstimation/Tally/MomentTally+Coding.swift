extension TallyWriter {
  mutating func write(_ definition: MomentDefinition) {
    write(definition.quantities.count)
    write(definition.cellQuantities)
    for quantity in definition.quantities {
      write(Int(quantity.kind.rawValue))
      write(quantity.within.map { $0 + 1 } ?? 0)
    }
    for pairs in [definition.pairs, definition.overallPairs] {
      write(pairs.count)
      for pair in pairs {
        write(pair.first)
        write(pair.second)
      }
    }
    for flag in [
      definition.rowsAreUnits, definition.isStratified, definition.isNested,
      definition.hasPopulations,
    ] { write(flag ? 1 : 0) }
  }
}

extension TallyReader {
  mutating func momentDefinition() throws(TallyError) -> MomentDefinition {
    let count = try itemCount()
    let cellQuantities = try index(below: count + 1)
    var quantities: [MomentQuantity] = []
    for _ in 0..<count {
      guard let kind = MomentQuantity.Kind(rawValue: UInt8(try index(below: 256))) else {
        throw .corrupt
      }
      let within = try index(below: count + 1)
      quantities.append(MomentQuantity(kind, within: within == 0 ? nil : within - 1))
    }
    // Chains of indicators go backwards, so that they end.
    for (place, quantity) in quantities.enumerated() {
      if let within = quantity.within, within >= place { throw .corrupt }
    }
    var lists: [[MomentPair]] = []
    for _ in 0..<2 {
      var pairs: [MomentPair] = []
      for _ in 0..<(try itemCount()) {
        let pair = MomentPair(try index(below: count), try index(below: count))
        if let last = pairs.last, last >= pair { throw .corrupt }
        pairs.append(pair)
      }
      lists.append(pairs)
    }
    guard Set(lists[0]).isDisjoint(with: lists[1]) else { throw .corrupt }
    let flags = [try flag(), try flag(), try flag(), try flag()]
    return MomentDefinition(
      quantities: quantities, cellQuantities: cellQuantities, pairs: lists[0],
      overallPairs: lists[1], rowsAreUnits: flags[0], isStratified: flags[1], isNested: flags[2],
      hasPopulations: flags[3])
  }
}

extension MomentTally {
  /// The definition and the sums as bytes; equal tallies are equal bytes, however they were merged.
  ///
  /// Numbers, texts and sums are written as in ``TallyFile``; strata, PSUs, domains and cells in the
  /// order of their names.
  public var bytes: [UInt8] {
    var writer = TallyWriter()
    writer.write(definition)
    let strataOrder = strata.indices.sorted { strata[$0] < strata[$1] }
    let stratumPlace = Self.places(strataOrder)
    writer.write(strata.count)
    for index in strataOrder {
      writer.write(strata[index])
      writer.write(stratumRows[index])
      writer.write(populationExtremes[index].smallest)
      writer.write(populationExtremes[index].largest)
      writer.write(stratumSecond, at: index, stride: stratumSecondStride)
    }
    let unitPlace = writeUnits(to: &writer, stratumPlace: stratumPlace)
    let domainOrder = domains.indices.sorted { domains[$0].lexicographicallyPrecedes(domains[$1]) }
    let domainPlace = Self.places(domainOrder)
    writer.write(domains.count)
    for index in domainOrder {
      writer.write(domains[index].count)
      for part in domains[index] { writer.write(part) }
      writer.write(domainRows[index])
      for place in definition.integers.indices {
        writer.write(domainCounts[index * definition.integers.count + place])
      }
      writer.write(domainFirst, at: index, stride: domainFirstStride)
      writer.write(domainSecond, at: index, stride: definition.plainPairs.count)
    }
    writer.write(overallSecond, at: 0, stride: overallSecond.count)
    let cellOrder = cellUnits.indices.sorted { left, right in
      (unitPlace[Int(cellUnits[left])], domainPlace[Int(cellDomains[left])])
        < (unitPlace[Int(cellUnits[right])], domainPlace[Int(cellDomains[right])])
    }
    writer.write(cellOrder.count)
    for index in cellOrder {
      writer.write(unitPlace[Int(cellUnits[index])])
      writer.write(domainPlace[Int(cellDomains[index])])
      writer.write(cellRows[index])
      writer.write(first, at: index, stride: definition.cellQuantities)
      writer.write(second, at: index, stride: secondStride)
    }
    return writer.bytes
  }

  private func writeUnits(to writer: inout TallyWriter, stratumPlace: [Int]) -> [Int] {
    guard !definition.rowsAreUnits else { return stratumPlace }
    let order = unitStrata.indices.sorted { left, right in
      let strata = (stratumPlace[Int(unitStrata[left])], stratumPlace[Int(unitStrata[right])])
      if strata.0 != strata.1 { return strata.0 < strata.1 }
      return unitMembers[left].lexicographicallyPrecedes(unitMembers[right])
    }
    writer.write(order.count)
    for index in order {
      writer.write(stratumPlace[Int(unitStrata[index])])
      writer.write(unitMembers[index].count)
      for name in unitMembers[index] { writer.write(name) }
    }
    return Self.places(order)
  }

  private static func places(_ order: [Int]) -> [Int] {
    var places = [Int](repeating: 0, count: order.count)
    for (place, index) in order.enumerated() { places[index] = place }
    return places
  }

  /// Reads ``bytes``; whatever they are, the answer is a tally or an error.
  public init(bytes: ArraySlice<UInt8>) throws(TallyError) {
    var reader = TallyReader(bytes)
    self.init(try reader.momentDefinition())
    for index in 0..<(try reader.itemCount()) {
      guard stratum(try reader.text()) == Int32(index) else { throw .corrupt }
      stratumRows[index] = try reader.count()
      populationExtremes[index] = (try reader.real(), try reader.real())
      try reader.sums(into: &stratumSecond, at: index, stride: stratumSecondStride)
    }
    if !definition.rowsAreUnits {
      for index in 0..<(try reader.itemCount()) {
        let stratum = Int32(try reader.index(below: strata.count))
        var members: [String] = []
        for _ in 0..<(try reader.itemCount()) { members.append(try reader.text()) }
        guard !members.isEmpty, Set(members).count == members.count else { throw .corrupt }
        for name in members where isKnown(unit: name, inStratum: stratum) { throw .corrupt }
        guard unit(members, inStratum: stratum) == Int32(index) else { throw .corrupt }
      }
    }
    for index in 0..<(try reader.itemCount()) {
      var key: [String] = []
      for _ in 0..<(try reader.itemCount()) { key.append(try reader.text()) }
      guard domain(key) == Int32(index) else { throw .corrupt }
      domainRows[index] = try reader.count()
      for place in definition.integers.indices {
        domainCounts[index * definition.integers.count + place] = try reader.integer()
      }
      try reader.sums(into: &domainFirst, at: index, stride: domainFirstStride)
      try reader.sums(into: &domainSecond, at: index, stride: definition.plainPairs.count)
    }
    try reader.sums(into: &overallSecond, at: 0, stride: overallSecond.count)
    for index in 0..<(try reader.itemCount()) {
      let unit = Int32(try reader.index(below: unitCount))
      let domain = Int32(try reader.index(below: domains.count))
      guard cell(unit: unit, domain: domain) == Int32(index) else { throw .corrupt }
      cellRows[index] = try reader.count()
      try reader.sums(into: &first, at: index, stride: definition.cellQuantities)
      try reader.sums(into: &second, at: index, stride: secondStride)
    }
    guard reader.rest.isEmpty else { throw .corrupt }
  }
}

extension TallyWriter {
  fileprivate mutating func write(_ sums: [ExactSum], at index: Int, stride: Int) {
    for slot in 0..<stride { write(sums[index * stride + slot]) }
  }
}

extension TallyReader {
  fileprivate mutating func sums(
    into sums: inout [ExactSum], at index: Int, stride: Int
  ) throws(TallyError) {
    for slot in 0..<stride { sums[index * stride + slot] = try sum() }
  }
}
