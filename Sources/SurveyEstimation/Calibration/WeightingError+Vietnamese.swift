extension WeightingError {
  /// ``description`` in Vietnamese.
  public var vietnamese: String {
    switch self {
    case .lengthMismatch(let name, let expected, let found):
      return "\(name): có \(found) giá trị, cần \(expected)"
    case .invalidWeight(let row, let weight):
      return "dòng \(row + 1) có trọng số \(weight); trọng số phải hữu hạn và không âm"
    case .noWeight:
      return "tổng các trọng số bằng không"
    case .noMargins:
      return "chưa có tổng thể chuẩn nào"
    case .rowOutsideMargin(let variable, let row):
      return "dòng \(row + 1) không có giá trị nào của \(variable) mà tổng thể chuẩn có"
    case .rowOutsideCells(let row):
      return "dòng \(row + 1) không thuộc ô hiệu chỉnh không trả lời nào"
    case .invalidTotal(let variable, let category, let total):
      return "tổng của \(Self.name(variable, category)) là \(total), không hợp lệ"
    case .categoryAbsent(let variable, let category, let total):
      return "\(Self.name(variable, category)) có tổng thể \(total) nhưng mẫu không có dòng nào"
    case .populationZero(let variable, let category):
      return "\(Self.name(variable, category)) có dòng trong mẫu nhưng tổng thể là 0"
    case .marginsDisagree(let first, let firstSum, let second, let secondSum):
      return "các tổng thể chuẩn không khớp nhau: \(first) cộng lại là \(firstSum), \(second) là "
        + "\(secondSum)"
    case .contradiction(let variable, let category, let total, let implied):
      return "các tổng khác đã buộc tổng của \(Self.name(variable, category)) là \(implied), "
        + "nhưng yêu cầu là \(total)"
    case .notConverged(let variable, let category, let total, let reached, let iterations):
      return "không tìm được trọng số sau \(iterations) vòng lặp: \(Self.name(variable, category)) "
        + "cần là \(total) nhưng chỉ đạt \(reached)"
    case .invalidBounds(let lower, let upper):
      return "giới hạn phải bao gồm 1, đang là \(lower) và \(upper)"
    case .invalidTrimming(let lower, let upper):
      return "không trọng số nào nằm giữa hai giới hạn cắt \(lower) và \(upper)"
    case .noRespondents(let cell):
      return "không ai trả lời trong ô hiệu chỉnh không trả lời \(cell)"
    case .replicate(let number, let failure):
      return "trọng số lặp \(number): \(failure.vietnamese)"
    }
  }

  /// ``fix`` in Vietnamese.
  public var vietnameseFix: String {
    switch self {
    case .lengthMismatch: "cho mỗi dòng một giá trị"
    case .invalidWeight, .noWeight: "sửa cột trọng số"
    case .noMargins: "cho ít nhất một biến và các tổng của nó"
    case .rowOutsideMargin: "thêm nhóm đó vào tổng thể chuẩn, hoặc sửa dòng"
    case .rowOutsideCells: "điền các cột của --cells"
    case .invalidTotal: "ghi tổng là một số không âm"
    case .categoryAbsent: "gộp nhóm này với nhóm gần giống, trong tổng thể chuẩn và trong tệp"
    case .populationZero: "bỏ các dòng đó, hoặc sửa tổng"
    case .marginsDisagree, .contradiction: "dùng các tổng của cùng một tổng thể, cùng thời điểm"
    case .notConverged: "gộp các nhóm nhỏ của biến này, bỏ bớt một biến, hoặc nới giới hạn"
    case .invalidBounds: "dùng giới hạn như 0.3,3"
    case .invalidTrimming: "nới hai giới hạn"
    case .noRespondents: "gộp ô này với ô gần giống"
    case .replicate(_, let failure): failure.vietnameseFix
    }
  }
}
