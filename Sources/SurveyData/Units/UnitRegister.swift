public import CSVIO

/// A register of units: offices, agencies or administrative units, with codes as text and dates of
/// validity.
///
/// File format: CSV with the columns `code,name,level,parent,weight,validFrom,validTo,successors`, of
/// which code and name are needed. `weight` is the stated weight (population, dossiers) by which
/// figures are rolled up to the parent, and by which those of merged units are. Dates are
/// `yyyy-MM-dd`, empty for open ends; `successors` is `code` or `code:share` separated by `|`, where
/// the shares say how the unit's people or cases divide over the units that followed it. The optional
/// columns `certainty` and `source` say how sure the row is and where it was read; a register that has
/// none claims nothing.
public struct UnitRegister: Sendable {
  /// One unit.
  public struct Unit: Sendable, Hashable {
    /// Code as text; leading zeros count.
    public var code: String
    /// Name.
    public var name: String
    /// Level, as the register words it.
    public var level: String
    /// Code of the unit above.
    public var parent: String?
    /// Stated weight, above 0; nil when none is stated.
    public var weight: Double?
    /// First day on which the unit exists.
    public var validFrom: CalendarDate?
    /// Last day on which the unit exists.
    public var validTo: CalendarDate?
    /// Units that followed it, with shares where they are known.
    public var successors: [Successor]
    /// How sure the row is, in the register's own word; `nil` when it does not say.
    public var certainty: String?
    /// Where the row was read; `nil` when the register does not say.
    public var source: String?

    /// Whether the unit exists on a day.
    public func isValid(on day: CalendarDate) -> Bool {
      (validFrom.map { $0 <= day } ?? true) && (validTo.map { day <= $0 } ?? true)
    }

    /// Makes the value from its parts.
    public init(
      code: String, name: String, level: String, parent: String? = nil, weight: Double? = nil,
      validFrom: CalendarDate? = nil, validTo: CalendarDate? = nil, successors: [Successor] = [],
      certainty: String? = nil, source: String? = nil
    ) {
      self.code = code
      self.name = name
      self.level = level
      self.parent = parent
      self.weight = weight
      self.validFrom = validFrom
      self.validTo = validTo
      self.successors = successors
      self.certainty = certainty
      self.source = source
    }
  }

  /// A unit that followed another, with the share it took over.
  public struct Successor: Sendable, Hashable {
    /// Code of the later unit.
    public var code: String
    /// Share of the earlier unit in 0...1, nil when not stated.
    public var share: Double?

    /// Makes the value from its parts.
    public init(
      code: String, share: Double? = nil
    ) {
      self.code = code
      self.share = share
    }
  }

  /// What a cell of a unit column means.
  public enum Match: Sendable, Hashable {
    /// A unit of the register.
    case found(code: String)
    /// A unit of the register that does not exist on the day.
    case notValid(code: String, on: CalendarDate, successors: [String])
    /// A code that lost its leading zeros.
    case leadingZeros(code: String)
    /// Several units have the name.
    case ambiguous([String])
    /// No unit; the nearest code or name.
    case unknown(suggestion: String?)
  }

  /// The units in file order.
  public let units: [Unit]
  /// The file the register was read from.
  public let file: String
  private let byCode: [String: [Int]]
  private let byName: [String: [Int]]
  private let byPlainName: [String: [Int]]

  /// A register of units.
  public init(units: [Unit], file: String = "") {
    self.units = units
    self.file = file
    var byCode: [String: [Int]] = [:]
    var byName: [String: [Int]] = [:]
    var byPlainName: [String: [Int]] = [:]
    for (position, unit) in units.enumerated() {
      byCode[unit.code, default: []].append(position)
      let name = FoldedText(unit.name)
      byName[name.key, default: []].append(position)
      byPlainName[name.plainKey, default: []].append(position)
    }
    self.byCode = byCode
    self.byName = byName
    self.byPlainName = byPlainName
  }

  /// Whether any unit begins or ends to exist.
  public var hasDates: Bool { units.contains { $0.validFrom != nil || $0.validTo != nil } }

  static let columns = [
    "code", "name", "level", "parent", "weight", "validFrom", "validTo", "successors",
  ]

  /// Columns that say how sure a row is.
  static let remarkColumns = ["certainty", "source"]

  /// Reads a register file.
  ///
  /// - Throws: ``DefinitionError`` with line, cause and fix; the CSV reader's errors are passed on in it.
  public init(_ input: CSVInput) throws(DefinitionError) {
    let table: CSVTable
    do {
      table = try CSVTable(input)
    } catch {
      throw DefinitionError(
        file: input.name, message: error.message, fix: error.fix ?? "check the file",
        vi: error.vietnameseMessage, viFix: error.vietnameseFix ?? "kiểm tra tệp")
    }
    var positions: [String: Int] = [:]
    for (position, column) in table.columns.enumerated() {
      guard
        let known = (Self.columns + Self.remarkColumns).first(where: {
          FoldedText($0) == FoldedText(column)
        })
      else { continue }
      positions[known] = position
    }
    for required in ["code", "name"] where positions[required] == nil {
      throw DefinitionError(
        file: table.name, line: 1, column: 1, message: "the register has no column '\(required)'",
        fix: "columns: \(Self.columns.joined(separator: ","))",
        vi: "danh mục đơn vị không có cột '\(required)'",
        viFix: "các cột là: \(Self.columns.joined(separator: ","))")
    }
    var issues: [DefinitionIssue] = []
    var units: [Unit] = []
    for row in table.rows {
      func cell(_ column: String) -> String? {
        positions[column].flatMap {
          $0 < row.cells.count && !row.cells[$0].isEmpty ? row.cells[$0] : nil
        }
      }
      func issue(_ column: String, _ message: String, _ fix: String, vi: String, viFix: String) {
        issues.append(
          DefinitionIssue(
            file: table.name, line: row.line, column: (positions[column] ?? 0) + 1, path: column,
            message: message, fix: fix, vietnameseMessage: vi, vietnameseFix: viFix))
      }
      func date(_ column: String) -> CalendarDate? {
        guard let text = cell(column) else { return nil }
        if let date = CalendarDate(text) { return date }
        issue(
          column, "'\(text)' is not a date", "write yyyy-MM-dd", vi: "'\(text)' không phải là ngày",
          viFix: "ghi theo dạng yyyy-MM-dd")
        return nil
      }
      func weight() -> Double? {
        guard let text = cell("weight") else { return nil }
        if let weight = Double(text), weight > 0, weight.isFinite { return weight }
        issue(
          "weight", "'\(text)' is no weight",
          "write a number above 0 with a decimal point, or leave it empty",
          vi: "'\(text)' không phải là trọng số",
          viFix: "ghi số lớn hơn 0, dấu thập phân là dấu chấm, hoặc để trống")
        return nil
      }
      guard let code = cell("code"), let name = cell("name") else {
        issue(
          "code", "a unit needs a code and a name", "fill in both",
          vi: "mỗi đơn vị cần có mã và tên", viFix: "điền cả hai")
        continue
      }
      var successors: [Successor] = []
      for part in (cell("successors") ?? "").split(separator: "|") {
        let pieces = part.split(separator: ":", maxSplits: 1)
        let share = pieces.count == 2 ? Double(pieces[1]) : nil
        if pieces.count == 2, share.map({ !(0...1).contains($0) }) ?? true {
          issue(
            "successors", "'\(pieces[1])' is not a share", "write a number from 0 to 1",
            vi: "'\(pieces[1])' không phải là tỷ lệ", viFix: "ghi số từ 0 đến 1")
        }
        successors.append(Successor(code: String(pieces[0]), share: share))
      }
      units.append(
        Unit(
          code: code, name: name, level: cell("level") ?? "", parent: cell("parent"),
          weight: weight(), validFrom: date("validFrom"), validTo: date("validTo"),
          successors: successors, certainty: cell("certainty"), source: cell("source")))
    }
    guard issues.isEmpty else { throw DefinitionError(Array(issues.prefix(DefinitionError.limit))) }
    self.init(units: units, file: table.name)
    let wrong = contradictions(lines: table.rows.map(\.line), positions: positions)
    guard wrong.isEmpty else { throw DefinitionError(Array(wrong.prefix(DefinitionError.limit))) }
  }

  /// Finds the unit that a cell names, by code or by name.
  ///
  /// - Parameters:
  ///   - text: The cell.
  ///   - day: The day of the record; nil accepts a unit of any time.
  public func match(_ text: String, on day: CalendarDate? = nil) -> Match {
    let trimmed = text.trimmedBlanks
    if let positions = byCode[trimmed] { return valid(positions, on: day) }
    if !trimmed.isEmpty, trimmed.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      let stripped = trimmed.drop { $0 == "0" }
      if let unit = units.first(where: {
        $0.code.drop { $0 == "0" } == stripped && $0.code.utf8.count > trimmed.utf8.count
      }) {
        return .leadingZeros(code: unit.code)
      }
    }
    let positions = named(trimmed)
    guard !positions.isEmpty else {
      return .unknown(
        suggestion: NearestName.nearest(to: trimmed, among: units.map(\.name))
          ?? NearestName.nearest(to: trimmed, among: units.map(\.code)))
    }
    let onDay = positions.filter { position in day.map { units[position].isValid(on: $0) } ?? true }
    // Without a day, units that still exist come before those that ended.
    let present = day == nil ? onDay.filter { units[$0].validTo == nil } : onDay
    let chosen = present.isEmpty ? (onDay.isEmpty ? positions : onDay) : present
    if Set(chosen.map { units[$0].code }).count > 1 {
      return .ambiguous(chosen.map { "\(units[$0].code) \(units[$0].name)" })
    }
    return valid(chosen, on: day)
  }

  /// Words that may stand before a unit's name and are no part of it.
  private static let prefixes = [
    "tỉnh ", "thành phố ", "tp. ", "tp.", "tp ", "xã ", "phường ", "đặc khu ",
  ].map {
    // Folded before a letter, because a blank or dot at the end would be folded away.
    FoldedText($0 + "x").key.dropLast()
  }

  private func named(_ text: String) -> [Int] {
    let folded = FoldedText(text)
    if let found = byName[folded.key] { return found }
    for prefix in Self.prefixes where folded.key.hasPrefix(prefix) {
      if let found = byName[String(folded.key.dropFirst(prefix.count))] { return found }
    }
    return folded.hasAccents ? [] : byPlainName[folded.plainKey] ?? []
  }

  private func valid(_ positions: [Int], on day: CalendarDate?) -> Match {
    guard let first = positions.first else { return .unknown(suggestion: nil) }
    guard let day else { return .found(code: units[first].code) }
    if let position = positions.first(where: { units[$0].isValid(on: day) }) {
      return .found(code: units[position].code)
    }
    return .notValid(
      code: units[first].code, on: day, successors: units[first].successors.map(\.code))
  }
}
