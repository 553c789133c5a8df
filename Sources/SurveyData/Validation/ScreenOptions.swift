/// What a check needs to know besides the instrument.
public struct ScreenOptions: Sendable {
  /// First and last day of the reporting period; nil accepts every date.
  public var period: ClosedRange<CalendarDate>?
  /// The register of units; nil accepts every unit.
  public var register: UnitRegister?
  /// What is repeated, from ``InstrumentScreen/duplicates()`` after a first reading or from
  /// ``DuplicateIndex/scan(_:columns:)``; nil lets repeats pass and collects their hashes.
  public var duplicates: DuplicateIndex?
  /// Position of the file among those read together.
  public var fileIndex: Int
  /// Findings of each rule that are listed; all are counted.
  public var listedPerRule: Int
  /// Whether PSU ids start anew in every stratum.
  public var isNested: Bool
  /// Whether repeated content is looked for; it keeps 16 bytes for each record.
  public var findsDuplicateContent: Bool

  /// Options; everything has a default.
  public init(
    period: ClosedRange<CalendarDate>? = nil, register: UnitRegister? = nil,
    duplicates: DuplicateIndex? = nil,
    fileIndex: Int = 0, listedPerRule: Int = 20, isNested: Bool = false,
    findsDuplicateContent: Bool = true
  ) {
    self.period = period
    self.register = register
    self.duplicates = duplicates
    self.fileIndex = fileIndex
    self.listedPerRule = max(0, listedPerRule)
    self.isNested = isNested
    self.findsDuplicateContent = findsDuplicateContent
  }
}
