public import CSVIO
internal import SurveyEstimation

extension WeightingRequest {
  /// Reads files as one data set and adjusts their weights.
  ///
  /// Rows with a weight that is missing, zero or negative are rejected: they get no weight. The
  /// files can then be written with ``WeightingResult/write(weightColumn:options:to:)``, which
  /// reads them again.
  ///
  /// - Parameters:
  ///   - inputs: The files; each finds its own dialect and header. They must be readable twice.
  ///   - options: What is known of the files.
  /// - Throws: `CSVError`, `RequestError` naming file and line, `WeightingError` naming the margin,
  ///   `ReplicateError`.
  public func run(
    _ inputs: [CSVInput], options: CSVReadOptions = CSVReadOptions()
  ) throws -> WeightingResult {
    var options = options
    options.threads = 1
    var data = WeightingData()
    var files: [WeightingResult.File] = []
    var rejected: [RejectedRecord] = []
    var counts: [RejectedRecord.Reason: Int] = [:]
    for input in inputs {
      let file = try CSVFile(input, options: options)
      let columns = try WeightingColumns(self, header: file.header, file: file.name)
      let name = file.name
      let (parts, summary) = try file.read(columns.requests) { _ in
        WeightingConsumer(columns, file: name)
      }
      var rowOfRecord: [Int] = []
      var row = data.weights.count
      for part in parts {
        for isAccepted in part.isAccepted {
          rowOfRecord.append(isAccepted ? row : -1)
          if isAccepted { row += 1 }
        }
        rejected += part.rejected
        counts.merge(part.rejectedCounts) { $0 + $1 }
        try data.add(part, request: self)
      }
      rejected += summary.malformed.map {
        RejectedRecord(file: name, line: $0.line, reason: .malformed, detail: $0.text)
      }
      if summary.malformedCount > 0 {
        counts[.malformed, default: 0] += summary.malformedCount
      }
      files.append(
        WeightingResult.File(file: file, rowOfRecord: rowOfRecord, recordCount: summary.records))
    }
    guard !data.weights.isEmpty else { throw EstimationError.noRows }
    var adjustment = WeightAdjustment(self, data: data)
    try adjustment.run()
    return adjustment.result(files: files, rejected: rejected, counts: counts)
  }
}

/// The steps from design weights to final ones.
struct WeightAdjustment {
  private let request: WeightingRequest
  private let data: WeightingData
  private var weights: [Double]
  private var replicates: [[Double]] = []
  private var variance: ReplicateVariance?
  private var steps: [WeightingStep] = []
  private var nonresponse: [NonresponseCell] = []
  private var calibration: Calibration?
  private var trimming: TrimmedWeights?

  /// Rows listed as most changed.
  private static let listedChanges = 10

  init(_ request: WeightingRequest, data: WeightingData) {
    self.request = request
    self.data = data
    weights = data.weights
  }

  mutating func run() throws {
    try makeReplicates()
    note("design")
    if let asked = request.nonresponse {
      try adjustForNonresponse(asked)
      note("nonresponse")
    }
    guard let asked = request.calibration else { return }
    if let kind = asked.kind {
      let method: CalibrationMethod =
        switch kind {
        case .postStratify: .postStratification
        case .calibrate(let method): method
        }
      try calibrate(asked.margins, method: method)
      note(asked.name)
    }
    if let (lower, upper) = asked.trimming {
      let trimmed = try TrimmedWeights(weights, lower: lower, upper: upper)
      weights = trimmed.weights
      for index in replicates.indices {
        replicates[index] = try TrimmedWeights(
          replicates[index], lower: lower, upper: upper
        ).weights
      }
      trimming = trimmed
      note("trim")
    }
  }

  private mutating func note(_ name: String) {
    if let diagnostics = WeightDiagnostics(weights) {
      steps.append(WeightingStep(name: name, weights: diagnostics))
    }
  }

  private mutating func makeReplicates() throws {
    guard let asked = request.replicates else { return }
    let design = try asked.design(data)
    replicates = (0..<design.count).map { design.weights(replicate: $0, from: weights) }
    variance = design.variance
  }

  private mutating func adjustForNonresponse(_ asked: NonresponseRequest) throws {
    let column = asked.responded.column
    let levels = data.levels[column] ?? []
    if let absence = asked.responded.absence(among: levels) { throw absence.error }
    let isResponse = levels.map { asked.responded.outcome($0) == .isTrue }
    let responded = (data.codes[column] ?? []).map { isResponse[Int($0)] }
    let names = asked.cells.map { data.levels[$0] ?? [] }
    let ordered = asked.cells.map { data.codes[$0] ?? [] }
    var known: [[Int32]: Int32] = [:]
    var cells: [String] = []
    let codes = data.weights.indices.map { row -> Int32 in
      let key = ordered.map { $0[row] }
      if let code = known[key] { return code }
      let code = Int32(cells.count)
      known[key] = code
      cells.append(
        key.isEmpty
          ? "all" : zip(names, key).map { $0[Int($1)] }.joined(separator: " x "))
      return code
    }
    let adjusted = try NonresponseAdjustment(
      weights: weights, responded: responded, codes: codes, cells: cells)
    weights = adjusted.weights
    for index in replicates.indices {
      do throws(WeightingError) {
        replicates[index] = try NonresponseAdjustment(
          weights: replicates[index], responded: responded, codes: codes, cells: cells
        ).weights
      } catch {
        throw WeightingError.replicate(index + 1, error)
      }
    }
    nonresponse = cells.indices.map {
      NonresponseCell(
        name: cells[$0], factor: adjusted.factors[$0],
        responseRate: adjusted.responseRates[$0] ?? 0)
    }.sorted { DomainIndex.levelPrecedes($0.name, $1.name) }
  }

  private mutating func calibrate(_ tables: [MarginTable], method: CalibrationMethod) throws {
    // Rows that did not answer have no part in it.
    let rows = weights.indices.filter { weights[$0] > 0 }
    let margins = try tables.map { try margin($0, rows: rows) }
    let made = try Calibration(rows.map { weights[$0] }, to: margins, method: method)
    for (position, row) in rows.enumerated() { weights[row] = made.weights[position] }
    for index in replicates.indices {
      let column = try made.calibrated(
        replicate: rows.map { replicates[index][$0] }, number: index + 1)
      for (position, row) in rows.enumerated() { replicates[index][row] = column[position] }
    }
    calibration = made
  }

  private func margin(_ table: MarginTable, rows: [Int]) throws -> Margin {
    let name = table.columns.map(\.text).joined(separator: " x ")
    if table.isNumeric {
      let values = data.numbers[table.columns[0]] ?? []
      return .numeric(
        NumericMargin(
          variable: name, total: table.cells[0].total, values: rows.map { values[$0] }))
    }
    let wanted = table.cells.map { $0.categories.map { CellValue($0) } }
    let columns = table.columns.map { data.codes[$0] ?? [] }
    let texts = table.columns.map { (data.levels[$0] ?? []).map { CellValue($0) } }
    var known: [[Int32]: Int32] = [:]
    var codes: [Int32] = []
    codes.reserveCapacity(rows.count)
    for row in rows {
      let key = columns.map { $0[row] }
      if let code = known[key] {
        codes.append(code)
        continue
      }
      let cell = zip(texts, key).map { $0[Int($1)] }
      guard let found = wanted.firstIndex(where: { zip($0, cell).allSatisfy { $0.matches($1) } })
      else { throw outside(table, key: key, cell: cell) }
      known[key] = Int32(found)
      codes.append(Int32(found))
    }
    return .categorical(
      CategoricalMargin(
        variable: name, categories: table.cells.map { $0.categories.joined(separator: " x ") },
        totals: table.cells.map(\.total), codes: codes))
  }

  private func outside(_ table: MarginTable, key: [Int32], cell: [CellValue]) -> RequestError {
    let name = table.columns.map(\.text).joined(separator: " x ")
    let shown = cell.map { $0.isMissing ? "(empty)" : $0.text }.joined(separator: " x ")
    // Blamed is the column whose value none of the cells has, else the last.
    let column =
      table.columns.indices.first { index in
        !table.cells.contains { CellValue($0.categories[index]).matches(cell[index]) }
      } ?? table.columns.count - 1
    let place = data.places[table.columns[column]]?[Int(key[column])]
    let names = table.cells.map { $0.categories[column] }
    let nearest = NearestName.nearest(to: cell[column].text, among: names)
    return RequestError(
      .unusable, at: place.map { "\($0.file):\($0.line)" } ?? name,
      "the margins have no total for \(name) = \(shown)",
      fix: nearest.map { "did you mean \"\($0)\"? else add the category to the margins" }
        ?? "add the category to the margins, or correct the rows",
      vi: "tổng thể chuẩn không có tổng cho \(name) = \(shown)",
      viFix: nearest.map { "có phải là \"\($0)\"? nếu không, thêm nhóm này vào tệp tổng thể chuẩn" }
        ?? "thêm nhóm này vào tệp tổng thể chuẩn, hoặc sửa các dòng")
  }

  func result(
    files: [WeightingResult.File], rejected: [RejectedRecord],
    counts: [RejectedRecord.Reason: Int]
  ) -> WeightingResult {
    var placeOfRow: [(file: Int, record: Int)] = []
    placeOfRow.reserveCapacity(weights.count)
    for (index, file) in files.enumerated() {
      for (record, row) in file.rowOfRecord.enumerated() where row >= 0 {
        placeOfRow.append((index, record))
      }
    }
    let changes = WeightChange.largest(
      before: zip(data.weights, weights).map { $1 == 0 ? 0 : $0 }, after: weights,
      limit: Self.listedChanges)
    return WeightingResult(
      files: files, weights: weights, replicates: replicates, replicateVariance: variance,
      steps: steps, margins: calibration?.margins ?? [], iterations: calibration?.iterations ?? 0,
      collinear: calibration?.collinear ?? [], absentCells: calibration?.absentCells ?? [],
      nonresponse: nonresponse, trimming: trimming,
      largestChanges: changes.map {
        let place = placeOfRow[$0.row]
        return PlacedWeightChange(
          file: files[place.file].file.name, record: place.record + 1, before: $0.before,
          after: $0.after)
      }, rejected: rejected, rejectedCounts: counts)
  }
}
