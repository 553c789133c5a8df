/// First and second moments of several quantities by PSU and domain: the sufficient statistics of
/// means of ratios, and of nothing else about a row.
///
/// A statistic is a function of totals; its influence on a row is a linear form of the row's
/// quantities, `z_i = w_i sum_k g_k y_ki`, whose coefficients are known only when all rows are. So
///
/// - with clusters the tally keeps `sum w y_k` for every PSU and domain, from which the PSUs' totals
///   of z follow;
/// - where rows are the PSUs it keeps, for every stratum and domain, `sum w y_k` and
///   `sum w^2 y_k y_l`, from which `sum z` and `sum z^2` follow;
/// - for design effects it keeps `sum w y_k y_l` for every domain.
///
/// Domains are disjoint atoms; estimates are made of any union of them. All sums are ``ExactSum`` of
/// terms that are exact multiples of 2^-128, so merging is associative and commutative, with the
/// empty tally as identity, and gives bit for bit the tally of the whole.
public struct MomentTally: Sendable {
  /// What is summed.
  public let definition: MomentDefinition
  /// Strata, PSUs, domains and cells, with their rows.
  public internal(set) var frame: TallyFrame
  /// Unweighted sums of the integer quantities, domain after domain.
  var domainCounts: [Int] = []
  /// Weighted sums of the quantities that are not summed by cell, domain after domain.
  var domainFirst: [ExactSum] = []
  /// `sum w y_k y_l` of `plainPairs`, domain after domain.
  var domainSecond: [ExactSum] = []
  /// `sum w y_k y_l` of `plainOverallPairs`.
  var overallSecond: [ExactSum]
  /// `sum w^2 y_k y_l` of `overallPairs`, stratum after stratum, where rows are the PSUs.
  var stratumSecond: [ExactSum] = []
  /// `sum w y_k` of the cell quantities, cell after cell.
  var first: [ExactSum] = []
  /// `sum w^2 y_k y_l` of `pairs`, cell after cell, where rows are the PSUs.
  var second: [ExactSum] = []

  /// The empty tally, the identity of merging.
  public init(_ definition: MomentDefinition) {
    self.definition = definition
    frame = TallyFrame(rowsAreUnits: definition.rowsAreUnits)
    overallSecond = [ExactSum](repeating: ExactSum(), count: definition.plainOverallPairs.count)
  }

  /// Second moments per cell.
  var secondStride: Int { definition.rowsAreUnits ? definition.pairs.count : 0 }
  /// Second moments per stratum.
  var stratumSecondStride: Int { definition.rowsAreUnits ? definition.overallPairs.count : 0 }
  /// Domain-only sums per domain.
  var domainFirstStride: Int { definition.quantities.count - definition.cellQuantities }

  // MARK: Names

  /// The number of a stratum, entered when new.
  public mutating func stratum(_ name: String) -> Int32 {
    let number = frame.stratum(name)
    makeRoom()
    return number
  }

  /// The number of a PSU in a stratum, entered when new; the stratum itself where rows are PSUs.
  public mutating func unit(_ name: String, inStratum stratum: Int32) -> Int32 {
    frame.unit(name, inStratum: stratum)
  }

  /// The number of a domain, entered when new.
  public mutating func domain(_ key: [String]) -> Int32 {
    let number = frame.domain(key)
    makeRoom()
    return number
  }

  /// Notes the population size or fraction of a stratum.
  public mutating func note(population: Double, stratum: Int32) {
    frame.note(population: population, stratum: stratum)
  }

  /// Gives new strata, domains and cells their sums.
  mutating func makeRoom() {
    stratumSecond.grow(to: frame.strata.count * stratumSecondStride, with: ExactSum())
    domainCounts.grow(to: frame.domains.count * definition.integers.count, with: 0)
    domainFirst.grow(to: frame.domains.count * domainFirstStride, with: ExactSum())
    domainSecond.grow(to: frame.domains.count * definition.plainPairs.count, with: ExactSum())
    first.grow(to: frame.cellCount * definition.cellQuantities, with: ExactSum())
    second.grow(to: frame.cellCount * secondStride, with: ExactSum())
  }

  // MARK: Merging

  /// Adds a tally of other rows; strata, PSUs and domains are joined by name.
  ///
  /// PSUs that one of the tallies has put together are together in the result.
  ///
  /// - Throws: ``TallyError/differentDefinitions(_:)``.
  public mutating func merge(_ other: MomentTally) throws(TallyError) {
    guard definition == other.definition else { throw .differentDefinitions(.statistics) }
    if let (joined, places) = frame.joined(like: other.frame) { self = moved(to: joined, places) }
    addSums(of: other, at: frame.merge(other.frame))
  }

  /// Adds the sums of a tally whose strata, domains and cells are at these places here.
  private mutating func addSums(of other: MomentTally, at places: TallyFrame.Places) {
    makeRoom()
    func add(
      _ terms: [ExactSum], to sums: inout [ExactSum], stride: Int, at places: [Int32]
    ) { sums.add(terms, stride: stride, at: places) { $0.add($1) } }
    add(
      other.stratumSecond, to: &stratumSecond, stride: stratumSecondStride, at: places.strata)
    domainCounts.add(
      other.domainCounts, stride: definition.integers.count, at: places.domains, +=)
    add(other.domainFirst, to: &domainFirst, stride: domainFirstStride, at: places.domains)
    add(
      other.domainSecond, to: &domainSecond, stride: definition.plainPairs.count,
      at: places.domains)
    add(other.first, to: &first, stride: definition.cellQuantities, at: places.cells)
    add(other.second, to: &second, stride: secondStride, at: places.cells)
    add(other.overallSecond, to: &overallSecond, stride: overallSecond.count, at: [0])
  }

  /// The tally with another frame, in which its domains and cells are at these places.
  func moved(to frame: TallyFrame, _ places: TallyFrame.Places) -> MomentTally {
    var tally = MomentTally(definition)
    tally.frame = frame
    tally.addSums(of: self, at: places)
    return tally
  }
}
