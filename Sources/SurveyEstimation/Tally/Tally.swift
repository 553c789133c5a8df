/// The sufficient statistics of estimates under a single-stage design, without a single person.
///
/// Per PSU and domain: the sum of weights and, for each variable, the weighted sum of its values
/// and the weights of the rows that have none. Where rows are the PSUs, per stratum and domain,
/// with the squared weights alongside. All sums are ``ExactSum``: merging tallies of disjoint
/// rows is associative and commutative with the empty tally as identity, and gives bit for bit
/// the tally of the whole.
///
/// Complexity: memory grows with PSUs x domains x variables, not with rows.
public struct Tally: Sendable {
  /// What is tallied.
  public let definition: TallyDefinition
  /// Strata, PSUs, domains and cells, with their rows.
  public internal(set) var frame: TallyFrame
  /// Domains of which rows were left out because they were few, here or in some part: they have no
  /// estimate, and stay out when the tally of another part has them.
  public internal(set) var leftOut: Set<[String]> = []
  /// Rows per domain without a value, domain after domain, variable by variable.
  var domainMissing: [Int] = []
  /// Sums of products per domain, domain after domain.
  var moments: [ExactSum] = []
  /// Sums of every cell, `stride` of them, cell after cell, as far as there are any; complete only
  /// after `settle()`.
  var sums: [ExactSum] = []
  /// What ordinary weights have added since the last `settle()`.
  var recent: RecentSums

  let momentPairs: [ComponentPair]

  /// The empty tally, the identity of merging.
  public init(_ definition: TallyDefinition) {
    self.definition = definition
    frame = TallyFrame(rowsAreUnits: definition.rowsAreUnits)
    momentPairs = definition.rowsAreUnits ? [] : definition.momentPairs
    recent = RecentSums(
      variables: definition.variables.count, orders: definition.rowsAreUnits ? 2 : 1)
  }

  // MARK: Layout of a cell

  /// The sum of weights, then the values of all variables, then the missing weights of all.
  var firstOrderStride: Int { 1 + 2 * definition.variables.count }
  /// Sums per cell; squared weights follow where rows are the PSUs.
  var stride: Int { definition.rowsAreUnits ? 2 * firstOrderStride : firstOrderStride }
  func valueSlot(_ variable: Int) -> Int { 1 + variable }
  func missingSlot(_ variable: Int) -> Int { 1 + definition.variables.count + variable }

  // MARK: Names

  /// The number of a stratum, entered when new.
  public mutating func stratum(_ name: String) -> Int32 { frame.stratum(name) }

  /// The number of a PSU in a stratum, entered when new; the stratum itself where rows are PSUs.
  public mutating func unit(_ name: String, inStratum stratum: Int32) -> Int32 {
    frame.unit(name, inStratum: stratum)
  }

  /// The number of a domain, entered when new.
  public mutating func domain(_ levels: [String]) -> Int32 {
    let number = frame.domain(levels)
    makeRoom()
    return number
  }

  /// The number of a cell, entered when new.
  public mutating func cell(unit: Int32, domain: Int32) -> Int32 {
    let number = frame.cell(unit: unit, domain: domain)
    makeRoom()
    return number
  }

  /// Notes the population size or fraction of a stratum.
  public mutating func note(population: Double, stratum: Int32) {
    frame.note(population: population, stratum: stratum)
  }

  /// Gives new domains and cells their places; exact sums come with `makeRoomForSums()`.
  mutating func makeRoom() {
    domainMissing.grow(to: frame.domains.count * definition.variables.count, with: 0)
    moments.grow(to: frame.domains.count * momentPairs.count, with: ExactSum())
    let expected = frame.unitCount * frame.domains.count
    while recent.cellCount < frame.cellCount { recent.appendCell(expected: expected) }
  }

  /// Moves what was added lately into the exact sums; merging and estimating need it.
  public mutating func settle() {
    makeRoomForSums()
    for cell in 0..<frame.cellCount where !recent.isZero(cell: cell) {
      for slot in 0..<stride {
        sums[cell * stride + slot].add(recent.exact(cell: cell, slot: slot))
      }
      recent.clear(cell: cell)
    }
    recent.noteCleared()
  }

  private var settled: Tally {
    var tally = self
    tally.settle()
    return tally
  }

  /// The sum in a slot of a cell, settled or not.
  func sum(cell: Int, slot: Int) -> ExactSum {
    var sum = recent.exact(cell: cell, slot: slot)
    let place = cell * stride + slot
    if place < sums.count { sum.add(sums[place]) }
    return sum
  }

  /// Gives every cell its exact sums; a part that is only read into needs none.
  mutating func makeRoomForSums() {
    sums.grow(to: frame.cellCount * stride, with: ExactSum())
  }

  // MARK: Merging

  /// Adds a tally of other rows; PSUs, strata and domains are joined by name.
  ///
  /// PSUs that one of the tallies has put together are together in the result, and domains that one
  /// of them has left out are left out.
  ///
  /// - Throws: ``TallyError/differentDefinitions(_:)`` when the tallies answer different questions.
  public mutating func merge(_ other: Tally) throws(TallyError) {
    if let difference = definition.difference(from: other.definition) {
      throw .differentDefinitions(difference)
    }
    if let (joined, places) = frame.joined(like: other.frame) { self = moved(to: joined, places) }
    addSums(of: other, at: frame.merge(other.frame))
    for levels in other.leftOut { noteLeftOut(levels) }
    leaveOut(leftOut)
  }

  /// Adds the sums of a tally whose domains and cells are at these places here.
  private mutating func addSums(of other: Tally, at places: TallyFrame.Places) {
    makeRoom()
    // Recent sums have room for the cells of each tally once.
    let other = places.areCellsApart ? other : other.settled
    domainMissing.add(
      other.domainMissing, stride: definition.variables.count, at: places.domains, +=)
    moments.add(other.moments, stride: momentPairs.count, at: places.domains) { $0.add($1) }
    let areRecent = recent.prepare(toAdd: other.recent)
    for (index, place) in places.cells.enumerated() where place >= 0 {
      let number = Int(place)
      if areRecent { recent.add(other.recent, cell: index, to: number) }
      if areRecent, other.sums.isEmpty { continue }
      makeRoomForSums()
      for slot in 0..<stride {
        let place = index * stride + slot
        if place < other.sums.count { sums[number * stride + slot].add(other.sums[place]) }
        if !areRecent {
          sums[number * stride + slot].add(other.recent.exact(cell: index, slot: slot))
        }
      }
    }
  }

  /// The tally with another frame, in which its domains and cells are at these places.
  func moved(to frame: TallyFrame, _ places: TallyFrame.Places) -> Tally {
    var tally = Tally(definition)
    tally.frame = frame
    tally.leftOut = leftOut
    tally.addSums(of: self, at: places)
    return tally
  }

  /// Leaves out those of some domains that there are; their rows stay in the design.
  mutating func leaveOut(_ left: Set<[String]>) {
    guard frame.domains.contains(where: left.contains) else { return }
    let (kept, places) = frame.rebuilt { left.contains($0) ? nil : $0 }
    self = moved(to: kept, places)
  }

  /// Enters a domain that is left out from now on.
  mutating func noteLeftOut(_ levels: [String]) {
    var levels = levels
    if let known = leftOut.firstIndex(of: levels) { levels.prefer(leftOut[known]) }
    leftOut.update(with: levels)
  }
}
