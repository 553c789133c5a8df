internal import SurveyEstimation

/// Measurements as rows of text, for CSV files; shares stay fractions and read back unchanged.
///
/// The last column holds the whole provenance as JSON, so that a table can be imported again
/// (``StoreDocument/reading(csv:rows:name:)``); the columns before it are for readers.
public enum MeasurementTable {
  /// Names of the columns.
  public static let header = [
    "plan", "indicator", "period", "unit", "area", "origin", "stage", "measure", "value", "se",
    "low", "high", "level", "ciMethod", "n", "respondents", "nEffective", "weighted", "deff", "df",
    "numerator", "denominator", "status", "evidence", "publish", "flags", "revision", "supersedes",
    "recordedAt", "recordedBy", "note", "sources", "instrument", "program", "id",
    "provenance",
  ]

  /// One row for each measurement, in the order given.
  ///
  /// - Parameter hidesWithheld: Whether figures that may not be printed are left empty, as in every
  ///   export that leaves the office.
  public static func rows(
    _ measurements: [StoredMeasurement], hidesWithheld: Bool = true
  ) -> [[String]] {
    measurements.map { stored in
      let figure = stored.measurement
      let isHidden = hidesWithheld && figure.isWithheld
      func number(_ number: Double?) -> String {
        isHidden ? "" : number.map { "\($0)" } ?? ""
      }
      func count(_ number: Int?) -> String { isHidden ? "" : number.map(String.init) ?? "" }
      return [
        figure.plan, figure.indicator, figure.period.description, figure.unit ?? "",
        figure.area ?? "", figure.origin.rawValue, figure.stage.rawValue, figure.measure,
        number(figure.value), number(figure.standardError), number(figure.low),
        number(figure.high), number(figure.level), figure.intervalMethod ?? "", count(figure.n),
        count(figure.respondents), number(figure.nEffective), number(figure.weighted),
        number(figure.designEffect), number(figure.degreesOfFreedom), number(figure.numerator),
        number(figure.denominator), figure.status?.rawValue ?? "", figure.evidence?.rawValue ?? "",
        figure.publication.rawValue, figure.flags.joined(separator: "|"),
        String(stored.revision), stored.supersedes.map { String($0) } ?? "", stored.recordedAt,
        stored.recordedBy ?? "", stored.note ?? "",
        figure.provenance.sources.map { "sha256:" + $0.sha256 }.joined(separator: "|"),
        figure.provenance.instrument ?? "", figure.provenance.program, String(stored.id),
        isHidden ? "" : figure.provenance.json.serialized(indented: false),
      ]
    }
  }
}
