extension SamplingError {
  /// ``description`` in Vietnamese.
  public var vietnamese: String {
    switch self {
    case .outOfRange(let name, let value, let range):
      "\(name.vietnamese) là \(value); phải \(range.vietnamese)"
    case .populationTooSmall(let asked, let available):
      "cần \(asked) đơn vị, nhưng tổng thể chỉ có \(available)"
    case .minimaExceedTotal(let total, let minima):
      "mức tối thiểu của các tầng cần \(minima) đơn vị, tổng cỡ mẫu là \(total)"
    case .lengthMismatch(let name, let expected, let found):
      "\(name): có \(found) giá trị, cần \(expected)"
    case .invalidSize(let row, let size):
      "quy mô của đơn vị thứ \(row + 1) là \(size), không hợp lệ"
    case .stratumWithoutAllocation(let stratum):
      "tầng thứ \(stratum + 1) của dàn mẫu không có cỡ mẫu"
    case .noShares: "mọi tầng đều có tỷ trọng bằng không"
    }
  }

  /// ``fix`` in Vietnamese.
  public var vietnameseFix: String {
    switch self {
    case .outOfRange(let name, _, _): "sửa \(name.vietnamese)"
    case .populationTooSmall: "chọn ít đơn vị hơn"
    case .minimaExceedTotal: "giảm mức tối thiểu hoặc tăng tổng cỡ mẫu"
    case .lengthMismatch: "cho mỗi đơn vị một giá trị"
    case .invalidSize: "ghi quy mô không âm cho mọi đơn vị"
    case .stratumWithoutAllocation: "ghi cỡ mẫu cho mọi tầng, bằng 0 nếu không chọn"
    case .noShares: "ghi tổng thể và độ lệch chuẩn lớn hơn 0"
    }
  }
}

extension SamplingError.Quantity {
  /// The quantity in Vietnamese.
  public var vietnamese: String {
    switch self {
    case .level: "độ tin cậy"
    case .power: "lực kiểm định"
    case .designEffect: "hệ số thiết kế"
    case .responseRate: "tỷ lệ trả lời"
    case .population: "tổng thể"
    case .rate: "tỷ lệ"
    case .margin: "sai số cho phép"
    case .target: "mục tiêu"
    case .shortfall: "mức hụt"
    case .answers: "số câu trả lời"
    case .standardDeviation: "độ lệch chuẩn của một tầng"
    case .stratumPopulation: "tổng thể của một tầng"
    case .sampleSize: "cỡ mẫu"
    }
  }
}

extension SamplingError.Range {
  /// The range in Vietnamese.
  public var vietnamese: String {
    switch self {
    case .share: "nằm giữa 0 và 1"
    case .halfToOne: "từ 0.5 đến dưới 1"
    case .positive: "lớn hơn 0"
    case .positiveShare: "lớn hơn 0 và không quá 1"
    case .oneOrMore: "từ 1 trở lên"
    case .twoOrMore: "từ 2 trở lên"
    case .larger: "lớn hơn"
    case .withinRates: "lớn hơn 0 và không vượt quá tỷ lệ 0 hoặc 1"
    case .notNegative: "từ 0 trở lên"
    }
  }
}
