internal import Definitions

/// One row of a file of administrative figures, as text:
/// `indicator,period,unit,numerator,denominator` or `indicator,period,unit,value`.
public struct AdministrativeRow: Hashable, Sendable {
  /// Line of the file.
  public var line: Int
  /// Id of the indicator.
  public var indicator: String
  /// Period.
  public var period: String
  /// Code or name of the unit; empty for the plan's own.
  public var unit: String
  /// Numerator; empty when `value` is given.
  public var numerator: String
  /// Denominator; empty when `value` is given.
  public var denominator: String
  /// The figure itself; empty when a share is given by its parts.
  public var value: String

  /// Takes the fields of a row.
  public init(
    line: Int, indicator: String, period: String, unit: String = "", numerator: String = "",
    denominator: String = "", value: String = ""
  ) {
    self.line = line
    self.indicator = indicator
    self.period = period
    self.unit = unit
    self.numerator = numerator
    self.denominator = denominator
    self.value = value
  }
}

/// Turns rows of administrative figures into measurements and says what is wrong with them.
public struct AdministrativeFigures: Sendable {
  /// The plan.
  public var plan: Plan
  /// Name of the file, for messages.
  public var file: String
  /// Where the figures come from.
  public var provenance: Provenance
  /// How numbers are written.
  public var numbers: NumberForm

  /// How numbers are written in a file of figures.
  public enum NumberForm: Hashable, Sendable {
    /// With a decimal point.
    case point
    /// With a decimal comma.
    case comma
    /// With either; a number that could be read in two ways is refused.
    case automatic
  }

  /// Prepares to read rows.
  public init(
    plan: Plan, file: String, provenance: Provenance, numbers: NumberForm = .automatic
  ) {
    self.plan = plan
    self.file = file
    self.provenance = provenance
    self.numbers = numbers
  }

  /// The measurements of the rows that are right, and one error for every row that is not.
  ///
  /// - Parameter rows: Rows in the order of the file.
  public func measurements(
    from rows: [AdministrativeRow]
  ) -> (measurements: [IndicatorMeasurement], errors: [PlanError]) {
    var measurements: [IndicatorMeasurement] = []
    var errors: [PlanError] = []
    var lines: [[String]: Int] = [:]
    for row in rows {
      do throws(PlanError) {
        let key = [row.indicator, row.period.uppercased(), row.unit]
        if let earlier = lines[key] {
          throw error(
            .duplicate, row, "\(row.indicator) in \(row.period) is already on line \(earlier)",
            "keep one of the rows", vi: "\(row.indicator) kỳ \(row.period) đã có ở dòng \(earlier)",
            viFix: "chỉ giữ một dòng")
        }
        lines[key] = row.line
        measurements.append(try measurement(row))
      } catch { errors.append(error) }
    }
    return (measurements, errors)
  }

  private func measurement(_ row: AdministrativeRow) throws(PlanError) -> IndicatorMeasurement {
    guard let indicator = plan.indicator(row.indicator) else {
      throw error(
        .unknownReference, row, "the plan \(plan.id) has no indicator `\(row.indicator)`",
        NearestName.suggestion(
          for: row.indicator, in: plan.indicators.map(\.id), what: "indicators"),
        vi: "kế hoạch \(plan.id) không có chỉ tiêu `\(row.indicator)`",
        viFix: NearestName.vietnameseSuggestion(
          for: row.indicator, in: plan.indicators.map(\.id), what: "các chỉ tiêu"))
    }
    guard let period = Period(row.period) else {
      throw error(
        .invalidPeriod, row, "`\(row.period)` is no period",
        "periods are written 2025, 2025-Q1, 2025-H1, 2025-9M or 2025-03",
        vi: "`\(row.period)` không phải là kỳ báo cáo",
        viFix: "kỳ báo cáo ghi 2025, 2025-Q1, 2025-H1, 2025-9M hoặc 2025-03")
    }
    do { try plan.check(period) } catch {
      throw self.error(
        .invalidPeriod, row, error.cause, error.fix, vi: error.vietnameseCause,
        viFix: error.vietnameseFix)
    }
    var measurement = IndicatorMeasurement(
      plan: plan.id, indicator: indicator.id, period: period,
      unit: row.unit.isEmpty ? nil : row.unit, origin: .administrative, measure: "records",
      provenance: provenance)
    let hasParts = !row.numerator.isEmpty || !row.denominator.isEmpty
    guard hasParts != !row.value.isEmpty else {
      throw error(
        .invalidFigure, row,
        hasParts
          ? "\(row.indicator) has both a value and its parts" : "\(row.indicator) has no figure",
        "give numerator and denominator, or value",
        vi: hasParts
          ? "\(row.indicator) vừa có giá trị vừa có tử số, mẫu số"
          : "\(row.indicator) không có số liệu", viFix: "ghi numerator và denominator, hoặc value")
    }
    if hasParts {
      let numerator = try number(row.numerator, "numerator", row)
      let denominator = try number(row.denominator, "denominator", row)
      guard denominator > 0 else {
        throw error(
          .invalidFigure, row, "the denominator of \(row.indicator) must be above 0",
          "leave the row out where there was nothing to count",
          vi: "mẫu số của \(row.indicator) phải lớn hơn 0",
          viFix: "không có gì để đếm thì bỏ dòng đó")
      }
      measurement.numerator = numerator
      measurement.denominator = denominator
      measurement.value = numerator / denominator
      if indicator.unit != .percent {
        throw error(
          .invalidFigure, row,
          "\(row.indicator) counts \(indicator.unit.rawValue) and is no share",
          "give it in the column `value`",
          vi: "\(row.indicator) tính bằng \(indicator.unit.rawValue), không phải tỷ lệ",
          viFix: "ghi số vào cột `value`")
      }
    } else {
      measurement.value = try figure(row, unit: indicator.unit)
    }
    try check(measurement, indicator: indicator, row)
    return measurement
  }

  /// The value column: a fraction, or a percentage with its sign.
  private func figure(_ row: AdministrativeRow, unit: Indicator.Unit) throws(PlanError) -> Double {
    let text = row.value.trimmed
    guard text.hasSuffix("%") else { return try number(text, "value", row) }
    guard unit == .percent else {
      throw error(
        .invalidFigure, row, "\(row.indicator) counts \(unit.rawValue), not per cent",
        vi: "\(row.indicator) tính bằng \(unit.rawValue), không phải phần trăm")
    }
    return try number(String(text.dropLast()).trimmed, "value", row) / 100
  }

  private func check(
    _ measurement: IndicatorMeasurement, indicator: Indicator, _ row: AdministrativeRow
  ) throws(PlanError) {
    guard let value = measurement.value else { return }
    switch indicator.unit {
    case .percent where !(0...1).contains(value):
      throw error(
        .invalidFigure, row, "\(row.indicator) is \(value), more than 100 % or less than 0 %",
        measurement.denominator == nil
          ? "write shares as fractions (0.9), or with a sign (90%)"
          : "the numerator counts a part of the denominator",
        vi: "\(row.indicator) là \(value), lớn hơn 100 % hoặc nhỏ hơn 0 %",
        viFix: measurement.denominator == nil
          ? "ghi tỷ lệ dạng thập phân (0.9), hoặc có dấu phần trăm (90%)"
          : "tử số là một phần của mẫu số")
    case .rank where value < 1 || value != value.rounded():
      throw error(
        .invalidFigure, row, "\(row.indicator) is \(value), which is no rank",
        vi: "\(row.indicator) là \(value), không phải thứ hạng")
    case .milestone where value != 0 && value != 1:
      throw error(
        .invalidFigure, row, "\(row.indicator) is \(value), which is neither done nor not done",
        "1 stands for done, 0 for not done",
        vi: "\(row.indicator) là \(value), không phải đã xong cũng không phải chưa xong",
        viFix: "1 là đã xong, 0 là chưa xong")
    case .count where value < 0, .days where value < 0, .points where value < 0:
      throw error(
        .invalidFigure, row, "\(row.indicator) is negative", vi: "\(row.indicator) là số âm")
    default: return
    }
  }

  private func number(
    _ text: String, _ name: String, _ row: AdministrativeRow
  ) throws(PlanError) -> Double {
    var digits = text.trimmed
    let hasComma = digits.contains(",")
    let isAmbiguous: Bool =
      switch numbers {
      case .point: hasComma
      case .comma: digits.contains(".")
      case .automatic: Self.mayBeGrouped(digits)
      }
    guard !isAmbiguous else {
      throw error(
        .invalidFigure, row, "`\(name)` is `\(text)`, which could be read in two ways",
        "write numbers without grouping marks, or say how they are written (--decimal)",
        vi: "`\(name)` là `\(text)`, có thể đọc theo hai cách",
        viFix: "viết số không có dấu phân cách hàng nghìn, hoặc ghi cách viết số (--decimal)")
    }
    if numbers != .point { digits = digits.replacing(",", with: ".") }
    guard !digits.isEmpty, digits.utf8.allSatisfy(Self.isNumberByte), let value = Double(digits),
      value.isFinite
    else {
      throw error(
        .invalidFigure, row, "`\(name)` is `\(text)`, which is no number",
        text.isEmpty ? "a share needs numerator and denominator" : nil,
        vi: "`\(name)` là `\(text)`, không phải là số",
        viFix: text.isEmpty ? "tỷ lệ cần có tử số và mẫu số" : nil)
    }
    return value
  }

  /// Whether a mark may group thousands: 1.234 and 1,234, but neither 0.925 nor 12,5.
  private static func mayBeGrouped(_ digits: String) -> Bool {
    let parts = digits.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "," }
    guard parts.count > 1 else { return false }
    guard parts.count == 2 else { return true }
    let whole = parts[0].drop { $0 == "-" || $0 == "+" }
    return parts[1].count == 3 && parts[1].allSatisfy(\.isNumber) && (1...3).contains(whole.count)
      && !whole.hasPrefix("0")
  }

  /// Digits, sign, point and exponent: keeps out `nan`, `inf` and hexadecimal numbers.
  private static func isNumberByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"),
      UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }

  private func error(
    _ kind: PlanError.Kind, _ row: AdministrativeRow, _ cause: String, _ fix: String? = nil,
    vi: String, viFix: String? = nil
  ) -> PlanError {
    PlanError(
      kind, at: SourcePlace(file: file, line: row.line, column: 1), cause: cause, fix: fix, vi: vi,
      viFix: viFix)
  }
}

extension String {
  /// The text without blanks at its ends.
  fileprivate var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}

/// One row of counts for the satisfaction group of 766/QĐ-TTg, as text.
public struct Satisfaction766Row: Hashable, Sendable {
  /// The columns of counts, in the order of ``counts``.
  public static let countColumns = [
    "petitions", "petitionsOnTime", "petitionsUnsatisfied", "dossiers", "dossiersLate",
    "dossiersDisliked",
  ]

  /// Line of the file.
  public var line: Int
  /// Period.
  public var period: String
  /// Code or name of the unit; empty for the plan's own.
  public var unit: String
  /// Counts, in the order of ``countColumns``.
  public var counts: [String]

  /// Takes the fields of a row.
  public init(line: Int, period: String, unit: String, counts: [String]) {
    self.line = line
    self.period = period
    self.unit = unit
    self.counts = counts
  }
}

extension AdministrativeFigures {
  /// Name of the measure of figures by 766/QĐ-TTg.
  public static let measure766 = "766/QĐ-TTg"

  /// Figures of an indicator by row 3 of 766/QĐ-TTg, and the points of all three rows.
  ///
  /// The figure is 1 less the shares of late and of disliked dossiers, a record's figure that stands
  /// beside a survey's and is never averaged with it. Without dossiers there is no figure, and the
  /// points follow the rule for nothing to count.
  ///
  /// - Parameters:
  ///   - rows: Rows in the order of the file.
  ///   - id: Id of the indicator, a share.
  /// - Returns: The rows that are right with their figure, and one error for every row that is not.
  public func satisfaction766(
    from rows: [Satisfaction766Row], indicator id: String
  ) -> (
    figures: [(measurement: IndicatorMeasurement, counts: Satisfaction766)], errors: [PlanError]
  ) {
    var figures: [(measurement: IndicatorMeasurement, counts: Satisfaction766)] = []
    var errors: [PlanError] = []
    var seen: [[String]: Int] = [:]
    for row in rows {
      let text = AdministrativeRow(
        line: row.line, indicator: id, period: row.period, unit: row.unit, value: "0")
      do throws(PlanError) {
        let key = [row.period.uppercased(), row.unit]
        if let earlier = seen.updateValue(row.line, forKey: key) {
          throw PlanError(
            .duplicate, at: SourcePlace(file: file, line: row.line, column: 1),
            cause: "\(row.period) of `\(row.unit)` is already on line \(earlier)",
            vi: "kỳ \(row.period) của `\(row.unit)` đã có ở dòng \(earlier)")
        }
        if let indicator = plan.indicator(id), indicator.unit != .percent {
          throw PlanError(
            .invalidFigure, at: SourcePlace(file: file, line: row.line, column: 1),
            cause: "\(id) counts \(indicator.unit.rawValue), the figure of 766/QĐ-TTg is a share",
            fix: "name an indicator in per cent",
            vi: "\(id) tính bằng \(indicator.unit.rawValue), số liệu theo 766/QĐ-TTg là tỷ lệ",
            viFix: "ghi tên một chỉ tiêu tính bằng phần trăm")
        }
        var (measurements, problems) = measurements(from: [text])
        if let problem = problems.first { throw problem }
        let counts = try counts(row)
        measurements[0].measure = Self.measure766
        measurements[0].value = counts.procedureRatio
        measurements[0].denominator = counts.dossiers > 0 ? Double(counts.dossiers) : nil
        measurements[0].numerator = counts.procedureRatio.map { _ in
          Double(max(0, counts.dossiers - counts.dossiersLate - counts.dossiersDisliked))
        }
        figures.append((measurements[0], counts))
      } catch { errors.append(error) }
    }
    return (figures, errors)
  }

  private func counts(_ row: Satisfaction766Row) throws(PlanError) -> Satisfaction766 {
    let place = SourcePlace(file: file, line: row.line, column: 1)
    var counts: [Int] = []
    for (text, name) in zip(row.counts, Satisfaction766Row.countColumns) {
      guard let count = Int(text), count >= 0 else {
        throw PlanError(
          .invalidFigure, at: place, cause: "`\(name)` is `\(text)`, which is no count",
          fix: "write 0 where there was nothing; an unknown count is not 0, leave the row out",
          vi: "`\(name)` là `\(text)`, không phải là số đếm",
          viFix: "không có gì thì ghi 0; số đếm chưa biết không phải là 0, bỏ dòng đó")
      }
      counts.append(count)
    }
    guard counts.count == Satisfaction766Row.countColumns.count else {
      throw PlanError(
        .invalidFigure, at: place, cause: "a count is missing", vi: "thiếu một số đếm")
    }
    do {
      return try Satisfaction766(
        petitions: counts[0], petitionsOnTime: counts[1], petitionsUnsatisfied: counts[2],
        dossiers: counts[3], dossiersLate: counts[4], dossiersDisliked: counts[5])
    } catch {
      throw PlanError(
        error.kind, at: place, cause: error.cause, fix: error.fix, vi: error.vietnameseCause,
        viFix: error.vietnameseFix)
    }
  }
}
