public import PlanModel
public import SurveyData
import SurveyEstimation

/// The figures of units beside those of an earlier period, through mergers and divisions of units.
///
/// The register says which earlier units a unit consists of. The earlier value of a merged unit is made
/// by stated weights only; without them it reads "không so sánh được".
public struct UnitHistory: Sendable {
  /// One unit.
  public struct Row: Sendable, Hashable {
    /// The unit as recorded.
    public var unit: String
    /// Code and name by the register; `nil` when the register does not have it on the day.
    public var known: UnitRegister.Unit?
    /// The figure of the later period.
    public var later: IndicatorMeasurement
    /// The earlier units it consists of.
    public var parts: [UnitRegister.Predecessor]
    /// The earlier value, or why there is none.
    public var earlier: UnitRegister.EarlierValue
    /// Why an earlier figure is another number; `nil` when measure and instrument agree.
    public var refusal: Incomparable?
    /// Later minus earlier value, with its interval, when both are known.
    public var trend: Trend?
  }

  /// The units in the order of the later figures.
  public let rows: [Row]

  /// Compares figures of units.
  ///
  /// - Parameters:
  ///   - later: Figures of units of one indicator and period.
  ///   - earlier: Figures of the same indicator of one earlier period.
  ///   - register: The register of units.
  ///   - day: A day of the later period.
  ///   - earlierDay: A day of the earlier period.
  public init(
    _ later: [IndicatorMeasurement], earlier: [IndicatorMeasurement], register: UnitRegister,
    day: CalendarDate, earlierDay: CalendarDate
  ) {
    func code(_ unit: String?, on day: CalendarDate) -> String? {
      guard let unit, case .found(let code) = register.match(unit, on: day) else { return nil }
      return code
    }
    var before: [String: [IndicatorMeasurement]] = [:]
    for figure in earlier where figure.unit != nil && figure.area == nil {
      guard let code = code(figure.unit, on: earlierDay) else { continue }
      before[code, default: []].append(figure)
    }
    rows = later.filter { $0.unit != nil && $0.area == nil }.map { figure in
      var row = Row(
        unit: figure.unit ?? "", known: nil, later: figure, parts: [],
        earlier: .notComparable(.noPredecessor))
      guard let code = code(figure.unit, on: day) else { return row }
      row.known = register.unit(code, on: day)
      row.parts = register.predecessors(of: code, on: day, at: earlierDay)
      var values: [String: (value: Double, standardError: Double?)] = [:]
      var used: [IndicatorMeasurement] = []
      for part in row.parts {
        let own = (before[part.unit.code] ?? []).filter { $0.origin == figure.origin }
        guard let same = own.first(where: { Incomparable(from: $0, to: figure) == nil }) else {
          row.refusal = row.refusal ?? own.first.flatMap { Incomparable(from: $0, to: figure) }
          continue
        }
        guard let value = same.value, !same.isWithheld else { continue }
        values[part.unit.code] = (value, same.standardError)
        used.append(same)
      }
      row.earlier = UnitRegister.earlierValue(of: row.parts, values: values)
      if case .value(let value, let error) = row.earlier, var whole = used.first {
        whole.value = value
        whole.standardError = error
        whole.degreesOfFreedom = used.compactMap(\.degreesOfFreedom).min()
        row.trend = Trend(from: whole, to: figure)
      }
      return row
    }
  }
}
