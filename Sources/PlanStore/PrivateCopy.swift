internal import Foundation
internal import PlanModel

/// A copy of a store's files in a temporary folder of its own.
///
/// SQLite reads a database with a write-ahead log only where it can make its index beside it. A store
/// on a read-only medium is therefore read from a copy, which is removed when it is no longer used.
final class PrivateCopy: Sendable {
  private let folder: URL
  /// Path of the copied database.
  let path: String

  /// A copy when the store's folder may not be written and has no index of its log; `nil` otherwise.
  static func needed(for path: String) throws -> PrivateCopy? {
    let files = FileManager.default
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard !files.isWritableFile(atPath: folder), files.isReadableFile(atPath: path),
      !files.fileExists(atPath: path + "-shm")
    else { return nil }
    return try PrivateCopy(of: path)
  }

  private init(of path: String) throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("hailong-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    self.path = folder.appendingPathComponent("store").path
    for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: path + suffix) {
      try FileManager.default.copyItem(atPath: path + suffix, toPath: self.path + suffix)
    }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }
}
