#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

extension CSVError {
  /// The message and hint in Vietnamese, in the form of `description`.
  public var vietnamese: String {
    var place = file
    if let line { place += ":\(line)" }
    if line != nil, let column { place += ":\(column)" }
    return "\(place): lỗi: \(vietnameseMessage)" + (vietnameseFix.map { "\n  gợi ý: \($0)" } ?? "")
  }

  /// ``message`` in Vietnamese.
  public var vietnameseMessage: String {
    switch kind {
    case .cannotOpen(let reason): "không mở được: \(Self.vietnamese(reason))"
    case .isDirectory: "đây là thư mục, không phải tệp"
    case .readFailed(let reason): "đọc bị lỗi: \(Self.vietnamese(reason))"
    case .writeFailed(let reason): "ghi bị lỗi: \(Self.vietnamese(reason))"
    case .empty: "tệp rỗng"
    case .noRecords: "chỉ có dòng tiêu đề, không có phiếu nào"
    case .binary(let what): "không phải tệp văn bản: \(what.vietnamese)"
    case .uncertainEncoding(let readings):
      "không xác định được bảng mã: tệp không phải UTF-8; tỷ lệ từ tiếng Việt theo từng cách đọc là \(readings)"
    case .wrongEncoding(let encoding, let likely):
      "dòng tiêu đề không phải bảng mã \(encoding.rawValue)"
        + (likely.map { "; có vẻ là \($0.rawValue)" } ?? "")
    case .oneColumn(let used, let likely):
      "dấu phân cách \(Self.mark(used)) chỉ cho một cột, trong khi hầu hết các dòng có \(Self.mark(likely))"
    case .quotedLines(let likely):
      "chỉ có một cột: cả dòng nằm trong ngoặc kép, bên trong có dấu phân cách \(Self.mark(likely))"
    case .badDelimiter(let byte): "\(Self.mark(byte)) không dùng làm dấu phân cách được"
    case .badHeader(let fault): "không đọc được dòng tiêu đề: \(fault.vietnamese)"
    case .malformed(let kind): kind.vietnamese.cause
    case .tooManyColumns(let limit): "nhiều hơn \(limit) cột"
    case .tooManyDistinctValues(let column, let limit):
      "cột \(column + 1) có nhiều hơn \(limit) giá trị khác nhau"
    case .tooMuchDistinctText(let column, let limit):
      "các giá trị khác nhau của cột \(column + 1) chiếm hơn \(limit) byte"
    case .noSuchColumn(let column, let count): "không có cột \(column + 1); tệp có \(count) cột"
    case .alreadyRead: "dữ liệu vào là đường ống, chỉ đọc được một lần"
    case .outOfMemory: "bộ đọc CSV hết bộ nhớ"
    }
  }

  /// ``fix`` in Vietnamese.
  public var vietnameseFix: String? {
    switch kind {
    case .cannotOpen: "kiểm tra đường dẫn và quyền đọc"
    case .isDirectory: "ghi tên tệp CSV nằm trong thư mục"
    case .empty, .noRecords: "xuất lại dữ liệu, kèm dòng tiêu đề"
    case .binary: "xuất hoặc lưu lại thành CSV (UTF-8)"
    case .uncertainEncoding:
      "ghi rõ bằng --encoding \(TextEncoding.allCases.map(\.rawValue).joined(separator: "|")), "
        + "hoặc lưu tệp thành UTF-8"
    case .wrongEncoding(_, let likely?): "dùng --encoding \(likely.rawValue), hoặc bỏ tùy chọn này"
    case .wrongEncoding: "ghi bảng mã đúng bằng --encoding, hoặc lưu tệp thành UTF-8"
    case .oneColumn(_, let likely): "dùng --delimiter '\(Self.mark(likely))'"
    case .quotedLines(let likely):
      "bỏ dấu ngoặc kép bao quanh từng dòng, hoặc xuất lại tệp; nếu đúng là một cột, dùng"
        + " --delimiter '\(likely == 0x2C ? ";" : ",")'"
    case .badDelimiter: "dùng một trong các dấu , ; tab |"
    case .badHeader: "sửa dòng đó, hoặc ghi số dòng tiêu đề bằng --header-rows"
    case .malformed(let kind): kind.vietnamese.remedy
    case .tooManyColumns: "kiểm tra dấu phân cách và chỗ xuống dòng"
    case .tooManyDistinctValues, .tooMuchDistinctText:
      "không phân nhóm theo cột văn bản tự do hoặc mã phiếu"
    case .alreadyRead: "lưu dữ liệu thành tệp trước"
    case .readFailed, .writeFailed, .noSuchColumn, .outOfMemory: nil
    }
  }

  /// The system's words in Vietnamese, for what happens every day; as they are for the rest.
  private static func vietnamese(_ reason: String) -> String {
    let known: [(Int32, String)] = [
      (ENOENT, "không có tệp này"), (EACCES, "không có quyền"), (ENOSPC, "ổ đĩa đầy"),
      (EIO, "lỗi thiết bị"), (EMFILE, "mở quá nhiều tệp"),
      (ENOTDIR, "đường dẫn có chỗ không phải thư mục"),
    ]
    return known.first { InputHandle.reason($0.0) == reason }?.1 ?? reason
  }

  private static func mark(_ byte: UInt8) -> String {
    switch byte {
    case 9: "tab"
    case 0x21...0x7E: String(UnicodeScalar(byte))
    default: "byte \(byte)"
    }
  }
}

extension CSVError.HeaderFault {
  /// The fault in Vietnamese.
  fileprivate var vietnamese: String {
    switch self {
    case .tooLong: "dài hơn một mebibyte"
    case .fewerLines(let rows): "tệp có ít hơn \(rows) dòng"
    case .strayQuote: "dấu ngoặc kép nằm giữa ô không có ngoặc, hoặc sau dấu đóng còn có chữ"
    case .unclosedQuote: "dấu ngoặc kép mở ở đây không được đóng"
    }
  }
}

extension MalformedRecord.Kind {
  /// Cause and remedy in Vietnamese.
  public var vietnamese: (cause: String, remedy: String) {
    switch self {
    case .strayQuote:
      (
        "dấu ngoặc kép nằm giữa ô không có ngoặc, hoặc sau dấu đóng còn có chữ",
        "viết dấu ngoặc kép trong ô thành hai dấu (\"\"), hoặc bỏ đi"
      )
    case .unclosedQuote:
      (
        "dấu ngoặc kép mở ở đây không được đóng trước các phiếu tiếp theo",
        "đóng dấu ngoặc kép ở cuối ô"
      )
    case .tooManyFields(let expected, let found):
      ("có \(found) ô, dòng tiêu đề có \(expected)", "đặt trong ngoặc kép ô có chứa dấu phân cách")
    case .tooFewFields(let expected, let found):
      (
        "có \(found) ô, dòng tiêu đề có \(expected)",
        "thêm các ô còn thiếu, hoặc đặt trong ngoặc kép ô có xuống dòng"
      )
    case .invalidEncoding:
      (
        "ô có byte mà bảng mã của tệp không cho phép",
        "lưu tệp thành UTF-8, hoặc ghi bảng mã bằng --encoding"
      )
    case .fieldTooLong(let limit):
      ("ô dài hơn \(limit) byte", "kiểm tra dấu ngoặc kép hoặc chỗ xuống dòng bị thiếu")
    case .recordTooLong(let limit):
      ("phiếu dài hơn \(limit) byte", "kiểm tra dấu ngoặc kép hoặc chỗ xuống dòng bị thiếu")
    }
  }
}
