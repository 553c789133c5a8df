extension EstimationError {
  /// ``description`` in Vietnamese.
  public var vietnamese: String {
    switch self {
    case .unitsRepeatBetweenStrata(let unit, let strata):
      return "cụm \"\(unit)\" nằm ở nhiều tầng ("
        + strata.map { "\"\($0)\"" }.joined(separator: ", ") + ")"
    case .singleUnit(let stratum, let stage):
      return "tầng \(stratum) chỉ có một đơn vị mẫu ở giai đoạn \(stage)"
    case .singlePSUDesign:
      return "thiết kế mẫu chỉ có một cụm"
    case .populationTooSmall(let stratum, let stage, let population, let sampled):
      return "tầng \(stratum) có tổng thể \(population) nhưng có \(sampled) đơn vị mẫu "
        + "ở giai đoạn \(stage)"
    case .populationVaries(let stratum, let stage, let values):
      return
        "hiệu chỉnh tổng thể hữu hạn không thống nhất trong tầng \(stratum) ở giai đoạn \(stage) ("
        + values.map { "\($0)" }.joined(separator: ", ") + ")"
    case .invalidPopulation(let stratum, let stage, let value):
      return "tổng thể của tầng \(stratum) ở giai đoạn \(stage) là \(value), không hợp lệ"
    case .tooManyStages(let kind, let columns, let stages):
      return "có \(columns) cột \(kind.vietnamese) cho \(stages) giai đoạn chọn mẫu"
    case .lengthMismatch(let name, let expected, let found):
      return "\(name): có \(found) giá trị, cần \(expected)"
    case .noRows:
      return "không còn dòng nào để ước lượng"
    case .notTallied:
      return
        "không lập bảng cộng dồn cho các thống kê này được: nhiều giai đoạn chọn mẫu có tổng thể, "
        + "trọng số tính từ tổng thể, hiệu chỉnh trọng số, trọng số lặp, phân vị, so sánh, và trung bình "
        + "hoặc tỷ số của dòng vừa là phiếu vừa là cụm đều cần tất cả các dòng cùng lúc"
    }
  }

  /// ``fix`` in Vietnamese.
  public var vietnameseFix: String {
    switch self {
    case .unitsRepeatBetweenStrata:
      "nếu mã cụm đánh lại từ đầu trong mỗi tầng, thêm --nest; nếu không, sửa mã"
    case .singleUnit:
      "chọn cách xử lý bằng --lonely-psu remove|certainty|adjust|average, hoặc gộp tầng"
    case .singlePSUDesign: "ước lượng phương sai cần ít nhất hai cụm; kiểm tra --cluster"
    case .populationTooSmall: "sửa cột tổng thể, hoặc ghi tỷ lệ chọn mẫu không lớn hơn 1"
    case .populationVaries: "ghi cùng một tổng thể hoặc tỷ lệ cho mọi dòng của một tầng"
    case .invalidPopulation: "ghi tổng thể là số dương, hoặc tỷ lệ lớn hơn 0 và không quá 1"
    case .tooManyStages:
      "mỗi giai đoạn nhiều nhất một cột; các giai đoạn là các cột của --cluster"
    case .lengthMismatch: "cho mỗi dòng một giá trị"
    case .noRows: "kiểm tra trọng số và các dòng bị loại"
    case .notTallied: "đổi tùy chọn đã nêu"
    }
  }
}

extension EstimationError.StageColumns {
  fileprivate var vietnamese: String {
    switch self {
    case .strata: "tầng"
    case .population: "tổng thể (fpc)"
    }
  }
}
