/// Lines above the header that hold no column names, as office programs put them there: the title of a
/// report, its date, blank lines.
///
/// A record is a title when it has at most one filled cell although the records of the file have several.
/// The header is the first record below that has as many fields as most records, more than half of them
/// filled, one at least with letters.
/// Anything less clear is left as it is.
struct TitleLines {
  /// Bytes from the start of the text to the header.
  let length: Int
  /// Number of title records.
  let count: Int

  private static let most = 10

  /// The title lines of a text, or nil where its first record may be the header.
  init?(_ text: [UInt8], delimiter: UInt8, isWhole: Bool) {
    let head = text.prefix(1 << 17)
    let isCut = head.count < text.count || !isWhole
    let records = SmallParser.records(
      of: head, delimiter: delimiter, limit: Self.most + 1, isWhole: !isCut
    ).records
    let counts = Opening.fieldCounts(isCut ? head : head + [0x0A], delimiter, 1000)
    var frequency: [Int: Int] = [:]
    for count in counts { frequency[count, default: 0] += 1 }
    guard let most = frequency.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }), most.key > 1,
      most.value > 1
    else { return nil }
    let mode = most.key
    let titles = records.prefix { record in
      // A record as wide as the others is a title only where there are enough columns to tell.
      record.count == 1 || mode > 2 && record.count { !$0.isEmpty } <= 1
    }.count
    guard titles > 0, titles < records.count else { return nil }
    let header = records[titles]
    guard header.count == mode, header.count(where: { !$0.isEmpty }) * 2 > mode,
      header.contains(where: Self.isName)
    else { return nil }
    var end = 0
    for _ in 0..<titles {
      guard let next = Opening.recordEnd(text, from: end) else { return nil }
      end = next
    }
    // Blank lines behind a title belong to it, so that the header's line is the header's.
    while end < text.count, text[end] == 0x0A || text[end] == 0x0D { end += 1 }
    length = end
    count = titles
  }

  /// Whether a cell may name a column: it holds a letter.
  private static func isName(_ cell: String) -> Bool {
    cell.unicodeScalars.contains(where: \.properties.isAlphabetic)
  }
}
