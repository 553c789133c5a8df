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

  /// Opens a store.
  ///
  /// - Parameters:
  ///   - path: Path of the file.
  ///   - access: What is going to be done with it.
  ///   - waiting: Seconds to wait for another writer.
  /// - Throws: ``PlanStoreError`` when the file is missing, no store, newer than this version,
  ///   damaged, locked or out of reach. A file that is no store is left as it is.
  public init(path: String, access: Access, waiting: Double = 5) throws(PlanStoreError) {
    self.path = path
    do {
      let exists = try Self.inspect(path, waiting: waiting)
      guard exists || access == .create else {
        throw PlanStoreError(
          .missing, path: path, cause: "there is no store at this path",
          fix: "`hailong plan import` and `hailong feed` make one")
      }
      if access == .read {
        var configuration = Self.configuration(waiting: waiting)
        configuration.readonly = true
        database = try DatabaseQueue(path: path, configuration: configuration)
        writer = nil
      } else {
        let pool = try DatabasePool(path: path, configuration: Self.configuration(waiting: waiting))
        try StoreSchema.migrator.migrate(pool)
        database = pool
        writer = pool
      }
    } catch {
      throw PlanStoreError(error, path: path)
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
    } catch {
      throw PlanStoreError(error, path: ":memory:")
    }
  }

  /// Closes the file; a store that is no longer used does so by itself.
  public func close() throws(PlanStoreError) {
    do { try database.close() } catch { throw PlanStoreError(error, path: path) }
  }

  func read<Value>(_ body: (Database) throws -> Value) throws(PlanStoreError) -> Value {
    do { return try database.read(body) } catch { throw PlanStoreError(error, path: path) }
  }

  func write<Value>(_ body: (Database) throws -> Value) throws(PlanStoreError) -> Value {
    guard let writer else {
      throw PlanStoreError(.readOnly, path: path, cause: "the store was opened for reading only")
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

  /// Looks at a file without changing it; opening for writing would turn it into a write-ahead log.
  ///
  /// - Returns: Whether there is a store, or an empty file that can become one.
  private static func inspect(_ path: String, waiting: Double) throws -> Bool {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    guard exists else { return false }
    guard !isFolder.boolValue else {
      throw PlanStoreError(
        .cannotOpen, path: path, cause: "the path is a folder", fix: "give the path of a file in it"
      )
    }
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(waiting)
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    defer { try? queue.close() }
    try queue.read { database in
      let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
      guard tables > 0 else { return }
      let id = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
      guard id == StoreSchema.applicationID else {
        throw PlanStoreError(
          .foreignDatabase, path: path, cause: "the database belongs to another program",
          fix: "give the path of a store, or of a new file")
      }
      guard try !StoreSchema.migrator.hasBeenSuperseded(database) else {
        throw PlanStoreError(
          .newerSchema, path: path,
          cause: "the store was written by a newer version; this one knows schema "
            + "\(StoreSchema.version)", fix: "use a program at least as new as the store")
      }
    }
    return true
  }
}
