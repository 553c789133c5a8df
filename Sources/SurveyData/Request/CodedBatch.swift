internal import CSVIO
internal import SurveyEstimation

/// One column of a row-level variable.
enum VariableColumn: Sendable {
  case indicator([UInt8])
  case numeric([Double])

  mutating func append(_ other: VariableColumn) {
    switch (self, other) {
    case (.indicator(var mine), .indicator(let theirs)):
      self = .indicator([])
      mine.append(contentsOf: theirs)
      self = .indicator(mine)
    case (.numeric(var mine), .numeric(let theirs)):
      self = .numeric([])
      mine.append(contentsOf: theirs)
      self = .numeric(mine)
    default: break
    }
  }

  var isIndicator: Bool {
    if case .indicator = self { true } else { false }
  }
}

/// Accepted records in coded form: ids of the part's dictionaries, numbers, indicators.
struct CodedBatch: Sendable {
  var count = 0
  /// Weights; empty when no weight column was given.
  var weights: [Double] = []
  var strata: [[Int32]] = []
  var clusters: [[Int32]] = []
  var populations: [[Double]] = []
  var replicates: [[Double]] = []
  /// The part's number of the row's domain; -1 outside all.
  var domains: [Int32] = []
  var variables: [VariableColumn] = []
  var marginCodes: [[[Int32]]] = []
  var marginNumbers: [[[Double]]] = []

  /// Adds rows of a part to those before.
  mutating func append(_ other: CodedBatch) {
    if count == 0 {
      self = other
      return
    }
    count += other.count
    weights.append(contentsOf: other.weights)
    domains.append(contentsOf: other.domains)
    for index in strata.indices { strata[index].append(contentsOf: other.strata[index]) }
    for index in clusters.indices { clusters[index].append(contentsOf: other.clusters[index]) }
    for index in populations.indices {
      populations[index].append(contentsOf: other.populations[index])
    }
    for index in replicates.indices {
      replicates[index].append(contentsOf: other.replicates[index])
    }
    for index in variables.indices { variables[index].append(other.variables[index]) }
    for margin in marginCodes.indices {
      for index in marginCodes[margin].indices {
        marginCodes[margin][index].append(contentsOf: other.marginCodes[margin][index])
      }
      for index in marginNumbers[margin].indices {
        marginNumbers[margin][index].append(contentsOf: other.marginNumbers[margin][index])
      }
    }
  }
}

/// A record that is not estimated from, and why.
public struct RejectedRecord: Hashable, Sendable {
  /// Stable words for the reason.
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    /// The record could not be parsed.
    case malformed
    /// The weight is empty or no number.
    case weightMissing = "weight-missing"
    /// The weight is zero or negative.
    case weightNotPositive = "weight-not-positive"
    /// A screen turned it down.
    case screened

    /// The reason in Vietnamese.
    public var vietnamese: String {
      switch self {
      case .malformed: "dòng bị hỏng"
      case .weightMissing: "thiếu trọng số"
      case .weightNotPositive: "trọng số không dương"
      case .screened: "bị loại khi kiểm tra"
      }
    }
  }

  /// The file.
  public var file: String
  /// Physical line where the record starts, from 1.
  public var line: Int
  /// Why.
  public var reason: Reason
  /// What stood there, or what was wrong.
  public var detail: BilingualText

  /// Makes a rejection.
  public init(file: String, line: Int, reason: Reason, detail: BilingualText) {
    self.file = file
    self.line = line
    self.reason = reason
    self.detail = detail
  }
}

extension MalformedRecord {
  /// What is wrong with the record, in both languages.
  var text: BilingualText { BilingualText(vi: kind.vietnamese.cause, en: message) }
}
