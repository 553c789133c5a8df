/// What happens when a stratum has a single sampled unit, so that its variance cannot be estimated.
public enum SinglePSUPolicy: String, Codable, Hashable, Sendable, CaseIterable {
  /// The design is refused.
  case fail
  /// The stratum adds nothing to the variance.
  case remove
  /// The unit counts as taken with certainty: the stratum adds nothing to the variance.
  case certainty
  /// The unit is centred at zero, the mean of the influence function, instead of its own value.
  case adjust
  /// The stratum adds the average of the others that are present in the domain.
  case average
}

/// A column of categories: an id per row and the text of each id.
public struct CategoricalColumn: Hashable, Sendable {
  /// Index into `levels` for every row.
  public var codes: [Int32]
  /// The text of every id.
  public var levels: [String]

  /// Makes a column; every code must be an index into `levels`.
  public init(codes: [Int32], levels: [String]) {
    self.codes = codes
    self.levels = levels
  }
}

/// One stage of sampling over the rows of a sample, with ids that are unique in the whole sample.
struct SamplingStage: Sendable {
  /// Stratum of every row, 0..<strata.count; strata lie within the units of the stage before.
  var stratumOfRow: [Int32]
  /// Unit of every row, 0..<stratumOfUnit.count; units lie within strata.
  var unitOfRow: [Int32]
  /// Stratum of every unit.
  var stratumOfUnit: [Int32]
  /// Number of sampled units of every stratum.
  var sampled: [Int]
  /// Population size of every stratum in units, infinite when with replacement.
  var population: [Double]
  /// Unit of the stage before to which a stratum belongs; zero for all at the first stage.
  var parentOfStratum: [Int32]
  /// Name of every stratum for messages.
  var stratumNames: [String]
  /// Name of every unit for messages about the stage after it; empty at the last stage.
  var unitNames: [String]
  /// Whether a population column was given for this stage.
  var hasPopulation: Bool

  /// Sampling fraction of a stratum, zero when with replacement.
  func fraction(_ stratum: Int) -> Double { Double(sampled[stratum]) / population[stratum] }

  /// Whether a stratum is taken as a whole, so that it has no sampling variance.
  ///
  /// The limit on 1 - f is R survey's: fractions come as rounded numbers.
  func isTakeAll(_ stratum: Int) -> Bool { 1 - fraction(stratum) < 1e-7 }
}

/// A sample: weights and the stages by which it was drawn, with one entry per row.
///
/// Stages without a population size are with replacement and end the recursion of the variance.
/// Without clusters, rows are the PSUs. Ids of later stages are taken as nested in the units of the
/// stage before.
public struct SurveyDesign: Sendable {
  /// Sampling weights, one per row, positive.
  public var weights: [Double]
  /// The stages, outermost first; at least one.
  var stages: [SamplingStage]
  /// What happens when a stratum has a single sampled unit.
  public let singlePSU: SinglePSUPolicy

  /// Number of rows.
  public var rowCount: Int { weights.count }
  /// Number of first-stage strata; 1 without stratification.
  public var stratumCount: Int { stages[0].sampled.count }
  /// Number of PSUs.
  public var psuCount: Int { stages[0].stratumOfUnit.count }
  /// PSUs minus strata.
  public var degreesOfFreedom: Int { psuCount - stratumCount }
  /// The share of the PSUs of each row's stratum that were sampled; 0 with replacement, exactly 1
  /// where the stratum is taken as a whole.
  public var samplingFractionOfRow: [Double] {
    stages[0].stratumOfRow.map { stratum in
      stages[0].isTakeAll(Int(stratum)) ? 1 : stages[0].fraction(Int(stratum))
    }
  }
  /// Whether a finite population correction applies at the first stage.
  public var hasFinitePopulation: Bool { stages[0].hasPopulation }

  /// Makes a design from columns.
  ///
  /// - Parameters:
  ///   - rowCount: Number of rows.
  ///   - weights: Weights per row; `nil` for the product of N/n over the stages that have
  ///     populations, or 1 where none has.
  ///   - strata: Stratum columns, first stage first; at most one per stage.
  ///   - clusters: Cluster columns, outermost first; empty when rows are the PSUs.
  ///   - isNested: PSU ids start anew in every stratum.
  ///   - populations: Population sizes, or sampling fractions (a column of which no value exceeds
  ///     1), first stage first.
  ///   - singlePSU: What happens when a stratum has a single unit.
  /// - Throws: `EstimationError` for a design that cannot be right: ids repeated between strata,
  ///   a population below the sample or varying in a stratum, a single unit under `fail`.
  public init(
    rowCount: Int, weights: [Double]?, strata: [CategoricalColumn] = [],
    clusters: [CategoricalColumn] = [], isNested: Bool = false, populations: [[Double]] = [],
    singlePSU: SinglePSUPolicy = .fail
  ) throws(EstimationError) {
    guard rowCount > 0 else { throw .noRows }
    let stageCount = max(clusters.count, 1)
    if strata.count > stageCount {
      throw .tooManyStages(kind: .strata, columns: strata.count, stages: stageCount)
    }
    if populations.count > stageCount {
      throw .tooManyStages(
        kind: .population, columns: populations.count, stages: stageCount)
    }
    for column in strata + clusters where column.codes.count != rowCount {
      throw .lengthMismatch(
        name: "a design column", expected: rowCount, found: column.codes.count)
    }
    var stages: [SamplingStage] = []
    for index in 0..<stageCount {
      stages.append(
        try Self.stage(
          index, of: stageCount, after: stages.last, rowCount: rowCount,
          strata: index < strata.count ? strata[index] : nil,
          clusters: clusters.isEmpty ? nil : clusters[index], isNested: isNested,
          population: index < populations.count ? populations[index] : nil))
    }
    self.stages = stages
    self.singlePSU = singlePSU
    if let weights {
      guard weights.count == rowCount else {
        throw .lengthMismatch(name: "the weights", expected: rowCount, found: weights.count)
      }
      self.weights = weights
    } else {
      var product = [Double](repeating: 1, count: rowCount)
      for stage in stages where stage.hasPopulation {
        for row in 0..<rowCount {
          let stratum = Int(stage.stratumOfRow[row])
          product[row] *= stage.population[stratum] / Double(stage.sampled[stratum])
        }
      }
      self.weights = product
    }
    try Self.checkUnitCounts(stages, singlePSU: singlePSU)
  }

  /// Refuses what leaves no variance to estimate.
  static func checkUnitCounts(
    _ stages: [SamplingStage], singlePSU: SinglePSUPolicy
  ) throws(EstimationError) {
    if stages[0].sampled == [1], !stages[0].isTakeAll(0) { throw .singlePSUDesign }
    guard singlePSU == .fail else { return }
    for (index, stage) in stages.enumerated() {
      var worst: String?
      for stratum in stage.sampled.indices
      where stage.sampled[stratum] == 1 && !stage.isTakeAll(stratum) {
        let name = stage.stratumNames[stratum]
        worst = worst.map { min($0, name) } ?? name
      }
      if let worst { throw .singleUnit(stratum: worst, stage: index + 1) }
      // A stage without population ends the recursion: later stages do not enter the variance.
      if !stage.hasPopulation { break }
    }
  }

  private static func stage(
    _ index: Int, of stageCount: Int, after previous: SamplingStage?, rowCount: Int,
    strata: CategoricalColumn?,
    clusters: CategoricalColumn?, isNested: Bool, population: [Double]?
  ) throws(EstimationError) -> SamplingStage {
    // Strata lie within the units of the stage before.
    let outer = previous?.unitOfRow ?? [Int32](repeating: 0, count: rowCount)
    let inner = strata?.codes ?? [Int32](repeating: 0, count: rowCount)
    let (stratumOfRow, firstRow) = pairIds(outer, inner)
    let names = firstRow.map { row -> String in
      let unit = previous?.unitNames[Int(outer[row])] ?? ""
      guard let strata else { return index == 0 ? "(whole sample)" : "(\(unit))" }
      let name = "\"\(strata.levels[Int(strata.codes[row])])\""
      return index == 0 ? name : "\(name) in \(unit)"
    }
    var unitOfRow: [Int32]
    var stratumOfUnit: [Int32]
    var firstUnitRow: [Int] = []
    if let clusters {
      if index == 0, !isNested {
        let zeros = [Int32](repeating: 0, count: rowCount)
        (unitOfRow, firstUnitRow) = pairIds(zeros, clusters.codes)
        stratumOfUnit = firstUnitRow.map { stratumOfRow[$0] }
        for row in 0..<rowCount where stratumOfUnit[Int(unitOfRow[row])] != stratumOfRow[row] {
          let both = [stratumOfUnit[Int(unitOfRow[row])], stratumOfRow[row]]
            .map { strata?.levels[Int(strata?.codes[firstRow[Int($0)]] ?? 0)] ?? "" }.sorted()
          throw .unitsRepeatBetweenStrata(
            unit: clusters.levels[Int(clusters.codes[row])], strata: both)
        }
      } else {
        (unitOfRow, firstUnitRow) = pairIds(stratumOfRow, clusters.codes)
        stratumOfUnit = firstUnitRow.map { stratumOfRow[$0] }
      }
    } else {
      unitOfRow = (0..<Int32(rowCount)).map { $0 }
      stratumOfUnit = stratumOfRow
    }
    // Ids that start anew in every stratum name a unit only together with the stratum. Units of the
    // last stage, which can be as many as rows, contain no strata and need no names.
    let unitNames = (index + 1 < stageCount ? clusters : nil).map { clusters in
      zip(firstUnitRow, stratumOfUnit).map { row, stratum in
        let name = "unit \"\(clusters.levels[Int(clusters.codes[row])])\""
        if index == 0, isNested, strata != nil {
          return "\(name) of stratum \(names[Int(stratum)])"
        }
        return index == 0 ? name : "\(name) of \(previous?.unitNames[Int(outer[row])] ?? "")"
      }
    }
    var sampled = [Int](repeating: 0, count: firstRow.count)
    for stratum in stratumOfUnit { sampled[Int(stratum)] += 1 }
    let sizes = try populationSizes(
      population, stage: index + 1, rows: stratumOfRow, sampled: sampled, names: names)
    return SamplingStage(
      stratumOfRow: stratumOfRow, unitOfRow: unitOfRow, stratumOfUnit: stratumOfUnit,
      sampled: sampled, population: sizes, parentOfStratum: firstRow.map { outer[$0] },
      stratumNames: names, unitNames: unitNames ?? [],
      hasPopulation: population != nil)
  }

  /// The population size of every stratum, checked.
  static func populationSizes(
    _ values: [Double]?, stage: Int, rows stratumOfRow: [Int32], sampled: [Int], names: [String]
  ) throws(EstimationError) -> [Double] {
    guard let values else { return [Double](repeating: .infinity, count: sampled.count) }
    guard values.count == stratumOfRow.count else {
      throw .lengthMismatch(
        name: "the population", expected: stratumOfRow.count, found: values.count)
    }
    var smallest = [Double](repeating: .infinity, count: sampled.count)
    var largest = [Double](repeating: -.infinity, count: sampled.count)
    for (row, value) in values.enumerated() {
      let stratum = Int(stratumOfRow[row])
      guard value > 0 else {
        throw .invalidPopulation(stratum: names[stratum], stage: stage, value: value)
      }
      smallest[stratum] = min(smallest[stratum], value)
      largest[stratum] = max(largest[stratum], value)
    }
    return try checkedSizes(
      smallest: smallest, largest: largest, stage: stage, sampled: sampled, names: names)
  }

  /// Turns the extremes of a population column per stratum into population sizes.
  ///
  /// The column is fractions when none of its values exceeds 1.
  static func checkedSizes(
    smallest: [Double], largest: [Double], stage: Int, sampled: [Int], names: [String]
  ) throws(EstimationError) -> [Double] {
    let isFraction = !largest.contains { $0 > 1 }
    var sizes: [Double] = []
    // The first stratum by name is reported, so that the message does not depend on row order.
    let order = sampled.indices.sorted { names[$0] < names[$1] }
    for stratum in order where smallest[stratum] != largest[stratum] {
      throw .populationVaries(
        stratum: names[stratum], stage: stage, values: [smallest[stratum], largest[stratum]])
    }
    for stratum in order {
      let value = largest[stratum]
      let size = isFraction ? Double(sampled[stratum]) / value : value
      if size < Double(sampled[stratum]) {
        throw .populationTooSmall(
          stratum: names[stratum], stage: stage, population: value, sampled: sampled[stratum])
      }
    }
    for stratum in sampled.indices {
      let value = largest[stratum]
      sizes.append(isFraction ? Double(sampled[stratum]) / value : value)
    }
    return sizes
  }

  /// Numbers the pairs of two id columns in order of first occurrence.
  static func pairIds(_ first: [Int32], _ second: [Int32]) -> (ids: [Int32], firstRow: [Int]) {
    var known: [Int64: Int32] = [:]
    var ids = [Int32](repeating: 0, count: first.count)
    var firstRow: [Int] = []
    var lastKey = Int64.min
    var lastId: Int32 = 0
    for row in first.indices {
      let key = Int64(first[row]) << 32 | Int64(UInt32(bitPattern: second[row]))
      if key != lastKey {
        if let id = known[key] {
          lastId = id
        } else {
          lastId = Int32(firstRow.count)
          known[key] = lastId
          firstRow.append(row)
        }
        lastKey = key
      }
      ids[row] = lastId
    }
    return (ids, firstRow)
  }
}
