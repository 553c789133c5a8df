internal import SurveyEstimation

/// A measurement as the store keeps it: numbered, dated and never changed.
public struct StoredMeasurement: Hashable, Sendable, Identifiable {
  /// Number in the store.
  public var id: Int64
  /// The measurement.
  public var measurement: IndicatorMeasurement
  /// 1 for the first figure of its series, one more for every correction.
  public var revision: Int
  /// Number of the measurement that this one replaces.
  public var supersedes: Int64?
  /// Number of the run that recorded it.
  public var run: Int64
  /// When it was recorded, as the caller said (ISO 8601).
  public var recordedAt: String
  /// Who recorded it.
  public var recordedBy: String?
  /// What was said about the run.
  public var note: String?

  /// Describes a stored measurement.
  public init(
    id: Int64, measurement: IndicatorMeasurement, revision: Int, supersedes: Int64?, run: Int64,
    recordedAt: String, recordedBy: String? = nil, note: String? = nil
  ) {
    self.id = id
    self.measurement = measurement
    self.revision = revision
    self.supersedes = supersedes
    self.run = run
    self.recordedAt = recordedAt
    self.recordedBy = recordedBy
    self.note = note
  }

  /// The measurement with its history as JSON, one entry of `plan history`.
  public var json: JSONValue {
    guard case .object(var members) = measurement.json else { return .null }
    members.insert(.init("id", .integer(Int(id))), at: 0)
    members += [
      .init("revision", .integer(revision)), .init("supersedes", .count(supersedes.map(Int.init))),
      .init("run", .integer(Int(run))), .init("recordedAt", .string(recordedAt)),
      .init("recordedBy", .text(recordedBy)), .init("note", .text(note)),
      .init("provenance", measurement.provenance.json),
    ]
    return .object(members)
  }
}

extension IndicatorMeasurement {
  /// The figures without their provenance.
  public var json: JSONValue {
    .object([
      .init("plan", .string(plan)), .init("indicator", .string(indicator)),
      .init("period", .string(period.description)), .init("unit", .text(unit)),
      .init("area", .text(area)), .init("origin", .string(origin.rawValue)),
      .init("stage", .string(stage.rawValue)), .init("measure", .string(measure)),
      .init("value", .real(value)), .init("se", .real(standardError)), .init("low", .real(low)),
      .init("high", .real(high)), .init("level", .real(level)),
      .init("ciMethod", .text(intervalMethod)), .init("n", .count(n)),
      .init("respondents", .count(respondents)), .init("nEffective", .real(nEffective)),
      .init("weighted", .real(weighted)), .init("deff", .real(designEffect)),
      .init("df", .real(degreesOfFreedom)), .init("numerator", .real(numerator)),
      .init("denominator", .real(denominator)), .init("status", .text(status?.rawValue)),
      .init("evidence", .text(evidence?.rawValue)),
      .init("publish", .string(publication.rawValue)), .init("flags", .texts(flags)),
    ])
  }
}

extension Provenance {
  /// Where a figure comes from, as JSON.
  public var json: JSONValue {
    .object([
      .init(
        "sources",
        .array(
          sources.map {
            .object([
              .init("file", .string($0.name)), .init("sha256", .string($0.sha256)),
              .init("rows", .integer($0.rows)), .init("accepted", .integer($0.accepted)),
              .init("rejected", .integer($0.rejected)),
            ])
          })),
      .init("instrument", .text(instrument)), .init("instrumentDigest", .text(instrumentDigest)),
      .init("planDigest", .text(planDigest)), .init("options", .texts(options)),
      .init("recipe", .texts(recipe)), .init("program", .string(program)),
    ])
  }
}
