import SurveyEstimation

/// What a survey's tally is a tally of; tallies of different definitions do not merge.
public struct SurveyTallyDefinition: Hashable, Sendable, Codable {
  /// Id of the instrument.
  public var instrument: String
  /// Version of the instrument.
  public var version: String
  /// SHA-256 of the instrument's definition as read.
  public var digest: String
  /// Ids of the measures that are answered by service area and unit, in the instrument's order; the
  /// others are answered for all responses only.
  public var measures: [String]
  /// Ids of the elements whose rates are answered.
  public var elements: [String]
  /// Whether rates of the questions, shares of their answers and all other measures are answered.
  public var holdsQuestions: Bool
  /// Whether units are told apart.
  public var byUnit: Bool
  /// Whether PSU ids start anew in every stratum.
  public var isNested: Bool
  /// What else decided which records count: period, register.
  public var screening: [String]
  /// SHA-256 of the key of the ids' hashes; `nil` without hashes.
  public var idKey: String?

  /// Defines a tally of an instrument.
  ///
  /// - Parameters:
  ///   - instrument: The instrument.
  ///   - measures: Ids of the measures that are wanted by area and unit; unknown ones are left out.
  ///   - elements: Ids of the elements whose rates are wanted; `nil` for all.
  public init(
    instrument: Instrument, measures: [String], elements: [String]? = nil,
    holdsQuestions: Bool = true, byUnit: Bool, isNested: Bool, screening: [String] = [],
    idKey: String? = nil
  ) {
    self.instrument = instrument.id
    version = instrument.version
    digest = instrument.digest
    self.measures = instrument.measures.map(\.id).filter { measures.contains($0) }
    self.elements = instrument.elements.map(\.id).filter { elements?.contains($0) ?? true }
    self.holdsQuestions = holdsQuestions
    self.byUnit = byUnit
    self.isNested = isNested || instrument.design.isNested
    self.screening = screening
    self.idKey = idKey
  }

  /// How this definition differs from another, in words; `nil` when it does not.
  public func difference(from other: SurveyTallyDefinition) -> BilingualText? {
    if instrument != other.instrument {
      return BilingualText(
        vi: "một bảng theo phiếu khảo sát '\(instrument)', bảng kia theo '\(other.instrument)'",
        en: "one is of instrument '\(instrument)', the other of '\(other.instrument)'")
    }
    if version != other.version {
      return BilingualText(
        vi:
          "phiếu khảo sát '\(instrument)' là phiên bản \(version) ở một bảng, \(other.version) ở bảng kia",
        en: "instrument '\(instrument)' is version \(version) in one, \(other.version) in the other"
      )
    }
    if digest != other.digest {
      return BilingualText(
        vi: "nội dung phiếu khảo sát '\(instrument)' \(version) khác nhau",
        en: "the definitions of instrument '\(instrument)' \(version) differ")
    }
    if measures != other.measures || elements != other.elements
      || holdsQuestions != other.holdsQuestions
    {
      return BilingualText(
        vi: "một bảng trả lời các cách tính \(words(measures, none: "(không có)")), bảng kia "
          + words(other.measures, none: "(không có)"),
        en: "one answers the measures \(words(measures)), the other \(words(other.measures))")
    }
    if byUnit != other.byUnit {
      return BilingualText(
        vi: "chỉ một bảng tách riêng các đơn vị", en: "only one of them tells units apart")
    }
    if isNested != other.isNested {
      return BilingualText(
        vi: "mã cụm đánh lại từ đầu ở mỗi tầng chỉ trong một bảng",
        en: "PSU ids start anew in every stratum in one of them only")
    }
    if screening != other.screening {
      return BilingualText(
        vi:
          "phiếu được chọn theo cách khác nhau: \(words(screening, none: "(không có)")) ở một bảng, "
          + "\(words(other.screening, none: "(không có)")) ở bảng kia",
        en: "records were chosen differently: \(words(screening)) in one, "
          + "\(words(other.screening)) in the other")
    }
    if idKey != other.idKey {
      return BilingualText(
        vi: "mã phiếu được băm bằng khóa khác nhau, hoặc chỉ trong một bảng",
        en: "the ids are hashed with different keys, or in one of them only")
    }
    return nil
  }

  private func words(_ list: [String], none: String = "(none)") -> String {
    list.isEmpty ? none : list.joined(separator: ", ")
  }
}

/// The design columns that files have; those of one data set have the same.
struct SurveyShape: Hashable, Sendable, Codable {
  var hasWeights: Bool
  var strata: Int
  var clusters: Int
  var populations: Int
  var hasUnits: Bool

  /// The design columns that a file has.
  init(_ map: ColumnMap) {
    hasWeights = map.weight != nil
    strata = map.strata.count
    clusters = map.clusters.count
    populations = map.populationSizes.count
    hasUnits = map.unit != nil
  }

  init(_ responses: CodedResponses) {
    hasWeights = !responses.weights.isEmpty
    strata = responses.strata.count
    clusters = responses.clusters.count
    populations = responses.populations.count
    hasUnits = responses.units != nil
  }

  /// Whether sums by PSU are all that variances need: one stage, or no populations, which end the
  /// recursion at the first; weights that do not come from populations.
  var isTalliable: Bool {
    let stages = max(clusters, 1)
    return strata <= stages && populations <= stages
      && (populations == 0 || hasWeights && stages == 1)
  }

  func difference(from other: SurveyShape) -> BilingualText? {
    func differs(_ has: Bool, _ had: Bool, vi: String, en: String) -> BilingualText? {
      has == had
        ? nil : BilingualText(vi: "chỉ một bảng có \(vi)", en: "only one of them has \(en)")
    }
    return differs(hasWeights, other.hasWeights, vi: "cột trọng số", en: "a weight column")
      ?? differs(strata > 0, other.strata > 0, vi: "cột tầng", en: "stratum columns")
      ?? differs(clusters > 0, other.clusters > 0, vi: "cột cụm", en: "cluster columns")
      ?? differs(
        populations > 0, other.populations > 0, vi: "cột tổng thể", en: "population columns")
      ?? differs(hasUnits, other.hasUnits, vi: "cột đơn vị", en: "a unit column")
      ?? (self == other
        ? nil
        : BilingualText(
          vi: "số cột thiết kế khác nhau", en: "the numbers of design columns differ"))
  }
}
