internal import GRDB
internal import PlanModel

/// Why a store could not be opened, read or written: cause and fix.
///
/// Whenever one is thrown, nothing was written.
public struct PlanStoreError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The class of the problem; a caller maps it to its exit status.
  public enum Kind: String, Hashable, Sendable {
    /// There is no file at the path.
    case missing
    /// The file is no SQLite database.
    case notADatabase
    /// The file is a SQLite database of another program.
    case foreignDatabase
    /// The file was written by a newer version of the program.
    case newerSchema
    /// The database is damaged.
    case corrupt
    /// Another process is writing.
    case locked
    /// The file or its folder cannot be opened or created.
    case cannotOpen
    /// The file cannot be opened for reading.
    case unreadable
    /// The file may not be written.
    case readOnly
    /// The disk is full or failed.
    case inputOutput
    /// A plan that breaks its own rules.
    case invalidPlan
    /// A plan that the store does not have.
    case unknownPlan
    /// An indicator or task that the plan does not have.
    case unknownIndicator
    /// A measurement that the store does not have.
    case unknownMeasurement
    /// A period that the plan does not have.
    case invalidPeriod
    /// A figure that cannot be recorded.
    case invalidFigure
    /// Imported content that contradicts what the store has.
    case conflict
    /// Anything else.
    case unexpected
  }

  /// The class of the problem.
  public var kind: Kind
  /// Path of the store.
  public var path: String
  /// What is wrong, in one sentence without a final full stop.
  public var cause: String
  /// What to do about it.
  public var fix: String?
  /// What is wrong, in Vietnamese.
  public var vietnameseCause: String
  /// What to do about it, in Vietnamese.
  public var vietnameseFix: String?

  /// Makes an error from its parts.
  public init(
    _ kind: Kind, path: String, cause: String, fix: String? = nil, vi: String, viFix: String? = nil
  ) {
    assert((fix == nil) == (viFix == nil), "a hint is said in both languages or in none")
    vietnameseCause = vi
    vietnameseFix = viFix
    self.kind = kind
    self.path = path
    self.cause = cause
    self.fix = fix
  }

  /// The message as `path: error: cause`, with the fix as a hint on a second line.
  public var description: String {
    "\(path): error: \(cause)" + (fix.map { "\n  hint: \($0)" } ?? "")
  }

  /// The description in Vietnamese.
  public var vietnamese: String {
    "\(path): lỗi: \(vietnameseCause)" + (vietnameseFix.map { "\n  gợi ý: \($0)" } ?? "")
  }

  /// Names the cause and fix of whatever a database call threw.
  init(_ error: any Error, path: String) {
    switch error {
    case let error as PlanStoreError: self = error
    case let error as PlanError:
      self.init(
        error.kind == .invalidPeriod ? .invalidPeriod : .invalidFigure, path: path,
        cause: error.cause, fix: error.fix, vi: error.vietnameseCause, viFix: error.vietnameseFix)
    case let error as DatabaseError: self.init(database: error, path: path)
    default:
      self.init(.unexpected, path: path, cause: "\(error)", vi: "lỗi không lường trước: \(error)")
    }
  }

  private init(database error: DatabaseError, path: String) {
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self.init(
        .locked, path: path, cause: "the store is locked by another process that is writing",
        fix: "wait until it has finished and try again",
        vi: "kho đang bị một tiến trình khác khóa để ghi",
        viFix: "đợi tiến trình đó xong rồi thử lại")
    case .SQLITE_NOTADB:
      self.init(
        .notADatabase, path: path, cause: "the file is not a SQLite database",
        fix: "give the path of a store, or of a new file",
        vi: "tệp không phải là cơ sở dữ liệu SQLite",
        viFix: "ghi đường dẫn của một kho, hoặc của một tệp mới")
    case .SQLITE_CORRUPT:
      self.init(
        .corrupt, path: path, cause: "the store is damaged",
        fix: "restore it from a copy, or import the last `plan export`", vi: "kho bị hỏng",
        viFix: "khôi phục từ bản sao, hoặc nhập bản `plan export` gần nhất")
    case .SQLITE_CANTOPEN:
      self.init(
        .cannotOpen, path: path, cause: "the store cannot be opened",
        fix: "check that the folder exists and that you may write in it", vi: "không mở được kho",
        viFix: "kiểm tra xem có thư mục và có quyền ghi trong đó")
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
      self.init(
        .readOnly, path: path, cause: "the store may not be written",
        fix: "check the permissions of the file and of its folder", vi: "không được ghi vào kho",
        viFix: "kiểm tra quyền của tệp và của thư mục")
    case .SQLITE_FULL, .SQLITE_IOERR:
      self.init(
        .inputOutput, path: path, cause: "the disk is full or failed; nothing was written",
        fix: "make room and try again", vi: "ổ đĩa đầy hoặc bị lỗi; chưa ghi gì",
        viFix: "giải phóng chỗ trống rồi thử lại")
    default:
      // The message names tables and columns, never values: GRDB hides statement arguments.
      self.init(
        .unexpected, path: path, cause: "the database reports: \(error.message ?? "unknown error")",
        vi: "cơ sở dữ liệu báo: \(error.message ?? "lỗi không rõ")")
    }
  }
}
