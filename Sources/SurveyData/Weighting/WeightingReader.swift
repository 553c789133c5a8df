internal import CSVIO
internal import SurveyEstimation

/// The columns of a file that a weighting needs, each once.
struct WeightingColumns: Sendable {
  var requests: [ColumnRequest] = []
  /// Headers of the columns, for messages.
  var names: [String] = []
  var weightSlot: Int?
  /// Slots of the columns read as categories, by reference.
  var categorySlots: [ColumnReference: Int] = [:]
  /// Slots of the columns read as numbers, by reference.
  var numberSlots: [ColumnReference: Int] = [:]

  init(_ request: WeightingRequest, header: [HeaderColumn], file: String) throws {
    func add(_ reference: ColumnReference, _ kind: ColumnKind) throws -> Int {
      let wanted = ColumnRequest(index: try reference.index(in: header, file: file), kind: kind)
      if let slot = requests.firstIndex(of: wanted) { return slot }
      requests.append(wanted)
      names.append(header[wanted.index].name)
      return requests.count - 1
    }
    if let weight = request.weight { weightSlot = try add(weight, .number) }
    for reference in request.categoryColumns {
      categorySlots[reference] = try add(reference, .codes)
    }
    for reference in request.numberColumns {
      numberSlots[reference] = try add(reference, .number)
    }
  }
}

extension WeightingRequest {
  /// Columns needed as categories, each once, in the order of the request.
  var categoryColumns: [ColumnReference] {
    var columns: [ColumnReference] = []
    if let nonresponse { columns += [nonresponse.responded.column] + nonresponse.cells }
    for margin in calibration?.margins ?? [] where !margin.isNumeric { columns += margin.columns }
    columns += [replicates?.stratum, replicates?.cluster].compactMap { $0 }
    var seen: Set<ColumnReference> = []
    return columns.filter { seen.insert($0).inserted }
  }

  /// Columns needed as numbers.
  var numberColumns: [ColumnReference] {
    (calibration?.margins ?? []).filter(\.isNumeric).map { $0.columns[0] }
      + [replicates?.population].compactMap { $0 }
  }
}

/// Collects the columns of one file.
struct WeightingConsumer: RecordConsumer {
  /// A column of categories: codes, their texts and where each text stands first.
  struct Categories {
    var codes: [Int32] = []
    var texts: [String] = []
    var firstLines: [Int32: Int] = [:]
  }

  let columns: WeightingColumns
  let file: String
  var weights: [Double] = []
  var categories: [Int: Categories] = [:]
  var numbers: [Int: [Double]] = [:]
  /// Line of the first record whose number is none, by slot.
  var firstBadNumbers: [Int: Int] = [:]
  var isAccepted: [Bool] = []
  var rejected: [RejectedRecord] = []
  var rejectedCounts: [RejectedRecord.Reason: Int] = [:]

  /// Rejected records of a file listed with their lines.
  static let listedPerFile = 1000

  init(_ columns: WeightingColumns, file: String) {
    self.columns = columns
    self.file = file
    for slot in columns.categorySlots.values { categories[slot] = Categories() }
    for slot in columns.numberSlots.values { numbers[slot] = [] }
  }

  mutating func consume(_ batch: RecordBatch) throws {
    for slot in columns.numberSlots.values.sorted() + [columns.weightSlot].compactMap(\.self) {
      for row in 0..<batch.count where batch.numberState(slot, row) == .ambiguous {
        throw RequestError.twoReadings(
          file: file, line: batch.line(row), column: columns.names[slot])
      }
    }
    var accepted = [Bool](repeating: true, count: batch.count)
    if let slot = columns.weightSlot {
      let values = batch.numbers(slot)
      for row in 0..<batch.count where !(values[row] > 0 && values[row].isFinite) {
        accepted[row] = false
        reject(values[row], line: { batch.line(row) })
      }
      weights += values
    } else {
      weights += [Double](repeating: 1, count: batch.count)
    }
    for slot in columns.categorySlots.values.sorted() {
      var column = categories.removeValue(forKey: slot) ?? Categories()
      let codes = batch.codes(slot)
      let dictionary = batch.dictionary(slot)
      let known = Int32(column.texts.count)
      for id in known..<Int32(dictionary.count) { column.texts.append(dictionary.text(of: id)) }
      for row in 0..<batch.count
      where accepted[row] && column.firstLines[codes[row]] == nil {
        column.firstLines[codes[row]] = batch.line(row)
      }
      column.codes += codes
      categories[slot] = column
    }
    for slot in columns.numberSlots.values.sorted() {
      let values = batch.numbers(slot)
      if firstBadNumbers[slot] == nil,
        let row = (0..<batch.count).first(where: { accepted[$0] && !values[$0].isFinite })
      {
        firstBadNumbers[slot] = batch.line(row)
      }
      numbers[slot, default: []] += values
    }
    isAccepted += accepted
  }

  private mutating func reject(_ weight: Double, line: () -> Int) {
    let reason: RejectedRecord.Reason = weight <= 0 ? .weightNotPositive : .weightMissing
    rejectedCounts[reason, default: 0] += 1
    guard rejected.count < Self.listedPerFile else { return }
    rejected.append(
      RejectedRecord(
        file: file, line: line(), reason: reason,
        detail: weight.isNaN
          ? BilingualText(
            vi: "trọng số trống hoặc không phải là số", en: "the weight is empty or no number")
          : BilingualText(vi: "trọng số là \(weight)", en: "the weight is \(weight)")))
  }
}

/// The accepted rows of all files, with categories numbered by text over all of them.
struct WeightingData {
  /// A category with the place where it stands first.
  struct Place {
    var file: String
    var line: Int
  }

  var weights: [Double] = []
  /// Codes into `levels` by column.
  var codes: [ColumnReference: [Int32]] = [:]
  var levels: [ColumnReference: [String]] = [:]
  var places: [ColumnReference: [Place]] = [:]
  var numbers: [ColumnReference: [Double]] = [:]

  private var numberings: [ColumnReference: CategoryIndex] = [:]

  mutating func add(_ part: WeightingConsumer, request: WeightingRequest) throws(RequestError) {
    let rows = part.isAccepted.indices.filter { part.isAccepted[$0] }
    weights += rows.map { part.weights[$0] }
    for reference in request.categoryColumns {
      guard let slot = part.columns.categorySlots[reference],
        let column = part.categories[slot]
      else { continue }
      var numbering = numberings[reference] ?? CategoryIndex()
      let numbers = numbering.numbers(of: rows.map { column.codes[$0] }, texts: column.texts)
      for (position, row) in rows.enumerated()
      where Int(numbers[position]) == places[reference, default: []].count {
        places[reference, default: []].append(
          Place(file: part.file, line: column.firstLines[column.codes[row]] ?? 0))
      }
      codes[reference, default: []] += numbers
      numberings[reference] = numbering
      levels[reference] = numbering.levels
    }
    for reference in request.numberColumns {
      guard let slot = part.columns.numberSlots[reference], let values = part.numbers[slot] else {
        continue
      }
      if let line = part.firstBadNumbers[slot] {
        throw RequestError(
          .unusable, at: "\(part.file):\(line)", "\(reference) is empty or no number",
          fix: "every row needs a number there; correct the cell or remove the row",
          vi: "\(reference) trống hoặc không phải là số",
          viFix: "mỗi dòng cần một số ở đó; sửa ô hoặc bỏ dòng")
      }
      numbers[reference, default: []] += rows.map { values[$0] }
    }
  }

  /// A column of the design, with codes whose order is that of the levels, not of the rows.
  ///
  /// - Throws: `RequestError` where a row has no value.
  func designColumn(_ reference: ColumnReference) throws(RequestError) -> CategoricalColumn {
    let levels = levels[reference] ?? []
    if let gap = levels.indices.first(where: { DomainVariable.isMissing(levels[$0]) }) {
      let place = places[reference]?[gap]
      throw RequestError(
        .unusable, at: place.map { "\($0.file):\($0.line)" } ?? reference.text,
        "there is no value in the design column \"\(reference)\"",
        fix: "fill in the column, or take the rows out of the file",
        vi: "không có giá trị trong cột thiết kế mẫu \"\(reference)\"",
        viFix: "điền cột này, hoặc bỏ các dòng đó khỏi tệp")
    }
    let order = levels.indices.sorted { DomainIndex.levelPrecedes(levels[$0], levels[$1]) }
    var rank = [Int32](repeating: 0, count: levels.count)
    for (position, level) in order.enumerated() { rank[level] = Int32(position) }
    return CategoricalColumn(
      codes: (codes[reference] ?? []).map { rank[Int($0)] }, levels: order.map { levels[$0] })
  }
}
