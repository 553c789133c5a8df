extension TallyWriter {
  /// Writes a frame in the order of its names, with the sums of a tally between.
  ///
  /// - Parameters:
  ///   - stratum: Writes what the tally holds of a stratum, after its names and counts.
  ///   - domain: The same for a domain.
  ///   - whole: Writes what it holds of all rows, before the cells.
  ///   - cell: The same for a cell.
  mutating func write(
    _ frame: TallyFrame, stratum: (Int, inout TallyWriter) -> Void = { _, _ in },
    domain: (Int, inout TallyWriter) -> Void, whole: (inout TallyWriter) -> Void = { _ in },
    cell: (Int, inout TallyWriter) -> Void
  ) {
    let strataOrder = frame.strata.indices.sorted { frame.strata[$0] < frame.strata[$1] }
    let stratumPlace = Self.places(strataOrder)
    write(strataOrder.count)
    for index in strataOrder {
      write(frame.strata[index])
      write(frame.stratumRows[index])
      write(frame.populations[index].smallest)
      write(frame.populations[index].largest)
      stratum(index, &self)
    }
    let unitPlace = writeUnits(of: frame, stratumPlace: stratumPlace)
    let domainOrder = frame.domains.indices.sorted {
      frame.domains[$0].lexicographicallyPrecedes(frame.domains[$1])
    }
    let domainPlace = Self.places(domainOrder)
    write(domainOrder.count)
    for index in domainOrder {
      write(texts: frame.domains[index])
      write(frame.domainRows[index])
      domain(index, &self)
    }
    whole(&self)
    let cellOrder = frame.cellUnits.indices.sorted { left, right in
      (unitPlace[Int(frame.cellUnits[left])], domainPlace[Int(frame.cellDomains[left])])
        < (unitPlace[Int(frame.cellUnits[right])], domainPlace[Int(frame.cellDomains[right])])
    }
    write(cellOrder.count)
    for index in cellOrder {
      write(unitPlace[Int(frame.cellUnits[index])])
      write(domainPlace[Int(frame.cellDomains[index])])
      write(frame.cellRows[index])
      cell(index, &self)
    }
  }

  private mutating func writeUnits(of frame: TallyFrame, stratumPlace: [Int]) -> [Int] {
    guard !frame.rowsAreUnits else { return stratumPlace }
    let order = frame.unitStrata.indices.sorted { left, right in
      let strata = (
        stratumPlace[Int(frame.unitStrata[left])], stratumPlace[Int(frame.unitStrata[right])]
      )
      if strata.0 != strata.1 { return strata.0 < strata.1 }
      return frame.unitMembers[left].lexicographicallyPrecedes(frame.unitMembers[right])
    }
    write(order.count)
    for index in order {
      write(stratumPlace[Int(frame.unitStrata[index])])
      write(texts: frame.unitMembers[index])
    }
    return Self.places(order)
  }

  /// Writes texts with their number.
  mutating func write(texts: [String]) {
    write(texts.count)
    for text in texts { write(text) }
  }

  /// Writes the sums of one number.
  mutating func write(_ sums: [ExactSum], at index: Int, stride: Int) {
    for slot in 0..<stride { write(sums[index * stride + slot]) }
  }

  private static func places(_ order: [Int]) -> [Int] {
    var places = [Int](repeating: 0, count: order.count)
    for (place, index) in order.enumerated() { places[index] = place }
    return places
  }
}

extension TallyReader {
  /// How many names a frame gives a domain and a PSU.
  enum FrameNames {
    /// As many as it says.
    case counted
    /// Version 2 of tallies of statistics: a level for each domain variable, one name for a PSU.
    case fixed(levels: Int)
  }

  /// Reads a frame, and by the closures what the tally holds of each stratum, domain and cell.
  mutating func frame(
    rowsAreUnits: Bool, names: FrameNames = .counted,
    stratum: (inout TallyReader) throws(TallyError) -> Void = { _ in },
    domain: (Int, inout TallyReader) throws(TallyError) -> Void,
    whole: (inout TallyReader) throws(TallyError) -> Void = { _ in },
    cell: (inout TallyReader) throws(TallyError) -> Void
  ) throws(TallyError) -> TallyFrame {
    var frame = TallyFrame(rowsAreUnits: rowsAreUnits)
    for index in 0..<(try itemCount()) {
      guard frame.stratum(try text()) == Int32(index) else { throw .corrupt }
      frame.stratumRows[index] = try count()
      frame.populations[index] = (try real(), try real())
      try stratum(&self)
    }
    if !rowsAreUnits { try readUnits(of: &frame, names: names) }
    for index in 0..<(try itemCount()) {
      let levels =
        if case .fixed(let levels) = names { try texts(levels) } else { try texts() }
      guard frame.domain(levels) == Int32(index) else { throw .corrupt }
      frame.domainRows[index] = try count()
      try domain(index, &self)
    }
    try whole(&self)
    for index in 0..<(try itemCount()) {
      let unit = Int32(try self.index(below: frame.unitCount))
      let domain = Int32(try self.index(below: frame.domains.count))
      guard frame.cell(unit: unit, domain: domain) == Int32(index) else { throw .corrupt }
      frame.cellRows[index] = try count()
      try cell(&self)
    }
    return frame
  }

  private mutating func readUnits(
    of frame: inout TallyFrame, names: FrameNames
  ) throws(TallyError) {
    for _ in 0..<(try itemCount()) {
      let stratum = Int32(try index(below: frame.strata.count))
      let members = if case .fixed = names { try texts(1) } else { try texts() }
      guard !members.isEmpty, Set(members).count == members.count else { throw .corrupt }
      for name in members where frame.isKnown(unit: name, inStratum: stratum) { throw .corrupt }
      _ = frame.unit(members, inStratum: stratum)
    }
  }

  /// Reads texts: as many as is said, else as many as they say themselves.
  mutating func texts(_ count: Int? = nil) throws(TallyError) -> [String] {
    var texts: [String] = []
    let number = if let count { count } else { try itemCount() }
    for _ in 0..<number { texts.append(try text()) }
    return texts
  }

  /// Reads the sums of one number.
  mutating func sums(
    _ stride: Int, to sums: inout [ExactSum]
  ) throws(TallyError) {
    for _ in 0..<stride { sums.append(try sum()) }
  }
}
