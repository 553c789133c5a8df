/// What a file that is not text seems to be.
public enum BinaryContent: String, Hashable, Sendable, CaseIterable {
  case workbook = "a ZIP archive or an Excel workbook (.xlsx)"
  case emptyArchive = "an empty ZIP archive"
  case oldOffice = "an old Excel or Word file (.xls, .doc)"
  case pdf = "a PDF document"
  case sqlite = "an SQLite database"
  case gzip = "a gzip archive"
  case xz = "an xz archive"
  case zstandard = "a Zstandard archive"
  case png = "a PNG image"
  case jpeg = "a JPEG image"
  case program = "a program (ELF)"
  case parquet = "a Parquet file"
  case spss = "an SPSS data file (.sav)"
  case stata = "a Stata data file (.dta)"
  case utf32 = "UTF-32 text, which is not supported"
  case zeros = "it is full of zero bytes"

  /// The same in Vietnamese.
  public var vietnamese: String {
    switch self {
    case .workbook: "tệp nén ZIP hoặc bảng tính Excel (.xlsx)"
    case .emptyArchive: "tệp nén ZIP rỗng"
    case .oldOffice: "tệp Excel hoặc Word đời cũ (.xls, .doc)"
    case .pdf: "tài liệu PDF"
    case .sqlite: "cơ sở dữ liệu SQLite"
    case .gzip: "tệp nén gzip"
    case .xz: "tệp nén xz"
    case .zstandard: "tệp nén Zstandard"
    case .png: "ảnh PNG"
    case .jpeg: "ảnh JPEG"
    case .program: "chương trình (ELF)"
    case .parquet: "tệp Parquet"
    case .spss: "tệp số liệu SPSS (.sav)"
    case .stata: "tệp số liệu Stata (.dta)"
    case .utf32: "văn bản UTF-32, không hỗ trợ"
    case .zeros: "tệp đầy byte số không"
    }
  }
}

/// Recognises files that are not text by their first bytes.
enum BinarySignature {
  private static let signatures: [([UInt8], BinaryContent)] = [
    (Array("PK\u{3}\u{4}".utf8), .workbook),
    (Array("PK\u{5}\u{6}".utf8), .emptyArchive),
    ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], .oldOffice),
    (Array("%PDF-".utf8), .pdf),
    (Array("SQLite format 3\u{0}".utf8), .sqlite),
    ([0x1F, 0x8B, 0x08], .gzip),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], .xz),
    ([0x28, 0xB5, 0x2F, 0xFD], .zstandard),
    ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], .png),
    ([0xFF, 0xD8, 0xFF], .jpeg),
    ([0x7F, 0x45, 0x4C, 0x46], .program),
    (Array("PAR1".utf8), .parquet),
    (Array("$FL2@(#)".utf8), .spss),
    (Array("<stata_dta>".utf8), .stata),
  ]

  /// What the bytes are, or `nil` for what may be text.
  static func find(in bytes: [UInt8]) -> BinaryContent? {
    for (signature, what) in signatures where bytes.starts(with: signature) { return what }
    return nil
  }
}
