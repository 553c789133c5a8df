public import SurveyEstimation

/// Figures that are printed together, in one table or in several, with the sums that hold between
/// the people behind them.
///
/// A cell of fewer respondents than the profile's minimum is withheld, and so are further cells until
/// it cannot be worked out from anything that is printed (``SmallCellTable``).
public struct PublishedTable {
  private var estimates: [Estimate] = []
  private var counts: [Int] = []
  private var sums: [SmallCellTable.Sum] = []
  private var unprinted: Set<Int> = []
  private var known: Set<Int> = []
  private var printed: [Int] = []

  /// Starts an empty table.
  public init() {}

  /// Adds a printed figure.
  ///
  /// - Parameters:
  ///   - estimate: The estimate.
  ///   - respondents: People behind it; `nil` when every answer is another person's.
  /// - Returns: Its index.
  @discardableResult
  public mutating func add(_ estimate: Estimate, respondents: Int? = nil) -> Int {
    estimates.append(estimate)
    printed.append(counts.count)
    counts.append(respondents ?? estimate.n)
    return counts.count - 1
  }

  /// Adds a number of people that a reader knows from elsewhere, such as the rows that were read.
  ///
  /// - Returns: Its index.
  public mutating func addKnown(_ count: Int) -> Int {
    known.insert(counts.count)
    counts.append(count)
    return counts.count - 1
  }

  /// Says that the people of one figure are those of others together.
  ///
  /// People who stand in none of the parts are a further cell that is not printed. Where people stand
  /// in several parts there is nothing to subtract, and no sum holds.
  public mutating func addSum(total: Int, parts: [Int]) {
    let rest = counts[total] - parts.reduce(0) { $0 + counts[$1] }
    guard rest >= 0, !parts.isEmpty else { return }
    sums.append(.init(total: total, parts: rest == 0 ? parts : parts + [addUnprinted(rest)]))
  }

  private mutating func addUnprinted(_ count: Int) -> Int {
    unprinted.insert(counts.count)
    counts.append(count)
    return counts.count - 1
  }

  /// What a profile allows of every figure that was added, in order.
  public func decisions(_ profile: PublicationProfile) -> [PublicationDecision] {
    var decisions = zip(estimates, printed).map {
      profile.decision(for: $0, respondents: counts[$1])
    }
    guard profile.minimumRespondents > 0,
      let table = try? SmallCellTable(
        counts: counts, sums: sums, unprinted: unprinted, known: known)
    else { return decisions }
    let marks = table.marks(minimum: profile.minimumRespondents)
    for (position, index) in printed.enumerated() where marks[index] == .complementary {
      decisions[position] = decisions[position].withheldForOthers
    }
    return decisions
  }
}

extension PublishedTable {
  /// Figures by domain, with the margins over every domain variable.
  ///
  /// The cells of `area` × `unit` add up to those of `area`, of `unit`, and to all people; so does every
  /// further variable. Margins that are printed are cells themselves; those that are not count as
  /// known where they are large enough to be printed by a reader's next run, and so does the total.
  ///
  /// - Parameter figures: Estimates with their domains, and the people behind each.
  public init(byDomain figures: [(estimate: Estimate, respondents: Int?)]) {
    struct Statistic: Hashable {
      var name: String
      var statistic: String
      var measure: String?
    }
    var cells: [Statistic: [Set<DomainLevel>: Int]] = [:]
    var order: [Statistic] = []
    for (estimate, respondents) in figures {
      let index = add(estimate, respondents: respondents)
      let key = Statistic(
        name: estimate.name, statistic: estimate.statistic, measure: estimate.measure)
      if cells[key] == nil { order.append(key) }
      if let first = cells[key]?[Set(estimate.domain)] {
        addSum(total: first, parts: [index])
      } else {
        cells[key, default: [:]][Set(estimate.domain)] = index
      }
    }
    for key in order { addMargins(of: cells[key] ?? [:]) }
  }

  private mutating func addMargins(of printed: [Set<DomainLevel>: Int]) {
    var cells = printed
    let deepest = cells.keys.map(\.count).max() ?? 0
    for depth in stride(from: deepest, to: 0, by: -1) {
      var parts: [Set<DomainLevel>: [String: [Int]]] = [:]
      for (domain, index) in cells where domain.count == depth {
        for level in domain {
          parts[domain.subtracting([level]), default: [:]][level.variable, default: []]
            .append(index)
        }
      }
      let margins = parts.map { (Self.sortKey($0.key), $0.key, $0.value) }
        .sorted { $0.0.lexicographicallyPrecedes($1.0) }
      for (_, margin, byVariable) in margins {
        for (_, indices) in byVariable.sorted(by: { $0.key < $1.key }) {
          let total =
            cells[margin] ?? addMargin(counts: indices.reduce(0) { $0 + counts[$1] }, of: margin)
          cells[margin] = total
          addSum(total: total, parts: indices.sorted())
        }
      }
    }
  }

  /// A margin that is not printed: known to a reader who prints it too, unless it is small itself.
  private mutating func addMargin(counts count: Int, of margin: Set<DomainLevel>) -> Int {
    margin.isEmpty || count >= Self.smallestMargin ? addKnown(count) : addUnprinted(count)
  }

  /// Margins of fewer people are taken as withheld wherever they stand.
  private static let smallestMargin = 5

  private static func sortKey(_ domain: Set<DomainLevel>) -> [String] {
    domain.map { "\($0.variable)\u{1f}\($0.value)" }.sorted()
  }
}
