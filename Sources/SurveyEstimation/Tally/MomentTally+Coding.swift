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
    writer.write(
      frame,
      stratum: { index, writer in
        writer.write(stratumSecond, at: index, stride: stratumSecondStride)
      },
      domain: { index, writer in
        let counts = definition.integers.count
        for place in 0..<counts { writer.write(domainCounts[index * counts + place]) }
        writer.write(domainFirst, at: index, stride: domainFirstStride)
        writer.write(domainSecond, at: index, stride: definition.plainPairs.count)
      },
      whole: { writer in writer.write(overallSecond, at: 0, stride: overallSecond.count) },
      cell: { index, writer in
        writer.write(first, at: index, stride: definition.cellQuantities)
        writer.write(second, at: index, stride: secondStride)
      })
    return writer.bytes
  }

  /// Reads ``bytes``; whatever they are, the answer is a tally or an error.
  public init(bytes: ArraySlice<UInt8>) throws(TallyError) {
    var reader = TallyReader(bytes)
    let definition = try reader.momentDefinition()
    var tally = MomentTally(definition)
    let counts = definition.integers.count
    let plain = definition.plainPairs.count
    let (ofStratum, ofDomain, ofCell) = (
      tally.stratumSecondStride, tally.domainFirstStride, tally.secondStride
    )
    var stratumSecond: [ExactSum] = []
    var domainCounts: [Int] = []
    var domainFirst: [ExactSum] = []
    var domainSecond: [ExactSum] = []
    var overallSecond: [ExactSum] = []
    var first: [ExactSum] = []
    var second: [ExactSum] = []
    let overall = definition.plainOverallPairs.count
    tally.frame = try reader.frame(
      rowsAreUnits: definition.rowsAreUnits,
      stratum: { (reader) throws(TallyError) in
        try reader.sums(ofStratum, to: &stratumSecond)
      },
      domain: { (_, reader) throws(TallyError) in
        for _ in 0..<counts { domainCounts.append(try reader.integer()) }
        try reader.sums(ofDomain, to: &domainFirst)
        try reader.sums(plain, to: &domainSecond)
      },
      whole: { (reader) throws(TallyError) in try reader.sums(overall, to: &overallSecond) },
      cell: { (reader) throws(TallyError) in
        try reader.sums(definition.cellQuantities, to: &first)
        try reader.sums(ofCell, to: &second)
      })
    guard reader.rest.isEmpty else { throw .corrupt }
    tally.stratumSecond = stratumSecond
    (tally.domainCounts, tally.domainFirst, tally.domainSecond) = (
      domainCounts, domainFirst, domainSecond
    )
    tally.overallSecond = overallSecond
    (tally.first, tally.second) = (first, second)
    self = tally
  }
}
