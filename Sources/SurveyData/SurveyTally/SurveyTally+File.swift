import Foundation
public import SurveyEstimation

/// A survey's tally as bytes that another machine can read.
///
/// The body of a ``TallyContainer`` of the kind `survey`: a length and JSON with definition, design
/// columns, names and counts, keys sorted; a length and the sums (``MomentTally/bytes``); a number and
/// the hashes of the ids, 8 bytes each. Equal tallies are equal bytes.
extension SurveyTally {
  private struct Head: Codable {
    var definition: SurveyTallyDefinition
    var shape: SurveyShape?
    var held: [Bool]
    var weightColumn: String?
    var unitNames: [String: String]
    var minimum: Int
    var areas: [String]
    var units: [String: [String]]
    var joinsUnits: Bool
    var accounts: SurveyAccounts
  }

  /// The bytes.
  public func bytes() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let head = Head(
      definition: definition, shape: shape, held: held, weightColumn: weightColumn,
      unitNames: unitNames, minimum: withheld.minimum, areas: withheld.areas.sorted(),
      units: withheld.units.mapValues { $0.sorted() }, joinsUnits: withheld.joinsUnits,
      accounts: accounts)
    return TallyContainer(
      kind: .survey,
      parts: [[UInt8](try encoder.encode(head)), moments?.bytes ?? []], words: ids
    ).bytes
  }

  /// Reads bytes; whatever they are, the answer is a tally or an error.
  public init(bytes: [UInt8]) throws(TallyError) {
    let container = try TallyContainer(bytes: bytes)
    guard container.kind == .survey, container.parts.count == 2 else { throw .corrupt }
    guard let head = try? JSONDecoder().decode(Head.self, from: Data(container.parts[0])) else {
      throw .corrupt
    }
    guard (head.shape == nil) == container.parts[1].isEmpty,
      head.accounts.answers.count == head.held.count
    else { throw .corrupt }
    self.init(head.definition, questions: head.held.count)
    shape = head.shape
    held = head.held
    weightColumn = head.weightColumn
    unitNames = head.unitNames
    withheld.minimum = head.minimum
    withheld.areas = Set(head.areas)
    withheld.units = head.units.mapValues { Set($0) }
    withheld.joinsUnits = head.joinsUnits
    accounts = head.accounts
    ids = container.words
    guard zip(ids, ids.dropFirst()).allSatisfy({ $0 <= $1 }) else { throw .corrupt }
    if !container.parts[1].isEmpty { moments = try MomentTally(bytes: container.parts[1][...]) }
  }
}
