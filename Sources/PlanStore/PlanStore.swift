internal import Foundation
internal import GRDB
internal import PlanModel

/// Plans, measurements and their history in one SQLite file.
///
/// Measurements are only ever added. Every recording is one transaction: it is there as a whole or
/// not at all, whatever happens to the process. Readers see the last committed state and are never
/// blocked (write-ahead log); one writer at a time waits for another, up to `waiting` seconds.
///
///     let store = try PlanStore(path: "chi-tieu.db", access: .create)
///     try store.importPlan(plan, at: "2025-06-20T08:00:00Z")
///     let result = try store.record(measurements, at: "2025-06-20T08:00:00Z")
public final class PlanStore: Sendable {
  /// What is going to be done with a store.
  public enum Access: Hashable, Sendable {
    /// Only read; the file must be there.
    case read
    /// Read and write; the file must be there.
    case write
    /// Read and write; the file is made when it is not there.
    case create
  }

  /// Number of the newest schema that this version reads and writes.
  public static let schemaVersion = StoreSchema.version

  /// Path of the file; `:memory:` for a store in memory.
  public let path: String

  private let database: any DatabaseReader & Sendable
  private let writer: (any DatabaseWriter & Sendable)?
  /// The private copy of a store in a folder that may not be written; removed with the store.
  private let copy: PrivateCopy?

  /// Opens a store.
  ///
  /// - Parameters:
  ///   - path: Path of the file.
  ///   - access: What is going to be done with it.
  ///   - waiting: Seconds to wait for another writer.
  /// - Throws: ``PlanStoreError`` when the file is missing, no store, newer than this version,
  ///   damaged, locked or out of reach. A file that is no store is left as it is.
  public init(path: String, access: Access, waiting: Double = 15) throws(PlanStoreError) {
    self.path = path
    do {
      if access == .read {
        guard FileManager.default.fileExists(atPath: path) else { throw Self.missing(path) }
        copy = try PrivateCopy.needed(for: path)
        database = try Self.reader(
          copy?.path ?? path, named: path, waiting: waiting,
          tidies: copy == nil && Self.canTidy(path))
        writer = nil
      } else {
        let exists = try Self.inspect(path, waiting: waiting)
        guard exists || access == .create else { throw Self.missing(path) }
        // One connection: what closes last must be able to write, or it leaves the log behind.
        var configuration = Self.configuration(waiting: waiting)
        configuration.journalMode = .wal
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try Self.migrate(queue)
        copy = nil
        database = queue
        writer = queue
      }
    } catch {
      var failure = PlanStoreError(error, path: path)
      if failure.kind == .cannotOpen, error is DatabaseError, access == .read {
        failure.kind = .unreadable
        failure.fix = "check that you may read the file"
      }
      throw failure
    }
  }

  /// Makes an empty store in memory.
  public init() throws(PlanStoreError) {
    path = ":memory:"
    do {
      let queue = try DatabaseQueue(configuration: Self.configuration(waiting: 0))
      try StoreSchema.migrator.migrate(queue)
      database = queue
      writer = queue
      copy = nil
    } catch {
      throw PlanStoreError(error, path: ":memory:")
    }
  }

  /// Closes the file; a store that is no longer used does so by itself.
  ///
  /// What was written moves from the write-ahead log into the file, so that the file alone is the
  /// store and can be copied; while others read or write, this is left to the last of them.
  public func close() throws(PlanStoreError) {
    do {
      try writer?.writeWithoutTransaction { database in
        do { _ = try database.checkpoint(.truncate) } catch let error as DatabaseError
          where error.resultCode == .SQLITE_BUSY
          || error.resultCode == .SQLITE_LOCKED
        {}
      }
      try database.close()
    } catch {
      throw PlanStoreError(error, path: path)
    }
  }

  func read<Value>(_ body: (Database) throws -> Value) throws(PlanStoreError) -> Value {
    do { return try database.read(body) } catch { throw PlanStoreError(error, path: path) }
  }

  func write<Value>(_ body: (Database) throws -> Value) throws(PlanStoreError) -> Value {
    guard let writer else {
      throw PlanStoreError(
        .readOnly, path: path, cause: "the store was opened for reading only",
        vi: "kho chỉ được mở để đọc")
    }
    do { return try writer.write(body) } catch { throw PlanStoreError(error, path: path) }
  }

  private static func configuration(waiting: Double) -> Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(waiting)
    configuration.foreignKeysEnabled = true
    configuration.prepareDatabase { database in
      // GRDB runs write-ahead logs with NORMAL, which may lose the last commit when power fails.
      if !database.configuration.readonly { try database.execute(sql: "PRAGMA synchronous = FULL") }
    }
    return configuration
  }

  private static func missing(_ path: String) -> PlanStoreError {
    PlanStoreError(
      .missing, path: path, cause: "there is no store at this path",
      fix: "`hailong plan import` and `hailong feed` make one", vi: "không có kho ở đường dẫn này",
      viFix: "`hailong plan import` và `hailong feed` tạo kho")
  }

  private static func refuseFolder(_ path: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
    else { return }
    throw PlanStoreError(
      .cannotOpen, path: path, cause: "the path is a folder", fix: "give the path of a file in it",
      vi: "đường dẫn này là thư mục", viFix: "ghi đường dẫn một tệp trong thư mục")
  }

  /// Opens for reading only; a store of an older schema is brought up to date in memory.
  private static func reader(
    _ file: String, named path: String, waiting: Double, tidies: Bool
  ) throws -> DatabaseQueue {
    try refuseFolder(path)
    var configuration = configuration(waiting: waiting)
    configuration.readonly = true
    var queue = try DatabaseQueue(path: file, configuration: configuration)
    let isCurrent = try queue.read { database in
      guard try check(database, path: path) else {
        throw PlanStoreError(
          .missing, path: path, cause: "the file is empty; there is no store in it yet",
          fix: "`hailong plan import` and `hailong feed` make one",
          vi: "tệp rỗng, chưa có kho nào trong đó",
          viFix: "`hailong plan import` và `hailong feed` tạo kho")
      }
      return try StoreSchema.migrator.hasCompletedMigrations(database)
    }
    if tidies {
      try queue.close()
      queue = try tidyReader(file, waiting: waiting)
    }
    guard !isCurrent else { return queue }
    let memory = try DatabaseQueue(configuration: Self.configuration(waiting: 0))
    try queue.backup(to: memory)
    try queue.close()
    try StoreSchema.migrator.migrate(memory)
    return memory
  }

  /// A reader that leaves nothing behind: the last connection to close a store moves the write-ahead log
  /// into the file and takes the log and its index away.
  ///
  /// A connection that SQLite opened for reading only has to leave both. Who closes last is settled by
  /// SQLite under a lock that nobody else can hold, so other readers and a writer are safe; the
  /// connection itself can change nothing (`query_only`). Only what has been found to be a store is
  /// opened so.
  private static func tidyReader(_ file: String, waiting: Double) throws -> DatabaseQueue {
    var configuration = configuration(waiting: waiting)
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA query_only = ON") }
    return try DatabaseQueue(path: file, configuration: configuration)
  }

  /// Whether file and folder may be written, so that a reader can leave them tidy.
  private static func canTidy(_ path: String) -> Bool {
    let files = FileManager.default
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    return files.isWritableFile(atPath: path) && files.isWritableFile(atPath: folder)
  }

  /// Brings a store up to the newest schema.
  ///
  /// Two processes that make a store at once may both begin the same step; the one that comes second
  /// fails, finds the step done, and goes on.
  private static func migrate(_ queue: DatabaseQueue) throws {
    var applied = try queue.read { try StoreSchema.migrator.appliedMigrations($0).count }
    while true {
      do {
        return try StoreSchema.migrator.migrate(queue)
      } catch {
        let found = try queue.read { try StoreSchema.migrator.appliedMigrations($0).count }
        guard found > applied else { throw error }
        applied = found
      }
    }
  }

  /// Looks at a file without changing it; opening for writing would turn it into a write-ahead log.
  ///
  /// - Returns: Whether there is a store, or an empty file that can become one.
  private static func inspect(_ path: String, waiting: Double) throws -> Bool {
    guard FileManager.default.fileExists(atPath: path) else { return false }
    try refuseFolder(path)
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(waiting)
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    defer { try? queue.close() }
    try queue.read { database in
      guard try check(database, path: path) else { return }
      // Nothing is added to a store that is damaged anywhere, also where this writing would not look.
      let finding = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
      guard finding == "ok" else {
        throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: finding)
      }
    }
    return true
  }

  /// Whether the database is a store that this version can read; `false` when it is empty.
  private static func check(_ database: Database, path: String) throws -> Bool {
    // A store that another process is just making has the list of its steps before anything else.
    let tables =
      try Int.fetchOne(
        database, sql: "SELECT count(*) FROM sqlite_master WHERE tbl_name <> 'grdb_migrations'")
      ?? 0
    guard tables > 0 else { return false }
    let id = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    guard id == StoreSchema.applicationID else {
      throw PlanStoreError(
        .foreignDatabase, path: path, cause: "the database belongs to another program",
        fix: "give the path of a store, or of a new file",
        vi: "cơ sở dữ liệu là của chương trình khác",
        viFix: "ghi đường dẫn của một kho, hoặc của một tệp mới")
    }
    guard try !StoreSchema.migrator.hasBeenSuperseded(database) else {
      throw PlanStoreError(
        .newerSchema, path: path,
        cause: "the store was written by a newer version; this one knows schema "
          + "\(StoreSchema.version)", fix: "use a program at least as new as the store",
        vi: "kho do phiên bản mới hơn ghi; phiên bản này biết lược đồ \(StoreSchema.version)",
        viFix: "dùng chương trình mới ít nhất bằng kho")
    }
    return true
  }
}
