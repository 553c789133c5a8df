import CSVIO

/// What a check needs to know besides the instrument.
public struct ScreenOptions: Sendable {
  /// First and last day of the reporting period; nil accepts every date.
  public var period: ClosedRange<CalendarDate>?
  /// The register of units; nil accepts every unit.
  public var register: UnitRegister?
  /// What is repeated, from ``InstrumentScreen/duplicates()`` after a first reading or from
  /// ``DuplicateIndex/scan(_:instrument:)``; nil lets repeats pass and collects their hashes.
  public var duplicates: DuplicateIndex?
  /// The key under which the ids of the responses are hashed; nil keeps no hashes.
  public var idKey: ResponseIdKey?
  /// Hashes of the ids of responses that were read earlier; repeats of them are rejected.
  public var earlierIds: Set<UInt64> = []
  /// Position of the file among those read together.
  public var fileIndex: Int
  /// Findings of each rule that are listed; all are counted.
  public var listedPerRule: Int
  /// Whether PSU ids start anew in every stratum.
  public var isNested: Bool
  /// Whether repeated content is looked for; it keeps 16 bytes for each record.
  public var findsDuplicateContent: Bool
  /// Whether the files are read once, in order and by one thread, so that ids are compared on the way.
  var isOnePass = false

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

extension ScreenOptions {
  /// The options with the unit register that the instrument names, unless one is given already.
  ///
  /// The register lies in the definition's folder or below it; a path that leads elsewhere is refused.
  ///
  /// - Throws: ``DefinitionError`` when the register cannot be used.
  func completed(for instrument: Instrument) throws(DefinitionError) -> ScreenOptions {
    guard register == nil, let name = instrument.unit?.register else { return self }
    guard !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else {
      throw DefinitionError(
        file: instrument.file, path: "unit.register",
        message: "'\(name)' leads out of the definition's folder",
        fix: "put the register beside the definition, or name it with --register",
        vi: "'\(name)' dẫn ra ngoài thư mục của tệp định nghĩa",
        viFix: "đặt danh mục đơn vị cạnh tệp định nghĩa, hoặc ghi bằng --register")
    }
    let folder = instrument.file.lastIndex(of: "/").map { instrument.file[...$0] } ?? ""
    var options = self
    options.register = try UnitRegister(.file(folder + name))
    return options
  }
}
