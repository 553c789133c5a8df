extension TallyError {
  /// ``description`` in Vietnamese.
  public var vietnamese: String {
    switch self {
    case .differentDefinitions(let difference):
      "các bảng cộng dồn không cùng định nghĩa: \(difference.vietnamese)"
    case .sameSource(let file):
      "các dòng của \(file) có trong cả hai bảng cộng dồn và sẽ bị tính hai lần"
    case .notATally: "đây không phải bảng cộng dồn"
    case .unknownVersion(let version):
      "bảng cộng dồn có phiên bản \(version); chương trình này đọc được phiên bản "
        + "\(TallyContainer.earliestVersion) đến \(TallyContainer.version)"
    case .truncated: "bảng cộng dồn bị cụt ở cuối"
    case .corrupt: "bảng cộng dồn không khớp tổng kiểm tra"
    }
  }

  /// ``fix`` in Vietnamese.
  public var vietnameseFix: String {
    switch self {
    case .differentDefinitions:
      "lập mọi bảng cộng dồn với cùng tùy chọn, cùng phiên bản chương trình"
    case .sameSource: "gộp bảng cộng dồn của mỗi tệp một lần"
    case .notATally: "lập bằng hailong tally"
    case .unknownVersion:
      "dùng phiên bản chương trình đã lập bảng cộng dồn, hoặc lập lại bảng cộng dồn"
    case .truncated, .corrupt: "chép lại tệp, hoặc lập lại bảng cộng dồn"
    }
  }
}

extension TallyDifference {
  fileprivate var vietnamese: String {
    switch self {
    case .statistics: "các thống kê khác nhau"
    case .conditions: "các điều kiện, bộ lọc hoặc mã không trả lời khác nhau"
    case .domains: "chia nhóm theo các cột khác nhau (--by)"
    case .clusters: "chỉ một bảng có cột cụm"
    case .strata: "chỉ một bảng có cột tầng"
    case .nesting: "chỉ trong một bảng mã cụm đánh lại từ đầu ở mỗi tầng"
    case .populations: "chỉ một bảng có cột tổng thể"
    case .weights: "cột trọng số khác nhau, hoặc chỉ một bảng có"
    }
  }
}

extension SmallCellError {
  /// ``description`` in Vietnamese.
  public var vietnamese: String {
    switch self {
    case .stratumTooSmall(let stratum, let rows, let minimum):
      (stratum.isEmpty ? "mẫu" : "tầng '\(stratum)'")
        + " có \(rows) phiếu, ít hơn \(minimum): không ô nào của nó ghi ra được"
    case .unitsWithPopulations(let minimum):
      "một số cụm có ô dưới \(minimum) phiếu, và không ghép được vì cột tổng thể đếm các cụm"
    case .nothingLeft(let minimum):
      "mọi nhóm sẽ bị bỏ ra, vì quá nhiều nhóm có dưới \(minimum) phiếu trong một tầng nào đó"
    }
  }

  /// ``fix`` in Vietnamese.
  public var vietnameseFix: String {
    switch self {
    case .stratumTooSmall:
      "lập bảng cộng dồn của thời gian dài hơn, gộp các tầng, hoặc giảm --minimum-cell"
    case .unitsWithPopulations:
      "giảm --minimum-cell, hoặc lập bảng cộng dồn của thời gian dài hơn"
    case .nothingLeft:
      "lập bảng cộng dồn của thời gian dài hơn, chia ít nhóm hơn bằng --by, hoặc giảm --minimum-cell"
    }
  }
}
