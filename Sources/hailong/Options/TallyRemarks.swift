import SurveyData
import SurveyEstimation

/// What is said of small cells, of both kinds of tallies.
enum SmallCellRemark {
  /// Cells below this are spoken of, as tables do.
  private static let smallCell = 5

  /// PSUs were put together.
  static let joinedUnits = BilingualText(
    vi: "các cụm nhỏ đã được ghép: sai số chuẩn có ít bậc tự do hơn so với từng cụm",
    en: "small PSUs were put together: standard errors have fewer degrees of freedom")

  /// How many cells are small; `nil` when none is.
  ///
  /// - Parameters:
  ///   - cells: Number of cells.
  ///   - below: Number of cells with fewer responses than a minimum.
  static func unprotected(_ cells: Int, below: (Int) -> Int) -> BilingualText? {
    let (small, single) = (below(smallCell), below(2))
    guard small > 0 else { return nil }
    return BilingualText(
      vi: "\(small) trong \(cells) ô có dưới \(smallCell) phiếu, trong đó \(single) ô chỉ có một "
        + "phiếu, tức là câu trả lời của một người; --minimum-cell \(smallCell) bảo vệ các ô này",
      en: "\(small) of \(cells) cells hold fewer than \(smallCell) responses, \(single) of them a "
        + "single one, which is a person's answers; --minimum-cell \(smallCell) protects them")
  }
}

extension Tally {
  /// What a reader of the tally's estimates should know.
  var remarks: [BilingualText] {
    var remarks: [BilingualText] = []
    if !leftOut.isEmpty {
      let names = leftOut.sorted { $0.lexicographicallyPrecedes($1) }
        .map { $0.joined(separator: ", ") }.joined(separator: "; ")
      remarks.append(
        BilingualText(
          vi:
            "nhóm được bỏ ra vì quá nhỏ, hoặc để không tính ngược ra được nhóm nhỏ; các phiếu vẫn "
            + "nằm trong thiết kế mẫu: \(names)",
          en:
            "domains left out as too small, or so that a small one cannot be worked out; their rows "
            + "stay in the design: \(names)"))
    }
    if frame.joinsUnits { remarks.append(SmallCellRemark.joinedUnits) }
    return remarks
  }
}

extension SurveyTally {
  /// What a reader of the tally's estimates should know.
  var remarks: [BilingualText] {
    var remarks: [BilingualText] = []
    if sources.count > 1, definition.idKey == nil {
      remarks.append(
        BilingualText(
          vi:
            "phiếu có trong nhiều phần không được dò: bảng cộng dồn không giữ mã phiếu (--id-key)",
          en: "the same response in two parts was not looked for: the tally keeps no ids (--id-key)"
        ))
    }
    let units = withheld.units.values.reduce(0) { $0 + $1.count }
    if !withheld.areas.isEmpty {
      let areas = withheld.areas.sorted().joined(separator: ", ")
      remarks.append(
        BilingualText(
          vi: "lĩnh vực được giữ kín vì có ô dưới \(withheld.minimum) phiếu: \(areas)",
          en:
            "service areas withheld, with cells of fewer than \(withheld.minimum) responses: \(areas)"
        ))
    }
    if units > 0 {
      remarks.append(
        BilingualText(
          vi: "\(units) ô đơn vị × lĩnh vực được giữ kín vì có ô dưới \(withheld.minimum) phiếu",
          en: "\(units) unit\(units == 1 ? "" : "s") withheld by area, with cells of fewer than "
            + "\(withheld.minimum) responses"))
    }
    if withheld.joinsUnits { remarks.append(SmallCellRemark.joinedUnits) }
    return remarks
  }
}
