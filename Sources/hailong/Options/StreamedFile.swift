import Foundation

/// A file that appears under its name only when it is complete.
struct StreamedFile: Sendable {
  private let path: String
  private let temporary: String
  private let handle: FileHandle

  /// Starts a file.
  ///
  /// - Parameters:
  ///   - path: Its name in the end.
  ///   - inputs: Files that are being read and must not be overwritten.
  init(path: String, inputs: [String] = []) throws {
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    for input in inputs
    where input != "-" && URL(fileURLWithPath: input).resolvingSymlinksInPath().path == target {
      throw CommandFailure.usage(
        "\(path) is read and cannot be written at the same time", fix: "choose another name",
        vi: "\(path) đang được đọc nên không ghi vào cùng lúc được", viFix: "chọn tên khác")
    }
    self.path = path
    temporary = path + ".part"
    guard FileManager.default.createFile(atPath: temporary, contents: nil),
      let handle = FileHandle(forWritingAtPath: temporary)
    else {
      throw CommandFailure.cannotCreate(
        "cannot create \(path)", fix: "check that the folder exists and can be written to",
        vi: "không tạo được \(path)", viFix: "kiểm tra xem có thư mục và có quyền ghi")
    }
    self.handle = handle
  }

  /// Adds bytes.
  func append(_ bytes: [UInt8]) throws {
    do {
      try handle.write(contentsOf: Data(bytes))
    } catch {
      throw CommandFailure(
        .inputOutput, "cannot write \(path): \(error.localizedDescription)",
        vi: "không ghi được \(path): \(error.localizedDescription)")
    }
  }

  /// Gives the file its name, replacing one that was there.
  func finish() throws {
    do {
      try handle.close()
      if rename(temporary, path) != 0 {
        throw CommandFailure.cannotCreate("cannot create \(path)", vi: "không tạo được \(path)")
      }
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure(
        .inputOutput, "cannot write \(path): \(error.localizedDescription)",
        vi: "không ghi được \(path): \(error.localizedDescription)")
    }
  }

  /// Writes a whole file.
  static func write(_ bytes: [UInt8], to path: String) throws {
    let file = try StreamedFile(path: path)
    try file.append(bytes)
    try file.finish()
  }
}
