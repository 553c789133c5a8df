internal import SurveyEstimation

/// Estimates from rows in memory.
struct TableEstimation {
  private let request: EstimationRequest
  private let data: CodedParts
  private let rowCount: Int

  init(_ request: EstimationRequest, reading data: CodedParts) {
    self.request = request
    self.data = data
    rowCount = data.batches.reduce(0) { $0 + $1.count }
  }

  /// The design and the estimates of all domains.
  func estimates() throws -> (DesignSummary, [Estimate], Comparisons) {
    guard rowCount > 0 else { throw EstimationError.noRows }
    let columns = request.design
    var design = try SurveyDesign(
      rowCount: rowCount,
      weights: columns.weight == nil ? nil : joined { $0.weights },
      strata: columns.strata.indices.map { categories(\.strata, $0) { $0.plan.strata } },
      clusters: columns.clusters.indices.map { categories(\.clusters, $0) { $0.plan.clusters } },
      isNested: columns.isNested,
      populations: columns.populations.indices.map { index in joined { $0.populations[index] } },
      singlePSU: columns.replicates == nil ? columns.singlePSU : .remove)
    var replicates = try replicateWeights()
    var calibration: Calibration?
    if let asked = columns.calibration {
      let adjusted = try CalibratedWeights(
        asked, weights: design.weights, replicates: replicates?.columns ?? [],
        margins: try margins(asked))
      design.weights = adjusted.weights
      replicates?.columns = adjusted.replicates
      calibration = adjusted.calibration
    }
    let domains = DomainIndex(
      variables: request.domains.indices.map { index in
        data.coders.flatMap { $0.levelNames(index) }
      },
      occurring: data.coders.flatMap { coder in
        (0..<Int32(coder.domainCount)).map { coder.levels(ofDomain: $0) }
      })
    let table = try ResponseTable(
      design: design, domainOfRow: domainOfRow(domains), domainCount: domains.levels.count,
      variables: request.variables.indices.map(variable), calibration: calibration,
      replicates: replicates)
    let raw = table.estimates(request.statistics)
    let names = domains.levels.map { levels in
      zip(data.domainNames, levels).map { DomainLevel(variable: $0, value: $1) }
    }
    let quantiles = request.quantiles.map {
      table.quantiles(
        of: $0.variable, at: $0.probability, name: $0.name, domains: names,
        options: request.options)
    }
    var estimates: [Estimate] = []
    var students = StudentQuantiles()
    for (index, domain) in names.enumerated() {
      for (definition, estimate) in zip(request.statistics, raw[index]) {
        estimates.append(
          estimate.finished(
            definition, domain: domain, options: request.options, quantiles: &students))
      }
      estimates += quantiles.map { $0[index] }
    }
    let comparisons = try TableComparison(request: request, table: table, domains: names)
      .comparisons()
    return (summary(design, replicates: replicates), estimates, comparisons)
  }

  private func summary(_ design: SurveyDesign, replicates: ReplicateWeights?) -> DesignSummary {
    var df = design.degreesOfFreedom
    if let replicates {
      df = ReplicateRank.degreesOfFreedom(replicates.columns, rows: Array(0..<rowCount))
    }
    return DesignSummary(
      strata: design.stratumCount, psus: design.psuCount, degreesOfFreedom: df,
      weight: request.design.weight?.text, singlePSU: request.design.singlePSU,
      hasFinitePopulation: design.hasFinitePopulation,
      calibration: request.design.calibration?.name,
      replicates: request.design.replicates.map { $0.kind.word },
      replicateCount: replicates?.columns.count ?? 0)
  }

  // MARK: Columns

  private func joined(_ column: (CodedBatch) -> [Double]) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(rowCount)
    for batch in data.batches where batch.count > 0 { values.append(contentsOf: column(batch)) }
    return values
  }

  private func categories(
    _ columns: KeyPath<CodedBatch, [[Int32]]>, _ index: Int, _ slots: (BatchCoder) -> [Int]
  ) -> CategoricalColumn {
    var numbering = CategoryIndex()
    var codes: [Int32] = []
    codes.reserveCapacity(rowCount)
    for (batch, coder) in zip(data.batches, data.coders) where batch.count > 0 {
      codes += numbering.numbers(
        of: batch[keyPath: columns][index], texts: coder.texts(slot: slots(coder)[index]))
    }
    return CategoricalColumn(codes: codes, levels: numbering.levels)
  }

  private func domainOfRow(_ domains: DomainIndex) -> [Int32] {
    var numbers: [Int32] = []
    numbers.reserveCapacity(rowCount)
    for (batch, coder) in zip(data.batches, data.coders) where batch.count > 0 {
      let table = (0..<Int32(coder.domainCount)).map { domains.number(coder.levels(ofDomain: $0)) }
      numbers += batch.domains.map { $0 < 0 ? -1 : table[Int($0)] }
    }
    return numbers
  }

  private func variable(_ index: Int) -> ResponseVariable {
    var whole: VariableColumn?
    for batch in data.batches where batch.count > 0 {
      if whole == nil {
        whole = batch.variables[index]
      } else {
        whole?.append(batch.variables[index])
      }
    }
    switch whole {
    case .indicator(let values): return .indicator(values)
    case .numeric(let values): return .numeric(values)
    case nil: return .numeric([])
    }
  }

  // MARK: Replicates and margins

  private func replicateWeights() throws -> ReplicateWeights? {
    guard let asked = request.design.replicates else { return nil }
    let counts = Set(data.batches.filter { $0.count > 0 }.map(\.replicates.count))
    guard counts.count == 1, let count = counts.first else {
      throw RequestError(
        .unusable, at: asked.pattern, "the files have different numbers of replicate weights",
        vi: "các tệp có số cột trọng số lặp khác nhau")
    }
    if let scales = asked.replicateScales, scales.count != count {
      throw RequestError(
        .unusable, at: asked.pattern,
        "\(count) replicate weights match but \(scales.count) scales are given",
        fix: "give one scale per replicate in --rscales, in the order of the columns",
        vi: "có \(count) cột trọng số lặp khớp, nhưng cho \(scales.count) hệ số",
        viFix: "cho mỗi cột trọng số lặp một hệ số trong --rscales, theo thứ tự các cột")
    }
    let variance = ReplicateVariance(
      scale: asked.scale ?? asked.kind.scale(count: count),
      replicateScales: asked.replicateScales ?? [Double](repeating: 1, count: count),
      isMeanSquaredError: asked.isMeanSquaredError)
    return ReplicateWeights(
      columns: (0..<count).map { index in joined { $0.replicates[index] } }, variance: variance)
  }

  private func margins(_ asked: CalibrationRequest) throws -> [Margin] {
    try asked.margins.enumerated().map { number, table in
      let name = table.columns.map(\.text).joined(separator: " x ")
      if table.isNumeric {
        let values = joined { $0.marginNumbers[number][0] }
        if let row = values.firstIndex(where: { !$0.isFinite }) {
          throw WeightingError.rowOutsideMargin(variable: name, row: row)
        }
        return .numeric(NumericMargin(variable: name, total: table.cells[0].total, values: values))
      }
      let wanted = table.cells.map { $0.categories.map(CellValue.init) }
      var codes: [Int32] = []
      codes.reserveCapacity(rowCount)
      for (batch, coder) in zip(data.batches, data.coders) where batch.count > 0 {
        let texts = coder.plan.margins[number].map { slot in
          coder.texts(slot: slot).map(CellValue.init)
        }
        var known: [[Int32]: Int32] = [:]
        for row in 0..<batch.count {
          let key = batch.marginCodes[number].map { $0[row] }
          if let code = known[key] {
            codes.append(code)
            continue
          }
          let found = wanted.firstIndex { cell in
            zip(cell, key).enumerated().allSatisfy { column, pair in
              pair.0.matches(texts[column][Int(pair.1)])
            }
          }
          let code = Int32(found ?? -1)
          known[key] = code
          codes.append(code)
        }
      }
      return .categorical(
        CategoricalMargin(
          variable: name,
          categories: table.cells.map { $0.categories.joined(separator: " x ") },
          totals: table.cells.map(\.total), codes: codes))
    }
  }
}

/// Weights adjusted to margins, and the replicates with them.
struct CalibratedWeights {
  let weights: [Double]
  let replicates: [[Double]]
  let calibration: Calibration?

  init(
    _ asked: CalibrationRequest, weights start: [Double], replicates columns: [[Double]],
    margins: [Margin]
  ) throws {
    var weights = start
    var replicates = columns
    var calibration: Calibration?
    let method: CalibrationMethod? =
      switch asked.kind {
      case .postStratify: .postStratification
      case .calibrate(let method): method
      case nil: nil
      }
    if let method {
      let made = try Calibration(start, to: margins, method: method)
      weights = made.weights
      for index in replicates.indices {
        replicates[index] = try made.calibrated(replicate: columns[index], number: index + 1)
      }
      calibration = made
    }
    if let (lower, upper) = asked.trimming {
      weights = try TrimmedWeights(weights, lower: lower, upper: upper).weights
      for index in replicates.indices {
        replicates[index] = try TrimmedWeights(
          replicates[index], lower: lower, upper: upper
        ).weights
      }
    }
    self.weights = weights
    self.replicates = replicates
    self.calibration = calibration
  }
}

extension ReplicateKind {
  /// The word for the kind on the command line and in the output.
  var word: String {
    switch self {
    case .jackknife: "JK1"
    case .stratifiedJackknife: "JKn"
    case .balanced: "BRR"
    case .fay: "Fay"
    case .bootstrap: "bootstrap"
    case .successiveDifference: "SDR"
    }
  }
}
