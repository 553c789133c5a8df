/// Recognises files that are not text by their first bytes.
enum BinarySignature {
  private static let signatures: [([UInt8], String)] = [
    (Array("PK\u{3}\u{4}".utf8), "a ZIP archive or an Excel workbook (.xlsx)"),
    (Array("PK\u{5}\u{6}".utf8), "an empty ZIP archive"),
    ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "an old Excel or Word file (.xls, .doc)"),
    (Array("%PDF-".utf8), "a PDF document"),
    (Array("SQLite format 3\u{0}".utf8), "an SQLite database"),
    ([0x1F, 0x8B, 0x08], "a gzip archive"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "an xz archive"),
    ([0x28, 0xB5, 0x2F, 0xFD], "a Zstandard archive"),
    ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "a PNG image"),
    ([0xFF, 0xD8, 0xFF], "a JPEG image"),
    ([0x7F, 0x45, 0x4C, 0x46], "a program (ELF)"),
    (Array("PAR1".utf8), "a Parquet file"),
    (Array("$FL2@(#)".utf8), "an SPSS data file (.sav)"),
    (Array("<stata_dta>".utf8), "a Stata data file (.dta)"),
  ]

  /// What the bytes are, or `nil` for what may be text.
  static func find(in bytes: [UInt8]) -> String? {
    for (signature, what) in signatures where bytes.starts(with: signature) { return what }
    return nil
  }
}
