/// An opened CSV input whose encoding, dialect and header are known.
///
/// Opening reads at most the first mebibyte. ``read(_:makeConsumer:)`` then streams the records;
/// files and memory can be read again, pipes once.
public final class CSVFile: Sendable {
  /// Name of the input, for messages.
  public let name: String
  /// The dialect found or given.
  public let dialect: CSVDialect
  /// The columns, in file order.
  public let header: [HeaderColumn]
  /// What was assumed and is worth telling, such as a `sep=` line that was used.
  public let notes: [String]
  /// The first data records of the first mebibyte, at most ``sampleLimit``, as text.
  public let sample: [[String]]
  /// How numbers are written: as given, or as the first records show; `automatic` where they do not,
  /// so that a cell like `1.234` is ambiguous.
  public let decimalMark: DecimalMark
  /// Whether ``decimalMark`` was given rather than found; if not, `1.234` may be ambiguous.
  public let isDecimalMarkGiven: Bool
  /// The options in force.
  public let options: CSVReadOptions
  let handle: InputHandle
  /// Where the first record begins: in bytes of the file, or of its text where it is decoded.
  let dataStart: Int
  /// Physical line of the first byte after the header.
  let firstLine: Int
  /// Bytes of the byte order mark.
  let markLength: Int
  /// Bytes per record of the sample, for the size of batches.
  let typicalRecordBytes: Int

  /// Most records kept in ``sample``.
  public static let sampleLimit = 100

  /// Opens an input and finds encoding, delimiter and header.
  ///
  /// - Parameters:
  ///   - input: Where the bytes come from.
  ///   - options: What is known already.
  /// - Throws: ``CSVError`` when the input is missing, no text, undecidable or has no records.
  public convenience init(
    _ input: CSVInput, options: CSVReadOptions = CSVReadOptions()
  ) throws(CSVError) {
    try self.init(InputHandle(input), options: options)
  }

  /// Opens the same input under other options, without reading its beginning again.
  ///
  /// - Parameter options: The other options, such as another number of header rows.
  /// - Returns: The file, with its own dialect and header.
  public func reopened(options: CSVReadOptions) throws(CSVError) -> CSVFile {
    try CSVFile(handle, options: options)
  }

  init(_ handle: InputHandle, options: CSVReadOptions) throws(CSVError) {
    self.handle = handle
    self.options = options
    name = handle.name
    let opening = try Opening(handle, options: options)
    dialect = opening.dialect
    header = opening.header
    notes = opening.notes
    sample = opening.sample
    isDecimalMarkGiven = options.decimalMark != .automatic
    decimalMark =
      options.decimalMark == .automatic
      ? opening.decimalMark : options.decimalMark
    dataStart = opening.dataStart
    firstLine = opening.firstLine
    markLength = opening.markLength
    typicalRecordBytes = opening.typicalRecordBytes
  }

  /// Size of the input in bytes, `nil` for a pipe.
  public var size: Int? { handle.size }

  /// Whether the records can be read more than once.
  public var isRereadable: Bool { handle.isSeekable }
}
