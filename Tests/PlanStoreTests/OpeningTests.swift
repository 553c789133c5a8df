import Foundation
import GRDB
import PlanModel
import PlanStore
import TestSupport
import Testing

@Suite("Opening a store")
struct OpeningTests {
  func inFolder(_ body: (String) throws -> Void) throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.appending(path: "store.db").path)
  }

  func kind(_ path: String, _ access: PlanStore.Access) -> PlanStoreError.Kind? {
    do {
      _ = try PlanStore(path: path, access: access, waiting: 0.05)
      return nil
    } catch { return error.kind }
  }

  /// The statements that made the tables of a database.
  func tables(_ path: String) throws -> Set<String> {
    try DatabaseQueue(path: path).read { database in
      try Set(String.fetchAll(database, sql: "SELECT sql FROM sqlite_master WHERE sql NOT NULL"))
    }
  }

  @Test("a store is made once and opened again")
  func createAndReopen() throws {
    try inFolder { path in
      #expect(kind(path, .read) == .missing)
      #expect(kind(path, .write) == .missing)
      #expect(!FileManager.default.fileExists(atPath: path))
      let store = try PlanStore(path: path, access: .create)
      try store.importPlan(samplePlan(), at: now)
      try store.close()
      #expect(try PlanStore(path: path, access: .read).plan("test-2025") == samplePlan())
      #expect(kind(path, .create) == nil)
    }
  }

  @Test("a file that is no database is refused and left as it is")
  func notADatabase() throws {
    try inFolder { path in
      let text = String(repeating: "id,answer\n1,5\n", count: 200)
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      for access in [PlanStore.Access.read, .write, .create] {
        #expect(kind(path, access) == .notADatabase)
      }
      #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
      #expect(kind(URL(filePath: path).deletingLastPathComponent().path, .create) == .cannotOpen)
      #expect(kind(path + "/below/store.db", .create) == .cannotOpen)
    }
  }

  @Test("another program's database is refused and left as it is")
  func foreignDatabase() throws {
    try inFolder { path in
      let queue = try DatabaseQueue(path: path)
      try queue.write { try $0.execute(sql: "CREATE TABLE player (id INTEGER)") }
      try queue.close()
      let before = try Data(contentsOf: URL(filePath: path))
      #expect(kind(path, .create) == .foreignDatabase)
      #expect(kind(path, .read) == .foreignDatabase)
      #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }
  }

  @Test("a newer schema is refused")
  func newerSchema() throws {
    try inFolder { path in
      try PlanStore(path: path, access: .create).close()
      let queue = try DatabaseQueue(path: path)
      try queue.write {
        try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('v99')")
      }
      try queue.close()
      for access in [PlanStore.Access.read, .write, .create] {
        #expect(kind(path, access) == .newerSchema)
      }
    }
  }

  @Test("a damaged store is refused with one message")
  func corrupt() throws {
    try inFolder { path in
      let store = try PlanStore(path: path, access: .create)
      try store.importPlan(samplePlan(), at: now)
      try store.close()
      var bytes = try Data(contentsOf: URL(filePath: path))
      bytes.replaceSubrange(
        100..<bytes.count, with: Data(repeating: 0xA5, count: bytes.count - 100))
      try bytes.write(to: URL(filePath: path))
      #expect(kind(path, .write) == .corrupt)
    }
  }

  @Test("a closed store is its file alone, which can be copied")
  func oneFile() throws {
    try inFolder { path in
      let store = try PlanStore(path: path, access: .create)
      try store.importPlan(samplePlan(), at: now)
      _ = try store.record([try survey(0.9)], at: now)
      let document = try store.document()
      try store.close()
      try FileManager.default.copyItem(atPath: path, toPath: path + ".copy")
      #expect(try PlanStore(path: path + ".copy", access: .read).document() == document)
      // A reader at the same time does not keep a writer from closing.
      let writer = try PlanStore(path: path, access: .write, waiting: 0.05)
      let reader = try DatabaseQueue(path: path)
      try reader.inDatabase { database in
        try database.execute(sql: "BEGIN")
        _ = try Int.fetchOne(database, sql: "SELECT count(*) FROM measurement")
        _ = try writer.record([try survey(0.8, hash: "c")], at: now)
        try writer.close()
        try database.execute(sql: "COMMIT")
      }
      #expect(try PlanStore(path: path, access: .read).history(plan: "test-2025").count == 2)
    }
  }

  @Test("an empty file is no store to read, and a damaged page keeps everything from being added")
  func emptyAndDamagedPage() throws {
    try inFolder { path in
      #expect(FileManager.default.createFile(atPath: path, contents: nil))
      #expect(kind(path, .read) == .missing)
      let store = try PlanStore(path: path, access: .create)
      try store.importPlan(samplePlan(), at: now)
      for number in 1...40 {
        _ = try store.record([try survey(0.5 + Double(number) / 100, hash: "a")], at: now)
      }
      try store.close()
      var bytes = try Data(contentsOf: URL(filePath: path))
      // The last page is one that opening does not look at.
      bytes.replaceSubrange(
        (bytes.count - 4096)..<(bytes.count - 2048), with: Data(repeating: 0xA5, count: 2048))
      try bytes.write(to: URL(filePath: path))
      #expect(kind(path, .write) == .corrupt)
      #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
    }
  }

  @Test("a store in a folder that may not be written is read from a copy of its own")
  func readOnlyFolder() throws {
    try inFolder { path in
      let store = try PlanStore(path: path, access: .create)
      try store.importPlan(samplePlan(), at: now)
      try store.close()
      let folder = URL(filePath: path).deletingLastPathComponent().path
      try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder)
      defer {
        try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
      }
      #expect(try PlanStore(path: path, access: .read).plan("test-2025") == samplePlan())
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      // Root may write anywhere and leaves SQLite's index of the log behind.
      #expect(geteuid() == 0 || names == ["store.db"])
    }
  }

  @Test("a store of an older schema is read without being changed")
  func readsOlderSchema() throws {
    try inFolder { path in
      let fixture = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Fixtures/v1.sql")
      let queue = try DatabaseQueue(path: path)
      try queue.writeWithoutTransaction {
        try $0.execute(sql: String(contentsOf: fixture, encoding: .utf8))
      }
      try queue.close()
      let before = try Data(contentsOf: URL(filePath: path))
      let store = try PlanStore(path: path, access: .read)
      #expect(try store.history(plan: "test-2025").map(\.measurement.value) == [0.91, 0.88])
      #expect(try store.history(plan: "test-2025")[0].measurement.provenance.recipe == [])
      try store.close()
      #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }
  }

  @Test("a second writer is told that the store is locked; readers go on")
  func locked() throws {
    try inFolder { path in
      let store = try PlanStore(path: path, access: .create)
      try store.importPlan(samplePlan(), at: now)
      let other = try DatabaseQueue(path: path)
      try other.inDatabase { database in
        try database.execute(sql: "BEGIN IMMEDIATE")
        let waiting = try PlanStore(path: path, access: .write, waiting: 0.05)
        let error = #expect(throws: PlanStoreError.self) {
          try waiting.record([try survey(0.9)], at: now)
        }
        #expect(error?.kind == .locked)
        let reader = try PlanStore(path: path, access: .read, waiting: 0)
        #expect(try reader.plans().count == 1)
        try database.execute(sql: "ROLLBACK")
        #expect(try waiting.record([try survey(0.9)], at: now).runs.count == 1)
      }
    }
  }

  @Test("an uncommitted write is gone after a crash, a committed one is not")
  func crash() throws {
    try inFolder { path in
      let store = try PlanStore(path: path, access: .create)
      try store.importPlan(samplePlan(), at: now)
      _ = try store.record([try survey(0.9)], at: now)
      // A copy of the files as they lie on the disk while a transaction is open is what a crash
      // leaves behind.
      let queue = try DatabaseQueue(path: path)
      let copy = path + ".crashed"
      try queue.inDatabase { database in
        try database.execute(sql: "BEGIN IMMEDIATE")
        try database.execute(sql: "INSERT INTO unit (key) VALUES ('half')")
        for suffix in ["", "-wal"] {
          try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
        }
        try database.execute(sql: "ROLLBACK")
      }
      let recovered = try PlanStore(path: copy, access: .write)
      #expect(try recovered.document() == store.document())
    }
  }

  @Test("writing leaves nothing beside the store")
  func tidyWriting() throws {
    try inFolder { path in
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
      for access in [PlanStore.Access.create, .write] {
        let store = try PlanStore(path: path, access: access)
        try store.importPlan(samplePlan(), at: now)
        try store.close()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["store.db"])
      }
    }
  }

  @Test("reading leaves nothing beside the store, also with other readers and a writer about")
  func tidyReading() throws {
    try inFolder { path in
      func beside() throws -> [String] {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      }
      let store = try PlanStore(path: path, access: .create)
      try store.importPlan(samplePlan(), at: now)
      let early = try PlanStore(path: path, access: .read)
      #expect(try early.plan("test-2025") == samplePlan())
      // The reader is not the last one: the writer's log stays, and what it writes is read.
      try early.close()
      #expect(try beside().contains("store.db-wal"))
      _ = try store.record([try survey(0.9)], at: now)
      let late = try PlanStore(path: path, access: .read)
      #expect(try late.document() == store.document())
      try store.close()
      // The reader still reads what the log holds; closing it, the last one, leaves the file alone.
      #expect(try late.document().runs.count == 1)
      try late.close()
      #expect(try beside() == ["store.db"])
      for _ in 0..<2 {
        let reader = try PlanStore(path: path, access: .read)
        #expect(try reader.document().runs.count == 1)
        #expect(throws: PlanStoreError.self) { try reader.importPlan(samplePlan(), at: now) }
        try reader.close()
      }
      #expect(try beside() == ["store.db"])
    }
  }

  @Test("measurements can be neither changed nor deleted, by any program")
  func appendOnly() throws {
    try inFolder { path in
      let store = try PlanStore(path: path, access: .create)
      try store.importPlan(samplePlan(), at: now)
      _ = try store.record([try survey(0.9)], at: now)
      let queue = try DatabaseQueue(path: path)
      for sql in ["UPDATE measurement SET value = 1", "DELETE FROM measurement"] {
        #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: sql) } }
      }
      #expect(try store.current(plan: "test-2025").map(\.measurement.value) == [0.9])
    }
  }

  @Test("a store opened for reading cannot be written")
  func readOnly() throws {
    try inFolder { path in
      try PlanStore(path: path, access: .create).close()
      let reader = try PlanStore(path: path, access: .read)
      let error = #expect(throws: PlanStoreError.self) {
        try reader.importPlan(samplePlan(), at: now)
      }
      #expect(error?.kind == .readOnly)
    }
  }

  @Test(
    "a store of every released schema opens and keeps what it holds",
    arguments: 1...PlanStore.schemaVersion)
  func migratesFrom(version: Int) throws {
    try inFolder { path in
      let fixture = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Fixtures/v\(version).sql")
      let queue = try DatabaseQueue(path: path)
      try queue.writeWithoutTransaction {
        try $0.execute(sql: String(contentsOf: fixture, encoding: .utf8))
      }
      try queue.close()
      let store = try PlanStore(path: path, access: .write)
      try PlanStore(path: path + ".new", access: .create).close()
      #expect(try tables(path) == tables(path + ".new"))
      #expect(try store.plan("test-2025") == samplePlan())
      #expect(try store.history(plan: "test-2025").map(\.measurement.value) == [0.91, 0.88])
      let period = try #require(Period("2025-H1"))
      #expect(try store.surveys(plan: "test-2025", period: period).map(\.content) == ["{}"])
      #expect(try store.record([try survey(0.88, hash: "c")], at: now).isUnchanged)
    }
  }
}
