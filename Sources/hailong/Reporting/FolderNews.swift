import PlanModel
import SurveyData
import SurveyReport

/// What became of one file of a followed folder.
struct FolderNews: Hashable {
  enum Kind: Hashable {
    case added
    /// It has the name of a file that counted before and takes its place.
    case replaced
    /// A file that counts has another name now.
    case renamed
    case sameContent(as: String)
    /// It is still being written, and is left for the next time.
    case changing
    /// A folder, a link or a device.
    case notAFile
    case failed(String)
  }

  let name: String
  let kind: Kind
  let rows: SourceSummary?

  init(_ name: String, _ kind: Kind, rows: SourceSummary? = nil) {
    self.name = name
    self.kind = kind
    self.rows = rows
  }

  var isFailure: Bool {
    if case .failed = kind { true } else { false }
  }

  /// Why it could not be used.
  var message: String? {
    if case .failed(let message) = kind { message } else { nil }
  }

  /// One word for JSON.
  var word: String {
    switch kind {
    case .added: "added"
    case .replaced: "replaced"
    case .renamed: "renamed"
    case .sameContent: "sameContent"
    case .changing: "changing"
    case .notAFile: "notAFile"
    case .failed: "failed"
    }
  }

  /// The same in a sentence.
  func sentence(_ language: ReportLanguage) -> String {
    // The message names the file.
    if let message { return message }
    let isVietnamese = language == .vietnamese
    let counts = rows.map {
      isVietnamese
        ? "; đọc \($0.rows) phiếu, chấp nhận \($0.accepted), loại \($0.rejected)"
        : "; \($0.rows) rows read, \($0.accepted) accepted, \($0.rejected) rejected"
    }
    let text =
      switch kind {
      case .added: isVietnamese ? "tệp mới" : "new"
      case .replaced:
        isVietnamese
          ? "nội dung mới, thay cho nội dung trước của tệp cùng tên"
          : "new content, in place of what this name held before"
      case .renamed: isVietnamese ? "tệp đã biết, tên mới" : "known, under another name"
      case .sameContent(let other):
        isVietnamese
          ? "cùng nội dung với \(other), không tính hai lần"
          : "same content as \(other), not counted twice"
      case .changing:
        isVietnamese
          ? "còn đang được ghi, để lần sau" : "still being written, left for the next time"
      case .notAFile:
        isVietnamese
          ? "không phải tệp thường (thư mục hoặc liên kết), bỏ qua"
          : "no regular file (a folder or a link), passed over"
      case .failed: ""
      }
    return "\(name): \(text)" + (counts ?? "")
  }
}
