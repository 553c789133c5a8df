/// Where units come from: predecessors, and values of the time before a merger.
extension UnitRegister {
  /// A unit of an earlier day with the share of it that a later unit took over.
  public struct Predecessor: Sendable, Hashable {
    /// The earlier unit.
    public var unit: Unit
    /// Share in 0...1; `nil` when it divides over several units and the register gives no shares.
    public var share: Double?
  }

  /// The unit with a code on a day.
  public func unit(_ code: String, on day: CalendarDate) -> Unit? {
    units.first { $0.code == code && $0.isValid(on: day) }
  }

  /// The units of an earlier day that a unit consists of, itself when it existed then.
  ///
  /// A code means a unit only together with a day: 24 was Bắc Giang and is Bắc Ninh.
  ///
  /// - Parameters:
  ///   - code: Code of the later unit.
  ///   - day: A day on which it exists.
  ///   - earlier: The earlier day.
  /// - Returns: The predecessors in the register's order; empty when the register knows none.
  public func predecessors(
    of code: String, on day: CalendarDate, at earlier: CalendarDate
  ) -> [Predecessor] {
    guard let unit = unit(code, on: day) else { return [] }
    return predecessors(of: unit, at: earlier, depth: units.count)
  }

  private func predecessors(
    of unit: Unit, at earlier: CalendarDate, depth: Int
  ) -> [Predecessor] {
    if unit.isValid(on: earlier) { return [Predecessor(unit: unit, share: 1)] }
    guard depth > 0, let from = unit.validFrom else { return [] }
    return units.flatMap { former -> [Predecessor] in
      guard let end = former.validTo, end < from,
        let successor = former.successors.first(where: { $0.code == unit.code }),
        // Of several units that bear the code one after another, the first that follows is meant.
        !units.contains(where: {
          $0.code == unit.code && $0.validFrom.map { end < $0 && $0 < from } ?? false
        })
      else { return [] }
      let own = successor.share ?? (former.successors.count == 1 ? 1 : nil)
      return predecessors(of: former, at: earlier, depth: depth - 1).map { part in
        Predecessor(
          unit: part.unit, share: part.share.flatMap { share in own.map { share * $0 } })
      }
    }
  }

  /// The value before a merger, made of the values of the units that were merged.
  ///
  ///     value = sum_i w_i v_i / sum_i w_i,   se = sqrt(sum_i (w_i se_i)^2) / sum_i w_i,
  ///     w_i = weight_i * share_i
  ///
  /// The weights are those that the register states for the earlier units: without them the value cannot
  /// be made, because a plain mean of rates is not right. A unit that divided is taken to have had the same rate in all its parts, and the
  /// units' samples are taken as independent.
  ///
  /// - Parameters:
  ///   - parts: The predecessors.
  ///   - values: Value, and standard error where there is one, of the earlier units by code.
  /// - Returns: The value, or the reason why it reads "không so sánh được".
  public static func earlierValue(
    of parts: [Predecessor], values: [String: (value: Double, standardError: Double?)]
  ) -> EarlierValue {
    guard !parts.isEmpty else { return .notComparable(.noPredecessor) }
    let without = parts.map(\.unit.code).filter { values[$0] == nil }
    guard without.isEmpty else { return .notComparable(.noValue(without)) }
    if parts.count == 1, let only = parts.first, let value = values[only.unit.code] {
      return .value(value.value, standardError: value.standardError)
    }
    let unshared = parts.filter { $0.share == nil }.map(\.unit.code)
    guard unshared.isEmpty else { return .notComparable(.noShare(unshared)) }
    let unweighted = parts.filter { !(($0.unit.weight ?? 0) > 0) }.map(\.unit.code)
    guard unweighted.isEmpty else { return .notComparable(.noWeight(unweighted)) }
    var sum = 0.0
    var total = 0.0
    var variance: Double? = 0
    for part in parts {
      guard let figure = values[part.unit.code], let weight = part.unit.weight,
        let share = part.share
      else { continue }
      sum += figure.value * weight * share
      total += weight * share
      if let known = variance, let error = figure.standardError {
        variance = known + (weight * share * error) * (weight * share * error)
      } else {
        variance = nil
      }
    }
    guard total > 0 else { return .notComparable(.noShare(parts.map(\.unit.code))) }
    return .value(sum / total, standardError: variance.map { $0.squareRoot() / total })
  }

  /// A value of the time before a merger.
  public enum EarlierValue: Sendable, Hashable {
    /// The value, with its standard error where every part has one.
    case value(Double, standardError: Double?)
    /// There is none: "không so sánh được".
    case notComparable(Reason)

    /// Why there is none.
    public enum Reason: Sendable, Hashable {
      /// The register names no unit before it.
      case noPredecessor
      /// These earlier units have no value of the same measure.
      case noValue([String])
      /// These earlier units divided, and the register does not say in which shares.
      case noShare([String])
      /// No weight was stated for these earlier units.
      case noWeight([String])
    }
  }

  // MARK: Contradictions

  /// Rows that cannot all be true: a code that means two units on one day, a unit that ends before it
  /// begins, shares that add up to more than 1, successors that the register does not have.
  func contradictions(lines: [Int], positions: [String: Int]) -> [DefinitionIssue] {
    var issues: [DefinitionIssue] = []
    func issue(
      _ row: Int, _ column: String, _ message: String, _ fix: String, vi: String, viFix: String
    ) {
      issues.append(
        DefinitionIssue(
          file: file, line: row < lines.count ? lines[row] : 0,
          column: (positions[column] ?? 0) + 1, path: column, message: message, fix: fix,
          vietnameseMessage: vi, vietnameseFix: viFix))
    }
    let codes = Set(units.map(\.code))
    var places: [String: [Int]] = [:]
    for (row, unit) in units.enumerated() {
      if let from = unit.validFrom, let to = unit.validTo, to < from {
        issue(
          row, "validTo", "'\(unit.code)' ends before it begins", "exchange the dates",
          vi: "'\(unit.code)' kết thúc trước khi bắt đầu", viFix: "đổi chỗ hai ngày")
      }
      if !unit.successors.isEmpty, unit.validTo == nil {
        issue(
          row, "validTo", "'\(unit.code)' has successors and no last day",
          "write the day on which it ended",
          vi: "'\(unit.code)' có đơn vị kế thừa nhưng không có ngày kết thúc",
          viFix: "ghi ngày đơn vị kết thúc hoạt động")
      }
      for other in places[unit.code] ?? [] where overlap(units[other], unit) {
        issue(
          row, "code", "'\(unit.code)' already means '\(units[other].name)' on some of these days",
          "end the one before the other begins (validTo, validFrom)",
          vi: "'\(unit.code)' đã là mã của '\(units[other].name)' trong một số ngày này",
          viFix: "kết thúc đơn vị trước rồi mới bắt đầu đơn vị sau (validTo, validFrom)")
      }
      places[unit.code, default: []].append(row)
      for successor in unit.successors where !codes.contains(successor.code) {
        issue(
          row, "successors", "there is no unit '\(successor.code)'",
          NearestName.nearest(to: successor.code, among: Array(codes)).map {
            "did you mean '\($0)'?"
          } ?? "add its row", vi: "không có đơn vị '\(successor.code)'",
          viFix: NearestName.nearest(to: successor.code, among: Array(codes)).map {
            "có phải là '\($0)'?"
          } ?? "thêm dòng của đơn vị đó")
      }
      let shares = unit.successors.compactMap(\.share).reduce(0, +)
      // 1e-6: shares are written with a few decimals, such as 0.333 three times.
      if shares > 1 + 1e-6 {
        issue(
          row, "successors", "the shares of '\(unit.code)' add up to \(shares)",
          "shares are parts of the unit: together at most 1",
          vi: "các tỷ lệ chia của '\(unit.code)' cộng lại là \(shares)",
          viFix: "mỗi tỷ lệ là một phần của đơn vị: cộng lại nhiều nhất là 1")
      }
    }
    return issues
  }

  private func overlap(_ first: Unit, _ second: Unit) -> Bool {
    func begins(_ unit: Unit, by day: CalendarDate?) -> Bool {
      guard let day, let from = unit.validFrom else { return true }
      return from <= day
    }
    return begins(first, by: second.validTo) && begins(second, by: first.validTo)
  }
}
