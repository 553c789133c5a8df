import CSVIO
import Foundation
import SurveyEstimation

/// The sums that all estimates of a survey follow from, and no response of anyone.
///
/// Made from coded responses, part by part; parts merge to the tally of the whole, bit for bit and in
/// any order. What a single file decides (its columns, its PSUs) is settled when estimates are made.
public struct SurveyTally: Sendable {
  /// What is tallied.
  public let definition: SurveyTallyDefinition
  /// The design columns; `nil` while there is no response.
  var shape: SurveyShape?
  /// Which questions some file holds.
  var held: [Bool]
  /// Name of the weight column.
  var weightColumn: String?
  /// The sums; `nil` while there is no response.
  var moments: MomentTally?
  /// How units are written, by their folded name.
  var unitNames: [String: String] = [:]
  /// Areas and units of which rows were put with others, because a cell was small.
  public internal(set) var withheld = Withheld()
  /// What the check of the files came to, in counts.
  var accounts: SurveyAccounts
  /// Keyed hashes of the responses' ids, sorted; empty unless the definition has a key.
  var ids: [UInt64] = []

  /// What was put with others so that no cell is small.
  public struct Withheld: Hashable, Sendable, Codable {
    /// The minimum; 0 when nothing was looked at.
    public var minimum = 0
    /// Area ids.
    public var areas: Set<String> = []
    /// Folded unit names by area id.
    public var units: [String: Set<String>] = [:]
    /// Whether PSUs were put together.
    public var joinsUnits = false

    /// Nothing was changed.
    public init() {}

    /// Whether nothing was changed.
    public var isNothing: Bool { areas.isEmpty && units.isEmpty && !joinsUnits }
  }

  /// The empty tally, the identity of merging.
  public init(_ definition: SurveyTallyDefinition, questions: Int) {
    self.definition = definition
    held = [Bool](repeating: false, count: questions)
    accounts = SurveyAccounts(questions: questions)
  }

  /// Number of responses.
  public var responses: Int { moments?.frame.rowCount ?? 0 }

  /// Number of cells (PSU and domain), and of those with fewer responses than a minimum.
  public func cells(below minimum: Int) -> (all: Int, small: Int) {
    (moments?.frame.cellCount ?? 0, moments?.frame.cells(below: minimum) ?? 0)
  }

  /// Rows of the smallest cell; 0 without responses.
  public var smallestCell: Int { moments?.frame.smallestCell ?? 0 }

  /// The files.
  public var sources: [SourceSummary] {
    accounts.sources.map {
      SourceSummary(
        file: $0.file, sha256: $0.sha256, rows: $0.rows.read, accepted: $0.rows.accepted,
        encoding: $0.encoding, delimiter: $0.delimiter)
    }
  }

  // MARK: Adding

  /// Adds responses.
  ///
  /// - Parameter layout: The quantities of the definition.
  /// - Throws: ``SurveyTallyError`` when the design needs all rows at once, or differs from that of
  ///   the responses before.
  mutating func add(
    _ responses: CodedResponses, layout: SurveyTallyLayout
  ) throws(SurveyTallyError) {
    guard responses.count > 0 else { return }
    let found = SurveyShape(responses)
    guard found.isTalliable else { throw .needsRows }
    if let difference = shape?.difference(from: found) { throw .differentDefinitions(difference) }
    shape = found
    for position in held.indices where responses.holds(question: position) {
      held[position] = true
    }
    var moments =
      self.moments ?? MomentTally(layout.definition(shape: found, isNested: definition.isNested))
    self.moments = nil
    let keys = UnitKeys(responses, byUnit: definition.byUnit)
    for (key, name) in keys.names { note(unit: key, name: name) }
    var coder = SurveyTallyCoder(responses, layout: layout, units: keys)
    for start in stride(from: 0, to: responses.count, by: SurveyTallyCoder.chunk) {
      let end = min(start + SurveyTallyCoder.chunk, responses.count)
      let rows = coder.rows(start..<end, into: &moments)
      moments.add(rows)
    }
    self.moments = moments
    accounts.weights.add(responses.weights)
  }

  /// Notes how a file names its weights.
  mutating func note(weightColumn name: String) { weightColumn = Self.first(weightColumn, name) }

  private mutating func note(unit key: String, name: String) {
    unitNames[key] = unitNames[key].map { UnitIndex.preferred($0, name) } ?? name
  }

  /// The first of two names in order, so that it does not depend on the order of files.
  private static func first(_ one: String?, _ other: String?) -> String? {
    guard let one, let other else { return one ?? other }
    return min(one, other)
  }

  // MARK: Merging

  /// Adds the tally of other files.
  ///
  /// - Throws: ``SurveyTallyError`` when the definitions differ, or both hold the same file or, where
  ///   ids are hashed, the same response.
  public mutating func merge(_ other: SurveyTally) throws(SurveyTallyError) {
    if let difference = definition.difference(from: other.definition) {
      throw .differentDefinitions(difference)
    }
    for source in other.accounts.sources
    where accounts.sources.contains(where: { $0.sha256 == source.sha256 }) {
      throw .sameSource(source.file)
    }
    if let mine = shape, let theirs = other.shape, let difference = mine.difference(from: theirs) {
      throw .differentDefinitions(difference)
    }
    let shared = Self.shared(ids, other.ids)
    guard shared == 0 else {
      throw .sameResponses(shared, files: other.accounts.sources.map(\.file))
    }
    shape = shape ?? other.shape
    for position in held.indices where other.held[position] { held[position] = true }
    weightColumn = Self.first(weightColumn, other.weightColumn)
    if let theirs = other.moments {
      do {
        if moments == nil { moments = theirs } else { try moments?.merge(theirs) }
      } catch {
        // Definitions and design columns are the same, so the sums are those of another version.
        throw .differentDefinitions(
          BilingualText(
            vi: "các tổng do hai phiên bản chương trình khác nhau làm ra",
            en: "their sums are of different versions of the program"))
      }
    }
    for (key, name) in other.unitNames { note(unit: key, name: name) }
    withheld.minimum = max(withheld.minimum, other.withheld.minimum)
    withheld.areas.formUnion(other.withheld.areas)
    withheld.units.merge(other.withheld.units) { $0.union($1) }
    withheld.joinsUnits = withheld.joinsUnits || other.withheld.joinsUnits
    accounts.merge(other.accounts)
    ids = Self.merged(ids, other.ids)
  }

  private static func shared(_ left: [UInt64], _ right: [UInt64]) -> Int {
    var (l, r, count) = (0, 0, 0)
    while l < left.count, r < right.count {
      if left[l] == right[r] { count += 1 }
      let (a, b) = (left[l], right[r])
      if a <= b { l += 1 }
      if b <= a { r += 1 }
    }
    return count
  }

  private static func merged(_ left: [UInt64], _ right: [UInt64]) -> [UInt64] {
    left.isEmpty ? right : right.isEmpty ? left : (left + right).sorted()
  }
}

/// The folded names of the units of responses.
struct UnitKeys {
  /// The key of every level.
  let keys: [String]
  /// A name of every key.
  private(set) var names: [String: String] = [:]

  init(_ responses: CodedResponses, byUnit: Bool) {
    keys = byUnit ? (responses.units?.levels ?? []).map { FoldedText($0).key } : []
    for (key, name) in zip(keys, responses.units?.levels ?? []) {
      names[key] = names[key].map { UnitIndex.preferred($0, name) } ?? name
    }
  }
}

extension SurveyTally {
  /// Whether some file has the column by which an instrument dates responses.
  public func hasDates(by instrument: Instrument) -> Bool {
    guard let date = instrument.date?.column.id else { return false }
    return accounts.sources.contains { $0.columns.contains { $0.id == date } }
  }
}

extension SurveyTally {
  /// Keyed hashes of the responses' ids, sorted; empty unless the definition has a key.
  public var responseIds: [UInt64] { ids }
}
