extension ReplicateError {
  /// ``description`` in Vietnamese.
  public var vietnamese: String {
    switch self {
    case .singlePSU(let stratum): "tầng \(stratum) chỉ có một cụm"
    case .notTwoPSUs(let stratum, let count):
      "tầng \(stratum) có \(count) cụm; phương pháp BRR cần đúng hai"
    case .invalidRho(let rho): "hệ số rho của Fay phải từ 0 đến dưới 1, đang là \(rho)"
    case .tooFewReplicates(let count): "cần ít nhất hai bộ trọng số lặp, đang là \(count)"
    case .psuInTwoStrata(let psu): "cụm \(psu) có dòng ở hai tầng"
    case .invalidFraction(let stratum, let fraction):
      "tỷ lệ chọn mẫu của tầng \(stratum) là \(fraction), không hợp lệ"
    }
  }

  /// ``fix`` in Vietnamese.
  public var vietnameseFix: String {
    switch self {
    case .singlePSU: "gộp tầng này với tầng gần giống"
    case .notTwoPSUs: "dùng JKn hoặc bootstrap, hoặc ghép các cụm thành cặp"
    case .invalidRho: "dùng giá trị như 0.5"
    case .tooFewReplicates: "yêu cầu nhiều bộ hơn"
    case .psuInTwoStrata: "nếu mã cụm đánh lại từ đầu trong mỗi tầng, thêm --nest"
    case .invalidFraction: "ghi tỷ lệ từ 0 đến 1"
    }
  }
}
