public import CSVIO

/// Scores of a published index as imported: on the index's own scale, each dimension with its
/// sub-dimensions, checked and never computed from a survey.
///
/// File format: CSV with the columns `dimension,subdimension,score`, and `year` and `unit` where the file
/// has several. A row without a sub-dimension is the dimension's published score.
public struct PublishedScores: Sendable, Hashable {
  /// One dimension of one unit and year.
  public struct Score: Sendable, Hashable {
    /// Year as written; empty when the file has none.
    public var year: String
    /// Unit as written; empty when the file has none.
    public var unit: String
    /// The dimension.
    public var dimension: PublishedIndex.Dimension
    /// The published score, else the sum of the sub-dimensions.
    public var score: Double
    /// Whether the file gives the dimension's own score.
    public var isPublished: Bool
    /// Scores of the sub-dimensions, in file order.
    public var parts: [Double]
  }

  /// The scores, by year, unit and dimension in file order.
  public let scores: [Score]

  /// The sum over all dimensions of a unit and year; `nil` when one is missing.
  public func total(year: String, unit: String, of index: PublishedIndex) -> Double? {
    let own = scores.filter { $0.year == year && $0.unit == unit }
    guard own.count == index.dimensions.count else { return nil }
    return own.map(\.score).reduce(0, +)
  }

  private static let columns = ["dimension", "subdimension", "score", "year", "unit"]

  /// Reads and checks a file.
  ///
  /// - Throws: ``DefinitionError``: a dimension that the index does not have, a score outside its scale
  ///   or in per cent, a dimension that is not the sum of its sub-dimensions, a row that stands twice.
  public init(
    _ input: CSVInput, index: PublishedIndex, options: CSVReadOptions = CSVReadOptions()
  ) throws(DefinitionError) {
    let table: CSVTable
    do {
      table = try CSVTable(input, options: options)
    } catch {
      throw DefinitionError(
        file: input.name, message: error.message, fix: error.fix ?? "check the file",
        vi: error.vietnameseMessage, viFix: error.vietnameseFix ?? "kiểm tra tệp")
    }
    var positions: [String: Int] = [:]
    for (position, name) in table.columns.enumerated() {
      guard let known = Self.columns.first(where: { FoldedText($0) == FoldedText(name) }) else {
        throw DefinitionError(
          file: table.name, line: 1, column: position + 1,
          message: "there is no use for the column '\(name)'",
          fix: "columns: \(Self.columns.joined(separator: ","))",
          vi: "cột '\(name)' không dùng để làm gì",
          viFix: "các cột là: \(Self.columns.joined(separator: ","))")
      }
      positions[known] = position
    }
    for required in ["dimension", "score"] where positions[required] == nil {
      throw DefinitionError(
        file: table.name, line: 1, column: 1, message: "there is no column '\(required)'",
        fix: "columns: \(Self.columns.joined(separator: ","))", vi: "không có cột '\(required)'",
        viFix: "các cột là: \(Self.columns.joined(separator: ","))")
    }
    var reader = PublishedScoreReader(index: index, file: table.name, positions: positions)
    for row in table.rows { reader.read(row) }
    reader.finish()
    guard reader.issues.isEmpty else {
      throw DefinitionError(Array(reader.issues.prefix(DefinitionError.limit)))
    }
    scores = reader.scores
  }
}

/// Reads the rows of a file of published scores.
private struct PublishedScoreReader {
  let index: PublishedIndex
  let file: String
  let positions: [String: Int]
  private(set) var issues: [DefinitionIssue] = []
  private(set) var scores: [PublishedScores.Score] = []
  private var names: FoldedIndex<Int>
  private var groups: [[String]] = []
  private var lines: [[String]: Int] = [:]
  private var published: [[String]: (value: Double, line: Int)] = [:]
  private var parts: [[String]: [Double]] = [:]

  init(index: PublishedIndex, file: String, positions: [String: Int]) {
    self.index = index
    self.file = file
    self.positions = positions
    names = FoldedIndex()
    for (position, dimension) in index.dimensions.enumerated() {
      for name in [dimension.id, dimension.title.vi, dimension.title.en] + dimension.aliases {
        _ = names.insert(name, for: position)
      }
    }
  }

  private mutating func issue(
    _ line: Int, _ column: String, _ message: String, _ fix: String, vi: String, viFix: String
  ) {
    issues.append(
      DefinitionIssue(
        file: file, line: line, column: (positions[column] ?? 0) + 1, path: column,
        message: message, fix: fix, vietnameseMessage: vi, vietnameseFix: viFix))
  }

  mutating func read(_ row: CSVTable.Row) {
    func cell(_ name: String) -> String {
      positions[name].flatMap { row.cells.indices.contains($0) ? row.cells[$0].trimmedBlanks : nil }
        ?? ""
    }
    guard case .found(let position) = names.lookUp(cell("dimension")) else {
      issue(
        row.line, "dimension", "the index has no dimension '\(cell("dimension"))'",
        "dimensions: \(index.dimensions.map(\.id).joined(separator: ", "))",
        vi: "chỉ số không có nội dung '\(cell("dimension"))'",
        viFix: "các nội dung: \(index.dimensions.map(\.id).joined(separator: ", "))")
      return
    }
    let text = cell("score")
    guard !text.hasSuffix("%") else {
      issue(
        row.line, "score", "'\(text)' is in per cent",
        "the index has its own scale (\(index.unit.en)); it is never mixed with per cent",
        vi: "'\(text)' ghi theo phần trăm",
        viFix: "chỉ số có thang điểm riêng (\(index.unit.vi)); không bao giờ gộp với phần trăm")
      return
    }
    guard let score = Double(text.replacing(",", with: ".")), score.isFinite else {
      issue(
        row.line, "score", "'\(text)' is no number", "write 4.90 or 4,90",
        vi: "'\(text)' không phải là số", viFix: "ghi 4.90 hoặc 4,90")
      return
    }
    let part = cell("subdimension")
    let group = [cell("year"), cell("unit"), String(position)]
    if let line = lines.updateValue(row.line, forKey: group + [part]) {
      issue(
        row.line, "dimension", "this score is already on line \(line)", "keep one of the rows",
        vi: "điểm này đã có ở dòng \(line)", viFix: "chỉ giữ một dòng")
      return
    }
    if !groups.contains(group) { groups.append(group) }
    if part.isEmpty {
      if score < index.minimum || score > index.maximum {
        outside(score, row.line)
      }
      published[group] = (score, row.line)
    } else {
      if score < 0 || score > index.maximum { outside(score, row.line) }
      parts[group, default: []].append(score)
    }
  }

  private mutating func outside(_ score: Double, _ line: Int) {
    issue(
      line, "score", "\(score) is outside the scale of a dimension",
      "the definition says \(index.unit.en): \(index.minimum) to \(index.maximum)",
      vi: "\(score) nằm ngoài thang điểm của một nội dung",
      viFix: "định nghĩa ghi \(index.unit.vi): từ \(index.minimum) đến \(index.maximum)")
  }

  mutating func finish() {
    for group in groups {
      guard let position = Int(group[2]) else { continue }
      let own = parts[group] ?? []
      let whole = published[group]
      if let whole, !own.isEmpty, !PublishedIndex.isSum(whole.value, of: own) {
        issue(
          whole.line, "score",
          "the dimension is \(whole.value), its \(own.count) sub-dimensions add up to "
            + "\((own.reduce(0, +) * 100).rounded() / 100)",
          "a dimension is the sum of its sub-dimensions: check the rows",
          vi: "nội dung là \(whole.value), \(own.count) nội dung thành phần cộng lại là "
            + "\((own.reduce(0, +) * 100).rounded() / 100)",
          viFix: "nội dung là tổng các nội dung thành phần: kiểm tra lại các dòng")
      }
      scores.append(
        PublishedScores.Score(
          year: group[0], unit: group[1], dimension: index.dimensions[position],
          score: whole?.value ?? own.reduce(0, +), isPublished: whole != nil, parts: own))
    }
  }
}
