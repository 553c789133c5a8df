/// The satisfaction group of Quyết định 766/QĐ-TTg (23/06/2022): 6 + 6 + 6 points.
///
/// These are figures of administrative records, not of a survey. The points follow the portal:
/// rows 1 and 2 give 6 times the ratio and the full 6 when there is nothing to count; row 3 gives
/// min(6, 6 ratio / target) and 0 when there is nothing to count. The target of row 3 is that of
/// the programme's stage (NQ 76/NQ-CP), 0.90 unless configured.
public struct Satisfaction766: Hashable, Sendable {
  /// Points of each row.
  public static let pointsPerRow = 6.0
  /// The stage target of row 3.
  public static let stageTarget = 0.90

  /// Petitions within competence.
  public var petitions: Int
  /// Those handled on time or before.
  public var petitionsOnTime: Int
  /// Those answered "không hài lòng", with a complaint about the result, or handled late.
  public var petitionsUnsatisfied: Int
  /// Dossiers of administrative procedures.
  public var dossiers: Int
  /// Late ones.
  public var dossiersLate: Int
  /// Those with a petition or a dislike.
  public var dossiersDisliked: Int

  /// Takes the counts.
  ///
  /// - Throws: ``PlanError`` of kind `invalidFigure` when a part exceeds its whole or is negative.
  public init(
    petitions: Int, petitionsOnTime: Int, petitionsUnsatisfied: Int, dossiers: Int,
    dossiersLate: Int, dossiersDisliked: Int
  ) throws(PlanError) {
    let parts = [
      (petitionsOnTime, petitions, "petitions on time", "phản ánh, kiến nghị đúng hạn"),
      (
        petitionsUnsatisfied, petitions, "unsatisfied petitions",
        "phản ánh, kiến nghị chưa hài lòng"
      ),
      (dossiersLate, dossiers, "late dossiers", "hồ sơ quá hạn"),
      (dossiersDisliked, dossiers, "disliked dossiers", "hồ sơ bị phản ánh, không hài lòng"),
    ]
    for (part, whole, name, vietnameseName) in parts where part < 0 || whole < 0 || part > whole {
      throw PlanError(
        .invalidFigure, cause: "\(part) \(name) of \(whole) cannot be",
        fix: "a part is at least 0 and at most its whole",
        vi: "\(part) \(vietnameseName) trên \(whole) là không hợp lý",
        viFix: "phần không nhỏ hơn 0 và không lớn hơn tổng")
    }
    self.petitions = petitions
    self.petitionsOnTime = petitionsOnTime
    self.petitionsUnsatisfied = petitionsUnsatisfied
    self.dossiers = dossiers
    self.dossiersLate = dossiersLate
    self.dossiersDisliked = dossiersDisliked
  }

  /// Share of petitions handled on time; `nil` without petitions.
  public var onTimeRatio: Double? { Self.ratio(petitionsOnTime, petitions) }

  /// Share of petitions without displeasure; `nil` without petitions.
  public var petitionRatio: Double? { Self.ratio(petitions - petitionsUnsatisfied, petitions) }

  /// 1 less the shares of late and of disliked dossiers, not below 0; `nil` without dossiers.
  public var procedureRatio: Double? {
    // The two shares are added as the decision says, although a dossier may be in both.
    Self.ratio(max(0, dossiers - dossiersLate - dossiersDisliked), dossiers)
  }

  /// Points of the three rows.
  ///
  /// - Parameter target: Stage target of row 3, a share above 0.
  public func points(target: Double = stageTarget) -> [Double] {
    let full = Self.pointsPerRow
    return [
      onTimeRatio.map { full * $0 } ?? full, petitionRatio.map { full * $0 } ?? full,
      procedureRatio.map { min(full, full * $0 / target) } ?? 0,
    ]
  }

  private static func ratio(_ part: Int, _ whole: Int) -> Double? {
    whole == 0 ? nil : Double(part) / Double(whole)
  }
}
