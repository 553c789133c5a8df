/// Why a report could not be written as a workbook.
public enum ReportError: Error, Hashable, Sendable {
  /// The file cannot be opened for writing; the system's reason goes with it.
  case cannotCreate(path: String, reason: String)
  /// The file was opened but could not be completed.
  case cannotWrite(path: String, reason: String)
}

extension ReportError: CustomStringConvertible {
  /// Place, cause and what to do about it.
  public var description: String {
    switch self {
    case .cannotCreate(let path, let reason):
      "\(path): error: cannot create the workbook: \(reason)\n"
        + "  hint: choose another path with --output, or make the folder writable"
    case .cannotWrite(let path, let reason):
      "\(path): error: cannot complete the workbook: \(reason)\n"
        + "  hint: check the free space and that the file is not open in another program"
    }
  }

  /// ``description`` in Vietnamese.
  public var vietnamese: String {
    switch self {
    case .cannotCreate(let path, let reason):
      "\(path): lỗi: không tạo được bảng tính: \(reason)\n"
        + "  gợi ý: chọn đường dẫn khác bằng --output, hoặc cấp quyền ghi cho thư mục"
    case .cannotWrite(let path, let reason):
      "\(path): lỗi: không ghi xong bảng tính: \(reason)\n"
        + "  gợi ý: kiểm tra chỗ trống và xem tệp có đang mở trong chương trình khác không"
    }
  }
}
