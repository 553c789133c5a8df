/// Units with the unit above each and the weight stated for it, for rolling figures up.
public struct UnitTree: Hashable, Sendable {
  /// One unit.
  public struct Unit: Hashable, Sendable {
    /// Code.
    public var code: String
    /// Name.
    public var name: String
    /// Level, as the register words it.
    public var level: String
    /// Code of the unit above; `nil` at the top.
    public var parent: String?
    /// Stated weight (population, dossiers, sample size), above 0; `nil` when none is stated.
    public var weight: Double?

    /// Describes a unit.
    public init(
      code: String, name: String, level: String, parent: String? = nil, weight: Double? = nil
    ) {
      self.code = code
      self.name = name
      self.level = level
      self.parent = parent
      self.weight = weight
    }
  }

  /// The units, in the order of the register.
  public let units: [Unit]
  private let byCode: [String: Int]
  private let children: [String: [Int]]
  private let top: [Int]

  /// Builds the tree.
  ///
  /// A parent that is not among the units counts as the unit above all of them.
  ///
  /// - Throws: ``PlanError`` when a code occurs twice, a weight is not above 0, or a unit stands
  ///   above itself.
  public init(_ units: [Unit]) throws(PlanError) {
    var byCode: [String: Int] = [:]
    for (position, unit) in units.enumerated() {
      guard byCode.updateValue(position, forKey: unit.code) == nil else {
        throw PlanError(
          .duplicate, cause: "the unit `\(unit.code)` occurs twice in the register",
          vi: "đơn vị `\(unit.code)` có hai lần trong danh mục")
      }
      if let weight = unit.weight, !(weight > 0 && weight.isFinite) {
        throw PlanError(
          .invalidValue, cause: "the weight of `\(unit.code)` is \(weight)",
          fix: "weights are numbers above 0; leave the cell empty where none is stated",
          vi: "trọng số của `\(unit.code)` là \(weight)",
          viFix: "trọng số là số lớn hơn 0; chưa nêu thì để ô trống")
      }
    }
    var children: [String: [Int]] = [:]
    var top: [Int] = []
    for (position, unit) in units.enumerated() {
      if let parent = unit.parent, byCode[parent] != nil {
        children[parent, default: []].append(position)
      } else {
        top.append(position)
      }
      var above = unit.parent
      var steps = 0
      while let code = above, let next = byCode[code] {
        steps += 1
        guard steps <= units.count else {
          throw PlanError(
            .circularReference, cause: "the unit `\(unit.code)` stands above itself",
            vi: "đơn vị `\(unit.code)` đứng trên chính nó")
        }
        above = units[next].parent
      }
    }
    self.units = units
    self.byCode = byCode
    self.children = children
    self.top = top
  }

  /// The unit with a code.
  public func unit(_ code: String) -> Unit? { byCode[code].map { units[$0] } }

  /// The units directly below one; of `nil` those below no other.
  public func units(below code: String?) -> [Unit] {
    (code.map { children[$0] ?? [] } ?? top).map { units[$0] }
  }

  /// Names of the levels, in the order in which they first occur.
  public var levels: [String] {
    var levels: [String] = []
    for unit in units where !levels.contains(unit.level) { levels.append(unit.level) }
    return levels
  }

  /// The weight of a unit: the stated one, else the sum of the weights below it if all are stated.
  public func weight(of unit: Unit) -> Double? {
    if let weight = unit.weight { return weight }
    let below = units(below: unit.code)
    guard !below.isEmpty else { return nil }
    var sum = 0.0
    for child in below {
      guard let weight = weight(of: child) else { return nil }
      sum += weight
    }
    return sum
  }
}
