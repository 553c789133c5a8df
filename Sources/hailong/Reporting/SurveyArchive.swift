import Foundation
import PlanModel
import PlanStore
import SurveyData

/// What the store keeps of a survey beside its measurements: estimates and the check of its files.
struct SurveyArchive: Codable {
  static let schema = "hailong.survey/1"

  var schema = SurveyArchive.schema
  var estimates: SurveyEstimates
  var check: CheckReport

  init(estimates: SurveyEstimates, check: CheckReport) {
    self.estimates = estimates
    self.check = check
  }

  func record(plan: String, period: Period) throws -> SurveyRecord {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return SurveyRecord(
      plan: plan, period: period, instrument: estimates.instrument,
      content: String(decoding: try encoder.encode(self), as: UTF8.self))
  }

  init(_ record: SurveyRecord) throws {
    do {
      self = try JSONDecoder().decode(SurveyArchive.self, from: Data(record.content.utf8))
    } catch {
      throw CommandFailure.unusable(
        "the store's record of instrument '\(record.instrument)' cannot be read: \(error)",
        fix: "it was written by another version; feed the file again with this one",
        vi: "không đọc được ghi chép của kho về phiếu khảo sát '\(record.instrument)': \(error)",
        viFix: "do phiên bản khác ghi; ghi lại tệp bằng phiên bản này")
    }
  }
}
